"""What FILE may be: a path, ``-`` for standard input, or the name of an example; and how a design comes from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path

from dirsim.cli.output import DASH
from dirsim.errors import DirsimError, EvidenceError, InputError, Problem, UsageError
from dirsim.examples.ready import FOLDER, NAMES
from dirsim.model.requirements import Requirements
from dirsim.model.topology import Topology
from dirsim.model.units import instant
from dirsim.read.requirements import read_requirements
from dirsim.read.source import STDIN
from dirsim.read.topology import read_file


class NoDesignError(DirsimError):
    """No design fits, and none was named: there is nothing to run."""

    exit_code = 1


def locate(file: str) -> tuple[str, str]:
    """The path of a FILE and what messages call it; a file in the folder goes before an example of the same name.

    Raises:
        InputError: It is neither a file nor an example.
    """
    if file in (DASH, STDIN):
        return STDIN, "<stdin>"
    if file in NAMES and not Path(file).exists():
        return str(FOLDER / f"{file}.yaml"), f"{file}.yaml"
    if file and "\0" not in file and not _may_exist(file):
        near = get_close_matches(file, NAMES, n=1)
        hint = f"did you mean the example {near[0]!r}?" if near else ""
        raise InputError((Problem("", "there is no such file", hint, file),))
    return file, file


def _may_exist(file: str) -> bool:
    """False only where it is certain that there is no such file; the reader says what else may be wrong."""
    try:
        Path(file).stat()
    except FileNotFoundError:
        return False
    except (OSError, ValueError):
        return True
    return True


def requirements(file: str) -> Requirements:
    """The requirements in a FILE.

    Raises:
        InputError: It cannot be read, or something in it is wrong.
    """
    path, name = locate(file)
    return read_requirements(path, name=name)


def either(file: str) -> Requirements | Topology:
    """What a FILE of either kind holds.

    Raises:
        InputError: It cannot be read, or something in it is wrong.
    """
    path, name = locate(file)
    return read_file(path, name=name)


def at_least_one(files: Iterable[str]) -> tuple[str, ...]:
    """The files that were named.

    Raises:
        UsageError: None was.
    """
    named = tuple(files)
    if not named:
        raise UsageError(f"name a file, or an example: {', '.join(NAMES)}")
    return named


def is_portfolio(files: Sequence[str], *options: object) -> bool:
    """Whether a command is about many files: a folder is named, or an option that only makes sense for many."""
    return any(option is not None for option in options) or any(
        Path(file).is_dir() for file in files if "\0" not in file
    )


def designed(file: str, design: str | None) -> Topology:
    """The topology to run: the file's own, the named design's, or the recommended one's.

    Args:
        file: A FILE of either kind.
        design: A label; ``None`` means the recommended design.

    Raises:
        InputError: The file cannot be used.
        UsageError: There is no such design, or the file is a topology, which is one already.
        NoDesignError: No design fits.
        EvidenceError: There is too little evidence to recommend one.
    """
    value = either(file)
    if isinstance(value, Topology):
        if design is not None:
            raise UsageError("--design is for requirements files; a topology file is a design already")
        return value
    return _recommended(value) if design is None else _built(value, design)


def _built(requirements: Requirements, design: str) -> Topology:
    from dirsim.model.labels import parse_label  # noqa: PLC0415 -- topology files need no options
    from dirsim.options.registry import build  # noqa: PLC0415 -- as above
    from dirsim.recommend.ground import ground_of  # noqa: PLC0415 -- as above

    try:
        label = parse_label(design)
    except ValueError as error:
        raise UsageError(f"--design: {error}") from None
    return build(ground_of(requirements), label).topology


def _recommended(requirements: Requirements) -> Topology:
    from dirsim.recommend.engine import recommend  # noqa: PLC0415 -- topology files and named designs need no engine

    choice = recommend(requirements)
    if choice.best is not None:
        return choice.topology
    if choice.status == "insufficient-evidence":
        raise EvidenceError("there is too little evidence to recommend a design; name one with --design")
    raise NoDesignError("no design fits, so there is nothing to run; name one with --design")


def moment(at: str) -> float:
    """Seconds from the scenario's start.

    Raises:
        UsageError: The text is neither a time of day nor an offset.
    """
    try:
        return instant(at)
    except ValueError:
        raise UsageError(f"--at {at!r} is no time; write a time of day as 11:00, or an offset as 2h") from None
