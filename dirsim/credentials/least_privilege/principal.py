"""The principal of a call: the identity whose policies applied.

It is not the session that made the call.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import Any

from attrs import frozen

from dirsim.credentials.policy.record import mapping, text

_SESSION = re.compile(r"arn:([\w-]+):sts::(\d{12}):assumed-role/([^/]+)(?:/.*)?")
_PERMISSION_SET = re.compile(r"AWSReservedSSO_(.+)_[0-9a-f]{16}")
_SERVICE_ROLE_PATH = "role/aws-service-role/"
_NO_SESSION_NAME = re.compile(r"arn:[\w-]+:(?:iam|sts)::\d{12}:.+")


class Kind(Enum):
    """The type of a principal."""

    ROLE = "role"
    PERMISSION_SET = "permission-set"
    SERVICE_LINKED_ROLE = "service-linked-role"
    USER = "user"
    FEDERATED_USER = "federated-user"
    ROOT = "root"
    SERVICE = "aws-service"
    OTHER_ACCOUNT = "other-account"
    UNKNOWN = "unknown"


EDITABLE = frozenset({Kind.ROLE, Kind.PERMISSION_SET, Kind.USER, Kind.FEDERATED_USER})
WHY_NOT = {
    Kind.SERVICE_LINKED_ROLE: "a service-linked role: only the service can edit its policy",
    Kind.ROOT: "the root user: no policy limits it; use a role instead",
    Kind.SERVICE: "an AWS service acting on its own behalf: it has no policy",
    Kind.OTHER_ACCOUNT: "a principal of another account, which holds its policy",
    Kind.UNKNOWN: "not an IAM identity: policies cannot be attached",
}
"""The reason why a principal's permissions cannot be edited here."""


@frozen(cache_hash=True)
class TrailPrincipal:
    """A principal in a trail.

    Attributes:
        arn: The ARN that a policy is attached to; for services and other accounts, the name in the record.
        kind: Its type.
        account: Its account; empty means unknown.
        partition: ``aws``, ``aws-cn``, ``aws-us-gov``, ...; empty means unknown.
        invoked_by: The service that made the call on behalf of the principal; empty means none.
        exact: False if the path of a role is unknown.
    """

    arn: str
    kind: Kind
    account: str = ""
    partition: str = ""
    invoked_by: str = ""
    exact: bool = True

    @property
    def editable(self) -> bool:
        """True if a policy can be attached to it."""
        return self.kind in EDITABLE


def principal_of(identity: Any) -> TrailPrincipal | None:
    """The principal of a ``userIdentity``; ``None`` if the record names none."""
    if not isinstance(identity, dict) or not identity:
        return None
    arn, account, by = (text(identity.get(key)) for key in ("arn", "accountId", "invokedBy"))
    kind = text(identity.get("type"))
    if kind == "Root":
        return _made(arn or f"arn:aws:iam::{account}:root", Kind.ROOT, account, by)
    if ":role/" in arn or _SESSION.fullmatch(arn):
        return _role(identity, arn, account, by)
    if kind == "IAMUser" or (kind != "FederatedUser" and ":user/" in arn):
        user = arn or (f"arn:aws:iam::{account}:user/{identity['userName']}" if text(identity.get("userName")) else "")
        return _made(user, Kind.USER, account, by) if user else _made(_label(identity), Kind.UNKNOWN, account, by)
    if kind in {"AssumedRole", "Role"}:
        return _role(identity, arn, account, by)
    if kind == "FederatedUser":
        return (
            _made(arn, Kind.FEDERATED_USER, account, by) if arn else _made(_label(identity), Kind.UNKNOWN, account, by)
        )
    if kind == "AWSService" or (not kind and by):
        return _made(by or "AWS service", Kind.SERVICE, account, by)
    if kind == "AWSAccount":
        return _made(arn or f"account {account}", Kind.OTHER_ACCOUNT, account, by)
    return _made(_label(identity), Kind.UNKNOWN, account, by)


def _role(identity: dict[str, Any], arn: str, account: str, by: str) -> TrailPrincipal:
    issuer = text(mapping(mapping(identity.get("sessionContext")).get("sessionIssuer")).get("arn"))
    if _NO_SESSION_NAME.fullmatch(issuer) and ":role/" in issuer:
        return _made(issuer, _role_kind(issuer), account, by)
    role = role_of_session(arn) or (arn if ":role/" in arn else "")
    if role:
        return _made(role, _role_kind(role), account, by, exact=":role/" in arn)
    return _made(_label(identity), Kind.UNKNOWN, account, by)


def role_of_session(arn: str) -> str:
    """The role of a session such as ``arn:aws:sts::111122223333:assumed-role/Admin/ana``, without path; otherwise empty."""
    found = _SESSION.fullmatch(arn)
    return f"arn:{found[1]}:iam::{found[2]}:role/{found[3]}" if found else ""


def _role_kind(arn: str) -> Kind:
    if _SERVICE_ROLE_PATH in arn:
        return Kind.SERVICE_LINKED_ROLE
    name = arn.rpartition("/")[2]
    if name.startswith("AWSServiceRoleFor"):
        return Kind.SERVICE_LINKED_ROLE
    if name.startswith("aws:"):  # an identity of services in an account, such as aws:ec2-infrastructure
        return Kind.SERVICE
    return Kind.PERMISSION_SET if _PERMISSION_SET.fullmatch(name) else Kind.ROLE


def permission_set(arn: str) -> str:
    """The name of the permission set of an IAM Identity Center role; empty for other roles."""
    found = _PERMISSION_SET.fullmatch(arn.rpartition("/")[2])
    return found[1] if found else ""


def _label(identity: dict[str, Any]) -> str:
    """The name of an identity without an ARN: its kind and account, never its user name or key."""
    kind, account = text(identity.get("type")) or "unknown", text(identity.get("accountId"))
    return f"{kind} of account {account}" if account else kind


def _made(arn: str, kind: Kind, account: str, by: str, *, exact: bool = True) -> TrailPrincipal:
    parts = arn.split(":")
    partition, owner = (parts[1], parts[4]) if len(parts) >= 6 and parts[0] == "arn" else ("", "")
    return TrailPrincipal(arn, kind, owner or account, partition, by, exact)
