"""Decision record as Markdown, with the data to verify it."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from attrs import evolve

from dirsim.pages.blocks import Heading, Items, Page, Prose
from dirsim.pages.markdown import markdown
from dirsim.recommendation.decision import Decision, decided
from dirsim.recommendation.difference import Changed, Difference
from dirsim.recommendation.recommendation_page import recommendation_page
from dirsim.recommendation.seal import seal_of, signed

if TYPE_CHECKING:
    from dirsim.recommendation.recommendation import Recommendation
    from dirsim.recommendation.verification import Verification

OPENING = "<!-- dirsim.decision/v1: what dirsim verify runs again"
CLOSING = "-->"


def decision_record(choice: Recommendation, sign: str | os.PathLike[str] | None = None) -> str:
    """The record of a recommendation, as Markdown with a newline at its end.

    Args:
        choice: The recommendation.
        sign: A private Ed25519 key in PEM, to sign the record with; ``None`` means that it is not signed.

    Raises:
        UsageError: The key cannot be used.
    """
    text = f"{markdown(recommendation_page(choice))}\n"
    decision = decided(choice)
    data = decision.to_dict()
    seal: dict[str, Any] = seal_of(data, text)
    if sign is not None:
        seal = signed(data, seal, sign)
    return f"{text}{record_of(evolve(decision, seal=seal))}"


def record_of(decision: Decision) -> str:
    """The data to verify a decision, as a Markdown comment; no name in the data can end the comment."""
    data = json.dumps(decision.to_dict(), ensure_ascii=True, indent=1)
    for sign, escaped in _ESCAPED:
        data = data.replace(sign, escaped)
    return f"{OPENING}\n{data}\n{CLOSING}\n"


# Two hyphens in a row would end the comment, and some readers stop at a less-than or greater-than sign. All three
# appear only inside the texts of the data.
_ESCAPED = (("--", "-\\u002d"), ("<", "\\u003c"), (">", "\\u003e"))


def difference_page(found: Difference) -> Page:
    """The page of the changes between two answers."""
    title = Heading(f"{found.old} and {found.new}" if found.old != found.new else found.old, 1)
    if not found.changes:
        return (title, Prose("Nothing has changed."))
    text = "The decision is the same." if found.same_decision else "The decision is different."
    return (title, Prose(text), *_groups(found.changes))


def verification_page(found: Verification) -> Page:
    """The page of a verification: confirmed, or with everything that has changed since the record."""
    title = Heading(found.name, 1)
    if found.holds:
        return (
            title,
            Prose(f"The decision and its grounds are unchanged, with facts as of {found.as_of}."),
        )
    kept = not any(change.decides for change in found.moved)
    if found.tampered:
        return (
            title,
            Prose(f"The record was changed after it was written: {', '.join(found.tampered)}."),
            *_groups(found.moved),
        )
    text = "The decision would be the same, but its grounds changed" if kept else "The decision would be different"
    return (title, Prose(f"{text}, with facts as of {found.as_of}."), *_groups(found.moved))


_TITLES = {
    "answer": "Answer",
    "recorded-answer": "Recorded answer",
    "credential": "Credentials",
    "requirement": "Requirements",
    "date": "Date",
    "text": "Text",
    "input": "Input",
    "record": "Record",
    "signature": "Signature",
    "rules": "Rules",
    "fact": "Facts",
    "run": "Runs",
    "design": "Designs",
    "cost": "Costs",
    "verdict": "Verdicts",
    "assumption": "Assumptions",
    "unsupported": "Not evaluated",
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
    if change.what in ("fact", "run", "text", "input", "record", "signature", "rules", "recorded-answer"):
        return f"{where}{change.because}"
    return f"{where}{_text_of(change.before)} -> {_text_of(change.after)}{because}"


def _text_of(value: object) -> str:
    if isinstance(value, dict) and "status" in value:
        tied = f" ({', '.join(value['tied'])})" if value.get("tied") else ""
        return f"{value['design'] or 'no design'}, {value['status']}{tied}"
    if value == {}:
        return "stated"
    if isinstance(value, dict):
        amount = value.get("amount")
        text = "unknown" if amount is None else f"{amount:g} {value.get('currency', '')}".strip()
        return text if value.get("complete") or amount is None else f"from {text}"
    return "nothing" if value is None else str(value)
