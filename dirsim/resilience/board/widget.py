"""Notebook widget of the what-if board, through anywidget."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from dirsim.errors import UsageError
from dirsim.resilience.board.board_page import board_script, board_styles

if TYPE_CHECKING:
    from dirsim.resilience.board.board import Board


def board_widget(board: Board) -> Any:
    """A widget that shows a board.

    Raises:
        UsageError: anywidget is not installed.
    """
    try:
        import anywidget  # noqa: PLC0415 -- optional
        import traitlets  # noqa: PLC0415 -- comes with anywidget
    except ImportError:
        raise UsageError("the widget needs anywidget; install it with: pip install 'dirsim[widget]'") from None
    made = anywidget.AnyWidget(_esm=board_script(), _css="\n".join(board_styles()))
    made.add_traits(board=traitlets.Unicode(json.dumps(board.to_dict())).tag(sync=True))
    return made
