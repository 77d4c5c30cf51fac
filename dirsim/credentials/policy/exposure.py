"""Grants that open credentials, data or permissions of every resource."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from dirsim.credentials.policy.breadth import NARROWING, all_resources
from dirsim.credentials.policy.finding import PolicyFinding
from dirsim.credentials.policy.known import Action
from dirsim.credentials.policy.reach import reached
from dirsim.credentials.policy.statement import Statement, meant_actions

CREDENTIALS = frozenset({
    "chime:CreateApiKey", "codepipeline:PollForJobs", "cognito-identity:GetOpenIdToken", "cognito-identity:GetOpenIdTokenForDeveloperIdentity",
    "cognito-identity:GetCredentialsForIdentity", "connect:GetFederationToken", "ec2:GetPasswordData", "gamelift:RequestUploadCredentials",
    "iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:CreateServiceSpecificCredential", "iam:ResetServiceSpecificCredential",
    "iam:UpdateAccessKey", "lightsail:GetInstanceAccessDetails", "lightsail:GetRelationalDatabaseMasterUserPassword",
    "rds-db:connect", "redshift:GetClusterCredentials", "redshift:GetClusterCredentialsWithIAM", "redshift-serverless:GetCredentials",
    "sso:GetRoleCredentials", "sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity", "sts:GetFederationToken",
    "sts:GetSessionToken", "ecr:GetAuthorizationToken", "ecr-public:GetAuthorizationToken",
})  # fmt: skip
"""Actions that return or create credentials."""
HARMLESS = frozenset({"ecr:GetAuthorizationToken", "ecr-public:GetAuthorizationToken", "sts:GetSessionToken"})
"""Those of them that support no resources, and whose credentials have the caller's own rights alone."""
DATA = frozenset({
    "s3:GetObject", "s3:GetObjectVersion", "ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath", "ssm:GetParameterHistory",
    "secretsmanager:GetSecretValue", "rds:CopyDBSnapshot", "rds:StartExportTask", "rds:ModifyDBSnapshotAttribute",
    "ec2:ModifySnapshotAttribute", "dynamodb:Scan", "dynamodb:Query", "dynamodb:BatchGetItem", "dynamodb:GetItem",
    "dynamodb:ExportTableToPointInTime",
})  # fmt: skip
"""Actions that read or hand out stored data."""


def exposure(statements: Iterable[Statement]) -> Iterator[PolicyFinding]:
    """The findings for statements that allow such actions on every resource, without a condition that narrows them."""
    for statement in statements:
        if not statement.allow or statement.not_action or all_resources(statement) is None or _narrowed(statement):
            continue
        for name, path in statement.actions:
            if name in {"*", "*:*"}:
                continue  # wildcard-action says it
            for rule, entries in _exposed(name):
                found = [entry.name for entry in reached(statement, entries)]
                if not found:
                    continue  # resource-mismatch says it
                shown = found[0] if len(found) == 1 else f"{found[0]} and {len(found) - 1} more"
                yield PolicyFinding(path, rule, f"{name} on every resource: {_CONSEQUENCE[rule].format(shown)}", name)


_CONSEQUENCE = {
    "credentials-exposure": "{} gives credentials of others",
    "data-exfiltration": "{} hands out stored data",
    "permissions-management": "{} changes who has access",
}


def _narrowed(statement: Statement) -> bool:
    return bool(statement.tests) and (
        statement.has(*NARROWING)
        or any(test.positive and test.sure and "resourcetag" in test.key.lower() for test in statement.tests)
    )


@lru_cache(maxsize=8192)
def _exposed(name: str) -> tuple[tuple[str, tuple[Action, ...]], ...]:
    """The rules that the actions behind a name break, each with those actions."""
    found = meant_actions(name)
    groups = (
        ("credentials-exposure", [entry for entry in found if entry.name in CREDENTIALS - HARMLESS]),
        ("data-exfiltration", [entry for entry in found if entry.name in DATA]),
        (
            "permissions-management",
            [entry for entry in found if entry.level.startswith("Permissions management") and _on_resources(entry)],
        ),
    )
    return tuple((rule, tuple(entries)) for rule, entries in groups if entries)


def _on_resources(entry: Action) -> bool:
    """True if the action could be limited to resources; passing a role has its own rule."""
    return bool(entry.types) and entry.name != "iam:PassRole"
