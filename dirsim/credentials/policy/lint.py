"""The lint of one IAM policy with all rules."""

from __future__ import annotations

from typing import Any

from dirsim.credentials.policy.boundary_findings import boundary_findings
from dirsim.credentials.policy.breadth import breadth
from dirsim.credentials.policy.condition_findings import condition_findings
from dirsim.credentials.policy.escalation import escalation
from dirsim.credentials.policy.exposure import exposure
from dirsim.credentials.policy.finding import PolicyFinding
from dirsim.credentials.policy.grammar import grammar
from dirsim.credentials.policy.names import names
from dirsim.credentials.policy.policy_length import policy_length
from dirsim.credentials.policy.principals import principals
from dirsim.credentials.policy.statement import PolicyKind, kind_of, read, statements


def lint(
    policy: Any, kind: PolicyKind | None = None, accounts: frozenset[str] = frozenset()
) -> tuple[PolicyFinding, ...]:
    """Check a policy with every rule; findings are in the order of the policy.

    Args:
        policy: The document, as plain data.
        kind: The type of the policy; ``None`` means that its elements determine it.
        accounts: The reader's own accounts; empty means unknown.

    Raises:
        UsageError: The list of IAM actions is not installed.
    """
    if not isinstance(policy, dict):
        return tuple(grammar(policy, PolicyKind.IDENTITY))
    meant = kind or kind_of(policy)
    found = [*grammar(policy, meant), *policy_length(policy, meant)]
    read_ = [read(entry, path) for entry, path in statements(policy) if isinstance(entry, dict)]
    for statement in read_:
        found += names(statement, meant)
        found += condition_findings(statement, meant)
        if meant.grants:
            found += breadth(statement, meant)
    if meant is PolicyKind.IDENTITY:
        found += exposure(read_)
        found += escalation(read_)
    elif meant is PolicyKind.BOUNDARY:
        found += boundary_findings(read_)
    elif meant in {PolicyKind.RESOURCE, PolicyKind.TRUST}:
        found += principals(read_, meant, accounts)
    return tuple(dict.fromkeys(found))
