"""From a requirements file to the ground that options build on: the sketch and the detail made definite, with assumptions."""

from __future__ import annotations

from attrs import define, evolve, field

from dirsim.model.directory import Directory, Domain
from dirsim.model.labels import Label, parse_label
from dirsim.model.network import Host, Link, Site
from dirsim.model.requirements import CountWord, Requirements, SketchedAd, in_name_order
from dirsim.model.topology import Principal, Topology
from dirsim.options.attach import INTERNET_CLIENT
from dirsim.options.ground import Ground

SELF_MANAGED_KINDS = ("active-directory", "samba-ad", "ldap", "entra-domain-services")
EXISTING_ACCOUNTS = (
    "existing-credentials",
    "users-managed-on-prem",
    "groups-from-ad",
    "trust-to-existing-ad",
    "migrate-directory",
    "sso-on-prem",
)
_AT_PREMISES = ("adfs", "corporate-idp", "saml2", "ldap", "ldap-no-saml", "custom", "ad")
_NEW_HOME = ("cloud-only-directory", "consolidation", "migrate-directory")
_LINK_WORDS = {
    "vpn": "site-to-site-vpn",
    "dx": "direct-connect",
    "private": "wan",
    "cross-cloud-vpn": "cloud-vpn",
}
_WORD_COUNTS = {"multiple": 3, "hundreds": 300}


@define
class _Making:
    """The ground in the making."""

    req: Requirements
    sites: dict[str, Site] = field(factory=dict)
    links: dict[str, Link] = field(factory=dict)
    hosts: dict[str, Host] = field(factory=dict)
    directories: dict[str, Directory] = field(factory=dict)
    forwarders: dict[str, tuple[str, ...]] = field(factory=dict)
    principals: dict[str, Principal] = field(factory=dict)
    assumptions: list[str] = field(factory=list)
    regions: tuple[str, ...] = ()
    premises: str = ""
    kind: str = ""
    self_managed: list[str] = field(factory=list)
    managed: str = ""
    current: Label | None = None
    on_ec2: bool = False
    new_link: bool = False


def ground_of(req: Requirements) -> Ground:
    """What exists, made definite: what the file leaves open is assumed, and every assumption is written down."""
    req = in_name_order(req)
    making = _Making(req)
    _regions(making)
    _directories(making)
    _providers(making)
    _links(making)
    accounts, known = _accounts(making)
    estate = req.estate
    homes = [*making.self_managed]
    for entry in making.directories.values():
        if entry.kind == "managed-microsoft-ad" or (entry.kind == "simple-ad" and not homes):
            homes += entry.domains
        elif entry.kind == "simple-ad":
            making.assumptions.append("users of the existing Simple AD get accounts in the directory that replaces it")
    for home in homes:
        making.principals[f"user@{home}"] = Principal(domain=home, count=_domain(making, home).users)
    new_home = req.needs_word(*_NEW_HOME) and not req.needs_word("existing-credentials", "users-managed-on-prem")
    topology = Topology(
        name="today",
        sites=making.sites,
        links=making.links,
        hosts=making.hosts,
        directories=making.directories,
        trusts=dict(estate.trusts),
        forwarders=making.forwarders,
        principals=making.principals,
        causes=dict(estate.causes),
    )
    spread = req.needs_word("multi-region", "survive-region-loss") and len(making.regions) > 1
    sketch = estate.on_prem_ad if isinstance(estate.on_prem_ad, SketchedAd) else SketchedAd()
    users = [_domain(making, home).users for home in homes]
    objects = [_domain(making, home).objects for home in homes]
    return Ground(
        topology=topology,
        homes=tuple(homes),
        self_managed=tuple(making.self_managed),
        kind=making.kind,
        on_ec2=making.on_ec2,
        managed=making.managed,
        current=making.current,
        providers=tuple(estate.identity_providers),
        workloads=req.workloads,
        regions=making.regions,
        premises=making.premises,
        accounts=accounts,
        accounts_known=known,
        spread=spread,
        new_accounts=new_home,
        radius=req.needs_word("mfa-radius"),
        new_link=making.new_link,
        objects=_first(estate.objects, sketch.objects, _sum(objects)),
        users=_first(_number(estate.users), _number(sketch.users), _sum(users)),
        assumptions=tuple(dict.fromkeys(making.assumptions)),
    )


