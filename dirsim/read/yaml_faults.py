"""What the YAML parser objects to, in plain words."""

from __future__ import annotations

import re
from typing import Any

from dirsim.read.places import Finding, shown

_Fault = tuple[Finding, int, int]

# The beginning of the parser's message, what it means, and what to do.
_MEANINGS = (
    ("found character '\\t'", "a tab stands where spaces must", "indent with spaces"),
    (
        "mapping values are not allowed",
        "a second ': ' on the line, or a line that is indented too far",
        "put text that holds ': ' in quotes, or check the indentation",
    ),
    (
        "expected <block end>",
        "the line does not fit the lines above it",
        "check the indentation: entries of one level start in the same column",
    ),
    ("could not find expected ':'", "a key without ': ' after it", "write 'key: value'"),
    ("expected ',' or ']'", "the list in [ ] is not closed, or a comma is missing", ""),
    ("expected ',' or '}'", "the mapping in { } is not closed, or a comma is missing", ""),
    ("found unexpected end of stream", "the file ends inside a quoted text", "close the quotes"),
    ("found unexpected document separator", "the file ends inside a quoted text", "close the quotes"),
    (
        "found unknown escape character",
        "an unknown escape after a backslash",
        "use single quotes, or double the backslash",
    ),
    ("expected the node content", "a value is missing", ""),
)
_STARTER = re.compile(r"found character ('.*') that cannot start any token")
_INDENTED_BY_TAB = re.compile(r"^ *\t", re.MULTILINE)


def syntax_fault(error: Any) -> _Fault:
    """The fault behind an error of ruamel's scanner or parser."""
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    reason = str(error.problem or error.context or "unreadable").strip()
    for start, message, hint in _MEANINGS:
        if reason.startswith(start):
            return Finding((), message, hint), line, column
    starter = _STARTER.match(reason)
    if starter:
        return Finding((), f"no value can start with {starter[1]}", "put the text in quotes"), line, column
    return Finding((), f"this is not YAML: {reason.splitlines()[0]}"), line, column


def character_fault(text: str, error: Any) -> _Fault:
    """The fault behind an error of ruamel's reader: a character that YAML does not allow."""
    place = error.position if isinstance(error.position, int) else 0
    before = text[:place]
    line = before.count("\n") + 1
    column = place - (before.rfind("\n") + 1) + 1
    character = text[place : place + 1]
    return Finding((), f"the character {shown(character)} is not allowed", "remove it"), line, column


def tab_faults(text: str) -> list[_Fault]:
    """One fault for each line that is indented with a tab."""
    return [
        (
            Finding((), "a tab stands where spaces must", "indent with spaces"),
            text.count("\n", 0, match.start()) + 1,
            match.end() - match.start(),
        )
        for match in _INDENTED_BY_TAB.finditer(text)
    ]
