"""Flips: the smallest changes of the requirements that change the answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from attrs import evolve

from dirsim.facts import catalog
from dirsim.model.requirements import Need, Requirements, SketchedAd, in_name_order
from dirsim.recommendation.built_designs import Built
from dirsim.recommendation.candidate import Change, Flip
from dirsim.recommendation.implied_rules import level_of
from dirsim.recommendation.judging import condensed, recommended_label
from dirsim.recommendation.meant_needs import meant_only
from dirsim.simulation.collector import without_collector

_ADDED_NEEDS = ("no-directory-data-in-cloud", "low-latency-auth", "survive-outage", "multi-account", "multi-region")
_ADDED_FORBIDS = ("extra-directory", "servers", "directory-copy-in-cloud")


@without_collector()
def find_flips(req: Requirements, answer: str | None, day: date, built: Built | None = None) -> tuple[Flip, ...]:
    """Single changes after which another design (or none) is recommended, in the order of the file.

    Args:
        req: The requirements.
        answer: The design that is recommended now; ``None`` means none.
        day: The date whose facts apply.
        built: The designs that were built for the answer; ``None`` means none.
    """
    facts = catalog(day)
    built = built or Built()
    req = condensed(req)
    flips = []
    for change, changed in _changes(req):
        asked = meant_only(changed)
        if not (asked.workloads or asked.needs):
            continue  # nothing would be asked any more
        larger = req if change.path.startswith("workloads.") else None
        design = recommended_label(in_name_order(changed), facts, built, larger)
        if design != answer:
            flips.append(Flip((change,), design))
    return tuple(flips)


def _changes(req: Requirements) -> Iterator[tuple[Change, Requirements]]:
    for place, need in enumerate(req.needs):
        rest = (*req.needs[:place], *req.needs[place + 1 :])
        yield Change(f"needs.{need.word}", need.word, None), evolve(req, needs=rest)
    for place, word in enumerate(req.forbids):
        rest_words = (*req.forbids[:place], *req.forbids[place + 1 :])
        yield Change(f"forbids.{word}", word, None), evolve(req, forbids=rest_words)
    if len(req.workloads) > 1:
        for name, workload in req.workloads.items():
            others = {key: value for key, value in req.workloads.items() if key != name}
            yield Change(f"workloads.{name}", workload.kind, None), evolve(req, workloads=others)
    present = {need.word for need in req.needs}
    for word in _ADDED_NEEDS if req.workloads else ():
        if word not in present:
            yield Change(f"needs.{word}", None, word), evolve(req, needs=(*req.needs, Need(word=word)))
    for word in _ADDED_FORBIDS:
        if word not in req.forbids:
            yield Change(f"forbids.{word}", None, word), evolve(req, forbids=(*req.forbids, word))
    yield from _estate_changes(req)


def _estate_changes(req: Requirements) -> Iterator[tuple[Change, Requirements]]:
    aws = req.estate.aws
    if aws.new_customer is not True:
        yield _aws(req, "new_customer", aws.new_customer, True)
    if aws.new_customer is True:
        yield _aws(req, "new_customer", True, False)
    yield from _raised_levels(req)


RAISED = "2016"
"""The functional level to which an older domain can be raised for every product of AWS that asks for one."""


def _raised_levels(req: Requirements) -> Iterator[tuple[Change, Requirements]]:
    """Each functional level of the file that is older than the newest one that products ask for, raised to that."""
    estate, at = req.estate, "functional_level"
    if _is_older(estate.functional_level):
        change = Change(f"estate.{at}", estate.functional_level, RAISED)
        yield change, evolve(req, estate=evolve(estate, functional_level=RAISED))
    sketch = estate.on_prem_ad
    if isinstance(sketch, SketchedAd) and _is_older(sketch.functional_level):
        change = Change(f"estate.on_prem_ad.{at}", sketch.functional_level, RAISED)
        yield change, evolve(req, estate=evolve(estate, on_prem_ad=evolve(sketch, functional_level=RAISED)))
    for name, directory in estate.directories.items():
        if directory.kind == "active-directory" and _is_older(directory.functional_level):
            directories = {**estate.directories, name: evolve(directory, functional_level=RAISED)}
            change = Change(f"estate.directories.{name}.{at}", directory.functional_level, RAISED)
            yield change, evolve(req, estate=evolve(estate, directories=directories))


def _is_older(level: object) -> bool:
    rank, least = level_of(level), level_of(RAISED)
    return rank is not None and least is not None and rank < least


def _aws(req: Requirements, name: str, before: Any, after: Any) -> tuple[Change, Requirements]:
    changes: dict[str, Any] = {name: after}
    aws = evolve(req.estate.aws, **changes)
    return Change(f"estate.aws.{name}", before, after), evolve(req, estate=evolve(req.estate, aws=aws))
