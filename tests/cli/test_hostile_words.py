"""Hostile words of a command line: names that no file can have, devices, numbers that are none, outputs over inputs."""

import json

import pytest

from dirsim.cli import main

ASKED = """dirsim: requirements/v1
name: Desktops
as_of: 2026-11-01
estate: {on_prem_ad: {domains: 1, users: 10}, connectivity: vpn}
workloads: {desktops: {kind: workspaces}}
needs: [existing-credentials]
"""
LONG = "a" * 5000
FILE_WORDS = [
    "recommend FILE",
    "recommend contoso --waivers FILE",
    "recommend contoso --baseline FILE --fail-on new",
    "recommend contoso --format markdown --sign FILE",
    "assess FILE",
    "check FILE",
    "simulate FILE",
    "sweep FILE",
    "availability FILE",
    "trace FILE --flow x",
    "ports FILE",
    "ports contoso --check FILE",
    "export terraform FILE",
    "diff contoso FILE",
    "verify FILE",
    "trusts FILE",
    "policy FILE",
    "managed-ad FILE",
    "check-schema FILE",
    "check-schema dirsim/examples/laps-like.ldif --against FILE",
    "can FILE --action s3:GetObject",
    "lint-policy FILE",
    "least-privilege FILE",
    "discover ldif FILE",
    "discover bloodhound FILE",
    "discover csvde FILE",
    "discover ldapdomaindump FILE",
    "discover terraform FILE",
    "discover cloudformation FILE",
    "discover aws --from FILE",
    "discover ldap ldap://127.0.0.1:1 --user a@b.c --password-file FILE",
    "lab check FILE",
    "lab start proxy-store --roster FILE",
]
"""Every place of a command line where a file is named."""


@pytest.mark.parametrize("words", FILE_WORDS)
@pytest.mark.parametrize("file", [LONG, "a/" * 3000, "no\0file", "/dev/zero", "/proc/self/mem"])
def test_a_name_that_is_not_a_file_is_refused(capsys, words, file):
    """A name that no file can have, a device without end and a file that cannot be read are bad input in every place."""
    assert main([file if word == "FILE" else word for word in words.split()]) == 2
    shown = capsys.readouterr()
    assert "internal error" not in shown.err
    assert shown.out or shown.err


@pytest.mark.parametrize("file", [LONG, "/dev/zero", "/dev/null/x"])
def test_results_are_kept_in_a_file(capsys, tmp_path, file):
    """--results with a name that no file can have is a usage error."""
    (tmp_path / "a.yaml").write_text(ASKED)
    assert main(["recommend", str(tmp_path), "--results", file]) == 2
    assert "internal error" not in capsys.readouterr().err


@pytest.mark.parametrize("number", ["5.5", "1.e999", "0x10", "1e3", "nan", "", "9" * 50, "\u0665", "1_0", "-", "five"])
@pytest.mark.parametrize(
    "words", ["sweep contoso --order", "availability contoso --max-order", "simulate contoso --users", "new x --users"]
)
def test_a_whole_number_is_written_in_digits(capsys, words, number):
    """Only digits make a whole number; any other text is a usage error and is never rounded."""
    assert main([*words.split(), number]) == 2
    assert "internal error" not in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        "recommend a.yaml -o a.yaml",
        "recommend a.yaml -oa.yaml",
        "recommend a.yaml --output=./a.yaml",
        "recommend link.yaml -o a.yaml",
        "recommend a.yaml -o link.yaml",
        "recommend b.yaml --waivers a.yaml -o a.yaml",
        "recommend b.yaml --waivers=a.yaml -o a.yaml",
        "diff b.yaml a.yaml --format json -o a.yaml",
        "check a.yaml --format json -o a.yaml",
        "recommend . -o a.yaml",
        "recommend . -o answer.json",
        "check .. -o answer.json",
        "lint-policy . --format sarif -o policy.json",
    ],
)
def test_an_answer_does_not_replace_its_input(capsys, tmp_path, monkeypatch, words):
    """--output over an input, or where the next run would read it as one, is refused before anything is read or renamed."""
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in ("a.yaml", "b.yaml"):
        (folder / name).write_text(ASKED)
    (folder / "link.yaml").symlink_to("a.yaml")
    monkeypatch.chdir(folder)
    assert main(words.split()) == 2
    assert "--output" in capsys.readouterr().err
    assert (folder / "a.yaml").read_text() == ASKED
    assert sorted(path.name for path in folder.iterdir()) == ["a.yaml", "b.yaml", "link.yaml"]


