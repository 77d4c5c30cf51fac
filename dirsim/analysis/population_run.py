"""What a population is told to do, and what it went through."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from dirsim.analysis.frame import to_frame
from dirsim.analysis.picture import stacked
from dirsim.errors import UsageError
from dirsim.model.units import duration_text, hours, minutes

DAY_S = 86_400.0


@frozen(kw_only=True)
class Pattern:
    """When people work and how often they sign in; times of day in seconds.

    Attributes:
        start: When the first begin.
        peak: When most begin.
        end: When all stop.
        accesses: How often each opens a service in a day, the sign-in in the morning not counted.
        days: How many days; the sixth and the seventh of a week are free.
        retry: After how long somebody who did not get in tries again; ``None`` means never.
        bin: The width of the bins in which accesses are counted.
    """

    start: float = hours(8)
    peak: float = hours(9)
    end: float = hours(17)
    accesses: int = 12
    days: int = 1
    retry: float | None = minutes(10)
    bin: float = minutes(15)

    def __attrs_post_init__(self) -> None:
        """Check that the day is one.

        Raises:
            UsageError: The times are out of order, or there is no day.
        """
        if not 0 <= self.start <= self.peak <= self.end <= DAY_S or self.start == self.end:
            raise UsageError("a working day begins before it ends, with the peak between, from 0:00 to 24:00")
        if self.days < 1 or self.accesses < 0 or self.bin <= 0 or (self.retry is not None and self.retry <= 0):
            raise UsageError("days are counted from 1, accesses from 0, and bins and retries last some time")

    @property
    def assumptions(self) -> tuple[str, ...]:
        """The pattern in words."""
        begins = f"{duration_text(self.start)} to {duration_text(self.end)}, most begin at {duration_text(self.peak)}"
        again = (
            "who fails does not try again"
            if self.retry is None
            else f"who fails tries again every {duration_text(self.retry)}"
        )
        return (
            f"people work from {begins} (hours from midnight), five days a week",
            f"each signs in once a day and opens a service {self.accesses} times more, any of theirs alike",
            again,
        )


@frozen(kw_only=True)
class Load:
    """What one host bears.

    Attributes:
        host: The host.
        requests: How many requests reach it in each bin.
        peak_per_s: Requests a second in the fullest bin.
        peak_at: When that bin begins, in seconds from the first midnight.
        capacity: How many requests a second it answers; ``None`` means unknown: then nobody waits.
        longest_wait_s: How long the slowest request waits; ``None`` means that the capacity is unknown.
        mean_wait_s: How long requests wait on average.
    """

    host: str
    requests: tuple[int, ...]
    peak_per_s: float
    peak_at: float
    capacity: float | None = None
    longest_wait_s: float | None = None
    mean_wait_s: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """The load as JSON shows it."""
        return {
            "host": self.host,
            "requests": list(self.requests),
            "peak_per_s": self.peak_per_s,
            "peak_at_s": self.peak_at,
            "capacity_per_s": self.capacity,
            "longest_wait_s": self.longest_wait_s,
            "mean_wait_s": self.mean_wait_s,
        }


@frozen(kw_only=True)
class Endings:
    """How the accesses to one service by one cohort ended.

    Attributes:
        flow: The sign-in flow; ``sign-in of USER`` for the sign-in in the morning.
        users: How many people the cohort has here.
        counts: For each outcome and reason the number of accesses in each bin.
    """

    flow: str
    users: int
    counts: Mapping[tuple[str, str], tuple[int, ...]]

    def total(self, *outcomes: str) -> int:
        """How many accesses ended so."""
        return sum(sum(bins) for (outcome, _), bins in self.counts.items() if outcome in outcomes)

    def to_dict(self) -> dict[str, Any]:
        """The flow as JSON shows it."""
        rows = [
            {"outcome": outcome, "category": category, "counts": list(bins)}
            for (outcome, category), bins in self.counts.items()
        ]
        return {"flow": self.flow, "users": self.users, "endings": rows}


@frozen(kw_only=True)
class PopulationRun:
    """What a population went through.

    Attributes:
        design: The design's label; empty for a topology without a name.
        scenario: The scenario's name.
        users: How many people.
        seed: What chance was drawn from.
        start: When the first bin begins, in seconds from the first midnight.
        bin: How wide a bin is, in seconds.
        flows: How accesses ended, by flow.
        loads: What each host bears, the fullest first.
        outages: What failed and when, in words.
        assumptions: What was assumed about the people.
    """

    design: str
    scenario: str
    users: int
    seed: int
    start: float
    bin: float
    flows: tuple[Endings, ...]
    loads: tuple[Load, ...]
    outages: tuple[str, ...]
    assumptions: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The run as JSON shows it (``dirsim.population/v1``)."""
        return {
            "schema": "dirsim.population/v1",
            "design": self.design,
            "scenario": self.scenario,
            "users": self.users,
            "seed": self.seed,
            "start_s": self.start,
            "bin_s": self.bin,
            "flows": [flow.to_dict() for flow in self.flows],
            "loads": [load.to_dict() for load in self.loads],
            "outages": list(self.outages),
            "assumptions": list(self.assumptions),
        }

    def to_pandas(self) -> Any:
        """A pandas data frame: one row for each flow, ending and bin that is not empty.

        Raises:
            UsageError: pandas is not installed.
        """
        rows = [
            {
                "flow": flow.flow,
                "outcome": outcome,
                "category": category,
                "at_s": self.start + place * self.bin,
                "count": count,
            }
            for flow in self.flows
            for (outcome, category), bins in flow.counts.items()
            for place, count in enumerate(bins)
            if count
        ]
        return to_frame(rows, ("flow", "outcome", "category", "at_s", "count"))

    def plot(self, axes: Any = None) -> Any:
        """The tries in each bin by outcome, over the hours from the first midnight; gives the axes.

        Args:
            axes: Where to draw; ``None`` makes a figure of its own.

        Raises:
            UsageError: matplotlib is not installed.
        """
        layers: dict[str, list[float]] = {}
        length = 0
        for flow in self.flows:
            for (outcome, _), bins in flow.counts.items():
                length = len(bins)
                layer = layers.setdefault(outcome, [0.0] * length)
                layers[outcome] = [had + count for had, count in zip(layer, bins, strict=True)]
        at = [(self.start + place * self.bin) / 3600 for place in range(length)]
        return stacked(at, layers, ("hours", f"tries in {duration_text(self.bin)}"), axes)
