"""Estate checks: faults, outdated settings and risks without a design.

They apply to a discovered estate as well as to one described by hand.

Each check is a function of the estate; :data:`ESTATE_CHECKS` lists them. A check that lacks data reports the level
``unknown``, so that the absence of findings always means "checked, no problem".
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dirsim.catalog.units import seconds
from dirsim.directory.discovery.estate_finding import Check, CheckLevel, EstateFinding, Found
from dirsim.directory.discovery.single_points import site_links_join_all_sites, sites_have_two_paths
from dirsim.facts.dated_facts import Catalog, catalog
from dirsim.model.directory import Directory, Domain
from dirsim.model.requirements import Estate

_DAY = 86_400.0
_FORESTS = ("active-directory", "samba-ad")
_LEVELS = ("2000", "2003", "2008", "2008R2", "2012", "2012R2", "2016", "2019", "2022", "2025")
_OPTIONS = ("ad-connector", "managed-ad-standard", "managed-ad-enterprise", "managed-ad-hybrid")


def _forests(estate: Estate) -> Iterator[tuple[str, Directory]]:
    """The forests that the company runs; a forest known only from a trust has no data to check."""
    for name, directory in estate.directories.items():
        if directory.kind in _FORESTS and any(domain != Domain() for domain in directory.domains.values()):
            yield name, directory


def _domains(estate: Estate) -> Iterator[tuple[Directory, str, Domain]]:
    for _, directory in _forests(estate):
        for name, domain in directory.domains.items():
            if domain != Domain(parent=domain.parent, netbios=domain.netbios, functional_level=domain.functional_level):
                yield directory, name, domain


def _whole(value: object) -> int:
    """The value of a fact as an integer."""
    return int(str(value))


def _days(later: str | None, earlier: str | None) -> int | None:
    if later is None or earlier is None:
        return None
    try:
        return (date.fromisoformat(later) - date.fromisoformat(earlier)).days
    except ValueError:
        return None


def trusts_use_aes(estate: Estate, _facts: Catalog) -> Found:
    """Trusts support AES encryption for referral tickets, not RC4 alone."""
    for name, trust in estate.trusts.items():
        types = set(trust.encryption_types)
        if not types:
            inside = trust.kind in ("parent-child", "tree-root", "shortcut")
            level = CheckLevel.NOTE if inside else CheckLevel.UNKNOWN
            yield name, level, "the trust states no encryption types: older controllers then use RC4", ()
        elif not types & {"aes128", "aes256"}:
            message = f"the trust supports only {' and '.join(sorted(types)).upper()}: referral tickets fail where RC4 is disabled"
            yield name, CheckLevel.WARNING, message, ()


def krbtgt_password_is_fresh(estate: Estate, facts: Catalog) -> Found:
    """The krbtgt password, whose key encrypts and signs every TGT, is changed regularly."""
    fact = facts["krbtgt-password-age"]
    for directory, name, domain in _domains(estate):
        age = _days(directory.read_on, domain.krbtgt_password_set)
        if age is None:
            yield name, CheckLevel.UNKNOWN, "the age of the krbtgt password could not be read", (fact.id,)
        elif age > _whole(fact.value):
            message = f"the krbtgt password is {age} days old: an attacker with a copy of it can still forge any ticket"
            yield name, CheckLevel.WARNING, message, (fact.id,)


def delegation_is_constrained(estate: Estate, _facts: Catalog) -> Found:
    """No account except controllers may impersonate any user to any service."""
    for _, name, domain in _domains(estate):
        count = domain.unconstrained_delegation
        if count is None:
            yield name, CheckLevel.UNKNOWN, "accounts with unconstrained delegation could not be counted", ()
        elif count:
            word = "account that is not a controller has" if count == 1 else "accounts that are not controllers have"
            yield (
                name,
                CheckLevel.WARNING,
                f"{count} {word} unconstrained delegation: their holders obtain the TGTs of clients",
                (),
            )


def sites_have_two_controllers(estate: Estate, _facts: Catalog) -> Found:
    """A domain with controllers at a site has at least two there."""
    for _, name, domain in _domains(estate):
        counts = dict(domain.controllers)
        if domain.domain_controllers:
            counts = {}
            for controller in domain.domain_controllers.values():
                where = controller.ad_site or "an unknown site"
                counts[where] = counts.get(where, 0) + 1
        if not counts:
            yield name, CheckLevel.UNKNOWN, "its controllers are unknown", ()
        for site, count in counts.items():
            if count == 1:
                alone = sum(counts.values()) == 1
                rest = (
                    "it is the only controller of the domain"
                    if alone
                    else "clients there authenticate across the network when it is down"
                )
                yield name, CheckLevel.ERROR if alone else CheckLevel.WARNING, f"one controller at {site}: {rest}", ()


def the_clock_has_a_source(estate: Estate, _facts: Catalog) -> Found:
    """The PDC emulator of the root domain, the forest's time source, has an external time source."""
    for name, directory in _forests(estate):
        emulators = {
            host: controller
            for domain in directory.domains.values()
            if domain.parent is None
            for host, controller in domain.domain_controllers.items()
            if "pdc-emulator" in controller.roles
        }
        if not emulators:
            yield (
                name,
                CheckLevel.UNKNOWN,
                "the PDC emulator of the root domain, the forest's time source, is unknown",
                (),
            )
        for host, controller in emulators.items():
            source = controller.clock_source
            if source is None:
                message = f"the directory does not store the time source of {host}: query it (w32tm /query /source)"
                yield name, CheckLevel.UNKNOWN, message, ()
            elif source in ("local", "domain"):
                message = f"{host}, the forest's time source, uses its local clock: the clocks of other controllers may diverge"
                yield name, CheckLevel.WARNING, message, ()


