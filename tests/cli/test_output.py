"""Where answers go."""

import os
import stat
from pathlib import Path

import pytest

from dirsim.cli import main
from dirsim.cli.output import OutputError, emit, note
from dirsim.errors import UsageError


def test_output_is_the_same_as_stdout(tmp_path, capsys):
    """--output writes the bytes that stdout would have got, and leaves stdout empty."""
    path = tmp_path / "answer.json"
    assert main(["recommend", "fabrikam", "--format", "json"]) == 0
    out = capsys.readouterr().out
    assert main(["recommend", "fabrikam", "--format", "json", "--output", str(path)]) == 0
    assert capsys.readouterr() == ("", "")
    assert path.read_text(encoding="utf-8") == out


def test_an_existing_file_is_replaced_whole_and_keeps_its_mode(tmp_path):
    """The new answer takes the old one's place and its permissions; nothing else is left in the folder."""
    path = tmp_path / "answer.txt"
    path.write_text("old and much longer than what comes", encoding="utf-8")
    path.chmod(0o640)
    emit("new\n", str(path))
    assert path.read_text(encoding="utf-8") == "new\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [entry.name for entry in tmp_path.iterdir()] == ["answer.txt"]


def test_a_failed_write_leaves_the_old_answer(tmp_path, monkeypatch):
    """When the disk is full the old answer stays as it was, and no part of the new one is left behind."""
    path = tmp_path / "answer.txt"
    path.write_text("old\n", encoding="utf-8")

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError) as caught:
        emit("new\n", str(path))
    assert "No space left" in str(caught.value)
    assert path.read_text(encoding="utf-8") == "old\n"
    assert [entry.name for entry in tmp_path.iterdir()] == ["answer.txt"]


def test_a_link_stays_a_link(tmp_path):
    """Writing through a symbolic link replaces what it points to."""
    (tmp_path / "real.txt").write_text("old\n", encoding="utf-8")
    (tmp_path / "link.txt").symlink_to("real.txt")
    emit("new\n", str(tmp_path / "link.txt"))
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text(encoding="utf-8") == "new\n"


def test_devices_are_written_to():
    """A device is written to, never replaced by a file; a full one is an output error."""
    emit("x\n", os.devnull)
    assert not Path(os.devnull).is_file()
    if Path("/dev/full").exists():
        with pytest.raises(OutputError):
            emit("x\n", "/dev/full")


def test_a_folder_cannot_be_the_output(tmp_path):
    """A folder, and a folder that is not there, are wrong usage."""
    with pytest.raises(UsageError):
        emit("x\n", str(tmp_path))
    with pytest.raises(UsageError):
        emit("x\n", str(tmp_path / "no" / "x"))


def test_lone_surrogates_are_escaped(tmp_path):
    """What UTF-8 cannot hold is written as JSON would escape it."""
    emit('"\ud800"\n', str(tmp_path / "x.json"))
    assert (tmp_path / "x.json").read_bytes() == b'"\\ud800"\n'


def test_notes_do_not_steer_the_terminal(capsys):
    """Names in messages lose what a terminal would obey."""
    note("bad \x1b[31mname\u202e")
    assert capsys.readouterr().err == "bad [31mname\n"
