"""Portfolio run: compute the missing members and keep their results."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from attrs import field, frozen

from dirsim.pages.json_text import json_text
from dirsim.portfolio.members import Member
from dirsim.portfolio.packed_lines import PackedLines
from dirsim.portfolio.results import SCHEMA, ResultFile
from dirsim.portfolio.worker_pool import WorkerPool, worked
from dirsim.shown import Tabular

Progress = Callable[[int, int], None]
"""A callback with the number of finished members and the number of all members."""


@frozen(slots=False)
class Portfolio(Tabular):
    """The results of a portfolio, in the order of its members.

    Attributes:
        lines: One line of JSON for each member; they are kept packed, since those of thousands of members are gigabytes.
        computed: The number of members that this run computed; the others were in the result file.
    """

    lines: PackedLines = field(repr=False)
    computed: int

    def __len__(self) -> int:
        return len(self.lines)

    def results(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """The name and result of each member."""
        for line in self.lines:
            entry = json.loads(line)
            yield entry["member"], entry["result"]

    @cached_property
    def counts(self) -> dict[str, int]:
        """The number of members by status, greatest first."""
        found = Counter(str(result["status"]) for _, result in self.results())
        return dict(sorted(found.items(), key=lambda entry: (-entry[1], entry[0])))

    def to_dict(self) -> dict[str, Any]:
        """The JSON of the portfolio (``dirsim.portfolio/v1``)."""
        return {
            "schema": SCHEMA,
            "counts": self.counts,
            "members": [{"member": name, "result": result} for name, result in self.results()],
        }

    def json_pieces(self) -> Iterator[str]:
        """The text of the JSON piece by piece, one member at a time, so that it need not be in memory as a whole."""
        head = json_text({"schema": SCHEMA, "counts": self.counts}).removesuffix("\n}\n")
        yield f'{head},\n  "members": ['
        between = "\n"
        for name, result in self.results():
            shown = json_text({"member": name, "result": result}).rstrip("\n")
            yield f"{between}    {shown.replace(chr(10), chr(10) + '    ')}"
            between = ",\n"
        yield "\n  ]\n}\n" if self.lines else "]\n}\n"


def run_portfolio(
    members: Sequence[Member],
    *,
    results: Path | None = None,
    engine: WorkerPool | None = None,
    progress: Progress | None = None,
) -> Portfolio:
    """Compute all members that have no result yet.

    Args:
        members: All members, in order.
        results: The result file, from which an earlier run is resumed; ``None`` means that no file is written.
        engine: The worker pool; ``None`` means processes on this machine.
        progress: The callback that receives the progress; ``None`` means none.

    Raises:
        UsageError: The result file belongs to another run, or the engine cannot be used.
        ResultFileError: A result could not be written; the earlier ones are kept.
    """
    place = engine or WorkerPool()
    report = progress or _silent
    if results is None:
        lines: dict[str, bytes] = {}
        for name, line in worked(members, place):
            lines[name] = line
            report(len(lines), len(members))
        return Portfolio(PackedLines(tuple(lines[member.name] for member in members)), len(members))
    with ResultFile(results, members) as kept:
        missing = [member for member in members if member.name not in kept.done]
        report(len(kept.done), len(members))
        for name, line in worked(missing, place):
            kept.add(name, line)
            report(len(kept.done), len(members))
        kept.finish()
        return Portfolio(PackedLines(tuple(kept.done[member.name] for member in members)), len(missing))


def _silent(done: int, of: int) -> None:
    """Discard the progress."""
    del done, of
