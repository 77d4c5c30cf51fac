"""Shared runs: one run for designs that are alike in all that a flow touches.

Designs of one question differ in a few parts, and each adds the machines of every workload. A flow touches the network of its
design and its own machines, service and account; the machines of other workloads do not answer it. Where two designs are alike
in that, the run of the first is the run of the second.
"""

from __future__ import annotations

from collections.abc import Collection

from attrs import define, evolve, field

from dirsim.model.scenario import Scenario
from dirsim.model.topology import FlowSpec, Topology
from dirsim.simulation.trace import Trace

_Touched = tuple[object, ...]
"""All that decides a run, as a value that can be compared and hashed."""


@define(eq=False)
class SharedRuns:
    """The runs of one question and its variations.

    Attributes:
        networks: The networks so far, each with its number as its place.
        flows: What flows touch, each with its number.
        runs: The runs by the number of what their flow touches, their scenario and instant.
    """

    networks: list[_Touched] = field(factory=list)
    flows: dict[_Touched, int] = field(factory=dict)
    runs: dict[tuple[int, Scenario, float], Trace] = field(factory=dict)

    def over(self, topology: Topology, attached: Collection[str]) -> RunsOver:
        """The runs over one topology.

        Args:
            topology: The topology.
            attached: The names of the hosts and principals that belong to single workloads.
        """
        return RunsOver(self, topology, frozenset(attached))

    def place(self, network: _Touched) -> int:
        """The number of a network; equal ones share it."""
        for number, known in enumerate(self.networks):
            if known == network:
                return number
        self.networks.append(network)
        return len(self.networks) - 1


@define(eq=False)
class RunsOver:
    """The shared runs, as seen from one topology.

    Attributes:
        shared: The runs of all topologies.
        topology: The topology.
        attached: The names of its hosts and principals that belong to single workloads.
    """

    shared: SharedRuns
    topology: Topology
    attached: frozenset[str]
    _networks: dict[bool, int] = field(factory=dict)
    _flows: dict[str, int | None] = field(factory=dict)

    def find(self, flow: str, scenario: Scenario, at: float) -> Trace | None:
        """A run that was made over this topology or one that is alike for the flow; ``None`` where there is none."""
        number = self._number(flow)
        known = None if number is None else self.shared.runs.get((number, scenario, at))
        if known is None or known.topology == self.topology.name:
            return known
        return evolve(known, topology=self.topology.name)

    def keep(self, flow: str, scenario: Scenario, at: float, run: Trace) -> None:
        """Keep a run for the topologies that are alike for its flow."""
        number = self._number(flow)
        if number is not None:
            self.shared.runs[number, scenario, at] = run

    def _number(self, flow: str) -> int | None:
        """The number of what a flow touches; ``None`` for one that depends on others."""
        if flow not in self._flows:
            touched = self._touched(flow)
            known = self.shared.flows
            self._flows[flow] = None if touched is None else known.setdefault(touched, len(known))
        return self._flows[flow]

    def _touched(self, flow: str) -> _Touched | None:
        """The network, and what belongs to the flow alone; ``None`` for a flow that depends on others."""
        topology = self.topology
        spec = topology.flows[flow]
        if spec.after:
            return None
        within = spec.kind in _WITHIN_DOMAINS
        if within not in self._networks:
            self._networks[within] = self.shared.place(_network(topology, self.attached, within_domains=within))
        hosts = _own_hosts(topology, spec)
        services = tuple(
            (name, service)
            for name, service in topology.services.items()
            if name == spec.service or service.host in hosts or service.host not in self.attached
        )
        return (
            self._networks[within],
            flow,
            spec,
            topology.principals.get(spec.user),
            services,
            tuple((name, topology.hosts[name]) for name in topology.hosts if name in hosts),
        )


def _own_hosts(topology: Topology, spec: FlowSpec) -> set[str]:
    """The machines of a flow: its client, and those of its service."""
    found = {spec.client, spec.server}
    service = topology.services.get(spec.service)
    if service is not None:
        found |= {service.host, service.desktop}
    return found


_WITHIN_DOMAINS = ("service-access", "ldap-bind", "domain-join")
"""The kinds of flows that contact a client's and a service's host, and the servers of directories: no connector and no provider."""
_SERVERS = frozenset({"controller", "ldap-server", "dns"})
"""The roles of the servers of directories."""


def _network(topology: Topology, attached: frozenset[str], *, within_domains: bool) -> _Touched:
    """What flows of a topology can touch.

    Args:
        topology: The topology.
        attached: The names of the hosts and principals that belong to single workloads.
        within_domains: True for flows that contact no connector and no provider.
    """
    if within_domains:
        return (
            tuple(topology.sites.items()),
            tuple(topology.links.items()),
            tuple((name, host) for name, host in topology.hosts.items() if not _SERVERS.isdisjoint(host.roles)),
            _directories(topology),
            tuple(topology.trusts.items()),
            tuple(topology.forwarders.items()),
            tuple(topology.causes.items()),
        )
    return (
        tuple(topology.sites.items()),
        tuple(topology.links.items()),
        tuple((name, host) for name, host in topology.hosts.items() if name not in attached),
        _directories(topology),
        tuple(topology.trusts.items()),
        tuple(topology.connectors.items()),
        tuple(topology.forwarders.items()),
        tuple((name, account) for name, account in topology.principals.items() if name not in attached),
        tuple(topology.causes.items()),
    )


def _directories(topology: Topology) -> _Touched:
    """The directories without what decides a price only."""
    return tuple(
        (name, entry if entry.edition is None else evolve(entry, edition=None))
        for name, entry in topology.directories.items()
    )
