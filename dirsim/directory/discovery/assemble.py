"""The estate of a discovered forest, with the source of each value."""

from __future__ import annotations

import re
from collections.abc import Container

from attrs import define, evolve, field

from dirsim.directory.discovery.accounts import Controller, DomainAccounts, Unit
from dirsim.directory.discovery.discovery import Discovery, Place, Unread
from dirsim.directory.discovery.entry import dn_key
from dirsim.directory.discovery.forest import LdapForest
from dirsim.directory.discovery.sites import FoundServer, named_links
from dirsim.model.ad_sites import DomainController
from dirsim.model.directory import AdSchema, Directory, Domain, Trust
from dirsim.model.group_policy import OrganizationalUnit
from dirsim.model.network_parts import Link, Site
from dirsim.model.requirements import Estate, Workload

MOST_UNITS = 3000
MOST_SITES = 12
"""With more sites than this, only sites with controllers become sites of the estate."""

_REGION = re.compile(r"(?:us|eu|ap|sa|ca|me|af|il|cn|mx)-(?:gov-)?(?:north|south|east|west|central){1,2}-\d")
_UNSET_TOMBSTONE = "60d"  # fact tombstone-lifetime-unset


@define
class _Made:
    """The estate under construction."""

    forest: LdapForest
    sites: dict[str, Site] = field(factory=dict)
    links: dict[str, Link] = field(factory=dict)
    directories: dict[str, Directory] = field(factory=dict)
    trusts: dict[str, Trust] = field(factory=dict)
    sources: dict[Place, str] = field(factory=dict)
    unread: list[Unread] = field(factory=list)

    def source(self, origin: str, *place: str) -> None:
        self.sources[("estate", *place)] = origin


def discovery_of(forest: LdapForest, *, name: str = "", stopped: str = "") -> Discovery:
    """The collected forest as an estate.

    Args:
        forest: The collected entries.
        name: The name of the requirements file; empty means the name of the root domain.
        stopped: The reason why discovery ended early; empty means that it completed.
    """
    made = _Made(forest, unread=list(forest.unread))
    workloads: dict[str, Workload] = {}
    if forest.is_ad:
        root = _forest(made)
        workloads, seen = forest.workloads.named(_domain_names(forest))
        for label, origin in seen.items():
            where = "outside AWS; evaluated as if migrated: confirm or remove" if workloads[label].candidate else ""
            made.sources[("workloads", label)] = "; ".join(filter(None, (origin, where)))
    else:
        root = _plain_directory(made)
    providers = tuple(sorted(forest.workloads.providers))
    if providers:
        origin = "; ".join(forest.workloads.providers[word] for word in providers)
        made.source(origin, "identity_providers")
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


def _domain_names(forest: LdapForest) -> list[str]:
    names = {*forest.configuration.domains, *(name for name, found in forest.accounts.items() if found.is_ad)}
    first = forest.configuration.root() or forest.home
    return sorted(names, key=lambda name: (name != first, name))


def _plain_directory(made: _Made) -> str:
    """A directory other than Active Directory: its suffixes with their counts."""
    forest = made.forest
    domains = {
        name: Domain()
        if name in forest.partial
        else Domain(users=found.users, objects=found.objects, groups=found.groups)
        for name, found in sorted(forest.accounts.items())
    }
    for name in sorted(forest.partial & domains.keys()):
        made.unread.append(Unread(f"counts of {name}", f"stopped after {forest.accounts[name].objects} entries"))
    root = min(domains, key=len, default=forest.suffix)
    if not domains and not root:
        return ""
    label = label_of(root or "ldap", made.directories)
    made.directories[label] = Directory(kind="ldap", domains=domains or {root: Domain()})
    made.source("an LDAP directory without signs of Active Directory", "directories", label)
    for name in domains:
        made.source("entries counted in one pass", "directories", label, "domains", name, "objects")
        made.source(
            "entries of the classes person, user and posixAccount", "directories", label, "domains", name, "users"
        )
    return root


def label_of(domain: str, taken: Container[str]) -> str:
    """A short name for a directory: the first label of the domain, or the whole domain if that label is taken."""
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
        "read_on": "the latest change in the export" if forest.from_export else "the directory's own clock",
        "tombstone_lifetime": "tombstoneLifetime of the directory service object"
        + ("" if configuration.tombstone_days is not None else " (not set)"),
        "recycle_bin": "msDS-EnabledFeature of the partitions container",
        "upn_suffixes": "uPNSuffixes of the partitions container",
        "unplaced_subnets": "subnet objects without siteObject",
        "clients_without_site": "addresses in the domains' DNS zones outside every subnet",
    }
    for key, origin in notes.items():
        made.source(origin, *at, key)
    _trusts(made)
    return root


