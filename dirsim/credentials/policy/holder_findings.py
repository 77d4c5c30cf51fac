"""Privilege escalation by the policies of a user or role together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dirsim.credentials.policy.account_details import holders
from dirsim.credentials.policy.escalation import open_ways, sentence
from dirsim.credentials.policy.finding import PolicyFinding
from dirsim.credentials.policy.statement import Statement, read, statements


def holder_findings(data: Mapping[str, Any]) -> Iterator[PolicyFinding]:
    """The escalation paths that no policy opens alone, for each user and role of an account.

    Args:
        data: The output of ``aws iam get-account-authorization-details``.
    """
    for name, place, policies, boundary in holders(data):
        read_ = [_read(policy) for policy in policies]
        together = open_ways(statement for entries in read_ for statement in entries)
        alone = {way for entries in read_ for way in open_ways(entries)}
        if boundary is not None:
            kept = set(open_ways(_read(boundary)))
            together = tuple(way for way in together if way in kept)
        for way in together:
            if way not in alone:
                message = f"{sentence(way)}; policies of the {name} grant this together"
                yield PolicyFinding(place, "privilege-escalation", message, "+".join(way.needs))


def _read(policy: Any) -> list[Statement]:
    if not isinstance(policy, dict):
        return []
    return [read(entry, path) for entry, path in statements(policy) if isinstance(entry, dict)]
