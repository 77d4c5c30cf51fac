"""The report of IAM policy findings, as text, JSON and SARIF."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from dirsim.credentials.policy.finding import RULES, FileFindings
from dirsim.pages.json_text import json_text
from dirsim.pages.pipeline_log import LogEntry, sarif_log
from dirsim.pages.plain import plain

SCHEMA = "dirsim.policy-findings/v1"


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
    log = [
        LogEntry(
            rule=entry.rule,
            level=entry.level.value,
            message=f"{entry.path}: {entry.message}" if entry.path else entry.message,
            file=entry.file,
            line=entry.line,
            column=entry.column,
            path=entry.path,
        )
        for entry in entries
    ]
    return sarif_log({rule: (RULES[rule][0].value, RULES[rule][1]) for rule in used}, log)


LINT_WRITERS: Mapping[str, Callable[[Iterable[FileFindings]], str]] = {
    "text": lint_text_page,
    "json": lint_json,
    "sarif": lint_sarif,
}
