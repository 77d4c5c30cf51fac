"""Checks that need no design: what is wrong, old or risky in an estate as it was found or written down.

Each check is a function of the estate; :data:`ESTATE_CHECKS` lists them. A check that lacks what it needs says so with
the level ``unknown`` rather than nothing, so that silence always means "looked at and fine".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from enum import Enum

from attrs import frozen

from dirsim.facts.catalog import Catalog, catalog
from dirsim.model.directory import Directory, Domain
from dirsim.model.requirements import Estate
from dirsim.model.units import seconds

_DAY = 86_400.0
_FORESTS = ("active-directory", "samba-ad")
_LEVELS = ("2000", "2003", "2008", "2008R2", "2012", "2012R2", "2016", "2019", "2022", "2025")
_OPTIONS = ("ad-connector", "managed-ad-standard", "managed-ad-enterprise", "managed-ad-hybrid")


class Level(Enum):
    """How much a finding matters."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    UNKNOWN = "unknown"


@frozen(kw_only=True)
class EstateFinding:
    """One thing that a check found.

    Attributes:
        check: The check's name.
        about: What it is about: a directory, a domain, a trust or a site, by name.
        level: How much it matters; ``UNKNOWN`` where the check lacked what it needs.
        message: What was found, and why it matters, in one sentence.
        facts: Ids of the facts that it rests on; empty where it rests on the estate alone.
    """

    check: str
    about: str
    level: Level
    message: str
    facts: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, str]:
        """The finding as JSON shows it."""
        return {"check": self.check, "about": self.about, "level": self.level.value, "message": self.message}


Found = Iterator[tuple[str, Level, str, tuple[str, ...]]]
Check = Callable[[Estate, Catalog], Found]


def _forests(estate: Estate) -> Iterator[tuple[str, Directory]]:
    """The forests that the company runs; those known only from a trust hold nothing to look at."""
    for name, directory in estate.directories.items():
        if directory.kind in _FORESTS and any(domain != Domain() for domain in directory.domains.values()):
            yield name, directory


def _domains(estate: Estate) -> Iterator[tuple[Directory, str, Domain]]:
    for _, directory in _forests(estate):
        for name, domain in directory.domains.items():
            if domain != Domain(parent=domain.parent, netbios=domain.netbios, functional_level=domain.functional_level):
                yield directory, name, domain


def _whole(value: object) -> int:
    """A fact's figure."""
    return int(str(value))


def _days(later: str | None, earlier: str | None) -> int | None:
    if later is None or earlier is None:
        return None
    try:
        return (date.fromisoformat(later) - date.fromisoformat(earlier)).days
    except ValueError:
        return None


def trusts_use_aes(estate: Estate, _facts: Catalog) -> Found:
    """Tickets over a trust can be encrypted with AES, not with RC4 alone."""
    for name, trust in estate.trusts.items():
        types = set(trust.encryption_types)
        if not types:
            inside = trust.kind in ("parent-child", "tree-root", "shortcut")
            level = Level.NOTE if inside else Level.UNKNOWN
            yield name, level, "the trust says nothing of encryption types: older controllers then use RC4", ()
        elif not types & {"aes128", "aes256"}:
            message = (
                f"the trust takes {' and '.join(sorted(types)).upper()} only: tickets over it fail where RC4 is off"
            )
            yield name, Level.WARNING, message, ()


def krbtgt_password_is_fresh(estate: Estate, facts: Catalog) -> Found:
    """The password that signs every ticket is changed now and then."""
    fact = facts["krbtgt-password-age"]
    for directory, name, domain in _domains(estate):
        age = _days(directory.read_on, domain.krbtgt_password_set)
        if age is None:
            yield name, Level.UNKNOWN, "how old the password of krbtgt is could not be read", (fact.id,)
        elif age > _whole(fact.value):
            message = f"the password of krbtgt is {age} days old: whoever has copied it can still forge any ticket"
            yield name, Level.WARNING, message, (fact.id,)


