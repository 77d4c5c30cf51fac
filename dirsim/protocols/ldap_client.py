"""LDAP client: simple bind, search, and a session that is open already.

Source: RFC 4511 sections 4.2 (bind) and 4.5 (search).
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from attrs import frozen

from dirsim.catalog.units import seconds
from dirsim.model.outcome import ReplyKind
from dirsim.model.port_numbers import LDAP
from dirsim.protocols.acts import FOREVER, Await, Heard, Send
from dirsim.protocols.asking import failed
from dirsim.protocols.client_program import Failure, Program
from dirsim.protocols.dns_resolver import address
from dirsim.protocols.exchange import Exchange, Reply, request

_CATEGORIES = {"invalidCredentials": "ldap-bad-password", "unavailable": "ldap-unavailable"}


@frozen
class Password:
    """A password that a server verifies.

    Attributes:
        user: The user.
        wrong: True where the password is wrong.
        passed_on: True where the asker itself passes a logon on to the user's domain next.
    """

    user: str
    wrong: bool = False
    passed_on: bool = False


@frozen
class Patience:
    """The waits of an LDAP client, in seconds; ``None`` means that no source states them.

    Attributes:
        connect_s: The timeout for a connection.
        answer_s: The timeout for an answer once it is open.
        blocking: True where the program blocks in the call that opens the connection.
    """

    connect_s: float | None = None
    answer_s: float | None = None
    blocking: bool = False


def bind(program: Program, server: str, domain: str, patience: Patience) -> Generator[Any, Any, int | Failure]:
    """Bind with the user's password over a new connection; returns its channel."""
    user = program.spec.user
    exchange = request(
        "LDAP bind",
        program.client,
        server,
        LDAP,
        f"check {user}'s password",
        subject=user,
        about=domain,
        content=Password(user, program.spec.wrong_password),
    )
    channel: int = yield Send(exchange, blocking=patience.blocking)
    heard: Heard | None = yield Await(patience.connect_s, (channel,), established=patience.answer_s or 0.0)
    if heard is not None and heard.reply.ok:
        return channel
    code = "" if heard is None else heard.reply.code
    return unanswered("ldap-unreachable", heard, exchange, _CATEGORIES.get(code, "ldap-refused"))


def search(
    program: Program, channel: int, server: str, domain: str, patience: Patience
) -> Generator[Any, Any, Failure | None]:
    """Read the user's entry over the connection of a bind."""
    user = program.spec.user
    exchange = request("LDAP search", program.client, server, LDAP, f"read {user}'s groups", subject=user, about=domain)
    yield Send(exchange, on=channel)
    heard: Heard | None = yield Await(patience.answer_s, (channel,))
    return None if heard is not None and heard.reply.ok else unanswered("ldap-unreachable", heard, exchange)


def unanswered(category: str, heard: Heard | None, exchange: Exchange, refused: str = "") -> Failure:
    """The failure of a request that was not granted, whether or not anything came back."""
    reply = heard.reply if heard is not None else Reply(ReplyKind.SILENT, f"{exchange.target} did not answer")
    return failed(exchange, reply, category, refused)


def bind_anywhere(
    program: Program, servers: tuple[str, ...], domain: str, patience: Patience
) -> Generator[Any, Any, tuple[str, int] | Failure]:
    """Bind at one server after the other, until one answers; returns it with its channel.

    A refusal is an answer. Where none answers, the first server and its reason are reported.
    """
    first: Failure | None = None
    for server in servers:
        got = yield from bind(program, server, domain, patience)
        if isinstance(got, int):
            if first is not None:
                program.fallbacks.append(f"{server} answered instead of {servers[0]}")
            return server, got
        if got.refused:
            return got
        first = first or got
    return first or failed(None, Reply(ReplyKind.REFUSED, "no host could be asked", "no-target"), "ldap-unreachable")


def ldap_session(program: Program) -> Generator[Any, Any, Failure | None]:
    """Bind with the user's password at one server, then search."""
    spec = program.spec
    if spec.by_name:
        found = yield from address(program, spec.server, search=True)
        if not found.hosts:
            return Failure("ldap-unreachable", f"the address of {spec.server} cannot be resolved")
    own = None if spec.connect_timeout is None else seconds(spec.connect_timeout)
    patience = Patience(FOREVER if own is None else own, FOREVER, blocking=own is None)
    home = program.home()
    channel = yield from bind(program, spec.server, home, patience)
    if isinstance(channel, Failure):
        return channel
    return (yield from search(program, channel, spec.server, home, patience))


def open_session(program: Program) -> Generator[Any, Any, Failure | None]:
    """A search on a session that has been open for long: it needs no name, no ticket and no new connection."""
    spec = program.spec
    exchange = request(
        "LDAP search", program.client, spec.server, LDAP, f"read {spec.user}", subject=spec.user, kept=True
    )
    channel = yield Send(exchange)
    heard: Heard | None = yield Await(FOREVER, (channel,))
    return None if heard is not None and heard.reply.ok else unanswered("ldap-unreachable", heard, exchange)
