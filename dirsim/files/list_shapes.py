"""Lists of words and workloads in the shapes that people write.

A text with commas, a mapping of truth values, or a list of named entries becomes the list or the mapping that the schema has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from dirsim.catalog.ambiguous_words import TOGETHER
from dirsim.catalog.amounts import amount
from dirsim.catalog.key_words import not_evaluated, real_key, unused
from dirsim.catalog.spelling import close_key
from dirsim.catalog.units import is_duration
from dirsim.catalog.word_search import denied, search_word
from dirsim.files.recorded_shapes import as_recorded
from dirsim.files.shape_work import Data, ShapeWork, keys_of, nothing, parted, truth, word_of
from dirsim.parsing.places import Path, path_text

_EVERYONE = frozenset(
    {"all", "everyone", "everybody", "staff", "allstaff", "alluser", "employee", "allemployee", "user", "anyone"}
)
_STATING = frozenset(
    {
        "engine",
        "product",
        "software",
        "system",
        "db",
        "platform",
        "o",
        "os",
        "app",
        "component",
        "awsservice",
        "what",
        "dbengine",
        "solution",
    }
)
"""Keys that state the kind of a workload where it has none."""
_AND = re.compile(r"\s(?:and|with|plus)\s|\s?[&+]\s?", re.IGNORECASE)
_NAMES = ("name", "id", "workload", "title")
_ENTRY_NAMES = ("name", "word", "need", "requirement", "id", "what")


def words_shape(value: Any, path: Path, work: ShapeWork, *, denies: bool = False) -> Any:
    """Needs, prohibitions or preferences as a list.

    A mapping gives its keys: those with *true* or nothing, and those with a detail; *false* leaves a need out.

    Args:
        value: The value in the file.
        path: Its path.
        work: The record of the change.
        denies: True for prohibitions, where *false* could mean either of two things and stays to be refused.
    """
    if isinstance(value, str):
        return _texts(value, path, work)
    if isinstance(value, dict):
        if value and all(type(rank) is int for rank in value.values()) and sorted(value.values()) == _ranks(value):
            ranked = sorted(value, key=lambda key: value[key])
            return _placed([(key, (*path, key)) for key in ranked], value, path, work)
        return _placed(list(_keys(value, path, work, denies=denies)), value, path, work)
    if not isinstance(value, list):
        return value
    made: list[Any] = []
    for place, entry in enumerate(value):
        whole = (*path, place)
        if isinstance(entry, dict) and entry:
            name = next((key for key in _ENTRY_NAMES if isinstance(entry.get(key), str)), "")
            if name and all(key == name or unused(key, one) for key, one in entry.items()):
                made.append((entry[name], (*whole, name)))
                continue
        if isinstance(entry, dict) and entry and any(truth(one) is not None or one is None for one in entry.values()):
            made.extend(_keys(entry, whole, work, denies=denies))
        elif isinstance(entry, str) and len(parted(entry)) > 1:
            made.extend((part, whole) for part in parted(entry))
        elif isinstance(entry, str) and not denies and _both(entry):
            work.note(whole, entry, f"[{', '.join(_both(entry))}]", "two needs")
            made.extend((part, whole) for part in _both(entry))
        elif nothing(entry):
            work.note(whole, entry, "", "nothing is listed")
        else:
            made.append((entry, whole))
    return _placed(made, value, path, work)


def _both(text: str) -> list[str]:
    """The two needs that a text such as *MFA and group policy* states; empty for any other."""
    parts = _AND.split(text)
    if len(parts) != 2:
        return []
    found = search_word("need", text)
    if found.word or found.meanings or found.elsewhere or found.outside or denied(text):
        return []
    return parts if all(word_of("need", part) or close_key(part) in TOGETHER for part in parts) else []


def _ranks(value: Data) -> list[int]:
    return list(range(1, len(value) + 1))


def _placed(made: list[tuple[Any, Path]], value: Any, path: Path, work: ShapeWork) -> Any:
    """The entries as a list, with the place of each noted where it is not the same."""
    if isinstance(value, list) and [entry for entry, _ in made] == value:
        return value
    # An entry may take the place of one that moves itself: all places are looked up before any is noted.
    work.moved |= {(*path, place): work.as_written(old) for place, (_, old) in enumerate(made) if (*path, place) != old}
    work.changed = True
    return [entry for entry, _ in made]


def _texts(text: str, path: Path, work: ShapeWork) -> Any:
    if nothing(text):
        work.note(path, text, "an empty list", "nothing is listed")
        return []
    parts = parted(text)
    if len(parts) < 2:
        return text
    for place in range(len(parts)):
        work.move((*path, place), path)
    return parts


def _keys(value: Data, path: Path, work: ShapeWork, *, denies: bool) -> Iterator[tuple[Any, Path]]:
    """The entries that a mapping of words states, each with its path."""
    for key, entry in value.items():
        here = (*path, key)
        said = truth(entry)
        why = not_evaluated(key)
        if why and not word_of("forbidden" if denies else "need", key):
            work.note(here, key, "", f"not evaluated: {why}")
            work.recorded.append(as_recorded(f"{path_text(path)}.{key}", entry))
            continue
        if said or entry is None:
            yield key, here
        elif said is False and not denies:
            work.note(here, key, "", "it is false")
        elif isinstance(entry, str) and is_duration(entry):
            yield {key: {"for": entry}}, path
        elif isinstance(entry, str) and word_of("need", f"{entry} {key}"):
            yield f"{entry} {key}", here
        else:
            yield {key: entry}, path


def workloads_shape(value: Any, path: Path, work: ShapeWork) -> Any:
    """Workloads by name, or as a list of kinds.

    A kind that is missing is read from the workload's name.
    """
    if isinstance(value, str) and value.strip():
        value = [value] if len(parted(value)) < 2 else parted(value)
        for place in range(len(value)):
            work.move((*path, place), path)
        return value
    known = keys_of("Workload")
    if isinstance(value, list):
        return _listed(value, path, known, work)
    if not isinstance(value, dict):
        return value
    kind = next((key for key in value if real_key(key, known) == "kind"), "")
    if kind and isinstance(value[kind], str) and not any(isinstance(one, dict) for one in value.values()):
        name = next((key for key in _NAMES if isinstance(value.get(key), str)), "")
        whole = {key: one for key, one in value.items() if key != name}
        title = value[name] if name else value[kind]
        work.move((*path, title), path)
        value = {title: whole}
    made: Data = {}
    for name, entry in value.items():
        for title, one, old in _entries(name, entry, (*path, name), known, work):
            fresh = _free(title, made, value if title != name else ())
            if (*path, fresh) != old:
                work.move((*path, fresh), old)
            made[fresh] = _workload(fresh, name, one, (*path, fresh), known, work)
    return made


def _free(title: str, made: Data, others: Any) -> str:
    name, count = title, 1
    while name in made or (name in others and count == 1 and name != title):
        count += 1
        name = f"{title}-{count}"
    return name


def _entries(
    name: str, entry: Any, path: Path, known: tuple[str, ...], work: ShapeWork
) -> Iterator[tuple[str, Any, Path]]:
    """The workloads below a name: itself, several of a list, or those of a group."""
    if truth(entry) is False and isinstance(entry, (bool, str)):
        work.note(path, name, "", "it is false")
        return
    if isinstance(entry, list) and entry:
        for place, one in enumerate(entry):
            yield name if len(entry) == 1 or not isinstance(one, str) else one, one, (*path, place)
        return
    group = (
        isinstance(entry, dict)
        and entry
        and not any(
            real_key(key, known) or unused(key, one) or close_key(key) in _STATING for key, one in entry.items()
        )
        and all(isinstance(one, (dict, str)) for one in entry.values())
    )
    if group and not word_of("workload-kind", name):
        for title, one in entry.items():
            yield title, one, (*path, title)
        return
    yield name, entry, path


def _workload(title: str, name: str, entry: Any, path: Path, known: tuple[str, ...], work: ShapeWork) -> Any:
    """A workload with its kind, which its name states where the entry does not."""
    if entry is None or truth(entry) is True:
        work.note(path, title, word_of("workload-kind", title) or title, "the name states the kind")
        return {"kind": title}
    count = type(entry) is int or (isinstance(entry, str) and amount(entry) is not None)
    if count:
        work.note(path, str(entry), "", "machines and seats are not counted")
        return {"kind": title}
    if not isinstance(entry, dict):
        return entry
    made = dict(entry)
    told = next((key for key in made if close_key(key) in _STATING and word_of("workload-kind", made[key])), "")
    if told and not any(real_key(key, known) == "kind" for key in made):
        work.move((*path, "kind"), (*path, told))
        work.note((*path, told), told, "kind", "the kind of workload")
        made = {"kind" if key == told else key: one for key, one in made.items()}
    given = next((key for key in made if real_key(key, known) == "kind"), "")
    for key in [
        key for key in made if given and key != given and (close_key(key) in _STATING or close_key(key) == "type")
    ]:
        word = _narrowed(made[given], made[key])
        if word:
            work.note((*path, key), f"{made[given]}, {key}: {made[key]}", word, "the kind and what is beside it")
            made[given] = word
            del made[key]
    meanings = search_word("workload-kind", made[given]).meanings if given and isinstance(made[given], str) else ()
    if meanings and _narrowed(made[given], title) in meanings:
        word = _narrowed(made[given], title)
        work.note((*path, given), made[given], word, f"the name of the workload, {title}, says which")
        made[given] = word
    if not given:
        kind = title if word_of("workload-kind", title) or not word_of("workload-kind", name) else name
        work.note(path, title, word_of("workload-kind", kind) or kind, "the name states the kind")
        made = {"kind": kind, **made}
    for key in list(made):
        if real_key(key, known) == "users":
            _users(made, key, path, work)
    return made


def _narrowed(kind: Any, beside: Any) -> str:
    """The word for a kind such as *ec2* with what a further key states, such as *Windows*; empty where there is none."""
    if not isinstance(kind, str) or not isinstance(beside, str):
        return ""
    whole, own = search_word("workload-kind", kind), word_of("workload-kind", beside)
    texts = (f"{kind} {beside}", f"{beside} {kind}", f"{whole.word} {beside}" if whole.word else "")
    found = {word_of("workload-kind", text) for text in texts} - {""}
    if own in whole.meanings:
        found.add(own)
    word = found.pop() if len(found) == 1 else ""
    return word if word and word.startswith(whole.word) else ""


def _users(entry: Data, key: str, path: Path, work: ShapeWork) -> None:
    """Leave out users of a workload that are a number or everyone: the file counts those of the estate."""
    value = entry[key]
    if not isinstance(value, str):
        return
    if close_key(value) in _EVERYONE:
        work.note((*path, key), value, "", "without users, a workload is open to every domain's users")
        del entry[key]
    elif amount(value) is not None:
        work.note((*path, key), value, "", "the users of one workload are not counted, those of the estate are")
        del entry[key]


def _listed(value: list[Any], path: Path, known: tuple[str, ...], work: ShapeWork) -> Any:
    """A list of workloads: by name where any has one, else as it is."""
    named: Data = {}
    places: dict[str, Path] = {}
    for place, entry in enumerate(value):
        at: Path = (*path, place)
        title, one = _named(entry, known)
        if not title:
            if not isinstance(entry, (str, dict)):
                return value
            title = entry if isinstance(entry, str) else str(next(iter(entry.values()), ""))
        elif isinstance(entry, dict) and one is not entry and len(entry) == 1 and title in entry:
            at = (*at, title)
        fresh = _free(title, named, ())
        named[fresh], places[fresh] = one, at
    if not any(_named(entry, known)[0] for entry in value):
        return value
    for title, at in places.items():
        work.move((*path, title), at)
    return {title: _workload(title, title, one, (*path, title), known, work) for title, one in named.items()}


def _named(entry: Any, known: tuple[str, ...]) -> tuple[str, Any]:
    """The name of an entry of a list and the rest of it; no name where it has none."""
    if not isinstance(entry, dict) or not entry:
        return "", entry
    for key in _NAMES:
        if isinstance(entry.get(key), str) and entry[key].strip():
            return entry[key], {name: one for name, one in entry.items() if name != key}
    if len(entry) == 1:
        ((key, one),) = entry.items()
        if not real_key(key, known):
            return key, one
    return "", entry
