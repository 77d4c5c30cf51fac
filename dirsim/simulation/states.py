"""Spaces and sets of states with one bit for each state.

A set is split by a single operation on integers, even with a million states. A *space* defines the states. Every
space gives the set of all its states and, for each element, the set of states in which the element itself works. A
sweep needs nothing else of a space, so it serves all of them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from itertools import combinations
from math import comb
from typing import Protocol, Self, TypeVar

from attrs import define, field

from dirsim.errors import UsageError

MOST_ELEMENTS = 24
"""The greatest number of elements swept state by state: 2^24 states are 2 MiB a set."""

MOST_FAILURE_SETS = 1 << 24
"""The greatest number of sets of failures examined for cut sets: 2 MiB a set."""

_PRECISION = 40
"""The binary digits of an availability that sampling respects."""


class TooManyElementsError(UsageError):
    """More elements than a method supports; the message names a method that supports them."""


class States(Protocol):
    """A set of states: ``&``, ``|`` and ``^`` as for sets, false when it is empty. Integers are such sets."""

    def __and__(self, other: Self, /) -> Self:
        """The states in both."""

    def __or__(self, other: Self, /) -> Self:
        """The states in one or both."""

    def __xor__(self, other: Self, /) -> Self:
        """The states in exactly one; for a part of a set, the rest of it."""

    def __bool__(self) -> bool:
        """True where the set is not empty."""


S = TypeVar("S", bound=States)


class Space(Protocol[S]):
    """A space of states.

    Attributes:
        elements: The elements that can fail.
        full: The set of all states.
        empty: The empty set.
    """

    elements: tuple[str, ...]
    full: S
    empty: S

    def up(self, element: str) -> S:
        """The states in which an element itself works; all of them for one that cannot fail here."""


@define
class EveryState:
    """Every combination of working and failed elements: in state ``s`` element ``i`` works when bit ``i`` of ``s`` is 1.

    Attributes:
        elements: The elements that can fail, in the order of their bits; at most :data:`MOST_ELEMENTS`.
        full: The set of all states.
        empty: The empty set.
    """

    elements: tuple[str, ...]
    full: int = field(init=False, repr=False)
    empty: int = field(init=False, default=0, repr=False)
    _up: dict[str, int] = field(factory=dict, repr=False)

    def __attrs_post_init__(self) -> None:
        """Create the set of all states.

        Raises:
            TooManyElementsError: There are more elements than can be swept state by state.
        """
        count = len(self.elements)
        if count > MOST_ELEMENTS:
            raise TooManyElementsError(
                f"{count} elements are more than the {MOST_ELEMENTS} that method 'bits' supports; use method 'diagram'"
            )
        self.full = (1 << (1 << count)) - 1
        for place, element in enumerate(self.elements):
            width, total = 1 << place, 1 << count
            states = ((1 << width) - 1) << width
            width *= 2
            while width < total:
                states |= states << width
                width *= 2
            self._up[element] = states

    def up(self, element: str) -> int:
        """The states in which an element works; all of them for an element that cannot fail."""
        return self._up.get(element, self.full)


@define
class FailureSets:
    """Every set of failures up to a size: state 0 is the healthy one, then each failure alone, each pair and so on.

    Attributes:
        elements: The elements that can fail.
        most: The greatest number of simultaneous failures.
        full: The set of all states.
        empty: The empty set.
    """

    elements: tuple[str, ...]
    most: int
    full: int = field(init=False, repr=False)
    empty: int = field(init=False, default=0, repr=False)
    _place: dict[str, int] = field(init=False, repr=False)
    _up: dict[str, int] = field(factory=dict, repr=False)

    def __attrs_post_init__(self) -> None:
        """Create the sets of states, from the sets of failures in their order.

        Raises:
            TooManyElementsError: There are too many sets of failures.
        """
        count = len(self.elements)
        sizes = [comb(count, size) for size in range(self.most + 1)]
        if sum(sizes) > MOST_FAILURE_SETS:
            fits = next(size for size in range(self.most, -1, -1) if sum(sizes[: size + 1]) <= MOST_FAILURE_SETS)
            raise TooManyElementsError(
                f"{count} elements have {sum(sizes):,} sets of up to {self.most} failures, more than the "
                f"{MOST_FAILURE_SETS:,} that can be examined; use order {fits}"
            )
        self.full = (1 << sum(sizes)) - 1
        self._place = {element: place for place, element in enumerate(self.elements)}

    def up(self, element: str) -> int:
        """The sets of failures without the element; worked out when it is first asked for, since few elements matter."""
        if element not in self._place:
            return self.full
        if element not in self._up:
            place, count = self._place[element], len(self.elements)
            holding = offset = 0
            for size, sets in enumerate(_holding(count, self.most, place)):
                holding |= sets << offset
                offset += comb(count, size)
            self._up[element] = self.full ^ holding
        return self._up[element]

    def failures(self) -> Iterator[tuple[str, ...]]:
        """The sets of failures in the order of their bits."""
        for size in range(self.most + 1):
            yield from combinations(self.elements, size)

    def chosen(self, states: int) -> Iterator[tuple[str, ...]]:
        """The sets of failures that are in a set of states, smaller ones first."""
        if states:
            bits = bin(states)[:1:-1]
            for bit, failed in zip(bits, self.failures(), strict=False):
                if bit == "1":
                    yield failed


def _holding(count: int, most: int, place: int) -> list[int]:
    """For each size from none to ``most``: the sets of so many of ``count`` elements, in lexicographic order, that hold one.

    The sets that begin with the first element come before the others. Where it is the element itself, these are the ones.
    Where it is not, each of both parts is an answer for one element less: of one size less, and of the same size.
    """
    if not most:
        return [0]
    after = count - place
    held = [0, *((1 << comb(after - 1, size - 1)) - 1 for size in range(1, most + 1))]
    blocks = [(held.pop(), comb(after - 1, most - 1))]
    for left in range(after, count):
        blocks.append((held[-1], comb(left, most - 1)))
        held = [0, *(held[size - 1] | held[size] << comb(left, size - 1) for size in range(1, most))]
    return [*held, _in_a_row(blocks[::-1])]


def _in_a_row(blocks: list[tuple[int, int]]) -> int:
    """Blocks of bits, each with its width, one behind the other; joined by pairs, so that a long one is moved rarely."""
    while len(blocks) > 1:
        odd = blocks[-1:] if len(blocks) % 2 else []
        pairs = zip(blocks[::2], blocks[1::2], strict=False)
        blocks = [(low | high << width, width + more) for (low, width), (high, more) in pairs] + odd
    return blocks[0][0]


@define
class DrawnStates:
    """Randomly sampled states, each element working as often as its availability gives, for designs too large to be exact.

    Attributes:
        elements: The elements that can fail.
        availability: Their availabilities, 0 to 1.
        count: The number of samples.
        seed: The seed; each element has a separate stream of random numbers.
        full: The set of all states.
        empty: The empty set.
    """

    elements: tuple[str, ...]
    availability: Mapping[str, float]
    count: int = 1 << 18
    seed: int = 0
    full: int = field(init=False, repr=False)
    empty: int = field(init=False, default=0, repr=False)
    _up: dict[str, int] = field(factory=dict, repr=False)

    def __attrs_post_init__(self) -> None:
        """Create the set of all states."""
        self.full = (1 << self.count) - 1

    def up(self, element: str) -> int:
        """The sampled states in which an element works."""
        known = self._up.get(element)
        if known is None:
            known = self.full if element not in self.availability else self._drawn(element)
            self._up[element] = known
        return known

    def _drawn(self, element: str) -> int:
        """A random set of bits, each 1 with the element's probability: one random set per binary digit, last digit first."""
        share = self.availability[element]
        if share >= 1:
            return self.full
        source = random.Random(f"{self.seed} {element}")  # noqa: S311 -- simulation, not secrets
        states = 0
        for digit in range(_PRECISION, 0, -1):
            drawn = source.getrandbits(self.count)
            states = states | drawn if int(share * (1 << digit)) & 1 else states & drawn
        return states
