"""Topology: an existing or designed network as one value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Annotated, Any

from attrs import evolve, field, frozen

from dirsim.catalog.words import (
    CLIENT_FLOW_KINDS,
    CLIENT_PROFILES,
    ENCRYPTION_TYPES,
    FLOW_KINDS,
    PRINCIPAL_KINDS,
    PRINCIPAL_STATES,
    SERVICE_KINDS,
    one_of,
)
from dirsim.model.directory import Count, Directory, Trust
from dirsim.model.network_parts import Cause, DurationText, Host, Link, Share, Site, Vpc
from dirsim.model.scenario import Scenario
from dirsim.shown import Saved, Shown


@frozen(kw_only=True)
class Principal:
    """An account: a user (or a cohort of equal users), a service account or a computer.

    Attributes:
        kind: The kind of account.
        domain: Its home domain, whose controllers hold its password; for identity-provider users the provider's name.
        count: How many users the cohort has; ``None`` means unknown.
        state: The state of the account, which decides whether it can sign in.
        encryption_types: The encryption types of its keys; empty means unknown, which sets no limit.
    """

    kind: Annotated[str, one_of(PRINCIPAL_KINDS)] = "user"
    domain: str = ""
    count: Count | None = None
    state: Annotated[str, one_of(PRINCIPAL_STATES)] = "active"
    encryption_types: tuple[Annotated[str, one_of(ENCRYPTION_TYPES)], ...] = ()


@frozen(kw_only=True)
class Connector:
    """An AD Connector: a gateway that keeps no copy, serves one domain and follows no trust.

    Attributes:
        domain: The one domain that it serves.
        hosts: Its two instances.
        service_account: The principal that it binds with.
        account: Label of its AWS account.
        radius: The RADIUS servers for its second factor; empty means no second factor.
    """

    domain: str
    hosts: tuple[str, ...]
    service_account: str
    account: str = ""
    radius: tuple[str, ...] = ()


def _names(given: str | Iterable[str]) -> tuple[str, ...]:
    """One name or several, as a tuple."""
    return ((given,) if given else ()) if isinstance(given, str) else tuple(given)


@frozen(kw_only=True)
class Service:
    """A service that users sign in to.

    Attributes:
        kind: The kind of sign-in.
        host: The host that it runs on.
        realm: The domain that it is a member of; empty for services that are not domain members.
        directory: For AWS applications: the managed domain, or the connectors (one for each domain), that they are
            registered with; empty for services that are not registered.
        port: The port that users open, TCP.
        provider: For federated sign-in: the identity provider's name.
        desktop: For desktops: the member host that logs the user on; empty means that there is none.
        principal: The service principal name, such as ``MSSQLSvc/sql1.corp.example``; empty means the service's own name.
        availability: Share of time that it works while its host does, 0 to 1; ``None`` means unknown.
        encryption_types: The encryption types of its account's keys; empty means unknown, which sets no limit.
    """

    kind: Annotated[str, one_of(SERVICE_KINDS)] = "kerberos"
    host: str = ""
    realm: str = ""
    directory: tuple[str, ...] = field(default=(), converter=_names)
    port: int = 443
    provider: str = ""
    desktop: str = ""
    principal: str = ""
    availability: Share | None = None
    encryption_types: tuple[Annotated[str, one_of(ENCRYPTION_TYPES)], ...] = ()


@frozen(kw_only=True)
class FlowSpec:
    """One sign-in (or join) that the simulation can run, by name.

    Attributes:
        kind: The kind of flow.
        user: The principal that signs in.
        service: The service.
        client: The client host.
        workload: The requirement's workload that it belongs to; empty means none.
        server: For ``ldap-session`` and ``ntlm-logon``: the host that the user signs in to; empty for other kinds.
        by_name: True where the client resolves that host's DNS name rather than using its address.
        configuration: The client configuration that the program reads; empty means one that locates everything by DNS.
        cache: The ticket cache that it starts from; empty means an empty one.
        wrong_password: True where the user types a wrong password.
        after: Flows that have run just before, in the same state of the network.
        connect_timeout: The connection timeout of an LDAP client; ``None`` means that of the operating system.
        gives_up: The time after which the user cancels the program; ``None`` means never.
    """

    kind: Annotated[str, one_of({**FLOW_KINDS, **CLIENT_FLOW_KINDS})]
    user: str = ""
    service: str = ""
    client: str = ""
    workload: str = ""
    server: str = ""
    by_name: bool = False
    configuration: str = ""
    cache: str = ""
    wrong_password: bool = False
    after: tuple[str, ...] = ()
    connect_timeout: DurationText | None = None
    gives_up: DurationText | None = None


@frozen(kw_only=True)
class ClientConfiguration:
    """The configuration of a Kerberos client.

    Attributes:
        profile: The client implementation, which decides its retry times.
        kdcs: The KDC hosts of each domain with configured KDCs, in order; other domains are located by DNS.
        dns: True where KDCs that are not configured are looked up in DNS.
        knows_realms: True where the client knows which realm a service belongs to; else it asks the user's own KDC.
        encryption_types: The encryption types that the client permits (``permitted_enctypes`` of ``krb5.conf``; the Windows policy
            *Configure encryption types allowed for Kerberos*); empty means unknown, which sets no limit.
    """

    profile: Annotated[str, one_of(CLIENT_PROFILES)] = "mit-krb5"
    kdcs: Mapping[str, tuple[str, ...]] = field(factory=dict)
    dns: bool = True
    knows_realms: bool = False
    encryption_types: tuple[Annotated[str, one_of(ENCRYPTION_TYPES)], ...] = ()


@frozen(kw_only=True)
class TicketCache:
    """A ticket cache that was filled while everything worked.

    Attributes:
        user: The principal of the tickets; the TGT is always in the cache.
        tickets: Its other contents: domains (the cross-realm ticket for each) and services (a ticket for each).
        age: The time between its filling and the scenario's start.
        life: The lifetime of its TGT; ``None`` means that of the domain's policy.
    """

    user: str
    tickets: tuple[str, ...] = ()
    age: DurationText | None = None
    life: DurationText | None = None


@frozen(kw_only=True)
class Topology(Saved, Shown):
    """A complete network: base (the existing one) or designed (with the parts that an option adds).

    Attributes:
        name: Its name.
        sites: Sites by name.
        links: Links by name.
        hosts: Hosts by name.
        directories: Directories by name.
        trusts: Trusts by name.
        connectors: AD Connectors by name.
        forwarders: Conditional forwarders: each zone's domain, with the domains whose DNS servers forward questions for it.
        principals: Principals by name.
        services: Services by name.
        flows: Flows by name.
        scenarios: Scenarios by name.
        configurations: Kerberos client configurations by name.
        caches: Ticket caches by name.
        causes: Common causes of failures, by name.
        vpcs: VPCs by name.
    """

    name: str = ""
    sites: Mapping[str, Site] = field(factory=dict)
    links: Mapping[str, Link] = field(factory=dict)
    hosts: Mapping[str, Host] = field(factory=dict)
    directories: Mapping[str, Directory] = field(factory=dict)
    trusts: Mapping[str, Trust] = field(factory=dict)
    connectors: Mapping[str, Connector] = field(factory=dict)
    forwarders: Mapping[str, tuple[str, ...]] = field(factory=dict)
    principals: Mapping[str, Principal] = field(factory=dict)
    services: Mapping[str, Service] = field(factory=dict)
    flows: Mapping[str, FlowSpec] = field(factory=dict)
    scenarios: Mapping[str, Scenario] = field(factory=dict)
    configurations: Mapping[str, ClientConfiguration] = field(factory=dict)
    caches: Mapping[str, TicketCache] = field(factory=dict)
    causes: Mapping[str, Cause] = field(factory=dict)
    vpcs: Mapping[str, Vpc] = field(factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The topology in the form of a file (``topology/v1``), with every host; empty parts are left out."""
        from dirsim.model.topology_form import topology_as_file  # noqa: PLC0415 -- it reads this class

        return topology_as_file(self)

    def with_(self, **changes: Any) -> Topology:
        """A changed copy.

        Args:
            **changes: New values of the attributes, by name.

        Raises:
            TypeError: An attribute is unknown.
        """
        return evolve(self, **changes)

    def adding(
        self,
        *,
        sites: Mapping[str, Site] | None = None,
        links: Mapping[str, Link] | None = None,
        hosts: Mapping[str, Host] | None = None,
        directories: Mapping[str, Directory] | None = None,
        trusts: Mapping[str, Trust] | None = None,
        connectors: Mapping[str, Connector] | None = None,
        forwarders: Mapping[str, tuple[str, ...]] | None = None,
        principals: Mapping[str, Principal] | None = None,
        services: Mapping[str, Service] | None = None,
        flows: Mapping[str, FlowSpec] | None = None,
        scenarios: Mapping[str, Scenario] | None = None,
    ) -> Topology:
        """A copy with additional entries; an entry of the same name is replaced."""
        return evolve(
            self,
            sites={**self.sites, **(sites or {})},
            links={**self.links, **(links or {})},
            hosts={**self.hosts, **(hosts or {})},
            directories={**self.directories, **(directories or {})},
            trusts={**self.trusts, **(trusts or {})},
            connectors={**self.connectors, **(connectors or {})},
            forwarders={**self.forwarders, **(forwarders or {})},
            principals={**self.principals, **(principals or {})},
            services={**self.services, **(services or {})},
            flows={**self.flows, **(flows or {})},
            scenarios={**self.scenarios, **(scenarios or {})},
        )

    @property
    def domains(self) -> tuple[str, ...]:
        """Every domain that its directories hold, once; a connector holds none."""
        return tuple(
            dict.fromkeys(
                name
                for directory in self.directories.values()
                if directory.kind != "ad-connector"
                for name in directory.domains
            )
        )

    def controllers(self, domain: str) -> tuple[str, ...]:
        """Names of the domain's controllers, in the order of the topology; empty means none is known."""
        return self._controllers.get(domain, ())

    @cached_property
    def _controllers(self) -> Mapping[str, tuple[str, ...]]:
        """The controllers of each domain, found in one pass over the hosts."""
        found: dict[str, list[str]] = {}
        for name, host in self.hosts.items():
            if "controller" in host.roles:
                found.setdefault(host.domain, []).append(name)
        return {domain: tuple(names) for domain, names in found.items()}

    def provider_hosts(self, provider: str) -> tuple[str, ...]:
        """Hosts of an identity provider: the one with its name, and those whose users it holds; empty means none is known."""
        return tuple(
            name
            for name, host in self.hosts.items()
            if "identity-provider" in host.roles and provider in (name, host.domain)
        )
