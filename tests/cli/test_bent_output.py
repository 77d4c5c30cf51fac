"""Names in files cannot bend the output: no commands of a build runner, no control characters, no stale file."""

import json
import re

import pytest

from dirsim.cli import main
from dirsim.files.requirements_reader import parse_requirements

COMMAND = re.compile(r"^\s*::[a-z-]+.*::|##vso\[|##\[", re.MULTILINE)
NAMES = [
    "::error file=a::owned",
    "::set-output name=x::1",
    "##vso[task.setvariable variable=x]y",
    "##[error]x",
    "  ::warning::z",
]


def asked(name):
    """A requirements file with a hostile name, also for its parts."""
    return json.dumps(
        {
            "dirsim": "requirements/v1",
            "name": name,
            "as_of": "2026-11-01",
            "estate": {"on_prem_ad": {"domains": 1, "users": 10}, "connectivity": "vpn"},
            "workloads": {name: {"kind": "workspaces"}},
            "needs": ["existing-credentials"],
        }
    )


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_no_line_is_a_runners_command(tmp_path, capsys, name, form):
    """A file whose name is a command of GitHub or Azure does not run it, in any format; JSON gives the name back."""
    path = tmp_path / "asked.json"
    path.write_text(asked(name))
    assert main(["recommend", str(path), "--format", form]) == 0
    shown = capsys.readouterr().out
    assert not COMMAND.search(shown)
    if form == "json":
        assert json.loads(shown)["name"] == name


@pytest.mark.parametrize("name", NAMES)
def test_no_note_is_a_runners_command(tmp_path, capsys, name, monkeypatch):
    """Neither a message on standard error nor a checked file's name is a command."""
    monkeypatch.chdir(tmp_path)
    assert main(["recommend", f"{name}.yaml"]) == 2
    assert main(["check", f"{name}.yaml"]) == 2
    shown = capsys.readouterr()
    assert not COMMAND.search(shown.err)
    assert not COMMAND.search(shown.out)


def test_commands_that_are_asked_for_are_kept(tmp_path, capsys):
    """--format github consists of commands, whose data a file cannot end."""
    path = tmp_path / "bad.yaml"
    path.write_text('dirsim: requirements/v1\nname: x\n"a::error::b": 1\n')
    assert main(["check", str(path), "--format", "github"]) == 2
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("::error file=")


SIGNS = ["\x7f", "\x9b", "\x85", "\u2028", "\u2029", "\u202e", "\u2066", "\u200b", "\ufeff"]


@pytest.mark.parametrize("sign", SIGNS)
def test_json_escapes_what_steers_a_terminal(tmp_path, capsys, sign):
    """Control and bidirectional characters are escapes in JSON, and the same text when it is read."""
    path = tmp_path / "asked.json"
    path.write_text(asked(f"a{sign}b"), encoding="utf-8")
    code = main(["recommend", str(path), "--format", "json"])
    shown = capsys.readouterr().out
    assert sign not in shown
    if code == 0:
        assert json.loads(shown)["name"] == f"a{sign}b"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("dirsim: requirements/v1\nname: [\n", 2),
        ("dirsim: requirements/v1\nname: x\nworkloads: {a: {kind: workdocs}}\nforbids: [servers]\n", 1),
    ],
)
def test_an_older_answer_is_not_left_in_place(tmp_path, capsys, text, code):
    """Where a command ends without an answer, an older file at --output is renamed, with a note; its content is kept."""
    path, output = tmp_path / "asked.yaml", tmp_path / "answer.txt"
    path.write_text(text)
    for words in (["--output", str(output)], [f"--output={output}"]):
        output.write_text('{"status": "recommended"}')
        assert main(["simulate", str(path), *words]) == code
        assert not output.exists()
        assert (tmp_path / "answer.txt.old").read_text() == '{"status": "recommended"}'
        assert "answer.txt.old" in capsys.readouterr().err


def test_problems_take_the_place_of_an_older_answer(tmp_path):
    """In JSON the problems of a file that cannot be used are what is written: no older answer is left in place."""
    path, output = tmp_path / "asked.yaml", tmp_path / "answer.json"
    path.write_text("dirsim: requirements/v1\nname: [\n")
    output.write_text('{"status": "recommended"}')
    assert main(["simulate", str(path), "--output", str(output)]) == 2
    assert "recommended" not in output.read_text()
    assert "problems" in output.read_text()


def test_an_answer_of_no_is_written(tmp_path):
    """An answer with exit code 1 is the file at --output."""
    path, output = tmp_path / "p.json", tmp_path / "answer.json"
    path.write_text(
        json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})
    )
    output.write_text("old")
    assert main(["lint-policy", str(path), "--format", "json", "--output", str(output)]) == 1
    assert json.loads(output.read_text())["findings"]
    assert not (tmp_path / "answer.json.old").exists()


def test_a_file_that_is_merged_into_is_left(tmp_path):
    """Discover merges into its --output, a file of the user's: a run that fails leaves it as it is."""
    output = tmp_path / "mine.yaml"
    output.write_text("dirsim: requirements/v1\nname: x\n")
    assert main(["discover", "ldif", str(tmp_path / "none.ldif"), "--output", str(output)]) == 2
    assert output.read_text() == "dirsim: requirements/v1\nname: x\n"


@pytest.mark.parametrize("sign", SIGNS)
def test_no_format_prints_what_steers_a_terminal(tmp_path, capsys, sign):
    """No command prints a control, bidirectional or separating character of a name, in notes, YAML and annotations either."""
    path, extension = tmp_path / "asked.json", tmp_path / "x.ldf"
    path.write_text(asked(f"a{sign}b").replace("workspaces", "workdocs"), encoding="utf-8")
    extension.write_text(
        f"dn: CN=a{sign}b,CN=Schema,CN=Configuration,DC=X\nchangetype: add\nobjectClass: attributeSchema\n",
        encoding="utf-8",
    )
    for words in (
        ["new", f"a{sign}b", "--users", "5", "--ad"],
        ["new", f"a{sign}b", "--users", "5", "--ad", "--format", "json"],
        ["check-schema", str(extension), "--format", "github"],
        ["check-schema", str(extension)],
        ["recommend", str(path), "--format", "github"],
        ["recommend", str(path), "--format", "markdown"],
        ["session", f"a{sign}b"],
        ["words", f"a{sign}b"],
        ["simulate", "contoso", "--scenario", f"a{sign}b"],
    ):
        main(words)
        shown = capsys.readouterr()
        assert sign not in shown.out + shown.err, words


@pytest.mark.parametrize("sign", [*SIGNS, "\U0001f600", "\u00e9", "\U000e0001"])
def test_a_new_file_has_the_name_that_was_given(capsys, sign):
    """An escaped name in a new file is read back as the same text."""
    assert main(["new", f"a{sign}b", "--users", "5", "--ad"]) == 0
    assert parse_requirements(capsys.readouterr().out).name == f"a{sign}b"
