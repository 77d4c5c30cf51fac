"""Everything that exists, as one value: what a design is, and what flows run over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from attrs import evolve, field, frozen

from dirsim.model.directory import Count, Directory, Trust
from dirsim.model.network import Cause, DurationText, Host, Link, Share, Site
from dirsim.model.scenario import Scenario
from dirsim.model.words import (
    CLIENT_FLOW_KINDS,
    CLIENT_PROFILES,
    FLOW_KINDS,
    PRINCIPAL_KINDS,
    PRINCIPAL_STATES,
    SERVICE_KINDS,
    one_of,
)


@frozen(kw_only=True)
class Principal:
    """An account: a user (or a cohort of alike users), a service account or a computer.

    Attributes:
        kind: What it is.
        domain: Its home domain, whose controllers hold its password; for identity-provider users the provider's name.
        count: How many users the cohort has; ``None`` means unknown.
        state: Whether the account can sign in.
    """

    kind: Annotated[str, one_of(PRINCIPAL_KINDS)] = "user"
    domain: str = ""
    count: Count | None = None
    state: Annotated[str, one_of(PRINCIPAL_STATES)] = "active"


@frozen(kw_only=True)
class Connector:
    """An AD Connector: a gateway that keeps no copy, serves one domain and follows no trust.

    Attributes:
        domain: The one domain that it serves.
        hosts: Its two instances.
        service_account: The principal that it binds with.
        account: Label of the AWS account that it lives in.
        radius: The RADIUS servers it asks for a second factor; empty means no second factor.
    """

    domain: str
    hosts: tuple[str, ...]
    service_account: str
    account: str = ""
    radius: tuple[str, ...] = ()


@frozen(kw_only=True)
class Service:
    """Something that people sign in to.

    Attributes:
        kind: How sign-in to it works.
        host: Where it runs.
        realm: The domain that it is a member of; empty for services that are no domain members.
        directory: For AWS applications: the managed domain, or the connectors joined by ``|``, that they are registered with.
        port: The port that users open, TCP.
        provider: For federated sign-in: the identity provider's name.
        desktop: For desktops: the member host that logs the user on; empty means that there is none.
        principal: The service principal name, such as ``MSSQLSvc/sql1.corp.example``; empty means the service's own name.
        availability: Share of time that it works while its host does, 0 to 1; ``None`` means unknown.
    """

    kind: Annotated[str, one_of(SERVICE_KINDS)] = "kerberos"
    host: str = ""
    realm: str = ""
    directory: str = ""
    port: int = 443
    provider: str = ""
    desktop: str = ""
    principal: str = ""
    availability: Share | None = None


@frozen(kw_only=True)
class FlowSpec:
    """One sign-in (or join) that the simulation can run, by name.

    Attributes:
        kind: Which flow it is.
        user: The principal that signs in.
        service: What it signs in to.
        client: The host that it sits at.
        workload: The requirement's workload that it stands for; empty means none.
        server: For ``ldap-session`` and ``ntlm-logon``: the host that is signed in to; empty for other kinds.
        by_name: True where that host is asked for by its DNS name rather than by its address.
        configuration: The client configuration that the program reads; empty means one that finds everything in DNS.
        cache: The ticket cache that it starts from; empty means an empty one.
        wrong_password: True where the user types a wrong password.
        after: Flows that have run just before, in the same state of the network.
        connect_timeout: How long an LDAP client waits for a connection; ``None`` means as long as the system does.
        gives_up: How long the user waits for the program; ``None`` means for ever.
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
    """What a Kerberos client has been told beforehand.

    Attributes:
        profile: Whose client it is, which decides its retry times.
        kdcs: For each domain whose KDCs are written down: the hosts to ask, in order; other domains are found in DNS.
        dns: True where KDCs that are not written down are looked up in DNS.
        knows_realms: True where the client knows which realm a service belongs to; else it asks the user's own KDC.
    """

    profile: Annotated[str, one_of(CLIENT_PROFILES)] = "mit-krb5"
    kdcs: Mapping[str, tuple[str, ...]] = field(factory=dict)
    dns: bool = True
    knows_realms: bool = False


@frozen(kw_only=True)
class TicketCache:
    """A ticket cache that was filled while everything worked.

    Attributes:
        user: Whose tickets they are; the first ticket is always there.
        tickets: What else is in it: domains (the cross-realm ticket for each) and services (a ticket for each).
        age: How long before the scenario's start it was filled.
        life: How long its first ticket lives; ``None`` means as the domain's policy has it.
    """

    user: str
    tickets: tuple[str, ...] = ()
    age: DurationText | None = None
    life: DurationText | None = None


@frozen(kw_only=True)
class Topology:
    """A whole network: base (what exists) or designed (with what an option adds).

    Attributes:
        name: What it is called.
        sites: Sites by name.
        links: Links by name.
        hosts: Hosts by name.
        directories: Directories by name.
        trusts: Trusts by name.
        connectors: AD Connectors by name.
        forwarders: For each DNS zone that is not served at home: the zone's domain and the domains that forward to it.
        principals: Principals by name.
        services: Services by name.
        flows: Flows by name.
        scenarios: Scenarios by name.
        configurations: Kerberos client configurations by name.
        caches: Ticket caches by name.
        causes: Common causes of failures, by name.
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
        """A copy with more in it; a name that is there already is replaced."""
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

    def controllers(self, domain: str) -> tuple[str, ...]:
        """Names of the domain's controllers, in the order of the topology; empty means none is known."""
        return tuple(name for name, host in self.hosts.items() if host.domain == domain and "controller" in host.roles)
