"""Texts recorded without a verdict, in the shapes that people write."""

from __future__ import annotations

from typing import Any

from dirsim.files.shape_work import ShapeWork
from dirsim.parsing.places import Path


def recorded_shape(value: Any, path: Path, work: ShapeWork) -> Any:
    """The list of texts that are not modelled; a key with its value, as it was moved there, is one text.

    Args:
        value: The value in the file.
        path: Its path.
        work: The record of the change.
    """
    entries = value if isinstance(value, list) else [value]
    if not any(isinstance(one, (dict, list, int, float)) for one in entries):
        return value
    made: list[str] = []
    for place, entry in enumerate(entries):
        whole: Path = (*path, place) if isinstance(value, list) else path
        parts = [as_recorded(key, one) for key, one in entry.items()] if isinstance(entry, dict) else [_plain(entry)]
        for part in parts:
            work.move((*path, len(made)), whole)
            made.append(part)
    return made


def as_recorded(key: str, value: Any) -> str:
    """The text that records a key with its value."""
    return f"{key}: {_plain(value)}"


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_plain(one)}" for key, one in value.items())
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    return "nothing" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
