"""Logon of a user at a machine, and the group policy read at it.

Sources: facts ``cached-logon-scope``, ``cached-logons-default``, ``first-logon-needs-dc``, ``sssd--waits`` and ``sssd--group-policy``; [MS-GPOL] 3.2.5.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from dirsim.model.outcome import ReplyKind
from dirsim.model.port_numbers import LDAP, SMB
from dirsim.protocols.acts import FOREVER, Await, Heard, Recall, Remember, Send, Within
from dirsim.protocols.client_profile import known
from dirsim.protocols.client_program import Failure, Program
from dirsim.protocols.dns_resolver import DnsQuestion, look_up
from dirsim.protocols.exchange import Exchange, request
from dirsim.protocols.kerberos_client import Result, further, get_first_ticket
from dirsim.protocols.kerberos_messages import FurtherRequest
from dirsim.protocols.ticket_cache import first_ticket_name

_LOGONS = "cached logons"
"""The key of a machine's memory for the users whose logons it has cached, the latest last."""


def log_on(program: Program) -> Result:
    """Log on at a machine: with a TGT, else by the cached logon of the machine, which gives no ticket.

    A machine has a cached logon of a user whose ticket cache it has. Windows also caches each logon that a controller confirmed, of
    the last ten users.
    """
    user, windows = program.spec.user, program.profile.name == "windows"
    has_tickets = bool(program.cache.user) and program.cache.user == user
    steps = {"sssd": _by_sssd, "windows": _by_windows}.get(program.profile.name, get_first_ticket)
    failure = yield from steps(program)
    users: tuple[str, ...] = (yield Recall(program.client, _LOGONS)) or ()
    if failure is None:
        if windows:
            most = int(known("cached-logons-default", "default"))
            latest = (*(other for other in users if other != user), user)
            yield Remember(program.client, _LOGONS, latest[-most:])
        return None
    if failure.by_server or not (has_tickets or user in users):
        return failure
    if program.spec.wrong_password:
        return Failure(
            "bad-password", f"the password differs from that of the logon cached by {program.client}", own=True
        )
    program.fallbacks.append("by the cached logon of the machine, without a new ticket")
    return None


def _by_windows(program: Program) -> Result:
    """A TGT; group policy is read afterwards, and a failure of that does not refuse the logon."""
    failure = yield from get_first_ticket(program)
    if failure is not None:
        return failure
    failure = yield from _read_policy(program, program.controllers.get(program.home(), ""), FOREVER)
    if failure is not None:
        program.fallbacks.append(f"group policy is not read: {failure.because}")
    return None


def _by_sssd(program: Program) -> Result:
    """A controller of the AD site that answers LDAP, a TGT from it in time, then its group policy."""
    home = program.home()
    question = DnsQuestion(f"_ldap._tcp.{home}", "SRV", home)
    found = yield from look_up(program, question)
    if not found.hosts:
        return found.failure(f"no controller of {home} is found in DNS")
    candidates = [name for name in program.view.controllers(home, program.client) if name in found.hosts]
    server, failure = "", Failure("ldap-unreachable", f"no controller of {home} answers")
    for host in candidates:
        failed = yield from _connected(program, host)
        if failed is None:
            server = host
            break
        failure = failure if failure.exchange is not None else failed
    if not server:
        return failure
    if server != candidates[0]:
        program.fallbacks.append(f"{server} answered instead of {candidates[0]}")
    program.pinned[home] = (server, *(name for name in candidates if name != server))
    limit = known("sssd--waits", "kerberos_s")
    ended = yield Within(limit, _validated(program))
    if ended is None:
        return Failure("kerberos-timeout", f"Kerberos took longer than the {limit:g} s that SSSD allows")
    if ended[0] is not None:
        refused: Failure = ended[0]
        return refused
    return (yield from _read_policy(program, server, known("sssd--waits", "ldap_answer_s")))


def _validated(program: Program) -> Result:
    """A TGT, and with it a ticket for the machine itself, which proves that the KDC is genuine (``krb5_validate``)."""
    failure = yield from get_first_ticket(program)
    if failure is not None:
        return failure
    home = program.home()
    ticket = program.cache.tickets[first_ticket_name(home)]
    wanted = FurtherRequest(ticket, (yield from program.now()), home)
    got = yield from further(program, home, wanted, f"ticket for {program.client} itself", home)
    return got if isinstance(got, Failure) else None


def _connected(program: Program, host: str) -> Result:
    """An LDAP connection to a controller, with a search."""
    search = request("LDAP search", program.client, host, LDAP, f"look {program.spec.user} up", protocol="tcp")
    return (
        yield from _answered(
            search, known("sssd--waits", "ldap_connect_s"), known("sssd--waits", "ldap_answer_s"), "ldap-unreachable"
        )
    )


def _read_policy(program: Program, host: str, wait: float) -> Result:
    """The group policy of the computer, from the SYSVOL share of the controller in use."""
    if not host:
        return None
    read = policy_request(program.client, host, program.home())
    return (yield from _answered(read, wait, wait, "group-policy-unreachable"))


def policy_request(member: str, host: str, domain: str) -> Exchange:
    """A member's request for the policy files of its domain, to a controller's SYSVOL share."""
    return request("SMB", member, host, SMB, "read group policy from SYSVOL", protocol="tcp", about=domain)


def _answered(exchange: Exchange, connect: float, wait: float, category: str) -> Generator[Any, Any, Failure | None]:
    """One request over TCP; the failure where it is not answered in time."""
    channel = yield Send(exchange)
    heard: Heard | None = yield Await(connect, (channel,), established=wait)
    if heard is not None and heard.reply.ok:
        return None
    reply = None if heard is None or heard.reply.heard == ReplyKind.SILENT else heard.reply
    because = f"{exchange.target} does not answer" if heard is None else heard.reply.because
    return Failure(category, because, reply, exchange)
