"""Record splitter for trail files, without reading a whole file.

It accepts lists in envelopes, JSON lines, and concatenated documents.

A JSON object never begins with another one: text that starts at the start of a record and is a complete object is that
record. The splitter guesses the end of a record from the usual separator, and the decoder confirms the guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

import msgspec
from attrs import define

RECORD_LIMIT = 8 * 1024 * 1024
"""Maximum size of a record in bytes; CloudTrail's own limit is far below."""

_BLOCK = 256 * 1024
"""Size in bytes of the part of a list that is decoded at once."""
_TAIL = 64 * 1024
_RAW = msgspec.json.Decoder(list[msgspec.Raw])
_ENVELOPE = re.compile(rb'\s*(?:\{\s*"[^"\\]{1,64}"\s*:\s*)?\[\s*(?=[\{\]"])')
_FIRST_KEY = re.compile(rb'\{\s*"(?:[^"\\]|\\.){1,200}+"\s*:')
_ENDS = re.compile(rb"\}\s*(?:,\s*\{|\])")
_BETWEEN = re.compile(rb"[\s,]*")
# A text that the data ends in reaches to the end: brackets in it are not counted.
_SIGN = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[{}\[\]]', re.DOTALL)
_SCALAR = re.compile(rb'(?:null|true|false|-?[0-9][0-9.eE+-]*|"(?:[^"\\]++|\\.)*+")(?=\s*[,\]])')
_NO_OBJECT = "not a JSON object"
_GUESSES = 8
_FIRST_KEYS = 16

Decode = Callable[[bytes], object]
Many = Callable[[bytes], Sequence[object]]


class Piece(msgspec.Struct, frozen=True, gc=False):
    """One record, or the fault that replaces it.

    Attributes:
        raw: The bytes of the record; empty if it is unusable, and if many records were decoded at once.
        value: The decoded value; ``None`` if the record is unusable.
        number: The number of the record or line in the file, from 1.
        fault: The fault; empty means none.
    """

    raw: bytes
    value: object
    number: int
    fault: str = ""


@define(eq=False)
class _Window:
    """The bytes that were read but not consumed yet."""

    pieces: Iterator[bytes]
    data: bytes = b""
    start: int = 0
    ended: bool = False

    def more(self) -> bool:
        """Read the next chunk; false at the end."""
        if self.ended:
            return False
        piece = next(self.pieces, None)
        if piece is None:
            self.ended = True
            return False
        self.data = self.data[self.start :] + piece
        self.start = 0
        return True

    def skip_blank(self) -> bool:
        """Skip white space; false at the end."""
        while True:
            rest = self.data[self.start :].lstrip() if self.start < len(self.data) else b""
            if rest:
                self.start = len(self.data) - len(rest)
                return True
            self.start = len(self.data)
            if not self.more():
                return False

    def line_end(self) -> int:
        """The end of the current line without its newline; -1 if it exceeds the limit for records."""
        searched = self.start
        while True:
            found = self.data.find(b"\n", searched)
            if found >= 0:
                return found
            if len(self.data) - self.start > RECORD_LIMIT:
                return -1
            searched = len(self.data) - self.start
            if not self.more():
                return len(self.data)

    def drop_line(self) -> int:
        """Skip the current line without keeping it; returns its size in bytes."""
        size = 0
        while True:
            found = self.data.find(b"\n", self.start)
            if found >= 0:
                size += found - self.start
                self.start = found + 1
                return size
            size += len(self.data) - self.start
            self.data, self.start = b"", 0
            if not self.more():
                return size


def split(pieces: Iterator[bytes], decode: Decode, many: Many | None = None) -> Iterator[Piece]:
    """Split a file into records.

    Args:
        pieces: The file's bytes.
        decode: Decodes the bytes of a record; raises ``ValueError`` if they are not a JSON object.
        many: Decodes a whole list if all records have the usual shape; raises ``ValueError`` otherwise; ``None`` disables
            this.
    """
    window = _Window(pieces)
    window.more()
    number = 0
    while window.skip_blank():
        number += 1
        envelope = _ENVELOPE.match(window.data, window.start)
        while envelope is None and len(window.data) - window.start < 512 and window.more():
            envelope = _ENVELOPE.match(window.data, window.start)
        if envelope:
            window.start = envelope.end()
            for piece in _listed(window, decode, many, number):
                number = piece.number
                yield piece
            continue
        yield _line_or_document(window, decode, number)


