"""A controller's name server: it answers for its own forest, and asks those of another forest through a forwarder.

Source: RFC 1034 section 4.3.2; facts ``samba-dns--forward-wait`` and ``dnsmasq--refused-upstream``.
"""

from __future__ import annotations

from dirsim.flows.acts import Acts, Await, Request, Send, answer, refusal
from dirsim.flows.clients.profile import known
from dirsim.flows.clients.resolver import Question
from dirsim.flows.exchange import request
from dirsim.flows.view import View
from dirsim.model.ports import DNS

_MISSING = ("_kerberos-master", "_kerberos-primary", "_kerberos._http")
"""Records that an Active Directory zone does not have: it has no primary KDC, and none that answers by HTTP."""


def records(view: View, question: Question) -> tuple[str, ...]:
    """The hosts that a zone names in answer to a question; none for records that it does not have."""
    if question.kind == "URI" or question.name.startswith(_MISSING):
        return ()
    if question.kind == "SRV":
        return view.topology.controllers(question.zone)
    return tuple(name for name, host in view.topology.hosts.items() if question.name in (host.name, name))


def serve_name(view: View, asked: Request) -> Acts:
    """Answer a question, from the own zones or by the forwarder."""
    question: Question = asked.payload
    if view.serves_zone(asked.host, question.zone):
        return answer(records(view, question))
    if not view.forwards(asked.host, question.zone):
        return refusal("NXDOMAIN", f"{asked.host} has no conditional forwarder for {question.zone}", ())
    heard = yield from _forward(view, asked.host, question)
    if heard is None:
        return refusal("SERVFAIL", f"no name server of {question.zone} answered {asked.host} in time")
    return answer(heard)


def _forward(view: View, server: str, question: Question) -> Acts:
    """Ask the zone's own servers; an upstream that refuses is as good as silent, and the own patience ends it."""
    patience = known("samba-dns--forward-wait", "seconds")
    upstreams = view.controllers(question.zone, server)
    together = view.topology.hosts[server].forwarding == "all-at-once"
    each = 0.0 if together else patience / max(1, len(upstreams))
    left = patience
    for upstream in upstreams:
        query = request("DNS forward", server, upstream, DNS, str(question), protocol="udp", about=question.zone)
        yield Send(query, question, hears="nothing")
        if each:
            heard = yield Await(each, closings=False)
            if heard is not None:
                return heard.payload
            left -= each
    heard = yield Await(left, closings=False)
    if heard is None:
        return None
    return heard.payload
