"""The facts that a report cites, with source and date, and which of them are old."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from dirsim.facts import Catalog, Fact, catalog
from dirsim.recommend.recommendation import Candidate, Recommendation
from dirsim.report.blocks import Block, Heading, Items, Line, Prose, Source


def cited_facts(best: Candidate | None, against: Iterable[str]) -> tuple[str, ...]:
    """The ids that the report names: those of the recommended design, its cost, and the reasons against others."""
    found: dict[str, None] = {}
    if best is not None:
        for verdict in best.verdicts:
            found.update(dict.fromkeys(verdict.facts))
        found.update(dict.fromkeys(best.cost.facts))
    found.update(dict.fromkeys(against))
    return tuple(found)


def facts_section(choice: Recommendation, cited: tuple[str, ...]) -> Iterator[Block]:
    """The facts with source and date; then the old ones that the answer rests on, by name."""
    known = catalog(date.fromisoformat(choice.as_of))
    if cited:
        yield Heading("Facts cited")
        yield Items(fact_line(known, identifier) for identifier in cited)
    if choice.stale:
        yield Heading("Facts to look up again")
        yield Prose("These are older than a year, or bear no date; where the answer matters, read the source again.")
        yield Items(f"{identifier} ({_age(known.get(identifier))})" for identifier in choice.stale)


def fact_line(known: Catalog, identifier: str) -> Line:
    """One fact in one line: id, statement, source and date."""
    fact = known.get(identifier)
    if fact is None:
        return f"{identifier}: does not hold on the day asked about"
    parts: list[str | Source] = [f"{fact.id}: {fact.statement} ({fact.confidence}, {_age(fact)}"]
    if fact.source:
        parts += ["; ", Source(fact.source)]
    return (*parts, ")")


def _age(fact: Fact | None) -> str:
    if fact is None or fact.source_date is None:
        return "undated"
    return f"{fact.source_date} or later" if fact.at_least else f"{fact.source_date}"
