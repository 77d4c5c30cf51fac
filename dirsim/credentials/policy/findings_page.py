"""The report of IAM policy findings, as text, JSON and SARIF."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import quote

from dirsim.credentials.policy.finding import RULES, FileFindings
from dirsim.pages.json_text import json_text
from dirsim.pages.plain import plain

SCHEMA = "dirsim.policy-findings/v1"
_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


def lint_text_page(found: Iterable[FileFindings]) -> str:
    """One line for each finding: position, rule, message; without findings, one line that states this."""
    lines = [plain(f"{_place(entry)}: {entry.level.value}: {entry.message} [{entry.rule}]") for entry in found]
    return "\n".join(lines or ["no findings"]) + "\n"


def _place(entry: FileFindings) -> str:
    place = f"{entry.file}:{entry.line}:{entry.column}" if entry.line else entry.file
    return f"{place}: {entry.path}" if entry.path else place


def lint_json(found: Iterable[FileFindings]) -> str:
    """Every finding as JSON (``dirsim.policy-findings/v1``), and their number by rule."""
    entries = list(found)
    counts = dict(sorted(Counter(entry.rule for entry in entries).items()))
    return json_text({"schema": SCHEMA, "findings": [entry.to_dict() for entry in entries], "summary": counts})


def lint_sarif(found: Iterable[FileFindings]) -> str:
    """A SARIF 2.1.0 log with one result for each finding."""
    entries = list(found)
    used = sorted({entry.rule for entry in entries})
    rules = [
        {
            "id": rule,
            "shortDescription": {"text": RULES[rule][1]},
            "defaultConfiguration": {"level": RULES[rule][0].value},
        }
        for rule in used
    ]
    run = {"tool": {"driver": {"name": "dirsim", "rules": rules}}, "results": [_result(entry) for entry in entries]}
    return json_text({"$schema": _SARIF, "version": "2.1.0", "runs": [run]})


def _result(entry: FileFindings) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(entry.file.replace("\\", "/"), safe="/")}}
    if entry.line:
        place["region"] = {"startLine": entry.line, "startColumn": max(entry.column, 1)}
    path = f"{entry.path}: " if entry.path else ""
    return {
        "ruleId": entry.rule,
        "level": entry.level.value,
        "message": {"text": f"{path}{entry.message}"},
        "locations": [{"physicalLocation": place}],
    }


LINT_WRITERS: Mapping[str, Callable[[Iterable[FileFindings]], str]] = {
    "text": lint_text_page,
    "json": lint_json,
    "sarif": lint_sarif,
}
