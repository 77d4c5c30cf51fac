"""Locate KDCs and send them a request: several of them, over UDP and TCP, in passes with growing waits.

Sources: RFC 4120 section 7.2 (transport and discovery); facts ``mit-krb5--kdc-lookup`` and ``<profile>--kdc-retry``.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from attrs import define, frozen

from dirsim.flows.acts import Await, Close, Heard, Look, Send
from dirsim.flows.clients.program import Failure, Program
from dirsim.flows.clients.resolver import Question, address, look_up
from dirsim.flows.exchange import Exchange, request
from dirsim.model.ports import KERBEROS, KPASSWD, Port

ANY = "any"


@frozen
class Server:
    """A KDC, or password server, that was located.

    Attributes:
        host: The host.
        transport: ``udp``, ``tcp``, or ``any`` where nothing says which.
        resolved: Whether its address is known without asking DNS.
    """

    host: str
    transport: str
    resolved: bool


@frozen
class Answered:
    """What a KDC answered.

    Attributes:
        heard: The answer.
        server: The KDC.
        transport: ``udp`` or ``tcp``.
    """

    heard: Heard
    server: Server
    transport: str


@frozen
class Message:
    """A request to a KDC or password server, before it is known which one gets it.

    Attributes:
        step: The protocol's word for it.
        realm: The domain whose servers may answer.
        purpose: What it is for, in words.
        payload: What it says, for the server.
        port: Where it goes.
        large: Whether it is too large to be sent by UDP first.
        only: ``tcp`` or ``udp`` where it goes by that alone; empty means both.
        about: The domain that a ticket is asked for.
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
class _Connection:
    server: Server
    transport: str
    channel: int | None = None
    closed: bool = False


def locate(
    program: Program, realm: str, transport: str, *, primary: bool = False, port: Port = KERBEROS
) -> Generator[Any, Any, tuple[Server, ...]]:
    """The servers of a realm: as written down, else by DNS; empty means that none was found."""
    configuration, profile = program.configuration, program.profile
    written = configuration.kdcs.get(realm, ())
    if written and not primary:
        return tuple(Server(host, transport, True) for host in written)
    if not configuration.dns:
        return ()
    service = "_kpasswd" if port is KPASSWD else "_kerberos-master" if primary else "_kerberos"
    if profile.looks_for_uri:
        name = f"_kerberos.{realm}" if port is not KPASSWD else f"_kpasswd.{realm}"
        yield from look_up(program.view, profile, program.client, Question(name, "URI", realm))
    found: list[Server] = []
    for kind in ("udp", "tcp"):
        if transport in (ANY, kind):
            question = Question(f"{service}._{kind}.{realm}", "SRV", realm)
            answer = yield from look_up(program.view, profile, program.client, question)
            found += [Server(host, kind, False) for host in answer.hosts]
    return tuple(found)


def ask_kdc(program: Program, message: Message) -> Generator[Any, Any, Answered | Failure]:
    """Locate the realm's KDCs, send the message, and find out afterwards whether the primary one answered."""
    servers = yield from locate(program, message.realm, message.only or ANY)
    if not servers:
        return _none_found(message.realm)
    answered = yield from send(program, message, servers)
    if isinstance(answered, Answered) and program.profile.asks_for_primary:
        transport = answered.server.transport
        yield from locate(program, message.realm, transport, primary=True)
    return answered


def _none_found(realm: str) -> Failure:
    return Failure("kdc-not-found", f"no KDC of {realm} is written down or found in DNS")


def send(program: Program, message: Message, servers: tuple[Server, ...]) -> Generator[Any, Any, Answered | Failure]:
    """Send a message to servers in order, in passes, until one answers."""
    first, second = ("tcp", "udp") if message.large else ("udp", "tcp")
    if message.only == second:
        first, second = second, first
    ordered = sorted(servers, key=lambda server: server.transport == second)
    if message.only:
        ordered = [server for server in ordered if server.transport in (ANY, message.only)]
    connections: list[_Connection] = []
    profile = program.profile
    yield Close()
    for server in ordered:
        host = server.host
        if not server.resolved:
            found = yield from address(program.view, profile, program.client, host)
            if not found.hosts:
                return Failure("kdc-name-resolution", f"the address of {host} cannot be looked up")
        if server.transport in (ANY, first):
            connections.append(_Connection(server, first))
            heard = yield from _try(program, message, connections, connections[-1])
            if heard is not None:
                return heard
    if not message.only:
        for server in ordered:
            if server.transport in (ANY, second):
                connections.append(_Connection(server, second))
                heard = yield from _try(program, message, connections, connections[-1])
                if heard is not None:
                    return heard
    return (yield from _passes(program, message, connections))


def _passes(
    program: Program, message: Message, connections: list[_Connection]
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


def _exchange(program: Program, message: Message, connection: _Connection) -> Exchange:
    return exchange_with(program, message, connection.server.host, connection.transport)


def exchange_with(program: Program, message: Message, host: str, transport: str) -> Exchange:
    """A message as an exchange with one host, by one transport."""
    return request(
        message.step,
        program.client,
        host,
        message.port,
        message.purpose,
        protocol=transport,
        subject=program.spec.user,
        about=message.about or message.realm,
    )


def _try(
    program: Program, message: Message, connections: list[_Connection], connection: _Connection
) -> Generator[Any, Any, Answered | None]:
    """Send to one server (again), then listen to all of them for a while."""
    connection.channel = yield Send(_exchange(program, message, connection), message.payload, on=connection.channel)
    return (yield from _listen(program, connections, program.profile.kdc_wait_s))


def _listen(
    program: Program, connections: list[_Connection], seconds: float | None
) -> Generator[Any, Any, Answered | None]:
    """Listen to every server that was sent to; refusals of the network close one and the others are listened to."""
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
