"""Drives programs on a clock: clients, and the servers that their packets reach, each with its own timers."""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable, Mapping
from typing import Any

from attrs import define, field, frozen

from dirsim.flows.acts import (
    FOREVER,
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
)
from dirsim.flows.exchange import Exchange, Reply
from dirsim.flows.view import View
from dirsim.simulate.clock.channels import Channel, TcpChannel, UdpChannel
from dirsim.simulate.clock.network import PacketNetwork

_LONGEST_S = 7 * 86400.0
_MOST_ACTS = 20_000
_ANY_CLIENT_S = 15.0
"""Where a client's waits are not published, an answer that comes within this time is taken to be waited for."""
_SURE_S = 1.0
"""No client gives up sooner than that."""

Memory = dict[tuple[str, Hashable], Any]
"""What hosts remember, by host and key."""

Handlers = Callable[[View, Request], Acts | None]
"""Finds the program that answers a request; ``None`` where the server has nothing to say."""


@frozen
class Sent:
    """One request that a program put on the wire, and what it heard of it.

    Attributes:
        at: When it was sent.
        exchange: Who asked whom.
        channel: The program's number and its channel.
        heard_at: When something came back; ``None`` means that nothing did while the program listened.
        reply: What came back.
    """

    at: float
    exchange: Exchange
    channel: tuple[int, int]
    heard_at: float | None = None
    reply: Reply | None = None


@define
class Log:
    """What was put on the wire during a run, in the order of the clock.

    Attributes:
        sent: Every request.
        unknown_wait: Whether somebody waited for a time that no source states.
    """

    sent: list[Sent] = field(factory=list)
    unknown_wait: bool = False
    _places: dict[tuple[int, int], int] = field(factory=dict)
    _channels: dict[tuple[int, int], Channel] = field(factory=dict)

    def add(self, at: float, exchange: Exchange, number: int, channel: Channel) -> None:
        """A program with a number sent a request out on one of its channels."""
        key = (number, channel.number)
        self._places[key] = len(self.sent)
        self._channels[key] = channel
        self.sent.append(Sent(at, exchange, key))

    def came(self, sent: Sent, by: float) -> Reply:
        """What the program had heard of a request by an instant: the reply, or silence with its reason."""
        if sent.reply is not None and (sent.heard_at or 0.0) <= by:
            return sent.reply
        why = self._channels[sent.channel].closed_because
        return Reply("silent", why or "no answer came while it was waited for")

    def heard(self, at: float, channel: tuple[int, int], reply: Reply) -> None:
        """Something came back on a channel."""
        place = self._places.get(channel)
        if place is not None:
            sent = self.sent[place]
            if sent.heard_at is None:
                self.sent[place] = Sent(sent.at, sent.exchange, channel, at, reply)


@define
class Engine:
    """Runs programs over one scenario.

    Attributes:
        view: Static knowledge of the topology.
        network: Carries the packets.
        handlers: Finds what answers a request.
        memory: What hosts remember; it lives on between programs.
        log: What was put on the wire.
    """

    view: View
    network: PacketNetwork
    handlers: Handlers
    memory: Memory = field(factory=dict)
    log: Log = field(factory=Log)
    _programs: int = 0

    def run(self, program: Acts, at: float, until: float = float("inf")) -> tuple[Any, float]:
        """Drive a program from an instant on.

        Args:
            program: The program, not yet started.
            at: When it starts, in seconds.
            until: When it is stopped from outside.

        Returns:
            What the program gave, and when it ended; ``(None, until)`` when it was stopped.
        """
        self._programs += 1
        run = _Run(self, self._programs, at, until)
        return run.drive(program)

    def serve(self, request: Request, at: float) -> tuple[Served, float] | None:
        """A server's answer to a request that reached it at an instant."""
        program = self.handlers(self.view, request)
        if program is None:
            return None
        served, ready = self.run(program, at)
        return None if served is None else (served, ready)


@define
class _Run:
    """One program at work."""

    engine: Engine
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
            raise TypeError(f"no program may do {act!r}")
        return perform(self, act)

    def exchange(self, exchange: Exchange) -> Reply:
        """A plain exchange: send, then wait for as long as it takes a system to give up."""
        number = self.send(Send(exchange))
        heard = self.wait(Await(30.0, (number,), established=FOREVER))
        channel = self.channels[number]
        channel.open = False
        return heard.reply if heard is not None else Reply("silent", channel.closed_because)

    def send(self, act: Send) -> int:
        """Put a request on the wire."""
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
        """Wait until something is heard."""
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
            due = [(when, channel) for channel in watched if (when := channel.due(self.now)) is not None]
            if not due or min(due, key=_when)[0] > limit:
                if act.seconds is None:  # nobody knows how long the silence lasts
                    self.engine.log.unknown_wait = True
                    return None
                self.now = max(self.now, min(limit, self.until))
                return None
            when, channel = min(due, key=_when)
            self.now = max(self.now, when)
            if act.seconds is None and self.now - began > _SURE_S:
                self.engine.log.unknown_wait = True
            if self.now >= self.until:
                return None
            if isinstance(channel, TcpChannel) and not channel.established and channel.established_at is not None:
                channel.establish(self.now)
                continue
            _, heard = channel.coming.pop(0)
            self.engine.log.heard(self.now, (self.number, channel.number), heard.reply)
            if heard.reply.heard in ("rejected", "silent"):
                channel.open = False
                if act.closings:
                    return heard
                continue
            return heard

    def close(self, _: Close) -> None:
        """Forget the open channels."""
        for channel in self.channels:
            channel.open = False

    def look(self, act: Look) -> str:
        """How a channel stands."""
        channel = self.channels[act.channel]
        if not channel.open:
            return "closed"
        return "opening" if isinstance(channel, TcpChannel) and not channel.established else "open"

    def read_clock(self, act: ReadClock) -> float:
        """A host's own clock."""
        return self.engine.network.clock(act.host, self.now)

    def pause(self, act: Pause) -> None:
        """Wait without listening."""
        self.now += act.seconds

    def recall(self, act: Recall) -> Any:
        """What a host remembers."""
        return self.engine.memory.get((act.host, act.key))

    def remember(self, act: Remember) -> None:
        """Have a host remember something."""
        self.engine.memory[act.host, act.key] = act.value


def _when(entry: tuple[float, Channel]) -> float:
    return entry[0]


_ACTS: Mapping[type, Callable[[_Run, Any], Any]] = {
    Exchange: _Run.exchange,
    Send: _Run.send,
    Await: _Run.wait,
    Close: _Run.close,
    Look: _Run.look,
    ReadClock: _Run.read_clock,
    Pause: _Run.pause,
    Recall: _Run.recall,
    Remember: _Run.remember,
}

Program = Generator[Any, Any, Any]
