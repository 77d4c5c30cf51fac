"""A page in the format that was asked for; what a format needs is loaded when it is."""

from __future__ import annotations

from collections.abc import Iterable

from dirsim.analysis.board import Board
from dirsim.report.blocks import Page


def written(pages: Iterable[Page], wanted: str, boards: Iterable[Board] = ()) -> str:
    """Pages as text, Markdown or one HTML document; only the last has boards.

    Args:
        pages: One or more.
        wanted: ``text``, ``markdown`` or ``html``.
        boards: What-if boards that the document ends with.
    """
    listed = list(pages)
    if wanted == "html":
        from dirsim.report.board.page import sheet_with_boards  # noqa: PLC0415 -- text needs none of it

        return sheet_with_boards(listed, boards)
    if wanted == "markdown":
        from dirsim.report.markdown import markdown  # noqa: PLC0415 -- as above

        return "\n".join(markdown(page) for page in listed)
    from dirsim.report.text import text  # noqa: PLC0415 -- as above

    return "\n\n".join(text(page) for page in listed)
