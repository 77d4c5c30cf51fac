"""Actions that identity policies allow on some resource."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from dirsim.credentials.policy.known import Action, actions, services
from dirsim.credentials.policy.statement import meant_actions, read, statements
from dirsim.credentials.policy.wildcard import matches


def allowed_actions(policy: Mapping[str, Any]) -> tuple[Action, ...]:
    """The actions that a policy allows on some resource, sorted by name; actions that it denies everywhere are left out.

    Args:
        policy: The policy as plain data; a malformed one allows nothing.
    """
    if not isinstance(policy, dict):
        return ()
    found: dict[str, Action] = {}
    denied: list[str] = []
    for entry, path in statements(policy):
        if not isinstance(entry, dict):
            continue
        statement = read(entry, path)
        names = [name for name, _ in statement.actions]
        if not statement.allow:
            if (
                not statement.not_action
                and not statement.tests
                and any(set(text) == {"*"} for text, _ in statement.resources)
            ):
                denied += names
            continue
        for action in _others(tuple(names)) if statement.not_action else _meant(tuple(names)):
            found[action.name] = action
    return tuple(
        action
        for name, action in sorted(found.items())
        if not any(matches(text, name, any_case=True) for text in denied)
    )


def every_action() -> Iterator[Action]:
    """Every known action."""
    for service in sorted(services()):
        yield from actions(service).values()


@lru_cache(maxsize=256)
def _meant(names: tuple[str, ...]) -> tuple[Action, ...]:
    made: list[Action] = []
    for name in names:
        made += every_action() if name in {"*", "*:*"} else meant_actions(name)
    return tuple(made)


@lru_cache(maxsize=64)
def _others(names: tuple[str, ...]) -> tuple[Action, ...]:
    return tuple(
        action for action in every_action() if not any(matches(text, action.name, any_case=True) for text in names)
    )
