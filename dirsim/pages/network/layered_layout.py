"""Layered layout of a directed graph, with few crossings.

Every edge leads from left to right. The method of Sugiyama, Tagawa and Toda (1981): edges that close a circle are turned, each
node is right of all that lead to it, an edge over several columns keeps a separate place in each column between, and the columns are ordered by the
middle of their neighbours until the number of crossings stops falling.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

from attrs import frozen

_ROUNDS = 12

Place = int | tuple[int, int]
"""A node by its number, or the place that an edge keeps in a column: the edge's number and the column."""


@frozen
class Layers:
    """The columns of a graph and the courses of its edges.

    Attributes:
        columns: The places of each column, from top to bottom.
        courses: The places that each edge passes, from left to right.
        turned: The numbers of the edges that lead from right to left.
        crossings: The number of crossings between neighbouring columns.
    """

    columns: tuple[tuple[Place, ...], ...]
    courses: tuple[tuple[Place, ...], ...]
    turned: frozenset[int]
    crossings: int


def layered(nodes: int, edges: Sequence[tuple[int, int]]) -> Layers:
    """The columns of a graph.

    Args:
        nodes: The number of nodes.
        edges: The two nodes of each edge, from its source to its target; none leads to its own source.
    """
    turned = _turned(nodes, edges)
    straight = [(end, start) if number in turned else (start, end) for number, (start, end) in enumerate(edges)]
    column = _columns(nodes, straight)
    places: list[list[Place]] = [[] for _ in range(max(column, default=-1) + 1)]
    for node in range(nodes):
        places[column[node]].append(node)
    courses: list[tuple[Place, ...]] = []
    for number, (start, end) in enumerate(straight):
        between: list[Place] = [(number, middle) for middle in range(column[start] + 1, column[end])]
        for middle, kept in enumerate(between, column[start] + 1):
            places[middle].append(kept)
        courses.append((start, *between, end))
    columns = _ordered(places, [pair for course in courses for pair in pairwise(course)])
    return Layers(columns[0], tuple(courses), frozenset(turned), columns[1])


def _turned(nodes: int, edges: Sequence[tuple[int, int]]) -> set[int]:
    """The edges that lead back to a node on the way to them, in a search from the first node on."""
    leaving: list[list[tuple[int, int]]] = [[] for _ in range(nodes)]
    for number, (start, end) in enumerate(edges):
        leaving[start].append((number, end))
    found: set[int] = set()
    state = [0] * nodes  # 0: not met, 1: on the way, 2: done
    for root in range(nodes):
        waiting = [(root, 0)] if not state[root] else []
        while waiting:
            node, at = waiting.pop()
            state[node] = 1
            if at == len(leaving[node]):
                state[node] = 2
                continue
            waiting.append((node, at + 1))
            number, end = leaving[node][at]
            if state[end] == 1:
                found.add(number)
            elif not state[end]:
                waiting.append((end, 0))
    return found


def _columns(nodes: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    """The column of each node: one further right than the furthest node that leads to it."""
    column = [0] * nodes
    for _ in range(nodes):
        for start, end in edges:
            column[end] = max(column[end], column[start] + 1)
    return column


def _ordered(places: list[list[Place]], pairs: list[tuple[Place, Place]]) -> tuple[tuple[tuple[Place, ...], ...], int]:
    """The columns in the best order found, and its number of crossings."""
    befores: dict[Place, list[Place]] = {}
    afters: dict[Place, list[Place]] = {}
    for start, end in pairs:
        afters.setdefault(start, []).append(end)
        befores.setdefault(end, []).append(start)
    now = [list(column) for column in places]
    best, least = [list(column) for column in now], _crossings(now, pairs)
    for turn in range(_ROUNDS):
        rightward = turn % 2 == 0
        for number in range(1, len(now)) if rightward else range(len(now) - 2, -1, -1):
            beside = now[number - 1] if rightward else now[number + 1]
            row = {place: at for at, place in enumerate(beside)}
            near = befores if rightward else afters
            own = {place: at for at, place in enumerate(now[number])}
            middles = {place: _middle([row[other] for other in near.get(place, ())], own[place]) for place in own}
            now[number].sort(key=lambda place: (middles[place], own[place]))
        count = _crossings(now, pairs)
        if count < least:
            best, least = [list(column) for column in now], count
    return tuple(tuple(column) for column in best), least


def _middle(rows: list[int], otherwise: int) -> float:
    return sum(rows) / len(rows) if rows else float(otherwise)


def _crossings(columns: list[list[Place]], pairs: list[tuple[Place, Place]]) -> int:
    at = {place: (number, row) for number, column in enumerate(columns) for row, place in enumerate(column)}
    lines: dict[int, list[tuple[int, int]]] = {}
    for start, end in pairs:
        lines.setdefault(at[start][0], []).append((at[start][1], at[end][1]))
    return sum(
        (one[0] - other[0]) * (one[1] - other[1]) < 0
        for found in lines.values()
        for one, other in combinations(found, 2)
    )
