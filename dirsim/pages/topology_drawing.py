"""Drawing of a topology: sites as lanes, links above, trusts below.

A lane with many hosts shows groups of hosts, and in a topology with many sites similar sites share a lane, so that five
hundred hosts are as readable as five.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import define, field

from dirsim.model.network_parts import Host
from dirsim.model.topology import Topology
from dirsim.pages.drawing import LETTER, Drawing, beside, box, head, item, line, text

MOST_BOXES = 10
"""The most hosts that a lane shows; a lane with more hosts shows groups."""

MOST_LANES = 8
"""The most lanes of a drawing; in a topology with more sites, similar sites share a lane."""

_LANE = 176.0
_GAP = 16.0
_ROW = 26.0
_LINK = 24.0
_TRUST = 26.0


def draw_topology(topology: Topology) -> Drawing:
    """The drawing of one topology."""
    return _Picture(topology).drawing()


def draw_topologies(title: str, topologies: Iterable[tuple[str, Topology]]) -> Drawing:
    """The drawing of several topologies side by side, each under its heading."""
    return beside(title, [(heading, draw_topology(topology)) for heading, topology in topologies])


@define
class _Picture:
    topology: Topology
    lanes: dict[str, list[str]] = field(init=False)
    lane_of: dict[str, str] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.lanes = _lanes(self.topology)
        self.lane_of = {site: lane for lane, sites in self.lanes.items() for site in sites}

    def drawing(self) -> Drawing:
        links, trusts = self._links(), self._trusts()
        top = 8 + _LINK * len(links)
        boxes = {lane: self._boxes(sites) for lane, sites in self.lanes.items()}
        tall = 40 + _ROW * max((len(found) for found in boxes.values()), default=0)
        below = top + tall + 10
        height = below + _TRUST * len(trusts) + 6
        width = max(260.0, len(self.lanes) * (_LANE + _GAP))
        shapes = [self._lane(lane, boxes[lane], number, top, tall) for number, lane in enumerate(self.lanes)]
        shapes += [self._link(link, 8 + _LINK * row, top) for row, link in enumerate(links)]
        shapes += [self._trust(trust, below + _TRUST * row, top + tall) for row, trust in enumerate(trusts)]
        name = self.topology.name or "Topology"
        return Drawing(width, height, f"Network of {name}", "".join(shapes), self._description())

    def _description(self) -> str:
        topology = self.topology
        counts = f"{len(topology.sites)} sites, {len(topology.links)} links, {len(topology.hosts)} hosts."
        links = [f"{name} joins {' and '.join(link.between)}" for name, link in topology.links.items()][:MOST_BOXES]
        trusts = [words for _, _, _, words in self._trusts()]
        return " ".join([counts, *(f"{part}." for part in (*links, *trusts))])

    def _middle(self, lane: str) -> float:
        return list(self.lanes).index(lane) * (_LANE + _GAP) + _LANE / 2

    def _boxes(self, sites: list[str]) -> list[tuple[str, str, bool]]:
        """The boxes of a lane, one for each host or group of hosts: name, roles, and whether the design adds it."""
        hosts = {name: host for name, host in self.topology.hosts.items() if host.site in sites}
        if len(hosts) <= MOST_BOXES:
            return [(name, _what(host), host.added) for name, host in hosts.items()]
        groups: dict[tuple[str, str, bool], int] = {}
        for host in hosts.values():
            key = (host.roles[0] if host.roles else "host", host.domain, host.added)
            groups[key] = groups.get(key, 0) + 1
        shown = [
            (f"{count} {role}{'s' if count > 1 else ''}", domain, added)
            for (role, domain, added), count in groups.items()
        ]
        if len(shown) <= MOST_BOXES:
            return shown
        rest = sum(list(groups.values())[MOST_BOXES - 1 :])
        return [*shown[: MOST_BOXES - 1], (f"{rest} more hosts", "", False)]

    def _lane(self, lane: str, boxes: list[tuple[str, str, bool]], number: int, top: float, tall: float) -> str:
        left = number * (_LANE + _GAP)
        sites = self.lanes[lane]
        kind = self.topology.sites[sites[0]].kind
        title = lane if len(sites) == 1 else f"{len(sites)} sites like {sites[0]}"
        shapes = [
            box(left, top, _LANE, tall, "lane", round_=8),
            text(left + 10, top + 18, title, "head", room=_LANE - 14),
            text(left + 10, top + 31, kind, "soft small", room=_LANE - 14),
        ]
        for row, (name, what, added) in enumerate(boxes):
            y = top + 38 + row * _ROW
            label = ", ".join(part for part in (name, what, "added by the design" if added else "") if part)
            parts = [
                box(left + 8, y, _LANE - 16, _ROW - 4, "host", round_=4),
                text(left + 14, y + 15, name, room=_LANE - 26),
            ]
            shapes.append(item(label, *parts, kind="added" if added else ""))
        return "".join(shapes)

    def _links(self) -> list[tuple[str, str, str, bool]]:
        """The links between lanes; public links, or private ones, that join the same lanes share a line."""
        joined: dict[tuple[str, str, bool], list[str]] = {}
        for name, link in self.topology.links.items():
            one, other = (self.lane_of[site] for site in link.between)
            if one != other or len(self.lanes[one]) == 1:
                first, last = sorted((one, other), key=list(self.lanes).index)
                joined.setdefault((first, last, link.public), []).append(name)
        few = len(self.topology.links) <= MOST_LANES
        found = []
        for (one, other, public), names in joined.items():
            if few:
                found += [(name, one, other, public) for name in names]
            else:
                found.append((names[0] if len(names) == 1 else f"{len(names)} links", one, other, public))
        return found

    def _link(self, link: tuple[str, str, str, bool], y: float, top: float) -> str:
        name, one, other, public = link
        kind = "public" if public else "link"
        x1, x2 = sorted((self._middle(one), self._middle(other)))
        shift = (y % 60) / 60 * 40 - 20  # so that the ends of several links do not overlap
        x1, x2 = x1 + shift, x2 + shift
        room = min(len(name) * LETTER + 14, max(x2 - x1 - 8, 40))
        middle = (x1 + x2) / 2
        return item(
            f"link {name}: {one} to {other}{', over the internet' if public else ''}",
            line(x1, y + 8, x2, y + 8, kind),
            line(x1, y + 8, x1, top, kind),
            line(x2, y + 8, x2, top, kind),
            box(middle - room / 2, y - 1, room, 18, "pill", round_=9),
            text(middle, y + 12, name, "small", anchor="middle", room=room - 6),
        )

    def _trusts(self) -> list[tuple[str, str, bool, str]]:
        """The trusts between domains in the drawing: lanes of the trusting and trusted domain, two-way, and a sentence."""
        found = []
        for trust in self.topology.trusts.values():
            lanes = [self._home(domain) for domain in (trust.trusting, trust.trusted)]
            if lanes[0] and lanes[1]:
                verb = "and {} trust each other" if trust.two_way else "trusts {}"
                found.append((lanes[0], lanes[1], trust.two_way, f"{trust.trusting} {verb.format(trust.trusted)}"))
        return found

    def _home(self, domain: str) -> str:
        sites = [
            host.site for host in self.topology.hosts.values() if host.domain == domain and "controller" in host.roles
        ]
        return self.lane_of[sites[0]] if sites else ""

    def _trust(self, trust: tuple[str, str, bool, str], y: float, bottom: float) -> str:
        """An arrow from the trusting to the trusted domain, as in Microsoft's tools; access goes the other way."""
        one, other, two_way, sentence = trust
        x1, x2 = self._middle(one), self._middle(other)
        if x1 == x2:
            x1, x2 = x1 - _LANE / 2 + 12, x1 + _LANE / 2 - 12
        towards = 1 if x2 > x1 else -1
        shapes = [
            line(x1, bottom, x1, y + 6, "trust"),
            line(x2, bottom, x2, y + 6, "trust"),
            line(x1, y + 6, x2, y + 6, "trust"),
            head(x2, y + 6, towards, "trust"),
            text((x1 + x2) / 2, y + 20, sentence, "small", anchor="middle"),
        ]
        if two_way:
            shapes.append(head(x1, y + 6, -towards, "trust"))
        return item(sentence, *shapes)


def _what(host: Host) -> str:
    roles = ", ".join(host.roles)
    return f"{roles} of {host.domain}" if host.domain else roles


def _lanes(topology: Topology) -> dict[str, list[str]]:
    """The sites of each lane: one site each, or, where there are many, the sites of the same kind and roles."""
    sites = list(topology.sites)
    if len(sites) <= MOST_LANES:
        return {site: [site] for site in sites}
    roles: dict[str, set[str]] = {site: set() for site in sites}
    for host in topology.hosts.values():
        roles.setdefault(host.site, set()).update(host.roles)
    alike: dict[tuple[str, ...], list[str]] = {}
    for site in sites:
        alike.setdefault((topology.sites[site].kind, *sorted(roles[site])), []).append(site)
    lanes = {group[0]: group for group in alike.values()}
    if len(lanes) <= MOST_LANES:
        return lanes
    kept = sorted(lanes, key=lambda lane: (len(lanes[lane]), sites.index(lane)))[: MOST_LANES - 1]
    rest = [site for lane, group in lanes.items() if lane not in kept for site in group]
    return {**{lane: lanes[lane] for lane in lanes if lane in kept}, rest[0]: rest}
