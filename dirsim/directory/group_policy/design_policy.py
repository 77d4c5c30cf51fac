"""Group policy in a design: coverage per computer, outage behaviour.

The outage is one of every domain controller.
"""

from __future__ import annotations

from typing import Any

from attrs import frozen

from dirsim.facts import catalog
from dirsim.model.topology import Topology
from dirsim.shown import Tabular

_REFRESH = "gpo-refresh-members"
_AWAY = ("gpo-kept-without-controller", "gpo-refresh-after-outage", "gpo-foreground-only")


@frozen(kw_only=True)
class PolicyKept:
    """The group policy of one domain member in a design.

    Attributes:
        member: The host, or the service if no host is known.
        domain: The domain whose policy applies to it.
        kept: ``yes`` for policy that exists today, ``own-units`` for a managed domain, ``no`` without a domain member.
        because: The reason, in words.
        facts: Ids of the facts that support it.
    """

    member: str
    domain: str
    kept: str
    because: str
    facts: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The row as a JSON object."""
        return {
            "member": self.member,
            "domain": self.domain,
            "kept": self.kept,
            "because": self.because,
            "facts": list(self.facts),
        }


@frozen(kw_only=True)
class DesignPolicy(Tabular):
    """The group policy that a design keeps.

    Attributes:
        design: The design's label; empty for a topology without a name.
        members: One row for each member of a domain.
        away: The behaviour of the policy refresh while no controller can be reached, in sentences.
        facts: Ids of the facts that support those sentences.
    """

    design: str
    members: tuple[PolicyKept, ...]
    away: tuple[str, ...]
    facts: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The result as a JSON object."""
        return {
            "design": self.design,
            "members": [one.to_dict() for one in self.members],
            "controllers_away": {"statements": list(self.away), "facts": list(self.facts)},
        }


def policy_kept(topology: Topology) -> DesignPolicy:
    """Determine the group policy that the members of a design keep.

    Args:
        topology: The design.
    """
    kinds = {
        name.lower(): (directory.kind, directory.edition, domain)
        for directory in topology.directories.values()
        if directory.kind != "ad-connector"
        for name, domain in directory.domains.items()
    }
    rows: dict[tuple[str, str], PolicyKept] = {}
    for name, service in topology.services.items():
        member = service.desktop or service.host or name
        if not service.realm or service.realm.lower() not in kinds:
            continue
        kind, edition, domain = kinds[service.realm.lower()]
        rows.setdefault(
            (member, service.realm), _kept(member, service.realm, kind, edition, len(domain.group_policies))
        )
    facts = catalog()
    return DesignPolicy(
        design=topology.name,
        members=tuple(rows[key] for key in sorted(rows)),
        away=(
            facts[_REFRESH].statement,
            *(facts[name].statement for name in _AWAY),
            "The timeline of an outage shows the refresh of each member as 'group policy refresh'.",
        ),
        facts=(_REFRESH, *_AWAY),
    )


def _kept(member: str, realm: str, kind: str, edition: str | None, policies: int) -> PolicyKept:
    if kind == "managed-microsoft-ad" and edition != "hybrid":
        because = (
            "it joins the managed domain: you can link policy only to units below the delegated one, "
            "not to the domain itself or to sites, and policy of today's domain does not apply"
        )
        fact = f"managed-ad-{edition or 'standard'}--group-policy"
        return PolicyKept(member=member, domain=realm, kept="own-units", because=because, facts=(fact,))
    if kind == "managed-microsoft-ad":
        because = "it joins today's domain, whose policy continues to apply; AWS adds objects for its own controllers"
        return PolicyKept(
            member=member, domain=realm, kept="yes", because=because, facts=("managed-ad-hybrid--group-policy",)
        )
    if kind == "simple-ad":
        because = "it joins Simple AD, which has its own policy and none of today's"
        return PolicyKept(member=member, domain=realm, kept="no", because=because, facts=("simple-ad--group-policy",))
    counted = f"; the file lists {policies} policy objects" if policies else ""
    because = f"it joins {realm} itself, whose policy continues to apply{counted}"
    return PolicyKept(member=member, domain=realm, kept="yes", because=because, facts=("ad-connector--group-policy",))
