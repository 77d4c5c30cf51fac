"""States in which exchanges are carried, over all failures at once.

Elements that can fail are links, hosts, sites, zones, services and common causes (several elements that fail together). An
element works when it works itself and so does each cause that it is a member of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import Generic

from attrs import define, evolve, field

from dirsim.model.network_parts import Host
from dirsim.model.topology import Topology
from dirsim.protocols.clockless_reading import HEALTHY_SITUATION
from dirsim.protocols.exchange import Exchange, Reply
from dirsim.protocols.start import answer
from dirsim.protocols.view import View
from dirsim.simulation.network import NetworkState
from dirsim.simulation.paths import Paths
from dirsim.simulation.states import S, Space

_PLACE = attrgetter("initiator", "target", "port", "protocol")
_QUESTION = attrgetter("target", "port", "protocol", "step", "subject", "about", "content", "kept")
"""The parts of an exchange that a server's answer depends on, besides the domain of the host that asks."""

_BY_DOMAIN = frozenset(("AS", "TGS"))
"""The steps that every controller of a domain answers by the domain's accounts and trusts and its own properties alone."""


@define
class WorkingElements(Generic[S]):
    """The elements that can fail, with the states in which each works.

    Attributes:
        space: The states, and for each element those in which it works by itself.
        causes: For each common cause, the elements that fail with it; services are ``service:NAME``.
    """

    space: Space[S]
    causes: Mapping[str, tuple[str, ...]]
    _causes_of: dict[str, list[str]] = field(factory=dict, init=False, repr=False)
    _up: dict[str, S] = field(factory=dict, init=False, repr=False)
    _joined: dict[tuple[int, ...], S] = field(factory=dict, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Find the causes of each element."""
        for cause, members in self.causes.items():
            for member in members:
                self._causes_of.setdefault(member, []).append(cause)

    @property
    def named(self) -> set[str]:
        """Every element that can fail, by itself or by a common cause."""
        return {*self.space.elements, *self._causes_of}

    def up(self, element: str) -> S:
        """The states in which an element works: itself, and every common cause that would take it down."""
        known = self._up.get(element)
        if known is None:
            known = self.all_of(self.space.up(name) for name in (element, *self._causes_of.get(element, ())))
            self._up[element] = known
        return known

    def all_of(self, sets: Iterable[S]) -> S:
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


@define
class Carriage(Generic[S]):
    """For each exchange of a topology the states in which it is carried, and the reply in these; memoised.

    Nothing in it refers back to it, so that its sets, which are large, are released with it and not at some later time.

    Attributes:
        topology: The topology that the flows run over.
        elements: The elements that can fail.
        view: Static knowledge about the topology.
    """

    topology: Topology
    elements: WorkingElements[S]
    view: View
    _healthy: NetworkState = field(init=False, repr=False)
    _services: dict[tuple[str, int], list[str]] = field(factory=dict, init=False, repr=False)
    _ways: dict[bool, Paths[S]] = field(factory=dict, init=False, repr=False)
    _hosts: dict[str, S] = field(factory=dict, init=False, repr=False)
    _carriers: dict[tuple[str, str, int, str], tuple[S, Reply]] = field(factory=dict, init=False, repr=False)
    _carried: dict[Exchange, tuple[S, Reply]] = field(factory=dict, init=False, repr=False)
    _answers: dict[tuple[object, ...], Reply] = field(factory=dict, init=False, repr=False)
    _alike: dict[str, str] = field(factory=dict, init=False, repr=False)
    _first_alike: dict[tuple[Host, tuple[str, ...]], str] = field(factory=dict, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Find the services that can stop."""
        self._healthy = NetworkState(self.topology)
        known = self.elements.named
        for name, service in self.topology.services.items():
            if f"service:{name}" in known:
                self._services.setdefault((service.host, service.port), []).append(f"service:{name}")

    def host(self, name: str) -> S:
        """The states in which a host works, together with its site and its zone."""
        known = self._hosts.get(name)
        if known is None:
            host = self.topology.hosts[name]
            zone = (self.elements.up(zone_of(host.site, host.zone)),) if host.zone else ()
            known = self._hosts[name] = self.elements.all_of(
                (self.elements.up(name), self.elements.up(host.site), *zone)
            )
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
                needed += [self.elements.up(name) for name in self._services.get((target, exchange.port), ())]
        return self.elements.all_of(needed)

    def paths(self, *, public: bool = False) -> Paths[S]:
        """The path conditions between sites: over private links only, or over the internet as well."""
        known = self._ways.get(public)
        if known is None:
            links = {name: link for name, link in self.topology.links.items() if public or not link.public}
            through = [(*link.between, self.elements.up(name)) for name, link in links.items() if not link.direct]
            direct = [(*link.between, self.elements.up(name)) for name, link in links.items() if link.direct]
            known = self._ways[public] = Paths(self.elements.space, through, self.elements.up, direct)
        return known


def zone_of(site: str, zone: str) -> str:
    """The element name of a zone of a site."""
    return f"zone:{site}/{zone}"
