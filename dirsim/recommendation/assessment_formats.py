"""Assessments in pipeline formats: SARIF and JUnit XML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dirsim.model.outcome import Judgement
from dirsim.pages.pipeline_log import LogCase, LogEntry, Places, Rules, junit_log, nearest_place, sarif_log
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
    return sarif_log(_RULES, (entry for one, places in assessed for entry in _entries(one, places)))


def _entries(one: Assessment, places: Places) -> Iterator[LogEntry]:
    for rule, path, message in _results(one):
        line, column = nearest_place(places, path)
        sentence = f"{path}: {message}" if path else message
        yield LogEntry(
            rule=rule, level=_RULES[rule][0], message=sentence, file=one.file, line=line, column=column, path=path
        )


def _results(one: Assessment) -> Iterator[tuple[str, str, str]]:
    """The rule, the path and the reason of each result."""
    for finding in one.findings:
        yield finding.rule, finding.path, finding.because
    for verdict in one.verdicts:
        if verdict.verdict != Judgement.MET:
            yield str(verdict.verdict), verdict.requirement, verdict.because
    for finding in one.risks:
        yield "risk", finding.path, finding.because
    for finding in one.unknowns:
        yield "unknown", finding.path, finding.because
    for assumption in one.assumptions:
        yield "assumption", "", assumption


def assess_junit(assessed: Iterable[tuple[Assessment, Places]]) -> str:
    """Assessments as JUnit XML: a suite for each file, a case for each verdict, each finding and each open rule.

    What is met passes, what is not met and each finding fails, and what is unknown is an error.
    """
    return junit_log((one.file, f"{one.file}: {one.status}", list(_cases(one, places))) for one, places in assessed)


def _cases(one: Assessment, places: Places) -> Iterator[LogCase]:
    kinds = {Judgement.MET: "", Judgement.NOT_MET: "failure", Judgement.UNKNOWN: "error"}
    judged = [(entry.requirement, entry.rule, entry.verdict, entry.because) for entry in one.verdicts]
    judged += [(entry.path, entry.rule, entry.verdict, entry.because) for entry in (*one.findings, *one.unknowns)]
    for path, rule, verdict, because in judged:
        kind = kinds[verdict]
        line, _ = nearest_place(places, path)
        yield LogCase(name=f"{path} ({rule})", kind=kind, message=because if kind else "", line=line)
