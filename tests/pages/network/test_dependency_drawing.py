"""The drawing of dependencies: whatever depends on whatever, no arrow runs through a box and no label is covered."""

import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st
from readability import figures

from dirsim.pages.drawing import Drawing, standalone
from dirsim.pages.network.dependencies import Dependency, DependencyBox
from dirsim.pages.network.dependency_drawing import DependencyPicture

SVG = "{http://www.w3.org/2000/svg}"
KINDS = st.sampled_from([("trust", "trusts"), ("forwarder", "forwards DNS to"), ("uses", "checks passwords in")])


@st.composite
def pictures(draw):
    """Up to nine boxes with one to three lines, and arrows between them, circles among them."""
    count = draw(st.integers(2, 9))
    boxes = tuple(
        DependencyBox(("domain", f"d{n}"), f"d{n}.example", ("a line",) * draw(st.integers(1, 3)), draw(st.booleans()))
        for n in range(count)
    )
    pairs = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(lambda pair: pair[0] != pair[1])
    edges = draw(
        st.lists(st.tuples(pairs, KINDS, st.booleans()), min_size=1, max_size=14, unique_by=lambda edge: edge[:2])
    )
    return boxes, tuple(Dependency(boxes[a].key, boxes[b].key, *kind, both) for (a, b), kind, both in edges)


def drawn(boxes, edges):
    """The picture as a drawing."""
    picture = DependencyPicture(boxes, edges)
    return Drawing(picture.width, picture.height, "dependencies", picture.shapes(0))


@given(pictures())
def test_nothing_covers_anything(picture):
    """Arrows meet boxes at their borders only, and no label lies on a box, on another label or on another arrow."""
    found = figures(drawn(*picture))
    del found["crossings"]
    assert set(found.values()) == {0}


@given(pictures())
def test_arrows_end_where_they_should(picture):
    """The head of an arrow is at the box that something depends on; a mutual dependency has a head at each end."""
    boxes, edges = picture
    root = ET.fromstring(standalone(drawn(boxes, edges)))  # noqa: S314 -- our own text
    groups = [part for part in root.iter(f"{SVG}g") if part.get("tabindex") == "0"]
    places = {}
    for part in groups[len(edges) :]:
        rect = part.find(f"{SVG}rect")
        left, top, wide, tall = (float(rect.get(name)) for name in ("x", "y", "width", "height"))
        places["domain", part.get("aria-label").split(".")[0]] = (left, left + wide, top, top + tall)
    for edge, part in zip(edges, groups, strict=False):
        tips = [tuple(map(float, head.get("points").split()[0].split(","))) for head in part.iter(f"{SVG}polygon")]
        wanted = [places[edge.target], *([places[edge.source]] if edge.both else [])]
        assert len(tips) == len(wanted)
        for left, right, top, bottom in wanted:
            assert any(min(abs(x - left), abs(x - right)) < 0.05 and top <= y <= bottom for x, y in tips)
