"""The trust path of a user to a resource, and the required KDCs.

Source: [MS-ADTS] 6.1.6.7.9 and 6.1.6.7.12 (trust types and attributes); RFC 4120 section 1.2 (cross-realm operation).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from attrs import frozen

from dirsim.errors import UsageError
from dirsim.model.directory import Directory, Trust
from dirsim.model.trust_path import Edge, trust_edges, trust_path
from dirsim.shown import Tabular


@frozen(kw_only=True)
class TrustStep:
    """One referral: from the trusted realm, whose users get access, to the trusting realm.

    Attributes:
        trusted: The realm whose KDC issues the referral ticket.
        trusting: The realm whose KDC accepts it.
        kind: The kind of trust.
        trust: The name of the trust in the estate; empty inside a forest.
        filtered: The effect of SID filtering on the ticket; empty means none.
        gate: The requirement of selective authentication; empty means none.
    """

    trusted: str
    trusting: str
    kind: str
    trust: str = ""
    filtered: str = ""
    gate: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The step as a JSON object."""
        return {
            "trusted": self.trusted,
            "trusting": self.trusting,
            "kind": self.kind,
            "trust": self.trust or None,
            "sid_filtering": self.filtered or None,
            "selective_authentication": self.gate or None,
        }


@frozen(kw_only=True)
class TrustWalk(Tabular):
    """The trust path from a user's realm to a resource's realm.

    Attributes:
        home: The user's realm.
        resource: The resource's realm.
        reachable: True if a trust path exists.
        because: The reason, in words.
        steps: The steps, in order; empty inside one realm, or without a trust path.
        kdcs: The realms of which the client must reach a KDC, in the order of the requests.
        unresolved: Those of them whose names the name servers of the user's realm do not resolve; empty where all are
            resolved, or the forwarders are unknown.
    """

    home: str
    resource: str
    reachable: bool
    because: str
    steps: tuple[TrustStep, ...] = ()
    kdcs: tuple[str, ...] = ()
    unresolved: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The trust path as a JSON object."""
        return {
            "from": self.home,
            "to": self.resource,
            "reachable": self.reachable,
            "because": self.because,
            "steps": [step.to_dict() for step in self.steps],
            "kdcs": list(self.kdcs),
            "unresolved": list(self.unresolved),
        }


def walk_trusts(
    directories: Mapping[str, Directory],
    trusts: Mapping[str, Trust],
    home: str,
    resource: str,
    *,
    user: str = "",
    grants_known: bool = False,
) -> TrustWalk:
    """The trust path of a user to a resource, as Kerberos referrals follow it; shortcut trusts shorten it.

    Args:
        directories: The directories of the estate.
        trusts: The trusts between them.
        home: The user's domain.
        resource: The resource's domain.
        user: The user, for selective authentication; empty means any user of the domain.
        grants_known: True where the trusts list everyone whom selective authentication admits, as in a topology; an estate that
            was read from a directory leaves it open.

    Raises:
        UsageError: A domain is in no directory and in no trust.
    """
    known = realms(directories, trusts)
    for name in (home, resource):
        if name.lower() not in known:
            raise UsageError(f"unknown domain {name!r}; expected one of: {', '.join(sorted(known.values())) or 'none'}")
    home, resource = known[home.lower()], known[resource.lower()]
    edges = trust_edges(directories, trusts)
    path = trust_path(edges, home, resource)
    if path is None:
        return TrustWalk(home=home, resource=resource, reachable=False, because=_why_not(edges, home, resource))
    steps = tuple(
        _step(_edge(edges, one, other, len(path)), trusts, user, grants_known) for one, other in pairwise(path)
    )
    closed = next((step for step in steps if step.gate.startswith("closed")), None)
    because = "the resource is in the user's own realm" if not steps else f"along {' > '.join(path)}"
    if closed:
        because = f"selective authentication of {closed.trust} grants {user or home} no access"
    return TrustWalk(home=home, resource=resource, reachable=closed is None, because=because, steps=steps, kdcs=path)


def unresolved_realms(
    way: TrustWalk, directories: Mapping[str, Directory], forwarders: Mapping[str, Iterable[str]]
) -> tuple[str, ...]:
    """The realms of a path that the name servers of the user's realm do not resolve.

    Args:
        way: The path.
        directories: The directories; name servers know every domain of their forest, and the zones that they hold.
        forwarders: Each zone's domain, with the domains whose name servers forward questions for it; empty means unknown.
    """
    own = next((one for one in directories.values() if one.kind != "ad-connector" and way.home in one.domains), None)
    if not forwarders or own is None:
        return ()
    zones = [zone for zone, askers in forwarders.items() if not set(own.domains).isdisjoint(askers)]
    zones += [*own.domains, *(zone for domain in own.domains.values() for zone in domain.dns_zones)]
    return tuple(realm for realm in way.kdcs if not any(realm == zone or realm.endswith(f".{zone}") for zone in zones))


def realms(directories: Mapping[str, Directory], trusts: Mapping[str, Trust]) -> dict[str, str]:
    """Every realm by its name in lower case: the domains of the directories, and both sides of the trusts."""
    names = [name for one in directories.values() if one.kind != "ad-connector" for name in one.domains]
    names += [name for trust in trusts.values() for name in (trust.trusting, trust.trusted)]
    return {name.lower(): name for name in names}


def _edge(edges: tuple[Edge, ...], trusted: str, trusting: str, length: int) -> Edge:
    """The trust that a step uses; a non-transitive trust counts only if it is the whole path."""
    fitting = [edge for edge in edges if (edge.trusted, edge.trusting) == (trusted, trusting)]
    return next((edge for edge in fitting if edge.transitive or length == 2), fitting[0])


def _step(edge: Edge, trusts: Mapping[str, Trust], user: str, grants_known: bool) -> TrustStep:
    trust = trusts.get(edge.trust)
    return TrustStep(
        trusted=edge.trusted,
        trusting=edge.trusting,
        kind=edge.kind,
        trust=edge.trust,
        filtered=filtered(trust, edge.trusted),
        gate=_gate(trust, edge.trusted, user, grants_known),
    )


def filtered(trust: Trust | None, trusted: str) -> str:
    """The effect of a trust's SID filtering on a ticket; empty means none."""
    if trust is None or trust.kind in {"parent-child", "tree-root", "shortcut"}:
        return ""
    if trust.kind == "realm":
        return "tickets of the realm carry no SIDs: users are mapped to accounts of the trusting side"
    if not trust.sid_filtering:
        return ""
    whose = f"the domain {trusted}" if trust.kind == "external" else f"the forest of {trusted}"
    return f"SIDs outside {whose} are removed, including SID history of other domains"


def _gate(trust: Trust | None, trusted: str, user: str, grants_known: bool) -> str:
    if trust is None or not trust.selective:
        return ""
    if trust.admits(user, trusted) or not (trust.allowed or grants_known):
        return "the right Allowed to Authenticate on the resource's computer account"
    granted = f"granted only to {', '.join(trust.allowed)}" if trust.allowed else "not granted to anyone"
    return f"closed: Allowed to Authenticate is {granted}"


def _why_not(edges: tuple[Edge, ...], home: str, resource: str) -> str:
    if any((edge.trusted, edge.trusting) == (resource, home) for edge in edges):
        return f"{resource} does not trust {home} (only the reverse direction)"
    leads = sorted({f"{edge.trusting} ({edge.kind})" for edge in edges if edge.trusted == home and not edge.transitive})
    if leads:
        return f"no trust leads from {home} to {resource}; the non-transitive path ends at {', '.join(leads)}"
    return f"no trust leads from {home} to {resource}; a forest trust is not transitive beyond the other forest"
