"""Validation against the committed JSON Schemas, with messages and hints."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from attrs import evolve

from dirsim.catalog.key_words import FORMS, key_hint
from dirsim.catalog.spelling import close_key, one_slip
from dirsim.catalog.word_search import search_word
from dirsim.files.fits import Check, Schema, compiled
from dirsim.files.limit_rules import capped
from dirsim.files.synonyms import SYNONYMS
from dirsim.files.word_hints import RECORDED, certain
from dirsim.parsing.hints import near
from dirsim.parsing.places import Finding, shown

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
    "A duration: 30ms, 15s, 90m, 4h or 7d; or": ("a duration", "such as 90m, 4h or 7d; or minutes, hours, days, weeks"),
    "An interval": ("an interval", "such as 30d; or never, automatic"),
    "A duration": ("a duration", "such as 30ms, 15s, 90m, 4h or 7d"),
    "A time": ("a time", "use 11:00, or an offset such as 2h"),
    "A date": ("a date", "use YYYY-MM-DD"),
}
_OPEN = "leave it out where it is not known"
_HEADS: dict[tuple[str | int, ...], str] = {
    (): "start the file with 'dirsim: requirements/v1'",
    ("name",): "write 'name: TEXT' at the top of the file",
}
"""Hints for what every file has."""
_USUAL = ("on_prem_ad", "connectivity", "aws", "identity_providers", "users", "kind", "domains", "edition", "site")
"""The keys that most files have, for a hint where a mapping may have many."""


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
    """The full validator, which explains every fault. Its import takes longer than reading a hundred files."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415 -- see above

    return Draft202012Validator(schema(kind))


def fits(kind: str, data: object) -> bool:
    """Return whether data fits the schema of ``requirements`` or ``topology`` files, with the fast check."""
    return _check(kind)(data)


def faults(kind: str, data: object) -> list[Finding]:
    """The findings where the data does not fit the schema; empty means that it fits."""
    if fits(kind, data):
        return []
    found = capped(finding for error in validator(kind).iter_errors(data) for finding in _explained(error))
    if kind != "requirements":
        return found
    return [evolve(one, hint=_recorded(one)) for one in found]


def _recorded(finding: Finding) -> str:
    """The hint of a finding in requirements, where an unknown key that means no other can be recorded."""
    template = "NAME: {" in finding.hint or "DOMAIN: {" in finding.hint
    if template or (
        finding.message.startswith(("unknown key", "unknown word")) and finding.hint.startswith("expected one of")
    ):
        return f"{finding.hint}; {RECORDED}"
    return certain(finding.hint)


def _explained(error: Any) -> Iterator[Finding]:
    """The findings that explain an error of the validator."""
    path = tuple(error.absolute_path)
    value, wanted = error.instance, error.validator_value
    match error.validator:
        case "additionalProperties" if isinstance(value, dict):
            known = error.schema.get("properties", {})
            for key in value:
                if key not in known:
                    hint = key_hint(str(key), known, value[key]) or near(key, known) or _list_of(known) or _usual(known)
                    yield Finding(path, f"unknown key {shown(key)}", hint, str(key))
        case "required":
            for key in wanted:
                if key not in value and f"'{key}' is a required" in error.message:
                    yield Finding(path, f"the key {shown(key)} is missing", _example(path, key))
        case "anyOf":
            yield from _branch_findings(error, path, value)
        case "enum":
            yield _word(path, value, wanted)
        case "type":
            yield _typed(path, value, [wanted])
        case "pattern":
            name, hint = _patterned(error.schema)
            yield Finding(path, f"expected {name}, found {shown(value)}", hint)
        case "minimum":
            yield Finding(path, f"expected {wanted} or more, found {shown(value)}", _OPEN)
        case "maximum":
            percent = f"use {value / 100:g} for {value:g} percent" if wanted == 1 and value <= 100 else ""
            yield Finding(path, f"expected {wanted} or less, found {shown(value)}", percent)
        case "minItems" | "maxItems" | "items":
            if error.validator != "items" or wanted is False:
                count = error.schema.get("minItems", wanted)
                yield Finding(path, f"expected {count} entries, found {len(value)}", f"write {count} in [ ]")
        case "minLength":
            yield Finding(path, "expected text, found empty text", "write some text")
        case "minProperties" | "maxProperties":
            yield Finding(path, f"expected one key, found {len(value)}", "use '- need: {...}' for each")
        case _:
            yield Finding(path, f"invalid value {shown(value)}")


