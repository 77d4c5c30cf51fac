"""LDIF exports of a directory as an estate: entries, and change records that add them; others describe no state."""

from __future__ import annotations

import os
from collections.abc import Iterable

from dirsim.analysis.discovery import Discovery, Unread
from dirsim.errors import InputError, Problem
from dirsim.read.ldap.assemble import discovery_of
from dirsim.read.ldap.entry import Entry
from dirsim.read.ldap.forest import Forest
from dirsim.read.ldif import LdifRecord
from dirsim.read.ldif import read_ldif as records_of


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
        skipped = 0
        try:
            for record in records_of(name, "<stdin>" if name == "-" else name):
                if record.change in ("", "add"):
                    forest.take(entry_of(record))
                    taken += 1
                else:
                    skipped += 1
        except InputError as error:
            problems += error.problems
        if skipped:
            why = "they change, rename or delete entries and say nothing of what is there"
            forest.unread.append(Unread(f"{skipped} change records", why))
    if not taken and not problems:
        problems.append(Problem("", "there is no entry in the file", "an export begins its entries with 'dn:'"))
    if problems:
        raise InputError(problems)
    return discovery_of(forest)


def entry_of(record: LdifRecord) -> Entry:
    """An entry as the readers of directories take it: attributes in lower case, without options."""
    attributes: dict[str, list[bytes]] = {}
    for value in record.attributes:
        attributes.setdefault(value.name.partition(";")[0].lower(), []).append(value.value)
    return Entry(record.dn, attributes)
