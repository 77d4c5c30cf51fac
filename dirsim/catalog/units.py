"""Durations and times of day (``30ms``, ``4h``, ``11:00``), in seconds."""

from __future__ import annotations

import re
from functools import lru_cache

from dirsim.catalog.limits import most

# Months and years only ever say how far back records reach or how often a secret changes: 30 and 365 days will do.
_SPELLED = {
    0.001: ("ms", "milliseconds?"),
    1.0: ("s", "sec", "seconds?"),
    60.0: ("m", "min", "minutes?"),
    3600.0: ("h", "hours?"),
    86400.0: ("d", "days?"),
    7 * 86400.0: ("w", "weeks?"),
    30 * 86400.0: ("mo", "months?"),
    365 * 86400.0: ("y", "years?"),
}
_UNITS = "|".join(word for words in _SPELLED.values() for word in words)
_FACTORS = {word.removesuffix("?"): factor for factor, words in _SPELLED.items() for word in words}
_DURATION = re.compile(rf"^\s*([0-9]+(?:\.[0-9]+)?)\s*({_UNITS})\s*$")
_CLOCK = re.compile(r"^\s*([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?\s*$", re.ASCII)

DURATION_PATTERN = rf"^\s*[0-9]+(\.[0-9]+)?\s*({_UNITS})\s*$"
TIME_PATTERN = rf"^\s*([0-9]+(\.[0-9]+)?\s*({_UNITS})|([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?)\s*$"


def is_duration(text: str) -> bool:
    """True for text such as ``30ms`` or ``4h``."""
    return _DURATION.match(text) is not None


@lru_cache(maxsize=4096)
def seconds(text: str) -> float:
    """Seconds in a duration such as ``30ms``, ``15s``, ``90m``, ``4h`` or ``7d``.

    Raises:
        ValueError: The text is not a duration, or is longer than 100 years.
    """
    match = _DURATION.match(text)
    if not match:
        raise ValueError(f"not a duration: {text!r}")
    unit = match[2] if match[2] in _FACTORS else match[2] + "s"  # a year is the singular of years
    length = float(match[1]) * _FACTORS[unit]
    if length > most("duration-s"):
        raise ValueError("the duration is longer than 100 years")
    return length


def instant(text: str) -> float:
    """Seconds since the start of the scenario's day: a time of day (``11:00``) or an offset (``2h``).

    Raises:
        ValueError: The text is neither.
    """
    match = _CLOCK.match(text)
    if match:
        return int(match[1]) * 3600.0 + int(match[2]) * 60.0 + int(match[3] or 0)
    return seconds(text)


def hours(count: float) -> float:
    """Seconds in so many hours."""
    return count * 3600.0


def minutes(count: float) -> float:
    """Seconds in so many minutes."""
    return count * 60.0


def duration_text(value: float) -> str:
    """A duration as people write it: ``30ms``, ``15s``, ``90m``, ``4h``; the largest unit that divides it."""
    for unit, factor in (("d", 86400.0), ("h", 3600.0), ("m", 60.0), ("s", 1.0)):
        if value >= factor and value % factor == 0:
            return f"{int(value // factor)}{unit}"
    if value >= 1:
        return f"{value:g}s"
    return f"{value * 1000:g}ms"
