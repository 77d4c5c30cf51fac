"""Answers for pipelines: JUnit and SARIF."""

import json
from xml.etree import ElementTree as ET

import pytest

from dirsim.cli import main

NO_FIT = """\
dirsim: requirements/v1
name: "<&]]> \\"quoted\\" \\u0001"
estate: {on_prem_ad: {domains: 1}, connectivity: vpn}
workloads:
  db: {kind: rds-sqlserver}
needs:
  - windows-auth-db
  - existing-credentials
forbids: [directory-copy-in-cloud, forest-trust, one-way-trust, two-way-trust, onprem-dependency]
"""


@pytest.fixture
def answered(tmp_path, monkeypatch, capsys):
    """The answer to a text in one of the formats, with the exit code."""

    def answer(text, wanted):
        monkeypatch.chdir(tmp_path)
        (tmp_path / "it.yaml").write_text(text, encoding="utf-8")
        code = main(["recommend", "it.yaml", "--format", wanted])
        return code, capsys.readouterr().out

    return answer


def test_junit_fails_what_no_design_meets(answered):
    """A file that no design fits is a suite with failures, whatever its name is, and the exit code is 1."""
    code, out = answered(NO_FIT, "junit")
    suite = ET.fromstring(out).find("testsuite")  # noqa: S314 -- our own output
    assert code == 1
    assert int(suite.get("failures")) >= 2
    assert int(suite.get("tests")) == len(suite.findall("testcase"))
    assert all(under_test.get("line").isdigit() for under_test in suite.findall("testcase"))


def test_sarif_places_conflicts_at_their_lines(answered):
    """Each requirement of a conflict is a result at its own line."""
    code, out = answered(NO_FIT, "sarif")
    results = json.loads(out)["runs"][0]["results"]
    placed = {
        result["message"]["text"].partition(":")[0]: result["locations"][0]["physicalLocation"]["region"]["startLine"]
        for result in results
        if result["ruleId"] == "no-fit"
    }
    lines = NO_FIT.splitlines()
    assert code == 1
    assert placed
    for path, line in placed.items():
        assert path.rpartition(".")[2] in lines[line - 1], (path, line)


def test_a_recommended_design_passes(answered):
    """Where a design is recommended no case fails and no result is an error."""
    text = "dirsim: requirements/v1\nname: x\nestate: {on_prem_ad: {domains: 1}, connectivity: vpn}\nworkloads: {d: {kind: workspaces}}\nneeds: [existing-credentials]\n"
    code, out = answered(text, "junit")
    assert code == 0
    assert ET.fromstring(out).find("testsuite").get("failures") == "0"  # noqa: S314 -- as above
    code, out = answered(text, "sarif")
    assert code == 0
    assert "error" not in {result["level"] for result in json.loads(out)["runs"][0]["results"]}
