"""Every client program by its word, in one explicit table."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dirsim.flows.clients.kerberos import Result, change_password, get_first_ticket, get_service_ticket, log_on, renew
from dirsim.flows.clients.program import Program
from dirsim.flows.clients.sessions import ldap_session, ntlm_logon, open_session, present_ticket


def _service_ticket(program: Program) -> Result:
    """A ticket for the flow's service."""
    return (yield from get_service_ticket(program, program.spec.service))


PROGRAMS: Mapping[str, Callable[[Program], Result]] = {
    "initial-ticket": get_first_ticket,
    "machine-logon": log_on,
    "service-ticket": _service_ticket,
    "renew-ticket": renew,
    "present-ticket": present_ticket,
    "password-change": change_password,
    "ldap-session": ldap_session,
    "ntlm-logon": ntlm_logon,
    "open-session": open_session,
}
