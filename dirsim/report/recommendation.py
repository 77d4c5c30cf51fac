"""The page of a recommendation: the answer first, then why, what breaks when, what it costs and what would change it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dirsim.model.words import NEEDS
from dirsim.recommend.recommendation import Candidate, Change, Cost, Flip, Recommendation
from dirsim.recommend.verdict import Verdict
from dirsim.report.blocks import Block, Figure, Heading, Items, Page, Prose, Table
from dirsim.report.credentials import credentials_section
from dirsim.report.evidence import cited_facts, facts_section
from dirsim.report.labels import decisive, meaning
from dirsim.report.outages import outage_section
from dirsim.report.timeline import timeline_sections
from dirsim.report.trusts import opened_section

if TYPE_CHECKING:
    from dirsim.report.draw.drawing import Drawing

_RANKED = 10
"""So many feasible designs are listed; there is no use in the twentieth."""
_REASONS = 14
"""So many different reasons against designs are listed."""
_RUNS = 2
"""So many runs are told of a verdict that rests on many."""


def recommendation_page(choice: Recommendation) -> Page:
    """Everything that a person needs to know of a recommendation, in the order in which they ask."""
    return tuple(_sections(choice))


def _sections(choice: Recommendation) -> Iterator[Block]:
    yield Heading(f"{choice.requirements.name}: {_headline(choice)}", 1)
    yield Prose(_answer(choice))
    best = choice.best
    if best is not None:
        yield Heading("Why")
        yield Items(_why(best))
        yield Figure(lambda: _networks(choice))
    yield from _conflicts(choice)
    yield from _ranking(choice)
    yield from _undecided(choice)
    yield from _rejected(choice)
    if best is not None:
        yield from outage_section(best.design.topology)
        yield from timeline_sections(choice.timelines())
        yield from opened_section(best.design.topology)
        yield Heading("What it costs")
        yield from _cost(best.cost)
        if best.design.tasks:
            yield Heading("What it asks of you, again and again")
            yield Items(_counted(best.design.tasks))
    yield from credentials_section(choice.credentials)
    yield from _flips(choice)
    if choice.assumptions:
        yield Heading("Assumed, because the file leaves it open")
        yield Items(choice.assumptions)
    if choice.unsupported:
        yield Heading("In the file, but not looked at")
        yield Items(f"{entry.path}: {entry.effect}" for entry in choice.unsupported)
    against = [fact for _, facts in _grouped(choice).values() for fact in facts]
    yield from facts_section(choice, cited_facts(best, against))


def _networks(choice: Recommendation) -> Drawing:
    """The recommended design beside the next best one, where there is one."""
    from dirsim.report.draw.topology import draw_topologies  # noqa: PLC0415 -- text has no pictures

    feasible = [candidate for candidate in choice.candidates if candidate.status == "feasible"][:2]
    return draw_topologies("Networks", [(candidate.label, candidate.design.topology) for candidate in feasible])


def _headline(choice: Recommendation) -> str:
    if choice.status == "tie":
        return " or ".join(candidate.label for candidate in choice.candidates if candidate.rank == 1)
    return {"no-fit": "no design fits", "insufficient-evidence": "too little evidence to choose"}.get(
        choice.status, choice.design or ""
    )


def _answer(choice: Recommendation) -> str:
    considered = f"{len(choice.candidates)} designs were considered, with facts as of {choice.as_of}."
    if choice.status == "tie":
        return f"These designs meet every need and rank equally; choose by what the file does not say. {considered}"
    if choice.status == "no-fit":
        return f"No design meets every need together. {considered}"
    if choice.status == "insufficient-evidence":
        return (
            f"No design is known to meet every need, and some are not known to fail; nothing was guessed. {considered}"
        )
    return f"{meaning(choice.design or '')} It meets every need and ranks first. {considered}"


def _why(best: Candidate) -> list[str]:
    """The strongest verdict of each requirement; what the file only implies comes last and only with a run or a fact."""
    strongest: dict[str, Verdict] = {}
    for verdict in best.verdicts:
        known = strongest.get(verdict.requirement)
        if known is None or _weight(verdict) > _weight(known):
            strongest[verdict.requirement] = verdict
    stated = [verdict for path, verdict in strongest.items() if not path.startswith("implied.")]
    implied = [verdict for path, verdict in strongest.items() if path.startswith("implied.") and _weight(verdict) > 0]
    return [verdict_line(verdict) for verdict in stated + implied]


def _weight(verdict: Verdict) -> int:
    return (2 if verdict.runs else 0) + (1 if verdict.facts else 0)


def verdict_line(verdict: Verdict) -> str:
    """A verdict in one line: what it is about, why, the facts, and the exchanges that decided its runs under an outage."""
    line = f"{verdict.requirement}: {verdict.because}{_cites(verdict)}"
    outages = [run for run in verdict.runs if run.faults]
    told = [f"{run.flow} {run.outcome}, {decisive(run)}" for run in outages[:_RUNS]]
    if len(outages) > _RUNS:
        told.append(f"and {len(outages) - _RUNS} more")
    return f"{line}. Runs: {'; '.join(told)}" if told else line


def _cites(verdict: Verdict) -> str:
    return _bracketed(verdict.facts)


def _bracketed(facts: tuple[str, ...]) -> str:
    return f" [{', '.join(facts)}]" if facts else ""


def _conflicts(choice: Recommendation) -> Iterator[Block]:
    if choice.conflicts:
        yield Heading("These cannot be met together")
        yield Items(f"{path}{_said(path)}" for path in choice.conflicts)
        yield Prose("Each of them can be met without the others: giving up any one may lead to a design.")


def _said(path: str) -> str:
    word = path.removeprefix("needs.")
    return f": {NEEDS[word]}" if word in NEEDS else ""


def _ranking(choice: Recommendation) -> Iterator[Block]:
    feasible = [candidate for candidate in choice.candidates if candidate.status == "feasible"]
    if not feasible:
        return
    yield Heading("Designs that meet every need")
    rows = [(str(c.rank), c.label, _money(c.cost), str(c.design.effort)) for c in feasible[:_RANKED]]
    yield Table(("Rank", "Design", "USD a month", "Recurring tasks"), rows, frozenset({0, 2, 3}))
    if len(feasible) > _RANKED:
        yield Prose(f"{len(feasible) - _RANKED} more meet every need and rank lower.")


def _money(cost: Cost) -> str:
    if cost.unpriced:
        return "unknown"
    return f"{cost.amount:.2f}" if cost.complete else f"from {cost.amount:.2f}"


def _undecided(choice: Recommendation) -> Iterator[Block]:
    rows = [c for c in choice.candidates if c.status == "undetermined"]
    if rows:
        yield Heading("Not decided, for want of evidence")
        yield Items(f"{c.label}: {_reason(c)}" for c in rows)


def _reason(candidate: Candidate) -> str:
    verdict = strongest_reason(candidate)
    return "nothing in the file can be held against it" if verdict is None else f"{verdict.because}{_cites(verdict)}"


def strongest_reason(candidate: Candidate) -> Verdict | None:
    """The verdict that speaks most clearly against a design: of the file's own words, with a fact, else with a run."""
    reasons = sorted(candidate.reasons, key=lambda v: (v.requirement.startswith("implied."), not v.facts, not v.runs))
    return reasons[0] if reasons else None


