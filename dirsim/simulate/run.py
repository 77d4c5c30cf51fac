"""Run flows: send each exchange through the network to the server that answers it."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import define, field

from dirsim.errors import UsageError
from dirsim.flows.exchange import Ending, Exchange, Flow
from dirsim.flows.registry import start
from dirsim.flows.view import View
from dirsim.model.scenario import HEALTHY, Fault, Scenario
from dirsim.model.topology import FlowSpec, Topology
from dirsim.simulate.answers import answer
from dirsim.simulate.clock.timed import Lab, is_timed
from dirsim.simulate.network import NetworkState
from dirsim.simulate.trace import Step, Trace

_LIMIT = 10_000
"""No sign-in has so many exchanges; a flow that does is a fault of this library and is stopped."""


@define
class Simulation:
    """Runs over one topology; what can be known without a state is worked out once.

    Attributes:
        topology: What the flows run over.
        view: Static knowledge about it.
    """

    topology: Topology
    view: View = field(init=False)
    _states: dict[tuple[Fault, ...], NetworkState] = field(factory=dict, repr=False)
    _runs: dict[tuple[str, str, tuple[Fault, ...]], Trace] = field(factory=dict, repr=False)

    def __attrs_post_init__(self) -> None:
        """Prepare the static view."""
        self.view = View(self.topology)

    def state(self, faults: tuple[Fault, ...]) -> NetworkState:
        """The state of the network under some faults; equal faults share one."""
        known = self._states.get(faults)
        if known is None:
            known = self._states[faults] = NetworkState(self.topology, faults)
        return known

    def run(self, flow: str, scenario: Scenario = HEALTHY, at: float = 0.0) -> Trace:
        """One flow, by its name in the topology, in one scenario at one instant (seconds).

        Raises:
            UsageError: The topology has no such flow.
        """
        spec = self.topology.flows.get(flow)
        if spec is None:
            raise UsageError(f"unknown flow {flow!r}; there are: {', '.join(self.topology.flows) or 'none'}")
        faults = scenario.at(at)
        key = (flow, scenario.name, faults)
        known = self._runs.get(key)
        if known is None or known.at != at:
            known = self._runs[key] = self._run(flow, spec, scenario, at)
        return known

    def _run(self, name: str, spec: FlowSpec, scenario: Scenario, at: float) -> Trace:
        if is_timed(spec.kind):
            return Lab(self.view, scenario).play(name, at)
        return self.play(start(self.view, spec), name, spec.kind, scenario, at)

    def play(self, flow: Flow, name: str, kind: str, scenario: Scenario = HEALTHY, at: float = 0.0) -> Trace:
        """Any generator of exchanges in one scenario at one instant; nothing is remembered.

        Args:
            flow: The generator, not yet started.
            name: What the trace calls it.
            kind: Its kind, for the reader.
            scenario: What goes wrong, and when.
            at: The instant, in seconds from the scenario's start.
        """
        faults = scenario.at(at)
        state = self.state(faults)
        steps: list[Step] = []
        try:
            exchange = next(flow)
            for _ in range(_LIMIT):
                step = self._exchange(exchange, state)
                steps.append(step)
                exchange = flow.send(step.reply)
            ending = Ending("denied", "endless", f"stopped after {_LIMIT} exchanges", exchange)
        except StopIteration as stopped:
            ending = stopped.value
        return Trace(
            name,
            kind,
            scenario.name,
            at,
            tuple(steps),
            ending,
            self.topology.name,
            faults=tuple(f"{fault.kind} {fault.of}" for fault in faults),
            asked=scenario,
        )

    def _exchange(self, exchange: Exchange, state: NetworkState) -> Step:
        reply = state.carry(exchange)
        if reply.ok:
            reply = answer(self.view, exchange, state.faults)
        hosts = self.topology.hosts
        target = hosts[exchange.target]
        crossing = state.crossing(
            hosts[exchange.initiator].site,
            target.site,
            public=target.public,
            protocol=exchange.protocol,
            port=exchange.port,
        )
        latency: float | None = 0.0
        for link in crossing.links:
            one_way = self.topology.links[link].latency_s
            latency = None if one_way is None or latency is None else latency + 2 * one_way
        return Step(exchange, reply, crossing.links, latency)


def trace(topology: Topology, flow: str, scenario: Scenario = HEALTHY, at: float = 0.0) -> Trace:
    """One sign-in, step by step.

    Args:
        topology: What it runs over.
        flow: The flow's name.
        scenario: What goes wrong, and when.
        at: The instant, in seconds from the scenario's start.

    Raises:
        UsageError: The topology has no such flow.
    """
    return Simulation(topology).run(flow, scenario, at)


def simulate(
    topology: Topology, scenarios: Iterable[Scenario] = (), at: float = 0.0, flows: Iterable[str] = ()
) -> tuple[Trace, ...]:
    """Every flow under every scenario at one instant.

    Args:
        topology: What they run over.
        scenarios: What goes wrong; empty means the healthy network and every scenario of the topology.
        at: The instant, in seconds.
        flows: Which flows; empty means all.

    Returns:
        One trace for each flow and scenario, flows in the order of the topology.
    """
    simulation = Simulation(topology)
    chosen = tuple(scenarios) or (HEALTHY, *topology.scenarios.values())
    return tuple(
        simulation.run(flow, scenario, at) for flow in (tuple(flows) or tuple(topology.flows)) for scenario in chosen
    )
