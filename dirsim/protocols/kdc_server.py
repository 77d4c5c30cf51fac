"""KDC and password server of a controller.

Sources: RFC 4120 sections 3.1.3 and 3.3.3, [MS-KILE] 3.3.5.7 (referrals); facts ``samba-kdc--tgt-last-minutes``,
``tgt-lifetime`` and ``clock-skew``.
"""

from __future__ import annotations

from dirsim.protocols.account_state import (
    Refusal,
    account_state,
    first_ticket_refusal,
    further_ticket_refusal,
    password_change_refusal,
)
from dirsim.protocols.acts import Acts, ReadClock, Request, Served, Suffers, answer, refusal
from dirsim.protocols.client_profile import known
from dirsim.protocols.encryption_rules import service_key_refusal, user_key_refusal
from dirsim.protocols.exchange import Reply
from dirsim.protocols.kerberos_messages import PREAUTH, TOO_BIG, FirstRequest, FurtherRequest
from dirsim.protocols.ticket_cache import Ticket, cross_ticket_name, first_ticket_name
from dirsim.protocols.trust_rules import Leads, next_step, trust_between
from dirsim.protocols.view import View


def serve_ticket(view: View, asked: Request) -> Acts:
    """Answer AS and TGS requests; an answer that is too large for UDP has to be requested again over TCP."""
    now = yield ReadClock(asked.host)
    wanted = asked.payload
    first = isinstance(wanted, FirstRequest)
    user = wanted.user if first else wanted.ticket.user
    domain = view.topology.hosts[asked.host].domain
    state = account_state(view, domain, user, (yield Suffers(user)))
    if first:
        served = _first(view, asked.host, wanted, now, state)
    else:
        broken = yield from _is_broken(view, wanted.ticket, domain)
        served = _further(view, asked.host, wanted, now, state, broken)
    if served.reply.ok and asked.exchange.protocol == "udp":
        return refusal(TOO_BIG, "the ticket does not fit a datagram")
    return served


def refused_as(reason: Refusal) -> Served:
    """A refusal by a rule, as a server's answer."""
    return refusal(reason.code, reason.because)


def _is_broken(view: View, ticket: Ticket, domain: str) -> Acts:
    """True where a ticket came over a trust whose two sides hold different keys."""
    issuer = view.domain_of_realm(ticket.name.partition("@")[2])
    crossed = trust_between(view, issuer, domain)
    return crossed is not None and "trust-broken" in (yield Suffers(crossed))


def _first(view: View, host: str, wanted: FirstRequest, now: float, state: str) -> Served:
    domain = view.topology.hosts[host].domain
    rule = password_change_refusal if wanted.for_change else first_ticket_refusal
    refused = rule(state, domain, wanted.user) or user_key_refusal(view, host, wanted.user, wanted.types)
    if refused is not None:
        return refused_as(refused)
    if wanted.proof is None:
        return refusal(PREAUTH, "the KDC requires pre-authentication", now)
    if wanted.wrong:
        return refusal("KDC_ERR_PREAUTH_FAILED", f"the password of {wanted.user} is wrong")
    if abs(wanted.proof - now) > 60 * known("clock-skew", "minutes"):
        return refusal("KRB_AP_ERR_SKEW", "the clocks differ too much", now)
    life = 3600 * known("tgt-lifetime", "hours")
    renewable = 86400 * known("tgt-renewal-lifetime", "days")
    return answer(
        Ticket(
            name=first_ticket_name(domain),
            user=wanted.user,
            start=now,
            end=now + min(life, wanted.life_s or life),
            renew_till=now + min(renewable, wanted.renew_s or renewable),
        )
    )


def _further(view: View, host: str, wanted: FurtherRequest, now: float, state: str, broken: bool) -> Served:
    entry, ticket = view.topology.hosts[host], wanted.ticket
    here = entry.domain
    refused = _ticket_refusal(wanted, now)
    if refused is not None:
        return refused
    home = view.topology.principals[ticket.user].domain
    if here == home:
        barred = further_ticket_refusal(state, here, ticket.user, software=entry.software, age_s=now - ticket.start)
        if barred is not None:
            return refused_as(barred)
    if wanted.renew:
        life = min(ticket.end - ticket.start, ticket.renew_till - now)
        return answer(
            Ticket(name=ticket.name, user=ticket.user, start=now, end=now + life, renew_till=ticket.renew_till)
        )
    service = view.topology.services.get(wanted.service)
    realm = service.realm if service is not None else wanted.realm
    step = next_step(view, home, host, realm, ticket.user, lambda *_: broken, wanted.types)
    if isinstance(step, Leads) and not step.referral:
        step = service_key_refusal(view, host, wanted.service, wanted.types) or step
    if isinstance(step, Refusal):
        return refused_as(step)
    if not step.referral and wanted.service:
        name = f"{(service.principal if service is not None else '') or wanted.service}@{realm.upper()}"
    else:
        name = cross_ticket_name(step.realm, here)
    issued = Ticket(name=name, user=ticket.user, start=now, end=ticket.end, renew_till=ticket.renew_till)
    return Served(Reply(referral=step.realm if step.referral else "", payload=issued))


def _ticket_refusal(wanted: FurtherRequest, now: float) -> Served | None:
    """The refusal of the ticket in a request; ``None`` where it is accepted."""
    ticket, skew = wanted.ticket, 60 * known("clock-skew", "minutes")
    if ticket.start - now > skew:  # the ticket is checked before the authenticator
        return refusal("KRB_AP_ERR_TKT_NYV", "the ticket is not yet valid")
    if abs(wanted.now - now) > skew:
        return refusal("KRB_AP_ERR_SKEW", "the clocks differ too much", now)
    own, _, of = ticket.name.removeprefix("krbtgt/").partition("@")
    last = 60 * known("samba-kdc--tgt-last-minutes", "minutes") if own == of else 0.0
    if ticket.end - now <= last:
        return refusal("KRB_AP_ERR_TKT_EXPIRED", "the ticket has expired or is about to expire")
    return None


def serve_password(view: View, asked: Request) -> Acts:
    """Answer a password change."""
    now = yield ReadClock(asked.host)
    wanted: FurtherRequest | None = asked.payload
    if wanted is None:
        return answer()  # the account of a member that the topology does not name
    domain, user = view.topology.hosts[asked.host].domain, wanted.ticket.user
    barred = password_change_refusal(account_state(view, domain, user, (yield Suffers(user))), domain, user)
    if barred is not None:
        return refused_as(barred)
    if abs(wanted.now - now) > 60 * known("clock-skew", "minutes"):
        return refusal("KRB_AP_ERR_SKEW", "the clocks differ too much")
    return answer()
