"""Walk of folders: every command that takes a folder reads it here.

What cannot be read is a problem with a name, links are followed once, and nothing is left out without a note.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable

from attrs import define, field, frozen

from dirsim.catalog.limits import LIMITS
from dirsim.errors import InputError, Problem
from dirsim.parsing.source import STDIN

LEFT_OUT = "its name does not end as the files of this command do"
_VERSION_CONTROL = frozenset({".git", ".hg", ".svn"})
TWICE = "it is a link to what is read already"


@frozen
class LeftOut:
    """A file or folder that was not read, although nothing is wrong with it.

    Attributes:
        path: Its path.
        why: The reason.
    """

    path: str
    why: str


@frozen
class FolderWalk:
    """The files that paths refer to.

    Attributes:
        files: The files, each once: those of a folder sorted by path, the paths in the given order.
        left_out: Files and folders that were not read, with reasons.
        problems: Files and folders that cannot be read.
    """

    files: tuple[str, ...]
    left_out: tuple[LeftOut, ...] = ()
    problems: tuple[Problem, ...] = ()

    def refuse(self) -> None:
        """Raise an error for what cannot be read, if anything.

        Raises:
            InputError: A file or folder cannot be read.
        """
        if self.problems:
            raise InputError(self.problems)


def is_folder(path: str | os.PathLike[str]) -> bool:
    """True if a path is a folder; text that cannot be a path is none."""
    try:
        return path != STDIN and stat.S_ISDIR(os.stat(path).st_mode)  # noqa: PTH116 -- any text may stand for a path
    except (OSError, ValueError):
        return False


def is_file(path: str | os.PathLike[str]) -> bool:
    """True if a path is an ordinary file; text that cannot be a path is none."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)  # noqa: PTH116 -- as above
    except (OSError, ValueError):
        return False


def is_there(path: str | os.PathLike[str]) -> bool:
    """False only where nothing has this path; a reader reports what else is wrong with it."""
    try:
        os.stat(path)  # noqa: PTH116 -- as above
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False
    return True


def walked(
    paths: Iterable[str | os.PathLike[str]], endings: tuple[str, ...], *, may_be_empty: bool = False
) -> FolderWalk:
    """The files that paths refer to, with those of folders at any depth.

    A path that is not a folder is a file, whatever its name, and is not opened here. A folder that holds no file with such an
    ending is a problem.

    Args:
        paths: Files and folders; ``-`` is standard input.
        endings: The endings, in lower case, of the files that are read in folders.
        may_be_empty: True if a folder without such a file is accepted.
    """
    walk = _Walk(endings)
    for path in paths:
        where = os.fspath(path)
        if not is_folder(where):
            walk.files.setdefault(where)
            continue
        before = len(walk.files), len(walk.problems), len(walk.seen_files)
        walk.folder(where)
        if not may_be_empty and before == (len(walk.files), len(walk.problems), len(walk.seen_files)):
            walk.problems.append(Problem("", f"the folder contains no {_list_of(endings)} file", "", where))
    return FolderWalk(tuple(walk.files), tuple(walk.left_out), tuple(walk.problems))


def _list_of(endings: tuple[str, ...]) -> str:
    names = ["JSON" if ending == ".json" else ending for ending in endings]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


@define
class _Walk:
    """A walk under way."""

    endings: tuple[str, ...]
    files: dict[str, None] = field(factory=dict)
    left_out: list[LeftOut] = field(factory=list)
    problems: list[Problem] = field(factory=list)
    seen_files: set[tuple[int, int]] = field(factory=set)
    seen_folders: set[tuple[int, int]] = field(factory=set)
    entries: int = 0

    def folder(self, top: str) -> None:
        """Take the files below a folder."""
        waiting = [top]
        linked: list[tuple[str, os.stat_result]] = []
        while waiting or linked:
            if not waiting:  # links come last, so that a file keeps its own name
                path, status = linked.pop(0)
                self._take(path, status, waiting, link=True)
                continue
            where = waiting.pop()
            try:
                status = os.stat(where)  # noqa: PTH116 -- as above
                if (status.st_dev, status.st_ino) in self.seen_folders:
                    continue
                self.seen_folders.add((status.st_dev, status.st_ino))
                with os.scandir(where) as entries:
                    found = sorted(entries, key=lambda entry: entry.name)
            except OSError as error:
                self._unreadable(where, f"the folder cannot be read: {error.strerror or error}")
                continue
            self.entries += len(found)
            if self._beyond("folder-entries", self.entries, top):
                return
            below: list[str] = []
            for entry in found:
                try:
                    status = entry.stat()
                except OSError as error:
                    reason = "it is a link to nothing" if entry.is_symlink() else error.strerror or str(error)
                    self._unreadable(entry.path, f"the file cannot be read: {reason}", entry.name)
                    continue
                if entry.is_symlink():
                    linked.append((entry.path, status))
                else:
                    self._take(entry.path, status, below, link=False)
            waiting += reversed(below)
            if self._beyond("folder-files", len(self.files), top):
                return
        ordered = sorted(path for path in self.files if path.startswith(top))
        for path in ordered:
            del self.files[path]
        self.files.update(dict.fromkeys(ordered))

    def _take(self, path: str, status: os.stat_result, below: list[str], *, link: bool) -> None:
        same = (status.st_dev, status.st_ino)
        if stat.S_ISDIR(status.st_mode):
            if same in self.seen_folders:
                if link:
                    self.left_out.append(LeftOut(path, TWICE))
            elif path.rpartition("/")[2] in _VERSION_CONTROL:
                self.left_out.append(LeftOut(path, "it belongs to version control"))
            else:
                below.append(path)
        elif not path.lower().endswith(self.endings):
            self.left_out.append(LeftOut(path, LEFT_OUT))
        elif not stat.S_ISREG(status.st_mode):
            self._unreadable(path, f"this is {_kind(status.st_mode)}, not a file")
        elif same in self.seen_files:
            if path not in self.files:
                self.left_out.append(LeftOut(path, TWICE))
        else:
            self.seen_files.add(same)
            self.files.setdefault(path)

    def _unreadable(self, path: str, message: str, name: str = "") -> None:
        """Record what cannot be read; a broken link whose name excludes it is left out."""
        if name and not name.lower().endswith(self.endings) and "link to nothing" in message:
            self.left_out.append(LeftOut(path, LEFT_OUT))
        else:
            self.problems.append(Problem("", message, "", path))

    def _beyond(self, name: str, found: int, top: str) -> bool:
        limit = LIMITS[name]
        if found > limit.most:
            self.problems.append(Problem("", f"the folder has {limit.exceeded()}", limit.advice, top))
        return found > limit.most


def _kind(mode: int) -> str:
    if stat.S_ISFIFO(mode):
        return "a pipe"
    if stat.S_ISSOCK(mode):
        return "a socket"
    return "a device"
