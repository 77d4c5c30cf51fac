"""Table of the client programs by kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dirsim.protocols.client_program import Program
from dirsim.protocols.client_sessions import ntlm_logon, present_ticket
from dirsim.protocols.kerberos_client import Result, change_password, get_first_ticket, get_service_ticket, renew
from dirsim.protocols.ldap_client import ldap_session, open_session
from dirsim.protocols.machine_logon import log_on


def _service_ticket(program: Program) -> Result:
    """A ticket for the flow's service."""
    return (yield from get_service_ticket(program, program.target(program.spec.service)))


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


def is_timed(kind: str) -> bool:
    """True where flows of a kind are client programs, which run on a clock."""
    return kind in PROGRAMS
