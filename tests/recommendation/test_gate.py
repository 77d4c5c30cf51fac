"""Answers for pipelines: JUnit and SARIF."""

import io
import json
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest

import dirsim as ds
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


SCHEMA = Path(__file__).parents[1] / "schemas" / "sarif-schema-2.1.0.json"
"""The schema that OASIS publishes: https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas."""
GOOD = "dirsim: requirements/v1\nname: good\nas_of: 2026-11-01\nestate: {on_prem_ad: {domains: 1}}\nworkloads: {d: {kind: workspaces}}\n"
BAD = "dirsim: requirements/v1\nname: bad\nworkloads: {d: {kind: rds}}\n"
WAIVER = "dirsim: waivers/v1\nwaivers:\n  - {rule: %s, scope: %s, owner: ana, reason: known, expires: %s}\n"


def valid_sarif(text):
    """The log, checked against the official schema."""
    log = json.loads(text)
    jsonschema.Draft4Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(log)
    return log


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a good file, one that no design fits, and one that cannot be used."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    for name, text in (("good", GOOD), ("nofit", NO_FIT), ("bad", BAD)):
        (tmp_path / "in" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("what", ["in", "in/good.yaml", "in/bad.yaml", "in/nofit.yaml"])
@pytest.mark.parametrize("command", ["check", "recommend"])
@pytest.mark.usefixtures("folder")
def test_sarif_is_valid_for_files_folders_and_bad_input(command, what, capsys):
    """Every log fits the official schema, names the tool's version, and each result has place and fingerprint."""
    code = main([command, what, "--format", "sarif"])
    log = valid_sarif(capsys.readouterr().out)
    driver = log["runs"][0]["tool"]["driver"]
    assert driver["version"] == ds.__version__
    for result in log["runs"][0]["results"]:
        assert result["partialFingerprints"]
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].startswith("in/")
    assert (code == 2) == (what in ("in", "in/bad.yaml"))


@pytest.mark.usefixtures("folder")
def test_one_bad_file_does_not_silence_the_others(capsys):
    """The answers to the good files are there, the bad one is a result, and the exit code says so."""
    for form in ("text", "json", "sarif", "junit", "github"):
        code = main(["recommend", "in/good.yaml", "in/bad.yaml", "in/nofit.yaml", "--format", form])
        out = capsys.readouterr()
        assert code == 2, form
        assert "ambiguous word 'rds'" in out.out + out.err, form
        assert "good" in out.out, form


def test_bad_input_is_written_in_the_format(folder, capsys):
    """Any command that is asked for JSON answers bad input in JSON, on standard output or in the file."""
    for command in (["simulate"], ["availability"], ["ports"], ["recommend"]):
        assert main([*command, "in/bad.yaml", "--format", "json"]) == 2
        assert json.loads(capsys.readouterr().out)["files"][0]["problems"]
    assert main(["simulate", "in/bad.yaml", "-o", "out.json"]) == 2
    assert json.loads((folder / "out.json").read_text(encoding="utf-8"))["files"][0]["ok"] is False


def test_fingerprints_survive_moved_lines(folder, capsys):
    """A comment above a finding moves its line and nothing else."""
    found = []
    for text in (NO_FIT, f"# moved\n{NO_FIT}"):
        (folder / "in" / "nofit.yaml").write_text(text, encoding="utf-8")
        main(["recommend", "in/nofit.yaml", "--format", "sarif"])
        results = json.loads(capsys.readouterr().out)["runs"][0]["results"]
        found.append([next(iter(one["partialFingerprints"].values())) for one in results])
    assert found[0] == found[1]
    assert len(set(found[0])) == len(found[0])


@pytest.mark.usefixtures("folder")
def test_junit_is_read_by_two_parsers(capsys):
    """The standard library and junitparser read the same cases, for good and bad input."""
    junitparser = pytest.importorskip("junitparser")
    main(["recommend", "in", "--format", "junit"])
    text = capsys.readouterr().out
    tree = ET.fromstring(text)  # noqa: S314 -- our own output
    suites = list(junitparser.JUnitXml.fromstring(text.encode()))
    assert [suite.name for suite in suites] == [suite.get("name") for suite in tree.findall("testsuite")]
    assert sum(suite.errors for suite in suites) >= 1
    for suite in suites:
        assert suite.tests == len(list(suite))


