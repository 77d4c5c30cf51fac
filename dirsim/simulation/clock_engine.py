"""Clock driver: runs client programs and servers with their timers."""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable, Mapping
from typing import Any

from attrs import define, field, frozen

from dirsim.model.outcome import ReplyKind
from dirsim.protocols.acts import (
    Acts,
    Await,
    Close,
    Heard,
    Look,
    Pause,
    ReadClock,
    Recall,
    Remember,
    Request,
    Send,
    Served,
    Suffers,
    Within,
)
from dirsim.protocols.exchange import Exchange, Reply
from dirsim.protocols.view import View
from dirsim.simulation.channels import Channel, TcpChannel, UdpChannel
from dirsim.simulation.packet_network import PacketNetwork

_LONGEST_S = 7 * 86400.0
_MOST_ACTS = 20_000
_ANY_CLIENT_S = 15.0
"""The time within which an answer is assumed to be in time, for clients whose timeouts are not published."""
_SURE_S = 1.0
"""The shortest timeout of any client."""

Memory = dict[tuple[str, Hashable], Any]
"""The memory of hosts, by host and key."""

Handlers = Callable[[View, Request], Acts | None]
"""Finds the program that answers a request; ``None`` where the server does not answer."""


@frozen
class Sent:
    """One request of a program, and the reply to it.

    Attributes:
        at: The time of sending.
        exchange: Initiator, target and purpose.
        channel: The program's number and its channel.
        heard_at: The time of the reply; ``None`` means that none came while the program listened.
        reply: The reply.
    """

    at: float
    exchange: Exchange
    channel: tuple[int, int]
    heard_at: float | None = None
    reply: Reply | None = None


@define
class Log:
    """The requests of a run, in the order of the clock.

    Attributes:
        sent: Every request.
        unknown_wait: True where a program waited for a time that no source states.
    """

    sent: list[Sent] = field(factory=list)
    unknown_wait: bool = False
    _places: dict[tuple[int, int], int] = field(factory=dict)
    _channels: dict[tuple[int, int], Channel] = field(factory=dict)

    def add(self, at: float, exchange: Exchange, number: int, channel: Channel) -> None:
        """Record a request of a program on one of its channels."""
        key = (number, channel.number)
        self._places[key] = len(self.sent)
        self._channels[key] = channel
        self.sent.append(Sent(at, exchange, key))

    def came(self, sent: Sent, by: float) -> Reply:
        """The reply to a request that the program had by an instant, or silence with its reason."""
        if sent.reply is not None and (sent.heard_at or 0.0) <= by:
            return sent.reply
        why = self._channels[sent.channel].closed_because
        return Reply(ReplyKind.SILENT, why or "no answer came before the timeout")

    def heard(self, at: float, channel: tuple[int, int], reply: Reply) -> None:
        """Record a reply on a channel."""
        place = self._places.get(channel)
        if place is not None:
            sent = self.sent[place]
            if sent.heard_at is None:
                self.sent[place] = Sent(sent.at, sent.exchange, channel, at, reply)


@define
class ClockEngine:
    """Runs programs over one scenario.

    Attributes:
        view: Static knowledge of the topology.
        network: The network that carries the packets.
        handlers: Finds the program that answers a request.
        memory: The memory of hosts; it is kept between programs.
        log: The requests of the run.
        started: The number of programs started so far.
    """

    view: View
    network: PacketNetwork
    handlers: Handlers
    memory: Memory = field(factory=dict)
    log: Log = field(factory=Log)
    started: int = 0

    def run(self, program: Acts, at: float, until: float = float("inf")) -> tuple[Any, float]:
        """Drive a program from an instant.

        Args:
            program: The program, not yet started.
            at: When it starts, in seconds.
            until: When it is cancelled from outside.

        Returns:
            The program's result, and the time of its end; ``(None, until)`` when it was cancelled.
        """
        self.started += 1
        run = _Run(self, self.started, at, until)
        return run.drive(program)

    def serve(self, request: Request, at: float) -> tuple[Served, float] | None:
        """A server's answer to a request that reached it at an instant."""
        exchange = request.exchange
        program = self.handlers(self.view, request)
        if program is None or self.network.hung(request.host, exchange.protocol, exchange.port, at):
            return None
        served, ready = self.run(program, at)
        return None if served is None else (served, ready)


