"""Record of a word: its meaning and its synonyms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from attrs import field, frozen


def listed_words(given: str | Iterable[str]) -> tuple[str, ...]:
    """Everyday words as a tuple; a record may write them as one text, separated by commas."""
    return tuple(given.split(", ")) if isinstance(given, str) else tuple(given)


class Spoken(Protocol):
    """Any record of a word."""

    @property
    def word(self) -> str:
        """The word in files."""

    @property
    def meaning(self) -> str:
        """Its meaning, one sentence."""

    @property
    def synonyms(self) -> tuple[str, ...]:
        """Everyday words for the same thing, in lower case."""


@frozen
class Word:
    """A word of a word list.

    Attributes:
        word: The word in files, in kebab-case.
        meaning: Its meaning, one sentence.
        synonyms: Everyday words for the same thing, in lower case; empty means that none is known.
    """

    word: str
    meaning: str
    synonyms: tuple[str, ...] = field(default=(), converter=listed_words)


@frozen
class AmbiguousWord:
    """An everyday word with several meanings, refused with the list of them.

    Attributes:
        text: The everyday word, in lower case.
        meanings: The words that it can mean; ``PLACE: WORD`` for a word of another place.
    """

    text: str
    meanings: tuple[str, ...]


def meanings(records: Iterable[Word]) -> Mapping[str, str]:
    """The words of records with their meanings."""
    return {record.word: record.meaning for record in records}
