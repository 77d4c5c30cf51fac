"""Order of names where the order of a file has no meaning."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"([0-9]{1,18})")


def name_key(name: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts names by text, with numbers in them by size: ``dc2`` before ``dc10``."""
    parts = (part for part in _NUMBER.split(name) if part)
    key = tuple((0, int(part), "") if part.isdecimal() and part.isascii() else (1, 0, part) for part in parts)
    return (*key, (-1, 0, name))
