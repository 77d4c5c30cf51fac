"""The maximum length of a policy, by its kind."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from dirsim.credentials.policy.finding import PolicyFinding
from dirsim.credentials.policy.statement import PolicyKind

LIMITS: Mapping[PolicyKind, tuple[int, int, str]] = {
    PolicyKind.IDENTITY: (10_240, 6_144, "it fits only as an inline policy of a role; a managed policy"),
    PolicyKind.BOUNDARY: (6_144, 6_144, ""),
    PolicyKind.SESSION: (2_048, 2_048, ""),
    PolicyKind.TRUST: (8_192, 2_048, "it needs a raised quota; by default a trust policy"),
    PolicyKind.SCP: (10_240, 10_240, ""),
    PolicyKind.RCP: (5_120, 5_120, ""),
}
"""The characters of a policy: at most, by default, and what a longer one than the default means.

IAM does not count white space; Organizations counts what is sent, from which its console removes white space. An SCP had 5,120
characters until 15 May 2026. Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html,
https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html and
https://aws.amazon.com/about-aws/whats-new/2026/05/aws-organizations-increased-scp-quotas/.
"""


def policy_length(policy: Mapping[str, Any], kind: PolicyKind) -> Iterator[PolicyFinding]:
    """The finding for a policy that is longer than AWS accepts, or than it accepts by default; resources set their own limits."""
    if kind not in LIMITS:
        return
    most, usual, meaning = LIMITS[kind]
    length = len(json.dumps(policy, separators=(",", ":"), ensure_ascii=False, default=str))
    if length > most:
        message = (
            f"the policy has {length:,} characters without white space; one of kind {kind.value} may have {most:,}"
        )
        yield PolicyFinding((), "policy-too-long", message)
    elif length > usual:
        message = f"the policy has {length:,} characters without white space: {meaning} may have {usual:,}"
        yield PolicyFinding((), "policy-inline-only", message)
