"""Client programs for one server: Kerberos AP, NTLM sign-in.

Sources: RFC 4120 section 3.2 (AP), [MS-NLMP] 1.3.1; facts ``mit-krb5--gss-refresh`` and
``samba-client--waits``.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from attrs import frozen

from dirsim.model.port_numbers import SMB, Port
from dirsim.protocols.acts import FOREVER, Await, Heard, Look, Send
from dirsim.protocols.client_program import Failure, Program
from dirsim.protocols.dns_resolver import address
from dirsim.protocols.exchange import Exchange, Reply, request
from dirsim.protocols.kdc_exchange import Message, ask_kdc
from dirsim.protocols.kerberos_client import Result, get_service_ticket
from dirsim.protocols.kerberos_messages import CATEGORIES, FirstRequest
from dirsim.protocols.ldap_client import Password, unanswered
from dirsim.protocols.ticket_cache import Ticket

_TOKEN_TURNS = 5
"""A GSS-API sample program writes its tokens in small pieces, each of which waits for the one before (RFC 896)."""

NETBIOS = Port("netbios", 139, ("tcp",), "")
_AT_ONCE_S = 0.005


@frozen(cache_hash=True)
class Presented:
    """The content of an AP request.

    Attributes:
        ticket: The service ticket.
        now: The client's time.
    """

    ticket: Ticket
    now: float


def present_ticket(program: Program) -> Result:
    """Connect to the service, then present the ticket; tickets near expiry are renewed first."""
    spec, topology = program.spec, program.view.topology
    service = topology.services[spec.service]
    port = Port(spec.service, service.port, ("tcp",), "")
    channel: int | None = None
    if not program.profile.shows_only:
        found = yield from address(program, service.host, packets=1, search=True)
        if not found.hosts:
            return Failure("name-resolution", f"the address of {service.host} cannot be resolved")
        knock = request("connection", program.client, service.host, port, f"connect to {spec.service}")
        channel = yield Send(knock, blocking=True)
        heard: Heard | None = yield Await(FOREVER, (channel,))
        if heard is None or not heard.reply.ok:
            return unanswered("connect-failed", heard, knock)
        yield from _refresh(program)
    failure = yield from _own_ticket(program)
    if failure is not None:
        return failure
    ticket = program.ticket_for(program.target(spec.service))
    if ticket is None:
        return Failure("no-ticket", f"the cache holds no ticket for {spec.service}", own=True)
    if ticket.start - (yield from program.now()) > program.profile.skew_s:
        return Failure(
            "ticket-not-yet-valid", f"by the clock of {program.client} the ticket is not yet valid", own=True
        )
    presented = Presented(ticket, (yield from program.now()))
    text = f"sign in to {spec.service}"
    shown = request("AP", program.client, service.host, port, text, subject=spec.user, content=presented)
    if channel is None:
        return (yield from _shown(shown))
    yield Send(shown, on=channel, turns=_TOKEN_TURNS)
    heard = yield Await(FOREVER, (channel,))
    if heard is None or not heard.reply.ok:
        code = heard.reply.code if heard is not None else ""
        return unanswered(CATEGORIES.get(code, "connect-failed"), heard, shown)
    return None


def _shown(exchange: Exchange) -> Result:
    """The AP exchange alone, over a new connection."""
    reply: Reply = yield exchange
    if reply.ok:
        return None
    return Failure(CATEGORIES.get(reply.code, "connect-failed"), reply.because, reply, exchange)


def _own_ticket(program: Program) -> Result:
    """A ticket that is valid by the client's clock."""
    return (yield from get_service_ticket(program, program.target(program.spec.service)))


def _refresh(program: Program) -> Generator[Any, Any, None]:
    """Request new tickets when the old ones are about to expire; without a password this fails, but it takes time."""
    first = next(iter(program.cache.tickets.values()), None)
    if first is None or first.end - (yield from program.now()) > program.profile.refresh_before_s:
        return
    user = program.spec.user
    message = Message("AS", program.home(), f"new ticket for {user}", FirstRequest(user))
    yield from ask_kdc(program, message)


def ntlm_logon(program: Program) -> Result:
    """Sign in to a file share: by SMB directly, and by NetBIOS as well where that does not connect at once."""
    spec, profile = program.spec, program.profile
    secret = Password(spec.user, spec.wrong_password)
    channels = []
    for port in (SMB, NETBIOS):
        smb = request(
            "NTLM",
            program.client,
            spec.server,
            port,
            f"sign {spec.user} in",
            protocol="tcp",
            subject=spec.user,
            content=secret,
        )
        channels.append((yield Send(smb)))
        wait = _AT_ONCE_S if port is SMB else profile.smb_connect_s
        heard: Heard | None = yield Await(wait, tuple(channels), established=profile.smb_wait_s, closings=False)
        if heard is not None:
            return _ntlm_answer(heard, smb)
        for channel in channels:
            if (yield Look(channel)) == "open":
                return Failure("server-no-answer", f"{spec.server} did not answer the logon in time", None, smb)
    return Failure("connect-failed", f"cannot connect to {spec.server}", None, smb)


def _ntlm_answer(heard: Heard, smb: Exchange) -> Failure | None:
    if heard.reply.ok:
        return None
    return unanswered(heard.reply.code.lower().replace("_", "-") or "connect-failed", heard, smb)
