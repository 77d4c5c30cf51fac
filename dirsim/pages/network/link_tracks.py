"""Tracks of the links between lanes, with few crossings.

The lanes form a row. A link leaves a lane at its top or bottom, runs along a separate track and enters the other lane,
so it never passes through a lane. Two links on one side cross only where they interleave; the order of the lanes and the sides
are those with the fewest crossings: three, the least possible, for six sites that are all linked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, permutations

from attrs import define, field, frozen

_TRIED = 6
"""The most lanes for which every order is tried; with more lanes the order is improved step by step."""

_MARGIN = 10.0


@frozen
class Arrangement:
    """An order of lanes, and the links that run below them.

    Attributes:
        order: The lanes' numbers from left to right.
        below: The numbers of the links on the lower side.
        crossings: The number of crossings of links.
    """

    order: tuple[int, ...]
    below: frozenset[int]
    crossings: int


@define
class Track:
    """The course of one link, in units of the drawing.

    Attributes:
        link: The link's number.
        below: True where it runs below the lanes.
        x1: The left end.
        x2: The right end.
        row: The track, counted from the lanes.
        free: The widest stretch of the track that no other link crosses: its beginning and end.
    """

    link: int
    below: bool
    x1: float
    x2: float
    row: int = 0
    free: tuple[float, float] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.free = (self.x1, self.x2)


def arranged(lanes: int, links: Sequence[tuple[int, int]]) -> Arrangement:
    """The arrangement with the fewest crossings that is found, then the shortest links, then the lanes' own order.

    Args:
        lanes: The number of lanes.
        links: The two lanes of each link; no two links join the same lanes.
    """
    first = tuple(range(lanes))
    if lanes <= _TRIED:
        mirrored = (order for order in permutations(first) if not order or order[0] <= order[-1])
        return min((_sided(order, links) for order in mirrored), key=lambda made: _cost(made, links))
    best = _sided(first, links)
    while True:
        better = min((_sided(order, links) for order in _moved(best.order)), key=lambda made: _cost(made, links))
        if _cost(better, links) >= _cost(best, links):
            return best
        best = better


def _moved(order: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Every order in which one lane has another place."""
    for lane in order:
        rest = [other for other in order if other != lane]
        for place in range(len(order)):
            yield (*rest[:place], lane, *rest[place:])


def _cost(made: Arrangement, links: Sequence[tuple[int, int]]) -> tuple[int, int, int, int, tuple[int, ...]]:
    place = {lane: number for number, lane in enumerate(made.order)}
    length = sum(abs(place[one] - place[other]) for one, other in links)
    turned = sum(one > other for number, one in enumerate(made.order) for other in made.order[number + 1 :])
    return made.crossings, len(made.below), length, turned, made.order


def _sided(order: tuple[int, ...], links: Sequence[tuple[int, int]]) -> Arrangement:
    """Sides for the links of an order, the longest first, each on the side where it crosses fewer."""
    place = {lane: number for number, lane in enumerate(order)}
    spans = [tuple(sorted((place[one], place[other]))) for one, other in links]
    sides: tuple[list[int], list[int]] = ([], [])
    crossings = 0
    for link in sorted(range(len(links)), key=lambda number: (spans[number][0] - spans[number][1], number)):
        here, there = (sum(_interleave(spans[link], spans[other]) for other in side) for side in sides)
        sides[there < here].append(link)
        crossings += min(here, there)
    return Arrangement(order, frozenset(sides[1]), crossings)


def _interleave(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return one[0] < other[0] < one[1] < other[1] or other[0] < one[0] < other[1] < one[1]


def tracks(made: Arrangement, links: Sequence[tuple[int, int]], lane_width: float, gap: float) -> tuple[Track, ...]:
    """The course of each link.

    Args:
        made: The order of the lanes, and the side of each link.
        links: The two lanes of each link.
        lane_width: The width of a lane.
        gap: The space between two lanes.
    """
    found: list[Track] = []
    for below in (False, True):
        chosen = [number for number in range(len(links)) if (number in made.below) == below]
        found += _side(made, {number: links[number] for number in chosen}, below, lane_width, gap)
    return tuple(sorted(found, key=lambda track: track.link))


def _side(
    made: Arrangement, links: dict[int, tuple[int, int]], below: bool, lane_width: float, gap: float
) -> list[Track]:
    place = {lane: number for number, lane in enumerate(made.order)}
    spans = {number: tuple(sorted((place[one], place[other]))) for number, (one, other) in links.items()}
    ends: dict[tuple[int, int], float] = {}
    for lane in range(len(made.order)):
        # An outer link meets the lane further inside than a link that it encloses, so that the two do not cross.
        left = sorted((n for n in links if spans[n][1] == lane), key=lambda n: (lane - spans[n][0], n))
        right = sorted((n for n in links if spans[n][0] == lane), key=lambda n: (lane - spans[n][1], n))
        meets = left + right
        step = min(24.0, (lane_width - 2 * _MARGIN) / max(1, len(meets)))
        middle = lane * (lane_width + gap) + lane_width / 2
        for number, link in enumerate(meets):
            ends[link, lane] = middle + (number - (len(meets) - 1) / 2) * step
    made_tracks = [Track(n, below, ends[n, spans[n][0]], ends[n, spans[n][1]]) for n in links]
    by_length = sorted(made_tracks, key=lambda track: (spans[track.link][1] - spans[track.link][0], track.x1))
    placed: list[Track] = []
    for track in by_length:
        under = [other.row for other in placed if other.x1 < track.x2 + _MARGIN and track.x1 < other.x2 + _MARGIN]
        track.row = max(under, default=-1) + 1
        placed.append(track)
    for track in placed:
        track.free = _free(track, placed)
    return placed


def _free(track: Track, others: list[Track]) -> tuple[float, float]:
    """The widest stretch of a track between the links that cross it on their way to a track further out."""
    cuts = sorted(
        x for other in others if other.row > track.row for x in (other.x1, other.x2) if track.x1 < x < track.x2
    )
    stops = [track.x1, *cuts, track.x2]
    return max(pairwise(stops), key=lambda stretch: (stretch[1] - stretch[0], -stretch[0]))
