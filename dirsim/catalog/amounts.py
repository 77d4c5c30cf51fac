"""Counts as people write them (``5,000``, ``5k``, ``about 200 users``)."""

from __future__ import annotations

import re

_BOUNDS = (
    "approximately",
    "approx",
    "about",
    "around",
    "ca",
    "circa",
    "roughly",
    "nearly",
    "almost",
    "up to",
    "maximum",
    "max",
    "at most",
    "at least",
    "minimum",
    "min",
    "more than",
    "over",
    "less than",
    "fewer than",
    "under",
    "exactly",
    "only",
    "just",
    "~",
    "\u2248",
    ">=",
    "<=",
    ">",
    "<",
)
_ENDS = (" in total", " total", " each", " or more", " or so", " plus", "+")
_NO_NOUNS = frozenset(
    [
        "gb",
        "tb",
        "mb",
        "kb",
        "ms",
        "s",
        "min",
        "h",
        "d",
        "hour",
        "hours",
        "day",
        "days",
        "week",
        "weeks",
        "month",
        "months",
        "year",
        "years",
        "percent",
        "per",
        "k",
        "m",
        "thousand",
        "million",
        "hundred",
        "dozen",
        "mio",
        "and",
        "to",
        "or",
        "usd",
        "eur",
        "euro",
        "euros",
        "dollar",
        "dollars",
        "times",
        "gbps",
        "mbps",
    ]
)
_NOUN = re.compile(r"[a-z][a-z-]{1,24}")
_GROUPED = re.compile(r"\d{1,3}(?P<mark>[ ,.'_\u2019\u00a0\u202f])\d{3}(?:(?P=mark)\d{3})*")
_SCALED = re.compile(r"(\d{1,9}(?:\.\d{1,3})?) ?(k|thousand|m|mio|million)?")
_SCALES = {"k": 1000, "thousand": 1000, "m": 1_000_000, "mio": 1_000_000, "million": 1_000_000}
_ONES = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
} | {
    "a": 1,
    "an": 1,
    "single": 1,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_WORDED = re.compile(r"(?:([a-z]+)[ -])?(hundred|thousand|dozen|million)|([a-z]+)")
_TIMES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000}
_SEVERAL = re.compile(r"(several|many|various|multiple|some|a few|few|hundreds)(?: [a-z ]{2,20})?")
_VAGUE = ("thousands", "tens of thousands", "hundreds of thousands", "millions", "dozens", "tens")
_RANGE = re.compile(r"(?:between )?\d[\dk.,]{0,9} ?(?:-|to|and|\u2013) ?\d[\dk.,]{0,9}(?: [a-z ]{2,20})?")
LONGEST = 60
"""Longer texts are not read as a count."""


def amount(text: str) -> int | None:
    """The whole number that a text states; ``None`` where it states none, or several.

    Args:
        text: Such as ``5,000``, ``1.5k``, ``about 200 users``, ``twelve`` or ``300+``; a bound is taken as the number.
    """
    number = _bare(" ".join(text.lower().split())) if len(text) <= LONGEST else ""
    if not number:
        return None
    if _GROUPED.fullmatch(number):
        return int(re.sub(r"\D", "", number))
    scaled = _SCALED.fullmatch(number)
    if scaled:
        value = float(scaled[1]) * _SCALES.get(scaled[2] or "", 1)
        return int(value) if value.is_integer() else None
    worded = _WORDED.fullmatch(number)
    if not worded:
        return None
    if worded[2]:
        count = _ONES.get(worded[1] or "a")
        return None if count is None else count * _TIMES[worded[2]]
    return _ONES.get(worded[3]) if worded[3] not in ("a", "an") else None


def _bare(text: str) -> str:
    """A text without the words before and after its number."""
    for bound in _BOUNDS:
        rest = text.removeprefix(bound)
        if rest != text and (rest[:1] in " .0123456789" or not bound.isalpha()):
            text = rest.lstrip(". ")
            break
    for _ in range(2):
        for end in _ENDS:
            text = text.removesuffix(end).rstrip()
        words = text.split(" ")
        while len(words) > 1 and _NOUN.fullmatch(words[-1]) and words[-1] not in _NO_NOUNS | _ONES.keys():
            del words[-1]
        text = " ".join(words)
    return text


def count_word(text: str) -> str:
    """``multiple`` or ``hundreds`` for a text that counts by a word, such as *several accounts*; empty for another."""
    found = _SEVERAL.fullmatch(text.strip().lower()) if len(text) <= LONGEST else None
    if not found:
        return ""
    return "hundreds" if found[1] == "hundreds" else "multiple"


def vague_count(text: str) -> str:
    """The hint for a text that gives an order of magnitude or a range; empty for another."""
    plain = text.strip().lower()[:LONGEST]
    if plain.startswith(_VAGUE):
        return "write a number: an estimate such as 5000 will do"
    return "write one number: the larger one for a safe estimate" if _RANGE.fullmatch(plain) else ""
