"""Runs over a design: traces, timelines, availability, ports, boards."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from dirsim.api.sources import design
from dirsim.errors import UsageError
from dirsim.model.scenario import HEALTHY, Scenario

if TYPE_CHECKING:
    from dirsim.model.requirements import Requirements
    from dirsim.model.topology import Topology
    from dirsim.recommendation.recommendation import Recommendation
    from dirsim.resilience.availability import Availability
    from dirsim.resilience.board.board import Board
    from dirsim.resilience.contingency import Contingencies
    from dirsim.resilience.population.population_run import Pattern, PopulationRun
    from dirsim.resilience.ports.port_matrix import PortMatrix
    from dirsim.resilience.ports.rule_check import RuleCheck
    from dirsim.resilience.runs import Runs
    from dirsim.resilience.timeline import Timeline
    from dirsim.simulation.trace import Trace


def trace(
    topology: Topology | Recommendation | Requirements | str | os.PathLike[str],
    flow: str,
    scenario: Scenario | str = HEALTHY,
    at: float = 0.0,
) -> Trace:
    """One sign-in, step by step.

    Args:
        topology: A design; a recommendation, requirements or a file mean the recommended one.
        flow: The flow's name, or a part of it that no other flow has in its name.
        scenario: The faults with their times; or a standard scenario's id, such as ``link-down:vpn``.
        at: The instant, in seconds from the scenario's start.

    Raises:
        UsageError: The topology has no such flow, or lacks an element that fails in the scenario.
        InputError: A file cannot be used.
    """
    from dirsim.resilience.lookup import find_flow
    from dirsim.simulation.simulation import trace as run

    net = design(topology)
    return run(net, find_flow(net, flow), scenario_of(net, scenario), at)


def simulate(
    topology: Topology | Recommendation | Requirements | str | os.PathLike[str],
    scenarios: Iterable[Scenario | str] | Scenario | str = (),
    at: float = 0.0,
    flows: Iterable[str] = (),
) -> Runs:
    """Every flow under every scenario at one instant.

    Args:
        topology: A design; a recommendation, requirements or a file mean the recommended one.
        scenarios: The faults, as values or ids; empty means the standard scenarios and the topology's own.
        at: The instant, in seconds from each scenario's start.
        flows: The flows to run, by name; empty means all.

    Returns:
        One trace for each flow and scenario, flow by flow.

    Raises:
        UsageError: The topology has no such flow, or lacks an element that fails in a scenario.
        InputError: A file cannot be used.
    """
    from dirsim.resilience.lookup import find_flow
    from dirsim.resilience.runs import Runs
    from dirsim.resilience.scenarios import standard_scenarios
    from dirsim.simulation.simulation import simulate as run

    net = design(topology)
    wanted = [scenarios] if isinstance(scenarios, Scenario | str) else list(scenarios)
    chosen = [scenario_of(net, scenario) for scenario in wanted] or standard_scenarios(net)
    names = [flows] if isinstance(flows, str) else list(flows)
    return Runs(run(net, chosen, at, [find_flow(net, name) for name in names]))


def timeline(
    topology: Topology | Recommendation | Requirements | str | os.PathLike[str],
    scenario: Scenario | str,
    *,
    signed_in_at: float = 0.0,
    until: float | None = None,
    flows: Iterable[str] = (),
) -> Timeline:
    """The activities that are lost in an outage, when each is lost, and when it comes back.

    Args:
        topology: A design; a recommendation, requirements or a file mean the recommended one.
        scenario: The faults with their times; or a standard scenario's id, such as ``link-down:vpn``.
        signed_in_at: The instant at which tickets and sessions were obtained, in seconds from the scenario's start.
        until: The timeline's end, in seconds; ``None`` means an hour after the last change.
        flows: Only these sign-ins, by name or a part of it; empty means all.

    Raises:
        UsageError: The topology has no such flow, or lacks an element that fails in the scenario.
        InputError: A file cannot be used.
    """
    from dirsim.resilience.lookup import find_flow
    from dirsim.resilience.timeline import timeline as followed

    net = design(topology)
    names = [flows] if isinstance(flows, str) else list(flows)
    return followed(
        net,
        scenario_of(net, scenario),
        signed_in_at=signed_in_at,
        until=until,
        flows=[find_flow(net, name) for name in names],
    )


def availability(
    topology: Topology | Recommendation | Requirements | str | os.PathLike[str],
    *,
    max_order: int = 2,
    method: str | None = None,
    seed: int = 0,
) -> Availability:
    """The share of time in which each sign-in works, exact where that is affordable, and its minimal cut sets.

    Args:
        topology: A design; a recommendation, requirements or a file mean the recommended one.
        max_order: The largest cut sets, in failures.
        method: ``bits``, ``diagram`` or ``sampled``; ``None`` takes the quickest exact one.
        seed: For ``sampled``.

    Raises:
        UsageError: The method is unknown, the order is less than 1, there are more elements than a method can take, or
            the recommendation recommends no design.
        InputError: A file cannot be used.
    """
    from dirsim.resilience.availability import availability as weighed

    return weighed(design(topology), max_order=max_order, method=method, seed=seed)


def failures(
    topology: Topology | Recommendation | Requirements | str | os.PathLike[str],
    *,
    order: int = 2,
    progress: Callable[[int, int], None] | None = None,
) -> Contingencies:
    """The effect of every failure and of every set of failures up to an order (N-1, N-2), and the users who lose access.

    Args:
        topology: A design; a recommendation, requirements or a file mean the recommended one.
        order: The greatest number of failures at once.
        progress: Called with the sign-ins done and all sign-ins; ``None`` means that progress is not reported.

    Raises:
        UsageError: There are too many sets of that order, or the recommendation recommends no design.
        InputError: A file cannot be used.
    """
    from dirsim.resilience.contingency import contingencies

    checked_order(order)
    return contingencies(design(topology), order, progress=progress)


def checked_order(order: int) -> int:
    """The order itself, once it is known to be 1 or more.

    Raises:
        UsageError: It is not.
    """
    from dirsim.resilience.availability import checked_order as checked

    return checked(order)


def population(
    topology: Topology | Recommendation | Requirements | str | os.PathLike[str],
    users: int,
    scenario: Scenario | str = HEALTHY,
    *,
    pattern: Pattern | None = None,
    seed: int = 0,
    capacities: Mapping[str, float] | None = None,
    random_outages: bool = False,
    repair_s: float = 4 * 3600.0,
    progress: Callable[[int, int], None] | None = None,
) -> PopulationRun:
    """A day or a week of many users: the ends of their sign-ins, and the load on each host.

    Args:
        topology: A design; a recommendation, requirements or a file mean the recommended one.
        users: The number of people.
        scenario: The faults, timed from the first midnight; or a standard scenario's id, whose fault then lasts.
        pattern: The hours of work and the frequency of sign-ins; ``None`` means the usual.
        seed: The seed of chance: the same seed, the same answer.
        capacities: Requests a second that a host answers, by name; a host left out never makes anyone wait.
        random_outages: True to let elements fail by chance as well, as often as their availabilities say.
        repair_s: Seconds that such a failure lasts on average.
        progress: Called with the users done and all users; ``None`` means that progress is not reported.

    Raises:
        UsageError: numpy is not installed, or an element that was named does not exist.
        InputError: A file cannot be used.
    """
    from dirsim.resilience.population.population import population as played

    net = design(topology)
    return played(
        net,
        users,
        scenario_of(net, scenario),
        pattern=pattern,
        seed=seed,
        capacities=capacities,
        random_outages=random_outages,
        repair_s=repair_s,
        progress=progress,
    )


def ports(topology: Topology | Recommendation | Requirements | str | os.PathLike[str]) -> PortMatrix:
    """The connections of a design: those that its flows open, with any one host down as well, and those that vendors document.

    Args:
        topology: A design; a recommendation, requirements or a file mean the recommended one.

    Raises:
        UsageError: The recommendation recommends no design.
        InputError: A file cannot be used.
    """
    from dirsim.resilience.ports.port_matrix import ports as found

    return found(design(topology))


def check_rules(
    topology: Topology | Recommendation | Requirements | str | os.PathLike[str],
    rules: str | os.PathLike[str],
    *,
    names: Mapping[str, str] | None = None,
) -> RuleCheck:
    """Check an existing rule set against the ports of a design: what is missing, what is too wide, which sign-in fails.

    Args:
        topology: A design; a recommendation, requirements or a file mean the recommended one.
        rules: A file: output of ``aws ec2 describe-security-groups``, Terraform in JSON, or CSV.
        names: The host, directory or group of hosts of a security group, by the group's id or name.

    Raises:
        UsageError: The recommendation recommends no design.
        InputError: A file cannot be used.
    """
    from dirsim.parsing.edge import edge
    from dirsim.parsing.source import file_name, read_text
    from dirsim.resilience.ports.rule_check import check_rules as checked
    from dirsim.resilience.ports.rule_set import parse_rule_set

    net = design(topology)
    text = read_text(rules)
    with edge(file_name(rules)):
        return checked(net, parse_rule_set(text, file_name(rules)), names)


def board(
    given: Topology | Recommendation | Requirements | str | os.PathLike[str], *, designs: Iterable[str] = ()
) -> Board:
    """Designs to experiment with: cut links, hosts and ports, move a clock, and see at once whose sign-ins still work.

    In a notebook the board draws itself; ``save`` writes it as one page that needs no network, ``widget`` gives a live
    widget where anywidget is installed.

    Args:
        given: A recommendation, requirements or a file of them; or one design as a topology.
        designs: For a recommendation the labels of the designs to choose from; empty means the best of each kind.

    Raises:
        UsageError: A label is not among the designs considered.
        InputError: A file cannot be used.
    """
    from dirsim.api.decisions import recommend
    from dirsim.api.sources import read_file
    from dirsim.model.requirements import Requirements
    from dirsim.recommendation.recommendation import Recommendation
    from dirsim.resilience.board.board import board as made

    value = read_file(given) if isinstance(given, str | os.PathLike) else given
    if isinstance(value, Requirements):
        value = recommend(value)
    if isinstance(value, Recommendation):
        return value.board([designs] if isinstance(designs, str) else designs)
    return made([(value.name or "topology", "", 0, value)], name=value.name)


def scenario_of(topology: Topology, scenario: Scenario | str) -> Scenario:
    """The scenario itself once all its elements are known, or the standard scenario with an id.

    Raises:
        UsageError: The id or an element is unknown.
    """
    from dirsim.resilience.lookup import check_scenario, find_scenario

    if isinstance(scenario, str):
        return find_scenario(topology, scenario)
    if not isinstance(scenario, Scenario):
        raise UsageError(f"expected a Scenario, got {type(scenario).__name__}")
    return check_scenario(topology, scenario)


def delayed(scenario: Scenario, by: float) -> Scenario:
    """The scenario with every fault later by so many seconds."""
    from dirsim.resilience.scenarios import delayed as later

    return later(scenario, by)
