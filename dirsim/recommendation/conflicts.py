"""Conflicts: a minimal set of requirements that no design meets together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import combinations

from attrs import evolve

from dirsim.facts import Catalog
from dirsim.model.outcome import DesignStatus
from dirsim.model.requirements import Requirements, in_name_order
from dirsim.recommendation.built_designs import Built
from dirsim.recommendation.candidate import Candidate
from dirsim.recommendation.judging import judge_all, recommended_label
from dirsim.recommendation.meant_needs import meant_only


def minimal_conflict(
    req: Requirements, candidates: Sequence[Candidate], facts: Catalog, built: Built
) -> tuple[str, ...]:
    """The requirements of a file that have no design even alone, while without any one of them the others have one.

    Args:
        req: The requirements, which no design meets together.
        candidates: The designs that were judged for them.
        facts: The facts that apply on the date of the question.
        built: The designs that were built for the answer.

    Returns:
        Paths in the order of the file: workloads, needs, forbidden words. The estate stays as it is.
    """
    req = in_name_order(req)
    kept = [
        *(f"workloads.{name}" for name in req.workloads),
        *(f"needs.{need.word}" for need in req.needs),
        *(f"forbids.{word}" for word in req.forbids),
    ]
    missed = [set(entry.misses) & set(kept) for entry in candidates]
    near = [path for path in kept if path in _smallest_hitting(missed)]
    if _conflicts(req, near, facts, built):
        kept = near
    for path in reversed(kept):
        rest = [other for other in kept if other != path]
        if _conflicts(req, rest, facts, built):
            kept = rest
    return tuple(kept)


def _conflicts(req: Requirements, paths: Sequence[str], facts: Catalog, built: Built) -> bool:
    """True where some requirements of a file have no design even alone; needs without a workload of the file ask for nothing."""
    some = meant_only(_only(req, paths))
    return bool(some.workloads or not req.workloads) and _no_fit(some, facts, built)


def _only(req: Requirements, paths: Collection[str]) -> Requirements:
    """A file with some of its requirements alone."""
    return evolve(
        req,
        workloads={name: one for name, one in req.workloads.items() if f"workloads.{name}" in paths},
        needs=tuple(need for need in req.needs if f"needs.{need.word}" in paths),
        forbids=tuple(word for word in req.forbids if f"forbids.{word}" in paths),
    )


def _no_fit(req: Requirements, facts: Catalog, built: Built) -> bool:
    """True where every design is known to fail; where the evidence is insufficient one may fit."""
    if not (req.workloads or req.needs) or recommended_label(req, facts, built) is not None:
        return False
    found, _ = judge_all(req, facts, built)
    return all(entry.status == DesignStatus.REJECTED for entry in found)


def _smallest_hitting(missed: Sequence[set[str]]) -> tuple[str, ...]:
    """The smallest set of paths of which every design misses one: a first guess; empty where a design misses none of them."""
    if not all(missed):
        return ()
    named = list(dict.fromkeys(path for entry in missed for path in sorted(entry)))
    for size in range(1, len(named) + 1):
        for chosen in combinations(named, size):
            if all(not entry.isdisjoint(chosen) for entry in missed):
                return chosen
    return ()
