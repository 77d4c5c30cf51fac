"""Spelling suggestions for unknown names."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from dirsim.parsing.places import shown


def near(word: object, known: Iterable[str], cutoff: float = 0.7) -> str:
    """A hint that names the nearest known word; empty if no word is close enough, which ``cutoff`` from 0 to 1 decides."""
    found = nearest(word, known, cutoff)
    if not found:
        return ""
    kebab = str(word).strip().lower().replace("_", "-")
    if kebab == found and "_" in str(word):
        return f"words are written with hyphens: {shown(found)}"
    return f"did you mean {shown(found)}?"


def nearest(word: object, known: Iterable[str], cutoff: float = 0.7) -> str:
    """The nearest known word; empty if no word is close enough, which ``cutoff`` from 0 to 1 decides."""
    words = list(known)
    text = str(word).strip()[:80]
    for spelling in (
        text.lower().replace("_", "-").replace(" ", "-"),
        text.lower().replace("-", "_").replace(" ", "_"),
    ):
        if spelling in words:
            return spelling
        found = get_close_matches(spelling, words, n=1, cutoff=cutoff)
        if found:
            return found[0]
    return ""
