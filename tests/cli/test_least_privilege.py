"""``dirsim least-privilege``: what it prints, and what it returns."""

import json

import jsonschema
import pytest

from dirsim.cli import main

COUNTED = {"type": "array", "items": {"required": ["action", "count", "first", "last", "event_ids"]}}
SHAPE = {
    "type": "object",
    "required": ["schema", "status", "window", "principals", "skipped"],
    "properties": {
        "schema": {"const": "dirsim.least-privilege/v1"},
        "status": {"enum": ["complete", "partial", "insufficient-evidence"]},
        "window": {"required": ["from", "to"]},
        "principals": {
            "additionalProperties": {
                "required": ["policies", "denied", "inferred", "not_observable", "evidence"],
                "properties": {"evidence": COUNTED, "denied": COUNTED, "inferred": COUNTED},
            }
        },
        "skipped": {"type": "array", "items": {"required": ["file", "reason", "count"]}},
    },
}


def test_json_has_the_contract_shape(event, trail, capsys):
    """The JSON has the keys that other programs rely on."""
    calls = [event("ec2", "DescribeVpcs"), event("signin", "ConsoleLogin", None, 2)]
    assert main(["least-privilege", str(trail(calls)), "--format", "json"]) == 0
    jsonschema.validate(json.loads(capsys.readouterr().out), SHAPE)


def test_text_holds_the_policy(event, trail, capsys):
    """The text page shows the actions with their evidence, and a policy that can be copied."""
    assert main(["least-privilege", str(trail([event("s3", "ListBuckets")]))]) == 0
    shown = capsys.readouterr().out
    assert "s3:ListAllMyBuckets" in shown
    assert '"Version": "2012-10-17"' in shown


def test_too_little_evidence(event, trail, capsys):
    """Where nothing can be proposed the exit code is 3, never an empty policy with 0."""
    path = str(trail([event("signin", "ConsoleLogin")]))
    assert main(["least-privilege", path, "--format", "json"]) == 3
    assert json.loads(capsys.readouterr().out)["status"] == "insufficient-evidence"
    assert main(["least-privilege", path, "--principal", "arn:aws:iam::111122223333:role/nobody"]) == 3
    assert "no record names" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [[], ["none.json"], ["--days", "0", "x.json"], ["--days", "x", "x.json"], ["x", "--format", "xml"]]
)
def test_wrong_use(words, tmp_path, monkeypatch, capsys):
    """No file, no such file, no such window: exit code 2 and one line that says so."""
    monkeypatch.chdir(tmp_path)
    assert main(["least-privilege", *words]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_no_secret_is_shown(event, trail, capsys):
    """Keys and what was asked for stay in the records."""
    call = event("ssm", "PutParameter", {"name": "p", "value": "hunter2hunter2"})
    for form in ("text", "json"):
        assert main(["least-privilege", str(trail([call])), "--format", form]) == 0
        shown = capsys.readouterr()
        assert "hunter2" not in shown.out + shown.err
        assert "ASIAEXAMPLE" not in shown.out + shown.err
