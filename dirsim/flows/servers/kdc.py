"""A controller's KDC and password server.

Sources: RFC 4120 sections 3.1.3 and 3.3.3, [MS-KILE] 3.3.5.7 (referrals); facts ``samba-kdc--tgt-last-minutes``,
``tgt-lifetime`` and ``clock-skew``.
"""

from __future__ import annotations

from dirsim.flows.acts import Acts, ReadClock, Request, Served, answer, refusal
from dirsim.flows.clients.kerberos import PREAUTH, TOO_BIG, FirstRequest, FurtherRequest
from dirsim.flows.clients.profile import known
from dirsim.flows.clients.tickets import Ticket, cross_ticket_name, first_ticket_name
from dirsim.flows.rules import password_domains
from dirsim.flows.view import View
from dirsim.model.topology import Principal


def serve_ticket(view: View, asked: Request) -> Acts:
    """AS and TGS requests; an answer that is too large for UDP is asked for again over TCP."""
    now = yield ReadClock(asked.host)
    wanted = asked.payload
    served = (
        _first(view, asked.host, wanted, now)
        if isinstance(wanted, FirstRequest)
        else _further(view, asked.host, wanted, now)
    )
    if served.reply.ok and asked.exchange.protocol == "udp":
        return refusal(TOO_BIG, "the ticket does not fit a datagram")
    return served


def account_refusal(view: View, domain: str, name: str) -> Served | None:
    """Why a domain's controllers refuse an account, whatever its password."""
    principal = view.topology.principals.get(name, Principal(state="absent"))
    if principal.state == "absent" or domain not in password_domains(view, principal):
        return refusal("KDC_ERR_C_PRINCIPAL_UNKNOWN", f"{domain} has no account {name}")
    if principal.state == "disabled":
        return refusal("KDC_ERR_CLIENT_REVOKED", f"the account {name} is disabled")
    return None


def _first(view: View, host: str, wanted: FirstRequest, now: float) -> Served:
    domain = view.topology.hosts[host].domain
    refused = account_refusal(view, domain, wanted.user)
    if refused is not None:
        return refused
    if wanted.proof is None:
        return refusal(PREAUTH, "the KDC wants the password proved first", now)
    if wanted.wrong:
        return refusal("KDC_ERR_PREAUTH_FAILED", f"the password of {wanted.user} is wrong")
    if abs(wanted.proof - now) > 60 * known("clock-skew", "minutes"):
        return refusal("KRB_AP_ERR_SKEW", "the clocks differ too much")
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


def _further(view: View, host: str, wanted: FurtherRequest, now: float) -> Served:
    here, ticket = view.topology.hosts[host].domain, wanted.ticket
    refused = _ticket_refusal(wanted, now)
    if refused is not None:
        return refused
    home = view.topology.principals[ticket.user].domain
    if here == home:
        refused = account_refusal(view, here, ticket.user)
        if refused is not None:
            return refused
    if wanted.renew:
        life = min(ticket.end - ticket.start, ticket.renew_till - now)
        return answer(
            Ticket(name=ticket.name, user=ticket.user, start=now, end=now + life, renew_till=ticket.renew_till)
        )
    service = view.topology.services.get(wanted.service)
    realm = service.realm if service is not None else wanted.realm
    path = view.trust_path(home, realm)
    if path is None or here not in path:
        return refusal("KDC_ERR_S_PRINCIPAL_UNKNOWN", f"{realm} does not trust {home}: {here} knows no such service")
    if here == realm and service is not None:
        name = f"{service.principal or wanted.service}@{realm.upper()}"
    else:
        name = cross_ticket_name(path[path.index(here) + 1], here)
    return answer(Ticket(name=name, user=ticket.user, start=now, end=ticket.end, renew_till=ticket.renew_till))


def _ticket_refusal(wanted: FurtherRequest, now: float) -> Served | None:
    """Why the ticket that a request is made with is not taken."""
    ticket, skew = wanted.ticket, 60 * known("clock-skew", "minutes")
    if abs(wanted.now - now) > skew:
        return refusal("KRB_AP_ERR_SKEW", "the clocks differ too much")
    if ticket.start - now > skew:
        return refusal("KRB_AP_ERR_TKT_NYV", "the ticket is not good yet")
    own, _, of = ticket.name.removeprefix("krbtgt/").partition("@")
    last = 60 * known("samba-kdc--tgt-last-minutes", "minutes") if own == of else 0.0
    if ticket.end - now <= last:
        return refusal("KRB_AP_ERR_TKT_EXPIRED", "the ticket has ended, or is about to")
    return None


def serve_password(view: View, asked: Request) -> Acts:
    """A password change."""
    now = yield ReadClock(asked.host)
    wanted: FurtherRequest = asked.payload
    refused = account_refusal(view, view.topology.hosts[asked.host].domain, wanted.ticket.user)
    if refused is not None:
        return refused
    if abs(wanted.now - now) > 60 * known("clock-skew", "minutes"):
        return refusal("KRB_AP_ERR_SKEW", "the clocks differ too much")
    return answer()
