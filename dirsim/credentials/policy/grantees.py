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
        return _not_listed(statement["NotPrincipal"], caller) if caller else Grantee.UNKNOWN
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


def _not_listed(listed: object, caller: str) -> Grantee:
    """The match of a caller with a statement for everyone but a list.

    An account belongs in the list beside its users and roles, because AWS may check the account before them: it exempts its other
    principals only where the list names none of them. A principal without its account may be denied with that account. Source:
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html.
    """
    best, account = _best(listed, caller), caller.split(":")[4:5]
    names = texts(listed.get("AWS", ())) if isinstance(listed, Mapping) else []
    accounts = [name for name in names if name.isdigit() or name.endswith(":root")]
    narrower = any(name.split(":")[4:5] == account for name in names if name not in accounts)
    if best is Grantee.ACCOUNT and narrower and not caller.endswith(":root"):
        return Grantee.ANYONE
    if best in {Grantee.SESSION, Grantee.USER, Grantee.ROLE} and names:
        whole = any(_match("AWS", name, caller) is Grantee.ACCOUNT for name in accounts)
        return Grantee.OTHER if whole else Grantee.UNKNOWN
    return Grantee.ANYONE if best is Grantee.OTHER else Grantee.OTHER


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
