"""Kerberos client programs: TGT, service tickets, renewal, passwords.

Sources: RFC 4120 sections 3.1 and 3.3, RFC 6806 section 8 (referrals), RFC 3244 (passwords); facts
``mit-krb5--referral-kept``, ``mit-krb5--password-transport`` and ``clock-skew``.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from attrs import evolve, frozen

from dirsim.model.outcome import ReplyKind
from dirsim.model.port_numbers import KPASSWD
from dirsim.protocols.ask_in_turn import ask_in_turn
from dirsim.protocols.client_profile import known
from dirsim.protocols.client_program import Failure, Program, Target, passage
from dirsim.protocols.dc_locator import ask_located
from dirsim.protocols.exchange import Exchange, Reply
from dirsim.protocols.kdc_exchange import ANY, Answered, Message, ask_kdc, locate, send
from dirsim.protocols.kerberos_messages import (
    CATEGORIES,
    PREAUTH,
    SKEW,
    TOO_BIG,
    FirstRequest,
    FurtherRequest,
)
from dirsim.protocols.referral_walk import walk
from dirsim.protocols.ticket_cache import Ticket, first_ticket_name
from dirsim.protocols.view import View

Result = Generator[Any, Any, Failure | None]
"""A part of a program; returns its failure, or ``None`` on success."""


def ask(program: Program, message: Message) -> Generator[Any, Any, Reply | Failure]:
    """Find the realm's KDCs and send the message, in the way of the client's profile; returns the reply of a KDC.

    The ways are: one after the other, once each; one located by pings; all located beforehand; each located as it is needed.
    """
    profile = program.profile
    if profile.asks_in_turn:
        return (yield from ask_in_turn(program, message))
    way = ask_located if profile.ping_every_s else walk if profile.walks else ask_kdc
    answered: Answered | Failure = yield from way(program, message)
    if isinstance(answered, Failure):
        return answered
    program.controllers[message.realm] = answered.server.host
    return answered.heard.reply


def refused(reply: Reply, exchange: Exchange | None = None) -> Failure | None:
    """The failure for a KDC's refusal; ``None`` where it granted the request."""
    if reply.heard != ReplyKind.REFUSED:
        return None
    return Failure(CATEGORIES.get(reply.code, "refused-by-kdc"), reply.because, reply, exchange)


def first_ticket(
    program: Program, purpose: str = "TGT", *, for_change: bool = False
) -> Generator[Any, Any, Ticket | Failure]:
    """AS exchange; where it fails for any reason but silence, the realm's primary KDC is tried as well."""
    got = yield from _first_ticket(program, purpose, for_change)
    failed = isinstance(got, Failure) and got.category != "kdc-unreachable" and program.home() not in program.pinned
    if failed and program.profile.asks_for_primary:
        yield from locate(program, program.home(), ANY, primary=True)
    return got


def _first_ticket(program: Program, purpose: str, for_change: bool) -> Generator[Any, Any, Ticket | Failure]:
    user, realm, spec, profile = program.spec.user, program.home(), program.spec, program.profile
    text = f"{purpose} for {user}"
    proof = (yield from program.now()) if profile.proves_at_once else None
    types = program.configuration.encryption_types
    wanted = FirstRequest(user, proof, spec.wrong_password, program.life_s, program.renew_s, for_change, types)
    first = wanted if profile.proves_at_once else FirstRequest(user, for_change=for_change, types=types)
    reply = yield from ask(program, Message("AS", realm, text, first))
    if isinstance(reply, Failure):
        return reply
    if reply.code == PREAUTH or (reply.code == SKEW and profile.proves_at_once):
        offset = reply.payload - (yield from program.clock())
        if abs(offset) > profile.skew_s:
            program.cache.offset = offset
        wanted = evolve(wanted, proof=(yield from program.now()))
        for only in ("", "tcp"):
            reply = yield from ask(program, Message("AS", realm, text, wanted, only=only))
            if isinstance(reply, Failure):
                return reply
            if reply.code != TOO_BIG:
                break
    failure = refused(reply)
    if failure is not None:
        return failure
    ticket: Ticket = reply.payload
    return ticket


def get_first_ticket(program: Program) -> Result:
    """Get a TGT into the cache."""
    got: _Issued | Failure = yield from passage(program, _issued, program.by_any)
    if isinstance(got, Failure):
        return got
    program.restart(_known_by(program, got))
    return None


@frozen(cache_hash=True)
class _Issued:
    """A TGT.

    Attributes:
        ticket: The ticket.
        by: The controller that issued it; empty where it makes no difference.
    """

    ticket: Ticket
    by: str


def _issued(program: Program, by_any: bool) -> Generator[Any, Any, _Issued | Failure]:
    """A TGT, and the controller that issued it."""
    program.by_any = by_any
    got = yield from first_ticket(program)
    return got if isinstance(got, Failure) else _Issued(got, program.controllers.get(program.home(), ""))