def controllers_return_in_time(estate: Estate, facts: Catalog) -> Found:
    """No controller is offline for longer than the tombstone lifetime, and that lifetime is long enough."""
    unset, default = facts["tombstone-lifetime-unset"], facts["tombstone-lifetime-default"]
    for name, directory in _forests(estate):
        kept = None if directory.tombstone_lifetime is None else int(seconds(directory.tombstone_lifetime) / _DAY)
        if kept is None:
            yield name, CheckLevel.UNKNOWN, "the tombstone lifetime could not be read", (unset.id,)
        elif kept <= _whole(unset.value):
            message = f"the tombstone lifetime is {kept} days (new forests: {default.value}): "
            message += "an older controller or backup reintroduces deleted objects"
            yield name, CheckLevel.WARNING, message, (unset.id, default.id)
        for domain in directory.domains.values():
            for host, controller in domain.domain_controllers.items():
                away = _days(directory.read_on, controller.last_logon)
                if away is not None and kept is not None and away > kept:
                    message = (
                        f"{host} has not been seen for {away} days, longer than the tombstone lifetime ({kept} days)"
                    )
                    yield name, CheckLevel.ERROR, message, (unset.id,)
                elif away is not None and away > 30 and kept is not None and away * 2 > kept:
                    message = f"{host} has not been seen for {away} days; after {kept} days it must not be reconnected"
                    yield name, CheckLevel.WARNING, message, (unset.id,)


def deleted_objects_can_be_had_back(estate: Estate, _facts: Catalog) -> Found:
    """The recycle bin is enabled."""
    for name, directory in _forests(estate):
        if directory.recycle_bin is None:
            yield name, CheckLevel.UNKNOWN, "the state of the recycle bin could not be read", ()
        elif not directory.recycle_bin:
            yield (
                name,
                CheckLevel.NOTE,
                "the recycle bin is disabled: deleted objects are restored without their attributes",
                (),
            )


def subnets_have_sites(estate: Estate, _facts: Catalog) -> Found:
    """Each subnet belongs to a site, and each site with controllers has subnets."""
    for name, directory in _forests(estate):
        if directory.unplaced_subnets:
            few = ", ".join(directory.unplaced_subnets[:5])
            more = len(directory.unplaced_subnets) - 5
            few += f" and {more} more" if more > 0 else ""
            yield name, CheckLevel.WARNING, f"subnets without a site: {few}; clients there use any controller", ()
        if not directory.ad_sites:
            yield name, CheckLevel.UNKNOWN, "the forest's sites and subnets are unknown", ()
        elif not any(site.subnets for site in directory.ad_sites.values()):
            message = "no site has a subnet: clients, in AWS too, cannot find their site and use any controller"
            yield name, CheckLevel.WARNING, message, ()
        else:
            bare = [site for site, entry in directory.ad_sites.items() if not entry.subnets]
            if bare:
                yield (
                    name,
                    CheckLevel.NOTE,
                    f"sites without a subnet: {', '.join(bare[:5])}; no client is assigned to them",
                    (),
                )


