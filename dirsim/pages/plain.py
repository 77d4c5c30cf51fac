"""Removal of control characters from untrusted text.

Names come from files; a character that controls a terminal or reverses the direction of text is removed before output.
"""

from __future__ import annotations

import re

# Control characters (C0, DEL, C1), bidirectional formatting characters, line and paragraph separators,
# and zero-width characters. Whitespace of all kinds, including line ends, becomes one space.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
_BLANK = re.compile(r"\s+")
_LONE = re.compile("[\ud800-\udfff]")


def plain(text: str) -> str:
    """The text on one line, without control characters and invisible characters."""
    return _BLANK.sub(" ", unseen(text)).strip()


def unseen(text: str) -> str:
    """The text without control characters and invisible characters; whitespace and line ends are kept."""
    return _LONE.sub("\ufffd", _UNSEEN.sub("", text))


def capped(text: str, most: int) -> str:
    """The text, cut to a maximum number of characters; a cut text ends in three dots."""
    return text if len(text) <= most else text[: most - 3].rstrip() + "..."
