"""The network packet by packet: each has a direction and an instant; requests and replies travel apart.

Half-open failures (packets lost one way) follow from that. Sources: RFC 792 (ICMP), RFC 9293 section 3.10.7.3 (a reset
answers an opening to a closed port); facts ``linux--arp-wait`` and ``linux--icmp-limit``.
"""

from __future__ import annotations

from bisect import bisect_right
from random import Random

from attrs import define, field, frozen

from dirsim.flows.clients.profile import known
from dirsim.flows.view import View
from dirsim.model.ports import PORT_OF_ROLE
from dirsim.model.scenario import Fault, Scenario

ARRIVED, LOST, NO_ROUTE, NO_HOST, REFUSED = "arrived", "lost", "no-route", "no-host", "refused"

_NEVER = float("inf")


@frozen
class Packet:
    """One packet on its way.

    Attributes:
        source: The sending host.
        target: The receiving host.
        protocol: ``tcp`` or ``udp``.
        port: The port of the side that was opened to, whichever way the packet goes.
        forward: Whether it goes the way in which the connection was opened.
    """

    source: str
    target: str
    protocol: str
    port: int
    forward: bool = True


@frozen
class Flight:
    """What became of a packet.

    Attributes:
        fate: ``arrived``, ``lost``, ``no-route`` and ``no-host`` (a router or the own system says so), ``refused`` (a filter
            rejects it).
        at: When it arrived, or when the sender is told; seconds.
        because: Why it did not arrive; empty when it did.
    """

    fate: str
    at: float = _NEVER
    because: str = ""


@frozen
class Present:
    """The faults at an instant, sorted by what they act on."""

    down: frozenset[str]
    links: dict[str, tuple[Fault, ...]]
    hosts: dict[str, tuple[Fault, ...]]
    clocks: dict[str, float]
    faults: tuple[Fault, ...]


