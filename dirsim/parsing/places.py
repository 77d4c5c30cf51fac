"""Value positions in a file: paths, and findings not yet located."""

from __future__ import annotations

import re
from collections.abc import Iterable

from attrs import define, field, frozen

from dirsim.catalog.limits import most
from dirsim.errors import InputError, Problem

Path = tuple[str | int, ...]

MAX_DEPTH = most("depth")

_PLAIN_KEY = re.compile(r"[\w-]+")


@frozen
class Finding:
    """A problem at a path; the position tree of the file supplies the line.

    Attributes:
        path: Keys and list positions from the top.
        message: The problem, in one clause.
        hint: The suggested correction; empty if dirsim has none.
        key: The key concerned, if ``path`` is the path of its mapping; empty means the value at ``path`` itself.
    """

    path: Path
    message: str
    hint: str = ""
    key: str = ""


@define(eq=False)
class Node:
    """A value of the file with its position.

    Attributes:
        value: The plain value: a dict, a list or a scalar.
        line: Line number, counted from 1.
        column: Column number, counted from 1.
        children: The values below it, by key or list position; empty for scalars.
        keys: For mappings: the position of each key.
        size: Number of values in it, including itself, with aliases expanded.
        height: Number of nested list and mapping levels, including itself.
    """

    value: object
    line: int
    column: int
    children: dict[str | int, Node] = field(factory=dict)
    keys: dict[str, tuple[int, int]] = field(factory=dict)
    size: int = 1
    height: int = 0

    def place(self, path: Path, key: str = "") -> tuple[int, int]:
        """Line and column of the value at a path, or of a key in it; if it is absent, of the nearest existing ancestor."""
        node = self
        for step in path:
            below = node.children.get(step)
            if below is None:
                return node.line, node.column
            node = below
        return node.keys.get(key, (node.line, node.column))


def path_text(path: Iterable[str | int]) -> str:
    """A path in readable form: ``estate.links.vpn.between[1]``; keys that contain dots are put in brackets."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif _PLAIN_KEY.fullmatch(step):
            text += f".{step}" if text else step
        else:
            text += f"[{shown(step)}]"
    return text


def shown(value: object) -> str:
    """A value as displayed in a message: text in quotes, at most 60 characters, control characters escaped."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, (list, tuple)):
        return "a list"
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:45]}...{text[-10:]}"


def located(findings: Iterable[Finding], root: Node | None, file: str) -> tuple[Problem, ...]:
    """Findings as problems with line and column, without duplicates, in file order."""
    problems: dict[Problem, None] = {}
    for finding in findings:
        line, column = root.place(finding.path, finding.key) if root else (0, 0)
        problems[Problem(path_text(finding.path), finding.message, finding.hint, file, line, column)] = None
    return tuple(sorted(problems, key=lambda problem: (problem.line, problem.column, problem.path, problem.message)))


def refuse(findings: Iterable[Finding], root: Node | None, file: str) -> None:
    """Raise an error for the findings, if any.

    Raises:
        InputError: There is at least one finding.
    """
    problems = located(findings, root, file)
    if problems:
        raise InputError(problems)
