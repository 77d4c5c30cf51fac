"""CloudTrail and LDIF files as chunks of UTF-8 bytes.

Folders are expanded, and compressed files and other encodings are decoded; only one chunk is held at a time.
"""

from __future__ import annotations

import codecs
import gzip
import os
import stat
import zlib
from collections.abc import Iterable, Iterator
from typing import IO

from attrs import frozen

from dirsim.catalog.limits import LIMITS, MIB, most
from dirsim.errors import InputError, Problem
from dirsim.parsing.folder_walk import LeftOut, is_there, walked
from dirsim.parsing.source import STDIN, standard_input

PIECE = 1 << 20
"""Number of bytes per read."""
STREAM_BYTES = most("stream-bytes")
"""The number of bytes that are read of a stream whose length is not known."""
_ENDINGS = (".json", ".jsonl", ".ndjson", ".log", ".txt", ".gz")
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_GZIP = b"\x1f\x8b"
_ANY_EXPANSION = 32 * MIB
"""The number of decompressed bytes up to which any expansion is accepted."""


class DamagedError(Exception):
    """A file that could not be read to its end, after the intact part was yielded. The text names the damage."""


class UnreadableError(DamagedError):
    """A file that could not be read at all, or of which reading failed for a reason outside the file."""


@frozen
class TrailFile:
    """A file to read.

    Attributes:
        path: The path; ``-`` is standard input.
        name: The name of the file in messages.
    """

    path: str
    name: str


def trail_files(
    paths: Iterable[str | os.PathLike[str]],
) -> tuple[tuple[TrailFile, ...], tuple[LeftOut, ...], tuple[Problem, ...]]:
    """The files that paths refer to, sorted, without duplicates; the files that are left out; what cannot be read.

    Raises:
        InputError: A path does not exist.
    """
    named = [os.fspath(path) for path in paths]
    problems = [
        Problem("", "file or folder not found", "", where.partition("\n")[0])
        for where in named
        if where != STDIN and not is_there(where)
    ]
    if problems:
        raise InputError(problems)
    walk = walked(named, _ENDINGS, may_be_empty=True)
    found: dict[str, TrailFile] = {}
    for path in walk.files:
        if path == STDIN:
            found["-"] = TrailFile(STDIN, "<stdin>")
        else:
            found.setdefault(os.path.realpath(path), TrailFile(path, path))
    return tuple(sorted(found.values(), key=lambda file: file.name)), walk.left_out, walk.problems


def pieces(file: TrailFile) -> Iterator[bytes]:
    """The content of a file as chunks of UTF-8, decompressed if necessary.

    Raises:
        DamagedError: The file cannot be read, or not to its end.
    """
    try:
        if file.path == STDIN:
            try:
                stream = standard_input()
            except InputError:
                raise DamagedError("standard input is closed") from None
            yield from _decoded(_bounded(_plain(stream)))
            return
        with open(file.path, "rb") as stream:  # noqa: PTH123 -- any text may stand for a path
            known_length = stat.S_ISREG(os.fstat(stream.fileno()).st_mode)
            yield from _decoded(_plain(stream) if known_length else _bounded(_plain(stream)))
    except EOFError:
        raise DamagedError("the compressed file is truncated; the intact part is used") from None
    except (zlib.error, gzip.BadGzipFile):
        raise DamagedError("the compressed file is damaged; the part before the damage is used") from None
    except UnicodeError:
        raise DamagedError("the file is not text in the encoding of its byte order mark") from None
    except OSError as error:
        raise UnreadableError(f"the file cannot be read: {error.strerror or error}") from None


def _bounded(raw: Iterator[bytes]) -> Iterator[bytes]:
    """The chunks of a stream whose length is not known, up to the limit."""
    limit = LIMITS["stream-bytes"]
    size = 0
    for piece in raw:
        size += len(piece)
        if size > STREAM_BYTES:
            raise DamagedError(f"the input has {limit.exceeded()}; the part before it is used ({limit.advice})")
        yield piece


def _plain(stream: IO[bytes]) -> Iterator[bytes]:
    first = stream.read(PIECE)
    if first.startswith(_GZIP):
        yield from _unzipped(first, stream)
        return
    while first:
        yield first
        first = stream.read(PIECE)


def _unzipped(data: bytes, stream: IO[bytes]) -> Iterator[bytes]:
    """Decompressed chunks of bounded size, of all members in sequence."""
    engine = zlib.decompressobj(wbits=31)
    limit = LIMITS["expansion"]
    taken, given = len(data), 0
    while True:
        if not data:
            data = stream.read(PIECE)
            taken += len(data)
            if not data:
                raise EOFError
        out = engine.decompress(data, PIECE)
        data = engine.unconsumed_tail
        given += len(out)
        if given > _ANY_EXPANSION and given > limit.most * (taken - len(data)):
            raise DamagedError(f"the compressed file expands to {limit.exceeded()}; the part before it is used")
        if out:
            yield out
        if engine.eof:
            data = engine.unused_data
            if not data:
                data = stream.read(PIECE)
                taken += len(data)
            if not data.lstrip(b"\0"):  # padding, which some archives add
                return
            engine = zlib.decompressobj(wbits=31)


def _decoded(raw: Iterator[bytes]) -> Iterator[bytes]:
    """Chunks of UTF-8 without a byte order mark."""
    first = next(raw, b"")
    first = first.removeprefix(codecs.BOM_UTF8)
    encoding = next((name for mark, name in _MARKS if first.startswith(mark)), "")
    if not encoding:
        yield first
        yield from raw
        return
    decoder = codecs.getincrementaldecoder(encoding)()
    yield decoder.decode(first).encode()
    for piece in raw:
        yield decoder.decode(piece).encode()
    yield decoder.decode(b"", final=True).encode()
