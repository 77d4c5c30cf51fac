"""Canonical words of a file, from the words that its author used.

Synonyms are replaced; ambiguous and misplaced words are refused. The JSON Schema says where a file has words. A file that is written in canonical words is returned as it is.
"""

from __future__ import annotations

import re
from typing import Any

from attrs import define, field, frozen

from dirsim.catalog.ambiguous_words import TOGETHER
from dirsim.catalog.amounts import amount, count_word, vague_count
from dirsim.catalog.found_word import FoundWord
from dirsim.catalog.key_words import not_evaluated, real_key, unused
from dirsim.catalog.outside_words import beside, without_directory
from dirsim.catalog.spelling import close_key, tokens
from dirsim.catalog.word_lists import PLACES, RECORDS, WORD_LISTS
from dirsim.catalog.word_search import denied, search_word
from dirsim.files.fits import Schema
from dirsim.files.readings import ReadSynonym
from dirsim.files.recorded_shapes import as_recorded
from dirsim.files.shape_work import ShapeWork
from dirsim.files.word_hints import certain, home_hint, sentence_hint, unknown_hint
from dirsim.parsing.places import Finding, Path, path_text, shown

_PERCENT = re.compile(r"^\s*(\d{1,3}(?:\.\d+)?)\s*%\s*$")
_LONGEST, _FEW, _SENTENCE = 120, 12, 3
_SEVERAL = re.compile(r" ?[,+&;] ?| (?:and|with|plus) (?:an? )?", re.IGNORECASE)
_BACKUP = re.compile(r" (?:as )?(?:an? )?(?:backup|back-up|failover|fallback)$", re.IGNORECASE)
_TRUTH = {"yes": True, "true": True, "no": False, "none": False, "false": False}
"""Texts for true and false; YAML 1.2 has only the latter words."""
_OPEN = frozenset(
    {"unknown", "tbd", "tbc", "notknown", "unspecified", "unclear", "na", "notsure", "dontknow", "open", "todo"}
)
"""Texts for a number that is not known."""
_ASIDE = "\0"
"""In place of a need that dirsim does not model, until the list of needs is complete."""
_COUNTED = {
    "users": "the users of one workload are not counted, those of the estate are",
    "account": "the accounts of one workload are not counted, those of estate.aws are",
}
"""Keys that take names, each with the reason why a number there is left out."""
_KEYED_WORDS = {"need-with-detail": "need"}
"""Definitions whose keys are words of a list."""


_ASKED = ("need", "credential-need", "forbidden")
"""The lists whose words outside the model are recorded: what a file asks for, not what it is made of."""


def _aside(name: str, hint: str) -> str:
    """The note for a word that is left out because no design depends on it; empty for any other word."""
    return beside(hint) if name in _ASKED else without_directory(hint) if name == "workload-kind" else ""


def _ruled_out(name: str, text: str, found: FoundWord) -> str:
    """The one prohibition that a need such as *no IAM users* states; empty for any other, and for the bare word."""
    words = {word for other, word in found.elsewhere if other == "forbidden"}
    return words.pop() if name == "need" and denied(text) and len(words) == len(found.elsewhere) == 1 else ""


def _is_aside(entry: Any) -> bool:
    return entry is _ASIDE or (isinstance(entry, dict) and entry.get("kind") is _ASIDE)


@define
class SettledWords:
    """The data of a file in canonical words.

    Attributes:
        data: The data; shares with the original what did not change.
        findings: The words that cannot be used, with the reason.
        readings: The synonyms that were replaced.
        renamed: Keys that were written in another way: the path with the new key, and the old key, or the place in a list.
        moved: The change of shape before the words were settled.
        aside: The needs that dirsim does not model.
        denied: What the needs rule out, such as the other direction of a trust.
    """

    data: Any = None
    findings: list[Finding] = field(factory=list)
    readings: list[ReadSynonym] = field(factory=list)
    renamed: dict[Path, str | int] = field(factory=dict)
    moved: ShapeWork = field(factory=ShapeWork)
    aside: list[str] = field(factory=list)
    denied: list[str] = field(factory=list)

    def as_found(self, path: Path) -> Path:
        """The path of a word that was refused, with the keys that the file has; lists were complete then."""
        steps = (
            self.renamed.get(path[: place + 1], step) if isinstance(step, str) else step
            for place, step in enumerate(path)
        )
        return self.moved.as_written(tuple(steps))

    def as_written(self, path: Path) -> Path:
        """A path with the keys that the file has."""
        return self.moved.as_written(
            tuple(self.renamed.get(path[: place + 1], step) for place, step in enumerate(path))
        )


