"""Colours of answers on a terminal: headings and outcomes.

No information is in colour alone. Files, pipes and terminals that ask for none (``NO_COLOR``, ``TERM=dumb``) get none.
Sources: https://no-color.org, https://force-color.org
"""

from __future__ import annotations

import os
import re
import sys

_BOLD, _GOOD, _WEAK, _BAD, _END = "\x1b[1m", "\x1b[32m", "\x1b[33m", "\x1b[31m", "\x1b[0m"
_WORDS = {
    _GOOD: ("succeeded", "feasible", "met"),
    _WEAK: ("degraded", "unknown", "undetermined"),
    _BAD: ("denied", "timed-out", "not-met", "rejected"),
}
_COLOUR_OF = {word: colour for colour, words in _WORDS.items() for word in words}
_OUTCOME = re.compile(rf"(?<![\w-])({'|'.join(sorted(_COLOUR_OF, key=len, reverse=True))})(?![\w-])")
_RULE = re.compile(r"={3,}|-{3,}")


def wants_colour() -> bool:
    """True where standard output is a terminal that accepts colour, or ``FORCE_COLOR`` is set; ``NO_COLOR`` is stronger."""
    if os.environ.get("NO_COLOR"):
        return False
    forced = os.environ.get("FORCE_COLOR")
    if forced:
        return forced != "0"
    if os.environ.get("TERM") == "dumb":
        return False
    try:
        return bool(sys.stdout.isatty())
    except (AttributeError, ValueError):
        return False


def coloured(answer: str) -> str:
    """An answer in plain text with colours; taking them out again gives the answer."""
    lines = answer.split("\n")
    if len(lines) < 2 or not _RULE.fullmatch(lines[1]):  # a page begins with a heading; other formats stay as they are
        return answer
    shown = []
    for place, line in enumerate(lines):
        below = lines[place + 1] if place + 1 < len(lines) else ""
        heading = line and len(below) == len(line) and _RULE.fullmatch(below)
        if heading or line.startswith("Answer: "):
            shown.append(f"{_BOLD}{line}{_END}")
        else:
            shown.append(_OUTCOME.sub(lambda found: f"{_COLOUR_OF[found[1]]}{found[1]}{_END}", line))
    return "\n".join(shown)
