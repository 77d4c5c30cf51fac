"""Folders as arguments: nothing in them is left out in silence."""

import json
import os

import pytest

from dirsim.cli import main
from dirsim.parsing import folder_walk

ADMIN = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
READ = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/k"}],
}
REQUIREMENTS = "dirsim: requirements/v1\nname: x\nestate: {on_prem_ad: {domains: 1}}\n"


@pytest.fixture
def closed(monkeypatch):
    """Folders named ``closed`` cannot be read, as for a user without permission."""
    real = os.scandir

    def scandir(path):
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(folder_walk.os, "scandir", scandir)


def filled(folder, name, content):
    """A folder with one good file and one in a closed folder below."""
    (folder / "closed").mkdir()
    for place in (folder / f"good{name}", folder / "closed" / f"bad{name}"):
        place.write_text(content if isinstance(content, str) else json.dumps(content))
    return str(folder)


RECORD = {
    "Records": [
        {
            "eventVersion": "1.08", "eventTime": "2026-01-01T00:00:00Z", "eventSource": "s3.amazonaws.com",
            "eventName": "GetObject", "awsRegion": "us-east-1", "eventID": "1",
            "userIdentity": {"type": "IAMUser", "arn": "arn:aws:iam::123456789012:user/x", "accountId": "123456789012"},
            "requestParameters": {"bucketName": "b", "key": "k"},
        }
    ]
}  # fmt: skip


@pytest.mark.usefixtures("closed")
@pytest.mark.parametrize(
    ("command", "name", "content"),
    [
        (("lint-policy",), ".json", READ),
        (("can", "--action", "s3:GetObject"), ".json", READ),
        (("check",), ".yaml", REQUIREMENTS),
        (("recommend",), ".yaml", REQUIREMENTS),
        (("least-privilege",), ".json", RECORD),
        (("discover", "aws", "--from"), ".json", {"Vpcs": []}),
        (("discover", "ldif"), ".ldif", "dn: DC=a\nobjectClass: domain\n"),
        (("verify",), ".md", "# nothing\n"),
    ],
)
def test_an_unreadable_folder_is_named_and_makes_exit_2(capsys, tmp_path, command, name, content):
    """Whatever the command, a folder below that cannot be read is named, and the exit code is 2."""
    folder = filled(tmp_path, name, content)
    assert main([*command, folder]) == 2
    shown = capsys.readouterr()
    assert "closed" in shown.err + shown.out
    assert "cannot be read: Permission denied" in shown.err + shown.out
    assert "internal error" not in shown.err


@pytest.mark.parametrize("command", ["lint-policy", "check", "recommend"])
def test_a_bad_file_is_one_result_among_others(capsys, tmp_path, command):
    """A broken link in a folder is a result of its own; the good file is still answered."""
    good = json.dumps(ADMIN) if command == "lint-policy" else REQUIREMENTS
    ending = ".json" if command == "lint-policy" else ".yaml"
    (tmp_path / f"good{ending}").write_text(good)
    (tmp_path / f"gone{ending}").symlink_to(tmp_path / "nothing")
    assert main([command, str(tmp_path), *(("--format", "json") if command == "recommend" else ())]) == 2
    shown = capsys.readouterr()
    assert "good" in shown.out
    assert "gone" in shown.out + shown.err


def test_files_of_other_names_are_named(capsys, tmp_path):
    """A policy whose name does not end in .json is not read, and a note says so."""
    (tmp_path / "a.json").write_text(json.dumps(READ))
    (tmp_path / "admin.policy").write_text(json.dumps(ADMIN))
    assert main(["lint-policy", str(tmp_path)]) == 0
    assert "not read" in (shown := capsys.readouterr().err)
    assert "admin.policy" in shown


def test_a_pipe_in_a_folder_is_not_waited_for(capsys, tmp_path):
    """A pipe among the files is named; no command opens it."""
    (tmp_path / "a.json").write_text(json.dumps(READ))
    os.mkfifo(tmp_path / "b.json")
    for command in (("lint-policy",), ("recommend",), ("least-privilege",), ("discover", "aws", "--from")):
        assert main([*command, str(tmp_path)]) == 2
        shown = capsys.readouterr()
        assert "b.json" in shown.out + shown.err or command == ("least-privilege",)


def test_examples_are_members_too():
    """A portfolio takes the names of examples."""
    assert main(["recommend", "contoso", "--workers", "1"]) == 0
