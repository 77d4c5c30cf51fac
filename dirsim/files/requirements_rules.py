"""Rules on requirements files: references, duplicates, contradictions."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import date
from math import isfinite

from dirsim.catalog.labels import parse_label
from dirsim.catalog.limits import LIMITS
from dirsim.catalog.parts import PARTS
from dirsim.catalog.units import seconds
from dirsim.catalog.words import CREDENTIAL_LOCATIONS
from dirsim.files.network_rules import (
    Parts,
    causes_have_known_members,
    functional_level,
    looks_like_region,
    network_findings,
    unknown,
)
from dirsim.files.sketch_rules import SKETCH_RULES
from dirsim.files.vpc_rules import forwarder_findings, vpc_findings, zone_findings
from dirsim.model.fact_days import beyond_facts
from dirsim.model.requirements import ROTATION_WORDS, SKETCHED_LINKS, SPAN_WORDS, Estate, Requirements
from dirsim.parsing.hints import near
from dirsim.parsing.places import Finding, Path, shown


def _parts(requirements: Requirements) -> Parts:
    estate = requirements.estate
    return Parts(("estate",), estate.sites, estate.links, estate.directories, estate.trusts)


def placement_findings(requirements: Requirements) -> Iterator[Finding]:
    """VPCs, Availability Zones and forwarders are valid, and refer to what the file has."""
    estate = requirements.estate
    yield from vpc_findings(("estate",), estate.vpcs, estate.sites, ())
    yield from forwarder_findings(("estate",), estate.dns, _parts(requirements).domains)
    for name, site in estate.sites.items():
        yield from zone_findings(("estate", "sites", name, "zones"), site.zones)
    for name, directory in estate.directories.items():
        yield from zone_findings(("estate", "directories", name, "zones"), directory.zones)
    for name, workload in requirements.workloads.items():
        yield from zone_findings(("workloads", name, "zones"), workload.zones)


def the_date_exists(requirements: Requirements) -> Iterator[Finding]:
    """``as_of`` is a date that exists in the calendar."""
    if requirements.as_of is None:
        return
    try:
        day = date.fromisoformat(requirements.as_of)
    except ValueError:
        yield Finding(
            ("as_of",),
            f"invalid date {shown(requirements.as_of)}",
            "the calendar has no such day; leave it out for the facts of today",
        )
        return
    beyond = beyond_facts(day)
    if beyond:
        yield Finding(("as_of",), beyond, LIMITS["last-day"].advice)


def the_current_directory_is_a_design(requirements: Requirements) -> Iterator[Finding]:
    """``current_directory`` is a design label; it may omit the edition and the direction of the trust."""
    label = requirements.estate.current_directory
    if label is None:
        return
    try:
        parse_label(label, existing=True)
    except ValueError as error:
        yield Finding(("estate", "current_directory"), str(error), "such as simple-ad or managed-ad-standard+shared")


def the_sketched_levels_exist(requirements: Requirements) -> Iterator[Finding]:
    """Functional levels of a sketch are those of Windows Server."""
    estate = requirements.estate
    yield from functional_level(("estate", "functional_level"), estate.functional_level)
    if estate.on_prem_ad is not None and not isinstance(estate.on_prem_ad, bool):
        yield from functional_level(("estate", "on_prem_ad", "functional_level"), estate.on_prem_ad.functional_level)


def the_listed_regions_look_like_regions(requirements: Requirements) -> Iterator[Finding]:
    """Names in the list of Regions have the form of AWS Region names."""
    regions = requirements.estate.aws.regions
    if isinstance(regions, tuple):
        for place, region in enumerate(regions):
            if not looks_like_region(region):
                path = ("estate", "aws", "regions", place)
                yield Finding(path, f"invalid AWS Region {shown(region)}", "such as eu-central-1")


def workloads_are_at_known_sites(requirements: Requirements) -> Iterator[Finding]:
    """A workload runs at a site of the estate."""
    for name, workload in requirements.workloads.items():
        if workload.site is not None:
            yield from unknown(("workloads", name, "site"), "site", workload.site, requirements.estate.sites)


def users_are_of_known_domains(requirements: Requirements) -> Iterator[Finding]:
    """Users belong to domains of the estate, if the estate lists domains."""
    domains = _parts(requirements).domains
    if not domains:
        return
    for name, workload in requirements.workloads.items():
        for place, domain in enumerate(workload.users):
            yield from unknown(("workloads", name, "users", place), "domain", domain, domains)
    for index, need in enumerate(requirements.needs):
        for place, domain in enumerate(need.detail.users):
            yield from unknown(("needs", index, need.word, "users", place), "domain", domain, domains)


def needs_are_about_known_elements(requirements: Requirements) -> Iterator[Finding]:
    """The element that fails in a need, and its site, are parts of the estate."""
    estate = requirements.estate
    stated = (*estate.links, *estate.sites, *estate.directories)
    for index, need in enumerate(requirements.needs):
        path = ("needs", index, need.word)
        named = need.detail.of
        elements = stated or _sketched_links(estate, named)
        if named is not None and elements and not _is_controller(named, requirements):
            yield from unknown((*path, "of"), "element", named, elements)
        if need.detail.site is not None:
            yield from unknown((*path, "site"), "site", need.detail.site, estate.sites)


def _sketched_links(estate: Estate, named: str | None) -> tuple[str, ...]:
    """The links of a sketch that says how the premises reach AWS, where another link is named; empty where nothing is known."""
    if named not in SKETCHED_LINKS.values() or not estate.connections:
        return ()
    return tuple(SKETCHED_LINKS[word] for word in estate.connections if word in SKETCHED_LINKS)


def _is_controller(name: str, requirements: Requirements) -> bool:
    """Return whether a name is that of a domain controller within the estate's counts, such as ``dc1.corp.example``."""
    host, _, domain = name.partition(".")
    for directory in requirements.estate.directories.values():
        if domain in directory.domains and host.startswith("dc") and host[2:].isdecimal():
            count = sum(directory.domains[domain].controllers.values())
            return 1 <= int(host[2:6]) <= count if count else True
    return False


