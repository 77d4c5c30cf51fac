"""Replay of recorded activity against proposed IAM policies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dirsim.credentials.least_privilege.ledger import Account
from dirsim.credentials.least_privilege.use import Right
from dirsim.credentials.policy.evaluate import Call, allowed
from dirsim.credentials.policy.wildcard import meant


def calls(right: Right) -> Iterator[Call]:
    """A used permission as single calls for the evaluator."""
    for resource in right.resources:
        yield Call(right.action, meant(resource), dict(right.context))


def refused_by(policies: Iterable[Mapping[str, Any]], rights: Iterable[Right]) -> tuple[Call, ...]:
    """The calls that policies deny; empty means that all are allowed."""
    documents = tuple(policies)
    return tuple(call for right in rights for call in calls(right) if not allowed(documents, call))


def used_rights(account: Account) -> tuple[Right, ...]:
    """The used permissions of a principal, as aggregated."""
    return tuple(
        Right(name, entry.names.recorded(), context, because)
        for (name, context, because), entry in account.used.items()
    )


def prove(policies: Iterable[Mapping[str, Any]], account: Account) -> None:
    """Verify that policies allow the recorded activity.

    Raises:
        AssertionError: They do not, which is a defect of this program.
    """
    refused = refused_by(policies, used_rights(account))
    if refused:
        raise AssertionError(f"a proposed policy refuses {refused[0].action} on {refused[0].resource}")
