"""SVG drawings of reports and their shapes.

Every text is escaped by :func:`words`, so that no name from a file becomes markup.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from html import escape

from attrs import frozen

from dirsim.pages.document import asset
from dirsim.pages.plain import capped, plain

LETTER = 6.7
"""The approximate width of a letter, in units of the drawing."""

MARKS = {"succeeded": "\u2713", "degraded": "\u223c", "denied": "\u2715", "timed-out": "\u2026", "unknown": "?"}
"""The mark of each outcome, so that its colour is never the only sign."""


@frozen
class Drawing:
    """A drawing as SVG text.

    Attributes:
        width: The width in units of the drawing, about one pixel each.
        height: The height in the same units.
        title: The title, for screen readers.
        body: The SVG of its shapes.
        description: The content in words, for screen readers; empty means none.
    """

    width: float
    height: float
    title: str
    body: str
    description: str = ""


def inline(drawing: Drawing) -> str:
    """The SVG of the drawing for a page with the style sheets ``theme.css`` and ``draw.css``."""
    return _svg(drawing, "", drawing.body)


def standalone(drawing: Drawing) -> str:
    """The SVG of the drawing as a separate file, light or dark like the reader's system."""
    style = f"<style>{asset('theme.css')}{asset('draw.css')}</style>"
    baseline = box(0, 0, drawing.width, drawing.height, "ground")
    return _svg(drawing, ' xmlns="http://www.w3.org/2000/svg"', style + baseline + drawing.body)


def as_address(drawing: Drawing) -> str:
    """The drawing as a ``data:`` URL, for an image."""
    return "data:image/svg+xml;base64," + base64.b64encode(standalone(drawing).encode()).decode()


def _svg(drawing: Drawing, more: str, body: str) -> str:
    width, height = number(drawing.width), number(drawing.height)
    description = f"<desc>{words(drawing.description)}</desc>" if drawing.description else ""
    return (
        f'<svg{more} class="dirsim dirsim-svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="group" aria-label="{words(drawing.title)}"><title>{words(drawing.title)}</title>{description}{body}</svg>'
    )


def beside(title: str, drawings: Iterable[tuple[str, Drawing]]) -> Drawing:
    """Several drawings side by side, each under its heading.

    Args:
        title: The title of the whole.
        drawings: Headings and drawings.
    """
    parts, x, height = [], 0.0, 0.0
    descriptions = []
    for heading, drawing in drawings:
        if x:
            x += 28
            parts.append(line(x - 14, 4, x - 14, drawing.height + 30, "rule"))
        parts.append(text(x + 4, 18, heading, "head"))
        parts.append(f'<g transform="translate({number(x)} 26)">{drawing.body}</g>')
        descriptions.append(f"{heading}: {drawing.description}")
        width = max(drawing.width, len(heading) * LETTER * 1.15 + 8)
        x += width
        height = max(height, drawing.height + 26)
    return Drawing(x, height, title, "".join(parts), " ".join(descriptions))


def number(value: float) -> str:
    """A coordinate with at most one decimal, without a trailing zero."""
    return f"{value:.1f}".removesuffix(".0")


def words(content: str) -> str:
    """The text escaped for SVG, as content and in an attribute."""
    return escape(plain(content))


def text(x: float, y: float, content: str, kind: str = "", *, anchor: str = "", room: float = 0.0) -> str:
    """A line of text; with ``room`` it is cut to that width, in units, and complete in the tooltip."""
    shown = plain(content)
    cut = capped(shown, max(4, int(room / LETTER))) if room else shown
    tip = f"<title>{escape(shown)}</title>" if cut != shown else ""
    where = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{number(x)}" y="{number(y)}"{_kind(kind)}{where}>{tip}{escape(cut)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, kind: str = "") -> str:
    """A straight line."""
    return f'<line x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}"{_kind(kind)}/>'


def box(x: float, y: float, width: float, height: float, kind: str = "", *, round_: float = 0.0) -> str:
    """A rectangle."""
    corners = f' rx="{number(round_)}"' if round_ else ""
    size = f'width="{number(max(width, 0))}" height="{number(max(height, 0))}"'
    return f'<rect x="{number(x)}" y="{number(y)}" {size}{corners}{_kind(kind)}/>'


def head(x: float, y: float, towards: float, kind: str = "") -> str:
    """The head of an arrow at a point, which points to the right (1) or to the left (-1)."""
    back = x - 8 * towards
    points = f"{number(x)},{number(y)} {number(back)},{number(y - 4)} {number(back)},{number(y + 4)}"
    return f'<polygon points="{points}"{_kind(kind)}/>'


def item(label: str, *shapes: str, kind: str = "") -> str:
    """A group of shapes as one tab stop; ``label`` is its accessible name and its tooltip."""
    name = words(label)
    return f'<g tabindex="0" role="img" aria-label="{name}"{_kind(kind)}><title>{name}</title>{"".join(shapes)}</g>'


def _kind(kind: str) -> str:
    return f' class="{kind}"' if kind else ""
