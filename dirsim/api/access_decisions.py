"""Functions on effective permissions of IAM policies together."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from dirsim.errors import InputError, Problem, UsageError

if TYPE_CHECKING:
    from dirsim.credentials.policy.effective_access import AccessDecision, AccessPolicy
    from dirsim.credentials.policy.new_access import NewAccess

Source = str | os.PathLike[str] | Mapping[str, Any]
"""A policy: a file, or the document as plain data."""
_ACTION = re.compile(r"[a-zA-Z0-9-]+:[a-zA-Z0-9]+")


def can(
    policies: Source | Iterable[Source],
    *,
    action: str,
    resource: str = "",
    principal: str = "",
    kinds: Mapping[str, str] | None = None,
    context: Mapping[str, Any] | None = None,
) -> AccessDecision:
    """Decide whether policies together allow an action: allowed, denied or undetermined, and why.

    Args:
        policies: Files of policies, or documents as plain data.
        action: The action, such as ``s3:GetObject``.
        resource: The ARN; with wildcards it means several, and empty means not stated.
        principal: The ARN of the caller; empty means the holder of the identity policies.
        kinds: For a file (or the place of a document, counted from 0) the kind of its policies: ``identity``, ``resource``,
            ``trust``, ``boundary``, ``scp``, ``rcp`` or ``session``; an SCP may name its level (``scp:root``).
            The kind of other files follows from their elements.
        context: Condition keys with their values; an empty list states that the request does not carry the key. Keys that are
            not stated are unknown.

    Raises:
        InputError: A file is not a policy, or the action is unknown.
        UsageError: A kind is unknown, or the list of IAM actions is not installed.
    """
    from dirsim.credentials.policy.condition_test import UnknownOperatorError, plain_context
    from dirsim.credentials.policy.effective_access import AccessRequest, access
    from dirsim.parsing.edge import edge

    sources = [policies] if isinstance(policies, str | os.PathLike | Mapping) else list(policies)
    given = _policies(sources, dict(kinds or {}))
    _known_action(action)
    request = AccessRequest(action=action, resource=resource, principal=principal, context=plain_context(context or {}))
    with edge(", ".join(dict.fromkeys(policy.file for policy in given))):
        try:
            return access(given, request)
        except UnknownOperatorError as error:
            raise InputError((Problem("Condition", str(error), "see dirsim lint-policy"),)) from None


def new_access(old: Source | Iterable[Source], new: Source | Iterable[Source]) -> tuple[NewAccess, ...]:
    """The access that new identity policies allow and old ones do not; empty means no new access.

    Args:
        old: Files of the policies before a change, or documents as plain data.
        new: The same after it.

    Raises:
        InputError: A file is not a policy.
        UsageError: The list of IAM actions is not installed.
    """
    from dirsim.credentials.policy.new_access import new_access as found

    sides = []
    for side in (old, new):
        sources = [side] if isinstance(side, str | os.PathLike | Mapping) else list(side)
        sides.append([policy.document for policy in _policies(sources, {})])
    return found(sides[0], sides[1])


def _policies(sources: list[Source], kinds: dict[str, str]) -> list[AccessPolicy]:
    from dirsim.credentials.policy.effective_access import AccessPolicy
    from dirsim.credentials.policy.policy_files import policies_of, policy_files
    from dirsim.credentials.policy.statement import PolicyKind, kind_of

    known = {kind.value: kind for kind in PolicyKind}
    made: list[AccessPolicy] = []
    used: set[str] = set()
    for place, source in enumerate(sources):
        if isinstance(source, Mapping):
            entries = [(str(place), f"policies[{place}]", [source])]
        else:
            entries = [(file, file, list(policies_of(file))) for file in policy_files([source])]
        for key, name, documents in entries:
            word, _, level = kinds.get(key, "").partition(":")
            if word and word not in known:
                near = get_close_matches(word, list(known), n=1, cutoff=0.5)
                hint = f"; did you mean {near[0]!r}?" if near else f"; expected one of: {', '.join(known)}"
                raise UsageError(f"--kind {key}={word}: unknown kind{hint}")
            used.add(key)
            for document in documents:
                if not isinstance(document, Mapping) or "Statement" not in document:
                    raise InputError((Problem("", "the file is not an IAM policy", "a policy has a Statement", name),))
                kind = known[word] if word else kind_of(document)
                made.append(AccessPolicy(document=document, kind=kind, file=name, level=level))
    unused = sorted(set(kinds) - used)
    if unused:
        raise UsageError(f"--kind {unused[0]}={kinds[unused[0]]}: no policy is read from {unused[0]}")
    return made


def _known_action(name: str) -> None:
    """Refuse an action that does not exist.

    Raises:
        InputError: It does not.
    """
    from dirsim.credentials.policy.known import action, actions, services

    if not _ACTION.fullmatch(name):
        raise InputError((Problem("--action", f"invalid action {name!r}", "such as s3:GetObject, without wildcards"),))
    if action(name) is not None:
        return
    service, _, bare = name.partition(":")
    if service.lower() not in services():
        near = get_close_matches(service.lower(), sorted(services()), n=1, cutoff=0.6)
        raise InputError(
            (Problem("--action", f"unknown service {service!r}", f"did you mean {near[0]}?" if near else ""),)
        )
    found = get_close_matches(bare.lower(), list(actions(service.lower())), n=1, cutoff=0.6)
    hint = f"did you mean {actions(service.lower())[found[0]].name}?" if found else ""
    raise InputError((Problem("--action", f"unknown action {name!r}", hint),))
