"""A parsed file: plain data with the position of each value."""

from __future__ import annotations

import json
import math
from typing import Any

from attrs import define, field

from dirsim.catalog.limits import LIMITS
from dirsim.errors import InputError, Problem
from dirsim.parsing.json_places import loaded
from dirsim.parsing.json_places import places as json_places
from dirsim.parsing.places import MAX_DEPTH, Finding, Node, located, path_text, shown


@define(eq=False)
class Tree:
    """The parsed content of a file.

    Attributes:
        data: Plain dicts, lists and scalars. Aliased values are shared objects: copy before modifying.
        text: The file's text.
        file: The name of the file as the user gave it; empty for text.
        root: The positions; for JSON text, ``None`` until a position is requested.
    """

    data: Any
    text: str
    file: str
    root: Node | None = field(default=None)

    def places(self) -> dict[str, tuple[int, int]]:
        """Line and column of each key by its path; an entry of a list of words is listed under its word."""
        found: dict[str, tuple[int, int]] = {}
        if self.root is None:
            self.root = json_places(self.text)
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
        if self.root is None:
            self.root = json_places(self.text)
        return InputError(located(findings, self.root, self.file))


def parse(text: str, file: str = "") -> Tree:
    """The data of YAML 1.2 or JSON text.

    Raises:
        InputError: The text is empty, is not YAML, or uses a refused feature: duplicate keys, non-text keys, tags that
            construct objects, several documents, recursive aliases. The error lists every problem.
    """
    if text.startswith("{"):
        data = _json(text)
        if data is not None:
            return Tree(data, text, file)
    size = len(text.encode("utf-8", "surrogatepass")) if len(text) > LIMITS["yaml-bytes"].most // 4 else 0
    if size > LIMITS["yaml-bytes"].most or (text.startswith("{") and len(text) > _LONG_JSON):
        raise InputError((_too_long(text, size, file),))
    root, faults = _composed(text.replace("\t", " ") if text.startswith("{") else text)
    if faults:
        problems = {
            Problem(path_text(finding.path), finding.message, finding.hint, file, line, column): None
            for finding, line, column in faults
        }
        raise InputError(tuple(sorted(problems, key=lambda problem: (problem.line, problem.column))))
    if root is None or root.value is None:
        raise InputError((Problem("", "the file is empty", "start it with 'dirsim: requirements/v1'", file),))
    return Tree(root.value, text, file, root)


def _too_long(text: str, size: int, file: str) -> Problem:
    """The problem of a long text that is not JSON as every reader accepts it."""
    if text.startswith("{"):
        try:
            data, repeated = loaded(text)
        except json.JSONDecodeError as error:
            return Problem(
                "",
                f"invalid JSON: {error.msg}",
                "long files are JSON, or YAML in lines",
                file,
                error.lineno,
                error.colno,
            )
        except ValueError:
            return Problem("", "invalid JSON", "", file)
        except RecursionError:
            data, repeated = None, ()
        if data is None or not _shallow(data):
            return Problem("", f"the file is nested deeper than {MAX_DEPTH} levels", "", file)
        message = (
            f"duplicate key {shown(repeated[0])}"
            if repeated
            else "a number or a text is not valid, or it is nested too deeply"
        )
        return Problem("", message, "", file)
    limit = LIMITS["yaml-bytes"]
    return Problem("", f"the YAML text has {limit.exceeded(size)}", limit.advice, file)


def _composed(text: str) -> tuple[Node | None, list[tuple[Finding, int, int]]]:
    """The position tree of YAML text. Importing the parser takes longer than reading a few files: JSON avoids it."""
    from dirsim.parsing.yaml_tree import compose  # noqa: PLC0415 -- see above

    return compose(text)


_LONG_JSON = 1 << 16
"""The number of characters from which text in braces is JSON: the parser of YAML would take long to find its fault."""


class _DoubtError(Exception):
    """The text is not JSON, or is JSON that only the YAML parser checks in full."""


def _json(text: str) -> Any:
    """The data of JSON text, much faster than with the YAML parser; ``None`` means that the YAML parser must read it."""

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

    if "\\ud" in text.lower():  # possibly a lone surrogate
        return None
    try:
        data = json.loads(
            text, object_pairs_hook=pairs, parse_constant=constant, parse_int=number, parse_float=fraction
        )
    except (_DoubtError, ValueError, RecursionError):
        return None
    return data if _shallow(data) else None


def _shallow(data: Any) -> bool:
    """True if no value is nested deeper than the limit."""
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