def _grouped(choice: Recommendation) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Rejected designs by the reason against them: their labels and the facts cited, the first reason first."""
    groups: dict[str, tuple[dict[str, None], dict[str, None]]] = {}
    for candidate in choice.candidates:
        verdict = strongest_reason(candidate)
        if candidate.status == "rejected" and verdict is not None:
            labels, facts = groups.setdefault(verdict.because, ({}, {}))
            labels[candidate.label] = None
            facts.update(dict.fromkeys(verdict.facts))
    shown = list(groups.items())[:_REASONS]
    return {because: (tuple(labels), tuple(facts)) for because, (labels, facts) in shown}


def _rejected(choice: Recommendation) -> Iterator[Block]:
    groups = _grouped(choice)
    if groups:
        yield Heading("Why not the others")
        yield Items(f"{_few(labels)}: {because}{_bracketed(facts)}" for because, (labels, facts) in groups.items())
    left = sum(c.status == "rejected" for c in choice.candidates) - sum(len(labels) for labels, _ in groups.values())
    if left:
        yield Prose(f"{left} more were rejected for other reasons; the JSON lists them all.")


def _few(labels: tuple[str, ...]) -> str:
    """Labels in a list; variants of a design that is named already are only counted."""
    shown: list[str] = []
    for label in sorted(labels, key=lambda label: label.count("+")):
        if not any(label.startswith(f"{known}+") for known in shown):
            shown.append(label)
    more = len(labels) - len(shown)
    return ", ".join(shown) + (f" (and {more} with more added)" if more else "")


def _cost(cost: Cost) -> Iterator[Block]:
    if cost.unpriced:
        yield Prose("The price of its main part is not known, so no sum is given.")
    elif cost.complete:
        yield Prose(f"{cost.amount:.2f} {cost.currency} a month of 730 hours for the directory.")
    else:
        yield Prose(
            f"At least {cost.amount:.2f} {cost.currency} a month of 730 hours for the directory, and not all is known:"
        )
    if cost.missing:
        yield Items(cost.missing)


def _counted(tasks: tuple[tuple[str, int], ...]) -> list[str]:
    """Each task with how often it comes."""
    return [f"{task} ({count} times)" if count > 1 else task for task, count in tasks]


def _flips(choice: Recommendation) -> Iterator[Block]:
    flips = choice.flips()
    if flips:
        yield Heading("What would change the answer")
        yield Items(flip_line(flip) for flip in flips)


def flip_line(flip: Flip) -> str:
    """A flip in one line: the change, then the design that it leads to."""
    return f"{' and '.join(_change(change) for change in flip.change)}: {flip.design or 'no design would fit'}"


def _change(change: Change) -> str:
    if change.after is None:
        return f"without {change.path}"
    if change.before is None:
        word = change.path.rpartition(".")[2]
        return f"with {change.path}" if change.after in (word, True) else f"with {change.path}: {_value(change.after)}"
    return f"with {change.path} {_value(change.after)} instead of {_value(change.before)}"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ", ".join(_value(entry) for entry in value)
    return str(value)
