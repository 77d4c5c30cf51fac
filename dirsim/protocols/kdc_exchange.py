"""KDC exchange: locate KDCs and send them a request, in passes.

Requests go to several KDCs, over UDP and TCP, with growing waits.
Sources: RFC 4120 section 7.2 (transport and discovery); facts ``mit-krb5--kdc-lookup`` and ``<profile>--kdc-retry``.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from attrs import define, frozen

from dirsim.model.port_numbers import KERBEROS, KPASSWD, Port
from dirsim.protocols.acts import Await, Close, Heard, Look, Send
from dirsim.protocols.client_program import Failure, Program
from dirsim.protocols.dns_resolver import DnsAnswer, DnsQuestion, address, look_up
from dirsim.protocols.exchange import Exchange, request

ANY = "any"


@frozen
class Server:
    """A located KDC or password server.

    Attributes:
        host: The host.
        transport: ``udp``, ``tcp``, or ``any`` where no record specifies one.
        resolved: True where its address is known without DNS.
    """

    host: str
    transport: str
    resolved: bool


@frozen
class Located:
    """The servers of a realm.

    Attributes:
        servers: The servers; empty means that none was found.
        missing: The first answer of DNS without a server; ``None`` where there was none.
    """

    servers: tuple[Server, ...] = ()
    missing: DnsAnswer | None = None

    def failure(self, because: str) -> Failure:
        """The failure where no server was found."""
        return Failure("kdc-not-found", because) if self.missing is None else self.missing.failure(because)


@frozen
class Answered:
    """The answer of a KDC.

    Attributes:
        heard: The answer.
        server: The KDC.
        transport: ``udp`` or ``tcp``.
    """

    heard: Heard
    server: Server
    transport: str


@frozen(cache_hash=True)
class Message:
    """A request to a KDC or password server, before its target is known.

    Attributes:
        step: The protocol's name for it.
        realm: The domain whose servers may answer.
        purpose: Its purpose, in words.
        payload: Its content, for the server.
        port: The target port.
        large: True where it is too large to be sent by UDP first.
        only: ``tcp`` or ``udp`` where it uses that transport only; empty means both.
        about: The domain that a ticket is requested for.
    """

    step: str
    realm: str
    purpose: str
    payload: Any
    port: Port = KERBEROS
    large: bool = False
    only: str = ""
    about: str = ""


@define
class _KdcConnection:
    server: Server
    transport: str
    channel: int | None = None
    closed: bool = False


def locate(
    program: Program, realm: str, transport: str, *, primary: bool = False, port: Port = KERBEROS
) -> Generator[Any, Any, Located]:
    """The servers of a realm: as configured, else from DNS."""
    configuration, profile = program.configuration, program.profile
    configured = program.pinned.get(realm) or configuration.kdcs.get(realm, ())
    if configured and not primary:
        return Located(tuple(Server(host, transport, True) for host in configured))
    if not configuration.dns:
        return Located()
    service = "_kpasswd" if port is KPASSWD else "_kerberos-master" if primary else "_kerberos"
    if profile.looks_for_uri:
        name = f"_kerberos.{realm}" if port is not KPASSWD else f"_kpasswd.{realm}"
        yield from look_up(program, DnsQuestion(name, "URI", realm))
    found: list[Server] = []
    missing: DnsAnswer | None = None
    for kind in ("udp", "tcp"):
        if transport in (ANY, kind):
            question = DnsQuestion(f"{service}._{kind}.{realm}", "SRV", realm)
            answer = yield from look_up(program, question)
            found += [Server(host, kind, False) for host in answer.hosts]
            missing = missing or (None if answer.hosts else answer)
    return Located(tuple(found), missing)


def ask_kdc(program: Program, message: Message) -> Generator[Any, Any, Answered | Failure]:
    """Locate the realm's KDCs, send the message, and determine afterwards whether the primary one answered."""
    located = yield from locate(program, message.realm, message.only or ANY)
    if not located.servers:
        return located.failure(f"no KDC of {message.realm} is configured or found in DNS")
    answered = yield from send(program, message, located.servers)
    if isinstance(answered, Answered) and program.profile.asks_for_primary and message.realm not in program.pinned:
        transport = answered.server.transport
        yield from locate(program, message.realm, transport, primary=True)
    return answered


