"""Dates as people write them (``1 March 2026``, ``01.03.2026``)."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = (
    re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?[ -](?P<month>[a-z]{3,9})\.?,?[ -](?P<year>\d{4})"),
    re.compile(r"(?P<month>[a-z]{3,9})\.?[ -](?P<day>\d{1,2})(?:st|nd|rd|th)?,?[ -](?P<year>\d{4})"),
)
_YEAR_FIRST = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
_WITH_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[t ]\d{2}:.*")
_FULL = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]


def _month(name: str) -> int:
    """The number of a month by its name or the beginning of it; 0 for another word."""
    fits = name[:3] in _MONTHS and (_FULL[_MONTHS.index(name[:3])].startswith(name) or name == "sept")
    return _MONTHS.index(name[:3]) + 1 if fits else 0


_MONTH = re.compile(r"(?P<year>\d{4})[-/.](?P<number>\d{1,2})|(?P<month>[a-z]{3,9})\.?,? (?P<after>\d{4})")


def first_day(text: str) -> str:
    """The first day of the month that a text names, such as ``2026-02`` or ``February 2026``; empty for another text."""
    match = _MONTH.fullmatch(" ".join(text.strip().lower().split()[:3]))
    month = (int(match["number"]) if match["number"] else _month(match["month"])) if match else 0
    if not match or not 1 <= month <= len(_MONTHS):
        return ""
    return f"{match['year'] or match['after']}-{month:02}-01"


def iso_dates(text: str) -> tuple[str, ...]:
    """The days that a text can mean, as ``YYYY-MM-DD``: one where it is clear, two where day and month can be swapped, else none.

    Args:
        text: The date as written. Dots mean that the day comes first, as where dates are written so.
    """
    plain = " ".join(text.strip().lower().split())
    if len(plain) > 40:
        return ()
    timed = _WITH_TIME.fullmatch(plain)
    plain = timed[1] if timed else plain
    found: list[tuple[int, int, int]] = []
    for pattern in _NAMED:
        match = pattern.fullmatch(plain)
        if match and _month(match["month"]):
            found.append((int(match["year"]), _month(match["month"]), int(match["day"])))
    for pattern in (_YEAR_FIRST, _COMPACT):
        match = pattern.fullmatch(plain)
        if match:
            found.append((int(match[1]), int(match[2]), int(match[3])))
    match = _YEAR_LAST.fullmatch(plain)
    if match:
        one, mark, other, year = int(match[1]), match[2], int(match[3]), int(match[4])
        found.append((year, other, one))
        if mark != ".":
            found.append((year, one, other))
    return tuple(dict.fromkeys(_days(found)))


def _days(parts: list[tuple[int, int, int]]) -> list[str]:
    days: list[str] = []
    for year, month, day in parts:
        try:
            days.append(date(year, month, day).isoformat())
        except ValueError:
            continue
    return days