@define
class _Run:
    """One running program."""

    engine: ClockEngine
    number: int
    now: float
    until: float
    channels: list[Channel] = field(factory=list)

    def drive(self, program: Acts) -> tuple[Any, float]:
        answer: Any = None
        try:
            for _ in range(_MOST_ACTS):
                act = program.send(answer)
                answer = self._act(act)
                if self.now >= self.until:
                    program.close()
                    return None, self.until
        except StopIteration as stopped:
            return stopped.value, self.now
        program.close()
        return None, self.now

    def _act(self, act: Any) -> Any:
        perform = _ACTS.get(type(act))
        if perform is None:
            raise TypeError(f"unsupported act {act!r}")
        return perform(self, act)

    def exchange(self, exchange: Exchange) -> Reply:
        """A plain exchange: send, then wait; no source states how long such a client waits."""
        number = self.send(Send(exchange, hears="all"))
        heard = self.wait(Await(None, (number,)))
        channel = self.channels[number]
        channel.open = False
        return heard.reply if heard is not None else Reply(ReplyKind.SILENT, channel.closed_because)

    def send(self, act: Send) -> int:
        """Send a request."""
        if act.on is None:
            kind = TcpChannel if act.exchange.protocol == "tcp" else UdpChannel
            channel: Channel = kind(len(self.channels), act.exchange, self.engine.network, self.engine.serve)
            self.channels.append(channel)
        else:
            channel = self.channels[act.on]
        self.engine.log.add(self.now, act.exchange, self.number, channel)
        if isinstance(channel, UdpChannel | TcpChannel):
            channel.open = True
            channel.send(act, self.now)
        return channel.number

    def wait(self, act: Await) -> Heard | None:
        """Wait for a reply."""
        began = self.now
        deadline = began + min(_LONGEST_S, _ANY_CLIENT_S if act.seconds is None else act.seconds)
        watched = self.channels if act.on is None else [self.channels[number] for number in act.on]
        while True:
            if not any(channel.open for channel in watched):
                return None
            limit = deadline
            if act.established:
                for channel in watched:
                    if channel.open and isinstance(channel, TcpChannel) and channel.established:
                        limit = max(limit, (channel.accepted_at or 0.0) + min(act.established, _LONGEST_S))
            due = [(event, channel) for channel in watched if (event := channel.due(self.now)) is not None]
            if not due or min(due, key=_when)[0][0] > limit:
                if act.seconds is None:  # no source states how long the client waits
                    self.engine.log.unknown_wait = True
                    return None
                self.now = max(self.now, min(limit, self.until))
                return None
            event, channel = min(due, key=_when)
            when = event[0]
            self.now = max(self.now, when)
            if act.seconds is None and self.now - began > _SURE_S:
                self.engine.log.unknown_wait = True
            if self.now >= self.until:
                return None
            if isinstance(channel, TcpChannel) and not channel.established and channel.established_at is not None:
                channel.establish(self.now)
                continue
            *_, heard = channel.coming.pop(0)
            self.engine.log.heard(self.now, (self.number, channel.number), heard.reply)
            if heard.reply.heard in (ReplyKind.REJECTED, ReplyKind.SILENT):
                channel.open = False
                if act.closings:
                    return heard
                continue
            return heard

    def within(self, act: Within) -> tuple[Any] | None:
        """Run a part of the program with a time limit."""
        until = min(self.until, self.now + act.seconds)
        self.engine.started += 1
        part = _Run(self.engine, self.engine.started, self.now, until)
        result, self.now = part.drive(_flagged(act.part))
        part.close(Close())
        return None if result is None else (result[0],)

    def close(self, _: Close) -> None:
        """Drop the open channels."""
        for channel in self.channels:
            channel.open = False

    def look(self, act: Look) -> str:
        """The state of a channel."""
        channel = self.channels[act.channel]
        if not channel.open:
            return "closed"
        return "opening" if isinstance(channel, TcpChannel) and not channel.established else "open"

    def read_clock(self, act: ReadClock) -> float:
        """The time on a host's own clock."""
        return self.engine.network.clock(act.host, self.now)

    def suffers(self, act: Suffers) -> frozenset[str]:
        """The kinds of the faults of an element."""
        return self.engine.network.suffered(act.of, self.now)

    def pause(self, act: Pause) -> None:
        """Wait without listening."""
        self.now += act.seconds

    def recall(self, act: Recall) -> Any:
        """A value from a host's memory."""
        return self.engine.memory.get((act.host, act.key))

    def remember(self, act: Remember) -> None:
        """Store a value in a host's memory."""
        self.engine.memory[act.host, act.key] = act.value


def _flagged(part: Acts) -> Acts:
    """A part whose result is wrapped, so that it differs from a part that was ended."""
    return ((yield from part),)


def _when(entry: tuple[tuple[float, int], Channel]) -> tuple[float, int]:
    """Events by their times; at one instant by the messages that they answer, in the order of sending."""
    return entry[0]


_ACTS: Mapping[type, Callable[[_Run, Any], Any]] = {
    Exchange: _Run.exchange,
    Send: _Run.send,
    Await: _Run.wait,
    Within: _Run.within,
    Close: _Run.close,
    Look: _Run.look,
    ReadClock: _Run.read_clock,
    Suffers: _Run.suffers,
    Pause: _Run.pause,
    Recall: _Run.recall,
    Remember: _Run.remember,
}

Program = Generator[Any, Any, Any]
