"""Access that trusts open between domains, and name suffix routing.

Access that the trusts of a design add is marked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from dirsim.directory.trusts.trust_walk import TrustWalk, realms, walk_trusts
from dirsim.model.directory import Directory, Trust
from dirsim.model.topology import Topology
from dirsim.shown import Tabular


@frozen(kw_only=True)
class Opened:
    """The access of one domain's users to the resources of another.

    Attributes:
        users: The domain of the users.
        resources: The domain of the resources.
        new: True if a trust that the design adds opens it.
        trusts: The trusts on the path that are listed in the estate.
        said: The access in words.
        walk: The trust path.
    """

    users: str
    resources: str
    new: bool
    trusts: tuple[str, ...]
    said: str
    walk: TrustWalk

    def to_dict(self) -> dict[str, Any]:
        """The pair as a JSON object."""
        return {
            "users": self.users,
            "resources": self.resources,
            "new": self.new,
            "trusts": list(self.trusts),
            "said": self.said,
            "walk": self.walk.to_dict(),
        }


@frozen(kw_only=True)
class Trusts(Tabular):
    """The access that the trusts of a topology open, and the routing of name suffixes.

    Attributes:
        design: The design's label; empty for a topology without a name.
        opened: Each pair of domains of different directories whose users reach the other's resources.
        routes: For each trusted forest, the name suffixes that are routed to it.
        collisions: Suffixes that more than one forest claims, with their resolution, in words.
        facts: Ids of the facts that support it.
    """

    design: str
    opened: tuple[Opened, ...]
    routes: Mapping[str, tuple[str, ...]]
    collisions: tuple[str, ...]
    facts: tuple[str, ...] = ("trust-sid-filtering", "trust-selective-authentication", "trust-name-suffix-routing")

    def to_dict(self) -> dict[str, Any]:
        """The result as a JSON object (``dirsim.trusts/v1``)."""
        return {
            "schema": "dirsim.trusts/v1",
            "design": self.design or None,
            "opened": [one.to_dict() for one in self.opened],
            "routes": {name: list(suffixes) for name, suffixes in self.routes.items()},
            "collisions": list(self.collisions),
            "facts": list(self.facts),
        }


def trusts_of(topology: Topology) -> Trusts:
    """The access that the trusts of a topology open between its directories; access that the design adds is marked.

    Args:
        topology: The baseline or a design.
    """
    before = {name: trust for name, trust in topology.trusts.items() if not trust.added}
    forests = {
        name: key
        for key, directory in topology.directories.items()
        if directory.kind != "ad-connector"
        for name in directory.domains
    }
    names = sorted(realms(topology.directories, topology.trusts).values())
    found: list[Opened] = []
    for users in names:
        for resources in names:
            if users == resources or (users in forests and forests[users] == forests.get(resources)):
                continue
            way = walk_trusts(topology.directories, topology.trusts, users, resources)
            if way.reachable:
                known = realms(topology.directories, before)
                old = users.lower() in known and resources.lower() in known
                new = not (old and walk_trusts(topology.directories, before, users, resources).reachable)
                found.append(_opened(way, new=new))
    routes, collisions = suffix_routes(topology.directories, topology.trusts)
    return Trusts(design=topology.name, opened=tuple(found), routes=routes, collisions=collisions)


def _opened(way: TrustWalk, *, new: bool) -> Opened:
    gates = [step for step in way.steps if step.gate]
    filters = [step for step in way.steps if step.filtered]
    said = f"users of {way.home} {'will ' if new else ''}reach resources of {way.resource}"
    if gates:
        said += f", but only on computers that grant them the right Allowed to Authenticate ({gates[0].trust})"
    else:
        said += ", including everything open to Authenticated Users there"
    if filters:
        said += f"; at {filters[0].trust}, {filters[0].filtered}"
    return Opened(
        users=way.home,
        resources=way.resource,
        new=new,
        trusts=tuple(step.trust for step in way.steps if step.trust),
        said=said,
        walk=way,
    )


def suffix_routes(
    directories: Mapping[str, Directory],
    trusts: Mapping[str, Trust],
    *,
    suffixes: Mapping[str, Iterable[str]] | None = None,
    excluded: Mapping[str, Iterable[str]] | None = None,
) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """The name suffixes that forest trusts route to each forest, and the collisions.

    The name of a tree root covers all names below it. The forest whose trust comes first in the estate keeps a suffix
    that two forests claim; for the other forest it is disabled.

    Args:
        directories: The directories of the estate.
        trusts: Its trusts; only forest trusts route names.
        suffixes: Additional UPN suffixes by directory.
        excluded: Suffixes that are not routed to a directory.

    Returns:
        The suffixes by directory, and the collisions in words.
    """
    names = _SuffixNames(directories, suffixes or {}, excluded or {})
    partners: dict[str, dict[str, None]] = {}
    for trust in trusts.values():
        if trust.kind == "forest":
            trusting, trusted = names.holder(trust.trusting), names.holder(trust.trusted)
            partners.setdefault(trusting, {})[trusted] = None
            if trust.two_way:
                partners.setdefault(trusted, {})[trusting] = None
    routes: dict[str, tuple[str, ...]] = {}
    collisions: dict[str, None] = {}
    for forest, others in partners.items():
        owner: dict[str, str] = {}
        own = names.of(forest)
        for key in others:
            mine: list[str] = []
            for suffix in names.of(key):
                # Names below the tree of this forest itself may be trusted: the more specific name is routed.
                clash = suffix if suffix in own else next((other for other in owner if _same_tree(suffix, other)), None)
                if clash is None:
                    mine.append(suffix)
                    continue
                held = owner.get(clash, forest)
                said = (
                    f"the name suffix {suffix} of {key} collides with {clash}, which is routed to {held}: "
                    f"it is disabled for {key}"
                )
                collisions[said] = None
            owner |= dict.fromkeys(mine, key)
            routes[key] = tuple(dict.fromkeys((*routes.get(key, ()), *mine)))
    return routes, tuple(collisions)


@frozen
class _SuffixNames:
    """The name suffixes of each forest.

    Attributes:
        directories: The directories of the estate; a connector holds no forest.
        suffixes: Additional UPN suffixes by directory.
        excluded: Suffixes that are not routed to a directory.
    """

    directories: Mapping[str, Directory]
    suffixes: Mapping[str, Iterable[str]]
    excluded: Mapping[str, Iterable[str]]

    def holder(self, realm: str) -> str:
        """The directory that holds a domain; the domain itself where none of the estate does."""
        held = (key for key, one in self.directories.items() if one.kind != "ad-connector" and realm in one.domains)
        return next(held, realm)

    def of(self, key: str) -> tuple[str, ...]:
        """The suffixes of a forest: its tree roots, then its UPN suffixes."""
        domains = self.directories[key].domains if key in self.directories else {}
        roots = [name for name, domain in domains.items() if not domain.parent] or [key]
        out = {name.lower() for name in self.excluded.get(key, ())}
        found = dict.fromkeys(name.lower() for name in (*roots, *self.suffixes.get(key, ())))
        return tuple(name for name in found if name not in out)


def _same_tree(one: str, other: str) -> bool:
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def newly_opened(topology: Topology) -> tuple[Opened, ...]:
    """The access that the trusts added by a design open; empty if it adds none."""
    if not any(trust.added for trust in topology.trusts.values()):
        return ()
    return tuple(one for one in trusts_of(topology).opened if one.new)
