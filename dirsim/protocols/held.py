"""Flows with credentials held: a service ticket, a TGT, a session.

This module does not know lifetimes: the caller decides which tickets are still held. Sources: RFC 4120 sections 3.2 and 3.3;
facts ``expired-ticket-open-session`` and ``ntlm-always-dc``.
"""

from __future__ import annotations

from dirsim.model.port_numbers import HTTPS, LDAP, Port
from dirsim.protocols.ask_in_turn import find
from dirsim.protocols.asking import ask, ask_any
from dirsim.protocols.client_program import Failure, Program
from dirsim.protocols.client_sessions import present_ticket
from dirsim.protocols.exchange import request
from dirsim.protocols.kerberos_client import Result, along, change_password, hold
from dirsim.protocols.machine_logon import policy_request
from dirsim.protocols.membership import member_of
from dirsim.protocols.ticket_cache import cross_ticket_name, first_ticket_name


def with_service_ticket(program: Program) -> Result:
    """A new connection to a service whose ticket is held: only the service is contacted."""
    hold(program, program.target(program.spec.service).whole_name)
    failure = yield from present_ticket(program)
    if failure is None:
        program.fallbacks.append("by a ticket held already")
    return failure


def with_first_ticket(program: Program) -> Result:
    """A first connection to a service by a user who holds a TGT: tickets along the trust path, then the service."""
    home = program.home()
    failure = yield from find(program, home)
    if failure is not None:
        return failure
    hold(program, first_ticket_name(home))
    failure = yield from along(program, program.target(program.spec.service), knows=False)
    return failure if failure is not None else (yield from present_ticket(program))


def with_referral_ticket(program: Program) -> Result:
    """Another service of a trusting realm, by a user who holds the cross-realm ticket for it: its own controllers suffice.

    Source: RFC 4120 section 1.2; the home realm is not asked again while that ticket is valid.
    """
    home, target = program.home(), program.target(program.spec.service)
    hold(program, first_ticket_name(home), cross_ticket_name(target.realm, home))
    failure = yield from along(program, target, knows=True)
    return failure if failure is not None else (yield from present_ticket(program))


def open_session(program: Program) -> Result:
    """An open connection: it lasts while packets pass to the service and back; no ticket is checked again."""
    spec = program.spec
    service = program.view.topology.services[spec.service]
    port = HTTPS if service.kind in ("aws-application", "federated") else Port(spec.service, service.port, ("tcp",), "")
    used = request("session", spec.client, service.host, port, f"continue to use {spec.service}", subject=spec.user)
    return (yield from ask(used, "service-unreachable"))


def password_change(program: Program) -> Result:
    """A user changes the password at the machine: the desktop that an application opens, else the client itself.

    Source: RFC 3244 (Kerberos set and change password).
    """
    spec = program.spec
    machine = program.view.topology.services[spec.service].desktop or spec.client
    return (yield from change_password(program.acting(machine, spec.user)))


def policy_refresh(program: Program) -> Result:
    """A member refreshes group policy: its own account, the policy objects over LDAP, the files over SMB.

    Source: [MS-GPOL] 3.2.5 (policy application).
    """
    member, domain = member_of(program.view, program.spec)
    failure = yield from find(program.acting(member, ""), domain)
    if failure is not None:
        return failure
    controllers = program.view.controllers(domain, member)
    objects = [
        request("LDAP search", member, host, LDAP, "read the policy objects", protocol="tcp", about=domain)
        for host in controllers
    ]
    for requests in (objects, [policy_request(member, host, domain) for host in controllers]):
        answered = yield from ask_any(program.fallbacks, requests, "controller-unreachable")
        if isinstance(answered, Failure):
            return answered
    return None
