import os
import socket
from pathlib import Path

import pytest

from dirsim.errors import InputError
from dirsim.parsing import folder_walk
from dirsim.parsing.folder_walk import LEFT_OUT, TWICE, walked


def made(folder, *names):
    """Files in a folder, with their folders."""
    for name in names:
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("{}")
    return folder


def names(walk, folder):
    """The files of a walk, within the folder."""
    return [os.path.relpath(file, folder) for file in walk.files]


def test_files_at_any_depth_are_found_in_order(tmp_path):
    """Files come sorted by path; files of other endings and version control are named as left out."""
    made(tmp_path, "b.json", "a/z.json", "a/deep/x.JSON", ".c/c.json", ".git/d.json", "readme.txt")
    walk = walked([tmp_path], (".json",))
    assert names(walk, tmp_path) == [".c/c.json", "a/deep/x.JSON", "a/z.json", "b.json"]
    assert [(Path(entry.path).name, entry.why) for entry in walk.left_out] == [
        (".git", "it belongs to version control"),
        ("readme.txt", LEFT_OUT),
    ]
    assert walk.problems == ()


def test_a_folder_that_cannot_be_read_is_a_problem(tmp_path, monkeypatch):
    """An unreadable folder below is named, and everything else is read."""
    made(tmp_path, "a.json", "secret/admin.json")
    real = os.scandir

    def scandir(path):
        if str(path).endswith("secret"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(folder_walk.os, "scandir", scandir)
    walk = walked([tmp_path], (".json",))
    assert names(walk, tmp_path) == ["a.json"]
    assert [str(problem) for problem in walk.problems] == [
        f"{tmp_path}/secret: the folder cannot be read: Permission denied"
    ]
    with pytest.raises(InputError, match="secret"):
        walk.refuse()


def test_links_are_followed_once(tmp_path):
    """A link into another folder is followed; a loop and a second name of a file are named and not read again."""
    made(tmp_path, "in/a.json", "out/b.json")
    (tmp_path / "in" / "elsewhere").symlink_to(tmp_path / "out")
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "same.json").symlink_to(tmp_path / "in" / "a.json")
    walk = walked([tmp_path / "in"], (".json",))
    assert names(walk, tmp_path / "in") == ["a.json", "elsewhere/b.json"]
    assert sorted((Path(entry.path).name, entry.why) for entry in walk.left_out) == [
        ("loop", TWICE),
        ("same.json", TWICE),
    ]


def test_what_is_not_a_file_is_named(tmp_path):
    """Pipes, sockets and broken links with the name of a file are problems; they are never opened."""
    made(tmp_path, "a.json")
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "gone.json").symlink_to(tmp_path / "nothing")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nothing")
    with socket.socket(socket.AF_UNIX) as server:
        here = Path.cwd()
        os.chdir(tmp_path)  # the name of a socket is short
        server.bind("s.json")
        os.chdir(here)
        walk = walked([tmp_path], (".json",))
    assert names(walk, tmp_path) == ["a.json"]
    assert sorted(problem.message for problem in walk.problems) == [
        "the file cannot be read: it is a link to nothing",
        "this is a pipe, not a file",
        "this is a socket, not a file",
    ]
    assert [Path(entry.path).name for entry in walk.left_out] == ["gone.txt"]


def test_an_empty_folder_is_a_problem(tmp_path):
    """A folder without a file of the kind says so; a named file is taken whatever its name, and is not opened."""
    (tmp_path / "a.txt").write_text("")
    assert [problem.message for problem in walked([tmp_path], (".json",)).problems] == [
        "the folder contains no JSON file"
    ]
    assert walked(["a.txt", "-", "none", "nul\0byte"], (".json",)).files == ("a.txt", "-", "none", "nul\0byte")


def test_a_folder_has_a_limit(tmp_path, monkeypatch):
    """A folder of too many entries is refused with the limit's name, not walked for ever."""
    made(tmp_path, *(f"{number}.json" for number in range(20)))
    limits = dict(folder_walk.LIMITS)
    limits["folder-files"] = type("L", (), {"most": 10, "exceeded": lambda _: "too many", "advice": "less"})()
    monkeypatch.setattr(folder_walk, "LIMITS", limits)
    assert "the folder has too many" in str(walked([tmp_path], (".json",)).problems[0])
