"""Runs of several flows under several scenarios, as one table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, overload

from attrs import frozen

from dirsim.model.outcome import OUTCOMES
from dirsim.pages.frame import to_frame
from dirsim.shown import Shown
from dirsim.simulation.trace import Trace


@frozen
class Runs(Sequence[Trace], Shown):
    """Traces in the order requested: flow by flow, each under every scenario.

    Attributes:
        traces: The runs.
    """

    traces: tuple[Trace, ...]

    @overload
    def __getitem__(self, place: int) -> Trace: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Trace, ...]: ...
    def __getitem__(self, place: int | slice) -> Trace | tuple[Trace, ...]:
        return self.traces[place]

    def __len__(self) -> int:
        return len(self.traces)

    def __iter__(self) -> Iterator[Trace]:
        return iter(self.traces)

    def to_dict(self) -> dict[str, Any]:
        """The table in JSON form (``dirsim.simulation/v1``)."""
        design = self.traces[0].topology if self.traces else ""
        return {"schema": "dirsim.simulation/v1", "design": design, "rows": [trace.row() for trace in self.traces]}

    def to_pandas(self) -> Any:
        """A pandas data frame: one row for each run, with the columns of the JSON and one value in each cell.

        The range of durations is in ``elapsed_low_s`` and ``elapsed_high_s``, the share of each outcome in ``share_succeeded``,
        ``share_degraded``, ``share_denied`` and ``share_timed_out``.

        Raises:
            UsageError: pandas is not installed.
        """
        return to_frame([_flat(trace) for trace in self.traces], columns=_COLUMNS)


def _flat(trace: Trace) -> dict[str, object]:
    """The row of a run, with one value in each cell."""
    row = trace.row()
    row.pop("shares")
    row["elapsed_low_s"], row["elapsed_high_s"] = row.pop("elapsed_range_s")  # type: ignore[misc]  # a pair
    for outcome in OUTCOMES:
        row[f"share_{outcome.replace('-', '_')}"] = trace.shares.get(outcome, 0.0)
    return row


_COLUMNS = (
    "flow",
    "scenario",
    "at",
    "outcome",
    "category",
    "failed_exchange",
    "because",
    "elapsed_s",
    "elapsed_low_s",
    "elapsed_high_s",
    *(f"share_{outcome.replace('-', '_')}" for outcome in OUTCOMES),
    "contacted",
    "cache_after",
)
