"""What AWS Managed Microsoft AD adds to the rules: an LDIF file of schema changes, with the domain's own names, for good."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dirsim.analysis.schema_check.result import Level, SchemaFinding
from dirsim.facts import catalog
from dirsim.model.schema_change import SchemaChange

MOST_CHARACTERS = "managed-schema-ldif-size"
_OWN_NAMES = "managed-schema-distinguished-names"
_SCHEMA_ONLY = "managed-schema-only"
_UNDO = "managed-schema-not-reversible"
_ALLOWED_ABOVE = "cn=schema,cn=configuration,"
_PLACEHOLDER = re.compile(r"dc=(?:x|[^,]*[^a-z0-9,.-][^,]*)$", re.IGNORECASE)


def managed_findings(changes: Iterable[SchemaChange], characters: int) -> list[SchemaFinding]:
    """What AWS would refuse or cannot undo.

    Args:
        changes: The extension.
        characters: How long the file is; 0 means unknown.
    """
    all_changes = tuple(changes)
    found: list[SchemaFinding] = []
    for change in all_changes:
        if change.operation == "refresh":
            continue
        if not change.above.startswith(_ALLOWED_ABOVE):
            found.append(
                _about(change, "managed-not-schema", Level.ERROR, "AWS takes changes of the schema only", _SCHEMA_ONLY)
            )
        elif _PLACEHOLDER.search(change.above):
            said = "AWS runs the file as it is: the names must be those of your domain, not a placeholder"
            found.append(_about(change, "managed-placeholder", Level.ERROR, said, _OWN_NAMES))
    most = catalog()[MOST_CHARACTERS].value
    if isinstance(most, int) and characters > most and all_changes:
        said = f"the file has {characters} characters, more than the {most} that AWS takes"
        found.append(_about(all_changes[0], "managed-size", Level.ERROR, said, MOST_CHARACTERS))
    if all_changes:
        said = "it cannot be undone: definitions can be put out of use, or a snapshot brought back with all data of that day"
        found.append(_about(all_changes[0], "managed-undo", Level.NOTE, said, _UNDO))
    return found


def _about(change: SchemaChange, rule: str, level: Level, message: str, fact: str) -> SchemaFinding:
    return SchemaFinding(
        rule=rule, level=level, message=message, file=change.file, line=change.line, object=change.cn, facts=(fact,)
    )
