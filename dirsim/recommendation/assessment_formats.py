"""Assessments in pipeline formats: SARIF and JUnit XML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from dirsim.model.outcome import Judgement
from dirsim.pages.pipeline import JudgedFile, Places, Rules, junit_text, sarif_text
from dirsim.recommendation.assessment import FINDING_RULES, Assessment

_RULES: Rules = {
    "not-met": ("error", "A requirement that what exists does not meet."),
    "unknown": ("warning", "A requirement or a rule that cannot be decided."),
    "risk": ("note", "A single failure that stops sign-ins, which no need of the file asks to survive."),
    "assumption": ("note", "An assumption made because the file leaves a value open."),
    **{name: ("error", meaning) for name, meaning in FINDING_RULES.items()},
}


def assess_sarif(assessed: Iterable[tuple[Assessment, Places]]) -> str:
    """Assessments as SARIF 2.1.0, each with the places of its file; a sound estate has no result."""
    return sarif_text(_RULES, (result for one, places in assessed for result in _results(one, places)))


def _results(one: Assessment, places: Places) -> Iterator[dict[str, Any]]:
    file = JudgedFile(one.file, places)
    for finding in one.findings:
        yield file.sarif_result(_RULES, finding.rule, finding.path, f"{finding.path}: {finding.because}")
    for verdict in one.verdicts:
        if verdict.verdict != Judgement.MET:
            path = verdict.requirement
            yield file.sarif_result(_RULES, str(verdict.verdict), path, f"{path}: {verdict.because}")
    for finding in one.risks:
        yield file.sarif_result(_RULES, "risk", finding.path, f"{finding.path}: {finding.because}")
    for finding in one.unknowns:
        yield file.sarif_result(_RULES, "unknown", finding.path, f"{finding.path}: {finding.because}")
    for assumption in one.assumptions:
        yield file.sarif_result(_RULES, "assumption", "", assumption)


def assess_junit(assessed: Iterable[tuple[Assessment, Places]]) -> str:
    """Assessments as JUnit XML: a suite for each file, a case for each verdict, each finding and each open rule.

    What is met passes, what is not met and each finding fails, and what is unknown is an error.
    """
    return junit_text(_suite(one, places) for one, places in assessed)


def _suite(one: Assessment, places: Places) -> str:
    file = JudgedFile(one.file, places)
    kinds = {Judgement.MET: "", Judgement.NOT_MET: "failure", Judgement.UNKNOWN: "error"}
    cases = [
        file.junit_case(f"{verdict.requirement} ({verdict.rule})", kinds[verdict.verdict], verdict.because)
        for verdict in one.verdicts
    ]
    cases += [
        file.junit_case(f"{finding.path} ({finding.rule})", kinds[finding.verdict], finding.because)
        for finding in (*one.findings, *one.unknowns)
    ]
    return file.junit_suite(one.status, cases)
