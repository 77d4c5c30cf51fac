"""Output of a check of files: text, JSON, GitHub, SARIF, JUnit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from attrs import field, frozen

from dirsim.errors import Problem
from dirsim.pages.json_text import json_text
from dirsim.pages.pipeline_log import LogCase, LogEntry, github_log, junit_log, sarif_log
from dirsim.pages.plain import plain

_RULES = {"input": ("error", "The file is not valid.")}


@frozen
class Checked:
    """The result of the check of one file.

    Attributes:
        file: The file name that the user gave.
        kind: ``requirements/v1`` or ``topology/v1``; empty for an invalid file.
        problems: The problems in it; empty means that it is valid.
    """

    file: str
    kind: str = ""
    problems: tuple[Problem, ...] = field(default=())

    def to_dict(self) -> dict[str, Any]:
        """The JSON of the file's result."""
        return {
            "file": self.file,
            "ok": not self.problems,
            "kind": self.kind or None,
            "problems": [problem.to_dict() for problem in self.problems],
        }


def check_text(checked: Iterable[Checked]) -> str:
    """One line for each problem, and one for each valid file."""
    lines: list[str] = []
    for entry in checked:
        lines += [plain(str(problem)) for problem in entry.problems]
        if not entry.problems:
            lines.append(f"{plain(entry.file)}: valid ({entry.kind})")
    return "\n".join(lines) + "\n"


def check_json(checked: Iterable[Checked]) -> str:
    """The JSON of every file with its problems (``dirsim.check/v1``)."""
    return json_text({"schema": "dirsim.check/v1", "files": [entry.to_dict() for entry in checked]})


def check_github(checked: Iterable[Checked]) -> str:
    """Workflow commands that GitHub shows as annotations of the lines; none for valid files."""
    return github_log(_entries(checked))


def check_sarif(checked: Iterable[Checked]) -> str:
    """SARIF 2.1.0, which GitHub code scanning shows as annotations of the lines."""
    return sarif_log(_RULES, _entries(checked))


def check_junit(checked: Iterable[Checked]) -> str:
    """JUnit XML: a suite for each file, with an error for each problem."""
    return junit_log((one.file, one.file, _cases(one)) for one in checked)


def _cases(one: Checked) -> list[LogCase]:
    if not one.problems:
        return [LogCase("the file is valid")]
    return [LogCase(entry.message, "error", entry.message, entry.line) for entry in _entries([one])]


def _entries(checked: Iterable[Checked]) -> Iterator[LogEntry]:
    for one in checked:
        for problem in one.problems:
            hint = f" ({problem.hint})" if problem.hint else ""
            path = f"{problem.path}: " if problem.path else ""
            yield LogEntry(
                rule="input",
                level="error",
                message=f"{path}{problem.message}{hint}",
                file=problem.file or one.file,
                line=problem.line,
                column=problem.column,
                path=problem.path,
            )


CHECK_WRITERS: Mapping[str, Callable[[Iterable[Checked]], str]] = {
    "text": check_text,
    "json": check_json,
    "github": check_github,
    "sarif": check_sarif,
    "junit": check_junit,
}
