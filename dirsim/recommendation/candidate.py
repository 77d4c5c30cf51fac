"""Candidate designs with their verdicts, costs and flips."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from dirsim.designs.design import Design
from dirsim.model.outcome import DesignStatus, Judgement
from dirsim.recommendation.verdict import Verdict


@frozen
class Cost:
    """The monthly cost of a design's directory, as far as facts give prices.

    Attributes:
        amount: The sum of the parts whose price is known, in ``currency`` a month of 730 hours.
        currency: The currency's code.
        complete: True where every part has a price that is known to apply.
        missing: Costs that the amount leaves out, and doubts about it, as sentences.
        facts: The facts that the prices come from.
        unpriced: True where a main part has no price at all, so that the amount is not meaningful for the design.
        unknown: The parts without a price, as words of labels.
        own: The parts whose price comes from the file.
    """

    amount: float
    currency: str = "USD"
    complete: bool = True
    missing: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    unpriced: bool = False
    unknown: tuple[str, ...] = ()
    own: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """True where the amount says something: a main part has a price, and some price is in the sum."""
        return not self.unpriced and (self.complete or self.amount > 0)

    def to_dict(self) -> dict[str, object]:
        """The cost in JSON form; an amount that lacks a main part, or sums up no price, is ``None``."""
        return {
            "amount": self.amount if self.known else None,
            "currency": self.currency,
            "complete": self.complete,
            "missing": list(self.missing),
            "facts": list(self.facts),
            "own_prices": list(self.own),
        }


UNPRICED_STAFF = "cost-of-staff"
"""The part of the measure of cost that has no amount: one for a design whose price excludes the staff who run its servers."""


@frozen
class Behind:
    """The measure that puts a design behind the first one.

    Attributes:
        measure: The measure: a preference of the file, or one of the usual ones.
        this: Its value for the design; ``None`` means unknown.
        best: Its value for the first design; ``None`` means unknown.
    """

    measure: str
    this: float | None
    best: float | None

    def to_dict(self) -> dict[str, object]:
        """The measure in JSON form."""
        return {"measure": self.measure, "this": self.this, "best": self.best}


@frozen
class Candidate:
    """One design with its verdicts.

    Attributes:
        design: The design as it was built.
        status: ``feasible``, ``rejected`` or ``undetermined`` (a verdict is unknown and none is against it).
        rank: 1 for the best; equal ranks are ties; 0 for designs that are not feasible.
        cost: Its monthly cost.
        verdicts: The verdict on every requirement, in the order of the file.
        measures: Its values by the measures of the ranking, in their order; smaller is better.
        assumptions: The assumptions that its verdicts rest on, beside those on the estate.
        behind: The measure that puts it behind the first design; ``None`` for that one, for ties, and for designs that do not
            fit.
    """

    design: Design
    status: DesignStatus
    rank: int
    cost: Cost
    verdicts: tuple[Verdict, ...]
    measures: tuple[tuple[str, tuple[float, ...]], ...] = ()
    assumptions: tuple[str, ...] = ()
    behind: Behind | None = None

    @property
    def misses(self) -> tuple[str, ...]:
        """The requirements that it does not meet, each once, in the order of the verdicts."""
        return tuple(
            dict.fromkeys(verdict.requirement for verdict in self.verdicts if verdict.verdict == Judgement.NOT_MET)
        )

    @property
    def founds_provider(self) -> bool:
        """True where it puts a SAML provider in front of a directory that has none."""
        return any(part.kind == "identity-provider" and not part.exists for part in self.design.parts)

    @property
    def label(self) -> str:
        """The design's label."""
        return str(self.design.label)

    @property
    def reasons(self) -> tuple[Verdict, ...]:
        """The verdicts against it; for an undetermined design the unknown ones; empty for a feasible one."""
        wanted = Judgement.NOT_MET if self.status == DesignStatus.REJECTED else Judgement.UNKNOWN
        return () if self.status == DesignStatus.FEASIBLE else tuple(v for v in self.verdicts if v.verdict == wanted)

    def to_dict(self) -> dict[str, object]:
        """The candidate in JSON form."""
        return {
            "design": self.label,
            "parts": list(self.design.label.parts),
            "status": self.status,
            "rank": self.rank or None,
            "behind": None if self.behind is None else self.behind.to_dict(),
            "monthly_cost": self.cost.to_dict(),
            "tasks": [{"task": task, "times": times} for task, times in self.design.tasks],
            "verdicts": [verdict.to_dict() for verdict in self.verdicts],
            "assumptions": list(self.assumptions),
        }

    def table_row(self) -> dict[str, object]:
        """The candidate as a row of a table, one value for each column."""
        return {
            "design": self.label,
            "status": self.status,
            "rank": self.rank or None,
            "monthly_cost": self.cost.amount if self.cost.known else None,
            "currency": self.cost.currency,
            "cost_complete": self.cost.complete,
            "tasks": len(self.design.tasks),
            "misses": len(self.misses),
            "behind_by": None if self.behind is None else self.behind.measure,
        }


@frozen
class Change:
    """One change to a requirements file.

    Attributes:
        path: Path of the value in the file.
        before: The present value; ``None`` means that the value is absent.
        after: The changed value; ``None`` means that the value is absent.
    """

    path: str
    before: Any
    after: Any

    def to_dict(self) -> dict[str, object]:
        """The change in JSON form."""
        return {"path": self.path, "from": self.before, "to": self.after}

    @property
    def words(self) -> str:
        """The change in words, such as ``without needs.mfa``."""
        if self.after is None:
            return f"without {self.path}"
        if self.before is None:
            word = self.path.rpartition(".")[2]
            return f"with {self.path}" if self.after in (word, True) else f"with {self.path}: {_value(self.after)}"
        return f"with {self.path} {_value(self.after)} instead of {_value(self.before)}"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ", ".join(_value(entry) for entry in value)
    return str(value)


@frozen
class Flip:
    """A smallest change of the requirements that changes the answer.

    Attributes:
        change: The changes.
        design: The design that would be recommended; ``None`` means that none would fit.
    """

    change: tuple[Change, ...]
    design: str | None

    def to_dict(self) -> dict[str, object]:
        """The flip in JSON form."""
        return {"change": [change.to_dict() for change in self.change], "design": self.design}

    def table_row(self) -> dict[str, object]:
        """The flip as a row of a table: its changes in words, and the resulting design."""
        return {
            "change": " and ".join(change.words for change in self.change),
            "changes": len(self.change),
            "design": self.design,
        }


@frozen
class Unsupported:
    """A value in the file that the library does not model.

    Attributes:
        path: Path of the value in the file.
        effect: The consequence for the answer.
    """

    path: str
    effect: str

    def to_dict(self) -> dict[str, object]:
        """The entry in JSON form."""
        return {"path": self.path, "effect": self.effect}
