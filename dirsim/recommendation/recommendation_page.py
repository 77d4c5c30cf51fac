"""Report on a recommendation: answer, reasons, outages, cost, flips."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from dirsim.catalog.words import NEEDS
from dirsim.credentials.advice.advice_page import credentials_section
from dirsim.directory.trusts.trusts_page import opened_section
from dirsim.model.outcome import AnswerStatus, DesignStatus
from dirsim.pages.blocks import Block, Figure, Heading, Items, Page, Prose, Table
from dirsim.recommendation.candidate import Candidate, Cost
from dirsim.recommendation.evidence_section import cited_facts, facts_section
from dirsim.recommendation.phrases import (
    flip_line,
    measured,
    money,
    requirement_line,
    strongest_by_requirement,
    strongest_reason,
)
from dirsim.recommendation.recommendation_card import headline, recommendation_card
from dirsim.recommendation.verdict import Verdict
from dirsim.resilience.outage_section import outage_section
from dirsim.resilience.timeline_page import timeline_sections
from dirsim.simulation.wording import decisive, meaning

if TYPE_CHECKING:
    from dirsim.pages.drawing import Drawing
    from dirsim.recommendation.recommendation import Recommendation

_RANKED = 10
"""The number of feasible designs listed; designs of lower rank are only counted."""
_REASONS = 14
"""The number of different reasons against designs listed."""
_RUNS = 2
"""The number of runs listed for a verdict that rests on many."""


def recommendation_page(choice: Recommendation) -> Page:
    """The report, with its sections in the order in which readers ask: the answer, reasons, alternatives, outages, cost."""
    return tuple(_sections(choice))


def _sections(choice: Recommendation) -> Iterator[Block]:
    yield Heading(f"{choice.requirements.name}: {headline(choice)}", 1)
    yield Prose(_answer(choice))
    yield recommendation_card(choice)
    best = choice.best
    if best is not None:
        yield Heading("Reasons")
        yield Items(_why(best))
        yield from _networks(choice)
    yield from _conflicts(choice)
    yield from _ranking(choice)
    yield from _undecided(choice)
    yield from _rejected(choice)
    if best is not None:
        if best.design.topology.flows:
            yield from outage_section(choice.outages())
        yield from timeline_sections(choice.timelines())
        yield from opened_section(choice.opened())
        yield Heading("Monthly cost")
        yield from _cost(best.cost)
        if best.design.tasks:
            yield Heading("Recurring operational tasks")
            yield Items(_counted(best.design.tasks))
    yield from credentials_section(choice.credentials)
    yield from _flips(choice)
    if choice.assumptions:
        yield Heading("Assumptions")
        yield Items(choice.assumptions)
    if choice.unsupported:
        yield Heading("Not evaluated")
        yield Items(f"{entry.path}: {entry.effect}" for entry in choice.unsupported)
    against = [fact for _, facts in _grouped(choice).values() for fact in facts]
    yield from facts_section(choice.as_of, cited_facts(best, against), choice.stale)


def _networks(choice: Recommendation) -> Iterator[Figure]:
    """The network of the recommended design and that of the next best one, where there is one."""
    feasible = [candidate for candidate in choice.candidates if candidate.status == DesignStatus.FEASIBLE]
    for candidate in feasible[:2]:
        yield Figure(partial(_network, candidate))


def _network(candidate: Candidate) -> Drawing:
    from dirsim.pages.drawing import headed  # noqa: PLC0415 -- text output has no pictures
    from dirsim.pages.network.topology_drawing import draw_topology  # noqa: PLC0415 -- as above
    from dirsim.simulation.sign_in_lights import sign_in_lights  # noqa: PLC0415 -- as above

    topology = candidate.design.topology
    return headed(f"Network: {candidate.label}", draw_topology(topology, sign_in_lights(topology)))


def _answer(choice: Recommendation) -> str:
    considered = f"{len(choice.candidates)} designs were considered, with facts as of {choice.as_of}."
    if choice.status == AnswerStatus.TIE:
        return f"These designs meet every need and rank equally; the file does not decide between them. {considered}"
    if choice.status == AnswerStatus.NO_FIT:
        return f"No design meets all needs together. {considered}"
    if choice.status == AnswerStatus.INSUFFICIENT_EVIDENCE:
        return f"The evidence is insufficient: for some designs a verdict is unknown. {considered}"
    open_ = len(choice.unsupported)
    what = f"every need that was evaluated ({open_} not: see below)" if open_ else "every need"
    provider = choice.best is not None and choice.best.founds_provider
    added = " A SAML provider is put in front of the directory." if provider else ""
    return f"{meaning(choice.design or '')}{added} It meets {what} and ranks first. {considered}"


def _why(best: Candidate) -> list[str]:
    """The strongest verdict of each requirement, as lines."""
    return [verdict_line(verdict) for verdict in strongest_by_requirement(best)]


def verdict_line(verdict: Verdict) -> str:
    """A verdict in one line: the requirement, the reason, the facts, and the decisive exchanges of its runs under an outage."""
    line = f"{requirement_line(verdict)}{_cites(verdict)}"
    outages = [run for run in verdict.runs if run.faults]
    shown = [f"{run.flow} {run.outcome}, {decisive(run)}" for run in outages[:_RUNS]]
    if len(outages) > _RUNS:
        shown.append(f"and {len(outages) - _RUNS} more")
    return f"{line}. Runs: {'; '.join(shown)}" if shown else line


def marked_verdict_line(verdict: Verdict) -> str:
    """A verdict in one line that begins with the verdict's word."""
    return f"{verdict.verdict}: {verdict_line(verdict)}"


