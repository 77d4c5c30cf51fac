"""What a program may do besides a plain exchange: send and wait apart, read a clock, remember and recall.

A plain :class:`~dirsim.flows.exchange.Exchange` is one request and its reply. A program that tries several servers at
once, sends again and gives up is told in two acts: :class:`Send` puts a request on the wire and gives a channel,
:class:`Await` waits for what comes back on any of them. Neither asks whether a link is up. Read without a clock
(:mod:`dirsim.flows.plain`) the same text is a row of exchanges.
"""

from __future__ import annotations

from collections.abc import Generator, Hashable
from typing import Any

from attrs import frozen

from dirsim.flows.exchange import Exchange, Reply

FOREVER = 1e9
"""Seconds: a wait that only an answer ends."""


@frozen
class Send:
    """Put a request on the wire; gives the number of its channel.

    Attributes:
        exchange: Who asks whom.
        payload: What the request says beyond the exchange, for the server.
        on: A channel that is open already: the same socket (UDP: sent again; TCP: a further request); ``None`` opens one.
        packets: How many packets it takes: two for a name's two kinds of address.
        hears: Which unreachable answers a UDP socket is told of: ``all``, ``refused`` ports alone, or ``nothing``.
        blocking: Whether the program sleeps in the call that opens a TCP connection: the first unreachable answer then
            finds it inside the call and is lost.
        kept: Whether the TCP connection was opened earlier and kept.
        turns: How many times the request goes to and fro: small pieces that wait for each other's acknowledgement.
    """

    exchange: Exchange
    payload: Any = None
    on: int | None = None
    packets: int = 1
    hears: str = "refused"
    blocking: bool = False
    kept: bool = False
    turns: int = 1


@frozen
class Heard:
    """What came back on a channel.

    Attributes:
        channel: The channel.
        reply: The reply.
        payload: What it says beyond that: tickets, names; ``None`` means nothing.
    """

    channel: int
    reply: Reply
    payload: Any = None


@frozen
class Await:
    """Wait for something to come back; gives :class:`Heard`, or ``None`` when the time is over or nothing is open.

    Attributes:
        seconds: How long; ``None`` means that nobody published it.
        on: The channels that count; ``None`` means all that are open.
        established: A TCP connection that was accepted is waited for until so long after that, in seconds.
        closings: Whether a refused or closed channel ends the wait; else the others are waited for.
    """

    seconds: float | None
    on: tuple[int, ...] | None = None
    established: float = 0.0
    closings: bool = True


@frozen
class Close:
    """Forget all channels that are open."""


@frozen
class Look:
    """Look at a channel; gives ``opening`` (TCP, not accepted yet), ``open`` or ``closed``.

    Attributes:
        channel: The channel.
    """

    channel: int


@frozen
class ReadClock:
    """Read a host's own clock; gives seconds on the scenario's axis, with what that clock is wrong by.

    Attributes:
        host: The host.
    """

    host: str


@frozen
class Pause:
    """Wait without listening.

    Attributes:
        seconds: How long.
    """

    seconds: float


@frozen
class Recall:
    """What a host remembers under a key; gives ``None`` when it remembers nothing.

    Attributes:
        host: The host.
        key: What it is about.
    """

    host: str
    key: Hashable


@frozen
class Remember:
    """Have a host remember something.

    Attributes:
        host: The host.
        key: What it is about.
        value: What to remember; ``None`` forgets it.
    """

    host: str
    key: Hashable
    value: Any


Act = Exchange | Send | Await | Close | Look | ReadClock | Pause | Recall | Remember

Acts = Generator[Act, Any, Any]
"""A program, or a part of one."""


@frozen
class Request:
    """A request as the server has it.

    Attributes:
        host: The server.
        exchange: Who asked whom.
        payload: What the request says beyond the exchange.
    """

    host: str
    exchange: Exchange
    payload: Any = None


@frozen
class Served:
    """What a server answers.

    Attributes:
        reply: The reply.
        payload: What it says beyond that.
        closes: True where it closes the connection without a word.
    """

    reply: Reply
    payload: Any = None
    closes: bool = False


def answer(payload: Any = None) -> Served:
    """An answer that does what was asked."""
    return Served(Reply(), payload)


def refusal(code: str, because: str, payload: Any = None) -> Served:
    """An answer that refuses."""
    return Served(Reply("refused", because, code), payload)
