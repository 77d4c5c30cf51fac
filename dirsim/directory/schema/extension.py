"""The check of schema extension files against a target schema."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from dirsim.directory.schema.change import SchemaChange
from dirsim.directory.schema.check_schema import check_schema
from dirsim.directory.schema.model import Schema
from dirsim.directory.schema.schema_findings import SchemaCheck
from dirsim.directory.schema.schema_ldif import read_schema, read_schema_changes
from dirsim.directory.schema.stock import stock_schema, with_definitions, with_names
from dirsim.errors import InputError, Problem
from dirsim.model.requirements import Requirements
from dirsim.model.topology import Topology
from dirsim.parsing.folder_walk import is_file

_ENDINGS = (".ldif", ".ldf", ".ldif.gz", ".ldf.gz")
Where = str | os.PathLike[str]


def check_extension(
    files: Iterable[Where], against: Schema | None = None, *, managed: bool = False, name: str | None = None
) -> SchemaCheck:
    """Check extension files that are loaded one after the other.

    Args:
        files: LDIF files; ``-`` is standard input.
        against: The existing schema; ``None`` means the delivered one.
        managed: True to check for AWS Managed Microsoft AD.
        name: The name of standard input in messages.

    Raises:
        InputError: A file cannot be read, or is not LDIF; it lists every problem of every file.
    """
    changes: list[SchemaChange] = []
    problems: list[Problem] = []
    longest = 0
    for file in files:
        shown = name if os.fspath(file) == "-" else None
        try:
            found = read_schema_changes(file, shown)
            if not found:  # an export that was cut off must not pass
                problems.append(Problem("", "the file contains no LDIF record", "", shown or os.fspath(file)))
            changes += found
        except InputError as error:
            problems += error.problems
        if os.fspath(file) != "-" and is_file(file):
            longest = max(longest, Path(file).stat().st_size)
    if problems:
        raise InputError(problems)
    return check_schema(changes, against, managed=managed, characters=longest)


def is_export(path: Where) -> bool:
    """True if a file is treated as an LDIF export, false if as a requirements file."""
    return os.fspath(path).lower().endswith(_ENDINGS)


def schema_of(path: Where) -> Schema:
    """The delivered schema with the definitions of an export.

    Raises:
        InputError: The file cannot be read, or is not LDIF.
    """
    return with_definitions(stock_schema(), read_schema(path))


def schema_of_estate(value: Requirements | Topology) -> Schema:
    """The delivered schema with the additions of an estate's directories."""
    directories = value.directories if isinstance(value, Topology) else value.estate.directories
    schema = stock_schema()
    for directory in directories.values():
        if directory.schema is not None:
            schema = with_names(schema, directory.schema)
    return schema