def clients_have_sites(estate: Estate, _facts: Catalog) -> Found:
    """The addresses of computers are in subnets of sites."""
    for name, directory in _forests(estate):
        count = directory.clients_without_site
        if count is None:
            message = "clients without a site are unknown: controllers log them in netlogon.log, not in the directory"
            yield name, CheckLevel.UNKNOWN, message, ()
        elif count:
            word = "address of a computer is" if count == 1 else "addresses of computers are"
            yield (
                name,
                CheckLevel.WARNING,
                f"{count} {word} outside every site's subnets: such clients use any controller",
                (),
            )


def sites_are_joined(estate: Estate, _facts: Catalog) -> Found:
    """In a forest with several sites, each site with controllers is in a site link."""
    for name, directory in _forests(estate):
        linked = {site for link in directory.site_links.values() for site in link.sites}
        held = {
            controller.ad_site
            for domain in directory.domains.values()
            for controller in domain.domain_controllers.values()
            if controller.ad_site
        }
        for site in sorted(held - linked) if len(held) > 1 else ():
            yield (
                name,
                CheckLevel.ERROR,
                f"the site {site} has controllers but is not in a site link: they do not replicate",
                (),
            )


def levels_suffice_for_options(estate: Estate, facts: Catalog) -> Found:
    """The functional levels meet the requirements of each AWS option."""
    for name, directory in _forests(estate):
        levels = [directory.functional_level, *(domain.functional_level for domain in directory.domains.values())]
        known = [str(level) for level in levels if level is not None and str(level) in _LEVELS]
        if not known:
            yield name, CheckLevel.UNKNOWN, "its functional level is unknown", ()
            continue
        lowest = min(known, key=_LEVELS.index)
        for option in _OPTIONS:
            cell = facts.capability(option, "min-onprem-functional-level")
            detail = (cell.detail or {}) if cell is not None else {}
            if cell is None:
                continue
            if "levels" in detail and any(level not in detail["levels"] for level in known):
                wrong = next(level for level in known if level not in detail["levels"])
                message = f"functional level {wrong}: {option} requires {' or '.join(detail['levels'])}"
                yield name, CheckLevel.NOTE, message, (cell.id,)
            elif detail.get("level") in _LEVELS and _LEVELS.index(lowest) < _LEVELS.index(detail["level"]):
                message = f"functional level {lowest} is too old for {option}: {cell.statement}"
                yield name, CheckLevel.WARNING, message, (cell.id,)


ESTATE_CHECKS: tuple[tuple[str, Check], ...] = (
    ("trusts-use-aes", trusts_use_aes),
    ("krbtgt-password-is-fresh", krbtgt_password_is_fresh),
    ("delegation-is-constrained", delegation_is_constrained),
    ("sites-have-two-controllers", sites_have_two_controllers),
    ("the-clock-has-a-source", the_clock_has_a_source),
    ("controllers-return-in-time", controllers_return_in_time),
    ("deleted-objects-can-be-had-back", deleted_objects_can_be_had_back),
    ("subnets-have-sites", subnets_have_sites),
    ("clients-have-sites", clients_have_sites),
    ("sites-are-joined", sites_are_joined),
    ("levels-suffice-for-options", levels_suffice_for_options),
    ("sites-have-two-paths", sites_have_two_paths),
    ("site-links-join-all-sites", site_links_join_all_sites),
)
"""Every check with its name, in the order in which findings are listed."""


def estate_checks(estate: Estate) -> tuple[EstateFinding, ...]:
    """The findings of all checks on an estate.

    Args:
        estate: A discovered estate, or that of a file; missing data is reported as unknown.

    Returns:
        The findings in the order of the checks; empty means that all data was known and no problem was found.
    """
    facts = catalog()
    return tuple(
        EstateFinding(check=name, about=about, level=level, message=message, facts=rests_on)
        for name, check in ESTATE_CHECKS
        for about, level, message, rests_on in check(estate, facts)
    )
