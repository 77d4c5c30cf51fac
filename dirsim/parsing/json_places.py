"""Positions of JSON values, found much faster than with a YAML parser.

The text must be known to be JSON.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections import Counter
from typing import Any

from dirsim.parsing.places import Node

_DIGITS = 4300
"""The most digits that Python converts to a whole number."""
_LONG_NUMBER = re.compile(rf"[0-9]{{{_DIGITS + 1},}}")
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)


def places(text: str) -> Node:
    """The position tree of a JSON text; of the values, it holds the texts alone.

    Raises:
        ValueError: The text is not JSON.
    """
    lines = [0, *(found.end() for found in re.finditer("\n", text))]
    tokens = _TOKEN.finditer(text)
    root: Node | None = None
    stack: list[tuple[Node, bool]] = []
    key: str | None = None
    for token in tokens:
        sign = token[0]
        if sign in ",:":
            continue
        if sign in "}]":
            if not stack:
                raise ValueError("not JSON")
            stack.pop()
            key = None
            continue
        line = bisect_right(lines, token.start())
        column = token.start() - lines[line - 1] + 1
        if stack and stack[-1][1] and key is None:
            key = json.loads(sign) if "\\" in sign else sign[1:-1]
            stack[-1][0].keys[key] = (line, column)
            continue
        text_value = (json.loads(sign) if "\\" in sign else sign[1:-1]) if sign[0] == '"' else None
        node = Node(text_value, line, column)
        if not stack:
            root = root or node
        elif stack[-1][1]:
            stack[-1][0].children[key or ""] = node
        else:
            stack[-1][0].children[len(stack[-1][0].children)] = node
        key = None
        if sign in "{[":
            stack.append((node, sign == "{"))
    if root is None:
        raise ValueError("not JSON")
    return root


def loaded(text: str) -> tuple[Any, tuple[str, ...]]:
    """The data of a JSON text, and its duplicate keys. A parser keeps the last value; a human reader sees the first.

    Raises:
        ValueError: The text is not JSON, or a whole number in it is too long.
    """
    found: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(items)
        if len(made) < len(items):
            count = Counter(name for name, _ in items)
            found.extend(name for name in made if count[name] > 1)
        return made

    def constant(sign: str) -> Any:
        place = next((token.start() for token in _TOKEN.finditer(text) if token[0] == sign), 0)
        raise json.JSONDecodeError(f"{sign} is not a number of JSON", text, place)

    try:
        return json.loads(text, object_pairs_hook=pairs, parse_constant=constant), tuple(found)
    except json.JSONDecodeError:
        raise
    except ValueError:  # Python refuses a number of so many digits without saying where it is
        place = _LONG_NUMBER.search(text)
        message = f"a number has more than {_DIGITS} digits"
        raise json.JSONDecodeError(message, text, place.start() if place else 0) from None
