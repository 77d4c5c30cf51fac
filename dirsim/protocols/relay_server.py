"""Relay server in front of controllers, without a store.

Facts: ``relay--kerberos-waits`` and ``openldap--proxy-waits``.
"""

from __future__ import annotations

from attrs import evolve

from dirsim.model.outcome import ReplyKind
from dirsim.protocols.acts import FOREVER, Acts, Await, Heard, Recall, Remember, Request, Send, Served, refusal
from dirsim.protocols.exchange import Exchange, Reply
from dirsim.protocols.own_waits import host_wait
from dirsim.protocols.view import View


def _onward(asked: Request, target: str, *, kept: bool = False) -> Exchange:
    """The same exchange, from the relay to a controller."""
    return evolve(asked.exchange, initiator=asked.host, target=target, kept=kept)


def relay_stream(view: View, asked: Request) -> Acts:
    """TCP: try the controllers in order, each with a timeout for the connection; then close the client's connection."""
    for target in view.topology.hosts[asked.host].passes_to:
        channel = yield Send(_onward(asked, target))
        heard: Heard | None = yield Await(
            host_wait(view, asked.host, "relay_connection"), (channel,), established=FOREVER
        )
        if heard is not None and heard.reply.heard in (ReplyKind.ANSWERED, ReplyKind.REFUSED):
            return Served(heard.reply)
    return Served(
        Reply(ReplyKind.REJECTED, f"{asked.host} reached no controller and closed the connection"), closes=True
    )


def relay_datagram(view: View, asked: Request) -> Acts:
    """UDP: send the request to the next controller as well while none has answered."""
    heard: Heard | None = None
    for target in view.topology.hosts[asked.host].passes_to:
        yield Send(_onward(asked, target), hears="nothing")
        heard = yield Await(host_wait(view, asked.host, "relay_answer"))
        if heard is not None:
            break
    else:
        heard = yield Await(host_wait(view, asked.host, "relay_last_answer"))
    return None if heard is None else Served(heard.reply)


def relay_ldap(view: View, asked: Request) -> Acts:
    """LDAP: a bind opens a connection to the first controller that accepts one; later requests use the same connection."""
    key = ("bound", asked.exchange.initiator)
    if asked.exchange.step != "LDAP bind":
        target = yield Recall(asked.host, key)
        if target is not None:
            channel = yield Send(_onward(asked, target, kept=True))
            heard: Heard | None = yield Await(FOREVER, (channel,))
            if heard is not None and heard.reply.heard in (ReplyKind.ANSWERED, ReplyKind.REFUSED):
                return Served(heard.reply)
        return refusal("unavailable", f"{asked.host} has no connection to a controller")
    wait = host_wait(view, asked.host, "ldap_connection")
    for _ in range(int(host_wait(view, asked.host, "ldap_rounds"))):
        for target in view.topology.hosts[asked.host].passes_to:
            channel = yield Send(_onward(asked, target))
            heard = yield Await(wait, (channel,), established=FOREVER)
            if heard is not None and heard.reply.heard in (ReplyKind.ANSWERED, ReplyKind.REFUSED):
                yield Remember(asked.host, key, target)
                return Served(heard.reply)
    return refusal("unavailable", f"{asked.host} reached no controller")
