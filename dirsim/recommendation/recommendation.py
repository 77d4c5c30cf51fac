"""Recommendation: the ranked designs for a requirements file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from dirsim.catalog.labels import parse_label
from dirsim.errors import UsageError
from dirsim.facts import catalog
from dirsim.model.outcome import AnswerStatus, DesignStatus
from dirsim.model.requirements import Requirements
from dirsim.model.result_table import ResultTable
from dirsim.model.topology import Topology
from dirsim.recommendation.built_designs import Built
from dirsim.recommendation.candidate import Candidate, Flip, Unsupported
from dirsim.recommendation.conflicts import minimal_conflict
from dirsim.recommendation.flips import find_flips
from dirsim.recommendation.judging import judge_one
from dirsim.recommendation.ranking import key_of
from dirsim.recommendation.verdict import Verdict
from dirsim.shown import Shown
from dirsim.simulation.trace import Trace

if TYPE_CHECKING:
    from dirsim.credentials.advice.strategy import CredentialAdvice
    from dirsim.directory.trusts.opened import Opened
    from dirsim.resilience.board.board import Board
    from dirsim.resilience.outages import Outage
    from dirsim.resilience.timeline import Timeline

ON_BOARD = 8
"""The number of designs on a board unless they are named; more would be too many to choose from."""


@frozen(slots=False, repr=False)
class Recommendation(Shown):
    """The answer to a requirements file.

    Attributes:
        requirements: The requirements.
        as_of: The date whose facts were used, as text.
        status: ``recommended``, ``tie``, ``no-fit`` or ``insufficient-evidence``.
        candidates: Every design that was considered: feasible ones by rank, then undetermined, then rejected ones.
        assumptions: The assumptions made because the file leaves values open, as sentences.
        unsupported: The values in the file that are not modelled.
        credentials: The advice for each credential of the file, by its name.
        preferences: The words by which designs that fit are ordered, first to last.
        stale: Facts older than a year, or of unknown date, that the answer rests on: their ids.
        built: The designs that were built and run for the answer, which flips use again; ``None`` means that they build their own.
    """

    requirements: Requirements
    as_of: str
    status: AnswerStatus
    candidates: tuple[Candidate, ...]
    assumptions: tuple[str, ...] = ()
    unsupported: tuple[Unsupported, ...] = ()
    stale: tuple[str, ...] = ()
    credentials: Mapping[str, CredentialAdvice] = field(factory=dict)
    preferences: tuple[str, ...] = ()
    built: Built | None = field(default=None, repr=False, eq=False)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "built": None}  # only saves work; what it holds is large

    def __repr__(self) -> str:
        return f"<Recommendation {self.requirements.name!r}: {self.status}, {self.design or 'no design'}>"

    @property
    def design(self) -> str | None:
        """The recommended design's label; the first of tied designs; ``None`` where none is recommended."""
        best = self.best
        return None if best is None else best.label

    @property
    def best(self) -> Candidate | None:
        """The recommended candidate; the first of tied ones; ``None`` where none is recommended."""
        if self.status not in (AnswerStatus.RECOMMENDED, AnswerStatus.TIE):
            return None
        return next((candidate for candidate in self.candidates if candidate.rank == 1), None)

    @property
    def nearest(self) -> Candidate | None:
        """The design that misses the fewest requirements, for an answer without a fit; ``None`` for other answers."""
        if self.status != AnswerStatus.NO_FIT or not self.candidates or any(one.rank == 1 for one in self.candidates):
            return None  # with a first place it is a credential that nothing fits
        return min(self.candidates, key=lambda entry: (len(entry.misses), key_of(entry.measures), entry.label))

    @property
    def deciding_unknowns(self) -> tuple[str, ...]:
        """Unknown prices that could change the first place, as sentences; empty where none could."""
        best = self.best
        if best is None:
            return ()
        found: dict[str, None] = {}
        for entry in self.candidates:
            if entry.status == DesignStatus.FEASIBLE and entry.rank != 1 and _could_be_first(entry, best):
                parts = ", ".join(entry.cost.unknown)
                found[f"the price of {parts} is unknown: {entry.label} could come first if it is low"] = None
        if best.cost.unknown:
            parts = ", ".join(best.cost.unknown)
            found[f"the price of {parts} is unknown: {best.label} may cost more than others that fit"] = None
        return tuple(found)

    @property
    def topology(self) -> Topology:
        """The recommended design as a topology.

        Raises:
            UsageError: No design is recommended.
        """
        best = self.best
        if best is None:
            raise UsageError(f"no topology: no design is recommended (status {self.status})")
        return best.design.topology

    @property
    def designs(self) -> ResultTable[Candidate]:
        """Every design that was considered, as a table: feasible ones by rank, then undetermined, then rejected ones."""
        return ResultTable(self.candidates)

    def to_pandas(self) -> Any:
        """A pandas data frame: one row for each design, as that of ``designs``.

        Raises:
            UsageError: pandas is not installed.
        """
        return self.designs.to_pandas()

    def why(self, design: str | None = None) -> ResultTable[Verdict]:
        """Every verdict on a design, each with its facts and its runs.

        Args:
            design: The design's label; ``None`` means the recommended design, or the nearest one where none fits.

        Raises:
            UsageError: The text is not a label, the estate does not support the design, or no design is recommended.
        """
        if design is not None:
            return ResultTable(self.candidate(design).verdicts)
        chosen = self.best or self.nearest
        if chosen is None:
            raise UsageError(f"name a design: none is recommended (status {self.status})")
        return ResultTable(chosen.verdicts)

    def candidate(self, design: str) -> Candidate:
        """A design by its label; one that was not considered is judged now, without a rank.

        Raises:
            UsageError: The text is not a label, or the estate does not support the design.
        """
        try:
            label = parse_label(design)
        except ValueError as error:
            known = ", ".join(candidate.label for candidate in self.candidates)
            raise UsageError(f"unknown design {design!r}: {error}; designs considered: {known}") from None
        for candidate in self.candidates:
            if candidate.design.label == label:
                return candidate
        return judge_one(self.requirements, catalog(date.fromisoformat(self.as_of)), label)

    def flips(self) -> ResultTable[Flip]:
        """The smallest changes of the requirements that change the answer; computed on first use, then cached."""
        return self._flips

    @cached_property
    def _flips(self) -> ResultTable[Flip]:
        asked = self.requirements
        if not (asked.workloads or asked.needs):
            return ResultTable()
        first = next((entry.label for entry in self.candidates if entry.rank == 1), None)
        return ResultTable(find_flips(asked, first, date.fromisoformat(self.as_of), self.built))

    @cached_property
    def conflicts(self) -> tuple[str, ...]:
        """For an answer without a fit: requirements that no design meets together, and all but one of which some design meets.

        Empty for other answers. Computed on first use, then cached.
        """
        if self.nearest is None:
            return ()
        facts = catalog(date.fromisoformat(self.as_of))
        return minimal_conflict(self.requirements, self.candidates, facts, self.built or Built())

    def runs(self) -> tuple[Trace, ...]:
        """Every run that a verdict rests on, each once, in the order of the verdicts."""
        found: dict[str, Trace] = {}
        for candidate in self.candidates:
            for verdict in candidate.verdicts:
                for run in verdict.runs:
                    found.setdefault(run.id, run)
        return tuple(found.values())

    def timelines(self) -> tuple[Timeline, ...]:
        """The timeline of each outage that the file names: who loses access and when, for the recommended design.

        Empty when no design is recommended, or when the file names no outage.
        """
        from dirsim.resilience.timeline import timeline  # noqa: PLC0415 -- a short answer shows none

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

    def outages(self) -> tuple[Outage, ...]:
        """Every sign-in of the recommended design under each of its standard outages.

        Empty when no design is recommended, when it has no sign-ins, or when no element of it can fail.
        """
        from dirsim.resilience.outages import outages  # noqa: PLC0415 -- a short answer shows none

        return () if self.best is None else outages(self.best.design.topology)

    def opened(self) -> tuple[Opened, ...]:
        """The access that the recommended design's new trusts open; empty where it adds none."""
        from dirsim.directory.trusts.opened import newly_opened  # noqa: PLC0415 -- a short answer shows none

        return () if self.best is None else newly_opened(self.best.design.topology)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the decision to a file: ``.json`` as JSON, ``.html`` as a page, else as a verifiable decision record.

        The file is written completely or not at all.

        Raises:
            OSError: The file cannot be written.
        """
        from dirsim.recommendation.saving import save  # noqa: PLC0415 -- pages are loaded only when a file is saved

        save(self, path)

    def board(self, designs: Iterable[str] = ()) -> Board:
        """A what-if board: cut elements that may fail, move the time, and see who can still sign in.

        Args:
            designs: Labels; empty means the feasible designs, then the first of each base among the others, at most
                :data:`ON_BOARD`.

        Raises:
            UsageError: A design was not considered.
        """
        from dirsim.resilience.board.board import board  # noqa: PLC0415 -- a short answer shows none

        chosen = [self.candidate(label) for label in designs] or self._on_board()
        offered = [(entry.label, entry.status, entry.rank, entry.design.topology) for entry in chosen]
        return board(offered, name=self.requirements.name, as_of=self.as_of)

    def _on_board(self) -> list[Candidate]:
        """Feasible designs first; then one of each base before a second of any, since variants of a base look much alike."""
        playable = [entry for entry in self.candidates if entry.design.topology.flows]
        nth: dict[tuple[bool, tuple[str, ...]], int] = {}
        places: list[tuple[int, int, Candidate]] = []
        for place, entry in enumerate(playable):
            kind = (entry.status == DesignStatus.FEASIBLE, entry.design.label.parts[:1])
            nth[kind] = nth.get(kind, 0) + 1
            places.append((0 if entry.rank == 1 else nth[kind], place, entry))
        return [entry for _, _, entry in sorted(places, key=lambda found: found[:2])[:ON_BOARD]]

    def to_dict(self) -> dict[str, Any]:
        """The answer in JSON form (``dirsim.recommendation/v1``)."""
        return {
            "schema": "dirsim.recommendation/v1",
            "name": self.requirements.name,
            "as_of": self.as_of,
            "status": self.status,
            "design": self.design,
            "nearest": None
            if self.nearest is None
            else {"design": self.nearest.label, "misses": list(self.nearest.misses)},
            "preferences": list(self.preferences),
            "deciding_unknowns": list(self.deciding_unknowns),
            "designs": [candidate.to_dict() for candidate in self.candidates],
            "credentials": {name: entry.to_dict() for name, entry in self.credentials.items()},
            "flips": [flip.to_dict() for flip in self.flips()],
            "conflicts": list(self.conflicts),
            "assumptions": list(self.assumptions),
            "unsupported": [entry.to_dict() for entry in self.unsupported],
            "notes": list(self.requirements.readings),
            "stale_facts": list(self.stale),
            "timelines": [entry.to_dict() for entry in self.timelines()],
            "runs": [{"id": run.id, "design": run.topology, **run.row()} for run in self.runs()],
        }


def _could_be_first(entry: Candidate, best: Candidate) -> bool:
    """True where an unknown price keeps a design from the first place: with none to pay it would come before."""
    if not entry.cost.unknown:
        return False
    free = tuple(
        (word, (0.0, *values[1:-1], entry.cost.amount) if word == "cost" else values) for word, values in entry.measures
    )
    return key_of(free) < key_of(best.measures)
