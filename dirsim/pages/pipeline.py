"""Pipeline formats: SARIF results and JUnit test cases of a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any
from urllib.parse import quote

from attrs import frozen

from dirsim.pages.json_text import json_text
from dirsim.pages.plain import plain

_NOT_IN_XML = re.compile("[^\t\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Places = Mapping[str, tuple[int, int]]
Rules = Mapping[str, tuple[str, str]]
"""Level and meaning of each rule, by its id."""


@frozen
class JudgedFile:
    """A file to whose lines results point.

    Attributes:
        file: The file as the user named it.
        places: Line and column of each value in the file, by path; paths that are not in it are placed at the top.
    """

    file: str
    places: Places

    def place(self, path: str) -> tuple[int, int]:
        """Line and column of a path, or of its nearest parent in the file."""
        while path and path not in self.places:
            path = path.rpartition(".")[0]
        return self.places.get(path, (1, 1))

    def sarif_result(self, rules: Rules, rule: str, path: str, message: str) -> dict[str, Any]:
        """One SARIF result of a rule, at the place of a path."""
        line, column = self.place(path)
        uri = quote(self.file.replace("\\", "/"), safe="/")
        place = {"artifactLocation": {"uri": uri}, "region": {"startLine": line, "startColumn": column}}
        return {
            "ruleId": rule,
            "level": rules[rule][0],
            "message": {"text": plain(message)},
            "locations": [{"physicalLocation": place}],
        }

    def junit_case(self, name: str, kind: str = "", message: str = "") -> str:
        """One JUnit test case; its place is that of the path at the beginning of its name.

        Args:
            name: The name of the case.
            kind: ``failure`` or ``error``; empty for a case that passes.
            message: The reason why it does not pass.
        """
        line, _ = self.place(name.partition(" ")[0])
        words = f'file={_quoted(self.file)} line="{line}"'
        start = f"    <testcase classname={_quoted(self.file)} name={_quoted(name)} {words}"
        if not kind:
            return f"{start}/>\n"
        return f"{start}><{kind} message={_quoted(message)}>{escape(_clean(message))}</{kind}></testcase>\n"

    def junit_suite(self, about: str, cases: Iterable[str]) -> str:
        """The JUnit suite of the file: what it is about, and its cases."""
        every = list(cases)
        failures = sum("<failure" in case for case in every)
        errors = sum("<error" in case for case in every)
        counts = f'tests="{len(every)}" failures="{failures}" errors="{errors}"'
        return f"  <testsuite name={_quoted(f'{self.file}: {about}')} {counts}>\n{''.join(every)}  </testsuite>\n"


def sarif_text(rules: Rules, results: Iterable[Mapping[str, Any]]) -> str:
    """A SARIF 2.1.0 log of one run."""
    described = [
        {"id": name, "shortDescription": {"text": message}, "defaultConfiguration": {"level": level}}
        for name, (level, message) in rules.items()
    ]
    driver = {"name": "dirsim", "rules": described}
    return json_text(
        {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{"tool": {"driver": driver}, "results": list(results)}],
        }
    )


def junit_text(suites: Iterable[str]) -> str:
    """A JUnit XML document of suites."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="dirsim">\n{"".join(suites)}</testsuites>\n'


def _quoted(text: str) -> str:
    return f'"{escape(_clean(text))}"'


def _clean(text: str) -> str:
    """Text without the characters that XML does not allow."""
    return _NOT_IN_XML.sub("?", plain(text))
