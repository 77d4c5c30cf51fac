"""Verification of a recorded decision against the answer of today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from attrs import evolve, frozen

from dirsim.facts import catalog
from dirsim.recommendation.decision import Decision, decided, digest
from dirsim.recommendation.difference import Changed, Difference, difference
from dirsim.recommendation.engine import recommend
from dirsim.shown import Tabular


@frozen
class Verification(Tabular):
    """A recorded decision compared with the answer of today.

    Attributes:
        name: The name of the requirements.
        as_of: The date of the facts that the new answer uses.
        moved: The changes since the record, the decision itself first; empty means that nothing has changed.
    """

    name: str
    as_of: str
    moved: tuple[Changed, ...]

    @property
    def holds(self) -> bool:
        """True where the decision and its grounds are unchanged."""
        return not self.moved

    def to_dict(self) -> dict[str, Any]:
        """The verification in JSON form (``dirsim.verification/v1``)."""
        return {
            "schema": "dirsim.verification/v1",
            "name": self.name,
            "as_of": self.as_of,
            "holds": self.holds,
            "moved": [change.to_dict() for change in self.moved],
        }


def verify(decision: Decision, as_of: date | None = None) -> Verification:
    """Answer the recorded question again and list the changes.

    Args:
        decision: The recorded decision.
        as_of: The date whose facts apply; ``None`` means that of the requirements, or today where they give none.
    """
    asked = decision.requirements if as_of is None else evolve(decision.requirements, as_of=as_of.isoformat())
    choice = recommend(asked)
    now = decided(choice)
    found = difference(decision.answer, now.answer)
    moved = [*_moved(found), *_facts(decision.facts, now.facts, choice.as_of), *_runs(decision.answer, now.answer)]
    moved.sort(key=lambda change: not change.decides)
    return Verification(choice.requirements.name, choice.as_of, tuple(moved))


def _moved(found: Difference) -> Iterator[Changed]:
    """The changes other than the date: a new date matters only by its effects, which are listed separately."""
    yield from (change for change in found.changes if change.what != "date")


def _facts(old: Mapping[str, str], new: Mapping[str, str], day: str) -> Iterator[Changed]:
    known = catalog(date.fromisoformat(day))
    for name in sorted(old):
        now = new.get(name) or digest(known, name)
        if now != old[name]:
            because = "its content has changed since the decision" if now else f"it does not apply on {day}"
            yield Changed("fact", name, old[name], now or None, because)


def _runs(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Changed]:
    """Changes of the runs that the recommended design's verdicts rest on."""
    design = old.get("design")
    if design is None or design != new.get("design"):
        return
    before, after = _runs_of(old, design), _runs_of(new, design)
    for place in sorted(before):
        if before[place] != after.get(place):
            because = "the same sign-in takes a different course than at the time of the decision"
            yield Changed("run", f"{design}: {place}", before[place], after.get(place), because)


def _runs_of(answer: Mapping[str, Any], design: str) -> dict[str, list[str]]:
    entry = next(entry for entry in answer["designs"] if entry["design"] == design)
    return {f"{verdict['requirement']} ({verdict['rule']})": list(verdict["runs"]) for verdict in entry["verdicts"]}
