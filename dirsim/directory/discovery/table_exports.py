"""Exports of csvde and ldapdomaindump, as a discovery.

Both hold entries of one domain; they become the same entries that an LDIF export has. Where an export has only some kinds of
objects, counts of a domain are not taken from it.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from dirsim.directory.discovery.assemble import discovery_of
from dirsim.directory.discovery.discovery import Discovery, Unread
from dirsim.directory.discovery.entry import Entry
from dirsim.directory.discovery.forest import LdapForest
from dirsim.errors import InputError, Problem
from dirsim.parsing.file_kinds import recognise
from dirsim.parsing.places import shown
from dirsim.parsing.source import file_name, read_text

_BINARY = re.compile(r"X'((?:[0-9A-Fa-f]{2})*)'")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:\.\d+)?(?:\+00:00|Z)?")
_WHOLE = ("domaindns", "user", "computer")
"""The classes that a whole export of a domain has; without them its counts say nothing."""
_OF_AD = frozenset({"samaccountname", "objectsid", "trustdirection", "useraccountcontrol"})
"""Attributes that only entries of an Active Directory have."""
_BY_ATTRIBUTE = (
    ("trustdirection", "trustedDomain"),
    ("grouptype", "group"),
    ("operatingsystem", "computer"),
    ("useraccountcontrol", "user"),
    ("minpwdlength", "domainDNS"),
)
"""Classes of ldapdomaindump entries that state none, by an attribute that only such entries have."""


def read_csvde(paths: Iterable[str | os.PathLike[str]]) -> Discovery:
    """Convert exports of ``csvde`` to a discovery.

    Args:
        paths: The files; ``-`` is standard input.

    Raises:
        InputError: A file cannot be read or is not such an export; every problem is listed.
    """
    return _read(paths, "csvde", _of_csv)


def read_ldapdomaindump(paths: Iterable[str | os.PathLike[str]]) -> Discovery:
    """Convert JSON files of ldapdomaindump to a discovery.

    Args:
        paths: Its files ``domain_*.json``; ``-`` is standard input.

    Raises:
        InputError: A file cannot be read or is not such a file; every problem is listed.
    """
    return _read(paths, "ldapdomaindump", _of_dump)


def _read(
    paths: Iterable[str | os.PathLike[str]], kind: str, entries_of: Callable[[str, str], Iterator[Entry]]
) -> Discovery:
    forest = LdapForest(from_export=True)
    problems: list[Problem] = []
    entries: list[Entry] = []
    name = ""
    for path in paths:
        name = file_name(path)
        try:
            text = read_text(path, wide=True)
            found = recognise(text)
            if found is not None and found.name != kind:
                problems.append(Problem("", f"this is {found.article_name}", found.hint(name), name))
                continue
            entries += entries_of(text, name)
        except InputError as error:
            problems += error.problems
    if not entries and not problems:
        problems.append(Problem("", "the file contains no entry", f"expected an export of {kind}", name))
    if problems:
        raise InputError(problems)
    classes = {found for entry in entries for found in entry.classes}
    domains = sorted({entry.domain for entry in entries if entry.domain})
    for entry in entries:
        forest.take(entry)
        if entry.attributes.keys() & _OF_AD and entry.domain in forest.accounts:
            forest.accounts[entry.domain].is_ad = True
    if not set(_WHOLE) <= classes:
        forest.partial.update(domains)
        lacking = ", ".join(name for name in _WHOLE if name not in classes)
        forest.unread.append(
            Unread("counts of users, groups and computers", f"the export has no entries of: {lacking}")
        )
    found_estate = discovery_of(forest)
    return _without_counts(found_estate, forest.partial)


def _without_counts(found: Discovery, domains: set[str]) -> Discovery:
    """The discovery without counts of domains that an export shows in part only."""
    from attrs import evolve  # noqa: PLC0415 -- one use

    directories = {}
    for name, directory in found.estate.directories.items():
        kept = {
            domain: evolve(
                detail,
                users=None,
                objects=None,
                computers=None,
                groups=None,
                unconstrained_delegation=None,
                constrained_delegation=None,
                resource_delegation=None,
            )
            if domain in domains
            else detail
            for domain, detail in directory.domains.items()
        }
        directories[name] = evolve(directory, domains=kept)
    sources = {
        place: origin
        for place, origin in found.sources.items()
        if not (len(place) == 6 and place[4] in domains and place[5] in _COUNTS)
    }
    return evolve(found, estate=evolve(found.estate, directories=directories), sources=sources)


_COUNTS = (
    "users",
    "objects",
    "computers",
    "groups",
    "unconstrained_delegation",
    "constrained_delegation",
    "resource_delegation",
)


def _of_csv(text: str, file: str) -> Iterator[Entry]:
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=None))
    try:
        yield from _of_rows(rows, file)
    except csv.Error as error:
        raise InputError((Problem("", f"invalid CSV: {error}", "", file, max(1, rows.line_num), 1),)) from None


def _of_rows(rows: Iterator[list[str]], file: str) -> Iterator[Entry]:
    head = [name.strip().lower() for name in next(rows, [])]
    if "dn" not in head:
        raise InputError((Problem("", "the first column is not DN", "expected an export of csvde", file, 1, 1),))
    twice = next((name for name in head if name and head.count(name) > 1), "")
    if twice:
        raise InputError((Problem("", f"the column {shown(twice)} is there twice", "", file, 1, 1),))
    for line, row in enumerate(rows, 2):
        if not row:
            continue
        if len(row) != len(head):  # csvde writes every cell; a row that ends early was cut
            message = f"{len(row)} cells, but the table has {len(head)} columns"
            raise InputError((Problem("", message, "", file, line, 1),))
        cells = dict(zip(head, row, strict=False))
        dn = cells.pop("dn")
        attributes = {name: [_bytes(value) for value in _split(cell)] for name, cell in cells.items() if cell}
        yield Entry(dn, attributes)


def _split(cell: str) -> list[str]:
    r"""The values of a cell: csvde separates them by semicolons and escapes a semicolon in a value as ``\;``."""
    return [value.replace("\\;", ";") for value in re.split(r"(?<!\\);", cell)]


def _bytes(value: str) -> bytes:
    binary = _BINARY.fullmatch(value)
    return bytes.fromhex(binary[1]) if binary else value.encode("utf-8", "surrogatepass")


def _of_dump(text: str, file: str) -> Iterator[Entry]:
    try:
        data = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        raise InputError(
            (
                Problem(
                    "",
                    "the file is not JSON",
                    "expected a JSON file of ldapdomaindump, such as domain_trusts.json",
                    file,
                ),
            )
        ) from None
    if not isinstance(data, list):
        raise InputError(
            (
                Problem(
                    "",
                    "expected a list of entries",
                    "expected a JSON file of ldapdomaindump, such as domain_trusts.json",
                    file,
                ),
            )
        )
    for entry in data:
        if not isinstance(entry, Mapping) or not isinstance(entry.get("attributes"), Mapping):
            continue
        attributes = {
            str(name).lower(): [_dumped(value) for value in (values if isinstance(values, list) else [values])]
            for name, values in entry["attributes"].items()
            if values not in (None, [])
        }
        if "objectclass" not in attributes:
            known = next((kind for name, kind in _BY_ATTRIBUTE if name in attributes), "")
            if known:
                attributes["objectclass"] = [known.encode()]
        yield Entry(str(entry.get("dn") or ""), attributes)


def _dumped(value: Any) -> bytes:
    """A value as a directory stores it; ldapdomaindump writes times as text."""
    if isinstance(value, bool):
        return b"TRUE" if value else b"FALSE"
    text = str(value)
    moment = _MOMENT.fullmatch(text)
    if moment:
        with suppress(ValueError):  # an impossible date, such as 30 February, is kept as text
            made = datetime.fromisoformat(f"{moment[1]}T{moment[2]}+00:00").astimezone(UTC)
            return made.strftime("%Y%m%d%H%M%S.0Z").encode()
    return text.encode("utf-8", "surrogatepass")
