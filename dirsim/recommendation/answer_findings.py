"""Findings in an answer.

They are read from its JSON, so that an answer of last year can be a baseline.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

Answer = Mapping[str, Any]

ANSWER_RULES: Mapping[str, tuple[str, str]] = {
    "input": ("error", "The file is not valid."),
    "no-fit": ("error", "Requirements that no design meets together."),
    "unknown": ("warning", "A requirement whose verdict is unknown for the designs not rejected."),
    "assumption": ("note", "An assumption made because the file leaves a value open."),
    "unsupported": ("warning", "A value in the file that was not evaluated."),
    "stale-fact": ("note", "An undated fact, or one older than a year, that the answer rests on."),
    "no-credential": ("error", "A credential for which no option meets the needs and avoids the forbidden words."),
    "flip": ("warning", "The answer differs from the baseline's, or an unknown price could change it."),
    "expired-waiver": ("error", "A waiver that has expired."),
    "unused-waiver": ("warning", "A waiver that no finding needs."),
}


@frozen
class AnswerFinding:
    """One finding in an answer.

    Attributes:
        rule: One of :data:`ANSWER_RULES`, or of the rules of assessments.
        path: The path in the file; empty means the file as a whole.
        message: The finding in one sentence.
        counts_as: The rule of a gate as which it counts, such as ``no-fit``; empty means its own.
    """

    rule: str
    path: str
    message: str
    counts_as: str = ""


def answer_findings(answer: Answer, baseline: Answer | None = None) -> Iterator[AnswerFinding]:
    """The findings in an answer.

    Args:
        answer: The answer in JSON form (``dirsim.recommendation/v1``).
        baseline: An older answer to the same question; ``None`` means that there is none.
    """
    yield from _misfits(answer)
    if answer["status"] == "insufficient-evidence":
        for path, because in _unknowns(answer).items():
            yield AnswerFinding("unknown", path, f"{path}: {because}")
    for name, advice in answer.get("credentials", {}).items():
        if advice["advice"] is None:
            message = f"credentials.{name}: no option fits"
            yield AnswerFinding("no-credential", f"credentials.{name}", message, "no-fit")
    for entry in answer.get("unsupported", ()):
        yield AnswerFinding("unsupported", entry["path"], f"{entry['path']}: {entry['effect']}")
    for text in answer.get("assumptions", ()):
        yield AnswerFinding("assumption", "", text)
    for fact in answer.get("stale_facts", ()):
        yield AnswerFinding("stale-fact", "", f"the answer rests on {fact}, which is undated or older than a year")
    if baseline is not None:
        if answer.get("design") != baseline.get("design"):
            was, now = (one.get("design") or one["status"] for one in (baseline, answer))
            yield AnswerFinding("flip", "", f"the answer was {was} in the baseline and is {now}")
    else:
        for text in answer.get("deciding_unknowns", ()):
            yield AnswerFinding("flip", "", text)


def _misfits(answer: Answer) -> Iterator[AnswerFinding]:
    conflicts = list(answer.get("conflicts", ()))
    for path in conflicts:
        others = ", ".join(other for other in conflicts if other != path)
        because = f"no design meets this together with {others}" if others else _sole_reason(answer, path)
        yield AnswerFinding("no-fit", path, f"{path}: {because}")
    if answer["status"] == "no-fit" and not conflicts:
        yield AnswerFinding("no-fit", "", "no design meets every requirement")


def _sole_reason(answer: Answer, path: str) -> str:
    """The reason why no design meets a requirement, as the nearest one gives it."""
    near = next((one for one in answer["designs"] if one["design"] == answer["nearest"]["design"]), {"verdicts": ()})
    reasons = [one for one in near["verdicts"] if one["requirement"] == path and one["verdict"] == "not-met"]
    return str(reasons[0]["because"]) if reasons else "no design meets this"


def _unknowns(answer: Answer) -> dict[str, str]:
    """The undetermined designs' unknown requirements, each once, with its first reason."""
    found: dict[str, str] = {}
    for design in answer["designs"]:
        if design["status"] == "undetermined":
            for verdict in design["verdicts"]:
                if verdict["verdict"] == "unknown":
                    found.setdefault(verdict["requirement"], f"{design['design']}: {verdict['because']}")
    return found
