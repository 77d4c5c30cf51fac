"""The answer: ranked designs with their verdicts, what would change it, what was assumed and what was left out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from attrs import field, frozen

from dirsim.analysis.board import Board
from dirsim.analysis.board import board as _board
from dirsim.analysis.timeline import Timeline, timeline
from dirsim.credentials.strategy import CredentialAdvice
from dirsim.errors import UsageError
from dirsim.model.requirements import Requirements
from dirsim.model.topology import Topology
from dirsim.options.design import Design
from dirsim.recommend.verdict import Verdict
from dirsim.simulate.trace import Trace

ON_BOARD = 8
"""So many designs are put on a board unless they are named; more would be chosen from by nobody."""


@frozen
class Cost:
    """What a design's directory costs a month, as far as facts say.

    Attributes:
        amount: The sum of the parts whose price is known, in ``currency`` a month of 730 hours.
        currency: The currency's code.
        complete: True where every part has a price that is known to apply.
        missing: What is not in the amount, or doubtful about it, as sentences.
        facts: The facts that the prices come from.
        unpriced: True where a main part has no price at all, so that the amount says nothing about the design.
    """

    amount: float
    currency: str = "USD"
    complete: bool = True
    missing: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    unpriced: bool = False

    def to_dict(self) -> dict[str, object]:
        """The cost as JSON shows it."""
        return {
            "amount": self.amount,
            "currency": self.currency,
            "complete": self.complete,
            "missing": list(self.missing),
            "facts": list(self.facts),
        }


@frozen
class Candidate:
    """One design, judged.

    Attributes:
        design: The design as it was built.
        status: ``feasible``, ``rejected`` or ``undetermined`` (a verdict is unknown and none is against it).
        rank: 1 for the best; equal ranks are ties; 0 for designs that are not feasible.
        cost: What it costs a month.
        verdicts: Every requirement held against it, in the order of the file.
    """

    design: Design
    status: str
    rank: int
    cost: Cost
    verdicts: tuple[Verdict, ...]

    @property
    def label(self) -> str:
        """The design's label."""
        return str(self.design.label)

    @property
    def reasons(self) -> tuple[Verdict, ...]:
        """The verdicts against it; for an undetermined design the unknown ones; empty for a feasible one."""
        wanted = "not-met" if self.status == "rejected" else "unknown"
        return () if self.status == "feasible" else tuple(v for v in self.verdicts if v.verdict == wanted)

    def to_dict(self) -> dict[str, object]:
        """The candidate as JSON shows it."""
        return {
            "design": self.label,
            "status": self.status,
            "rank": self.rank or None,
            "monthly_cost": self.cost.to_dict(),
            "tasks": [{"task": task, "times": times} for task, times in self.design.tasks],
            "verdicts": [verdict.to_dict() for verdict in self.verdicts],
        }


@frozen
class Change:
    """One change to a requirements file.

    Attributes:
        path: Where in the file.
        before: What stands there; ``None`` means nothing.
        after: What would stand there; ``None`` means nothing.
    """

    path: str
    before: Any
    after: Any

    def to_dict(self) -> dict[str, object]:
        """The change as JSON shows it."""
        return {"path": self.path, "from": self.before, "to": self.after}


@frozen
class Flip:
    """A smallest change of the requirements that changes the answer.

    Attributes:
        change: What is changed.
        design: The design that would be recommended; ``None`` means that none would fit.
    """

    change: tuple[Change, ...]
    design: str | None

    def to_dict(self) -> dict[str, object]:
        """The flip as JSON shows it."""
        return {"change": [change.to_dict() for change in self.change], "design": self.design}


@frozen
class Unsupported:
    """Something in the file that the library does not model.

    Attributes:
        path: Where in the file.
        effect: What that means for the answer.
    """

    path: str
    effect: str

    def to_dict(self) -> dict[str, object]:
        """The entry as JSON shows it."""
        return {"path": self.path, "effect": self.effect}


_WRITERS: dict[str, Callable[[Recommendation, str | os.PathLike[str]], None]] = {}


def saved_by(writer: Callable[[Recommendation, str | os.PathLike[str]], None]) -> None:
    """Say what writes recommendations to files: a value knows nothing of pages."""
    _WRITERS["save"] = writer


def _no_flips() -> tuple[Flip, ...]:
    return ()


