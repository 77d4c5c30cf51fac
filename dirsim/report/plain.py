"""Names from files are not trusted: what could steer a terminal or turn text around is taken out before they are shown."""

from __future__ import annotations

import re

# Control characters (C0, DEL, C1), the marks that turn the direction of text around, line and paragraph separators,
# and characters of no width. Blanks of all kinds, line ends among them, become one space.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
_BLANK = re.compile(r"\s+")
_LONE = re.compile("[\ud800-\udfff]")


def plain(text: str) -> str:
    """Text in one line that only says what it looks like; characters that were taken out leave nothing behind."""
    return _BLANK.sub(" ", unseen(text)).strip()


def unseen(text: str) -> str:
    """Text without the characters that nobody sees; its blanks and line ends stay."""
    return _LONE.sub("\ufffd", _UNSEEN.sub("", text))


def capped(text: str, most: int) -> str:
    """Text of at most so many characters; what is longer ends in three dots."""
    return text if len(text) <= most else text[: most - 3].rstrip() + "..."
