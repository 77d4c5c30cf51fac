"""Attachment of workloads to a design: services and sign-in flows."""

from __future__ import annotations

from attrs import frozen

from dirsim.catalog.workload_kind import WorkloadKind
from dirsim.catalog.workload_kinds import KINDS, takes_portal_roles
from dirsim.designs.baseline import Baseline
from dirsim.designs.design import Attachment, DesignOffer, Draft
from dirsim.model.network_parts import Host
from dirsim.model.requirements import Workload
from dirsim.model.topology import FlowSpec, Principal, Service

INTERNET_CLIENT = "browser"
CUSTOMERS = "customers"
"""The home of an application's own users, who are in its user pool."""
PORTAL = "identity-center"
"""The provider of those who sign in through IAM Identity Center."""


def attach_all(draft: Draft) -> None:
    """Attach every workload in every Region in which it runs."""
    network = {*draft.hosts, *draft.principals}
    ways = Ways(draft)
    for name, workload in draft.baseline.workloads.items():
        kind = KINDS[workload.kind]
        way, offer, domain = ways.choose(name, kind, draft.baseline)
        flows: list[str] = []
        membership = ""
        gate = _gate(draft, way) if name in draft.baseline.admitted else None
        if offer is not None and way in _BUILD:
            for place, site in enumerate(_sites(draft.baseline, workload)):
                suffix = f"@{site}" if place else ""
                for user in cohorts(draft, name, workload, way, offer):
                    flow = f"{name}/{draft.principals[user].domain}{suffix}"
                    _BUILD[way](draft, offer, name + suffix, workload, kind, site, user, flow)
                    flows.append(flow)
                if gate is not None:
                    flows += _admitted(draft, gate, name, suffix, workload, kind, site)
                if way == "member" or (way == "application" and kind.desktop):
                    membership = _membership(draft, offer, name + suffix, workload, kind, membership)
                if domain is not None:
                    machines = f"{name}.machines{suffix}"
                    for user in cohorts(draft, name, workload, "member", domain):
                        flow = f"{machines}/{draft.principals[user].domain}"
                        _member(draft, domain, machines, workload, kind, site, user, flow)
                        flows.append(flow)
                    membership = _membership(draft, domain, machines, workload, kind, membership)
        draft.attachments[name] = Attachment(
            way=way,
            source="" if offer is None else offer.source,
            option="" if offer is None else offer.option,
            flows=tuple(flows),
            membership=membership,
            joined="" if domain is None else domain.source,
            joined_option="" if domain is None else domain.option,
            admitted="" if gate is None else gate.source,
        )
    draft.attached = frozenset({*draft.hosts, *draft.principals} - network)


