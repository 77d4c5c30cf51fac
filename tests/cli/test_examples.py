"""Help with examples that run, completion, and colour for terminals alone."""

import json
import re
import shlex
import shutil
import subprocess

import pytest

from dirsim.cli import colour, main
from dirsim.cli.app import COMMANDS
from dirsim.cli.colour import coloured
from dirsim.cli.examples import EXAMPLES

ESTATE = """\
dirsim: requirements/v1
name: an estate
estate:
  directories:
    corp:
      kind: active-directory
      domains:
        corp.example:
          links: [{gpo: Baseline}]
          group_policies: {Baseline: {computer_settings: {screen lock: 10m}}}
"""
EXPORT = """\
dn: DC=corp,DC=example
changetype: add
objectClass: domainDNS
"""
EXTENSION = """\
dn: CN=badge,CN=Schema,CN=Configuration,DC=X
changetype: add
objectClass: attributeSchema
attributeID: 1.3.6.1.4.1.99999.1.1
lDAPDisplayName: badge
attributeSyntax: 2.5.5.12
oMSyntax: 64
isSingleValued: TRUE
"""
RECORD = {
    "eventVersion": "1.08",
    "userIdentity": {
        "type": "IAMUser",
        "arn": "arn:aws:iam::111122223333:user/ana",
        "accountId": "111122223333",
        "userName": "ana",
    },
    "eventTime": "2026-11-01T10:00:00Z",
    "eventSource": "ec2.amazonaws.com",
    "eventName": "DescribeInstances",
    "awsRegion": "eu-west-1",
    "requestParameters": {},
    "eventID": "1",
    "eventType": "AwsApiCall",
    "recipientAccountId": "111122223333",
}
POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}],
}
RUN = [(command, example) for command in COMMANDS for example in EXAMPLES[command] if "ldaps://" not in example]


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with the files that the examples name."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "requirements.yaml").write_text(ESTATE.replace("an estate", "requirements"), encoding="utf-8")
    (tmp_path / "estate.yaml").write_text(ESTATE, encoding="utf-8")
    (tmp_path / "corp.ldf").write_text(EXPORT, encoding="utf-8")
    (tmp_path / "extension.ldf").write_text(EXTENSION, encoding="utf-8")
    (tmp_path / "trail.json").write_text(json.dumps({"Records": [RECORD]}), encoding="utf-8")
    (tmp_path / "policy.json").write_text(json.dumps(POLICY), encoding="utf-8")
    for name in ("role.json", "boundary.json"):
        (tmp_path / name).write_text(json.dumps(POLICY), encoding="utf-8")
    assert main(["recommend", "contoso", "--format", "markdown", "--output", "decision.md"]) == 0
    return tmp_path


@pytest.mark.parametrize(("command", "example"), RUN, ids=[example for _, example in RUN])
def test_every_example_runs(desk, capsys, command, example):
    """What a command's help shows is a command line that works, and gives an answer."""
    program, *words = shlex.split(example)
    before = set(desk.iterdir())
    code = main(words)
    said = capsys.readouterr()
    assert (program, words[0]) == ("dirsim", command)
    assert code in (0, 1, 3), said.err
    assert said.out or set(desk.iterdir()) - before or "--output" in words


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_has_examples(capsys, command):
    """The help of a command says more than its options, and shows an example."""
    assert main([command, "--help"]) == 0
    out = capsys.readouterr().out
    assert "Examples:" in out
    assert all(example in out for example in EXAMPLES[command])
    assert "Args:" not in out


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_bash_completes_commands(capsys, tmp_path):
    """The script for bash, sourced, offers the commands."""
    assert main(["completion", "bash"]) == 0
    script = tmp_path / "dirsim.bash"
    script.write_text(capsys.readouterr().out, encoding="utf-8")
    ask = f"source {script}; COMP_WORDS=(dirsim rec); COMP_CWORD=1; COMP_LINE='dirsim rec'; COMP_POINT=10; _dirsim; echo ${{COMPREPLY[@]}}"
    assert subprocess.run(["bash", "-c", ask], capture_output=True, text=True, check=True).stdout.split() == [
        "recommend"
    ]


def test_an_unknown_shell_is_bad_usage(capsys):
    """Only shells that can be served are."""
    assert main(["completion", "cmd"]) == 2
    assert "bash, zsh, fish" in capsys.readouterr().err


def test_colours_take_nothing_away():
    """Without its escapes a coloured page is the page, and pages of other formats have none."""
    page = "Title\n=====\na succeeded, b timed-out, succeeded-not\n"
    shown = coloured(page)
    assert re.sub(r"\x1b\[\d+m", "", shown) == page
    assert shown.count("\x1b[32m") == 1
    assert coloured("a,succeeded\nb,denied\n") == "a,succeeded\nb,denied\n"


def test_only_terminals_that_want_it_get_colour(monkeypatch, capsys):
    """A pipe gets none; a terminal does, unless NO_COLOR or a dumb terminal says otherwise."""
    assert main(["trusts", "contoso"]) == 0
    assert "\x1b" not in capsys.readouterr().out
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert colour.wants_colour()
    monkeypatch.setenv("NO_COLOR", "1")
    assert not colour.wants_colour()
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert not colour.wants_colour()


def test_the_greeting_gives_a_file_that_works(desk, capsys):
    """The lines that ``dirsim`` alone shows as a beginning are a requirements file with an answer; the commands exist."""
    assert main([]) == 0
    greeting = capsys.readouterr().out
    (desk / "office.yaml").write_text(re.sub(r"^(?! {6}).*\n", "", greeting, flags=re.MULTILINE), encoding="utf-8")
    assert main(["check", "office.yaml"]) == 0
    assert main(["recommend", "office.yaml"]) == 0
    assert "ad-connector" in capsys.readouterr().out
    assert set(re.findall(r"^  dirsim ([a-z][a-z-]+)", greeting, flags=re.MULTILINE)) <= set(COMMANDS)
