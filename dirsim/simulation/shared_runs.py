"""Shared runs: one run for designs that are alike for a flow.

Designs of one question differ in a few parts, and each adds the machines of every workload. A flow touches the network of its
design and its own machines, service and account; the machines of other workloads do not answer it. Where two designs are alike
in that, the run of the first is the run of the second.
"""

from __future__ import annotations

from collections.abc import Collection

from attrs import define, evolve, field

from dirsim.model.network_parts import Host
from dirsim.model.scenario import Scenario
from dirsim.model.topology import FlowSpec, Topology
from dirsim.simulation.trace import Trace

_Touched = tuple[object, ...]
"""All that decides a run, as a value that can be compared and hashed."""


@define(eq=False)
class SharedRuns:
    """The runs of one question and its variations.

    Attributes:
        networks: The networks so far, each with its number, by the names of their hosts.
        flows: What flows touch, and the services of a host, each with its number.
        runs: The runs by the number of what their flow touches, their scenario and instant.
    """

    networks: dict[tuple[str, ...], list[tuple[_Touched, int]]] = field(factory=dict)
    flows: dict[_Touched, int] = field(factory=dict)
    runs: dict[tuple[int, Scenario, float], Trace] = field(factory=dict)

    def over(self, topology: Topology, attached: Collection[str]) -> RunsOver:
        """The runs over one topology.

        Args:
            topology: The topology.
            attached: The names of the hosts and principals that belong to single workloads.
        """
        return RunsOver(self, topology, frozenset(attached))

    def place(self, hosts: tuple[tuple[str, Host], ...], rest: _Touched) -> int:
        """The number of a network of some hosts; equal ones share it."""
        alike = self.networks.setdefault(tuple(name for name, _ in hosts), [])
        network = (hosts, *rest)
        for known, number in alike:
            if known == network:
                return number
        number = sum(map(len, self.networks.values()))
        alike.append((network, number))
        return number


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
    _services: dict[str, int] | None = None

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
            self._networks[within] = self.shared.place(*_network(topology, self.attached, within_domains=within))
        hosts = sorted(_own_hosts(topology, spec) & topology.hosts.keys())
        return (
            self._networks[within],
            flow,
            spec,
            topology.principals.get(spec.user),
            topology.services.get(spec.service),
            tuple((name, topology.hosts[name], self._services_on(name)) for name in hosts),
        )

    def _services_on(self, host: str) -> int:
        """The number of the services on a host: they may be many, one for the users of each domain."""
        if self._services is None:
            on_hosts: dict[str, list[_Touched]] = {}
            for name, service in self.topology.services.items():
                on_hosts.setdefault(service.host, []).append((name, service))
            known = self.shared.flows
            self._services = {name: known.setdefault(tuple(held), len(known)) for name, held in on_hosts.items()}
        return self._services.get(host, -1)


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


def _network(
    topology: Topology, attached: frozenset[str], *, within_domains: bool
) -> tuple[tuple[tuple[str, Host], ...], _Touched]:
    """The part of a topology that flows can touch: its hosts, and the rest.

    Args:
        topology: The topology.
        attached: The names of the hosts and principals that belong to single workloads.
        within_domains: True for flows that contact no connector and no provider.
    """
    hosts = tuple(
        (name, host)
        for name, host in topology.hosts.items()
        if name not in attached and not (within_domains and _SERVERS.isdisjoint(host.roles))
    )
    named = {name for name, _ in hosts}
    rest = (
        tuple(topology.sites.items()),
        tuple(topology.links.items()),
        tuple((name, service) for name, service in topology.services.items() if service.host in named),
        tuple(
            (name, entry if entry.edition is None else evolve(entry, edition=None))  # it decides a price only
            for name, entry in topology.directories.items()
        ),
        tuple(topology.trusts.items()),
        tuple(topology.forwarders.items()),
        tuple(topology.causes.items()),
    )
    if within_domains:
        return hosts, rest
    accounts = tuple((name, account) for name, account in topology.principals.items() if name not in attached)
    return hosts, (*rest, tuple(topology.connectors.items()), accounts)
