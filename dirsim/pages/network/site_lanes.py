"""Lanes of a drawing: its sites, and the hosts or groups of hosts in each.

In a topology with many sites similar sites share a lane; a lane with many hosts shows groups of hosts.
"""

from __future__ import annotations

from attrs import frozen

from dirsim.model.network_parts import Host
from dirsim.model.topology import Topology

MOST_BOXES = 10
"""The most hosts that a lane shows; a lane with more hosts shows groups."""

MOST_LANES = 8
"""The most lanes of a drawing; in a topology with more sites, similar sites share a lane."""


@frozen
class LaneBox:
    """A host, or a group of similar hosts.

    Attributes:
        title: The host's name, or the group's size and role.
        domain: The domain at the end of its name; empty where it has none.
        what: Its roles and domain, in words.
        added: True where the design adds it.
        hosts: The numbers of its hosts, in the order of the topology.
    """

    title: str
    domain: str
    what: str
    added: bool
    hosts: tuple[int, ...]


@frozen
class Lane:
    """A site, or several similar ones.

    Attributes:
        title: The site's name, or the number of sites.
        what: The kind of site, and the names of the first and the last of several.
        sites: The names of its sites.
        boxes: Its hosts.
    """

    title: str
    what: str
    sites: tuple[str, ...]
    boxes: tuple[LaneBox, ...]


def lanes_of(topology: Topology) -> tuple[Lane, ...]:
    """The lanes of a topology, in the order of its sites."""
    return tuple(_lane(topology, sites, alike) for sites, alike in _groups(topology))


def _lane(topology: Topology, sites: list[str], alike: bool) -> Lane:
    kind = topology.sites[sites[0]].kind
    boxes = _boxes(topology, sites)
    if len(sites) == 1:
        region = topology.sites[sites[0]].region
        return Lane(sites[0], f"{kind}, {region}" if region and region != sites[0] else kind, (sites[0],), boxes)
    title = f"{len(sites)} {kind} sites" if alike else f"{len(sites)} more sites"
    return Lane(title, f"{sites[0]} to {sites[-1]}" if alike else "of several kinds", tuple(sites), boxes)


def _groups(topology: Topology) -> list[tuple[list[str], bool]]:
    """The sites of each lane, and whether they are alike; small groups of sites keep a lane for each site where there is room."""
    sites = list(topology.sites)
    if len(sites) <= MOST_LANES:
        return [([site], True) for site in sites]
    traits: dict[str, set[str]] = {site: set() for site in sites}
    for host in topology.hosts.values():
        traits.setdefault(host.site, set()).update(host.roles)
    alike: dict[tuple[str, ...], list[str]] = {}
    for site in sites:
        alike.setdefault((topology.sites[site].kind, *sorted(traits[site])), []).append(site)
    groups = sorted(alike.values(), key=lambda group: (len(group), sites.index(group[0])))
    if len(groups) > MOST_LANES:
        rest = [site for group in groups[MOST_LANES - 1 :] for site in group]
        lanes = [(group, True) for group in groups[: MOST_LANES - 1]] + [(sorted(rest, key=sites.index), False)]
    else:
        lanes, free = [], MOST_LANES - len(groups)
        for group in groups:
            if len(group) - 1 <= free:
                free -= len(group) - 1
                lanes += [([site], True) for site in group]
            else:
                lanes.append((group, True))
    return sorted(lanes, key=lambda lane: sites.index(lane[0][0]))


def _boxes(topology: Topology, sites: list[str]) -> tuple[LaneBox, ...]:
    hosts = [(number, name, host) for number, (name, host) in enumerate(topology.hosts.items()) if host.site in sites]
    if len(hosts) <= MOST_BOXES:
        return tuple(_box(number, name, host) for number, name, host in hosts)
    groups: dict[tuple[str, str, bool], list[int]] = {}
    for number, _, host in hosts:
        key = (host.roles[0] if host.roles else "host", host.domain, host.added)
        groups.setdefault(key, []).append(number)
    shown = [
        LaneBox(f"{len(numbers)} {role}{'s' if len(numbers) > 1 else ''}", "", domain, added, tuple(numbers))
        for (role, domain, added), numbers in groups.items()
    ]
    if len(shown) <= MOST_BOXES:
        return tuple(shown)
    rest = tuple(number for entry in shown[MOST_BOXES - 1 :] for number in entry.hosts)
    return (*shown[: MOST_BOXES - 1], LaneBox(f"{len(rest)} more hosts", "", "", False, rest))


def _box(number: int, name: str, host: Host) -> LaneBox:
    domain = host.domain if host.domain and name.endswith(f".{host.domain}") else ""
    return LaneBox(name, domain, _what(host), host.added, (number,))


def _what(host: Host) -> str:
    roles = ", ".join(host.roles)
    return f"{roles} of {host.domain}" if host.domain else roles