@define
class PacketNetwork:
    """Carries packets through one scenario.

    Attributes:
        view: Static knowledge of the topology.
        scenario: What goes wrong, and when.
        seed: Decides which packets a link with loss loses.
    """

    view: View
    scenario: Scenario
    seed: int = 0
    _random: Random = field(init=False, repr=False)
    _edges: list[float] = field(init=False, repr=False)
    _present: dict[int, Present] = field(factory=dict, repr=False)
    _paths: dict[tuple[str, str], tuple[tuple[str, str], ...] | None] = field(factory=dict, repr=False)
    _tokens: dict[tuple[str, str], tuple[float, float]] = field(factory=dict, repr=False)

    def __attrs_post_init__(self) -> None:
        """Find the instants at which something changes."""
        self._random = Random(self.seed)  # noqa: S311 -- a simulation, no secret
        edges = {fault.start for fault in self.scenario.faults}
        edges |= {fault.start + fault.lasts for fault in self.scenario.faults if fault.lasts is not None}
        self._edges = sorted(edges)

    def present(self, at: float) -> Present:
        """The faults at an instant."""
        place = bisect_right(self._edges, at)
        known_ = self._present.get(place)
        if known_ is None:
            known_ = self._present[place] = self._sorted(self.scenario.at(at))
        return known_

    def _sorted(self, faults: tuple[Fault, ...]) -> Present:
        topology = self.view.topology
        down = {fault.of for fault in faults if fault.kind == "host-down"}
        for fault in faults:
            if fault.kind == "site-down":
                down |= {name for name, host in topology.hosts.items() if host.site == fault.of}
        links: dict[str, list[Fault]] = {}
        hosts: dict[str, list[Fault]] = {}
        for fault in faults:
            if fault.of in topology.links:
                links.setdefault(fault.of, []).append(fault)
            elif fault.of in topology.hosts:
                hosts.setdefault(fault.of, []).append(fault)
        clocks = {fault.of: fault.amount for fault in faults if fault.kind == "clock-skew"}
        return Present(
            frozenset(down),
            {name: tuple(found) for name, found in links.items()},
            {name: tuple(found) for name, found in hosts.items()},
            clocks,
            faults,
        )

    def path(self, one: str, other: str) -> tuple[tuple[str, str], ...] | None:
        """The links from a site to another, each with the site that it leads to; ``None`` where there is no way at all."""
        key = (one, other)
        if key not in self._paths:
            names = self.view.site_path(one, other)
            here, steps = one, []
            for name in names:
                between = self.view.topology.links[name].between
                here = between[1] if between[0] == here else between[0]
                steps.append((name, here))
            self._paths[key] = tuple(steps) if steps else None
        return self._paths[key]

    def send(self, packet: Packet, at: float) -> Flight:
        """What becomes of a packet that is sent at an instant."""
        now = self.present(at)
        hosts = self.view.topology.hosts
        source, target = hosts[packet.source], hosts[packet.target]
        if packet.source in now.down:
            return Flight(LOST, because=f"{packet.source} is down")
        if packet.source == packet.target:
            return Flight(ARRIVED, at)
        stopped = self._at_hosts(packet, now, at)
        if stopped is not None:
            return stopped
        when = at
        if source.site != target.site:
            steps = self.path(source.site, target.site)
            if steps is None:
                return Flight(NO_ROUTE, at, f"there is no private path from {source.site} to {target.site}")
            for link, towards in steps:
                flight = self._cross(packet, link, towards, now, when)
                if flight.fate != ARRIVED:
                    return flight
                when = flight.at
        if packet.target in now.down:
            told = when + known("linux--arp-wait", "seconds")
            return Flight(NO_HOST, told, f"{packet.target} is down")
        return Flight(ARRIVED, when)

    def _at_hosts(self, packet: Packet, now: Present, at: float) -> Flight | None:
        """A block that stands at one of the two hosts."""
        if not packet.forward:
            return None
        for name in (packet.source, packet.target):
            for fault in now.hosts.get(name, ()):
                if fault.kind == "port-blocked" and fault.names_port(packet.protocol, packet.port):
                    because = f"{packet.protocol}/{packet.port} is blocked at {name}"
                    return Flight(REFUSED if fault.verdict == "reject" else LOST, at, because)
        return None

    def _cross(self, packet: Packet, link: str, towards: str, now: Present, at: float) -> Flight:
        """One link in one direction."""
        delay = self.view.topology.links[link].latency_s or 0.0
        for fault in now.links.get(link, ()):
            if fault.towards and fault.towards != towards:
                continue
            if fault.kind == "link-down":
                fate = NO_ROUTE if fault.verdict == "reject" else LOST
                return Flight(fate, at, f"{link} carries nothing to {towards}")
            if fault.kind == "port-blocked":
                if packet.forward and fault.names_port(packet.protocol, packet.port):
                    fate = REFUSED if fault.verdict == "reject" else LOST
                    return Flight(fate, at, f"{link} does not let {packet.protocol}/{packet.port} through to {towards}")
            elif fault.kind == "loss":
                if self._random.random() < fault.amount:
                    return Flight(LOST, because=f"{link} lost the packet")
            elif fault.kind == "latency":
                delay += fault.amount
        return Flight(ARRIVED, at + delay)

    def may_tell(self, teller: str, sender: str, at: float, packets: int = 1, *, routing: bool = False) -> bool:
        """Whether a host or router may send another ICMP message to a sender now; it answers only so many a second.

        Args:
            teller: The host, or the site whose router it is.
            sender: Whom it would tell.
            at: When, in seconds.
            packets: How many packets ask for it.
            routing: Whether it is a router without a route, which is more sparing.
        """
        most = known("linux--icmp-limit", "routing_at_once" if routing else "at_once")
        rate = known("linux--icmp-limit", "routing_per_second" if routing else "per_second")
        left, last = self._tokens.get((teller, sender), (most, at))
        left = min(most, left + max(0.0, at - last) * rate)
        told = False
        for _ in range(packets):
            if left >= 1:
                left -= 1
                told = True
        self._tokens[teller, sender] = (left, max(at, last))
        return told

    def clock(self, host: str, at: float) -> float:
        """What a host's own clock says at an instant."""
        return at + self.present(at).clocks.get(host, 0.0)

    def listens(self, host: str, protocol: str, port: int, at: float) -> bool:
        """Whether something on a host that is up answers on a port."""
        entry = self.view.topology.hosts[host]
        roles = [role for role in entry.roles if (protocol, port) in PORT_OF_ROLE.get(role, ())]
        services = [
            name
            for name, service in self.view.topology.services.items()
            if service.host == host and service.port == port and protocol == "tcp"
        ]
        if not roles and not services and not (protocol == "tcp" and port == NETBIOS and "controller" in entry.roles):
            return False
        for fault in self.present(at).hosts.get(host, ()):
            if fault.kind == "service-down" and (not fault.service or fault.service in roles):
                return False
            if fault.kind == "service-down" and (protocol, port) in PORT_OF_ROLE.get(fault.service, ()):
                return False
        return True


NETBIOS = 139
"""SMB over NetBIOS, which controllers answer as well; clients try it when 445 does not open."""
