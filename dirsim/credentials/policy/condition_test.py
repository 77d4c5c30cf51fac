"""Conditions of IAM statements: true, false, or unknown for a request.

A key of which nothing is stated has an unknown value; a key that is stated to be absent makes the operators behave as IAM
defines for missing keys. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import Any

from dirsim.credentials.policy.wildcard import matches

Context = Mapping[str, tuple[str, ...]]
"""Condition keys in lower case with their values; no value means that the request does not carry the key."""
_VARIABLE = re.compile(r"\$\{([^}*?$][^}]*)\}")


class UnknownOperatorError(ValueError):
    """A condition operator that IAM does not have."""


def holds(condition: object, context: Context, *, closed: bool = False) -> bool | None:
    """True if every test of a condition block holds; ``None`` if that depends on keys of which nothing is stated.

    Args:
        condition: The block as plain data; anything else than an object holds.
        context: The stated keys.
        closed: True if keys that are not stated are absent.

    Raises:
        UnknownOperatorError: An operator is unknown.
    """
    if not isinstance(condition, Mapping):
        return True
    result: bool | None = True
    for operator, tests in condition.items():
        if not isinstance(tests, Mapping):
            continue
        for key, wanted in tests.items():
            found = _test(str(operator), str(key), _texts(wanted), context, closed=closed)
            if found is False:
                return False
            if found is None:
                result = None
    return result


def keys_of(condition: object) -> tuple[str, ...]:
    """The keys of a condition block, in lower case and in order."""
    if not isinstance(condition, Mapping):
        return ()
    return tuple(
        dict.fromkeys(str(key).lower() for tests in condition.values() if isinstance(tests, Mapping) for key in tests)
    )


def filled(text: str, context: Context) -> str | None:
    """A text with its policy variables replaced; ``None`` if the value of one is unknown. Absent ones match nothing."""
    missing = False

    def value(found: re.Match[str]) -> str:
        nonlocal missing
        name, _, default = found[1].partition(",")
        known = context.get(name.strip().lower())
        if known is None:
            missing = True
            return ""
        if known:
            return known[0].replace("$", "${$}").replace("*", "${*}").replace("?", "${?}")
        default = default.strip().strip("'")
        return default or "\0"

    made = _VARIABLE.sub(value, text)
    return None if missing else made


def _texts(value: object) -> tuple[str, ...]:
    entries = value if isinstance(value, list | tuple) else [value]
    return tuple(("true" if entry else "false") if isinstance(entry, bool) else str(entry) for entry in entries)


def _test(operator: str, key: str, wanted: tuple[str, ...], context: Context, *, closed: bool) -> bool | None:
    qualifier, _, rest = operator.rpartition(":")
    bare = rest.removesuffix("IfExists")
    optional = bare != rest
    known = context.get(key.lower(), () if closed else None)
    if bare.lower() == "null":
        return None if known is None else (not known) == (wanted[:1] == ("true",))
    negated, compare = _operator(bare)
    if known is None:
        return None
    if not known:
        return qualifier.lower() == "forallvalues" or optional or (negated and qualifier.lower() != "foranyvalue")
    values = [filled(text, context) for text in wanted]
    if any(value is None for value in values):
        return None
    texts = [value for value in values if value is not None]

    def one(value: str) -> bool:
        return any(compare(text, value) for text in texts) is not negated

    every = qualifier.lower() == "forallvalues" or (negated and not qualifier)
    return all(map(one, known)) if every else any(map(one, known))


def _equal(wanted: str, found: str) -> bool:
    return _plain(wanted) == found


def _any_case(wanted: str, found: str) -> bool:
    return _plain(wanted).lower() == found.lower()


def _plain(text: str) -> str:
    return text.replace("${*}", "*").replace("${?}", "?").replace("${$}", "$")


def _arn(wanted: str, found: str) -> bool:
    """ARNs part by part: a wildcard does not reach beyond its part, except in the last one."""
    one, other = wanted.split(":", 5), found.split(":", 5)
    if len(one) != len(other):
        return matches(wanted, found) if len(one) < 6 and wanted.endswith("*") else False
    return all(map(matches, one, other))


def _address(wanted: str, found: str) -> bool:
    try:
        return ip_address(found) in ip_network(wanted, strict=False)
    except (ValueError, TypeError):
        return False


def _ordered(
    compare: Callable[[float, float], bool], read: Callable[[str], float | None]
) -> Callable[[str, str], bool]:
    def test(wanted: str, found: str) -> bool:
        one, other = read(wanted), read(found)
        return one is not None and other is not None and compare(other, one)

    return test


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def _moment(text: str) -> float | None:
    """Seconds since 1970 of an ISO 8601 date or of a number of seconds."""
    if re.fullmatch(r"\d{9,11}", text):
        return float(text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


_ORDERS: Mapping[str, Callable[[float, float], bool]] = {
    "Equals": lambda one, other: one == other,
    "LessThan": lambda one, other: one < other,
    "LessThanEquals": lambda one, other: one <= other,
    "GreaterThan": lambda one, other: one > other,
    "GreaterThanEquals": lambda one, other: one >= other,
}
OPERATORS: Mapping[str, Callable[[str, str], bool]] = {
    "stringequals": _equal,
    "stringequalsignorecase": _any_case,
    "stringlike": matches,
    "arnequals": _arn,
    "arnlike": _arn,
    "bool": _any_case,
    "binaryequals": _equal,
    "ipaddress": _address,
    **{f"numeric{name.lower()}": _ordered(compare, _number) for name, compare in _ORDERS.items()},
    **{f"date{name.lower()}": _ordered(compare, _moment) for name, compare in _ORDERS.items()},
}
_NEGATED = {
    "stringnotequals": "stringequals",
    "stringnotequalsignorecase": "stringequalsignorecase",
    "stringnotlike": "stringlike",
    "arnnotequals": "arnequals",
    "arnnotlike": "arnlike",
    "notipaddress": "ipaddress",
    "numericnotequals": "numericequals",
    "datenotequals": "dateequals",
}


def _operator(name: str) -> tuple[bool, Callable[[str, str], bool]]:
    """True for a negated operator, and its comparison.

    Raises:
        UnknownOperatorError: IAM has no such operator.
    """
    lower = name.lower()
    compare = OPERATORS.get(_NEGATED.get(lower, lower))
    if compare is None:
        raise UnknownOperatorError(f"unsupported condition operator {name}")
    return lower in _NEGATED, compare


def context_of(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """A context from keys and values; a key that occurs several times has several values, one without text is absent."""
    made: dict[str, tuple[str, ...]] = {}
    for key, value in pairs:
        lower = key.lower()
        made[lower] = (*made.get(lower, ()), value) if value else made.get(lower, ())
    return made


def plain_context(context: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """A context from a mapping whose values are texts, truth values, numbers or lists of them; an empty list is absent."""
    return {str(key).lower(): _texts(value) if value not in (None, "") else () for key, value in context.items()}
