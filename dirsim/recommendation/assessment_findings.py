"""Findings in an assessment.

They are read from its JSON, so that an assessment of last year can be a baseline.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dirsim.recommendation.answer_findings import ANSWER_RULES, Answer, AnswerFinding
from dirsim.recommendation.assessment import FINDING_RULES

_SHARED = ("input", "stale-fact", "flip", "expired-waiver", "unused-waiver")
ASSESSMENT_RULES: Mapping[str, tuple[str, str]] = {
    "not-met": ("error", "A requirement that what exists does not meet."),
    "unknown": ("warning", "A requirement or a rule that cannot be decided."),
    "risk": (
        "note",
        "A single failure that stops sign-ins, which no need of the file asks to survive, or a setting against advice.",
    ),
    "assumption": ("note", "An assumption made because the file leaves a value open."),
    **{name: ("error", meaning) for name, meaning in FINDING_RULES.items()},
    **{name: ANSWER_RULES[name] for name in _SHARED},
}
"""The rules of findings in assessments: level and meaning."""


def assessment_findings(answer: Answer, baseline: Answer | None = None) -> Iterator[AnswerFinding]:
    """The findings in an assessment; faults and requirements not met count as ``no-fit`` at a gate.

    Args:
        answer: The assessment in JSON form (``dirsim.assessment/v1``).
        baseline: An older assessment of the same file; ``None`` means that there is none.
    """
    for entry in answer["findings"]:
        yield _placed(entry["rule"], entry["path"], entry["because"], "no-fit")
    for verdict in answer["verdicts"]:
        if verdict["verdict"] != "met":
            counts_as = "no-fit" if verdict["verdict"] == "not-met" else "unknown"
            yield _placed(verdict["verdict"], verdict["requirement"], verdict["because"], counts_as)
    for entry in answer.get("risks", ()):
        yield _placed("risk", entry["path"], entry["because"])
    for entry in answer.get("unknowns", ()):
        yield _placed("unknown", entry["path"], entry["because"])
    for text in answer.get("assumptions", ()):
        yield AnswerFinding("assumption", "", text)
    for fact in answer.get("stale_facts", ()):
        yield AnswerFinding("stale-fact", "", f"the answer rests on {fact}, which is undated or older than a year")
    if baseline is not None and answer["status"] != baseline["status"]:
        message = f"the answer was {baseline['status']} in the baseline and is {answer['status']}"
        yield AnswerFinding("flip", "", message)


def _placed(rule: str, path: str, because: str, counts_as: str = "") -> AnswerFinding:
    return AnswerFinding(rule, path, f"{path}: {because}" if path else because, counts_as)
