"""What trusts open, to whom: every pair of domains, and what a design adds to that; and which name suffix goes where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from dirsim.analysis.trusts.walk import TrustWalk, realms, walk
from dirsim.model.directory import Directory, Trust
from dirsim.model.topology import Topology


@frozen(kw_only=True)
class Opened:
    """What users of one domain reach in another.

    Attributes:
        users: The domain whose users are let in.
        resources: The domain whose resources are opened.
        new: Whether a trust that the design adds opens it.
        trusts: The trusts on the way that are named in the estate.
        said: The same in words.
        walk: The way.
    """

    users: str
    resources: str
    new: bool
    trusts: tuple[str, ...]
    said: str
    walk: TrustWalk

    def to_dict(self) -> dict[str, Any]:
        """The pair as JSON shows it."""
        return {
            "users": self.users,
            "resources": self.resources,
            "new": self.new,
            "trusts": list(self.trusts),
            "said": self.said,
            "walk": self.walk.to_dict(),
        }


@frozen(kw_only=True)
class Trusts:
    """What the trusts of a topology open, and where names are routed.

    Attributes:
        design: The design's label; empty for a topology without a name.
        opened: Each pair of domains of different directories whose users reach the other's resources.
        routes: For each trusted forest the name suffixes that are routed to it.
        collisions: Suffixes that more than one forest claims, with what becomes of them, in words.
        facts: Ids of the facts that it rests on.
    """

    design: str
    opened: tuple[Opened, ...]
    routes: Mapping[str, tuple[str, ...]]
    collisions: tuple[str, ...]
    facts: tuple[str, ...] = ("trust-sid-filtering", "trust-selective-authentication", "trust-name-suffix-routing")

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON shows it (``dirsim.trusts/v1``)."""
        return {
            "schema": "dirsim.trusts/v1",
            "design": self.design or None,
            "opened": [one.to_dict() for one in self.opened],
            "routes": {name: list(suffixes) for name, suffixes in self.routes.items()},
            "collisions": list(self.collisions),
            "facts": list(self.facts),
        }


def trusts_of(topology: Topology) -> Trusts:
    """What the trusts of a topology open between its directories, with those that the design adds marked.

    Args:
        topology: The base or a design.
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
            way = walk(topology.directories, topology.trusts, users, resources)
            if way.reachable:
                known = realms(topology.directories, before)
                old = users.lower() in known and resources.lower() in known
                new = not (old and walk(topology.directories, before, users, resources).reachable)
                found.append(_opened(way, new=new))
    routes, collisions = suffix_routes(topology.directories, topology.trusts)
    return Trusts(design=topology.name, opened=tuple(found), routes=routes, collisions=collisions)


def _opened(way: TrustWalk, *, new: bool) -> Opened:
    gates = [step for step in way.steps if step.gate]
    filters = [step for step in way.steps if step.filtered]
    said = f"users of {way.home} {'will ' if new else ''}reach resources of {way.resource}"
    if gates:
        said += f", but only computers on which they have the right Allowed to Authenticate ({gates[0].trust})"
    else:
        said += ": whatever is open to Authenticated Users there is open to them"
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
    """Which name suffixes forest trusts route to which forest, and which collide.

    Names of a tree's root stand for all names below it. The forest whose trust comes first in the estate keeps a suffix
    that two claim; for the other it is switched off.

    Args:
        directories: The directories of the estate.
        trusts: Its trusts; only forest trusts route names.
        suffixes: Further UPN suffixes by directory.
        excluded: Suffixes that are not routed to a directory.

    Returns:
        The suffixes by directory, and the collisions in words.
    """
    owner: dict[str, str] = {}
    routes: dict[str, tuple[str, ...]] = {}
    collisions: list[str] = []
    trusted_names = [
        name
        for trust in trusts.values()
        if trust.kind == "forest"
        for name in ((trust.trusted, trust.trusting) if trust.two_way else (trust.trusted,))
    ]
    for realm in dict.fromkeys(trusted_names):
        key = next((key for key, one in directories.items() if realm in one.domains), realm)
        if key in routes:
            continue
        domains = directories[key].domains if key in directories else {}
        roots = [name for name, domain in domains.items() if not domain.parent] or [realm]
        out = {name.lower() for name in (excluded or {}).get(key, ())}
        mine: list[str] = []
        for suffix in dict.fromkeys(name.lower() for name in (*roots, *(suffixes or {}).get(key, ()))):
            if suffix in out:
                continue
            clash = next((other for other in owner if _same_tree(suffix, other)), None)
            if clash is not None:
                collisions.append(
                    f"{suffix} of {key} collides with {clash}, which is routed to {owner[clash]}: it is switched off for {key}"
                )
                continue
            mine.append(suffix)
        owner |= dict.fromkeys(mine, key)
        routes[key] = tuple(mine)
    return routes, tuple(collisions)


def _same_tree(one: str, other: str) -> bool:
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")
