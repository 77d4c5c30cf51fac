"""The members of a portfolio: which files, which designs of them, which seeds."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from attrs import frozen

from dirsim.errors import InputError, Problem

ENDINGS = (".yaml", ".yml", ".json")

VERSION: str = sys.modules["dirsim"].__version__
"""Of the library; asked of the package itself, whose module knows the faces above this part."""


@frozen
class Member:
    """One piece of work; it holds all that is needed, so that it can be done on any machine.

    Attributes:
        name: What it is called in the results; no two members have one name.
        file: What messages call the file.
        text: The file's content.
        task: What is to be done: ``recommend`` or ``sweep``.
        options: How, as JSON values by name.
    """

    name: str
    file: str
    text: str
    task: str
    options: tuple[tuple[str, Any], ...] = ()

    @property
    def digest(self) -> str:
        """Names the work: two members with one digest have one result."""
        whole = json.dumps([self.name, self.file, self.text, self.task, list(self.options)], ensure_ascii=True)
        return hashlib.sha256(whole.encode()).hexdigest()


def files_in(paths: Iterable[str]) -> list[tuple[str, Path]]:
    """The files of folders, with those that are named themselves, each once, in the order of their names.

    A folder's files are called by their path within it, with the folder's name before it where several are named.

    Raises:
        InputError: There is no such file or folder, or a folder holds no file of the kind.
    """
    found: dict[str, Path] = {}
    named = list(paths)
    problems = []
    for path in named:
        root = Path(path)
        if root.is_dir():
            inside = sorted(file for file in root.rglob("*") if file.suffix in ENDINGS and file.is_file())
            if not inside:
                problems.append(Problem("", "the folder holds no .yaml, .yml or .json file", "", path))
            prefix = f"{root.name}/" if len(named) > 1 else ""
            found.update({f"{prefix}{file.relative_to(root).as_posix()}": file for file in inside})
        elif root.is_file():
            found[root.as_posix() if len(named) > 1 else root.name] = root
        else:
            problems.append(Problem("", "there is no such file or folder", "", path))
    if problems:
        raise InputError(tuple(problems))
    return sorted(found.items())


def recommendations(files: Iterable[tuple[str, Path]], day: str) -> Iterator[Member]:
    """One recommendation for each file.

    Args:
        files: Names and paths.
        day: The date whose facts apply where a file has none, as ``2026-11-01``.
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
    """One sweep for each file, design and seed; each goes through every failure, or with users through every outage.

    Args:
        files: Names and paths.
        day: The date whose facts apply where a file has none.
        designs: The designs' labels; empty means the recommended one.
        order: The greatest number of failures at once.
        users: How many people to take through a day under each outage; 0 means none: then one seed is enough.
        seeds: How many days are drawn, each from a seed of its own.
    """
    for name, path in files:
        text = _text(path)
        for design in designs or ("",):
            for seed in range(seeds if users else 1):
                parts = [name, *([design] if design else []), *([f"seed {seed}"] if users else [])]
                options = (("as_of", day), ("design", design), ("order", order), ("users", users), ("seed", seed))
                yield Member(" ".join(parts), name, text, "sweep", options)


def _text(path: Path) -> str:
    """A file's content; what is not UTF-8 is kept so that the reader can say where it is wrong."""
    return path.read_bytes().decode("utf-8", "surrogateescape")
