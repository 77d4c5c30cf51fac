"""Client programs of Kerberos: first tickets, service tickets along referrals, renewal, password change.

Sources: RFC 4120 sections 3.1 and 3.3, RFC 6806 section 8 (referrals), RFC 3244 (passwords); facts
``mit-krb5--referral-kept``, ``mit-krb5--password-transport`` and ``clock-skew``.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from attrs import evolve, frozen

from dirsim.flows.clients.kdc import ANY, Answered, Message, ask_kdc, locate, send
from dirsim.flows.clients.program import Failure, Program
from dirsim.flows.clients.tickets import Ticket, first_ticket_name
from dirsim.flows.clients.walk import walk
from dirsim.model.ports import KPASSWD

Result = Generator[Any, Any, Failure | None]
"""A part of a program; gives why it failed, or ``None`` when it did not."""

TOO_BIG = "KRB_ERR_RESPONSE_TOO_BIG"
PREAUTH = "KDC_ERR_PREAUTH_REQUIRED"

CATEGORIES = {
    "KDC_ERR_PREAUTH_FAILED": "bad-password",
    "KDC_ERR_C_PRINCIPAL_UNKNOWN": "client-unknown",
    "KDC_ERR_CLIENT_REVOKED": "revoked",
    "KDC_ERR_KEY_EXPIRED": "password-expired",
    "KDC_ERR_S_PRINCIPAL_UNKNOWN": "server-unknown",
    "KDC_ERR_POLICY": "kdc-policy",
    "KRB_AP_ERR_SKEW": "clock-skew",
    "KRB_AP_ERR_TKT_EXPIRED": "ticket-expired",
    "KRB_AP_ERR_TKT_NYV": "ticket-not-yet-valid",
}
"""The word for each error that a KDC or a service answers with (RFC 4120 section 7.5.9)."""


@frozen
class FirstRequest:
    """What an AS request says.

    Attributes:
        user: Who asks.
        proof: The time that the user's key encrypts; ``None`` without pre-authentication.
        wrong: Whether it is encrypted with a wrong key.
        life_s: How long the ticket shall live; ``None`` means as long as the domain allows.
        renew_s: How long it shall be renewable; ``None`` likewise.
    """

    user: str
    proof: float | None = None
    wrong: bool = False
    life_s: float | None = None
    renew_s: float | None = None


@frozen
class FurtherRequest:
    """What a TGS request says.

    Attributes:
        ticket: The ticket-granting ticket that it is made with.
        now: The client's time.
        service: The service that a ticket is asked for; empty for a cross-realm ticket or a renewal.
        realm: The realm that a cross-realm ticket is asked for; empty otherwise.
        renew: Whether the ticket itself shall be renewed.
    """

    ticket: Ticket
    now: float
    service: str = ""
    realm: str = ""
    renew: bool = False


def _ask(program: Program, message: Message) -> Generator[Any, Any, Answered | Failure]:
    """Find the realm's KDCs and send the message, all of them located beforehand or one after the other."""
    return (yield from (walk if program.profile.walks else ask_kdc)(program, message))


def refused(answered: Answered) -> Failure | None:
    """Why a KDC refused; ``None`` when it did not."""
    reply = answered.heard.reply
    if reply.heard != "refused":
        return None
    return Failure(CATEGORIES.get(reply.code, "refused-by-kdc"), reply.because, reply)


def first_ticket(program: Program, purpose: str = "first ticket") -> Generator[Any, Any, Ticket | Failure]:
    """AS exchange; where it fails for any reason but silence, the realm's primary KDC is looked for as well."""
    got = yield from _first_ticket(program, purpose)
    if isinstance(got, Failure) and got.category != "kdc-unreachable" and program.profile.asks_for_primary:
        yield from locate(program, program.home(), ANY, primary=True)
    return got


def _first_ticket(program: Program, purpose: str) -> Generator[Any, Any, Ticket | Failure]:
    user, realm, spec = program.spec.user, program.home(), program.spec
    text = f"{purpose} for {user}"
    message = Message("AS", realm, text, FirstRequest(user))
    answered = yield from _ask(program, message)
    if isinstance(answered, Failure):
        return answered
    reply = answered.heard.reply
    if reply.code == PREAUTH:
        offset = answered.heard.payload - (yield from program.clock())
        if abs(offset) > program.profile.skew_s:
            program.cache.offset = offset
        proof = yield from program.now()
        wanted = FirstRequest(user, proof, spec.wrong_password, program.life_s, program.renew_s)
        for only in ("", "tcp"):
            message = Message("AS", realm, text, wanted, only=only)
            answered = yield from _ask(program, message)
            if isinstance(answered, Failure):
                return answered
            if answered.heard.reply.code != TOO_BIG:
                break
    failure = refused(answered)
    if failure is not None:
        return failure
    ticket: Ticket = answered.heard.payload
    return ticket


def get_first_ticket(program: Program) -> Result:
    """Get a first ticket into the cache."""
    got = yield from first_ticket(program)
    if isinstance(got, Failure):
        return got
    program.cache.restart(got)
    return None


def log_on(program: Program) -> Result:
    """Log on at a machine: with a first ticket, else by the logon that the machine has cached, which gives no ticket.

    A machine has cached the logon of a user whose ticket cache it has. Facts: ``cached-logon-scope``, ``first-logon-needs-dc``.
    """
    known_here = bool(program.cache.user) and program.cache.user == program.spec.user
    failure = yield from get_first_ticket(program)
    if failure is None or failure.answered or not known_here or program.spec.wrong_password:
        return failure
    program.fallbacks.append("by the logon that the machine has cached, without a new ticket")
    return None


