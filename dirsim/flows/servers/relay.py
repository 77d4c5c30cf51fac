"""A relay in front of controllers: passes requests on, keeps nothing.

Facts: ``relay--kerberos-waits`` and ``openldap--proxy-waits``.
"""

from __future__ import annotations

from dirsim.flows.acts import FOREVER, Acts, Await, Heard, Recall, Remember, Request, Send, Served, refusal
from dirsim.flows.clients.profile import known
from dirsim.flows.exchange import Exchange, Reply
from dirsim.flows.view import View


def _onward(asked: Request, target: str) -> Exchange:
    """The same exchange, from the relay to a controller."""
    one = asked.exchange
    return Exchange(
        one.step, asked.host, target, one.protocol, one.port, one.service, one.purpose, one.subject, one.about
    )


def relay_stream(view: View, asked: Request) -> Acts:
    """TCP: the controllers in order, each for so long without a connection; then the client's connection is closed."""
    for target in view.topology.hosts[asked.host].passes_to:
        channel = yield Send(_onward(asked, target), asked.payload)
        heard: Heard | None = yield Await(known("relay--kerberos-waits", "tcp_s"), (channel,), established=FOREVER)
        if heard is not None and heard.reply.heard in ("answered", "refused"):
            return Served(heard.reply, heard.payload)
    return Served(Reply("rejected", f"{asked.host} reached no controller and closed the connection"), closes=True)


def relay_datagram(view: View, asked: Request) -> Acts:
    """UDP: the next controller is sent the request as well while none has answered."""
    heard: Heard | None = None
    for target in view.topology.hosts[asked.host].passes_to:
        yield Send(_onward(asked, target), asked.payload, hears="nothing")
        heard = yield Await(known("relay--kerberos-waits", "udp_s"))
        if heard is not None:
            break
    else:
        heard = yield Await(known("relay--kerberos-waits", "udp_last_s"))
    return None if heard is None else Served(heard.reply, heard.payload)


def relay_ldap(view: View, asked: Request) -> Acts:
    """LDAP: a bind opens a connection to the first controller that accepts one; what follows goes the same way."""
    key = ("bound", asked.exchange.initiator)
    if asked.exchange.step != "LDAP bind":
        target = yield Recall(asked.host, key)
        if target is not None:
            channel = yield Send(_onward(asked, target), asked.payload, kept=True)
            heard: Heard | None = yield Await(FOREVER, (channel,))
            if heard is not None and heard.reply.heard in ("answered", "refused"):
                return Served(heard.reply, heard.payload)
        return refusal("unavailable", f"{asked.host} has no connection to a controller")
    wait = known("openldap--proxy-waits", "wait_s")
    for _ in range(int(known("openldap--proxy-waits", "rounds"))):
        for target in view.topology.hosts[asked.host].passes_to:
            channel = yield Send(_onward(asked, target), asked.payload)
            heard = yield Await(wait, (channel,), established=FOREVER)
            if heard is not None and heard.reply.heard in ("answered", "refused"):
                yield Remember(asked.host, key, target)
                return Served(heard.reply, heard.payload)
    return refusal("unavailable", f"{asked.host} reached no controller")
