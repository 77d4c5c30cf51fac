"""An exchange (one request and its reply between two hosts) and the course of a flow made of them.

A flow is a generator: it yields an :class:`Exchange` and is sent a :class:`Reply`. It never asks whether a link is up,
so the same text serves the trace, the run on a clock and the sweep over every combination of failures.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from functools import lru_cache

from attrs import define, field, frozen

from dirsim.model.ports import Port


@frozen
class Exchange:
    """One request and its reply between two hosts.

    Attributes:
        step: The protocol's own word for it: ``AS``, ``TGS``, ``AP``, ``DNS query``, ``LDAP search``, ``RADIUS``...
        initiator: The host that opens the connection.
        target: The host that it is opened to.
        protocol: ``tcp`` or ``udp``.
        port: The target's port.
        service: The port's service name.
        purpose: What it is for, in words.
        subject: The principal on whose behalf it is made; empty means none.
        about: The domain that it asks about or asks a ticket for; empty means none.
    """

    step: str
    initiator: str
    target: str
    protocol: str
    port: int
    service: str
    purpose: str
    subject: str = ""
    about: str = ""

    def __str__(self) -> str:
        return f"{self.step} {self.initiator} -> {self.target} {self.protocol}/{self.port}"


@frozen(cache_hash=True)
class Reply:
    """What came back.

    Attributes:
        heard: ``answered``; ``refused`` (the service answered with an error); ``rejected`` (the network or the host
            answered that nothing listens there); ``silent`` (nothing came: the only indefinite one).
        because: Why, in words; empty for an answer that needs no words.
        code: The protocol's error name; empty means none.
        referral: For TGS: the next realm to ask; empty means that the ticket itself was issued.
    """

    heard: str = "answered"
    because: str = ""
    code: str = ""
    referral: str = ""

    @property
    def ok(self) -> bool:
        """Whether the request did what it was made for."""
        return self.heard == "answered"


@frozen
class Ending:
    """How a flow ended.

    Attributes:
        outcome: ``succeeded``, ``degraded``, ``denied`` or ``timed-out``.
        category: What kind of ending it is, one word for statistics.
        because: Why, in words.
        failed: The exchange where it stopped; ``None`` for flows that went through, and for those that had none to make.
        held: The tickets and sessions that were obtained on the way, in order, each with its principal.
    """

    outcome: str
    category: str
    because: str
    failed: Exchange | None = None
    held: tuple[str, ...] = ()


Flow = Generator[Exchange, Reply, Ending]
"""A whole sign-in."""

OUTCOMES = ("succeeded", "degraded", "denied", "timed-out")
THROUGH = ("succeeded", "degraded")
"""The outcomes in which the user gets in."""


@define
class Course:
    """What a running flow remembers of itself: where it fell back, what it holds, where it stopped."""

    fallbacks: list[str] = field(factory=list)
    tickets: list[str] = field(factory=list)
    failed: Exchange | None = None
    reply: Reply | None = None
    category: str = ""

    def stop(self, exchange: Exchange | None, reply: Reply, category: str) -> None:
        """Remember where and why the flow stops."""
        self.failed, self.reply, self.category = exchange, reply, category

    def go_on(self) -> None:
        """Forget where the flow would have stopped: another way was found."""
        self.failed, self.reply, self.category = None, None, ""

    def ending(self, *, through: bool) -> Ending:
        """The flow's ending, from what was remembered."""
        held = tuple(dict.fromkeys(self.tickets))
        if through:
            if self.fallbacks:
                return Ending("degraded", "fallback", "; ".join(dict.fromkeys(self.fallbacks)), held=held)
            return Ending("succeeded", "ok", "every exchange was answered", held=held)
        reply = self.reply or Reply("silent", "no exchange was answered")
        outcome = "timed-out" if reply.heard == "silent" else "denied"
        return Ending(outcome, self.category or "failed", reply.because, self.failed, held)


_made = lru_cache(maxsize=8192)(Exchange)
"""Sweeps replay flows many times over: an exchange that was just made is given again."""


def request(
    step: str,
    initiator: str,
    target: str,
    port: Port,
    purpose: str,
    *,
    protocol: str = "",
    subject: str = "",
    about: str = "",
) -> Exchange:
    """An exchange to a well-known port; the protocol is the port's first unless it is given."""
    return _made(
        step, initiator, target, protocol or port.protocols[0], port.number, port.service, purpose, subject, about
    )


def ask(course: Course, exchange: Exchange, category: str) -> Generator[Exchange, Reply, Reply]:
    """Make one exchange; a failure is remembered as the place where the flow stops."""
    reply = yield exchange
    if not reply.ok:
        course.stop(exchange, reply, category)
    return reply


def ask_any(
    course: Course, exchanges: Iterable[Exchange], category: str
) -> Generator[Exchange, Reply, tuple[Reply, Exchange | None]]:
    """Try the same request at one target after the other until one answers.

    A *refusal* is an answer and ends the search: another controller of the domain would refuse as well. An answer from
    any but the first is remembered as a fallback. Gives the last reply, and the exchange that was answered or refused.
    """
    first: tuple[Exchange, Reply] | None = None
    for exchange in exchanges:
        reply = yield exchange
        if reply.ok:
            if first is not None:
                course.fallbacks.append(f"{exchange.target} answered instead of {first[0].target}")
            return reply, exchange
        if reply.heard == "refused":
            course.stop(exchange, reply, category)
            return reply, exchange
        first = first or (exchange, reply)
    if first is None:
        nobody = Reply("refused", "there is no host that could be asked", "no-target")
        course.stop(None, nobody, category)
        return nobody, None
    course.stop(first[0], first[1], category)
    return first[1], None
