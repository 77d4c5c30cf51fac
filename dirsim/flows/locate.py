"""Locate a controller: ask DNS for the domain's service records, then try the nearest controller first.

Source: [MS-ADTS] 6.3.6 (locating a domain controller); RFC 4120 section 7.2.3 (KDC discovery).
"""

from __future__ import annotations

from collections.abc import Generator

from dirsim.flows.exchange import Course, Exchange, Reply, request
from dirsim.flows.passage import passage
from dirsim.flows.view import View
from dirsim.model.ports import DNS


def look_up(view: View, course: Course, asker: str, domain: str) -> Generator[Exchange, Reply, bool]:
    """Find the names of a domain's controllers; ``True`` when some resolver answered.

    A resolver that does not hold the zone forwards the question to the zone's own servers where a conditional forwarder
    says so; where it cannot reach one, it has no answer.
    """
    if all(view.serves_zone(resolver, domain) for resolver in view.resolvers(asker)):
        return (yield from _look_up(view, course, asker, domain))  # one question each: not worth a passage
    return (yield from passage(view, course, _look_up, asker, domain, in_turn=True))


def _look_up(view: View, course: Course, asker: str, domain: str) -> Generator[Exchange, Reply, bool]:
    """The look-up itself."""
    first: tuple[str, Exchange | None, Reply] | None = None
    for resolver in view.resolvers(asker):
        course.failed = None
        if view.serves_zone(resolver, domain):
            reply = yield from _ask(view, course, asker, resolver, domain)
        else:
            reply = yield from passage(view, course, _ask, asker, resolver, domain)
        if reply.ok:
            if first is not None:
                course.fallbacks.append(f"name server {resolver} answered instead of {first[0]}")
                course.go_on()
            return True
        first = first or (_asked(course, resolver), course.failed, reply)
    if first is None:
        course.stop(
            None, Reply("refused", f"{asker} has no name server to ask for {domain}", "no-resolver"), "kdc-not-found"
        )
    else:
        course.stop(first[1], first[2], "kdc-not-found")
    return False


def _asked(course: Course, resolver: str) -> str:
    """Where a look-up failed, for the reader: at the name server, or at the one that it forwarded to."""
    return resolver if course.failed is None else course.failed.target


def _ask(view: View, course: Course, asker: str, resolver: str, domain: str) -> Generator[Exchange, Reply, Reply]:
    """One question to one name server; where it fails the course says at which exchange."""
    query = request(
        "DNS query", asker, resolver, DNS, f"which controllers serve {domain}", protocol="udp", about=domain
    )
    reply = yield query
    failed: Exchange | None = query
    if reply.ok and not view.serves_zone(resolver, domain):
        course.failed = query
        reply = yield from passage(view, course, _forward, resolver, domain, in_turn=True)
        failed = course.failed
    if not reply.ok:
        course.stop(failed, reply, "kdc-not-found")
    return reply


def _forward(view: View, course: Course, resolver: str, domain: str) -> Generator[Exchange, Reply, Reply]:
    """The name server's own question to the servers of another forest's zone; where it fails the course says so."""
    if not view.forwards(resolver, domain):
        return Reply("refused", f"{resolver} has no conditional forwarder for {domain}", "NXDOMAIN")
    failed, reply = None, Reply("refused", f"no name server of {domain} is known", "SERVFAIL")
    for server in view.controllers(domain, resolver):
        forwarded = request(
            "DNS forward", resolver, server, DNS, f"which controllers serve {domain}", protocol="udp", about=domain
        )
        answer = yield forwarded
        if answer.ok:
            if failed is not None:
                course.fallbacks.append(f"name server {server} answered instead of {failed.target}")
            return answer
        if failed is None:
            failed, reply = forwarded, answer
    course.stop(failed, reply, "kdc-not-found")
    return reply
