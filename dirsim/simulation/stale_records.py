"""Controllers that DNS still names though they are gone."""

from __future__ import annotations

from attrs import evolve

from dirsim.model.network_parts import Host
from dirsim.model.scenario import Fault, Scenario
from dirsim.model.topology import Topology
from dirsim.protocols.dns_server import gone


def stale_domains(scenario: Scenario) -> tuple[str, ...]:
    """The domains of which a stale record names a controller in a scenario, each once."""
    return tuple(dict.fromkeys(fault.of for fault in scenario.faults if fault.kind == "stale-record"))


def with_gone_controllers(
    topology: Topology, scenario: Scenario, domains: tuple[str, ...]
) -> tuple[Topology, Scenario]:
    """The topology with a controller for each stale record, and the scenario in which that host is off."""
    hosts: dict[str, Host] = {}
    faults: list[Fault] = [fault for fault in scenario.faults if fault.kind != "stale-record"]
    for domain in domains:
        others = topology.controllers(domain)
        if others:
            like = topology.hosts[others[0]]
            hosts[gone(domain)] = evolve(like, name="", address="", availability=None)
            faults.append(Fault(kind="host-down", of=gone(domain)))
    return topology.adding(hosts=hosts), Scenario(scenario.name, faults)
