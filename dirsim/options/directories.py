"""Builders of the designs that rest on a directory: connectors, managed, Simple AD, self-managed, existing."""

from __future__ import annotations

from dirsim.model.directory import Directory, Domain, Trust
from dirsim.model.network import Host
from dirsim.model.topology import Connector, Principal
from dirsim.options.design import Draft, Part
from dirsim.options.styles import STYLES

CONNECTOR_TASK = "keep the connector's service account valid: rotate its password in AD first, then in AWS"
LINK_TASKS = (
    "forward the domain's names from the VPC to the controllers outside it",
    "keep the link redundant: every lookup and policy refresh of these servers crosses it",
)
TWICE = (
    "create, change and remove every account a second time, apart from the existing directory",
    "keep groups and permissions in step with the existing directory",
    "tell users which of their two passwords is meant, and reset both",
    "look through the second set of accounts for people who have left",
)


def ad_connector(draft: Draft) -> None:
    """One AD Connector in front of the (first) existing domain."""
    _connectors(draft, draft.ground.homes[:1], 1)


def ad_connector_per_domain(draft: Draft) -> None:
    """One AD Connector for each existing domain."""
    _connectors(draft, draft.ground.homes, 1)


def ad_connector_per_account(draft: Draft) -> None:
    """One AD Connector in each account that uses the directory, for each existing domain."""
    _connectors(draft, draft.ground.homes, draft.ground.accounts)


def _connectors(draft: Draft, domains: tuple[str, ...], accounts: int) -> None:
    """Connectors for domains in accounts; accounts are alike, so two of them stand in the topology for all."""
    names = [add_connector(draft, domain, account) for account in range(1, min(accounts, 2) + 1) for domain in domains]
    draft.parts.append(Part("ad-connector", accounts * len(domains), (CONNECTOR_TASK,)))
    if accounts > 1 and any(workload.kind == "aws-console" for workload in draft.ground.workloads.values()):
        draft.parts.append(Part("role-mapping", accounts, ("map users and groups to roles in this account",)))
    if _has_servers(draft) and draft.ground.premises:
        draft.parts.append(Part("joined-servers", 1, LINK_TASKS))
    draft.column = "ad-connector"
    draft.serves_homes = True
    offer = draft.offer
    offer.app_column, offer.app_directory = "ad-connector", "|".join(names[: len(domains)])
    offer.member_column = "ad-connector"
    offer.seamless = True


def _has_servers(draft: Draft) -> bool:
    """Whether servers of one's own become domain members: they talk to the controllers all day."""
    styles = [STYLES[workload.kind] for workload in draft.ground.workloads.values()]
    return any("member" in style.ways and not style.service for style in styles)


def add_connector(draft: Draft, domain: str, account: int = 1) -> str:
    """An AD Connector for a domain: two instances in two zones, and its service account."""
    site = draft.ground.regions[0]
    name = f"connector.{domain}" if account == 1 else f"connector{account}.{domain}"
    hosts = tuple(f"{name}-{zone}" for zone in "ab")
    servers = tuple(
        host for host, entry in draft.hosts.items() if entry.domain == domain and "controller" in entry.roles
    )
    nearest = sorted(servers, key=lambda host: draft.hosts[host].site != site)
    for place, host in enumerate(hosts):
        draft.hosts[host] = Host(
            site=site,
            roles=("connector",),
            zone=f"{site}-{'ab'[place]}",
            resolvers=tuple(nearest[:2]),
            account=f"account{account}",
            managed=True,
            added=True,
        )
    account_name = f"svc-{name}"
    draft.principals[account_name] = Principal(kind="service-account", domain=domain)
    radius = (
        tuple(host for host, entry in draft.hosts.items() if "radius" in entry.roles) if _wants_radius(draft) else ()
    )
    draft.connectors[name] = Connector(
        domain=domain, hosts=hosts, service_account=account_name, account=f"account{account}", radius=radius
    )
    return name


def _wants_radius(draft: Draft) -> bool:
    return "radius-mfa" in draft.label.modifiers


