"""Synonyms of the word lists, in the spelling that the schema shows."""

from __future__ import annotations

from collections.abc import Mapping

from dirsim.catalog.word_lists import RECORDS, synonyms

SYNONYMS: Mapping[str, Mapping[str, str]] = {name: synonyms(name) for name in RECORDS if synonyms(name)}
"""Each synonym of a list with its word."""


def proper(word_list: str, word: object) -> object:
    """The canonical word for a synonym; any other value is returned unchanged."""
    return SYNONYMS.get(word_list, {}).get(word, word) if isinstance(word, str) else word
