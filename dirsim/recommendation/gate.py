"""Gate of a pipeline: findings, rules, a baseline and waivers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from attrs import define, evolve, field, frozen

from dirsim.errors import Problem
from dirsim.pages.pipeline_log import LogCase, LogEntry, Places, Rules, github_log, junit_log, nearest_place, sarif_log
from dirsim.pages.plain import plain
from dirsim.recommendation.answer_findings import ANSWER_RULES, Answer, AnswerFinding, answer_findings
from dirsim.recommendation.assessment_findings import ASSESSMENT_RULES, assessment_findings
from dirsim.recommendation.gate_suites import Suite, answer_suite, assessment_suite
from dirsim.recommendation.waiver import Waiver

if TYPE_CHECKING:
    from dirsim.recommendation.assessment import Assessment
    from dirsim.recommendation.recommendation import Recommendation

FAIL_ON = ("no-fit", "unknown", "assumption", "stale-fact", "flip", "new")
"""The rules on which a pipeline can fail; in an assessment ``no-fit`` means a fault or a requirement that is not met."""
ASSESSMENT = "dirsim.assessment/v1"
RECOMMENDATION = "dirsim.recommendation/v1"
UNDECIDED = "insufficient-evidence"


@frozen(kw_only=True)
class GatedFile:
    """One file with its answer, or with the problems that prevent one.

    Attributes:
        file: The file as the user named it.
        answer: The answer in JSON form; ``None`` for a file that cannot be used.
        places: Line and column of each value in the file, by path.
        problems: The problems of a file that cannot be used.
        choice: The recommendation or the assessment that the answer shows; ``None`` for a file that cannot be used.
    """

    file: str
    answer: Mapping[str, Any] | None = None
    places: Places = field(factory=dict)
    problems: tuple[Problem, ...] = ()
    choice: Recommendation | Assessment | None = field(default=None, eq=False, repr=False)

    def place(self, path: str) -> tuple[int, int]:
        """Line and column of a path, or of its nearest parent in the file."""
        return nearest_place(self.places, path)


@define(kw_only=True)
class Gate:
    """Files at the gate of a pipeline, all with recommendations or all with assessments.

    Attributes:
        files: The files.
        schema: The schema of the answers: :data:`RECOMMENDATION` or :data:`ASSESSMENT`.
        fail_on: The rules on which it fails, of :data:`FAIL_ON`; empty means that the answers alone decide.
        baseline: Older answers by the name of the requirements; ``None`` means that none was given.
        waivers: The waivers.
        waiver_file: The file of the waivers, as the user named it.
        day: The day on which waivers are valid or have expired.
    """

    files: tuple[GatedFile, ...]
    schema: str = RECOMMENDATION
    fail_on: frozenset[str] = frozenset()
    baseline: Mapping[str, Mapping[str, Any]] | None = None
    waivers: tuple[Waiver, ...] = ()
    waiver_file: str = ""
    day: date = date.min
    entries: tuple[LogEntry, ...] = field(init=False)

    def __attrs_post_init__(self) -> None:
        used: set[Waiver] = set()
        found = [self._settled(entry, used) for file in self.files for entry in self._found(file)]
        self.entries = (*found, *self._about_waivers(used))

    @property
    def rules(self) -> Rules:
        """The rules of findings in its answers: level and meaning."""
        return ASSESSMENT_RULES if self.schema == ASSESSMENT else ANSWER_RULES

    def _findings(self, answer: Answer, before: Answer | None = None) -> Iterator[AnswerFinding]:
        return (assessment_findings if self.schema == ASSESSMENT else answer_findings)(answer, before)

    def _found(self, file: GatedFile) -> Iterator[LogEntry]:
        for problem in file.problems:
            yield problem_entry(problem, file.file)
        if file.answer is None:
            return
        before = None if self.baseline is None else self.baseline.get(str(file.answer["name"]))
        known = set() if before is None else {(one.rule, one.path, one.message) for one in self._findings(before)}
        for one in self._findings(file.answer, before):
            line, column = file.place(one.path)
            state = (
                "" if self.baseline is None else "unchanged" if (one.rule, one.path, one.message) in known else "new"
            )
            yield LogEntry(
                rule=one.rule,
                level=self.rules[one.rule][0],
                message=plain(one.message),
                file=file.file,
                line=line,
                column=column,
                path=one.path,
                state=state,
                counts_as=one.counts_as,
            )

    def _settled(self, entry: LogEntry, used: set[Waiver]) -> LogEntry:
        if entry.rule == "input":
            return entry
        for waiver in self.waivers:
            if waiver.covers(entry.rule, entry.file, entry.path):
                used.add(waiver)
                if not waiver.expired(self.day):
                    return evolve(entry, waived=waiver.sentence)
        return entry

    def _about_waivers(self, used: set[Waiver]) -> Iterator[LogEntry]:
        for waiver in self.waivers:
            rule = "expired-waiver" if waiver.expired(self.day) else "" if waiver in used else "unused-waiver"
            if rule:
                state = f"expired on {waiver.expires}" if rule == "expired-waiver" else "matches no finding"
                yield LogEntry(
                    rule=rule,
                    level=self.rules[rule][0],
                    message=f"the waiver of {waiver.rule} for {waiver.scope} ({waiver.owner}) {state}",
                    file=self.waiver_file,
                    line=waiver.line,
                    path=f"{waiver.rule}:{waiver.scope}",
                )

    @property
    def counted(self) -> tuple[LogEntry, ...]:
        """The findings that count: neither waived nor about a file that cannot be used."""
        return tuple(entry for entry in self.entries if not entry.waived and entry.rule != "input")

    @property
    def failing(self) -> tuple[LogEntry, ...]:
        """The findings on which the gate fails."""
        return tuple(
            entry
            for entry in self.counted
            if entry.rule == "expired-waiver"
            or self.fail_on & {entry.rule, entry.counts_as}
            or ("new" in self.fail_on and entry.state == "new")
        )

    @property
    def exit_code(self) -> int:
        """2 where a file cannot be used, 1 where the gate fails or an answer is no, 3 for too little evidence, else 0."""
        if any(file.problems for file in self.files):
            return 2
        if self.failing or any("no-fit" in {entry.rule, entry.counts_as} for entry in self.counted):
            return 1
        open_files = {file.file for file in self.files if file.answer and file.answer["status"] == UNDECIDED}
        return 3 if any(entry.rule == "unknown" and entry.file in open_files for entry in self.counted) else 0

    def sarif(self) -> str:
        """The findings as SARIF 2.1.0, waived ones as suppressed."""
        return sarif_log(self.rules, self.entries)

    def github(self) -> str:
        """The findings as annotations of GitHub."""
        return github_log(self.entries)

    def junit(self) -> str:
        """A suite for each file, and one for the gate where it was asked for."""
        suites = [self._suite(file) for file in self.files]
        if self.fail_on or self.waivers:
            failing = set(self.failing)
            cases = [
                LogCase(
                    f"{entry.rule}: {entry.path or entry.message}",
                    "skipped" if entry.waived else "failure" if entry in failing else "",
                    entry.waived or (entry.message if entry in failing else ""),
                    entry.line,
                )
                for entry in self.entries
                if entry.rule != "input"
            ]
            suites.append(("gate", "gate", cases))
        return junit_log(suites)

    def _suite(self, file: GatedFile) -> Suite:
        if file.answer is None:
            cases = [
                LogCase(entry.message, "error", entry.message, entry.line)
                for entry in map(problem_entry, file.problems)
            ]
            return file.file, f"{file.file}: bad-input", cases
        suite = assessment_suite if self.schema == ASSESSMENT else answer_suite
        return suite(file.file, file.answer, lambda path: file.place(path)[0])


def problem_entry(problem: Problem, file: str = "") -> LogEntry:
    """A problem of an input as a finding of the rule ``input``."""
    hint = f" ({problem.hint})" if problem.hint else ""
    path = f"{problem.path}: " if problem.path else ""
    return LogEntry(
        rule="input",
        level="error",
        message=f"{path}{problem.message}{hint}",
        file=problem.file or file,
        line=problem.line,
        column=problem.column,
        path=problem.path,
    )


def baseline_answers(document: Any, schema: str = RECOMMENDATION) -> dict[str, Mapping[str, Any]]:
    """The answers of a JSON document by the name of their file.

    Args:
        document: An answer, or a list of answers.
        schema: The schema of the answers: :data:`RECOMMENDATION` or :data:`ASSESSMENT`.

    Raises:
        ValueError: The document holds no answer of the schema.
    """
    listed: Iterable[Any] = document if isinstance(document, list) else [document]
    found = {str(one["name"]): one for one in listed if isinstance(one, Mapping) and one.get("schema") == schema}
    if not found:
        command = "assess" if schema == ASSESSMENT else "recommend"
        raise ValueError(f"no answer of dirsim {command} --format json")
    return found
