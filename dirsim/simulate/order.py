"""In which order decision diagrams ask for elements: along a frontier that moves over the sites.

Diagrams stay small where few things are undecided at a time. The sites are visited one after the other, each time the one
that leaves the fewest visited sites with links to sites that are not visited yet; links and hosts are asked for when
their site is visited, common causes before the first of their members.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dirsim.model.topology import Topology


def frontier_order(
    topology: Topology, elements: Iterable[str], causes: Mapping[str, tuple[str, ...]] | None = None
) -> tuple[str, ...]:
    """The elements in the order of a frontier over the sites; what belongs to no site comes last.

    Args:
        topology: Where the elements stand.
        elements: What is to be ordered.
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
    """The sites in the order of the visit; of all starts the one with the narrowest frontier."""
    near: dict[str, set[str]] = {site: set() for site in topology.sites}
    for link in topology.links.values():
        one, other = link.between
        near.setdefault(one, set()).add(other)
        near.setdefault(other, set()).add(one)
    best: tuple[int, tuple[str, ...]] | None = None
    for start in near:
        cost, order = _visit(near, start)
        if best is None or cost < best[0]:
            best = (cost, order)
    return best[1] if best is not None else ()


def _visit(near: Mapping[str, set[str]], start: str) -> tuple[int, tuple[str, ...]]:
    """A visit from one start, and how much it leaves open: the sum of 2 to the width of each frontier."""
    order = [start]
    seen = {start}
    cost = 0
    while len(order) < len(near):
        frontier = [site for site in order if near[site] - seen]
        cost += 1 << min(len(frontier), 40)
        candidates = {there for site in frontier for there in near[site] - seen} or near.keys() - seen
        # Closing a site (all its neighbours are visited) is better than opening one.
        following = min(
            sorted(candidates),
            key=lambda site: (
                sum(1 for there in (*frontier, site) if near[there] - seen - {site}),
                -len(near[site] & seen),
            ),
        )
        order.append(following)
        seen.add(following)
    return cost, tuple(order)
