"""Network state: the packet network at one instant.

There is one network: a request and its answer are packets of :class:`~dirsim.simulation.packet_network.PacketNetwork`, so what
runs on a clock and what is asked at one instant find the same paths, filters and services.
"""

from __future__ import annotations

from functools import cache
from random import Random

from attrs import define, evolve, field, frozen

from dirsim.facts.store import fact
from dirsim.model.outcome import ReplyKind
from dirsim.model.scenario import Fault, Scenario
from dirsim.model.topology import Topology
from dirsim.protocols.client_profile import known
from dirsim.protocols.exchange import Exchange, Reply
from dirsim.protocols.message_size import largest_packet
from dirsim.protocols.view import View
from dirsim.simulation.packet_network import ARRIVED, NO_ROUTE, REFUSED, Flight, Packet, PacketNetwork

_THROUGH = Reply(ReplyKind.ANSWERED)


@cache
def _tries(protocol: str) -> int:
    """The number of times that a Windows client sends a packet before it gives up, which decides where a link loses packets."""
    if protocol == "udp":
        return int(known("windows--kdc-retry", "tries"))
    return 1 + len((fact("windows--tcp-open").detail or {})["after_s"])


@frozen
class Crossing:
    """The path between two sites in one state.

    Attributes:
        links: The links on the forward path, in order; empty within one site.
        open: True where packets of the kind pass in both directions.
        because: The reason where they do not.
        rejected: True where the obstacle answers (reject) rather than discards (drop).
    """

    links: tuple[str, ...] = ()
    open: bool = True
    because: str = ""
    rejected: bool = False


