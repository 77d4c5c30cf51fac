"""Kerberos from a client's side: AS, TGS with referrals along the trust path, AP.

Source: RFC 4120 sections 3.1 (AS), 3.3 (TGS), 3.2 (AP); RFC 6806 section 8 (referrals).
"""

from __future__ import annotations

from collections.abc import Generator

from dirsim.flows.exchange import Course, Exchange, Flow, Reply, ask, ask_any, request
from dirsim.flows.locate import look_up
from dirsim.flows.rules import password_domains
from dirsim.flows.view import View
from dirsim.model.ports import KERBEROS, Port
from dirsim.model.topology import FlowSpec


def initial_ticket(view: View, course: Course, client: str, user: str) -> Generator[Exchange, Reply, str]:
    """AS exchange: a first ticket for a user, from a controller that can verify the password.

    Gives the controller that issued it; empty when none did.
    """
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
    asked_first = kdc
    for _ in range(len(view.topology.directories) + len(view.topology.trusts) + 8):
        near = view.controllers(here, client)
        kdcs = (asked_first, *(name for name in near if name != asked_first)) if asked_first else near
        reply, answered = yield from ask_any(
            course,
            (
                request("TGS", client, name, KERBEROS, f"ticket for {what} in {realm}", subject=user, about=realm)
                for name in kdcs
            ),
            "kdc-unreachable",
        )
        if not reply.ok or answered is None:
            if reply.heard == "refused":
                course.category = "no-trust-path" if reply.code == "KDC_ERR_S_PRINCIPAL_UNKNOWN" else "refused-by-kdc"
            return False
        if not reply.referral:
            course.tickets.append(f"{user}: {what}@{realm.upper()}")
            return True
        course.tickets.append(f"{user}: krbtgt/{reply.referral.upper()}@{here.upper()}")
        here, asked_first = reply.referral, ""
        found = yield from look_up(view, course, client, here)
        if not found:
            return False
    course.stop(None, Reply("refused", "referrals lead in a circle", "referral-loop"), "referral-loop")
    return False


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
    kdc = yield from initial_ticket(view, course, spec.client, spec.user)
    if not kdc:
        return course.ending(through=False)
    held = yield from service_ticket(view, course, spec.client, spec.user, service.realm, spec.service, kdc)
    if not held:
        return course.ending(through=False)
    through = yield from present_ticket(view, course, spec.client, spec.user, spec.service)
    return course.ending(through=through)
