"""The page of one fact, or of many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from dirsim.facts import Catalog, Fact, Topic, catalog
from dirsim.report.blocks import Block, Heading, Items, Line, Page, Prose, Source
from dirsim.report.evidence import fact_line


def facts_page(facts: Iterable[Fact]) -> Page:
    """One fact with all that is known of it; several in one line each."""
    listed = tuple(facts)
    if len(listed) == 1:
        return tuple(_one(listed[0]))
    known = catalog()
    return (Items(fact_line(known, fact.id) for fact in listed),) if listed else (Prose("There is no such fact."),)


def fact_page(fact: Fact) -> Page:
    """One fact with all that is known of it."""
    return tuple(_one(fact))


def catalog_page(known: Catalog) -> Page:
    """Every fact of a catalog in one line each, by what it is about in the large."""
    held = "Every fact, whatever its validity" if known.as_of is None else f"Facts that hold on {known.as_of}"
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
    """Facts as JSON shows them (``dirsim.facts/v1``)."""
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
        yield "another source says", str(fact.conflict.get("other_says", ""))
