"""Permissions boundaries that their holder can get out of.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html (delegating with a boundary)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import frozen

from dirsim.credentials.policy.escalation import gives_more
from dirsim.credentials.policy.finding import Path, PolicyFinding
from dirsim.credentials.policy.statement import Statement
from dirsim.credentials.policy.wildcard import matches

RULE = "boundary-not-kept"
_KEY = "iam:permissionsboundary"


@frozen
class _WayOut:
    """A way out of a boundary: its actions, its consequence, and whether a condition on the new boundary closes it."""

    actions: tuple[str, ...]
    how: str
    by_condition: bool = True


_WAYS_OUT = (
    _WayOut(
        ("iam:DeleteRolePermissionsBoundary", "iam:DeleteUserPermissionsBoundary"),
        "the holder can remove the boundary; deny it",
        by_condition=False,
    ),
    _WayOut(
        ("iam:PutRolePermissionsBoundary", "iam:PutUserPermissionsBoundary"),
        "the holder can replace the boundary; require iam:PermissionsBoundary",
    ),
    _WayOut(
        ("iam:CreateRole", "iam:CreateUser"),
        "the holder can create principals without the boundary; require iam:PermissionsBoundary",
    ),
    _WayOut(
        ("iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion"),
        "the holder can rewrite the policy that is the boundary; deny it for that policy",
        by_condition=False,
    ),
)


def boundary_findings(statements: Iterable[Statement]) -> Iterator[PolicyFinding]:
    """The ways in which the holder of a boundary gets out of it."""
    read = list(statements)
    for way in _WAYS_OUT:
        for action in way.actions:
            place = next((path for entry in read if (path := _allows(entry, action, way)) is not None), None)
            if place is not None and not any(_denies(entry, action) for entry in read):
                yield PolicyFinding(place, RULE, f"the boundary allows {action}: {way.how}", action)
                break


def _allows(statement: Statement, action: str, way: _WayOut) -> Path | None:
    """The position at which a statement allows an action on every resource of its type, or on the own user; ``None`` if not."""
    if not statement.allow or (way.by_condition and statement.has(_KEY)):
        return None
    if not (statement.not_resource or any(gives_more(text, action) for text, _ in statement.resources)):
        return None
    found = next((path for name, path in statement.actions if matches(name, action, any_case=True)), None)
    if statement.not_action:
        return statement.path if found is None else None
    return found


def _denies(statement: Statement, action: str) -> bool:
    """True if a statement denies an action, or denies it for the boundary's policy or unless the boundary is set."""
    if statement.allow or any(test.key.lower() != _KEY for test in statement.tests):
        return False
    named = any(matches(name, action, any_case=True) for name, _ in statement.actions)
    return named is not statement.not_action
