"""Runs client programs on a clock: caches as they were filled, faults as they come and go."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from attrs import define, evolve, field

from dirsim.errors import UsageError
from dirsim.flows.clients.program import Failure, Program
from dirsim.flows.clients.registry import PROGRAMS
from dirsim.flows.clients.start import ending, filling
from dirsim.flows.clients.tickets import Cache
from dirsim.flows.exchange import Ending, Exchange
from dirsim.flows.servers.registry import program_of
from dirsim.flows.view import View
from dirsim.model.scenario import HEALTHY, Scenario
from dirsim.model.topology import FlowSpec, TicketCache
from dirsim.model.units import seconds
from dirsim.simulate.clock.cause import first_cause, told
from dirsim.simulate.clock.engine import Engine, Log, Memory
from dirsim.simulate.clock.network import PacketNetwork
from dirsim.simulate.clock.timed_trace import TimedTrace
from dirsim.simulate.trace import Step


def is_timed(kind: str) -> bool:
    """Whether flows of a kind are client programs, which run on a clock."""
    return kind in PROGRAMS


@define
class Lab:
    """Programs, one after the other, in one scenario: what hosts remember lives on between them.

    Attributes:
        view: Static knowledge of the topology.
        scenario: What goes wrong, and when.
        seed: Decides which packets a link with loss loses.
        engine: What drives the programs.
    """

    view: View
    scenario: Scenario = HEALTHY
    seed: int = 0
    engine: Engine = field(init=False)
    memory: Memory = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        """Make the engine."""
        self.engine = Engine(self.view, PacketNetwork(self.view, self.scenario, self.seed), program_of, self.memory)

    def cache(self, name: str) -> Cache:
        """A named ticket cache as it was filled, while everything worked, before the scenario's start."""
        given = self.view.topology.caches[name]
        return filled(self.view, given, 0.0 if given.age is None else -seconds(given.age))

    def play(self, name: str, at: float = 0.0, cache: Cache | None = None) -> TimedTrace:
        """Run a flow of the topology, and before it those that it comes after.

        Args:
            name: The flow's name.
            at: When it starts, in seconds from the scenario's start.
            cache: The ticket cache to use and alter; ``None`` means the one that the flow names, as it was filled.

        Raises:
            UsageError: The topology has no such flow, or it is no client program.
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
            spec: What it is.
            at: When it starts, in seconds.
            cache: The ticket cache to use and alter; ``None`` means the one that it names, as it was filled.
            name: What the trace calls it.
        """
        held = cache if cache is not None else self.cache(spec.cache) if spec.cache else Cache()
        return self.run_program(Program(self.view, spec, held), at, name=name)

    def _way(self, exchange: Exchange) -> tuple[tuple[str, ...], float | None]:
        """The links that an exchange crosses, and the time there and back over them when nothing is wrong."""
        hosts, links = self.view.topology.hosts, self.view.topology.links
        way = self.view.site_path(hosts[exchange.initiator].site, hosts[exchange.target].site)
        known = [links[name].latency_s for name in way]
        return way, None if None in known else 2 * sum(one or 0.0 for one in known)

    def run_program(self, program: Program, at: float, *, name: str = "") -> TimedTrace:
        """Run a client program that is made already."""
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
    failure = yield from PROGRAMS[program.spec.kind](program)
    return True, failure


def _ending(program: Program, ended: tuple[bool, Failure | None] | None, steps: list[Step]) -> Ending:
    failure = Failure("cap", "the user gave up waiting") if ended is None else ended[1]
    found = ending(program, failure)
    if failure is None:
        return found
    cause = first_cause(program.client, failure, steps)
    return evolve(found, failed=cause.exchange if cause is not None else None, because=told(failure, cause))


def filled(view: View, given: TicketCache, at: float) -> Cache:
    """A ticket cache as it is filled while everything works.

    Args:
        view: Static knowledge of the topology.
        given: What is in it.
        at: When it was filled, in seconds.
    """
    program, parts = filling(view, given)
    lab = Lab(view)
    for part in parts:
        lab.engine.run(part, at)
    return program.cache