def _line_or_document(window: _Window, decode: Decode, number: int) -> Piece:
    end = window.line_end()
    if end < 0:
        size = window.drop_line()
        return Piece(b"", None, number, f"a line of {_size(size)}; the limit for a record is {_size(RECORD_LIMIT)}")
    raw = window.data[window.start : end].strip()
    if not raw.startswith(b"{"):
        window.start = end + 1
        return Piece(b"", None, number, _NO_OBJECT)
    value = _try(raw, decode)
    if value is not None:
        window.start = end + 1
        return Piece(raw, value, number)
    return _document(window, decode, number)


def _document(window: _Window, decode: Decode, number: int) -> Piece:
    """One object over several lines; if it is invalid, its first line is skipped."""
    end = _object_end(window)
    if end > 0:
        raw = window.data[window.start : end]
        value = _try(raw, decode)
        if value is not None:
            window.start = end
            return Piece(raw, value, number)
    line = window.line_end()
    window.start = len(window.data) if line < 0 else line + 1
    return Piece(b"", None, number, "not JSON" if end else "the record is truncated, or exceeds the limit for records")


def _listed(window: _Window, decode: Decode, many: Many | None, number: int) -> Iterator[Piece]:
    """The records of a list; the rest of its envelope is skipped."""
    keys: set[bytes] = set()
    usual = _ENDS
    while True:
        block = _block(window, usual) if keys else b""
        before = number
        for piece in _taken_apart(block, decode, many, number):
            yield piece
            number += 1
        if number > before:
            window.start += len(block) - 2  # without the added brackets
            continue
        between = _BETWEEN.match(window.data, window.start)
        window.start = between.end() if between else window.start
        if window.start >= len(window.data):
            if not window.more():
                yield Piece(b"", None, number, "the list of records is truncated")
                return
            continue
        sign = window.data[window.start : window.start + 1]
        if sign == b"]":
            window.start += 1
            _past_envelope(window)
            return
        scalar = _SCALAR.match(window.data, window.start) if sign != b"{" else None
        if scalar is not None:
            window.start = scalar.end()
            yield Piece(b"", None, number, _NO_OBJECT)
            number += 1
            continue
        if sign != b"{":
            size = window.drop_line()
            yield Piece(b"", None, number, f"not a JSON object in the list of records; {_size(size)} skipped")
            return
        first = _FIRST_KEY.match(window.data, window.start)
        if first is not None and first[0] not in keys and len(keys) < _FIRST_KEYS:
            keys.add(first[0])
            usual = _separator(keys)
        piece, goes_on = _record(window, decode, number, usual)
        yield piece
        if not goes_on:
            return
        number += 1


def _why_not(raw: bytes) -> str:
    return "not JSON in UTF-8" if raw.lstrip().startswith(b"{") else _NO_OBJECT


def _separator(keys: set[bytes]) -> re.Pattern[bytes]:
    """The separator between two records, if the second begins with one of the keys that earlier records began with."""
    names = b"|".join(sorted(re.escape(key[1:-1].strip()) for key in keys))
    return re.compile(rb"\}\s*(?:,\s*\{\s*(?:" + names + rb")\s*:|\]\s*(?:\}|$))")


def _block(window: _Window, usual: re.Pattern[bytes]) -> bytes:
    """Many records as a separate list, up to the last probable end of a record; empty if there is none."""
    while len(window.data) - window.start < _BLOCK and window.more():
        pass
    between = _BETWEEN.match(window.data, window.start)
    window.start = between.end() if between else window.start
    stop = min(window.start + _BLOCK, len(window.data))
    ends = [found.start() + 1 for found in usual.finditer(window.data, max(window.start, stop - _TAIL), stop)]
    return b"[" + window.data[window.start : ends[-1]] + b"]" if ends else b""


