"""Outages of a design: every sign-in without a link, all links or a site."""

from __future__ import annotations

from attrs import frozen

from dirsim.model.topology import Topology
from dirsim.resilience.scenarios import outage_scenarios
from dirsim.simulation.simulation import Simulation
from dirsim.simulation.trace import Trace


@frozen
class Outage:
    """One outage, with every sign-in run under it.

    Attributes:
        scenario: The scenario's id, such as ``link-down:vpn``.
        runs: One run for each flow, in the order of the flows.
    """

    scenario: str
    runs: tuple[Trace, ...]


def outages(topology: Topology) -> tuple[Outage, ...]:
    """Run every sign-in of a design under each of its standard outages.

    Args:
        topology: The design.

    Returns:
        The outages in their standard order; empty for a design without sign-ins, or where no element of it can fail.
    """
    if not topology.flows:
        return ()
    simulation = Simulation(topology)
    return tuple(
        Outage(scenario.name, tuple(simulation.run(flow, scenario) for flow in topology.flows))
        for scenario in outage_scenarios(topology)
    )
