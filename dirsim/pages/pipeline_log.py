"""Logs of findings for pipelines: SARIF, JUnit, GitHub.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any
from urllib.parse import quote

from attrs import frozen

from dirsim.pages.json_text import json_text
from dirsim.pages.plain import plain, unseen

SARIF = "https://json.schemastore.org/sarif-2.1.0.json"
FINGERPRINT = "dirsimFinding/v1"
Rules = Mapping[str, tuple[str, str]]
"""Rules by id: level (``error``, ``warning`` or ``note``) and meaning."""

Places = Mapping[str, tuple[int, int]]
"""Line and column of each value in a file, by path."""

_NOT_IN_XML = "[^\t\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
"""Compiled when it is used: most runs write no XML, and the pattern is dear to compile."""
_ANNOTATION = {"error": "error", "warning": "warning", "note": "notice"}


def nearest_place(places: Places, path: str) -> tuple[int, int]:
    """Line and column of a path, or of its nearest parent in the file; the top of the file where it has none."""
    while path and path not in places:
        path = path.rpartition(".")[0]
    return places.get(path, (1, 1))


@frozen(kw_only=True)
class LogEntry:
    """One finding with its place.

    Attributes:
        rule: The id of its rule.
        level: ``error``, ``warning`` or ``note``.
        message: The finding in one sentence.
        file: The file as the user named it; empty means none.
        line: Line, counted from 1; 0 means unknown.
        column: Column, counted from 1; 0 means unknown.
        path: The place in the file that lines do not move, as in ``needs.mfa``; empty means the file as a whole.
        waived: The reason for which it does not count; empty means that it counts.
        state: ``new`` or ``unchanged`` against a baseline; empty means that none was given.
        counts_as: The rule of a gate as which it counts; empty means its own.
    """

    rule: str
    level: str
    message: str
    file: str = ""
    line: int = 0
    column: int = 0
    path: str = ""
    waived: str = ""
    state: str = ""
    counts_as: str = ""

    @property
    def fingerprint(self) -> str:
        """A digest of rule, file, path and message: equal for the same finding when lines move."""
        whole = f"{self.rule}\x00{self.file}\x00{self.path}\x00{self.message}"
        return hashlib.sha256(whole.encode("utf-8", "backslashreplace")).hexdigest()[:32]


def sarif_log(rules: Rules, entries: Iterable[LogEntry]) -> str:
    """A SARIF log: the tool with its version, each finding with a place and a stable fingerprint."""
    version = str(sys.modules["dirsim"].__version__)
    listed = [
        {"id": name, "shortDescription": {"text": meaning}, "defaultConfiguration": {"level": level}}
        for name, (level, meaning) in rules.items()
    ]
    places = {name: place for place, name in enumerate(rules)}
    driver = {"name": "dirsim", "version": version, "semanticVersion": version, "rules": listed}
    results = [_sarif_result(entry, places) for entry in entries]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json_text({"$schema": SARIF, "version": "2.1.0", "runs": [run]})


def _sarif_result(entry: LogEntry, places: Mapping[str, int]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "ruleId": entry.rule,
        "ruleIndex": places[entry.rule],
        "level": entry.level,
        "message": {"text": entry.message},
        "partialFingerprints": {FINGERPRINT: entry.fingerprint},
    }
    if entry.file:
        place: dict[str, Any] = {"artifactLocation": {"uri": quote(entry.file.replace("\\", "/"), safe="/")}}
        if entry.line:
            place["region"] = {"startLine": entry.line, "startColumn": max(entry.column, 1)}
        made["locations"] = [{"physicalLocation": place}]
    if entry.state:
        made["baselineState"] = entry.state
    if entry.waived:
        made["suppressions"] = [{"kind": "external", "status": "accepted", "justification": plain(entry.waived)}]
    return made


def github_log(entries: Iterable[LogEntry]) -> str:
    """Workflow commands that GitHub shows as annotations of lines; waived findings are left out."""
    return "".join(_annotation(entry) for entry in entries if not entry.waived)


def _annotation(entry: LogEntry) -> str:
    place = {"file": entry.file, "line": entry.line, "col": entry.column}
    properties = ",".join(f"{key}={workflow_property(str(value))}" for key, value in place.items() if value)
    head = f"::{_ANNOTATION[entry.level]} {properties}" if properties else f"::{_ANNOTATION[entry.level]}"
    return f"{head}::{workflow_data(entry.message)}\n"


def workflow_data(text: str) -> str:
    """A message escaped for a workflow command: percent signs and line ends; what steers a terminal is left out."""
    return unseen(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def workflow_property(text: str) -> str:
    """A property escaped for a workflow command: also colons and commas, which would end it."""
    return workflow_data(text).replace(":", "%3A").replace(",", "%2C")


@frozen
class LogCase:
    """A case of a JUnit suite.

    Attributes:
        name: Its name.
        kind: ``failure``, ``error``, ``skipped`` (waived) or empty where it passes.
        message: The reason; empty where it passes.
        line: Its line in the file; 0 means unknown.
    """

    name: str
    kind: str = ""
    message: str = ""
    line: int = 0


def junit_log(suites: Iterable[tuple[str, str, Iterable[LogCase]]]) -> str:
    """JUnit XML.

    Args:
        suites: For each file its name, the name of its suite, and its cases.
    """
    made = [_suite(file, name, list(cases)) for file, name, cases in suites]
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="dirsim">\n{"".join(made)}</testsuites>\n'


def _suite(file: str, name: str, cases: list[LogCase]) -> str:
    kinds = [case.kind for case in cases]
    counts = f'tests="{len(cases)}" failures="{kinds.count("failure")}" errors="{kinds.count("error")}"'
    skipped = f' skipped="{kinds.count("skipped")}"'
    body = "".join(_case(file, case) for case in cases)
    return f"  <testsuite name={_quoted(name)} {counts}{skipped}>\n{body}  </testsuite>\n"


def _case(file: str, case: LogCase) -> str:
    line = f' line="{case.line}"' if case.line else ""
    start = f"    <testcase classname={_quoted(file)} name={_quoted(case.name)} file={_quoted(file)}{line}"
    if not case.kind:
        return f"{start}/>\n"
    if case.kind == "skipped":
        return f"{start}><skipped message={_quoted(case.message)}/></testcase>\n"
    return f"{start}><{case.kind} message={_quoted(case.message)}>{escape(_clean(case.message))}</{case.kind}></testcase>\n"


def _quoted(text: str) -> str:
    return f'"{escape(_clean(text))}"'


def _clean(text: str) -> str:
    """Text without the characters that XML does not allow."""
    return re.sub(_NOT_IN_XML, "?", plain(text))
