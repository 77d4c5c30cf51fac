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
_BREAK = re.compile("[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")  # begin a line on a terminal, or for some readers of lines
_BLANK = re.compile(r"\s+")
_LONE = re.compile("[\ud800-\udfff]")
_RUNNER_SIGNS = ("##vso[", "##teamcity[", "##[")


def plain(text: str) -> str:
    """The text on one line, without control characters and invisible characters."""
    return _BLANK.sub(" ", unseen(text)).strip()


def unseen(text: str) -> str:
    """The text without control characters and invisible characters; tabs and line feeds are kept, other breaks are blanks."""
    return _LONE.sub("\ufffd", _BREAK.sub(" ", _UNSEEN.sub("", text)))


def without_commands(text: str) -> str:
    """The text without lines that a build runner takes for its commands: ``::error::`` of GitHub, ``##vso[`` of Azure.

    A command at the beginning of a line gets a backslash before it, one anywhere in a line a blank inside it. JSON stays JSON
    with the same content.
    """
    if "::" not in text and "##" not in text:
        return text
    is_json = text.lstrip()[:1] in ("{", "[")
    for sign in _RUNNER_SIGNS:
        if sign in text:
            text = text.replace(sign, f"#\\u0023{sign[2:]}" if is_json else f"## {sign[2:]}")
    return "\n".join(map(_line_without_command, text.split("\n"))) if "::" in text else text


def _line_without_command(line: str) -> str:
    bare = line.lstrip()
    if bare.startswith("::") and "::" in bare[2:]:
        return f"{line[: len(line) - len(bare)]}\\{bare}"
    return line


def escaped_unseen(text: str) -> str:
    """JSON text in which characters that steer a terminal, or reverse the direction of text, are written as escapes."""
    return _LONE.sub(_escape, _BREAK.sub(_escape, _UNSEEN.sub(_escape, text)))


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def capped(text: str, most: int) -> str:
    """The text, cut to a maximum number of characters; a cut text ends in three dots."""
    return text if len(text) <= most else text[: most - 3].rstrip() + "..."


def shortened(text: str, most: int) -> str:
    """The text, shortened to a maximum number of characters; the middle gives way, so that names keep both ends."""
    if len(text) <= most:
        return text
    tail = max(1, (most - 1) // 2)
    return f"{text[: max(1, most - 1 - tail)].rstrip()}\u2026{text[-tail:].lstrip()}"
