"""LDIF parser: streams entries and changes with the line of each value.

Memory use is one record, however large the file is. An invalid record is skipped and reported; parsing resumes at the
next empty line. Values on other hosts or in other files (``attribute:< file:///...``) are refused: only the file itself
is read.

Source: RFC 2849. Extensions, as the usual tools write them: ``ntdsSchemaAdd`` and related change types (Microsoft's
ldifde), and the search and reference lines that ldapsearch adds, which are skipped.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Iterable, Iterator

from attrs import evolve, frozen

from dirsim.catalog.limits import most
from dirsim.errors import InputError, Problem
from dirsim.parsing.places import shown
from dirsim.parsing.source import file_name
from dirsim.parsing.trail_files import DamagedError, TrailFile, pieces

MOST_PROBLEMS = most("problems")
"""The number of problems after which parsing stops."""
LONGEST = most("value-bytes")
"""Maximum size of a value in bytes, including its attribute name."""
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
        value: The bytes of the value, after base64 decoding.
        line: Line number, counted from 1.
    """

    name: str
    value: bytes
    line: int = 0

    @property
    def text(self) -> str:
        """The value as text; bytes that are not UTF-8 become replacement characters."""
        return self.value.decode("utf-8", "replace")


@frozen
class LdifChange:
    """One part of a ``modify`` record.

    Attributes:
        operation: ``add``, ``delete``, ``replace`` or ``increment``.
        attribute: The attribute that is changed.
        values: Its values; empty means that all values are deleted or replaced.
        line: Line number, counted from 1.
    """

    operation: str
    attribute: str
    values: tuple[LdifValue, ...] = ()
    line: int = 0


@frozen(kw_only=True)
class LdifRecord:
    """One entry, or one change of an entry.

    Attributes:
        dn: The distinguished name as the file writes it; empty means the root DSE.
        line: Line number of the name, counted from 1.
        change: The change type: ``add``, ``delete``, ``modify`` or ``modrdn``; empty for an entry without changetype.
        lenient: True for ``ntdsSchemaAdd`` and related types, which ignore the error that the entry already exists.
        attributes: The values of an entry or of an added entry, in file order.
        changes: The parts of a ``modify``.
        controls: The controls of the change, as the file writes them.
        new_rdn: For ``modrdn``: the new relative distinguished name (RDN).
        new_superior: For ``modrdn``: the new parent; ``None`` means that the parent is unchanged.
        delete_old_rdn: For ``modrdn``: True if the value of the old RDN is deleted.
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
        """The values of an attribute, ignoring case and options; empty if the attribute is absent."""
        wanted = name.lower()
        return tuple(value for value in self.attributes if value.name.partition(";")[0].lower() == wanted)

    def texts(self, name: str) -> tuple[str, ...]:
        """The values of an attribute as text; empty if the attribute is absent."""
        return tuple(value.text for value in self.values(name))

    def text(self, name: str) -> str | None:
        """The first value of an attribute as text; ``None`` if the attribute is absent."""
        return next(iter(self.texts(name)), None)


def read_ldif(path: str | os.PathLike[str], name: str | None = None) -> Iterator[LdifRecord]:
    """Iterate over the records of a file; ``-`` is standard input. Compressed and UTF-16 files are supported.

    Args:
        path: The file.
        name: The name of the file in messages; ``None`` means its path.

    Raises:
        InputError: If the file cannot be read; otherwise at the end of the file, with every problem in it, after all
            valid records were yielded.
    """
    file = file_name(path, name)
    problems: list[Problem] = []
    try:
        yield from ldif_records(pieces(TrailFile(os.fspath(path), file)), file, problems)
    except DamagedError as error:
        problems.append(Problem("", str(error), "", file))
    except ValueError:  # not a valid file name
        problems.append(Problem("", "the file cannot be read", "", file))
    if problems:
        raise InputError(problems)


def ldif_records(raw: Iterable[bytes], file: str, problems: list[Problem]) -> Iterator[LdifRecord]:
    """Iterate over the records of UTF-8 text that arrives in chunks of any size.

    Args:
        raw: The chunks of text.
        file: The name of the file in messages.
        problems: Problems are appended to this list.
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
            problems.append(Problem("", "too many problems; parsing stops here", "is it LDIF?", file, number, 1))
            return
    if block:
        yield from _record(block, file, problems, first=first)


