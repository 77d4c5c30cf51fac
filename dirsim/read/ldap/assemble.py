"""From what was collected of a directory to an estate, with a note for each value on where it came from."""

from __future__ import annotations

import re
from collections.abc import Container

from attrs import define, evolve, field

from dirsim.analysis.discovery import Discovery, Place, Unread
from dirsim.model.ad_sites import DomainController
from dirsim.model.directory import AdSchema, Directory, Domain, Trust
from dirsim.model.group_policy import OrganizationalUnit
from dirsim.model.network import Link, Site
from dirsim.model.requirements import Estate, Workload
from dirsim.read.ldap.accounts import Controller, DomainAccounts, Unit
from dirsim.read.ldap.entry import dn_key
from dirsim.read.ldap.forest import Forest
from dirsim.read.ldap.sites import FoundServer, named_links

MOST_UNITS = 3000
MOST_SITES = 12
"""With more sites than this, only those that have controllers become places of the estate."""

_REGION = re.compile(
    r"(?:us|eu|ap|sa|ca|me|af|il|cn|mx)-(?:gov-)?(?:north|south|east|west|central|northeast|southeast)+-\d"
)
_UNSET_TOMBSTONE = "60d"  # fact tombstone-lifetime-unset


@define
class _Made:
    """The estate while it is put together."""

    forest: Forest
    sites: dict[str, Site] = field(factory=dict)
    links: dict[str, Link] = field(factory=dict)
    directories: dict[str, Directory] = field(factory=dict)
    trusts: dict[str, Trust] = field(factory=dict)
    sources: dict[Place, str] = field(factory=dict)
    unread: list[Unread] = field(factory=list)

    def source(self, said: str, *place: str) -> None:
        self.sources[("estate", *place)] = said


def discovery_of(forest: Forest, *, name: str = "", stopped: str = "") -> Discovery:
    """What was found, as an estate.

    Args:
        forest: What was collected.
        name: What the file is to be called; empty means after the root domain.
        stopped: Why reading ended early; empty means that it came to its end.
    """
    made = _Made(forest, unread=list(forest.unread))
    workloads: dict[str, Workload] = {}
    if forest.is_ad:
        root = _forest(made)
        workloads, seen = forest.workloads.named(_domain_names(forest))
        for label, said in seen.items():
            where = "outside AWS today; judged as if it moved: confirm or remove" if workloads[label].candidate else ""
            made.sources[("workloads", label)] = "; ".join(filter(None, (said, where)))
    else:
        root = _plain_directory(made)
    providers = tuple(sorted(forest.workloads.providers))
    if providers:
        said = "; ".join(forest.workloads.providers[word] for word in providers)
        made.source(said, "identity_providers")
    estate = Estate(
        sites=made.sites,
        links=made.links,
        directories=made.directories,
        trusts=made.trusts,
        identity_providers=providers,
    )
    return Discovery(
        name=name or (f"{root} as discovered" if root else "as discovered"),
        estate=estate,
        workloads=workloads,
        sources=made.sources,
        unread=tuple(made.unread),
        stopped=stopped,
    )


def _domain_names(forest: Forest) -> list[str]:
    names = {*forest.configuration.domains, *(name for name, found in forest.accounts.items() if found.is_ad)}
    first = forest.configuration.root() or forest.home
    return sorted(names, key=lambda name: (name != first, name))


def _plain_directory(made: _Made) -> str:
    """A directory that is no Active Directory: its suffixes with their counts."""
    forest = made.forest
    domains = {
        name: Domain()
        if name in forest.partial
        else Domain(users=found.users, objects=found.objects, groups=found.groups)
        for name, found in sorted(forest.accounts.items())
    }
    for name in sorted(forest.partial & domains.keys()):
        made.unread.append(Unread(f"counts of {name}", f"reading ended after {forest.accounts[name].objects} entries"))
    root = min(domains, key=len, default=forest.suffix)
    if not domains and not root:
        return ""
    label = label_of(root or "ldap", made.directories)
    made.directories[label] = Directory(kind="ldap", domains=domains or {root: Domain()})
    made.source("an LDAP directory that says nothing of Active Directory", "directories", label)
    for name in domains:
        made.source("entries counted in one pass", "directories", label, "domains", name, "objects")
        made.source(
            "entries of the classes person, user and posixAccount", "directories", label, "domains", name, "users"
        )
    return root