_WORDS = frozenset((*SPAN_WORDS, *ROTATION_WORDS))


def durations_are_positive(requirements: Requirements) -> Iterator[Finding]:
    """Durations of outages, credentials, histories and rotations are greater than zero."""
    lengths: list[tuple[Path, str | None]] = [
        (("needs", index, need.word, "for"), need.detail.for_) for index, need in enumerate(requirements.needs)
    ]
    for name, credential in requirements.credentials.items():
        path: Path = ("credentials", name)
        lengths.append(((*path, "duration"), credential.duration))
        lengths.append(((*path, "history"), credential.history))
        lengths.append(((*path, "rotation"), credential.rotation))
    for path, length in lengths:
        if length is not None and length not in _WORDS and seconds(length) <= 0:
            yield Finding(path, f"expected a duration greater than zero, found {shown(length)}", "such as 4h")


def _repeated(path: Path, entries: Sequence[Hashable], words: Sequence[str]) -> Iterator[Finding]:
    seen: dict[Hashable, int] = {}
    for index, entry in enumerate(entries):
        first = seen.setdefault(entry, index)
        if first != index:
            hint = f"first in entry {first + 1}: leave it out"
            yield Finding((*path, index), f"duplicate entry {shown(words[index])}", hint)


def nothing_is_listed_twice(requirements: Requirements) -> Iterator[Finding]:
    """Each need, prohibition and preference appears once."""
    words = [need.word for need in requirements.needs]
    details = [
        (need.word, need.detail.of, need.detail.for_, need.detail.users, need.detail.site)
        for need in requirements.needs
    ]
    yield from _repeated(("needs",), details, words)
    yield from _repeated(("forbids",), requirements.forbids, requirements.forbids)
    yield from _repeated(("optimize",), requirements.optimize, requirements.optimize)
    for name, credential in requirements.credentials.items():
        yield from _repeated(("credentials", name, "needs"), credential.needs, credential.needs)
        yield from _repeated(("credentials", name, "forbids"), credential.forbids, credential.forbids)


def prices_are_of_parts(requirements: Requirements) -> Iterator[Finding]:
    """An own price is of a part that designs can have, and it is a number."""
    for word, amount in requirements.prices.items():
        if word not in PARTS:
            yield Finding(
                ("prices", word), f"unknown part {shown(word)} of a design", near(word, PARTS) or "leave it out"
            )
        elif not isfinite(amount):
            yield Finding(("prices", word), f"expected an amount, found {shown(amount)}", "USD a month and unit")


def a_needed_trust_is_not_forbidden(requirements: Requirements) -> Iterator[Finding]:
    """A file that needs a trust does not forbid every kind of trust."""
    both = {"one-way-trust", "two-way-trust"} <= set(requirements.forbids)
    for index, need in enumerate(requirements.needs):
        if need.word == "trust-to-existing-ad" and both:
            message = "a trust is needed, but one-way-trust and two-way-trust are both forbidden"
            yield Finding(("needs", index), message, "remove one of the three")


def locations_are_no_slips(requirements: Requirements) -> Iterator[Finding]:
    """The location of a credential may be any word, except a misspelling of a known one."""
    for name, credential in requirements.credentials.items():
        location = credential.location
        if location is not None and location not in CREDENTIAL_LOCATIONS:
            hint = near(location, CREDENTIAL_LOCATIONS)
            if hint:
                yield Finding(("credentials", name, "location"), f"unknown word {shown(location)}", hint)


def causes_take_along_what_exists(requirements: Requirements) -> Iterator[Finding]:
    """The members of common causes are links and sites of the estate."""
    estate = requirements.estate
    named = {"link": estate.links, "site": estate.sites}
    yield from causes_have_known_members(("estate", "causes"), estate.causes, named)


REQUIREMENT_RULES: tuple[Callable[[Requirements], Iterator[Finding]], ...] = (
    the_date_exists,
    the_current_directory_is_a_design,
    the_sketched_levels_exist,
    the_listed_regions_look_like_regions,
    causes_take_along_what_exists,
    workloads_are_at_known_sites,
    users_are_of_known_domains,
    needs_are_about_known_elements,
    durations_are_positive,
    nothing_is_listed_twice,
    prices_are_of_parts,
    a_needed_trust_is_not_forbidden,
    locations_are_no_slips,
    *SKETCH_RULES,
)


def requirement_findings(requirements: Requirements) -> Iterator[Finding]:
    """The findings of all rules in a requirements file."""
    yield from network_findings(_parts(requirements))
    yield from placement_findings(requirements)
    for rule in REQUIREMENT_RULES:
        yield from rule(requirements)
