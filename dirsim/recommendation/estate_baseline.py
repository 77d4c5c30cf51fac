"""Baseline of an estate: the requirements file completed by assumptions."""

from __future__ import annotations

from attrs import evolve

from dirsim.catalog.labels import Label, parse_label
from dirsim.designs.attach import INTERNET_CLIENT
from dirsim.designs.baseline import Baseline
from dirsim.model.controller_places import controller_counts, controller_hosts
from dirsim.model.directory import Directory, Domain
from dirsim.model.network_parts import Host, Site
from dirsim.model.requirements import CountWord, Estate, Requirements, SketchedAd, in_name_order
from dirsim.model.topology import Principal, Topology
from dirsim.recommendation import workload_users
from dirsim.recommendation.baseline_draft import BaselineDraft
from dirsim.recommendation.baseline_links import add_links
from dirsim.recommendation.existing_parts import existing_parts, forwarders_of_trusts
from dirsim.recommendation.meant_needs import meant_only
from dirsim.recommendation.primary_region import REPLICATING, primary_first

SELF_MANAGED_KINDS = ("active-directory", "samba-ad", "ldap", "entra-domain-services")
EXISTING_ACCOUNTS = (
    *("existing-credentials", "users-managed-on-prem", "groups-from-ad"),
    *("trust-to-existing-ad", "migrate-directory", "sso-on-prem"),
)
_AT_PREMISES = ("adfs", "corporate-idp", "saml2", "ldap", "ldap-no-saml", "custom", "ad")
_NEW_HOME = ("cloud-only-directory", "consolidation", "migrate-directory")
SEVERAL_REGIONS = "multi-region"
"""The need that no single Region can meet."""
_WORD_COUNTS = {"multiple": 3, "hundreds": 300}


def baseline_of(req: Requirements, *, as_built: bool = False) -> Baseline:
    """The baseline of a file: whatever the file leaves open is assumed, and every assumption is recorded.

    Args:
        req: The requirements.
        as_built: True where nothing may be added to what exists: no link beside those of a file that says how AWS is reached.
    """
    req = meant_only(in_name_order(req))
    draft = BaselineDraft(req, as_built=as_built)
    _regions(draft)
    _directories(draft)
    _providers(draft)
    add_links(draft)
    forwarders, assumed = forwarders_of_trusts(req.estate)
    accounts, known = _accounts(draft)
    estate = req.estate
    homes = [*draft.self_managed]
    for entry in draft.directories.values():
        if entry.kind == "managed-microsoft-ad" or (entry.kind == "simple-ad" and not homes):
            homes += entry.domains
        elif entry.kind == "simple-ad":
            draft.assumptions.append("users of the existing Simple AD get accounts in the directory that replaces it")
    for home in homes:
        draft.principals[f"user@{home}"] = Principal(domain=home, count=_domain(draft, home).users)
    new_home = req.needs_word(*_NEW_HOME) and not req.needs_word("existing-credentials", "users-managed-on-prem")
    topology = Topology(
        name="today",
        sites=draft.sites,
        links=draft.links,
        hosts=draft.hosts,
        directories=draft.directories,
        trusts=dict(estate.trusts),
        forwarders=forwarders,
        principals=draft.principals,
        causes=dict(estate.causes),
    )
    sketch, held = _sketch(estate), [_domain(draft, home) for home in homes]
    return Baseline(
        topology=topology,
        existing=existing_parts(estate, draft.current, draft.directories),
        own=workload_users.without_sign_in(req),
        customers=workload_users.of_customers(req),
        beside=workload_users.beside_the_consoles(req),
        admitted=workload_users.admitted_by_saml(req),
        joined=workload_users.machines_join(req),
        link_wanted=not {"none", "vpc-only"} & set(estate.connections),
        homes=tuple(homes),
        self_managed=tuple(draft.self_managed),
        kind=draft.kind,
        on_ec2=draft.on_ec2,
        managed=draft.managed,
        current=draft.current,
        providers=tuple(estate.identity_providers),
        workloads=req.workloads,
        regions=draft.regions,
        premises=draft.premises,
        accounts=accounts,
        accounts_known=known,
        spread=req.needs_word(*REPLICATING) and len(draft.regions) > 1,
        new_accounts=new_home,
        radius=req.needs_word("mfa-radius"),
        new_link=draft.new_link,
        assumed_link=draft.assumed_link,
        assumed_link_name="" if as_built else draft.assumed_link_name,
        ldaps=req.needs_word("ldaps"),
        objects=_first(estate.objects, sketch.objects, _sum([one.objects for one in held])),
        users=_first(_number(estate.users), _number(sketch.users), _sum([one.users for one in held])),
        assumptions=tuple(dict.fromkeys((*draft.assumptions, *assumed))),
    )


