"""SMB server of a controller, with NTLM pass-through over secure channels.

A secure channel leads to a controller of the user's domain. Sources: [MS-APDS] 3.1.5; fact ``samba-winbind--waits``.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from dirsim.model.outcome import ReplyKind
from dirsim.model.port_numbers import LDAP, RPC_DYNAMIC
from dirsim.protocols.account_state import account_state, logon_refusal
from dirsim.protocols.acts import (
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
    Served,
    Suffers,
    answer,
    refusal,
)
from dirsim.protocols.client_profile import known
from dirsim.protocols.exchange import request
from dirsim.protocols.ldap_client import Password
from dirsim.protocols.own_waits import host_wait
from dirsim.protocols.trust_rules import logon_path_refusal, trust_between
from dirsim.protocols.view import View

NO_SERVERS = "NT_STATUS_NO_LOGON_SERVERS"
_BROKEN = ""
_ANSWERS = (ReplyKind.ANSWERED, ReplyKind.REFUSED)
_AGAIN_AFTER_S = 30.0
"""The time after a failed attempt within which winbindd gives the next attempt a short timeout."""


def serve_logon(view: View, asked: Request) -> Acts:
    """An NTLM logon: users of the own domain are checked here, others at a controller of their domain."""
    own = view.topology.hosts[asked.host].domain
    if not isinstance(asked.payload, Password):
        return answer()  # a file of SYSVOL, which every member may read
    secret = asked.payload
    principal = view.topology.principals[secret.user]
    if principal.domain == own or view.same_forest(principal.domain, own):
        return (yield from _checked(view, principal.domain, secret))
    barred = logon_path_refusal(view, principal.domain, own, secret.user, lambda *_: False)
    if barred is not None:
        return refusal(barred.code, barred.because)
    *_, before, _ = view.trust_path(principal.domain, own) or ("", "")
    heard = yield from _pass_through(view, asked.host, before, secret)
    if heard is None:
        return refusal(NO_SERVERS, f"{asked.host} has no secure channel to {before}")
    return Served(heard.reply)


def _checked(view: View, domain: str, secret: Password) -> Acts:
    state = account_state(view, domain, secret.user, (yield Suffers(secret.user)))
    if secret.wrong and state not in ("absent", "locked"):
        return refusal("NT_STATUS_LOGON_FAILURE", f"the password of {secret.user} is wrong")
    barred = logon_refusal(state, domain, secret.user)
    return answer() if barred is None else refusal(barred.code, barred.because)


def _pass_through(view: View, host: str, domain: str, secret: Password) -> Generator[Any, Any, Heard | None]:
    """The logon over the existing secure channel, else over a new one; ``None`` where no channel can be opened."""
    key = ("secure channel", domain)
    held = yield Recall(host, key)
    controllers = view.controllers(domain, host)
    current = controllers[0] if held is None and controllers else held
    if current:
        yield Remember(host, key, _BROKEN)
        heard = yield from _ask(host, current, domain, secret, FOREVER, kept=True)
        if heard is not None and heard.reply.heard in _ANSWERS:
            yield Remember(host, key, current)
            return heard
        if heard is None or heard.reply.heard == ReplyKind.SILENT:  # the client has timed out long before
            return None
        return (yield from _open_anew(view, host, domain, secret))
    began = yield ReadClock(host)
    yield from _open_anew(view, host, domain, secret)
    rest = host_wait(view, host, "channel_refusal") - ((yield ReadClock(host)) - began)
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
        content=secret,
        kept=kept,
    )
    channel = yield Send(logon)
    heard: Heard | None = yield Await(patience, (channel,), established=FOREVER)
    return heard


def _open_anew(view: View, host: str, domain: str, secret: Password) -> Generator[Any, Any, Heard | None]:
    """Find a controller that answers, then open a channel to it; a failure is remembered for a while."""
    failed_at = yield Recall(host, ("opening failed", domain))
    lately = failed_at is not None and (yield ReadClock(host)) - failed_at < _AGAIN_AFTER_S
    patience = host_wait(view, host, "channel_refusal" if lately else "channel_opening")
    for controller in view.controllers(domain, host):
        ping = request("LDAP ping", host, controller, LDAP, f"is {controller} there", protocol="udp", about=domain)
        channel = yield Send(ping, hears="all")
        heard: Heard | None = yield Await(host_wait(view, host, "channel_locating"), (channel,))
        if heard is None or not heard.reply.ok:
            continue
        heard = yield from _ask(host, controller, domain, secret, patience, kept=False)
        if heard is not None and heard.reply.heard in _ANSWERS:
            yield Remember(host, ("secure channel", domain), controller)
            return heard
        if not lately:
            yield Remember(host, ("opening failed", domain), (yield ReadClock(host)))
        return None
    return None


def serve_netlogon(view: View, asked: Request) -> Acts:
    """The user's own domain checks the response; a new channel needs the key that both sides of the trust hold.

    A member without a logon to pass on opens its own secure channel, for which its clock must be right (fact ``clock-skew``).
    """
    own, asker = view.topology.hosts[asked.host].domain, view.topology.hosts[asked.exchange.initiator].domain
    secret: Password | None = asked.payload
    if secret is None:
        error = (yield ReadClock(asked.exchange.initiator)) - (yield ReadClock(asked.host))
        if abs(error) > 60 * known("clock-skew", "minutes"):
            both = f"the clocks of {asked.exchange.initiator} and {asked.host} differ too much"
            return refusal("KRB_AP_ERR_SKEW", both)
        return answer()
    home = view.topology.principals[secret.user].domain
    if secret.passed_on:
        broken = []
        for trust in view.topology.trusts:
            if "trust-broken" in (yield Suffers(trust)):
                broken.append(trust)  # noqa: PERF401 -- a comprehension cannot yield
        barred = logon_path_refusal(view, home, own, secret.user, lambda _, trust: trust in broken)
        return answer() if barred is None else refusal(barred.code, barred.because)
    crossed = trust_between(view, own, asker)
    if crossed is not None and not asked.kept and "trust-broken" in (yield Suffers(crossed)):
        because = f"{asker} and {own} hold different keys of the trust {crossed}"
        return refusal("NT_STATUS_TRUSTED_DOMAIN_FAILURE", because)
    return (yield from _checked(view, home if view.same_forest(home, own) else own, secret))
