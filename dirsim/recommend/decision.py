"""A decision with its grounds, so that it can be asked again later whether they still hold."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from attrs import evolve, frozen

from dirsim.facts import Catalog, catalog
from dirsim.model.requirements import Requirements
from dirsim.model.requirements_form import as_file
from dirsim.recommend.difference import Changed, Difference, difference
from dirsim.recommend.engine import recommend
from dirsim.recommend.recommendation import Recommendation


@frozen
class Decision:
    """A recommendation as it was recorded.

    Attributes:
        requirements: The question.
        answer: The answer as JSON shows it, without its runs and timelines.
        facts: The facts that it cites: their ids, each with a digest of what the fact said.
    """

    requirements: Requirements
    answer: Mapping[str, Any]
    facts: Mapping[str, str]

    def to_dict(self) -> dict[str, Any]:
        """The decision as it is recorded (``dirsim.decision/v1``)."""
        return {
            "schema": "dirsim.decision/v1",
            "requirements": as_file(self.requirements),
            "answer": dict(self.answer),
            "facts": dict(self.facts),
        }


@frozen
class Verification:
    """A recorded decision, asked again.

    Attributes:
        name: What the requirements call themselves.
        as_of: The date whose facts were used now.
        moved: What is not as it was recorded, the decision itself first; empty means that it stands as it was.
    """

    name: str
    as_of: str
    moved: tuple[Changed, ...]

    @property
    def holds(self) -> bool:
        """Whether the decision and its grounds are as they were."""
        return not self.moved

    def to_dict(self) -> dict[str, Any]:
        """The verification as JSON shows it (``dirsim.verification/v1``)."""
        return {
            "schema": "dirsim.verification/v1",
            "name": self.name,
            "as_of": self.as_of,
            "holds": self.holds,
            "moved": [change.to_dict() for change in self.moved],
        }


def decided(choice: Recommendation) -> Decision:
    """The decision of a recommendation, for the record."""
    answer = {key: value for key, value in choice.to_dict().items() if key not in ("runs", "timelines", "flips")}
    known = catalog(date.fromisoformat(choice.as_of))
    return Decision(choice.requirements, answer, {name: digest(known, name) for name in _cited(answer)})


def verify(decision: Decision, as_of: date | None = None) -> Verification:
    """Ask the recorded question again, and say what moved.

    Args:
        decision: What was recorded.
        as_of: The date whose facts apply; ``None`` means that of the requirements, or today where they name none.
    """
    asked = decision.requirements if as_of is None else evolve(decision.requirements, as_of=as_of.isoformat())
    choice = recommend(asked)
    now = decided(choice)
    found = difference(decision.answer, now.answer)
    moved = [*_moved(found), *_facts(decision.facts, now.facts, choice.as_of), *_runs(decision.answer, now.answer)]
    moved.sort(key=lambda change: not change.decides)
    return Verification(choice.requirements.name, choice.as_of, tuple(moved))


def digest(known: Catalog, name: str) -> str:
    """A digest of what a fact says; empty where it does not hold."""
    fact = known.get(name)
    if fact is None:
        return ""
    said = json.dumps(fact.to_dict(), sort_keys=True, default=str)
    return "sha256:" + hashlib.sha256(said.encode()).hexdigest()


def _cited(answer: Mapping[str, Any]) -> Iterator[str]:
    """The facts that an answer cites, in order of their ids."""
    verdicts = [verdict for entry in answer["designs"] for verdict in entry["verdicts"]]
    verdicts += [verdict for advice in answer["credentials"].values() for verdict in advice["verdicts"]]
    yield from sorted({fact for verdict in verdicts for fact in verdict["facts"]})


def _moved(found: Difference) -> Iterator[Changed]:
    """The date alone is no ground: that it is another one shows in what it changes."""
    yield from (change for change in found.changes if change.what != "date")


def _facts(old: Mapping[str, str], new: Mapping[str, str], day: str) -> Iterator[Changed]:
    known = catalog(date.fromisoformat(day))
    for name in sorted(old):
        now = new.get(name) or digest(known, name)
        if now != old[name]:
            because = "it says something else than when the decision was made" if now else f"it does not hold on {day}"
            yield Changed("fact", name, old[name], now or None, because)


def _runs(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Changed]:
    """The runs that the recommended design's verdicts rest on."""
    design = old.get("design")
    if design is None or design != new.get("design"):
        return
    before, after = _runs_of(old, design), _runs_of(new, design)
    for place in sorted(before):
        if before[place] != after.get(place):
            because = "the same sign-in takes another course than when the decision was made"
            yield Changed("run", f"{design}: {place}", before[place], after.get(place), because)


def _runs_of(answer: Mapping[str, Any], design: str) -> dict[str, list[str]]:
    entry = next(entry for entry in answer["designs"] if entry["design"] == design)
    return {f"{verdict['requirement']} ({verdict['rule']})": list(verdict["runs"]) for verdict in entry["verdicts"]}
