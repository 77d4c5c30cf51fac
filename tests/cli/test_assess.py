"""``dirsim assess``: formats, exit codes, and commands that show the findings."""

import json
import shlex
from xml.etree import ElementTree as ET

import pytest

import dirsim
from dirsim.cli import main

TOPOLOGY = """\
dirsim: topology/v1
name: "a trust <&> its forwarders"
sites: {office: on-premises, cloud: aws-region}
links: {vpn: {between: [office, cloud], kind: site-to-site-vpn, latency: 20ms}}
directories:
  staff: {kind: active-directory, site: office, domains: [staff.example]}
  mad: {kind: managed-microsoft-ad, edition: standard, site: cloud, domains: [mad.example]}
hosts:
  s1: {site: office, roles: [controller, dns], domain: staff.example}
  s2: {site: office, roles: [controller, dns], domain: staff.example}
  m1: {site: cloud, roles: [controller, dns], domain: mad.example}
  m2: {site: cloud, roles: [controller, dns], domain: mad.example}
  app: {site: cloud, roles: [member-server], domain: mad.example}
clients:
  pc: {site: office, domain: staff.example}
principals:
  ana: {domain: staff.example}
trusts:
  t: {trusting: mad.example, trusted: staff.example, kind: forest}
dns: {staff.example: mad.example, mad.example: staff.example}
services: {web: {host: app, realm: mad.example, port: 443}}
flows: {open: {kind: service-access, user: ana, service: web, client: pc}}
"""
BROKEN = TOPOLOGY.replace(
    "dns: {staff.example: mad.example, mad.example: staff.example}", "dns: {staff.example: mad.example}"
)
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
needs: [existing-credentials, reliability]
"""
FOUND = """\
dirsim: requirements/v1
name: an account as discovered, without workloads
estate:
  sites: {eu-west-1: {kind: aws-region, region: eu-west-1}}
  directories:
    staff: {kind: active-directory, domains: {staff.example: {}}}
    cloud: {kind: managed-microsoft-ad, edition: enterprise, site: eu-west-1, domains: {cloud.example: {}}, stage: impaired}
    gate: {kind: ad-connector, site: eu-west-1, domains: [staff.example], service_account: svc, stage: inoperable, dns_servers: [10.0.0.1]}
  trusts:
    t: {trusting: cloud.example, trusted: staff.example, kind: forest, two_way: true, state: verify-failed, encryption_types: [rc4]}
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a sound topology, a broken one and an estate, in which commands run."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sound.yaml").write_text(TOPOLOGY, encoding="utf-8")
    (tmp_path / "the broken.yaml").write_text(BROKEN, encoding="utf-8")
    (tmp_path / "estate.yaml").write_text(ESTATE, encoding="utf-8")
    (tmp_path / "found.yml").write_text(FOUND, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("file", "code", "status"),
    [("sound.yaml", 0, "meets"), ("the broken.yaml", 1, "falls-short"), ("estate.yaml", 1, "falls-short")],
)
@pytest.mark.usefixtures("folder")
def test_exit_codes_follow_the_status(capsys, file, code, status):
    """A sound network gives 0, one that falls short gives 1; the JSON has the schema of the contract."""
    assert main(["assess", file, "--format", "json"]) == code
    answer = json.loads(capsys.readouterr().out)
    assert (answer["schema"], answer["status"]) == ("dirsim.assessment/v1", status)
    assert all({"path", "rule", "because", "facts", "runs"} <= set(finding) for finding in answer["findings"])
    assert answer == dirsim.assess(file).to_dict()


def test_too_little_evidence_is_neither_yes_nor_no(folder, capsys):
    """Where a verdict is unknown and none is against it, the exit code is 3."""
    text = (
        "dirsim: requirements/v1\nname: open\nas_of: 2026-11-01\n"
        "estate: {on_prem_ad: false, directories: {small: {kind: simple-ad, domains: [small.example]}}}\n"
        "workloads: {gateway: {kind: storage-gateway-smb, users: [small.example]}}\n"
    )
    (folder / "open.yaml").write_text(text, encoding="utf-8")
    assert main(["assess", "open.yaml", "--format", "json"]) == 3
    assert json.loads(capsys.readouterr().out)["status"] == "insufficient-evidence"


def test_bad_input_lists_every_problem(folder, capsys):
    """Files that cannot be used give one error with all their problems, and exit code 2."""
    (folder / "one.yaml").write_text("dirsim: requirements/v1\nname: one\nneeds: [mfaa]\n", encoding="utf-8")
    assert main(["assess", "one.yaml", "missing.yaml"]) == 2
    out = capsys.readouterr()
    assert out.out == ""
    assert "one.yaml:3:" in out.err
    assert "missing.yaml: file not found" in out.err


@pytest.mark.parametrize("file", ["the broken.yaml", "estate.yaml", "found.yml"])
@pytest.mark.usefixtures("folder")
def test_each_command_shows_its_finding(capsys, file):
    """Every finding and every risk has facts or runs, and a command of this program that runs as it is printed."""
    main(["assess", file, "--format", "json"])
    answer = json.loads(capsys.readouterr().out)
    entries = [*answer["findings"], *answer["risks"], *answer["unknowns"]]
    assert entries
    for entry in entries:
        if entry["command"]:
            program, *words = shlex.split(entry["command"])
            assert program == "dirsim"
            assert main(words) in (0, 1), entry["command"]
            capsys.readouterr()
    assert all(entry["facts"] or entry["runs"] or entry["command"] for entry in entries)


@pytest.mark.usefixtures("folder")
def test_sarif_points_at_the_line(capsys):
    """A finding is a result at the line of what it is about; a sound topology has none but notes."""
    assert main(["assess", "estate.yaml", "sound.yaml", "--format", "sarif"]) == 1
    run = json.loads(capsys.readouterr().out)["runs"][0]
    known = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert {result["ruleId"] for result in run["results"]} <= known
    lines = {
        (result["ruleId"], result["locations"][0]["physicalLocation"]["region"]["startLine"])
        for result in run["results"]
    }
    assert ("two-zones", 9) in lines
    sound = [
        result
        for result in run["results"]
        if result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "sound.yaml"
    ]
    assert {result["level"] for result in sound} <= {"note", "warning"}


@pytest.mark.usefixtures("folder")
def test_junit_counts_what_fails(capsys):
    """A folder is assessed as its files: one suite each, with a failure for each finding and each verdict not met."""
    assert main(["assess", ".", "--format", "junit"]) == 1
    suites = ET.fromstring(capsys.readouterr().out).findall("testsuite")  # noqa: S314 -- our own output
    assert [str(suite.get("name")).rpartition("/")[2] for suite in suites] == [
        "estate.yaml: falls-short",
        "found.yml: falls-short",
        "sound.yaml: meets",
        "the broken.yaml: falls-short",
    ]
    assert suites[2].get("failures") == "0"
    assert suites[3].get("failures") == "2"


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
@pytest.mark.usefixtures("folder")
def test_reports_show_findings_and_their_commands(capsys, form):
    """Every report gives the finding, its facts, and the command with the file's name; names are escaped."""
    assert main(["assess", "the broken.yaml", "--format", form]) == 1
    out = " ".join(capsys.readouterr().out.split())
    assert "no conditional forwarder for mad.example" in out
    assert "dns-conditional-forwarders" in out
    assert "--flow open" in out
    if form == "html":
        assert "<&>" not in out
