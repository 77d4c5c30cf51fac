"""Source text of a file or standard input, read as UTF-8.

Any problem with the file itself is one InputError.
"""

from __future__ import annotations

import contextlib
import os
import sys
from typing import IO

from dirsim.catalog.limits import LIMITS, MIB, Limit, most
from dirsim.errors import InputError, Problem

MAX_BYTES = most("file-bytes")
STDIN = "-"

_WIDE_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


def read_text(
    path: str | os.PathLike[str], name: str | None = None, *, limit: str = "file-bytes", wide: bool = False
) -> str:
    """The text of a file in UTF-8; ``-`` is standard input. A byte order mark is dropped.

    Args:
        path: The file.
        name: The name of the file in messages; ``None`` means its path.
        limit: The name of the limit on its size.
        wide: True where UTF-16 with a byte order mark is text too, as programs of Windows and redirections of PowerShell write it.

    Raises:
        InputError: The file is missing, is a directory, a pipe or a device, is not readable, is larger than the limit, or
            is not UTF-8 text.
    """
    where = os.fspath(path)
    file = file_name(path, name)
    content = _read_bytes(where, file, LIMITS[limit])
    if wide and content.startswith((b"\xff\xfe", b"\xfe\xff")) and not content.startswith(b"\xff\xfe\x00\x00"):
        try:
            content = content.decode("utf-16").encode()
        except UnicodeError:
            raise _unusable(
                file, "the file is not UTF-16 text, which its first bytes announce", "save it as UTF-8"
            ) from None
    return decode(content, file, limit=limit)


def file_name(path: str | os.PathLike[str], name: str | None = None) -> str:
    """The name of the file in messages: the given name, or the first line of its path."""
    text = os.fspath(path)
    return name if name is not None else "<stdin>" if text == STDIN else text.partition("\n")[0]


def decode(content: bytes, file: str, *, limit: str = "file-bytes") -> str:
    """Decode bytes as UTF-8 text.

    Raises:
        InputError: The input is too large or is not UTF-8 text.
    """
    if len(content) > LIMITS[limit].most:
        raise _unusable(file, *_too_large(len(content), LIMITS[limit]))
    for mark, encoding in _WIDE_MARKS:
        if content.startswith(mark):
            raise _unusable(file, f"the file is in {encoding}", "save it as UTF-8")
    if b"\x00" in content:
        raise _unusable(file, "the file is binary, not text", "expected a YAML or JSON file")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # A byte order mark shifts columns only on the first line, and the parser does not count it there either.
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        message = f"the byte 0x{content[error.start]:02x} is not UTF-8 text"
        raise InputError((Problem("", message, "save the file as UTF-8", file, line, column),)) from None


def _read_bytes(path: str, file: str, limit: Limit) -> bytes:
    if path == STDIN:
        return _limited(standard_input(file), file, limit)
    try:
        with open(path, "rb") as stream:  # noqa: PTH123 -- text that no path can be is told below
            return _limited(stream, file, limit)
    except FileNotFoundError:
        hint = "to parse text, use the parse functions" if "\n" in path else ""
        raise _unusable(file, "file not found", hint) from None
    except IsADirectoryError:
        raise _unusable(file, "expected a file, found a directory", "use a file in it") from None
    except PermissionError:
        raise _unusable(file, "permission denied", "check its permissions") from None
    except (OSError, ValueError) as error:  # a device fault, or an invalid file name
        reason = getattr(error, "strerror", None) or str(error)
        raise _unusable(file, f"the file cannot be read: {reason}") from None


def standard_input(file: str = "<stdin>") -> IO[bytes]:
    """Standard input as bytes.

    Raises:
        InputError: It is closed.
    """
    stream = getattr(sys.stdin, "buffer", None)
    if stream is None or stream.closed:
        raise _unusable(file, "standard input is closed", "pass a file, or pipe the text in")
    found: IO[bytes] = stream
    return found


def _limited(stream: IO[bytes], file: str, limit: Limit) -> bytes:
    try:
        content = stream.read(limit.most + 1)
    except (OSError, ValueError) as error:
        raise _unusable(file, f"the input cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if len(content) <= limit.most:
        return content
    size = 0
    with contextlib.suppress(OSError, ValueError):  # standard input need not be a file
        size = os.fstat(stream.fileno()).st_size
    raise _unusable(file, *_too_large(size, limit))


def _too_large(size: int, limit: Limit) -> tuple[str, str]:
    if size > limit.most:
        return f"the file has {size / MIB:.1f} MiB; the limit is {limit.text}", limit.advice
    return f"the input exceeds the limit of {limit.text}", limit.advice


def _unusable(file: str, message: str, hint: str = "") -> InputError:
    return InputError((Problem("", message, hint, file),))
