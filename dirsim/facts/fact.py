"""A statement of a vendor, with its source, its age and its validity."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from attrs import Attribute, field, frozen

from dirsim.shown import Tabular

YEAR = timedelta(days=365)

CONFLICT_NEEDS = ("other_says", "newer")
"""The least that a disagreement has: a page that prints one reads these."""
CONFLICT_MAY_SAY = ("other_source_url", "other_source_date", "other_source_note")


class Topic(StrEnum):
    """The topic of a fact; the reference has one page for each."""

    OPTIONS = "options"
    WORKLOADS = "workloads"
    NETWORK = "network"
    TIMING = "timing"
    CREDENTIALS = "credentials"
    PRICING = "pricing"


class Confidence(StrEnum):
    """The confidence in a fact."""

    DOCUMENTED = "documented"
    """The source says it."""
    SECONDARY = "secondary"
    """Someone other than the owner of the product says it, or the owner's page was not read itself."""
    INFERRED = "inferred"
    """Drawn from documented facts; the source is the nearest page."""
    UNKNOWN = "unknown"
    """No source was found and nothing was guessed; a verdict that rests on it is unknown too."""


def _says_enough(_fact: Fact, _attribute: Attribute[Any], conflict: Mapping[str, Any] | None) -> None:
    if conflict is None:
        return
    missing = [key for key in CONFLICT_NEEDS if not conflict.get(key)]
    unknown = sorted(set(conflict) - {*CONFLICT_NEEDS, *CONFLICT_MAY_SAY})
    if missing or unknown:
        raise ValueError(f"{_fact.id}: conflict lacks {missing or 'nothing'}, unknown keys {unknown or 'none'}")


@frozen(kw_only=True)
class Fact(Tabular):
    """A statement that a vendor makes, or for which no source was found.

    Attributes:
        id: Unique name in kebab-case, such as ``rds-sqlserver-windows-auth--ad-connector``.
        topic: The page of the reference on which the fact appears.
        subject: What the fact is about. Cells have two parts: ``<option>/<capability>`` or ``<workload>/<option>``;
            of the facts with such a subject at most one holds on any date.
        statement: The fact as a sentence.
        confidence: How far it can be relied on.
        options: Directory options that the fact speaks of; empty means that it is tied to none.
        value: The short answer: ``yes``, ``no``, ``conditional`` and the like for cells, a figure where there is a
            single one (its unit is a key of ``detail``). None means that the sentence is all there is, or that
            the figure is not known.
        detail: Figures and lists for programs, by name with the unit in the name (``min_s``, ``hours``). None means
            none. Not to be altered.
        alternative: What works instead; empty means that nothing was recorded.
        source: Address of the page; empty means that there is none.
        source_date: The day of the source; for a source dated by month or year only, the first day of it. None means
            undated.
        source_date_text: The date as it was recorded, such as ``>=2026-07-30``; empty means that none was recorded.
        at_least: True means that the source is at least as new as ``source_date``.
        via: How the source was read, such as ``live-copy`` or ``search-excerpt``; empty means not recorded.
        conflict: Another source that disagrees: ``other_source_url``, ``other_source_date``, ``other_says`` and
            ``newer`` (which of the two is newer). None means that no disagreement is known.
        note: Remarks, and what an inference rests on; empty means none.
        valid_from: First day on which the fact holds; None means as far back as is known.
        valid_to: Last day on which the fact holds; None means that no end is known.
    """

    id: str
    topic: Topic = field(converter=Topic)
    subject: str
    statement: str
    confidence: Confidence = field(converter=Confidence)
    options: tuple[str, ...] = field(default=(), converter=tuple)
    value: str | int | float | bool | None = None
    detail: Mapping[str, Any] | None = field(default=None, hash=False)
    alternative: str = ""
    source: str = ""
    source_date: date | None = None
    source_date_text: str = ""
    at_least: bool = False
    via: str = ""
    conflict: Mapping[str, Any] | None = field(default=None, hash=False, validator=_says_enough)
    note: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def undated(self) -> bool:
        """True where the source is undated, so that its age is unknown."""
        return self.source_date is None

    def older_than_a_year(self, as_of: date) -> bool:
        """True where the source is known to date from more than 365 days before a day.

        A source that is *at least* as new as its date counts by that date: nothing newer is known about it. An undated
        source is never known to be old; see ``undated``.

        Args:
            as_of: The day from which to look back.
        """
        return self.source_date is not None and as_of - self.source_date > YEAR

    def holds_on(self, day: date) -> bool:
        """True where the fact is in force on a day; both ends of its validity are included."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    def to_dict(self) -> dict[str, Any]:
        """The fact as JSON shows it: every field, dates as ``YYYY-MM-DD``, null for what is not known."""
        return {
            "id": self.id,
            "topic": self.topic.value,
            "subject": self.subject,
            "options": list(self.options),
            "statement": self.statement,
            "value": self.value,
            "detail": _copy(self.detail),
            "alternative": self.alternative or None,
            "source": self.source or None,
            "source_date": _day(self.source_date),
            "source_date_text": self.source_date_text,
            "at_least": self.at_least,
            "via": self.via or None,
            "confidence": self.confidence.value,
            "conflict": _copy(self.conflict),
            "note": self.note or None,
            "valid_from": _day(self.valid_from),
            "valid_to": _day(self.valid_to),
        }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _copy(value: Any) -> Any:
    """A deep copy, so that a change of the answer does not change the fact."""
    if isinstance(value, Mapping):
        return {key: _copy(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_copy(item) for item in value]
    return value
