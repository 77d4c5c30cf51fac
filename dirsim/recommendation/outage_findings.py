"""Findings on single points of failure, each with the run that shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dirsim.directory.discovery.single_points import ARTICULATION_POINT, BRIDGE, SinglePoint, single_points
from dirsim.model.name_order import name_key
from dirsim.model.network_parts import Host
from dirsim.model.outcome import Judgement
from dirsim.model.requirements import Estate
from dirsim.model.scenario import HostDown, LinkDown, Scenario, SiteDown
from dirsim.model.topology import FlowSpec, Principal, Topology
from dirsim.recommendation.assessment import ExistingFinding
from dirsim.simulation.simulation import Simulation
from dirsim.simulation.trace import Trace

_WATCHED = {
    "controller": "domain controller",
    "connector": "connector instance",
    "radius": "RADIUS server",
    "identity-provider": "identity provider",
    "dns": "name server",
}
_SHOWN = 3


def outage_findings(
    network: Estate | Topology, designs: Mapping[str, Simulation], baseline: Topology, at: str
) -> Iterator[ExistingFinding]:
    """Links, sites and hosts whose single failure stops sign-ins or cuts a site off from every controller of a domain.

    Args:
        network: What exists.
        designs: The simulations of what exists, by the label that reproduces each; a topology has one, named by nothing.
        baseline: The existing hosts, for a probe where no sign-in is known.
        at: The path of the parts in the file: ``estate.``, or empty for a topology.
    """
    for point in single_points(network, max_order=1):
        if point.cut_off or _others(point, network):
            yield _of_point(point, network, designs, baseline, at)
    if isinstance(network, Topology):
        yield from _single_hosts(network, designs[""])


def _others(point: SinglePoint, network: Estate | Topology) -> tuple[str, ...]:
    """The sign-ins that stop although neither their client nor their service is at the failing site."""
    if point.kind != ARTICULATION_POINT or not isinstance(network, Topology):
        return point.flows
    (site,) = point.elements
    found = []
    for flow in point.flows:
        spec = network.flows[flow]
        service = network.services.get(spec.service)
        ends = [spec.client, spec.server, service.host if service is not None else ""]
        if not any(end in network.hosts and network.hosts[end].site == site for end in ends):
            found.append(flow)
    return tuple(found)


def _of_point(
    point: SinglePoint, network: Estate | Topology, designs: Mapping[str, Simulation], baseline: Topology, at: str
) -> ExistingFinding:
    (element,) = point.elements
    link = point.kind != ARTICULATION_POINT
    scenario = Scenario(
        f"{'link' if link else 'site'}-down:{element}", [LinkDown(element) if link else SiteDown(element)]
    )
    opening = (
        "{} is the only path between two parts of the network"
        if point.kind == BRIDGE
        else "every path between two parts of the network leads through {}"
    )
    lost = [
        f"{_few(sites)} {'reaches' if len(sites) == 1 else 'reach'} no controller of {domain}"
        for domain, sites in point.cut_off.items()
    ]
    label, runs = _stopped(designs, scenario)
    if not runs:
        runs = _probed(baseline, point, scenario)
    stopped = list(_others(point, network)) or [run.flow for run in runs if run.flow in _all_flows(designs)]
    lost += [f"sign-ins that stop: {_few(tuple(stopped))}"] if stopped else []
    command = "dirsim assess FILE --format json"  # the run is in it; no file has the flow of a probe
    if isinstance(network, Topology):
        command = f"dirsim simulate FILE --scenario {scenario.name}" if link else "dirsim sweep FILE"
    elif label and link:
        command = f"dirsim simulate FILE --design {label} --scenario {scenario.name}"
    return ExistingFinding(
        path=f"{at}{'links' if link else 'sites'}.{element}",
        rule="single-point-of-failure",
        verdict=Judgement.NOT_MET,
        because=f"{opening.format(element)}; without it {'; '.join(lost)}",
        runs=tuple(runs[:_SHOWN]),
        command=command,
    )


def _all_flows(designs: Mapping[str, Simulation]) -> set[str]:
    return {flow for simulation in designs.values() for flow in simulation.topology.flows}


def _stopped(designs: Mapping[str, Simulation], scenario: Scenario) -> tuple[str, list[Trace]]:
    """The first design with sign-ins that work today and stop under a scenario: its label, and the runs."""
    for label, simulation in designs.items():
        if any(fault.of not in (*simulation.topology.links, *simulation.topology.sites) for fault in scenario.faults):
            continue
        runs = [
            run
            for flow in sorted(simulation.topology.flows, key=name_key)
            if simulation.run(flow).through and not (run := simulation.run(flow, scenario)).through
        ]
        if runs:
            return label, runs
    return "", []


def _probed(baseline: Topology, point: SinglePoint, scenario: Scenario) -> list[Trace]:
    """The first ticket of a user of a domain at a site that is cut off from its controllers."""
    found = []
    for domain, sites in point.cut_off.items():
        for site in sites:
            flow = f"first-ticket/{domain}/{site}"
            probe = baseline.adding(
                hosts={flow: Host(site=site, roles=("client",), domain=domain)},
                principals={flow: Principal(domain=domain)},
                flows={flow: FlowSpec(kind="initial-ticket", user=flow, client=flow)},
            )
            run = Simulation(probe).run(flow, scenario)
            if not run.through:
                found.append(run)
    return found


def _single_hosts(topology: Topology, simulation: Simulation) -> Iterator[ExistingFinding]:
    """Servers of the directory whose single failure stops a sign-in; the hosts of services and clients do not count."""
    own = {service.host for service in topology.services.values()} | {flow.client for flow in topology.flows.values()}
    working = [flow for flow in sorted(topology.flows, key=name_key) if simulation.run(flow).through]
    for name, host in topology.hosts.items():
        words = [word for role, word in _WATCHED.items() if role in host.roles]
        if not words or name in own or (host.public and "identity-provider" in host.roles):
            continue  # a provider's public service is not one machine
        scenario = Scenario(f"host-down:{name}", [HostDown(name)])
        runs = [run for flow in working if not (run := simulation.run(flow, scenario)).through]
        if runs:
            yield ExistingFinding(
                path=f"hosts.{name}",
                rule="single-point-of-failure",
                verdict=Judgement.NOT_MET,
                because=f"{name} is the only {words[0]} that these sign-ins can use: {_few(tuple(run.flow for run in runs))}",
                runs=tuple(runs[:_SHOWN]),
                command=f"dirsim simulate FILE --scenario host-down:{name}"
                if words[0] != "name server"
                else "dirsim sweep FILE",
            )


def _few(names: tuple[str, ...]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
