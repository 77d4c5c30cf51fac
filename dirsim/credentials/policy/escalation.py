"""Privilege escalation: publicly known combinations of permissions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from attrs import frozen

from dirsim.credentials.policy.escalation_ways import WAYS, EscalationPath
from dirsim.credentials.policy.finding import Path, PolicyFinding
from dirsim.credentials.policy.statement import Statement
from dirsim.credentials.policy.wildcard import matches

_LIMITING = frozenset({
    "iam:permissionsboundary", "iam:policyarn", "iam:resourcetag", "aws:resourcetag", "iam:associatedresourcearn", "iam:awsservicename",
})  # fmt: skip
_WANTED = tuple(sorted({name for way in WAYS for name in way.needs}))
_NEEDS = {way: frozenset(way.needs) for way in WAYS}
_SERVICES = frozenset(name.partition(":")[0] for name in _WANTED)


@frozen
class _Grant:
    written: str
    path: Path
    receivers: tuple[str, ...] = ()


_Grants = dict[str, list[_Grant]]


def escalation(statements: Iterable[Statement]) -> Iterator[PolicyFinding]:
    """The escalation paths that statements together open; paths behind one wildcard form one finding."""
    behind: dict[tuple[Path, str], list[EscalationPath]] = {}
    for way, found in _open(statements):
        first = found[0]
        if "*" in first.written and len({entry.written for entry in found}) == 1:
            behind.setdefault((first.path, first.written), []).append(way)
        else:
            yield PolicyFinding(first.path, "privilege-escalation", sentence(way), "+".join(way.needs))
    for (path, written), ways in behind.items():
        many = f" and in {len(ways) - 1} more ways" if len(ways) > 1 else ""
        yield PolicyFinding(path, "privilege-escalation", f"{written}: {sentence(ways[0])}{many}", written)


def open_ways(statements: Iterable[Statement]) -> tuple[EscalationPath, ...]:
    """The escalation paths that statements together open, in the order of the list."""
    return tuple(way for way, _ in _open(statements))


def _open(statements: Iterable[Statement]) -> Iterator[tuple[EscalationPath, list[_Grant]]]:
    grants, denied = _grants(statements)
    granted = grants.keys()
    for way in WAYS:
        if not granted >= _NEEDS[way] or denied & _NEEDS[way]:
            continue
        found = [entry for need in way.needs if (entry := _grant(grants.get(need, []), way)) is not None]
        if len(found) == len(way.needs):
            yield way, found


def _grants(statements: Iterable[Statement]) -> tuple[_Grants, set[str]]:
    """The grants of each action that a path needs, and the actions that are denied on everything."""
    grants: _Grants = {}
    denied: set[str] = set()
    for statement in statements:
        if statement.not_action:
            continue
        for name, path in statement.actions:
            for action in _meant(name):
                if not statement.allow:
                    if not statement.tests and any(set(text) == {"*"} for text, _ in statement.resources):
                        denied.add(action)
                elif _counts(statement, action):
                    grants.setdefault(action, []).append(_Grant(name, path, _receivers(statement, action)))
    return grants, denied


def sentence(way: EscalationPath) -> str:
    """The act of a principal on an escalation path, as a sentence."""
    return f"with {' and '.join(way.needs)} a principal {way.how}"


@lru_cache(maxsize=8192)
def _meant(name: str) -> tuple[str, ...]:
    service = name.partition(":")[0].lower()
    if "*" not in service and service not in _SERVICES:
        return ()
    return tuple(wanted for wanted in _WANTED if matches(name, wanted, any_case=True))


def _counts(statement: Statement, action: str) -> bool:
    """True if a statement grants an action on resources other than the principal's own."""
    for test in statement.tests:
        if test.positive and test.sure and test.key.lower().partition("/")[0] in _LIMITING:
            return False
    return statement.not_resource or any(covers_type(text, action) for text, _ in statement.resources)


def covers_type(resource: str, action: str) -> bool:
    """True if a resource of a policy covers everything of the type that an action applies to."""
    if set(resource) == {"*"}:
        return True
    if "${" in resource or not resource.startswith("arn:"):
        return False
    parts = resource.split(":", 5)
    last = parts[5] if len(parts) == 6 else parts[-1]
    service = action.partition(":")[0]
    if len(parts) == 6 and not matches(parts[2], service) and service != "sts":
        return False
    kind, _, rest = last.replace(":", "/").partition("/")
    return set(last) == {"*"} or (set(rest) == {"*"} and bool(kind))


def _receivers(statement: Statement, action: str) -> tuple[str, ...]:
    if action != "iam:PassRole":
        return ()
    return tuple(
        value
        for test in statement.tests
        if test.key.lower() == "iam:passedtoservice" and test.positive
        for value in test.values
    )


def _grant(grants: list[_Grant], way: EscalationPath) -> _Grant | None:
    for entry in grants:
        if not entry.receivers or not way.passes or any(matches(text, way.passes) for text in entry.receivers):
            return entry
    return None
