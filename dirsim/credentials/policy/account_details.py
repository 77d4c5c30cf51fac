"""Policies in the output of ``aws iam get-account-authorization-details``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from dirsim.credentials.policy.finding import Path
from dirsim.credentials.policy.statement import PolicyKind

DETAILS = ("UserDetailList", "GroupDetailList", "RoleDetailList")
"""Lists that only this output has."""
_INLINE = {"UserDetailList": "UserPolicyList", "GroupDetailList": "GroupPolicyList", "RoleDetailList": "RolePolicyList"}


def account_policies(data: Mapping[str, Any]) -> Iterator[tuple[Any, Path, PolicyKind | None]]:
    """The trust policies, the inline policies and the default versions of managed policies of the account's own.

    Policies of AWS and of roles that services own are left out: the account cannot edit them.
    """
    for key, inline in _INLINE.items():
        for place, holder in _objects(data.get(key)):
            if "/aws-service-role/" in str(holder.get("Path", "")):
                continue
            if "AssumeRolePolicyDocument" in holder:
                yield (
                    _policy(holder["AssumeRolePolicyDocument"]),
                    (key, place, "AssumeRolePolicyDocument"),
                    PolicyKind.TRUST,
                )
            for inner, entry in _objects(holder.get(inline)):
                yield (
                    _policy(entry.get("PolicyDocument")),
                    (key, place, inline, inner, "PolicyDocument"),
                    PolicyKind.IDENTITY,
                )
    for place, managed in _objects(data.get("Policies")):
        if ":aws:policy/" in str(managed.get("Arn", "")):
            continue
        for inner, version in _objects(managed.get("PolicyVersionList")):
            if version.get("IsDefaultVersion", True):
                where = ("Policies", place, "PolicyVersionList", inner, "Document")
                yield _policy(version.get("Document")), where, PolicyKind.IDENTITY


def holders(data: Mapping[str, Any]) -> Iterator[tuple[str, Path, list[Any], Any]]:
    """The users and roles of the account: name, position, every policy that they hold, and the boundary (``None`` for none).

    A user holds the policies of the groups too. Policies of AWS count, because others may complete them.
    """
    managed = {str(entry.get("Arn")): entry for _, entry in _objects(data.get("Policies"))}
    groups = {str(entry.get("GroupName")): entry for _, entry in _objects(data.get("GroupDetailList"))}
    for key, noun in (("UserDetailList", "user"), ("RoleDetailList", "role")):
        for place, holder in _objects(data.get(key)):
            if "/aws-service-role/" in str(holder.get("Path", "")):
                continue
            listed = holder.get("GroupList")
            joined = [groups[name] for name in map(str, listed if isinstance(listed, list) else ()) if name in groups]
            policies = _held(holder, _INLINE[key], managed)
            for group in joined:
                policies += _held(group, _INLINE["GroupDetailList"], managed)
            limit = holder.get("PermissionsBoundary")
            arn = str(limit.get("PermissionsBoundaryArn")) if isinstance(limit, dict) else ""
            boundary = next(iter(_defaults(managed.get(arn, {}))), None)
            yield f"{noun} {holder.get(f'{noun.capitalize()}Name', '')}", (key, place), policies, boundary


def _held(holder: Mapping[str, Any], inline: str, managed: Mapping[str, Mapping[str, Any]]) -> list[Any]:
    own = [_policy(entry.get("PolicyDocument")) for _, entry in _objects(holder.get(inline))]
    attached = [str(entry.get("PolicyArn")) for _, entry in _objects(holder.get("AttachedManagedPolicies"))]
    return own + [document for arn in attached for document in _defaults(managed.get(arn, {}))]


def _defaults(managed: Mapping[str, Any]) -> list[Any]:
    versions = _objects(managed.get("PolicyVersionList"))
    return [_policy(version.get("Document")) for _, version in versions if version.get("IsDefaultVersion", True)]


def _objects(value: object) -> Iterator[tuple[int, Mapping[str, Any]]]:
    if isinstance(value, list):
        yield from ((place, entry) for place, entry in enumerate(value) if isinstance(entry, dict))


def _policy(value: object) -> Any:
    """A policy, also one that is kept as percent-encoded text."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(unquote(value))
    except (ValueError, RecursionError):
        return value
