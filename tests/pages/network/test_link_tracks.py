"""Tracks of links: as few crossings as possible, none on a track that another one uses, labels free of lines."""

from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from readability import meet

from dirsim.pages.network.link_tracks import arranged, tracks

WIDE, GAP = 176.0, 18.0


@st.composite
def networks(draw):
    """Up to eight lanes and links between some of them."""
    lanes = draw(st.integers(1, 8))
    pairs = list(combinations(range(lanes), 2))
    return lanes, draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []


def course(track):
    """The three pieces of a track, one unit high for each row."""
    y = (track.row + 1) * (1 if track.below else -1)
    return [((track.x1, 0), (track.x1, y)), ((track.x1, y), (track.x2, y)), ((track.x2, y), (track.x2, 0))]


@pytest.mark.parametrize(("lanes", "fewest"), [(4, 0), (5, 1), (6, 3), (7, 9), (8, 18)])
def test_complete_networks_cross_as_rarely_as_possible(lanes, fewest):
    """Where every two sites are linked, the links cross as often as they must: the crossing numbers of complete graphs."""
    assert arranged(lanes, list(combinations(range(lanes), 2))).crossings == fewest


@pytest.mark.parametrize("graph", [nx.star_graph(7), nx.path_graph(8), nx.cycle_graph(6), nx.ladder_graph(3)])
def test_common_networks_do_not_cross(graph):
    """Stars, chains, rings and ladders are drawn without a crossing; stars and rings on one side."""
    made = arranged(len(graph), [tuple(sorted(edge)) for edge in graph.edges])
    assert made.crossings == 0
    assert made.below == frozenset()


def test_lanes_keep_their_order_where_it_is_as_good():
    """Without links, and with links between neighbours, the lanes stand in the order of the topology."""
    assert arranged(5, []).order == (0, 1, 2, 3, 4)
    assert arranged(5, [(0, 1), (1, 2), (2, 3), (3, 4)]).order == (0, 1, 2, 3, 4)
    assert arranged(0, []).order == ()


@given(networks())
def test_tracks_cross_where_they_interleave_only(network):
    """The drawn lines cross as often as the arrangement says, no two share a stretch of a track, and labels are free."""
    lanes, links = network
    made = arranged(lanes, links)
    found = tracks(made, links, WIDE, GAP)
    assert [track.link for track in found] == list(range(len(links)))
    crossed = 0
    for one, other in combinations(found, 2):
        crossed += sum(meet(a, b) for a in course(one) for b in course(other))
        if (one.below, one.row) == (other.below, other.row):
            assert one.x2 < other.x1 or other.x2 < one.x1
        assert one.below != other.below or not {one.x1, one.x2} & {other.x1, other.x2}
    assert crossed == made.crossings
    for track in found:
        low, high = track.free
        assert track.x1 <= low < high <= track.x2
        for other in found:
            if other.below == track.below and other.row > track.row:
                assert not any(low < x < high for x in (other.x1, other.x2))


@given(networks())
def test_ends_are_on_their_lanes(network):
    """Each end of a track is above or below the lane that it belongs to."""
    lanes, links = network
    made = arranged(lanes, links)
    for track in tracks(made, links, WIDE, GAP):
        places = sorted(made.order.index(lane) for lane in links[track.link])
        for place, x in zip(places, (track.x1, track.x2), strict=True):
            assert place * (WIDE + GAP) < x < place * (WIDE + GAP) + WIDE