def label_of(domain: str, taken: Container[str]) -> str:
    """A short name for a directory: the domain's first label, or all of it where that is taken."""
    short = domain.partition(".")[0] or domain
    return short if short not in taken else domain


def _forest(made: _Made) -> str:
    forest, configuration = made.forest, made.forest.configuration
    names = _domain_names(forest)
    root = configuration.root() or names[0]
    label = label_of(root, made.directories)
    at = ("directories", label)
    _places(made)
    policy_names = forest.policies.keys()
    domains = {name: _domain(made, name, (*at, "domains", name), policy_names) for name in names}
    ad_sites = {
        name: evolve(site, place=name if name in made.sites else None)
        for name, site in configuration.ad_sites(policy_names).items()
    }
    tombstone = None
    if configuration.tombstone_days is not None:
        tombstone = f"{configuration.tombstone_days}d"
    elif configuration.service_read:
        tombstone = _UNSET_TOMBSTONE
    schema = AdSchema(
        version=forest.schema.version,
        attributes=tuple(sorted(forest.schema.attributes, key=str.lower)),
        classes=tuple(sorted(forest.schema.classes, key=str.lower)),
    )
    samba = "samba" in forest.software.lower()
    made.directories[label] = Directory(
        kind="samba-ad" if samba else "active-directory",
        domains=domains,
        functional_level=configuration.level,
        ad_sites=ad_sites,
        site_links=configuration.links(),
        schema=None if schema == AdSchema() else schema,
        read_on=forest.read_on,
        tombstone_lifetime=tombstone,
        recycle_bin=configuration.recycle_bin,
        upn_suffixes=configuration.upn_suffixes,
        unplaced_subnets=configuration.unplaced(),
        clients_without_site=forest.zones.outside(configuration.subnets) if configuration.subnets else None,
    )
    kind = (
        f"rootDSE: {forest.software}"
        if samba
        else "its domains have functional levels, which only Active Directory has"
    )
    notes = {
        "kind": kind,
        "functional_level": "msDS-Behavior-Version of the partitions container",
        "ad_sites": "site and subnet objects of the configuration",
        "site_links": "siteLink objects of the configuration",
        "schema": "the schema naming context, against what Windows Server delivers",
        "read_on": "the newest change in the export" if forest.from_export else "the directory's own clock",
        "tombstone_lifetime": "tombstoneLifetime of the directory service object"
        + ("" if configuration.tombstone_days is not None else ", which is not set"),
        "recycle_bin": "msDS-EnabledFeature of the partitions container",
        "upn_suffixes": "uPNSuffixes of the partitions container",
        "unplaced_subnets": "subnet objects without siteObject",
        "clients_without_site": "addresses of the domains' DNS zones in no subnet",
    }
    for key, said in notes.items():
        made.source(said, *at, key)
    _trusts(made)
    return root


def _places(made: _Made) -> None:
    """The sites of the forest as places, and the paths between them that its site links speak of."""
    configuration = made.forest.configuration
    names = [name for name, _ in configuration.sites.values()]
    held = {server.site for server in configuration.servers.values() if server.is_controller}
    for name in sorted(names):
        if name not in held and len(names) > MOST_SITES:
            continue
        region = _REGION.search(name.lower())
        made.sites[name] = Site(kind="aws-region", region=region[0]) if region else Site(kind="on-premises")
        said = "an AD site, by its name in AWS" if region else "an AD site; that it is on the premises is assumed"
        made.source(said, "sites", name)
    joined: set[frozenset[str]] = set()
    for link, entry in configuration.links().items():
        known = [site for site in entry.sites if site in made.sites]
        hub = next((site for site in known if site in held), known[0] if known else "")
        for site in known:
            pair = frozenset((hub, site))
            if site == hub or pair in joined:
                continue
            joined.add(pair)
            label = link if len(known) == 2 else f"{link}-{site}"
            while label in made.links or label in made.sites:
                label += "-link"
            cloud = any(made.sites[end].kind == "aws-region" for end in pair)
            kind = "site-to-site-vpn" if cloud else "wan"
            made.links[label] = Link(between=(hub, site), kind=kind)
            made.source("inferred from a site link: what the path is made of is assumed", "links", label)


