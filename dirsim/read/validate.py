"""Checks data against the committed JSON Schemas and says in plain words what does not fit, with a hint."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from dirsim.read.fits import Check, Schema, compiled
from dirsim.read.hints import near
from dirsim.read.places import Finding, shown
from dirsim.read.synonyms import SYNONYMS

FOLDER = Path(__file__).parent / "schemas"

_TYPE_NAMES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "object": "a mapping",
    "array": "a list",
    "null": "nothing",
}
_PATTERN_NAMES = {
    "A duration": ("a duration", "write 30ms, 15s, 90m, 4h or 7d"),
    "A time": ("a time", "write a time of day as 11:00, or an offset as 2h"),
    "A date": ("a date", "write it as 2026-11-01"),
}


@cache
def schema(kind: str) -> Schema:
    """The committed JSON Schema of ``requirements`` or ``topology`` files."""
    made: Schema = json.loads((FOLDER / f"{kind}.schema.json").read_text(encoding="utf-8"))
    return made


@cache
def _check(kind: str) -> Check:
    return compiled(schema(kind))


@cache
def validator(kind: str) -> Any:
    """The full validator, which knows every fault. Its import costs more than reading a hundred files."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415 -- see above

    return Draft202012Validator(schema(kind))


def fits(kind: str, data: object) -> bool:
    """Whether data fits the schema of ``requirements`` or ``topology`` files; quick."""
    return _check(kind)(data)


def faults(kind: str, data: object) -> list[Finding]:
    """Everything in the data that does not fit the schema; empty means that it fits."""
    if fits(kind, data):
        return []
    return [finding for error in validator(kind).iter_errors(data) for finding in _explained(error)]


def _explained(error: Any) -> Iterator[Finding]:
    """What an error of the validator means."""
    path = tuple(error.absolute_path)
    value, wanted = error.instance, error.validator_value
    match error.validator:
        case "additionalProperties" if isinstance(value, dict):
            known = error.schema.get("properties", {})
            for key in value:
                if key not in known:
                    yield Finding(path, f"unknown key {shown(key)}", near(key, known) or _list_of(known), str(key))
        case "required":
            for key in wanted:
                if key not in value and f"'{key}' is a required" in error.message:
                    yield Finding(path, f"the key {shown(key)} is missing")
        case "anyOf":
            yield from _told(error, path, value)
        case "enum":
            yield _word(path, value, wanted)
        case "type":
            yield _typed(path, value, [wanted])
        case "pattern":
            name, hint = _patterned(error.schema)
            yield Finding(path, f"expected {name}, found {shown(value)}", hint)
        case "minimum":
            yield Finding(path, f"expected {wanted} or more, found {shown(value)}")
        case "maximum":
            percent = f"write {value / 100:g} for {value:g} percent" if wanted == 1 and value <= 100 else ""
            yield Finding(path, f"expected {wanted} or less, found {shown(value)}", percent)
        case "minItems" | "maxItems" | "items":
            if error.validator != "items" or wanted is False:
                count = error.schema.get("minItems", wanted)
                yield Finding(path, f"expected {count} entries, found {len(value)}")
        case "minLength":
            yield Finding(path, "expected text, found an empty text")
        case "minProperties" | "maxProperties":
            yield Finding(path, f"expected one key, found {len(value)}", "write '- need: {...}' for each")
        case _:
            yield Finding(path, f"{shown(value)} does not fit")


def _patterned(shape: Schema) -> tuple[str, str]:
    """What text of a pattern is called, and how it is written; empty means that the schema has no pattern."""
    for start, name in _PATTERN_NAMES.items():
        if "pattern" in shape and shape.get("description", "").startswith(start):
            return name
    return "", ""


def _told(error: Any, path: tuple[str | int, ...], value: object) -> Iterator[Finding]:
    """The errors of the one branch of an ``anyOf`` that was meant, judged by the type of the value."""
    branches: dict[int, list[Any]] = {}
    for below in error.context:
        branches.setdefault(below.relative_schema_path[0], []).append(below)
    open_branches = [errors for errors in branches.values() if not any(_about_type(below, value) for below in errors)]
    if not open_branches:
        types = [
            below.validator_value if below.validator == "type" else "string"
            for errors in branches.values()
            for below in errors
            if _about_type(below, value)
        ]
        for below in error.context:
            name, hint = _patterned(below.schema)
            if name and _about_type(below, value):
                yield Finding(path, f"expected {name}, found {shown(value)}", hint)
                return
        words = _words(error.context)
        yield _typed(path, value, [name for name in dict.fromkeys(types) if name != "null"], words)
        return
    words = _words(below for errors in open_branches for below in errors)
    if isinstance(value, str) and words:
        if any(below.validator == "type" and below.validator_value == "integer" for below in error.context):
            words_text = " or ".join(words)
            hint = (
                "leave the quotes out"
                if value.isdigit()
                else "write digits only"
                if any(map(str.isdigit, value))
                else ""
            )
            yield Finding(path, f"expected a whole number, {words_text}, found {shown(value)}", hint)
            return
        yield _word(path, value, words)
        return
    for below in min(open_branches, key=len):
        yield from _explained(below)


def _about_type(error: Any, value: object) -> bool:
    """Whether an error says that the value is of another type than the branch wants."""
    if error.relative_path:
        return False
    return error.validator == "type" or (error.validator in {"enum", "const"} and not isinstance(value, str))


def _words(errors: Any) -> list[str]:
    return [
        word
        for error in errors
        if error.validator == "enum" and not error.relative_path
        for word in error.validator_value
    ]


def _word(path: tuple[str | int, ...], value: object, words: list[str]) -> Finding:
    if not isinstance(value, str):
        return _typed(path, value, ["string"], words)
    return Finding(path, f"unknown word {shown(value)}", near(value, words) or _list_of(words))


def _typed(path: tuple[str | int, ...], value: object, types: list[str], words: list[str] | None = None) -> Finding:
    names = [_TYPE_NAMES[name] for name in dict.fromkeys(types)]
    expected = " or ".join(names) if len(names) < 3 else f"{', '.join(names[:-1])} or {names[-1]}"
    hint = ""
    if types == ["string"] and isinstance(value, (int, float)) and not isinstance(value, bool) and not words:
        hint = f'write it in quotes: "{value}"'
    elif isinstance(value, str) and types[:1] in (["integer"], ["number"]):
        hint = "write digits only" if any(map(str.isdigit, value)) else ""
    elif isinstance(value, str) and value.lower() in {"yes", "no", "on", "off"} and "boolean" in types:
        hint = f"write {'true' if value.lower() in {'yes', 'on'} else 'false'}"
    return Finding(path, f"expected {expected}, found {shown(value)}", hint or (_list_of(words) if words else ""))


def _list_of(words: Any) -> str:
    """The words themselves as a hint, where they are few."""
    known = [word for word in words if word != "$schema"]
    for synonyms in SYNONYMS.values():
        if synonyms.keys() <= set(known):
            known = [word for word in known if word not in synonyms]
    return f"one of {', '.join(known)}" if 0 < len(known) <= 12 else ""
