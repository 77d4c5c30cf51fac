"""Sweep driver: flows over every combination of failures at once.

Elements that can fail are links, hosts, sites, zones, services and common causes (several elements that fail together). An
element works when it works itself and so does each cause that it is a member of. The result is exact: the same flows
over the same network as a single run, with all four outcomes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property, partial
from operator import attrgetter
from typing import Generic

from attrs import define, evolve, field, frozen

from dirsim.model.network_parts import Host
from dirsim.model.outcome import OUTCOMES, THROUGH, Outcome
from dirsim.model.topology import Topology
from dirsim.protocols.clockless_reading import HEALTHY_SITUATION
from dirsim.protocols.exchange import Exchange, Reply
from dirsim.protocols.start import answer, start
from dirsim.protocols.view import View
from dirsim.simulation.collector import without_collector
from dirsim.simulation.conditions import Replays
from dirsim.simulation.lazy_set import LazySet, now
from dirsim.simulation.network import NetworkState
from dirsim.simulation.paths import Paths
from dirsim.simulation.states import EveryState, S, Space

_PLACE = attrgetter("initiator", "target", "port", "protocol")
_QUESTION = attrgetter("target", "port", "protocol", "step", "subject", "about", "content", "kept")
"""The parts of an exchange that a server's answer depends on, besides the domain of the host that asks."""

