"""Findings of IAM policy checks, and the rules behind them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from attrs import frozen

Path = tuple[str | int, ...]


class FindingLevel(Enum):
    """The severity of a finding, in ascending order."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


FINDING_LEVELS = tuple(FindingLevel)

RULES: Mapping[str, tuple[FindingLevel, str]] = {
    "malformed-json": (FindingLevel.ERROR, "The file is not JSON."),
    "malformed-policy": (FindingLevel.ERROR, "The document is not a policy."),
    "malformed-version": (FindingLevel.ERROR, "The version of the policy language is unknown."),
    "malformed-statement": (
        FindingLevel.ERROR,
        "A statement lacks an element, or has one that is unknown or not allowed there.",
    ),
    "malformed-effect": (FindingLevel.ERROR, "Effect must be Allow or Deny."),
    "malformed-action": (FindingLevel.ERROR, "An action must have the form service:name."),
    "malformed-resource": (FindingLevel.ERROR, "A resource must be * or an ARN."),
    "malformed-principal": (
        FindingLevel.ERROR,
        "A principal must be *, or AWS, Service, Federated or CanonicalUser with names.",
    ),
    "malformed-condition": (
        FindingLevel.ERROR,
        "A condition must be a known operator, a key, and values that match the operator.",
    ),
    "malformed-sid": (FindingLevel.ERROR, "A Sid must be text; identity policies allow only letters and digits."),
    "duplicate-sid": (FindingLevel.ERROR, "Two statements have the same Sid."),
    "no-version": (FindingLevel.NOTE, "Without Version the language of 2008 applies."),
    "variable-in-old-version": (
        FindingLevel.WARNING,
        "The language of 2008 has no variables: the text is used literally.",
    ),
    "unknown-service": (FindingLevel.ERROR, "The service prefix is unknown."),
    "unknown-action": (FindingLevel.ERROR, "The action is unknown."),
    "unknown-condition-key": (FindingLevel.WARNING, "The condition key is unknown."),
    "condition-key-not-supported": (FindingLevel.WARNING, "The statement's actions do not support this condition key."),
    "condition-type-mismatch": (FindingLevel.WARNING, "The operator does not match the type of the condition key."),
    "resource-mismatch": (FindingLevel.WARNING, "The action does not apply to any of the statement's resources."),
    "needs-all-resources": (FindingLevel.WARNING, "The action supports only *."),
    "wildcard-action": (FindingLevel.WARNING, "Every action of a service, or of all, is allowed."),
    "wildcard-resource": (FindingLevel.WARNING, "The action could be limited to named resources."),
    "not-action": (FindingLevel.WARNING, "Allow with NotAction allows every action that AWS adds later."),
    "not-resource": (FindingLevel.WARNING, "Allow with NotResource allows every resource that is not listed."),
    "not-principal": (FindingLevel.WARNING, "NotPrincipal with Allow grants access to everyone else."),
    "pass-role-wildcard": (FindingLevel.WARNING, "Every role can be passed to a service."),
    "privilege-escalation": (FindingLevel.WARNING, "A principal with these permissions can obtain more."),
    "public-principal": (FindingLevel.WARNING, "The statement grants public access."),
    "cross-account-principal": (FindingLevel.WARNING, "Another account is allowed without a condition."),
    "missing-external-id": (
        FindingLevel.WARNING,
        "A third party can be tricked into using its access for another customer (confused deputy).",
    ),
    "federation-action": (
        FindingLevel.WARNING,
        "The provider of the principal uses another action to assume the role.",
    ),
    "federation-condition": (
        FindingLevel.WARNING,
        "The condition key is of another identity provider, so that it never holds.",
    ),
    "service-without-source": (
        FindingLevel.WARNING,
        "A service can be tricked into acting for another customer (confused deputy).",
    ),
    "mfa-condition": (FindingLevel.WARNING, "The condition on the second factor does not require it."),
    "for-all-values": (FindingLevel.WARNING, "ForAllValues also holds for requests without the key."),
    "wildcard-without-like": (FindingLevel.WARNING, "The operator compares wildcards literally."),
    "private-source-address": (
        FindingLevel.WARNING,
        "Requests to AWS come from public addresses, so that the condition never holds.",
    ),
    "credentials-exposure": (FindingLevel.WARNING, "The action returns or creates credentials."),
    "data-exfiltration": (FindingLevel.WARNING, "The action reads data of every resource."),
    "permissions-management": (FindingLevel.WARNING, "The action changes permissions of every resource."),
    "boundary-not-kept": (FindingLevel.WARNING, "The holder of a permissions boundary can get out of it."),
    "wildcard-prefix": (FindingLevel.NOTE, "The wildcard covers actions that change something, and later ones."),
    "malformed-rcp": (FindingLevel.ERROR, "A resource control policy may only deny, to everyone."),
    "policy-too-long": (FindingLevel.ERROR, "The policy is longer than AWS accepts for its kind."),
    "policy-inline-only": (FindingLevel.NOTE, "The policy is longer than the default of its kind."),
    "rcp-without-effect": (FindingLevel.WARNING, "Resource control policies do not protect resources of the service."),
    "federation-without-audience": (FindingLevel.WARNING, "The role accepts tokens issued for other applications."),
    "federation-without-subject": (FindingLevel.WARNING, "The role accepts every user of the provider."),
}
"""Every rule: its level and its description in one sentence."""


@frozen
class PolicyFinding:
    """A finding.

    Attributes:
        path: The position in the policy, as keys and list positions.
        rule: The rule's id, a key of :data:`RULES`.
        message: The problem and its consequence, in one sentence.
        action: The action concerned; empty means none.
        key: The key concerned, if ``path`` is the path of its mapping; empty means the value itself.
    """

    path: Path
    rule: str
    message: str
    action: str = ""
    key: str = ""

    @property
    def level(self) -> FindingLevel:
        """The severity."""
        return RULES[self.rule][0]


@frozen
class FileFindings:
    """A finding in a file.

    Attributes:
        file: The name of the file as the user gave it.
        path: The position in the file, as in ``Statement[0].Action``; empty means the file as a whole.
        rule: The rule's id, a key of :data:`RULES`.
        action: The action concerned; empty means none.
        message: The problem and its consequence.
        line: Line number, counted from 1; 0 means unknown.
        column: Column number, counted from 1; 0 means unknown.
    """

    file: str
    path: str
    rule: str
    action: str
    message: str
    line: int = 0
    column: int = 0

    @property
    def level(self) -> FindingLevel:
        """The severity."""
        return RULES[self.rule][0]

    def to_dict(self) -> dict[str, str | int]:
        """The finding as a JSON object."""
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
