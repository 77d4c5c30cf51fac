"""Connections as people write them: words, flags, links without sites."""

from __future__ import annotations

import re
from typing import Any

from dirsim.catalog.key_words import real_key, unused
from dirsim.catalog.spelling import close_key
from dirsim.files.shape_work import Data, ShapeWork, keys_of, truth, word_of, written
from dirsim.parsing.places import Path

_FIRST = frozenset({"primary", "main", "first", "preferred", "active"})
_LATER = frozenset({"backup", "secondary", "failover", "fallback", "second", "standby"})
_MOST = 4
_COUNTS = frozenset({"count", "number", "tunnel", "quantity", "line"})
_BETWEEN = re.compile(r"<->|->|-->|<-->|=>|<=>|[,;&\u2194\u2192]| [-\u2013] | to | and ")
_DOUBLED = re.compile(
    r"(?:redundant|dual|double|doubled|twin|two|a pair of|2 ?x|2) ([a-z].{0,60})"
    r"|([a-z].{0,60}?)(?:,? redundant| \(redundant\)| \(?(?:2 ?x|x ?2)\)?)"
)
_DOUBLE = frozenset({"redundant", "redundancy", "dual", "doubled"})
_RANKED = re.compile(
    r"(primary|main|backup|back-up|secondary|failover|fallback|standby):? (.{1,60})"
    r"|(.{1,60}?),?(?: as)?(?: an?)?(?: the)? \(?(primary|main|backup|back-up|secondary|failover|fallback|standby)\)?",
    re.IGNORECASE,
)
_APART = "connections of one kind that fail independently of each other"
_SHAPES = ("vpn", "dx", "private", "cross-cloud-vpn")


def connections(flags: Data) -> list[tuple[str, str]]:
    """The connections that truth values state: each word with its key, an empty word for one that is false.

    Args:
        flags: The keys of a mapping that have no other meaning, with their values.
    """
    found: list[tuple[int, str, str]] = []
    for key, value in flags.items():
        word = word_of("connectivity", key)
        if word not in _SHAPES:
            continue
        said = True if value == 1 and type(value) is int else truth(value)
        role = close_key(value) if isinstance(value, str) else ""
        if said is None and role in _FIRST | _LATER:
            found.append((1 if role in _LATER else -1, word, key))
        elif said is None and word_of("connectivity", value) == word:
            found.append((0, word, key))
        elif said is not None:
            found.append((0, word if said else "", key))
    found.sort(key=lambda one: one[0])
    return [(word, key) for _, word, key in found]


def connectivity_shape(estate: Data, key: str, path: Path, work: ShapeWork) -> None:
    """Read a connectivity that is a truth value or a mapping."""
    value = estate[key]
    if value is False or (isinstance(value, str) and truth(value) is False and value.strip().lower() != "none"):
        work.note((*path, key), str(value).lower(), "none", "without a private path")
        estate[key] = "none"
    elif isinstance(value, dict):
        words = _words(value, (*path, key), work)
        if words:
            _set(estate, key, words, path, work)
    elif isinstance(value, str) and doubled(value):
        work.note((*path, key), value, f"[{', '.join(doubled(value))}]", _APART)
        _set(estate, key, doubled(value), path, work)
    _noted_copies(value, (*path, key), work)
    if isinstance(value, list) and any(isinstance(one, dict) or doubled(one) or ranked(one)[0] for one in value):
        words = []
        for place, one in sorted(enumerate(value), key=lambda entry: (ranked(entry[1])[0], entry[0])):
            rank, plain = ranked(one)
            few = _words(one, (*path, key, place), work) if isinstance(one, dict) else doubled(plain) or [plain]
            if not few:
                return
            if rank:
                work.note((*path, key, place), one, plain, "the first choice comes first")
            words.extend(few)
        _set(estate, key, words, path, work)


def _noted_copies(value: Any, path: Path, work: ShapeWork) -> None:
    """Note the assumption on a list that has a connection more than once."""
    words = [word_of("connectivity", one) for one in value] if isinstance(value, list) else []
    if len(set(words)) < len(words) and all(words):
        work.note(path, ", ".join(words), f"[{', '.join(words)}]", _APART)


def ranked(text: Any) -> tuple[int, Any]:
    """The place of a connection among others, -1 for the first and 1 for a backup, and its text without that word."""
    found = _RANKED.fullmatch(" ".join(text.split())) if isinstance(text, str) else None
    if not found:
        return 0, text
    role, plain = found[1] or found[4], found[2] or found[3]
    return (-1 if close_key(role) in _FIRST else 1), plain


