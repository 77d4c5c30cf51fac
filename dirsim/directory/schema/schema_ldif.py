"""Schema extensions and schema exports in LDIF."""

from __future__ import annotations

import os
import uuid

from dirsim.directory.schema.change import Given, SchemaChange, SchemaPart
from dirsim.directory.schema.model import BASE_OBJECT, AttributeDefinition, Category, ClassDefinition, Schema
from dirsim.errors import InputError, Problem
from dirsim.parsing.ldif import LdifRecord, LdifValue, ldif_records, read_ldif
from dirsim.parsing.source import file_name

_OPERATIONS = {"": "add", "modrdn": "rename"}
_REFRESH = "schemaupdatenow"


def read_schema_changes(path: str | os.PathLike[str], name: str | None = None) -> tuple[SchemaChange, ...]:
    """The records of an extension, in file order; entries without a changetype are added.

    Args:
        path: The file; ``-`` is standard input.
        name: The name of the file in messages; ``None`` means its path.

    Raises:
        InputError: The file cannot be read, or is not LDIF.
    """
    file = file_name(path, name)
    return tuple(_change(record, file) for record in read_ldif(path, name))


def parse_schema_changes(text: str, file: str = "") -> tuple[SchemaChange, ...]:
    """The records of an extension in a text.

    Args:
        text: LDIF.
        file: The name of the text in messages; empty means none.

    Raises:
        InputError: The text is not LDIF; the error lists every problem.
    """
    problems: list[Problem] = []
    lines = text.encode().splitlines(keepends=True)
    changes = tuple(_change(record, file) for record in ldif_records(lines, file, problems))
    if problems:
        raise InputError(problems)
    return changes


def read_schema(path: str | os.PathLike[str], name: str | None = None) -> Schema:
    """The definitions in an export of a schema naming context; other content of the file is skipped.

    Raises:
        InputError: The file cannot be read, or is not LDIF.
    """
    attributes: dict[str, AttributeDefinition] = {}
    classes: dict[str, ClassDefinition] = {}
    version = 0
    for record in read_ldif(path, name):
        kinds = {text.lower() for text in record.texts("objectClass")}
        display = record.text("lDAPDisplayName") or ""
        if "dmd" in kinds:
            version = _number(record.text("objectVersion")) or 0
        elif "attributeschema" in kinds and display:
            attributes[display.lower()] = _attribute(record, display)
        elif "classschema" in kinds and display:
            classes[display.lower()] = _class(record, display)
    return Schema(version=version, attributes=attributes, classes=classes)


def _change(record: LdifRecord, file: str) -> SchemaChange:
    if record.change == "modify" and not record.dn.strip() and _is_refresh(record):
        return SchemaChange(operation="refresh", dn="", file=file, line=record.line)
    entry: dict[str, list[Given]] = {}
    written: dict[str, str] = {}
    for value in record.attributes:
        entry.setdefault(value.name.lower(), []).append(_given(value))
        written.setdefault(value.name.lower(), value.name)
    return SchemaChange(
        operation=_OPERATIONS.get(record.change, record.change),
        dn=record.dn,
        file=file,
        line=record.line,
        lenient=record.lenient,
        entry={name: tuple(values) for name, values in entry.items()},
        written=written,
        parts=tuple(
            SchemaPart(
                operation=part.operation,
                attribute=part.attribute,
                values=tuple(map(_given, part.values)),
                line=part.line,
            )
            for part in record.changes
        ),
        new_name=record.new_rdn,
    )


def _is_refresh(record: LdifRecord) -> bool:
    return bool(record.changes) and all(part.attribute.lower() == _REFRESH for part in record.changes)


def _given(value: LdifValue) -> Given:
    return Given(value.text, value.line, value.value)


def _attribute(record: LdifRecord, name: str) -> AttributeDefinition:
    return AttributeDefinition(
        name=name,
        cn=record.text("cn") or name,
        oid=record.text("attributeID") or "",
        syntax=record.text("attributeSyntax") or "",
        om_syntax=_number(record.text("oMSyntax")) or 0,
        om_object_class=next((value.value.hex() for value in record.values("oMObjectClass")), ""),
        link=_number(record.text("linkID")) or 0,
        mapi=_number(record.text("mAPIID")) or 0,
        single=_true(record.text("isSingleValued")),
        system_only=_true(record.text("systemOnly")),
        base=_base(record),
        constructed=bool((_number(record.text("systemFlags")) or 0) & 4),
        lower=_number(record.text("rangeLower")),
        upper=_number(record.text("rangeUpper")),
        guid=_guid(record),
        defunct=_true(record.text("isDefunct")),
    )


def _class(record: LdifRecord, name: str) -> ClassDefinition:
    category = _number(record.text("objectClassCategory"))
    known = category if category in tuple(Category) else None
    return ClassDefinition(
        name=name,
        cn=record.text("cn") or name,
        oid=record.text("governsID") or "",
        category=None if known is None else Category(known),
        parent=record.text("subClassOf") or "",
        auxiliary=_both(record, "auxiliaryClass", "systemAuxiliaryClass"),
        must=_both(record, "mustContain", "systemMustContain"),
        may=_both(record, "mayContain", "systemMayContain"),
        superiors=_both(record, "possSuperiors", "systemPossSuperiors"),
        rdn=record.text("rDNAttID") or "",
        base=_base(record),
        guid=_guid(record),
        defunct=_true(record.text("isDefunct")),
    )


def _both(record: LdifRecord, *names: str) -> tuple[str, ...]:
    return tuple(sorted({text for name in names for text in record.texts(name)}, key=str.lower))


def _base(record: LdifRecord) -> bool:
    return bool((_number(record.text("systemFlags")) or 0) & BASE_OBJECT)


def _guid(record: LdifRecord) -> str:
    raw = next((value.value for value in record.values("schemaIDGUID")), b"")
    if len(raw) == 16:
        return str(uuid.UUID(bytes_le=raw))
    return raw.decode("ascii", "replace").lower()


def _true(text: str | None) -> bool:
    return (text or "").upper() == "TRUE"


def _number(text: str | None) -> int | None:
    try:
        return None if text is None else int(text)
    except ValueError:
        return None
