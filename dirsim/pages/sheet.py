"""HTML document of report pages, for the screen and for print.

Drawings are inline, and everything is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from dirsim.model.outcome import OUTCOMES
from dirsim.pages.blocks import Block, Card, Code, Figure, Heading, Items, Page, Prose, Table
from dirsim.pages.document import asset, document
from dirsim.pages.drawing import LIT, MARKS, inline
from dirsim.pages.html import card_html, folded, line_html
from dirsim.pages.plain import plain, unseen


def sheet(
    pages: Iterable[Page], *, first: str = "", more: str = "", styles: Iterable[str] = (), scripts: Iterable[str] = ()
) -> str:
    """The pages as one self-contained document.

    Args:
        pages: One page or more; the first heading is the title.
        first: HTML that is already escaped, after the card of the first page, or after its first paragraph where it has none.
        more: HTML that is already escaped, after the pages.
        styles: Style sheets that ``more`` needs.
        scripts: JavaScript modules that ``more`` needs.
    """
    listed = list(pages)
    titles = [block.text for page in listed for block in page if isinstance(block, Heading)]
    body = "".join(sheet_body(page, "" if place else first) for place, page in enumerate(listed))
    lit = (asset("network/lights.js"),) if LIT in body else ()
    return document(
        titles[0] if titles else "dirsim",
        f'<main class="dirsim-page">{body}{more}</main>',
        dict.fromkeys((asset("theme.css"), asset("card.css"), asset("page.css"), asset("draw.css"), *styles)),
        (*scripts, *lit),
    )


def sheet_body(page: Page, after: str = "") -> str:
    """The HTML of a page's blocks; the paragraph after the title is set as a lead, and ``after`` follows the card, or it."""
    lead = page[1] if len(page) > 1 else None
    card = next((block for block in page if isinstance(block, Card)), None)
    before = lead if card is None else card

    def shown(block: Block) -> str:
        made = (
            f'<p class="lead">{line_html(block.line)}</p>'
            if block is lead and isinstance(block, Prose)
            else _block(block)
        )
        return made + (after if block is before else "")

    return folded(page, shown)


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<h{block.level}>{_safe(block.text)}</h{block.level}>"
    if isinstance(block, Prose):
        return f"<p>{line_html(block.line)}</p>"
    if isinstance(block, Card):
        return card_html(block)
    if isinstance(block, Items):
        return f"<ul>{''.join(f'<li>{line_html(entry)}</li>' for entry in block.entries)}</ul>"
    if isinstance(block, Code):
        return f"<pre>{escape(unseen(block.text))}</pre>"
    if isinstance(block, Figure):
        return f"<figure>{inline(block.draw())}</figure>"
    return _table(block)


def _table(table: Table) -> str:
    head = "".join(
        f'<th scope="col"{_figure(column in table.right)}>{_safe(cell)}</th>' for column, cell in enumerate(table.head)
    )
    rows = "".join(
        f"<tr>{''.join(_cell(cell, right=column in table.right) for column, cell in enumerate(row))}</tr>"
        for row in table.rows
    )
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _cell(cell: str, *, right: bool) -> str:
    """The HTML of a cell; an outcome has its mark and colour."""
    if cell in OUTCOMES:
        return f'<td class="outcome {cell}">{MARKS[cell]} {_safe(cell)}</td>'
    return f"<td{_figure(right)}>{_safe(cell)}</td>"


def _figure(right: bool) -> str:
    return ' class="figure"' if right else ""


def _safe(text: str) -> str:
    return escape(plain(text))
