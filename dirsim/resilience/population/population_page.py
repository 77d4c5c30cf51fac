"""Report on a population: outcomes over the day and load of each host."""

from __future__ import annotations

from collections.abc import Iterator

from dirsim.catalog.units import duration_text
from dirsim.model.outcome import THROUGH, Outcome
from dirsim.pages.blocks import Block, Heading, Items, Page, Prose, Table
from dirsim.resilience.population.population_run import DAY_S, Endings, Load, PopulationRun
from dirsim.simulation.wording import outage

_DAYS = ("", "Tue ", "Wed ", "Thu ", "Fri ", "Sat ", "Sun ")
_SHOWN = 15


def population_page(run: PopulationRun) -> Page:
    """The report: outcomes by flow, the hours with failures, the load of each host, and the assumptions."""
    over = f" over {run.design}" if run.design else ""
    title = Heading(f"{run.users:,} users{over}: {outage(run.scenario)}", 1)
    if not any(flow.counts for flow in run.flows):
        return (title, Prose("This design has no sign-ins."), Heading("Assumptions"), Items(run.assumptions))
    return (
        title,
        Prose(f"Faults: {'; '.join(run.outages)}." if run.outages else "Faults: none."),
        Table(
            ("Sign-in", "Users", "Succeeded", "Degraded", "Denied", "Timed out"),
            [_row(flow) for flow in run.flows],
            right=frozenset({1, 2, 3, 4, 5}),
        ),
        *_hours(run),
        *_loads(run),
        Heading("Assumed"),
        Items(run.assumptions),
    )


def _row(flow: Endings) -> tuple[str, ...]:
    outcomes = (Outcome.SUCCEEDED, Outcome.DEGRADED, Outcome.DENIED, Outcome.TIMED_OUT)
    return (flow.flow, f"{flow.users:,}", *(f"{flow.total(outcome):,}" for outcome in outcomes))


def _hours(run: PopulationRun) -> Iterator[Block]:
    """The hours in which sign-ins fail."""
    by_hour: dict[int, list[int]] = {}
    for flow in run.flows:
        for (outcome, _), bins in flow.counts.items():
            for place, count in enumerate(bins):
                if count:
                    hour = by_hour.setdefault(int((run.start + place * run.bin) // 3600), [0, 0])
                    hour[outcome not in THROUGH] += count
    failing = sorted((hour, counts) for hour, counts in by_hour.items() if counts[1])
    if failing:
        yield Heading("Failures by hour")
        rows = [(_time(3600.0 * hour), f"{sum(counts):,}", f"{counts[1]:,}") for hour, counts in failing]
        yield Table(("Hour from", "Attempts", "Failed"), rows, right=frozenset({1, 2}))


def _loads(run: PopulationRun) -> Iterator[Block]:
    yield Heading("Load")
    yield Table(
        ("Host", "Requests", "Peak a second", "At", "Longest wait", "Mean wait"),
        [_load(load) for load in run.loads[:_SHOWN]],
        right=frozenset({1, 2, 3, 4, 5}),
    )
    if len(run.loads) > _SHOWN:
        yield Prose(f"{len(run.loads) - _SHOWN} more hosts have a lower load; the JSON output lists them all.")


def _load(load: Load) -> tuple[str, ...]:
    return (
        load.host,
        f"{sum(load.requests):,}",
        f"{load.peak_per_s:.2f}",
        _time(load.peak_at),
        _wait(load.longest_wait_s),
        _wait(load.mean_wait_s),
    )


def _wait(seconds: float | None) -> str:
    return "" if seconds is None else duration_text(round(seconds)) if seconds >= 60 else f"{seconds:.2f} s"


def _time(at: float) -> str:
    """A time of day, with its weekday from the second day on."""
    day, rest = divmod(at, DAY_S)
    week = f"week {int(day) // 7 + 1} " if day >= 7 else ""
    return f"{week}{_DAYS[int(day) % 7]}{int(rest) // 3600:02}:{int(rest) % 3600 // 60:02}"
