"""Rules over several fields of a requirements file: references, repetitions, and what the file says against itself."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import date

from dirsim.model.labels import parse_label
from dirsim.model.requirements import Requirements
from dirsim.model.units import seconds
from dirsim.model.words import CREDENTIAL_LOCATIONS
from dirsim.read.hints import near
from dirsim.read.network_rules import (
    Parts,
    causes_have_known_members,
    functional_level,
    looks_like_region,
    network_findings,
    unknown,
)
from dirsim.read.places import Finding, Path, shown
from dirsim.read.sketch_rules import SKETCH_RULES


def _parts(requirements: Requirements) -> Parts:
    estate = requirements.estate
    return Parts(("estate",), estate.sites, estate.links, estate.directories, estate.trusts)


def the_date_exists(requirements: Requirements) -> Iterator[Finding]:
    """``as_of`` is a day of the calendar."""
    if requirements.as_of is None:
        return
    try:
        date.fromisoformat(requirements.as_of)
    except ValueError:
        yield Finding(("as_of",), f"there is no day {shown(requirements.as_of)}", "write it as 2026-11-01")


def the_current_directory_is_a_design(requirements: Requirements) -> Iterator[Finding]:
    """``current_directory`` is a design label; the edition and the trust's direction may be left open."""
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
    """Names in the list of Regions have the form of AWS Regions."""
    regions = requirements.estate.aws.regions
    if isinstance(regions, tuple):
        for place, region in enumerate(regions):
            if not looks_like_region(region):
                path = ("estate", "aws", "regions", place)
                yield Finding(path, f"{shown(region)} is not the name of an AWS Region", "such as eu-central-1")


def workloads_are_at_known_sites(requirements: Requirements) -> Iterator[Finding]:
    """A workload runs at a site of the estate."""
    for name, workload in requirements.workloads.items():
        if workload.site is not None:
            yield from unknown(("workloads", name, "site"), "site", workload.site, requirements.estate.sites)


def users_are_of_known_domains(requirements: Requirements) -> Iterator[Finding]:
    """Users come from domains of the estate, where domains are listed."""
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
    """What fails in a need, and where, is part of the estate."""
    estate = requirements.estate
    elements = (*estate.links, *estate.sites, *estate.directories)
    for index, need in enumerate(requirements.needs):
        path = ("needs", index, need.word)
        named = need.detail.of
        if named is not None and elements and not _is_controller(named, requirements):
            yield from unknown((*path, "of"), "element", named, elements)
        if need.detail.site is not None:
            yield from unknown((*path, "site"), "site", need.detail.site, estate.sites)


def _is_controller(name: str, requirements: Requirements) -> bool:
    """Whether a name is that of a controller that the estate's counts stand for, as ``dc1.corp.example``."""
    host, _, domain = name.partition(".")
    for directory in requirements.estate.directories.values():
        if domain in directory.domains and host.startswith("dc") and host[2:].isdecimal():
            count = sum(directory.domains[domain].controllers.values())
            return 1 <= int(host[2:6]) <= count if count else True
    return False


def durations_are_positive(requirements: Requirements) -> Iterator[Finding]:
    """An outage, a use and an interval last longer than nothing."""
    lengths: list[tuple[Path, str | None]] = [
        (("needs", index, need.word, "for"), need.detail.for_) for index, need in enumerate(requirements.needs)
    ]
    for name, credential in requirements.credentials.items():
        path: Path = ("credentials", name)
        lengths.append(((*path, "duration"), credential.duration))
        lengths.append(((*path, "history"), credential.history))
        lengths.append(((*path, "rotation"), credential.rotation))
    for path, length in lengths:
        if length is not None and seconds(length) <= 0:
            yield Finding(path, f"expected a time longer than nothing, found {shown(length)}")


def _repeated(path: Path, entries: Sequence[Hashable], words: Sequence[str]) -> Iterator[Finding]:
    seen: dict[Hashable, int] = {}
    for index, entry in enumerate(entries):
        first = seen.setdefault(entry, index)
        if first != index:
            hint = f"it is entry {first + 1} already"
            yield Finding((*path, index), f"{shown(words[index])} is written twice", hint)


def nothing_is_listed_twice(requirements: Requirements) -> Iterator[Finding]:
    """Each need, prohibition and preference is written once."""
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


def a_needed_trust_is_not_forbidden(requirements: Requirements) -> Iterator[Finding]:
    """Whoever needs a trust cannot forbid every trust."""
    both = {"one-way-trust", "two-way-trust"} <= set(requirements.forbids)
    for index, need in enumerate(requirements.needs):
        if need.word == "trust-to-existing-ad" and both:
            message = "a trust is needed, but one-way-trust and two-way-trust are both forbidden"
            yield Finding(("needs", index), message, "leave one of the three out")


def locations_are_no_slips(requirements: Requirements) -> Iterator[Finding]:
    """The place of a credential may be any word, but not a known one with a slip of the pen."""
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
    a_needed_trust_is_not_forbidden,
    locations_are_no_slips,
    *SKETCH_RULES,
)


def requirement_findings(requirements: Requirements) -> list[Finding]:
    """What all rules find in a requirements file."""
    findings = network_findings(_parts(requirements))
    findings.extend(finding for rule in REQUIREMENT_RULES for finding in rule(requirements))
    return findings
