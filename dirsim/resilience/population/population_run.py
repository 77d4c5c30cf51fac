"""Population pattern, and the results of a population run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from dirsim.catalog.limits import within
from dirsim.catalog.units import duration_text, hours, minutes
from dirsim.errors import UsageError
from dirsim.pages.frame import to_frame
from dirsim.pages.picture import stacked
from dirsim.shown import Shown

DAY_S = 86_400.0


@frozen(kw_only=True)
class Pattern:
    """Working hours and frequency of sign-ins; times of day in seconds.

    Attributes:
        start: When the first users begin.
        peak: When most users begin.
        end: When all users stop.
        accesses: How often each user opens a service in a day, without the sign-in in the morning.
        days: The number of days; the sixth and the seventh of a week are free.
        retry: The time after which a user whose access failed tries again; ``None`` means never.
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
        """Check the pattern.

        Raises:
            UsageError: The times are out of order, or a number is out of range.
        """
        if not 0 <= self.start <= self.peak <= self.end <= DAY_S or self.start == self.end:
            raise UsageError("pattern: expected 0:00 <= start <= peak <= end <= 24:00, with start before end")
        if self.days < 1 or self.accesses < 0 or self.bin <= 0 or (self.retry is not None and self.retry <= 0):
            raise UsageError("pattern: days must be at least 1, accesses at least 0, bin and retry greater than zero")
        beyond = within("days", self.days, "--days")
        if beyond:
            raise UsageError(beyond)

    @property
    def assumptions(self) -> tuple[str, ...]:
        """The pattern in words."""
        begins = f"{duration_text(self.start)} to {duration_text(self.end)}, most begin at {duration_text(self.peak)}"
        again = (
            "users whose access fails do not try again"
            if self.retry is None
            else f"users whose access fails try again every {duration_text(self.retry)}"
        )
        return (
            f"users work from {begins} (hours from midnight), five days a week",
            f"each user signs in once a day and opens a service {self.accesses} more times, each service equally often",
            again,
        )


@frozen(kw_only=True)
class Load:
    """The load of one host.

    Attributes:
        host: The host.
        requests: The number of requests that reach it in each bin.
        peak_per_s: Requests a second in the fullest bin.
        peak_at: When that bin begins, in seconds from the first midnight.
        capacity: The requests a second that it answers; ``None`` means unknown: then no request waits.
        longest_wait_s: The wait of the slowest request; ``None`` means that the capacity is unknown.
        mean_wait_s: The mean wait of a request.
    """

    host: str
    requests: tuple[int, ...]
    peak_per_s: float
    peak_at: float
    capacity: float | None = None
    longest_wait_s: float | None = None
    mean_wait_s: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """The load in JSON form."""
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
    """The outcomes of one cohort's accesses to one service.

    Attributes:
        flow: The sign-in flow; ``sign-in of USER`` for the sign-in in the morning.
        users: The number of users of the cohort.
        counts: For each outcome and reason the number of accesses in each bin.
    """

    flow: str
    users: int
    counts: Mapping[tuple[str, str], tuple[int, ...]]

    def total(self, *outcomes: str) -> int:
        """The number of accesses with these outcomes."""
        return sum(sum(bins) for (outcome, _), bins in self.counts.items() if outcome in outcomes)

    def to_dict(self) -> dict[str, Any]:
        """The flow in JSON form."""
        rows = [
            {"outcome": outcome, "category": category, "counts": list(bins)}
            for (outcome, category), bins in self.counts.items()
        ]
        return {"flow": self.flow, "users": self.users, "endings": rows}


@frozen(kw_only=True)
class PopulationRun(Shown):
    """The results of a population run.

    Attributes:
        design: The design's label; empty for a topology without a name.
        scenario: The scenario's name.
        users: The number of users.
        seed: The seed of the random numbers.
        start: When the first bin begins, in seconds from the first midnight.
        bin: The width of a bin, in seconds.
        flows: The outcomes of accesses, by flow.
        loads: The load of each host, the highest first.
        outages: The faults with their times, in words.
        assumptions: The assumptions about the users.
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
        """The run in JSON form (``dirsim.population/v1``)."""
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
        """Draw the attempts in each bin by outcome, over the hours from the first midnight, and return the axes.

        Args:
            axes: The axes to draw on; ``None`` creates a new figure.

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
        return stacked(at, layers, ("hours", f"attempts in {duration_text(self.bin)}"), axes)
