"""The check of schema extensions from files: what they meet, and what is to take them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from dirsim.analysis.schema_check.check import check_schema
from dirsim.analysis.schema_check.result import SchemaCheck
from dirsim.analysis.schema_check.stock import stock_schema, with_definitions, with_names
from dirsim.errors import InputError, Problem
from dirsim.model.requirements import Requirements
from dirsim.model.schema import Schema
from dirsim.model.schema_change import SchemaChange
from dirsim.model.topology import Topology
from dirsim.read.schema_ldif import read_schema, read_schema_changes

_ENDINGS = (".ldif", ".ldf", ".ldif.gz", ".ldf.gz")
Where = str | os.PathLike[str]


def check_extension(
    files: Iterable[Where], against: Schema | None = None, *, managed: bool = False, name: str | None = None
) -> SchemaCheck:
    """Check extensions that are loaded one after the other.

    Args:
        files: LDIF files; ``-`` is standard input.
        against: The schema that they meet; ``None`` means the delivered one.
        managed: Whether AWS Managed Microsoft AD is to take them.
        name: What messages call standard input.

    Raises:
        InputError: A file cannot be read, or is not LDIF; every problem of every file is in it.
    """
    changes: list[SchemaChange] = []
    problems: list[Problem] = []
    longest = 0
    for file in files:
        shown = name if os.fspath(file) == "-" else None
        try:
            changes += read_schema_changes(file, shown)
        except InputError as error:
            problems += error.problems
        if os.fspath(file) != "-" and Path(file).is_file():
            longest = max(longest, Path(file).stat().st_size)
    if problems:
        raise InputError(problems)
    return check_schema(changes, against, managed=managed, characters=longest)


def is_export(path: Where) -> bool:
    """Whether a file is taken for an export in LDIF, and not for a requirements file."""
    return os.fspath(path).lower().endswith(_ENDINGS)


def schema_of(path: Where) -> Schema:
    """The delivered schema with the definitions of an export.

    Raises:
        InputError: The file cannot be read, or is not LDIF.
    """
    return with_definitions(stock_schema(), read_schema(path))


def schema_of_estate(value: Requirements | Topology) -> Schema:
    """The delivered schema with what the directories of an estate have beyond it."""
    directories = value.directories if isinstance(value, Topology) else value.estate.directories
    schema = stock_schema()
    for directory in directories.values():
        if directory.schema is not None:
            schema = with_names(schema, directory.schema)
    return schema