def managed_ad(draft: Draft) -> None:
    """AWS Managed Microsoft AD with a forest of its own, new or the one that exists, with the trusts of the label."""
    ground, modifiers = draft.ground, draft.label.modifiers
    column = draft.label.base
    regions = ground.regions if "multi-region" in modifiers else ground.regions[:1]
    domain = ground.managed or _managed_name(ground.homes)
    known = next((name for name, entry in draft.directories.items() if domain in entry.domains), "")
    name = known or "managed"
    draft.directories[name] = Directory(
        kind="managed-microsoft-ad",
        edition=column.removeprefix("managed-ad-"),
        domains=draft.directories[known].domains if known else {domain: Domain()},
        functional_level="2016",
        regions=regions[1:],
    )
    controllers = sum(1 for host in draft.hosts.values() if host.domain == domain and "controller" in host.roles)
    for place, region in enumerate(regions):
        if known and not place:
            continue
        controllers += len(
            draft.add_controllers(domain, region, 2, "dc" if not place else f"r{place}-dc", managed=True)
        )
    draft.principals[f"directory@{domain}"] = Principal(kind="service-account", domain=domain)
    draft.principals.setdefault(f"user@{domain}", Principal(kind="user", domain=domain))
    tasks = ["administer your organizational unit and the Admin account's password"]
    draft.own_domain, draft.column, draft.in_aws = domain, column, True
    reads = _add_trusts(draft, domain)
    draft.serves_homes = reads or bool(ground.managed)
    foreign = _strangers(draft, domain)
    if not ground.new_accounts and ((foreign and not reads) or (ground.providers and not ground.homes)):
        tasks += TWICE
    draft.parts.append(Part(column, 1, tuple(tasks), controllers))
    offer = draft.offer
    offer.member_column = offer.app_column = offer.ldap_column = column
    offer.member_realm = offer.desktop_realm = offer.ldap_realm = offer.app_directory = offer.names_from = domain
    offer.seamless = True
    if "ad-connector" in modifiers:
        # The managed directory keeps the computers; the connectors serve the users' own domains.
        _connector_beside(draft, tuple(home for home in ground.homes if home != domain) or (domain,))


def _connector_beside(draft: Draft, homes: tuple[str, ...]) -> list[str]:
    """Connectors beside a directory, one for each domain in each account that uses it; gives those of the first account."""
    accounts = draft.ground.accounts
    names = [add_connector(draft, home, account) for account in range(1, min(accounts, 2) + 1) for home in homes]
    draft.parts.append(Part("ad-connector", accounts * len(homes), (CONNECTOR_TASK,)))
    offer = draft.offer
    offer.app_column, offer.app_directory = "ad-connector", "|".join(names[: len(homes)])
    offer.seamless = True
    return names


def _strangers(draft: Draft, domain: str) -> set[str]:
    """The domains whose users are meant to sign in and who have no account in ``domain``."""
    stated = {user for workload in draft.ground.workloads.values() for user in workload.users}
    open_ended = any(not workload.users for workload in draft.ground.workloads.values())
    meant = stated | set(draft.ground.homes if open_ended or not stated else ())
    return meant - {domain}


def _managed_name(homes: tuple[str, ...]) -> str:
    root = next((home for home in homes if "." in home), "example")
    name = f"aws.{root}"
    while name in homes:
        name = f"managed-{name}"
    return name


def _add_trusts(draft: Draft, domain: str) -> bool:
    """The label's trust, from the managed forest to each self-managed one; whether there is any."""
    modifiers = draft.label.modifiers
    two_way = "two-way-trust" in modifiers
    if not two_way and "one-way-trust" not in modifiers:
        return False
    for forest in draft.ground.forests:
        root = draft.ground.root(forest)
        name = f"trust-{root}"
        draft.trusts[name] = Trust(trusting=domain, trusted=root, kind="forest", two_way=two_way, added=True)
        draft.new_trusts.append(name)
        for home in draft.directories[forest].domains:
            draft.add_forwarder(home, domain)
        draft.add_forwarder(domain, root)
        tasks = ["keep the trust's password and the conditional forwarders in step on both sides"]
        tasks.append("keep the trust's ports open between the controllers of both forests")
        if two_way:
            tasks.append("review what the managed forest may read in yours")
        draft.parts.append(Part("trust", 1, tuple(tasks)))
    return True


def managed_ad_hybrid(draft: Draft) -> None:
    """AWS-run controllers of the existing domain in AWS."""
    domain = draft.ground.self_managed[0]
    draft.add_controllers(domain, draft.ground.regions[0], 2, "aws-dc", managed=True)
    draft.principals[f"directory@{domain}"] = Principal(kind="service-account", domain=domain)
    draft.own_domain, draft.column, draft.in_aws, draft.serves_homes = domain, "managed-ad-hybrid", True, True
    draft.parts.append(
        Part(
            "managed-ad-hybrid",
            1,
            (
                "keep the directory assessment passing: functional level, replication, ports",
                "keep the PDC emulator and RID master routable from AWS at all times",
                "run your own controllers of the domain as before",
                "review what the groups and policies that AWS creates in your domain may do",
            ),
            2,
        )
    )
    offer = draft.offer
    offer.member_column = offer.app_column = offer.ldap_column = "managed-ad-hybrid"
    offer.app_directory = offer.names_from = domain
    offer.seamless = True
    if "ad-connector" in draft.label.modifiers:
        _connector_beside(draft, (domain,))


