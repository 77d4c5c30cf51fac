"""Builders of directories, and of the direct join of the existing one."""

from __future__ import annotations

from attrs import evolve

from dirsim.designs.baseline import Baseline
from dirsim.designs.connectors import LINK_TASKS, has_servers
from dirsim.designs.design import DesignOffer, Draft
from dirsim.model.directory import Directory, Domain, Trust
from dirsim.model.network_parts import Host, Link, Site
from dirsim.model.topology import Principal

TWICE = (
    "create, change and remove every account a second time, separately from the existing directory",
    "keep groups and permissions in step with the existing directory",
    "tell users which of their two passwords applies, and reset both",
    "review the second set of accounts for users who have left",
)
SERVER_TASKS = (
    "patch and restart the servers on EC2",
    "back up the directory and rehearse its recovery",
    "watch replication, time and DNS",
    "size, license and replace the instances",
)


def managed_ad(draft: Draft) -> None:
    """AWS Managed Microsoft AD with a separate forest, new or existing, with the trusts of the label."""
    baseline, label = draft.baseline, draft.label
    option = label.managed_forest
    domain = baseline.managed or _managed_name(baseline.homes)
    held = [host.site for host in draft.hosts.values() if host.domain == domain and "controller" in host.roles]
    regions = tuple(dict.fromkeys((*held, *baseline.regions))) if held else baseline.regions
    regions = regions if label.has("multi-region") else tuple(dict.fromkeys(held)) or regions[:1]
    known = next((name for name, entry in draft.directories.items() if domain in entry.domains), "")
    draft.directories[known or "managed"] = Directory(
        kind="managed-microsoft-ad",
        edition=option.removeprefix("managed-ad-"),
        domains=draft.directories[known].domains if known else {domain: Domain()},
        functional_level="2016",
        regions=regions[1:],
    )
    controllers = sum(1 for host in draft.hosts.values() if host.domain == domain and "controller" in host.roles)
    for place, region in enumerate(regions):
        if known and any(host.domain == domain and host.site == region for host in draft.hosts.values()):
            continue
        prefix = "dc" if not place else f"r{place}-dc"
        controllers += len(draft.add_controllers(domain, region, 2, prefix, managed=True))
    draft.principals[f"directory@{domain}"] = Principal(kind="service-account", domain=domain)
    draft.principals.setdefault(f"user@{domain}", Principal(kind="user", domain=domain))
    draft.in_aws = True
    reads = _add_trusts(draft, domain)
    tasks = ["administer your organizational unit and the Admin account's password"]
    if baseline.ldaps:
        tasks.append("keep the enterprise CA that gives the controllers their certificates for LDAPS, and renew them")
        draft.add("certificates", ())
    foreign = _strangers(draft, domain)
    if not baseline.new_accounts and not reads and _doubled(draft, foreign):
        tasks += TWICE
    exists = bool(known) and (option in baseline.existing or "managed-ad" in baseline.existing)
    draft.add(option, tuple(tasks), detail=controllers, exists=exists)
    draft.offer(
        DesignOffer(
            source=option,
            option=option,
            member=True,
            application=True,
            ldap=True,
            realm=domain,
            directory=(domain,),
            names_from=domain,
            seamless=True,
            own_domain=domain,
            serves_homes=reads or bool(baseline.managed),
        )
    )


def _doubled(draft: Draft, foreign: set[str]) -> bool:
    """True where people who have an account get a second one in a directory that reads no other."""
    return bool(foreign) or (bool(draft.baseline.providers) and not draft.baseline.homes and bool(_people(draft)))


def _people(draft: Draft) -> list[str]:
    """The workloads to which employees sign in through a directory."""
    return [name for name in draft.baseline.workloads if name not in draft.baseline.own | draft.baseline.customers]


def _strangers(draft: Draft, domain: str) -> set[str]:
    """The domains whose users sign in and have no account in ``domain``."""
    workloads = draft.baseline.workloads
    people = [workloads[name] for name in _people(draft)]
    stated = {user for workload in people for user in workload.users}
    open_ended = any(not workload.users for workload in people)
    meant = stated | set(draft.baseline.homes if open_ended or not stated else ())
    return meant - {domain}