def _known_by(program: Program, issued: _Issued) -> Ticket:
    """A TGT; its domain has been located, and its issuer is the controller in use."""
    home = program.home()
    program.located.add(home)
    program.controllers[home] = issued.by
    return issued.ticket


def further(
    program: Program, realm: str, wanted: FurtherRequest, purpose: str, about: str, *, again: bool = False
) -> Generator[Any, Any, Any]:
    """TGS exchange with a realm's KDCs; returns the ticket, or the failure.

    Args:
        program: The client program.
        realm: The realm whose KDCs are asked.
        wanted: The content of the request.
        purpose: Its purpose, in words.
        about: The domain that the ticket is requested for.
        again: True where the time has been corrected already.
    """
    profile = program.profile
    for only in ("tcp",) * profile.further_rounds if profile.large_only_tcp else ("", "tcp"):
        message = Message("TGS", realm, purpose, wanted, large=profile.large_over_tcp, only=only, about=about)
        reply = yield from ask(program, message)
        if isinstance(reply, Failure):
            if reply.category == "kdc-unreachable" and profile.large_only_tcp:
                continue
            return reply
        if reply.code != TOO_BIG:
            break
    if isinstance(reply, Failure):
        return reply
    if reply.code == SKEW and profile.corrects_time and reply.payload is not None and not again:
        program.cache.offset = reply.payload - (yield from program.clock())
        wanted = evolve(wanted, now=(yield from program.now()))
        return (yield from further(program, realm, wanted, purpose, about, again=True))
    failure = refused(reply)
    return reply.payload if failure is None else failure


def get_service_ticket(program: Program, target: Target) -> Result:
    """Get a ticket for a service into the cache, after a TGT where there is none."""
    cache = program.cache
    held = program.ticket_for(target)
    if held is not None and not (yield from program.expired(held)):
        return None
    knows, got = program.configuration.knows_realms, None
    if first_ticket_name(program.home()) not in cache.tickets:
        both: _TwoTickets = yield from passage(program, _two_tickets, target, knows)
        if isinstance(both.first, Failure):
            return both.first
        program.located.add(program.home())
        program.restart(both.first)
        got = both.next
    failure = yield from along(program, target, knows=knows, got=got)
    if failure is not None and failure.by_server and not knows and program.profile.guesses_realm:
        # the home realm's KDC refused: the realm that the service's name suggests is tried
        failure = yield from along(program, target, knows=True)
    return failure


@frozen(cache_hash=True)
class _TwoTickets:
    """A TGT and the ticket that it led to, or the failures.

    Attributes:
        first: The TGT.
        next: The ticket from the home realm for a service, or a cross-realm ticket.
    """

    first: Ticket | Failure
    next: Ticket | Failure | None = None

    def plain(self) -> _TwoTickets:
        """The same result without texts for readers."""
        first = self.first.plain() if isinstance(self.first, Failure) else self.first
        return _TwoTickets(first, self.next.plain() if isinstance(self.next, Failure) else self.next)

    @property
    def stops(self) -> bool:
        """True where one of them was not issued."""
        return isinstance(self.first, Failure) or isinstance(self.next, Failure)


def _two_tickets(program: Program, target: Target, knows: bool) -> Generator[Any, Any, _TwoTickets]:
    """A TGT and the first ticket with it, both from the home realm: whichever controller issues one can issue the other."""
    program.by_any = program.view.whole_passages
    issued: _Issued | Failure = yield from passage(program, _issued, program.by_any)
    if isinstance(issued, Failure):
        return _TwoTickets(issued)
    first = _known_by(program, issued)
    return _TwoTickets(first, (yield from _next_ticket(program, first, program.home(), target, knows)))


def _next_ticket(
    program: Program, ticket: Ticket, here: str, target: Target, knows: bool
) -> Generator[Any, Any, Ticket | Failure]:
    """The ticket of one realm for a service, or towards it: by referral, or by the realms that the client knows."""
    asks_realm = knows and here != target.realm
    service, types = "" if asks_realm else target.service, program.configuration.encryption_types
    wanted = FurtherRequest(ticket, (yield from program.now()), target.realm, service, types=types)
    purpose = f"ticket for {target.service} in {target.realm}"
    got: Ticket | Failure = yield from further(program, here, wanted, purpose, target.realm)
    return got


