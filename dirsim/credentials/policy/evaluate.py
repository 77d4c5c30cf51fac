"""Whether identity policies allow a call: an explicit Deny wins, then an Allow, and what nothing allows is denied.

The conditions are those that proposed policies use: texts compared whole or with wildcards, ARNs likewise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from attrs import field, frozen

from dirsim.credentials.policy.wildcard import matches

Document = Mapping[str, Any]


@frozen
class Call:
    """One right that somebody needs at one moment.

    Attributes:
        action: Such as ``s3:GetObject``.
        resource: The ARN; ``*`` where the service asks for no resource.
        context: Condition keys with their values.
    """

    action: str
    resource: str
    context: Mapping[str, str] = field(factory=dict)


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [entry for entry in value if isinstance(entry, str)] if isinstance(value, Iterable) else []


def _equal(wanted: str, found: str) -> bool:
    return wanted == found


def _any_case(wanted: str, found: str) -> bool:
    return wanted.lower() == found.lower()


OPERATORS: Mapping[str, Callable[[str, str], bool]] = {
    "StringEquals": _equal,
    "StringEqualsIgnoreCase": _any_case,
    "StringLike": matches,
    "ArnEquals": matches,
    "ArnLike": matches,
    "Bool": _any_case,
}


def allowed(policies: Iterable[Document], call: Call) -> bool:
    """Whether the policies together allow a call.

    Args:
        policies: Identity policies, as plain data.
        call: What is asked for.

    Raises:
        ValueError: A condition uses an operator that this evaluator does not know.
    """
    granted = False
    for policy in policies:
        for statement in _statements(policy):
            if _applies(statement, call):
                if statement.get("Effect") == "Deny":
                    return False
                granted = True
    return granted


def _statements(policy: Document) -> list[Mapping[str, Any]]:
    found = policy.get("Statement", [])
    return [found] if isinstance(found, Mapping) else list(found)


def _applies(statement: Mapping[str, Any], call: Call) -> bool:
    return _acts(statement, call.action) and _holds(statement, call.resource) and _meets(statement, call.context)


def _acts(statement: Mapping[str, Any], action: str) -> bool:
    if "NotAction" in statement:
        return not any(matches(text, action, any_case=True) for text in _texts(statement["NotAction"]))
    return any(matches(text, action, any_case=True) for text in _texts(statement.get("Action", [])))


def _holds(statement: Mapping[str, Any], resource: str) -> bool:
    if "NotResource" in statement:
        return not any(matches(text, resource) for text in _texts(statement["NotResource"]))
    return any(matches(text, resource) for text in _texts(statement.get("Resource", [])))


def _meets(statement: Mapping[str, Any], context: Mapping[str, str]) -> bool:
    found = {key.lower(): value for key, value in context.items()}
    for operator, tests in statement.get("Condition", {}).items():
        if operator not in OPERATORS:
            raise ValueError(f"the condition operator {operator} is not evaluated here")
        compare = OPERATORS[operator]
        for key, wanted in tests.items():
            value = found.get(key.lower())
            if value is None or not any(compare(text, value) for text in _texts(wanted)):
                return False
    return True
