"""Spelling of words.

Case, blanks, hyphens, plurals and makers' names do not matter.
"""

from __future__ import annotations

import re
from functools import lru_cache

from dirsim.catalog.small_words import SmallWordReading, passed_by

_TOKEN = re.compile(r"[a-z0-9]+")
_ACTIVE_DIRECTORY = re.compile(r"\bactive[\s_-]+director(?:y|ies)\b")
_MAKERS = frozenset({"amazon", "aws", "microsoft", "ms"})
_FILLERS = passed_by(SmallWordReading.FILLER)
_NO_PLURALS = frozenset({"ldaps", "ftps", "https"})
_SHORT_PLURALS = {"vms": "vm", "pcs": "pc", "dcs": "dc", "dbs": "db", "ops": "op", "azs": "az", "vpcs": "vpc"}
_EQUAL = {
    "application": "app",
    "database": "db",
    "organisation": "organization",
    "synchronisation": "synchronization",
    "fibre": "fiber",
    "licence": "license",
    "premise": "prem",
    "onprem": "prem",
    "administrator": "admin",
    "auth": "authentication",
    "org": "organization",
    "infra": "infrastructure",
    "mgmt": "management",
    "pw": "password",
    "pwd": "password",
}
"""Tokens with one meaning, British spellings and abbreviations."""
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
        .replace("datacenter", "data center")
        .replace("w/o ", "without ")
        .replace("for each ", "per ")
        .replace("for every ", "per ")
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
    if len(set(text) ^ set(word)) > 2 * slips:  # a wrong letter takes one away and adds one
        return False
    return _within(text, word, slips)


def _within(left: str, right: str, most: int) -> bool:
    """True if at most so many single-letter edits and swaps of neighbours lie between two texts."""
    far = most + 1
    before: list[int] = []
    last = [min(column, far) for column in range(len(right) + 1)]
    for row, letter in enumerate(left, 1):
        current = [far] * (len(right) + 1)
        if row <= most:
            current[0] = row
        for column in range(max(1, row - most), min(len(right), row + most) + 1):
            other = right[column - 1]
            cost = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + (letter != other))
            if row > 1 and column > 1 and letter == right[column - 2] and left[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            current[column] = cost
        if min(current) > most and min(last) >= most:  # a swap looks back over two rows
            return False
        before, last = last, current
    return last[-1] <= most
