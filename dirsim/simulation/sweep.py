"""Sweep driver: flows over every combination of failures at once.

The result is exact: the same flows over the same network as a single run, with all four outcomes.
:mod:`dirsim.simulation.carriage` has the states in which single exchanges are carried.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property, partial
from typing import Generic

from attrs import define, evolve, field, frozen

from dirsim.model.network_parts import Host
from dirsim.model.outcome import OUTCOMES, THROUGH, Outcome
from dirsim.model.topology import Topology
from dirsim.protocols.start import start
from dirsim.protocols.view import View
from dirsim.simulation.carriage import Carriage, WorkingElements
from dirsim.simulation.collector import without_collector
from dirsim.simulation.conditions import Replays
from dirsim.simulation.lazy_set import LazySet, now
from dirsim.simulation.states import EveryState, S, Space

_PASSAGES_TO = 1 << 20
"""The greatest number of bits of a set for which memoising passages saves more time than it costs in memory."""


@frozen(slots=False)
class Swept(Generic[S]):
    """The outcome of one flow in every state.

    Attributes:
        flow: The flow's name.
        found: For each outcome the states in which the flow has it, in parts, some of them evaluated lazily.
        gets_in: The states in which the user gets access, directly or by a fallback, in disjoint parts.
        empty: The empty set.
    """

    flow: str
    found: Mapping[str, tuple[S | LazySet[S], ...]]
    gets_in: tuple[S, ...]
    empty: S

    def parts(self, outcome: str) -> tuple[S, ...]:
        """The states in which the flow has an outcome, in disjoint parts.

        Sets of bits are one part; diagrams stay separate, since their union costs more than to weigh each.
        """
        return tuple(map(now, self.found[outcome]))

    @cached_property
    def sets(self) -> dict[str, S]:
        """For each outcome the set of states in which the flow has it."""
        return {outcome: self._united(self.parts(outcome)) for outcome in self.found}

    @cached_property
    def through(self) -> S:
        """The states in which the user gets access, as one set."""
        return self._united(self.gets_in)

    def _united(self, parts: tuple[S, ...]) -> S:
        """The union, by pairs, so that diagrams become large as late as possible."""
        level = list(parts)
        while len(level) > 1:
            odd = level[-1:] if len(level) % 2 else []
            level = [one | other for one, other in zip(level[::2], level[1::2], strict=False)] + odd
        return level[0] if level else self.empty


@define
class Sweep(Generic[S]):
    """The flows of a topology over the states of a space; results shared between flows are memoised.

    Attributes:
        topology: The topology that the flows run over.
        space: The states, and for each element those in which it works.
        causes: For each common cause, the elements that fail with it; services are ``service:NAME``.
        flows: The results so far, by flow.
        carriage: The states in which single exchanges are carried.
    """

    topology: Topology
    space: Space[S]
    causes: Mapping[str, tuple[str, ...]] = field(factory=dict)
    flows: dict[str, Swept[S]] = field(factory=dict, repr=False)
    carriage: Carriage[S] = field(init=False, repr=False)
    _replays: Replays[S] = field(init=False, repr=False)
    _stand_ins: dict[str, str] = field(factory=dict, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Compute everything that does not depend on a flow."""
        full: object = self.space.full
        whole = not isinstance(full, int) or full.bit_length() <= _PASSAGES_TO
        self.carriage = Carriage(self.topology, WorkingElements(self.space, self.causes), View(self.topology))
        self._replays = Replays(View(self.topology, whole_passages=whole), self.carriage.carried, self.space.full)

    def run(self, names: Iterable[str] = ()) -> dict[str, Swept[S]]:
        """Sweep flows, all of them when no name is given."""
        with without_collector():
            for name in tuple(names) or tuple(self.topology.flows):
                if name not in self.flows:
                    self.flows[name] = self._swept(name)
        return self.flows

    def _swept(self, name: str) -> Swept[S]:
        """The outcome of a flow in every state."""
        flow = self.topology.flows[name]
        stand_in = evolve(flow, client=self._stand_in_for(flow.client))
        found: dict[str, list[S | LazySet[S]]] = {outcome: [] for outcome in OUTCOMES}
        gets_in: list[S | LazySet[S]] = []
        for path in self._replays.of(lambda: start(self._replays.view, stand_in)):
            outcome = path.value.outcome
            if outcome in THROUGH:
                self._add(gets_in, path.here)
            if outcome == Outcome.SUCCEEDED and path.first is not path.here:
                # A passage has fallen back; the attribution of fallbacks is computed lazily.
                self._add(found[Outcome.SUCCEEDED], path.first)
                self._add(found[Outcome.DEGRADED], LazySet(partial(_without, path.here, path.first)))
            else:
                self._add(found[outcome], path.here)
        return Swept(
            flow=name,
            found={outcome: tuple(parts) for outcome, parts in found.items()},
            gets_in=tuple(map(now, gets_in)),
            empty=self.space.empty,
        )

    def _add(self, parts: list[S | LazySet[S]], states: S | LazySet[S]) -> None:
        """Add a part; bits are united at once, since each set is long."""
        if parts and isinstance(self.space.full, int):
            parts[0] = now(parts[0]) | now(states)
        else:
            parts.append(states)

    def _stand_in_for(self, client: str) -> str:
        """The first client that differs from this one in its name only and cannot fail here; they share results."""
        if not self._stand_ins:
            first: dict[Host, str] = {}
            named = self._named_hosts()
            for name, host in self.topology.hosts.items():
                self._stand_ins[name] = name if name in named or host.name else first.setdefault(host, name)
        return self._stand_ins.get(client, client)

    def _named_hosts(self) -> set[str]:
        """The hosts that the topology refers to by name, or that can fail by themselves."""
        topology = self.topology
        named = self.carriage.elements.named
        named.update(service.host for service in topology.services.values())
        named.update(service.desktop for service in topology.services.values())
        named.update(
            host for connector in topology.connectors.values() for host in (*connector.hosts, *connector.radius)
        )
        for host in topology.hosts.values():
            named.update((*host.resolvers, *host.passes_to, *host.keeps))
        return named


def _without(here: S | LazySet[S], first: S | LazySet[S]) -> S:
    return now(here) ^ now(first)


def sweep(topology: Topology, elements: Iterable[str]) -> dict[str, Swept[int]]:
    """The outcome of every flow in every combination of working and failed elements, state by state.

    Args:
        topology: The topology that the flows run over.
        elements: The links, hosts, sites, zones and services that can fail, in the order of their bits; at most 24.

    Raises:
        TooManyElementsError: There are more than 24 elements.
    """
    return Sweep(topology, EveryState(tuple(elements))).run()
