"""DNS lookups of a client: its resolver asks its name servers in turn.

Queries go over UDP, in two passes. Source: resolv.conf(5); RFC 1035 section 4.2.1; RFC 2782 (SRV).
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

from attrs import frozen

from dirsim.model.outcome import ReplyKind
from dirsim.model.port_numbers import DNS
from dirsim.protocols.acts import Await, Heard, Send
from dirsim.protocols.client_program import Failure, Program
from dirsim.protocols.exchange import Exchange, Reply, request
from dirsim.protocols.subflow import subflow
from dirsim.protocols.view import View


@frozen(cache_hash=True)
class DnsQuestion:
    """A question to DNS.

    Attributes:
        name: The name.
        kind: ``URI``, ``SRV`` or ``A`` (with ``AAAA``).
        zone: The domain whose name servers hold the name.
        purpose: Its purpose, in words; empty means the question itself.
    """

    name: str
    kind: str
    zone: str
    purpose: str = ""

    def __str__(self) -> str:
        return self.purpose or f"{self.kind} {self.name}"


@frozen(cache_hash=True)
class DnsAnswer:
    """The answer of DNS.

    Attributes:
        hosts: The hosts, in the order of the answer; empty means that the name has no such record.
        certain: True where a name server answered; ``False`` means that none did.
        reply: The reply where no host is found; ``None`` where one is, and where nothing was asked or came.
        exchange: The question that was answered, or else the first one.
    """

    hosts: tuple[str, ...] = ()
    certain: bool = True
    reply: Reply | None = None
    exchange: Exchange | None = None

    def or_else(self, query: Exchange, reply: Reply | None) -> DnsAnswer:
        """The failure of the first question, where there was one before this."""
        return self if self.exchange is not None else DnsAnswer((), False, reply, query)

    def plain(self) -> DnsAnswer:
        """The same answer without texts for readers, and without the server that gave it."""
        return DnsAnswer(self.hosts, self.certain, None if self.reply is None else self.reply.plain())

    @property
    def stops(self) -> bool:
        """True where no host is found."""
        return not self.hosts

    def failure(self, because: str) -> Failure:
        """The failure of a search for controllers that found none."""
        return Failure("kdc-not-found", because, self.reply, self.exchange)


def look_up(program: Program, question: DnsQuestion, packets: int = 1) -> Generator[Any, Any, DnsAnswer]:
    """Ask the client's name servers in turn until one answers, positively or negatively."""
    view, profile, asker = program.view, program.profile, program.client
    if profile.asks_in_turn:
        if not program.by_any and all(view.serves_zone(server, question.zone) for server in view.resolvers(asker)):
            # the controllers that answer are those that are asked next: to memoise it costs more
            return (yield from _look_up_in_turn(view, program.fallbacks, asker, question))
        found: DnsAnswer = yield from subflow(view, program.fallbacks, _look_up_in_turn, asker, question, in_turn=True)
        return found
    if profile.dns_sends_s:
        return (yield from _look_up_by_schedule(program, question, packets))
    sockets: dict[str, int] = {}
    servers = view.resolvers(asker)
    failed = DnsAnswer(certain=False)
    for _ in range(profile.dns_tries):
        for server in servers:
            query = _query(asker, server, question)
            number = yield Send(query, on=sockets.get(server), packets=packets, hears="all")
            sockets[server] = number
            heard: Heard | None = yield Await(profile.dns_wait_s, (number,))
            if heard is None or heard.reply.heard == ReplyKind.REJECTED or heard.reply.code == "SERVFAIL":
                failed = failed.or_else(query, None if heard is None else heard.reply)
                continue
            return answered(program.fallbacks, servers, query, heard.reply)
    return failed


def _query(asker: str, server: str, question: DnsQuestion) -> Exchange:
    """A question to one server."""
    return request(
        "DNS query", asker, server, DNS, str(question), protocol="udp", about=question.zone, content=question
    )


