"""Writes a recommendation to a file, in the form that the file's name asks for."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from dirsim.recommend.recommendation import Recommendation
from dirsim.report.board.page import sheet_with_boards
from dirsim.report.decision import decision_record
from dirsim.report.json_text import json_text
from dirsim.report.recommendation import recommendation_page


def save(choice: Recommendation, path: str | os.PathLike[str]) -> None:
    """Write a recommendation to a file, whole or not at all.

    Args:
        choice: The recommendation.
        path: ``.json`` gives JSON, ``.html`` a page with its what-if board, anything else a decision record in Markdown.

    Raises:
        OSError: It cannot be written.
    """
    target = Path(path)
    kind = target.suffix.lower()
    if kind == ".json":
        content = json_text(choice)
    elif kind in (".html", ".htm"):
        content = sheet_with_boards([recommendation_page(choice)], [choice.board()])
    else:
        content = decision_record(choice)
    handle, name = tempfile.mkstemp(dir=target.resolve().parent, prefix=f".{target.name}.", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
            stream.write(content)
        mask = os.umask(0o077)
        os.umask(mask)
        part.chmod(0o666 & ~mask)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
