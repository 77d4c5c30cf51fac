"""Plain-text format of report pages.

The text has no colours and is at most 100 columns wide, or as wide as a narrower terminal, so that it can be pasted into an email.
"""

from __future__ import annotations

from textwrap import wrap

from dirsim.pages.blocks import Card, Code, Figure, Heading, Items, Line, Page, Prose, Source, Table
from dirsim.pages.plain import plain, unseen

WIDTH = 100
_GAP = 2
_LEAST = 8
"""The width below which a column is not narrowed while another column can be narrowed."""


class _Page:
    width = WIDTH


def set_width(columns: int) -> None:
    """Set the width of pages that are made from now on, between 40 columns and :data:`WIDTH`."""
    _Page.width = max(40, min(columns, WIDTH))


def text(page: Page) -> str:
    """A page as text, with a newline at its end."""
    shown: list[str] = []
    blocks = [block for block in page if not isinstance(block, Figure)]
    for place, block in enumerate(blocks):
        if place and not (isinstance(blocks[place - 1], Heading)):
            shown.append("")
        shown += _block(block)
    return "\n".join(line.rstrip() for line in shown) + "\n"


def _block(block: Card | Heading | Prose | Items | Table | Code) -> list[str]:
    if isinstance(block, Heading):
        title = plain(block.text)
        lines = _wrapped(title, _Page.width)
        under = "=" if block.level == 1 else "-"
        return [*lines, under * min(_Page.width, max(len(line) for line in lines))]
    if isinstance(block, Prose):
        return _wrapped(_flat(block.line), _Page.width)
    if isinstance(block, Card):
        return [line for term, content in block.rows for line in _term(plain(term), _flat(content), block)]
    if isinstance(block, Items):
        return [line for entry in block.entries for line in _item(_flat(entry))]
    if isinstance(block, Code):
        return unseen(block.text).rstrip("\n").split("\n")
    return _table(block)


def _flat(line: Line) -> str:
    if isinstance(line, str):
        return plain(line)
    return plain("".join(part.url if isinstance(part, Source) else part for part in line))


def _item(content: str) -> list[str]:
    lines = _wrapped(content, _Page.width - 2)
    return [("- " if not place else "  ") + line for place, line in enumerate(lines)]


def _term(term: str, content: str, card: Card) -> list[str]:
    """The lines of one term of a card; the contents of all its terms are aligned."""
    indent = max(len(plain(other)) for other, _ in card.rows) + _GAP
    lines = _wrapped(content, _Page.width - indent)
    return [(term if not place else "").ljust(indent) + line for place, line in enumerate(lines)]


def _wrapped(content: str, width: int, *, breaking: bool = False) -> list[str]:
    """Lines of at most a width; outside tables words are not broken, so that URLs and labels can be copied."""
    return wrap(content, width, break_long_words=breaking, break_on_hyphens=False) or [""]


def _table(table: Table) -> list[str]:
    head = tuple(plain(cell) for cell in table.head)
    rows = [tuple(plain(cell) for cell in row) for row in table.rows]
    widths = _widths([head, *rows])
    lines = _row(head, widths, table.right)
    lines.append((" " * _GAP).join("-" * width for width in widths))
    for row in rows:
        lines += _row(row, widths, table.right)
    return lines


def _widths(rows: list[tuple[str, ...]]) -> list[int]:
    """The widths of the columns: those of the contents, or less where the table is too wide.

    Prose is narrowed first; names are broken only as a last resort.
    """
    columns = list(zip(*rows, strict=True))
    widths = [max(1, *(len(cell) for cell in column)) for column in columns]
    words = [max(1, *(len(word) for cell in column for word in cell.split() or [""])) for column in columns]
    room = _Page.width - _GAP * (len(widths) - 1)
    names = [width if _names(column) else min(width, _LEAST) for column, width in zip(columns, words, strict=True)]
    for least in (words, names, [_LEAST] * len(widths)):
        while sum(widths) > room:
            able = [column for column, width in enumerate(widths) if width > least[column]]
            if not able:
                break
            widths[max(able, key=lambda column: widths[column])] -= 1
    return widths


def _names(column: tuple[str, ...]) -> bool:
    """Return whether a column holds single words, which readers copy, rather than prose."""
    return not any(" " in cell for cell in column[1:])


def _row(row: tuple[str, ...], widths: list[int], right: frozenset[int]) -> list[str]:
    cells = [_wrapped(cell, width, breaking=True) for cell, width in zip(row, widths, strict=True)]
    lines = []
    for line in range(max(len(cell) for cell in cells)):
        parts = []
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True)):
            part = cell[line] if line < len(cell) else ""
            parts.append(part.rjust(width) if column in right else part.ljust(width))
        lines.append((" " * _GAP).join(parts))
    return lines
