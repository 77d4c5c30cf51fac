"""DNS server of a controller, with conditional forwarders.

It answers for its own forest. Source: RFC 1034 section 4.3.2; facts ``samba-dns--forward-wait``, ``windows-dns--forward`` and ``dnsmasq--refused-upstream``.
"""

from __future__ import annotations

from attrs import frozen

from dirsim.model.outcome import ReplyKind
from dirsim.model.port_numbers import DNS
from dirsim.protocols.acts import Acts, Await, Heard, Request, Send, Served, Suffers, answer, refusal
from dirsim.protocols.client_profile import known
from dirsim.protocols.dns_resolver import DnsQuestion
from dirsim.protocols.exchange import Exchange, Reply, request
from dirsim.protocols.subflow import subflow
from dirsim.protocols.view import View

_MISSING = ("_kerberos-master", "_kerberos-primary", "_kerberos._http")
"""Records that an Active Directory zone lacks: it has no primary KDC, and none that answers by HTTP."""


def gone(domain: str) -> str:
    """The name of the controller that a stale record names; no host has it."""
    return f"gone.{domain}"


def records(view: View, question: DnsQuestion, *, stale: bool = False) -> tuple[str, ...]:
    """The hosts in a zone's answer to a question; empty for records that it lacks.

    Args:
        view: Static knowledge of the topology.
        question: The question.
        stale: True where the zone still names a controller that is gone, after the others.
    """
    if question.kind == "URI" or question.name.startswith(_MISSING):
        return ()
    if question.kind == "SRV":
        return (*view.zone_controllers(question.zone), *((gone(question.zone),) if stale else ()))
    return view.named(question.name)


def serve_name(view: View, asked: Request) -> Acts:
    """Answer a question, from the server's own zones or by a conditional forwarder."""
    question: DnsQuestion = asked.payload
    if view.serves_zone(asked.host, question.zone):
        stale = "stale-record" in (yield Suffers(question.zone))
        return answer(records(view, question, stale=stale))
    if not view.forwards(asked.host, question.zone):
        return refusal("NXDOMAIN", f"{asked.host} has no conditional forwarder for {question.zone}", ())
    others: list[str] = []
    hosts = yield from subflow(view, others, _forward, asked.host, question, in_turn=True)
    if isinstance(hosts, Unreached):
        because = f"no name server of {question.zone} answered {asked.host} in time"
        return Served(Reply(ReplyKind.REFUSED, because, "SERVFAIL", behind=hosts.first))
    return answer(hosts, "; ".join(others))


@frozen
class Unreached:
    """The result where no other name server answered.

    Attributes:
        first: The first question to another server, and silence; ``None`` where no server is known.
    """

    first: tuple[Exchange, Reply] | None = None

    @property
    def stops(self) -> bool:
        """True: the question has no answer."""
        return True


def _forward(view: View, fallbacks: list[str], server: str, question: DnsQuestion) -> Acts:
    """Ask the zone's own servers; an upstream that refuses counts as silent, and the server's own timeout ends the attempt."""
    upstreams = view.controllers(question.zone, server)
    host = view.topology.hosts[server]
    together = host.forwarding == "all-at-once"
    if host.software == "windows":
        patience, each = known("windows-dns--forward", "total_s"), known("windows-dns--forward", "each_s")
    else:
        patience = known("samba-dns--forward-wait", "seconds")
        each = patience / max(1, len(upstreams))
    each = 0.0 if together else each
    left = patience
    sent: dict[int, str] = {}
    first: tuple[Exchange, Reply] | None = None
    heard: Heard | None = None
    for upstream in upstreams:
        query = request(
            "DNS forward",
            server,
            upstream,
            DNS,
            str(question),
            protocol="udp",
            about=question.zone,
            content=question,
        )
        first = first or (query, Reply(ReplyKind.SILENT))
        sent[(yield Send(query, hears="nothing"))] = upstream
        if each:
            heard = yield Await(min(each, left), closings=False)
            if heard is not None:
                break
            left -= min(each, left)
    if heard is None:
        heard = yield Await(left, closings=False)
    if heard is None:
        return Unreached(first)
    if sent[heard.channel] != upstreams[0]:
        fallbacks.append(f"name server {sent[heard.channel]} answered instead of {upstreams[0]}")
    return heard.payload