def _domain(made: _Made, name: str, at: Place, policy_names: dict[str, str]) -> Domain:
    forest, configuration = made.forest, made.forest.configuration
    accounts = forest.accounts.get(name)
    found = configuration.domains.get(name)
    controllers = _controllers(made, name, accounts)
    counts: dict[str, int] = {}
    for controller in controllers.values():
        if controller.ad_site in made.sites:
            counts[controller.ad_site] = counts.get(controller.ad_site, 0) + 1
    domain = Domain(
        controllers=dict(sorted(counts.items())),
        parent=configuration.parent_of(name),
        netbios=(found.netbios or None) if found else None,
        functional_level=(accounts.level if accounts and accounts.level else found.level if found else None),
        domain_controllers=controllers,
        dns_zones=dict(sorted(forest.zones.found.get(name, {}).items())),
    )
    made.source("cross-reference of the configuration", *at, "netbios")
    made.source("msDS-Behavior-Version of the domain", *at, "functional_level")
    made.source("server objects of the configuration, by site", *at, "controllers")
    made.source("server objects and computer accounts", *at, "domain_controllers")
    made.source("dnsZone objects", *at, "dns_zones")
    if accounts is None or not accounts.is_ad:
        why = (
            "its entries are not in the export" if forest.from_export else "the server that was asked does not hold it"
        )
        made.unread.append(Unread(f"accounts, units and policies of {name}", why))
        return domain
    return _filled(made, domain, name, accounts, at, policy_names)


def _filled(
    made: _Made, domain: Domain, name: str, accounts: DomainAccounts, at: Place, policy_names: dict[str, str]
) -> Domain:
    units = list(accounts.units.values())
    if len(units) > MOST_UNITS:
        kept = [unit for unit in units if unit.links or unit.blocked]
        made.unread.append(
            Unread(
                f"{len(units) - len(kept)} of the {len(units)} units of {name}", "they link and block nothing; left out"
            )
        )
        units = kept
    notes = {
        "users": "user accounts, counted in one pass; disabled ones and the built-in ones among them",
        "objects": "entries of the domain's naming context, counted in the same pass",
        "computers": "computer accounts",
        "groups": "group objects",
        "links": "gPLink of the domain",
        "organizational_units": "organizationalUnit objects, gPLink and gPOptions",
        "group_policies": "groupPolicyContainer objects; filtering from their access rights where these could be read",
        "privileged_groups": "direct members, counted; by the groups' usual names",
        "unconstrained_delegation": "accounts with TRUSTED_FOR_DELEGATION, controllers left out",
        "constrained_delegation": "accounts with msDS-AllowedToDelegateTo or TRUSTED_TO_AUTHENTICATE_FOR_DELEGATION",
        "resource_delegation": "accounts with msDS-AllowedToActOnBehalfOfOtherIdentity",
        "managed_service_accounts": "group managed service accounts",
        "krbtgt_password_set": "pwdLastSet of krbtgt",
        "machine_account_quota": "ms-DS-MachineAccountQuota of the domain",
        "password_policy": "attributes of the domain",
        "password_policies": "password settings objects, as far as they may be read",
    }
    for key, said in notes.items():
        made.source(said, *at, key)
    whole = name not in made.forest.partial
    counted = accounts.rights_seen and whole
    if not whole:
        made.unread.append(
            Unread(
                f"counts of {name}", f"reading ended after {accounts.objects} entries: units and workloads may lack too"
            )
        )
    if accounts.krbtgt_set is None:
        made.unread.append(
            Unread(f"age of the password of krbtgt in {name}", "the attribute or the account was not readable")
        )
    if not counted:
        made.unread.append(Unread(f"delegation in {name}", "userAccountControl was not readable"))
    if not accounts.policies:
        made.unread.append(
            Unread(f"fine-grained password policies of {name}", "there are none, or these rights do not show them")
        )
    unfiltered = [policy.title for policy in made.forest.policies.found if policy.domain == name and not policy.rights]
    if unfiltered:
        what = f"security filtering of {len(unfiltered)} group policy objects of {name}"
        made.unread.append(Unread(what, "their access rights were not readable; Authenticated Users is assumed"))
    if accounts.root and accounts.root.blocked:  # its links stand with the domain; only the block is told here
        units.append(Unit(accounts.root.dn, (), blocked=True))
    policies = made.forest.policies.of_domain(name)
    if policies:
        made.unread.append(
            Unread(f"settings of the group policy objects of {name}", "they are files in SYSVOL, not in the directory")
        )
    return evolve(
        domain,
        users=accounts.users if whole else None,
        objects=accounts.objects if whole else None,
        computers=accounts.computers if whole else None,
        groups=accounts.groups if whole else None,
        links=named_links(accounts.root.links, policy_names) if accounts.root else (),
        organizational_units={
            unit.dn: OrganizationalUnit(links=named_links(unit.links, policy_names), block_inheritance=unit.blocked)
            for unit in sorted(units, key=lambda unit: dn_key(unit.dn).split(",")[::-1])
        },
        group_policies=policies,
        privileged_groups=dict(sorted(accounts.members.items())),
        unconstrained_delegation=accounts.unconstrained if counted else None,
        constrained_delegation=accounts.constrained if counted else None,
        resource_delegation=accounts.resource_based if counted else None,
        managed_service_accounts=tuple(sorted(accounts.managed_accounts)),
        krbtgt_password_set=accounts.krbtgt_set,
        machine_account_quota=accounts.quota,
        password_policy=accounts.policy,
        password_policies=dict(sorted(accounts.policies.items())),
    )


