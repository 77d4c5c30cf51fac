"""IAM wildcards: ``*`` matches any characters, ``?`` one character.

``${*}`` and ``${?}`` match the characters themselves. A text is compared piece by piece from the left, so that the time is
linear in the number of pieces times the length of the value, whatever the pattern.
"""

from __future__ import annotations

import re
from functools import lru_cache

from attrs import frozen

_SPECIAL = re.compile(r"\$\{[*?$]\}|\*|\?|[^*?$]+|\$")
_ESCAPED = {"*": "${*}", "?": "${?}"}


@frozen
class Glob:
    """A text with wildcards, split at ``*`` into pieces.

    Attributes:
        pieces: The pieces between the stars, each as an expression without repetition.
        any_case: True if upper and lower case are the same.
    """

    pieces: tuple[re.Pattern[str], ...]
    any_case: bool = False

    def fullmatch(self, value: str) -> bool:
        """True if the text matches a whole value."""
        if len(self.pieces) == 1:
            return self.pieces[0].fullmatch(value) is not None
        start = self.pieces[0].match(value)
        if start is None:
            return False
        place = start.end()
        for piece in self.pieces[1:-1]:
            found = piece.search(value, place)
            if found is None:
                return False
            place = found.end()
        return self._ends(value, place)

    def _ends(self, value: str, place: int) -> bool:
        """True if the last piece matches the end of a value, after a place."""
        length = _length(self.pieces[-1].pattern)
        begin = len(value) - length
        return begin >= place and self.pieces[-1].fullmatch(value, begin) is not None


@lru_cache(maxsize=65536)
def _length(expression: str) -> int:
    """The number of characters that an expression without repetition matches."""
    return len(re.sub(r"\\(.)", r"\1", expression, flags=re.DOTALL))


@lru_cache(maxsize=65536)
def pattern(text: str, *, any_case: bool = False) -> Glob:
    """A text with wildcards, prepared for comparison."""
    pieces = [""]
    for sign in _SPECIAL.findall(text):
        if sign == "*":
            if pieces[-1] or len(pieces) == 1:
                pieces.append("")  # several stars in a row are one
        elif sign == "?":
            pieces[-1] += "."
        elif len(sign) == 4 and sign.startswith("${"):
            pieces[-1] += re.escape(sign[2])
        else:
            pieces[-1] += re.escape(sign)
    flags = re.DOTALL | (re.IGNORECASE if any_case else 0)
    return Glob(tuple(re.compile(piece, flags) for piece in pieces), any_case)


def matches(text: str, value: str, *, any_case: bool = False) -> bool:
    """True if a text with wildcards matches a whole value."""
    if "*" not in text and "?" not in text and "${$}" not in text:
        return text.lower() == value.lower() if any_case else text == value
    return pattern(text, any_case=any_case).fullmatch(value)


def literal(value: str) -> str:
    """A value escaped for use in a resource, so that it matches only itself."""
    if "*" not in value and "?" not in value and "${" not in value:
        return value
    opened = value.replace("${", "\0")
    return "".join(_ESCAPED.get(sign, sign) for sign in opened).replace("\0", "${$}{")


def meant(text: str) -> str:
    """The value that :func:`literal` escaped."""
    return text.replace("${*}", "*").replace("${?}", "?").replace("${$}", "$")
