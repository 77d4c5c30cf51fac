"""Output of answers: standard output, or a whole file."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import IO

from dirsim.api import UsageError

DASH = "\0-"
"""Stands for the word ``-``, which the parser would take for an option; no word of a command line holds a NUL."""


WRITTEN: set[str] = set()
"""The paths that this process has written answers to."""


_LONGEST_LINE = 4000
"""The most characters of a line of a note."""
_WITHOUT_FILES = ("new", "schema", "words", "facts", "session", "completion")
_NO_INPUT = ("--output", "-o", "--format", "-f", "--baseline")
_READ_JSON = ("discover", "least-privilege", "lint-policy", "can")
"""Commands that read no YAML in folders."""


class OutputError(Exception):
    """The answer could not be written: the reader has closed, or the disk is full."""


def emit(answer: str, output: str | None = None, *, commands: bool = False) -> None:
    """Write an answer, in UTF-8 whatever the terminal's settings are.

    Args:
        answer: The text, with its newline at the end.
        output: A path; ``None`` and ``-`` mean standard output.
        commands: True for a format that consists of a build runner's commands; in any other, a name cannot become one.

    Raises:
        OutputError: It could not be written.
        UsageError: The path cannot be written to.
    """
    emit_pieces((answer,), output, commands=commands)


def emit_pieces(answer: Iterable[str], output: str | None = None, *, commands: bool = False) -> None:
    """Write an answer piece by piece, so that a long one need not be in memory as a whole.

    Args:
        answer: Pieces of the text; each but the first begins on a new line or within one that no name can begin.
        output: As for :func:`emit`.
        commands: As for :func:`emit`.

    Raises:
        OutputError: It could not be written.
        UsageError: The path cannot be written to.
    """
    if not commands:
        from dirsim.api.writing import without_commands  # noqa: PLC0415 -- the greeting needs none

        answer = map(without_commands, answer)
    if output is None or output in (DASH, "-"):
        from dirsim.cli.colour import coloured, wants_colour  # noqa: PLC0415 -- files need no colours

        if wants_colour():
            answer = map(coloured, answer)
        _to_stdout(map(_encoded, answer))
    else:
        _to_file(map(_encoded, answer), output)
        WRITTEN.add(output)


def _encoded(text: str) -> bytes:
    """The text in UTF-8; a lone surrogate cannot be written: escaped like this it is still the same text in JSON."""
    return text.encode("utf-8", "backslashreplace")


def retire(output: str) -> None:
    """Rename a file that an earlier run left where this run wrote no answer: it must not look like this run's.

    Args:
        output: The path that ``--output`` names.
    """
    target = Path(output)
    with contextlib.suppress(OSError, ValueError):
        if output not in WRITTEN and output not in (DASH, "-") and target.is_file() and target.stat().st_size:
            old = target.with_name(f"{target.name}.old")
            target.replace(old)
            note(f"dirsim: no answer was written; the earlier file is now {old}")


def overwritten(words: Sequence[str], outputs: Iterable[str]) -> str:
    """The problem of an answer that would replace an input of the command; empty where it would not.

    A file in a folder that is an input is one of the inputs, if its name ends as theirs do: the next run would read it.

    Args:
        words: The words of the command line.
        outputs: The paths among them that ``--output`` names.
    """
    if not words or words[0] in _WITHOUT_FILES:
        return ""
    named = list(_other_values(words))
    for output in outputs:
        if output in (DASH, "-", ""):
            continue
        place = os.path.realpath(output)
        if any(_same(word, place) for word in named):
            return f"--output {output}: this is an input of the command (name another file)"
        ends = place.endswith(".json") or (place.endswith((".yaml", ".yml")) and words[0] not in _READ_JSON)
        for word in named if ends else ():
            if os.path.isdir(word) and place.startswith(os.path.join(os.path.realpath(word), "")):  # noqa: PTH112, PTH118
                return f"--output {output}: the command reads the files of {word} (name a file in another folder)"
    return ""


def _other_values(words: Sequence[str]) -> Iterator[str]:
    """Every word that may name an input. A baseline may be replaced by the answer that it was held against."""
    for before, word in pairwise(words):
        if before in _NO_INPUT or "\0" in word:
            continue
        if not word.startswith("-"):
            yield word
        elif word.startswith("--") and not word.startswith(("--output=", "--baseline=", "--format=")):
            yield word.partition("=")[2]


def _same(word: str, place: str) -> bool:
    return os.path.isfile(word) and os.path.realpath(word) == place  # noqa: PTH113


def _shortened(line: str) -> str:
    """A line of a note: one that repeats a word of very many characters is not written as a whole."""
    if len(line) <= _LONGEST_LINE:
        return line
    return f"{line[: _LONGEST_LINE - 800]} ... ({len(line):,} characters) ... {line[-400:]}"


def note(text: str) -> None:
    """Write a note to standard error, outside the answer; a closed terminal is ignored, and very long lines are shortened."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(_harmless("\n".join(map(_shortened, text.split("\n")))) + "\n")
        sys.stderr.flush()


