"""Privilege escalation: publicly known combinations of permissions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from attrs import frozen

from dirsim.credentials.policy.escalation_ways import ON_OWN_USER, WAYS, EscalationPath
from dirsim.credentials.policy.finding import Path, PolicyFinding
from dirsim.credentials.policy.reach import covers_type, own_user
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
    """The grants of each action that a path needs, and the actions that are denied wherever they are granted."""
    read = list(statements)
    grants: _Grants = {}
    denied: set[str] = set()
    for statement in read:
        if statement.not_action:
            continue
        for name, path in statement.actions:
            for action in _meant(name):
                if not statement.allow:
                    if not statement.tests and any(_denies(text, action, read) for text, _ in statement.resources):
                        denied.add(action)
                elif _counts(statement, action):
                    grants.setdefault(action, []).append(_Grant(name, path, _receivers(statement, action)))
    return grants, denied


def _denies(resource: str, action: str, statements: list[Statement]) -> bool:
    """True if a Deny on a resource leaves nothing of the grants of an action."""
    if covers_type(resource, action):
        return True
    granted = [
        text
        for statement in statements
        if statement.allow and any(matches(name, action, any_case=True) for name, _ in statement.actions)
        for text, _ in statement.resources
    ]
    return own_user(resource) and all(map(own_user, granted))


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
    """True if a statement grants an action on more than named resources, or one on the own user that gives more rights."""
    for test in statement.tests:
        if test.positive and test.sure and test.key.lower().partition("/")[0] in _LIMITING:
            return False
    return statement.not_resource or any(gives_more(text, action) for text, _ in statement.resources)


def gives_more(resource: str, action: str) -> bool:
    """True if an action on a resource of a policy gives its principal more rights.

    Own access keys and an own password give none: they are the documented way in which users manage their credentials. Source:
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html.
    """
    return covers_type(resource, action) or (action in ON_OWN_USER and own_user(resource))


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
