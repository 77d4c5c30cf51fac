"""Trust path of a Kerberos ticket, from a user's realm to a resource's.

Access runs from the trusted side to the trusting side. Inside a forest, parent and child, and the roots of its trees,
trust each other both ways and transitively. A forest trust opens the whole of both forests to each other but does not
extend to a third forest; an external trust connects two domains only.

Source: [MS-ADTS] 6.1.6.7.9; Microsoft's description of forest trusts (transitive between two forests only).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import frozen

from dirsim.model.directory import Directory, Trust
from dirsim.model.path_search import fewest_hops


@frozen
class Edge:
    """One step that a ticket may take: from the realm whose users get access to the realm that grants it."""

    trusted: str
    trusting: str
    kind: str
    transitive: bool
    trust: str = ""


def trust_edges(directories: Mapping[str, Directory], trusts: Mapping[str, Trust]) -> tuple[Edge, ...]:
    """Every step that the trusts allow, those inside forests included."""
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


@frozen
class TrustPaths:
    """The steps of a topology's trusts, arranged for many searches.

    Attributes:
        direct: The pairs of realms that a trust connects which is not transitive: the trusted one, the trusting one.
        leading: The transitive steps from each realm.
    """

    direct: frozenset[tuple[str, str]]
    leading: Mapping[str, list[Edge]]

    @classmethod
    def of(cls, edges: Iterable[Edge]) -> TrustPaths:
        """The steps of some edges; those from one realm keep their order."""
        direct: set[tuple[str, str]] = set()
        leading: dict[str, list[Edge]] = {}
        for edge in edges:
            if edge.transitive:
                leading.setdefault(edge.trusted, []).append(edge)
            else:
                direct.add((edge.trusted, edge.trusting))
        return cls(frozenset(direct), leading)

    def between(self, home: str, resource: str) -> tuple[str, ...] | None:
        """The realms from the user's home to the resource, both included; ``None`` where no trust leads there.

        The shortest path is taken; among equally short ones the first in the order of the edges.
        """
        if home == resource:
            return (home,)
        if (home, resource) in self.direct:
            return (home, resource)

        def steps(at: tuple[str, bool]) -> Iterator[tuple[str, tuple[str, bool]]]:
            """The steps from a realm; the flag means that a forest trust has been passed, and a second one is not allowed."""
            realm, crossed = at
            for edge in self.leading.get(realm, ()):
                leaves = edge.kind == "forest"
                if not (leaves and crossed):
                    yield edge.trusting, (edge.trusting, crossed or leaves)

        path = fewest_hops((home, False), lambda at: at[0] == resource, steps)
        return None if path is None else (home, *(realm for realm, _ in path))


def trust_path(edges: tuple[Edge, ...], home: str, resource: str) -> tuple[str, ...] | None:
    """The realms from the user's home to the resource by some edges, as :meth:`TrustPaths.between` finds them."""
    return TrustPaths.of(edges).between(home, resource)
