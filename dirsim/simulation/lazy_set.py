"""Lazily evaluated sets of states."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic

from dirsim.simulation.states import S


class LazySet(Generic[S]):
    """A set of states that is computed on first use, and at most once."""

    __slots__ = ("_make", "_states")

    def __init__(self, make: Callable[[], S]) -> None:
        """Store the function that computes the set."""
        self._make: Callable[[], S] | None = make
        self._states: Any = None

    def now(self) -> S:
        """The set, computed on first use."""
        if self._make is not None:
            self._states, self._make = self._make(), None
        made: S = self._states
        return made


def now(states: S | LazySet[S]) -> S:
    """A set, computed where it is lazy."""
    return states.now() if isinstance(states, LazySet) else states
