"""Attach workloads to what a design offers: services to sign in to, and the flows of those who sign in."""

from __future__ import annotations

from dirsim.model.network import Host
from dirsim.model.requirements import Workload
from dirsim.model.topology import FlowSpec, Principal, Service
from dirsim.options.design import Attachment, Draft
from dirsim.options.styles import EC2, STYLES, Style

INTERNET_CLIENT = "browser"


def attach_all(draft: Draft) -> None:
    """Attach every workload in every Region that it runs in."""
    for name, workload in draft.ground.workloads.items():
        style = STYLES[workload.kind]
        way, column = choose_way(draft, workload, style)
        flows: list[str] = []
        membership = ""
        if way and way != "network":
            for place, site in enumerate(_sites(draft, workload)):
                suffix = f"@{site}" if place else ""
                for user in cohorts(draft, workload, way):
                    flow = f"{name}/{draft.principals[user].domain}{suffix}"
                    _BUILD[way](draft, name + suffix, workload, style, site, user, flow)
                    flows.append(flow)
                if way == "member" or (way == "application" and style.desktop):
                    membership = _membership(draft, name + suffix, workload, membership)
        draft.attachments[name] = Attachment(way=way, column=column, flows=tuple(flows), membership=membership)


def choose_way(draft: Draft, workload: Workload, style: Style) -> tuple[str, str]:
    """The first of the workload's ways that the design offers, and the column whose facts judge it."""
    offer = draft.offer
    for way in style.ways:
        if way == "member" and offer.member_column:
            return way, offer.member_column
        if way == "application" and offer.app_column:
            return way, offer.app_column
        if way == "ldap" and offer.ldap_column:
            return way, offer.ldap_column
        if way == "federated" and workload.kind in offer.federated:
            return way, ""
        if way == "login" and workload.kind in offer.login:
            return way, ""
        if way == "network" and offer.network:
            return way, ""
    return "", offer.member_column or offer.app_column


def _sites(draft: Draft, workload: Workload) -> tuple[str, ...]:
    if workload.site:
        return (workload.site,)
    regions = draft.ground.regions
    return regions if draft.ground.spread else regions[:1]


def cohorts(draft: Draft, workload: Workload, way: str) -> tuple[str, ...]:
    """The principals who sign in: one for each domain whose users are meant."""
    ground = draft.ground
    if way == "login":
        # A user pool federates to a provider that exists; otherwise the application's users are its own.
        return (_user(draft, ground.providers[0] if ground.providers else "customers"),)
    if way == "federated" and not draft.serves_homes:
        return (_user(draft, draft.offer.provider),)
    domains = workload.users
    if not domains:
        keep = ground.homes and draft.serves_homes and not (ground.new_accounts and draft.own_domain)
        domains = ground.homes if keep else ((draft.own_domain,) if draft.own_domain else ground.homes)
    return tuple(_user(draft, domain) for domain in domains)


def _user(draft: Draft, domain: str) -> str:
    name = f"user@{domain}"
    if name not in draft.principals:
        draft.principals[name] = Principal(kind="user", domain=domain)
    return name


def _client(draft: Draft, site: str, domain: str) -> str:
    """A machine at the workload's site that users of a domain sit at, or that their application runs on."""
    name = f"client.{site}.{domain}"
    if name not in draft.hosts:
        draft.hosts[name] = Host(site=site, roles=("client",), domain=domain, resolvers=_resolvers(draft, site))
    return name


def _resolvers(draft: Draft, site: str) -> tuple[str, ...]:
    """The name servers that machines in AWS are told to use: those of the directory in AWS, nearest Region first."""
    zone = draft.offer.names_from
    if not zone:
        return ()
    servers = [name for name, host in draft.hosts.items() if host.domain == zone and "controller" in host.roles]
    return tuple(sorted(servers, key=lambda name: draft.hosts[name].site != site))


