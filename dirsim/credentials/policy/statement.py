"""A normalised IAM policy statement, with lists in place of scalars."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import lru_cache
from typing import Any

from attrs import frozen

from dirsim.credentials.policy.finding import Path
from dirsim.credentials.policy.known import Action, action, actions, services
from dirsim.credentials.policy.wildcard import pattern

_TRUST = re.compile(r"sts:(?:assumerole.*|tagsession|setsourceidentity|setcontext|\*)|rolesanywhere:.*", re.IGNORECASE)


class PolicyKind(Enum):
    """The type of a policy, by its attachment."""

    IDENTITY = "identity"
    RESOURCE = "resource"
    TRUST = "trust"
    BOUNDARY = "boundary"
    SCP = "scp"
    RCP = "rcp"
    SESSION = "session"

    @property
    def attached(self) -> bool:
        """True if the policy is attached to what it applies to, so that its statements name no principal."""
        return self in {PolicyKind.IDENTITY, PolicyKind.BOUNDARY, PolicyKind.SCP, PolicyKind.SESSION}

    @property
    def grants(self) -> bool:
        """True if an Allow of the policy grants; otherwise it only limits what others grant."""
        return self in {PolicyKind.IDENTITY, PolicyKind.RESOURCE, PolicyKind.TRUST}


@frozen
class Test:
    """One condition: an operator, a key, and the values of which one must match.

    Attributes:
        operator: The operator, without qualifier and ``IfExists``.
        key: The condition key as written.
        values: The values as text.
        path: Its position.
        sure: False if it also holds for requests without the key (``IfExists``, ``ForAllValues``).
    """

    operator: str
    key: str
    values: tuple[str, ...]
    path: Path
    sure: bool = True

    @property
    def positive(self) -> bool:
        """True if it requires a value, false if it excludes one."""
        return "Not" not in self.operator and self.operator != "Null"


@frozen
class Statement:
    """A well-formed statement.

    Attributes:
        path: Its position.
        allow: True for Allow, False for Deny.
        actions: The actions, each with its position; for ``NotAction`` the excluded ones.
        resources: The resources, each with its position.
        not_action: True for ``NotAction``.
        not_resource: True for ``NotResource``.
        not_principal: True for ``NotPrincipal``.
        principals: Type and name of each principal, with its position.
        tests: The conditions, all of which must hold.
    """

    path: Path
    allow: bool
    actions: tuple[tuple[str, Path], ...]
    resources: tuple[tuple[str, Path], ...]
    not_action: bool
    not_resource: bool
    not_principal: bool
    principals: tuple[tuple[str, str, Path], ...]
    tests: tuple[Test, ...]

    def has(self, *keys: str) -> bool:
        """True if a condition that always applies requires a value of one of the keys; keys in lower case."""
        return any(test.key.lower() in keys and test.positive and test.sure for test in self.tests)


def listed(value: object, path: Path) -> Iterator[tuple[object, Path]]:
    """One value, or the values of a list, each with its position."""
    if isinstance(value, list):
        for place, entry in enumerate(value):
            yield entry, (*path, place)
    else:
        yield value, path


def statements(policy: Mapping[str, Any]) -> Iterator[tuple[Any, Path]]:
    """The statements of a policy, each with its position."""
    yield from listed(policy.get("Statement"), ("Statement",))


def kind_of(policy: Mapping[str, Any]) -> PolicyKind:
    """The probable type of a policy: only resource policies and trust policies name principals."""
    found = [entry for entry, _ in statements(policy) if isinstance(entry, dict)]
    if not any("Principal" in entry or "NotPrincipal" in entry for entry in found):
        if found and not any("Resource" in entry or "NotResource" in entry for entry in found) and _assumes(found):
            return PolicyKind.TRUST
        return PolicyKind.IDENTITY
    return PolicyKind.TRUST if _assumes(found) else PolicyKind.RESOURCE


def _assumes(found: list[dict[str, Any]]) -> bool:
    names = [name for entry in found for name, _ in listed(entry.get("Action", entry.get("NotAction")), ())]
    return bool(names) and all(isinstance(name, str) and _TRUST.fullmatch(name) for name in names)


def read(entry: Mapping[str, Any], path: Path) -> Statement:
    """Normalise a statement; malformed parts are omitted."""
    not_action, not_resource = "NotAction" in entry, "NotResource" in entry
    action_key, resource_key = (
        ("NotAction" if not_action else "Action"),
        ("NotResource" if not_resource else "Resource"),
    )
    principal_key = "NotPrincipal" if "NotPrincipal" in entry else "Principal"
    return Statement(
        path,
        entry.get("Effect") == "Allow",
        _texts(entry.get(action_key), (*path, action_key)),
        _texts(entry.get(resource_key), (*path, resource_key)),
        not_action,
        not_resource,
        principal_key == "NotPrincipal",
        tuple(_principals(entry.get(principal_key), (*path, principal_key))),
        tuple(_tests(entry.get("Condition"), (*path, "Condition"))),
    )


def _texts(value: object, path: Path) -> tuple[tuple[str, Path], ...]:
    return tuple((entry, place) for entry, place in listed(value, path) if isinstance(entry, str))


def _principals(value: object, path: Path) -> Iterator[tuple[str, str, Path]]:
    if isinstance(value, str):
        yield "*" if value == "*" else "", value, path
    elif isinstance(value, dict):
        for kind, names in value.items():
            for name, place in listed(names, (*path, kind)):
                if isinstance(name, str):
                    yield kind, name, place


def _tests(value: object, path: Path) -> Iterator[Test]:
    if not isinstance(value, dict):
        return
    for operator, tests in value.items():
        if not isinstance(tests, dict):
            continue
        bare, sure = bare_operator(operator)
        for key, values in tests.items():
            texts = tuple(_text(entry) for entry, _ in listed(values, ()))
            yield Test(bare, key, texts, (*path, operator, key), sure)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def bare_operator(operator: str) -> tuple[str, bool]:
    """An operator without its qualifiers, and True if it requires the key to be present."""
    qualifier, _, rest = operator.rpartition(":")
    bare = rest.removesuffix("IfExists")
    return bare, bare == rest and qualifier.lower() != "forallvalues"


@lru_cache(maxsize=16384)
def meant_actions(name: str) -> tuple[Action, ...]:
    """The actions that match a name with wildcards, in the order of the service; empty for ``*`` alone."""
    service, colon, bare = name.partition(":")
    if not colon or service.lower() not in services():
        return ()
    if "*" not in bare and "?" not in bare:
        found = action(name)
        return (found,) if found else ()
    wanted = pattern(bare, any_case=True)
    return tuple(entry for entry in actions(service.lower()).values() if wanted.fullmatch(entry.name.partition(":")[2]))
