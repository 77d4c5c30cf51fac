"""Whether a resource in a policy can mean a thing of a given type: two texts with wildcards, and whether one text fits both."""

from __future__ import annotations

import re
from functools import lru_cache

_VARIABLE = re.compile(r"\$\{(\w+)\}")
_POLICY_VARIABLE = re.compile(r"\$\{[^}]*\}")
_ANY, _NO_SLASH, _NO_COLON, _ONE = "\0", "\1", "\2", "\3"
_WIDE = (_ANY, _NO_SLASH, _NO_COLON)
_BAR = {_NO_SLASH: "/", _NO_COLON: ":"}
_CLASSES = {"BucketName": _NO_SLASH, "Partition": _NO_COLON, "Region": _NO_COLON, "Account": _NO_COLON}


@lru_cache(maxsize=8192)
def _signs_of_type(template: str) -> str:
    return _VARIABLE.sub(lambda found: _CLASSES.get(found[1], _ANY), template)


def _signs_of_resource(resource: str) -> str:
    return _POLICY_VARIABLE.sub(_ANY, resource).replace("*", _ANY).replace("?", _ONE)


@lru_cache(maxsize=65536)
def overlaps(template: str, resource: str) -> bool:
    """Whether some ARN is of a type and meant by a resource of a policy.

    Args:
        template: The type's ARN with variables.
        resource: What the policy says, with wildcards.
    """
    one, other = _signs_of_type(template), _signs_of_resource(resource)
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
    """One sign taken on both sides, if there is one that fits both."""
    wide_a, wide_b = a in _WIDE, b == _ANY
    if _BAR.get(a) == b or (not wide_a and not wide_b and b not in (_ONE, a)):
        return []
    return [(left if wide_a else left + 1, right if wide_b else right + 1)]
