"""Errors: one error lists every problem of an input with its place."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from attrs import field, frozen


@frozen
class Problem:
    """One thing wrong with an input.

    Attributes:
        path: Where in the document, as in ``estate.links.vpn.between[1]``; empty means the document as a whole.
        message: What is wrong, in one clause.
        hint: What to do about it; empty where none applies.
        file: The file as the user named it; empty for input that did not come from a file.
        line: Line, counted from 1; 0 means unknown.
        column: Column, counted from 1; 0 means unknown.
    """

    path: str
    message: str
    hint: str = ""
    file: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        place = ""
        if self.file:
            place = f"{self.file}:{self.line}:{self.column}: " if self.line else f"{self.file}: "
        elif self.line:
            place = f"{self.line}:{self.column}: "
        path = f"{self.path}: " if self.path else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{place}{path}{self.message}{hint}"

    def to_dict(self) -> dict[str, object]:
        """The problem as JSON shows it."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "path": self.path,
            "message": self.message,
            "hint": self.hint,
        }


class DirsimError(Exception):
    """Base of all errors that dirsim raises on purpose; ``exit_code`` is what the command line returns."""

    exit_code = 4


MOST_PROBLEMS = 200
"""The most problems that one error lists."""


def _all(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems that an error lists; where there are more, a last one says so."""
    listed = tuple(islice(problems, MOST_PROBLEMS + 2))
    if len(listed) <= MOST_PROBLEMS + 1:  # a reader that stopped by itself has the last one already
        return listed
    more = Problem(
        "", f"more than {MOST_PROBLEMS} problems; these are the first", "correct these, and check again", listed[0].file
    )
    return (*listed[:MOST_PROBLEMS], more)


@frozen(eq=False)
class InputError(DirsimError):
    """The input cannot be used. Holds every problem that was found, in order of place, and of very many the first.

    Attributes:
        problems: At least one problem.
    """

    problems: tuple[Problem, ...] = field(converter=_all)
    exit_code = 2

    def __attrs_post_init__(self) -> None:
        """Give the exception machinery its text."""
        Exception.__init__(self, str(self))

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class UsageError(DirsimError):
    """The command or call was used wrongly: an unknown design, scenario or flow was asked for."""

    exit_code = 2


class EvidenceError(DirsimError):
    """There is too little evidence to answer; nothing was guessed."""

    exit_code = 3


class NoDesignError(DirsimError):
    """No design fits and none was named, so there is nothing to run."""

    exit_code = 1
