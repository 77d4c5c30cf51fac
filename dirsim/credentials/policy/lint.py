"""Everything that is found in one policy."""

from __future__ import annotations

from typing import Any

from dirsim.credentials.policy.breadth import breadth
from dirsim.credentials.policy.escalation import escalation
from dirsim.credentials.policy.finding import Finding
from dirsim.credentials.policy.grammar import grammar
from dirsim.credentials.policy.names import names
from dirsim.credentials.policy.principals import principals
from dirsim.credentials.policy.statement import PolicyKind, kind_of, read, statements


def lint(policy: Any, kind: PolicyKind | None = None, accounts: frozenset[str] = frozenset()) -> tuple[Finding, ...]:
    """What is wrong with a policy, or dangerous in it, in the order of the policy.

    Args:
        policy: The document, as plain data.
        kind: What it is attached to; ``None`` means what its elements tell.
        accounts: The reader's own accounts; empty means that they are not known.

    Raises:
        UsageError: The list of IAM actions is not installed.
    """
    if not isinstance(policy, dict):
        return tuple(grammar(policy, PolicyKind.IDENTITY))
    meant = kind or kind_of(policy)
    found = list(grammar(policy, meant))
    read_ = [read(entry, path) for entry, path in statements(policy) if isinstance(entry, dict)]
    for statement in read_:
        found += names(statement, meant)
        found += breadth(statement, meant)
    if meant is PolicyKind.IDENTITY:
        found += escalation(read_)
    else:
        found += principals(read_, meant, accounts)
    return tuple(dict.fromkeys(found))
