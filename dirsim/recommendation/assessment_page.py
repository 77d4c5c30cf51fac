"""Report on an assessment: findings, verdicts, open rules, facts."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from dirsim.model.outcome import Judgement
from dirsim.pages.blocks import Block, Heading, Items, Page, Prose
from dirsim.recommendation.assessment import FALLS_SHORT, INSUFFICIENT, Assessment, ExistingFinding
from dirsim.recommendation.evidence_section import facts_section
from dirsim.recommendation.recommendation_page import verdict_line
from dirsim.recommendation.verdict import Verdict
from dirsim.simulation.wording import decisive

_HEADLINES = {FALLS_SHORT: "falls short", INSUFFICIENT: "insufficient evidence"}


def assessment_page(one: Assessment) -> Page:
    """The report: the answer, each finding with its command, each verdict, and the rules that could not decide."""
    return tuple(_sections(one))


def _sections(one: Assessment) -> Iterator[Block]:
    yield Heading(f"{one.name}: {_HEADLINES.get(one.status, 'meets its requirements')}", 1)
    yield Prose(_answer(one))
    if one.findings:
        yield Heading("Findings")
        yield Items(finding_line(finding) for finding in one.findings)
    for word, heading in (
        (Judgement.NOT_MET, "Not met"),
        (Judgement.UNKNOWN, "Unknown"),
        (Judgement.MET, "Met"),
    ):
        found = [verdict for verdict in one.verdicts if verdict.verdict == word]
        if found:
            yield Heading(heading)
            yield Items(_verdict(verdict, one.file) for verdict in found)
    if one.risks:
        yield Heading("Risks")
        yield Prose(
            "Single failures that stop sign-ins. No need of the file asks to survive them, so they do not count."
        )
        yield Items(finding_line(finding) for finding in one.risks)
    if one.unknowns:
        yield Heading("Not decided")
        yield Prose("The file leaves the value open that decides these rules; state it, or run the command.")
        yield Items(finding_line(finding) for finding in one.unknowns)
    if one.assumptions:
        yield Heading("Assumptions")
        yield Items(one.assumptions)
    yield from facts_section(one.as_of, one.cited, one.stale)


def _answer(one: Assessment) -> str:
    not_met = sum(verdict.verdict == Judgement.NOT_MET for verdict in one.verdicts)
    open_ = len(one.unknowns) + sum(verdict.verdict == Judgement.UNKNOWN for verdict in one.verdicts)
    judged = f"The estate is judged as it is, nothing added, with facts as of {one.as_of}."
    if not (one.verdicts or one.findings or one.risks or one.unknowns):
        return f"{judged} No rule found anything to report; the file has no workload, need or sign-in to judge."
    counts = f"Findings: {len(one.findings)}. Verdicts: {len(one.verdicts)}, not met: {not_met}. Risks: {len(one.risks)}. Not decided: {open_}."
    return f"{judged} {counts}"


def _verdict(verdict: Verdict, file: str) -> str:
    """A verdict in one line; a sign-in of a topology that fails has the command that shows it."""
    line = verdict_line(verdict)
    flow = verdict.requirement.removeprefix("flows.")
    if verdict.verdict == Judgement.MET or flow == verdict.requirement:
        return line
    return f"{line}. Shown by: dirsim trace {shlex.quote(file or 'FILE')} --flow {shlex.quote(flow)}"


def finding_line(finding: ExistingFinding) -> str:
    """A finding in one line: path, reason, facts, the exchanges at which its runs stop, and the command that shows it."""
    cites = f" [{', '.join(finding.facts)}]" if finding.facts else ""
    line = f"{finding.path}: {finding.because}{cites}"
    runs = "; ".join(f"{run.flow} {run.outcome}, {decisive(run)}" for run in finding.runs[:2])
    shown = f". Run: {runs}" if runs else ""
    return f"{line}{shown}. Shown by: {finding.command}" if finding.command else f"{line}{shown}"
