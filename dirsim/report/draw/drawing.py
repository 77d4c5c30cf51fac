"""A drawing, and the few shapes that drawings are made of. Every text goes through :func:`words`, so nothing is markup."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from html import escape

from attrs import frozen

from dirsim.report.document import asset
from dirsim.report.plain import capped, plain

LETTER = 6.7
"""About how wide a letter is at the size of drawings, in units of the drawing."""

MARKS = {"succeeded": "\u2713", "degraded": "\u223c", "denied": "\u2715", "timed-out": "\u2026", "unknown": "?"}
"""An outcome is never told by its colour alone."""


@frozen
class Drawing:
    """A picture as SVG text.

    Attributes:
        width: In its own units, about a pixel each.
        height: As above.
        title: What it is, for those who do not see it.
        body: Its shapes.
        said: What it shows, in words.
    """

    width: float
    height: float
    title: str
    body: str
    said: str = ""


def inline(drawing: Drawing) -> str:
    """The drawing for a page that has the style sheets ``theme.css`` and ``draw/draw.css``."""
    return _svg(drawing, "", drawing.body)


def standalone(drawing: Drawing) -> str:
    """The drawing as a file of its own, light or dark as the reader's system is."""
    style = f"<style>{asset('theme.css')}{asset('draw/draw.css')}</style>"
    ground = box(0, 0, drawing.width, drawing.height, "ground")
    return _svg(drawing, ' xmlns="http://www.w3.org/2000/svg"', style + ground + drawing.body)


def as_address(drawing: Drawing) -> str:
    """The drawing as a ``data:`` address, for an image."""
    return "data:image/svg+xml;base64," + base64.b64encode(standalone(drawing).encode()).decode()


def _svg(drawing: Drawing, more: str, body: str) -> str:
    width, height = number(drawing.width), number(drawing.height)
    said = f"<desc>{words(drawing.said)}</desc>" if drawing.said else ""
    return (
        f'<svg{more} class="dirsim dirsim-svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="group" aria-label="{words(drawing.title)}"><title>{words(drawing.title)}</title>{said}{body}</svg>'
    )


def beside(title: str, drawings: Iterable[tuple[str, Drawing]]) -> Drawing:
    """Several drawings side by side, each under its heading.

    Args:
        title: What they are together.
        drawings: Headings and drawings.
    """
    parts, x, height = [], 0.0, 0.0
    said = []
    for heading, drawing in drawings:
        if x:
            x += 28
            parts.append(line(x - 14, 4, x - 14, drawing.height + 30, "rule"))
        parts.append(text(x + 4, 18, heading, "head"))
        parts.append(f'<g transform="translate({number(x)} 26)">{drawing.body}</g>')
        said.append(f"{heading}: {drawing.said}")
        width = max(drawing.width, len(heading) * LETTER * 1.15 + 8)
        x += width
        height = max(height, drawing.height + 26)
    return Drawing(x, height, title, "".join(parts), " ".join(said))


def number(value: float) -> str:
    """A coordinate: to the tenth, without an idle nought."""
    return f"{value:.1f}".removesuffix(".0")


def words(said: str) -> str:
    """Text that is safe in SVG, as content and in an attribute."""
    return escape(plain(said))


def text(x: float, y: float, said: str, kind: str = "", *, anchor: str = "", room: float = 0.0) -> str:
    """A line of text; with ``room`` it is cut to so many units, and whole in the tooltip."""
    shown = plain(said)
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
    """The head of an arrow at a point, drawn to the right (1) or to the left (-1)."""
    back = x - 8 * towards
    points = f"{number(x)},{number(y)} {number(back)},{number(y - 4)} {number(back)},{number(y + 4)}"
    return f'<polygon points="{points}"{_kind(kind)}/>'


def item(said: str, *shapes: str, kind: str = "") -> str:
    """Shapes that belong together: one stop of the keyboard, read out as ``said``, which is its tooltip as well."""
    told = words(said)
    return f'<g tabindex="0" role="img" aria-label="{told}"{_kind(kind)}><title>{told}</title>{"".join(shapes)}</g>'


def _kind(kind: str) -> str:
    return f' class="{kind}"' if kind else ""
