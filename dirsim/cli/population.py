"""``dirsim simulate --users``: a population over a day or more."""

from __future__ import annotations

from dirsim.api import HEALTHY, Pattern, Scenario, Topology, UsageError, population, seconds
from dirsim.api.design_runs import scenario_of
from dirsim.api.writing import written
from dirsim.cli.output import emit
from dirsim.cli.progress import Progress


def simulate_users(
    topology: Topology,
    users: int,
    *,
    scenario: str | None,
    starts: float,
    lasts: str | None,
    days: int,
    seed: int,
    capacity: list[str] | None,
    random_outages: bool,
    repair: str,
    wanted: str,
    output: str | None,
) -> int:
    """Take so many users through a day or more, and tell how it went.

    Raises:
        UsageError: A capacity is not written as HOST=NUMBER, a duration is none, or what they are about is unknown.
    """
    outage = HEALTHY if scenario is None else _placed(scenario_of(topology, scenario), starts, lasts)
    with Progress("users") as progress:
        run = population(
            topology,
            users,
            outage,
            pattern=Pattern(days=days),
            seed=seed,
            capacities=dict(_capacity(entry) for entry in capacity or ()),
            random_outages=random_outages,
            repair_s=_duration("--repair", repair),
            progress=progress,
        )
    emit(written(run, wanted), output)
    return 0


def _placed(scenario: Scenario, starts: float, lasts: str | None) -> Scenario:
    """The scenario on the population's day: begun at an instant, and each fault that has no end with one."""
    from attrs import evolve  # noqa: PLC0415 -- only here

    length = None if lasts is None else _duration("--lasts", lasts)
    return Scenario(
        scenario.name,
        [
            evolve(fault, start=fault.start + starts, lasts=length if fault.lasts is None else fault.lasts)
            for fault in scenario.faults
        ],
    )


def _capacity(entry: str) -> tuple[str, float]:
    host, _, number = entry.rpartition("=")
    try:
        return host, float(number)
    except ValueError:
        raise UsageError(f"--capacity {entry!r}: write HOST=NUMBER, requests a second") from None


def _duration(option: str, words: str) -> float:
    try:
        return seconds(words)
    except ValueError:
        raise UsageError(f"{option}: invalid duration {words!r} (use 30m, 4h or 2d)") from None
