"""Record of a sentence, and the tokens that turn its meaning."""

from __future__ import annotations

from attrs import field, frozen

from dirsim.catalog.phrase import neutral
from dirsim.catalog.small_words import SmallWordReading, passed_by
from dirsim.catalog.spelling import tokens


def token_set(given: str) -> frozenset[str]:
    """The tokens of words that blanks separate."""
    return frozenset(token for word in given.split() for token in tokens(word))


def token_groups(given: str) -> tuple[frozenset[str], ...]:
    """Groups of tokens, which bars separate."""
    return tuple(map(token_set, given.split("|")))


REVERSING = token_set(
    "bypass prevent disable replace reduce drop block stop remove retire migrate eliminate end deprecate phase ban restrict limit turn off exclude "
    "reject refuse minimise minimize decommission abandon skip less fewer against instead anti without optional maybe later future eventually "
    "partial possible perhaps ideally someday nice legacy old weak no not never avoid except non only nothing lose lost break hide separate "
    "delete create manage monitor alert audit log report test review document train plan budget different second other unlike beyond crypto client temporary reset recovery fatigue forget cancel undo kill hate fake dummy nobody noone attacker hacker intruder criminal thief rarely seldom hardly"
)
"""Tokens before a known word that may reverse or replace its meaning."""
WANTING = token_set("use need want get have require expect with must should can")
"""Tokens that make what follows a wish."""
EMPTY = passed_by(SmallWordReading.EMPTY)
"""Tokens that add no meaning to a sentence."""
TURNING = token_set(
    "alert alarm notify notification detect detection report monitor monitoring measure prevent block separate different second other "
    "optional only policy rule manage management admin create delete reset change rotate expire lock unlock not no without never once "
    "nobody noone attacker hacker intruder criminal thief"
)
"""Tokens that give a sentence another meaning, or may do so."""


@frozen
class Concept:
    """The meaning of a sentence that has a token of each group.

    Attributes:
        word: The word that it means.
        groups: Groups of tokens, separated by bars where they are written.
        beside: Further tokens that it may have.
        free: True where the groups leave no doubt: the sentence may have any further token.
        never: Tokens that it must not have, beside those that turn every sentence.
    """

    word: str
    groups: tuple[frozenset[str], ...] = field(converter=token_groups)
    beside: frozenset[str] = field(default="", converter=token_set)
    free: bool = field(default=False, kw_only=True)
    never: frozenset[str] = field(default="", converter=token_set, kw_only=True)

    def fits(self, parts: frozenset[str]) -> bool:
        """True where the tokens are those of a sentence with this meaning."""
        if not all(parts & group for group in self.groups):
            return False
        if self.free:
            return not parts & (TURNING | self.never)
        return all(map(neutral, parts - self.beside - EMPTY - frozenset().union(*self.groups)))
