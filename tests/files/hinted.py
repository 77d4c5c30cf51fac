"""A writer who does what the hints of an error literally say, and nothing else."""

import copy
import json
import re

from dirsim.catalog.key_words import real_key
from dirsim.errors import InputError
from dirsim.files.requirements_reader import parse_requirements
from dirsim.parsing.tree import parse

_STEP = re.compile(r"\.?([\w-]+)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\[\"((?:[^\"\\]|\\.)*)\"\]")
_PLACE = re.compile(r"(needs|forbids|optimize|workloads|credentials|estate\.\w+): (.+)")
_TOP = ("needs", "forbids", "optimize", "workloads", "estate", "credentials", "name", "as_of", "not_modelled", "prices")
_GONE = object()
_COMMA = r", (?:or to )?(?![^{]*\})(?![^\[]*\])"
_WAYS = (
    (r"did you mean '([^']+)'\?", "replace"),
    (r"(?:it can mean|belongs to|to rule it out, write|elsewhere it is|require it, write|file: write) ([^;]+)", "mean"),
    (r"^(?:no \w+ is listed: list it, or )?(?:leave it out|remove )()", "remove"),
    (r"^expected one of: ([^;]+)", "replace"),
    (r"^write '(\w+): TEXT' at the top", "top"),
    (r"^put it in quotes: \"(.+)\"", "quote"),
    (r"such as ([\w.+-]+)", "replace"),
    (r"^(?:write|use|words are written with hyphens:) '?([^;,'\"]+?)(?:[;,'\"]| for | where | or |$)", "replace"),
    (r"move it to not_modelled()", "record"),
    (r"(?:leave \w+ out|remove )()", "remove"),
)
"""What hints say, each with what a writer does then."""


def problems(text):
    """The problems of a text as a writer sees them; empty where it is accepted."""
    try:
        parse_requirements(text)
    except InputError as error:
        return error.problems
    return ()


def second_tries(text):
    """The texts after each way of doing what the hints say, as JSON; empty where a hint names nothing certain."""
    found = problems(text)
    ways = [_ways(problem) for problem in found]
    if not found or not all(ways):
        return []
    return [_applied(text, found, [one[turn % len(one)] for one in ways]) for turn in range(max(map(len, ways)))]


def uncertain(text):
    """The problems of a text whose hint names nothing certain to do."""
    return [problem for problem in problems(text) if not _ways(problem)]


def _ways(problem):
    """The alternatives that a hint names: a verb and its object each."""
    hint = problem.hint.replace("YYYY-MM-DD", "2026-11-01")
    recorded = hint.endswith("move it to not_modelled")
    if recorded and ("NAME: {" in hint or (problem.message.startswith("unknown") and "did you mean" not in hint)):
        return [("record", "")]  # only its author can fill a form, or knows what an unknown word means
    for pattern, verb in _WAYS:
        match = re.search(pattern, hint)
        if match:
            listed = re.split(_COMMA, match[1]) if verb in ("mean", "replace") else [match[1]]
            return [(verb, one.strip()) for one in listed]
    return []


def _steps(path):
    for plain, number, quoted, double in _STEP.findall(path):
        yield int(number) if number else plain or quoted or double


def _applied(text, found, chosen):
    data = copy.deepcopy(parse(text).data)
    for problem, (verb, word) in zip(found, chosen, strict=True):
        _apply(data, problem, verb, word)
    return json.dumps(_swept(data))


