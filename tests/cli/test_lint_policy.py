"""``dirsim lint-policy``: what it prints, and what it returns."""

import json

import pytest

from dirsim.cli import main

CLEAN = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/k"}],
}
WRONG = '{\n  "Version": "2012-10-17",\n  "Statement": [\n    {"Effect": "Allow",\n     "Action": ["s3:GetObjet"], "Resource": "*"}\n  ]\n}\n'


@pytest.fixture
def wrong(tmp_path, monkeypatch):
    """A policy with a mistyped action, in the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "wrong.json").write_text(WRONG, encoding="utf-8")
    return "wrong.json"


def test_findings_have_their_place(wrong, capsys):
    """Each finding names file, line, column, path, rule and action."""
    assert main(["lint-policy", wrong, "--format", "json"]) == 1
    shown = json.loads(capsys.readouterr().out)
    assert shown["schema"] == "dirsim.policy-findings/v1"
    (found,) = shown["findings"]
    assert (found["file"], found["path"], found["rule"], found["action"]) == (
        "wrong.json", "Statement[0].Action[0]", "unknown-action", "s3:GetObjet",
    )  # fmt: skip
    assert (found["line"], found["column"]) == (5, 17)


def test_text_and_sarif(wrong, capsys):
    """The text is one line for each finding; SARIF has one result with its region."""
    main(["lint-policy", wrong])
    assert capsys.readouterr().out.startswith("wrong.json:5:17: Statement[0].Action[0]: error: ")
    main(["lint-policy", wrong, "--format", "sarif"])
    (result,) = json.loads(capsys.readouterr().out)["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 5, "startColumn": 17}


def test_a_clean_policy(tmp_path, capsys):
    """A policy in order gives 0 and says so; so does what the AWS command line answers about it."""
    path = tmp_path / "clean.json"
    for document in (CLEAN, {"PolicyVersion": {"Document": CLEAN, "VersionId": "v1"}}, {"Policy": json.dumps(CLEAN)}):
        path.write_text(json.dumps(document), encoding="utf-8")
        assert main(["lint-policy", str(tmp_path)]) == 0
        assert capsys.readouterr().out == "no findings\n"


@pytest.mark.parametrize(("threshold", "code"), [("note", 1), ("warning", 1), ("error", 0), ("never", 0)])
def test_the_threshold(tmp_path, threshold, code):
    """The exit code is 1 from the level on that was asked for."""
    path = tmp_path / "wide.json"
    path.write_text(json.dumps(CLEAN).replace("arn:aws:s3:::b/k", "*"), encoding="utf-8")
    assert main(["lint-policy", str(path), "--fail-on", threshold]) == code


def test_no_json(tmp_path, capsys):
    """A file that is not JSON is reported with its place; the other files are looked at all the same."""
    (tmp_path / "a.json").write_text('{"Version": "2012-10-17",\n "Statement": [}', encoding="utf-8")
    (tmp_path / "b.json").write_text(WRONG, encoding="utf-8")
    assert main(["lint-policy", str(tmp_path), "--format", "json"]) == 2
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [(entry["rule"], entry["line"], entry["column"]) for entry in found] == [
        ("malformed-json", 2, 16), ("unknown-action", 5, 17),
    ]  # fmt: skip


def test_a_key_twice(tmp_path, capsys):
    """A key that stands twice is told: a reader takes the last, a person the first."""
    path = tmp_path / "twice.json"
    path.write_text(
        json.dumps(CLEAN).replace('"Effect": "Allow"', '"Effect": "Deny", "Effect": "Allow"'), encoding="utf-8"
    )
    assert main(["lint-policy", str(path)]) == 2
    assert "duplicate key 'Effect'" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words", [[], ["none.json"], ["x", "--kind", "y"], ["x", "--account", "1"], ["x", "--fail-on", "y"]]
)
def test_wrong_use(words, tmp_path, monkeypatch, capsys):
    """No file, no such file, no such kind: exit code 2 and one line that says so."""
    monkeypatch.chdir(tmp_path)
    assert main(["lint-policy", *words]) == 2
    assert capsys.readouterr().err.count("\n") == 1
