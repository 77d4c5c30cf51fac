"""Probability and importance for sets of states written as bits.

A set is halved along its last element, then each half along the one before; the probabilities of equal parts are memoised.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import define, field


def _tuple(shares: Iterable[float]) -> tuple[float, ...]:
    return tuple(shares)


@define
class BitsChance:
    """Probabilities of sets of states in the form of :class:`dirsim.simulation.states.EveryState`.

    Attributes:
        shares: The availability of each element, in the order of their bits.
    """

    shares: tuple[float, ...] = field(converter=_tuple)
    _known: list[dict[int, float]] = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Seed the memo: the empty set has probability 0, the full set 1."""
        self._known = [{0: 0.0} for _ in range(len(self.shares) + 1)]
        self._known[0][1] = 1.0

    def of(self, states: int) -> float:
        """The probability of a set."""
        return self._of(states, len(self.shares))

    def _of(self, states: int, level: int) -> float:
        known = self._known[level]
        found = known.get(states)
        if found is None:
            high, low = _halves(states, level)
            share = self.shares[level - 1]
            found = share * self._of(high, level - 1)
            if share < 1:
                found += (1.0 - share) * self._of(low, level - 1)
            known[states] = found
        return found

    def importance(self, states: int) -> list[tuple[bool, float]]:
        """For each element: whether it matters to a set, and the set's probability where it works less that where it failed."""
        found = [(False, 0.0)] * len(self.shares)
        weights = {states: 1.0}
        for level in range(len(self.shares), 0, -1):
            share = self.shares[level - 1]
            below: dict[int, float] = {}
            matters, difference = False, 0.0
            for part, weight in weights.items():
                high, low = _halves(part, level)
                if high != low:
                    matters = True
                    difference += weight * (self._of(high, level - 1) - self._of(low, level - 1))
                below[high] = below.get(high, 0.0) + weight * share
                below[low] = below.get(low, 0.0) + weight * (1.0 - share)
            found[level - 1] = (matters, difference)
            weights = below
        return found


def _halves(states: int, level: int) -> tuple[int, int]:
    """The part of a set with its last element working, and the part with it failed."""
    half = 1 << (level - 1)
    high = states >> half
    return high, states ^ (high << half)
