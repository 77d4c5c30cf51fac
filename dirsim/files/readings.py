"""Notes of what a file's author wrote and what it was read as."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from dirsim.parsing.places import shown


@frozen
class ReadSynonym:
    """A synonym in a file and the word that it was read as.

    Attributes:
        path: The place in the file.
        text: The text as written.
        word: The word that it was read as; empty for a key that changes no answer.
        meaning: The word's meaning, or why the key is not used.
    """

    path: str
    text: str
    word: str
    meaning: str


def reading_sentences(readings: Iterable[ReadSynonym]) -> tuple[str, ...]:
    """Readings as sentences of an answer: one for each word as it was written, with its first place and how many more.

    Args:
        readings: The readings in the order of the file.
    """
    places: dict[tuple[str, str, str], list[str]] = {}
    for one in readings:
        places.setdefault((one.text, one.word, one.meaning), []).append(one.path)
    return tuple(
        f"{paths[0]}{f' and {len(paths) - 1} more' if paths[1:] else ''}: "
        f"{shown(text)} is {f'read as {word}' if word else 'not used'} ({meaning.rstrip('.')})"
        for (text, word, meaning), paths in places.items()
    )
