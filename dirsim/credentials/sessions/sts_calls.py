"""Calls that create credentials, and when STS refuses them.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html
"""

from __future__ import annotations

from collections.abc import Mapping

WAYS: Mapping[str, str] = {
    "assume-role": "assume-role-range",
    "assume-role-with-saml": "assume-role-with-saml-range",
    "assume-role-with-web-identity": "assume-role-with-web-identity-range",
    "assume-root": "assume-root-range",
    "get-session-token": "get-session-token-range",
    "get-federation-token": "get-federation-token-range",
    "roles-anywhere": "roles-anywhere-session",
    "directory-console": "ds-console-session",
    "permission-set": "idc-permission-set-session",
    "access-portal": "idc-portal-session",
}
"""The operations that create a session, each with the fact that states its limits."""

PLATFORM: Mapping[str, str] = {
    "instance-profile": "role-chaining-not-ec2",
    "ecs-task-role": "platform-credentials-are-role-sessions",
    "lambda-role": "platform-credentials-are-role-sessions",
    "eks-pod-identity": "platform-credentials-are-role-sessions",
}
"""Credentials of a role that the platform issues and renews, each with the fact about them."""

KEYS: Mapping[str, str] = {"iam-user": "long-term-use-cases", "root": "long-term-use-cases"}
"""Long-lived credentials: an access key of an IAM user, or the root user."""

CALLS: tuple[str, ...] = (*KEYS, *PLATFORM, *WAYS)
"""Every step of a chain."""

ROLE_CALLS = frozenset({"assume-role", "assume-role-with-saml", "assume-role-with-web-identity", "roles-anywhere"})
"""Calls whose session is limited by the maximum set on the role."""

EXEMPT = frozenset({"instance-profile"})
"""Credentials that AWS's text exempts from role chaining; reports contradict it."""

_ENTRIES = frozenset(
    {"assume-role-with-saml", "assume-role-with-web-identity", "roles-anywhere", "directory-console", "access-portal"}
)
"""Calls that need no AWS credentials: an assertion, a token, a certificate or a sign-in takes their place."""
_NOT_STS = frozenset({"get-session-token", "get-federation-token", "assume-root"})


def temporary(way: str) -> bool:
    """True if the credentials after a step expire, so that assuming a role with them is limited by role chaining."""
    return way in WAYS or way in PLATFORM


def refusal(way: str, before: str, *, root: bool = False) -> tuple[str, str] | None:
    """The reason why a call is refused with the credentials before it, and the fact; ``None`` if it is accepted.

    Args:
        way: The call.
        before: The step that created the credentials; empty means that none is stated.
        root: True if the root user makes the call.
    """
    if not before:
        return ("the root user cannot assume a role", "fact root-cannot-assume") if _by_root(way, root=root) else None
    if way in KEYS:
        return f"{way} must be the first step: nothing issues it", "move it to the start"
    if way in PLATFORM:
        return f"{way} must be the first step: the platform issues it", "move it to the start"
    if way in _ENTRIES:
        return None
    if way == "permission-set":
        return (
            None
            if before == "access-portal"
            else (
                "permission-set is obtained from the access portal, not with other credentials",
                "put access-portal before it",
            )
        )
    if before == "access-portal":
        return (
            f"{way} needs AWS credentials, which the access portal issues for a permission set",
            "put permission-set before it",
        )
    if (root or before == "root") and way in {"assume-role", "assume-root"}:
        return f"{way} cannot be called by the root user", "fact root-cannot-assume"
    if before == "get-session-token" and way in _NOT_STS:
        return (
            f"{way} cannot be called with GetSessionToken credentials: STS accepts AssumeRole and GetCallerIdentity only",
            "fact get-session-token-limits",
        )
    if before == "get-federation-token":
        return (
            f"{way} cannot be called with GetFederationToken credentials: STS accepts GetCallerIdentity only",
            "fact get-federation-token-limits",
        )
    if before == "assume-root":  # the task policies allow a few actions of IAM, S3 and SQS
        return f"{way} is not among the tasks of an AssumeRoot session", "fact assume-root-range"
    if way in {"get-session-token", "get-federation-token"} and before not in KEYS:
        return f"{way} cannot be called with a role's credentials", "fact assumed-role-cannot-federate"
    return None


def _by_root(way: str, *, root: bool) -> bool:
    return root and way in {"assume-role", "assume-root"}
