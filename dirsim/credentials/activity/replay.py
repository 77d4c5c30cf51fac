"""Proposed policies, tried on the activity that they were made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dirsim.credentials.activity.ledger import Account
from dirsim.credentials.activity.use import Right
from dirsim.credentials.policy.evaluate import Call, allowed
from dirsim.credentials.policy.wildcard import meant


def calls(right: Right) -> Iterator[Call]:
    """A right that was used, as single questions to the evaluator."""
    for resource in right.resources:
        yield Call(right.action, meant(resource), dict(right.context))


def refused_by(policies: Iterable[Mapping[str, Any]], rights: Iterable[Right]) -> tuple[Call, ...]:
    """The questions that policies answer with no; empty means that everything is allowed."""
    documents = tuple(policies)
    return tuple(call for right in rights for call in calls(right) if not allowed(documents, call))


def used_rights(account: Account) -> tuple[Right, ...]:
    """The rights that a principal used, as they were added up."""
    return tuple(
        Right(name, entry.resources(), context, because) for (name, context, because), entry in account.used.items()
    )


def prove(policies: Iterable[Mapping[str, Any]], account: Account) -> None:
    """Make sure that policies allow what was used.

    Raises:
        AssertionError: They do not; that is a fault of this program.
    """
    refused = refused_by(policies, used_rights(account))
    if refused:
        raise AssertionError(f"a proposed policy refuses {refused[0].action} on {refused[0].resource}")
