"""Amazon DynamoDB actions in PartiQL statements and transactions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from dirsim.credentials.policy.record import mapping, text

_STATEMENT = re.compile(r"\s*(select|insert|update|delete)\b", re.IGNORECASE)
_EXISTS = re.compile(r"\s*exists\s*\(", re.IGNORECASE)
_FROM = re.compile(r"""\b(?:from|into|update)\s+(?:"([^"]+)"(?:\s*\.\s*"([^"]+)")?|([\w.-]+))""", re.IGNORECASE)
_PARTIQL = {
    "select": "PartiQLSelect",
    "insert": "PartiQLInsert",
    "update": "PartiQLUpdate",
    "delete": "PartiQLDelete",
}
_WRITES = {
    "put": "PutItem",
    "update": "UpdateItem",
    "delete": "DeleteItem",
    "conditioncheck": "ConditionCheckItem",
    "check": "ConditionCheckItem",
}
STATEMENTS = frozenset({"ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction"})

Needed = dict[str, set[str]]
"""Actions without prefix, each with the names of the known tables."""


def dynamodb_actions(operation: str, request: Mapping[str, Any], read_only: bool | None) -> tuple[Needed, bool]:
    """The actions that a statement or a transaction requires.

    Returns:
        The actions, and True if the request shows them; otherwise every action that it may contain.
    """
    if operation in STATEMENTS:
        found = _statements(request)
        if found:
            return found, True
        if read_only:
            return {"PartiQLSelect": set()}, True
        return {name: set() for name in _PARTIQL.values()}, False
    found = _writes(request)
    return (found, True) if found else ({name: set() for name in _WRITES.values()}, False)


def _entries(request: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    for key in ("requestItems", "statements", "transactStatements", "transactItems"):
        value = request.get(key)
        if isinstance(value, list):
            return [entry for entry in value if isinstance(entry, dict)]
    return [request]


def _statements(request: Mapping[str, Any]) -> Needed:
    found: Needed = {}
    for entry in _entries(request):
        statement = text(entry.get("statement")) or text(entry.get("Statement"))
        verb = _STATEMENT.match(statement)
        exists = _EXISTS.match(statement)
        if not verb and not exists:
            continue
        name = _PARTIQL[verb[1].lower()] if verb else "PartiQLSelect"
        tables = found.setdefault(name, set())
        table = _FROM.search(statement)
        if table:
            whole = table[1] or table[3]
            tables.add(f"{whole}/index/{table[2]}" if table[2] else whole.partition(".")[0])
    return found


def _writes(request: Mapping[str, Any]) -> Needed:
    found: Needed = {}
    for entry in _entries(request):
        lower = {key.lower(): value for key, value in entry.items()}
        if isinstance(lower.get("operation"), str):
            name = _WRITES.get(lower["operation"].lower().replace(" ", ""))
            if name:
                _note(found, name, lower)
            continue
        for key, name in _WRITES.items():
            if isinstance(lower.get(key), dict):
                _note(found, name, {inner.lower(): value for inner, value in mapping(lower[key]).items()})
    return found


def _note(found: Needed, name: str, entry: Mapping[str, Any]) -> None:
    tables = found.setdefault(name, set())
    table = text(entry.get("tablename"))
    if table and not table.startswith("arn:"):
        tables.add(table)
