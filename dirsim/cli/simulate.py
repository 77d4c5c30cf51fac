"""``dirsim simulate``."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from dirsim.api import board, hours, timeline
from dirsim.api import design as design_of
from dirsim.api import simulate as run
from dirsim.api.design_runs import delayed, scenario_of
from dirsim.api.writing import json_text, runs_with_timelines, written
from dirsim.cli.formats import chosen
from dirsim.cli.inputs import given, moment, whole
from dirsim.cli.output import emit


def simulate(
    file: Annotated[str, Parameter(name="FILE", help="A requirements or topology file, an example by name, or -.")],
    /,
    *,
    design: Annotated[
        str | None, Parameter(name="--design", help="A design's label; else the recommended one.")
    ] = None,
    scenario: Annotated[str | None, Parameter(name="--scenario", help="One scenario's id; else all of them.")] = None,
    at: Annotated[str, Parameter(name="--at", help="When, from the scenario's start: 2h, or 11:00.")] = "0s",
    users: Annotated[
        int | None, whole("--users", "Take so many users through a day instead of one of each kind.")
    ] = None,
    days: Annotated[int, whole("--days", "With --users: how many days.")] = 1,
    lasts: Annotated[
        str | None,
        Parameter(name="--lasts", help="With --users: how long an outage that has no end lasts, such as 2h."),
    ] = None,
    seed: Annotated[int, whole("--seed", "With --users: the same seed, the same answer.")] = 0,
    capacity: Annotated[
        list[str] | None,
        Parameter(name="--capacity", help="With --users: HOST=NUMBER, requests a second that it answers."),
    ] = None,
    random_outages: Annotated[
        bool, Parameter(name="--random-outages", negative=(), help="With --users: failures by chance as well.")
    ] = False,
    repair: Annotated[str, Parameter(name="--repair", help="With --users: how long these last on average.")] = "4h",
    format_: Annotated[str | None, Parameter(name=("--format", "-f"), help="text, json or html.")] = None,
    output: Annotated[str | None, Parameter(name=("--output", "-o"), help="Write the answer to this file.")] = None,
) -> int:
    """Run every sign-in of a design under outages.

    Scenarios have ids such as healthy, link-down:vpn, partition, site-down:frankfurt, host-down:dc1 and
    password-expired:connector; those of a topology file have the names that the file gives them. A single
    scenario is also shown as a timeline: the activities that are lost, with their times.

    With --users so many people work a day (or --days) over the design, with tickets and caches; the scenario begins at
    --at, a time of day, and the load is listed host by host.
    """
    wanted = chosen("simulate", format_, output)
    instant = moment(at)
    topology = design_of(given(file), design)
    if users is not None:
        from dirsim.cli.population import simulate_users  # noqa: PLC0415 -- seldom asked for

        return simulate_users(
            topology,
            users,
            scenario=scenario,
            starts=instant,
            lasts=lasts,
            days=days,
            seed=seed,
            capacity=capacity,
            random_outages=random_outages,
            repair=repair,
            wanted=wanted,
            output=output,
        )
    outage = None if scenario is None else scenario_of(topology, scenario)
    runs = run(topology, () if outage is None else outage, instant)
    # A single scenario is shown as a timeline too: it begins when people have been signed in for an hour.
    lines = () if outage is None else (timeline(topology, delayed(outage, hours(1))),)
    if wanted == "json":
        emit(json_text({**runs.to_dict(), "timelines": [line.to_dict() for line in lines]}), output)
    else:
        boards = (board(one) for one in [topology])  # made for HTML alone
        emit(written(runs_with_timelines(runs, lines), wanted, boards), output)
    return 0
