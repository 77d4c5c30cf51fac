"""Packet network: requests and replies travel apart, each at its time.

Half-open failures (packets lost one way) follow from that. Sources: RFC 792 (ICMP), RFC 9293 section 3.10.7.3 (a reset
answers an opening to a closed port); facts ``linux--arp-wait`` and ``linux--icmp-limit``.
"""

from __future__ import annotations

from bisect import bisect_right
from random import Random

from attrs import define, field, frozen

from dirsim.model.port_numbers import PORT_OF_ROLE, PORTS
from dirsim.model.scenario import Fault, Scenario
from dirsim.protocols.client_profile import known
from dirsim.protocols.own_waits import host_wait
from dirsim.protocols.view import View

ARRIVED, LOST, NO_ROUTE, NO_HOST, REFUSED = "arrived", "lost", "no-route", "no-host", "refused"

_NEVER = float("inf")


@frozen
class Packet:
    """One packet on its way.

    Attributes:
        source: The sending host.
        target: The receiving host.
        protocol: ``tcp`` or ``udp``.
        port: The port of the side that accepted the connection, in both directions.
        forward: True in the direction in which the connection was opened.
        size: Its size on the wire, in bytes.
    """

    source: str
    target: str
    protocol: str
    port: int
    forward: bool = True
    size: int = 60


@frozen
class Flight:
    """The result of a packet.

    Attributes:
        fate: ``arrived``, ``lost``, ``no-route`` and ``no-host`` (reported by a router or the sender's own system), ``refused`` (a filter
            rejects it).
        at: The time of arrival, or the time at which the sender is informed; seconds.
        because: The reason where it did not arrive; empty where it did.
        filtered: True where a filter of one of the two hosts stopped it.
    """

    fate: str
    at: float = _NEVER
    because: str = ""
    filtered: bool = False


@frozen
class Present:
    """The faults at an instant, sorted by the elements that they affect."""

    down: frozenset[str]
    sites_down: frozenset[str]
    links: dict[str, tuple[Fault, ...]]
    hosts: dict[str, tuple[Fault, ...]]
    clocks: dict[str, float]
    faults: tuple[Fault, ...]

    def suffered(self, of: str) -> frozenset[str]:
        """The kinds of the faults of an element."""
        return frozenset(fault.kind for fault in self.faults if fault.of == of)


def _down_first(fault: Fault) -> bool:
    """The order of the faults of one link: that it is down comes before all that it would do to packets."""
    return fault.kind != "link-down"