def _apply(data, problem, verb, word):
    path = list(_steps(problem.path))
    key = re.match(r"unknown key '([^']+)'", problem.message)
    steps, holder, last = _nearest(data, [*path, key[1]] if key else path)
    if steps is None:  # another problem of the same value took it away
        return
    word_of = re.search(r"(?:word|key) '([^']+)'", problem.message)
    value = holder[last] if steps else data
    if verb == "top":
        data[word] = "a name"
    elif verb in {"record", "remove"}:
        if verb == "record":
            _record(data, {last: value} if isinstance(last, str) else value)
        _remove(data, steps)
    elif verb == "quote":
        holder[last] = word
    elif verb == "replace":
        _replace(holder, last, value, word, key, word_of)
    else:
        place = _PLACE.match(word)
        if place is None:
            _replace(holder, last, value, word, key, word_of)
        else:
            if _home(place[1]) != steps:
                _remove(data, steps)
            _write(data, place[1], place[2])


def _below(holder, step):
    if isinstance(holder, dict):
        return holder.get(step, _GONE)
    return holder[step] if isinstance(holder, list) and isinstance(step, int) and step < len(holder) else _GONE


def _nearest(data, steps):
    """The steps to a value, its holder and its key; those of a text or a name that states what is refused, where it has none."""
    if not steps:
        return steps, data, None
    for length in range(len(steps), 0, -1):
        holder = data
        for step in steps[: length - 1]:
            holder = _below(holder, step)
        if _below(holder, steps[length - 1]) is not _GONE:
            return steps[:length], holder, steps[length - 1]
    return None, None, None


def _replace(holder, last, value, word, key, named):
    if key:
        holder[word] = holder.pop(last)
    elif isinstance(value, dict) and named and named[1] in value:
        value[word] = value.pop(named[1])
    else:
        holder[last] = _value(word)


def _value(word):
    if word.startswith("["):
        return word.strip("[]").split(", ")
    return json.loads(word) if re.fullmatch(r"[\d.]+|true|false", word) else word


def _remove(data, steps):
    """Take a value out; a workload without its kind goes as a whole."""
    if (
        len(steps) == 3
        and steps[0] in data
        and real_key(str(steps[0]), _TOP) == "workloads"
        and steps[2] in ("kind", "type")
    ):
        steps = steps[:2]
    holder = data
    for step in steps[:-1]:
        holder = holder[step]
    if isinstance(holder, dict):
        del holder[steps[-1]]
    else:
        holder[steps[-1]] = _GONE


def _record(data, entry):
    data.setdefault("not_modelled", []).append(entry)


def _named(holder, name, known):
    return next((key for key in holder if real_key(key, known) == name), name)


def _home(place):
    """The steps of a place that holds one value, which is overwritten there."""
    return list(_steps(place)) if place == "estate.connectivity" else None


def _write(data, place, word):
    top, _, inner = place.partition(".")
    if inner:
        top = _named(data, "estate", _TOP)
        estate = data.get(top)
        if not isinstance(estate, dict):
            estate = data[top] = {}
        if inner == "connectivity":
            estate[inner] = word
        elif isinstance(estate.get(inner), dict):
            estate[inner][word] = {"kind": word}
        else:
            given = estate.get(inner) or []
            estate[inner] = [*(given if isinstance(given, list) else [given]), word]
        return
    name = _named(data, top, _TOP)
    if word.startswith("{"):
        owner, below = re.fullmatch(r"\{NAME: \{(\w+): \[?([\w-]+)\]?\}\}", word).groups()
        data.setdefault(name, {})[f"new-{len(data[name])}"] = {owner: [below] if owner == "needs" else below}
        return
    given = data.get(name)
    if isinstance(given, dict):
        given.setdefault(f"new-{word}", {"kind": word}) if top == "workloads" else given.setdefault(word, True)
    else:
        data[name] = [*([] if given is None else given if isinstance(given, list) else [given]), word]


def _swept(value):
    """A value without what was taken out; a list or a need of which nothing is left goes too."""
    if isinstance(value, dict):
        made = {key: _swept(one) for key, one in value.items()}
        return {key: one for key, one in made.items() if one is not _GONE}
    if isinstance(value, list):
        made = [one for one in map(_swept, value) if one is not _GONE and one != {}]
        return made if made or not value else _GONE
    return value
