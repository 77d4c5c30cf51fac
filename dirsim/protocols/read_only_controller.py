"""Read-only controller, which passes on what it cannot answer.

It answers for the accounts whose passwords it keeps, and passes other requests and every change of a password to a writable
controller of its domain; names, searches and files it answers from its own copy. Sources: https://learn.microsoft.com/en-us/previous-versions/windows/it-pro/windows-server-2008-R2-and-2008/cc770854(v=ws.10)
(operations with and without the link to a writable controller); fact ``rodc-passes-on``.
"""

from __future__ import annotations

from attrs import evolve

from dirsim.model.outcome import ReplyKind
from dirsim.model.port_numbers import KPASSWD, LDAP, RPC_DYNAMIC
from dirsim.protocols.acts import Acts, Await, Heard, Request, Send, Served
from dirsim.protocols.exchange import Exchange, Reply, request
from dirsim.protocols.kerberos_messages import FirstRequest, FurtherRequest
from dirsim.protocols.ldap_client import Password
from dirsim.protocols.smb_server import NO_SERVERS
from dirsim.protocols.view import View

NO_WRITABLE = "no-writable-controller"
_ANSWERS = (ReplyKind.ANSWERED, ReplyKind.REFUSED)


def passes_on(view: View, asked: Request) -> bool:
    """True where a controller is read-only and cannot answer a request by the passwords that it keeps."""
    host, payload = view.topology.hosts[asked.host], asked.payload
    if not host.read_only:
        return False
    if asked.exchange.port == KPASSWD.number:
        return True
    if isinstance(payload, FirstRequest):
        return payload.for_change or payload.user not in host.keeps
    if isinstance(payload, FurtherRequest):
        return payload.ticket.user not in host.keeps or not (payload.renew or _keeps_service(view, asked.host, payload))
    if isinstance(payload, Password):
        own = view.topology.principals[payload.user].domain == host.domain
        return own and payload.user not in host.keeps
    member = asked.exchange.initiator
    return asked.exchange.port == RPC_DYNAMIC.number and member not in host.keeps


def _keeps_service(view: View, controller: str, wanted: FurtherRequest) -> bool:
    """True where a read-only controller keeps the key of the service, or of the computer on which it runs."""
    service = view.topology.services.get(wanted.service)
    kept = view.topology.hosts[controller].keeps
    return wanted.service in kept or (service is not None and service.host in kept)


def serve_by_writable(view: View, asked: Request) -> Acts:
    """Ask the writable controllers of the domain in turn; without one a logon is refused, and a client of Kerberos asks elsewhere."""
    domain = view.topology.hosts[asked.host].domain
    first: tuple[Exchange, Reply] | None = None
    for target in view.controllers(domain, asked.host):
        if view.topology.hosts[target].read_only:
            continue
        onward = _onward(asked, target, domain)
        channel = yield Send(onward, hears="all")
        heard: Heard | None = yield Await(None, (channel,))  # no source states how long it waits
        if heard is not None and heard.reply.heard in _ANSWERS:
            return Served(heard.reply)
        first = first or (onward, Reply(ReplyKind.SILENT) if heard is None else heard.reply)
    because = f"{asked.host} is read-only and reached no writable controller of {domain}"
    if isinstance(asked.payload, Password):
        code = "unavailable" if asked.exchange.port == LDAP.number else NO_SERVERS
        return Served(Reply(ReplyKind.REFUSED, because, code, behind=first))
    return Served(Reply(ReplyKind.REJECTED, because, NO_WRITABLE, behind=first), closes=True)


def _onward(asked: Request, target: str, domain: str) -> Exchange:
    """The same request from the read-only controller; a password by Netlogon, over which controllers pass logons through."""
    secret = asked.payload
    if isinstance(secret, Password) and asked.exchange.port != RPC_DYNAMIC.number:
        what = "bind" if asked.exchange.port == LDAP.number else "logon"
        return request(
            "Netlogon",
            asked.host,
            target,
            RPC_DYNAMIC,
            f"pass the {what} of {secret.user} through",
            subject=secret.user,
            about=domain,
            content=secret,
        )
    return evolve(asked.exchange, initiator=asked.host, target=target, protocol="tcp", kept=False)
