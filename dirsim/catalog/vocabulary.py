"""Vocabulary of the files: words with place, meaning and synonyms."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from dirsim.catalog.ambiguous_words import AMBIGUOUS
from dirsim.catalog.spelling import close_key, tokens
from dirsim.catalog.word import Spoken
from dirsim.catalog.word_lists import PLACES, RECORDS
from dirsim.catalog.word_search import search_word
from dirsim.shown import Tabular

_PLACES = {
    "workloads": "workload-kind",
    "needs": "need",
    "credential needs": "credential-need",
    "forbids": "forbidden",
    "optimize": "optimize",
    "sites": "site-kind",
    "links": "link-kind",
    "connectivity": "connectivity",
    "directories": "directory-kind",
    "identity providers": "identity-provider",
    "principals": "principal",
    "targets": "target",
    "locations": "credential-location",
    "incidents": "incident",
    "keys": "kms-key",
    "roles": "role",
    "faults": "fault-kind",
    "flows": "flow-kind",
    "trusts": "trust-kind",
    "editions": "edition",
    "sizes": "size",
}
"""Titles of the word lists."""
_ORDER = tuple(_PLACES.values())
_NAMES = {name: title for title, name in _PLACES.items()}


@frozen
class VocabularyEntry:
    """A word of one place of a file.

    Attributes:
        place: The place in the file, such as ``needs``.
        word: The word.
        meaning: Its meaning, one sentence.
        synonyms: Everyday words that are accepted for it.
    """

    place: str
    word: str
    meaning: str
    synonyms: tuple[str, ...]


@frozen
class Ambiguity:
    """An everyday word that a place refuses, because it has several meanings there.

    Attributes:
        place: The place in the file.
        text: The everyday word.
        meanings: The words that it can mean.
    """

    place: str
    text: str
    meanings: tuple[str, ...]


@frozen
class Vocabulary(Tabular):
    """Words of the files.

    Attributes:
        asked: The text that was asked for; empty means all words.
        entries: The words, by place, in the order of their lists; empty means that nothing matches.
        ambiguous: The ambiguous words among them.
        near: The words of known texts that the text contains, where nothing means it; empty where there is none.
        advice: What to do where dirsim does not model what the text says; empty where it may.
    """

    TABLE = "words"
    asked: str
    entries: tuple[VocabularyEntry, ...]
    ambiguous: tuple[Ambiguity, ...] = ()
    near: tuple[VocabularyEntry, ...] = ()
    advice: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The words as plain data (``dirsim.words/v1``)."""
        return {
            "schema": "dirsim.words/v1",
            "text": self.asked,
            "words": [
                {"place": one.place, "word": one.word, "meaning": one.meaning, "synonyms": list(one.synonyms)}
                for one in self.entries
            ],
            "ambiguous": [
                {"place": one.place, "text": one.text, "meanings": list(one.meanings)} for one in self.ambiguous
            ],
            "near": [{"place": one.place, "word": one.word, "meaning": one.meaning} for one in self.near],
            "advice": self.advice,
        }


def vocabulary(text: str = "") -> Vocabulary:
    """The words of the files.

    Args:
        text: A place such as ``needs``, a word, an everyday word, or a part of a meaning; empty means every word.
    """
    place = next((name for title, name in _PLACES.items() if text and close_key(title) == close_key(text)), "")
    places = (place,) if place else _ORDER
    if not text or place:
        return Vocabulary(text, tuple(_entry(name, one) for name in places for one in _own_records(name)))
    hits = [(name, one) for name in places for one in _own_records(name) if _means(name, one, text)]
    parts = set(tokens(text))
    if not hits and parts:
        hits = [(name, one) for name in places for one in _own_records(name) if parts <= _parts(one)]
    found = [
        Ambiguity(_home(name), entry.text, entry.meanings)
        for name in AMBIGUOUS
        for entry in AMBIGUOUS[name]
        if close_key(entry.text) == close_key(text)
    ]
    entries = tuple(_entry(name, one) for name, one in hits)
    if entries or found:
        return Vocabulary(text, entries, tuple(found))
    near = (
        _entry(name, one) for name in places for one in _own_records(name) if one.word in search_word(name, text).near
    )
    return Vocabulary(text, (), (), tuple(near), search_word("need", text).outside)


def _own_records(name: str) -> list[Spoken]:
    """The records of a list; the needs of credentials that are also needs of files are listed once, as needs."""
    if name != "credential-need":
        return list(RECORDS[name])
    needs = {record.word for record in RECORDS["need"]}
    return [record for record in RECORDS[name] if record.word not in needs]


def _home(name: str) -> str:
    return PLACES[name][1] if name in PLACES else _NAMES[name]


def _entry(name: str, record: Spoken) -> VocabularyEntry:
    return VocabularyEntry(_home(name), record.word, record.meaning, record.synonyms)


def _means(name: str, record: Spoken, text: str) -> bool:
    return search_word(name, text).word == record.word


def _parts(record: Spoken) -> set[str]:
    return {token for text in (record.word, record.meaning, *record.synonyms) for token in tokens(text)}
