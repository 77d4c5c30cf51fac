"""What a server answers once a request has reached it: KDCs, LDAP servers and the rest, by the protocols' rules.

Sources: RFC 4120 section 7.5.9 (error codes), [MS-KILE] 3.3.5.7 (referrals and selective authentication).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise

from dirsim.flows.exchange import Exchange, Reply
from dirsim.flows.rules import password_domains
from dirsim.flows.view import View
from dirsim.model.scenario import Fault

_YES = Reply("answered")


def answer(view: View, exchange: Exchange, faults: tuple[Fault, ...]) -> Reply:
    """The reply of a server that is up and was reached."""
    rule = _RULES.get(exchange.step)
    if rule is None or "relay" in view.topology.hosts[exchange.target].roles:
        return _YES  # a relay decides nothing itself
    return rule(view, exchange, faults)


def _expired(principal: str, faults: tuple[Fault, ...]) -> bool:
    return any(fault.kind in ("password-expired", "credential-expired") and fault.of == principal for fault in faults)


def _verify_password(view: View, exchange: Exchange, faults: tuple[Fault, ...]) -> Reply:
    """AS exchange and LDAP bind: only a controller that holds the account can verify its password."""
    principal = view.topology.principals[exchange.subject]
    domain = view.topology.hosts[exchange.target].domain
    if domain not in password_domains(view, principal):
        return Reply(
            "refused", f"{exchange.target} does not hold {exchange.subject}'s account", "KDC_ERR_C_PRINCIPAL_UNKNOWN"
        )
    if _expired(exchange.subject, faults):
        return Reply("refused", f"the password of {exchange.subject} has expired", "KDC_ERR_KEY_EXPIRED")
    return _YES


def _issue_service_ticket(view: View, exchange: Exchange, faults: tuple[Fault, ...]) -> Reply:
    """TGS exchange: the ticket itself in the service's realm, a referral on the way to it, or an error."""
    del faults
    here = view.topology.hosts[exchange.target].domain
    home = view.topology.principals[exchange.subject].domain
    path = view.trust_path(home, exchange.about)
    if path is None or here not in path:
        return Reply(
            "refused",
            f"{exchange.about} does not trust {home}: {here} knows no such service",
            "KDC_ERR_S_PRINCIPAL_UNKNOWN",
        )
    refused = _selective_authentication(view, exchange, path)
    if refused is not None:
        return refused
    if here == exchange.about:
        return _YES
    return Reply("answered", "", "", path[path.index(here) + 1])


def _selective_authentication(view: View, exchange: Exchange, path: tuple[str, ...]) -> Reply | None:
    """A trust with selective authentication lets in only those who are *Allowed to Authenticate*."""
    home = path[0]
    for trust in view.topology.trusts.values():
        if not trust.selective or exchange.about != path[-1]:
            continue
        ends = {trust.trusting, trust.trusted}
        crossed = any({one, other} == ends for one, other in pairwise(path))
        if crossed and exchange.subject not in trust.allowed and home not in trust.allowed:
            return Reply(
                "refused",
                f"selective authentication: {exchange.subject} is not allowed to authenticate in {exchange.about}",
                "KDC_ERR_POLICY",
            )
    return None


_RULES: Mapping[str, Callable[[View, Exchange, tuple[Fault, ...]], Reply]] = {
    "AS": _verify_password,
    "LDAP bind": _verify_password,
    "TGS": _issue_service_ticket,
}
