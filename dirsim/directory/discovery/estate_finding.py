"""Findings of estate checks, and the type of a check function."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import Enum

from attrs import frozen

from dirsim.facts.dated_facts import Catalog
from dirsim.model.requirements import Estate


class CheckLevel(Enum):
    """The severity of a finding."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    UNKNOWN = "unknown"


@frozen(kw_only=True)
class EstateFinding:
    """A finding of a check.

    Attributes:
        check: The name of the check.
        about: The subject: the name of a directory, a domain, a trust or a site.
        level: The severity; ``UNKNOWN`` if the check lacked data.
        message: The finding and its consequence, in one sentence.
        facts: Ids of the facts that support it; empty if it follows from the estate alone.
    """

    check: str
    about: str
    level: CheckLevel
    message: str
    facts: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, str]:
        """The finding as a JSON object."""
        return {"check": self.check, "about": self.about, "level": self.level.value, "message": self.message}


Found = Iterator[tuple[str, CheckLevel, str, tuple[str, ...]]]
Check = Callable[[Estate, Catalog], Found]
