"""An answer as somebody gives it, in a file or in a notebook, turned into one that can be compared."""

from __future__ import annotations

import math
from difflib import get_close_matches
from numbers import Real
from typing import Any

from dirsim.labs.question import Answer, Question
from dirsim.read.places import shown

_MOST_NAMES = 200
_MOST_TEXT = 500
_GREATEST = 1e15


def answer_of(question: Question, value: Any) -> Answer:
    """An answer from plain data.

    Raises:
        ValueError: It has not the form of an answer to this question; what is wrong, and a hint.
    """
    if question.kind == "number":
        if isinstance(value, bool) or not isinstance(value, Real):
            raise ValueError(f"a number of {question.unit} is expected, found {shown(value)}", "write digits alone")
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not abs(number) <= _GREATEST:
            raise ValueError(
                f"a number of {question.unit} is expected, found {shown(value)}", "it is none, or far too large"
            )
        return number
    if question.kind in ("set", "sequence"):
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, list | tuple | set | frozenset) or len(names) > _MOST_NAMES:
            raise ValueError(f"a list of names is expected, found {shown(value)}", "write [one, two]")
        return tuple(_word(question, name) for name in names)
    return _word(question, value)


def _word(question: Question, value: Any) -> str:
    """One name; numbers are taken for the text that they are written as."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**15:
        value = str(value)
    if not isinstance(value, str) or not value.strip() or len(value) > _MOST_TEXT:
        raise ValueError(f"a name is expected, found {shown(value)}", _listed(question))
    word = value.strip()
    by_fold = {choice.casefold(): choice for choice in question.choices}
    if question.choices and word.casefold() not in by_fold:
        near = get_close_matches(word.casefold(), by_fold, n=1)
        raise ValueError(
            f"{shown(word)} is none of the words that may be given",
            f"did you mean {by_fold[near[0]]!r}?" if near else _listed(question),
        )
    return by_fold.get(word.casefold(), word)


def _listed(question: Question) -> str:
    return f"one of: {', '.join(question.choices)}" if question.choices else ""
