"""``dirsim export``: the file, the notes, and the exit codes."""

import json

import pytest

import dirsim
from dirsim.cli import main


def test_the_file_is_read_back(tmp_path, capsys):
    """What export writes, discover reads; what is not expressed is noted outside the answer."""
    target = tmp_path / "main.tf.json"
    assert (
        main(["export", "terraform", "contoso", "--design", "managed-ad-standard+two-way-trust", "-o", str(target)])
        == 0
    )
    notes = capsys.readouterr().err
    assert "not expressed: trusts: the half of the trust" in notes
    data = json.loads(target.read_text(encoding="utf-8"))
    assert data == dirsim.export("terraform", "contoso", "managed-ad-standard+two-way-trust").to_dict()
    assert main(["discover", "terraform", str(target), "--format", "json"]) in (0, 3)
    assert "aws.corp.example--corp.example" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["terraform", "fabrikam", "--design", "existing-ad-direct"], 2, "no resource for any part"),
        (["pulumi", "contoso"], 2, "expected one of: terraform, cloudformation"),
        (["terraform", "reality", "--design", "simple-ad"], 2, "a topology file is a design already"),
        (["terraform", "missing.yaml"], 2, "file not found"),
    ],
)
def test_wrong_use_is_refused(capsys, words, code, said):
    """A form, a design or a file that cannot be used is one error, and nothing is written."""
    assert main(["export", *words]) == code
    out = capsys.readouterr()
    assert said in out.err
    assert out.out == ""