def along(program: Program, target: Target, *, knows: bool, got: Ticket | Failure | None = None) -> Result:
    """The ticket for a service, from the nearest ticket held, along referrals or along known realms.

    Args:
        program: The client program.
        target: The service.
        knows: True where the client knows the service's realm.
        got: The first answer, where it is there already; ``None`` where it is not.
    """
    ticket: Ticket | None = None
    here = program.home()
    if got is None:
        start = yield from _start(program, target.realm if knows else here)
        if isinstance(start, Failure):
            return start
        ticket, here = start
    for _ in range(most_referrals(program.view)):
        if ticket is not None:
            got = yield from _next_ticket(program, ticket, here, target, knows)
        if got is None or isinstance(got, Failure):
            return got
        if got.name == target.whole_name:
            name = program.asked_name(target)
            program.keep(got if name == got.name else evolve(got, name=name))
            return None
        if knows or program.profile.keeps_referrals:
            program.keep(got)
        ticket, here = got, _leads_to(program, got)
    return _loop()


def most_referrals(view: View) -> int:
    """The greatest number of referrals that a client follows."""
    return len(view.topology.directories) + len(view.topology.trusts) + 8


def _loop() -> Failure:
    because = "referral loop"
    return Failure("referral-loop", because, Reply(ReplyKind.REFUSED, because, "referral-loop"))


def get_ticket_by(program: Program, target: Target, controller: str) -> Result:
    """A ticket for a service by a controller itself, which has a TGT of its domain and asks itself first."""
    domain = program.home()
    hold(program, first_ticket_name(domain))
    program.located.add(domain)
    program.controllers[domain] = controller
    return (yield from along(program, target, knows=False))


def hold(program: Program, *names: str) -> None:
    """Put tickets into the cache that were obtained before, and are in the middle of their lives."""
    half = 1800 * known("tgt-lifetime", "hours")
    for name in names:
        program.cache.keep(Ticket(name=name, user=program.spec.user, start=-half, end=half, renew_till=2 * half))


def get_cross_ticket(program: Program, realm: str) -> Result:
    """Get the cross-realm ticket for a realm into the cache."""
    ticket, here = program.cache.tickets[first_ticket_name(program.home())], program.home()
    for _ in range(most_referrals(program.view)):
        if here == realm:
            return None
        wanted = FurtherRequest(ticket, (yield from program.now()), realm)
        got = yield from further(program, here, wanted, f"cross-realm ticket for {realm}", realm)
        if isinstance(got, Failure):
            return got
        program.keep(got)
        ticket, here = got, _leads_to(program, got)
    return _loop()


def _leads_to(program: Program, ticket: Ticket) -> str:
    """The realm whose ticket-granting service a ticket is for."""
    realm = ticket.name.removeprefix("krbtgt/").partition("@")[0]
    return program.view.domain_of_realm(realm) or realm.lower()


def _start(program: Program, realm: str) -> Generator[Any, Any, tuple[Ticket, str] | Failure]:
    """The ticket to present, and the realm to ask: as near to the service's realm as the cache allows."""
    home = program.home()
    first = program.cache.tickets[first_ticket_name(home)]
    if realm != home:
        for name, ticket in program.cache.tickets.items():
            near = name.startswith(f"krbtgt/{realm.upper()}@")
            if near and not (yield from program.expired(ticket)):
                return ticket, realm
    if (yield from program.expired(first)):
        return Failure("ticket-expired", f"the TGT of {program.spec.user} has expired", own=True)
    return first, home


def renew(program: Program) -> Result:
    """Renew the TGT; the other tickets in the cache are dropped."""
    home = program.home()
    first = program.cache.tickets.get(first_ticket_name(home))
    if first is None:
        return Failure("no-ticket", "the cache holds no TGT", own=True)
    wanted = FurtherRequest(first, (yield from program.now()), home, renew=True)
    got = yield from further(program, home, wanted, f"renew {program.spec.user}'s TGT", home)
    if isinstance(got, Failure):
        return got
    program.restart(got)
    return None


def change_password(program: Program) -> Result:
    """Change the user's password: a ticket for the change, then the change by TCP, and by UDP when no server answers."""
    got = yield from first_ticket(program, "ticket for a password change", for_change=True)
    if isinstance(got, Failure):
        return got
    return (yield from set_password(program, FurtherRequest(got, (yield from program.now()), program.home())))


def set_password(program: Program, wanted: FurtherRequest) -> Result:
    """The change itself, with a ticket for it."""
    home = program.home()
    text = f"change {program.spec.user}'s password"
    message = Message("kpasswd", home, text, wanted, port=KPASSWD)
    if program.profile.asks_in_turn:
        reply = yield from ask_in_turn(program, message)
        return reply if isinstance(reply, Failure) else refused(reply)
    located = yield from locate(program, home, ANY, port=KPASSWD)
    if not located.servers:
        return located.failure(f"no password server of {home} is configured or found in DNS")
    for only in ("tcp", "udp"):
        answered = yield from send(program, evolve(message, only=only), located.servers)
        if not isinstance(answered, Failure) or answered.category != "kdc-unreachable":
            break
    return answered if isinstance(answered, Failure) else refused(answered.heard.reply)
