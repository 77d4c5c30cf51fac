"""Files of policies, and the reports of their findings as text, JSON and SARIF."""

import json
import sys
from io import BytesIO, TextIOWrapper

import pytest

from dirsim.credentials.policy.finding import RULES, FileFindings
from dirsim.credentials.policy.findings_page import LINT_WRITERS, lint_json, lint_sarif, lint_text_page
from dirsim.credentials.policy.policy_files import lint_file, lint_text, policies_of, policy_files
from dirsim.credentials.policy.statement import PolicyKind
from dirsim.errors import InputError

BROKEN = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:Brew", "Resource": "*"}}'
FOUND = (
    FileFindings("dir\\a b.json", "Statement[0].Action", "unknown-action", "s3:Brew", "unknown\naction", 3, 0),
    FileFindings("x.json", "", "malformed-json", "", "the file is empty"),
    FileFindings("x.json", "", "no-version", "", "missing Version", 1, 7),
)


def test_a_folder_means_its_json_files(tmp_path):
    """The JSON files of a folder are taken in order, at any depth and once; named files are taken as they are."""
    for name in ("b.json", "deep/a.json", "c.txt", "d.JSON"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(BROKEN, encoding="utf-8")
    folder = str(tmp_path)
    assert policy_files([folder, f"{folder}/b.json"]) == (
        f"{folder}/b.json",
        f"{folder}/d.JSON",
        f"{folder}/deep/a.json",
    )
    assert policy_files([f"{folder}/c.txt", "-", "none.json"]) == (f"{folder}/c.txt", "-", "none.json")


def test_a_folder_without_json_is_bad_input(tmp_path):
    """A folder without any JSON file is named in the error."""
    with pytest.raises(InputError) as caught:
        policy_files([tmp_path])
    assert [(problem.message, problem.file) for problem in caught.value.problems] == [
        ("the folder contains no JSON file", str(tmp_path))
    ]


def test_a_file_has_the_name_that_it_is_given(tmp_path, monkeypatch):
    """Findings name the file by its path or by another name; standard input has its own."""
    path = tmp_path / "p.json"
    path.write_text(BROKEN, encoding="utf-8")
    assert {one.file for one in lint_file(str(path))} == {str(path)}
    assert {one.file for one in lint_file(str(path), name="shown")} == {"shown"}
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(BROKEN.encode())))
    assert {one.file for one in lint_file("-")} == {"<stdin>"}


def test_the_kind_may_be_given():
    """A policy is judged as the given kind; as a resource's policy it lacks its principal."""
    assert "malformed-principal" in {one.rule for one in lint_text(BROKEN, kind=PolicyKind.RESOURCE)}
    assert "malformed-principal" not in {one.rule for one in lint_text(BROKEN)}


@pytest.mark.parametrize(
    ("text", "message", "line", "column"),
    [
        ("", "the file is empty", 1, 1), (" \n ", "the file is empty", 2, 2), ("{", "the file is not JSON: expecting property name enclosed in double quotes", 1, 2),
        ('{"a": 1}\nx', "the file is not JSON: extra data", 2, 1),
    ],
)  # fmt: skip
def test_a_file_that_is_not_json_is_a_finding(text, message, line, column):
    """A file that is not JSON is one finding with the place at which reading stopped."""
    (one,) = lint_text(text, file="f")
    assert (one.rule, one.message, one.file, one.path) == ("malformed-json", message, "f", "")
    assert one.line == line
    assert one.column >= column or not text.strip()


def test_a_number_of_very_many_digits_is_a_finding_at_its_place(tmp_path):
    """A whole number that Python does not convert is no JSON of a policy: the finding and the error name its place."""
    text = f'{{\n "Statement": {"9" * 4301}}}'
    (found,) = lint_text(text, file="a.json")
    assert (found.rule, found.line, found.column) == ("malformed-json", 2, 15)
    assert found.message == "the file is not JSON: a number has more than 4300 digits"
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="a number has more than 4300 digits"):
        policies_of(tmp_path / "a.json")


def test_a_key_that_is_written_twice_is_a_finding():
    """A duplicate key is named beside the other findings; the last value is the one that is checked."""
    found = lint_text('{"Version": "x", "Version": "2012-10-17", "Statement": []}')
    assert [one.message for one in found if one.rule == "malformed-json"] == [
        "duplicate key 'Version'; the last value wins"
    ]
    assert "malformed-version" not in {one.rule for one in found}


def test_findings_are_in_the_order_of_the_file():
    """Findings are sorted by line and column, and then by rule."""
    text = '{\n "Statement": [\n  {"Effect": "Permit",\n   "Action": "s3:Brew",\n   "Resource": "b/k"}\n ]\n}'
    found = lint_text(text)
    places = [(one.line, one.column, one.rule) for one in found]
    assert places == sorted(places)
    assert {one.rule: one.line for one in found} == {
        "no-version": 1,
        "malformed-effect": 3,
        "unknown-action": 4,
        "malformed-resource": 5,
    }


def test_a_finding_is_one_line_of_text():
    """Each finding has its file, place, level, message and rule on one line; without findings a line says so."""
    assert lint_text_page(FOUND).splitlines() == [
        "dir\\a b.json:3:0: Statement[0].Action: error: unknown action [unknown-action]",
        "x.json: error: the file is empty [malformed-json]",
        "x.json:1:7: note: missing Version [no-version]",
    ]
    assert lint_text_page([]) == "no findings\n"


def test_findings_as_json():
    """Each finding has all its parts in the JSON, with its level."""
    made = json.loads(lint_json(FOUND))
    assert made["schema"] == "dirsim.policy-findings/v1"
    assert made["findings"][0] == {
        "file": "dir\\a b.json", "path": "Statement[0].Action", "rule": "unknown-action", "action": "s3:Brew", "message": "unknown\naction",
        "level": "error", "line": 3, "column": 0,
    }  # fmt: skip
    assert json.loads(lint_json([]))["findings"] == []


def test_findings_as_sarif():
    """SARIF has one result for each finding and one rule for each that was used; a place is given where it is known."""
    (run,) = json.loads(lint_sarif(FOUND))["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["malformed-json", "no-version", "unknown-action"]
    assert rules[1]["shortDescription"]["text"] == RULES["no-version"][1]
    assert [rule["defaultConfiguration"]["level"] for rule in rules] == ["error", "note", "error"]
    first, second, third = run["results"]
    assert (first["message"]["text"], second["message"]["text"]) == (
        "Statement[0].Action: unknown\naction",
        "the file is empty",
    )
    place = first["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "dir/a%20b.json"}, "region": {"startLine": 3, "startColumn": 1}}
    assert "region" not in second["locations"][0]["physicalLocation"]
    assert third["locations"][0]["physicalLocation"]["region"] == {"startLine": 1, "startColumn": 7}
    assert [result["level"] for result in run["results"]] == ["error", "error", "note"]
    assert json.loads(lint_sarif([]))["runs"][0]["results"] == []


def test_each_format_has_its_writer():
    """The formats of the command line are those that have a writer."""
    assert list(LINT_WRITERS) == ["text", "json", "sarif"]
    assert [writer(FOUND) for writer in LINT_WRITERS.values()] == [
        lint_text_page(FOUND),
        lint_json(FOUND),
        lint_sarif(FOUND),
    ]