@define
class PacketNetwork:
    """Carries packets through one scenario.

    Attributes:
        view: Static knowledge of the topology.
        scenario: The faults, and their times.
        seed: The seed that decides which packets a lossy link loses.
        messages: The number of messages that programs have sent so far.
    """

    view: View
    scenario: Scenario
    seed: int = 0
    messages: int = 0
    _random: Random = field(init=False, repr=False)
    _edges: list[float] = field(init=False, repr=False)
    _present: dict[int, Present] = field(factory=dict, repr=False)
    _paths: dict[tuple[int, str, str, bool], tuple[tuple[str, str], ...] | None] = field(factory=dict, repr=False)
    _tokens: dict[tuple[str, str], tuple[float, float]] = field(factory=dict, repr=False)

    def __attrs_post_init__(self) -> None:
        """Determine the instants at which something changes."""
        self._random = Random(self.seed)  # noqa: S311 -- simulation, not secrets
        edges = {fault.start for fault in self.scenario.faults}
        edges |= {fault.start + fault.lasts for fault in self.scenario.faults if fault.lasts is not None}
        self._edges = sorted(edges)

    def next_message(self) -> int:
        """The place of a message among all that were sent: of two answers that arrive at one instant, that to the earlier is first."""
        self.messages += 1
        return self.messages

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
            frozenset(fault.of for fault in faults if fault.kind == "site-down"),
            {name: tuple(sorted(found, key=_down_first)) for name, found in links.items()},
            {name: tuple(found) for name, found in hosts.items()},
            clocks,
            faults,
        )

    def path(self, one: str, other: str, now: Present, *, public: bool = False) -> tuple[tuple[str, str], ...] | None:
        """The links from a site to another, each with the site that it leads to; ``None`` where no path exists.

        Routers avoid links and sites that are down where another path is up; filters, losses and delays do not change the
        path. Where no path is up, packets take the usual one and are lost on it.
        """
        key = (id(now), one, other, public)
        if key not in self._paths:
            usual = self.view.site_path(one, other, public=public)
            self._paths[key] = (self._detour(one, other, now, public=public) or usual) if usual else None
        return self._paths[key]

    def _detour(self, one: str, other: str, now: Present, *, public: bool) -> tuple[tuple[str, str], ...]:
        """A shortest path over links and sites that are up; empty where there is none."""

        def passes(link: str, there: str) -> bool:
            if there in now.sites_down and there != other:
                return False
            return not any(
                fault.kind == "link-down" and fault.towards in ("", there) for fault in now.links.get(link, ())
            )

        return self.view.site_path(one, other, public=public, passes=passes)

    def send(self, packet: Packet, at: float) -> Flight:
        """The result of a packet that is sent at an instant."""
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
        when = at + self._delay(packet, now)
        if source.site != target.site:
            public = (target if packet.forward else source).public  # the side that accepts the connection
            steps = self.path(source.site, target.site, now, public=public)
            if steps is None:
                kind = "path" if public else "private path"
                return Flight(NO_ROUTE, at, f"no {kind} from {source.site} to {target.site}")
            flight = self._along(packet, steps, (source.site, target.site), now, when)
            if flight.fate != ARRIVED:
                return flight
            when = flight.at
        if packet.target in now.down:
            informed = when + known("linux--arp-wait", "seconds")
            return Flight(NO_HOST, informed, f"{packet.target} is down")
        return Flight(ARRIVED, when)

    def between(
        self, one: str, other: str, *, public: bool, protocol: str = "", port: int = 0, forward: bool = True
    ) -> Flight:
        """The flight of a small packet from a site to another at the first instant, whatever hosts are there."""
        now = self.present(0.0)
        steps = self.path(one, other, now, public=public)
        if steps is None:
            return Flight(NO_ROUTE, 0.0, f"no {'path' if public else 'private path'} from {one} to {other}")
        packet = Packet("", "", protocol, port, forward and bool(protocol))
        return self._along(packet, steps, (one, other), now, 0.0)

    def _along(
        self, packet: Packet, steps: tuple[tuple[str, str], ...], ends: tuple[str, str], now: Present, at: float
    ) -> Flight:
        """The flight over the links of a path."""
        for link, towards in steps:
            if towards in now.sites_down and towards != ends[1]:
                return Flight(LOST, because=f"packets cannot pass from {ends[0]} to {ends[1]} while {towards} is down")
            flight = self._cross(packet, link, towards, ends, now, at)
            if flight.fate != ARRIVED:
                return flight
            at = flight.at
        return Flight(ARRIVED, at)

    def is_down(self, host: str) -> bool:
        """True where a host is off at the first instant."""
        return host in self.present(0.0).down

    def _at_hosts(self, packet: Packet, now: Present, at: float) -> Flight | None:
        """The flight of a packet blocked at one of the two hosts; ``None`` where neither blocks it.

        A filter of a host is stateful: it acts on the opening direction. One towards a site stops what the host itself sends
        there, answers too.
        """
        hosts = self.view.topology.hosts
        for name in (packet.source, packet.target):
            for fault in now.hosts.get(name, ()):
                if fault.kind != "port-blocked" or not fault.names_port(packet.protocol, packet.port):
                    continue
                outward = fault.towards and name == packet.source and hosts[packet.target].site == fault.towards
                if outward or (not fault.towards and packet.forward):
                    because = f"{packet.protocol}/{packet.port} is blocked at {name}"
                    return Flight(REFUSED if fault.verdict == "reject" else LOST, at, because, filtered=True)
        return None

    def _delay(self, packet: Packet, now: Present) -> float:
        """The further delay of a packet at its two hosts, in seconds."""
        if not now.hosts:
            return 0.0
        there = self.view.topology.hosts[packet.target].site
        return sum(
            fault.amount
            for name in (packet.source, packet.target)
            for fault in now.hosts.get(name, ())
            if fault.kind == "latency" and fault.towards in ("", there)
        )

    def _cross(self, packet: Packet, link: str, towards: str, ends: tuple[str, str], now: Present, at: float) -> Flight:
        """The flight over one link in one direction, on the way between two sites."""
        one, other = ends
        delay = self.view.topology.links[link].latency_s or 0.0
        for fault in now.links.get(link, ()):
            if fault.towards and fault.towards != towards:
                continue
            if fault.kind == "link-down":
                fate = NO_ROUTE if fault.verdict == "reject" else LOST
                return Flight(fate, at, f"packets cannot pass from {one} to {other} while {link} is down")
            if fault.kind == "port-blocked":
                if packet.forward and fault.names_port(packet.protocol, packet.port):
                    fate = REFUSED if fault.verdict == "reject" else LOST
                    return Flight(fate, at, f"{link} blocks {packet.protocol}/{packet.port} from {one} to {other}")
            elif fault.kind == "mtu":
                if packet.size > fault.amount:
                    return Flight(LOST, because=f"{link} loses packets of more than {fault.amount:g} bytes")
            elif fault.kind == "loss":
                if self._random.random() < fault.amount:
                    return Flight(LOST, because=f"{link} lost the packet")
            elif fault.kind == "latency":
                delay += fault.amount
        return Flight(ARRIVED, at + delay)

    def may_tell(self, teller: str, sender: str, at: float, packets: int = 1, *, routing: bool = False) -> bool:
        """True where a host or router may send another ICMP message to a sender now; their rate is limited.

        Args:
            teller: The host, or the site of the router.
            sender: The host that would receive the message.
            at: The time, in seconds.
            packets: The number of packets that cause a message.
            routing: True for a router without a route, whose limit is lower.
        """
        if routing:
            most, rate = known("linux--icmp-limit", "routing_at_once"), known("linux--icmp-limit", "routing_per_second")
        else:
            most = host_wait(self.view, teller, "icmp_burst")
            rate = 1 / host_wait(self.view, teller, "icmp_interval")
        left, last = self._tokens.get((teller, sender), (most, at))
        left = min(most, left + max(0.0, at - last) * rate)
        informed = False
        for _ in range(packets):
            if left >= 1:
                left -= 1
                informed = True
        self._tokens[teller, sender] = (left, max(at, last))
        return informed

    def suffered(self, of: str, at: float) -> frozenset[str]:
        """The kinds of the faults of an element at an instant."""
        return self.present(at).suffered(of)

    def hung(self, host: str, protocol: str, port: int, at: float) -> bool:
        """True where the service on a port hangs: it opens connections and gives no answer."""
        return any(
            fault.kind == "service-hung" and self._affects(fault, host, protocol, port)
            for fault in self.present(at).hosts.get(host, ())
        )

    def _affects(self, fault: Fault, host: str, protocol: str, port: int) -> bool:
        """True where a fault of a service affects a port of its host: of a role, a protocol or a service of the topology."""
        name = fault.service
        if not name or (protocol, port) in PORT_OF_ROLE.get(name, ()):
            return True
        if any(known.service == name and known.number == port and protocol in known.protocols for known in PORTS):
            return True
        topology = self.view.topology
        service = topology.services.get(name)
        if service is not None:
            return service.host == host and service.port == port and protocol == "tcp"
        # the role of a member includes the services that run on it
        roles = topology.hosts[host].roles
        return name in roles and not any((protocol, port) in PORT_OF_ROLE.get(role, ()) for role in roles)

    def clock(self, host: str, at: float) -> float:
        """The time on a host's own clock at an instant."""
        return at + self.present(at).clocks.get(host, 0.0)

    def listens(self, host: str, protocol: str, port: int, at: float) -> bool:
        """True where a service on a host that is up listens on a port."""
        if not self.view.listens(host, protocol, port):
            return False
        return not any(
            fault.kind == "service-down" and self._affects(fault, host, protocol, port)
            for fault in self.present(at).hosts.get(host, ())
        )
