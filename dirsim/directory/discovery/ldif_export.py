"""LDIF exports of a directory as an estate.

Entries are used, and change records that add entries; other change records do not describe a state.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from dirsim.directory.discovery.assemble import discovery_of
from dirsim.directory.discovery.discovery import Discovery, Unread
from dirsim.directory.discovery.entry import Entry
from dirsim.directory.discovery.forest import LdapForest
from dirsim.errors import InputError, Problem
from dirsim.parsing.edge import edge
from dirsim.parsing.ldif import LdifRecord
from dirsim.parsing.ldif import read_ldif as records_of


def read_ldif(paths: Iterable[str | os.PathLike[str]]) -> Discovery:
    """Convert LDIF exports to a discovery; several files (one per naming context) form one forest.

    Args:
        paths: The files; ``-`` is standard input.

    Raises:
        InputError: A file cannot be read, is not LDIF, or contains no entry; every problem is listed.
    """
    forest = LdapForest(from_export=True)
    problems: list[Problem] = []
    taken = 0
    name = ""
    for path in paths:
        name = os.fspath(path)
        skipped = 0
        try:
            for record in records_of(name, "<stdin>" if name == "-" else name):
                if record.change in ("", "add"):
                    with edge(name, record.line):
                        forest.take(entry_of(record))
                    taken += 1
                else:
                    skipped += 1
        except InputError as error:
            problems += error.problems
        if skipped:
            why = "they modify, rename or delete entries and do not describe the existing ones"
            forest.unread.append(Unread(f"{skipped} change records", why))
    if not taken and not problems:
        problems.append(Problem("", "the file contains no entry", "entries of an export begin with 'dn:'", name))
    if problems:
        raise InputError(problems)
    return discovery_of(forest)


def entry_of(record: LdifRecord) -> Entry:
    """An entry in the form that directory readers use: attribute names in lower case, without options."""
    attributes: dict[str, list[bytes]] = {}
    for value in record.attributes:
        attributes.setdefault(value.name.partition(";")[0].lower(), []).append(value.value)
    return Entry(record.dn, attributes)
