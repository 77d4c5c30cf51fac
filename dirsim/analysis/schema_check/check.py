"""The check of a schema extension: its records in order, each against the schema as the ones before it left it."""

from __future__ import annotations

from collections.abc import Iterable

from dirsim.analysis.schema_check.attributes import add_attribute
from dirsim.analysis.schema_check.classes import add_class
from dirsim.analysis.schema_check.managed import managed_findings
from dirsim.analysis.schema_check.modifications import delete, modify, rename
from dirsim.analysis.schema_check.result import ResultingClass, SchemaCheck
from dirsim.analysis.schema_check.state import Look, State
from dirsim.analysis.schema_check.stock import stock_schema
from dirsim.model.schema import Schema
from dirsim.model.schema_change import SchemaChange

_KINDS = {"attributeschema": add_attribute, "classschema": add_class}


def check_schema(
    changes: Iterable[SchemaChange], against: Schema | None = None, *, managed: bool = False, characters: int = 0
) -> SchemaCheck:
    """Whether a directory would take an extension, and what the schema would be afterwards.

    A record that is refused is left out, and the next ones are checked without it, so what rests on it is told too.

    Args:
        changes: The records in order, of one file or of several that are applied one after the other.
        against: The schema that it meets; ``None`` means the delivered one.
        managed: Whether AWS Managed Microsoft AD is to take it.
        characters: For ``managed``: how long the longest file is; 0 means unknown.
    """
    records = tuple(changes)
    state = State.of(against or stock_schema())
    file = ""
    for change in records:
        if change.file != file:  # the next file is loaded later
            state.pending.clear()
            file = change.file
        _apply(Look(state, change))
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


def _apply(look: Look) -> None:
    change = look.change
    if change.operation == "refresh":
        look.state.pending.clear()
    elif not change.in_schema and {value.text.lower() for value in change.values("objectClass")} & set(_KINDS):
        look.error(
            "place", "a definition stands directly in the schema container", "CN=NAME,CN=Schema,CN=Configuration,DC=..."
        )
    elif not change.in_schema:
        look.warn(
            "not-schema",
            f"{change.dn[:80] or 'the root of the server'} is no part of the schema",
            "keep it in a file of its own",
        )
    elif change.operation == "add":
        _add(look)
    elif change.operation == "modify":
        modify(look)
    elif change.operation == "delete":
        delete(look)
    elif change.operation == "rename":
        rename(look)


def _add(look: Look) -> None:
    kinds = {value.text.lower() for value in look.change.values("objectClass")}
    taken = look.state.names.get(look.change.cn.lower())
    if taken is not None:
        if look.change.lenient:
            look.warn("object-exists", f"there is a definition CN={look.change.cn} already; the record is passed over")
        else:
            look.error("object-exists", f"there is a definition CN={look.change.cn} already")
        return
    if not kinds:
        look.error("missing", "objectClass is missing", "attributeSchema or classSchema")
        return
    rule = next((_KINDS[kind] for kind in sorted(kinds) if kind in _KINDS), None)
    if rule is None:
        look.error("not-schema", "the schema container holds attributes and classes, nothing else")
        return
    rule(look)


def _hanging(state: State, records: tuple[SchemaChange, ...]) -> None:
    """At the end of the file the directory loads the new names by itself, but only after some minutes."""
    if state.pending and records:
        look = Look(state, records[-1])
        hint = "end the file with a record with schemaUpdateNow"
        look.note("not-loaded", "the names that were added last can be used only some minutes later", hint)


def _resulting(state: State, name: str) -> ResultingClass:
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