def further(program: Program, realm: str, wanted: FurtherRequest, purpose: str, about: str) -> Generator[Any, Any, Any]:
    """TGS exchange with a realm's KDCs; gives the ticket, or the failure."""
    profile = program.profile
    for only in ("tcp",) * profile.further_rounds if profile.large_only_tcp else ("", "tcp"):
        message = Message("TGS", realm, purpose, wanted, large=profile.large_over_tcp, only=only, about=about)
        answered = yield from _ask(program, message)
        if isinstance(answered, Failure):
            if answered.category == "kdc-unreachable" and profile.large_only_tcp:
                continue
            return answered
        if answered.heard.reply.code != TOO_BIG:
            break
    if isinstance(answered, Failure):
        return answered
    failure = refused(answered)
    return answered.heard.payload if failure is None else failure


def get_service_ticket(program: Program, service: str) -> Result:
    """Get a ticket for a service into the cache, with a first ticket before it where there is none."""
    cache = program.cache
    held = program.ticket_for(service)
    if held is not None and not (yield from program.expired(held)):
        return None
    home = program.home()
    if first_ticket_name(home) not in cache.tickets:
        failure = yield from get_first_ticket(program)
        if failure is not None:
            return failure
    knows = program.configuration.knows_realms
    failure = yield from _along(program, service, knows=knows)
    if failure is not None and failure.answered and not knows:
        # the home realm's KDC said no: the realm that the service's name suggests is tried
        failure = yield from _along(program, service, knows=True)
    return failure


def _along(program: Program, service: str, *, knows: bool) -> Result:
    """The ticket for a service, from the nearest ticket that is held, along referrals or along known realms."""
    cache, entry, home = program.cache, program.view.topology.services[service], program.home()
    start = yield from _start(program, entry.realm if knows else home)
    if isinstance(start, Failure):
        return start
    ticket, here = start
    for _ in range(8):
        asks_realm = knows and here != entry.realm
        wanted = FurtherRequest(
            ticket, (yield from program.now()), "" if asks_realm else service, entry.realm if asks_realm else ""
        )
        got = yield from further(program, here, wanted, f"ticket for {service} in {entry.realm}", entry.realm)
        if isinstance(got, Failure):
            return got
        if got.name == program.whole_name(service):
            cache.keep(evolve(got, name=program.asked_name(service)))
            return None
        if knows or program.profile.keeps_referrals:
            cache.keep(got)
        ticket, here = got, _leads_to(program, got)
    return Failure("referral-loop", "referrals lead in a circle")


def get_cross_ticket(program: Program, realm: str) -> Result:
    """Get the cross-realm ticket for a realm into the cache."""
    ticket, here = program.cache.tickets[first_ticket_name(program.home())], program.home()
    for _ in range(8):
        if here == realm:
            return None
        wanted = FurtherRequest(ticket, (yield from program.now()), realm=realm)
        got = yield from further(program, here, wanted, f"cross-realm ticket for {realm}", realm)
        if isinstance(got, Failure):
            return got
        program.cache.keep(got)
        ticket, here = got, _leads_to(program, got)
    return Failure("referral-loop", "referrals lead in a circle")


def _leads_to(program: Program, ticket: Ticket) -> str:
    """The realm whose ticket-granting service a ticket is for."""
    realm = ticket.name.removeprefix("krbtgt/").partition("@")[0]
    domains = (
        name
        for directory in program.view.topology.directories.values()
        for name in directory.domains
        if name.upper() == realm
    )
    return next(domains, realm.lower())


def _start(program: Program, realm: str) -> Generator[Any, Any, tuple[Ticket, str] | Failure]:
    """The ticket to ask with, and the realm to ask: as near to the service's realm as the cache has one."""
    home = program.home()
    first = program.cache.tickets[first_ticket_name(home)]
    if realm != home:
        for name, ticket in program.cache.tickets.items():
            near = name.startswith(f"krbtgt/{realm.upper()}@")
            if near and not (yield from program.expired(ticket)):
                return ticket, realm
    if (yield from program.expired(first)):
        return Failure("ticket-expired", f"the first ticket of {program.spec.user} has ended")
    return first, home


def renew(program: Program) -> Result:
    """Renew the first ticket; what else the cache held is dropped."""
    home = program.home()
    first = program.cache.tickets.get(first_ticket_name(home))
    if first is None:
        return Failure("no-ticket", "the cache holds no first ticket")
    wanted = FurtherRequest(first, (yield from program.now()), renew=True)
    got = yield from further(program, home, wanted, f"renew {program.spec.user}'s first ticket", home)
    if isinstance(got, Failure):
        return got
    program.cache.restart(got)
    return None


def change_password(program: Program) -> Result:
    """Change the user's password: a first ticket for the change, then the change itself: by TCP, and by UDP when nobody answers."""
    got = yield from first_ticket(program, "ticket for a password change")
    if isinstance(got, Failure):
        return got
    home = program.home()
    servers = yield from locate(program, home, ANY, port=KPASSWD)
    if not servers:
        return Failure("kdc-not-found", f"no password server of {home} is written down or found in DNS")
    text = f"change {program.spec.user}'s password"
    wanted = FurtherRequest(got, (yield from program.now()))
    for only in ("tcp", "udp"):
        message = Message("kpasswd", home, text, wanted, port=KPASSWD, only=only)
        answered = yield from send(program, message, servers)
        if not isinstance(answered, Failure) or answered.category != "kdc-unreachable":
            break
    return answered if isinstance(answered, Failure) else refused(answered)
