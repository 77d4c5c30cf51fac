"""The classes of a topology file where it differs from :class:`dirsim.model.topology.Topology`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from attrs import field, frozen
from msgspec import Meta

from dirsim.model.directory import Directory, Trust
from dirsim.model.network import Cause, DurationText, Host, Link, Share, Site
from dirsim.model.topology import ClientConfiguration, FlowSpec, Principal, Service, TicketCache
from dirsim.model.units import TIME_PATTERN
from dirsim.model.words import FAULT_KINDS, one_of

TimeText = Annotated[str, Meta(pattern=TIME_PATTERN, description="A time of day (11:00) or an offset (2h).")]


@frozen(kw_only=True)
class DirectoryEntry(Directory):
    """A directory of a topology file; one of kind `ad-connector` becomes two connector instances.

    Attributes:
        radius: For connectors: the hosts with role `radius` that check second factors; empty means no second factor.
    """

    radius: tuple[str, ...] = ()


@frozen(kw_only=True)
class Client:
    """A machine at which people sit: short for a host with role `client`.

    Attributes:
        site: Where it stands.
        domain: The domain that it is a member of; empty means none.
        account: The AWS account's label; empty means not in AWS or unknown.
        resolvers: The hosts that it asks for names, in order; empty means the controllers of its domain.
        name: Its full DNS name; empty means that nobody asks for it by name.
        address: Its IP address; empty means unknown.
    """

    site: str
    domain: str = ""
    account: str = ""
    resolvers: tuple[str, ...] = ()
    name: str = ""
    address: str = ""


@frozen(kw_only=True)
class FaultEntry:
    """One thing that goes wrong.

    Attributes:
        kind: The kind of fault.
        of: The link, host, site or principal that it happens to, by name.
        start: When it begins: a time of day or an offset from the start; left out means at the start.
        lasts: How long; left out means that it does not end.
        towards: For one-way faults: only packets that arrive at this site are lost; left out means both ways.
        protocol: For `port-blocked`: left out means both.
        port: For `port-blocked`: left out means every port.
        last_port: For `port-blocked` of a range of ports: the last one; left out means the one port.
        verdict: For links and ports: `drop` (silence) or `reject` (an answer that refuses).
        service: For `service-down`: the role that is stopped; left out means all that the host does.
        by: For `latency` and `clock-skew`: how much, as a duration.
        behind: For `clock-skew`: true where the clock is behind rather than ahead.
        share: For `loss`: the share of packets that is lost, 0 to 1.
    """

    kind: Annotated[str, one_of(FAULT_KINDS)]
    of: str
    start: TimeText | None = None
    lasts: DurationText | None = None
    towards: str = ""
    protocol: Literal["tcp", "udp"] | None = None
    port: Annotated[int, Meta(ge=0, le=65535, description="A port, 1 to 65535; 0 means every port.")] = 0
    verdict: Literal["drop", "reject"] = "drop"
    service: str = ""
    by: DurationText | None = None
    behind: bool = False
    last_port: Annotated[int, Meta(ge=0, le=65535, description="A port; 0 means that it is no range.")] = 0
    share: Share | None = None


@frozen(kw_only=True)
class ScenarioEntry:
    """Faults on one timeline.

    Attributes:
        faults: The faults, in any order; empty means the healthy network.
    """

    faults: tuple[FaultEntry, ...] = ()


@frozen(kw_only=True)
class TopologyFile:
    """A topology file: everything that exists, by name.

    Attributes:
        name: What the file calls itself.
        sites: Places by name.
        links: IP paths between sites by name.
        directories: Directories by name. `controllers: {hq: 2}` of a domain makes the hosts `dc1` and `dc2` of it, unless
            `hosts` names controllers of that domain.
        hosts: Machines by name.
        trusts: Trusts by name.
        dns: For each DNS domain, the domains whose name servers forward questions about it.
        clients: Machines at which people sit, by name.
        services: What people sign in to, by name.
        principals: Accounts by name.
        flows: The sign-ins to run, by name.
        scenarios: Faults on a timeline, by name.
        configurations: What Kerberos clients have been told beforehand, by name.
        caches: Ticket caches that were filled while everything worked, by name.
        causes: What several elements rest on, so that they fail together, by name.
    """

    name: str | None = None
    sites: Mapping[str, Site] = field(factory=dict)
    links: Mapping[str, Link] = field(factory=dict)
    directories: Mapping[str, DirectoryEntry] = field(factory=dict)
    hosts: Mapping[str, Host] = field(factory=dict)
    trusts: Mapping[str, Trust] = field(factory=dict)
    dns: Mapping[str, tuple[str, ...]] = field(factory=dict)
    clients: Mapping[str, Client] = field(factory=dict)
    services: Mapping[str, Service] = field(factory=dict)
    principals: Mapping[str, Principal] = field(factory=dict)
    flows: Mapping[str, FlowSpec] = field(factory=dict)
    scenarios: Mapping[str, ScenarioEntry] = field(factory=dict)
    configurations: Mapping[str, ClientConfiguration] = field(factory=dict)
    caches: Mapping[str, TicketCache] = field(factory=dict)
    causes: Mapping[str, Cause] = field(factory=dict)
