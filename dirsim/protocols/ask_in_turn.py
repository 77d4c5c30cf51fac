"""Controllers asked in turn, once each: the way of profile ``simple``.

Requests go over TCP. It makes no statement on waits. Designs are judged by it where the client of a sign-in is not known. Sources: RFC 4120
section 7.2.2 (TCP transport), [MS-ADTS] 6.3.6 (locating a domain controller).
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from attrs import frozen

from dirsim.model.outcome import ReplyKind
from dirsim.protocols.client_program import Failure, Program
from dirsim.protocols.dns_resolver import DnsQuestion, look_up
from dirsim.protocols.exchange import Exchange, Reply
from dirsim.protocols.kdc_exchange import Message, exchange_with
from dirsim.protocols.subflow import subflow
from dirsim.protocols.view import View


@frozen(cache_hash=True)
class _Turns:
    """A message, and the controllers that may answer it.

    Attributes:
        client: The client host.
        user: The principal on whose behalf it is sent.
        message: The message.
        hosts: The controllers, in order.
    """

    client: str
    user: str
    message: Message
    hosts: tuple[str, ...]


@frozen
class _Answer:
    """The reply of a controller; it does not matter which, unless a later request goes to the same one first."""

    reply: Reply
    host: str = ""

    def plain(self) -> _Answer:
        """The same answer without texts for readers, and without the controller."""
        return _Answer(self.reply.plain())


def find(program: Program, domain: str) -> Generator[Any, Any, Failure | None]:
    """Find a domain's controllers in DNS; the failure where no name server names any.

    A controller that AD sites put before a nearer one counts as a fallback.
    """
    question = DnsQuestion(f"_ldap._tcp.dc._msdcs.{domain}", "SRV", domain, f"which controllers serve {domain}")
    found = yield from look_up(program, question)
    if not found.hosts:
        if not program.view.resolvers(program.client):
            because = f"{program.client} has no name server to ask for {domain}"
            return Failure("kdc-not-found", because, Reply(ReplyKind.REFUSED, because, "no-resolver"))
        return found.failure(
            f"no controller of {domain} is found in DNS" if found.reply is None else found.reply.because
        )
    misplaced = program.view.misplaced(domain, program.client)
    if misplaced:
        program.fallbacks.append(misplaced)
    program.located.add(domain)
    return None


def ask_in_turn(program: Program, message: Message) -> Generator[Any, Any, Reply | Failure]:
    """Send a message to one controller after the other, the one that answered last first, until one answers."""
    realm = message.realm
    given = program.pinned.get(realm) or program.configuration.kdcs.get(realm, ())
    if not given and realm not in program.located:
        failure = yield from find(program, realm)
        if failure is not None:
            return failure
    hosts = first_asked(program.controllers.get(realm, ""), given or program.view.controllers(realm, program.client))
    turns = _Turns(program.client, program.spec.user, message, hosts)
    view, fallbacks = program.view, program.fallbacks
    if realm == program.home() and not program.by_any:  # later requests go to the one that answered
        answer: _Answer | Failure = yield from _in_turn(view, fallbacks, turns)
    else:
        answer = yield from subflow(view, fallbacks, _in_turn, turns, in_turn=True)
    if isinstance(answer, Failure):
        return answer
    if answer.host:
        program.controllers[realm] = answer.host
    return answer.reply


def first_asked(host: str, hosts: tuple[str, ...]) -> tuple[str, ...]:
    """Some hosts in order, after the one in use; empty means that none is."""
    return (host, *(name for name in hosts if name != host)) if host else hosts


def _in_turn(view: View, fallbacks: list[str], turns: _Turns) -> Generator[Any, Any, _Answer | Failure]:
    del view
    first: tuple[Exchange, Reply] | None = None
    for host in turns.hosts:
        exchange = exchange_with(turns.client, turns.user, turns.message, host, "tcp")
        reply: Reply = yield exchange
        if reply.heard in (ReplyKind.ANSWERED, ReplyKind.REFUSED):
            if first is not None:
                fallbacks.append(f"{host} answered instead of {first[0].target}")
            return _Answer(reply, host)
        first = first or (exchange, reply)
    if first is None:
        none = Reply(ReplyKind.REFUSED, "no host could be asked", "no-target")
        return Failure("kdc-unreachable", none.because, none)
    return Failure("kdc-unreachable", first[1].because, first[1], first[0])
