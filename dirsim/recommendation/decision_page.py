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
    return (title, Prose(first_sentence(found)), *_groups(found.changes))


def first_sentence(found: Difference) -> str:
    """The sentence of a difference that matters first: the new decision and its reason, or that it is the same."""
    causes = [one for one in found.changes if one.what in ("requirement", "date") and one.where != "name"]
    causes.sort(key=lambda one: next((n for n, part in enumerate(_FIRST) if one.where.startswith(part)), len(_FIRST)))
    after = f" Changed in the file: {_causes(causes)}." if causes else ""
    for change in found.changes:
        if change.what == "answer":
            because = f", because {change.because.rstrip('.')}" if change.because else ""
            return f"The answer changes from {_named(change.before)} to {_named(change.after)}{because}.{after}"
        if change.decides:
            name = change.where.removeprefix("credentials.")
            return f"The advice for {name} changes from {change.before or 'none'} to {change.after or 'none'}.{after}"
    count = len(found.changes)
    return f"The decision is the same. {count} of its grounds {'is' if count == 1 else 'are'} different.{after}"


_FIRST = ("needs", "forbids", "workloads", "credentials", "as_of", "optimize")
"""The parts of a file whose changes are named first."""


def _named(decision: object) -> str:
    if not isinstance(decision, dict):
        return str(decision)
    return " or ".join(decision.get("tied", ())) or decision["design"] or str(decision["status"])


def _causes(changes: list[Changed]) -> str:
    """The changes of the file, three at most."""
    lines = []
    for one in changes:
        added, removed = one.before is None, one.after is None
        how = "added" if added else "removed" if removed else f"{one.before} -> {one.after}"
        lines.append(f"{one.where} {how}")
    return ", ".join(lines[:3]) + (f" and {len(lines) - 3} more" if len(lines) > 3 else "")


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
