"""LDIF: exports of a directory, read entry by entry.

Source: RFC 2849. Exports of ``ldifde``, ``ldapsearch`` and ``ldbsearch`` are read: folded lines, base64, comments,
options behind attribute names, and change records that add entries. Other changes describe no state and are counted.
"""

from __future__ import annotations

import base64
import binascii
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from attrs import define, field

from dirsim.analysis.discovery import Discovery, Unread
from dirsim.errors import InputError, Problem
from dirsim.read.ldap.assemble import discovery_of
from dirsim.read.ldap.entry import Entry
from dirsim.read.ldap.forest import Forest

MAX_VALUE = 16 * 1024 * 1024
"""Bytes of one entry; what is longer is no entry but damage, or an attack."""

_REFERENCES = ("ref", "search")


@define
class Ldif:
    """An LDIF text that is being read.

    Attributes:
        file: What messages call it.
        skipped: How many change records there were that add nothing.
        problems: What could not be read, with its line.
    """

    file: str
    skipped: int = 0
    problems: list[Problem] = field(factory=list)

    def entries(self, lines: Iterable[bytes]) -> Iterator[Entry]:
        """The entries, one by one; the text is never held as a whole."""
        record: list[tuple[int, bytes]] = []
        size = 0
        comment = False
        for number, raw in enumerate(lines, start=1):
            line = raw.rstrip(b"\r\n")
            if number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            if line.startswith((b" ", b"\t")):
                if comment:
                    continue
                if not record:
                    self._problem(number, "a continued line follows nothing")
                    continue
                size += len(line)
                if size > MAX_VALUE:
                    self._problem(number, "the entry is too long")
                    return
                record[-1] = (record[-1][0], record[-1][1] + line[1:])
                continue
            comment = line.startswith(b"#")
            if comment:
                continue
            if not line.strip():
                yield from self._entry(record)
                record, size = [], 0
                continue
            size += len(line)
            if size > MAX_VALUE:
                self._problem(number, "the entry is too long")
                return
            record.append((number, line))
        yield from self._entry(record)

    def _problem(self, line: int, message: str) -> None:
        if len(self.problems) < 50:
            self.problems.append(Problem("", message, "", self.file, line, 1))

    def _entry(self, record: list[tuple[int, bytes]]) -> Iterator[Entry]:
        if record and record[0][1].lower().startswith(b"version:"):
            record = record[1:]
        if not record:
            return
        dn = ""
        change = "add"
        attributes: dict[str, list[bytes]] = {}
        for place, (number, line) in enumerate(record):
            name, colon, rest = line.partition(b":")
            if not colon:
                if place == 0 or change == "add":
                    self._problem(number, "there is no colon in the line")
                continue
            value = self._value(number, rest)
            if value is None:
                continue
            key = name.decode("utf-8", "backslashreplace").strip().lower().partition(";")[0]
            if place == 0:
                if key in _REFERENCES:
                    return
                if key != "dn":
                    self._problem(number, "the entry does not begin with dn:")
                    return
                dn = value.decode("utf-8", "backslashreplace")
            elif key == "changetype" and place <= 2:
                change = value.decode("ascii", "replace").strip().lower()
            elif key == "control" and place <= 2:
                continue
            elif change == "add":
                attributes.setdefault(key, []).append(value)
        if change != "add":
            self.skipped += 1
        elif dn:
            yield Entry(dn, attributes)

    def _value(self, number: int, rest: bytes) -> bytes | None:
        if rest.startswith(b":"):
            try:
                return base64.b64decode(b"".join(rest[1:].split()), validate=True)
            except (binascii.Error, ValueError):
                self._problem(number, "the value is not base64")
                return None
        if rest.startswith(b"<"):
            self._problem(number, "values in other files are not fetched")
            return None
        return rest.lstrip(b" ")


def read_ldif(paths: Iterable[str | os.PathLike[str]]) -> Discovery:
    """What LDIF exports say of a forest; several files (one for each naming context) make one forest.

    Args:
        paths: The files; ``-`` is standard input.

    Raises:
        InputError: A file cannot be read, is no LDIF, or holds no entry; every problem is listed.
    """
    forest = Forest(from_export=True)
    problems: list[Problem] = []
    taken = 0
    for path in paths:
        name = os.fspath(path)
        ldif = Ldif("<stdin>" if name == "-" else name)
        try:
            with _opened(name) as stream:
                for entry in ldif.entries(_limited(stream)):
                    forest.take(entry)
                    taken += 1
        except OSError as error:
            problems.append(Problem("", f"the file cannot be read: {error.strerror or error}", "", ldif.file))
        problems += ldif.problems
        if ldif.skipped:
            why = "they change, rename or delete entries and say nothing of what is there"
            forest.unread.append(Unread(f"{ldif.skipped} change records", why))
    if not taken and not problems:
        problems.append(Problem("", "there is no entry in the file", "an export begins its entries with 'dn:'"))
    if problems:
        raise InputError(problems)
    return discovery_of(forest)


def _opened(name: str) -> IO[bytes]:
    if name == "-":
        return os.fdopen(os.dup(sys.stdin.fileno()), "rb")
    return Path(name).open("rb")


def _limited(stream: IO[bytes]) -> Iterator[bytes]:
    """Lines of at most so many bytes: a file without line ends must not fill the memory."""
    while line := stream.readline(MAX_VALUE + 2):
        yield line