class Ways:
    """The ways in which a design can attach workloads: the parts that offer each."""

    def __init__(self, draft: Draft) -> None:
        """Sort the parts of a design, without workloads, by what they offer."""
        label, offers = draft.label, draft.offers
        # A design with a portal opens consoles by it, unless its label says that people are mapped to roles as well.
        kinds = (workload.kind for workload in draft.baseline.workloads.values())
        mapped = label.has("iam-role") and not takes_portal_roles(kinds, label.parts)
        self._portal_only = bool(label.portal) and not mapped
        self._by_way = {
            "member": [offer for offer in offers if offer.member],
            "application": [offer for offer in offers if offer.application],
            "ldap": [offer for offer in offers if offer.ldap],
            "network": [offer for offer in offers if offer.network],
            "names": [offer for offer in offers if offer.names],
            "login": [offer for offer in offers if "user-pool" in offer.opens],
        }
        self._opening = [offer for offer in offers if offer.opens]
        self._domains = [offer for offer in offers if offer.member and offer.option != "ad-connector"]

    def choose(
        self, name: str, kind: WorkloadKind, baseline: Baseline
    ) -> tuple[str, DesignOffer | None, DesignOffer | None]:
        """The way in which a workload of a baseline is attached, the part that offers it, and the part whose domain its machines join.

        What facts support comes before what they do not, a portal before a directory object, and a part that the users' own
        accounts can use before one that gives them new ones.
        """
        if "own" in kind.ways and name in baseline.own:
            return "own", None, None
        best: tuple[bool, bool, int, int] | None = None
        way, chosen = "", None
        for word in kind.ways:
            if word == "application" and kind.roles and self._portal_only:
                continue
            offered = "names" if word == "network" and kind.names else word
            for offer in self._by_way.get(offered, ()) if word != "federated" else self._opened(kind):
                preference = _preference(baseline, kind, word, offer)
                if best is None or preference < best:
                    best, way, chosen = preference, word, offer
        return way, chosen, self._domain_to_join(name, kind, baseline) if way == "federated" else None

    def _opened(self, kind: WorkloadKind) -> list[DesignOffer]:
        """The parts by which federated users open a kind of workload."""
        return [offer for offer in self._opening if offer.opens & kind.opened_by - {"user-pool"}]

    def _domain_to_join(self, name: str, kind: WorkloadKind, baseline: Baseline) -> DesignOffer | None:
        """The part whose domain the machines of a workload join beside its users' sign-in; ``None`` where they join none."""
        if name not in baseline.joined:
            return None
        return min(self._domains, key=lambda offer: _preference(baseline, kind, "member", offer)[:2], default=None)


def _gate(draft: Draft, way: str) -> DesignOffer | None:
    """The SAML provider that admits the users of a workload that is registered with a directory; ``None`` where none does."""
    if way != "application" or not draft.label.has("iam-role"):
        return None
    return draft.offered_by("saml-federation")


def _admitted(
    draft: Draft, gate: DesignOffer, name: str, suffix: str, workload: Workload, kind: WorkloadKind, site: str
) -> list[str]:
    """The sign-ins by which a provider admits the users of a workload, before those of its directory."""
    flows = []
    for user in cohorts(draft, name, workload, "federated", gate):
        flows.append(f"{name}.saml{suffix}/{draft.principals[user].domain}")
        _federated(draft, gate, f"{name}.saml{suffix}", workload, kind, site, user, flows[-1])
    return flows


def _preference(baseline: Baseline, kind: WorkloadKind, way: str, offer: DesignOffer) -> tuple[bool, bool, int, int]:
    """The order of ways: smaller is better."""
    connector = offer.option == "ad-connector"
    refused = (
        bool(offer.option)
        and way in ("member", "application", "ldap")
        and (kind.word, offer.option) in baseline.refused
    )
    strangers = bool(baseline.homes) and not offer.serves_homes and not baseline.new_accounts
    first = 0 if way not in kind.ways or (way == "federated" and not kind.desktop) else 1 + kind.ways.index(way)
    if way == "member":
        late = connector if not kind.instances else not offer.seamless
    else:
        late = way == "application" and not connector
    return (refused, strangers and way != "login", first, int(late))


def _sites(baseline: Baseline, workload: Workload) -> tuple[str, ...]:
    if workload.site:
        return (workload.site,)
    return baseline.regions if baseline.spread else baseline.regions[:1]


def cohorts(draft: Draft, name: str, workload: Workload, way: str, offer: DesignOffer) -> tuple[str, ...]:
    """The principals who sign in: one for each domain whose users the workload has."""
    return tuple(_user(draft, domain) for domain in _homes(draft.baseline, name, workload, way, offer))


def _homes(baseline: Baseline, name: str, workload: Workload, way: str, offer: DesignOffer) -> tuple[str, ...]:
    """The domains (or identity providers) of those who sign in."""
    if way == "login" and name in baseline.customers:
        return (CUSTOMERS,)
    if way in ("federated", "login") and not offer.serves_homes and not offer.own_domain:
        return (offer.provider,)
    if workload.users:
        return workload.users
    keep = baseline.homes and offer.serves_homes and not (baseline.new_accounts and offer.own_domain)
    return baseline.homes if keep else ((offer.own_domain,) if offer.own_domain else baseline.homes)