def doubled(text: object) -> list[str]:
    """The two connections that a text such as *redundant VPN* or *2x Direct Connect* states; empty for any other."""
    found = _DOUBLED.fullmatch(" ".join(text.lower().split())) if isinstance(text, str) else None
    kind = word_of("connectivity", found[1] or found[2]) if found else ""
    return [kind, kind] if found and kind in _SHAPES and "tunnel" not in found[0] else []


def _set(estate: Data, key: str, words: list[Any], path: Path, work: ShapeWork) -> None:
    estate[key] = words[0] if len(words) == 1 else words
    for place in range(len(words)):
        if len(words) > 1:
            work.move((*path, key, place), (*path, key))
    work.changed = True


def _words(value: Data, path: Path, work: ShapeWork) -> list[str]:
    """The connections that a mapping states, the first choice first; empty where it says more than a list of words can."""
    first: list[str] = []
    later: list[str] = []
    copies = 1
    aside: list[tuple[str, str]] = []
    for key, one in value.items():
        role = close_key(key)
        text = isinstance(one, str) and truth(one) is None
        if role in _COUNTS and type(one) is int:
            copies = max(copies, one)
        elif role in _LATER and text:
            later.append(one)
        elif (role in _FIRST or real_key(key, ("kind",))) and text:
            first.append(one)
        elif role in _LATER | _DOUBLE and truth(one) is not None:
            copies = max(copies, 2 if truth(one) else 1)
        elif connections({key: one}):
            first.extend(word for word, _ in connections({key: one}) if word)
        elif unused(key, one) or role in {"name", "provider", "speed"}:
            aside.append((key, unused(key, one) or "a note"))
        else:
            return []
    words = [*first, *later]
    if copies > 1:
        words = words * copies if len(words) == 1 and copies <= _MOST and "tunnel" not in map(close_key, value) else []
    for key, why in aside if words else ():
        work.note((*path, key), key, "", why)
    return words


def links_shape(estate: Data, key: str, path: Path, work: ShapeWork) -> None:
    """Read links that are words, have no ends, or name their ends in other ways."""
    value = estate[key]
    fields = keys_of("Link")
    words = _linkless(value, fields, (*path, key), work)
    if words:
        place = written(estate, "connectivity", keys_of("Estate"))
        if not place:
            del estate[key]
            work.move((*path, "connectivity"), (*path, key))
            work.note((*path, key), key, "connectivity", "a link without its two sites")
            estate["connectivity"] = words[0] if len(words) == 1 else words
            connectivity_shape(estate, "connectivity", path, work)
        return
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        if any("name" in one for one in value):
            return
        made: Data = {}
        for number, one in enumerate(value, 1):
            made[f"link-{number}"] = one
            work.move((*path, key, f"link-{number}"), (*path, key, number - 1))
        value = made
    if isinstance(value, dict):
        whole = value
        if any(real_key(one, fields) == "kind" and isinstance(value[one], str) for one in value):
            whole = {"link": value}
            work.move((*path, key, "link"), (*path, key))
        estate[key] = {name: _link(one, fields, (*path, key, name), work) for name, one in whole.items()}


def _linkless(value: Any, fields: tuple[str, ...], path: Path, work: ShapeWork) -> list[Any]:
    """The connections that links without ends state; empty where they have ends, or say more."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        return value
    if not isinstance(value, dict) or not value:
        return []
    if any(real_key(one, fields) == "kind" and isinstance(value[one], str) for one in value) or connections(value):
        ended = any(real_key(one, fields) == "between" or one in ("from", "to") for one in value)
        return [] if ended else _words(value, path, work)
    kinds: list[Any] = []
    for entry in value.values():
        if isinstance(entry, str):
            kinds.append(entry)
        elif isinstance(entry, dict) and not any(
            real_key(one, fields) in ("between", "latency", "availability") or one in ("from", "to") for one in entry
        ):
            words = _words(entry, path, work)
            if len(words) != 1:
                return []
            kinds.extend(words)
        else:
            return []
    return kinds


def _link(entry: Any, fields: tuple[str, ...], path: Path, work: ShapeWork) -> Any:
    """A link with its ends under ``between``."""
    if not isinstance(entry, dict):
        return entry
    made = dict(entry)
    ends = {close_key(key): key for key in made}
    start, end = ends.get("from") or ends.get("source"), ends.get("to") or ends.get("target") or ends.get("destination")
    between = written(made, "between", fields)
    if start and end and not between:
        made = {
            "between": [made[start], made[end]],
            **{key: one for key, one in made.items() if key not in (start, end)},
        }
        for place, key in enumerate((start, end)):
            work.move((*path, "between", place), (*path, key))
    elif between and isinstance(made[between], str):
        sites = [one.strip() for one in _BETWEEN.split(made[between]) if one.strip()]
        if len(sites) == 2:
            made[between] = sites
            for place in range(2):
                work.move((*path, between, place), (*path, between))
    return made
