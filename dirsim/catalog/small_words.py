"""Small words: one record for each, with the readings that pass over it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class SmallWordReading(StrEnum):
    """The readings of a text that pass over some of its tokens."""

    FILLER = "filler"
    """The comparison of keys and synonyms, whatever their order."""
    NEUTRAL = "neutral"
    """The search for a known text in a phrase."""
    LITTLE = "little"
    """The search for words with a related meaning."""
    LEADING = "leading"
    """The start of what a text denies."""
    EMPTY = "empty"
    """The meaning of a whole sentence."""


# As tokens, which have no plural: thi is this, doe is does.
_WORDS: tuple[tuple[str, str], ...] = (
    ("filler neutral little leading empty", "of to"),
    ("filler neutral little empty", "and for in on with"),
    ("filler neutral little leading", "the"),
    ("neutral little leading empty", "be have"),
    ("filler neutral empty", "our"),
    ("filler neutral little", "a an"),
    ("little leading empty", "any want"),
    (
        "neutral little empty",
        "all are as at by can company from is must need require required should their they we",
    ),
    ("filler neutral", "my"),
    ("leading empty", "allow"),
    ("little empty", "both do each every get good has i if into it its or so that there when while will"),
    ("little leading", "more"),
    ("neutral empty", "able amazon aws corporate enterprise everyone mandatory people regular through via"),
    ("neutral leading", "use"),
    ("neutral little", "access new staff"),
    (
        "empty",
        (
            "also alway been being business cloud could doe during enable enforced ensure even everybody everything "
            "had here inside like may nice organization own per person please possible possibly proper provide "
            "regularly remote requirement shall stay still then these thi those what which who whose within would"
        ),
    ),
    (
        "little",
        (
            "account additional different does extra further linked make most needed no not one other out same than "
            "them thing this up way where word you"
        ),
    ),
    (
        "neutral",
        (
            "ad app authenticate authentication based build central compatibility compatible component connection "
            "current custom db deployment ec2 edition employee enabled environment equivalent existing farm feature "
            "fleet full fully function hosted infrastructure instance integration internal keep legacy log login "
            "logon machine microsoft ms over platform prem premise production running server service sign similar "
            "solution standard support system team user using vm workload"
        ),
    ),
)

SMALL_WORDS: Mapping[str, frozenset[SmallWordReading]] = {
    word: frozenset(map(SmallWordReading, readings.split())) for readings, words in _WORDS for word in words.split()
}
"""Each small word with the readings that pass over it."""


def passed_by(reading: SmallWordReading) -> frozenset[str]:
    """The words that a reading passes over."""
    return frozenset(word for word, readings in SMALL_WORDS.items() if reading in readings)