def _managed_name(homes: tuple[str, ...]) -> str:
    root = next((home for home in homes if "." in home), "example")
    name = f"aws.{root}"
    while name in homes:
        name = f"managed-{name}"
    return name


def _add_trusts(draft: Draft, domain: str) -> bool:
    """Add the label's trust, from the managed forest to each self-managed one; returns whether there is any."""
    if not draft.label.trust:
        return False
    two_way = draft.label.trust == "two-way-trust"
    for forest in draft.baseline.forests:
        root = draft.baseline.root(forest)
        between = {domain, root}
        known = [entry for entry in draft.trusts.values() if {entry.trusting, entry.trusted} == between]
        exists = any(entry.two_way or (entry.trusting == domain and not two_way) for entry in known)
        if not exists:
            name = f"trust-{root}"
            draft.trusts[name] = Trust(trusting=domain, trusted=root, kind="forest", two_way=two_way, added=True)
            draft.new_trusts.append(name)
        for home in draft.directories[forest].domains:
            draft.add_forwarder(home, domain)
        draft.add_forwarder(domain, root)
        tasks = ["keep the trust's password and the conditional forwarders consistent on both sides"]
        tasks.append("keep the trust's ports open between the controllers of both forests")
        if two_way:
            tasks.append("review what the managed forest may read in yours")
        draft.add("trust", tuple(tasks), exists=exists)
    return True


def managed_ad_hybrid(draft: Draft) -> None:
    """AWS-managed controllers of the existing domain."""
    domain = draft.baseline.self_managed[0]
    exists = "managed-ad-hybrid" in draft.baseline.existing
    draft.add_controllers(domain, draft.baseline.regions[0], 2, "aws-dc", managed=True)
    draft.principals[f"directory@{domain}"] = Principal(kind="service-account", domain=domain)
    draft.in_aws = True
    tasks = (
        "keep the directory assessment passing: functional level, replication, ports",
        "keep the PDC emulator and RID master routable from AWS at all times",
        "run your own controllers of the domain as before",
        "review what the groups and policies that AWS creates in your domain may do",
    )
    draft.add("managed-ad-hybrid", tasks, detail=2, exists=exists)
    draft.offer(
        DesignOffer(
            source="managed-ad-hybrid",
            option="managed-ad-hybrid",
            member=True,
            application=True,
            ldap=True,
            directory=(domain,),
            names_from=domain,
            seamless=True,
            own_domain=domain,
            serves_homes=True,
        )
    )


def simple_ad(draft: Draft) -> None:
    """AWS Simple AD: a separate Samba domain."""
    baseline = draft.baseline
    held = next((one for one in draft.directories.values() if one.kind == "simple-ad" and one.domains), None)
    exists = held is not None and "simple-ad" in baseline.existing
    domain = next(iter(held.domains)) if held is not None else "simple.example"
    if held is None:
        domain = domain if domain not in baseline.homes else "simple-ad.example"
        draft.directories["simple-ad"] = Directory(kind="simple-ad", domains={domain: Domain()})
        draft.add_controllers(domain, baseline.regions[0], 2, "dc", managed=True)
    draft.principals.setdefault(f"user@{domain}", Principal(kind="user", domain=domain))
    draft.principals.setdefault(f"directory@{domain}", Principal(kind="service-account", domain=domain))
    draft.in_aws = True
    foreign = _strangers(draft, domain)
    tasks = ["administer the Samba domain"]
    if "simple-ad" in baseline.closing:
        tasks.append("keep a migration plan for Simple AD: it is closed to new customers and has no upgrade path")
    if not baseline.new_accounts and _doubled(draft, foreign):
        tasks += TWICE
    draft.add("simple-ad", tuple(tasks), detail=2, exists=exists)
    draft.offer(
        DesignOffer(
            source="simple-ad",
            option="simple-ad",
            member=True,
            application=True,
            ldap=True,
            realm=domain,
            directory=(domain,),
            names_from=domain,
            seamless=True,
            own_domain=domain,
            serves_homes=not foreign and domain in baseline.homes,
        )
    )


NEW_FOREST = "self-managed"
"""The directory of a new forest on EC2, in the topology of a design."""