@frozen
class PartsUsed:
    """The parts of a design that workloads would use, known before their machines are added.

    Attributes:
        parts: The parts that they are attached to, or whose domain they join.
        sources: The directories and connectors behind IAM Identity Center, for the sign-ins through it.
        own_desktops: True where desktops are members of a domain that the design holds itself.
    """

    parts: frozenset[str]
    sources: frozenset[str]
    own_desktops: bool


def parts_used(draft: Draft, baseline: Baseline) -> PartsUsed:
    """The parts of a design that the workloads of a baseline would use.

    Args:
        draft: The design, without workloads.
        baseline: The baseline with its workloads.
    """
    ways = Ways(draft)
    parts: set[str] = set()
    sources: set[str] = set()
    own_desktops = False
    for name, workload in baseline.workloads.items():
        kind = KINDS[workload.kind]
        way, offer, domain = ways.choose(name, kind, baseline)
        parts.add("" if domain is None else domain.source)
        if offer is None:
            continue
        parts.add(offer.source)
        if name in baseline.admitted and _gate(draft, way) is not None:
            parts.add("saml-federation")
        homes = _homes(baseline, name, workload, way, offer)
        if way == "application" and kind.desktop:
            own_desktops = own_desktops or any((offer.realm or home) in draft.own_domains for home in homes)
        for home in homes if way in ("federated", "login") else ():
            if home != CUSTOMERS and offer.provider_of.get(home, offer.provider) == PORTAL:
                sources.update(*(offer.at(site) for site in _sites(baseline, workload)))
    return PartsUsed(frozenset(parts), frozenset(sources), own_desktops)


def _user(draft: Draft, domain: str) -> str:
    name = f"user@{domain}"
    if name not in draft.principals:
        draft.principals[name] = Principal(kind="user", domain=domain)
    return name


def _client(draft: Draft, offer: DesignOffer, site: str, domain: str) -> str:
    """A machine at the workload's site that users of a domain use, or that their application runs on."""
    name = f"client.{site}.{domain}"
    if name not in draft.hosts:
        draft.hosts[name] = Host(site=site, roles=("client",), domain=domain, resolvers=_resolvers(draft, offer, site))
    return name


def _resolvers(draft: Draft, offer: DesignOffer, site: str) -> tuple[str, ...]:
    """The name servers configured on machines in AWS: those of the directory in AWS, nearest Region first."""
    zone = offer.names_from or next((other.names_from for other in draft.offers if other.names_from), "")
    if not zone:
        return ()
    return tuple(sorted(draft.controllers(zone), key=lambda name: draft.hosts[name].site != site))


def _service(
    draft: Draft,
    offer: DesignOffer,
    name: str,
    workload: Workload,
    style: WorkloadKind,
    site: str,
    realm: str,
    *,
    kind: str,
) -> str:
    host = f"{name}.{site}"
    premises = draft.sites[site].kind != "aws-region"
    if host not in draft.hosts:
        roles = ("member-server",) if kind in ("kerberos", "ldap") else ("aws-endpoint",)
        draft.hosts[host] = Host(
            site=site,
            roles=roles,
            domain=realm if kind != "aws-application" else "",
            resolvers=_resolvers(draft, offer, site) if kind in ("kerberos", "ldap") and not premises else (),
            account=workload.account or "",
            vpc=workload.vpc or "",
            public=kind in ("aws-application", "federated"),
            managed=style.service,
            added=True,
        )
    directory = offer.at(site) if kind == "kerberos" else ()
    draft.services[name] = Service(kind=kind, host=host, realm=realm, directory=directory, port=style.port)
    return host