def send(program: Program, message: Message, servers: tuple[Server, ...]) -> Generator[Any, Any, Answered | Failure]:
    """Send a message to servers in order, in passes, until one answers."""
    first, second = ("tcp", "udp") if message.large else ("udp", "tcp")
    if message.only == second:
        first, second = second, first
    ordered = sorted(servers, key=lambda server: server.transport == second)
    if message.only:
        ordered = [server for server in ordered if server.transport in (ANY, message.only)]
    connections: list[_KdcConnection] = []
    yield Close()
    for server in ordered:
        host = server.host
        if not server.resolved:
            found = yield from address(program, host)
            if not found.hosts and not found.certain:
                return Failure("kdc-name-resolution", f"the address of {host} cannot be resolved")
            if not found.hosts:
                continue  # the name does not exist: the next server is asked
        if server.transport in (ANY, first):
            connections.append(_KdcConnection(server, first))
            heard = yield from _try(program, message, connections, connections[-1])
            if heard is not None:
                return heard
    if not message.only:
        for server in ordered:
            if server.transport in (ANY, second):
                connections.append(_KdcConnection(server, second))
                heard = yield from _try(program, message, connections, connections[-1])
                if heard is not None:
                    return heard
    return (yield from _passes(program, message, connections))


def _passes(
    program: Program, message: Message, connections: list[_KdcConnection]
) -> Generator[Any, Any, Answered | Failure]:
    """The waits at the ends of the passes, and the further passes over the servers that have not closed."""
    profile = program.profile
    waits = profile.kdc_pass_waits_s or (None,)
    for number, wait in enumerate(waits):
        if number:
            for connection in connections:
                if connection.transport == "udp" and not connection.closed:
                    heard = yield from _try(program, message, connections, connection)
                    if heard is not None:
                        return heard
        heard = yield from _listen(program, connections, wait)
        if heard is not None:
            return heard
        if all(connection.closed for connection in connections):
            break
    yield Close()
    exchange = _exchange(program, message, connections[0]) if connections else None
    return Failure("kdc-unreachable", f"no KDC of {message.realm} answers", None, exchange)


def _exchange(program: Program, message: Message, connection: _KdcConnection) -> Exchange:
    return exchange_with(program.client, program.spec.user, message, connection.server.host, connection.transport)


def exchange_with(client: str, user: str, message: Message, host: str, transport: str) -> Exchange:
    """A message of a user on a client as an exchange with one host, over one transport."""
    return request(
        message.step,
        client,
        host,
        message.port,
        message.purpose,
        protocol=transport,
        subject=user,
        about=message.about or message.realm,
        content=message.payload,
    )


def _try(
    program: Program, message: Message, connections: list[_KdcConnection], connection: _KdcConnection
) -> Generator[Any, Any, Answered | None]:
    """Send to one server (again), then listen to all of them for a while."""
    exchange = _exchange(program, message, connection)
    system = program.profile.system
    connection.channel = yield Send(exchange, on=connection.channel, system=system)
    return (yield from _listen(program, connections, program.profile.kdc_wait_s))


def _listen(
    program: Program, connections: list[_KdcConnection], seconds: float | None
) -> Generator[Any, Any, Answered | None]:
    """Listen to every server contacted; a refusal by the network closes one, and the others continue."""
    by_channel = {connection.channel: connection for connection in connections if connection.channel is not None}
    watched = tuple(channel for channel, connection in by_channel.items() if not connection.closed)
    if not watched:
        return None
    heard: Heard | None = yield Await(seconds, watched, established=program.profile.accepted_wait_s, closings=False)
    if heard is None:
        for channel in watched:
            by_channel[channel].closed = (yield Look(channel)) == "closed"
        return None
    answered = by_channel[heard.channel]
    if answered is not connections[0]:
        program.fallbacks.append(f"{answered.server.host} answered by {answered.transport}")
    yield Close()
    return Answered(heard, answered.server, answered.transport)
