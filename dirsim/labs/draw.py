"""Chance that is the same for ever: what a student's variant is drawn from."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from typing import TypeVar

from attrs import define, field

Thing = TypeVar("Thing")

_WORDS = (
    "alder aspen basil birch briar cedar clover coral cress dahlia elder fennel fern flint gorse hazel heath holly hyssop "
    "iris ivory juniper laurel lilac linden lotus maple marram mimosa mint myrtle nettle oak olive orchid osier pepper "
    "pine poplar poppy quince reed rowan rye sage sedge sorrel spruce tansy thistle thyme tulip vetch willow yarrow yew"
)
WORDS = tuple(_WORDS.split())
"""Names for made-up companies, units and programs; none is a word that an answer file asks for."""


def student_id(text: str) -> str:
    """A student's id as it is compared: one form of each letter, no space around it."""
    return unicodedata.normalize("NFC", text).strip()


@define
class Draw:
    """Numbers from the SHA-256 of a lab's and a student's name: no platform, version or hash seed changes them.

    Attributes:
        seed: What they are drawn from.
    """

    seed: str
    _count: int = field(default=0, init=False)

    def below(self, bound: int) -> int:
        """A whole number from 0 to ``bound - 1``."""
        self._count += 1
        digest = hashlib.sha256(f"{self.seed}\n{self._count}".encode("utf-8", "surrogatepass")).digest()
        return int.from_bytes(digest[:12], "big") % bound

    def between(self, least: int, most: int, step: int = 1) -> int:
        """A whole number from ``least`` to ``most``, in steps."""
        return least + step * self.below((most - least) // step + 1)

    def coin(self) -> bool:
        """Yes or no."""
        return self.below(2) == 1

    def pick(self, things: Sequence[Thing]) -> Thing:
        """One of the things."""
        return things[self.below(len(things))]

    def some(self, things: Sequence[Thing], count: int) -> list[Thing]:
        """So many of the things, each once, in a drawn order."""
        left = list(things)
        return [left.pop(self.below(len(left))) for _ in range(count)]

    def shuffled(self, things: Sequence[Thing]) -> list[Thing]:
        """All of the things, in a drawn order."""
        return self.some(things, len(things))
