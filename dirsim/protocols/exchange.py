"""Exchange between two hosts (request and reply), and ending of a flow.

A flow is a generator: it yields an :class:`Exchange` and is sent a :class:`Reply`. It never asks whether a link is up,
so the same text serves the trace, the run on a clock and the sweep over every combination of failures.
"""

from __future__ import annotations

from collections.abc import Generator
from functools import lru_cache
from typing import Any

from attrs import evolve, field, frozen

from dirsim.model.outcome import Outcome, ReplyKind
from dirsim.model.port_numbers import Port

PORT_CHECK = "port check"
"""The step by which a connector finds out whether a port that it needs is open."""


@frozen(cache_hash=True)
class Exchange:
    """One request and its reply between two hosts.

    Attributes:
        step: The protocol's own name for it: ``AS``, ``TGS``, ``AP``, ``DNS query``, ``LDAP search``, ``RADIUS``...
        initiator: The host that opens the connection.
        target: The host that it is opened to.
        protocol: ``tcp`` or ``udp``.
        port: The target's port.
        service: The port's service name.
        purpose: Its purpose, in words.
        subject: The principal on whose behalf it is made; empty means none.
        about: The domain that it concerns, or for which it requests a ticket; empty means none.
        content: The content of the request, for the server; ``None`` means none.
        kept: True where the TCP connection was opened earlier and kept.
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
    content: Any = field(default=None, repr=False)
    kept: bool = field(default=False, repr=False)

    def __str__(self) -> str:
        return f"{self.step} {self.initiator} -> {self.target} {self.protocol}/{self.port}"


@frozen(cache_hash=True)
class Reply:
    """The reply to an exchange.

    Attributes:
        heard: ``answered``; ``refused`` (the service answered with an error); ``rejected`` (the network or the host
            answered that no service listens there); ``silent`` (no reply came: the only indefinite one).
        because: The reason, in words; empty for an answer that needs none.
        code: The protocol's error name; empty means none.
        referral: For TGS: the next realm to ask; empty means that the ticket itself was issued.
        payload: Its content: a ticket, names, the time of the server; ``None`` means nothing.
        behind: Where a name server reached no other one: its first question there, and the reply to that.
    """

    heard: ReplyKind = ReplyKind.ANSWERED
    because: str = ""
    code: str = ""
    referral: str = ""
    payload: Any = field(default=None, repr=False)
    behind: tuple[Exchange, Reply] | None = field(default=None, repr=False)

    @property
    def ok(self) -> bool:
        """True where the request was granted."""
        return self.heard == ReplyKind.ANSWERED

    @property
    def definite(self) -> bool:
        """True where a server or the network refused the request, rather than no answer came.

        That no host has the target's address is found out by the sender's own system: no answer came.
        """
        last = self if self.behind is None else self.behind[1]
        return last.heard in (ReplyKind.REFUSED, ReplyKind.REJECTED) and last.code != "no-host"

    def plain(self) -> Reply:
        """The same reply without texts for readers."""
        return _without_words(self)


@lru_cache(maxsize=4096)
def _without_words(reply: Reply) -> Reply:
    behind = None if reply.behind is None else (reply.behind[0], reply.behind[1].plain())
    return evolve(reply, because="", behind=behind)


@frozen
class Ending:
    """The ending of a flow.

    Attributes:
        outcome: ``succeeded``, ``degraded``, ``denied`` or ``timed-out``.
        category: The category of the ending, one word for statistics.
        because: The reason, in words.
        failed: The exchange at which it failed; ``None`` for flows that succeeded, and for those without an exchange to make.
        held: The tickets and sessions obtained, in order, each with its principal.
    """

    outcome: Outcome
    category: str
    because: str
    failed: Exchange | None = None
    held: tuple[str, ...] = ()


Flow = Generator[Exchange, Reply, Ending]
"""A complete sign-in."""

_made = lru_cache(maxsize=8192)(Exchange)
"""Sweeps replay flows many times: a recent exchange is returned again."""


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
    content: Any = None,
    kept: bool = False,
) -> Exchange:
    """An exchange to a well-known port, by the port's first protocol unless one is given."""
    return _made(
        step,
        initiator,
        target,
        protocol or port.protocols[0],
        port.number,
        port.service,
        purpose,
        subject,
        about,
        content,
        kept,
    )