def settled(data: Any, schema: Schema, moved: ShapeWork | None = None) -> SettledWords:
    """The data of a file with its words settled.

    Args:
        data: The parsed file.
        schema: The JSON Schema of its kind.
        moved: The change of shape before; ``None`` means that there was none.
    """
    result = SettledWords(moved=moved or ShapeWork())
    result.data = _Settling(schema["$defs"], result, "Estate" in schema["$defs"]).value(data, schema, ())
    for key, found in (("not_modelled", result.aside), ("forbids", result.denied)):
        if found:
            known = result.data.get(key) or []
            listed = known if isinstance(known, list) else [known]
            more = [one for one in dict.fromkeys(found) if one not in listed]
            result.data = {**result.data, key: [*listed, *more]}
    return result


@frozen
class _Settling:
    definitions: Schema
    result: SettledWords
    counts: bool
    """True in requirements: counts may be written in words, and ``not_modelled`` records what has no word."""

    def value(self, value: Any, shape: Schema, path: Path) -> Any:
        """A value with the words below it settled."""
        branches = [self._resolved(branch) for branch in shape.get("anyOf", (shape,))]
        if isinstance(value, str):
            return self._text(value, branches, path)
        if isinstance(value, list) and not any("items" in branch for _, branch in branches):
            value = self._named(value, branches, path)
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
                    if all(new is old for new, old in zip(made, value, strict=True)):
                        return value
                    return self._once(made, value, path)
        return value

    def _at(self, path: Path) -> str:
        """A path as the file has it."""
        return path_text(self.result.moved.as_written(path))

    def _resolved(self, shape: Schema) -> tuple[str, Schema]:
        name = str(shape.get("$ref", "")).rpartition("/")[2]
        return name, self.definitions[name] if name else shape

    def _text(self, text: str, branches: list[tuple[str, Schema]], path: Path) -> Any:
        lists = [name for name, _ in branches if name in RECORDS]
        if lists == ["need"] and path[:1] == ("credentials",):
            lists = ["credential-need"]
        if lists:
            free = any(not name and branch.get("type") == "string" for name, branch in branches)
            several = () if free else self._several(lists[0], text)
            if several and any(branch.get("type") == "array" for _, branch in branches):
                self.result.readings.append(ReadSynonym(self._at(path), text, f"[{', '.join(several)}]", "a list"))
                return list(several)
            word = self._word(lists[0], text, path, free=free)
            return [] if word is _ASIDE and lists[0] in _ASKED and not isinstance(path[-1], int) else word
        truth = _TRUTH.get(text.strip().lower())
        if truth is not None and any(branch.get("type") == "boolean" for _, branch in branches):
            self.result.readings.append(ReadSynonym(self._at(path), text, str(truth).lower(), "a truth value"))
            return truth
        if self.counts and any(branch.get("type") == "integer" for _, branch in branches):
            return self._count(text, branches, path)
        percent = _PERCENT.match(text)
        if percent and any(branch.get("maximum") == 1 for _, branch in branches):
            share = round(float(percent[1]) / 100, 12)
            self.result.readings.append(ReadSynonym(self._at(path), text, f"{share:g}", "a share from 0 to 1"))
            return share
        return text

    def _count(self, text: str, branches: list[tuple[str, Schema]], path: Path) -> Any:
        """The number, or the word for several, that a text states; the text itself where it states none."""
        words = {word for _, branch in branches for word in branch.get("enum", ())}
        if text in words:
            return text
        if close_key(text) in _OPEN:
            self.result.readings.append(ReadSynonym(self._at(path), text, "", "the number is left open"))
            return None
        number, word = amount(text), count_word(text)
        if number is not None:
            if not text.strip().isdigit():
                self.result.readings.append(ReadSynonym(self._at(path), text, str(number), "a whole number"))
            return number
        if word in words:
            self.result.readings.append(ReadSynonym(self._at(path), text, word, "a number that is left open"))
            return word
        if vague_count(text):
            self.result.findings.append(
                Finding(path, f"expected a whole number, found {shown(text)}", vague_count(text))
            )
        return text

    @staticmethod
    def _several(name: str, text: str) -> tuple[str, ...]:
        """The words of a text that names several of one list, such as *dx with vpn backup*; empty if it does not."""
        found = search_word(name, text)
        if len(text) > _LONGEST or found.word or found.meanings or found.elsewhere:
            return ()
        words = tuple(
            search_word(name, part).word for part in _SEVERAL.split(_BACKUP.sub("", " ".join(text.split()))) if part
        )
        return words if len(words) > 1 and all(words) else ()

    def _word(self, name: str, text: str, path: Path, *, free: bool = False, key: str = "") -> str:
        """The canonical word; the text itself where it is unknown, where the list is open, or with a finding."""
        both = TOGETHER.get(close_key(text)) if name == "need" and not key else None
        if both:
            meaning = f"{WORD_LISTS[name][both[0]].rstrip('.')}; the other direction is ruled out: forbids: {both[1]}"
            self.result.readings.append(ReadSynonym(self._at(path), text, both[0], meaning))
            self.result.denied.append(both[1])
            return both[0]
        found = search_word(name, text)
        if found.word:
            if found.synonym:
                at = self._at((*path, key) if key else path)
                self.result.readings.append(ReadSynonym(at, text, found.word, WORD_LISTS[name][found.word]))
            return found.word
        if not free and self._is_sentence(name, text, found) and not _ruled_out(name, text, found):
            hint = sentence_hint(name, text, found)
            self.result.readings.append(
                ReadSynonym(self._at((*path, key) if key else path), text, "", f"not evaluated: {hint}")
            )
            self.result.aside.append(f"{self._at(path[:-1] or path)}: {text}" if name in _ASKED[1:] else text)
            return _ASIDE
        if not free and found.meanings:
            message = f"ambiguous word {shown(text)}"
            self.result.findings.append(Finding(path, message, f"it can mean {', '.join(found.meanings)}", key))
        elif ruled := _ruled_out(name, text, found) if path[:1] == ("needs",) and not key else "":
            meaning = f"{WORD_LISTS['forbidden'][ruled].rstrip('.')}; it says what must not be"
            self.result.readings.append(ReadSynonym(self._at(path), text, f"forbids: {ruled}", meaning))
            self.result.denied.append(ruled)
            return _ASIDE
        elif not free and found.elsewhere:
            here = PLACES.get(name, (f"a word of {name}", ""))[0]
            message = f"{shown(text)} is not {here}"
            self.result.findings.append(Finding(path, message, home_hint(name, text, found), key))
        elif aside := _aside(name, found.outside):
            self.result.readings.append(ReadSynonym(self._at(path), text, "", f"not evaluated: {aside}"))
            self.result.aside.append(f"{self._at(path[:-1] or path)}: {text}" if name in _ASKED[1:] else text)
            return _ASIDE
        elif not free and found.outside:
            hint = certain(found.outside) if self.counts else found.outside
            self.result.findings.append(Finding(path, f"unknown word {shown(text)}", hint, key))
        elif not free and found.slip:
            message = f"unknown word {shown(text)}"
            self.result.findings.append(Finding(path, message, f"did you mean {shown(found.slip)}?", key))
        elif not free and (found.near or len(WORD_LISTS[name]) > _FEW):
            message = f"unknown word {shown(text)}"
            hint = unknown_hint(name, text, found, recorded=self.counts)
            self.result.findings.append(Finding(path, message, hint, key))
        return text

    def _is_sentence(self, name: str, text: str, found: FoundWord) -> bool:
        """True for a wish in three words or more that no list knows: it is recorded; a single word may be a slip."""
        known = found.elsewhere or found.slip or found.outside
        return self.counts and name in _ASKED and not known and len(tokens(text)) >= _SENTENCE

    def _once(self, made: list[Any], written: list[Any], path: Path) -> list[Any]:
        """A list of words without those that two everyday words of the list both mean; what is written twice stays."""
        kept: list[Any] = []
        for place, word in enumerate(made):
            first = made.index(word) if isinstance(word, str) else place
            if _is_aside(word):
                continue
            if first < place and close_key(str(written[first])) != close_key(str(written[place])):
                continue
            if place != len(kept):
                self.result.renamed[*path, len(kept)] = place
            kept.append(word)
        return kept

    def _named(self, entries: list[Any], branches: list[tuple[str, Schema]], path: Path) -> Any:
        """A list of entries with a name each as a mapping by name, where the file takes things by name; else the list."""
        names = [entry.get("name") for entry in entries if isinstance(entry, dict)]
        texts = [name for name in names if isinstance(name, str) and name]
        by_name = any(isinstance(branch.get("additionalProperties"), dict) for _, branch in branches)
        if not by_name or not texts or len(set(texts)) != len(entries):
            return entries
        for place, name in enumerate(texts):
            self.result.renamed[*path, name] = place
        return {
            name: {key: one for key, one in entry.items() if key != "name"}
            for name, entry in zip(texts, entries, strict=True)
        }

    def _mapping(self, value: dict[str, Any], shape: Schema, path: Path) -> dict[str, Any]:
        known: Schema = shape.get("properties", {})
        other = shape.get("additionalProperties")
        made: dict[str, Any] = {}
        changed = False
        for key, entry in value.items():
            new = key
            if key not in known and other is False:
                new = self._key(key, known, value, path)
                if new == key and (self._left_out(key, unused(key, entry), path) or self._recorded(key, entry, path)):
                    changed = True
                    continue
                if new != key:
                    self.result.renamed[*path, new] = key
            inner = known.get(new, other if isinstance(other, dict) else None)
            if new in _COUNTED and inner and self._counts(entry, inner):
                changed = self._left_out(key, _COUNTED[new], path)
                continue
            made[new] = self.value(entry, inner, (*path, new)) if inner is not None else entry
            changed |= new != key or made[new] is not entry
            if path == ("workloads",) and _is_aside(made[new]):
                del made[new]
        return made if changed else value

    def _key(self, key: str, known: Schema, siblings: dict[str, Any], path: Path) -> str:
        """The known key that a key means, if the mapping does not have that one as well."""
        new = real_key(key, known)
        if not new or new in siblings:
            return key
        if close_key(new) != close_key(key):
            meaning = known[new].get("description", "a key").partition(". ")[0]
            self.result.readings.append(ReadSynonym(self._at((*path, key)), key, new, meaning))
        return new

    def _left_out(self, key: str, why: str, path: Path) -> bool:
        """True where there is a reason to leave a key out, which is noted."""
        if why:
            self.result.readings.append(ReadSynonym(self._at((*path, key)), key, "", why))
        return bool(why)

    def _recorded(self, key: str, value: Any, path: Path) -> bool:
        """True for a key that asks for what dirsim does not model, which is recorded as not evaluated."""
        why = not_evaluated(key) if self.counts else ""
        if why:
            place = self._at((*path, key))
            self.result.readings.append(ReadSynonym(place, key, "", f"not evaluated: {why}"))
            self.result.aside.append(as_recorded(place, value))
        return bool(why)

    def _counts(self, value: Any, shape: Schema) -> bool:
        """True for a number where only names are taken."""
        branches = [self._resolved(branch)[1] for branch in shape.get("anyOf", (shape,))]
        return type(value) is int and not any(branch.get("type") in ("integer", "number") for branch in branches)

    def _keyed(self, value: dict[str, Any], shape: Schema, name: str, path: Path) -> Any:
        if len(value) != 1:
            return value
        ((key, entry),) = value.items()
        word = self._word(name, key, path, key=key)
        if word is _ASIDE:
            return word
        if word != key:
            self.result.renamed[*path, word] = key
        inner = shape["properties"].get(word)
        made = self.value(entry, inner, (*path, word)) if inner is not None else entry
        return {word: made} if word != key or made is not entry else value
