"""Clockless reading of a program: a sequence of plain exchanges.

The driver of the sequence sends the reply of each exchange: of the network, or of the server by :func:`instant_answer`.
Where a server asks others before it answers, the driver sends :data:`ASKS_OTHERS`, and the server's own program is read in
the same way. So the text that runs on a clock also serves the sweep over all states of the network. A wait returns the
first answer in the order of the sends; a request that is sent again to a silent server is not asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable
from typing import Any, Protocol

from attrs import define, evolve, field

from dirsim.model.outcome import ReplyKind
from dirsim.protocols.acts import Acts, Await, Heard, Look, ReadClock, Recall, Remember, Request, Send, Suffers, Within
from dirsim.protocols.exchange import Exchange, Reply
from dirsim.protocols.subflow import SubFlow
from dirsim.protocols.view import View

Plain = Generator[Exchange, Reply, Any]
Servers = Callable[[View, Request], Acts | None]

ASKS_OTHERS = Reply()
"""The driver's reply, this object itself, to an exchange that arrives at a server which asks others before it answers."""

_CLOSED = Reply(ReplyKind.REJECTED, "the connection was closed", "closed")
_SILENT = Reply(ReplyKind.SILENT, "no answer came")
_MOST_ACTS = 100


class Situation(Protocol):
    """The faults that servers see, and the clocks of hosts."""

    def suffered(self, of: str) -> frozenset[str]:
        """The kinds of the faults of an element."""

    def clock(self, host: str) -> float:
        """The error of a host's clock, in seconds."""


class Healthy:
    """The situation without faults."""

    def suffered(self, of: str) -> frozenset[str]:
        """No fault."""
        del of
        return frozenset()

    def clock(self, host: str) -> float:
        """A clock that is right."""
        del host
        return 0.0


HEALTHY_SITUATION = Healthy()


def instant_answer(view: View, servers: Servers, exchange: Exchange, situation: Situation) -> Reply:
    """The reply of a server that is up and reachable, by its own program; :data:`ASKS_OTHERS` where it asks others first.

    Args:
        view: Static knowledge of the topology.
        servers: Finds the program that answers a request.
        exchange: The exchange.
        situation: The faults and clocks of the instant.
    """
    program = servers(view, Request(exchange.target, exchange))
    if program is None:
        return _SILENT
    answer: Any = None
    for _ in range(_MOST_ACTS):
        try:
            act = program.send(answer)
        except StopIteration as stopped:
            return _replied(stopped.value)
        if isinstance(act, ReadClock):
            answer = situation.clock(act.host)
        elif isinstance(act, Suffers):
            answer = situation.suffered(act.of)
        else:
            break
    program.close()
    return ASKS_OTHERS


def _replied(served: Any) -> Reply:
    if served is None:
        return _SILENT
    reply: Reply = _CLOSED if served.closes and served.reply.behind is None else served.reply
    return reply


@define
class Reading:
    """One program being read.

    Attributes:
        view: Static knowledge of the topology.
        servers: Finds the program that answers a request.
        situation: The faults and clocks of the instant.
        memory: The memory of hosts, by host and key.
        made: The exchanges made, each with its last reply.
    """

    view: View
    servers: Servers
    situation: Situation = HEALTHY_SITUATION
    memory: dict[tuple[str, Hashable], Any] = field(factory=dict)
    made: dict[Exchange, Reply] = field(factory=dict)
    _heard: list[Heard] = field(factory=list, init=False)
    _fresh: list[int] = field(factory=list, init=False)

    def read(self, program: Acts) -> Plain:
        """The program as plain exchanges; returns the program's result."""
        answer: Any = None
        made, send = self.made, program.send
        while True:
            try:
                act = send(answer)
            except StopIteration as stopped:
                return stopped.value
            if isinstance(act, Exchange):
                answer = made[act] = yield act
                if answer is ASKS_OTHERS:
                    answer = made[act] = yield from self._served(act)
            elif isinstance(act, ReadClock):
                answer = self.situation.clock(act.host)
            elif isinstance(act, SubFlow):
                answer = yield act  # type: ignore[misc]  # only a driver whose view memoises passages receives one
            elif isinstance(act, Within):
                answer = ((yield from self.read(act.part)),)
            elif isinstance(act, Send):
                answer = yield from self._sent(act)
            else:
                answer = self._done(act)

    def _sent(self, act: Send) -> Plain:
        again = act.on is not None and not self._heard[act.on].reply.ok
        if act.on is not None and again and self._heard[act.on].reply.heard != ReplyKind.REFUSED:
            return act.on
        number = len(self._heard) if act.on is None else act.on
        reply = yield act.exchange
        if reply is ASKS_OTHERS:
            reply = yield from self._served(act.exchange)
        deaf = act.hears == "nothing" or (act.hears == "refused" and reply.code == "no-route")
        if reply.heard == ReplyKind.REJECTED and deaf and act.exchange.protocol == "udp":
            reply = evolve(reply, heard=ReplyKind.SILENT)  # the program does not hear it
        self.made[act.exchange] = reply
        if act.on is None:
            self._heard.append(Heard(number, reply))
        else:
            self._heard[number] = Heard(number, reply)
        self._fresh.append(number)
        return number

    def _served(self, exchange: Exchange) -> Generator[Exchange, Reply, Reply]:
        """The answer of a server that asks others first."""
        program = self.servers(self.view, Request(exchange.target, exchange))
        if program is None:
            return _SILENT
        part = Reading(self.view, self.servers, self.situation, self.memory)
        reply = _replied((yield from part.read(program)))
        if reply.behind is None or reply.behind[0] not in part.made:
            return reply
        asked, heard = reply.behind  # the program itself does not hear why no answer came
        return evolve(reply, behind=(asked, evolve(heard, because=part.made[asked].because)))

    def _done(self, act: object) -> Any:
        """Perform an act without an exchange."""
        if isinstance(act, Await):
            return self._await(act)
        if isinstance(act, Look):
            return "closed" if self._heard[act.channel].reply.heard == ReplyKind.REJECTED else "opening"
        if isinstance(act, Suffers):
            return self.situation.suffered(act.of)
        if isinstance(act, Recall):
            return self.memory.get((act.host, act.key))
        if isinstance(act, Remember):
            self.memory[act.host, act.key] = act.value
        return None

    def _await(self, act: Await) -> Heard | None:
        for number in list(self._fresh):
            if act.on is not None and number not in act.on:
                continue
            self._fresh.remove(number)
            heard = self._heard[number]
            if heard.reply.heard in (ReplyKind.ANSWERED, ReplyKind.REFUSED) or (
                heard.reply.heard == ReplyKind.REJECTED and act.closings
            ):
                return heard
        return None


def through(view: View, servers: Servers, flow: Plain) -> Any:
    """The result of plain exchanges when every exchange gets through and nothing is broken."""
    try:
        exchange = next(flow)
        while True:
            exchange = flow.send(instant_answer(view, servers, exchange, HEALTHY_SITUATION))
    except StopIteration as stopped:
        return stopped.value
