"""DC locator of Windows: DNS records, then LDAP pings.

Controllers are pinged in the order of the client's AD site. A KDC that does not answer is given up after several attempts, and
another is located. Sources: [MS-ADTS] 6.3.6, [MS-ADTS] 6.3.3 (LDAP ping); facts ``windows--dc-ping`` and ``windows--kdc-retry``.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from dirsim.model.outcome import ReplyKind
from dirsim.model.port_numbers import LDAP
from dirsim.protocols.acts import FOREVER, Await, Close, Heard, Send
from dirsim.protocols.client_program import Failure, Program
from dirsim.protocols.dns_resolver import DnsQuestion, look_up
from dirsim.protocols.exchange import request
from dirsim.protocols.kdc_exchange import Answered, Message, Server, exchange_with
from dirsim.protocols.message_size import largest_packet


def ask_located(program: Program, message: Message) -> Generator[Any, Any, Answered | Failure]:
    """Send a message to a located controller; where it does not answer, to another one."""
    realm = message.realm
    candidates = program.pinned.get(realm) or program.configuration.kdcs.get(realm, ())
    alive = bool(candidates)
    if not candidates:
        question = DnsQuestion(f"_ldap._tcp.dc._msdcs.{realm}", "SRV", realm)
        found = yield from look_up(program, question)
        if not found.hosts:
            return found.failure(f"no controller of {realm} is found in DNS")
        known = program.view.controllers(realm, program.client)
        candidates = tuple(name for name in known if name in found.hosts)
        if not candidates:
            return Failure("kdc-unreachable", f"DNS names no controller of {realm} that still exists")
    first, left = candidates[0], list(candidates)
    failure: Failure | None = None
    yield Close()
    cached = program.controllers.get(realm, "")  # the controller in use is asked again without a ping
    while left:
        host = cached if cached in left else left[0] if alive else (yield from _pinged(program, realm, left))
        if not host:
            break
        left.remove(host)
        answered = yield from _asked(program, message, host)
        if isinstance(answered, Answered):
            if host != first:
                program.fallbacks.append(f"{host} answered instead of {first}")
            return answered
        failure = failure or answered
    exchange = exchange_with(program.client, program.spec.user, message, first, "udp")
    return failure or Failure("kdc-unreachable", f"no controller of {realm} answers", None, exchange)


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
    size = largest_packet(exchange_with(program.client, program.spec.user, message, host, "udp"), forward=True)
    transport = message.only or ("tcp" if size > profile.largest_udp_bytes else "udp")
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
