"""HTML format of report pages for notebooks.

Everything is escaped, and drawings are images. An untrusted notebook keeps only the image. In a trusted notebook a short
script replaces the image by the drawing itself, which follows JupyterLab's theme and whose parts are tab stops.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from dirsim.pages.blocks import Block, Card, Code, Figure, Heading, Items, Line, Page, Prose, Source, Table
from dirsim.pages.document import asset
from dirsim.pages.drawing import LIT, Drawing, as_address
from dirsim.pages.plain import plain, unseen

_LIT = " data-lit"

_ADDRESS = re.compile(r"https?://\S+")


def html(page: Page) -> str:
    """A page as an HTML fragment; headings begin at the third level, because the notebook has its own above them."""
    figures = any(isinstance(block, Figure) for block in page)
    body = folded(page, _block)
    scripts = asset("swap.js") + (asset("network/lights.js") if _LIT in body else "")
    script = f'<script type="module">{scripts}</script>' if figures else ""
    return f'<div class="dirsim">{body}{script}</div>'


def folded(page: Page, block_html: Callable[[Block], str]) -> str:
    """The HTML of a page's blocks; the sections after a card are folded, each under its heading, the first one open."""
    parts: list[str] = []
    carded = False
    opened = False
    for block in page:
        if isinstance(block, Heading) and carded and block.level == 2:
            start = "</details><details>" if opened else "<details open>"
            parts.append(f"{start}<summary>{_safe(block.text)}</summary>")
            opened = True
            continue
        carded = carded or isinstance(block, Card)
        parts.append(block_html(block))
    return "".join(parts) + ("</details>" if opened else "")


def card_html(card: Card) -> str:
    """The HTML of a card."""
    rows = "".join(f"<dt>{_safe(term)}</dt><dd>{line_html(line)}</dd>" for term, line in card.rows)
    return f'<dl class="dirsim-card">{rows}</dl>'


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        level = min(6, block.level + 2)
        return f"<h{level}>{_safe(block.text)}</h{level}>"
    if isinstance(block, Prose):
        return f"<p>{line_html(block.line)}</p>"
    if isinstance(block, Card):
        return f"<style>{asset('card.css')}</style>{card_html(block)}"
    if isinstance(block, Items):
        return f"<ul>{''.join(f'<li>{line_html(entry)}</li>' for entry in block.entries)}</ul>"
    if isinstance(block, Code):
        return f"<pre>{escape(unseen(block.text))}</pre>"
    if isinstance(block, Figure):
        return image(block.draw())
    return _table(block)


def image(drawing: Drawing, *, swapped: bool = True) -> str:
    """A drawing as an image with alternative text; with ``swapped``, a script may replace the image by the drawing."""
    alternative = _safe(f"{drawing.title}. {drawing.description}")
    lit = _LIT if LIT in drawing.body else ""
    kind = f' class="dirsim-drawing"{lit}' if swapped else ""
    return f'<img{kind} style="max-width: 100%" alt="{alternative}" src="{as_address(drawing)}">'


def _table(table: Table) -> str:
    head = "".join(
        f'<th style="{_aligned(right=column in table.right)}">{_safe(cell)}</th>'
        for column, cell in enumerate(table.head)
    )
    rows = "".join(
        f"<tr>{''.join(_cell(cell, right=column in table.right) for column, cell in enumerate(row))}</tr>"
        for row in table.rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _cell(text: str, *, right: bool) -> str:
    return f'<td style="{_aligned(right=right)}">{_safe(text)}</td>'


def _aligned(*, right: bool) -> str:
    """The style that aligns a cell, because notebooks align every cell to the right."""
    return f"text-align: {'right' if right else 'left'}"


def line_html(line: Line) -> str:
    """The HTML of a line, with its addresses as links."""
    if isinstance(line, str):
        return _safe(line)
    return "".join(_link(part) if isinstance(part, Source) else escape(_spaced(part)) for part in line)


def _link(source: Source) -> str:
    """A link to a web page; any other kind of address is shown as text."""
    safe = _safe(source.url)
    return f'<a href="{safe}" rel="noopener noreferrer">{safe}</a>' if _ADDRESS.fullmatch(source.url) else safe


def _spaced(text: str) -> str:
    """A part of a line; the spaces at its ends are kept, because they separate the parts."""
    lead = " " if text[:1].isspace() else ""
    tail = " " if text[-1:].isspace() and text.strip() else ""
    return f"{lead}{plain(text)}{tail}"


def _safe(text: str) -> str:
    return escape(plain(text))
