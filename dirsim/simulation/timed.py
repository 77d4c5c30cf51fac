"""Runs of client programs on a clock, with caches and changing faults."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from attrs import define, evolve, field

from dirsim.catalog.units import seconds
from dirsim.errors import UsageError
from dirsim.model.scenario import HEALTHY, Scenario
from dirsim.model.topology import FlowSpec, TicketCache
from dirsim.protocols.client_kinds import is_timed
from dirsim.protocols.client_program import Failure, Program
from dirsim.protocols.exchange import Ending, Exchange
from dirsim.protocols.flow_kinds import TEXTS
from dirsim.protocols.server_kinds import program_of
from dirsim.protocols.start import ending, filling
from dirsim.protocols.ticket_cache import Cache
from dirsim.protocols.view import View
from dirsim.simulation.clock_engine import ClockEngine, Log, Memory
from dirsim.simulation.failure_cause import first_cause, told
from dirsim.simulation.packet_network import PacketNetwork
from dirsim.simulation.timed_trace import TimedTrace
from dirsim.simulation.trace import Step


@define
class ClockLab:
    """Programs, one after the other, in one scenario; the memory of hosts is kept between them.

    Attributes:
        view: Static knowledge of the topology.
        scenario: The faults, and their times.
        seed: The seed that decides which packets a lossy link loses.
        engine: The engine that drives the programs.
    """

    view: View
    scenario: Scenario = HEALTHY
    seed: int = 0
    engine: ClockEngine = field(init=False)
    memory: Memory = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        """Create the engine."""
        self.engine = ClockEngine(
            self.view, PacketNetwork(self.view, self.scenario, self.seed), program_of, self.memory
        )

    def cache(self, name: str) -> Cache:
        """A named ticket cache, as filled before the scenario's start while everything worked."""
        given = self.view.topology.caches[name]
        return filled(self.view, given, 0.0 if given.age is None else -seconds(given.age))

    def play(self, name: str, at: float = 0.0, cache: Cache | None = None) -> TimedTrace:
        """Run a flow of the topology, and before it the flows that it depends on (after).

        Args:
            name: The flow's name.
            at: The start, in seconds from the scenario's start.
            cache: The ticket cache to use and alter; ``None`` means the one that the flow names, as filled.

        Raises:
            UsageError: The topology has no such flow, or the flow is not a client program.
        """
        spec = self.view.topology.flows.get(name)
        if spec is None or not is_timed(spec.kind):
            raise UsageError(f"{name!r} is not a flow of a client program")
        start = at
        for earlier in spec.after:
            start = max(start, start + self.play(earlier, start).seconds)
        return evolve(self.run(spec, start, cache, name=name), at=at)

    def run(self, spec: FlowSpec, at: float, cache: Cache | None = None, *, name: str = "") -> TimedTrace:
        """Run one client program.

        Args:
            spec: The program.
            at: The start, in seconds.
            cache: The ticket cache to use and alter; ``None`` means the one that the program names, as filled.
            name: The name in the trace.
        """
        held = cache if cache is not None else self.cache(spec.cache) if spec.cache else Cache()
        return self.run_program(Program(self.view, spec, held), at, name=name)

    def _way(self, exchange: Exchange) -> tuple[tuple[str, ...], float | None]:
        """The links that an exchange crosses, and the round-trip time over them without faults."""
        hosts, links = self.view.topology.hosts, self.view.topology.links
        public = hosts[exchange.target].public
        path = self.view.site_path(hosts[exchange.initiator].site, hosts[exchange.target].site, public=public)
        way = tuple(name for name, _ in path)
        known = [links[name].latency_s for name in way]
        return way, None if None in known else 2 * sum(one or 0.0 for one in known)

    def run_program(self, program: Program, at: float, *, name: str = "") -> TimedTrace:
        """Run a client program that exists already."""
        engine, spec = self.engine, program.spec
        log = engine.log = Log()
        until = float("inf") if spec.gives_up is None else at + seconds(spec.gives_up)
        ended, end = engine.run(_whole(program), at, until)
        steps = [sent for sent in sorted(log.sent, key=lambda sent: sent.at) if sent.at <= end]
        made = [Step(sent.exchange, log.came(sent, end), *self._way(sent.exchange)) for sent in steps]
        ending = _ending(program, ended, made)
        return TimedTrace(
            name or spec.kind,
            spec.kind,
            self.scenario.name,
            at,
            tuple(made),
            ending,
            self.view.topology.name,
            faults=tuple(f"{fault.kind} {fault.of}" for fault in self.scenario.at(at)),
            asked=self.scenario,
            client=spec.client,
            seconds=end - at,
            exact=not log.unknown_wait,
            times=tuple(sent.at - at for sent in steps),
        )


def _whole(program: Program) -> Generator[Any, Any, tuple[bool, Failure | None]]:
    failure = yield from TEXTS[program.spec.kind](program)
    return True, failure


def _ending(program: Program, ended: tuple[bool, Failure | None] | None, steps: list[Step]) -> Ending:
    failure = Failure("cap", "the user gave up waiting") if ended is None else ended[1]
    found = ending(program, failure)
    if failure is None:
        return found
    cause = first_cause(program.client, failure, steps)
    return evolve(found, failed=cause.exchange if cause is not None else None, because=told(failure, cause))


def filled(view: View, given: TicketCache, at: float) -> Cache:
    """A ticket cache, filled while everything works.

    Args:
        view: Static knowledge of the topology.
        given: The contents of the cache.
        at: The time at which it was filled, in seconds.
    """
    program, parts = filling(view, given)
    lab = ClockLab(program.view)
    for part in parts:
        lab.engine.run(part, at)
    return program.cache
