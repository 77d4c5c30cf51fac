"""Reads a program without a clock: sends and waits become a row of plain exchanges.

A wait gives the first answer that has come in the order of the sends; a request that is sent again, with nothing new to
ask, is not told twice. Hosts remember nothing, and every clock stands at zero.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from attrs import define, field

from dirsim.flows.acts import Acts, Await, Heard, Look, ReadClock, Send
from dirsim.flows.exchange import Exchange, Reply


@define
class _Plain:
    """What has been asked and heard."""

    replies: list[Reply] = field(factory=list)
    fresh: list[int] = field(factory=list)
    asked: dict[int, Exchange] = field(factory=dict)
    payloads: dict[int, Any] = field(factory=dict)


def plain(program: Acts) -> Generator[Exchange, Reply, Any]:
    """The same program as a generator of plain exchanges; gives what the program gives.

    Servers' words are lost that way (a plain reply carries no tickets), so it serves to show who is asked, not what is held.
    """
    state = _Plain()
    answer: Any = None
    try:
        while True:
            act = program.send(answer)
            if isinstance(act, Exchange):
                answer = yield act
            elif isinstance(act, Send):
                answer = yield from _sent(state, act)
            else:
                answer = _read(state, act)
    except StopIteration as stopped:
        return stopped.value


def _sent(state: _Plain, act: Send) -> Generator[Exchange, Reply, int]:
    number = len(state.replies) if act.on is None else act.on
    if act.on is not None and state.asked[number] == act.exchange and not state.replies[number].ok:
        return number
    reply = yield act.exchange
    if act.on is None:
        state.replies.append(reply)
    else:
        state.replies[number] = reply
    state.asked[number] = act.exchange
    state.fresh.append(number)
    return number


def _read(state: _Plain, act: object) -> Any:
    if isinstance(act, Await):
        for number in list(state.fresh):
            if act.on is not None and number not in act.on:
                continue
            state.fresh.remove(number)
            reply = state.replies[number]
            if reply.heard in ("answered", "refused") or (reply.heard == "rejected" and act.closings):
                return Heard(number, reply)
        return None
    if isinstance(act, Look):
        return "closed" if state.replies[act.channel].heard == "rejected" else "opening"
    return 0.0 if isinstance(act, ReadClock) else None
