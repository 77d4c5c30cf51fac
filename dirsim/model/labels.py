"""Design labels: a base and modifiers joined by ``+``, as in ``managed-ad-standard+one-way-trust``."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from attrs import field, frozen

from dirsim.model.words import BASES, MODIFIERS

# What exists today may be known less exactly than what is recommended.
OPEN_BASES = {"managed-ad": "AWS Managed Microsoft AD; the edition is left open."}
OPEN_MODIFIERS = {"trust": "A trust; the direction is left open."}

_ORDER = {word: place for place, word in enumerate((*OPEN_MODIFIERS, *MODIFIERS))}
_TRUSTS = ("trust", "one-way-trust", "two-way-trust")


def _in_order(modifiers: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(modifiers, key=lambda word: (_ORDER.get(word, len(_ORDER)), word)))


@frozen
class Label:
    """A design's label.

    Attributes:
        base: One of :data:`dirsim.model.words.BASES`, or ``managed-ad`` for what exists in an unknown edition.
        modifiers: Some of :data:`dirsim.model.words.MODIFIERS`; they are put into the order of that table.
    """

    base: str
    modifiers: tuple[str, ...] = field(default=(), converter=_in_order)

    def __str__(self) -> str:
        return "+".join((self.base, *self.modifiers))


def _unknown(what: str, word: str, known: Iterable[str]) -> ValueError:
    near = get_close_matches(word.replace("_", "-").lower(), list(known), n=1, cutoff=0.6)
    return ValueError(f"unknown {what} {word!r}" + (f", did you mean {near[0]!r}?" if near else ""))


def parse_label(text: str, *, existing: bool = False) -> Label:
    """The label in a text; the order of the modifiers in the text does not matter.

    Args:
        text: Such as ``managed-ad-enterprise+two-way-trust+multi-region``.
        existing: True for a directory that exists today: ``managed-ad`` without an edition and ``trust`` without a
            direction are accepted too.

    Raises:
        ValueError: The base or a modifier is unknown or repeated, or the modifiers contradict each other; the message
            says which.
    """
    bases = {**BASES, **OPEN_BASES} if existing else BASES
    known = {**MODIFIERS, **OPEN_MODIFIERS} if existing else MODIFIERS
    base, *modifiers = (part.strip() for part in text.split("+"))
    if base not in bases:
        raise _unknown("design", base, bases)
    for place, modifier in enumerate(modifiers):
        if modifier not in known:
            raise _unknown("modifier", modifier, known)
        if modifier in modifiers[:place]:
            raise ValueError(f"the modifier {modifier!r} is written twice")
    if sum(trust in modifiers for trust in _TRUSTS) > 1:
        raise ValueError("a design has one trust: one-way or two-way")
    if base == "none" and modifiers:
        raise ValueError("'none' takes no modifiers")
    return Label(base, tuple(modifiers))
