"""Fast check of a value against a JSON Schema.

A schema is compiled into nested functions once. The slow validator runs only for a value that does not fit, to explain
why. The compiler knows the keywords that dirsim's schemas use and rejects any other, so that no part of a schema is
silently ignored.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

Check = Callable[[Any], bool]
Schema = dict[str, Any]

_NOTES = {"description", "title", "enumDescriptions", "$schema", "$defs"}
_KNOWN = {
    "$ref",
    "additionalProperties",
    "anyOf",
    "const",
    "enum",
    "items",
    "maxItems",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "pattern",
    "prefixItems",
    "properties",
    "required",
    "type",
}


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


_TYPES: dict[str, Check] = {
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "number": _is_number,
    "integer": lambda value: _is_number(value) and (isinstance(value, int) or value.is_integer()),
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
}


def compiled(schema: Schema) -> Check:
    """The function that returns whether a value fits the schema.

    Raises:
        ValueError: The schema uses a keyword that the compiler does not know.
    """
    made: dict[str, Check] = {}

    def reference(name: str) -> Check:
        def check(value: Any) -> bool:
            if name not in made:
                made[name] = part(schema["$defs"][name])
            return made[name](value)

        return check

    def part(shape: Schema | bool) -> Check:
        if isinstance(shape, bool):
            return lambda _: shape
        unknown = shape.keys() - _KNOWN - _NOTES
        if unknown:
            raise ValueError(f"unknown keywords: {sorted(unknown)}")
        checks: list[Check] = []
        if "$ref" in shape:
            checks.append(reference(shape["$ref"].removeprefix("#/$defs/")))
        if "type" in shape:
            checks.append(_TYPES[shape["type"]])
        if "const" in shape:
            checks.append(_among([shape["const"]]))
        if "enum" in shape:
            checks.append(_among(shape["enum"]))
        if "anyOf" in shape:
            checks.append(_any([part(branch) for branch in shape["anyOf"]]))
        if shape.keys() & {"minimum", "maximum"}:
            checks.append(_bounded(shape))
        if shape.keys() & {"pattern", "minLength"}:
            checks.append(_text(shape))
        if shape.keys() & {"items", "prefixItems", "minItems", "maxItems"}:
            checks.append(_entries(shape, part))
        if shape.keys() & {"properties", "required", "additionalProperties", "minProperties", "maxProperties"}:
            checks.append(_members(shape, part))
        return checks[0] if len(checks) == 1 else _all(checks)

    return part(schema)


def _all(checks: list[Check]) -> Check:
    return lambda value: all(check(value) for check in checks)


def _any(checks: list[Check]) -> Check:
    return lambda value: any(check(value) for check in checks)


def _among(words: list[Any]) -> Check:
    known = frozenset(words)
    return lambda value: isinstance(value, str) and value in known


def _bounded(shape: Schema) -> Check:
    low, high = shape.get("minimum", float("-inf")), shape.get("maximum", float("inf"))
    return lambda value: not _is_number(value) or low <= value <= high


def _text(shape: Schema) -> Check:
    pattern, least = re.compile(shape.get("pattern", "")), shape.get("minLength", 0)
    return lambda value: not isinstance(value, str) or (len(value) >= least and pattern.search(value) is not None)


def _entries(shape: Schema, part: Callable[[Schema | bool], Check]) -> Check:
    first = [part(entry) for entry in shape.get("prefixItems", ())]
    rest = part(shape.get("items", True))
    least, most = shape.get("minItems", 0), shape.get("maxItems", float("inf"))

    def check(value: Any) -> bool:
        if not isinstance(value, list):
            return True
        return (
            least <= len(value) <= most
            and all(one(entry) for one, entry in zip(first, value, strict=False))
            and all(rest(entry) for entry in value[len(first) :])
        )

    return check


def _members(shape: Schema, part: Callable[[Schema | bool], Check]) -> Check:
    known = {name: part(member) for name, member in shape.get("properties", {}).items()}
    other = part(shape.get("additionalProperties", True))
    required = shape.get("required", ())
    least, most = shape.get("minProperties", 0), shape.get("maxProperties", float("inf"))

    def check(value: Any) -> bool:
        if not isinstance(value, dict):
            return True
        return (
            least <= len(value) <= most
            and all(name in value for name in required)
            and all(known.get(name, other)(member) for name, member in value.items())
        )

    return check
