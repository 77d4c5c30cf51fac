"""The maximum length of a policy, by its kind."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from dirsim.credentials.policy.finding import PolicyFinding
from dirsim.credentials.policy.statement import PolicyKind
from dirsim.facts.store import fact

_IAM, _ORGANIZATIONS = "iam-policy-quotas", "organizations-policy-sizes"
_LIMITS: Mapping[PolicyKind, tuple[str, str, str, str]] = {
    PolicyKind.IDENTITY: (
        _IAM, "role_inline_chars", "managed_chars", "it fits only as an inline policy of a role; a managed policy"
    ),
    PolicyKind.BOUNDARY: (_IAM, "managed_chars", "managed_chars", ""),
    PolicyKind.SESSION: (_IAM, "session_chars", "session_chars", ""),
    PolicyKind.TRUST: (_IAM, "trust_max", "trust_default", "it needs a raised quota; by default a trust policy"),
    PolicyKind.SCP: (_ORGANIZATIONS, "scp_chars", "scp_chars", ""),
    PolicyKind.RCP: (_ORGANIZATIONS, "rcp_chars", "rcp_chars", ""),
}  # fmt: skip
"""The fact with the characters of a policy: at most, by default, and what a longer one than the default means.

IAM does not count white space; Organizations counts what is sent, from which its console removes white space.
"""


def policy_length(policy: Mapping[str, Any], kind: PolicyKind) -> Iterator[PolicyFinding]:
    """The finding for a policy that is longer than AWS accepts, or than it accepts by default; resources set their own limits."""
    if kind not in _LIMITS:
        return
    source, at_most, by_default, meaning = _LIMITS[kind]
    most, usual = _characters(source, at_most), _characters(source, by_default)
    length = len(json.dumps(policy, separators=(",", ":"), ensure_ascii=False, default=str))
    if length > most:
        message = (
            f"the policy has {length:,} characters without white space; one of kind {kind.value} may have {most:,}"
        )
        yield PolicyFinding((), "policy-too-long", message)
    elif length > usual:
        message = f"the policy has {length:,} characters without white space: {meaning} may have {usual:,}"
        yield PolicyFinding((), "policy-inline-only", message)


@cache
def _characters(identifier: str, key: str) -> int:
    """A number of characters that a fact states."""
    return int((fact(identifier).detail or {})[key])
