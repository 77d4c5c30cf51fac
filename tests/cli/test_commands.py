"""The commands: what they print, what they return."""

import json

import jsonschema
import pytest

from dirsim import __version__
from dirsim.cli import main
from dirsim.cli.app import COMMANDS

SKETCH = "dirsim: requirements/v1\nname: Sketch\nas_of: 2026-11-01\n"
NO_FIT = SKETCH + (
    "estate: {on_prem_ad: true, connectivity: vpn}\n"
    "workloads: {d: {kind: workspaces}}\n"
    "needs: [existing-credentials, survive-outage]\n"
    "forbids: [directory-copy-in-cloud]\n"
)
BAD = SKETCH + "workloads: {d: {kind: workspacez}}\nneeds: [mfaa]\n"
TOPOLOGY = """\
dirsim: topology/v1
name: Branch
sites: {hq: {kind: on-premises}, branch: {kind: on-premises}}
links: {wan: {between: [hq, branch], kind: wan, latency: 10ms}}
directories: {corp: {kind: active-directory, domains: {corp.example: {controllers: {hq: 1}}}}}
hosts: {files: {site: branch, roles: [member-server], domain: corp.example}}
clients: {pc: {site: branch, domain: corp.example}}
principals: {ana: {kind: user, domain: corp.example}}
services: {shares: {kind: kerberos, host: files, realm: corp.example, port: 445}}
flows: {ana opens shares: {kind: service-access, user: ana, service: shares, client: pc}}
"""

TEXTS = {"type": "array", "items": {"type": "string"}}
SHAPES = {
    "recommend": {
        "type": "object",
        "required": [
            "schema", "name", "as_of", "status", "design", "designs", "credentials", "flips", "assumptions", "unsupported",
        ],
        "properties": {
            "schema": {"const": "dirsim.recommendation/v1"},
            "status": {"enum": ["recommended", "tie", "no-fit", "insufficient-evidence"]},
            "design": {"type": ["string", "null"]},
            "assumptions": TEXTS,
            "designs": {
                "type": "array",
                "minItems": 1,
                "items": {
                    "required": ["design", "status", "rank", "monthly_cost", "verdicts"],
                    "properties": {
                        "status": {"enum": ["feasible", "rejected", "undetermined"]},
                        "monthly_cost": {"required": ["amount", "currency", "complete", "missing"]},
                        "verdicts": {
                            "items": {
                                "required": ["requirement", "rule", "verdict", "because", "facts", "runs"],
                                "properties": {"verdict": {"enum": ["met", "not-met", "unknown"]}, "facts": TEXTS},
                            }
                        },
                    },
                },
            },
            "flips": {"items": {"required": ["change", "design"]}},
        },
    },
    "simulate": {
        "required": ["schema", "rows"],
        "properties": {
            "schema": {"const": "dirsim.simulation/v1"},
            "rows": {
                "minItems": 1,
                "items": {
                    "required": [
                        "flow", "scenario", "at", "outcome", "category", "failed_exchange", "because", "elapsed_s",
                        "contacted", "cache_after",
                    ],
                    "properties": {"outcome": {"enum": ["succeeded", "degraded", "denied", "timed-out"]}},
                },
            },
        },
    },
    "trace": {"required": ["schema", "id", "outcome", "steps"], "properties": {"schema": {"const": "dirsim.trace/v1"}}},
    "ports": {
        "required": ["schema", "rows"],
        "properties": {
            "schema": {"const": "dirsim.ports/v1"},
            "rows": {
                "minItems": 1,
                "items": {
                    "required": ["initiator", "target", "protocol", "port", "service", "purpose", "flows", "facts"],
                    "properties": {"port": {"type": "integer"}, "flows": TEXTS, "facts": TEXTS},
                },
            },
        },
    },
    "check": {"required": ["schema", "files"], "properties": {"schema": {"const": "dirsim.check/v1"}}},
    "facts": {"required": ["schema", "as_of", "facts"], "properties": {"schema": {"const": "dirsim.facts/v1"}}},
    "schema": {"required": ["$schema", "properties", "$defs"]},
}  # fmt: skip


@pytest.fixture
def file(tmp_path, monkeypatch):
    """Writes a file into the folder in which commands run."""
    monkeypatch.chdir(tmp_path)

    def write(name, text):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return name

    return write