def _physical_lines(raw: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in raw:
        *lines, rest = (rest + piece).split(b"\n")
        yield from (line.removesuffix(b"\r") for line in lines)
        if len(rest) > LONGEST:  # reported where the line is assembled
            yield rest
            rest = b""
    if rest:
        yield rest.removesuffix(b"\r")


def _logical_lines(raw: Iterable[bytes], file: str, problems: list[Problem]) -> Iterator[tuple[int, bytes]]:
    """Unfolded lines without comments; an empty line ends a record."""
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
        message = f"the value exceeds the limit of {LONGEST // 2**20} MiB"
        problems.append(Problem("", message, "", file, number, 1))
        return
    yield (number, line)


class _BadRecordError(Exception):
    """An invalid record: line, message, hint."""

    def __init__(self, line: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.line, self.message, self.hint = line, message, hint


def _record(block: list[tuple[int, bytes]], file: str, problems: list[Problem], *, first: bool) -> Iterator[LdifRecord]:
    if first and block[0][1].lower().startswith(b"version:"):
        number, line = block.pop(0)
        if line.partition(b":")[2].strip() != b"1":
            problems.append(Problem("", "only LDIF version 1 is supported", "", file, number, 1))
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
            number, f"expected 'dn:' at the start of a record, found {shown(head.name)}", "is an empty line missing?"
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
            raise _BadRecordError(number, "control without changetype")
        return LdifRecord(dn=dn, line=number, attributes=tuple(_values(rest)))
    where, _ = rest[0]
    word = _value(*rest.pop(0)).text.strip().lower()
    if word not in CHANGE_TYPES:
        raise _BadRecordError(
            where, f"unknown changetype {shown(word)}", "expected one of: add, delete, modify, modrdn"
        )
    lenient = word.startswith(_SCHEMA)
    change = word.removeprefix(_SCHEMA).replace("moddn", "modrdn")
    common = LdifRecord(dn=dn, line=number, change=change, lenient=lenient, controls=tuple(controls))
    return _changed(common, rest, where)


def _changed(record: LdifRecord, rest: list[tuple[int, bytes]], line: int) -> LdifRecord:
    if record.change == "add":
        values = tuple(_values(rest))
        if not values:
            raise _BadRecordError(line, "'changetype: add' without attributes")
        return evolve(record, attributes=values)
    if record.change == "modify":
        return evolve(record, changes=tuple(_changes(rest)))
    if record.change == "delete":
        if rest:
            raise _BadRecordError(rest[0][0], "unexpected line after 'changetype: delete'")
        return record
    words = {value.name.lower(): value.text for value in _values(rest)}
    if "newrdn" not in words:
        raise _BadRecordError(line, "missing 'newrdn:'")
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
            message = f"expected 'add:', 'delete:' or 'replace:', found {shown(head.name)}"
            raise _BadRecordError(number, message, "each part of a change ends with a line '-'")
        if not _NAME.fullmatch(attribute):
            raise _BadRecordError(number, f"invalid attribute name {shown(attribute)}")
        position += 1
        values: list[LdifValue] = []
        while position < len(rest) and rest[position][1].rstrip() != b"-":
            value = _value(*rest[position])
            if value.name.lower() != attribute.lower():
                hint = "each part of a change ends with a line '-'"
                message = f"expected a value of {shown(attribute)}, found one of {shown(value.name)}"
                raise _BadRecordError(value.line, message, hint)
            values.append(value)
            position += 1
        position += 1  # the dash; ldifde accepts a record without the last one
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
            number, f"expected 'name: value', found {shown(name)}", "a folded line begins with a space"
        )
    if not _NAME.fullmatch(name):
        raise _BadRecordError(number, f"invalid attribute name {shown(name)}")
    if rest.startswith(b"<"):
        raise _BadRecordError(
            number, f"the value of {name} is a URL", "dirsim does not read other files; write the value itself"
        )
    if rest.startswith(b":"):
        try:
            return LdifValue(name, base64.b64decode(rest[1:].strip(b" "), validate=True), number)
        except (binascii.Error, ValueError):
            raise _BadRecordError(number, f"the value of {name} is not base64") from None
    return LdifValue(name, rest.lstrip(b" "), number)
