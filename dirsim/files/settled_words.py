"""Canonical words of a file, from the words that its author used.

Synonyms are replaced; ambiguous and misplaced words are refused. The JSON Schema says where a file has words. A file that is written in canonical words is returned as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from attrs import define, field, frozen

from dirsim.catalog.spelling import close_key
from dirsim.catalog.word_lists import PLACES, RECORDS, WORD_LISTS
from dirsim.catalog.word_search import search_word
from dirsim.files.fits import Schema
from dirsim.parsing.places import Finding, Path, path_text, shown

_PERCENT = re.compile(r"^\s*(\d{1,3}(?:\.\d+)?)\s*%\s*$")
_TITLES = {
    "workload-kind": "workloads",
    "need": "needs",
    "credential-need": "needs",
    "forbidden": "forbids",
    "principal": "principals",
}
_KEYED_WORDS = {"need-with-detail": "need"}
"""Definitions whose keys are words of a list."""


@frozen
class ReadSynonym:
    """A synonym in a file and the word that it was read as.

    Attributes:
        path: The place in the file.
        text: The text as written.
        word: The word that it was read as.
        meaning: The word's meaning.
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
        f"{shown(text)} is read as {word} ({meaning.rstrip('.')})"
        for (text, word, meaning), paths in places.items()
    )


@define
class SettledWords:
    """The data of a file in canonical words.

    Attributes:
        data: The data; shares with the original what did not change.
        findings: The words that cannot be used, with the reason.
        readings: The synonyms that were replaced.
        renamed: Keys that were written in another spelling: the path with the new key, and the old key.
    """

    data: Any = None
    findings: list[Finding] = field(factory=list)
    readings: list[ReadSynonym] = field(factory=list)
    renamed: dict[Path, str] = field(factory=dict)

    def as_written(self, path: Path) -> Path:
        """A path with the keys that the file has."""
        return tuple(
            self.renamed.get(path[: place + 1], step) if isinstance(step, str) else step
            for place, step in enumerate(path)
        )


def settled(data: Any, schema: Schema) -> SettledWords:
    """The data of a file with its words settled.

    Args:
        data: The parsed file.
        schema: The JSON Schema of its kind.
    """
    result = SettledWords()
    result.data = _Settling(schema["$defs"], result).value(data, schema, ())
    return result


@frozen
class _Settling:
    definitions: Schema
    result: SettledWords

    def value(self, value: Any, shape: Schema, path: Path) -> Any:
        """A value with the words below it settled."""
        branches = [self._resolved(branch) for branch in shape.get("anyOf", (shape,))]
        if isinstance(value, str):
            return self._text(value, branches, path)
        if isinstance(value, dict):
            for name, branch in branches:
                if name in _KEYED_WORDS:
                    return self._keyed(value, branch, _KEYED_WORDS[name], path)
                if "properties" in branch or isinstance(branch.get("additionalProperties"), dict):
                    return self._mapping(value, branch, path)
        if isinstance(value, list):
            for _, branch in branches:
                if isinstance(branch.get("items"), dict):
                    made = [self.value(entry, branch["items"], (*path, place)) for place, entry in enumerate(value)]
                    return made if any(new is not old for new, old in zip(made, value, strict=True)) else value
        return value

    def _resolved(self, shape: Schema) -> tuple[str, Schema]:
        name = str(shape.get("$ref", "")).rpartition("/")[2]
        return name, self.definitions[name] if name else shape

    def _text(self, text: str, branches: list[tuple[str, Schema]], path: Path) -> Any:
        lists = [name for name, _ in branches if name in RECORDS]
        if lists:
            free = any(not name and branch.get("type") == "string" for name, branch in branches)
            return self._word(lists[0], text, path, free=free)
        percent = _PERCENT.match(text)
        if percent and any(branch.get("maximum") == 1 for _, branch in branches):
            share = round(float(percent[1]) / 100, 12)
            self.result.readings.append(ReadSynonym(path_text(path), text, f"{share:g}", "a share from 0 to 1"))
            return share
        return text

    def _word(self, name: str, text: str, path: Path, *, free: bool = False, key: str = "") -> str:
        """The canonical word; the text itself where it is unknown, where the list is open, or with a finding."""
        found = search_word(name, text)
        if found.word:
            if found.synonym:
                at = path_text((*path, key) if key else path)
                self.result.readings.append(ReadSynonym(at, text, found.word, WORD_LISTS[name][found.word]))
            return found.word
        if not free and found.meanings:
            message = f"ambiguous word {shown(text)}"
            self.result.findings.append(Finding(path, message, f"it can mean {', '.join(found.meanings)}", key))
        elif not free and found.elsewhere:
            here = PLACES.get(name, (f"a word of {name}", ""))[0]
            homes = [f"{PLACES[other][1]}: {word}" for other, word in found.elsewhere]
            message = f"{shown(text)} is not {here}"
            self.result.findings.append(Finding(path, message, f"it belongs to {', or to '.join(homes)}", key))
        elif not free and found.slip:
            message = f"unknown word {shown(text)}"
            self.result.findings.append(Finding(path, message, f"did you mean {shown(found.slip)}?", key))
        elif not free and len(WORD_LISTS[name]) > 12:
            message = f"unknown word {shown(text)}"
            hint = f"dirsim words {_TITLES.get(name, name)} lists the words"
            self.result.findings.append(Finding(path, message, hint, key))
        return text

    def _mapping(self, value: dict[str, Any], shape: Schema, path: Path) -> dict[str, Any]:
        known: Schema = shape.get("properties", {})
        other = shape.get("additionalProperties")
        made: dict[str, Any] = {}
        changed = False
        for key, entry in value.items():
            new = key
            if key not in known and other is False:
                new = self._key(key, known, value)
                if new != key:
                    self.result.renamed[*path, new] = key
            inner = known.get(new, other if isinstance(other, dict) else None)
            made[new] = self.value(entry, inner, (*path, new)) if inner is not None else entry
            changed |= new != key or made[new] is not entry
        return made if changed else value

    @staticmethod
    def _key(key: str, known: Schema, siblings: dict[str, Any]) -> str:
        """The known key of which a key is another spelling, if the mapping does not have that one as well."""
        wanted = close_key(key)
        same = [name for name in known if close_key(name) == wanted and name not in siblings]
        return same[0] if len(same) == 1 else key

    def _keyed(self, value: dict[str, Any], shape: Schema, name: str, path: Path) -> dict[str, Any]:
        if len(value) != 1:
            return value
        ((key, entry),) = value.items()
        word = self._word(name, key, path, key=key)
        if word != key:
            self.result.renamed[*path, word] = key
        inner = shape["properties"].get(word)
        made = self.value(entry, inner, (*path, word)) if inner is not None else entry
        return {word: made} if word != key or made is not entry else value
