"""Sets of states that are worked out when something asks for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic

from dirsim.simulate.states import S


class Later(Generic[S]):
    """A set of states that nobody may ever ask for; it is worked out at most once."""

    __slots__ = ("_make", "_states")

    def __init__(self, make: Callable[[], S]) -> None:
        """Remember how the set is made."""
        self._make: Callable[[], S] | None = make
        self._states: Any = None

    def now(self) -> S:
        """The set itself."""
        if self._make is not None:
            self._states, self._make = self._make(), None
        made: S = self._states
        return made


def now(states: S | Later[S]) -> S:
    """A set, worked out where it was not yet."""
    return states.now() if isinstance(states, Later) else states
