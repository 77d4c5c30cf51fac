"""Layered layout: every edge leads from left to right, and its course has a place in each column between."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dirsim.pages.network.layered_layout import layered


@st.composite
def graphs(draw):
    """Up to eight nodes and edges between them, circles among them."""
    nodes = draw(st.integers(1, 8))
    pairs = [(one, other) for one in range(nodes) for other in range(nodes) if one != other]
    return nodes, draw(st.lists(st.sampled_from(pairs), max_size=14)) if pairs else []


@given(graphs())
def test_edges_lead_to_the_right(graph):
    """Every place of a course is one column right of the one before it, also where the edges form circles."""
    nodes, edges = graph
    made = layered(nodes, edges)
    column = {place: number for number, places in enumerate(made.columns) for place in places}
    assert sorted(place for place in column if isinstance(place, int)) == list(range(nodes))
    for number, course in enumerate(made.courses):
        ends = edges[number][::-1] if number in made.turned else edges[number]
        assert (course[0], course[-1]) == ends
        assert all(column[two] == column[one] + 1 for one, two in pairwise(course))


@given(graphs())
def test_only_circles_are_turned(graph):
    """An edge is turned only where the edges form a circle."""
    nodes, edges = graph
    upward = [edge for edge in edges if edge[0] < edge[1]]
    assert layered(nodes, upward).turned == frozenset()


def test_crossings_are_removed():
    """Two pairs whose order disagrees are untangled; a graph without nodes has no columns."""
    assert layered(4, [(0, 3), (1, 2)]).crossings == 0
    assert layered(6, [(0, 5), (1, 4), (2, 3)]).crossings == 0
    assert layered(0, []).columns == ()