def _member(
    draft: Draft, offer: DesignOffer, name: str, workload: Workload, kind: WorkloadKind, site: str, user: str, flow: str
) -> None:
    home = draft.principals[user].domain
    known = draft.services.get(name)
    realm = known.realm if known else (offer.realm or home)
    if offer.realms and realm not in offer.realms:
        realm = offer.realms[0]
    _service(draft, offer, name, workload, kind, site, realm, kind="kerberos")
    draft.flows[flow] = FlowSpec(
        kind="service-access", user=user, service=name, client=_client(draft, offer, site, home), workload=workload.kind
    )


def _membership(draft: Draft, offer: DesignOffer, name: str, workload: Workload, kind: WorkloadKind, known: str) -> str:
    """The flows by which the workload itself joins its domain and stays a member."""
    service = draft.services.get(name)
    if service is None or not service.realm:
        return known
    computer = f"computer:{name}@{service.realm}"
    draft.principals[computer] = Principal(kind="computer", domain=service.realm)
    if service.kind == "aws-application":
        return known
    draft.flows[f"{name}/membership"] = FlowSpec(
        kind="domain-join", user=computer, service=name, client=service.host, workload=workload.kind
    )
    if offer.seamless and kind.instances:
        site = draft.hosts[service.host].site
        draft.flows[f"{name}/seamless-join"] = FlowSpec(
            kind="seamless-join", user=computer, service=name, client=f"aws.{site}", workload=workload.kind
        )
    return known or f"{name}/membership"


def _application(
    draft: Draft, offer: DesignOffer, name: str, workload: Workload, kind: WorkloadKind, site: str, user: str, flow: str
) -> None:
    home = draft.principals[user].domain
    cohort = name if name not in draft.services else f"{name}@{home}"
    realm = desktop = ""
    if kind.desktop:
        realm = offer.realm or home
        desktop = f"desktop.{name}.{home}"
        draft.hosts[desktop] = Host(
            site=site,
            roles=("member-server",),
            domain=realm,
            resolvers=_resolvers(draft, offer, site),
            managed=True,
            added=True,
        )
    host = f"{name}.{site}"
    draft.hosts.setdefault(host, Host(site=site, roles=("aws-endpoint",), public=True, managed=True, added=True))
    draft.services[cohort] = Service(
        kind="aws-application", host=host, realm=realm, directory=offer.at(site), desktop=desktop, port=kind.port
    )
    draft.flows[flow] = FlowSpec(
        kind="aws-sign-in", user=user, service=cohort, client=INTERNET_CLIENT, workload=workload.kind
    )


def _ldap(
    draft: Draft, offer: DesignOffer, name: str, workload: Workload, kind: WorkloadKind, site: str, user: str, flow: str
) -> None:
    home = draft.principals[user].domain
    _service(draft, offer, name, workload, kind, site, offer.realm or home, kind="ldap")
    host = draft.services[name].host
    draft.flows[flow] = FlowSpec(kind="ldap-bind", user=user, service=name, client=host, workload=workload.kind)


def _federated(
    draft: Draft, offer: DesignOffer, name: str, workload: Workload, kind: WorkloadKind, site: str, user: str, flow: str
) -> None:
    host = f"{name}.{site}"
    draft.hosts.setdefault(host, Host(site=site, roles=("aws-endpoint",), public=True, managed=True, added=True))
    home = draft.principals[user].domain
    pool = home == CUSTOMERS
    cohort = name if name not in draft.services else f"{name}@{home}"
    draft.services[cohort] = Service(
        kind="federated",
        host=host,
        provider="cognito" if pool else offer.provider_of.get(home, offer.provider),
        directory=() if pool else offer.at(site),
        port=kind.port,
    )
    draft.flows[flow] = FlowSpec(
        kind="federated-sign-in", user=user, service=cohort, client=INTERNET_CLIENT, workload=workload.kind
    )


_BUILD = {
    "member": _member,
    "application": _application,
    "ldap": _ldap,
    "federated": _federated,
    "login": _federated,
}
