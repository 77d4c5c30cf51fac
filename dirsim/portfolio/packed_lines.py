"""Packed lines: results of a portfolio, unpacked one at a time."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Self, overload

from attrs import frozen


def packed(line: str) -> bytes:
    """A line as bytes of a tenth of its size; lone surrogates are kept."""
    return zlib.compress(line.encode("utf-8", "surrogatepass"))


def unpacked(content: bytes) -> str:
    """The line that was packed."""
    return zlib.decompress(content).decode("utf-8", "surrogatepass")


@frozen
class PackedLines(Sequence[str]):
    """Lines that are kept packed, so that those of ten thousand members fit into memory.

    Attributes:
        contents: The lines, packed.
    """

    contents: tuple[bytes, ...] = ()

    @classmethod
    def of(cls, lines: Iterable[str]) -> Self:
        """Lines, packed one after the other."""
        return cls(tuple(map(packed, lines)))

    def __len__(self) -> int:
        return len(self.contents)

    def __iter__(self) -> Iterator[str]:
        return map(unpacked, self.contents)

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> PackedLines: ...

    def __getitem__(self, place: int | slice) -> str | PackedLines:
        """A line, or some of the lines."""
        if isinstance(place, slice):
            return PackedLines(self.contents[place])
        return unpacked(self.contents[place])
