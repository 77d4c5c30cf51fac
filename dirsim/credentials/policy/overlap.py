"""Overlap of an IAM resource pattern with an ARN template.

Both contain wildcards; they overlap if one text matches both.
"""

from __future__ import annotations

import re
from functools import lru_cache

_VARIABLE = re.compile(r"\$\{(\w+)\}")
_POLICY_VARIABLE = re.compile(r"\$\{[^}]*\}")
_ANY, _NO_SLASH, _NO_COLON, _ONE = "\0", "\1", "\2", "\3"
_WIDE = (_ANY, _NO_SLASH, _NO_COLON)
_BAR = {_NO_SLASH: "/", _NO_COLON: ":"}
_COLONS = 5
_ACCOUNT = re.compile(r"[\d\0\3]*|aws")
"""The signs of an account, with wildcards or none."""
_CLASSES = {"BucketName": _NO_SLASH, "Partition": _NO_COLON, "Region": _NO_COLON, "Account": _NO_COLON}


@lru_cache(maxsize=8192)
def _signs_of_type(template: str) -> str:
    return _VARIABLE.sub(lambda found: _CLASSES.get(found[1], _ANY), template)


@lru_cache(maxsize=8192)
def _signs_of_resource(resource: str) -> str:
    return _POLICY_VARIABLE.sub(_ANY, resource).replace("*", _ANY).replace("?", _ONE)


@lru_cache(maxsize=65536)
def overlaps(template: str, resource: str) -> bool:
    """True if an ARN of a type matches a resource of a policy.

    A wildcard for the account or the Region of a complete ARN stays in its field: no name has the colons of an ARN.

    Args:
        template: The type's ARN with variables.
        resource: The resource in the policy, with wildcards.
    """
    one, other = _signs_of_type(template), _signs_of_resource(resource)
    kinds, fields = one.split(":", _COLONS), other.split(":", _COLONS)
    if len(kinds) == len(fields) == _COLONS + 1 and _ACCOUNT.fullmatch(fields[4]):
        if fields[2].isalnum() and kinds[2].isalnum() and fields[2] != kinds[2]:
            return False  # another service, without a further look
        return all(map(_meet, kinds, fields))
    return _meet(one, other)


@lru_cache(maxsize=65536)
def both_match(one: str, other: str) -> bool:
    """True if some text matches two texts with wildcards."""
    return _meet(_signs_of_resource(one), _signs_of_resource(other))


def _meet(one: str, other: str) -> bool:
    seen: set[tuple[int, int]] = set()
    open_: list[tuple[int, int]] = [(0, 0)]
    while open_:
        at = open_.pop()
        if at in seen:
            continue
        seen.add(at)
        left, right = at
        if left == len(one) and right == len(other):
            return True
        a = one[left] if left < len(one) else ""
        b = other[right] if right < len(other) else ""
        if a and a in _WIDE:
            open_.append((left + 1, right))
        if b == _ANY:
            open_.append((left, right + 1))
        if a and b:
            open_ += _steps(a, b, left, right)
    return False


def _steps(a: str, b: str, left: int, right: int) -> list[tuple[int, int]]:
    """The next positions after both sides consume one character, if one character matches both."""
    wide_a, wide_b = a in _WIDE, b == _ANY
    if _BAR.get(a) == b or (not wide_a and not wide_b and _ONE not in (a, b) and a != b):
        return []
    return [(left if wide_a else left + 1, right if wide_b else right + 1)]
