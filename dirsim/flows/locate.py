"""Locate a controller: ask DNS for the domain's service records, then try the nearest controller first.

Source: [MS-ADTS] 6.3.6 (locating a domain controller); RFC 4120 section 7.2.3 (KDC discovery).
"""

from __future__ import annotations

from collections.abc import Generator

from dirsim.flows.exchange import Course, Exchange, Reply, request
from dirsim.flows.view import View
from dirsim.model.ports import DNS


def look_up(view: View, course: Course, asker: str, domain: str) -> Generator[Exchange, Reply, bool]:
    """Find the names of a domain's controllers; ``True`` when some resolver answered.

    A resolver that does not hold the zone forwards the question to the zone's own servers where a conditional forwarder
    says so; where it cannot reach one, it has no answer.
    """
    resolvers = view.resolvers(asker)
    first: tuple[Exchange, Reply] | None = None
    for resolver in resolvers:
        query = request(
            "DNS query", asker, resolver, DNS, f"which controllers serve {domain}", protocol="udp", about=domain
        )
        reply = yield query
        failed: Exchange = query
        if reply.ok and not view.serves_zone(resolver, domain):
            reply, failed = yield from _forward(view, course, resolver, domain, query)
        if reply.ok:
            if first is not None:
                course.fallbacks.append(f"name server {resolver} answered instead of {first[0].target}")
            return True
        first = first or (failed, reply)
    if first is None:
        course.stop(
            None, Reply("refused", f"{asker} has no name server to ask for {domain}", "no-resolver"), "kdc-not-found"
        )
    else:
        course.stop(*first, "kdc-not-found")
    return False


def _forward(
    view: View, course: Course, resolver: str, domain: str, query: Exchange
) -> Generator[Exchange, Reply, tuple[Reply, Exchange]]:
    """The name server's own question to the servers of another forest's zone."""
    if not view.forwards(resolver, domain):
        return Reply("refused", f"{resolver} has no conditional forwarder for {domain}", "NXDOMAIN"), query
    failed, reply = query, Reply("refused", f"no name server of {domain} is known", "SERVFAIL")
    for server in view.controllers(domain, resolver):
        forwarded = request(
            "DNS forward", resolver, server, DNS, f"which controllers serve {domain}", protocol="udp", about=domain
        )
        answer = yield forwarded
        if answer.ok:
            if failed is not query:
                course.fallbacks.append(f"name server {server} answered instead of {failed.target}")
            return answer, forwarded
        if failed is query:
            failed, reply = forwarded, answer
    return reply, failed
