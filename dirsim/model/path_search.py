"""Searches for paths in a graph: reachable nodes, fewest hops, least cost.

These serve runs and sweeps, which search thousands of small graphs; tests compare them with networkx. The networkx graphs
for readers and checks are in :mod:`dirsim.model.graph`. A graph is a function from a node to its steps, so that a search
may filter them, or walk over nodes that carry more than a place.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Mapping
from heapq import heappop, heappush
from typing import TypeVar

from dirsim.model.network_parts import Link

Node = TypeVar("Node", bound=Hashable)
Label = TypeVar("Label")


def reachable(starts: Iterable[Node], nexts: Callable[[Node], Iterable[Node]]) -> set[Node]:
    """Every node that can be reached, the starts included.

    Args:
        starts: The nodes at which the search begins; empty means that no node is reached.
        nexts: The nodes one step from a node.
    """
    found = set(starts)
    waiting = list(found)
    while waiting:
        for there in nexts(waiting.pop()):
            if there not in found:
                found.add(there)
                waiting.append(there)
    return found


def fewest_hops(
    start: Node,
    is_goal: Callable[[Node], bool],
    steps: Callable[[Node], Iterable[tuple[Label, Node]]],
    passes: Callable[[Label, Node], bool] | None = None,
) -> tuple[tuple[Label, Node], ...] | None:
    """A path with the fewest steps; among equally short ones the first in the order of the steps.

    Args:
        start: The node at which the search begins.
        is_goal: True for a node that ends the search.
        steps: The steps from a node, each with its label and the node that it leads to, in order of preference.
        passes: True where a step may be taken; called only for steps to nodes that are not reached yet, in the order in
            which the search meets them. ``None`` means that every step may be taken.

    Returns:
        The steps in order; empty where the start is a goal, ``None`` where no path leads to one.
    """
    if is_goal(start):
        return ()
    before: dict[Node, tuple[Label, Node] | None] = {start: None}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for label, there in steps(here):
            if there in before or (passes is not None and not passes(label, there)):
                continue
            before[there] = (label, here)
            if is_goal(there):
                return _steps_back(before, there)
            waiting.append(there)
    return None


def _steps_back(before: Mapping[Node, tuple[Label, Node] | None], goal: Node) -> tuple[tuple[Label, Node], ...]:
    found = []
    step = before[goal]
    while step is not None:
        label, came_from = step
        found.append((label, goal))
        goal = came_from
        step = before[goal]
    return tuple(reversed(found))


def least_costs(start: str, steps: Mapping[str, Iterable[tuple[str, float]]]) -> dict[str, float]:
    """The cost of the cheapest path to each node that can be reached, nearest first; 0 for the start itself.

    Args:
        start: The node at which the paths begin.
        steps: For each node the nodes one step away, each with the cost of the step, 0 or more.

    Source: E. W. Dijkstra, A note on two problems in connexion with graphs, 1959.
    """
    known: dict[str, float] = {}
    heap = [(0.0, start)]
    while heap:
        cost, here = heappop(heap)
        if here in known:
            continue
        known[here] = cost
        for there, step in steps.get(here, ()):
            if there not in known:
                heappush(heap, (cost + step, there))
    return known


def site_steps(
    links: Mapping[str, Link], one: str, other: str, at_site: Mapping[str, list[tuple[str, str]]]
) -> Callable[[str], Iterable[tuple[str, str]]]:
    """The steps of paths between two sites: a peering is a whole path, and never a part of a longer one.

    Args:
        links: Links by name.
        one: The first site.
        other: The last site.
        at_site: The links at each site, see :func:`links_by_site`.
    """

    def steps(site: str) -> Iterable[tuple[str, str]]:
        for name, there in at_site.get(site, ()):
            if not links[name].direct or (site == one and there == other):
                yield name, there

    return steps


def links_by_site(links: Mapping[str, Link], *, public: bool = True) -> dict[str, list[tuple[str, str]]]:
    """For each site the links that end there, each with the site at its other end, in the order of the links.

    A link from a site to itself is left out, and so is a site without links.

    Args:
        links: Links by name.
        public: False leaves out the internet, which carries no directory traffic.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for name, link in links.items():
        one, other = link.between
        if one != other and (public or not link.public):
            found.setdefault(one, []).append((name, other))
            found.setdefault(other, []).append((name, one))
    return found
