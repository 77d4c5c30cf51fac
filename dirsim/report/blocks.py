"""What a page is made of, whatever it is written in: each report is composed once and rendered as text, Markdown or HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from attrs import field, frozen

if TYPE_CHECKING:
    from dirsim.report.draw.drawing import Drawing  # text and JSON need no pictures


@frozen
class Source:
    """The address of a vendor's page; a link where the format has links."""

    url: str


Line = str | tuple[str | Source, ...]
"""Words, with addresses between them."""


@frozen
class Heading:
    """A heading; level 1 is the page's own."""

    text: str
    level: int = 2


@frozen
class Prose:
    """A paragraph."""

    line: Line


def _lines(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(lines)


def _rows(rows: Iterable[Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row) for row in rows)


@frozen
class Items:
    """A list, one entry a line."""

    entries: tuple[Line, ...] = field(converter=_lines)


@frozen
class Table:
    """A table.

    Attributes:
        head: The columns' names.
        rows: Cells, as many in each row as there are columns.
        right: The numbers of the columns that hold figures, counted from 0.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = field(converter=_rows)
    right: frozenset[int] = frozenset()


@frozen
class Code:
    """Text to be copied as it stands, such as a policy in JSON: its lines and blanks stay."""

    text: str


@frozen(eq=False)
class Figure:
    """A picture of what a table beside it says in words; only formats with pictures have it.

    Attributes:
        draw: Gives the picture; asked for only where it is shown, for drawing takes time.
    """

    draw: Callable[[], Drawing]


Block = Heading | Prose | Items | Table | Code | Figure
Page = tuple[Block, ...]
