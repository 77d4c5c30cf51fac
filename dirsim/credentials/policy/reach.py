"""The actions of a statement that its resources can match.

An action that its resources never match grants nothing, and so opens nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from dirsim.credentials.policy.known import Action, action
from dirsim.credentials.policy.overlap import overlaps
from dirsim.credentials.policy.statement import Statement

_VARIABLE = re.compile(r"\$\{[^}]*\}")
_USER = re.compile(r"\$\{\s*aws:username\s*\}", re.IGNORECASE)
_OTHER, _OWN = "\0", "\1"


def reached(statement: Statement, entries: Iterable[Action]) -> list[Action]:
    """The actions to which a resource of a statement can belong."""
    if statement.not_resource or any(set(text) == {"*"} for text, _ in statement.resources):
        return list(entries)
    return [entry for entry in entries if any(applies(entry.name, text) for text, _ in statement.resources)]


def applies(name: str, resource: str) -> bool:
    """True if a resource of a policy can be one that an action applies to."""
    return _applies(name, resource, only_required=False)


@lru_cache(maxsize=65536)
def _applies(name: str, resource: str, *, only_required: bool) -> bool:
    entry = action(name)
    if entry is None or set(resource) == {"*"} or not resource.startswith("arn:"):
        return True  # nothing is known of it, or nothing is left out
    required = [kind for kind, needed in entry.types if needed] if only_required else []
    return any(overlaps(kind.template, resource) for kind in required or [kind for kind, _ in entry.types])


def covers_type(resource: str, name: str) -> bool:
    """True if a resource of a policy covers everything of a type that an action needs.

    A variable for the partition, the Region or the account can be the caller's own.
    """
    if set(resource) == {"*"}:
        return True
    return _whole_type(resource) and _applies(name, resource, only_required=True)


@lru_cache(maxsize=8192)
def _whole_type(resource: str) -> bool:
    """True if an ARN ends with a wildcard alone, perhaps after a type."""
    if not resource.startswith("arn:"):
        return False
    last = _parts(resource)[-1]
    kind, _, rest = last.replace(":", "/").partition("/")
    return set(last) == {"*"} or (set(rest) == {"*"} and bool(kind) and _OTHER not in kind)


@lru_cache(maxsize=8192)
def own_user(resource: str) -> bool:
    """True if a resource of a policy is the caller's own IAM user, by the variable ``aws:username``."""
    last = _parts(resource)[-1]
    return last.startswith("user/") and last.rstrip("*").endswith(_OWN) and _OTHER not in last


def _parts(resource: str) -> list[str]:
    return _VARIABLE.sub(_OTHER, _USER.sub(_OWN, resource)).split(":", 5)
