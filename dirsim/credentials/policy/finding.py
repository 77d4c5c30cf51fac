"""What is wrong with a policy, or dangerous in it: one rule at one place, with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from attrs import frozen

Path = tuple[str | int, ...]


class Level(Enum):
    """How much a finding matters; in rising order."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


LEVELS = tuple(Level)

RULES: Mapping[str, tuple[Level, str]] = {
    "malformed-json": (Level.ERROR, "The file is not JSON."),
    "malformed-policy": (Level.ERROR, "The document is not a policy."),
    "malformed-version": (Level.ERROR, "There is no such version of the policy language."),
    "malformed-statement": (
        Level.ERROR,
        "A statement lacks an element, or has one that does not exist or belong there.",
    ),
    "malformed-effect": (Level.ERROR, "Effect is Allow or Deny."),
    "malformed-action": (Level.ERROR, "An action is written service:name."),
    "malformed-resource": (Level.ERROR, "A resource is * or an ARN."),
    "malformed-principal": (Level.ERROR, "A principal is *, or AWS, Service, Federated or CanonicalUser with names."),
    "malformed-condition": (
        Level.ERROR,
        "A condition is operator, key and values; the operator exists and fits the values.",
    ),
    "malformed-sid": (Level.ERROR, "A Sid is text; in identity policies letters and digits only."),
    "duplicate-sid": (Level.ERROR, "Two statements have the same Sid."),
    "no-version": (Level.NOTE, "Without Version the language of 2008 applies."),
    "variable-in-old-version": (Level.WARNING, "The language of 2008 has no variables: the text is taken as it is."),
    "unknown-service": (Level.ERROR, "No service has this prefix."),
    "unknown-action": (Level.ERROR, "No action has this name."),
    "unknown-condition-key": (Level.WARNING, "No condition key has this name."),
    "condition-key-not-supported": (Level.WARNING, "The statement's actions do not carry this condition key."),
    "condition-type-mismatch": (Level.WARNING, "The operator does not fit the type of the condition key."),
    "resource-mismatch": (Level.WARNING, "The action does not apply to any of the statement's resources."),
    "needs-all-resources": (Level.WARNING, "The action works on * only."),
    "wildcard-action": (Level.WARNING, "Every action of a service, or of all, is allowed."),
    "wildcard-resource": (Level.WARNING, "The action could be limited to named resources."),
    "not-action": (Level.WARNING, "Allow with NotAction allows whatever AWS adds tomorrow."),
    "not-resource": (Level.WARNING, "Allow with NotResource allows whatever is not listed."),
    "not-principal": (Level.WARNING, "NotPrincipal with Allow lets everybody else in."),
    "pass-role-wildcard": (Level.WARNING, "Every role can be handed to a service."),
    "privilege-escalation": (Level.WARNING, "Whoever has these rights can get more."),
    "public-principal": (Level.WARNING, "Everybody is allowed."),
    "cross-account-principal": (Level.WARNING, "Another account is allowed without a condition."),
    "missing-external-id": (Level.WARNING, "A third party can be made to use its access for somebody else."),
    "federation-without-audience": (Level.WARNING, "Tokens that were made for others are accepted."),
    "federation-without-subject": (Level.WARNING, "Everybody whom the provider knows is accepted."),
}
"""Every rule: its level and what it is about in one sentence."""


@frozen
class Finding:
    """A finding.

    Attributes:
        path: Where in the policy, as keys and list positions.
        rule: The rule's id, a key of :data:`RULES`.
        message: What is there and why it matters, in a sentence.
        action: The action it is about; empty means none.
        key: The key that is meant where ``path`` is its mapping; empty means the value itself.
    """

    path: Path
    rule: str
    message: str
    action: str = ""
    key: str = ""

    @property
    def level(self) -> Level:
        """How much it matters."""
        return RULES[self.rule][0]


@frozen
class Found:
    """A finding in a file.

    Attributes:
        file: The file as the user named it.
        path: Where in the file, as in ``Statement[0].Action``; empty means the file as a whole.
        rule: The rule's id, a key of :data:`RULES`.
        action: The action it is about; empty means none.
        message: What is there and why it matters.
        line: Line, counted from 1; 0 means unknown.
        column: Column, counted from 1; 0 means unknown.
    """

    file: str
    path: str
    rule: str
    action: str
    message: str
    line: int = 0
    column: int = 0

    @property
    def level(self) -> Level:
        """How much it matters."""
        return RULES[self.rule][0]

    def to_dict(self) -> dict[str, str | int]:
        """The finding as the contract has it."""
        return {
            "file": self.file,
            "path": self.path,
            "rule": self.rule,
            "action": self.action,
            "message": self.message,
            "level": self.level.value,
            "line": self.line,
            "column": self.column,
        }
