import json
from pathlib import Path

import pytest

import dirsim as ds
from dirsim.cli import main


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    """A command line: exit code, answer, notes."""
    code = main([str(word) for word in words])
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def test_list(capsys: pytest.CaptureFixture[str]):
    """The list has fifteen labs, as text and as the contract's JSON."""
    code, out, _ = run(capsys, "lab", "list", "--format", "json")
    assert code == 0
    labs = json.loads(out)["labs"]
    assert [set(one) for one in labs] == [{"id", "title", "minutes"}] * 15
    code, out, _ = run(capsys, "lab", "list")
    assert all(one["id"] in out for one in labs)


def test_start_and_check(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    """Nothing answered is 3, a wrong answer 1, all right 0; the hint and the run are shown."""
    folder = tmp_path / "lab"
    code, out, err = run(capsys, "lab", "start", "proxy-store", "--student", "ana", "--to", folder)
    assert (code, err) == (0, "")
    assert "README.md" in out
    assert run(capsys, "lab", "check", folder)[0] == 3
    file = folder / "answers.yaml"
    file.write_text(file.read_text("utf-8").replace("  expired-password:", "  expired-password: works"), "utf-8")
    code, out, _ = run(capsys, "lab", "check", folder)
    assert code == 1
    assert "A connector whose status is Active signs users in." in out
    assert "dirsim facts ad-connector-service-account-expiry" in out
    answers = ds.labs.exercise("proxy-store", student="ana").key()
    file.write_text(
        json.dumps({"dirsim": "lab-answers/v1", "lab": "proxy-store", "student": "ana", "answers": answers}), "utf-8"
    )
    assert run(capsys, "lab", "check", folder, "--student", "ana")[0] == 0
    code, out, _ = run(capsys, "lab", "check", file, "--format", "json")
    assert json.loads(out)["score"] == 1.0


def test_unusable(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    """Answers that cannot be used, and another student's, are 2, with file, line and hint on stderr."""
    file = tmp_path / "a.yaml"
    file.write_text("dirsim: lab-answers/v1\nlab: merger\nstudent: ana\nanswers:\n  desin: x\n", "utf-8")
    code, out, err = run(capsys, "lab", "check", file, "--student", "bob")
    assert (code, out) == (2, "")
    assert f"{file}:5:" in err
    assert "did you mean 'design'?" in err
    assert f"{file}:3:" in err
    assert run(capsys, "lab", "check", tmp_path / "none")[0] == 2


@pytest.mark.parametrize(
    "words",
    [
        ("lab",),
        ("lab", "start"),
        ("lab", "check"),
        ("lab", "play"),
        ("lab", "list", "merger"),
        ("lab", "start", "marger"),
        ("lab", "check", ".", "--to", "x"),
        ("lab", "check", ".", "--instructor"),
        ("lab", "list", "--format", "html"),
    ],
)
def test_usage(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Commands that cannot be meant are errors of usage."""
    monkeypatch.chdir(tmp_path)
    code, out, err = run(capsys, *words)
    assert (code, out) == (2, "")
    assert err


def test_start_as_json(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Without --to the folder is called after the lab, whoever the student is."""
    monkeypatch.chdir(tmp_path)
    code, out, _ = run(capsys, "lab", "start", "merger", "--student", "../../x", "--instructor", "--format", "json")
    assert code == 0
    said = json.loads(out)
    assert said["folder"] == "lab-merger"
    assert "INSTRUCTOR.md" in said["files"]
    assert [one.name for one in tmp_path.iterdir()] == ["lab-merger"]


@pytest.mark.parametrize("name", ds.labs.names())
def test_looking_for_oneself(
    name: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The command that a lab's page names works in the lab's folder."""
    folder = ds.labs.start(name, student="ana", to=tmp_path / "lab")
    monkeypatch.chdir(folder)
    look = ds.labs.exercise(name, student="ana").sheet.look
    assert f"`{look}`" in (folder / "README.md").read_text("utf-8")
    code, out, _ = run(capsys, *look.split()[1:])
    assert code in (0, 1)
    assert out or Path(look.partition("--output ")[2]).stat().st_size
