"""The board as HTML: a place for it, its data, and a page around both."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from html import escape
from typing import Any

from dirsim.analysis.board import Board
from dirsim.report.blocks import Page
from dirsim.report.document import asset, document
from dirsim.report.draw.topology import draw_topology
from dirsim.report.html import image
from dirsim.report.plain import plain
from dirsim.report.sheet import sheet

_NEEDS_SCRIPT = "<p>This board needs JavaScript. Everything else on the page can be read without it.</p>"


_TO_BOARD = '<p class="screen"><a href="#what-if-1">Try it: cut a link or a host, and see who can still sign in</a></p>'


def board_styles() -> tuple[str, ...]:
    """The style sheets that a board needs."""
    return (asset("theme.css"), asset("board/board.css"))


def board_script() -> str:
    """The module that fills every board of a page."""
    return asset("board/board.js")


def board_fragment(board: Board, name: str = "dirsim-board", instead: str = _NEEDS_SCRIPT) -> str:
    """The place of a board in a page, and its data.

    Args:
        board: The board.
        name: The data's id; one page may hold several boards.
        instead: What stands there where scripts may not run; HTML that is safe already.
    """
    return (
        f'<div class="dirsim-board" data-dirsim-board="{escape(name)}">'
        f"{instead}</div>\n"
        f'<script type="application/json" id="{escape(name)}">{script_json(board.to_dict())}</script>'
    )


def board_display(board: Board) -> str:
    """The board in a notebook's output: an image of its first design, and in its place the board where scripts may run."""
    design = next(iter(board.designs), None)
    if design is None:
        return "<p>There is no design in which anybody signs in to anything.</p>"
    name = f"dirsim-{hashlib.sha256(script_json(board.to_dict()).encode()).hexdigest()[:12]}"
    styles = "".join(f"<style>{sheet}</style>" for sheet in board_styles())
    place = board_fragment(board, name, image(draw_topology(design.topology), swapped=False))
    return f'<div>{styles}{place}<script type="module">{board_script()}</script></div>'


def board_page(board: Board) -> str:
    """The board alone, as a whole page."""
    title = f"{plain(board.name)}: what if?" if board.name else "What if?"
    body = f'<main class="dirsim-page"><h1>{escape(title)}</h1>{board_fragment(board)}</main>'
    return document(title, body, (*board_styles(), asset("page.css")), (board_script(),))


def sheet_with_boards(pages: Iterable[Page], boards: Iterable[Board]) -> str:
    """A report as one document, and after it the boards to play with, if there is anything on them."""
    shown = [board for board in boards if any(design.flows for design in board.designs)]
    parts = []
    for number, board in enumerate(shown, 1):
        about = f" {plain(board.name)}" if len(shown) > 1 else ""
        parts.append(
            f'<section class="screen" id="what-if-{number}"><h2>What if?{escape(about)}</h2>'
            "<p>Cut links, hosts or ports, move the clock, choose a design: every combination has its answer, "
            f"the one that a run of it gives.</p>{board_fragment(board, f'dirsim-board-{number}')}</section>"
        )
    more = "".join(parts)
    return sheet(
        pages,
        first=_TO_BOARD if shown else "",
        more=more,
        styles=board_styles() if shown else (),
        scripts=(board_script(),) if shown else (),
    )


def script_json(value: Any) -> str:
    """JSON that may stand in a script element: nothing in it ends the element or opens a comment."""
    text = json.dumps(value, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
