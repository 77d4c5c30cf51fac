"""Writer of recommendations to files, in the format of the file's suffix."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from dirsim.pages.json_text import json_text
from dirsim.pages.value_file import write_whole
from dirsim.recommendation.decision_page import decision_record
from dirsim.recommendation.recommendation_page import recommendation_page
from dirsim.resilience.board.board_page import sheet_with_boards

if TYPE_CHECKING:
    from dirsim.recommendation.recommendation import Recommendation


def save(choice: Recommendation, path: str | os.PathLike[str]) -> None:
    """Write a recommendation to a file, completely or not at all.

    Args:
        choice: The recommendation.
        path: ``.json`` gives JSON, ``.html`` a page with its what-if board, anything else a decision record in Markdown.

    Raises:
        OSError: The file cannot be written.
    """
    target = Path(path)
    kind = target.suffix.lower()
    if kind == ".json":
        content = json_text(choice)
    elif kind in (".html", ".htm"):
        content = sheet_with_boards([recommendation_page(choice)], [choice.board()])
    else:
        content = decision_record(choice)
    write_whole(target, content)
