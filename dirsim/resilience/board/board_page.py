"""The what-if board in HTML: its element, its data, and a page for both."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING, Any

from dirsim.pages.blocks import Page
from dirsim.pages.document import asset, document
from dirsim.pages.html import image
from dirsim.pages.network.topology_drawing import draw_topology
from dirsim.pages.plain import plain
from dirsim.pages.sheet import sheet

if TYPE_CHECKING:
    from dirsim.resilience.board.board import Board

_NEEDS_SCRIPT = "<p>This board needs JavaScript. The rest of the page can be read without it.</p>"


_TO_BOARD = '<p class="screen"><a href="#what-if-1">Try it: cut a link or a host, and see who can still sign in</a></p>'


def board_styles() -> tuple[str, ...]:
    """The style sheets that a board needs."""
    return (asset("theme.css"), asset("board.css", __package__))


def board_script() -> str:
    """The JavaScript module that runs every board of a page."""
    return asset("board.js", __package__)


def board_fragment(board: Board, name: str = "dirsim-board", instead: str = _NEEDS_SCRIPT) -> str:
    """The element of a board in a page, and its data.

    Args:
        board: The board.
        name: The data's id; one page may hold several boards.
        instead: The content where scripts may not run; HTML that is safe already.
    """
    return (
        f'<div class="dirsim-board" data-dirsim-board="{escape(name)}">'
        f"{instead}</div>\n"
        f'<script type="application/json" id="{escape(name)}">{script_json(board.to_dict())}</script>'
    )


def board_display(board: Board) -> str:
    """The board for a notebook's output: an image of its first design, replaced by the board where scripts may run."""
    design = next(iter(board.designs), None)
    if design is None:
        return "<p>No design on this board has sign-ins.</p>"
    name = f"dirsim-{hashlib.sha256(script_json(board.to_dict()).encode()).hexdigest()[:12]}"
    styles = "".join(f"<style>{sheet}</style>" for sheet in board_styles())
    place = board_fragment(board, name, image(draw_topology(design.topology), swapped=False))
    return f'<div>{styles}{place}<script type="module">{board_script()}</script></div>'


def board_page(board: Board) -> str:
    """The board as a complete page."""
    title = f"{plain(board.name)}: what if?" if board.name else "What if?"
    body = f'<main class="dirsim-page"><h1>{escape(title)}</h1>{board_fragment(board)}</main>'
    return document(title, body, (*board_styles(), asset("page.css")), (board_script(),))


def sheet_with_boards(pages: Iterable[Page], boards: Iterable[Board]) -> str:
    """A report as one document, with the what-if board after its card; the boards of several reports are at its end."""
    shown = [board for board in boards if any(design.flows for design in board.designs)]
    parts = []
    for number, board in enumerate(shown, 1):
        about = f" {plain(board.name)}" if len(shown) > 1 else ""
        parts.append(
            f'<section class="screen" id="what-if-{number}"><h2>What if?{escape(about)}</h2>'
            "<p>Press an outage, or cut links, hosts and ports yourself; move the time, compare two designs. The board shows for "
            f"every combination the result of a run.</p>{board_fragment(board, f'dirsim-board-{number}')}</section>"
        )
    listed = list(pages)
    alone = len(listed) == 1 and len(parts) == 1  # one answer: its board follows the card
    return sheet(
        listed,
        first=parts[0] if alone else _TO_BOARD if shown else "",
        more="" if alone else "".join(parts),
        styles=board_styles() if shown else (),
        scripts=(board_script(),) if shown else (),
    )


def script_json(value: Any) -> str:
    """JSON that is safe in a script element: nothing in it ends the element or opens a comment."""
    text = json.dumps(value, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