_BY_DOMAIN = frozenset(("AS", "TGS"))
"""The steps that every controller of a domain answers by the domain's accounts and trusts and its own properties alone."""

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
    """

    topology: Topology
    space: Space[S]
    causes: Mapping[str, tuple[str, ...]] = field(factory=dict)
    flows: dict[str, Swept[S]] = field(factory=dict, repr=False)
    view: View = field(init=False, repr=False)
    _healthy: NetworkState = field(init=False, repr=False)
    _replays: Replays[S] = field(init=False, repr=False)
    _stand_ins: dict[str, str] = field(factory=dict, repr=False)
    _causes_of: dict[str, list[str]] = field(factory=dict, repr=False)
    _services: dict[tuple[str, int], list[str]] = field(factory=dict, repr=False)
    _ways: dict[bool, Paths[S]] = field(factory=dict, repr=False)
    _up: dict[str, S] = field(factory=dict, repr=False)
    _hosts: dict[str, S] = field(factory=dict, repr=False)
    _carriers: dict[tuple[str, str, int, str], tuple[S, Reply]] = field(factory=dict, repr=False)
    _carried: dict[Exchange, tuple[S, Reply]] = field(factory=dict, repr=False)
    _answers: dict[tuple[object, ...], Reply] = field(factory=dict, repr=False)
    _alike: dict[str, str] = field(factory=dict, repr=False)
    _first_alike: dict[tuple[Host, tuple[str, ...]], str] = field(factory=dict, repr=False)
    _joined: dict[tuple[int, ...], S] = field(factory=dict, repr=False)

    def __attrs_post_init__(self) -> None:
        """Compute everything that does not depend on a flow."""
        self.view = View(self.topology)
        self._healthy = NetworkState(self.topology)
        full: object = self.space.full
        whole = not isinstance(full, int) or full.bit_length() <= _PASSAGES_TO
        self._replays = Replays(View(self.topology, whole_passages=whole), self.carried, self.space.full)
        for cause, members in self.causes.items():
            for member in members:
                self._causes_of.setdefault(member, []).append(cause)
        known = {*self.space.elements, *self._causes_of}
        for name, service in self.topology.services.items():
            if f"service:{name}" in known:
                self._services.setdefault((service.host, service.port), []).append(f"service:{name}")

    def up(self, element: str) -> S:
        """The states in which an element works: itself, and every common cause that would take it down."""
        known = self._up.get(element)
        if known is None:
            known = self._all(self.space.up(name) for name in (element, *self._causes_of.get(element, ())))
            self._up[element] = known
        return known

    def _all(self, sets: Iterable[S]) -> S:
        """The intersection; the set of all states itself where nothing is excluded, and one object for equal results."""
        full = self.space.full
        parts = [states for states in sets if states is not full]
        if len(parts) < 2:
            return parts[0] if parts else full
        key = tuple(sorted({id(part) for part in parts}))
        known = self._joined.get(key)
        if known is None:
            known = parts[0]
            for part in parts[1:]:
                known = known & part
            self._joined[key] = known
        return known

    def host(self, name: str) -> S:
        """The states in which a host works, together with its site and its zone."""
        known = self._hosts.get(name)
        if known is None:
            host = self.topology.hosts[name]
            zone = (self.up(zone_of(host.site, host.zone)),) if host.zone else ()
            known = self._hosts[name] = self._all((self.up(name), self.up(host.site), *zone))
        return known

    def carried(self, exchange: Exchange) -> tuple[S, Reply]:
        """The states in which an exchange is carried, and the reply in these."""
        known = self._carried.get(exchange)
        if known is None:
            place = _PLACE(exchange)
            carrier = self._carriers.get(place)
            if carrier is None:
                carrier = self._carriers[place] = (self._states_of(exchange), self._healthy.carry(exchange))
            states, reply = carrier
            known = self._carried[exchange] = (states, self._answer(exchange) if reply.ok else reply)
        return known

    def _answer(self, exchange: Exchange) -> Reply:
        """The answer of a server while nothing is broken."""
        target, *question = _QUESTION(exchange)
        asked = self._one_of_alike(target) if exchange.step in _BY_DOMAIN else target
        key = (self.topology.hosts[exchange.initiator].domain, asked, *question)
        known = self._answers.get(key)
        if known is None:
            known = self._answers[key] = answer(self.view, exchange, HEALTHY_SITUATION)
        return known

    def _one_of_alike(self, controller: str) -> str:
        """The first controller that differs from this one in its names and place only: both issue the same tickets."""
        known = self._alike.get(controller)
        if known is None:
            host = evolve(self.topology.hosts[controller], site="", zone="", name="", address="", availability=None)
            alike = (host, self.view.encryption_types(controller))
            known = self._alike[controller] = self._first_alike.setdefault(alike, controller)
        return known

    def _states_of(self, exchange: Exchange) -> S:
        initiator, target = exchange.initiator, exchange.target
        needed = [self.host(initiator)]
        if initiator != target:
            hosts = self.topology.hosts
            here, there = hosts[initiator], hosts[target]
            needed.append(self.host(target))
            if here.site != there.site:
                needed.append(self.paths(public=there.public).between(here.site, there.site))
            if exchange.protocol == "tcp":
                needed += [self.up(name) for name in self._services.get((target, exchange.port), ())]
        return self._all(needed)

    def paths(self, *, public: bool = False) -> Paths[S]:
        """The path conditions between sites: over private links only, or over the internet as well."""
        known = self._ways.get(public)
        if known is None:
            links = {name: link for name, link in self.topology.links.items() if public or not link.public}
            through = [(*link.between, self.up(name)) for name, link in links.items() if not link.direct]
            direct = [(*link.between, self.up(name)) for name, link in links.items() if link.direct]
            known = self._ways[public] = Paths(self.space, through, self.up, direct)
        return known

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
        named = {*self.space.elements, *self._causes_of}
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


def zone_of(site: str, zone: str) -> str:
    """The element name of a zone of a site."""
    return f"zone:{site}/{zone}"


def sweep(topology: Topology, elements: Iterable[str]) -> dict[str, Swept[int]]:
    """The outcome of every flow in every combination of working and failed elements, state by state.

    Args:
        topology: The topology that the flows run over.
        elements: The links, hosts, sites, zones and services that can fail, in the order of their bits; at most 24.

    Raises:
        TooManyElementsError: There are more than 24 elements.
    """
    return Sweep(topology, EveryState(tuple(elements))).run()
