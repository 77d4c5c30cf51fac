"""Report pages of one fact or of several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from dirsim.facts import Catalog, Fact, Topic, catalog
from dirsim.pages.blocks import Block, Heading, Items, Line, Page, Prose, Source


def facts_page(facts: Iterable[Fact]) -> Page:
    """The page of one fact with all its fields, or of several facts with one line each."""
    listed = tuple(facts)
    if len(listed) == 1:
        return tuple(_one(listed[0]))
    known = catalog()
    return (Items(fact_line(known, fact.id) for fact in listed),) if listed else (Prose("No matching facts."),)


def fact_page(fact: Fact) -> Page:
    """The page of one fact with all its fields."""
    return tuple(_one(fact))


def catalog_page(known: Catalog) -> Page:
    """The page of every fact in a catalog, one line each, by topic."""
    held = "All facts, valid or not" if known.as_of is None else f"Facts that hold on {known.as_of}"
    blocks: list[Block] = [Heading("Facts", 1), Prose(f"{held}: {len(known)}.")]
    for topic in Topic:
        names = [fact.id for fact in known.values() if fact.topic is topic]
        if names:
            blocks += [
                Heading(f"{topic.value.capitalize()}: {len(names)}"),
                Items(fact_line(known, one) for one in names),
            ]
    return tuple(blocks)


def facts_dict(facts: Iterable[Fact], as_of: date | None) -> dict[str, Any]:
    """The JSON of facts (``dirsim.facts/v1``)."""
    day = None if as_of is None else as_of.isoformat()
    return {"schema": "dirsim.facts/v1", "as_of": day, "facts": [fact.to_dict() for fact in facts]}


def _one(fact: Fact) -> Iterator[Block]:
    yield Heading(fact.id, 1)
    yield Prose(fact.statement)
    entries: list[Line] = [f"{name}: {value}" for name, value in _fields(fact) if value]
    if fact.source:
        entries.append(("source: ", Source(fact.source)))
    yield Items(entries)


def _fields(fact: Fact) -> Iterator[tuple[str, str]]:
    yield "subject", fact.subject
    yield "value", "" if fact.value is None else str(fact.value)
    yield "confidence", str(fact.confidence)
    yield "source date", fact.source_date_text or "undated"
    yield "holds from", "" if fact.valid_from is None else fact.valid_from.isoformat()
    yield "holds to", "" if fact.valid_to is None else fact.valid_to.isoformat()
    yield "instead", fact.alternative
    yield "note", fact.note
    if fact.conflict:
        yield "another source states", str(fact.conflict.get("other_says", ""))


def fact_line(known: Catalog, identifier: str) -> Line:
    """One fact on one line: id, statement, confidence, date and source."""
    fact = known.get(identifier)
    if fact is None:
        return f"{identifier}: does not hold on the requested date"
    parts: list[str | Source] = [f"{fact.id}: {fact.statement} ({fact.confidence}, {age_of(fact)}"]
    if fact.source:
        parts += ["; ", Source(fact.source)]
    return (*parts, ")")


def age_of(fact: Fact | None) -> str:
    """The date of a fact's source as text; ``undated`` if it has none."""
    if fact is None or fact.source_date is None:
        return "undated"
    return f"{fact.source_date} or later" if fact.at_least else f"{fact.source_date}"
