"""Runs of several flows under several scenarios, as one table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, overload

from attrs import frozen

from dirsim.analysis.frame import to_frame
from dirsim.simulate.trace import Trace


@frozen
class Runs(Sequence[Trace]):
    """Traces in the order in which they were asked for: flow by flow, each under every scenario.

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
        """The table as JSON shows it (``dirsim.simulation/v1``)."""
        design = self.traces[0].topology if self.traces else ""
        return {"schema": "dirsim.simulation/v1", "design": design, "rows": [trace.row() for trace in self.traces]}

    def to_pandas(self) -> Any:
        """A pandas data frame: one row for each run, with the columns of the JSON.

        Raises:
            UsageError: pandas is not installed.
        """
        return to_frame([trace.row() for trace in self.traces], columns=_COLUMNS)


_COLUMNS = (
    "flow",
    "scenario",
    "at",
    "outcome",
    "category",
    "failed_exchange",
    "because",
    "elapsed_s",
    "contacted",
    "cache_after",
)
