"""Additional schema rules of AWS Managed Microsoft AD.

AWS accepts an LDIF file that contains only schema changes, with the domain's real names; the change is permanent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from dirsim.directory.schema.change import SchemaChange
from dirsim.directory.schema.schema_findings import SchemaFinding, SchemaLevel
from dirsim.facts import catalog

MOST_CHARACTERS = "managed-schema-ldif-size"
_OWN_NAMES = "managed-schema-distinguished-names"
_SCHEMA_ONLY = "managed-schema-only"
_UNDO = "managed-schema-not-reversible"
_ALLOWED_ABOVE = "cn=schema,cn=configuration,"
_PLACEHOLDER = re.compile(r"dc=(?:x|(?=[a-z0-9.-]*[^a-z0-9,.-])[^,]*)$", re.IGNORECASE)


def managed_findings(changes: Iterable[SchemaChange], characters: int) -> list[SchemaFinding]:
    """The changes that AWS would refuse or cannot undo.

    Args:
        changes: The extension.
        characters: The length of the file in characters; 0 means unknown.
    """
    all_changes = tuple(changes)
    found: list[SchemaFinding] = []
    for change in all_changes:
        if change.operation == "refresh":
            continue
        if not change.above.startswith(_ALLOWED_ABOVE):
            found.append(
                _about(
                    change,
                    "managed-not-schema",
                    SchemaLevel.ERROR,
                    "AWS accepts only schema changes",
                    _SCHEMA_ONLY,
                )
            )
        elif _PLACEHOLDER.search(change.above):
            text = "AWS applies the file unchanged: use the names of your domain, not a placeholder"
            found.append(_about(change, "managed-placeholder", SchemaLevel.ERROR, text, _OWN_NAMES))
    most = catalog()[MOST_CHARACTERS].value
    if isinstance(most, int) and characters > most and all_changes:
        text = f"the file has {characters} characters, more than the AWS limit of {most}"
        found.append(_about(all_changes[0], "managed-size", SchemaLevel.ERROR, text, MOST_CHARACTERS))
    if all_changes:
        text = "it cannot be undone: you can only make definitions defunct, or restore a snapshot with all data of that day"
        found.append(_about(all_changes[0], "managed-undo", SchemaLevel.NOTE, text, _UNDO))
    return found


def _about(change: SchemaChange, rule: str, level: SchemaLevel, message: str, fact: str) -> SchemaFinding:
    return SchemaFinding(
        rule=rule, level=level, message=message, file=change.file, line=change.line, object=change.cn, facts=(fact,)
    )
