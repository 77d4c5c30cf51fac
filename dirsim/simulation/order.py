"""Variable order of decision diagrams: a frontier moving over the sites.

Diagrams stay small where few elements are undecided at a time. The sites are visited one after the other, each time the one
that leaves the fewest visited sites with links to unvisited sites; links and hosts are tested when
their site is visited, common causes before the first of their members.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from heapq import heappop, heappush

from dirsim.model.topology import Topology

MOST_STARTS = 100
"""The most sites that are tried as the start of a visit: in a larger topology those with the fewest neighbours."""


def frontier_order(
    topology: Topology, elements: Iterable[str], causes: Mapping[str, tuple[str, ...]] | None = None
) -> tuple[str, ...]:
    """The elements in the order of a frontier over the sites; those that belong to no site come last.

    Args:
        topology: The topology.
        elements: The elements to order.
        causes: For each common cause, its members.
    """
    places = {site: place for place, site in enumerate(_visited(topology))}
    last = len(places)
    keys: dict[str, tuple[int, int, int]] = {}
    for name, link in topology.links.items():
        ends = sorted(places.get(site, last) for site in link.between)
        keys[name] = (ends[1], 1, ends[0])
    for name, host in topology.hosts.items():
        keys[name] = (places.get(host.site, last), 2, 0)
        if host.zone:
            keys[f"zone:{host.site}/{host.zone}"] = (places.get(host.site, last), 0, 1)
    for name, service in topology.services.items():
        if service.host in topology.hosts:
            keys[f"service:{name}"] = (keys[service.host][0], 3, 0)
    keys.update({site: (place, 0, 0) for site, place in places.items()})
    for cause, members in (causes or {}).items():
        first = min((keys[member] for member in members if member in keys), default=(last, 0, 0))
        keys[cause] = (first[0], -1, 0)
    wanted = tuple(dict.fromkeys(elements))
    given = {name: number for number, name in enumerate(wanted)}
    return tuple(sorted(wanted, key=lambda name: (*keys.get(name, (last + 1, 0, 0)), given[name])))


def _visited(topology: Topology) -> tuple[str, ...]:
    """The sites in the order of the visit, from the start with the narrowest frontier."""
    near: dict[str, set[str]] = {site: set() for site in topology.sites}
    for link in topology.links.values():
        one, other = link.between
        near.setdefault(one, set()).add(other)
        near.setdefault(other, set()).add(one)
    for site, around in near.items():
        around.discard(site)
    best: tuple[int, tuple[str, ...]] | None = None
    starts = near if len(near) <= MOST_STARTS else sorted(near, key=lambda site: len(near[site]))[:MOST_STARTS]
    for start in starts:
        visit = _visit(near, start, None if best is None else best[0])
        if visit is not None:
            best = visit
    return best[1] if best is not None else ()


def _visit(near: Mapping[str, set[str]], start: str, limit: int | None) -> tuple[int, tuple[str, ...]] | None:
    """A visit from one start, and its cost: the sum of 2 to the width of each frontier.

    Closing a site (all its neighbours are visited) is better than opening one. The rank of each candidate is updated
    as sites are visited, so that a visit takes a time in proportion to the links.

    Args:
        near: The neighbours of each site, without itself.
        start: The first site.
        limit: The visit ends with ``None`` as soon as its cost reaches the limit; ``None`` means no limit.
    """
    left = {site: len(around) for site, around in near.items()}  # neighbours that are not visited yet
    closes = dict.fromkeys(near, 0)  # visited sites that wait for this one alone
    fresh = iter(sorted(near, key=lambda site: (bool(near[site]), site)))  # next sites where a component is finished
    seen: set[str] = set()
    order: list[str] = []
    best: list[tuple[int, int, str]] = []  # ranks only improve: of the entries of one site the newest comes first
    cost = width = 0
    here = start
    while True:
        order.append(here)
        seen.add(here)
        changed = set()
        for site in near[here]:
            left[site] -= 1
            if site not in seen:
                changed.add(site)
            elif not left[site]:
                width -= 1
        width += left[here] > 0
        for site in (here, *near[here]):
            if site in seen and left[site] == 1:
                (last,) = near[site] - seen
                closes[last] += 1
                changed.add(last)
        if len(order) == len(near):
            return cost, tuple(order)
        cost += 1 << min(width, 40)
        if limit is not None and cost >= limit:
            return None
        for site in changed:
            heappush(best, ((left[site] > 0) - closes[site], left[site] - len(near[site]), site))
        while best and best[0][2] in seen:
            heappop(best)
        here = heappop(best)[2] if best else next(site for site in fresh if site not in seen)
