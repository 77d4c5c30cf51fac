"""Answers in pipeline formats: JUnit XML and SARIF (code scanning)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from attrs import frozen

from dirsim.model.outcome import Judgement
from dirsim.pages.pipeline import JudgedFile, Places, junit_text, sarif_text
from dirsim.recommendation.candidate import Candidate
from dirsim.recommendation.verdict import Verdict

if TYPE_CHECKING:
    from dirsim.recommendation.recommendation import Recommendation

_RULES = {
    "no-fit": ("error", "Requirements that no design meets together."),
    "unknown": ("warning", "A requirement whose verdict is unknown for the designs not rejected."),
    "assumption": ("note", "An assumption made because the file leaves a value open."),
    "unsupported": ("warning", "A value in the file that was not evaluated."),
    "stale-fact": ("note", "An undated fact, or one older than a year, that the answer rests on."),
    "no-credential": ("error", "A credential for which no option meets the needs and avoids the forbidden words."),
}


@frozen
class Gated:
    """The answer to one file.

    Attributes:
        file: The file as the user named it.
        choice: The answer.
        places: Line and column of each value in the file, by path; paths that are not in it are placed at the top.
    """

    file: str
    choice: Recommendation
    places: Places

    @property
    def judged(self) -> JudgedFile:
        """The file, to whose lines results point."""
        return JudgedFile(self.file, self.places)

    def place(self, path: str) -> tuple[int, int]:
        """Line and column of a path, or of its nearest parent in the file."""
        return self.judged.place(path)


def recommend_sarif(gated: Iterable[Gated]) -> str:
    """Answers as SARIF 2.1.0; a recommended design without remarks has no result."""
    return sarif_text(_RULES, (result for entry in gated for result in _results(entry)))


def _results(entry: Gated) -> Iterator[dict[str, Any]]:
    choice = entry.choice
    for path in choice.conflicts:
        yield _result(entry, "no-fit", path, f"{path}: no design meets this together with {_others(choice, path)}")
    if choice.status == "no-fit" and not choice.conflicts:
        yield _result(entry, "no-fit", "", "no design meets every requirement")
    if choice.status == "insufficient-evidence":
        for path, because in _unknowns(choice).items():
            yield _result(entry, "unknown", path, f"{path}: {because}")
    for name, advice in choice.credentials.items():
        if advice.advice is None:
            yield _result(entry, "no-credential", f"credentials.{name}", f"credentials.{name}: no option fits")
    for unsupported in choice.unsupported:
        yield _result(entry, "unsupported", unsupported.path, f"{unsupported.path}: {unsupported.effect}")
    for assumption in choice.assumptions:
        yield _result(entry, "assumption", "", assumption)
    for fact in choice.stale:
        yield _result(entry, "stale-fact", "", f"the answer rests on {fact}, which is undated or older than a year")


def _others(choice: Recommendation, path: str) -> str:
    return ", ".join(other for other in choice.conflicts if other != path) or "the rest of the file"


def _unknowns(choice: Recommendation) -> dict[str, str]:
    """The undetermined designs' unknown requirements, each once, with its first reason."""
    found: dict[str, str] = {}
    for candidate in choice.candidates:
        if candidate.status == "undetermined":
            for verdict in candidate.reasons:
                found.setdefault(verdict.requirement, f"{candidate.label}: {verdict.because}")
    return found


def _result(entry: Gated, rule: str, path: str, message: str) -> dict[str, Any]:
    return entry.judged.sarif_result(_RULES, rule, path, message)


def recommend_junit(gated: Iterable[Gated]) -> str:
    """Answers as JUnit XML: a suite for each file, a case for each requirement of the design that is nearest to fitting.

    A requirement that is met passes, one that is not met fails, and one whose verdict is unknown is an error.
    """
    return junit_text(_suite(entry) for entry in gated)


def _suite(entry: Gated) -> str:
    choice = entry.choice
    judged = choice.best or _nearest(choice)
    cases = [_case(entry, verdict) for verdict in (judged.verdicts if judged else ())]
    cases += [
        _written(entry, name, "failure" if advice.advice is None else "", "no option fits")
        for name, advice in ((f"credentials.{key}", value) for key, value in choice.credentials.items())
    ]
    if choice.best is None:
        message = (
            "no design fits" if choice.status == "no-fit" else "the evidence is insufficient to recommend a design"
        )
        cases.append(
            _written(entry, "a design is recommended", "failure" if choice.status == "no-fit" else "error", message)
        )
    else:
        cases.append(_written(entry, "a design is recommended", "", ""))
    return entry.judged.junit_suite(judged.label if judged else choice.status, cases)


def _nearest(choice: Recommendation) -> Candidate | None:
    """The design with the fewest verdicts against it; the first of equal ones."""

    def against(candidate: Candidate) -> tuple[int, int]:
        kinds = [verdict.verdict for verdict in candidate.verdicts]
        return kinds.count(Judgement.NOT_MET), kinds.count(Judgement.UNKNOWN)

    return min(choice.candidates, key=against, default=None)


def _case(entry: Gated, verdict: Verdict) -> str:
    kind = {"not-met": "failure", "unknown": "error"}.get(verdict.verdict, "")
    return _written(entry, f"{verdict.requirement} ({verdict.rule})", kind, verdict.because)


def _written(entry: Gated, name: str, kind: str, message: str) -> str:
    return entry.judged.junit_case(name, kind, message)
