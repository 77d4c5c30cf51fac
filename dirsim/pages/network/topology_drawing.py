"""Drawing of a topology: its network, dependencies and sign-ins.

A part that the design adds has a plus sign and a thick border.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import define, field

from dirsim.model.topology import Topology
from dirsim.pages.drawing import Drawing, box, item, line, path, text, width_of
from dirsim.pages.network.dependencies import dependencies_of
from dirsim.pages.network.dependency_drawing import DependencyPicture
from dirsim.pages.network.link_tracks import Arrangement, Track, arranged, tracks
from dirsim.pages.network.shown_sign_in import ShownSignIn, sign_in_rows
from dirsim.pages.network.site_lanes import Lane, LaneBox, lanes_of

_WIDEST = 1150.0
_NARROW, _WIDE = 176.0, 260.0
_GAP = 18.0
_ROW, _HIGH_ROW = 26.0, 38.0
_LABEL = 14.0
_NAMES = 3
"""The most links that the label of a track names; the others are counted."""


def draw_topology(topology: Topology, sign_ins: Iterable[ShownSignIn] = ()) -> Drawing:
    """The drawing of one topology.

    Args:
        topology: The topology.
        sign_ins: Sign-ins that light their exchanges when they are pressed, where scripts may run.
    """
    return _Picture(topology, tuple(sign_ins)).drawing()


@define
class _Picture:
    topology: Topology
    sign_ins: tuple[ShownSignIn, ...]
    lanes: tuple[Lane, ...] = field(init=False)
    bundles: dict[tuple[int, int], list[str]] = field(init=False, factory=dict)
    inside: dict[int, list[str]] = field(init=False, factory=dict)
    made: Arrangement = field(init=False)
    tracks: tuple[Track, ...] = field(init=False)
    wide: float = field(init=False)
    row: float = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.lanes = lanes_of(self.topology)
        home = {site: number for number, lane in enumerate(self.lanes) for site in lane.sites}
        for name, link in self.topology.links.items():
            one, other = sorted(home[site] for site in link.between)
            if one == other:
                self.inside.setdefault(one, []).append(name)
            else:
                self.bundles.setdefault((one, other), []).append(name)
        names = [_shown(entry) for lane in self.lanes for entry in lane.boxes]
        needed = max(
            [width_of(name) for name in names] + [width_of(lane.title, "head") for lane in self.lanes], default=0
        )
        most = _WIDEST / max(1, len(self.lanes)) - _GAP
        self.wide = max(_NARROW, min(needed + 30, most, _WIDE))
        boxes = [entry for lane in self.lanes for entry in lane.boxes]
        self.row = _HIGH_ROW if any(self._is_high(entry) for entry in boxes) else _ROW
        pairs = list(self.bundles)
        self.made = arranged(len(self.lanes), pairs)
        self.tracks = tracks(self.made, pairs, self.wide, _GAP)

    def drawing(self) -> Drawing:
        rows = self._rows()
        top = 6 + sum(rows[False])
        tall = 44 + self.row * max((len(lane.boxes) for lane in self.lanes), default=0)
        width = max(260.0, len(self.lanes) * (self.wide + _GAP) - _GAP)
        shapes = [self._track(track, rows[track.below], top, top + tall) for track in self.tracks]
        shapes += [self._lane(number, place, top, tall) for place, number in enumerate(self.made.order)]
        y = top + tall + sum(rows[True]) + 14
        legend, high = self._legend(y, width)
        shapes.append(legend)
        y += high
        parts, edges = dependencies_of(self.topology)
        if edges:
            picture = DependencyPicture(parts, edges)
            shapes.append(text(0, y + 24, "What depends on what", "head"))
            shapes.append(picture.shapes(y + 36))
            y += 36 + picture.height + 8
            width = max(width, picture.width)
        if self.sign_ins:
            listed, high = sign_in_rows(self.sign_ins, len(self.topology.flows) - len(self.sign_ins), y, width)
            shapes.append(listed)
            y += high
        name = self.topology.name or "Topology"
        sentences = [edge.sentence() for edge in edges]
        return Drawing(
            width + 4,
            y + 4,
            f"Network of {name}",
            f'<g class="network">{"".join(shapes)}</g>',
            self._description(sentences),
        )

    def _description(self, sentences: list[str]) -> str:
        topology = self.topology
        counts = f"{len(topology.sites)} sites, {len(topology.links)} links, {len(topology.hosts)} hosts."
        links = [f"{name} joins {' and '.join(link.between)}" for name, link in topology.links.items()]
        return " ".join([counts, *(f"{part}." for part in (*links, *sentences))])

    def _rows(self) -> dict[bool, list[float]]:
        """The heights of the tracks above and below the lanes, from the lanes outwards."""
        heights: dict[bool, list[float]] = {False: [], True: []}
        for under, rows in heights.items():
            found = [track for track in self.tracks if track.below == under]
            for row in range(max((track.row for track in found), default=-1) + 1):
                lines = max(len(self._names(track)) for track in found if track.row == row)
                rows.append(10 + _LABEL * lines)
        return heights

    def _names(self, track: Track) -> list[str]:
        names = list(self.bundles.values())[track.link]
        if len(names) > _NAMES:
            return (
                [f"{len(names)} links"]
                if len(self.topology.links) > 24
                else [*names[: _NAMES - 1], f"and {len(names) - 2} more"]
            )
        return names

    def _track(self, track: Track, rows: list[float], top: float, bottom: float) -> str:
        names = list(self.bundles.values())[track.link]
        links = [self.topology.links[name] for name in names]
        kind = "public" if all(link.public for link in links) else "link"
        out = sum(rows[: track.row]) + rows[track.row] / 2
        edge, y = (bottom, bottom + out) if track.below else (top, top - out)
        lines = self._names(track)
        left, right = track.free
        room = min(max(width_of(name, "small") for name in lines) + 16, max(right - left - 8, 44))
        middle = (left + right) / 2
        tall = _LABEL * len(lines) + 4
        shown = [path([(track.x1, edge), (track.x1, y), (track.x2, y), (track.x2, edge)], kind)]
        shown.append(box(middle - room / 2, y - tall / 2, room, tall, "pill", round_=9))
        shown += [
            text(middle, y - tall / 2 + 13 + _LABEL * row, name, "small", anchor="middle", room=room - 8)
            for row, name in enumerate(lines)
        ]
        one, other = list(self.bundles)[track.link]
        label = (
            f"link {' and '.join(names)}: {self.lanes[one].title} to {self.lanes[other].title}"
            f"{', over the internet' if kind == 'public' else ''}"
        )
        return item(label, *shown, data={"links": " ".join(map(str, self._numbers(names)))})

    def _numbers(self, names: list[str]) -> list[int]:
        place = {name: number for number, name in enumerate(self.topology.links)}
        return [place[name] for name in names]

    def _lane(self, number: int, place: int, top: float, tall: float) -> str:
        lane = self.lanes[number]
        left = place * (self.wide + _GAP)
        within = len(self.inside.get(number, ()))
        what = f"{lane.what}; {within} links among them" if within else lane.what
        shapes = [
            box(left, top, self.wide, tall, "lane", round_=8),
            text(left + 10, top + 18, lane.title, "head", room=self.wide - 16),
            text(left + 10, top + 32, what, "soft small", room=self.wide - 16),
        ]
        shapes += [self._box(entry, left, top + 40 + row * self.row) for row, entry in enumerate(lane.boxes)]
        return "".join(shapes)

    def _is_high(self, entry: LaneBox) -> bool:
        """True where a name is too long for one line, and the domain at its end can have a second one."""
        return bool(entry.domain) and width_of(_shown(entry)) > self.wide - 28

    def _box(self, entry: LaneBox, left: float, y: float) -> str:
        label = ", ".join(
            part for part in (entry.title, entry.what, "added by the design" if entry.added else "") if part
        )
        room, tall = self.wide - 28, self.row - 4
        shapes = [box(left + 8, y, self.wide - 16, tall, "host", round_=4)]
        if self._is_high(entry):
            name = _shown(entry).removesuffix(f".{entry.domain}")
            shapes += [
                text(left + 14, y + 14, name, room=room),
                text(left + 14, y + 28, f".{entry.domain}", "soft small", room=room),
            ]
        else:
            shapes.append(text(left + 14, y + tall / 2 + 4, _shown(entry), room=room))
        return item(
            label,
            *shapes,
            kind="added" if entry.added else "",
            data={"hosts": " ".join(map(str, entry.hosts))},
        )

    def _legend(self, y: float, width: float) -> tuple[str, float]:
        """The signs that the drawing uses, on as many lines as they need, and their height."""
        signs: list[tuple[str, str]] = []
        if any(host.added for host in self.topology.hosts.values()):
            signs.append(("added", "added by the design"))
        links = self.topology.links.values()
        signs += [("link", "private link")] if any(not link.public for link in links) else []
        signs += [("public", "over the internet")] if any(link.public for link in links) else []
        shapes, x, row = [], 4.0, 0
        for kind, meaning in signs:
            room = width_of(meaning, "small") + 60
            if x > 4 and x + room > width:
                x, row = 4.0, row + 1
            at = y + 18 * row
            if kind == "added":
                sign = f'<g class="added">{box(x, at, 28, 14, "host", round_=4)}{text(x + 14, at + 11, "+", anchor="middle")}</g>'
            else:
                sign = line(x, at + 7, x + 28, at + 7, kind)
            shapes += [sign, text(x + 36, at + 11, meaning, "soft small")]
            x += room
        return "".join(shapes), 18.0 * (row + 1) if signs else 0.0


def _shown(entry: LaneBox) -> str:
    return f"+ {entry.title}" if entry.added else entry.title
