"""Tokens of resource names: dates, counters, UUIDs and other machine ids.

A name is split into literal text and tokens whose value a program made; two names with the same literal text and the
same kinds of tokens have the same shape.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from attrs import frozen

_SEP = r"(?:[-_./ ]?(?:[A-Za-z]{1,7}=)?)"
_CLOCK = r"(?:(?:[-_T./ ]|/[A-Za-z]{1,7}=)?(?:[01]\d|2[0-3])(?:[-_:.]?[0-5]\d(?:[-_:.]?[0-5]\d)?)?Z?)?"
_LOOSE = r"(?:[-_]|/(?:[A-Za-z]{1,7}=)?)"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:[Jj]an(?:uary)?|[Ff]eb(?:ruary)?|[Mm]ar(?:ch)?|[Aa]pr(?:il)?|[Mm]ay|[Jj]une?|[Jj]uly?|[Aa]ug(?:ust)?|[Ss]ep(?:tember)?|"
    r"[Oo]ct(?:ober)?|[Nn]ov(?:ember)?|[Dd]ec(?:ember)?|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)"
)
_NAMED = re.compile(_MONTH)
_DATES = re.compile(
    rf"""
    (?<!\d)(?P<y>(?:19|20)\d\d){_SEP}(?P<m>0[1-9]|1[0-2]){_SEP}(?P<d>0[1-9]|[12]\d|3[01]){_CLOCK}(?!\d)
    | (?<!\d)(?P<d2>0[1-9]|[12]\d|3[01])(?P<s>[-_./])(?P<m2>0[1-9]|1[0-2])(?P=s)(?P<y2>(?:19|20)\d\d)(?!\d)
    | (?<!\d)(?P<ly>(?:19|20)\d\d){_LOOSE}(?P<lm>1[0-2]|[1-9]){_LOOSE}(?P<ld>[12]\d|3[01]|[1-9])(?:/(?:[A-Za-z]{{1,7}}=)?(?:1\d|2[0-3]|\d))?(?![0-9A-Za-z])
    | (?<!\d)(?P<d3>0[1-9]|[12]\d|3[01])[-_./ ]?(?P<n>{_MONTH})[-_./ ]?(?P<y3>(?:19|20)\d\d)(?!\d)
    | (?<!\d)(?P<y4>(?:19|20)\d\d)[-_./ ]?(?P<n4>{_MONTH})(?:[-_./ ]?(?P<d4>0[1-9]|[12]\d|3[01]))?(?![0-9A-Za-z])
    | (?<!\d)(?P<wy>(?:19|20)\d\d)[-_/]?[Ww](?:eek)?[-_=]?(?P<w>[0-5]\d)(?!\d)
    | (?<!\d)(?P<my>(?:19|20)\d\d){_SEP}(?P<mm>0[1-9]|1[0-2])(?!\d)
    | (?<![0-9A-Za-z])(?P<e>1\d{{9}}(?:\d{{3}})?)(?![0-9A-Za-z])
    """,
    re.VERBOSE,
)
_RANDOM = re.compile(
    r"""
    (?P<uuid>(?<![0-9A-Za-z])[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}(?![0-9A-Za-z]))
    | (?P<hex>(?<![0-9A-Za-z])(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,}(?![0-9A-Za-z]))
    """,
    re.VERBOSE,
)
_TOKENS = re.compile(
    r"""
    (?P<id>(?<![0-9A-Za-z])(?=[A-Za-z]*\d)(?=\d*[A-Za-z])(?:[0-9A-Za-z]{14,}|[0-9A-Z]{12,})(?![0-9A-Za-z]))
    | (?P<number>\d+)
    """,
    re.VERBOSE,
)
MADE_ANEW = frozenset({"uuid", "hex", "id", "epoch"})
"""Kinds of tokens that a program draws anew; a number may also count a fixed set."""
_NEAR_BEFORE = timedelta(days=3)
_NEAR_AFTER = timedelta(days=2)
_LONG_USE = 7
"""A name of one day that is used on more days than these is a name that stays."""


@frozen(cache_hash=True)
class Token:
    """A part of a name.

    Attributes:
        kind: ``date``, ``epoch``, ``uuid``, ``hex``, ``id`` or ``number``; empty means literal text.
        text: The text.
        first: For a date, the first day that it names; otherwise ``None``.
        last: For a date, the last day that it names (a month has several).
    """

    kind: str
    text: str
    first: date | None = None
    last: date | None = None

    @property
    def shape(self) -> str:
        """The text with wildcards for the digits and the month of a date, the kind of another token, or the literal text."""
        if self.kind == "date":
            return _masked(self.text)
        return f"\0{self.kind}" if self.kind else self.text


@lru_cache(maxsize=16384)
def _masked(date_: str) -> str:
    """A date with ``?`` for each digit; a number that may get another digit, and a month in full, become ``*``."""
    named = _NAMED.sub(lambda found: "???" if len(found[0]) == 3 else "*", date_)
    loose = re.search(r"(?<!\d)[1-9](?!\d)", named) is not None
    return re.sub(r"\d+", lambda found: "*" if loose and len(found[0]) < 3 else "?" * len(found[0]), named)


@lru_cache(maxsize=16384)
def tokens(name: str) -> tuple[Token, ...]:
    """The tokens of a name, in order."""
    found: list[Token] = []
    place = 0
    for match in _RANDOM.finditer(name):
        found += _with_dates(name, place, match.start())
        found.append(Token(match.lastgroup or "hex", match[0]))
        place = match.end()
    found += _with_dates(name, place, len(name))
    return tuple(found)


def _with_dates(name: str, start: int, end: int) -> Iterator[Token]:
    """The tokens between two random ids."""
    place = start
    for match in _DATES.finditer(name, start, end):
        token = _dated(match)
        if token is None:
            continue
        yield from _plain(name, place, match.start())
        yield token
        place = match.end()
    yield from _plain(name, place, end)


def _plain(name: str, start: int, end: int) -> Iterator[Token]:
    """The tokens between two dates."""
    place = start
    for match in _TOKENS.finditer(name, start, end):
        if match.start() > place:
            yield Token("", name[place : match.start()])
        yield Token(match.lastgroup or "number", match[0])
        place = match.end()
    if place < end:
        yield Token("", name[place:end])


def _dated(match: re.Match[str]) -> Token | None:
    """A date, with the days that it names; ``None`` if the calendar has no such day."""
    try:
        if match["y"]:
            day = date(int(match["y"]), int(match["m"]), int(match["d"]))
            return Token("date", match[0], day, day)
        if match["y2"]:
            day = date(int(match["y2"]), int(match["m2"]), int(match["d2"]))
            return Token("date", match[0], day, day)
        if match["ly"]:
            day = date(int(match["ly"]), int(match["lm"]), int(match["ld"]))
            return Token("date", match[0], day, day)
        if match["y3"]:
            day = date(int(match["y3"]), _month(match["n"]), int(match["d3"]))
            return Token("date", match[0], day, day)
        if match["y4"]:
            day = date(int(match["y4"]), _month(match["n4"]), int(match["d4"] or 1))
            return Token("date", match[0], day, day if match["d4"] else _end_of_month(day))
        if match["wy"]:
            day = date.fromisocalendar(int(match["wy"]), int(match["w"]), 1)
            return Token("date", match[0], day, day + timedelta(days=6))
        if match["my"]:
            day = date(int(match["my"]), int(match["mm"]), 1)
            return Token("date", match[0], day, _end_of_month(day))
        seconds = int(match["e"][:10])
        day = date(1970, 1, 1) + timedelta(days=seconds // 86400)
        return Token("epoch", match[0], day, day)
    except ValueError:
        return None


def _month(name: str) -> int:
    """The number of a month by its English name or its first three letters."""
    return _MONTHS.index(name[:3].lower()) + 1


def _end_of_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def follows_the_clock(name: tuple[Token, ...], first: str, last: str, days: int) -> bool:
    """True if a date in a name is about the day of the name's use, so that a program derived it from the clock.

    Args:
        name: The tokens of the name.
        first: The day of the first use, as ``2026-11-01``.
        last: The day of the last use.
        days: The number of days with a use.
    """
    begun, ended = date.fromisoformat(first), date.fromisoformat(last)
    return any(
        token.first - _NEAR_AFTER <= begun <= token.last + _NEAR_BEFORE
        and (days <= _LONG_USE or ended <= token.last + _NEAR_BEFORE)
        for token in name
        if token.first is not None and token.last is not None
    )
