"""The check of a schema extension, record by record in file order.

Each record is checked against the schema as the records before it left it.
"""

from __future__ import annotations

from collections.abc import Iterable

from dirsim.directory.schema.attributes import add_attribute
from dirsim.directory.schema.change import SchemaChange
from dirsim.directory.schema.classes import add_class
from dirsim.directory.schema.managed import managed_findings
from dirsim.directory.schema.model import Schema
from dirsim.directory.schema.modifications import delete, modify, rename
from dirsim.directory.schema.schema_findings import ResultingClass, SchemaCheck
from dirsim.directory.schema.state import SchemaLookup, SchemaState
from dirsim.directory.schema.stock import stock_schema

_KINDS = {"attributeschema": add_attribute, "classschema": add_class}


def check_schema(
    changes: Iterable[SchemaChange], against: Schema | None = None, *, managed: bool = False, characters: int = 0
) -> SchemaCheck:
    """Check whether a directory would accept an extension, and determine the resulting schema.

    A refused record is skipped, and the next records are checked without it, so records that depend on it are reported too.

    Args:
        changes: The records in order, of one file or of several files that are applied one after the other.
        against: The existing schema; ``None`` means the delivered one.
        managed: True to check for AWS Managed Microsoft AD.
        characters: For ``managed``: the length of the longest file in characters; 0 means unknown.
    """
    records = tuple(changes)
    state = SchemaState.of(against or stock_schema())
    file = ""
    for change in records:
        if change.file != file:  # the next file is loaded later
            state.pending.clear()
            file = change.file
        _apply(SchemaLookup(state, change))
    _hanging(state, records)
    findings = [*state.findings, *(managed_findings(records, characters) if managed else ())]
    order = {name: at for at, name in enumerate(dict.fromkeys(change.file for change in records))}
    findings.sort(key=lambda found: (order.get(found.file, 0), found.line))
    return SchemaCheck(
        findings=tuple(findings),
        attributes=tuple(state.attributes[name] for name in state.new_attributes),
        classes=tuple(_resulting(state, name) for name in state.touched_classes),
        managed=managed,
    )


def _apply(look: SchemaLookup) -> None:
    change = look.change
    if change.operation == "refresh":
        look.state.pending.clear()
    elif not change.in_schema and {value.text.lower() for value in change.values("objectClass")} & set(_KINDS):
        look.error(
            "place",
            "a definition must be a direct child of the schema container",
            "CN=NAME,CN=Schema,CN=Configuration,DC=...",
        )
    elif not change.in_schema and change.operation == "add" and not change.values("objectClass"):
        look.error("missing", "missing objectClass")
    elif not change.in_schema:
        look.warn(
            "not-schema",
            f"{change.dn[:80] or 'the root DSE'} is not part of the schema",
            "move it to a separate file",
        )
    elif change.operation == "add":
        _add(look)
    elif change.operation == "modify":
        modify(look)
    elif change.operation == "delete":
        delete(look)
    elif change.operation == "rename":
        rename(look)


def _add(look: SchemaLookup) -> None:
    kinds = {value.text.lower() for value in look.change.values("objectClass")}
    taken = look.state.names.get(look.change.cn.lower())
    if taken is not None:
        if look.change.lenient:
            look.warn("object-exists", f"the definition CN={look.change.cn} already exists; the record is skipped")
        else:
            look.error("object-exists", f"the definition CN={look.change.cn} already exists")
        return
    if not kinds:
        look.error("missing", "missing objectClass", "expected one of: attributeSchema, classSchema")
        return
    rule = next((_KINDS[kind] for kind in sorted(kinds) if kind in _KINDS), None)
    if rule is None:
        look.error("not-schema", "the schema container contains only attributes and classes")
        return
    rule(look)


def _hanging(state: SchemaState, records: tuple[SchemaChange, ...]) -> None:
    """Note names that the file adds without loading them: the directory loads them by itself only after some minutes."""
    if state.pending and records:
        look = SchemaLookup(state, records[-1])
        hint = "end the file with a schemaUpdateNow record"
        look.note("not-loaded", "the names added last become usable only after some minutes", hint)


def _resulting(state: SchemaState, name: str) -> ResultingClass:
    one = state.classes[name]
    parts = state.parts(one)
    must = _sorted(each for part in parts for each in part.must)
    wanted = {each.lower() for each in must}
    return ResultingClass(
        name=one.name,
        oid=one.oid,
        new=name in state.new_classes,
        category=one.category,
        chain=tuple(step.name for step in state.chain(one))[1:],
        auxiliary=one.auxiliary,
        must=must,
        may=tuple(each for each in _sorted(each for part in parts for each in part.may) if each.lower() not in wanted),
        added=_sorted(found.name for each in state.touched_classes[name] if (found := state.attribute(each))),
        superiors=_sorted(each for step in state.chain(one) for each in step.superiors),
    )


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({name.lower(): name for name in names}.values(), key=str.lower))
