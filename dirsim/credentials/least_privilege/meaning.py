"""IAM actions that a recorded operation requires.

They follow from the operation's name or from our own table, and only if the actions exist.
"""

from __future__ import annotations

import re
from functools import cache

from attrs import evolve, frozen

from dirsim.credentials.least_privilege.api_gateway import verb
from dirsim.credentials.least_privilege.inferred import PASSING
from dirsim.credentials.policy.known import Action, action, actions, services
from dirsim.credentials.policy.renames import NO_ACTION, NO_ACTION_SOURCES, PREFIXES, RENAMES, SIBLINGS
from dirsim.credentials.policy.s3_names import S3_RENAMES

_DATE = re.compile(r"(?:_?\d{4}_\d{2}_\d{2}|_?\d{8})(?:v\d+)?$|_V?\d+$")
_READS_MORE = frozenset({"BatchGetSecretValue"})
"""Operations without own resources, whose requests name what they read."""
_VERSION = re.compile(r"[vV]\d+$")
_HOSTS = (".amazonaws.com.cn", ".amazonaws.com", ".aws.amazon.com")


@frozen(eq=False)
class Meaning:
    """The meaning of an operation for policies.

    Attributes:
        service: The IAM prefix.
        operation: The operation without date and version.
        actions: The actions that it requires; the request may add others.
        needless: The reason why it requires none; empty if it requires some or its action is unknown.
        plain: True if the request has no influence: no action supports resources, and none passes a role.
    """

    service: str
    operation: str
    actions: tuple[Action, ...] = ()
    needless: str = ""
    plain: bool = False

    @property
    def unknown(self) -> bool:
        """True if no permission is known for it."""
        return not self.actions and not self.needless


@cache
def prefix_of(source: str) -> str:
    """The IAM prefix of an event source; if there is none, the name of the source itself."""
    name = source.lower()
    for host in _HOSTS:
        name = name.removesuffix(host)
    if name in PREFIXES:
        return PREFIXES[name]
    for candidate in (name, name.rpartition(".")[2], name.partition(".")[0]):
        if candidate in services():
            return candidate
        if candidate in PREFIXES:
            return PREFIXES[candidate]
    return name


@cache
def meaning(source: str, operation: str) -> Meaning:
    """Determine the actions that an operation of an event source requires."""
    found = _meaning(source, operation)
    asks = (
        found.service in {"apigateway", "dynamodb"}
        or found.operation in _READS_MORE
        or (found.service == "sts" and "AssumeRole" in operation)
    )
    plain = not asks and not any(entry.types or entry.name in PASSING for entry in found.actions)
    return evolve(found, plain=plain)


def _meaning(source: str, operation: str) -> Meaning:
    service = prefix_of(source)
    if service in NO_ACTION_SOURCES:
        return Meaning(service, operation, needless=NO_ACTION_SOURCES[service])
    bare = _DATE.sub("", operation)
    needless = NO_ACTION.get((service, bare))
    if needless:
        return Meaning(service, bare, needless=needless)
    if service == "apigateway":
        made = action(f"apigateway:{verb(bare)}") if verb(bare) else None
        return Meaning(service, bare, (made,) if made else ())
    if service == "dynamodb" and bare in {
        "ExecuteStatement",
        "BatchExecuteStatement",
        "ExecuteTransaction",
        "TransactWriteItems",
    }:
        # The request determines the action; these are all candidates.
        names = ["PartiQLSelect", "PartiQLInsert", "PartiQLUpdate", "PartiQLDelete"]
        if bare == "TransactWriteItems":
            names = ["PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem"]
        return Meaning(service, bare, _existing(service, " ".join(names)))
    table = S3_RENAMES if service == "s3" else RENAMES.get(service, {})
    for name in dict.fromkeys((operation, bare, _VERSION.sub("", bare))):
        if name in table:
            return Meaning(service, name, _existing(service, table[name]))
        found = actions(service).get(name.lower())
        if found is not None:
            return Meaning(service, name, (found,))
    for sibling in SIBLINGS.get(service, ()):
        found = actions(sibling).get(bare.lower())
        if found is not None:
            return Meaning(sibling, bare, (found,))
    return Meaning(service, bare, _batch(service, bare))


def _existing(service: str, names: str) -> tuple[Action, ...]:
    found = (action(name if ":" in name else f"{service}:{name}") for name in names.split())
    return tuple(entry for entry in found if entry is not None)


def _batch(service: str, operation: str) -> tuple[Action, ...]:
    """The actions of the single operation, for a batch call whose own name is not an action."""
    known = actions(service)
    if operation.startswith("Batch"):
        single = operation.removeprefix("Batch").lower()
        for name in (single, single.removesuffix("s"), single.removesuffix("es")):
            if name in known:
                return (known[name],)
    if operation.endswith("Batch"):
        found = known.get(operation.removesuffix("Batch").lower())
        return (found,) if found else ()
    return ()
