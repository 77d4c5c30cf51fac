"""Access that a changed policy allows and the policy before it did not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from dirsim.credentials.policy.effective_access import ALLOWED, AccessPolicy, AccessRequest, access
from dirsim.credentials.policy.evaluate import Document, statements_of, texts
from dirsim.credentials.policy.granted_actions import allowed_actions
from dirsim.credentials.policy.statement import PolicyKind


@frozen
class NewAccess:
    """An action on a resource that only the new policies allow.

    Attributes:
        action: The action.
        resource: The resource as the new policy names it.
        path: The statement of the new policy, as in ``policies[0].Statement[1]``.
    """

    action: str
    resource: str
    path: str

    def to_dict(self) -> dict[str, str]:
        """The access as a JSON object."""
        return {"action": self.action, "resource": self.resource, "path": self.path}


def new_access(old: Iterable[Document], new: Iterable[Document]) -> tuple[NewAccess, ...]:
    """The access that new identity policies allow and old ones do not, sorted; empty means no new access.

    A resource with wildcards is new unless one old statement covers it wholly. A condition of an old statement counts as met
    only where the new statement has the same condition; a statement of the old policies that denies under a condition
    counts as denying.

    Args:
        old: The policies before the change, as plain data.
        new: The policies after it.
    """
    before = tuple(old)
    found: set[tuple[str, str, str]] = set()
    for place, policy in enumerate(new):
        for number, statement in enumerate(statements_of(policy)):
            if statement.get("Effect") != "Allow":
                continue
            condition = statement.get("Condition")
            given = [AccessPolicy(document=_met(entry, condition), kind=PolicyKind.IDENTITY) for entry in before]
            resources = texts(statement.get("Resource", [])) or ["*"]
            for entry in allowed_actions({"Statement": [*_denials(policy), statement]}):
                for resource in resources:
                    request = AccessRequest(action=entry.name, resource=resource)
                    if access(given, request).decision != ALLOWED:
                        found.add((entry.name, resource, f"policies[{place}].Statement[{number}]"))
    return tuple(NewAccess(*entry) for entry in sorted(found))


def _met(policy: Document, condition: object) -> dict[str, Any]:
    """A policy in which a condition that the new statement has too is left out."""
    made = [
        {key: value for key, value in entry.items() if key != "Condition" or value != condition or not condition}
        if entry.get("Effect") == "Allow"
        else dict(entry)
        for entry in statements_of(policy)
    ]
    return {"Version": policy.get("Version"), "Statement": made}


def _denials(policy: Document) -> list[Mapping[str, Any]]:
    return [entry for entry in statements_of(policy) if entry.get("Effect") == "Deny"]
