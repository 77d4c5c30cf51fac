"""What is allowed more widely than it need be."""

from __future__ import annotations

from collections.abc import Iterator

from dirsim.credentials.policy.finding import Finding
from dirsim.credentials.policy.known import Action
from dirsim.credentials.policy.statement import PolicyKind, Statement, meant_actions
from dirsim.credentials.policy.wildcard import matches

NARROWING = frozenset({"aws:resourceaccount", "aws:resourceorgid", "aws:resourceorgpaths"})
"""Conditions, in lower case, that say which resources are meant without naming them; tags on resources do too."""
_ALL_ROLES = ("role/*", "*")


def breadth(statement: Statement, kind: PolicyKind) -> Iterator[Finding]:
    """Where a statement allows more than names would."""
    if not statement.allow:
        return
    if statement.not_principal:
        place = statement.principals[0][2][:3] if statement.principals else statement.path
        yield Finding(
            place, "not-principal", "NotPrincipal with Allow lets in everybody who is not listed, the public included"
        )
    if statement.not_action:
        for name, path in statement.actions[:1]:
            message = (
                "Allow with NotAction allows every other action, those that AWS adds later too; list what is needed"
            )
            yield Finding(path[: len(statement.path) + 1], "not-action", message, name)
    if kind is PolicyKind.TRUST:
        return
    if statement.not_resource:
        path = statement.resources[0][1] if statement.resources else statement.path
        message = "Allow with NotResource allows every other resource, those of other services too"
        yield Finding(path[: len(statement.path) + 1], "not-resource", message)
    if kind is PolicyKind.RESOURCE or statement.not_action:
        return
    yield from _actions(statement)
    yield from _pass_role(statement)
    yield from _resources(statement)


def _actions(statement: Statement) -> Iterator[Finding]:
    for name, path in statement.actions:
        service, _, bare = name.partition(":")
        if name in {"*", "*:*"}:
            yield Finding(path, "wildcard-action", "every action of every service is allowed", name)
        elif bare == "*":
            yield Finding(
                path, "wildcard-action", f"every action of {service} is allowed, those that AWS adds later too", name
            )


def all_resources(statement: Statement) -> tuple[str | int, ...] | None:
    """Where a statement says that it means every resource; ``None`` where it does not."""
    return next((path for name, path in statement.resources if set(name) == {"*"}), None)


def _resources(statement: Statement) -> Iterator[Finding]:
    path = all_resources(statement)
    if path is None or _narrowed(statement):
        return
    for name, place in statement.actions:
        if name in {"*", "*:*"}:
            continue
        named = [entry for entry in meant_actions(name) if entry.types]
        if named and name.partition(":")[2] != "*":
            yield Finding(place, "wildcard-resource", _said(name, named), name)


def _said(name: str, named: list[Action]) -> str:
    kinds = ", ".join(dict.fromkeys(kind.name for entry in named[:3] for kind, _ in entry.types))
    if len(kinds) > 100:
        kinds = f"{kinds[:100].rpartition(',')[0]}, ..."
    some = "" if len(named) == 1 and "*" not in name else f" ({len(named)} of the actions that it means)"
    return f"{name} on *: it can be limited to named resources{some}: {kinds}"


def _narrowed(statement: Statement) -> bool:
    return statement.has(*NARROWING) or any(
        "resourcetag" in test.key.lower() and test.positive and test.sure for test in statement.tests
    )


def _pass_role(statement: Statement) -> Iterator[Finding]:
    if statement.has("iam:passedtoservice", "iam:associatedresourcearn"):
        return
    wide = next((name for name, _ in statement.resources if every_role(name)), "")
    if not wide:
        return
    for name, path in statement.actions:
        if name not in {"*", "*:*"} and matches(name, "iam:PassRole", any_case=True):
            message = f"iam:PassRole on {wide}: any role can be handed to a service, the most powerful one too; name the roles"
            yield Finding(path, "pass-role-wildcard", message, name)


def every_role(resource: str) -> bool:
    """Whether a resource of a policy means every role of an account."""
    return (
        set(resource) == {"*"}
        or (resource.startswith("arn:") and resource.split(":", 5)[-1] in _ALL_ROLES)
        or resource == "arn:*"
    )
