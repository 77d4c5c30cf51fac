"""Instant driver: runs a flow exchange by exchange in one network state."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import define, field

from dirsim.errors import UsageError
from dirsim.model.outcome import Outcome
from dirsim.model.scenario import HEALTHY, Fault, Scenario
from dirsim.model.topology import FlowSpec, Topology
from dirsim.protocols.client_kinds import is_timed
from dirsim.protocols.exchange import PORT_CHECK, Ending, Exchange, Flow
from dirsim.protocols.flow_kinds import Text
from dirsim.protocols.start import answer, start, started
from dirsim.protocols.view import View
from dirsim.simulation.draws import by_chance, drawn
from dirsim.simulation.network import NetworkState
from dirsim.simulation.shared_runs import RunsOver
from dirsim.simulation.stale_records import stale_domains, with_gone_controllers
from dirsim.simulation.trace import Step, Trace

_LIMIT = 10_000
"""The greatest number of exchanges of a flow; one with more is a fault of this library and is stopped."""


@define(repr=False)
class Simulation:
    """Runs over one topology; everything that does not depend on a state is computed once.

    Attributes:
        topology: The topology that the flows run over.
        shared: Runs over topologies that are alike for a flow; ``None`` means that each is made here.
        view: Static knowledge about it.
    """

    topology: Topology
    shared: RunsOver | None = None
    view: View = field(init=False)
    _states: dict[tuple[Fault, ...], NetworkState] = field(factory=dict, repr=False)
    _runs: dict[tuple[str, str, tuple[Fault, ...]], Trace] = field(factory=dict, repr=False)

    def __attrs_post_init__(self) -> None:
        """Prepare the static view."""
        self.view = View(self.topology)

    def __repr__(self) -> str:
        return f"Simulation({self.topology.name!r}, {len(self._runs)} runs)"

    def state(self, faults: tuple[Fault, ...]) -> NetworkState:
        """The state of the network under some faults; memoised."""
        known = self._states.get(faults)
        if known is None:
            known = self._states[faults] = NetworkState(self.topology, faults, self.view)
        return known

    def run(self, flow: str, scenario: Scenario = HEALTHY, at: float = 0.0) -> Trace:
        """One flow, by its name in the topology, in one scenario at one instant (seconds).

        Raises:
            UsageError: The topology has no such flow.
        """
        spec = self.topology.flows.get(flow)
        if spec is None:
            raise UsageError(f"unknown flow {flow!r}; expected one of: {', '.join(self.topology.flows) or 'none'}")
        faults = scenario.at(at)
        key = (flow, scenario.name, faults)
        known = self._runs.get(key)
        if known is None or known.at != at:
            known = self._runs[key] = self._found(flow, spec, scenario, at)
        return known

    def _found(self, name: str, spec: FlowSpec, scenario: Scenario, at: float) -> Trace:
        """A run from those that are shared, or made and kept among them."""
        if self.shared is None:
            return self._run(name, spec, scenario, at)
        known = self.shared.find(name, scenario, at)
        if known is None:
            known = self._run(name, spec, scenario, at)
            self.shared.keep(name, scenario, at, known)
        return known

    def _run(self, name: str, spec: FlowSpec, scenario: Scenario, at: float) -> Trace:
        stale = stale_domains(scenario)
        if stale and not is_timed(spec.kind):
            topology, planned = with_gone_controllers(self.topology, scenario, stale)
            return Simulation(topology).run(name, planned, at)
        if is_timed(spec.kind):
            from dirsim.simulation.timed import ClockLab  # noqa: PLC0415 -- the flows of designs need no clock

            if by_chance(scenario):
                return drawn(lambda seed: ClockLab(self.view, scenario, seed).play(name, at))
            return ClockLab(self.view, scenario).play(name, at)
        if by_chance(scenario):
            return drawn(lambda seed: self.play(self._start(spec, scenario, at), name, spec.kind, scenario, at, seed))
        return self.play(self._start(spec, scenario, at), name, spec.kind, scenario, at)

    def _start(self, spec: FlowSpec, scenario: Scenario, at: float) -> Flow:
        """A flow that begins at an instant of a scenario."""
        return start(self.view, spec, self.state(scenario.at(at)))

    def read(self, text: Text, name: str, spec: FlowSpec, scenario: Scenario, at: float = 0.0) -> Trace:
        """A text, as the program of a flow's user, in one scenario at one instant; its name is the kind in the trace.

        Args:
            text: The text, such as an activity with tickets in hand.
            name: The name in the trace.
            spec: The flow that states who acts, and where.
            scenario: The faults, and their times.
            at: The instant, in seconds from the scenario's start.
        """
        flow = started(text, self.view, spec, self.state(scenario.at(at)))
        return self.play(flow, name, text.__name__, scenario, at)

    def play(
        self, flow: Flow, name: str, kind: str, scenario: Scenario = HEALTHY, at: float = 0.0, seed: int = 0
    ) -> Trace:
        """Any generator of exchanges in one scenario at one instant; no state is kept.

        Args:
            flow: The generator, not yet started.
            name: The name in the trace.
            kind: The kind in the trace.
            scenario: The faults, and their times.
            at: The instant, in seconds from the scenario's start.
            seed: The seed of the draws by which a link loses packets.
        """
        faults = scenario.at(at)
        state = self.state(faults)
        steps: list[Step] = []
        try:
            exchange = next(flow)
            for _ in range(_LIMIT):
                step = self._exchange(exchange, state, seed)
                steps.append(step)
                exchange = flow.send(step.reply)
            ending = Ending(Outcome.DENIED, "endless", f"stopped after {_LIMIT} exchanges", exchange)
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

    def _exchange(self, exchange: Exchange, state: NetworkState, seed: int) -> Step:
        reply = state.carry(exchange, seed)
        if reply.ok:
            reply = state.returned(exchange, answer(self.view, exchange, state))
        crossing = state.crossing_of(exchange)
        links = crossing.links if crossing.open else ()
        latency: float | None = state.delay_s(exchange) if state.slow else 0.0
        for link in links:
            one_way = self.topology.links[link].latency_s
            latency = None if one_way is None or latency is None else latency + 2 * one_way
        if exchange.step == PORT_CHECK:
            latency = 0.0  # made all the time, not during a sign-in
        return Step(exchange, reply, links, latency)


def trace(topology: Topology, flow: str, scenario: Scenario = HEALTHY, at: float = 0.0) -> Trace:
    """One sign-in, step by step.

    Args:
        topology: The topology that it runs over.
        flow: The flow's name.
        scenario: The faults, and their times.
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
        topology: The topology that they run over.
        scenarios: The scenarios; empty means the healthy network and every scenario of the topology.
        at: The instant, in seconds.
        flows: The names of flows; empty means all.

    Returns:
        One trace for each flow and scenario, flows in the order of the topology.
    """
    simulation = Simulation(topology)
    chosen = tuple(scenarios) or (HEALTHY, *topology.scenarios.values())
    return tuple(
        simulation.run(flow, scenario, at) for flow in (tuple(flows) or tuple(topology.flows)) for scenario in chosen
    )
