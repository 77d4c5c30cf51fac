"""Access to a service by Kerberos: the flow that designs build.

Source: RFC 4120 sections 3.1 (AS), 3.3 (TGS), 3.2 (AP); RFC 6806 section 8 (referrals).
"""

from __future__ import annotations

from dirsim.protocols.ask_in_turn import find
from dirsim.protocols.client_program import Program
from dirsim.protocols.client_sessions import present_ticket
from dirsim.protocols.kerberos_client import Result, get_service_ticket


def service_access(program: Program) -> Result:
    """A user signs in to a service that is a domain member (SQL Server, file share, IIS), by Kerberos."""
    failure = yield from get_service_ticket(program, program.target(program.spec.service))
    return failure if failure is not None else (yield from present_ticket(program))


def name_lookup(program: Program) -> Result:
    """A client asks DNS for the controllers of a user's domain, without any further exchange."""
    return (yield from find(program, program.home()))