def run(capsys, *words):
    """A command's exit code, its standard output, and its standard error."""
    code = main(words)
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.parametrize(
    ("words", "shape"),
    [
        (("recommend", "contoso"), "recommend"),
        (("simulate", "contoso", "--design", "ad-connector"), "simulate"),
        (("trace", "contoso", "--flow", "desktops", "--scenario", "link-down:vpn"), "trace"),
        (("ports", "fabrikam"), "ports"),
        (("check", "contoso", "fabrikam"), "check"),
        (("facts", "--as-of", "2026-11-01"), "facts"),
        (("facts", "ad-connector-small"), "facts"),
        (("schema",), "schema"),
        (("schema", "topology"), "schema"),
    ],
)
def test_json_has_the_shape_of_the_contract(capsys, words, shape):
    """Each command's JSON has the contract's keys, stands alone on stdout, and exits with 0."""
    code, out, err = run(capsys, *words, "--format", "json")
    assert (code, err) == (0, "")
    jsonschema.validate(json.loads(out), {"type": "object", **SHAPES[shape]})


def test_several_files_give_a_list(capsys, file):
    """For several files JSON is a list in their order, and the worst answer decides the exit code."""
    code, out, _ = run(capsys, "recommend", "contoso", file("no-fit.yaml", NO_FIT), "--format", "json")
    assert code == 1
    assert [entry["name"] for entry in json.loads(out)] == ["Contoso ERP move", "Sketch"]


def test_no_fit_is_no(capsys, file):
    """When no design fits the exit code is 1 and the answer is still printed."""
    code, out, err = run(capsys, "recommend", file("no-fit.yaml", NO_FIT))
    assert (code, err) == (1, "")
    assert out.startswith("Sketch: no design fits\n")


def test_bad_input_lists_every_problem_and_silences_no_other_file(capsys, file):
    """Bad files among several: the others are answered, every problem of every file is on stderr, the exit code is 2."""
    code, out, err = run(capsys, "recommend", file("bad.yaml", BAD), "contoso", "missing.yaml")
    assert code == 2
    assert out.splitlines()[-1].startswith("Answer: ")
    assert "Contoso ERP move" in out
    assert "bad.yaml:4:" in err
    assert "did you mean" in err
    assert "missing.yaml: file not found" in err


def test_check_prints_problems_as_its_answer(capsys, file):
    """What is wrong is check's answer: it stands on stdout, with exit code 2."""
    code, out, err = run(capsys, "check", file("bad.yaml", BAD), "contoso")
    assert (code, err) == (2, "")
    assert out.splitlines()[-1] == "contoso: valid (requirements/v1)"
    assert out.startswith("bad.yaml:4:")


def test_topology_files_are_taken_too(capsys, file):
    """Simulate, trace, ports and check take a topology file; its design needs no name."""
    name = file("branch.yaml", TOPOLOGY)
    assert run(capsys, "check", name)[1] == "branch.yaml: valid (topology/v1)\n"
    code, out, _ = run(capsys, "trace", name, "--flow", "ana", "--scenario", "link-down:wan")
    assert code == 0
    assert out.startswith("ana opens shares: timed-out\n")
    assert run(capsys, "simulate", name)[0] == 0
    assert "tcp/445" in run(capsys, "ports", name)[1]
    code, _, err = run(capsys, "ports", name, "--design", "none")
    assert code == 2
    assert "is a design already" in err


def test_a_design_without_a_name_is_the_recommended_one(capsys):
    """Without --design the recommended design is run; with it, the named one."""
    chosen = json.loads(run(capsys, "recommend", "fabrikam", "--format", "json")[1])["design"]
    assert json.loads(run(capsys, "ports", "fabrikam", "--format", "json")[1])["design"] == chosen
    other = run(capsys, "simulate", "fabrikam", "--design", "managed-ad-standard+two-way-trust", "--format", "json")[1]
    assert json.loads(other)["design"] == "managed-ad-standard+two-way-trust"


