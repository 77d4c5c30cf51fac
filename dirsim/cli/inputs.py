"""Arguments of commands: files, standard input, dates and instants."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from cyclopts import Parameter

from dirsim.api import UsageError, examples, instant
from dirsim.api.sources import FolderWalk, beyond_facts, files_of, is_folder
from dirsim.cli.output import DASH, note

_MOST_NOTES = 20
_WHOLE = re.compile(r"[+-]?[0-9]{1,40}")


def given(file: str) -> str:
    """The file as the library takes it: the word ``-`` means standard input."""
    return "-" if file == DASH else file


def whole(name: str, help_: str) -> Parameter:
    """An option whose value is a whole number in digits; the parser alone would round 5.5."""
    return Parameter(name=name, help=help_, converter=_whole_number)


def _whole_number(_: Any, tokens: Sequence[Any]) -> int:
    text = tokens[0].value
    if not _WHOLE.fullmatch(text):
        raise ValueError(f"expected a whole number, found {text[:60]!r}")
    return int(text)


def at_least_one(files: Iterable[str]) -> tuple[str, ...]:
    """The files that were named.

    Raises:
        UsageError: None was.
    """
    named = tuple(files)
    if not named:
        raise UsageError(f"name a file, or an example: {', '.join(examples.names())}")
    return named


def is_portfolio(files: Sequence[str], *options: object) -> bool:
    """True where a command is about many files: a folder is named, or an option that applies to many files only."""
    return any(option is not None for option in options) or any(map(is_folder, files))


def folder_files(files: Iterable[str], endings: tuple[str, ...] = (".yaml", ".yml", ".json")) -> FolderWalk:
    """The files that paths refer to; a note names the files of folders that are left out.

    Args:
        files: Files, folders, names of examples, or ``-``.
        endings: The endings, in lower case, of the files that are read in folders.
    """
    walk = files_of(files, endings)
    for entry in walk.left_out[:_MOST_NOTES]:
        note(f"dirsim: not read: {entry.path}: {entry.why}")
    if len(walk.left_out) > _MOST_NOTES:
        note(f"dirsim: not read: {len(walk.left_out) - _MOST_NOTES} more files")
    return walk


def day(option: str, words: str | None) -> date | None:
    """The date that an option gives; ``None`` where it is left out.

    Raises:
        UsageError: The text is not a date, or no facts can be known for it.
    """
    try:
        when = None if words is None else date.fromisoformat(words)
    except ValueError:
        raise UsageError(f"{option}: invalid date {words!r} (use YYYY-MM-DD)") from None
    beyond = "" if when is None else beyond_facts(when)
    if beyond:
        raise UsageError(f"{option}: {beyond}")
    return when


def moment(at: str) -> float:
    """Seconds from the scenario's start.

    Raises:
        UsageError: The text is neither a time of day nor an offset.
    """
    try:
        return instant(at)
    except ValueError:
        raise UsageError(f"--at: invalid time {at!r} (use 11:00, or an offset such as 2h)") from None