def delegation_is_constrained(estate: Estate, _facts: Catalog) -> Found:
    """No account but a controller may act as anybody towards any service."""
    for _, name, domain in _domains(estate):
        count = domain.unconstrained_delegation
        if count is None:
            yield name, Level.UNKNOWN, "accounts with unconstrained delegation could not be counted", ()
        elif count:
            word = "account that is no controller has" if count == 1 else "accounts that are no controllers have"
            yield (
                name,
                Level.WARNING,
                f"{count} {word} unconstrained delegation: who holds it gets visitors' tickets",
                (),
            )


def sites_have_two_controllers(estate: Estate, _facts: Catalog) -> Found:
    """A domain that has controllers at a site has two of them there."""
    for _, name, domain in _domains(estate):
        counts = dict(domain.controllers)
        if domain.domain_controllers:
            counts = {}
            for controller in domain.domain_controllers.values():
                where = controller.ad_site or "an unknown site"
                counts[where] = counts.get(where, 0) + 1
        if not counts:
            yield name, Level.UNKNOWN, "its controllers are not known", ()
        for site, count in counts.items():
            if count == 1:
                alone = sum(counts.values()) == 1
                rest = (
                    "it is the only one of the domain" if alone else "clients there cross the network when it is down"
                )
                yield name, Level.ERROR if alone else Level.WARNING, f"one controller at {site}: {rest}", ()


def the_clock_has_a_source(estate: Estate, _facts: Catalog) -> Found:
    """The PDC emulator of the root domain, from which the forest takes its time, has a source of its own."""
    for name, directory in _forests(estate):
        emulators = {
            host: controller
            for domain in directory.domains.values()
            if domain.parent is None
            for host, controller in domain.domain_controllers.items()
            if "pdc-emulator" in controller.roles
        }
        if not emulators:
            yield name, Level.UNKNOWN, "the PDC emulator of the root, which keeps the forest's time, is not known", ()
        for host, controller in emulators.items():
            source = controller.clock_source
            if source is None:
                message = f"where {host} takes the time from stands in no directory: ask it (w32tm /query /source)"
                yield name, Level.UNKNOWN, message, ()
            elif source in ("local", "domain"):
                message = f"{host} keeps the forest's time by its own clock: controllers elsewhere may drift apart"
                yield name, Level.WARNING, message, ()


def controllers_return_in_time(estate: Estate, facts: Catalog) -> Found:
    """No controller is away for longer than deleted objects are kept, and they are kept long enough."""
    unset, default = facts["tombstone-lifetime-unset"], facts["tombstone-lifetime-default"]
    for name, directory in _forests(estate):
        kept = None if directory.tombstone_lifetime is None else int(seconds(directory.tombstone_lifetime) / _DAY)
        if kept is None:
            yield name, Level.UNKNOWN, "how long deleted objects are kept could not be read", (unset.id,)
        elif kept <= _whole(unset.value):
            message = f"deleted objects are kept for {kept} days (new forests: {default.value}): "
            message += "a controller or a backup that is older brings them back"
            yield name, Level.WARNING, message, (unset.id, default.id)
        for domain in directory.domains.values():
            for host, controller in domain.domain_controllers.items():
                away = _days(directory.read_on, controller.last_logon)
                if away is not None and kept is not None and away > kept:
                    message = f"{host} has not been seen for {away} days, longer than deleted objects are kept ({kept})"
                    yield name, Level.ERROR, message, (unset.id,)
                elif away is not None and away > 30 and kept is not None and away * 2 > kept:
                    message = f"{host} has not been seen for {away} days; after {kept} it may not come back"
                    yield name, Level.WARNING, message, (unset.id,)


