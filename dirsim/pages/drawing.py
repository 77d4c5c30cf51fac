"""SVG drawings of reports and their shapes.

Every text is escaped by :func:`words`, so that no name from a file becomes markup.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from html import escape
from textwrap import wrap

from attrs import frozen

from dirsim.pages.document import asset
from dirsim.pages.plain import plain, shortened

LETTER = 7.1
"""The approximate width of a letter, in units of the drawing."""

LIT = "data-steps="
"""The attribute of what lights its steps in a drawing when it is pressed; a page that has it needs ``lights.js``."""

_LETTERS = {"head": 8.0, "small": 6.2}

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


def headed(heading: str, drawing: Drawing) -> Drawing:
    """A drawing under a heading."""
    body = f'{text(4, 18, heading, "head")}<g transform="translate(0 28)">{drawing.body}</g>'
    width = max(drawing.width, width_of(heading, "head") + 8)
    description = f"{heading}: {drawing.description}"
    return Drawing(width, drawing.height + 28, drawing.title, body, description)


def number(value: float) -> str:
    """A coordinate with at most one decimal, without a trailing zero."""
    return f"{value:.1f}".removesuffix(".0")


def words(content: str) -> str:
    """The text escaped for SVG, as content and in an attribute."""
    return escape(plain(content))


def text(x: float, y: float, content: str, kind: str = "", *, anchor: str = "", room: float = 0.0) -> str:
    """A line of text; with ``room`` its middle gives way to that width, in units, and the tooltip has it complete."""
    shown = plain(content)
    cut = shortened(shown, max(4, int(room / letter(kind)))) if room else shown
    tip = f"<title>{escape(shown)}</title>" if cut != shown else ""
    where = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{number(x)}" y="{number(y)}"{_kind(kind)}{where}>{tip}{escape(cut)}</text>'


def paragraph(x: float, y: float, content: str, kind: str = "", *, anchor: str = "", room: float) -> tuple[str, float]:
    """A text on as many lines as it needs, none of it left out, and the height of its lines after the first."""
    most = max(4, int(room / letter(kind)))
    lines = wrap(plain(content), most, break_on_hyphens=False) or [""]
    high = 17.0 if "head" in kind.split() else 14.0
    drawn = [text(x, y + high * row, part, kind, anchor=anchor) for row, part in enumerate(lines)]
    return "".join(drawn), high * (len(lines) - 1)


def letter(kind: str) -> float:
    """The approximate width of a letter of text of a kind, in units of the drawing."""
    return next((width for name, width in _LETTERS.items() if name in kind.split()), LETTER)


def width_of(content: str, kind: str = "") -> float:
    """The approximate width of a line of text, in units of the drawing."""
    return len(plain(content)) * letter(kind)


def line(x1: float, y1: float, x2: float, y2: float, kind: str = "") -> str:
    """A straight line."""
    return f'<line x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}"{_kind(kind)}/>'


def path(points: Iterable[tuple[float, float]], kind: str = "") -> str:
    """A line with corners."""
    listed = " ".join(f"{number(x)},{number(y)}" for x, y in points)
    return f'<polyline points="{listed}"{_kind(kind)}/>'


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


def item(label: str, *shapes: str, kind: str = "", data: Mapping[str, str] | None = None) -> str:
    """A group of shapes as one tab stop.

    Args:
        label: Its accessible name and its tooltip.
        *shapes: The SVG of its shapes.
        kind: Its class.
        data: Attributes for scripts, by name without ``data-``.
    """
    name = words(label)
    more = "".join(f' data-{key}="{words(value)}"' for key, value in (data or {}).items())
    shown = f"<title>{name}</title>{''.join(shapes)}"
    return f'<g tabindex="0" role="img" aria-label="{name}"{_kind(kind)}{more}>{shown}</g>'


def _kind(kind: str) -> str:
    return f' class="{kind}"' if kind else ""
