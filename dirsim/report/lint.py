"""What was found in policies, for people and for the machines that show it beside the lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import quote

from dirsim.credentials.policy.finding import RULES, Found
from dirsim.report.json_text import json_text
from dirsim.report.plain import plain

SCHEMA = "dirsim.policy-findings/v1"
_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


def lint_text_page(found: Iterable[Found]) -> str:
    """One line for each finding: place, rule, message; a line that says so where there is none."""
    lines = [plain(f"{_place(entry)}: {entry.level.value}: {entry.message} [{entry.rule}]") for entry in found]
    return "\n".join(lines or ["nothing was found"]) + "\n"


def _place(entry: Found) -> str:
    place = f"{entry.file}:{entry.line}:{entry.column}" if entry.line else entry.file
    return f"{place}: {entry.path}" if entry.path else place


def lint_json(found: Iterable[Found]) -> str:
    """Every finding (``dirsim.policy-findings/v1``)."""
    return json_text({"schema": SCHEMA, "findings": [entry.to_dict() for entry in found]})


def lint_sarif(found: Iterable[Found]) -> str:
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


def _result(entry: Found) -> dict[str, Any]:
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


LINT_WRITERS: Mapping[str, Callable[[Iterable[Found]], str]] = {
    "text": lint_text_page,
    "json": lint_json,
    "sarif": lint_sarif,
}
