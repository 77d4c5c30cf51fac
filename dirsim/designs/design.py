"""Design: label, topology, and the parts added with their tasks."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import define, field, frozen

from dirsim.catalog.labels import Label
from dirsim.designs.baseline import Baseline
from dirsim.model.directory import Directory, Trust
from dirsim.model.network_parts import Host, Link, Site
from dirsim.model.topology import Connector, FlowSpec, Principal, Service, Topology


@frozen
class Part:
    """A part that a design adds.

    Attributes:
        kind: Its kind, one word; prices are looked up by it.
        count: The number of such parts.
        exists: True where the estate has it already, so that it is not built and costs nothing more.
        tasks: Its recurring operational tasks, one sentence each.
        detail: A further number that its price depends on, such as the number of controllers.
    """

    kind: str
    count: int = 1
    tasks: tuple[str, ...] = ()
    detail: int = 0
    exists: bool = False


@frozen(kw_only=True)
class Attachment:
    """The sign-in of one workload in a design.

    Attributes:
        way: The way that was built (see :mod:`dirsim.catalog.workload_kind`); empty means that the design offers none.
        source: The part of the design that it is attached to; empty means none.
        option: The option whose facts state whether the workload supports it.
        flows: The names of the sign-in flows, one for each cohort and Region.
        membership: The name of the flow by which the workload itself stays a member; empty means none.
        joined: The part whose domain its machines join beside the sign-in of their users; empty means none.
        joined_option: The option whose facts state whether they can; empty means none.
        admitted: The part by which a provider admits its users before the directory signs them in; empty means none.
    """

    way: str = ""
    source: str = ""
    option: str = ""
    flows: tuple[str, ...] = ()
    membership: str = ""
    joined: str = ""
    joined_option: str = ""
    admitted: str = ""


@frozen(kw_only=True)
class Design:
    """One candidate design, built.

    Attributes:
        label: Its label.
        topology: The existing network and the parts added.
        parts: The parts that it adds.
        attachments: The sign-in of each workload, by the workload's name.
        options: The option whose capability facts describe each of its directory parts and connectors, by the part.
        own_domains: The domains of directories in AWS that hold accounts themselves; empty means none.
        serves_homes: True where existing users can sign in through it.
        in_aws: True where domain controllers, or the directory's data, are in AWS.
        trusts: The trusts that it adds, by name.
        attached: The names of the hosts and principals that belong to single workloads: their machines, clients and accounts.
    """

    label: Label
    topology: Topology
    parts: tuple[Part, ...] = ()
    attachments: Mapping[str, Attachment] = field(factory=dict)
    options: Mapping[str, str] = field(factory=dict)
    own_domains: tuple[str, ...] = ()
    serves_homes: bool = False
    in_aws: bool = False
    trusts: tuple[str, ...] = ()
    attached: frozenset[str] = frozenset()

    @property
    def tasks(self) -> tuple[tuple[str, int], ...]:
        """The recurring operational tasks that the design adds: each task and its number of occurrences."""
        times: dict[str, int] = {}
        for part in self.parts:
            if part.exists:
                continue
            for task in part.tasks:
                times[task] = times.get(task, 0) + part.count
        return tuple(times.items())

    @property
    def effort(self) -> int:
        """The number of recurring tasks, with multiplicity."""
        return sum(times for _, times in self.tasks)


@define(kw_only=True)
class DesignOffer:
    """The means of sign-in that one part of a design offers; builders make it, attachment reads it.

    Attributes:
        source: The part that offers it.
        option: The option whose facts judge it; empty means none.
        member: True where members can join a domain.
        application: True where AWS applications can be registered with it.
        ldap: True where applications can bind to it.
        realm: The domain that members and desktops join, and that applications bind to; empty means the users' own.
        realms: The only domains that members can join; empty means any.
        directory: The managed domain, or the connectors, one for each domain; empty means no Directory Service object.
        directory_at: The same for single Regions, where it differs.
        provider: The identity provider that federation trusts.
        provider_of: The providers of single domains, where each forest has its own.
        opens: What it opens of the ways in of workload kinds (``portal``, ``saml``, ...).
        network: True where the network alone is enough.
        names: True where it resolves names of AWS and of the premises on both sides.
        names_from: The domain whose controllers resolve names for machines in AWS; empty means that of their domain.
        seamless: True where EC2 instances join at launch.
        own_domain: The domain whose accounts it holds itself; empty means none.
        serves_homes: True where existing users can sign in by it.
    """

    source: str
    option: str = ""
    member: bool = False
    application: bool = False
    ldap: bool = False
    realm: str = ""
    realms: tuple[str, ...] = ()
    directory: tuple[str, ...] = ()
    directory_at: dict[str, tuple[str, ...]] = field(factory=dict)
    provider: str = ""
    provider_of: dict[str, str] = field(factory=dict)
    opens: frozenset[str] = frozenset()
    network: bool = False
    names: bool = False
    names_from: str = ""
    seamless: bool = False
    own_domain: str = ""
    serves_homes: bool = False

    def at(self, site: str) -> tuple[str, ...]:
        """The directory that an application at a site is registered with."""
        return self.directory_at.get(site, self.directory)


@define(kw_only=True)
class Draft:
    """A design under construction: dictionaries that builders fill, and that become a topology at the end."""

    baseline: Baseline
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
    offers: list[DesignOffer] = field(factory=list)
    options: dict[str, str] = field(factory=dict)
    own_domains: list[str] = field(factory=list)
    in_aws: bool = False
    new_trusts: list[str] = field(factory=list)
    attached: frozenset[str] = frozenset()
    _controllers: dict[str, list[str]] | None = field(default=None, init=False)

    @classmethod
    def of(cls, baseline: Baseline, label: Label) -> Draft:
        """A draft that contains the existing network only."""
        base = baseline.topology
        return cls(
            baseline=baseline,
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
            scenarios=self.baseline.topology.scenarios,
            causes=self.baseline.topology.causes,
        )
        return Design(
            label=self.label,
            topology=topology,
            parts=tuple(self.parts),
            attachments=self.attachments,
            options=self.options,
            own_domains=tuple(dict.fromkeys(self.own_domains)),
            serves_homes=any(offer.serves_homes for offer in self.offers),
            in_aws=self.in_aws,
            trusts=tuple(self.new_trusts),
            attached=self.attached,
        )

    def offer(self, offer: DesignOffer) -> DesignOffer:
        """Add an offer; its option describes its part from then on."""
        self.offers.append(offer)
        if offer.option:
            self.options[offer.source] = offer.option
        if offer.own_domain:
            self.own_domains.append(offer.own_domain)
        return offer

    def offered_by(self, *sources: str) -> DesignOffer | None:
        """The first offer of any of some parts; ``None`` where none of them offers anything."""
        return next((offer for offer in self.offers if offer.source in sources), None)

    def add(self, kind: str, tasks: tuple[str, ...], *, count: int = 1, detail: int = 0, exists: bool = False) -> None:
        """Add a part with its tasks."""
        self.parts.append(Part(kind, count, tasks, detail, exists))

    def controllers(self, domain: str) -> list[str]:
        """The controllers of a domain so far, in the order of the hosts."""
        if self._controllers is None:
            self._controllers = {}
            for name, host in self.hosts.items():
                if "controller" in host.roles:
                    self._controllers.setdefault(host.domain, []).append(name)
        return self._controllers.get(domain, [])

    def add_controllers(self, domain: str, site: str, count: int, prefix: str, *, managed: bool) -> tuple[str, ...]:
        """Add controllers of a domain at a site, in alternating zones; returns their names."""
        self._controllers = None
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
        """Add a conditional forwarder: ``from_domain``'s name servers forward questions for ``zone``."""
        known = self.forwarders.get(zone, ())
        if from_domain not in known:
            self.forwarders[zone] = (*known, from_domain)
