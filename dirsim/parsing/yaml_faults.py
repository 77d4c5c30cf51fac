"""YAML syntax errors in plain words."""

from __future__ import annotations

import re
from typing import Any

from dirsim.parsing.places import Finding, shown

_Fault = tuple[Finding, int, int]

# The beginning of the parser's message, its meaning, and the hint.
_MEANINGS = (
    ("found character '\\t'", "tab used for indentation", "indent with spaces"),
    (
        "mapping values are not allowed",
        "second ': ' on the line, or line indented too far",
        "put text that contains ': ' in quotes, or check the indentation",
    ),
    (
        "expected <block end>",
        "the indentation does not match the lines above",
        "entries of one level start in the same column",
    ),
    ("could not find expected ':'", "missing ': ' after a key", "write 'key: value'"),
    ("expected ',' or ']'", "unclosed list [ ], or missing comma", ""),
    ("expected ',' or '}'", "unclosed mapping { }, or missing comma", ""),
    ("found unexpected end of stream", "unclosed quotes at the end of the file", "close the quotes"),
    ("found unexpected document separator", "unclosed quotes at the end of the document", "close the quotes"),
    (
        "found unknown escape character",
        "unknown escape sequence after a backslash",
        "use single quotes, or double the backslash",
    ),
    ("expected the node content", "missing value", ""),
)
_STARTER = re.compile(r"found character ('.*') that cannot start any token")
_INDENTED_BY_TAB = re.compile(r"^ *\t(?=[ \t]*[^\s#])", re.MULTILINE)


def syntax_fault(error: Any) -> _Fault:
    """Translate an error of ruamel's scanner or parser."""
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    reason = str(error.problem or error.context or "unreadable").strip()
    for start, message, hint in _MEANINGS:
        if reason.startswith(start):
            return Finding((), message, hint), line, column
    starter = _STARTER.match(reason)
    if starter:
        return Finding((), f"a value cannot start with {starter[1]}", "put the text in quotes"), line, column
    return Finding((), f"invalid YAML: {reason.splitlines()[0]}"), line, column


def character_fault(text: str, error: Any) -> _Fault:
    """Translate an error of ruamel's reader: a character that YAML does not allow."""
    place = error.position if isinstance(error.position, int) else 0
    before = text[:place]
    line = before.count("\n") + 1
    column = place - (before.rfind("\n") + 1) + 1
    character = text[place : place + 1]
    return Finding((), f"the character {shown(character)} is not allowed", "remove it"), line, column


def tab_faults(text: str) -> list[_Fault]:
    """One fault for each line indented with a tab."""
    return [
        (
            Finding((), "tab used for indentation", "indent with spaces"),
            text.count("\n", 0, match.start()) + 1,
            match.end() - match.start(),
        )
        for match in _INDENTED_BY_TAB.finditer(text)
    ]
