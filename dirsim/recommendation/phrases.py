"""Phrases that several pages of a recommendation share."""

from __future__ import annotations

import re

from dirsim.catalog.words import FORBIDS, NEEDS
from dirsim.recommendation.candidate import UNPRICED_STAFF, Behind, Candidate, Cost, Flip
from dirsim.recommendation.verdict import Verdict

_ASIDE = re.compile(r" \([^)]*\)")


def strongest_by_requirement(best: Candidate) -> list[Verdict]:
    """The strongest verdict of each requirement; implied ones come last, and only those with a run or a fact."""
    strongest: dict[str, Verdict] = {}
    for verdict in best.verdicts:
        known = strongest.get(verdict.requirement)
        if known is None or _weight(verdict) > _weight(known):
            strongest[verdict.requirement] = verdict
    stated = [verdict for path, verdict in strongest.items() if not path.startswith("implied.")]
    implied = [verdict for path, verdict in strongest.items() if path.startswith("implied.") and _weight(verdict) > 0]
    return stated + implied


def requirement_line(verdict: Verdict) -> str:
    """A verdict's requirement in words, its reason, and the path of the requirement in the file.

    A workload appears by its name, a need or prohibition by its meaning, any other requirement by its path alone.
    """
    path, because = verdict.requirement, verdict.because
    place, _, word = path.partition(".")
    if place == "workloads" and word:
        return f"{word[:1].upper()}{word[1:]}: {because} ({path})"
    says = {"needs": NEEDS, "forbids": FORBIDS}.get(place, {}).get(word, "")
    if not says:
        return f"{path}: {because}"
    heading = _ASIDE.sub("", says).partition(";")[0].rstrip(".")  # what follows sets the word apart from others
    return f"{heading}: {because} ({path})"


def _weight(verdict: Verdict) -> int:
    return (2 if verdict.runs else 0) + (1 if verdict.facts else 0)


def number(value: float | None) -> str:
    """A value of a measure; ``unknown`` where it is not known."""
    return "unknown" if value is None else f"{value:g}"


def measured(behind: Behind) -> str:
    """The measure that puts a design behind the first one, with both values."""
    if behind.measure == UNPRICED_STAFF:
        return "cost (its price excludes the staff who run its servers)"
    return f"{behind.measure} ({number(behind.this)} against {number(behind.best)})"


def money(cost: Cost) -> str:
    """The monthly cost of a design in a cell of a table."""
    if not cost.known:
        return "unknown"
    return f"{cost.amount:.2f}" if cost.complete else f"from {cost.amount:.2f}"


def strongest_reason(candidate: Candidate) -> Verdict | None:
    """The clearest verdict against a design: one on a stated requirement, with a fact, else with a run; ``None`` if none."""
    reasons = sorted(candidate.reasons, key=lambda v: (v.requirement.startswith("implied."), not v.facts, not v.runs))
    return reasons[0] if reasons else None


def flip_line(flip: Flip) -> str:
    """A flip in one line: the change, then the resulting design."""
    return f"{' and '.join(change.words for change in flip.change)}: {flip.design or 'no design would fit'}"
