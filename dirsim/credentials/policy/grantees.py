"""Match of a caller with the principal of a resource policy."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from dirsim.credentials.policy.evaluate import texts


class Grantee(Enum):
    """The match of the caller with a statement's principal."""

    NONE = "the statement has no principal"
    OTHER = "the principal is another one"
    UNKNOWN = "the caller is not stated"
    ANYONE = "the principal is everyone"
    ACCOUNT = "the principal is the caller's account"
    USER = "the principal is the caller, an IAM user"
    ROLE = "the principal is the caller's role"
    SESSION = "the principal is the caller's session"
    SERVICE = "the principal is the calling service"


def grantee(statement: Mapping[str, Any], caller: str) -> Grantee:
    """The match of a caller with a statement; for ``NotPrincipal`` every caller that is not listed matches.

    Args:
        statement: A statement of a resource policy or a trust policy.
        caller: The ARN of a user, role or session, or a service's name; empty means not stated.
    """
    if "NotPrincipal" in statement:
        if not caller:
            return Grantee.UNKNOWN
        return Grantee.OTHER if _best(statement["NotPrincipal"], caller) is not Grantee.OTHER else Grantee.ANYONE
    if "Principal" not in statement:
        return Grantee.ANYONE
    return _best(statement["Principal"], caller)


_ORDER = (
    Grantee.SESSION,
    Grantee.USER,
    Grantee.ROLE,
    Grantee.SERVICE,
    Grantee.ANYONE,
    Grantee.ACCOUNT,
    Grantee.UNKNOWN,
)


def _best(principal: object, caller: str) -> Grantee:
    if principal == "*":
        return Grantee.ANYONE
    if not isinstance(principal, Mapping):
        return Grantee.OTHER
    found = {_match(str(kind), name, caller) for kind, names in principal.items() for name in texts(names)}
    return next((entry for entry in _ORDER if entry in found), Grantee.OTHER)


def _match(kind: str, name: str, caller: str) -> Grantee:
    if name == "*" and kind == "AWS":
        return Grantee.ANYONE
    if not caller:
        return Grantee.UNKNOWN
    if kind == "Service":
        return Grantee.SERVICE if name.lower() == caller.lower() else Grantee.OTHER
    if kind == "Federated":
        return Grantee.SESSION if name == caller else Grantee.OTHER
    if kind != "AWS":
        return Grantee.OTHER
    parts = caller.split(":", 5)
    if len(parts) < 6:
        return Grantee.OTHER
    account, own = parts[4], parts[5]
    if name in {account, f"arn:{parts[1]}:iam::{account}:root"}:
        return Grantee.ACCOUNT
    if name == caller:
        return (
            Grantee.USER
            if own.startswith("user/")
            else Grantee.SESSION
            if own.startswith(("assumed-role/", "federated-user/"))
            else Grantee.ROLE
        )
    if own.startswith("assumed-role/"):
        role = name.split(":", 5)[-1]
        same = name.startswith(f"arn:{parts[1]}:iam::{account}:role/") and role.rpartition("/")[2] == own.split("/")[1]
        return Grantee.ROLE if same else Grantee.OTHER
    return Grantee.OTHER
