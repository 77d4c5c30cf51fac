"""Conversion of a student's answer, from a file or notebook."""

from __future__ import annotations

import math
from difflib import get_close_matches
from numbers import Real
from typing import Any

from dirsim.api.teaching import shown
from dirsim.labs.question import Answer, LabQuestion

_MOST_NAMES = 200
_MOST_TEXT = 500
_GREATEST = 1e15


def answer_of(question: LabQuestion, value: Any) -> Answer:
    """The answer in plain data, converted for comparison.

    Raises:
        ValueError: The data does not have the form of an answer to this question; its arguments are problem and hint.
    """
    if question.kind == "number":
        if isinstance(value, bool) or not isinstance(value, Real):
            raise ValueError(f"expected a number of {question.unit}, found {shown(value)}", "use digits only")
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not abs(number) <= _GREATEST:
            raise ValueError(
                f"expected a number of {question.unit}, found {shown(value)}", "not a number, or too large"
            )
        return number
    if question.kind in ("set", "sequence"):
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, list | tuple | set | frozenset) or len(names) > _MOST_NAMES:
            raise ValueError(f"expected a list of names, found {shown(value)}", "such as [one, two]")
        return tuple(_word(question, name) for name in names)
    return _word(question, value)


def _word(question: LabQuestion, value: Any) -> str:
    """One name; a whole number is read as its digits."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**15:
        value = str(value)
    if not isinstance(value, str) or not value.strip() or len(value) > _MOST_TEXT:
        raise ValueError(f"expected a name, found {shown(value)}", _listed(question))
    word = value.strip()
    by_fold = {choice.casefold(): choice for choice in question.choices}
    if question.choices and word.casefold() not in by_fold:
        near = get_close_matches(word.casefold(), by_fold, n=1)
        raise ValueError(
            f"unknown word {shown(word)}",
            f"did you mean {by_fold[near[0]]!r}?" if near else _listed(question),
        )
    return by_fold.get(word.casefold(), word)


def _listed(question: LabQuestion) -> str:
    return f"expected one of: {', '.join(question.choices)}" if question.choices else ""
