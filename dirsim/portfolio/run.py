"""A whole portfolio: what is not there yet is worked on, kept as it is finished, and told at the end."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from attrs import field, frozen

from dirsim.portfolio.engine import Engine, worked
from dirsim.portfolio.members import Member
from dirsim.portfolio.results import SCHEMA, ResultFile

Told = Callable[[int, int], None]
"""Is told how many members are done, of how many."""


@frozen
class Portfolio:
    """The results of a portfolio, in the order of its members.

    Attributes:
        lines: One line of JSON for each member.
        computed: How many were worked on now; the others were there already.
    """

    lines: tuple[str, ...] = field(repr=False)
    computed: int

    def __len__(self) -> int:
        return len(self.lines)

    def results(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Each member's name and result."""
        for line in self.lines:
            entry = json.loads(line)
            yield entry["member"], entry["result"]

    @property
    def counts(self) -> dict[str, int]:
        """How many members there are of each status, most first."""
        found = Counter(str(result["status"]) for _, result in self.results())
        return dict(sorted(found.items(), key=lambda entry: (-entry[1], entry[0])))

    def to_dict(self) -> dict[str, Any]:
        """The portfolio as JSON shows it (``dirsim.portfolio/v1``)."""
        return {
            "schema": SCHEMA,
            "counts": self.counts,
            "members": [{"member": name, "result": result} for name, result in self.results()],
        }


def run_portfolio(
    members: Sequence[Member],
    *,
    results: Path | None = None,
    engine: Engine | None = None,
    told: Told | None = None,
) -> Portfolio:
    """Work on all members that have no result yet.

    Args:
        members: All members, in their order.
        results: The file that results are kept in and taken up from; ``None`` means that nothing is kept.
        engine: Where to work; ``None`` means processes on this machine.
        told: Is told of the progress; ``None`` means that nobody is.

    Raises:
        UsageError: The result file is of something else, or the engine cannot be used.
        ResultFileError: A result could not be written; those before it are kept.
    """
    place = engine or Engine()
    tell = told or _silent
    if results is None:
        lines: dict[str, str] = {}
        for name, line in worked(members, place):
            lines[name] = line
            tell(len(lines), len(members))
        return Portfolio(tuple(lines[member.name] for member in members), len(members))
    with ResultFile(results, members) as kept:
        missing = [member for member in members if member.name not in kept.done]
        tell(len(kept.done), len(members))
        for name, line in worked(missing, place):
            kept.add(name, line)
            tell(len(kept.done), len(members))
        kept.finish()
        return Portfolio(tuple(kept.done[member.name] for member in members), len(missing))


def _silent(done: int, of: int) -> None:
    """Nobody asked."""
    del done, of