def answered(fallbacks: list[str], servers: Sequence[str], query: Exchange, reply: Reply) -> DnsAnswer:
    """The answer of a server, positive or negative; one by any but the first server is a fallback, as is the server's own fallback."""
    if query.target != servers[0]:
        fallbacks.append(f"name server {query.target} answered instead of {servers[0]}")
    if reply.ok and reply.because:
        fallbacks.append(reply.because)
    return DnsAnswer(tuple(reply.payload or ()), reply=None if reply.ok else reply, exchange=query)


def _look_up_in_turn(
    view: View, fallbacks: list[str], asker: str, question: DnsQuestion
) -> Generator[Any, Any, DnsAnswer]:
    """Each name server once, until one answers."""
    servers = view.resolvers(asker)
    failed = DnsAnswer(certain=False)
    for server in servers:
        query = _query(asker, server, question)
        if view.serves_zone(server, question.zone):
            reply: Reply = yield query
        else:
            said: _Said = yield from subflow(view, fallbacks, _asked, query)
            reply = said.reply
        if reply.heard in (ReplyKind.REJECTED, ReplyKind.SILENT) or reply.code == "SERVFAIL":
            failed = failed.or_else(query, reply)
            continue
        return answered(fallbacks, servers, query, reply)
    return failed


@frozen(cache_hash=True)
class _Said:
    """The reply of a name server that asks others."""

    reply: Reply

    def plain(self) -> _Said:
        """The same without texts for readers; it does not matter whether the server or the one behind it was not reached."""
        last = self.reply if self.reply.behind is None else self.reply.behind[1]
        return _Said(self.reply.plain() if self.reply.definite or self.reply.ok else Reply(last.heard))

    @property
    def stops(self) -> bool:
        """True where the question is not answered."""
        return not self.reply.ok


def _asked(view: View, fallbacks: list[str], query: Exchange) -> Generator[Any, Any, _Said]:
    del view, fallbacks
    return _Said((yield query))


def _look_up_by_schedule(program: Program, question: DnsQuestion, packets: int) -> Generator[Any, Any, DnsAnswer]:
    """The Windows DNS client: the first server, then the second, then all of them (fact ``windows--dns-retry``)."""
    profile, asker = program.profile, program.client
    servers = program.view.resolvers(asker)
    sockets: dict[str, int] = {}
    queries: dict[int, Exchange] = {}
    failed = DnsAnswer(certain=False)
    moments = (*profile.dns_sends_s, profile.dns_stops_s)
    for turn, now in enumerate(moments[:-1]):
        chosen = servers if turn > 1 else servers[turn : turn + 1] or servers[:1]
        for server in chosen:
            query = _query(asker, server, question)
            sockets[server] = yield Send(query, on=sockets.get(server), packets=packets, hears="nothing")
            queries[sockets[server]] = query
            failed = failed.or_else(query, None)
        heard: Heard | None = yield Await(moments[turn + 1] - now, tuple(sockets.values()), closings=False)
        if heard is not None and heard.reply.code == "SERVFAIL":
            return DnsAnswer(certain=False, reply=heard.reply, exchange=queries[heard.channel])
        if heard is not None:
            return answered(program.fallbacks, servers, queries[heard.channel], heard.reply)
    return failed


def address(program: Program, host: str, packets: int = 2, *, search: bool = False) -> Generator[Any, Any, DnsAnswer]:
    """Look up a host's addresses.

    Args:
        program: The client program.
        host: The host.
        packets: The number of packets of a question: one for each kind of address.
        search: True where a name that is not found is tried again within the asker's own domain, as for names that users type
            (``search`` of resolv.conf).
    """
    entry = program.view.topology.hosts.get(host)
    if entry is None:  # a stale record names a host that is gone
        return (yield from look_up(program, DnsQuestion(host, "A", host.partition(".")[2]), packets))
    name = entry.name or host
    found = yield from look_up(program, DnsQuestion(name, "A", entry.domain), packets)
    own = program.view.topology.hosts[program.client].domain
    if not found.hosts and search and own:
        yield from look_up(program, DnsQuestion(f"{name}.{own}", "A", own), packets)
    return found