def simple_ad(draft: Draft) -> None:
    """AWS Simple AD: a Samba domain of its own."""
    domain = "simple.example" if "simple.example" not in draft.ground.homes else "simple-ad.example"
    if draft.ground.current is not None and draft.ground.current.base == "simple-ad" and draft.ground.homes:
        domain = draft.ground.homes[0]
    else:
        draft.directories["simple-ad"] = Directory(kind="simple-ad", domains={domain: Domain()})
        draft.add_controllers(domain, draft.ground.regions[0], 2, "dc", managed=True)
    draft.principals.setdefault(f"user@{domain}", Principal(kind="user", domain=domain))
    draft.principals.setdefault(f"directory@{domain}", Principal(kind="service-account", domain=domain))
    draft.own_domain, draft.column, draft.in_aws = domain, "simple-ad", True
    foreign = _strangers(draft, domain)
    tasks = ["administer the Samba domain"]
    if "simple-ad" in draft.ground.closing:
        tasks.append("keep a plan for leaving Simple AD: it is closed to new customers and converts to nothing")
    if not draft.ground.new_accounts and (foreign or draft.ground.providers):
        tasks += TWICE
    draft.serves_homes = not foreign
    draft.parts.append(Part("simple-ad", 1, tuple(tasks), 2))
    offer = draft.offer
    offer.member_column = offer.app_column = offer.ldap_column = "simple-ad"
    offer.member_realm = offer.desktop_realm = offer.ldap_realm = offer.app_directory = offer.names_from = domain
    offer.seamless = True


SERVER_TASKS = (
    "patch and restart the servers on EC2",
    "back the directory up and rehearse its recovery",
    "watch replication, time and DNS",
    "size, license and replace the instances",
)


def self_managed_ec2(draft: Draft) -> None:
    """Your own controllers on EC2: replicas of the existing domains, or a forest of their own where there is none."""
    ground = draft.ground
    domains = ground.self_managed or ("corp.example",)
    if not ground.self_managed:
        draft.directories["self-managed"] = Directory(kind="active-directory", domains={domains[0]: Domain()})
    count = 0
    ldap_only = ground.kind == "ldap"
    for place, region in enumerate(ground.regions if ground.spread or len(ground.regions) > 1 else ground.regions[:1]):
        for domain in domains:
            prefix = "ec2-dc" if not place else f"r{place}-ec2-dc"
            names = draft.add_controllers(domain, region, 2, prefix, managed=False)
            count += len(names)
            if ldap_only:
                for name in names:
                    draft.hosts[name] = Host(site=region, roles=("ldap-server", "dns"), domain=domain, added=True)
    for domain in domains:
        draft.principals.setdefault(f"user@{domain}", Principal(kind="user", domain=domain))
    draft.own_domain, draft.column, draft.in_aws = domains[0], "self-managed-ec2", True
    draft.serves_homes = bool(ground.self_managed)
    tasks = [*SERVER_TASKS]
    if not ground.self_managed and (ground.homes or ground.providers):
        tasks += TWICE
    draft.parts.append(Part("self-managed-ec2", 1, tuple(tasks), count))
    offer = draft.offer
    offer.member_column = "" if ldap_only else "self-managed-ec2"
    offer.ldap_column = "self-managed-ec2"
    offer.names_from = domains[0]
    if len(domains) > 1:
        offer.names_from = ""
    if "ad-connector" in draft.label.modifiers:
        _connector_beside(draft, domains)


def existing_ad_direct(draft: Draft) -> None:
    """Workloads join the existing directory themselves, over the link; nothing is placed in AWS."""
    ground = draft.ground
    column = "self-managed-ec2" if ground.on_ec2 else "on-prem-only"
    draft.column, draft.serves_homes, draft.in_aws = column, True, ground.on_ec2
    tasks = ["keep the delegated join account valid"]
    if _has_servers(draft):
        tasks.append("join each server by hand or by script")
        if not ground.on_ec2:
            tasks += LINK_TASKS
    draft.parts.append(Part("existing-ad-direct", 1, tuple(tasks)))
    offer = draft.offer
    offer.member_column = "" if ground.kind == "ldap" else column
    offer.ldap_column = column
    offer.realms = ground.self_managed
    if "ad-connector" in draft.label.modifiers:
        _connector_beside(draft, ground.self_managed)
