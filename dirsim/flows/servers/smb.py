"""A controller's file server and its NTLM pass-through over the secure channel to the user's domain.

Sources: [MS-APDS] 3.1.5; fact ``samba-winbind--waits``.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from dirsim.flows.acts import (
    FOREVER,
    Acts,
    Await,
    Heard,
    Pause,
    ReadClock,
    Recall,
    Remember,
    Request,
    Send,
    answer,
    refusal,
)
from dirsim.flows.clients.profile import known
from dirsim.flows.clients.sessions import Password
from dirsim.flows.exchange import request
from dirsim.flows.servers.kdc import account_refusal
from dirsim.flows.view import View
from dirsim.model.ports import LDAP, RPC_DYNAMIC

NO_SERVERS = "NT_STATUS_NO_LOGON_SERVERS"
_BROKEN = ""
_AGAIN_AFTER_S = 30.0
"""So soon after an opening has failed winbindd gives the next one little time."""


def serve_logon(view: View, asked: Request) -> Acts:
    """An NTLM logon: the own domain's users are checked here, others at a controller of their domain."""
    own = view.topology.hosts[asked.host].domain
    secret: Password = asked.payload
    principal = view.topology.principals[secret.user]
    if principal.domain == own or view.same_forest(principal.domain, own):
        return _checked(view, principal.domain, secret)
    path = view.trust_path(principal.domain, own)
    if path is None:
        return refusal("NT_STATUS_LOGON_FAILURE", f"{own} does not trust {principal.domain}")
    heard = yield from _pass_through(view, asked.host, path[-2], secret)
    if heard is None:
        return refusal(NO_SERVERS, f"{asked.host} has no secure channel to {path[-2]}")
    return (
        _checked(view, principal.domain, secret) if heard.reply.ok else refusal(heard.reply.code, heard.reply.because)
    )


def _checked(view: View, domain: str, secret: Password) -> Any:
    if secret.wrong or account_refusal(view, domain, secret.user) is not None:
        return refusal("NT_STATUS_LOGON_FAILURE", f"the password of {secret.user} is wrong, or the account is barred")
    return answer()


def _pass_through(view: View, host: str, domain: str, secret: Password) -> Generator[Any, Any, Heard | None]:
    """The logon over the secure channel: as it stands, else over a new one; ``None`` where there is none to be had."""
    key = ("secure channel", domain)
    held = yield Recall(host, key)
    controllers = view.controllers(domain, host)
    current = controllers[0] if held is None and controllers else held
    if current:
        yield Remember(host, key, _BROKEN)
        heard = yield from _ask(host, current, domain, secret, FOREVER, kept=True)
        if heard is not None and heard.reply.heard != "rejected":
            yield Remember(host, key, current)
            return heard
        if heard is None:  # the client has given up long before
            return None
        return (yield from _open_anew(view, host, domain, secret))
    began = yield ReadClock(host)
    yield from _open_anew(view, host, domain, secret)
    rest = known("samba-winbind--waits", "refuses_s") - ((yield ReadClock(host)) - began)
    if rest > 0:
        yield Pause(rest)
    return None


def _ask(
    host: str, controller: str, domain: str, secret: Password, patience: float, *, kept: bool
) -> Generator[Any, Any, Heard | None]:
    """One logon request over the channel."""
    logon = request(
        "Netlogon",
        host,
        controller,
        RPC_DYNAMIC,
        f"pass {secret.user}'s response through",
        subject=secret.user,
        about=domain,
    )
    channel = yield Send(logon, secret, kept=kept)
    heard: Heard | None = yield Await(patience, (channel,), established=FOREVER)
    return heard


def _open_anew(view: View, host: str, domain: str, secret: Password) -> Generator[Any, Any, Heard | None]:
    """Find a controller that answers at all, then open a channel to it; a failure is remembered for a while."""
    failed_at = yield Recall(host, ("opening failed", domain))
    lately = failed_at is not None and (yield ReadClock(host)) - failed_at < _AGAIN_AFTER_S
    patience = known("samba-winbind--waits", "refuses_s" if lately else "opens_s")
    for controller in view.controllers(domain, host):
        ping = request("LDAP ping", host, controller, LDAP, f"is {controller} there", protocol="udp", about=domain)
        channel = yield Send(ping, hears="all")
        heard: Heard | None = yield Await(known("samba-winbind--waits", "locates_s"), (channel,))
        if heard is None or not heard.reply.ok:
            continue
        heard = yield from _ask(host, controller, domain, secret, patience, kept=False)
        if heard is not None and heard.reply.heard != "rejected":
            yield Remember(host, ("secure channel", domain), controller)
            return heard
        if not lately:
            yield Remember(host, ("opening failed", domain), (yield ReadClock(host)))
        return None
    return None


def serve_netlogon(view: View, asked: Request) -> Acts:
    """The user's own domain checks the response."""
    yield from ()
    return _checked(view, view.topology.hosts[asked.host].domain, asked.payload)
