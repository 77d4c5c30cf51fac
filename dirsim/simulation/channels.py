"""Channels on a clock: UDP sockets and TCP connections, packet by packet.

Sources: RFC 9293 section 3.5 (opening), RFC 6298 (retransmission), facts ``linux--tcp-open`` and ``linux--tcp-resend``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from attrs import define, field

from dirsim.facts.store import fact
from dirsim.model.outcome import ReplyKind
from dirsim.protocols.acts import Heard, Request, Send, Served
from dirsim.protocols.client_profile import known
from dirsim.protocols.exchange import Exchange, Reply
from dirsim.protocols.message_size import largest_packet
from dirsim.simulation.packet_network import (
    ARRIVED,
    LOST,
    NO_HOST,
    NO_ROUTE,
    REFUSED,
    Flight,
    Packet,
    PacketNetwork,
)

Serve = Callable[[Request, float], tuple[Served, float] | None]
"""A server on a clock: request and arrival time in; answer and the time it was ready out, ``None`` for silence."""


@cache
def _openings(system: str) -> tuple[float, ...]:
    detail = fact(f"{system}--tcp-open").detail or {}
    return (0.0, *(float(after) for after in detail["after_s"]))


@define
class Channel:
    """One socket of a program.

    Attributes:
        number: Its number in the program.
        exchange: The exchange that it was opened for.
        network: The network that carries its packets.
        serve: The server at the other end.
        open: True while it can still receive a reply.
        coming: The replies on their way to the program, with their times of arrival.
        message: The place of the last request among all messages (see :meth:`PacketNetwork.next_message`).
    """

    number: int
    exchange: Exchange
    network: PacketNetwork
    serve: Serve
    open: bool = True
    coming: list[tuple[float, int, Heard]] = field(factory=list)
    message: int = 0
    accepted_at: float | None = None
    closed_because: str = ""

    def packet(self, *, forward: bool, size: int = 60) -> Packet:
        """A packet of this channel, forward or back; its size is that of a packet without content unless given."""
        exchange = self.exchange
        ends = (exchange.initiator, exchange.target) if forward else (exchange.target, exchange.initiator)
        return Packet(*ends, exchange.protocol, exchange.port, forward, size)

    def tell(self, at: float, reply: Reply) -> None:
        """Deliver a reply to the program."""
        self.coming.append((at, self.message, Heard(self.number, reply)))
        self.coming.sort(key=lambda entry: entry[:2])

    def router_of(self, site_of: str) -> str:
        """The router at the site of a host, as a sender of ICMP messages."""
        return "router of " + self.network.view.topology.hosts[site_of].site

    def due(self, now: float) -> tuple[float, int] | None:
        """The next event on this channel: its time, and the message that it answers; ``None`` means never."""
        del now
        return self.coming[0][:2] if self.open and self.coming else None


@define
class UdpChannel(Channel):
    """A UDP socket connected to one server."""

    def send(self, act: Send, at: float) -> None:
        """Send a datagram."""
        self.message = self.network.next_message()
        network, exchange = self.network, self.exchange
        flight = self._fly(at, act.packets, forward=True, size=largest_packet(act.exchange, forward=True))
        if flight.fate in (NO_ROUTE, NO_HOST, REFUSED):
            routing = flight.fate == NO_ROUTE
            heard = act.hears == "all" or (act.hears == "refused" and flight.fate == REFUSED)
            teller = self.router_of(exchange.initiator if routing else exchange.target)
            informed = network.may_tell(teller, exchange.initiator, flight.at, act.packets, routing=routing)
            if informed and heard:
                code = "no-host" if flight.fate == NO_HOST else "unreachable"
                self.tell(flight.at, Reply(ReplyKind.REJECTED, flight.because, code))
            else:
                self.closed_because = flight.because
            return
        if flight.fate == LOST:
            self.closed_because = flight.because
            return
        if not network.listens(exchange.target, "udp", exchange.port, flight.at):
            because = f"no service answers on {exchange.target} udp/{exchange.port}"
            if network.may_tell(exchange.target, exchange.initiator, flight.at, act.packets):
                back = network.send(self.packet(forward=False), flight.at)
                if back.fate == ARRIVED and act.hears != "nothing":
                    self.tell(back.at, Reply(ReplyKind.REJECTED, because, "service-down"))
            self.closed_because = because
            return
        served = self.serve(Request(exchange.target, act.exchange), flight.at)
        if served is None or served[0].closes:
            self.closed_because = f"{exchange.target} gave no answer"
            return
        size = largest_packet(act.exchange, forward=False, granted=served[0].reply.ok)
        back = self._fly(served[1], act.packets, forward=False, size=size)
        if back.fate == ARRIVED:
            self.tell(back.at, served[0].reply)
        else:
            self.closed_because = f"the answer is lost: {back.because}"

    def _fly(self, at: float, packets: int, *, forward: bool, size: int) -> Flight:
        """The result for packets that belong together: the first loss, else the arrival of the last."""
        flights = [self.network.send(self.packet(forward=forward, size=size), at) for _ in range(packets)]
        return next((flight for flight in flights if flight.fate != ARRIVED), flights[0])


@define
class TcpChannel(Channel):
    """A TCP connection: opened by the first request, established when the program next looks at it."""

    pending: Send | None = None
    established_at: float | None = None
    established: bool = False
    gives_up_at: float = float("inf")

    def send(self, act: Send, at: float) -> None:
        """Open the connection for a request, or send a further request on it."""
        self.message = self.network.next_message()
        if self.established or act.exchange.kept:
            self.established, self.accepted_at = True, at if self.accepted_at is None else self.accepted_at
            self._request(act, at)
            return
        self.pending = act
        if self.established_at is None:
            self._open(at, act)

    def _open(self, at: float, act: Send) -> None:
        network, exchange = self.network, self.exchange
        for after in _openings(act.system):
            when = at + after
            flight = network.send(self.packet(forward=True), when)
            if flight.fate == REFUSED:
                self.tell(flight.at, Reply(ReplyKind.REJECTED, flight.because, "reset"))
                return
            if flight.fate == NO_ROUTE:
                informed = network.may_tell(self.router_of(exchange.initiator), exchange.initiator, when, routing=True)
                self.closed_because = flight.because
                if informed and not (act.blocking and not after):
                    self.tell(flight.at, Reply(ReplyKind.REJECTED, flight.because, "unreachable"))
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
                because = f"no service answers on {exchange.target} tcp/{exchange.port}"
                self.tell(back.at, Reply(ReplyKind.REJECTED, because, "reset"))
            else:
                self.established_at, self.accepted_at = back.at, back.at
            return
        self.gives_up_at = at + known(f"{act.system}--tcp-open", "gives_up_s")
        self.tell(self.gives_up_at, Reply(ReplyKind.SILENT, self.closed_because, "no-connection"))

    def due(self, now: float) -> tuple[float, int] | None:
        """The next event: the connection is established, or a reply arrives."""
        if not self.open:
            return None
        if self.established_at is not None and not self.established:
            return max(now, self.established_at), self.message
        return self.coming[0][:2] if self.coming else None

    def establish(self, now: float) -> None:
        """Mark the connection as established and send the program's request."""
        self.established = True
        if self.pending is not None:
            self.message = self.network.next_message()
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
        arrived = self._deliver(at, forward=True, size=largest_packet(exchange, forward=True))
        if arrived is None:
            return
        if not self.network.listens(exchange.target, "tcp", exchange.port, arrived):
            because = f"no service answers on {exchange.target} tcp/{exchange.port} any more"
            back = self._deliver(arrived, forward=False)
            if back is not None:
                self.tell(back, Reply(ReplyKind.REJECTED, because, "reset"))
            return
        served = self.serve(Request(exchange.target, exchange), arrived)
        if served is None:
            return
        size = largest_packet(exchange, forward=False, granted=served[0].reply.ok)
        back = self._deliver(served[1], forward=False, size=size)
        if back is None:
            return
        if served[0].closes:
            self.tell(back, Reply(ReplyKind.REJECTED, served[0].reply.because, "closed"))
        else:
            self.tell(back, served[0].reply)

    def _deliver(self, at: float, *, forward: bool, size: int = 60) -> float | None:
        """The arrival of data, which is retransmitted until it arrives; ``None`` when the system gives up."""
        wait, when = known("linux--tcp-resend", "first_s"), at
        for _ in range(int(known("linux--tcp-resend", "times")) + 1):
            flight = self.network.send(self.packet(forward=forward, size=size), when)
            if flight.fate == ARRIVED:
                return flight.at
            self.closed_because = flight.because
            when += wait
            wait = min(2 * wait, known("linux--tcp-resend", "longest_s"))
        self.tell(when, Reply(ReplyKind.SILENT, self.closed_because, "connection-timed-out"))
        return None