def _taken_apart(block: bytes, decode: Decode, many: Many | None, number: int) -> Iterator[Piece]:
    """The records of a list; empty if it is not valid after all."""
    if not block:
        return
    if many is not None:
        try:
            values = many(block)
        except (ValueError, msgspec.MsgspecError, RecursionError):
            values = ()
        for place, value in enumerate(values):
            yield Piece(b"", value, number + place)
        if values:
            return
    try:
        raws = _RAW.decode(block)
    except (ValueError, msgspec.MsgspecError, RecursionError):
        return
    for place, part in enumerate(raws):
        raw = bytes(part)
        value = _try(raw, decode)
        yield Piece(raw, value, number + place, "" if value is not None else _why_not(raw))


def _record(window: _Window, decode: Decode, number: int, usual: re.Pattern[bytes]) -> tuple[Piece, bool]:
    """The current record, and True if the rest of the list is readable."""
    for pattern in (usual, _ENDS):
        searched = window.start
        for _ in range(_GUESSES):
            found = pattern.search(window.data, searched)
            while found is None and len(window.data) - window.start <= RECORD_LIMIT:
                kept = max(len(window.data) - window.start - 256, 0)
                if not window.more():
                    break
                found = pattern.search(window.data, window.start + kept)
            if found is None or found.start() - window.start > RECORD_LIMIT:
                break
            raw = window.data[window.start : found.start() + 1]
            value = _try(raw, decode)
            if value is not None:
                window.start = found.start() + 1
                return Piece(raw, value, number), True
            searched = found.start() + 1
    end = _object_end(window)
    if end > 0:
        raw = window.data[window.start : end]
        value = _try(raw, decode)
        window.start = end
        return (Piece(raw, value, number) if value is not None else Piece(b"", None, number, "not JSON in UTF-8")), True
    size = _rest(window)
    if size > RECORD_LIMIT:
        fault = f"a record of {_size(size)} or more; the limit is {_size(RECORD_LIMIT)}"
    else:
        fault = "the record is truncated, or not JSON; the rest of the list is skipped"
    return Piece(b"", None, number, fault), False


def _object_end(window: _Window) -> int:
    """The end of the current object, by counting brackets; 0 if it does not end within the limit."""
    depth, searched = 0, 0
    while True:
        for sign in _SIGN.finditer(window.data, window.start + searched):
            what = sign[0]
            if what in (b"{", b"["):
                depth += 1
            elif what in (b"}", b"]"):
                depth -= 1
                if depth == 0:
                    return sign.end()
        # A string may be open at the end of the window: restart with more bytes.
        depth = 0
        if len(window.data) - window.start > RECORD_LIMIT or not window.more():
            return 0


def _past_envelope(window: _Window) -> None:
    """Skip the keys after a list, to the end of the enclosing object."""
    if not window.skip_blank():
        return
    if window.data[window.start : window.start + 1] == b"}":
        window.start += 1
        return
    if window.data[window.start : window.start + 1] != b",":
        return
    while True:
        depth = 1
        for sign in _SIGN.finditer(window.data, window.start):
            depth += {b"{": 1, b"[": 1, b"}": -1, b"]": -1}.get(sign[0], 0)
            if depth == 0:
                window.start = sign.end()
                return
        if len(window.data) - window.start > RECORD_LIMIT or not window.more():
            break
    _rest(window)


def _rest(window: _Window) -> int:
    """Skip the rest of the file; returns its size in bytes."""
    size = 0
    while True:
        size += len(window.data) - window.start
        window.data, window.start = b"", 0
        if not window.more():
            return size


def _try(raw: bytes, decode: Decode) -> object:
    try:
        return decode(raw)
    except (ValueError, msgspec.MsgspecError, RecursionError):
        return None


def _size(size: int) -> str:
    for unit, limit in (("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)):
        if size >= limit:
            return f"{size / limit:.1f} {unit}"
    return f"{size} bytes"
