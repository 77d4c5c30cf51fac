"""IAM policy rules for permissions broader than necessary."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dirsim.credentials.policy.finding import PolicyFinding
from dirsim.credentials.policy.known import Action
from dirsim.credentials.policy.reach import applies, reached
from dirsim.credentials.policy.statement import PolicyKind, Statement, meant_actions
from dirsim.credentials.policy.wildcard import matches

NARROWING = frozenset({"aws:resourceaccount", "aws:resourceorgid", "aws:resourceorgpaths"})
"""Condition keys, in lower case, that restrict resources without naming them; resource tags do too."""
_ALL_ROLES = ("role/*", "*")


def breadth(statement: Statement, kind: PolicyKind) -> Iterator[PolicyFinding]:
    """The findings for a statement that allows more than named actions and resources would."""
    if not statement.allow:
        return
    if statement.not_principal:
        place = statement.principals[0][2][:3] if statement.principals else statement.path
        yield PolicyFinding(
            place, "not-principal", "NotPrincipal with Allow grants access to everyone not listed, including the public"
        )
    if statement.not_action:
        for name, path in statement.actions[:1]:
            message = "Allow with NotAction allows every other action, including those that AWS adds later; list the required actions"
            yield PolicyFinding(path[: len(statement.path) + 1], "not-action", message, name)
    if kind is PolicyKind.TRUST:
        return
    if statement.not_resource:
        path = statement.resources[0][1] if statement.resources else statement.path
        message = "Allow with NotResource allows every other resource, including those of other services"
        yield PolicyFinding(path[: len(statement.path) + 1], "not-resource", message)
    if kind is PolicyKind.RESOURCE or statement.not_action:
        return
    yield from _actions(statement)
    yield from _pass_role(statement)
    yield from _resources(statement)


def _actions(statement: Statement) -> Iterator[PolicyFinding]:
    for name, path in statement.actions:
        service, _, bare = name.partition(":")
        if name in {"*", "*:*"}:
            yield PolicyFinding(path, "wildcard-action", "every action of every service is allowed", name)
        elif bare == "*":
            yield PolicyFinding(
                path,
                "wildcard-action",
                f"every action of {service} is allowed, including those that AWS adds later",
                name,
            )


def all_resources(statement: Statement) -> tuple[str | int, ...] | None:
    """The path at which a statement covers every resource; ``None`` if it does not."""
    return next((path for name, path in statement.resources if every_resource(name)), None)


def every_resource(name: str) -> bool:
    """True if a resource covers every resource of some service: ``*``, or an ARN without a Region, an account or a name."""
    if set(name) == {"*"}:
        return True
    parts = name.split(":", 5)
    if parts[0] != "arn" or "${" in name:
        return False
    if len(parts) < 6:
        return name.endswith("*") and not re.search(r"[A-Za-z0-9]", "".join(parts[3:]))
    return not re.search(r"[A-Za-z0-9]", "".join(parts[3:]))


def _resources(statement: Statement) -> Iterator[PolicyFinding]:
    path = all_resources(statement)
    if path is None or _narrowed(statement):
        return
    for name, place in statement.actions:
        if name in {"*", "*:*"}:
            continue
        meant = reached(statement, meant_actions(name))
        named = [entry for entry in meant if entry.types]
        if named and name.partition(":")[2] != "*":
            yield PolicyFinding(place, "wildcard-resource", _sentence(name, named), name)
        service = name.partition(":")[0]
        changing = [entry.name for entry in meant if entry.level not in {"Read", "List"}]
        if name.endswith("*") and name != f"{service}:*" and changing:
            message = f"{name} covers {len(changing)} actions that change something, such as {changing[0]}, and those that AWS adds later"
            yield PolicyFinding(place, "wildcard-prefix", message, name)


def _sentence(name: str, named: list[Action]) -> str:
    kinds = ", ".join(dict.fromkeys(kind.name for entry in named[:3] for kind, _ in entry.types))
    if len(kinds) > 100:
        kinds = f"{kinds[:100].rpartition(',')[0]}, ..."
    some = "" if len(named) == 1 and "*" not in name else f" ({len(named)} of the matching actions)"
    return f"{name} on *: it can be limited to named resources{some}: {kinds}"


def _narrowed(statement: Statement) -> bool:
    return statement.has(*NARROWING) or any(
        "resourcetag" in test.key.lower() and test.positive and test.sure for test in statement.tests
    )


def _pass_role(statement: Statement) -> Iterator[PolicyFinding]:
    if statement.has("iam:passedtoservice", "iam:associatedresourcearn"):
        return
    wide = next((name for name, _ in statement.resources if every_role(name) and applies("iam:PassRole", name)), "")
    if not wide:
        return
    for name, path in statement.actions:
        if name not in {"*", "*:*"} and matches(name, "iam:PassRole", any_case=True):
            message = f"iam:PassRole on {wide}: any role can be handed to a service, the most powerful one too; name the roles"
            yield PolicyFinding(path, "pass-role-wildcard", message, name)


def every_role(resource: str) -> bool:
    """True if a resource of a policy covers every role of an account."""
    return (
        set(resource) == {"*"}
        or (resource.startswith("arn:") and resource.split(":", 5)[-1] in _ALL_ROLES)
        or resource == "arn:*"
    )