@frozen(slots=False, repr=False)
class Recommendation:
    """The answer to a requirements file.

    Attributes:
        requirements: The question.
        as_of: The date whose facts were used, as text.
        status: ``recommended``, ``tie``, ``no-fit`` or ``insufficient-evidence``.
        candidates: Every design that was considered: feasible ones by rank, then undetermined, then rejected ones.
        conflicts: For ``no-fit``: a smallest set of requirements that no design meets together.
        assumptions: What was assumed because the file leaves it open, as sentences.
        unsupported: What the file says that is not modelled.
        credentials: The advice for each credential of the file, by its name.
        stale: Facts older than a year, or of unknown date, that the answer rests on: their ids.
    """

    requirements: Requirements
    as_of: str
    status: str
    candidates: tuple[Candidate, ...]
    conflicts: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    unsupported: tuple[Unsupported, ...] = ()
    stale: tuple[str, ...] = ()
    credentials: Mapping[str, CredentialAdvice] = field(factory=dict)
    _flips: Callable[[], tuple[Flip, ...]] = field(default=_no_flips, eq=False, repr=False, alias="flips_with")

    def __repr__(self) -> str:
        return f"<Recommendation {self.requirements.name!r}: {self.status}, {self.design or 'no design'}>"

    @property
    def design(self) -> str | None:
        """The recommended design's label; of tied designs the first; ``None`` where none is recommended."""
        best = self.best
        return None if best is None else best.label

    @property
    def best(self) -> Candidate | None:
        """The recommended candidate; of tied ones the first; ``None`` where none is recommended."""
        if self.status not in ("recommended", "tie"):
            return None
        return next((candidate for candidate in self.candidates if candidate.rank == 1), None)

    @property
    def topology(self) -> Topology:
        """The recommended design as a topology.

        Raises:
            UsageError: No design is recommended.
        """
        best = self.best
        if best is None:
            raise UsageError(f"no design is recommended (status {self.status}): there is no topology")
        return best.design.topology

    def why(self, design: str) -> tuple[Verdict, ...]:
        """Every verdict on a design, each with its facts and its runs.

        Raises:
            UsageError: No such design was considered.
        """
        return self.candidate(design).verdicts

    def candidate(self, design: str) -> Candidate:
        """A considered design by its label.

        Raises:
            UsageError: No such design was considered; the message names those that were.
        """
        for candidate in self.candidates:
            if candidate.label == design:
                return candidate
        known = ", ".join(candidate.label for candidate in self.candidates)
        raise UsageError(f"the design {design!r} was not considered; considered were: {known}")

    def flips(self) -> tuple[Flip, ...]:
        """The smallest changes of the requirements that change the answer; worked out when first asked for."""
        known: tuple[Flip, ...] | None = self.__dict__.get("_known_flips")
        if known is None:
            known = self.__dict__["_known_flips"] = self._flips()
        return known

    def runs(self) -> tuple[Trace, ...]:
        """Every run that a verdict rests on, each once, in the order of the verdicts."""
        found: dict[str, Trace] = {}
        for candidate in self.candidates:
            for verdict in candidate.verdicts:
                for run in verdict.runs:
                    found.setdefault(run.id, run)
        return tuple(found.values())

    def timelines(self) -> tuple[Timeline, ...]:
        """For each outage that the file names: who loses what, and when, over the recommended design.

        Empty when no design is recommended, or when the file names no outage.
        """
        best = self.best
        if best is None:
            return ()
        scenarios = {
            run.scenario: run.asked
            for verdict in best.verdicts
            if verdict.rule.startswith("survives")
            for run in verdict.runs
            if run.asked is not None
        }
        return tuple(timeline(best.design.topology, scenario) for scenario in scenarios.values())

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the decision to a file: ``.json`` as JSON, ``.html`` as a page, else as a record that can be verified.

        The file is whole or untouched.

        Raises:
            OSError: It cannot be written.
        """
        _WRITERS["save"](self, path)

    def board(self, designs: Iterable[str] = ()) -> Board:
        """The designs to play with: cut what may fail, move a clock, see who can still sign in.

        Args:
            designs: Labels; empty means the feasible designs, and of the others the first of each base, at most
                :data:`ON_BOARD`.

        Raises:
            UsageError: No such design was considered.
        """
        chosen = [self.candidate(label) for label in designs] or self._on_board()
        offered = [(entry.label, entry.status, entry.rank, entry.design.topology) for entry in chosen]
        return _board(offered, name=self.requirements.name, as_of=self.as_of)

    def _on_board(self) -> list[Candidate]:
        """Feasible designs first, and of each kind one before a second of any: variants of one base look much alike."""
        playable = [entry for entry in self.candidates if entry.design.topology.flows]
        nth: dict[tuple[bool, str], int] = {}
        places: list[tuple[int, int, Candidate]] = []
        for place, entry in enumerate(playable):
            kind = (entry.status == "feasible", entry.design.label.base)
            nth[kind] = nth.get(kind, 0) + 1
            places.append((0 if entry.rank == 1 else nth[kind], place, entry))
        return [entry for _, _, entry in sorted(places, key=lambda found: found[:2])[:ON_BOARD]]

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON shows it (``dirsim.recommendation/v1``)."""
        return {
            "schema": "dirsim.recommendation/v1",
            "name": self.requirements.name,
            "as_of": self.as_of,
            "status": self.status,
            "design": self.design,
            "designs": [candidate.to_dict() for candidate in self.candidates],
            "credentials": {name: entry.to_dict() for name, entry in self.credentials.items()},
            "flips": [flip.to_dict() for flip in self.flips()],
            "conflicts": list(self.conflicts),
            "assumptions": list(self.assumptions),
            "unsupported": [entry.to_dict() for entry in self.unsupported],
            "stale_facts": list(self.stale),
            "timelines": [entry.to_dict() for entry in self.timelines()],
            "runs": [{"id": run.id, "design": run.topology, **run.row()} for run in self.runs()],
        }
