"""Kerberos from a client's side: AS, TGS with referrals along the trust path, AP.

Source: RFC 4120 sections 3.1 (AS), 3.3 (TGS), 3.2 (AP); RFC 6806 section 8 (referrals).
"""

from __future__ import annotations

from collections.abc import Generator

from dirsim.flows.exchange import Course, Exchange, Flow, Reply, ask, ask_any, request
from dirsim.flows.locate import look_up
from dirsim.flows.passage import passage
from dirsim.flows.rules import password_domains
from dirsim.flows.view import View
from dirsim.model.ports import KERBEROS, Port
from dirsim.model.topology import FlowSpec


def initial_ticket(view: View, course: Course, client: str, user: str) -> Generator[Exchange, Reply, str]:
    """AS exchange: a first ticket for a user, from a controller that can verify the password.

    Gives the controller that issued it; empty when none did.
    """
    return (yield from passage(view, course, _initial_ticket, client, user))


def _initial_ticket(view: View, course: Course, client: str, user: str) -> Generator[Exchange, Reply, str]:
    """The AS exchange itself."""
    principal = view.topology.principals[user]
    for domain in password_domains(view, principal):
        found = yield from look_up(view, course, client, domain)
        if not found:
            continue
        reply, answered = yield from ask_any(
            course,
            (
                request("AS", client, kdc, KERBEROS, f"first ticket for {user}", subject=user, about=domain)
                for kdc in view.controllers(domain, client)
            ),
            "kdc-unreachable",
        )
        if reply.ok and answered is not None:
            course.tickets.append(f"{user}: krbtgt/{domain.upper()}@{domain.upper()}")
            return answered.target
        if reply.heard == "refused":
            course.category = "refused-by-kdc"
            return ""
    return ""


def service_ticket(
    view: View, course: Course, client: str, user: str, realm: str, what: str, kdc: str
) -> Generator[Exchange, Reply, bool]:
    """TGS exchanges: a ticket for a service in ``realm``, following referrals from the user's own realm.

    Args:
        view: Static knowledge.
        course: The flow's memory.
        client: The host that asks.
        user: The principal that holds the first ticket.
        realm: The service's domain.
        what: The service, for the reader.
        kdc: The controller that issued the first ticket; it is asked first.
    """
    here = view.topology.hosts[kdc].domain
    reply = yield from _ticket_from(view, course, client, user, realm, here, kdc, what)
    return (yield from _follow(view, course, client, user, realm, what, here, reply))


def ticket_for(
    view: View, course: Course, client: str, user: str, realm: str, what: str
) -> Generator[Exchange, Reply, bool]:
    """A first ticket, and with it one for a service: :func:`initial_ticket`, then :func:`service_ticket`."""
    here, reply = yield from passage(view, course, _two_tickets, client, user, realm, words=(what,))
    return (yield from _follow(view, course, client, user, realm, what, here, reply))


def _two_tickets(
    view: View, course: Course, client: str, user: str, realm: str, what: str
) -> Generator[Exchange, Reply, tuple[str, Reply]]:
    """The AS exchange and the first TGS exchange, both with one controller where it goes on answering."""
    kdc = yield from initial_ticket(view, course, client, user)
    if not kdc:
        return "", Reply("silent", "there is no first ticket")
    here = view.topology.hosts[kdc].domain
    return here, (yield from _ticket_from(view, course, client, user, realm, here, kdc, what))


def _follow(
    view: View, course: Course, client: str, user: str, realm: str, what: str, here: str, reply: Reply
) -> Generator[Exchange, Reply, bool]:
    """From the first answer of a TGS, in realm ``here``, along referrals to the service's own realm."""
    for _ in range(len(view.topology.directories) + len(view.topology.trusts) + 8):
        if not reply.ok:
            return False
        if not reply.referral:
            course.tickets.append(f"{user}: {what}@{realm.upper()}")
            return True
        course.tickets.append(f"{user}: krbtgt/{reply.referral.upper()}@{here.upper()}")
        here = reply.referral
        found = yield from look_up(view, course, client, here)
        if not found:
            return False
        reply = yield from passage(
            view, course, _ticket_from, client, user, realm, here, "", words=(what,), in_turn=True
        )
    course.stop(None, Reply("refused", "referrals lead in a circle", "referral-loop"), "referral-loop")
    return False


def _ticket_from(
    view: View, course: Course, client: str, user: str, realm: str, here: str, asked_first: str, what: str
) -> Generator[Exchange, Reply, Reply]:
    """One TGS exchange: with a controller of one realm, on the way to the service's."""
    near = view.controllers(here, client)
    kdcs = (asked_first, *(name for name in near if name != asked_first)) if asked_first else near
    reply, _ = yield from ask_any(
        course,
        (
            request("TGS", client, name, KERBEROS, f"ticket for {what} in {realm}", subject=user, about=realm)
            for name in kdcs
        ),
        "kdc-unreachable",
    )
    if reply.heard == "refused":
        course.category = "no-trust-path" if reply.code == "KDC_ERR_S_PRINCIPAL_UNKNOWN" else "refused-by-kdc"
    return reply


def present_ticket(
    view: View, course: Course, client: str, user: str, service: str
) -> Generator[Exchange, Reply, bool]:
    """AP exchange: present the ticket to the service itself."""
    spec = view.topology.services[service]
    port = Port(service, spec.port, ("tcp",), "")
    reply = yield from ask(
        course,
        request("AP", client, spec.host, port, f"sign in to {service}", subject=user),
        "service-unreachable",
    )
    return reply.ok


def service_access(view: View, spec: FlowSpec) -> Flow:
    """A user signs in to a service that is a domain member (SQL Server, file share, IIS), by Kerberos."""
    course = Course()
    service = view.topology.services[spec.service]
    held = yield from ticket_for(view, course, spec.client, spec.user, service.realm, spec.service)
    if not held:
        return course.ending(through=False)
    through = yield from present_ticket(view, course, spec.client, spec.user, spec.service)
    return course.ending(through=through)