def test_one_scenario_is_told_hour_by_hour(capsys):
    """A scenario that is named alone comes with its timeline, which begins after people have signed in."""
    words = ("simulate", "wingtip", "--scenario", "link-down:vpn")
    timelines = json.loads(run(capsys, *words, "--format", "json")[1])["timelines"]
    assert [line["schema"] for line in timelines] == ["dirsim.timeline/v1"]
    assert "0h to 1h succeeded; 1h to" in run(capsys, *words)[1]


def test_simulate_without_a_fitting_design_is_no(capsys, file):
    """Where no design fits and none is named, there is nothing to run: exit code 1, and a hint."""
    code, out, err = run(capsys, "simulate", file("no-fit.yaml", NO_FIT))
    assert (code, out) == (1, "")
    assert "--design" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("recommend",), "name a file"),
        (("recommnd", "contoso"), "recommend"),
        (("recommend", "contoso", "--formt", "json"), "--formt"),
        (("recommend", "contoso", "--format", "jsn"), "did you mean 'json'"),
        (("recommend", "contoso", "--format", "pdf"), "writes text, json"),
        (("recommend", "contosso"), "did you mean the example 'contoso'"),
        (("simulate", "contoso", "--design", "ad-conector"), "did you mean 'ad-connector'"),
        (("simulate", "woodgrove", "--design", "managed-ad-hybrid"), "cannot build"),
        (("simulate", "contoso", "--scenario", "link-down:vnp"), "link-down:vpn"),
        (("simulate", "contoso", "--at", "noon"), "invalid time 'noon'"),
        (("trace", "contoso"), "--flow"),
        (("trace", "contoso", "--flow", "erp-bd/corp.example"), "erp-db/corp.example"),
        (("facts", "ad-connector-smal"), "ad-connector-small"),
        (("facts", "--as-of", "yesterday"), "invalid date 'yesterday'"),
        (("schema", "requirement"), "requirements"),
        (("check", "contoso", "--output", "no-such-folder/x.txt"), "folder not found"),
        (("diff", "contoso"), "NEW"),
        (("recomend", "contoso"), "recommend"),
    ],
)
def test_wrong_usage_is_2_and_says_what_is_near(capsys, file, words, said):
    """Every kind of wrong usage gives exit code 2, nothing on stdout, and one line that helps."""
    file("unused", "")
    code, out, err = run(capsys, *words)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


def test_a_file_goes_before_an_example(capsys, file):
    """A file that has an example's name is the one that is meant."""
    code, out, _ = run(capsys, "recommend", file("contoso", NO_FIT))
    assert code == 1
    assert out.startswith("Sketch: ")


def test_alone_it_says_what_to_do_first(capsys):
    """Without words the command says what to do first."""
    code, out, _ = run(capsys)
    assert code == 0
    assert "dirsim recommend contoso" in out


def test_version(capsys):
    """The version is the package's."""
    assert run(capsys, "--version") == (0, f"dirsim {__version__}\n", "")


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help(capsys, command):
    """Each command explains itself, plainly and within 100 columns."""
    code, out, err = run(capsys, command, "--help")
    assert (code, err) == (0, "")
    assert "--format" in out or command == "completion"  # a script for a shell has one form
    assert out.isascii()
    assert max(len(line) for line in out.splitlines()) <= 100


def test_markdown_and_csv(capsys):
    """The other formats are written too."""
    assert run(capsys, "recommend", "contoso", "--format", "markdown")[1].startswith("# Contoso ERP move: ")
    assert run(capsys, "ports", "contoso", "--format", "csv")[1].startswith("initiator,target,protocol,port,")
    assert run(capsys, "ports", "contoso", "--format", "markdown")[1].startswith("# Ports of ")


def test_an_internal_error_is_4_in_one_line(capsys, monkeypatch):
    """A fault of the library itself gives exit code 4 and one line, unless the traceback is asked for."""

    def fail(_value):
        raise RuntimeError("out of\nluck")

    monkeypatch.delenv("DIRSIM_DEBUG", raising=False)
    monkeypatch.setattr("dirsim.cli.recommend.decide", fail)
    code, out, err = run(capsys, "recommend", "contoso")
    assert (code, out) == (4, "")
    assert err == "dirsim: internal error: RuntimeError: out of luck (DIRSIM_DEBUG=1 shows where)\n"
    monkeypatch.setenv("DIRSIM_DEBUG", "1")
    assert "Traceback" in run(capsys, "recommend", "contoso")[2]
