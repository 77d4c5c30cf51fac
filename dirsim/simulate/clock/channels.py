"""Channels: UDP sockets and TCP connections as they unfold in time, packet by packet.

Sources: RFC 9293 section 3.5 (opening), RFC 6298 (retransmission), facts ``linux--tcp-open`` and ``linux--tcp-resend``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from attrs import define, field

from dirsim.facts.store import fact
from dirsim.flows.acts import Heard, Request, Send, Served
from dirsim.flows.clients.profile import known
from dirsim.flows.exchange import Exchange, Reply
from dirsim.simulate.clock.network import ARRIVED, LOST, NO_HOST, NO_ROUTE, REFUSED, Flight, Packet, PacketNetwork

Serve = Callable[[Request, float], tuple[Served, float] | None]
"""A server at work: the request and when it arrived; gives the answer and when it was ready, ``None`` for silence."""


@cache
def _openings() -> tuple[float, ...]:
    detail = fact("linux--tcp-open").detail or {}
    return (0.0, *(float(after) for after in detail["after_s"]))


@define
class Channel:
    """One socket of a program.

    Attributes:
        number: Its number in the program.
        exchange: What it was opened for.
        network: What carries its packets.
        serve: What answers at the other end.
        open: Whether it can still hear something.
        coming: What is on its way to the program: when, and what.
    """

    number: int
    exchange: Exchange
    network: PacketNetwork
    serve: Serve
    open: bool = True
    coming: list[tuple[float, Heard]] = field(factory=list)
    accepted_at: float | None = None
    closed_because: str = ""

    def packet(self, *, forward: bool) -> Packet:
        """A packet of this channel, there or back."""
        exchange = self.exchange
        ends = (exchange.initiator, exchange.target) if forward else (exchange.target, exchange.initiator)
        return Packet(*ends, exchange.protocol, exchange.port, forward)

    def tell(self, at: float, reply: Reply, payload: object = None) -> None:
        """Something reaches the program."""
        self.coming.append((at, Heard(self.number, reply, payload)))
        self.coming.sort(key=lambda entry: entry[0])

    def router_of(self, site_of: str) -> str:
        """The router at the site of a host, as a teller of ICMP messages."""
        return "router of " + self.network.view.topology.hosts[site_of].site

    def due(self, now: float) -> float | None:
        """When the next thing happens on this channel; ``None`` means never."""
        del now
        return self.coming[0][0] if self.open and self.coming else None


@define
class UdpChannel(Channel):
    """A UDP socket that is connected to one server."""

    def send(self, act: Send, at: float) -> None:
        """Put a datagram on the wire."""
        network, exchange = self.network, self.exchange
        flight = self._fly(at, act.packets, forward=True)
        if flight.fate in (NO_ROUTE, NO_HOST, REFUSED):
            routing = flight.fate == NO_ROUTE
            heard = act.hears == "all" or (act.hears == "refused" and flight.fate == REFUSED)
            teller = self.router_of(exchange.initiator if routing else exchange.target)
            told = network.may_tell(teller, exchange.initiator, flight.at, act.packets, routing=routing)
            if told and heard:
                self.tell(flight.at, Reply("rejected", flight.because, "unreachable"))
            else:
                self.closed_because = flight.because
            return
        if flight.fate == LOST:
            self.closed_because = flight.because
            return
        if not network.listens(exchange.target, "udp", exchange.port, flight.at):
            because = f"nothing answers on {exchange.target} udp/{exchange.port}"
            if network.may_tell(exchange.target, exchange.initiator, flight.at, act.packets):
                back = network.send(self.packet(forward=False), flight.at)
                if back.fate == ARRIVED and act.hears != "nothing":
                    self.tell(back.at, Reply("rejected", because, "service-down"))
            self.closed_because = because
            return
        served = self.serve(Request(exchange.target, act.exchange, act.payload), flight.at)
        if served is None or served[0].closes:
            self.closed_because = f"{exchange.target} gave no answer"
            return
        back = self._fly(served[1], act.packets, forward=False)
        if back.fate == ARRIVED:
            self.tell(back.at, served[0].reply, served[0].payload)
        else:
            self.closed_because = f"the answer is lost: {back.because}"

    def _fly(self, at: float, packets: int, *, forward: bool) -> Flight:
        """What becomes of packets that belong together: one that is lost is all that is remembered."""
        flights = [self.network.send(self.packet(forward=forward), at) for _ in range(packets)]
        return next((flight for flight in flights if flight.fate != ARRIVED), flights[0])


@define
class TcpChannel(Channel):
    """A TCP connection: opened when it is first sent on, used as soon as the program looks at it again."""

    pending: Send | None = None
    established_at: float | None = None
    established: bool = False
    gives_up_at: float = float("inf")

    def send(self, act: Send, at: float) -> None:
        """Open the connection for a request, or send a further request on it."""
        if self.established or act.kept:
            self.established, self.accepted_at = True, at if self.accepted_at is None else self.accepted_at
            self._request(act, at)
            return
        self.pending = act
        if self.established_at is None:
            self._open(at, act)

    def _open(self, at: float, act: Send) -> None:
        network, exchange = self.network, self.exchange
        for after in _openings():
            when = at + after
            flight = network.send(self.packet(forward=True), when)
            if flight.fate == REFUSED:
                self.tell(flight.at, Reply("rejected", flight.because, "reset"))
                return
            if flight.fate == NO_ROUTE:
                told = network.may_tell(self.router_of(exchange.initiator), exchange.initiator, when, routing=True)
                self.closed_because = flight.because
                if told and not (act.blocking and not after):
                    self.tell(flight.at, Reply("rejected", flight.because, "unreachable"))
                    return
                continue
            if flight.fate != ARRIVED:
                self.closed_because = flight.because
                continue
            back = network.send(self.packet(forward=False), flight.at)
            if back.fate != ARRIVED:
                self.closed_because = f"the answer is lost: {back.because}"
                continue
            if not network.listens(exchange.target, "tcp", exchange.port, flight.at):
                because = f"nothing answers on {exchange.target} tcp/{exchange.port}"
                self.tell(back.at, Reply("rejected", because, "reset"))
            else:
                self.established_at, self.accepted_at = back.at, back.at
            return
        self.gives_up_at = at + known("linux--tcp-open", "gives_up_s")
        self.tell(self.gives_up_at, Reply("silent", self.closed_because, "no-connection"))

    def due(self, now: float) -> float | None:
        """When the next thing happens: the connection is there, or something was heard."""
        if not self.open:
            return None
        if self.established_at is not None and not self.established:
            return max(now, self.established_at)
        return self.coming[0][0] if self.coming else None

    def establish(self, now: float) -> None:
        """The program sees that the connection is there, and sends its request."""
        self.established = True
        if self.pending is not None:
            self._request(self.pending, now)
            self.pending = None

    def _request(self, act: Send, at: float) -> None:
        exchange = act.exchange
        for _ in range(act.turns - 1):
            there = self._deliver(at, forward=True)
            back = None if there is None else self._deliver(there, forward=False)
            if back is None:
                return
            at = back
        arrived = self._deliver(at, forward=True)
        if arrived is None:
            return
        if not self.network.listens(exchange.target, "tcp", exchange.port, arrived):
            because = f"nothing answers on {exchange.target} tcp/{exchange.port} any more"
            back = self._deliver(arrived, forward=False)
            if back is not None:
                self.tell(back, Reply("rejected", because, "reset"))
            return
        served = self.serve(Request(exchange.target, exchange, act.payload), arrived)
        if served is None:
            return
        back = self._deliver(served[1], forward=False)
        if back is None:
            return
        if served[0].closes:
            self.tell(back, Reply("rejected", served[0].reply.because, "closed"))
        else:
            self.tell(back, served[0].reply, served[0].payload)

    def _deliver(self, at: float, *, forward: bool) -> float | None:
        """When data arrives at last: it is sent again until it does, or the system gives up."""
        wait, when = known("linux--tcp-resend", "first_s"), at
        for _ in range(int(known("linux--tcp-resend", "times")) + 1):
            flight = self.network.send(self.packet(forward=forward), when)
            if flight.fate == ARRIVED:
                return flight.at
            self.closed_because = flight.because
            when += wait
            wait *= 2
        return None
