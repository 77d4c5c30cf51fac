"""Members of a portfolio: files, their designs and seeds."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from dirsim.catalog.limits import most, within
from dirsim.errors import InputError, Problem, UsageError
from dirsim.parsing.folder_walk import is_folder, is_there, walked

ENDINGS = (".yaml", ".yml", ".json")

_UNREADABLE = "\0the file cannot be read: "
"""The start of the text of an unreadable file; no file of dirsim holds a NUL."""
VERSION: str = sys.modules["dirsim"].__version__
"""The version of the library, read from the loaded package: an import of it would point up to the layers above."""


@frozen
class Member:
    """One unit of work; it holds all its input, so that any machine can do it.

    Attributes:
        name: Its name in the results, unique among the members.
        file: The name of the file in messages.
        text: The content of the file.
        task: The task: ``recommend`` or ``sweep``.
        options: The options of the task, as JSON values by name.
    """

    name: str
    file: str
    text: str
    task: str
    options: tuple[tuple[str, Any], ...] = ()

    @property
    def digest(self) -> str:
        """The SHA-256 of all input: two members with the same digest have the same result."""
        whole = json.dumps([self.name, self.file, self.text, self.task, list(self.options)], ensure_ascii=True)
        return hashlib.sha256(whole.encode()).hexdigest()


def result_digest(result: Mapping[str, Any]) -> str:
    """The SHA-256 of a result in canonical JSON; a results file carries it with each result."""
    return hashlib.sha256(json.dumps(result, sort_keys=True).encode()).hexdigest()


def files_in(paths: Iterable[str]) -> list[tuple[str, Path]]:
    """The given files and the files in the given folders, each once, sorted by name.

    The name of a file in a folder is its path in the folder, prefixed by the folder's name if several paths are given. What
    cannot be read keeps its name: its member reports it.

    Raises:
        InputError: A file or folder does not exist, or a folder holds no file with a known ending.
    """
    found: dict[str, Path] = {}
    named = list(paths)
    problems = []
    for path in named:
        root = Path(path)
        if not is_there(path):
            problems.append(Problem("", "file or folder not found", "", path.partition("\n")[0]))
        elif not is_folder(path):
            found[root.as_posix() if len(named) > 1 else root.name] = root
        else:
            walk = walked([path], ENDINGS)
            inside = [*map(Path, walk.files), *(Path(problem.file) for problem in walk.problems)]
            if inside == [root]:
                problems += walk.problems
                continue
            prefix = f"{root.name}/" if len(named) > 1 else ""
            found.update({f"{prefix}{file.relative_to(root).as_posix()}": file for file in inside})
    if problems:
        raise InputError(tuple(problems))
    return sorted(found.items())


def recommendations(files: Iterable[tuple[str, Path]], day: str) -> Iterator[Member]:
    """One member of task ``recommend`` for each file.

    Args:
        files: Names and paths.
        day: The date whose facts apply if a file has no ``as_of``, such as ``2026-11-01``.
    """
    for name, path in files:
        yield Member(name, name, _text(path), "recommend", (("as_of", day),))


def sweeps(
    files: Iterable[tuple[str, Path]],
    day: str,
    *,
    designs: tuple[str, ...] = (),
    order: int = 2,
    users: int = 0,
    seeds: int = 1,
) -> Iterator[Member]:
    """One member of task ``sweep`` for each file, design and seed.

    A sweep covers every combination of failures, or, with users, every outage.

    Args:
        files: Names and paths.
        day: The date whose facts apply if a file has no ``as_of``.
        designs: The labels of the designs; empty means the recommended design.
        order: The greatest number of simultaneous failures.
        users: The number of users to simulate through a day under each outage; 0 means none, and then one seed is used.
        seeds: The number of days, each drawn from its own seed.

    Raises:
        UsageError: There are more users or seeds than the limit.
    """
    beyond = within("simulated-users", users, "--users") or within("seeds", seeds, "--seeds")
    if beyond:
        raise UsageError(beyond)
    for name, path in files:
        text = _text(path)
        for design in designs or ("",):
            for seed in range(seeds if users else 1):
                parts = [name, *([design] if design else []), *([f"seed {seed}"] if users else [])]
                options = (("as_of", day), ("design", design), ("order", order), ("users", users), ("seed", seed))
                yield Member(" ".join(parts), name, text, "sweep", options)


def _text(path: Path) -> str:
    """The content of a file; bytes that are not UTF-8 are kept, so that the reader can report their place.

    The text of what cannot be read is a mark that :func:`unreadable` recognises.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):  # its own reader says why the walk could not enter it
            os.scandir(path).close()
        if not stat.S_ISREG(status.st_mode):
            return f"{_UNREADABLE}this is not a file"
        with path.open("rb") as stream:
            return stream.read(most("file-bytes") + 1).decode("utf-8", "surrogateescape")
    except OSError as error:
        return f"{_UNREADABLE}{error.strerror or error}"


def unreadable(text: str) -> str:
    """The reason for which a member's file cannot be read; empty if it was read."""
    return text.removeprefix(_UNREADABLE) if text.startswith(_UNREADABLE) else ""
