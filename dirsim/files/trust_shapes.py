"""Trusts as people write them: lists, two domains, directions in words."""

from __future__ import annotations

from typing import Any

from dirsim.catalog.key_words import real_key
from dirsim.catalog.spelling import close_key
from dirsim.files.shape_work import Data, ShapeWork, keys_of, parted, truth, written
from dirsim.parsing.places import Path

_BOTH = frozenset({"twoway", "2way", "bidirectional", "both", "bothway", "mutual", "bothdirection"})
_ENDS = (
    ("from", "to"),
    ("source", "target"),
    ("domain1", "domain2"),
    ("forest1", "forest2"),
    ("a", "b"),
    ("trusting", "trusted"),
)
_LISTED = frozenset({"between", "domain", "forest"})
_DIRECTION = frozenset({"direction", "twoway", "way"})


def trusts_shape(estate: Data, key: str, path: Path, work: ShapeWork) -> None:
    """Read a list of trusts, and trusts in both directions that name their ends in other ways.

    A trust in one direction stays as it is: only its author knows which end is the trusting one.
    """
    value = estate[key]
    entries: Data = {}
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        for place, one in enumerate(value):
            given = one.get("name")
            name = given if isinstance(given, str) and given and given not in entries else f"trust-{place + 1}"
            entries[name] = {inner: entry for inner, entry in one.items() if inner != "name"}
            work.move((*path, key, name), (*path, key, place))
    elif isinstance(value, dict) and (written(value, "trusting", keys_of("Trust")) or _both(value)):
        entries = {"trust": value}
        work.move((*path, key, "trust"), (*path, key))
    elif isinstance(value, dict):
        entries = value
    if entries:
        estate[key] = {name: _trust(estate, one, (*path, key, name), work) for name, one in entries.items()}


def _both(entry: Data) -> str:
    """The key that says that a trust is in both directions; empty if there is none."""
    for key, one in entry.items():
        said = isinstance(one, str) and any(close_key(one).startswith(word) for word in _BOTH)
        if close_key(key) in _DIRECTION and (said or (truth(one) is True and close_key(key) == "twoway")):
            return key
    return ""


def _trust(estate: Data, entry: Any, path: Path, work: ShapeWork) -> Any:
    """A trust in both directions with its two ends under the keys of the schema."""
    if not isinstance(entry, dict):
        return entry
    both = _both(entry)
    ends = _ends(entry)
    if not both or not ends:
        return entry
    rest = {key: one for key, one in entry.items() if key != both and key not in {at for at, _ in ends}}
    made: Data = {}
    for end, (key, domain) in zip(("trusting", "trusted"), ends, strict=True):
        made[end] = _domain(estate, domain)
        work.move((*path, end), (*path, key))
    work.move((*path, "two_way"), (*path, both))
    work.note((*path, both), str(entry[both]).lower(), "two_way: true", f"{made['trusting']} and {made['trusted']}")
    return {**made, "two_way": True, **rest}


def _ends(entry: Data) -> list[tuple[str, str]]:
    """The two ends of a trust, each with its key; empty where it does not name exactly two."""
    keys = {close_key(key): key for key in entry}
    for one, other in _ENDS:
        if isinstance(entry.get(keys.get(one, "")), str) and isinstance(entry.get(keys.get(other, "")), str):
            return [(keys[one], entry[keys[one]]), (keys[other], entry[keys[other]])]
    for key, value in entry.items():
        listed = parted(value) if isinstance(value, str) else value
        if (close_key(key) in _LISTED or real_key(key, ("between",))) and isinstance(listed, list):
            named = [one for one in listed if isinstance(one, str)]
            return [(key, one) for one in named] if len(named) == len(listed) == 2 else []
    return []


def _domain(estate: Data, name: str) -> str:
    """The only domain of a directory that a trust names in place of it; any other name is returned unchanged."""
    listed = estate.get(written(estate, "directories", keys_of("Estate")) or "directories")
    entry = listed.get(name) if isinstance(listed, dict) else None
    domains = entry.get(written(entry, "domains", keys_of("Directory"))) if isinstance(entry, dict) else None
    names = list(domains) if isinstance(domains, (dict, list)) else [domains] if isinstance(domains, str) else []
    return str(names[0]) if len(names) == 1 else name