def _service(
    draft: Draft, name: str, workload: Workload, style: Style, site: str, realm: str, *, kind: str, directory: str = ""
) -> str:
    host = f"{name}.{site}"
    premises = draft.sites[site].kind != "aws-region"
    if host not in draft.hosts:
        roles = ("member-server",) if kind in ("kerberos", "ldap") else ("aws-endpoint",)
        draft.hosts[host] = Host(
            site=site,
            roles=roles,
            domain=realm if kind != "aws-application" else "",
            resolvers=_resolvers(draft, site) if kind in ("kerberos", "ldap") and not premises else (),
            account=workload.account or "",
            vpc=workload.vpc or "",
            public=kind in ("aws-application", "federated"),
            managed=style.service,
            added=True,
        )
    draft.services[name] = Service(kind=kind, host=host, realm=realm, directory=directory, port=style.port)
    return host


def _member(draft: Draft, name: str, workload: Workload, style: Style, site: str, user: str, flow: str) -> None:
    home = draft.principals[user].domain
    known = draft.services.get(name)
    realm = known.realm if known else (draft.offer.member_realm or home)
    if draft.offer.realms and realm not in draft.offer.realms:
        realm = draft.offer.realms[0]
    _service(draft, name, workload, style, site, realm, kind="kerberos", directory=draft.offer.app_directory)
    draft.flows[flow] = FlowSpec(
        kind="service-access", user=user, service=name, client=_client(draft, site, home), workload=workload.kind
    )


def _membership(draft: Draft, name: str, workload: Workload, known: str) -> str:
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
    if draft.offer.seamless and workload.kind in EC2:
        site = draft.hosts[service.host].site
        draft.flows[f"{name}/seamless-join"] = FlowSpec(
            kind="seamless-join", user=computer, service=name, client=f"aws.{site}", workload=workload.kind
        )
    return known or f"{name}/membership"


def _application(draft: Draft, name: str, workload: Workload, style: Style, site: str, user: str, flow: str) -> None:
    home = draft.principals[user].domain
    cohort = name if name not in draft.services else f"{name}@{home}"
    realm = desktop = ""
    if style.desktop:
        realm = draft.offer.desktop_realm or home
        desktop = f"desktop.{name}.{home}"
        draft.hosts[desktop] = Host(
            site=site,
            roles=("member-server",),
            domain=realm,
            resolvers=_resolvers(draft, site),
            managed=True,
            added=True,
        )
    host = f"{name}.{site}"
    draft.hosts.setdefault(host, Host(site=site, roles=("aws-endpoint",), public=True, managed=True, added=True))
    draft.services[cohort] = Service(
        kind="aws-application", host=host, realm=realm, directory=draft.offer.app_directory, desktop=desktop
    )
    draft.flows[flow] = FlowSpec(
        kind="aws-sign-in", user=user, service=cohort, client=INTERNET_CLIENT, workload=workload.kind
    )


def _ldap(draft: Draft, name: str, workload: Workload, style: Style, site: str, user: str, flow: str) -> None:
    home = draft.principals[user].domain
    _service(draft, name, workload, style, site, draft.offer.ldap_realm or home, kind="ldap")
    host = draft.services[name].host
    draft.flows[flow] = FlowSpec(kind="ldap-bind", user=user, service=name, client=host, workload=workload.kind)


def _federated(draft: Draft, name: str, workload: Workload, style: Style, site: str, user: str, flow: str) -> None:
    host = f"{name}.{site}"
    draft.hosts.setdefault(host, Host(site=site, roles=("aws-endpoint",), public=True, managed=True, added=True))
    directory = draft.offer.app_directory if "identity-center" in draft.label.modifiers else ""
    draft.services[name] = Service(
        kind="federated", host=host, provider=draft.offer.provider, directory=directory, port=style.port
    )
    draft.flows[flow] = FlowSpec(
        kind="federated-sign-in", user=user, service=name, client=INTERNET_CLIENT, workload=workload.kind
    )


_BUILD = {
    "member": _member,
    "application": _application,
    "ldap": _ldap,
    "federated": _federated,
    "login": _federated,
}
