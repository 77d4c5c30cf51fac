"""Services and LDAP servers: what they make of a ticket or a password.

Sources: RFC 4120 section 3.2.3, RFC 4511 section 4.2.2.
"""

from __future__ import annotations

from dirsim.flows.acts import Acts, ReadClock, Request, answer, refusal
from dirsim.flows.clients.profile import known
from dirsim.flows.clients.sessions import Password, Presented
from dirsim.flows.servers.kdc import account_refusal
from dirsim.flows.view import View


def serve_presented(view: View, asked: Request) -> Acts:
    """A service looks at the ticket and the time in the request; it asks no controller."""
    del view
    now = yield ReadClock(asked.host)
    if not isinstance(asked.payload, Presented):
        return answer()
    presented, skew = asked.payload, 60 * known("clock-skew", "minutes")
    if presented.ticket.end + skew < now:
        return refusal("KRB_AP_ERR_TKT_EXPIRED", "the ticket has ended")
    if presented.ticket.start - now > skew:
        return refusal("KRB_AP_ERR_TKT_NYV", "the ticket is not good yet")
    if abs(presented.now - now) > skew:
        return refusal("KRB_AP_ERR_SKEW", "the clocks differ too much")
    return answer()


def serve_ldap(view: View, asked: Request) -> Acts:
    """A controller's LDAP server: binds are checked, everything else is answered."""
    yield from ()
    if asked.exchange.step == "LDAP bind" and isinstance(asked.payload, Password):
        secret = asked.payload
        refused = account_refusal(view, view.topology.hosts[asked.host].domain, secret.user)
        if secret.wrong or refused is not None:
            return refusal("invalidCredentials", f"the password of {secret.user} is wrong, or the account is barred")
    return answer()