def _sketch(estate: Estate) -> SketchedAd:
    return estate.on_prem_ad if isinstance(estate.on_prem_ad, SketchedAd) else SketchedAd()


def _first(*values: int | None) -> int | None:
    return next((value for value in values if value is not None), None)


def _sum(values: list[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _number(value: int | CountWord | None) -> int | None:
    return _WORD_COUNTS[value] if isinstance(value, str) else value


def _domain(draft: BaselineDraft, name: str) -> Domain:
    return next((entry.domains[name] for entry in draft.directories.values() if name in entry.domains), Domain())


def _regions(draft: BaselineDraft) -> None:
    """Add the AWS sites: those of the file, those of the list of Regions, or as many as the count gives."""
    estate = draft.req.estate
    draft.sites.update(estate.sites)
    first = list(regions) if isinstance(regions := estate.aws.regions, tuple) else []
    in_aws = [(name, site) for name, site in estate.sites.items() if site.kind == "aws-region"]
    # The list of Regions is ordered and its first is the primary; sites that are not in it follow in the order of names.
    in_aws.sort(key=lambda entry: first.index(entry[1].region) if entry[1].region in first else len(first))
    named = tuple(name for name, _ in in_aws)
    if not named and isinstance(regions, tuple) and regions:
        named = regions
        draft.sites.update({name: Site(kind="aws-region", region=name) for name in named})
    if not named:
        count = regions if isinstance(regions, (int, str)) else None
        known = _number(count)
        if known is None:
            known = 2 if draft.req.needs_word(*REPLICATING) else 1
            draft.assumptions.append(f"the file names no Region: {known} {'is' if known == 1 else 'are'} assumed")
        named = tuple("aws" if number == 1 else f"aws-{number}" for number in range(1, max(known, 1) + 1))
        draft.sites.update({name: Site(kind="aws-region") for name in named})
    if len(named) == 1 and draft.req.needs_word(SEVERAL_REGIONS) and not draft.as_built:
        draft.assumptions.append(f"{SEVERAL_REGIONS} is needed but the file has one Region: a second one is assumed")
        named = (*named, "aws-2")
        draft.sites["aws-2"] = Site(kind="aws-region")
    draft.regions, assumed = primary_first(named, draft.req, draft.sites)
    draft.assumptions += () if draft.as_built else assumed
    for name in draft.regions:
        draft.hosts[f"aws.{name}"] = Host(site=name, roles=("aws-endpoint",), public=True, managed=True)


def _accounts(draft: BaselineDraft) -> tuple[int, bool]:
    """The number of accounts that use the directory, and whether the count is exact."""
    req = draft.req
    named = {workload.account for workload in req.workloads.values() if workload.account}
    named |= {entry.account for entry in req.estate.directories.values() if entry.account and named}
    accounts = req.estate.aws.accounts
    stated = _number(accounts)
    draft.assumptions += [f"'{accounts}' accounts are counted as {stated}"] if isinstance(accounts, str) else []
    if req.needs_word("multi-account"):
        if stated is None and len(named) < 2:
            draft.assumptions.append(
                f"several accounts are needed but the file gives no count: {_WORD_COUNTS['multiple']} are assumed"
            )
        if stated == 1 and not draft.as_built:
            draft.assumptions.append("multi-account is needed but the file counts one account: a second one is assumed")
        draft.assumptions += workload_users.applications_stay(req)
        return max(stated or len(named) or _WORD_COUNTS["multiple"], 2), stated is not None
    if len(named) > 1:
        return len(named), True
    if stated is not None and stated > 1:
        draft.assumptions.append(
            f"one of the {stated} accounts uses the directory (multi-account is not among the needs)"
        )
    return 1, stated is not None


def _directories(draft: BaselineDraft) -> None:
    """Add the directories of the file, then those of the sketch where the file has no detail."""
    estate = draft.req.estate
    for name, entry in estate.directories.items():
        if entry.kind in SELF_MANAGED_KINDS:
            _self_managed(draft, name, entry)
        elif entry.kind in ("managed-microsoft-ad", "simple-ad"):
            _in_aws(draft, name, entry)
        else:
            draft.directories[name] = entry
    if estate.current_directory:
        _current(draft, parse_label(estate.current_directory, existing=True))
    if not draft.self_managed:
        _sketched(draft)


def _self_managed(draft: BaselineDraft, name: str, entry: Directory) -> None:
    """Add a self-managed directory, with its controllers at the sites that the file gives."""
    domains = dict(entry.domains) or {f"{name}.example": Domain()}
    draft.kind = draft.kind or ("active-directory" if entry.kind == "entra-domain-services" else entry.kind)
    draft.directories[name] = entry = evolve(entry, domains=domains)
    places = [site for domain in domains for site in controller_counts(entry, domain)]
    outside = [site for site in places if draft.sites[site].kind != "aws-region"]
    if places and not outside:
        draft.on_ec2 = True
    home = outside[0] if outside else draft.regions[0] if _on_ec2(draft) else _premises(draft)
    if _on_ec2(draft):
        draft.on_ec2, home = True, draft.regions[0]
    for domain in domains:
        counts = controller_counts(entry, domain)
        if not counts:
            counts = {home: 2}
            draft.assumptions.append(f"{domain} has two domain controllers at {home}")
        role = "ldap-server" if entry.kind == "ldap" else "controller"
        made = controller_hosts(entry, domain, counts, Host(site=home, roles=(role, "dns")))
        draft.hosts.update(made)
        if any(host.read_only for host in made.values()):
            draft.assumptions.append(f"the read-only domain controllers of {domain} keep no passwords")
        draft.self_managed.append(domain)
    if outside and not draft.premises:
        draft.premises = outside[0]
    elif not draft.on_ec2:
        draft.premises = draft.premises or home


def _on_ec2(draft: BaselineDraft) -> bool:
    """True where the file says that the existing directory runs on EC2."""
    estate = draft.req.estate
    named = draft.current is not None and draft.current.has("self-managed-ec2") and estate.on_prem_ad in (None, False)
    return bool(estate.self_managed_ad_on_ec2) or named


def _premises(draft: BaselineDraft) -> str:
    """The name of the site outside AWS; the site is added where the file has none."""
    known = next((name for name, site in draft.sites.items() if site.kind in ("on-premises", "other-cloud")), "")
    if not known:
        known = "other-cloud" if "cross-cloud-vpn" in draft.req.estate.connections else "premises"
        kind = "other-cloud" if known == "other-cloud" else "on-premises"
        draft.sites[known] = Site(kind=kind)
    return known


def _in_aws(draft: BaselineDraft, name: str, entry: Directory) -> None:
    """Add an existing managed or Simple AD: two controllers in its Region."""
    site = entry.site if entry.site in draft.sites else draft.regions[0]
    domains = dict(entry.domains) or {f"{name}.example": Domain()}
    draft.directories[name] = evolve(entry, domains=domains)
    domain = next(iter(domains))
    for number in (1, 2):
        draft.hosts[f"dc{number}.{domain}"] = Host(
            site=str(site), roles=("controller", "dns"), domain=domain, zone=f"{site}-{'ab'[number - 1]}", managed=True
        )
    if entry.kind == "managed-microsoft-ad":
        draft.managed = draft.managed or domain
        draft.principals[f"directory@{domain}"] = Principal(kind="service-account", domain=domain)
        part = f"managed-ad-{entry.edition}" if entry.edition else "managed-ad"
        shared = ("shared",) if entry.shared_with else ()
        draft.current = draft.current or Label((part, *shared))
    else:
        draft.current = draft.current or Label(("simple-ad",))


def _current(draft: BaselineDraft, label: Label) -> None:
    """Add the directory that the sketch names as ``current_directory``."""
    if draft.current is not None:
        return
    draft.current = label
    managed = next(
        (part for part in label.directories if part.startswith("managed-ad") and part != "managed-ad-hybrid"), ""
    )
    if managed:
        edition = managed.removeprefix("managed-ad").removeprefix("-") or None
        detail = Domain(users=_number(draft.req.estate.users), objects=draft.req.estate.objects)
        _in_aws(
            draft, "current", Directory(kind="managed-microsoft-ad", edition=edition, domains={"aws.example": detail})
        )
    elif label.has("simple-ad"):
        _in_aws(draft, "current", Directory(kind="simple-ad", domains={"simple.example": Domain()}))
    draft.current = label


def _sketched(draft: BaselineDraft) -> None:
    """Add the self-managed directory of the sketch, or one that the needs imply."""
    estate, req = draft.req.estate, draft.req
    ad = estate.on_prem_ad
    stores = [word for word in estate.identity_providers if word in ("ldap", "ldap-no-saml", "custom")]
    on_ec2 = draft.current is not None and draft.current.has("self-managed-ec2")
    stated = (
        ad is True or isinstance(ad, SketchedAd) or estate.self_managed_ad or estate.self_managed_ad_on_ec2 or on_ec2
    )
    if not stated and ad is None:
        behind = [word for word in estate.identity_providers if word in ("adfs", "ad")]
        hybrid = draft.current is not None and draft.current.has(
            "ad-connector", "managed-ad-hybrid", "self-managed-ec2"
        )
        if behind or hybrid:
            stated = True
            draft.assumptions.append(
                "an Active Directory exists on premises: the identity provider in front of it implies one"
            )
        elif not draft.directories and not estate.identity_providers and req.needs_word(*EXISTING_ACCOUNTS):
            stated = True
            draft.assumptions.append("an Active Directory exists on premises: the needs refer to existing accounts")
        elif not draft.directories and not stores:
            draft.assumptions.append("no Active Directory exists: the file names none")
    if stated:
        _sketched_ad(draft, _sketch(estate))
    elif stores:
        users = _number(estate.users)
        domains = {"ldap.example": Domain(users=users, controllers={_premises(draft): 2})}
        _self_managed(draft, "store", Directory(kind="ldap", domains=domains))


def _sketched_ad(draft: BaselineDraft, sketch: SketchedAd) -> None:
    """Add domains and forests by their counts; users and objects belong to the first domain."""
    estate = draft.req.estate
    forests = _number(sketch.forests) or 1
    domains = max(_number(sketch.domains) or forests, forests)
    if sketch.domains is None:
        draft.assumptions.append("the Active Directory has one domain")
    home = draft.regions[0] if _on_ec2(draft) else _premises(draft)
    users, objects = _first(_number(sketch.users), _number(estate.users)), _first(sketch.objects, estate.objects)
    level = sketch.functional_level or estate.functional_level
    each = max((sketch.controllers or 0) // domains, 0)
    for forest in range(1, forests + 1):
        root = f"forest{forest}.example" if forest > 1 else "corp" if sketch.single_label else "corp.example"
        count = domains - forests + 1 if forest == 1 else 1
        names = [root, *(f"child{number}.{root}" for number in range(1, count))]
        entry = {
            name: Domain(
                parent=None if name == root else root,
                controllers={home: each or 2},
                users=users if forest == 1 and name == root else None,
                objects=objects if forest == 1 and name == root else None,
            )
            for name in names
        }
        _self_managed(
            draft,
            "corp" if forest == 1 else f"forest{forest}",
            Directory(kind="active-directory", domains=entry, functional_level=level),
        )


def _providers(draft: BaselineDraft) -> None:
    """Add identity providers: those in front of a directory at its site, the others on the internet."""
    draft.sites.setdefault("internet", Site(kind="internet"))
    for word in draft.req.estate.identity_providers:
        site = draft.premises if word in _AT_PREMISES and draft.premises else "internet"
        domain = draft.self_managed[0] if draft.self_managed and site != "internet" else ""
        resolvers = tuple(name for name, host in draft.hosts.items() if domain and host.domain == domain)
        draft.hosts[word] = Host(site=site, roles=("identity-provider",), domain=word, public=True, resolvers=resolvers)
        draft.principals[f"user@{word}"] = Principal(domain=word)
    draft.hosts[INTERNET_CLIENT] = Host(site="internet", roles=("client",))
