"""Spelling of words.

Case, blanks, hyphens, plurals and makers' names do not matter.
"""

from __future__ import annotations

import re
from functools import lru_cache

_TOKEN = re.compile(r"[a-z0-9]+")
_ACTIVE_DIRECTORY = re.compile(r"\bactive[\s_-]+director(?:y|ies)\b")
_MAKERS = frozenset({"amazon", "aws", "microsoft", "ms"})
_FILLERS = frozenset({"a", "an", "the", "for", "of", "on", "in", "to", "with", "and", "my", "our"})
_NO_PLURALS = frozenset({"ldaps", "ftps", "https"})
_SHORT_PLURALS = {"vms": "vm", "pcs": "pc", "dcs": "dc", "dbs": "db", "ops": "op", "azs": "az", "vpcs": "vpc"}
_EQUAL = {
    "application": "app",
    "database": "db",
    "organisation": "organization",
    "synchronisation": "synchronization",
    "fibre": "fiber",
    "licence": "license",
}
"""Tokens with one meaning, and British spellings."""
_ENDS = (("ies", "y"), ("sses", "ss"), ("s", ""))


LONGEST = 200
"""No word has more letters: of a longer text the beginning is compared, and it equals no word."""


def tokens(text: str) -> tuple[str, ...]:
    """The parts of a text: runs of letters and digits in lower case, each in the singular.

    A text longer than :data:`LONGEST` gives the parts of its beginning and one that no word has.
    """
    return _tokens(text) if len(text) <= LONGEST else (*_tokens(text[:LONGEST]), "...")


@lru_cache(maxsize=8192)
def _tokens(text: str) -> tuple[str, ...]:
    plain = (
        _ACTIVE_DIRECTORY.sub("ad", text.lower())
        .replace(".net", "dotnet")
        .replace("'", "")
        .replace("\N{RIGHT SINGLE QUOTATION MARK}", "")
        .replace("centre", "center")
        .replace("/", " or ")
    )
    return tuple(_EQUAL.get(token, token) for token in map(_singular, _TOKEN.findall(plain)))


def _singular(token: str) -> str:
    if token in _SHORT_PLURALS:
        return _SHORT_PLURALS[token]
    if len(token) < 4 or token.endswith("ss") or token in _NO_PLURALS or not token.isalpha():
        return token
    return next((token.removesuffix(end) + new for end, new in _ENDS if token.endswith(end)), token)


def close_key(text: str) -> str:
    """The text without what never matters; equal for two spellings of one word."""
    return "".join(tokens(text))


def loose_key(text: str) -> str:
    """The text also without makers' names and filler words, its parts in the order of the alphabet; empty if nothing is left."""
    return "".join(sorted(token for token in tokens(text) if token not in _MAKERS | _FILLERS))


def kebab(text: str) -> str:
    """The text in kebab-case, as the schema shows it."""
    return "-".join(_TOKEN.findall(text.lower()))


def one_slip(text: str, word: str) -> bool:
    """True where one text is a slip of the other: a letter too many, too few, wrong or swapped; two in long words.

    Words of fewer than five letters differ by meaning, not by a slip.
    """
    shorter = min(len(text), len(word))
    slips = 1 if shorter < 9 else 2
    if shorter < 5 or abs(len(text) - len(word)) > slips:
        return False  # a long text is not compared letter by letter
    return _distance(text, word) <= slips


def _distance(left: str, right: str) -> int:
    """Number of single-letter edits and swaps of neighbours between two texts."""
    before: list[int] = []
    last = list(range(len(right) + 1))
    for row, letter in enumerate(left, 1):
        current = [row]
        for column, other in enumerate(right, 1):
            cost = min(last[column] + 1, current[-1] + 1, last[column - 1] + (letter != other))
            if row > 1 and column > 1 and letter == right[column - 2] and left[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        before, last = last, current
    return last[-1]
