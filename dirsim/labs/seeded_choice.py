"""Seeded randomness that is stable across Python versions."""

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
"""Names of fictional companies, units and programs; none is also the right answer to a question of a lab."""


def student_id(text: str) -> str:
    """A student's id in normal form for comparison: Unicode NFC, without surrounding whitespace."""
    return unicodedata.normalize("NFC", text).strip()


@define
class Draw:
    """Random numbers from the SHA-256 of a lab's and a student's id, the same on every platform and Python version.

    Attributes:
        seed: The seed of the numbers.
    """

    seed: str
    _count: int = field(default=0, init=False)

    def below(self, bound: int) -> int:
        """An integer from 0 to ``bound - 1``."""
        self._count += 1
        digest = hashlib.sha256(f"{self.seed}\n{self._count}".encode("utf-8", "surrogatepass")).digest()
        return int.from_bytes(digest[:12], "big") % bound

    def between(self, least: int, most: int, step: int = 1) -> int:
        """An integer from ``least`` to ``most``, in steps of ``step``."""
        return least + step * self.below((most - least) // step + 1)

    def coin(self) -> bool:
        """True or false, with equal probability."""
        return self.below(2) == 1

    def pick(self, things: Sequence[Thing]) -> Thing:
        """One element of a sequence."""
        return things[self.below(len(things))]

    def some(self, things: Sequence[Thing], count: int) -> list[Thing]:
        """A number of different elements of a sequence, in random order."""
        left = list(things)
        return [left.pop(self.below(len(left))) for _ in range(count)]

    def shuffled(self, things: Sequence[Thing]) -> list[Thing]:
        """All elements of a sequence, in random order."""
        return self.some(things, len(things))
