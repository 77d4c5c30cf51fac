"""Notes of a change of shape: readings, and the places of values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import define, field

from dirsim.catalog.key_words import real_key
from dirsim.catalog.spelling import close_key
from dirsim.catalog.word_search import search_word
from dirsim.files.readings import ReadSynonym
from dirsim.files.validate import schema
from dirsim.parsing.places import Path, path_text

Data = dict[str, Any]

NOTHING = frozenset({"none", "no", "nothing", "na", "nil", "keine", "not"})
_TRUE = frozenset({"yes", "true", "y", "on", "required", "mandatory", "must", "needed", "enabled", "wanted", "present"})
_FALSE = frozenset({"no", "false", "n", "off", "none", "notneeded", "notrequired", "disabled", "notwanted"})
_COMMA = re.compile(r"[,;\n]")
_BULLET = re.compile(r"^(?:[-*\u2022]|\d{1,3}[.)])\s")


def keys_of(name: str) -> tuple[str, ...]:
    """The keys that a definition of the requirements schema has; of the whole file where the name is empty."""
    whole = schema("requirements")
    return tuple((whole["$defs"][name] if name else whole)["properties"])


@define
class ShapeWork:
    """The record of a change of shape.

    Attributes:
        readings: The notes for the answer.
        moved: Paths in the new shape, each with the path in the file, where they differ.
        changed: True where anything was changed.
        recorded: Texts for ``not_modelled``.
    """

    readings: list[ReadSynonym] = field(factory=list)
    moved: dict[Path, Path] = field(factory=dict)
    changed: bool = False
    recorded: list[str] = field(factory=list)

    def note(self, path: Path, text: str, word: str, meaning: str) -> None:
        """Note what a text at a path was read as; an empty word means that it is not used."""
        self.readings.append(ReadSynonym(path_text(self.as_written(path)), text, word, meaning))
        self.changed = True

    def move(self, new: Path, old: Path) -> None:
        """Record where a value of the new shape was."""
        self.moved[new] = self.as_written(old)
        self.changed = True

    def as_written(self, path: Path) -> Path:
        """A path of the new shape as a path in the file."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.moved:
                return (*self.moved[path[:length]], *path[length:])
        return path


def written(mapping: Mapping[str, Any], name: str, known: Iterable[str]) -> str:
    """The key of a mapping that means a known key; empty if there is none."""
    if name in mapping:
        return name
    names = tuple(known)
    return next((key for key in mapping if isinstance(key, str) and real_key(key, names) == name), "")


def truth(value: object) -> bool | None:
    """True or false for a value that says so in words or by itself; ``None`` for any other."""
    if isinstance(value, bool):
        return value
    word = close_key(value) if isinstance(value, str) else ""
    return True if word in _TRUE else False if word in _FALSE else None


def nothing(value: object) -> bool:
    """True for a text that means an empty list, such as *none* or *n/a*."""
    return isinstance(value, str) and (
        not value.strip(" -") or "".join(value.lower().split()) in NOTHING | {"n/a", "-"}
    )


def parted(text: str) -> list[str]:
    """The entries of a text that lists several, separated by commas, semicolons or lines; one entry where there is one."""
    return [part for part in (_BULLET.sub("", one.strip()).strip() for one in _COMMA.split(text)) if part]


def word_of(name: str, value: object) -> str:
    """The word of a list that a text means; empty where there is none, or the value is not text."""
    return search_word(name, value).word if isinstance(value, str) and value.strip() else ""
