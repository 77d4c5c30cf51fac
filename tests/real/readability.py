"""Readability of a drawing in figures: crossings, overlaps.

Read from the SVG itself, so that any layout can be measured alike. Widths of text are those that the drawings assume.
"""

import xml.etree.ElementTree as ET
from itertools import combinations, pairwise

from dirsim.pages.drawing import standalone, width_of

SVG = "{http://www.w3.org/2000/svg}"
BOXES = {"lane", "part"}
LINES = {"link", "public", "trust", "forwarder", "uses"}


def figures(drawing):
    """The five figures of a drawing, by name."""
    return measured(*shapes(drawing))


def shapes(drawing):
    """Its lines (a list of segments each), the boxes that lines must avoid, and the labels of lines (line, rectangle)."""
    root = ET.fromstring(standalone(drawing))  # noqa: S314 -- our own text
    lines, labels = [], []
    boxes = [rectangle(rect) for rect in root.iter(f"{SVG}rect") if set((rect.get("class") or "").split()) & BOXES]
    for group in root.iter(f"{SVG}g"):
        drawn = [part for part in group if set((part.get("class") or "").split()) & LINES]
        segments = [segment for part in drawn for segment in segments_of(part)]
        if segments and group.get("tabindex") == "0":
            labels += [(len(lines), label(part)) for part in group.iter(f"{SVG}text")]
            lines.append(segments)
    return lines, boxes, labels


def segments_of(part):
    """The straight pieces of a line or polyline."""
    if part.tag == f"{SVG}line":
        return [tuple(tuple(float(part.get(name)) for name in ends) for ends in (("x1", "y1"), ("x2", "y2")))]
    if part.tag == f"{SVG}polyline":
        points = [tuple(map(float, point.split(","))) for point in part.get("points").split()]
        return list(pairwise(points))
    return []


def rectangle(rect):
    """Left, top, right, bottom."""
    x, y, width, height = (float(rect.get(name)) for name in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def label(part):
    """The rectangle of a line of text."""
    shown = "".join(part.itertext()) if part.find(f"{SVG}title") is None else (part.find(f"{SVG}title").tail or "")
    wide = width_of(shown, part.get("class") or "")
    x, y = float(part.get("x")), float(part.get("y"))
    left = x - {"middle": wide / 2, "end": wide}.get(part.get("text-anchor"), 0)
    return left, y - 9, left + wide, y + 2


def measured(lines, boxes, labels):
    """The five figures of lines, boxes and labels."""
    return {
        "crossings": sum(meet(a, b) for one, other in combinations(lines, 2) for a in one for b in other),
        "lines through boxes": sum(any(enters(part, box) for part in line) for line in lines for box in boxes),
        "labels on labels": sum(overlap(a, b) for (_, a), (_, b) in combinations(labels, 2)),
        "labels on boxes": sum(overlap(rect, box) for _, rect in labels for box in boxes),
        "labels on other lines": sum(
            any(enters(part, rect) for part in line)
            for number, rect in labels
            for place, line in enumerate(lines)
            if place != number
        ),
    }


def meet(one, other):
    """True where two segments cross at a point inside both."""
    (a, b), (c, d) = one, other

    def side(p, q, r):
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


def enters(segment, box):
    """True where a segment runs inside a rectangle, not only along its border."""
    (x1, y1), (x2, y2) = segment
    left, top, right, bottom = box[0] + 0.5, box[1] + 0.5, box[2] - 0.5, box[3] - 0.5
    low, high = 0.0, 1.0
    for start, way, least, most in ((x1, x2 - x1, left, right), (y1, y2 - y1, top, bottom)):
        if way == 0:
            if not least < start < most:
                return False
            continue
        first, last = sorted(((least - start) / way, (most - start) / way))
        low, high = max(low, first), min(high, last)
    return low < high


def overlap(one, other):
    """True where two rectangles share an area."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
