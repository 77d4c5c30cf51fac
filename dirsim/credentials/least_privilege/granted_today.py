"""Granted permissions compared with used ones, by access level.

The comparison counts actions of the list of IAM actions; a policy that allows ``*`` grants them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from dirsim.credentials.policy.granted_actions import allowed_actions
from dirsim.credentials.policy.known import Action

LEVELS = ("Permissions management", "Write", "Tagging", "Read", "List")
"""Access levels, the most powerful first."""


@frozen
class GrantedToday:
    """Today's policies against a proposal.

    Attributes:
        granted: The number of actions that today's policies allow on some resource.
        used: The number of them that were used.
        proposed: The number of actions that the proposal allows.
        unused: The actions that were granted and not used, sorted.
        counted: For each service with unused actions: their number by access level, the most powerful first.
        missing: Used actions that today's policies do not allow, sorted; another policy must allow them.
        kept: For each action of both that today's policies allow on ``*`` and the proposal on named resources: those.
    """

    granted: int
    used: int
    proposed: int
    unused: tuple[str, ...]
    counted: Mapping[str, Mapping[str, int]]
    missing: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The comparison as a JSON object."""
        return {
            "granted": self.granted,
            "used": self.used,
            "proposed": self.proposed,
            "unused": {service: dict(levels) for service, levels in self.counted.items()},
            "missing": list(self.missing),
            "narrowed": list(self.kept),
        }

    def rows(self) -> list[dict[str, Any]]:
        """One row for each service and access level with unused actions."""
        return [
            {"service": service, "level": level, "actions": count}
            for service, levels in self.counted.items()
            for level, count in levels.items()
        ]


def compared(today: Iterable[Mapping[str, Any]], proposed: Iterable[Mapping[str, Any]]) -> GrantedToday:
    """Compare policies of today with a proposal.

    Args:
        today: The policies that are attached now, as plain data.
        proposed: The proposed policies.
    """
    old = _actions(today)
    documents = tuple(proposed)
    new = _actions(documents)
    unused: dict[str, dict[str, int]] = {}
    for name, entry in old.items():
        if name not in new:
            level = entry.level.partition(",")[0] or "Write"
            counts = unused.setdefault(name.partition(":")[0], {})
            counts[level] = counts.get(level, 0) + 1
    order = {service: _by_level(counts) for service, counts in sorted(unused.items())}
    named = {
        name
        for policy in documents
        for statement in policy["Statement"]
        if "*" not in statement["Resource"]
        for name in statement["Action"]
    }
    return GrantedToday(
        len(old),
        len(old.keys() & new.keys()),
        len(new),
        tuple(sorted(old.keys() - new.keys())),
        order,
        tuple(sorted(new.keys() - old.keys())),
        tuple(sorted(named & old.keys())),
    )


def _by_level(counts: Mapping[str, int]) -> dict[str, int]:
    return {level: counts[level] for level in (*LEVELS, *sorted(set(counts) - set(LEVELS))) if level in counts}


def _actions(policies: Iterable[Mapping[str, Any]]) -> dict[str, Action]:
    return {entry.name: entry for policy in policies for entry in allowed_actions(policy)}
