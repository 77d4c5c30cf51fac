"""What breaks when: every sign-in of a design under the loss of a link, of all links, and of a site."""

from __future__ import annotations

from collections.abc import Iterator

from dirsim.analysis.scenarios import outage_scenarios
from dirsim.model.topology import Topology
from dirsim.report.blocks import Block, Heading, Prose, Table
from dirsim.report.labels import outage
from dirsim.simulate.run import Simulation
from dirsim.simulate.trace import Trace

_SHOWN = 24
"""So many rows are shown; a design with more flows is for the JSON of ``simulate``."""


def outage_section(topology: Topology) -> Iterator[Block]:
    """The table of outages; nothing for a design in which nobody signs in to anything."""
    if not topology.flows:
        return
    yield Heading("What breaks when")
    simulation = Simulation(topology)
    rows: list[tuple[str, str, str, str]] = []
    for scenario in outage_scenarios(topology):
        runs = [simulation.run(flow, scenario) for flow in topology.flows]
        rows += _rows(scenario.name, runs)
    if not rows:
        yield Prose("There is no private link and no site of its own that could fail.")
        return
    yield Table(("When", "Sign-in", "Outcome", "Stops at, or goes on by"), rows[:_SHOWN])
    if len(rows) > _SHOWN:
        yield Prose(f"{len(rows) - _SHOWN} more rows: dirsim simulate shows them all.")
    yield Prose("New sign-ins, without tickets or cached logons from before.")


def _rows(scenario: str, runs: list[Trace]) -> list[tuple[str, str, str, str]]:
    """One row for each sign-in that is not as usual, and one for all that are; one for all where none gets through."""
    if not any(run.through for run in runs):
        outcomes = " or ".join(dict.fromkeys(run.outcome for run in runs))
        return [(outage(scenario), "every sign-in", outcomes, _where(runs[0]))]
    usual = [run for run in runs if run.outcome == "succeeded"]
    rows = [(outage(scenario), run.flow, run.outcome, _where(run)) for run in runs if run.outcome != "succeeded"]
    if usual:
        everything = "every sign-in" if len(usual) == len(runs) else f"the other {len(usual)}"
        rows.append((outage(scenario), everything, "succeeded", ""))
    return rows


def _where(run: Trace) -> str:
    if run.failed is None:
        return run.because
    return f"{run.failed}: {run.because}"
