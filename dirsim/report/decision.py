"""A decision record: the page for people, and at its end, unseen, what it takes to run it again."""

from __future__ import annotations

import json

from dirsim.recommend.decision import Decision, Verification, decided
from dirsim.recommend.difference import Changed, Difference
from dirsim.recommend.recommendation import Recommendation
from dirsim.report.blocks import Heading, Items, Page, Prose
from dirsim.report.markdown import markdown
from dirsim.report.recommendation import recommendation_page

OPENING = "<!-- dirsim.decision/v1: what dirsim verify runs again"
CLOSING = "-->"


def decision_record(choice: Recommendation) -> str:
    """The record of a recommendation, as Markdown with a newline at its end."""
    return f"{markdown(recommendation_page(choice))}\n{record_of(decided(choice))}"


def record_of(decision: Decision) -> str:
    """What it takes to run a decision again, as a comment of Markdown; no name in it can end the comment."""
    data = json.dumps(decision.to_dict(), ensure_ascii=True, indent=1)
    for sign, escaped in _ESCAPED:
        data = data.replace(sign, escaped)
    return f"{OPENING}\n{data}\n{CLOSING}\n"


# Two hyphens in a row would end the comment, and some readers stop at a less-than or greater-than sign. None of these
# stands outside the texts of the data.
_ESCAPED = (("--", "-\\u002d"), ("<", "\\u003c"), (">", "\\u003e"))


def difference_page(found: Difference) -> Page:
    """What changed between two answers."""
    title = Heading(f"{found.old} and {found.new}" if found.old != found.new else found.old, 1)
    if not found.changes:
        return (title, Prose("Nothing changed."))
    said = "The decision is the same." if found.same_decision else "The decision is another one."
    return (title, Prose(said), *_groups(found.changes))


def verification_page(found: Verification) -> Page:
    """Whether a recorded decision still stands."""
    title = Heading(found.name, 1)
    if found.holds:
        return (
            title,
            Prose(f"The decision and its grounds stand as they were recorded, with facts as of {found.as_of}."),
        )
    kept = not any(change.decides for change in found.moved)
    said = "The decision would be the same, but its grounds moved" if kept else "The decision would be another one"
    return (title, Prose(f"{said}, with facts as of {found.as_of}."), *_groups(found.moved))


_TITLES = {
    "answer": "The answer",
    "credential": "Credentials",
    "requirement": "What was asked",
    "date": "The date",
    "fact": "Facts",
    "run": "Runs",
    "design": "Designs",
    "cost": "Costs",
    "verdict": "Verdicts",
    "assumption": "Assumptions",
    "unsupported": "Not looked at",
}


def _groups(changes: tuple[Changed, ...]) -> Page:
    blocks: list[Heading | Items] = []
    for what, title in _TITLES.items():
        lines = [_line(change) for change in changes if change.what == what]
        if lines:
            blocks += [Heading(title), Items(lines)]
    return tuple(blocks)


def _line(change: Changed) -> str:
    where = f"{change.where}: " if change.where else ""
    because = f" ({change.because})" if change.because else ""
    if change.what in ("fact", "run"):
        return f"{where}{change.because}"
    return f"{where}{_said(change.before)} -> {_said(change.after)}{because}"


def _said(value: object) -> str:
    if isinstance(value, dict) and "status" in value:
        tied = f" ({', '.join(value['tied'])})" if value.get("tied") else ""
        return f"{value['design'] or 'no design'}, {value['status']}{tied}"
    if value == {}:
        return "stated"
    if isinstance(value, dict):
        amount = value.get("amount")
        said = "unknown" if amount is None else f"{amount:g} {value.get('currency', '')}".strip()
        return said if value.get("complete") or amount is None else f"from {said}"
    return "nothing" if value is None else str(value)
