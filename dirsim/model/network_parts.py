"""Network parts: sites, links between them, hosts, common causes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from attrs import field, frozen
from msgspec import Meta

from dirsim.catalog.units import DURATION_PATTERN, seconds
from dirsim.catalog.words import FORWARDING, LINK_KINDS, ROLES, SITE_KINDS, SOFTWARE, one_of
from dirsim.model.host_waits import HostWaits

Share = Annotated[float, Meta(ge=0, le=1, description="A share of time, 0 to 1.")]
DateText = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$", description="A date as 2026-11-01.")]
DurationText = Annotated[str, Meta(pattern=DURATION_PATTERN, description="A duration: 30ms, 15s, 90m, 4h or 7d.")]

_UNKNOWN_LATENCY_S = 0.02
"""Delay assumed for a link of unknown delay when near and far are compared: only the order matters."""


@frozen(kw_only=True)
class Site:
    """A place with one local network: a building, a data centre, an AWS Region.

    Attributes:
        kind: The kind of place.
        region: The AWS Region's name where the site is one; empty means unknown.
        availability: Share of time that it works as a whole, 0 to 1; ``None`` means unknown.
        zones: The Availability Zones that are used, by zone id such as ``euw1-az1``; empty means unknown.
    """

    kind: Annotated[str, one_of(SITE_KINDS)] = "on-premises"
    region: str | None = None
    availability: Share | None = None
    zones: tuple[str, ...] = ()


@frozen(kw_only=True)
class Vpc:
    """A VPC, and how its machines resolve names and reach AWS services.

    Attributes:
        site: The site of its Region; ``None`` means unknown.
        account: Label of its AWS account; ``None`` means unknown.
        dns_servers: The name servers of its DHCP options: addresses or hosts, or ``AmazonProvidedDNS``; empty means unknown.
        resolver_rules: Zones that Route 53 Resolver forwards, each with the addresses or domains that answer for it.
        outbound_endpoint: True where an outbound Resolver endpoint exists; ``None`` means unknown.
        inbound_endpoint: True where an inbound Resolver endpoint exists; ``None`` means unknown.
        private_zones: Route 53 private hosted zones that are associated with it.
        endpoints: AWS services that it reaches by interface endpoints, such as ``secretsmanager``.
        internet: True where its private subnets reach the internet through a NAT gateway; ``None`` means unknown.

    Source: Amazon VPC User Guide, "DHCP option sets"; Route 53 Developer Guide, "What is Route 53 Resolver".
    """

    site: str | None = None
    account: str | None = None
    dns_servers: tuple[str, ...] = ()
    resolver_rules: Mapping[str, tuple[str, ...]] = field(factory=dict)
    outbound_endpoint: bool | None = None
    inbound_endpoint: bool | None = None
    private_zones: tuple[str, ...] = ()
    endpoints: tuple[str, ...] = ()
    internet: bool | None = None

    def reaches(self, service: str) -> bool | None:
        """True where it has a path to an AWS service, by an interface endpoint or a NAT gateway; ``None`` means unknown."""
        if service in self.endpoints or self.internet:
            return True
        return None if self.internet is None and not self.endpoints else False


@frozen(kw_only=True)
class Link:
    """An IP path between two sites that can fail: a VPN, Direct Connect, a wide-area line, a peering.

    Attributes:
        between: The two sites that it connects.
        kind: The kind of path.
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
    def distance_s(self) -> float:
        """The distance in seconds by which clients rank controllers: the delay, or 20 ms where it is unknown.

        A microsecond for each link makes the path over fewer links the nearer of two with equal delay.
        """
        latency = self.latency_s
        return (_UNKNOWN_LATENCY_S if latency is None else latency) + 1e-6

    @property
    def direct(self) -> bool:
        """True for a peering of VPCs: it carries packets between its own two ends alone, and leads no further.

        Source: https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html (no transitive peering, no edge-to-edge routing).
        """
        return self.kind == "vpc-peering"

    @property
    def public(self) -> bool:
        """True for the internet: it carries HTTPS to public endpoints, never directory traffic."""
        return self.kind == "internet"


@frozen(kw_only=True)
class Host:
    """A machine, or a managed endpoint that behaves like one.

    Attributes:
        site: Its site.
        roles: Its roles; each role listens on the ports of :data:`dirsim.model.port_numbers.ROLE_PORTS`.
        domain: The domain of which it is a controller or a member; empty means none.
        zone: Availability Zone or fire section; empty means unknown.
        account: The AWS account's label; empty means not in AWS or unknown.
        vpc: The VPC's label; empty means not in AWS or unknown.
        resolvers: Its DNS servers, in order; empty means the controllers of its domain.
        public: True where it is reached over the internet by HTTPS. A file that leaves it out means so of an ``aws-endpoint``.
        read_only: True for a read-only controller: it passes on to a writable one what it cannot answer by the passwords that it keeps.
        keeps: For read-only controllers: the principals, and the hosts or services, whose passwords it keeps; empty means none.
        managed: True where AWS runs it.
        added: True where the design adds it.
        name: Its full DNS name; empty means that clients do not resolve it by name.
        address: Its IP address; empty means unknown. For readers only: packets are addressed by host.
        passes_to: For relays: the controllers that it passes requests on to, in order.
        software: The software of its controller or name server, which decides its timers.
        forwarding: The method by which its name server asks those of another forest.
        availability: Share of time that it works while its site does, 0 to 1; ``None`` means unknown.
        waits: Waits and limits that are its own settings; ``None`` means the usual ones.
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
    keeps: tuple[str, ...] = ()
    managed: bool = False
    added: bool = False
    name: str = ""
    address: str = ""
    passes_to: tuple[str, ...] = ()
    software: Annotated[str, one_of(SOFTWARE)] = "windows"
    forwarding: Annotated[str, one_of(FORWARDING)] = "one-after-another"
    availability: Share | None = None
    waits: HostWaits | None = None


@frozen(kw_only=True)
class Cause:
    """A common cause of failures: a provider, a power feed or a zone on which several elements depend.

    Attributes:
        members: The elements that fail with it: links, sites, hosts and services by name, zones as ``SITE/ZONE``.
        availability: Share of time that it works, 0 to 1; ``None`` means unknown.
    """

    members: tuple[str, ...] = ()
    availability: Share | None = None
