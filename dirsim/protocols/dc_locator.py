"""DC locator of Windows: its cache, DNS records, then LDAP pings.

Controllers are pinged in the order of the client's AD site. The one that answers is cached for the whole computer, and so is for a
short time that none was found. A KDC that does not answer is given up, and another is located. Sources: [MS-ADTS] 6.3.6, [MS-ADTS]
6.3.3 (LDAP ping); facts ``windows--dc-ping``, ``windows--dc-cache``, ``windows--dc-cache-ping`` and ``windows--kdc-retry``.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from attrs import frozen

from dirsim.model.outcome import ReplyKind
from dirsim.model.port_numbers import LDAP
from dirsim.protocols.acts import FOREVER, Await, Close, Heard, ReadClock, Recall, Remember, Send
from dirsim.protocols.client_profile import known
from dirsim.protocols.client_program import Failure, Program
from dirsim.protocols.dns_resolver import DnsQuestion, look_up
from dirsim.protocols.exchange import request
from dirsim.protocols.kdc_exchange import Answered, Message, Server, exchange_with
from dirsim.protocols.message_size import largest_packet


@frozen
class _Located:
    """An entry of the locator's cache.

    Attributes:
        host: The controller that answered a ping.
        first: The first candidate at that time, which it may differ from.
        at: The time of the ping by the computer's own clock, in seconds.
    """

    host: str
    first: str
    at: float


@frozen
class _Missed:
    """An entry of the locator's negative cache.

    Attributes:
        failure: The failure of the search.
        at: Its end by the computer's own clock, in seconds.
    """

    failure: Failure
    at: float


def ask_located(program: Program, message: Message) -> Generator[Any, Any, Answered | Failure]:
    """Send a message to a located controller; where it does not answer, to another one."""
    realm = message.realm
    yield Close()
    given = program.pinned.get(realm) or program.configuration.kdcs.get(realm, ())
    if given:
        return (yield from _ask_among(program, message, tuple(given), given[0], alive=True))
    missed: _Missed | None = yield Recall(program.client, ("no-dc", realm))
    now: float = yield ReadClock(program.client)
    if missed is not None and now - missed.at < known("windows--dc-cache", "negative_s"):
        return missed.failure
    cached = yield from _cached(program, realm)
    failure: Failure | None = None
    if cached is not None:
        answered = yield from _ask_among(program, message, (cached.host,), cached.first, alive=True)
        if isinstance(answered, Answered):
            return answered
        failure = answered
    candidates = yield from _candidates(program, realm)
    if isinstance(candidates, Failure):
        return (yield from _miss(program, realm, candidates))
    left = tuple(name for name in candidates if cached is None or name != cached.host)
    answered = yield from _ask_among(program, message, left, candidates[0], alive=False)
    return answered if isinstance(answered, Answered) or failure is None else failure


def _candidates(program: Program, realm: str) -> Generator[Any, Any, tuple[str, ...] | Failure]:
    """The controllers that DNS names, in the order of the client's AD site."""
    found = yield from look_up(program, DnsQuestion(f"_ldap._tcp.dc._msdcs.{realm}", "SRV", realm))
    if not found.hosts:
        return found.failure(f"no controller of {realm} is found in DNS")
    candidates = tuple(name for name in program.view.controllers(realm, program.client) if name in found.hosts)
    return candidates or Failure("kdc-unreachable", f"DNS names no controller of {realm} that still exists")


def _cached(program: Program, realm: str) -> Generator[Any, Any, _Located | None]:
    """The cached controller; an old entry is pinged first, and dropped where no answer comes."""
    entry: _Located | None = yield Recall(program.client, ("dc", realm))
    if entry is None:
        own = program.controllers.get(realm, "")
        return _Located(own, own, 0.0) if own else None
    now: float = yield ReadClock(program.client)
    if now - entry.at <= 60 * known("windows--dc-cache-ping", "minutes"):
        return entry
    if (yield from _pinged(program, realm, [entry.host])):
        yield Remember(program.client, ("dc", realm), _Located(entry.host, entry.first, now))
        return entry
    yield Remember(program.client, ("dc", realm), None)
    return None


def _miss(program: Program, realm: str, failure: Failure) -> Generator[Any, Any, Failure]:
    """Keep in mind for a while that no controller was found."""
    now: float = yield ReadClock(program.client)
    yield Remember(program.client, ("no-dc", realm), _Missed(failure, now))
    return failure


def _ask_among(
    program: Program, message: Message, hosts: tuple[str, ...], first: str, *, alive: bool
) -> Generator[Any, Any, Answered | Failure]:
    """Ask controllers in order until one answers.

    Args:
        program: The client program.
        message: The message.
        hosts: The controllers.
        first: The one that is preferred.
        alive: True where they are not pinged beforehand.
    """
    realm, left = message.realm, list(hosts)
    failure: Failure | None = None
    while left:
        host = left[0] if alive else (yield from _pinged(program, realm, left))
        if not host:
            break
        left.remove(host)
        if not alive:
            now: float = yield ReadClock(program.client)
            yield Remember(program.client, ("dc", realm), _Located(host, first, now))
        answered = yield from _asked(program, message, host)
        if isinstance(answered, Answered):
            if host != first:
                program.fallbacks.append(f"{host} answered instead of {first}")
            return answered
        failure = failure or answered
    if failure is not None:
        return failure
    exchange = exchange_with(program.client, program.spec.user, message, first, _transport(program, message, first))
    none = Failure("kdc-unreachable", f"no controller of {realm} answers", None, exchange)
    return none if alive else (yield from _miss(program, realm, none))


def _pinged(program: Program, realm: str, hosts: list[str]) -> Generator[Any, Any, str]:
    """The first controller that answers an LDAP ping; empty where none does."""
    channels: dict[int, str] = {}
    for host in hosts:
        ping = request("LDAP ping", program.client, host, LDAP, f"is {host} alive", protocol="udp", about=realm)
        channels[(yield Send(ping, hears="refused"))] = host
        heard: Heard | None = yield Await(program.profile.ping_every_s, tuple(channels), closings=False)
        if heard is not None:
            return channels[heard.channel]
    heard = yield Await(None, tuple(channels), closings=False)
    return "" if heard is None else channels[heard.channel]


def _asked(program: Program, message: Message, host: str) -> Generator[Any, Any, Answered | Failure]:
    """One controller, asked as often as the client tries."""
    profile = program.profile
    transport = _transport(program, message, host)
    exchange = exchange_with(program.client, program.spec.user, message, host, transport)
    channel: int | None = None
    heard: Heard | None = None
    for _ in range(profile.kdc_tries if transport == "udp" else 1):
        channel = yield Send(exchange, on=channel, system=profile.system)
        wait = profile.kdc_wait_s if transport == "udp" else FOREVER
        heard = yield Await(wait, (channel,), established=profile.kdc_wait_s or 0.0)
        if heard is not None:
            break
    if heard is None or heard.reply.heard in (ReplyKind.REJECTED, ReplyKind.SILENT):
        reply = None if heard is None else heard.reply
        return Failure("kdc-unreachable", f"{host} does not answer as a KDC", reply, exchange)
    yield Close()
    return Answered(heard, Server(host, transport, True), transport)


def _transport(program: Program, message: Message, host: str) -> str:
    """TCP for messages that are larger than the client sends over UDP."""
    size = largest_packet(exchange_with(program.client, program.spec.user, message, host, "udp"), forward=True)
    return message.only or ("tcp" if size > program.profile.largest_udp_bytes else "udp")
