"""IAM policy documents from permissions, within IAM's size limits.

Redundant permissions are removed, and permissions of one service on the same resources share a statement.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from dirsim.credentials.least_privilege.use import Context
from dirsim.credentials.policy.wildcard import matches

POLICY_LIMIT = 6144
"""Maximum size of a managed policy in characters, without white space; an inline policy of a role may have 10,240."""
_FRAME = len('{"Version":"2012-10-17","Statement":[]}')
_OPERATORS = {
    "kms:ViaService": "StringEquals",
    "iam:PassedToService": "StringEquals",
    "ec2:CreateAction": "StringEquals",
}

Document = dict[str, Any]


@frozen
class Granted:
    """A permission as a policy grants it.

    Attributes:
        action: The action, such as ``s3:GetObject``.
        resources: The ARNs.
        context: Conditions, as keys and values.
    """

    action: str
    resources: tuple[str, ...]
    context: Context = ()


def documents(rights: Iterable[Granted]) -> tuple[Document, ...]:
    """The policies that grant only the permissions, each within the limit for managed policies; empty without permissions."""
    statements = [part for statement in _statements(_once(rights)) for part in _parts(statement, POLICY_LIMIT - _FRAME)]
    packed: list[list[dict[str, Any]]] = []
    sizes: list[int] = []
    for statement in statements:
        size = _size(statement)
        for place, filled in enumerate(sizes):
            if filled + 1 + size <= POLICY_LIMIT:  # a comma separates statements
                packed[place].append(statement)
                sizes[place] += 1 + size
                break
        else:
            packed.append([statement])
            sizes.append(_FRAME + size)
    return tuple({"Version": "2012-10-17", "Statement": chosen} for chosen in packed)


def size(document: Mapping[str, Any]) -> int:
    """The size of a policy in characters, as IAM counts them."""
    return _size(document)


def _size(value: object) -> int:
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return len(text) - sum(text.count(blank) for blank in " \t\n\r")


def _once(rights: Iterable[Granted]) -> dict[tuple[str, Context], list[str]]:
    """The resources of each action and context, without those that a broader grant of the action covers."""
    by_action: dict[str, dict[Context, set[str]]] = {}
    for right in rights:
        by_action.setdefault(right.action, {}).setdefault(right.context, set()).update(right.resources)
    made: dict[tuple[str, Context], list[str]] = {}
    for name, contexts in sorted(by_action.items()):
        free = _widest(contexts.pop((), set()))
        if free:
            made[name, ()] = free
        for context, resources in sorted(contexts.items()):
            rest = [arn for arn in _widest(resources) if not _covered(arn, free)]
            if rest:
                made[name, context] = rest
    return made


def _widest(resources: set[str]) -> list[str]:
    bare = {arn: arn.replace("${*}", "").replace("${?}", "") for arn in resources}
    wide = [arn for arn, text in bare.items() if "*" in text or "?" in text]
    return sorted(arn for arn in resources if not _covered(arn, [other for other in wide if other != arn]))


def _covered(arn: str, by: Iterable[str]) -> bool:
    return any(other == arn or matches(other, arn) for other in by)


def _statements(grants: Mapping[tuple[str, Context], list[str]]) -> list[dict[str, Any]]:
    """Statements that group actions of one service with the same resources and condition."""
    groups: dict[tuple[str, Context, tuple[str, ...]], list[str]] = {}
    for (name, context), resources in grants.items():
        groups.setdefault((name.partition(":")[0], context, tuple(resources)), []).append(name)
    made = []
    for (_, context, arns), names in sorted(groups.items(), key=lambda entry: (entry[0][0], entry[1], entry[0])):
        statement: dict[str, Any] = {"Effect": "Allow", "Action": sorted(names), "Resource": list(arns)}
        if context:
            condition: dict[str, dict[str, str]] = {}
            for key, value in context:
                condition.setdefault(_OPERATORS[key], {})[key] = value
            statement["Condition"] = condition
        made.append(statement)
    return made


def _parts(statement: dict[str, Any], limit: int) -> list[dict[str, Any]]:
    """A statement split into parts within the size limit."""
    if _size(statement) <= limit:
        return [statement]
    for key in ("Resource", "Action"):
        values = statement[key]
        if len(values) > 1:
            middle = len(values) // 2
            halves = ({**statement, key: values[:middle]}, {**statement, key: values[middle:]})
            return [part for half in halves for part in _parts(half, limit)]
    return [statement]
