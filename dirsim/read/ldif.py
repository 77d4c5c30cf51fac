"""LDIF, record by record: entries and changes with the line of each value, however large the file is.

Only one record is held at a time. A record that is wrong is left out and told; reading goes on at the next empty line.
Values on other hosts or in other files (``attribute:< file:///...``) are refused: nothing but the file itself is read.

Source: RFC 2849. Beyond it, as in files that the usual tools write: ``ntdsSchemaAdd`` and its like (Microsoft's ldifde),
and the lines on the search and on references that ldapsearch adds, which are passed over.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Iterable, Iterator

from attrs import evolve, frozen

from dirsim.errors import InputError, Problem
from dirsim.read.places import shown
from dirsim.read.source import file_name
from dirsim.read.trail_files import DamagedError, TrailFile, pieces

MOST_PROBLEMS = 100
"""After so many problems a file is given up."""
LONGEST = 16 * 1024 * 1024
"""How many bytes a value may have, with its name."""
CHANGE_TYPES = frozenset(
    {"add", "delete", "modify", "modrdn", "moddn"}
    | {"ntdsschemaadd", "ntdsschemadelete", "ntdsschemamodify", "ntdsschemamodrdn"}
)
_SCHEMA = "ntdsschema"
_OPERATIONS = frozenset({"add", "delete", "replace", "increment"})  # the last: RFC 4525
_NAME = re.compile(r"(?:[A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)+)(?:;[A-Za-z0-9=-]+)*")
_PASSED_OVER = frozenset({"search", "ref"})


@frozen
class LdifValue:
    """One value of an attribute.

    Attributes:
        name: The attribute as the file writes it, options included.
        value: Its bytes, base64 already decoded.
        line: Line, counted from 1.
    """

    name: str
    value: bytes
    line: int = 0

    @property
    def text(self) -> str:
        """The value as text; bytes that are no UTF-8 become replacement characters."""
        return self.value.decode("utf-8", "replace")


@frozen
class LdifChange:
    """One part of a ``modify`` record.

    Attributes:
        operation: ``add``, ``delete``, ``replace`` or ``increment``.
        attribute: The attribute that is changed.
        values: Its values; empty deletes or replaces everything.
        line: Line, counted from 1.
    """

    operation: str
    attribute: str
    values: tuple[LdifValue, ...] = ()
    line: int = 0


@frozen(kw_only=True)
class LdifRecord:
    """One entry, or one change of an entry.

    Attributes:
        dn: The distinguished name as the file writes it; empty is the root of the server.
        line: Line of the name, counted from 1.
        change: What is done: ``add``, ``delete``, ``modify`` or ``modrdn``; empty for an entry without changetype.
        lenient: True for ``ntdsSchemaAdd`` and its like, whose failure because the entry is there is passed over.
        attributes: The values of an entry, or of one that is added, in the order of the file.
        changes: The parts of a ``modify``.
        controls: The controls that go with the change, as they are written.
        new_rdn: For ``modrdn``: the new relative name.
        new_superior: For ``modrdn``: the new parent; ``None`` means that it stays.
        delete_old_rdn: For ``modrdn``: whether the old relative name's value is dropped.
    """

    dn: str
    line: int = 0
    change: str = ""
    lenient: bool = False
    attributes: tuple[LdifValue, ...] = ()
    changes: tuple[LdifChange, ...] = ()
    controls: tuple[str, ...] = ()
    new_rdn: str = ""
    new_superior: str | None = None
    delete_old_rdn: bool = True

    def values(self, name: str) -> tuple[LdifValue, ...]:
        """The values of an attribute, in any case, options aside; empty where there is none."""
        wanted = name.lower()
        return tuple(value for value in self.attributes if value.name.partition(";")[0].lower() == wanted)

    def texts(self, name: str) -> tuple[str, ...]:
        """The values of an attribute as text; empty where there is none."""
        return tuple(value.text for value in self.values(name))

    def text(self, name: str) -> str | None:
        """The first value of an attribute as text; ``None`` where there is none."""
        return next(iter(self.texts(name)), None)


def read_ldif(path: str | os.PathLike[str], name: str | None = None) -> Iterator[LdifRecord]:
    """The records of a file, one after the other; ``-`` is standard input. Compressed and UTF-16 files are read too.

    Args:
        path: The file.
        name: What messages call it; ``None`` means its path.

    Raises:
        InputError: When the file cannot be read; otherwise at its end, with everything that was wrong in it, after all
            other records were handed on.
    """
    file = file_name(path, name)
    problems: list[Problem] = []
    try:
        yield from ldif_records(pieces(TrailFile(os.fspath(path), file)), file, problems)
    except DamagedError as error:
        problems.append(Problem("", str(error), "", file))
    except ValueError:  # a name that no file can have
        problems.append(Problem("", "the file cannot be read", "", file))
    if problems:
        raise InputError(problems)


def ldif_records(raw: Iterable[bytes], file: str, problems: list[Problem]) -> Iterator[LdifRecord]:
    """The records of text in UTF-8 that comes in pieces of any size.

    Args:
        raw: The text.
        file: What messages call it.
        problems: Everything wrong is added here.
    """
    block: list[tuple[int, bytes]] = []
    first = True
    for number, line in _logical_lines(raw, file, problems):
        if line:
            block.append((number, line))
            continue
        if block:
            yield from _record(block, file, problems, first=first)
            first = False
        block = []
        if len(problems) >= MOST_PROBLEMS:
            problems.append(
                Problem("", "more is wrong with the file; reading stops here", "is it LDIF?", file, number, 1)
            )
            return
    if block:
        yield from _record(block, file, problems, first=first)


def _physical_lines(raw: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in raw:
        *lines, rest = (rest + piece).split(b"\n")
        yield from (line.removesuffix(b"\r") for line in lines)
        if len(rest) > LONGEST:  # told where the line is put together
            yield rest
            rest = b""
    if rest:
        yield rest.removesuffix(b"\r")


def _logical_lines(raw: Iterable[bytes], file: str, problems: list[Problem]) -> Iterator[tuple[int, bytes]]:
    """Lines put together again, without comments; an empty one ends a record."""
    parts: list[bytes] = []
    began = size = 0
    for number, line in enumerate(_physical_lines(raw), start=1):
        if line.startswith(b" ") and parts:
            size += len(line)
            if size <= LONGEST:
                parts.append(line[1:])
            continue
        if parts:
            yield from _whole(began, parts, size, file, problems)
        parts, began, size = [line], number, len(line)
    if parts:
        yield from _whole(began, parts, size, file, problems)
    yield (began + 1, b"")


def _whole(
    number: int, parts: list[bytes], size: int, file: str, problems: list[Problem]
) -> Iterator[tuple[int, bytes]]:
    line = b"".join(parts)
    if line.startswith(b"#"):
        return
    if size > LONGEST:
        message = f"the value is longer than the {LONGEST // 2**20} MiB that are read"
        problems.append(Problem("", message, "", file, number, 1))
        return
    yield (number, line)


class _BadRecordError(Exception):
    """Something in the record is wrong: line, message, hint."""

    def __init__(self, line: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.line, self.message, self.hint = line, message, hint


def _record(block: list[tuple[int, bytes]], file: str, problems: list[Problem], *, first: bool) -> Iterator[LdifRecord]:
    if first and block[0][1].lower().startswith(b"version:"):
        number, line = block.pop(0)
        if line.partition(b":")[2].strip() != b"1":
            problems.append(Problem("", "only version 1 of LDIF is read", "", file, number, 1))
        if not block:
            return
    if block[0][1].partition(b":")[0].lower().decode("ascii", "replace") in _PASSED_OVER:
        return
    try:
        yield _parsed(block)
    except _BadRecordError as error:
        problems.append(Problem("", error.message, error.hint, file, error.line, 1))


def _parsed(block: list[tuple[int, bytes]]) -> LdifRecord:
    number, line = block[0]
    head = _value(number, line)
    if head.name.lower() != "dn":
        raise _BadRecordError(
            number, f"a record begins with 'dn:', not with {shown(head.name)}", "was an empty line meant?"
        )
    try:
        dn = head.value.decode("utf-8")
    except UnicodeDecodeError:
        raise _BadRecordError(number, "the distinguished name is not UTF-8 text") from None
    rest = block[1:]
    controls: list[str] = []
    while rest and rest[0][1].lower().startswith(b"control:"):
        controls.append(rest.pop(0)[1].partition(b":")[2].strip().decode("utf-8", "replace"))
    if not rest or not rest[0][1].lower().startswith(b"changetype:"):
        if controls:
            raise _BadRecordError(number, "a control stands in a record without changetype")
        return LdifRecord(dn=dn, line=number, attributes=tuple(_values(rest)))
    where, _ = rest[0]
    word = _value(*rest.pop(0)).text.strip().lower()
    if word not in CHANGE_TYPES:
        raise _BadRecordError(where, f"unknown changetype {shown(word)}", "there are add, delete, modify, modrdn")
    lenient = word.startswith(_SCHEMA)
    change = word.removeprefix(_SCHEMA).replace("moddn", "modrdn")
    common = LdifRecord(dn=dn, line=number, change=change, lenient=lenient, controls=tuple(controls))
    return _changed(common, rest, where)


def _changed(record: LdifRecord, rest: list[tuple[int, bytes]], line: int) -> LdifRecord:
    if record.change == "add":
        values = tuple(_values(rest))
        if not values:
            raise _BadRecordError(line, "an entry is added without any attribute")
        return evolve(record, attributes=values)
    if record.change == "modify":
        return evolve(record, changes=tuple(_changes(rest)))
    if record.change == "delete":
        if rest:
            raise _BadRecordError(rest[0][0], "nothing may follow 'changetype: delete'")
        return record
    words = {value.name.lower(): value.text for value in _values(rest)}
    if "newrdn" not in words:
        raise _BadRecordError(line, "'newrdn:' is missing")
    keep = words.get("deleteoldrdn", "1") == "0"
    superior = words.get("newsuperior")
    return evolve(record, new_rdn=words["newrdn"], new_superior=superior, delete_old_rdn=not keep)


def _changes(rest: list[tuple[int, bytes]]) -> Iterator[LdifChange]:
    position = 0
    while position < len(rest):
        number, line = rest[position]
        head = _value(number, line)
        operation, attribute = head.name.lower(), head.text.strip()
        if operation not in _OPERATIONS:
            message = f"'add:', 'delete:' or 'replace:' is expected, not {shown(head.name)}"
            raise _BadRecordError(number, message, "each part of a change ends with a line '-'")
        if not _NAME.fullmatch(attribute):
            raise _BadRecordError(number, f"{shown(attribute)} is no attribute's name")
        position += 1
        values: list[LdifValue] = []
        while position < len(rest) and rest[position][1].rstrip() != b"-":
            value = _value(*rest[position])
            if value.name.lower() != attribute.lower():
                hint = "each part of a change ends with a line '-'"
                message = f"a value of {shown(attribute)} is expected, not of {shown(value.name)}"
                raise _BadRecordError(value.line, message, hint)
            values.append(value)
            position += 1
        position += 1  # the dash; ldifde does without the last one
        if operation in {"add", "increment"} and not values:
            raise _BadRecordError(number, f"'{operation}: {attribute}' has no value")
        yield LdifChange(operation, attribute, tuple(values), number)


def _values(rest: Iterable[tuple[int, bytes]]) -> Iterator[LdifValue]:
    return (_value(number, line) for number, line in rest if line.rstrip() != b"-")


def _value(number: int, line: bytes) -> LdifValue:
    raw, colon, rest = line.partition(b":")
    name = raw.decode("utf-8", "replace")
    if not colon:
        raise _BadRecordError(
            number, f"'name: value' is expected, not {shown(name)}", "a folded line begins with a blank"
        )
    if not _NAME.fullmatch(name):
        raise _BadRecordError(number, f"{shown(name)} is no attribute's name")
    if rest.startswith(b"<"):
        raise _BadRecordError(
            number, f"the value of {name} is a URL", "other files are not read; write the value itself"
        )
    if rest.startswith(b":"):
        try:
            return LdifValue(name, base64.b64decode(rest[1:].strip(b" "), validate=True), number)
        except (binascii.Error, ValueError):
            raise _BadRecordError(number, f"the value of {name} is not base64") from None
    return LdifValue(name, rest.lstrip(b" "), number)
