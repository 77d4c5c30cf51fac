"""Client programs that talk to one server: present a ticket, bind by LDAP, sign in by NTLM.

Sources: RFC 4120 section 3.2 (AP), RFC 4511 section 4.2 (bind), [MS-NLMP] 1.3.1; facts ``mit-krb5--gss-refresh`` and
``samba-client--waits``.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from attrs import frozen

from dirsim.flows.acts import FOREVER, Await, Heard, Look, Send
from dirsim.flows.clients.kdc import Message, ask_kdc
from dirsim.flows.clients.kerberos import CATEGORIES, FirstRequest, Result, get_service_ticket
from dirsim.flows.clients.program import Failure, Program
from dirsim.flows.clients.resolver import address
from dirsim.flows.clients.tickets import Ticket
from dirsim.flows.exchange import Exchange, Reply, request
from dirsim.model.ports import LDAP, SMB, Port
from dirsim.model.units import seconds

_TOKEN_TURNS = 5
"""A GSS-API sample program writes its tokens in small pieces, each of which waits for the one before (RFC 896)."""

NETBIOS = Port("netbios", 139, ("tcp",), "")
_AT_ONCE_S = 0.005


@frozen
class Presented:
    """What an AP request says.

    Attributes:
        ticket: The service ticket.
        now: The client's time.
    """

    ticket: Ticket
    now: float


@frozen
class Password:
    """A password that is checked by a server.

    Attributes:
        user: Whose it is.
        wrong: Whether it is wrong.
    """

    user: str
    wrong: bool = False


def present_ticket(program: Program) -> Result:
    """Connect to the service, then present the ticket; tickets near their end are asked for anew first."""
    spec, topology = program.spec, program.view.topology
    service = topology.services[spec.service]
    found = yield from address(program.view, program.profile, program.client, service.host, packets=1, search=True)
    if not found.hosts:
        return Failure("name-resolution", f"the address of {service.host} cannot be looked up")
    port = Port(spec.service, service.port, ("tcp",), "")
    knock = request("connection", program.client, service.host, port, f"connect to {spec.service}")
    channel = yield Send(knock, blocking=True)
    heard: Heard | None = yield Await(FOREVER, (channel,))
    if heard is None or not heard.reply.ok:
        return _failed("connect-failed", heard, knock)
    yield from _refresh(program)
    failure = yield from _own_ticket(program)
    if failure is not None:
        return failure
    ticket = program.ticket_for(spec.service)
    if ticket is None:
        return Failure("no-ticket", f"the cache holds no ticket for {spec.service}")
    if ticket.start - (yield from program.now()) > program.profile.skew_s:
        return Failure("ticket-not-yet-valid", f"by the clock of {program.client} the ticket is not good yet")
    shown = request("AP", program.client, service.host, port, f"sign in to {spec.service}", subject=spec.user)
    presented = Presented(ticket, (yield from program.now()))
    yield Send(shown, presented, on=channel, turns=_TOKEN_TURNS)
    heard = yield Await(FOREVER, (channel,))
    if heard is None or not heard.reply.ok:
        code = heard.reply.code if heard is not None else ""
        return _failed(CATEGORIES.get(code, "connect-failed"), heard, shown)
    return None


def _own_ticket(program: Program) -> Result:
    """A ticket that is good by the client's clock."""
    return (yield from get_service_ticket(program, program.spec.service))


def _refresh(program: Program) -> Generator[Any, Any, None]:
    """Ask for new tickets when the old ones are about to end; without a password that leads nowhere, but it takes time."""
    first = next(iter(program.cache.tickets.values()), None)
    if first is None or first.end - (yield from program.now()) > program.profile.refresh_before_s:
        return
    user = program.spec.user
    message = Message("AS", program.home(), f"new ticket for {user}", FirstRequest(user))
    yield from ask_kdc(program, message)


def _failed(category: str, heard: Heard | None, exchange: Exchange) -> Failure:
    reply = heard.reply if heard is not None else Reply("silent", f"{exchange.target} did not answer")
    return Failure(category, reply.because, reply, exchange)


def ldap_session(program: Program) -> Result:
    """Bind with the user's password, then search."""
    spec = program.spec
    if spec.by_name:
        found = yield from address(program.view, program.profile, program.client, spec.server, search=True)
        if not found.hosts:
            return Failure("ldap-unreachable", f"the address of {spec.server} cannot be looked up")
    patience = FOREVER if spec.connect_timeout is None else seconds(spec.connect_timeout)
    home = program.home()
    bind = request(
        "LDAP bind", program.client, spec.server, LDAP, f"check {spec.user}'s password", subject=spec.user, about=home
    )
    secret = Password(spec.user, spec.wrong_password)
    channel = yield Send(bind, secret, blocking=spec.connect_timeout is None)
    heard: Heard | None = yield Await(patience, (channel,), established=FOREVER)
    if heard is None or not heard.reply.ok:
        refused = heard is not None and heard.reply.heard == "refused"
        return _failed(
            _LDAP.get(heard.reply.code, "ldap-refused") if refused and heard else "ldap-unreachable", heard, bind
        )
    search = request(
        "LDAP search", program.client, spec.server, LDAP, f"read {spec.user}", subject=spec.user, about=home
    )
    yield Send(search, Password(spec.user), on=channel)
    heard = yield Await(FOREVER, (channel,))
    if heard is None or not heard.reply.ok:
        return _failed("ldap-unreachable", heard, search)
    return None


def open_session(program: Program) -> Result:
    """A search on a session that has been open for long: no name, no ticket and no new connection is needed."""
    spec = program.spec
    search = request("LDAP search", program.client, spec.server, LDAP, f"read {spec.user}", subject=spec.user)
    channel = yield Send(search, Password(spec.user), kept=True)
    heard: Heard | None = yield Await(FOREVER, (channel,))
    if heard is None or not heard.reply.ok:
        return _failed("ldap-unreachable", heard, search)
    return None


_LDAP = {"invalidCredentials": "ldap-bad-password", "unavailable": "ldap-unavailable"}


def ntlm_logon(program: Program) -> Result:
    """Sign in to a file share: SMB directly, over NetBIOS as well where that does not open at once."""
    spec, profile = program.spec, program.profile
    secret = Password(spec.user, spec.wrong_password)
    channels = []
    for port in (SMB, NETBIOS):
        smb = request(
            "NTLM", program.client, spec.server, port, f"sign {spec.user} in", protocol="tcp", subject=spec.user
        )
        channels.append((yield Send(smb, secret)))
        wait = _AT_ONCE_S if port is SMB else profile.smb_connect_s
        heard: Heard | None = yield Await(wait, tuple(channels), established=profile.smb_wait_s, closings=False)
        if heard is not None:
            return _ntlm_answer(heard, smb)
        for channel in channels:
            if (yield Look(channel)) == "open":
                return Failure("server-no-answer", f"{spec.server} did not answer the logon in time", None, smb)
    return Failure("connect-failed", f"no connection to {spec.server} opens", None, smb)


def _ntlm_answer(heard: Heard, smb: Exchange) -> Failure | None:
    if heard.reply.ok:
        return None
    return _failed(heard.reply.code.lower().replace("_", "-") or "connect-failed", heard, smb)
