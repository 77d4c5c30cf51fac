"""A file's text as plain data that also knows where each value stands."""

from __future__ import annotations

import json
import math
from typing import Any

from attrs import define, field

from dirsim.errors import InputError, Problem
from dirsim.read.places import MAX_DEPTH, Finding, Node, located, path_text


@define(eq=False)
class Tree:
    """What a file says.

    Attributes:
        data: Plain dicts, lists and scalars. Values that aliases share are shared here too: copy before changing.
        text: The file's text.
        file: The file as the user named it; empty for text.
        root: The places; ``None`` until one is asked for, where the text is JSON.
    """

    data: Any
    text: str
    file: str
    root: Node | None = field(default=None)

    def places(self) -> dict[str, tuple[int, int]]:
        """Line and column of each key by its path; an entry of a list of words stands under its word."""
        found: dict[str, tuple[int, int]] = {}
        if self.root is None:
            self.root = _composed(self.text.replace("\t", " "))[0]
        waiting = [("", self.root)] if self.root is not None else []
        while waiting:
            path, node = waiting.pop()
            for step, below in node.children.items():
                if isinstance(step, str):
                    here = f"{path}.{step}" if path else step
                    found.setdefault(here, node.keys.get(step, (below.line, below.column)))
                    waiting.append((here, below))
                elif isinstance(below.value, str):
                    found.setdefault(f"{path}.{below.value}", (below.line, below.column))
                else:
                    waiting.append((path, below))
        return found

    def error(self, findings: list[Finding]) -> InputError:
        """The findings as one error."""
        if self.root is None:  # JSON may be indented with tabs, which YAML refuses; one column each keeps the places
            self.root = _composed(self.text.replace("\t", " "))[0]
        return InputError(located(findings, self.root, self.file))


def parse(text: str, file: str = "") -> Tree:
    """The data of YAML 1.2 or JSON text.

    Raises:
        InputError: The text is empty, is no YAML, or uses what is refused: repeated keys, keys that are no text, tags
            that construct objects, several documents, endless aliases. All that was found is listed.
    """
    if text.startswith("{"):
        data = _json(text)
        if data is not None:
            return Tree(data, text, file)
    root, faults = _composed(text.replace("\t", " ") if text.startswith("{") else text)
    if faults:
        problems = {
            Problem(path_text(finding.path), finding.message, finding.hint, file, line, column): None
            for finding, line, column in faults
        }
        raise InputError(tuple(sorted(problems, key=lambda problem: (problem.line, problem.column))))
    if root is None or root.value is None:
        raise InputError((Problem("", "the file is empty", "it starts with 'dirsim: requirements/v1'", file),))
    return Tree(root.value, text, file, root)


def _composed(text: str) -> tuple[Node | None, list[tuple[Finding, int, int]]]:
    """The tree of YAML text. The parser's import takes longer than reading a few files: JSON does without."""
    from dirsim.read.yaml_tree import compose  # noqa: PLC0415 -- see above

    return compose(text)


class _DoubtError(Exception):
    """The text is no JSON, or JSON that needs the closer look of the YAML reader."""


def _json(text: str) -> Any:
    """The data of JSON text, much faster than by the YAML parser; ``None`` means: look closer."""

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(items)
        if len(made) < len(items):
            raise _DoubtError
        return made

    def constant(_: str) -> Any:
        raise _DoubtError

    def number(digits: str) -> int:
        if len(digits) > 18:
            raise _DoubtError
        return int(digits)

    def fraction(digits: str) -> float:
        value = float(digits)
        if not math.isfinite(value):
            raise _DoubtError
        return value

    if "\\ud" in text.lower():  # perhaps half a surrogate pair
        return None
    try:
        data = json.loads(
            text, object_pairs_hook=pairs, parse_constant=constant, parse_int=number, parse_float=fraction
        )
    except (_DoubtError, ValueError, RecursionError):
        return None
    return data if _shallow(data) else None


def _shallow(data: Any) -> bool:
    """Whether no value is nested deeper than is allowed."""
    level = [data]
    for _ in range(MAX_DEPTH + 1):
        level = [
            below
            for value in level
            if isinstance(value, (dict, list))
            for below in (value.values() if isinstance(value, dict) else value)
        ]
        if not level:
            return True
    return False
