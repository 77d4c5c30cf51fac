"""How IAM compares names: ``*`` stands for any characters, ``?`` for one; ``${*}`` and ``${?}`` for the characters themselves."""

from __future__ import annotations

import re
from functools import lru_cache

_SPECIAL = re.compile(r"\$\{[*?$]\}|\*|\?|[^*?$]+|\$")
_ESCAPED = {"*": "${*}", "?": "${?}"}


@lru_cache(maxsize=65536)
def pattern(text: str, *, any_case: bool = False) -> re.Pattern[str]:
    """What a text with wildcards matches."""
    parts = []
    for piece in _SPECIAL.findall(text):
        if piece == "*":
            parts.append(".*")
        elif piece == "?":
            parts.append(".")
        elif len(piece) == 4 and piece.startswith("${"):
            parts.append(re.escape(piece[2]))
        else:
            parts.append(re.escape(piece))
    return re.compile("".join(parts), re.DOTALL | (re.IGNORECASE if any_case else 0))


def matches(text: str, value: str, *, any_case: bool = False) -> bool:
    """Whether a text with wildcards matches a value as a whole."""
    if "*" not in text and "?" not in text and "${$}" not in text:
        return text.lower() == value.lower() if any_case else text == value
    return pattern(text, any_case=any_case).fullmatch(value) is not None


def literal(value: str) -> str:
    """A value as it must be written in a resource, so that it means itself only."""
    if "*" not in value and "?" not in value and "${" not in value:
        return value
    opened = value.replace("${", "\0")
    return "".join(_ESCAPED.get(sign, sign) for sign in opened).replace("\0", "${$}{")


def meant(text: str) -> str:
    """What a text that :func:`literal` made stands for."""
    return text.replace("${*}", "*").replace("${?}", "?").replace("${$}", "$")
