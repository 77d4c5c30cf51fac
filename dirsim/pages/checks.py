"""Output of a check of files: text, JSON, GitHub annotations, SARIF."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from attrs import field, frozen

from dirsim.errors import Problem
from dirsim.pages.json_text import json_text
from dirsim.pages.plain import plain

_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"
_RULE = "input"


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
    return "".join(_github_line(problem) for entry in checked for problem in entry.problems)


def _github_line(problem: Problem) -> str:
    place = {"file": problem.file, "line": problem.line, "col": problem.column}
    properties = ",".join(f"{key}={workflow_property(str(value))}" for key, value in place.items() if value)
    hint = f" ({problem.hint})" if problem.hint else ""
    path = f"{problem.path}: " if problem.path else ""
    return f"::error {properties}::{workflow_data(f'{path}{problem.message}{hint}')}\n"


def workflow_data(text: str) -> str:
    """A message escaped for a workflow command: percent signs and line ends."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def workflow_property(text: str) -> str:
    """A property escaped for a workflow command: also colons and commas, which would end it."""
    return workflow_data(text).replace(":", "%3A").replace(",", "%2C")


def check_sarif(checked: Iterable[Checked]) -> str:
    """SARIF 2.1.0, which GitHub code scanning shows as annotations of the lines."""
    results = [_sarif_result(problem) for entry in checked for problem in entry.problems]
    rule = {"id": _RULE, "shortDescription": {"text": "The file is not valid."}}
    driver = {"name": "dirsim", "rules": [rule]}
    return json_text(
        {"$schema": _SARIF, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}
    )


def _sarif_result(problem: Problem) -> dict[str, Any]:
    hint = f" ({problem.hint})" if problem.hint else ""
    path = f"{problem.path}: " if problem.path else ""
    place: dict[str, Any] = {"artifactLocation": {"uri": _uri(problem.file)}}
    if problem.line:
        place["region"] = {"startLine": problem.line, "startColumn": max(problem.column, 1)}
    return {
        "ruleId": _RULE,
        "level": "error",
        "message": {"text": f"{path}{problem.message}{hint}"},
        "locations": [{"physicalLocation": place}],
    }


def _uri(file: str) -> str:
    from urllib.parse import quote  # noqa: PLC0415 -- only one format of four needs it

    return quote(file.replace("\\", "/"), safe="/")


CHECK_WRITERS: Mapping[str, Callable[[Iterable[Checked]], str]] = {
    "text": check_text,
    "json": check_json,
    "github": check_github,
    "sarif": check_sarif,
}
