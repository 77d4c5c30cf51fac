"""Durations and times as the files write them (``30ms``, ``4h``, ``7d``, ``11:00``), in seconds."""

from __future__ import annotations

import re

_FACTORS = {"ms": 0.001, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0, "d": 86400.0}
_DURATION = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*(ms|s|min|m|h|d)\s*$")
_CLOCK = re.compile(r"^\s*([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?\s*$")

DURATION_PATTERN = r"^\s*\d+(\.\d+)?\s*(ms|s|min|m|h|d)\s*$"
TIME_PATTERN = r"^\s*(\d+(\.\d+)?\s*(ms|s|min|m|h|d)|([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?)\s*$"


def seconds(text: str) -> float:
    """Seconds in a duration such as ``30ms``, ``15s``, ``90m``, ``4h`` or ``7d``.

    Raises:
        ValueError: The text is not a duration.
    """
    match = _DURATION.match(text)
    if not match:
        raise ValueError(f"not a duration: {text!r}")
    return float(match[1]) * _FACTORS[match[2]]


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
