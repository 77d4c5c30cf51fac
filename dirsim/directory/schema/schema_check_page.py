"""The report of a schema extension check, as text, page and SARIF.

It is also written as GitHub workflow commands, which annotate the lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from dirsim.directory.schema.model import AttributeDefinition
from dirsim.directory.schema.schema_findings import RULES, ResultingClass, SchemaCheck, SchemaFinding, SchemaLevel
from dirsim.directory.schema.syntaxes import name_of
from dirsim.pages.blocks import Block, Heading, Items, Page, Prose, Table
from dirsim.pages.json_text import json_text
from dirsim.pages.pipeline_log import LogEntry, sarif_log, workflow_data, workflow_property
from dirsim.pages.plain import plain

_GITHUB = {SchemaLevel.ERROR: "error", SchemaLevel.WARNING: "warning", SchemaLevel.NOTE: "notice"}


def schema_check_text(answer: SchemaCheck) -> str:
    """The findings, one line each, then the resulting attributes and classes."""
    return "\n".join(plain(line) if not line.startswith(" ") else f"  {plain(line)}" for line in _lines(answer)) + "\n"


def schema_check_page(answer: SchemaCheck) -> Page:
    """The verdict, the findings in a table, then the resulting attributes and classes."""
    blocks: list[Block] = [Heading("Schema extension", 1), Prose(_verdict(answer))]
    if answer.findings:
        rows = [(f"{one.file}:{one.line}", one.level.value, _sentence(one), one.rule) for one in answer.findings]
        blocks += [Heading("Findings"), Table(("Where", "Level", "What", "Rule"), rows)]
    else:
        blocks.append(Prose("No findings."))
    if answer.attributes:
        new = [(one.name, _kind(one), _many(one), one.oid) for one in answer.attributes]
        blocks += [Heading("New attributes"), Table(("Attribute", "Syntax", "Holds", "OID"), new)]
    for cls in answer.classes:
        first, *rest = _class(cls)
        blocks += [Heading(f"{first[:1].upper()}{first[1:]}"), Items(line.strip() for line in rest)]
    return tuple(blocks)


def finding_line(found: SchemaFinding) -> str:
    """A finding with its position, its level and its rule."""
    return f"{found.file}:{found.line}: {found.level.value}: {_sentence(found)} [{found.rule}]"


def _lines(answer: SchemaCheck) -> Iterator[str]:
    for found in answer.findings:
        yield finding_line(found)
    yield _verdict(answer)
    for one in answer.attributes:
        yield f"new attribute {one.name}: {_kind(one)}, {_many(one)}, {one.oid}"
    for cls in answer.classes:
        yield from _class(cls)


def _verdict(answer: SchemaCheck) -> str:
    target = "AWS Managed Microsoft AD" if answer.managed else "Active Directory"
    return f"{target} {'would accept the extension' if answer.accepted else 'would refuse the extension'}."


def _kind(one: AttributeDefinition) -> str:
    return name_of(one.syntax, one.om_syntax, one.om_object_class)


def _many(one: AttributeDefinition) -> str:
    return "one value" if one.single else "many values"


def _sentence(found: SchemaFinding) -> str:
    about = f"{found.object}: " if found.object else ""
    hint = f" ({found.hint})" if found.hint else ""
    return f"{about}{found.message}{hint}"


def _class(one: ResultingClass) -> Iterator[str]:
    kind = one.category.name.lower().replace("_", " ") if one.category is not None else "unknown kind"
    word = "new" if one.new else "changed"
    yield f"{word} class {one.name}: {kind}, from {' < '.join(one.chain) or 'nothing'}"
    if one.auxiliary:
        yield f" auxiliary classes: {', '.join(one.auxiliary)}"
    if one.added:
        yield f" adds: {', '.join(one.added)}"
    yield f" mandatory: {', '.join(one.must) or 'nothing'}"
    yield f" optional: {len(one.may)} attributes (all of them with --format json)"
    if one.superiors:
        yield f" possible parents: {', '.join(one.superiors)}"


def schema_check_github(answer: SchemaCheck) -> str:
    """Workflow commands with which GitHub annotates the lines."""
    return "".join(
        f"::{_GITHUB[found.level]} file={workflow_property(found.file)},line={found.line}::{workflow_data(_sentence(found))}\n"
        for found in answer.findings
    )


def schema_check_sarif(answer: SchemaCheck) -> str:
    """A SARIF 2.1.0 log with one result for each finding."""
    used = sorted({found.rule for found in answer.findings})
    entries = [
        LogEntry(
            rule=found.rule,
            level=found.level.value,
            message=_sentence(found),
            file=found.file,
            line=found.line,
            column=1 if found.line else 0,
            path=found.object,
        )
        for found in answer.findings
    ]
    return sarif_log({rule: ("warning", RULES[rule]) for rule in used}, entries)


SCHEMA_CHECK_WRITERS: Mapping[str, Callable[[SchemaCheck], str]] = {
    "text": schema_check_text,
    "json": json_text,
    "github": schema_check_github,
    "sarif": schema_check_sarif,
}