def _example(path: tuple[str | int, ...], key: str) -> str:
    """The hint for a missing key: an example of what has it."""
    if not path:
        return f"write '{key}: TEXT' at the top of the file"
    form = FORMS.get(str(path[-2]), "") if len(path) > 1 else ""
    return f"write '{form}'" if f"{key}:" in form else ""


def _patterned(shape: Schema) -> tuple[str, str]:
    """The name and an example of the text that a pattern describes; empty if the schema has no known pattern."""
    for start, name in _PATTERN_NAMES.items():
        if "pattern" in shape and shape.get("description", "").startswith(start):
            return name
    return "", ""


def _branch_findings(error: Any, path: tuple[str | int, ...], value: object) -> Iterator[Finding]:
    """The findings of the one branch of an ``anyOf`` that the author meant, judged by the type of the value."""
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
                "remove the quotes" if value.isdigit() else "use digits only" if any(map(str.isdigit, value)) else _OPEN
            )
            yield Finding(path, f"expected a whole number, {words_text}, found {shown(value)}", hint)
            return
        yield _word(path, value, words)
        return
    for below in min(open_branches, key=len):
        yield from _explained(below)


def _about_type(error: Any, value: object) -> bool:
    """Return whether an error reports that the value has another type than the branch expects."""
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
    slips = [word for word in words if one_slip(close_key(value), close_key(word))]
    hint = f"did you mean {shown(slips[0])}?" if len(slips) == 1 else near(value, words, 0.75)
    return Finding(path, f"unknown word {shown(value)}", hint or _list_of(words))


def _typed(path: tuple[str | int, ...], value: object, types: list[str], words: list[str] | None = None) -> Finding:
    names = [_TYPE_NAMES[name] for name in dict.fromkeys(types)]
    expected = " or ".join(names) if len(names) < 3 else f"{', '.join(names[:-1])} or {names[-1]}"
    hint = _HEADS.get(path, "")
    if path[-1:] == ("connectivity",) and isinstance(value, dict):
        told = search_word("connectivity", str(value.get("kind", value.get("type", "")))).word
        hint = f"write {told or 'vpn, dx or [dx, vpn]'}; latency and availability belong to estate.links"
    elif "object" in types and path and str(path[-1]) in FORMS:
        hint = f"write '{FORMS[str(path[-1])]}' for each"
    elif types == ["string"] and isinstance(value, (int, float)) and not isinstance(value, bool) and not words:
        hint = f'put it in quotes: "{value}"'
    elif types[:1] == ["integer"] and isinstance(value, float) and (value * 1000).is_integer():
        hint = f"write {value * 1000:.0f} where {value:.3f} is a number of thousands"
    elif isinstance(value, str) and types[:1] in (["integer"], ["number"]):
        hint = "use digits only" if any(map(str.isdigit, value)) else _OPEN
    elif isinstance(value, str) and value.lower() in {"yes", "no", "on", "off"} and "boolean" in types:
        hint = f"use {'true' if value.lower() in {'yes', 'on'} else 'false'}"
    return Finding(path, f"expected {expected}, found {shown(value)}", hint or (_list_of(words) if words else ""))


def _usual(known: Any) -> str:
    usual = [key for key in _USUAL if key in known]
    return f"the usual keys are {', '.join(usual)}; dirsim schema lists all" if usual else ""


def _list_of(words: Any) -> str:
    """The list of words as a hint; empty if the list is long."""
    known = [word for word in dict.fromkeys(words) if word != "$schema"]
    for synonyms in SYNONYMS.values():
        if synonyms.keys() <= set(known):
            known = [word for word in known if word not in synonyms]
    return f"expected one of: {', '.join(known)}" if 0 < len(known) <= 12 else ""