def founded(baseline: Baseline) -> Baseline:
    """The baseline of a design with a new forest on EC2 that another forest trusts: its accounts are those of the new one."""
    domain = new_domain(baseline)
    held = {**baseline.topology.directories, NEW_FOREST: Directory(kind="active-directory", domains={domain: Domain()})}
    return evolve(
        baseline,
        topology=evolve(baseline.topology, directories=held),
        self_managed=(domain,),
        homes=(domain,),
        kind="active-directory",
        on_ec2=True,
        new_accounts=False,
    )


def new_domain(baseline: Baseline) -> str:
    """The name of the domain of a new forest on EC2, which no domain of the estate has."""
    name = "corp.example"
    while name in baseline.homes:
        name = f"new-{name}"
    return name


def self_managed_ec2(draft: Draft) -> None:
    """Self-managed controllers on EC2: replicas of the existing domains, or a new forest where there are none."""
    baseline = draft.baseline
    domains = baseline.self_managed or (new_domain(baseline),)
    if not baseline.self_managed:
        draft.directories[NEW_FOREST] = Directory(kind="active-directory", domains={domains[0]: Domain()})
    count = 0
    ldap_only = baseline.kind == "ldap"
    several = baseline.spread or len(baseline.regions) > 1
    for place, region in enumerate(baseline.regions if several else baseline.regions[:1]):
        for domain in domains:
            prefix = "ec2-dc" if not place else f"r{place}-ec2-dc"
            names = draft.add_controllers(domain, region, 2, prefix, managed=False)
            count += len(names)
            if ldap_only:
                for name in names:
                    draft.hosts[name] = Host(site=region, roles=("ldap-server", "dns"), domain=domain, added=True)
    for domain in domains:
        draft.principals.setdefault(f"user@{domain}", Principal(kind="user", domain=domain))
    draft.in_aws = True
    tasks = [*SERVER_TASKS]
    others = tuple(home for home in baseline.homes if home not in domains) or baseline.providers
    if NEW_FOREST in draft.directories and not baseline.new_accounts and others:
        tasks += TWICE
    draft.add("self-managed-ec2", tuple(tasks), detail=count)
    draft.offer(
        DesignOffer(
            source="self-managed-ec2",
            option="self-managed-ec2",
            member=not ldap_only,
            ldap=True,
            names_from=domains[0] if len(domains) == 1 else "",
            own_domain=domains[0],
            serves_homes=bool(baseline.self_managed),
        )
    )


def entra_domain_services(draft: Draft) -> None:
    """Microsoft Entra Domain Services: a managed domain in Azure, which members in AWS reach over a VPN."""
    domain = "aadds.example"
    site = "azure"
    draft.sites.setdefault(site, Site(kind="other-cloud"))
    draft.links.setdefault("azure-vpn", Link(between=(site, draft.baseline.regions[0]), kind="cloud-vpn"))
    draft.directories["entra-domain-services"] = Directory(kind="entra-domain-services", domains={domain: Domain()})
    draft.add_controllers(domain, site, 2, "dc", managed=True)
    draft.principals.setdefault(f"user@{domain}", Principal(kind="user", domain=domain))
    exists = "entra-domain-services" in draft.baseline.existing
    draft.add(
        "entra-domain-services",
        ("keep the VPN between AWS and Azure redundant", "keep password hashes synchronised from Entra ID"),
        exists=exists,
    )
    draft.offer(
        DesignOffer(
            source="entra-domain-services",
            option="entra-domain-services",
            member=True,
            ldap=True,
            realm=domain,
            names_from=domain,
            own_domain=domain,
            serves_homes=False,
        )
    )


def existing_ad_direct(draft: Draft) -> None:
    """Workloads join the existing directory themselves, over the link; no directory is placed in AWS."""
    baseline = draft.baseline
    option = "self-managed-ec2" if baseline.on_ec2 else "on-prem-only"
    draft.in_aws = draft.in_aws or baseline.on_ec2
    tasks = ["keep the delegated join account valid"]
    if has_servers(draft):
        tasks.append("join each server by hand or by script")
        if not baseline.on_ec2 and not draft.label.connector:
            tasks += LINK_TASKS
    draft.add("existing-ad-direct", tuple(tasks))
    draft.offer(
        DesignOffer(
            source="existing-ad-direct",
            option=option,
            member=baseline.kind != "ldap",
            ldap=True,
            realms=baseline.self_managed,
            serves_homes=True,
        )
    )