def _places(made: _Made) -> None:
    """Add the forest's sites, and the network paths between them that its site links imply."""
    configuration = made.forest.configuration
    names = [name for name, _ in configuration.sites.values()]
    held = {server.site for server in configuration.servers.values() if server.is_controller}
    for name in sorted(names):
        if name not in held and len(names) > MOST_SITES:
            continue
        region = _REGION.search(name.lower())
        made.sites[name] = Site(kind="aws-region", region=region[0]) if region else Site(kind="on-premises")
        origin = "an AD site, by its name in AWS" if region else "an AD site; assumed to be on premises"
        made.source(origin, "sites", name)
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
            made.source("inferred from a site link; the type of the path is assumed", "links", label)


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
        why = "its entries are not in the export" if forest.from_export else "the queried server does not hold it"
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
                f"{len(units) - len(kept)} of the {len(units)} units of {name}", "no links, nothing blocked; omitted"
            )
        )
        units = kept
    notes = {
        "users": "user accounts, counted in one pass, including disabled and built-in ones",
        "objects": "entries of the domain's naming context, counted in the same pass",
        "computers": "computer accounts",
        "groups": "group objects",
        "links": "gPLink of the domain",
        "organizational_units": "organizationalUnit objects, gPLink and gPOptions",
        "group_policies": "groupPolicyContainer objects; security filtering from their access rights where readable",
        "privileged_groups": "number of direct members, by the groups' usual names",
        "unconstrained_delegation": "accounts with TRUSTED_FOR_DELEGATION, except controllers",
        "constrained_delegation": "accounts with msDS-AllowedToDelegateTo or TRUSTED_TO_AUTHENTICATE_FOR_DELEGATION",
        "resource_delegation": "accounts with msDS-AllowedToActOnBehalfOfOtherIdentity",
        "managed_service_accounts": "group managed service accounts",
        "krbtgt_password_set": "pwdLastSet of krbtgt",
        "machine_account_quota": "ms-DS-MachineAccountQuota of the domain",
        "password_policy": "attributes of the domain",
        "password_policies": "password settings objects that are readable",
    }
    for key, origin in notes.items():
        made.source(origin, *at, key)
    whole = name not in made.forest.partial
    counted = accounts.rights_seen and whole
    if not whole:
        made.unread.append(
            Unread(
                f"counts of {name}",
                f"stopped after {accounts.objects} entries; units and workloads may be incomplete too",
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
            Unread(f"fine-grained password policies of {name}", "none exist, or these rights do not allow reading them")
        )
    unfiltered = [policy.title for policy in made.forest.policies.found if policy.domain == name and not policy.rights]
    if unfiltered:
        what = f"security filtering of {len(unfiltered)} group policy objects of {name}"
        made.unread.append(Unread(what, "their access rights were not readable; assuming Authenticated Users"))
    if accounts.root and accounts.root.blocked:  # the domain already has its links; only the block is recorded here
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
    """The controllers of a domain: server objects of the configuration, and computer accounts where known."""
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
    """The domain of the controller that a server object represents."""
    domains = made.forest.configuration.domains
    for partition in server.partitions:
        name = ".".join(part.partition("=")[2] for part in dn_key(partition).split(","))
        if name in domains and partition.lower().startswith("dc="):
            return name
    account = dn_key(server.account).split(",")
    labels = [part[3:] for part in account if part.startswith("dc=")]
    return ".".join(labels) or server.host.partition(".")[2]


def _trusts(made: _Made) -> None:
    """Add the trusts, and the domains on their far sides as directories of which only the name is known."""
    forest = made.forest
    made.trusts.update(forest.trusts.named(forest.configuration))
    for name in made.trusts:
        made.source("trusted domain object", "trusts", name)
    strange = [f"trust with {name[:80]!r}" for name in forest.trusts.strange]
    strange += [f"domain called {name[:80]!r}" for name in forest.configuration.strange]
    made.unread += (Unread(what, "invalid domain name; omitted") for what in strange)
    for partner in forest.trusts.disabled():
        made.unread.append(Unread(f"trust with {partner}", "it exists but is disabled in both directions; omitted"))
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
