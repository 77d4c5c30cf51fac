"""Every combination of failures at once: flows on sets of states.

What can fail are links, hosts, sites, zones, services and common causes (several elements that fail together). An
element works when it works itself and so does each cause that it is a member of. The result is exact: the same flows
over the same network as a single run, with all four outcomes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property, partial
from operator import attrgetter
from typing import Generic

from attrs import define, evolve, field, frozen

from dirsim.flows.exchange import OUTCOMES, THROUGH, Exchange, Reply
from dirsim.flows.registry import start
from dirsim.flows.view import View
from dirsim.model.network import Host
from dirsim.model.topology import Topology
from dirsim.simulate.answers import answer
from dirsim.simulate.collector import without_collector
from dirsim.simulate.conditions import Replays
from dirsim.simulate.later import Later, now
from dirsim.simulate.network import NetworkState
from dirsim.simulate.states import EveryState, S, Space
from dirsim.simulate.ways import Ways

_PLACE = attrgetter("initiator", "target", "port", "protocol")
_QUESTION = attrgetter("initiator", "target", "port", "protocol", "step", "subject", "about")
"""What the reply to an exchange depends on."""

_PASSAGES_TO = 1 << 20
"""Sets of more bits than these take more memory for what passages come to than the time is worth that they save."""


@frozen(slots=False)
class Swept(Generic[S]):
    """What one flow comes to in every state.

    Attributes:
        flow: The flow's name.
        found: For each outcome the states in which the flow ends so, in parts, some of them worked out when asked for.
        gets_in: The states in which the user gets in, by whatever way, in parts that have no state in common.
        empty: The set of no state.
    """

    flow: str
    found: Mapping[str, tuple[S | Later[S], ...]]
    gets_in: tuple[S, ...]
    empty: S

    def parts(self, outcome: str) -> tuple[S, ...]:
        """The states in which the flow ends so, in parts that have no state in common.

        Sets of bits are one part; diagrams stay apart, because to unite them costs more than to weigh each.
        """
        return tuple(map(now, self.found[outcome]))

    @cached_property
    def sets(self) -> dict[str, S]:
        """For each outcome the set of states in which the flow ends so."""
        return {outcome: self._united(self.parts(outcome)) for outcome in self.found}

    @cached_property
    def through(self) -> S:
        """The states in which the user gets in, as one set."""
        return self._united(self.gets_in)

    def _united(self, parts: tuple[S, ...]) -> S:
        """Two and two, so that diagrams grow late."""
        level = list(parts)
        while len(level) > 1:
            odd = level[-1:] if len(level) % 2 else []
            level = [one | other for one, other in zip(level[::2], level[1::2], strict=False)] + odd
        return level[0] if level else self.empty


@define
class Sweep(Generic[S]):
    """The flows of a topology over the states of a space; what is shared between flows is worked out once.

    Attributes:
        topology: What the flows run over.
        space: Which states there are, and in which of them each element works.
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
    _ways: dict[bool, Ways[S]] = field(factory=dict, repr=False)
    _up: dict[str, S] = field(factory=dict, repr=False)
    _hosts: dict[str, S] = field(factory=dict, repr=False)
    _carriers: dict[tuple[str, str, int, str], tuple[S, Reply]] = field(factory=dict, repr=False)
    _carried: dict[tuple[str, str, int, str, str, str, str], tuple[S, Reply]] = field(factory=dict, repr=False)
    _joined: dict[tuple[int, ...], S] = field(factory=dict, repr=False)

    def __attrs_post_init__(self) -> None:
        """Prepare what does not depend on a flow."""
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
        """The states in which an element works: itself, and every cause that would take it along."""
        known = self._up.get(element)
        if known is None:
            known = self._all(self.space.up(name) for name in (element, *self._causes_of.get(element, ())))
            self._up[element] = known
        return known

    def _all(self, sets: Iterable[S]) -> S:
        """What is in all sets; the set of all states itself where nothing is left out, and one object for one result."""
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
        """The states in which a host works, and the site and the zone that it stands in."""
        known = self._hosts.get(name)
        if known is None:
            host = self.topology.hosts[name]
            zone = (self.up(zone_of(host.site, host.zone)),) if host.zone else ()
            known = self._hosts[name] = self._all((self.up(name), self.up(host.site), *zone))
        return known

    def carried(self, exchange: Exchange) -> tuple[S, Reply]:
        """The states in which an exchange is carried, and what comes back when it is."""
        key = _QUESTION(exchange)
        known = self._carried.get(key)
        if known is None:
            place = _PLACE(exchange)
            carrier = self._carriers.get(place)
            if carrier is None:
                carrier = self._carriers[place] = (self._states_of(exchange), self._healthy.carry(exchange))
            states, reply = carrier
            known = self._carried[key] = (states, answer(self.view, exchange, ()) if reply.ok else reply)
        return known

    def _states_of(self, exchange: Exchange) -> S:
        initiator, target = exchange.initiator, exchange.target
        needed = [self.host(initiator)]
        if initiator != target:
            hosts = self.topology.hosts
            here, there = hosts[initiator], hosts[target]
            needed.append(self.host(target))
            if here.site != there.site:
                needed.append(self.ways(public=there.public).between(here.site, there.site))
            if exchange.protocol == "tcp":
                needed += [self.up(name) for name in self._services.get((target, exchange.port), ())]
        return self._all(needed)

    def ways(self, *, public: bool = False) -> Ways[S]:
        """The ways between sites: over private links only, or over the internet as well."""
        known = self._ways.get(public)
        if known is None:
            links = [
                (*link.between, self.up(name))
                for name, link in self.topology.links.items()
                if public or not link.public
            ]
            known = self._ways[public] = Ways(self.space, links, self.up)
        return known

    def run(self, names: Iterable[str] = ()) -> dict[str, Swept[S]]:
        """Sweep flows, all of them when no name is given."""
        with without_collector():
            for name in tuple(names) or tuple(self.topology.flows):
                if name not in self.flows:
                    self.flows[name] = self._swept(name)
        return self.flows

    def _swept(self, name: str) -> Swept[S]:
        """A flow in every state."""
        flow = self.topology.flows[name]
        stand_in = evolve(flow, client=self._stand_in_for(flow.client))
        found: dict[str, list[S | Later[S]]] = {outcome: [] for outcome in OUTCOMES}
        gets_in: list[S | Later[S]] = []
        for way in self._replays.of(lambda: start(self._replays.view, stand_in)):
            outcome = way.value.outcome
            if outcome in THROUGH:
                self._add(gets_in, way.here)
            if outcome == "succeeded" and way.first is not way.here:
                # Something fell back within a passage: told apart where somebody asks.
                self._add(found["succeeded"], way.first)
                self._add(found["degraded"], Later(partial(_without, way.here, way.first)))
            else:
                self._add(found[outcome], way.here)
        return Swept(
            flow=name,
            found={outcome: tuple(parts) for outcome, parts in found.items()},
            gets_in=tuple(map(now, gets_in)),
            empty=self.space.empty,
        )

    def _add(self, parts: list[S | Later[S]], states: S | Later[S]) -> None:
        """One part more; bits are united at once, since each set is long."""
        if parts and isinstance(self.space.full, int):
            parts[0] = now(parts[0]) | now(states)
        else:
            parts.append(states)

    def _stand_in_for(self, client: str) -> str:
        """The first client that nothing tells from this one: like it in all but the name, and it cannot fail here."""
        if not self._stand_ins:
            first: dict[Host, str] = {}
            named = self._named_hosts()
            for name, host in self.topology.hosts.items():
                self._stand_ins[name] = name if name in named or host.name else first.setdefault(host, name)
        return self._stand_ins.get(client, client)

    def _named_hosts(self) -> set[str]:
        """The hosts that something names, or that can fail by themselves."""
        topology = self.topology
        named = {*self.space.elements, *self._causes_of}
        named.update(service.host for service in topology.services.values())
        named.update(service.desktop for service in topology.services.values())
        named.update(
            host for connector in topology.connectors.values() for host in (*connector.hosts, *connector.radius)
        )
        for host in topology.hosts.values():
            named.update((*host.resolvers, *host.passes_to))
        return named


def _without(here: S | Later[S], first: S | Later[S]) -> S:
    return now(here) ^ now(first)


def zone_of(site: str, zone: str) -> str:
    """What a zone of a site is called as an element."""
    return f"zone:{site}/{zone}"


def sweep(topology: Topology, elements: Iterable[str]) -> dict[str, Swept[int]]:
    """Every flow in every combination of working and failed elements, state by state.

    Args:
        topology: What the flows run over.
        elements: The links, hosts, sites, zones and services that can fail, in the order of their bits; at most 24.

    Raises:
        TooManyElementsError: There are more.
    """
    return Sweep(topology, EveryState(tuple(elements))).run()