@define
class NetworkState:
    """One state of the network: a topology and the faults present at an instant.

    Attributes:
        topology: The topology.
        faults: The faults at this instant.
        view: Static knowledge of the topology; ``None`` means that it is worked out.
    """

    topology: Topology
    faults: tuple[Fault, ...] = ()
    view: View | None = None
    lossy: bool = field(init=False, default=False)
    slow: bool = field(init=False, default=False)
    _filters: bool = field(init=False, default=False, repr=False)
    _network: PacketNetwork = field(init=False, repr=False)
    _carried: dict[tuple[str, str, str, int, int], Reply] = field(factory=dict, repr=False)
    _crossings: dict[tuple[str, str, bool, str, int], Crossing] = field(factory=dict, repr=False)
    _suffered: dict[str, frozenset[str]] = field(factory=dict, repr=False)

    def __attrs_post_init__(self) -> None:
        """Freeze the faults: they are present from the first instant on and do not end. Losses are drawn apart."""
        frozen_ = [evolve(fault, start=0.0, lasts=None) for fault in self.faults if not _by_chance(fault)]
        self.lossy = any(_by_chance(fault) for fault in self.faults)
        self.slow = any(fault.kind == "latency" for fault in self.faults)
        self._filters = any(fault.kind in ("mtu", "port-blocked") for fault in self.faults)
        self._network = PacketNetwork(self.view or View(self.topology), Scenario("", frozen_))
        for fault in self.faults:
            self._suffered[fault.of] = self._suffered.get(fault.of, frozenset()) | {fault.kind}

    def suffered(self, of: str) -> frozenset[str]:
        """The kinds of the faults of an element."""
        return self._suffered.get(of, frozenset())

    def clock(self, host: str) -> float:
        """The error of a host's clock, in seconds; a clock that is ahead has a positive one."""
        return self._network.clock(host, 0.0)

    def carry(self, exchange: Exchange, seed: int = 0) -> Reply:
        """The result of a request in the network: it reaches a service that answers, or the reason why not.

        Args:
            exchange: The exchange.
            seed: The seed of the draws by which a link loses packets.
        """
        if self._plainly(exchange):
            carried = _THROUGH
        else:
            size = largest_packet(exchange, forward=True)
            key = (exchange.initiator, exchange.target, exchange.protocol, exchange.port, size)
            had = self._carried.get(key)
            carried = self._carried[key] = self._carry(exchange, size) if had is None else had
        if carried.ok and self.lossy and self._lost(exchange, seed):
            return Reply(ReplyKind.SILENT, f"every packet to {exchange.target} was lost", "lost")
        return carried

    def _plainly(self, exchange: Exchange) -> bool:
        """True where no fault is on the way, so that the packets need not be followed one by one."""
        initiator, target = exchange.initiator, exchange.target
        now = self._network.present(0.0)
        if (
            self._filters
            or initiator in now.down
            or target in now.down
            or initiator in now.hosts
            or target in now.hosts
        ):
            return False
        return self.crossing_of(exchange).open and self._network.view.listens(target, exchange.protocol, exchange.port)

    def returned(self, exchange: Exchange, reply: Reply) -> Reply:
        """The answer of a server, as it comes back: an answer too large for the path is lost."""
        if not self._filters or exchange.initiator == exchange.target:
            return reply
        size = largest_packet(exchange, forward=False, granted=reply.ok)
        back = self._network.send(self._packet(exchange, size, forward=False), 0.0)
        return reply if back.fate == ARRIVED else _lost_answer(back)

    def delay_s(self, exchange: Exchange) -> float:
        """The further round-trip time that faults cause, in seconds."""
        there = self._network.send(self._packet(exchange, 60, forward=True), 0.0)
        links = self.crossing_of(exchange).links
        usual = sum(self.topology.links[link].latency_s or 0.0 for link in links)
        return 2 * (there.at - usual) if there.fate == ARRIVED else 0.0

    def _packet(self, exchange: Exchange, size: int, *, forward: bool) -> Packet:
        ends = (exchange.initiator, exchange.target) if forward else (exchange.target, exchange.initiator)
        return Packet(*ends, exchange.protocol, exchange.port, forward, size)

    def _carry(self, exchange: Exchange, size: int) -> Reply:
        network, initiator, target = self._network, exchange.initiator, exchange.target
        if network.is_down(initiator):
            return Reply(ReplyKind.SILENT, f"{initiator} is down", "initiator-down")
        if initiator != target:
            there = network.send(self._packet(exchange, size, forward=True), 0.0)
            stopped = None if there.fate == ARRIVED else self._stopped(there, exchange)
            if network.is_down(target) and (stopped is None or stopped.heard == ReplyKind.SILENT):
                return Reply(ReplyKind.SILENT, f"{target} is down", "host-down")
            if stopped is not None:
                return stopped
            back = network.send(self._packet(exchange, 60, forward=False), 0.0)
            if back.fate != ARRIVED:
                return _lost_answer(back)
        if not network.listens(target, exchange.protocol, exchange.port, 0.0):
            return self._closed(exchange)
        if network.hung(target, exchange.protocol, exchange.port, 0.0):
            return Reply(ReplyKind.SILENT, f"{exchange.service} on {target} hangs", "hung")
        return _THROUGH

    def _stopped(self, flight: Flight, exchange: Exchange) -> Reply:
        """The result of a request that does not arrive; a filter or router that rejects it says so."""
        if flight.fate == REFUSED:
            return Reply(ReplyKind.REJECTED, flight.because, "port-blocked" if flight.filtered else "unreachable")
        if flight.fate == NO_ROUTE and self.crossing_of(exchange).rejected:
            return Reply(ReplyKind.REJECTED, flight.because, NO_ROUTE)
        return Reply(ReplyKind.SILENT, flight.because, "port-blocked" if flight.filtered else "no-path")

    def _closed(self, exchange: Exchange) -> Reply:
        """The rejection by a host on which no service listens on the port."""
        for fault in self.faults:
            if fault.kind == "service-down" and fault.of == exchange.target:
                stopped = fault.service or "every service"
                return Reply(ReplyKind.REJECTED, f"{stopped} on {exchange.target} has stopped", "service-down")
        because = f"no service on {exchange.target} listens on {exchange.protocol}/{exchange.port}"
        return Reply(ReplyKind.REJECTED, because, "not-listening")

    def _lost(self, exchange: Exchange, seed: int) -> bool:
        """True where the draw of a seed loses every packet of an exchange."""
        through = 1.0
        crossing = self.crossing_of(exchange)
        for fault in self.faults:
            if _by_chance(fault) and fault.of in crossing.links:
                ways = 1 if fault.towards else 2
                through *= (1 - fault.amount) ** ways
        fails = (1 - through) ** _tries(exchange.protocol)
        drawn = Random(f"{seed} {exchange}").random()  # noqa: S311 -- simulation, not secrets
        return drawn < fails

    def crossing_of(self, exchange: Exchange) -> Crossing:
        """The path of an exchange."""
        hosts = self.topology.hosts
        here, there = hosts[exchange.initiator], hosts[exchange.target]
        if not self._filters:
            return self.crossing(here.site, there.site, public=there.public)
        return self.crossing(here.site, there.site, public=there.public, protocol=exchange.protocol, port=exchange.port)

    def crossing(self, one: str, other: str, *, public: bool = False, protocol: str = "", port: int = 0) -> Crossing:
        """The path for packets of one kind from a site to another and back; memoised.

        Args:
            one: The first site.
            other: The last site.
            public: True where the internet may be used too.
            protocol: ``tcp`` or ``udp``; empty means packets that no port filter matches.
            port: The port of the side that accepts.
        """
        if one == other:
            return Crossing()
        key = (one, other, public, protocol, port)
        found = self._crossings.get(key)
        if found is None:
            found = self._crossings[key] = self._find_crossing(*key)
        return found

    def _find_crossing(self, one: str, other: str, public: bool, protocol: str, port: int) -> Crossing:
        network = self._network
        there = network.between(one, other, public=public, protocol=protocol, port=port)
        links = tuple(name for name, _ in network.path(one, other, network.present(0.0), public=public) or ())
        if there.fate != ARRIVED:
            return Crossing((), False, there.because, there.fate == REFUSED or self._some_reject(links))
        back = network.between(other, one, public=public, protocol=protocol, port=port, forward=False)
        if back.fate != ARRIVED:
            return Crossing(links, False, f"the answer is lost: {back.because}")
        return Crossing(links)

    def _some_reject(self, links: tuple[str, ...]) -> bool:
        return any(
            fault.kind == "link-down" and fault.verdict == "reject" and fault.of in links for fault in self.faults
        )


def _lost_answer(flight: Flight) -> Reply:
    return Reply(ReplyKind.SILENT, f"the answer is lost: {flight.because}", "no-path")


def _by_chance(fault: Fault) -> bool:
    """True for a fault that acts by chance, so that a single draw says little."""
    return fault.kind == "loss" and 0 < fault.amount < 1
