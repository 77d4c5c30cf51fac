"""Classes of a topology file, where it differs from the topology.

The model's class is :class:`dirsim.model.topology.Topology`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from attrs import field, frozen
from msgspec import Meta

from dirsim.catalog.units import TIME_PATTERN
from dirsim.catalog.words import FAULT_KINDS, one_of
from dirsim.model.directory import Directory, Trust
from dirsim.model.network_parts import Cause, DurationText, Host, Link, Share, Site, Vpc
from dirsim.model.topology import ClientConfiguration, Connector, FlowSpec, Principal, Service, TicketCache

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
    """A user's computer: short for a host with role `client`.

    Attributes:
        site: The site of the client.
        domain: The domain that the client is a member of; empty means none.
        account: The AWS account's label; empty means not in AWS or unknown.
        resolvers: Its DNS servers, in order; empty means the domain controllers of its domain.
        name: Its fully qualified DNS name; empty means that no client looks it up by name.
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
    """One fault.

    Attributes:
        kind: The kind of fault.
        of: The name of the element that fails: a link, host, site, principal, identity provider, trust or domain.
        start: The beginning: a time of day or an offset from the start; left out means at the start.
        lasts: The duration; left out means that the fault does not end.
        towards: For one-way faults: only packets that arrive at this site are affected; left out means both ways.
        protocol: For `port-blocked`: left out means both.
        port: For `port-blocked`: the blocked port; left out means every port.
        last_port: For `port-blocked` of a range of ports: the last port; left out means the one port.
        verdict: For links and ports: `drop` (no response) or `reject` (an error response).
        service: For `service-down` and `service-hung`: the affected role; left out means all roles of the host.
        by: For `latency` and `clock-skew`: the amount, as a duration.
        behind: For `clock-skew`: true if the clock is behind rather than ahead.
        share: For `loss`: the share of packets that is lost, 0 to 1.
        over: For `mtu`: the size of the largest packet that passes, in bytes.
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
    last_port: Annotated[int, Meta(ge=0, le=65535, description="A port; 0 means a single port, not a range.")] = 0
    share: Share | None = None
    over: Annotated[int, Meta(ge=1, le=65535, description="A packet size in bytes.")] | None = None


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
        name: The name of the topology.
        sites: Sites by name.
        links: IP paths between sites by name.
        directories: Directories by name. `controllers: {hq: 2}` of a domain creates its hosts `dc1` and `dc2`, unless
            `hosts` names domain controllers of that domain.
        connectors: AD Connectors by name, where their instances are hosts of the file; a directory of kind `ad-connector` is
            the short form.
        hosts: Machines by name.
        trusts: Trusts by name.
        dns: For each DNS domain, the domains whose DNS servers have a conditional forwarder for it.
        clients: Users' computers by name.
        services: Services that users sign in to, by name.
        principals: Accounts by name.
        flows: The sign-ins to run, by name.
        scenarios: Faults on a timeline, by name.
        configurations: Kerberos client configurations by name.
        caches: Ticket caches that were filled while everything worked, by name.
        causes: Common causes, which make several elements fail together, by name.
        vpcs: VPCs by name.
    """

    name: str | None = None
    sites: Mapping[str, Site] = field(factory=dict)
    links: Mapping[str, Link] = field(factory=dict)
    directories: Mapping[str, DirectoryEntry] = field(factory=dict)
    connectors: Mapping[str, Connector] = field(factory=dict)
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
    vpcs: Mapping[str, Vpc] = field(factory=dict)
