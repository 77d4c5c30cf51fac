"""``dirsim simulate``."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from dirsim.analysis.board import board
from dirsim.analysis.lookup import find_scenario
from dirsim.analysis.runs import Runs
from dirsim.analysis.scenarios import delayed, standard_scenarios
from dirsim.analysis.timeline import timeline
from dirsim.cli.formats import chosen
from dirsim.cli.inputs import designed, moment
from dirsim.cli.output import emit
from dirsim.cli.written import written
from dirsim.model.units import hours
from dirsim.report.json_text import json_text
from dirsim.report.timeline import timeline_sections
from dirsim.report.trace import runs_page
from dirsim.simulate.run import simulate as run


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
        int | None, Parameter(name="--users", help="Take so many users through a day instead of one of each kind.")
    ] = None,
    days: Annotated[int, Parameter(name="--days", help="With --users: how many days.")] = 1,
    lasts: Annotated[
        str | None,
        Parameter(name="--lasts", help="With --users: how long an outage that has no end lasts, such as 2h."),
    ] = None,
    seed: Annotated[int, Parameter(name="--seed", help="With --users: the same seed, the same answer.")] = 0,
    capacity: Annotated[
        list[str] | None,
        Parameter(name="--capacity", help="With --users: HOST=NUMBER, requests a second that it answers."),
    ] = None,
    random_outages: Annotated[
        bool, Parameter(name="--random-outages", negative=(), help="With --users: failures by chance as well.")
    ] = False,
    repair: Annotated[str, Parameter(name="--repair", help="With --users: how long these last on average.")] = "4h",
    format_: Annotated[str, Parameter(name="--format", help="text, json or html.")] = "text",
    output: Annotated[str | None, Parameter(name="--output", help="Write the answer to this file.")] = None,
) -> int:
    """Run every sign-in of a design under outages.

    Scenarios have ids such as healthy, link-down:vpn, partition, site-down:frankfurt, host-down:dc1 and
    password-expired:connector; those of a topology file have the names that the file gives them. One scenario alone is
    also told hour by hour: who loses what, when.

    With --users so many people work a day (or --days) over the design, with tickets and caches; the scenario begins at
    --at, a time of day, and what bears the load is told host by host.
    """
    wanted = chosen("simulate", format_)
    instant = moment(at)
    topology = designed(file, design)
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
    chosen_ones = standard_scenarios(topology) if scenario is None else (find_scenario(topology, scenario),)
    runs = Runs(run(topology, chosen_ones, instant))
    # One scenario is told as a timeline too: it begins when people have been signed in for an hour.
    lines = () if scenario is None else (timeline(topology, delayed(chosen_ones[0], hours(1))),)
    if wanted == "json":
        emit(json_text({**runs.to_dict(), "timelines": [line.to_dict() for line in lines]}), output)
    else:
        boards = (board([(name, "", 0, topology)], name=name) for name in [topology.name or "topology"])
        emit(written([(*runs_page(runs), *timeline_sections(lines))], wanted, boards), output)
    return 0
