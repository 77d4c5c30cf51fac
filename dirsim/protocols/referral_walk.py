"""KDC walk of Heimdal: each KDC is located after the last times out.

The wait for each is a second. Records that DNS lacks are queried several times, so that a slow name server delays even a
KDC that has answered already: its answer is read after the search. Sources: facts ``heimdal--kdc-lookup`` and
``heimdal--kdc-walk``.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

from attrs import define, field

from dirsim.model.outcome import ReplyKind
from dirsim.protocols.acts import Await, Close, Heard, ReadClock, Send
from dirsim.protocols.client_program import Failure, Program
from dirsim.protocols.dns_resolver import DnsAnswer, DnsQuestion, address, look_up
from dirsim.protocols.kdc_exchange import Answered, Message, Server, exchange_with

Search = Generator[Any, Any, tuple[Server, ...]]
"""A search for servers; it is performed only when needed."""


@define
class _Asked:
    """A server that was contacted.

    Attributes:
        server: The server.
        channel: Its socket.
        tries: How often it may still be tried.
        ends: The last whole second of this wait.
    """

    server: Server
    channel: int
    tries: int
    ends: int


def _searches(program: Program, realm: str, usual: str) -> Iterator[tuple[Search, bool]]:
    """The searches in order; the flag is true for the last one if it finds no server.

    Configured servers end them; else there are SRV records for each transport, then well-known names.
    """
    configuration = program.configuration
    configured = configuration.kdcs.get(realm, ())
    if configured:
        yield _given(tuple(Server(host, usual, True) for host in configured)), True
        return
    if configuration.dns:
        for transport in ("udp", "tcp", "http"):
            if transport != "udp" or usual == "udp":
                yield _by_service(program, realm, transport), False
    for number in range(program.profile.well_known_names):
        yield _by_name(program, realm, f"kerberos-{number}" if number else "kerberos", usual), True


def _given(servers: tuple[Server, ...]) -> Search:
    yield from ()
    return servers


def _by_service(program: Program, realm: str, transport: str) -> Search:
    """Search by SRV records, queried again with a larger buffer as long as there are none."""
    question = DnsQuestion(f"_kerberos._{transport}.{realm}", "SRV", realm)
    found = DnsAnswer()
    for _ in range(program.profile.search_rounds):
        found = yield from look_up(program, question)
        if found.hosts:
            break
    return tuple(Server(host, transport, False) for host in found.hosts)


def _by_name(program: Program, realm: str, name: str, usual: str) -> Search:
    """Search by a common KDC name."""
    question = DnsQuestion(f"{name}.{realm}", "A", realm)
    found = yield from look_up(program, question, packets=2)
    return tuple(Server(host, usual, True) for host in found.hosts)


@define
class _Queue:
    """Servers found and not yet contacted, and the remaining searches."""

    searches: Iterator[tuple[Search, bool]]
    found: list[Server] = field(factory=list)

    def next(self) -> Generator[Any, Any, Server | None]:
        """The next server; ``None`` when none is left."""
        over = False
        while not self.found and not over:
            search, last = next(self.searches, (None, True))
            if search is not None:
                self.found += yield from search
            over = last and not self.found
        return self.found.pop(0) if self.found else None


def walk(program: Program, message: Message) -> Generator[Any, Any, Answered | Failure]:
    """Send a message to one server a second, located as needed, until one answers or all have timed out."""
    usual = "tcp" if message.large or message.only == "tcp" else "udp"
    queue = _Queue(_searches(program, message.realm, usual))
    asked: list[_Asked] = []
    first: Server | None = None
    searching, pull = True, True
    yield Close()
    while True:
        if pull and searching:
            server = yield from queue.next()
            searching = server is not None
            if server is not None and (yield from _resolved(program, server)):
                first = first or server
                asked.append((yield from _ask(program, message, server)))
            elif server is not None:
                continue
        yield from _over(program, message, asked)
        if not asked and not searching:
            yield Close()
            exchange = (
                exchange_with(program.client, program.spec.user, message, first.host, first.transport)
                if first
                else None
            )
            return Failure("kdc-unreachable", f"no KDC of {message.realm} answers", None, exchange)
        heard: Heard | None = None
        if asked:
            before = yield ReadClock(program.client)
            heard = yield Await(program.profile.kdc_wait_s, tuple(one.channel for one in asked))
            if heard is None and not searching and (yield ReadClock(program.client)) == before:
                asked.clear()  # read without a clock: no wait passes, and no answer comes any more
        pull = heard is None
        if heard is None:
            continue
        answered = next(one for one in asked if one.channel == heard.channel)
        if heard.reply.heard in (ReplyKind.REJECTED, ReplyKind.SILENT):
            asked.remove(answered)
            continue
        if answered.server is not first:
            program.fallbacks.append(f"{answered.server.host} answered by {answered.server.transport}")
        yield Close()
        return Answered(heard, answered.server, answered.server.transport)


def _resolved(program: Program, server: Server) -> Generator[Any, Any, bool]:
    """True where a server's address is known, or is resolved now."""
    if server.resolved:
        return True
    found = yield from address(program, server.host)
    return bool(found.hosts)


def _ask(program: Program, message: Message, server: Server) -> Generator[Any, Any, _Asked]:
    """Send to a server for the first time."""
    exchange = exchange_with(program.client, program.spec.user, message, server.host, server.transport)
    channel = yield Send(exchange)
    tries = program.profile.datagram_tries if server.transport == "udp" else 1
    return _Asked(server, channel, tries, (yield from _ends(program, tries)))


def _ends(program: Program, tries: int) -> Generator[Any, Any, int]:
    """The last whole second of a wait that starts now: the timeout for a KDC is divided among its tries."""
    now: float = yield ReadClock(program.client)
    return int(now) + max(1, int(program.profile.kdc_timeout_s / tries))


def _over(program: Program, message: Message, asked: list[_Asked]) -> Generator[Any, Any, None]:
    """Contact the servers again whose wait is over, and drop those that have been tried often enough."""
    now: float = yield ReadClock(program.client)
    for one in tuple(asked):
        if int(now) <= one.ends:
            continue
        one.tries -= 1
        if not one.tries:
            asked.remove(one)
            continue
        exchange = exchange_with(program.client, program.spec.user, message, one.server.host, one.server.transport)
        yield Send(exchange, on=one.channel)
        one.ends = yield from _ends(program, program.profile.datagram_tries)