def be_quiet(quiet: bool) -> None:
    """Leave out remarks and progress from now on, or show them."""
    _State.quiet = quiet


def is_quiet() -> bool:
    """True where remarks and progress are left out."""
    return _State.quiet


def remark(text: str) -> None:
    """Write a note that the answer does not depend on, unless the command is quiet."""
    if not _State.quiet:
        note(text)


class _State:
    quiet = False


def _harmless(text: str) -> str:
    """Text line by line without what could steer a terminal."""
    from dirsim.api.writing import unseen, without_commands  # noqa: PLC0415 -- only for notes

    return (
        without_commands("\n".join(unseen(line) for line in text.split("\n")))
        .encode("utf-8", "backslashreplace")
        .decode("utf-8")
    )


def _to_stdout(pieces: Iterable[bytes]) -> None:
    if sys.stdout is None:  # closed by whoever started the program
        raise OutputError("standard output is closed")
    try:
        stream = getattr(sys.stdout, "buffer", None)
        sys.stdout.flush()
        for content in pieces:
            if stream is None:
                sys.stdout.write(content.decode("utf-8"))
            else:
                _write_whole(stream, content)
        if stream is not None:
            stream.flush()
        sys.stdout.flush()
    except (OSError, ValueError) as error:
        _give_up_stdout()
        raise OutputError(getattr(error, "strerror", None) or str(error)) from None


def _write_whole(stream: IO[bytes], content: bytes) -> None:
    """Write all of the content: without a buffer (``PYTHONUNBUFFERED``) one write may take only a part of it."""
    rest = memoryview(content)
    while rest:
        taken: int | None = stream.write(rest)
        if taken is None:
            raise BlockingIOError(errno.EAGAIN, "standard output takes nothing more at the moment")
        rest = rest[taken:]


def _give_up_stdout() -> None:
    """Discard the rest of the buffer: Python would try to write it again at exit, and report an error."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _to_file(pieces: Iterable[bytes], output: str) -> None:
    """Write beside the file and put it in its place at the end, so that it is never half-written."""
    target = Path(output).resolve()  # a link stays a link to what is replaced
    try:
        if target.is_dir():
            raise UsageError(f"--output {output}: this is a directory")
        if target.exists() and not target.is_file():  # a device or a pipe is written to, not replaced
            with target.open("wb") as stream:
                stream.writelines(pieces)
            return
        _replace(target, pieces)
    except (FileNotFoundError, NotADirectoryError):
        raise UsageError(f"--output {output}: folder not found") from None
    except PermissionError:
        raise UsageError(f"--output {output}: it may not be written") from None
    except (OSError, ValueError) as error:
        raise OutputError(f"{output}: {getattr(error, 'strerror', None) or error}") from None


def _replace(target: Path, pieces: Iterable[bytes]) -> None:
    mode = target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.writelines(pieces)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(mode)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    """The process's mask; it can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
