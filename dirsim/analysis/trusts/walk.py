"""The trust path of a user to a resource, and the KDCs that the client must reach for it.

Source: [MS-ADTS] 6.1.6.7.9 and 6.1.6.7.12 (trust types and attributes); RFC 4120 section 1.2 (cross-realm operation).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from attrs import frozen

from dirsim.errors import UsageError
from dirsim.model.directory import Directory, Trust
from dirsim.model.trust_path import Edge, trust_edges, trust_path


@frozen(kw_only=True)
class TrustStep:
    """One step of a ticket: from the realm whose users are let in to the realm that lets them in.

    Attributes:
        trusted: The realm whose KDC gives the referral.
        trusting: The realm whose KDC takes it.
        kind: The kind of trust.
        trust: The trust's name in the estate; empty inside a forest.
        filtered: What SID filtering takes out of the ticket here; empty means nothing.
        gate: What selective authentication asks for here; empty means nothing.
    """

    trusted: str
    trusting: str
    kind: str
    trust: str = ""
    filtered: str = ""
    gate: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The step as JSON shows it."""
        return {
            "trusted": self.trusted,
            "trusting": self.trusting,
            "kind": self.kind,
            "trust": self.trust or None,
            "sid_filtering": self.filtered or None,
            "selective_authentication": self.gate or None,
        }


@frozen(kw_only=True)
class TrustWalk:
    """The way from a user's realm to a resource's realm.

    Attributes:
        home: The user's realm.
        resource: The resource's realm.
        reachable: Whether trusts lead there.
        because: Why, in words.
        steps: The steps, in order; empty inside one realm, or where nothing leads there.
        kdcs: The realms one of whose KDCs the client must reach, in the order in which it asks them.
    """

    home: str
    resource: str
    reachable: bool
    because: str
    steps: tuple[TrustStep, ...] = ()
    kdcs: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The walk as JSON shows it."""
        return {
            "from": self.home,
            "to": self.resource,
            "reachable": self.reachable,
            "because": self.because,
            "steps": [step.to_dict() for step in self.steps],
            "kdcs": list(self.kdcs),
        }


def walk(
    directories: Mapping[str, Directory], trusts: Mapping[str, Trust], home: str, resource: str, *, user: str = ""
) -> TrustWalk:
    """The trust path of a user to a resource, as Kerberos walks it; shortcut trusts shorten it.

    Args:
        directories: The directories of the estate.
        trusts: The trusts between them.
        home: The user's domain.
        resource: The resource's domain.
        user: The user, for selective authentication; empty means anybody of the domain.

    Raises:
        UsageError: A domain is in no directory and in no trust.
    """
    known = realms(directories, trusts)
    for name in (home, resource):
        if name.lower() not in known:
            raise UsageError(f"there is no domain {name!r}; there are: {', '.join(sorted(known.values())) or 'none'}")
    home, resource = known[home.lower()], known[resource.lower()]
    edges = trust_edges(directories, trusts)
    path = trust_path(edges, home, resource)
    if path is None:
        return TrustWalk(home=home, resource=resource, reachable=False, because=_why_not(edges, home, resource))
    steps = tuple(_step(_edge(edges, one, other, len(path)), trusts, user) for one, other in pairwise(path))
    closed = next((step for step in steps if step.gate.startswith("closed")), None)
    because = "the resource is in the user's own realm" if not steps else f"along {' > '.join(path)}"
    if closed:
        because = f"selective authentication of {closed.trust} lets {user or home} in nowhere"
    return TrustWalk(home=home, resource=resource, reachable=closed is None, because=because, steps=steps, kdcs=path)


def realms(directories: Mapping[str, Directory], trusts: Mapping[str, Trust]) -> dict[str, str]:
    """Every realm by its name in lower case: the domains of the directories, and the ends of the trusts."""
    names = [name for one in directories.values() if one.kind != "ad-connector" for name in one.domains]
    names += [name for trust in trusts.values() for name in (trust.trusting, trust.trusted)]
    return {name.lower(): name for name in names}


def _edge(edges: tuple[Edge, ...], trusted: str, trusting: str, length: int) -> Edge:
    """The trust that a step uses; one that leads no further is of use only where it is the whole way."""
    fitting = [edge for edge in edges if (edge.trusted, edge.trusting) == (trusted, trusting)]
    return next((edge for edge in fitting if edge.transitive or length == 2), fitting[0])


def _step(edge: Edge, trusts: Mapping[str, Trust], user: str) -> TrustStep:
    trust = trusts.get(edge.trust)
    return TrustStep(
        trusted=edge.trusted,
        trusting=edge.trusting,
        kind=edge.kind,
        trust=edge.trust,
        filtered=filtered(trust, edge.trusted),
        gate=_gate(trust, edge.trusted, user),
    )


def filtered(trust: Trust | None, trusted: str) -> str:
    """What SID filtering of a trust takes out of a ticket; empty means nothing."""
    if trust is None or trust.kind in {"parent-child", "tree-root", "shortcut"}:
        return ""
    if trust.kind == "realm":
        return "a realm's tickets carry no SIDs: users are mapped to accounts of the trusting side"
    if not trust.sid_filtering:
        return ""
    whose = f"the domain {trusted}" if trust.kind == "external" else f"the forest of {trusted}"
    return f"every SID that is not of {whose} is taken out, SID history of other domains with them"


def _gate(trust: Trust | None, trusted: str, user: str) -> str:
    if trust is None or not trust.selective:
        return ""
    allowed = {name.lower() for name in trust.allowed}
    names = {trusted.lower(), user.lower(), user.partition("@")[0].lower()} - {""}
    if not trust.allowed or names & allowed:
        return "the right Allowed to Authenticate on the resource's computer account"
    return f"closed: Allowed to Authenticate is given to {', '.join(trust.allowed)} alone"


def _why_not(edges: tuple[Edge, ...], home: str, resource: str) -> str:
    if any((edge.trusted, edge.trusting) == (resource, home) for edge in edges):
        return f"{resource} does not trust {home}; only the other way round"
    leads = sorted({f"{edge.trusting} ({edge.kind})" for edge in edges if edge.trusted == home and not edge.transitive})
    if leads:
        return f"no trust leads from {home} to {resource}; what is not transitive ends at {', '.join(leads)}"
    return f"no trust leads from {home} to {resource}; a forest trust leads no further than the other forest"