def _controllers(made: _Made, name: str, accounts: DomainAccounts | None) -> dict[str, DomainController]:
    """The controllers of a domain: server objects of the configuration, and computer accounts where they are known."""
    configuration = made.forest.configuration
    known = dict(accounts.controllers) if accounts else {}
    found: dict[str, DomainController] = {}
    for key, server in configuration.servers.items():
        if not server.is_controller or _home(made, server) != name:
            continue
        account = known.pop(dn_key(server.account), None) if server.account else None
        host = server.host or (account.host if account else server.name.lower())
        found[host] = _controller(account, server, configuration.roles_of(key))
    for account in known.values():
        found.setdefault(account.host, _controller(account, None, ()))
    return dict(sorted(found.items()))


def _controller(account: Controller | None, server: FoundServer | None, roles: tuple[str, ...]) -> DomainController:
    return DomainController(
        ad_site=server.site if server else None,
        global_catalog=server.global_catalog if server else None,
        read_only=(server.read_only if server else False) or (account.read_only if account else False),
        roles=roles,
        operating_system=(account.operating_system or None) if account else None,
        encryption_types=account.types if account else (),
        last_logon=account.last_logon if account else None,
    )


def _home(made: _Made, server: FoundServer) -> str:
    """The domain whose controller a server is."""
    domains = made.forest.configuration.domains
    for partition in server.partitions:
        name = ".".join(part.partition("=")[2] for part in dn_key(partition).split(","))
        if name in domains and partition.lower().startswith("dc="):
            return name
    account = dn_key(server.account).split(",")
    labels = [part[3:] for part in account if part.startswith("dc=")]
    return ".".join(labels) or server.host.partition(".")[2]


def _trusts(made: _Made) -> None:
    """The trusts, and the domains on their far sides as directories of which nothing else is known."""
    forest = made.forest
    made.trusts.update(forest.trusts.named(forest.configuration))
    for name in made.trusts:
        made.source("trusted domain object", "trusts", name)
    strange = [f"trust with {name[:80]!r}" for name in forest.trusts.strange]
    strange += [f"domain called {name[:80]!r}" for name in forest.configuration.strange]
    made.unread += (Unread(what, "no domain can have that name; left out") for what in strange)
    for partner in forest.trusts.disabled():
        made.unread.append(Unread(f"trust with {partner}", "it is there but switched off both ways; left out"))
    for partner in forest.trusts.partners(forest.configuration):
        home = next(
            (
                label
                for label, entry in made.directories.items()
                if any(partner.endswith(f".{domain}") for domain in entry.domains)
                and entry.domains.keys().isdisjoint(forest.configuration.domains)
            ),
            None,
        )
        if home:
            made.directories[home] = evolve(
                made.directories[home], domains={**made.directories[home].domains, partner: Domain()}
            )
            continue
        label = label_of(partner, made.directories)
        made.directories[label] = Directory(domains={partner: Domain()})
        made.source("known only as the far side of a trust", "directories", label)
