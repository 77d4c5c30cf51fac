"""Recognition of a file of another kind."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from dirsim.errors import Problem
from dirsim.parsing.file_kinds import recognise

_MOST = 64 * 1024 * 1024
STDIN = "-"


def other_kind(
    path: str | os.PathLike[str], *, expected: str | tuple[str, ...] = "", name: str = ""
) -> Iterator[Problem]:
    """The problem of a file that is of another kind than expected; nothing where its kind is not known.

    Args:
        path: The file; standard input and folders give nothing.
        expected: The name of the kind that the command reads, or of several; empty means a file of dirsim.
        name: The file's name in messages; empty means its path.
    """
    where = os.fspath(path)
    try:
        if where == STDIN or not Path(where).is_file() or Path(where).stat().st_size > _MOST:
            return
        text = Path(where).read_text(encoding="utf-8-sig")
    except (OSError, ValueError):
        return
    yield from other_text(text, expected=expected, name=name or where)


def other_text(text: str, *, expected: str | tuple[str, ...] = "", name: str = "") -> Iterator[Problem]:
    """The problem of a text that is of another kind than expected; nothing where its kind is not known."""
    kind = recognise(text)
    if kind is not None and kind.name not in ((expected,) if isinstance(expected, str) else expected):
        yield Problem("", f"this is {kind.article_name}", kind.hint(name), name)
