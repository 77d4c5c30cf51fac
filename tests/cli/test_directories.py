"""The commands on directories in depth: check-schema, policy, trusts, managed-ad."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import dirsim
from dirsim.cli.app import main

EXAMPLES = Path(dirsim.__file__).parent / "examples"
DESIGN = ("--design", "managed-ad-standard+one-way-trust")
ESTATE = """\
dirsim: requirements/v1
name: policy
estate:
  directories:
    corp:
      kind: active-directory
      schema: {attributes: [adatumAdminPassword]}
      domains:
        corp.example:
          links: [{gpo: base}]
          organizational_units:
            "OU=Sales,DC=corp,DC=example": {links: [{gpo: sales}], block_inheritance: true}
          group_policies:
            base: {user_settings: {wallpaper: blue}}
            sales: {user_settings: {wallpaper: red}, wmi_filter: laptop}
"""


def _json(capsys, *words: str) -> tuple[int, dict]:
    code = main([*words, "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.fixture
def estate(tmp_path):
    """A requirements file with units, policy and a schema of its own."""
    file = tmp_path / "estate.yaml"
    file.write_text(ESTATE, "utf-8")
    return str(file)


def test_check_schema(capsys, estate) -> None:
    """0 where the directory takes it, 1 where it refuses something, in every format."""
    laps = str(EXAMPLES / "laps-like.ldif")
    code, answer = _json(capsys, "check-schema", laps)
    assert (code, answer["accepted"], answer["classes"][0]["name"]) == (0, True, "computer")
    for format_ in ("text", "sarif", "github"):
        assert main(["check-schema", laps, "--against", estate, "--format", format_]) == 1
        assert "adatumAdminPassword" in capsys.readouterr().out
    assert main(["check-schema", laps, "--managed"]) == 1
    assert "[managed-placeholder]" in capsys.readouterr().out


def test_check_schema_says_what_is_no_ldif(capsys, tmp_path) -> None:
    """A file that is no LDIF is bad input, with its line; nothing is written."""
    bad = tmp_path / "bad.ldif"
    bad.write_text("dn: CN=x\nno colon\n", "utf-8")
    assert main(["check-schema", str(bad)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert f"{bad}:2:1:" in shown.err
    assert main(["check-schema"]) == 2


def test_policy(capsys, estate) -> None:
    """The set names the winner; an unstated filter is unknown, a stated one decides."""
    who = ("policy", estate, "--user", "CN=ana,OU=Sales,DC=corp,DC=example")
    code, answer = _json(capsys, *who)
    assert (code, answer["settings"][0]["value"]) == (0, None)
    _, answer = _json(capsys, *who, "--wmi", "laptop=true")
    assert answer["settings"][0]["value"] == "red"
    assert main(["policy", estate, "--user", "bo"]) == 0
    shown = capsys.readouterr()
    assert "blue" in shown.out
    assert "assumed: bo is in CN=Users of corp.example" in shown.err
    assert main(["policy", estate]) == 2
    assert main(["policy", estate, "--user", "bo", "--wmi", "laptop"]) == 2


def test_policy_of_a_design(capsys) -> None:
    """A design says what its members keep of policy."""
    code, answer = _json(capsys, "policy", "contoso", *DESIGN)
    assert code == 0
    assert {one["kept"] for one in answer["members"]} == {"own-units"}


def test_trusts(capsys) -> None:
    """What a design's trust opens, and one way of a user; 1 where there is none."""
    code, answer = _json(capsys, "trusts", "contoso", *DESIGN)
    assert (code, [one["new"] for one in answer["opened"]]) == (0, [True])
    way = ("trusts", "contoso", *DESIGN, "--from", "ana@corp.example", "--to", "aws.corp.example")
    code, answer = _json(capsys, *way)
    assert (code, answer["kdcs"]) == (0, ["corp.example", "aws.corp.example"])
    assert main(["trusts", "contoso", *DESIGN, "--from", "aws.corp.example", "--to", "corp.example"]) == 1
    assert "does not reach" in capsys.readouterr().out
    assert main(["trusts", "contoso", "--from", "corp.example"]) == 2


def test_managed_ad(capsys) -> None:
    """The checks, what the directory does, and what a move breaks."""
    code, answer = _json(capsys, "managed-ad", "contoso")
    assert code == 0
    assert {check["id"] for check in answer["hybrid"]} >= {
        "functional-level",
        "controllers",
        "ports",
        "encryption-types",
    }
    assert {note["subject"] for note in answer["migration"]} >= {"SID history", "DPAPI", "service principal names"}
