"""Inputs of an answer: values, paths, examples and standard input."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from dirsim.errors import EvidenceError, InputError, NoDesignError, Problem, UsageError
from dirsim.model.fact_days import beyond_facts as beyond_facts
from dirsim.parsing.edge import edge
from dirsim.parsing.folder_walk import FolderWalk as FolderWalk
from dirsim.parsing.folder_walk import is_file as is_file
from dirsim.parsing.folder_walk import is_folder as is_folder
from dirsim.parsing.folder_walk import walked

if TYPE_CHECKING:
    from dirsim.designs.design import Design
    from dirsim.model.requirements import Requirements
    from dirsim.model.topology import Topology
    from dirsim.recommendation.recommendation import Recommendation

T = TypeVar("T")
STDIN = "-"
"""The path that means standard input."""


def locate(file: str | os.PathLike[str]) -> tuple[str, str]:
    """The path of a file, and the name that messages call it.

    Args:
        file: A path, the name of an example, or ``-`` for standard input. A file in the current folder is preferred to
            an example of the same name.

    Raises:
        InputError: It is neither a file nor an example.
    """
    from dirsim.examples.ready import FOLDER, NAMES, TOPOLOGIES

    given = os.fspath(file)
    if given == STDIN:
        return STDIN, "<stdin>"
    if given in (*NAMES, *TOPOLOGIES) and not Path(given).exists():
        return str(FOLDER / f"{given}.yaml"), f"{given}.yaml"
    if given and "\0" not in given and not _may_exist(given):
        near = get_close_matches(given, (*NAMES, *TOPOLOGIES), n=1)
        hint = f"did you mean the example {near[0]!r}?" if near else ""
        raise InputError((Problem("", "file not found", hint, given),))
    return given, given


def files_of(paths: Iterable[str], endings: tuple[str, ...]) -> FolderWalk:
    """The files that paths refer to, those of folders at any depth; names of examples and ``-`` are kept as they are.

    Args:
        paths: Files, folders, names of examples, or ``-``.
        endings: The endings, in lower case, of the files that are read in folders.
    """
    return walked(paths, endings)


def _may_exist(file: str) -> bool:
    """False only where the file certainly does not exist; the reader reports what else may be wrong."""
    try:
        Path(file).stat()
    except FileNotFoundError:
        return False
    except (OSError, ValueError):
        return True
    return True


def _recognised(read: Callable[..., T], path: str, name: str) -> T:
    """The result of a reader; where a file is of a kind that another command reads, the one problem says so.

    Raises:
        InputError: The file cannot be used.
    """
    from dirsim.files.file_recognition import other_kind

    try:
        with edge(name):
            return read(path, name=name)
    except InputError:
        others = tuple(other_kind(path, name=name))
        if others:
            raise InputError(others) from None
        raise


def read_requirements(path: str | os.PathLike[str], *, name: str | None = None) -> Requirements:
    """The requirements in a file.

    Args:
        path: A YAML or JSON file, the name of an example such as ``contoso``, or ``-`` for standard input.
        name: The file's name in messages; ``None`` means its path.

    Raises:
        InputError: The file cannot be read, or something in it is wrong. Every problem is listed, with line, column and
            a hint.
    """
    from dirsim.files.requirements_reader import read_requirements as read

    found, shown = locate(path)
    return _recognised(read, found, shown if name is None else name)


def read_topology(path: str | os.PathLike[str], *, name: str | None = None) -> Topology:
    """The topology in a file.

    Args:
        path: A YAML or JSON file, the name of an example such as ``reality``, or ``-`` for standard input.
        name: The file's name in messages; ``None`` means its path.

    Raises:
        InputError: The file cannot be read, or something in it is wrong. Every problem is listed, with line, column and
            a hint.
    """
    from dirsim.files.topology_reader import read_topology as read

    found, shown = locate(path)
    return _recognised(read, found, shown if name is None else name)


def read_file(path: str | os.PathLike[str], *, name: str | None = None) -> Requirements | Topology:
    """The requirements or the topology in a file; its first key decides which.

    Args:
        path: A YAML or JSON file, the name of an example, or ``-`` for standard input.
        name: The file's name in messages; ``None`` means its path.

    Raises:
        InputError: The file cannot be read, or something in it is wrong.
    """
    from dirsim.files.topology_reader import read_file as read

    found, shown = locate(path)
    return _recognised(read, found, shown if name is None else name)


def read_with_places(path: str | os.PathLike[str]) -> tuple[Requirements, Mapping[str, tuple[int, int]]]:
    """The requirements in a file, with the line and column of each thing in it, by path (``needs.WORD`` for a need).

    Raises:
        InputError: The file cannot be read, or something in it is wrong.
    """
    from dirsim.files.requirements_reader import read_with_places as read

    found, shown = locate(path)
    return _recognised(read, found, shown)


def read_either_with_places(
    path: str | os.PathLike[str],
) -> tuple[Requirements | Topology, Mapping[str, tuple[int, int]]]:
    """The requirements or the topology in a file, with the line and column of each thing in it, by path.

    Raises:
        InputError: The file cannot be read, or something in it is wrong.
    """
    from dirsim.files.topology_reader import read_either_with_places as read

    found, shown = locate(path)
    return _recognised(read, found, shown)


def requirements_of(given: Requirements | str | os.PathLike[str]) -> Requirements:
    """The requirements themselves, or those in a file.

    Raises:
        InputError: The file cannot be read, or something in it is wrong.
    """
    return read_requirements(given) if isinstance(given, str | os.PathLike) else given


def estate_of(given: Requirements | Topology | str | os.PathLike[str]) -> Topology:
    """The existing estate, as a topology without flows: the estate of a requirements file, or the topology itself.

    Raises:
        InputError: The file cannot be read, or something in it is wrong.
    """
    from dirsim.model.topology import Topology

    value = read_file(given) if isinstance(given, str | os.PathLike) else given
    if isinstance(value, Topology):
        return value
    estate = value.estate
    return Topology(name="", directories=estate.directories, trusts=estate.trusts, forwarders=estate.dns)


def design(
    given: Topology | Recommendation | Requirements | str | os.PathLike[str], label: str | None = None
) -> Topology:
    """The topology to run: a topology itself, the design with a label, or the recommended one.

    Args:
        given: A value, or a file of either kind.
        label: A design's label such as ``managed-ad-standard+one-way-trust``; ``None`` means the recommended design.

    Raises:
        InputError: The file cannot be used.
        UsageError: The label is not valid, or a topology was given with a label.
        NoDesignError: No design fits.
        EvidenceError: The evidence is insufficient to recommend one.
    """
    from dirsim.model.requirements import Requirements
    from dirsim.model.topology import Topology

    value = read_file(given) if isinstance(given, str | os.PathLike) else given
    if isinstance(value, Topology):
        if label is not None:
            raise UsageError("--design is for requirements files; a topology file is a design already")
        return value
    if isinstance(value, Requirements):
        return _recommended(value) if label is None else build(value, label).topology
    return value.topology if label is None else value.candidate(label).design.topology


def build(requirements: Requirements | str | os.PathLike[str], label: str) -> Design:
    """One design on what exists, with its parts, its recurring tasks and its topology; nothing is judged.

    Args:
        requirements: A requirements value, the path of a file, or the name of an example.
        label: The design's label, such as ``managed-ad-standard+one-way-trust``.

    Raises:
        InputError: The file cannot be used.
        UsageError: The label is not valid.
    """
    from dirsim.catalog.labels import parse_label
    from dirsim.recommendation.engine import build_for as built_for

    try:
        parsed = parse_label(label)
    except ValueError as error:
        raise UsageError(f"--design: {error}") from None
    return built_for(requirements_of(requirements), parsed)


def _recommended(requirements: Requirements) -> Topology:
    from dirsim.recommendation.engine import recommend

    choice = recommend(requirements)
    if choice.best is not None:
        return choice.topology
    if choice.status == "insufficient-evidence":
        raise EvidenceError("there is too little evidence to recommend a design; name one with --design")
    raise NoDesignError("no design fits, so there is nothing to run; name one with --design")
