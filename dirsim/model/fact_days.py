"""Days for which facts can be known."""

from __future__ import annotations

from datetime import date

from dirsim.catalog.limits import LIMITS
from dirsim.facts.dated_facts import earliest


def beyond_facts(day: date) -> str:
    """The problem with a day for which no facts can be known; empty for any other day."""
    if day < earliest():
        return f"no fact is known for {day.isoformat()}; the earliest is dated {earliest().isoformat()}"
    last = LIMITS["last-day"].most
    return f"no fact can be known for {day.isoformat()}, after the year {last}" if day.year > last else ""
