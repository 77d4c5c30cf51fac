"""Places, the IP paths between them and the machines in them."""

from __future__ import annotations

from typing import Annotated

from attrs import frozen
from msgspec import Meta

from dirsim.model.units import DURATION_PATTERN, seconds
from dirsim.model.words import FORWARDING, LINK_KINDS, ROLES, SITE_KINDS, SOFTWARE, one_of

Share = Annotated[float, Meta(ge=0, le=1, description="A share of time, 0 to 1.")]
DateText = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$", description="A date as 2026-11-01.")]
DurationText = Annotated[str, Meta(pattern=DURATION_PATTERN, description="A duration: 30ms, 15s, 90m, 4h or 7d.")]


@frozen(kw_only=True)
class Site:
    """A place with one local network: a building, a data centre, an AWS Region.

    Attributes:
        kind: What sort of place it is.
        region: The AWS Region's name where the site is one; empty means unknown.
        availability: Share of time that it works as a whole, 0 to 1; ``None`` means unknown.
    """

    kind: Annotated[str, one_of(SITE_KINDS)] = "on-premises"
    region: str | None = None
    availability: Share | None = None


@frozen(kw_only=True)
class Link:
    """An IP path between two sites that can fail: a VPN, Direct Connect, a wide-area line, a peering.

    Attributes:
        between: The two sites that it joins.
        kind: What it is made of.
        availability: Share of time that it works, 0 to 1; ``None`` means unknown.
        latency: One-way delay as text; ``None`` means unknown. See :attr:`latency_s`.
    """

    between: tuple[str, str]
    kind: Annotated[str, one_of(LINK_KINDS)] = "site-to-site-vpn"
    availability: Share | None = None
    latency: DurationText | None = None

    @property
    def latency_s(self) -> float | None:
        """One-way delay in seconds; ``None`` means unknown."""
        return None if self.latency is None else seconds(self.latency)

    @property
    def public(self) -> bool:
        """True for the internet: it carries HTTPS to public endpoints, never directory traffic."""
        return self.kind == "internet"


@frozen(kw_only=True)
class Host:
    """A machine, or a managed endpoint that behaves like one.

    Attributes:
        site: Where it stands.
        roles: What it does; each role listens on the ports of :data:`dirsim.model.ports.ROLE_PORTS`.
        domain: The domain that it is a controller of, or a member of; empty means none.
        zone: Availability Zone or fire section; empty means unknown.
        account: The AWS account's label; empty means not in AWS or unknown.
        vpc: The VPC's label; empty means not in AWS or unknown.
        resolvers: The hosts that it asks for names, in order; empty means that it asks the controllers of its domain.
        public: True where it is reached over the internet by HTTPS.
        read_only: True for a read-only controller.
        managed: True where AWS runs it.
        added: True where the design adds it (it was not there before).
        name: Its full DNS name; empty means that nobody asks for it by name.
        address: Its IP address; empty means unknown. For the reader: packets are told apart by host.
        passes_to: For relays: the controllers that it passes requests on to, in order.
        software: What its controller or name server is made of, which decides its timers.
        forwarding: How its name server asks those of another forest.
        availability: Share of time that it works while its site does, 0 to 1; ``None`` means unknown.
    """

    site: str
    roles: tuple[Annotated[str, one_of(ROLES)], ...] = ()
    domain: str = ""
    zone: str = ""
    account: str = ""
    vpc: str = ""
    resolvers: tuple[str, ...] = ()
    public: bool = False
    read_only: bool = False
    managed: bool = False
    added: bool = False
    name: str = ""
    address: str = ""
    passes_to: tuple[str, ...] = ()
    software: Annotated[str, one_of(SOFTWARE)] = "windows"
    forwarding: Annotated[str, one_of(FORWARDING)] = "one-after-another"
    availability: Share | None = None


@frozen(kw_only=True)
class Cause:
    """Something that several elements rest on, so that they fail together: a provider, a power feed, a zone.

    Attributes:
        members: What fails with it: links, sites, hosts and services by name, zones as ``SITE/ZONE``.
        availability: Share of time that it works, 0 to 1; ``None`` means unknown.
    """

    members: tuple[str, ...] = ()
    availability: Share | None = None
