"""Blocks of report pages, independent of the output format.

Each report is composed once and rendered as text, Markdown or HTML.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from attrs import field, frozen

if TYPE_CHECKING:
    from dirsim.pages.drawing import Drawing  # text and JSON need no drawings


@frozen
class Source:
    """The URL of a vendor's page; a link in formats that have links."""

    url: str


Line = str | tuple[str | Source, ...]
"""Text with URLs in it."""


@frozen
class Heading:
    """A heading; level 1 is the title of the page."""

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
    """A list with one entry on each line."""

    entries: tuple[Line, ...] = field(converter=_lines)


@frozen
class Table:
    """A table.

    Attributes:
        head: The names of the columns.
        rows: The rows, each with one cell for each column.
        right: The indexes of the columns that hold numbers, counted from 0.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = field(converter=_rows)
    right: frozenset[int] = frozenset()


@frozen
class Code:
    """Text to be copied verbatim, such as a policy in JSON; line ends and spaces are kept."""

    text: str


@frozen(eq=False)
class Figure:
    """A drawing of the data in a table beside it; only formats with drawings show it.

    Attributes:
        draw: The function that returns the drawing; called only if the format shows it, because drawing takes time.
    """

    draw: Callable[[], Drawing]


def _terms(rows: Iterable[Iterable[Line]]) -> tuple[tuple[str, Line], ...]:
    return tuple((str(term), line) for term, line in rows)


@frozen
class Card:
    """The short answer on top of a page: a line for each of a few terms.

    Formats for the screen fold the sections that follow a card.
    """

    rows: tuple[tuple[str, Line], ...] = field(converter=_terms)


Block = Card | Heading | Prose | Items | Table | Code | Figure
Page = tuple[Block, ...]
