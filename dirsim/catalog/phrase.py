"""Phrases: texts of several words that contain a known one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from attrs import frozen

from dirsim.catalog.small_words import SmallWordReading, passed_by

Meant = tuple[str, tuple[str, ...]]
"""The word that a known text means, or, where it is ambiguous, the words that it can mean."""

_NEUTRAL = passed_by(SmallWordReading.NEUTRAL)
"""Tokens that add nothing to a known word."""
_DENYING = frozenset(["no", "not", "without", "never", "avoid", "instead", "except", "non", "only"])
_VERSION = re.compile(r"\d{4}|\d{1,2}[cgr]\d?|r2|v?\d{1,2}")


@frozen
class Phrase:
    """The meaning of a text of several words.

    Attributes:
        meant: The meaning; ``None`` where the text has words that may change it, or contains no known text.
        near: The words of the known texts that it contains; empty where it contains none, or has a meaning.
    """

    meant: Meant | None = None
    near: tuple[str, ...] = ()


def core(parts: Iterable[str]) -> tuple[str, ...]:
    """The tokens of a text without neutral ones and versions; all of them where nothing else is left."""
    kept = tuple(parts)
    return tuple(part for part in kept if not neutral(part)) or kept


def phrase(parts: tuple[str, ...], known: Mapping[tuple[str, ...], Meant]) -> Phrase:
    """The meaning of a text from the known texts that it contains, in any order, beside neutral words.

    Args:
        parts: The tokens of the text.
        known: The known texts of a list by their tokens, each with its meaning.
    """
    denying = _DENYING & set(parts)
    contained = sorted(_contained(set(parts), known), key=lambda text: (-len(text), parts.index(text[0]), text))
    if denying:  # a denial that is a part of the known text itself, as in read-only, denies nothing
        contained = [text for text in contained if denying <= set(text)]
    if not contained:
        return Phrase()
    whole = [known[text] for text in contained if all(map(neutral, set(parts) - set(text)))]
    if whole and all(one == whole[0] for one in whole):  # nothing beside it may change the meaning
        return Phrase(whole[0])
    first = known[contained[0]]
    left = set(parts) - set(contained[0])
    near = [first]
    for text in contained[1:]:
        if set(text) <= set(contained[0]):
            continue
        if set(_words(first)) & set(_words(known[text])):
            left -= set(text)
            first = min(first, known[text], key=lambda one: len(_words(one)))
        else:
            near.append(known[text])
    if len(near) == 1 and all(map(neutral, left)):
        return Phrase(first)
    return Phrase(near=tuple(dict.fromkeys(word for one in near for word in _words(one))))


def _contained(parts: set[str], known: Mapping[tuple[str, ...], Meant]) -> Iterator[tuple[str, ...]]:
    """The known texts in a text, except those of neutral words alone."""
    return (text for text in known if set(text) <= parts and not all(map(neutral, text)))


def _words(meant: Meant) -> tuple[str, ...]:
    return (meant[0],) if meant[0] else meant[1]


def neutral(token: str) -> bool:
    """True for a token that adds nothing to a known word, and for a version."""
    return token in _NEUTRAL or bool(_VERSION.fullmatch(token))
