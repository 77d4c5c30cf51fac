"""Reads a program without a clock: sends and waits become a row of plain exchanges, asked one after the other.

Whoever drives the row says of each exchange only whether it gets through; what the server makes of it is said by the
server's own program, read in the same way. So the text that runs on a clock also serves the sweep over all states of the
network. A wait gives the first answer in the order of the sends; a request that is sent again to a server that was silent
is not asked again; every clock stands at zero.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable
from typing import Any

from attrs import define, field

from dirsim.flows.acts import Acts, Await, Heard, Look, ReadClock, Recall, Remember, Request, Send
from dirsim.flows.exchange import Exchange, Reply
from dirsim.flows.view import View

Plain = Generator[Exchange, Reply, Any]
Servers = Callable[[View, Request], Acts | None]

_CLOSED = Reply("rejected", "the connection was closed", "closed")
_SILENT = Reply("silent", "no answer came")


@define
class Reading:
    """One program being read.

    Attributes:
        view: Static knowledge of the topology.
        servers: Finds the program that answers a request.
        memory: What hosts remember, by host and key.
    """

    view: View
    servers: Servers
    memory: dict[tuple[str, Hashable], Any] = field(factory=dict)
    _heard: list[Heard] = field(factory=list, init=False)
    _fresh: list[int] = field(factory=list, init=False)

    def read(self, program: Acts) -> Plain:
        """The program as plain exchanges; gives what the program gives."""
        answer: Any = None
        while True:
            try:
                act = program.send(answer)
            except StopIteration as stopped:
                return stopped.value
            if isinstance(act, Exchange):
                answer = yield act
            elif isinstance(act, Send):
                answer = yield from self._sent(act)
            else:
                answer = self._done(act)

    def _sent(self, act: Send) -> Plain:
        again = act.on is not None and not self._heard[act.on].reply.ok
        if act.on is not None and again and self._heard[act.on].reply.heard != "refused":
            return act.on
        number = len(self._heard) if act.on is None else act.on
        reply = yield act.exchange
        heard = Heard(number, reply)
        if reply.ok:
            heard = yield from self._served(act, number)
        if act.on is None:
            self._heard.append(heard)
        else:
            self._heard[number] = heard
        self._fresh.append(number)
        return number

    def _served(self, act: Send, number: int) -> Generator[Exchange, Reply, Heard]:
        """What the server's program answers."""
        program = self.servers(self.view, Request(act.exchange.target, act.exchange, act.payload))
        if program is None:
            return Heard(number, _SILENT)
        served = yield from Reading(self.view, self.servers, self.memory).read(program)
        if served is None:
            return Heard(number, _SILENT)
        return Heard(number, _CLOSED if served.closes else served.reply, served.payload)

    def _done(self, act: object) -> Any:
        """An act that asks nobody."""
        if isinstance(act, Await):
            return self._await(act)
        if isinstance(act, Look):
            return "closed" if self._heard[act.channel].reply.heard == "rejected" else "opening"
        if isinstance(act, ReadClock):
            return 0.0
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
            if heard.reply.heard in ("answered", "refused") or (heard.reply.heard == "rejected" and act.closings):
                return heard
        return None


def through(flow: Plain) -> Any:
    """What a row of plain exchanges comes to when every exchange gets through."""
    try:
        next(flow)
        while True:
            flow.send(Reply())
    except StopIteration as stopped:
        return stopped.value
