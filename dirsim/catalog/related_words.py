"""Words near a text: their meanings share its rarer tokens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from math import log

from dirsim.catalog.phrase import core
from dirsim.catalog.small_words import SmallWordReading, passed_by

_MOST, _COMMON, _SHARE, _ALONE = 4, 0.34, 0.4, 0.7
_LITTLE = passed_by(SmallWordReading.LITTLE)


def related(parts: tuple[str, ...], known: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """The words whose meanings share the rarest tokens with a text, the nearest first; empty where none shares enough.

    Args:
        parts: The tokens of the text.
        known: The words of a list, each with the tokens of its synonyms and its meaning.
    """
    count = Counter(token for tokens in known.values() for token in tokens)
    asked = {part for part in core(parts) if part not in _LITTLE and count[part] <= _COMMON * len(known)}
    scores = {word: sum(log(len(known) / count[token]) for token in asked & tokens) for word, tokens in known.items()}
    best = max(scores.values(), default=0.0)
    whole = sum(log(len(known) / (count[token] or 1)) for token in asked)
    near = [
        word
        for word, score in scores.items()
        # One token alone is too little, unless the text has hardly any other.
        if score > 0 and score >= max(0.6 * best, (_SHARE if len(asked & known[word]) > 1 else _ALONE) * whole)
    ]
    return tuple(sorted(near, key=lambda word: -scores[word])[:_MOST])
