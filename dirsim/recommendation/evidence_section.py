"""Report section on the facts cited and on stale facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from dirsim.facts import catalog
from dirsim.pages.blocks import Block, Heading, Items, Prose
from dirsim.pages.facts_page import age_of, fact_line
from dirsim.recommendation.candidate import Candidate


def cited_facts(best: Candidate | None, against: Iterable[str]) -> tuple[str, ...]:
    """The ids of the facts of the recommended design, its cost, and the reasons against others."""
    found: dict[str, None] = {}
    if best is not None:
        for verdict in best.verdicts:
            found.update(dict.fromkeys(verdict.facts))
        found.update(dict.fromkeys(best.cost.facts))
    found.update(dict.fromkeys(against))
    return tuple(found)


def facts_section(as_of: str, cited: tuple[str, ...], stale: tuple[str, ...]) -> Iterator[Block]:
    """The facts with source and date on a day, then the stale ones that the answer rests on."""
    known = catalog(date.fromisoformat(as_of))
    if cited:
        yield Heading("Facts cited")
        yield Items(fact_line(known, identifier) for identifier in cited)
    if stale:
        yield Heading("Stale facts")
        yield Prose("These facts are undated or older than a year; check their sources again where the answer matters.")
        yield Items(f"{identifier} ({age_of(known.get(identifier))})" for identifier in stale)