def test_an_answer_may_replace_an_older_one(tmp_path, monkeypatch):
    """An output beside the inputs, and over the baseline that it was held against, is written."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text(ASKED)
    for words in (
        "recommend a.yaml -o before.json",
        "recommend a.yaml --baseline before.json --fail-on new -o before.json",
        "recommend a.yaml -f json -o json",
        "recommend a.yaml -f json -o json",
        "recommend . -o answer.md",
    ):
        if words.startswith("recommend ."):
            (tmp_path / "before.json").unlink()
        assert main(words.split()) == 0


def test_an_older_answer_is_retired_however_output_is_written(tmp_path, capsys):
    """An older file at -oFILE and -o=FILE is renamed too where a command ends without an answer."""
    for spelling in ("-o{}", "-o={}"):
        output = tmp_path / "answer.txt"
        output.write_text("yes")
        assert main(["simulate", str(tmp_path / "none.yaml"), spelling.format(output)]) == 2
        assert not output.exists()
    capsys.readouterr()


def test_a_schema_extension_without_a_record_is_refused(tmp_path, capsys):
    """An empty file is not an extension that the directory would take."""
    for text in ("", "\n\n", "# nothing\n", "version: 1\n"):
        (tmp_path / "x.ldf").write_text(text)
        assert main(["check-schema", str(tmp_path / "x.ldf")]) == 2, text
    assert "contains no LDIF record" in capsys.readouterr().err


def test_a_key_that_cannot_be_used_is_a_usage_error(tmp_path, capsys):
    """A --key with a file that is not a key is exit code 2, whether or not the record is signed."""
    record, key = tmp_path / "d.md", tmp_path / "k.pem"
    (tmp_path / "a.yaml").write_text(ASKED)
    key.write_text("no key")
    assert main(["recommend", str(tmp_path / "a.yaml"), "-o", str(record)]) == 0
    pytest.importorskip("cryptography")
    assert main(["verify", str(record), "--key", str(key)]) == 2
    assert "is not a public Ed25519 key" in capsys.readouterr().err


def test_a_trail_of_all_years_is_read_at_once(tmp_path, capsys):
    """A trail from the year 1 to the last year of a date names the first empty days and counts the rest."""
    session = {"type": "AssumedRole", "sessionContext": {"sessionIssuer": {"arn": "arn:aws:iam::111122223333:role/n"}}}
    call = {"eventSource": "s3.amazonaws.com", "eventName": "ListBuckets", "userIdentity": session}
    times = ("0001-01-01T00:00:00Z", "2100-12-31T23:59:59Z")
    path = tmp_path / "trail.json"
    path.write_text(json.dumps({"Records": [{**call, "eventTime": at, "eventID": at} for at in times]}))
    assert main(["least-privilege", str(path), "--format", "json"]) == 0
    assert "767007 days without a single event" in capsys.readouterr().out


def test_very_many_problems_are_cut_everywhere(tmp_path, capsys):
    """An error lists its first 200 problems whatever read the input, and says that there are more."""
    path = tmp_path / "rules.csv"
    path.write_text("initiator,target,protocol,port\n" + "a,b,tcp,x\n" * 1000)
    assert main(["ports", "contoso", "--check", str(path)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 201
    assert "more than 200 problems; these are the first" in lines[-1]
    assert main(["session", "assume-role" + ",x" * 5000]) == 2
    assert len(capsys.readouterr().err) < 100_000