def _first(*values: int | None) -> int | None:
    return next((value for value in values if value is not None), None)


def _sum(values: list[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _number(value: int | CountWord | None) -> int | None:
    return _WORD_COUNTS[value] if isinstance(value, str) else value


def _domain(making: _Making, name: str) -> Domain:
    return next((entry.domains[name] for entry in making.directories.values() if name in entry.domains), Domain())


def _regions(making: _Making) -> None:
    """The AWS sites: those of the file, those of the list of Regions, or as many as the count says."""
    estate = making.req.estate
    making.sites.update(estate.sites)
    regions = estate.aws.regions
    first = list(regions) if isinstance(regions, tuple) else []
    in_aws = [(name, site) for name, site in estate.sites.items() if site.kind == "aws-region"]
    # The list of Regions is ordered, its first is the primary; sites that it does not name follow in the order of names.
    in_aws.sort(key=lambda entry: first.index(entry[1].region) if entry[1].region in first else len(first))
    named = tuple(name for name, _ in in_aws)
    if not named and isinstance(regions, tuple) and regions:
        named = regions
        making.sites.update({name: Site(kind="aws-region", region=name) for name in named})
    if not named:
        count = regions if isinstance(regions, (int, str)) else None
        known = _number(count)
        if known is None:
            known = 2 if making.req.needs_word("multi-region", "survive-region-loss") else 1
            making.assumptions.append(f"the file names no Region: {known} {'is' if known == 1 else 'are'} assumed")
        named = tuple("aws" if number == 1 else f"aws-{number}" for number in range(1, max(known, 1) + 1))
        making.sites.update({name: Site(kind="aws-region") for name in named})
    making.regions = named
    for name in named:
        making.hosts[f"aws.{name}"] = Host(site=name, roles=("aws-endpoint",), public=True, managed=True)


def _accounts(making: _Making) -> tuple[int, bool]:
    """How many accounts must use the directory."""
    req = making.req
    named = {workload.account for workload in req.workloads.values() if workload.account}
    accounts = req.estate.aws.accounts
    stated = _number(accounts)
    if isinstance(accounts, str):
        making.assumptions.append(f"'{accounts}' accounts are counted as {stated}")
    if req.needs_word("multi-account"):
        if stated is None and len(named) < 2:
            making.assumptions.append(
                f"several accounts are needed but not counted: {_WORD_COUNTS['multiple']} are assumed"
            )
        return max(stated or len(named) or _WORD_COUNTS["multiple"], 2), stated is not None
    if len(named) > 1:
        return len(named), True
    if stated is not None and stated > 1:
        making.assumptions.append(
            f"of the {stated} accounts one uses the directory (multi-account is not among the needs)"
        )
    return 1, stated is not None


def _directories(making: _Making) -> None:
    """The directories of the file, then those of the sketch where the detail has none."""
    estate = making.req.estate
    for name, entry in estate.directories.items():
        if entry.kind in SELF_MANAGED_KINDS:
            _self_managed(making, name, entry)
        elif entry.kind in ("managed-microsoft-ad", "simple-ad"):
            _in_aws(making, name, entry)
        else:
            making.directories[name] = entry
    if estate.current_directory:
        _current(making, parse_label(estate.current_directory, existing=True))
    if not making.self_managed:
        _sketched(making)


def _self_managed(making: _Making, name: str, entry: Directory) -> None:
    """A directory that the company runs: its controllers where the file puts them."""
    estate = making.req.estate
    domains = dict(entry.domains) or {f"{name}.example": Domain()}
    making.kind = making.kind or ("active-directory" if entry.kind == "entra-domain-services" else entry.kind)
    making.directories[name] = evolve(entry, domains=domains)
    places = [site for domain in domains.values() for site in domain.controllers]
    outside = [site for site in places if making.sites[site].kind != "aws-region"]
    if places and not outside:
        making.on_ec2 = True
    home = outside[0] if outside else _premises(making)
    if estate.self_managed_ad_on_ec2:
        making.on_ec2, home = True, making.regions[0]
    for domain, detail in domains.items():
        counts = dict(detail.controllers)
        if not counts:
            counts = {home: 2}
            making.assumptions.append(f"{domain} has two domain controllers at {home}")
        number = 0
        for site, count in counts.items():
            for _ in range(count):
                number += 1
                role = "ldap-server" if entry.kind == "ldap" else "controller"
                making.hosts[f"dc{number}.{domain}"] = Host(site=site, roles=(role, "dns"), domain=domain)
        making.self_managed.append(domain)
    if outside and not making.premises:
        making.premises = outside[0]
    elif not making.on_ec2:
        making.premises = making.premises or home


def _premises(making: _Making) -> str:
    """The site outside AWS; made where the file has none."""
    known = next((name for name, site in making.sites.items() if site.kind in ("on-premises", "other-cloud")), "")
    if not known:
        known = "other-cloud" if making.req.estate.connectivity == "cross-cloud-vpn" else "premises"
        kind = "other-cloud" if known == "other-cloud" else "on-premises"
        making.sites[known] = Site(kind=kind)
    return known


def _in_aws(making: _Making, name: str, entry: Directory) -> None:
    """A managed or Simple AD that exists: two controllers in its Region."""
    site = entry.site if entry.site in making.sites else making.regions[0]
    domains = dict(entry.domains) or {f"{name}.example": Domain()}
    making.directories[name] = evolve(entry, domains=domains)
    domain = next(iter(domains))
    for number in (1, 2):
        making.hosts[f"dc{number}.{domain}"] = Host(
            site=str(site), roles=("controller", "dns"), domain=domain, zone=f"{site}-{'ab'[number - 1]}", managed=True
        )
    if entry.kind == "managed-microsoft-ad":
        making.managed = making.managed or domain
        making.principals[f"directory@{domain}"] = Principal(kind="service-account", domain=domain)
        base = f"managed-ad-{entry.edition}" if entry.edition else "managed-ad"
        shared = ("shared",) if entry.shared_with else ()
        making.current = making.current or Label(base, shared)
    else:
        making.current = making.current or Label("simple-ad")


def _current(making: _Making, label: Label) -> None:
    """The sketch's ``current_directory``."""
    if making.current is not None:
        return
    making.current = label
    if label.base.startswith("managed-ad") and label.base != "managed-ad-hybrid":
        edition = label.base.removeprefix("managed-ad").removeprefix("-") or None
        detail = Domain(users=_number(making.req.estate.users), objects=making.req.estate.objects)
        _in_aws(
            making, "current", Directory(kind="managed-microsoft-ad", edition=edition, domains={"aws.example": detail})
        )
        making.current = label
    elif label.base == "simple-ad":
        _in_aws(making, "current", Directory(kind="simple-ad", domains={"simple.example": Domain()}))


def _sketched(making: _Making) -> None:
    """The self-managed directory of the sketch, or one that the needs imply."""
    estate, req = making.req.estate, making.req
    ad = estate.on_prem_ad
    stores = [word for word in estate.identity_providers if word in ("ldap", "ldap-no-saml", "custom")]
    stated = ad is True or isinstance(ad, SketchedAd) or estate.self_managed_ad or estate.self_managed_ad_on_ec2
    if not stated and ad is None:
        behind = [word for word in estate.identity_providers if word in ("adfs", "ad")]
        hybrid = making.current is not None and making.current.base in (
            "ad-connector",
            "managed-ad-hybrid",
            "self-managed-ec2",
        )
        if behind or hybrid:
            stated = True
            making.assumptions.append("an Active Directory exists on premises: what stands in front of it says so")
        elif not making.directories and not estate.identity_providers and req.needs_word(*EXISTING_ACCOUNTS):
            stated = True
            making.assumptions.append("an Active Directory exists on premises: the needs speak of existing accounts")
        elif not making.directories and not stores:
            making.assumptions.append("no Active Directory exists: the file names none")
    if stated:
        _sketched_ad(making, ad if isinstance(ad, SketchedAd) else SketchedAd())
    elif stores:
        users = _number(estate.users)
        _self_managed(
            making,
            "store",
            Directory(kind="ldap", domains={"ldap.example": Domain(users=users, controllers={_premises(making): 2})}),
        )


def _sketched_ad(making: _Making, sketch: SketchedAd) -> None:
    """Domains and forests by their counts; users and objects go to the first domain."""
    estate = making.req.estate
    forests = _number(sketch.forests) or 1
    domains = max(_number(sketch.domains) or forests, forests)
    if sketch.domains is None:
        making.assumptions.append("the Active Directory has one domain")
    home = making.regions[0] if estate.self_managed_ad_on_ec2 else _premises(making)
    users = _first(_number(sketch.users), _number(estate.users))
    objects = _first(sketch.objects, estate.objects)
    level = sketch.functional_level or estate.functional_level
    each = max((sketch.controllers or 0) // domains, 0)
    for forest in range(1, forests + 1):
        root = "corp.example" if forest == 1 else f"forest{forest}.example"
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
            making,
            "corp" if forest == 1 else f"forest{forest}",
            Directory(kind="active-directory", domains=entry, functional_level=level),
        )


def _providers(making: _Making) -> None:
    """Identity providers: those in front of a directory stand beside it, the others on the internet."""
    making.sites.setdefault("internet", Site(kind="internet"))
    for word in making.req.estate.identity_providers:
        site = making.premises if word in _AT_PREMISES and making.premises else "internet"
        domain = making.self_managed[0] if making.self_managed and site != "internet" else ""
        resolvers = tuple(name for name, host in making.hosts.items() if domain and host.domain == domain)
        making.hosts[word] = Host(
            site=site, roles=("identity-provider",), domain=word, public=True, resolvers=resolvers
        )
        making.principals[f"user@{word}"] = Principal(domain=word)
    making.hosts[INTERNET_CLIENT] = Host(site="internet", roles=("client",))


def _links(making: _Making) -> None:
    """The links of the file; a link to the premises and between Regions where it has none; the internet everywhere."""
    estate = making.req.estate
    making.links.update(estate.links)
    if making.premises and not _joined(making, making.premises, making.regions[0]):
        word = estate.connectivity
        kind = _LINK_WORDS.get(word or "", "site-to-site-vpn")
        name = {"direct-connect": "direct-connect", "wan": "private-link"}.get(kind, "vpn")
        while name in making.links:
            name += "-new"
        making.links[name] = Link(between=(making.premises, making.regions[0]), kind=kind)
        if word in (None, "unspecified", "possible", "none", "vpc-only"):
            built = word in ("none", "possible", "vpc-only")
            making.new_link = built
            making.assumptions.append(
                f"a site-to-site VPN joins {making.premises} and {making.regions[0]}"
                + (": it has to be built" if built else "")
            )
    for region in making.regions[1:]:
        if not _joined(making, region, making.regions[0]):
            making.links[f"inter-region-{region}"] = Link(between=(making.regions[0], region), kind="transit-gateway")
            making.assumptions.append(f"{making.regions[0]} and {region} are joined inside AWS")
    for site in list(making.sites):
        if site != "internet":
            making.links.setdefault(f"internet-{site}", Link(between=("internet", site), kind="internet"))


def _joined(making: _Making, one: str, other: str) -> bool:
    """Whether private links lead from one site to another."""
    seen, queue = {one}, [one]
    while queue:
        here = queue.pop()
        for link in making.links.values():
            if not link.public and here in link.between:
                there = link.between[1] if link.between[0] == here else link.between[0]
                if there not in seen:
                    seen.add(there)
                    queue.append(there)
    return other in seen
