"""What a user can still do with what is held already: a service ticket, a first ticket, an open session.

Nothing here knows how long a ticket lives: the caller decides what is still held. Sources: RFC 4120 sections 3.2 and 3.3;
facts ``expired-ticket-open-session`` and ``ntlm-always-dc``.
"""

from __future__ import annotations

from collections.abc import Generator

from dirsim.flows.exchange import Course, Exchange, Flow, Reply, ask, ask_any, request
from dirsim.flows.kerberos import initial_ticket, present_ticket, service_ticket
from dirsim.flows.locate import look_up
from dirsim.flows.view import View
from dirsim.model.ports import HTTPS, KERBEROS, KPASSWD, LDAP, SMB, Port
from dirsim.model.topology import FlowSpec


def with_service_ticket(view: View, spec: FlowSpec) -> Flow:
    """A new connection to a service whose ticket is held: the service alone is spoken to."""
    course = Course()
    through = yield from present_ticket(view, course, spec.client, spec.user, spec.service)
    if through:
        course.fallbacks.append("by a ticket that was held already")
    return course.ending(through=through)


def with_first_ticket(view: View, spec: FlowSpec) -> Flow:
    """A first connection to a service by a user whose first ticket is held: tickets along the trust path, then the service."""
    course = Course()
    service = view.topology.services[spec.service]
    home = view.topology.principals[spec.user].domain
    found = yield from look_up(view, course, spec.client, home)
    kdcs = view.controllers(home, spec.client)
    if not found or not kdcs:
        return course.ending(through=False)
    held = yield from service_ticket(view, course, spec.client, spec.user, service.realm, spec.service, kdcs[0])
    if not held:
        return course.ending(through=False)
    through = yield from present_ticket(view, course, spec.client, spec.user, spec.service)
    return course.ending(through=through)


def with_referral_ticket(view: View, spec: FlowSpec) -> Flow:
    """Another service of a trusting realm, by a user who holds the cross-realm ticket for it: its own controllers suffice.

    Source: RFC 4120 section 1.2; the home realm is not asked again while that ticket is good.
    """
    course = Course()
    service = view.topology.services[spec.service]
    found = yield from look_up(view, course, spec.client, service.realm)
    if not found:
        return course.ending(through=False)
    reply, _ = yield from ask_any(
        course,
        [
            request(
                "TGS", spec.client, name, KERBEROS, f"ticket for {spec.service}", subject=spec.user, about=service.realm
            )
            for name in view.controllers(service.realm, spec.client)
        ],
        "kdc-unreachable",
    )
    if not reply.ok:
        return course.ending(through=False)
    through = yield from present_ticket(view, course, spec.client, spec.user, spec.service)
    return course.ending(through=through)


def open_session(view: View, spec: FlowSpec) -> Flow:
    """A connection that is open: it lasts while packets get to the service and back; no ticket is looked at again."""
    course = Course()
    service = view.topology.services[spec.service]
    port = HTTPS if service.kind in ("aws-application", "federated") else Port(spec.service, service.port, ("tcp",), "")
    reply = yield from ask(
        course,
        request("session", spec.client, service.host, port, f"go on using {spec.service}", subject=spec.user),
        "service-unreachable",
    )
    return course.ending(through=reply.ok)


def password_change(view: View, spec: FlowSpec) -> Flow:
    """A user changes the password: a first ticket for the change, then the change at a controller of the home domain.

    Source: RFC 3244 (Kerberos set and change password).
    """
    course = Course()
    home = view.topology.principals[spec.user].domain
    client = _working_machine(view, spec)
    kdc = yield from initial_ticket(view, course, client, spec.user)
    if not kdc:
        return course.ending(through=False)
    others = (name for name in view.controllers(home, client) if name != kdc)
    reply, _ = yield from ask_any(
        course,
        [
            request("kpasswd", client, name, KPASSWD, f"change {spec.user}'s password", subject=spec.user, about=home)
            for name in (kdc, *others)
        ],
        "kpasswd-unreachable",
    )
    return course.ending(through=reply.ok)


def _working_machine(view: View, spec: FlowSpec) -> str:
    """Where the user works: the desktop that an application opens, else the client itself."""
    service = view.topology.services[spec.service]
    return service.desktop or spec.client


def policy_refresh(view: View, spec: FlowSpec) -> Flow:
    """A member refreshes group policy: its own account, the policy objects over LDAP, the files over SMB.

    Source: [MS-GPOL] 3.2.5 (policy application).
    """
    course = Course()
    service = view.topology.services[spec.service]
    member = service.desktop or service.host
    through = yield from _refresh(view, course, member, service.realm)
    return course.ending(through=through)


def _refresh(view: View, course: Course, member: str, domain: str) -> Generator[Exchange, Reply, bool]:
    found = yield from look_up(view, course, member, domain)
    if not found:
        return False
    for step, port, purpose in (
        ("LDAP search", LDAP, "read the policy objects"),
        ("SMB", SMB, "read the policy files"),
    ):
        reply, _ = yield from ask_any(
            course,
            [
                request(step, member, name, port, purpose, protocol="tcp", about=domain)
                for name in view.controllers(domain, member)
            ],
            "controller-unreachable",
        )
        if not reply.ok:
            return False
    return True
