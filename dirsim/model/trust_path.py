"""The way a Kerberos ticket takes from a user's realm to a resource's realm, along trusts.

Access runs from the trusted side to the trusting side. Inside a forest, parent and child, and the roots of its trees,
trust each other both ways and transitively. A forest trust opens the whole of both forests to each other but leads no
further to a third forest; an external trust joins two domains and nothing else.

Source: [MS-ADTS] 6.1.6.7.9; Microsoft's description of forest trusts (transitive between two forests only).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from attrs import frozen

from dirsim.model.directory import Directory, Trust


@frozen
class Edge:
    """One step that a ticket may take: from the realm whose users are let in to the realm that lets them in."""

    trusted: str
    trusting: str
    kind: str
    transitive: bool
    trust: str = ""


def trust_edges(directories: Mapping[str, Directory], trusts: Mapping[str, Trust]) -> tuple[Edge, ...]:
    """Every step that the topology allows, those inside forests included."""
    edges: list[Edge] = []
    for directory in directories.values():
        if directory.kind == "ad-connector":
            continue
        roots = [name for name, domain in directory.domains.items() if not domain.parent]
        pairs = [(name, domain.parent, "parent-child") for name, domain in directory.domains.items() if domain.parent]
        pairs += [(root, roots[0], "tree-root") for root in roots[1:]]
        for one, other, kind in pairs:
            edges += (Edge(one, str(other), kind, True), Edge(str(other), one, kind, True))
    for name, trust in trusts.items():
        edges.append(Edge(trust.trusted, trust.trusting, trust.kind, trust.is_transitive, name))
        if trust.two_way:
            edges.append(Edge(trust.trusting, trust.trusted, trust.kind, trust.is_transitive, name))
    return tuple(edges)


def trust_path(edges: tuple[Edge, ...], home: str, resource: str) -> tuple[str, ...] | None:
    """The realms from the user's home to the resource, both included; ``None`` where no trust leads there.

    The shortest path is taken; among equally short ones the first in the order of the edges.
    """
    if home == resource:
        return (home,)
    for edge in edges:
        if not edge.transitive and (edge.trusted, edge.trusting) == (home, resource):
            return (home, resource)
    queue: deque[tuple[str, bool, tuple[str, ...]]] = deque([(home, False, (home,))])
    seen = {(home, False)}
    while queue:
        realm, crossed, path = queue.popleft()
        for edge in edges:
            if edge.trusted != realm or not edge.transitive:
                continue
            leaves = edge.kind == "forest"
            if leaves and crossed:
                continue
            there = (edge.trusting, crossed or leaves)
            if there in seen:
                continue
            if edge.trusting == resource:
                return (*path, resource)
            seen.add(there)
            queue.append((*there, (*path, edge.trusting)))
    return None
