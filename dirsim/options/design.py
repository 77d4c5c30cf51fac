"""A design: a label, the topology that it builds, and the parts that it adds with what they ask of you."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import define, field, frozen

from dirsim.model.directory import Directory, Trust
from dirsim.model.labels import Label
from dirsim.model.network import Host, Link, Site
from dirsim.model.topology import Connector, FlowSpec, Principal, Service, Topology
from dirsim.options.ground import Ground


@frozen
class Part:
    """Something that a design adds.

    Attributes:
        kind: What it is, one word; prices are looked up by it.
        count: How many.
        tasks: What it asks of the people who run it, again and again, one sentence each.
        detail: What else decides its price, such as the number of controllers.
    """

    kind: str
    count: int = 1
    tasks: tuple[str, ...] = ()
    detail: int = 0


@frozen(kw_only=True)
class Attachment:
    """How one workload is let in by a design.

    Attributes:
        way: The way that was built (see :mod:`dirsim.options.styles`); empty means that the design offers none.
        column: The option whose facts say whether the workload accepts it.
        flows: The names of the sign-in flows, one for each cohort and Region.
        membership: The name of the flow by which the workload itself stays a member; empty means none.
    """

    way: str = ""
    column: str = ""
    flows: tuple[str, ...] = ()
    membership: str = ""


@frozen(kw_only=True)
class Design:
    """One candidate, built.

    Attributes:
        label: Its label.
        topology: What exists with what it adds.
        parts: What it adds.
        attachments: How each workload is let in, by the workload's name.
        column: The option whose capability facts describe its directory; empty for designs without one.
        own_domain: The domain whose accounts it holds itself; empty means none.
        serves_homes: True where existing users can be meant to sign in through it.
        in_aws: True where domain controllers, or the directory's data, stand in AWS.
        trusts: The trusts that it adds, by name.
    """

    label: Label
    topology: Topology
    parts: tuple[Part, ...] = ()
    attachments: Mapping[str, Attachment] = field(factory=dict)
    column: str = ""
    own_domain: str = ""
    serves_homes: bool = False
    in_aws: bool = False
    trusts: tuple[str, ...] = ()

    @property
    def tasks(self) -> tuple[tuple[str, int], ...]:
        """Everything that the design asks of the people who run it, again and again: each task and how many times."""
        times: dict[str, int] = {}
        for part in self.parts:
            for task in part.tasks:
                times[task] = times.get(task, 0) + part.count
        return tuple(times.items())

    @property
    def effort(self) -> int:
        """The number of recurring tasks, each as many times as it is there."""
        return sum(times for _, times in self.tasks)


@define(kw_only=True)
class Offer:
    """What a design has to let workloads in with; builders fill it, attaching reads it.

    Attributes:
        member_column: Facts' option for domain members; empty means that members cannot join anything.
        member_realm: The domain that members join; empty means the users' own domain.
        realms: The only domains that members can join; empty means any.
        app_column: Facts' option for AWS applications; empty means that there is no Directory Service object.
        app_directory: The managed domain, or connectors joined by ``|``.
        desktop_realm: The domain of desktops; empty means the users' own.
        ldap_column: Facts' option for LDAP clients.
        ldap_realm: The domain they bind to; empty means the users' own.
        provider: The identity provider that federation trusts.
        federated: The workload kinds that federation opens.
        login: The workload kinds that a user pool opens.
        network: True where nothing but the network is needed.
        names_from: The domain whose controllers AWS-side machines ask for names; empty means that of their domain.
        seamless: True where EC2 instances join at launch.
    """

    member_column: str = ""
    member_realm: str = ""
    realms: tuple[str, ...] = ()
    app_column: str = ""
    app_directory: str = ""
    desktop_realm: str = ""
    ldap_column: str = ""
    ldap_realm: str = ""
    provider: str = ""
    federated: frozenset[str] = frozenset()
    login: frozenset[str] = frozenset()
    network: bool = False
    names_from: str = ""
    seamless: bool = False


@define(kw_only=True)
class Draft:
    """A design in the making: dictionaries that builders add to, and that become a topology at the end."""

    ground: Ground
    label: Label
    sites: dict[str, Site]
    links: dict[str, Link]
    hosts: dict[str, Host]
    directories: dict[str, Directory]
    trusts: dict[str, Trust]
    connectors: dict[str, Connector]
    forwarders: dict[str, tuple[str, ...]]
    principals: dict[str, Principal]
    services: dict[str, Service] = field(factory=dict)
    flows: dict[str, FlowSpec] = field(factory=dict)
    parts: list[Part] = field(factory=list)
    attachments: dict[str, Attachment] = field(factory=dict)
    offer: Offer = field(factory=Offer)
    column: str = ""
    own_domain: str = ""
    serves_homes: bool = False
    in_aws: bool = False
    new_trusts: list[str] = field(factory=list)

    @classmethod
    def of(cls, ground: Ground, label: Label) -> Draft:
        """A draft that holds what exists and nothing else."""
        base = ground.topology
        return cls(
            ground=ground,
            label=label,
            sites=dict(base.sites),
            links=dict(base.links),
            hosts=dict(base.hosts),
            directories=dict(base.directories),
            trusts=dict(base.trusts),
            connectors=dict(base.connectors),
            forwarders=dict(base.forwarders),
            principals=dict(base.principals),
        )

    def done(self) -> Design:
        """The finished design."""
        topology = Topology(
            name=str(self.label),
            sites=self.sites,
            links=self.links,
            hosts=self.hosts,
            directories=self.directories,
            trusts=self.trusts,
            connectors=self.connectors,
            forwarders=self.forwarders,
            principals=self.principals,
            services=self.services,
            flows=self.flows,
            scenarios=self.ground.topology.scenarios,
            causes=self.ground.topology.causes,
        )
        return Design(
            label=self.label,
            topology=topology,
            parts=tuple(self.parts),
            attachments=self.attachments,
            column=self.column,
            own_domain=self.own_domain,
            serves_homes=self.serves_homes,
            in_aws=self.in_aws,
            trusts=tuple(self.new_trusts),
        )

    def add_controllers(self, domain: str, site: str, count: int, prefix: str, *, managed: bool) -> tuple[str, ...]:
        """Controllers of a domain at a site, in alternating zones."""
        names = tuple(f"{prefix}{number}.{domain}" for number in range(1, count + 1))
        for place, name in enumerate(names):
            self.hosts[name] = Host(
                site=site,
                roles=("controller", "dns"),
                domain=domain,
                zone=f"{site}-{'ab'[place % 2]}",
                managed=managed,
                added=True,
            )
        return names

    def add_forwarder(self, zone: str, from_domain: str) -> None:
        """A conditional forwarder: ``from_domain``'s name servers forward questions for ``zone``."""
        known = self.forwarders.get(zone, ())
        if from_domain not in known:
            self.forwarders[zone] = (*known, from_domain)