@pytest.mark.parametrize("rule", ["assumption", "stale-fact", "flip", "no-fit", "unknown"])
@pytest.mark.usefixtures("folder")
def test_a_rule_fails_the_gate_where_it_has_findings(rule, capsys):
    """``--fail-on`` makes a finding of the rule decide."""
    main(["recommend", "in/good.yaml", "--format", "sarif"])
    has = rule in {result["ruleId"] for result in json.loads(capsys.readouterr().out)["runs"][0]["results"]}
    assert main(["recommend", "in/good.yaml", "--fail-on", rule]) == (1 if has else 0)


def test_only_what_is_new_fails_against_a_baseline(folder, capsys):
    """A finding that the baseline has is unchanged; one that it lacks is new."""
    main(["recommend", "in/good.yaml", "-o", "before.json"])
    gate = ["recommend", "in/good.yaml", "--baseline", "before.json", "--fail-on", "new"]
    assert main(gate) == 0
    (folder / "in" / "good.yaml").write_text(GOOD + "needs: [encryption-at-rest]\n", encoding="utf-8")
    assert main(gate) == 1
    capsys.readouterr()
    main([*gate, "--format", "sarif"])
    states = {one["baselineState"] for one in valid_sarif(capsys.readouterr().out)["runs"][0]["results"]}
    assert states == {"new", "unchanged"}
    assert main(["recommend", "in/good.yaml", "--fail-on", "new"]) == 2


def test_a_different_answer_is_a_flip_against_a_baseline(folder, capsys):
    """Where the recommended design changes, ``flip`` fails."""
    main(["recommend", "in/good.yaml", "-o", "before.json"])
    (folder / "in" / "good.yaml").write_text(GOOD.replace("workspaces", "rds-sqlserver"), encoding="utf-8")
    assert main(["recommend", "in/good.yaml", "--baseline", "before.json", "--fail-on", "flip"]) == 1
    assert "fails on flip" in capsys.readouterr().err


def test_waivers_accept_expire_and_are_told_when_unused(folder, capsys):
    """A valid waiver suppresses, an expired one fails, an unused one warns, and ``--no-waivers`` ignores them."""
    file = folder / "waivers.yaml"
    gate = ["recommend", "in/nofit.yaml", "--waivers", "waivers.yaml", "--format", "sarif"]
    file.write_text(WAIVER % ("no-fit", "in/*", "2999-01-01"), encoding="utf-8")
    assert main(gate) == 0
    log = valid_sarif(capsys.readouterr().out)
    assert any("suppressions" in result for result in log["runs"][0]["results"])
    assert main([*gate, "--no-waivers"]) == 1
    file.write_text(WAIVER % ("no-fit", "in/*", "2020-01-01"), encoding="utf-8")
    assert main(gate) == 1
    assert "expired-waiver" in capsys.readouterr().out
    file.write_text(WAIVER % ("no-fit", "other.yaml", "2999-01-01"), encoding="utf-8")
    assert main(gate) == 1
    assert "matches no finding" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (WAIVER % ("nofit", "x", "2999-01-01"), "unknown rule 'nofit'"),
        (WAIVER % ("no-fit", "x", "soon"), "invalid date 'soon'"),
        (WAIVER % ("input", "x", "2999-01-01"), "cannot be waived"),
        ("dirsim: waivers/v1\nwaivers: [{rule: no-fit}]\n", "the key 'owner' is missing"),
        ("dirsim: requirements/v1\nname: x\n", "not a file of waivers"),
    ],
)
def test_a_file_of_waivers_is_checked(text, told, folder, capsys):
    """Every problem of a file of waivers is told with its place, and nothing is waived."""
    (folder / "waivers.yaml").write_text(text, encoding="utf-8")
    assert main(["recommend", "in/nofit.yaml", "--waivers", "waivers.yaml"]) == 2
    assert told in capsys.readouterr().err


def test_waivers_cannot_be_in_a_requirements_file(folder, capsys):
    """What is asked and what is accepted are in different files."""
    (folder / "in" / "good.yaml").write_text(GOOD + "waivers: []\n", encoding="utf-8")
    assert main(["check", "in/good.yaml"]) == 2
    assert "unknown key 'waivers'" in capsys.readouterr().out


def test_standard_input_is_read_once(tmp_path, monkeypatch):
    """A file from standard input is answered once, and its answer is both held against the rules and written."""
    text = "dirsim: requirements/v1\nname: piped\nas_of: 2026-11-01\nworkloads: {d: workspaces}\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert main(["recommend", "-", "--fail-on", "no-fit", "--output", str(tmp_path / "answer.txt")]) == 0
    assert "piped" in (tmp_path / "answer.txt").read_text(encoding="utf-8")
