"""IAM statements applied to a request; identity policies evaluated.

The rules of evaluation with further kinds of policies are in :mod:`dirsim.credentials.policy.effective_access`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import field, frozen

from dirsim.credentials.policy.condition_test import Context, filled, holds
from dirsim.credentials.policy.overlap import both_match
from dirsim.credentials.policy.wildcard import matches

Document = Mapping[str, Any]


@frozen
class Call:
    """A request for one permission.

    Attributes:
        action: The action, such as ``s3:GetObject``.
        resource: The ARN; ``*`` if the action supports no resources.
        context: Condition keys with their values.
    """

    action: str
    resource: str
    context: Mapping[str, str] = field(factory=dict)


def texts(value: object) -> list[str]:
    """A text or the texts of a list; anything else has none."""
    if isinstance(value, str):
        return [value]
    return [entry for entry in value if isinstance(entry, str)] if isinstance(value, Iterable) else []


def allowed(policies: Iterable[Document], call: Call) -> bool:
    """True if identity policies together allow a call.

    Args:
        policies: Identity policies, as plain data.
        call: The request; a condition key that it does not state is absent.

    Raises:
        UnknownOperatorError: A condition uses an operator that IAM does not have.
    """
    context = {key.lower(): (value,) for key, value in call.context.items()}
    granted = False
    for policy in policies:
        for statement in statements_of(policy):
            if (
                acts(statement, call.action)
                and covers(statement, call.resource, context)
                and holds(statement.get("Condition"), context, closed=True)
            ):
                if statement.get("Effect") == "Deny":
                    return False
                granted = True
    return granted


def statements_of(policy: Document) -> list[Mapping[str, Any]]:
    """The statements of a policy; malformed ones are left out."""
    found = policy.get("Statement", [])
    entries = [found] if isinstance(found, Mapping) else found if isinstance(found, list) else []
    return [entry for entry in entries if isinstance(entry, Mapping)]


def acts(statement: Mapping[str, Any], action: str) -> bool:
    """True if a statement is about an action."""
    if "NotAction" in statement:
        return not any(matches(text, action, any_case=True) for text in texts(statement["NotAction"]))
    return any(matches(text, action, any_case=True) for text in texts(statement.get("Action", [])))


def covers(statement: Mapping[str, Any], resource: str, context: Context) -> bool | None:
    """True if a statement is about a resource; ``None`` if that depends on a variable, or on which of several it is.

    Args:
        statement: The statement; one without resources, as in trust policies, is about every resource.
        resource: The ARN; with wildcards it means several, and without text for one that is not stated.
        context: The stated condition keys, which replace variables.
    """
    if "NotResource" in statement:
        found = _any_of(texts(statement["NotResource"]), resource, context)
        return None if found is None else not found
    return _any_of(texts(statement["Resource"]), resource, context) if "Resource" in statement else True


def _any_of(patterns: Iterable[str], resource: str, context: Context) -> bool | None:
    result: bool | None = False
    for text in patterns:
        if set(text) == {"*"}:
            return True
        value = filled(text, context) if "${" in text else text
        if value is None or not resource:
            result = None
        elif matches(value, resource):
            return True
        elif resource != "*" and ("*" in resource or "?" in resource) and both_match(value, resource):
            result = None
    return result
