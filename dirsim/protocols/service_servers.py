"""Services and LDAP servers: their checks of tickets and passwords.

Sources: RFC 4120 section 3.2.3, RFC 4511 section 4.2.2.
"""

from __future__ import annotations

from dirsim.protocols.account_state import account_state, bind_refusal
from dirsim.protocols.acts import Acts, ReadClock, Request, Suffers, answer, refusal
from dirsim.protocols.client_profile import known
from dirsim.protocols.client_sessions import Presented
from dirsim.protocols.ldap_client import Password
from dirsim.protocols.view import View


def serve_presented(view: View, asked: Request) -> Acts:
    """A service checks the ticket and the time in the request, without a controller."""
    del view
    now = yield ReadClock(asked.host)
    if not isinstance(asked.payload, Presented):
        return answer()
    presented, skew = asked.payload, 60 * known("clock-skew", "minutes")
    if presented.ticket.end + skew < now:
        return refusal("KRB_AP_ERR_TKT_EXPIRED", "the ticket has expired")
    if presented.ticket.start - now > skew:
        return refusal("KRB_AP_ERR_TKT_NYV", "the ticket is not yet valid")
    if abs(presented.now - now) > skew:
        return refusal("KRB_AP_ERR_SKEW", "the clocks differ too much")
    return answer()


def serve_ldap(view: View, asked: Request) -> Acts:
    """A controller's LDAP server checks binds and answers every other request."""
    if asked.exchange.step == "LDAP bind" and isinstance(asked.payload, Password):
        secret, domain = asked.payload, view.topology.hosts[asked.host].domain
        barred = bind_refusal(
            account_state(view, domain, secret.user, (yield Suffers(secret.user))), domain, secret.user
        )
        if secret.wrong or barred is not None:
            because = barred.because if barred is not None else f"the password of {secret.user} is wrong"
            return refusal("invalidCredentials", because)
    return answer()


def serve_sign_in(view: View, asked: Request) -> Acts:
    """An identity provider that keeps its own users checks the account itself."""
    user = asked.exchange.subject
    principal = view.topology.principals.get(user)
    if principal is None or principal.domain not in (asked.host, view.topology.hosts[asked.host].domain):
        return answer()
    own = principal.domain
    barred = bind_refusal(account_state(view, own, user, (yield Suffers(user))), own, user)
    return answer() if barred is None else refusal("access-denied", barred.because)


def serve_assertion(view: View, asked: Request) -> Acts:
    """AWS verifies an assertion with the provider's certificate."""
    del view
    provider = asked.exchange.about
    if provider and "credential-expired" in (yield Suffers(provider)):
        return refusal("signing-certificate-expired", f"the signing certificate of {provider} has expired")
    return answer()