def _cites(verdict: Verdict) -> str:
    return _bracketed(verdict.facts)


def _bracketed(facts: tuple[str, ...]) -> str:
    return f" [{', '.join(facts)}]" if facts else ""


def _conflicts(choice: Recommendation) -> Iterator[Block]:
    if choice.conflicts:
        yield Heading("Conflicting requirements")
        yield Items(f"{path}{_meaning_of(path)}" for path in choice.conflicts)
        if len(choice.conflicts) > 1:
            yield Prose(
                "No design meets all of these together; any one of them may be left out for some design to meet the others."
            )
    near = choice.nearest
    if near is not None:
        yield Prose(f"Nearest: {near.label}, which misses {', '.join(near.misses)}.")


def _meaning_of(path: str) -> str:
    word = path.removeprefix("needs.")
    return f": {NEEDS[word]}" if word in NEEDS else ""


def _ranking(choice: Recommendation) -> Iterator[Block]:
    feasible = [candidate for candidate in choice.candidates if candidate.status == DesignStatus.FEASIBLE]
    if not feasible:
        return
    yield Heading("Designs that meet every need")
    rows = [(str(c.rank), c.label, money(c.cost), str(c.design.effort)) for c in feasible[:_RANKED]]
    yield Table(("Rank", "Design", "USD a month", "Recurring tasks"), rows, frozenset({0, 2, 3}))
    yield Prose(f"Ordered by: {', '.join(choice.preferences)}.")
    second = next((entry for entry in feasible if entry.behind is not None), None)
    if second is not None and second.behind is not None:
        yield Prose(f"{second.label} comes after it by {measured(second.behind)}.")
    yield from map(Prose, choice.deciding_unknowns)
    if len(feasible) > _RANKED:
        yield Prose(f"{len(feasible) - _RANKED} more designs meet every need and rank lower.")


def _undecided(choice: Recommendation) -> Iterator[Block]:
    rows = [c for c in choice.candidates if c.status == DesignStatus.UNDETERMINED]
    if rows:
        yield Heading("Undetermined designs")
        yield Items(f"{c.label}: {_reason(c)}" for c in rows)


def _reason(candidate: Candidate) -> str:
    verdict = strongest_reason(candidate)
    return (
        "the file contains no requirement to judge it by" if verdict is None else f"{verdict.because}{_cites(verdict)}"
    )


def _grouped(choice: Recommendation) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Rejected designs by the reason against them, first reason first: their labels and the facts cited."""
    groups: dict[str, tuple[dict[str, None], dict[str, None]]] = {}
    for candidate in choice.candidates:
        verdict = strongest_reason(candidate)
        if candidate.status == DesignStatus.REJECTED and verdict is not None:
            labels, facts = groups.setdefault(verdict.because, ({}, {}))
            labels[candidate.label] = None
            facts.update(dict.fromkeys(verdict.facts))
    shown = list(groups.items())[:_REASONS]
    return {because: (tuple(labels), tuple(facts)) for because, (labels, facts) in shown}


def _rejected(choice: Recommendation) -> Iterator[Block]:
    groups = _grouped(choice)
    if groups:
        yield Heading("Rejected designs")
        yield Items(f"{_few(labels)}: {because}{_bracketed(facts)}" for because, (labels, facts) in groups.items())
    left = sum(c.status == DesignStatus.REJECTED for c in choice.candidates) - sum(
        len(labels) for labels, _ in groups.values()
    )
    if left:
        yield Prose(f"{left} more were rejected for other reasons; the JSON output lists them all.")


def _few(labels: tuple[str, ...]) -> str:
    """Labels as a list; variants of a design that is already in the list are only counted."""
    shown: list[str] = []
    for label in sorted(labels, key=lambda label: label.count("+")):
        if not any(label.startswith(f"{known}+") for known in shown):
            shown.append(label)
    more = len(labels) - len(shown)
    return ", ".join(shown) + (f" (and {more} variant{'s' if more > 1 else ''} with more parts)" if more else "")


def _cost(cost: Cost) -> Iterator[Block]:
    if not cost.known:
        yield Prose("The price of the main part is unknown, so no total is given.")
    elif cost.complete:
        yield Prose(f"{cost.amount:.2f} {cost.currency} a month (730 hours) for the directory.")
    else:
        yield Prose(
            f"At least {cost.amount:.2f} {cost.currency} a month (730 hours) for the directory; the total is incomplete:"
        )
    if cost.missing:
        yield Items(cost.missing)


def _counted(tasks: tuple[tuple[str, int], ...]) -> list[str]:
    """Each task with its number of occurrences."""
    return [f"{task} ({count} times)" if count > 1 else task for task, count in tasks]


def _flips(choice: Recommendation) -> Iterator[Block]:
    flips = choice.flips()
    if flips:
        yield Heading("Changes that would alter the recommendation")
        yield Items(flip_line(flip) for flip in flips)
