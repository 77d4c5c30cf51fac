"""``dirsim assess`` at the gate of a pipeline: rules, a baseline and waivers."""

import json
from xml.etree import ElementTree as ET

import pytest

from dirsim.cli import main

ESTATE = """\
dirsim: requirements/v1
name: an estate
as_of: 2026-11-01
estate:
  sites: {office: on-premises, cloud: {kind: aws-region, region: eu-west-1}}
  links: {vpn: {between: [office, cloud], kind: site-to-site-vpn}}
  directories:
    staff: {kind: active-directory, functional_level: "2016", domains: {staff.example: {controllers: {office: 2}}}}
    gate: {kind: ad-connector, site: cloud, domains: [staff.example], service_account: svc, zones: [euw1-az1]}
workloads: {desks: {kind: workspaces, site: cloud, users: [staff.example]}}
needs: [existing-credentials]
"""
SOUND = ESTATE.replace("zones: [euw1-az1]", "zones: [euw1-az1, euw1-az2]")
WAIVER = """\
dirsim: waivers/v1
waivers:
  - {rule: zones-are-served, scope: "*", owner: ada, reason: moved in May, expires: 2099-01-01}
  - {rule: RULE, scope: "estate.directories.gate*", owner: ada, reason: replaced in May, expires: 2099-01-01}
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with the estate, in which the commands run."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "estate.yaml").write_text(ESTATE, encoding="utf-8")
    return tmp_path


def rules(capsys, *words):
    """The exit code and the results of the SARIF log, by rule."""
    code = main(["assess", "estate.yaml", "--format", "sarif", *words])
    found = json.loads(capsys.readouterr().out)["runs"][0]["results"]
    return code, {result["ruleId"]: result for result in found}


def test_a_waived_fault_does_not_count(folder, capsys):
    """A fault that a waiver names is suppressed and no longer decides the exit code; --no-waivers lets it count again."""
    assert rules(capsys)[0] == 1
    (folder / "waivers.yaml").write_text(WAIVER.replace("RULE", "two-zones"), encoding="utf-8")
    code, found = rules(capsys, "--waivers", "waivers.yaml")
    assert code == 0
    assert "replaced in May" in found["two-zones"]["suppressions"][0]["justification"]
    assert rules(capsys, "--waivers", "waivers.yaml", "--no-waivers")[0] == 1


def test_a_waiver_names_a_rule_that_exists(folder, capsys):
    """A waiver of a rule that no answer has is bad input, with the nearest rule as its hint."""
    (folder / "waivers.yaml").write_text(WAIVER.replace("RULE", "two-zone"), encoding="utf-8")
    assert main(["assess", "estate.yaml", "--waivers", "waivers.yaml"]) == 2
    assert "two-zones" in capsys.readouterr().err


def test_a_pipeline_may_fail_on_stale_facts(folder, capsys):
    """Facts older than a year are notes in a sound answer, until --fail-on names them."""
    (folder / "estate.yaml").write_text(SOUND.replace("as_of: 2026-11-01", "as_of: 2028-11-01"), encoding="utf-8")
    code, found = rules(capsys)
    assert code == 0
    assert found["stale-fact"]["level"] == "note"
    assert main(["assess", "estate.yaml", "--fail-on", "stale-fact"]) == 1
    assert "fails on stale-fact" in capsys.readouterr().err


def test_a_fault_counts_as_no_fit(folder, capsys):
    """--fail-on no-fit names each fault; a sound estate passes it."""
    assert main(["assess", "estate.yaml", "--fail-on", "no-fit"]) == 1
    assert "fails on two-zones" in capsys.readouterr().err
    (folder / "estate.yaml").write_text(SOUND, encoding="utf-8")
    assert main(["assess", "estate.yaml", "--fail-on", "no-fit"]) == 0


def test_what_is_new_against_a_baseline_is_marked(folder, capsys):
    """Against an older assessment a fault is new or unchanged, and a changed status is a flip."""
    assert main(["assess", "estate.yaml", "-o", "same.json"]) == 1
    (folder / "broken.yaml").write_text(ESTATE, encoding="utf-8")
    (folder / "estate.yaml").write_text(SOUND, encoding="utf-8")
    assert main(["assess", "estate.yaml", "--output", "sound.json"]) == 0
    (folder / "estate.yaml").write_text(ESTATE, encoding="utf-8")
    code, found = rules(capsys, "--baseline", "sound.json", "--fail-on", "new")
    assert code == 1
    assert found["two-zones"]["baselineState"] == "new"
    assert "falls-short" in found["flip"]["message"]["text"]
    _, found = rules(capsys, "--baseline", "same.json", "--fail-on", "new")
    assert found["two-zones"]["baselineState"] == "unchanged"
    assert "flip" not in found


@pytest.mark.usefixtures("folder")
def test_a_recommendation_is_no_baseline_of_an_assessment(capsys):
    """A baseline of another command is bad input, and the message names the command that writes one."""
    main(["recommend", "estate.yaml", "-o", "answer.json"])
    capsys.readouterr()
    assert main(["assess", "estate.yaml", "--baseline", "answer.json"]) == 2
    assert "dirsim assess FILE -o ANSWER.json" in capsys.readouterr().err


def test_one_bad_file_does_not_silence_the_others(folder, capsys):
    """A file that cannot be used is a result among others and a suite of its own, and the exit code is 2."""
    (folder / "bad.yaml").write_text("dirsim: requirements/v1\nname: bad\nneeds: [mfaa]\n", encoding="utf-8")
    assert main(["assess", "bad.yaml", "estate.yaml", "--format", "junit"]) == 2
    suites = ET.fromstring(capsys.readouterr().out).findall("testsuite")  # noqa: S314 -- our own output
    assert [suite.get("name") for suite in suites] == ["bad.yaml: bad-input", "estate.yaml: falls-short"]
    assert main(["assess", "bad.yaml", "estate.yaml"]) == 2
    out = capsys.readouterr()
    assert "bad.yaml:3:" in out.err
    assert "estate.directories.gate" in out.out
