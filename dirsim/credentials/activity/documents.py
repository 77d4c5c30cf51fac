"""From rights to policy documents: nothing said twice, rights of one service on the same things together, within IAM's sizes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from dirsim.credentials.activity.use import Context
from dirsim.credentials.policy.wildcard import matches

POLICY_LIMIT = 6144
"""How many characters a managed policy may have, blanks not counted; an inline policy of a role may have 10,240."""
_FRAME = len('{"Version":"2012-10-17","Statement":[]}')
_OPERATORS = {
    "kms:ViaService": "StringEquals",
    "iam:PassedToService": "StringEquals",
    "ec2:CreateAction": "StringEquals",
}

Document = dict[str, Any]


@frozen
class Granted:
    """A right as a policy grants it.

    Attributes:
        action: Such as ``s3:GetObject``.
        resources: The ARNs.
        context: Conditions that hold, as keys and values.
    """

    action: str
    resources: tuple[str, ...]
    context: Context = ()


def documents(rights: Iterable[Granted]) -> tuple[Document, ...]:
    """The policies that grant rights and nothing else, each within the limit for managed policies; none for no rights."""
    statements = [part for statement in _statements(_once(rights)) for part in _parts(statement, POLICY_LIMIT - _FRAME)]
    packed: list[list[dict[str, Any]]] = []
    sizes: list[int] = []
    for statement in statements:
        size = _size(statement) + 1
        for place, filled in enumerate(sizes):
            if filled + size <= POLICY_LIMIT:
                packed[place].append(statement)
                sizes[place] += size
                break
        else:
            packed.append([statement])
            sizes.append(_FRAME + size)
    return tuple({"Version": "2012-10-17", "Statement": chosen} for chosen in packed)


def size(document: Mapping[str, Any]) -> int:
    """How many characters a policy has as IAM counts them."""
    return _size(document)


def _size(value: object) -> int:
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return len(text) - sum(text.count(blank) for blank in " \t\n\r")


def _once(rights: Iterable[Granted]) -> dict[tuple[str, Context], list[str]]:
    """The resources of each action and context without those that a wider grant of the action covers."""
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
    wide = [arn for arn in resources if "*" in arn or "?" in arn]
    return sorted(arn for arn in resources if not _covered(arn, [other for other in wide if other != arn]))


def _covered(arn: str, by: Iterable[str]) -> bool:
    return any(other == arn or matches(other, arn) for other in by)


def _statements(grants: Mapping[tuple[str, Context], list[str]]) -> list[dict[str, Any]]:
    """Actions of one service on the same resources under the same condition, together."""
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
    """A statement in parts that each fit."""
    if _size(statement) < limit:
        return [statement]
    for key in ("Resource", "Action"):
        values = statement[key]
        if len(values) > 1:
            middle = len(values) // 2
            halves = ({**statement, key: values[:middle]}, {**statement, key: values[middle:]})
            return [part for half in halves for part in _parts(half, limit)]
    return [statement]
