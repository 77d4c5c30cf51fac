"""Drawing of dependencies: boxes in columns, and arrows between them.

An arrow leads from the part that depends to the part that it depends on. It leaves its box level, below its label, and slopes
only after the labels; an arrow past a column has a separate row there. So no arrow passes through a part, and no label lies on another one or on an arrow.
"""

from __future__ import annotations

from attrs import define, field

from dirsim.pages.drawing import box, head, item, path, text, width_of
from dirsim.pages.network.dependencies import Dependency, DependencyBox
from dirsim.pages.network.layered_layout import Layers, Place, layered

_PORT = 20.0
_SLOPE = 44.0
_GAP = 12.0
_NARROW, _WIDE = 96.0, 250.0
_KEPT = 20.0


@define
class DependencyPicture:
    """The parts and arrows of a drawing, with their places.

    Attributes:
        parts: The parts.
        edges: The dependencies among them.
        width: The width of the picture, in units of the drawing.
        height: Its height in the same units.
    """

    parts: tuple[DependencyBox, ...]
    edges: tuple[Dependency, ...]
    width: float = field(init=False, default=0.0)
    height: float = field(init=False, default=0.0)
    _layers: Layers = field(init=False)
    _top: dict[Place, float] = field(init=False, factory=dict)
    _left: list[float] = field(init=False, factory=list)
    _wide: list[float] = field(init=False, factory=list)
    _labels: list[float] = field(init=False, factory=list)

    def __attrs_post_init__(self) -> None:
        number = {part.key: place for place, part in enumerate(self.parts)}
        ends = [(number[edge.source], number[edge.target]) for edge in self.edges]
        self._layers = layered(len(self.parts), ends)
        self._place()

    def shapes(self, top: float) -> str:
        """The SVG of the arrows and parts.

        Args:
            top: Where the picture begins in the drawing.
        """
        ports = self._ports(top)
        drawn = [self._arrow(number, ports) for number in range(len(self.edges))]
        drawn += [self._box(number, top) for number in range(len(self.parts))]
        return "".join(drawn)

    def _place(self) -> None:
        x = 0.0
        for number, column in enumerate(self._layers.columns):
            nodes = [place for place in column if isinstance(place, int)]
            widths = [self._needed(self.parts[node]) for node in nodes]
            self._left.append(x)
            self._wide.append(min(_WIDE, max([_NARROW, *widths])))
            labels = [
                width_of(_label(self.edges[edge]), "small")
                for edge, course in enumerate(self._layers.courses)
                if course[0] in nodes
            ]
            self._labels.append(max(labels, default=0.0) + 12)
            x += self._wide[number] + self._labels[number] + _SLOPE
        last = len(self._left) - 1
        self.width = self._left[last] + self._wide[last] if self._left else 0.0
        heights = [sum(self._tall(place) + _GAP for place in column) - _GAP for column in self._layers.columns]
        self.height = max(heights, default=0.0)
        for column, tall in zip(self._layers.columns, heights, strict=True):
            y = (self.height - tall) / 2
            for place in column:
                self._top[place] = y
                y += self._tall(place) + _GAP

    def _needed(self, part: DependencyBox) -> float:
        lines = [width_of(line, "small") for line in part.lines]
        return max([width_of(_title(part)), *lines]) + 20

    def _tall(self, place: Place) -> float:
        if not isinstance(place, int):
            return _KEPT
        courses = self._layers.courses
        ports = max(sum(course[0] == place for course in courses), sum(course[-1] == place for course in courses))
        return max(26.0 + 14.0 * len(self.parts[place].lines), _PORT * ports + 4)

    def _ports(self, top: float) -> dict[tuple[int, int], float]:
        """The height at which each edge meets each place of its course, by the edge's number and the place on the course."""
        found: dict[tuple[int, int], float] = {}
        for place, y in self._top.items():
            leaving = [(n, 0) for n, course in enumerate(self._layers.courses) if course[0] == place]
            coming = [(n, len(course) - 1) for n, course in enumerate(self._layers.courses) if course[-1] == place]
            middle = top + y + self._tall(place) / 2
            for meets, towards in ((leaving, 1), (coming, -1)):
                meets.sort(key=lambda meet: (self._top[self._layers.courses[meet[0]][meet[1] + towards]], meet[0]))
                for at, meet in enumerate(meets):
                    found[meet] = middle + (at - (len(meets) - 1) / 2) * _PORT
            if not isinstance(place, int):
                edge = place[0]
                found[edge, self._layers.courses[edge].index(place)] = middle
        return found

    def _column(self, place: Place) -> int:
        return next(number for number, column in enumerate(self._layers.columns) if place in column)

    def _arrow(self, number: int, ports: dict[tuple[int, int], float]) -> str:
        edge, course = self.edges[number], self._layers.courses[number]
        points: list[tuple[float, float]] = []
        for at, place in enumerate(course):
            column, y = self._column(place), ports[number, at]
            left, right = self._left[column], self._left[column] + self._wide[column]
            if at:
                points += [(left - 12, y), (left, y)]
            if at < len(course) - 1:
                points += [(right, y), (right + self._labels[column], y)]
        start, end = points[0], points[-1]
        forward = number not in self._layers.turned
        drawn = [path(points, edge.kind)]
        if forward or edge.both:
            drawn.append(head(*end, 1, edge.kind))
        if not forward or edge.both:
            drawn.append(head(*start, -1, edge.kind))
        drawn.append(text(start[0] + 10, start[1] - 4, _label(edge), "small"))
        more = ", added by the design" if edge.added else ""
        return item(f"{edge.sentence()}{more}", *drawn, kind="added" if edge.added else "")

    def _box(self, number: int, top: float) -> str:
        part = self.parts[number]
        column = self._column(number)
        x, y, wide = self._left[column], top + self._top[number], self._wide[column]
        tall = self._tall(number)
        first = y + (tall - 14 * len(part.lines)) / 2 + 4
        drawn = [box(x, y, wide, tall, f"part {part.key[0]}", round_=4 if part.key[0] == "workload" else 12)]
        drawn.append(text(x + 10, first, _title(part), room=wide - 16))
        drawn += [
            text(x + 10, first + 14 * row, line, "soft small", room=wide - 16) for row, line in enumerate(part.lines, 1)
        ]
        label = ", ".join((part.title, *part.lines, *(("added by the design",) if part.added else ())))
        return item(label, *drawn, kind="added" if part.added else "")


def _title(part: DependencyBox) -> str:
    return f"+ {part.title}" if part.added else part.title


def _label(edge: Dependency) -> str:
    return f"+ {edge.label}" if edge.added else edge.label
