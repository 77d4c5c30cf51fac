"""Design labels: the parts of a design, joined by ``+``."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from functools import cached_property

from attrs import field, frozen

from dirsim.catalog.parts import CONNECTORS, DIRECTORIES, MANAGED_FORESTS, NOTHING, OPEN_PARTS, PARTS, PORTALS, TRUSTS

_ORDER = {word: place for place, word in enumerate(PARTS)} | {"managed-ad": -0.5, "trust": list(PARTS).index(TRUSTS[0])}
_TRUSTS = ("trust", *TRUSTS)


def _in_order(parts: Iterable[str]) -> tuple[str, ...]:
    """The parts as labels write them: directories, then what connects them, then other ways in."""
    return tuple(sorted(dict.fromkeys(parts), key=lambda word: (_ORDER.get(word, len(_ORDER)), word)))


@frozen
class Label:
    """A design's label.

    Attributes:
        parts: Words of :data:`dirsim.catalog.parts.PARTS` (``managed-ad`` and ``trust`` for what exists in an unknown edition
            or direction); they are put into the order of that table. Empty means the design ``none``.
    """

    parts: tuple[str, ...] = field(default=(), converter=_in_order)

    def __str__(self) -> str:
        return "+".join(self.parts) or NOTHING

    @cached_property
    def _present(self) -> frozenset[str]:
        return frozenset(self.parts)

    def has(self, *words: str) -> bool:
        """True where any of some parts is in the label."""
        return not self._present.isdisjoint(words)

    def with_parts(self, *words: str) -> Label:
        """The label with further parts."""
        return Label((*self.parts, *words))

    def without(self, *words: str) -> Label:
        """The label without some parts."""
        return Label(tuple(part for part in self.parts if part not in words))

    @cached_property
    def directories(self) -> tuple[str, ...]:
        """Its directory parts; ``managed-ad`` of an unknown edition counts."""
        return tuple(part for part in self.parts if part in DIRECTORIES or part == "managed-ad")

    @cached_property
    def managed_forest(self) -> str:
        """Its managed forest: an edition with a separate forest; empty means none."""
        return next((part for part in self.parts if part in MANAGED_FORESTS), "")

    @cached_property
    def connector(self) -> str:
        """Its kind of connector; empty means none."""
        return next((part for part in self.parts if part in CONNECTORS), "")

    @cached_property
    def portal(self) -> str:
        """Its form of IAM Identity Center; empty means none."""
        return next((part for part in self.parts if part in PORTALS), "")

    @cached_property
    def trust(self) -> str:
        """The trust that it adds; empty means none."""
        return next((part for part in self.parts if part in TRUSTS), "")


def _unknown(word: str, known: Iterable[str]) -> ValueError:
    near = get_close_matches(word.replace("_", "-").lower(), list(known), n=1, cutoff=0.6)
    return ValueError(f"unknown part {word!r} of a design" + (f", did you mean {near[0]!r}?" if near else ""))


def contradiction(parts: Iterable[str]) -> str:
    """The reason why parts exclude each other, in words; empty where they can."""
    present = tuple(parts)
    if sum(trust in present for trust in _TRUSTS) > 1:
        return "a design has one trust: one-way or two-way"
    for word in present:
        record = PARTS.get(word)
        if record is None:
            continue
        other = next((part for part in present if part in record.excludes), None)
        if other is not None:
            first, second = sorted((word, other), key=_ORDER.__getitem__)
            return f"{first!r} and {second!r} exclude each other"
        if record.needs_any and not record.needs_any & set(present) and "managed-ad" not in present:
            wanted = [part for part in PARTS if part in record.needs_any]
            return f"{word!r} needs one of {', '.join(wanted)}"
    return ""


def parse_label(text: str, *, existing: bool = False) -> Label:
    """The label in a text; the order of the parts in the text does not matter.

    Args:
        text: Such as ``managed-ad-enterprise+two-way-trust+multi-region``.
        existing: True for a directory that exists today: ``managed-ad`` without an edition and ``trust`` without a
            direction are accepted too.

    Raises:
        ValueError: A part is unknown or repeated, or the parts contradict each other; the message says which.
    """
    known = {**PARTS, **OPEN_PARTS} if existing else PARTS
    parts = [part.strip() for part in text.split("+")]
    if parts == [NOTHING]:
        return Label()
    if NOTHING in parts:
        raise ValueError(f"{NOTHING!r} takes no other part")
    for place, part in enumerate(parts):
        if part not in known:
            raise _unknown(part, (*known, NOTHING))
        if part in parts[:place]:
            raise ValueError(f"the part {part!r} is written twice")
    against = contradiction(parts)
    if against:
        raise ValueError(against)
    return Label(tuple(parts))
