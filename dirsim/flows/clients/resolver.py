"""A client's name lookups: its resolver asks its name servers in turn, twice, over UDP.

Source: resolv.conf(5); RFC 1035 section 4.2.1; RFC 2782 (SRV).
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from attrs import frozen

from dirsim.flows.acts import Await, Heard, Send
from dirsim.flows.clients.profile import Profile
from dirsim.flows.exchange import request
from dirsim.flows.view import View
from dirsim.model.ports import DNS


@frozen
class Question:
    """A question to DNS.

    Attributes:
        name: The name that is asked for.
        kind: ``URI``, ``SRV`` or ``A`` (with ``AAAA``).
        zone: The domain whose name servers know.
    """

    name: str
    kind: str
    zone: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


@frozen
class Found:
    """What DNS said.

    Attributes:
        hosts: The hosts, in the order of the answer; empty means that the name has no such record.
        certain: Whether a name server said so; ``False`` means that none answered.
    """

    hosts: tuple[str, ...] = ()
    certain: bool = True


def look_up(
    view: View, profile: Profile, asker: str, question: Question, packets: int = 1
) -> Generator[Any, Any, Found]:
    """Ask the asker's name servers in turn until one has an answer, good or bad."""
    sockets: dict[str, int] = {}
    for _ in range(profile.dns_tries):
        for server in view.resolvers(asker):
            query = request("DNS query", asker, server, DNS, str(question), protocol="udp", about=question.zone)
            number = yield Send(query, question, on=sockets.get(server), packets=packets, hears="all")
            sockets[server] = number
            heard: Heard | None = yield Await(profile.dns_wait_s, (number,))
            if heard is None or heard.reply.heard == "rejected" or heard.reply.code == "SERVFAIL":
                continue
            return Found(tuple(heard.payload or ()))
    return Found(certain=False)


def address(
    view: View, profile: Profile, asker: str, host: str, packets: int = 2, *, search: bool = False
) -> Generator[Any, Any, Found]:
    """Look a host's addresses up.

    Args:
        view: Static knowledge of the topology.
        profile: The client's waiting times.
        asker: The client.
        host: The host whose addresses are wanted.
        packets: How many packets a question takes: one for each kind of address.
        search: Whether a name that is not found is tried again within the asker's own domain, as names that people type
            are (``search`` of resolv.conf).
    """
    entry = view.topology.hosts[host]
    name = entry.name or host
    found = yield from look_up(view, profile, asker, Question(name, "A", entry.domain), packets)
    own = view.topology.hosts[asker].domain
    if not found.hosts and search and own:
        yield from look_up(view, profile, asker, Question(f"{name}.{own}", "A", own), packets)
    return found