def deleted_objects_can_be_had_back(estate: Estate, _facts: Catalog) -> Found:
    """The recycle bin is on."""
    for name, directory in _forests(estate):
        if directory.recycle_bin is None:
            yield name, Level.UNKNOWN, "whether the recycle bin is on could not be read", ()
        elif not directory.recycle_bin:
            yield name, Level.NOTE, "the recycle bin is off: what is deleted comes back without its attributes", ()


def subnets_have_sites(estate: Estate, _facts: Catalog) -> Found:
    """Each subnet belongs to a site, and each site that has controllers has subnets."""
    for name, directory in _forests(estate):
        if directory.unplaced_subnets:
            few = ", ".join(directory.unplaced_subnets[:5])
            more = len(directory.unplaced_subnets) - 5
            few += f" and {more} more" if more > 0 else ""
            yield name, Level.WARNING, f"subnets without a site: {few}; clients there take any controller", ()
        if not directory.ad_sites:
            yield name, Level.UNKNOWN, "the forest's sites and subnets are not known", ()
        elif not any(site.subnets for site in directory.ad_sites.values()):
            message = "no site has a subnet: no client knows its site, in AWS either, and each takes any controller"
            yield name, Level.WARNING, message, ()
        else:
            bare = [site for site, entry in directory.ad_sites.items() if not entry.subnets]
            if bare:
                yield name, Level.NOTE, f"sites without a subnet: {', '.join(bare[:5])}; no client is placed there", ()


def clients_have_sites(estate: Estate, _facts: Catalog) -> Found:
    """The addresses of computers are in subnets of sites."""
    for name, directory in _forests(estate):
        count = directory.clients_without_site
        if count is None:
            message = (
                "clients without a site are not known: controllers write them to netlogon.log, not to the directory"
            )
            yield name, Level.UNKNOWN, message, ()
        elif count:
            word = "address of a computer is" if count == 1 else "addresses of computers are"
            yield name, Level.WARNING, f"{count} {word} in no site's subnet: such clients take any controller", ()


def sites_are_joined(estate: Estate, _facts: Catalog) -> Found:
    """Each site that has controllers is in a site link, where there are several."""
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
                Level.ERROR,
                f"the site {site} has controllers and is in no site link: they do not replicate",
                (),
            )


def levels_suffice_for_options(estate: Estate, facts: Catalog) -> Found:
    """The functional levels are those that each option of AWS asks for."""
    for name, directory in _forests(estate):
        levels = [directory.functional_level, *(domain.functional_level for domain in directory.domains.values())]
        known = [str(level) for level in levels if level is not None and str(level) in _LEVELS]
        if not known:
            yield name, Level.UNKNOWN, "its functional level is not known", ()
            continue
        lowest = min(known, key=_LEVELS.index)
        for option in _OPTIONS:
            cell = facts.capability(option, "min-onprem-functional-level")
            detail = (cell.detail or {}) if cell is not None else {}
            if cell is None:
                continue
            if "levels" in detail and any(level not in detail["levels"] for level in known):
                wrong = next(level for level in known if level not in detail["levels"])
                message = f"functional level {wrong}: {option} takes {' or '.join(detail['levels'])}"
                yield name, Level.NOTE, message, (cell.id,)
            elif detail.get("level") in _LEVELS and _LEVELS.index(lowest) < _LEVELS.index(detail["level"]):
                message = f"functional level {lowest} is too old for {option}: {cell.statement}"
                yield name, Level.WARNING, message, (cell.id,)


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
)
"""Every check with its name, in the order in which findings are listed."""


def estate_checks(estate: Estate) -> tuple[EstateFinding, ...]:
    """What all checks find in an estate.

    Args:
        estate: As discovered, or as a file says; what it leaves out is reported as unknown.

    Returns:
        The findings in the order of the checks; empty means that everything was known and fine.
    """
    facts = catalog()
    return tuple(
        EstateFinding(check=name, about=about, level=level, message=message, facts=rests_on)
        for name, check in ESTATE_CHECKS
        for about, level, message, rests_on in check(estate, facts)
    )
