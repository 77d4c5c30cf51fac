"""Writes ``dirsim/directory/schema/active-directory.json`` from the schema naming context of a freshly provisioned Samba.

Only what distinguishes the definitions is taken (names, object identifiers, syntaxes, link ids, class relations); what
Samba adds of its own is left out. Run it where Samba's packages are installed: ``python tests/real/make_stock_schema.py``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dirsim.directory.schema.model import BASE_OBJECT, SAMBA_ARC
from dirsim.parsing.ldif import LdifRecord, read_ldif

TARGET = Path(__file__).parents[2] / "dirsim/directory/schema/active-directory.json"
CONTEXT = "CN=Schema,CN=Configuration,DC=corp,DC=example"


def provision(folder: Path) -> Path:
    """A fresh directory in a folder; the path of its database."""
    command = ["samba-tool", "domain", "provision", "--realm=corp.example", "--domain=CORP", "--server-role=dc"]
    options = ["--host-name=dc1", "--adminpass=Only4This-test", f"--targetdir={folder}"]
    subprocess.run([*command, *options], check=True, capture_output=True)
    return folder / "private" / "sam.ldb"


def records(database: Path) -> Iterator[LdifRecord]:
    """Every object of the schema naming context."""
    with tempfile.NamedTemporaryFile(suffix=".ldif") as file:
        command = ["ldbsearch", "-H", str(database), "-b", CONTEXT, "--sorted", "(objectClass=*)"]
        Path(file.name).write_bytes(subprocess.run(command, check=True, capture_output=True).stdout)
        yield from read_ldif(file.name)


def stock(database: Path) -> dict[str, Any]:
    """The schema as the file has it."""
    version = 0
    attributes: dict[str, Any] = {}
    classes: dict[str, Any] = {}
    for record in records(database):
        kinds = record.texts("objectClass")
        name = record.text("lDAPDisplayName") or ""
        if "dMD" in kinds:
            version = int(record.text("objectVersion") or 0)
        elif "attributeSchema" in kinds and not (record.text("attributeID") or "").startswith(SAMBA_ARC):
            attributes[name] = _attribute(record)
        elif "classSchema" in kinds and not (record.text("governsID") or "").startswith(SAMBA_ARC):
            classes[name] = _class(record)
    return {"objectVersion": version, "attributes": attributes, "classes": classes}


def _attribute(record: LdifRecord) -> dict[str, Any]:
    raw = {
        "cn": record.text("cn"),
        "oid": record.text("attributeID"),
        "syntax": record.text("attributeSyntax"),
        "om": int(record.text("oMSyntax") or 0),
        "object_class": _bytes(record, "oMObjectClass"),
        "link": int(record.text("linkID") or 0),
        "mapi": _number(record, "mAPIID"),
        "single": record.text("isSingleValued") == "TRUE",
        "system": record.text("systemOnly") == "TRUE",
        "base": _base(record),
        "constructed": bool(int(record.text("systemFlags") or 0) & 4),
        "lower": _number(record, "rangeLower"),
        "upper": _number(record, "rangeUpper"),
        "guid": record.text("schemaIDGUID"),
    }
    return {key: value for key, value in raw.items() if value not in (None, "", False) and (key, value) != ("link", 0)}


def _class(record: LdifRecord) -> dict[str, Any]:
    raw = {
        "cn": record.text("cn"),
        "oid": record.text("governsID"),
        "category": int(record.text("objectClassCategory") or 0),
        "parent": record.text("subClassOf"),
        "auxiliary": _names(record, "auxiliaryClass", "systemAuxiliaryClass"),
        "must": _names(record, "mustContain", "systemMustContain"),
        "may": _names(record, "mayContain", "systemMayContain"),
        "superiors": _names(record, "possSuperiors", "systemPossSuperiors"),
        "rdn": record.text("rDNAttID"),
        "base": _base(record),
        "guid": record.text("schemaIDGUID"),
    }
    return {key: value for key, value in raw.items() if value not in (None, "", False, [])}


def _base(record: LdifRecord) -> bool:
    return bool(int(record.text("systemFlags") or 0) & BASE_OBJECT)


def _bytes(record: LdifRecord, name: str) -> str:
    return "".join(value.value.hex() for value in record.values(name)[:1])


def _number(record: LdifRecord, name: str) -> int | None:
    text = record.text(name)
    return None if text is None else int(text)


def _names(record: LdifRecord, *names: str) -> list[str]:
    return sorted({text for name in names for text in record.texts(name)}, key=str.lower)


def main() -> None:
    """Write the file anew."""
    with tempfile.TemporaryDirectory() as folder:
        found = stock(provision(Path(folder)))
    lines = [f'{{"objectVersion": {found["objectVersion"]}']
    for part in ("attributes", "classes"):
        body = ",\n".join(
            f"{json.dumps(name)}:{json.dumps(found[part][name], separators=(',', ':'))}"
            for name in sorted(found[part], key=str.lower)
        )
        lines.append(f'"{part}": {{\n{body}\n}}')
    TARGET.write_text(",\n".join(lines) + "}\n", encoding="utf-8")
    sys.stdout.write(f"{len(found['attributes'])} attributes, {len(found['classes'])} classes\n")


if __name__ == "__main__":
    main()
