"""Acts of a program besides plain exchanges: send, wait, clock and memory.

A plain :class:`~dirsim.protocols.exchange.Exchange` is one request, and returns its reply. A program that tries several servers at
once, sends again and gives up uses two acts: :class:`Send` puts a request on the wire and returns a channel,
:class:`Await` waits for a reply on any of them. Neither asks whether a link is up. Read without a clock
(:mod:`dirsim.protocols.clockless_reading`) the same text is a sequence of exchanges.
"""

from __future__ import annotations

from collections.abc import Generator, Hashable
from typing import Any

from attrs import frozen

from dirsim.model.outcome import ReplyKind
from dirsim.protocols.exchange import Exchange, Reply
from dirsim.protocols.subflow import SubFlow

FOREVER = 1e9
"""A wait that only an answer ends, in seconds."""


@frozen
class Send:
    """Put a request on the wire; returns the number of its channel.

    Attributes:
        exchange: Initiator, target, purpose and content.
        on: A channel that is open already: the same socket (UDP: sent again; TCP: a further request); ``None`` opens one.
        packets: The number of packets: two for the two kinds of address of a name.
        hears: The unreachable answers that a UDP socket receives: ``all``, ``refused`` ports alone, or ``nothing``.
        blocking: True where the program blocks in the call that opens a TCP connection: the first unreachable answer then
            arrives during the call and is lost.
        turns: The number of round trips of the request: small pieces that wait for each other's acknowledgement.
        system: The operating system whose timers open a TCP connection: ``linux`` or ``windows``.
    """

    exchange: Exchange
    on: int | None = None
    packets: int = 1
    hears: str = "refused"
    blocking: bool = False
    turns: int = 1
    system: str = "linux"


@frozen
class Heard:
    """A reply on a channel.

    Attributes:
        channel: The channel.
        reply: The reply.
    """

    channel: int
    reply: Reply

    @property
    def payload(self) -> Any:
        """The content of the reply: tickets, names; ``None`` means nothing."""
        return self.reply.payload


@frozen
class Await:
    """Wait for a reply; returns :class:`Heard`, or ``None`` on a timeout or when no channel is open.

    Attributes:
        seconds: The timeout; ``None`` means that no source states it.
        on: The channels that count; ``None`` means all that are open.
        established: The timeout for a TCP connection that was accepted, in seconds since the acceptance.
        closings: True where a refused or closed channel ends the wait; else the wait continues on the others.
    """

    seconds: float | None
    on: tuple[int, ...] | None = None
    established: float = 0.0
    closings: bool = True


@frozen
class Within:
    """Run a part of the program with a time limit; returns ``(result,)``, or ``None`` where the time ended it.

    Attributes:
        seconds: The time limit.
        part: The part, not yet started; its channels are closed when it ends.
    """

    seconds: float
    part: Any


@frozen
class Close:
    """Drop all open channels."""


@frozen
class Look:
    """Look at a channel; returns ``opening`` (TCP, not accepted yet), ``open`` or ``closed``.

    Attributes:
        channel: The channel.
    """

    channel: int


@frozen
class ReadClock:
    """Read a host's own clock; returns seconds on the scenario's axis, including the error of that clock.

    Attributes:
        host: The host.
    """

    host: str


@frozen
class Suffers:
    """Find out which faults of an element are present now; returns a frozenset of their kinds.

    A server learns by it what its data would tell: that an account is disabled, that the two sides of a trust differ. The
    state of the network is never asked in this way.

    Attributes:
        of: The element: a principal, trust, domain or provider.
    """

    of: str


@frozen
class Pause:
    """Wait without listening.

    Attributes:
        seconds: The duration.
    """

    seconds: float


@frozen
class Recall:
    """Read a value from a host's memory; returns ``None`` when it has none.

    Attributes:
        host: The host.
        key: The key of the value.
    """

    host: str
    key: Hashable


@frozen
class Remember:
    """Store a value in a host's memory.

    Attributes:
        host: The host.
        key: The key of the value.
        value: The value; ``None`` removes it.
    """

    host: str
    key: Hashable
    value: Any


Act = Exchange | SubFlow | Send | Await | Within | Close | Look | ReadClock | Suffers | Pause | Recall | Remember

Acts = Generator[Act, Any, Any]
"""A program, or a part of one."""


@frozen
class Request:
    """A request as received by the server.

    Attributes:
        host: The server.
        exchange: Initiator, target, purpose and content.
    """

    host: str
    exchange: Exchange

    @property
    def payload(self) -> Any:
        """The content of the request."""
        return self.exchange.content

    @property
    def kept(self) -> bool:
        """True where it came over a connection that was opened earlier."""
        return self.exchange.kept


@frozen
class Served:
    """A server's answer.

    Attributes:
        reply: The reply.
        closes: True where the server closes the connection without an answer.
    """

    reply: Reply
    closes: bool = False


def answer(payload: Any = None, because: str = "") -> Served:
    """An answer that grants the request; with a reason where the server had to fall back to another."""
    return Served(Reply(ReplyKind.ANSWERED, because, payload=payload))


def refusal(code: str, because: str, payload: Any = None) -> Served:
    """An answer that refuses the request."""
    return Served(Reply(ReplyKind.REFUSED, because, code, payload=payload))
