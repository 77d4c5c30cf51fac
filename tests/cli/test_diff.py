"""``dirsim diff`` and ``dirsim verify``."""

import json

import pytest

from dirsim.cli import main


def ran(capsys, *words):
    """Exit code and standard output of a command."""
    code = main(list(words))
    return code, capsys.readouterr()


def test_a_record_goes_round(tmp_path, capsys):
    """What ``recommend --format markdown`` writes ``verify`` runs again and ``diff`` compares, with exit code 0."""
    record, answer = str(tmp_path / "decision.md"), str(tmp_path / "answer.json")
    assert main(["recommend", "fabrikam", "--format", "markdown", "--output", record]) == 0
    assert main(["recommend", "fabrikam", "--format", "json", "--output", answer]) == 0
    code, said = ran(capsys, "verify", record, "--format", "json")
    assert (code, json.loads(said.out)["holds"]) == (0, True)
    for other in (record, answer, "fabrikam"):
        code, said = ran(capsys, "diff", other, "fabrikam", "--format", "json")
        assert (code, json.loads(said.out)["same_decision"]) == (0, True)


def test_another_decision_is_exit_code_one(capsys):
    """Two files with different answers differ."""
    code, said = ran(capsys, "diff", "contoso", "fabrikam")
    assert code == 1
    assert "self-managed-ec2+ad-connector, recommended -> ad-connector, recommended" in " ".join(said.out.split())


def test_a_stale_record_is_exit_code_one(tmp_path, capsys):
    """A record whose grounds moved is no longer good."""
    record = str(tmp_path / "decision.md")
    main(["recommend", "contoso", "--format", "markdown", "--output", record])
    code, said = ran(capsys, "verify", record, "--as-of", "2023-01-01")
    assert code == 1
    assert "The decision would be different" in said.out


@pytest.mark.parametrize(
    "words",
    [
        ["verify", "contoso"],
        ["verify"],
        ["diff", "contoso"],
        ["diff", "contoso", "nothing.json"],
        ["verify", "x", "--as-of", "soon"],
    ],
)
def test_what_cannot_be_used_is_exit_code_two(capsys, words):
    """Bad input and bad usage give one clear message and nothing on standard output."""
    code, said = ran(capsys, *words)
    assert code == 2
    assert said.out == ""
    assert said.err
