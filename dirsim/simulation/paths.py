"""Path conditions: the states in which packets pass between two sites.

Sites are eliminated one after the other, the one with the fewest neighbours first: paths over an eliminated
site become a connection between its neighbours. Reassembled from the last site to the first, this gives each
pair of sites by a few operations on sets, however many paths exist between them.

The plain searches of :mod:`dirsim.model.path_search` are not suitable: they follow one path in one state, while each step
here is a set of states, and all pairs of sites are answered at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic

from attrs import define, field

from dirsim.simulation.states import S, Space


@define
class Paths(Generic[S]):
    """The path conditions between sites over some links; both directions are equal.

    Attributes:
        space: The space of states.
        links: The two ends of each link and the states in which it works.
        site_up: The states in which packets may pass through a site.
        direct: Likewise for links that are a whole path, and never a part of a longer one.
    """

    space: Space[S]
    links: Iterable[tuple[str, str, S]]
    site_up: Callable[[str], S]
    direct: Iterable[tuple[str, str, S]] = ()
    _place: dict[str, int] = field(factory=dict, init=False, repr=False)
    _later: dict[str, dict[str, S]] = field(factory=dict, init=False, repr=False)
    _pairs: dict[tuple[str, str], S] = field(factory=dict, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Eliminate the sites; each keeps its connections to sites that are eliminated later."""
        near: dict[str, dict[str, S]] = {}
        for one, other, states in self.links:
            self._connect(near, one, other, states)
        while near:
            site = min(near, key=lambda name: (len(near[name]), name))
            around = near.pop(site)
            self._place[site] = len(self._place)
            self._later[site] = around
            through = self.site_up(site)
            neighbours = sorted(around)
            for place, one in enumerate(neighbours):
                del near[one][site]
                half = self._both(around[one], through)
                if half:
                    for other in neighbours[place + 1 :]:
                        self._connect(near, one, other, self._both(half, around[other]))

    def _connect(self, near: dict[str, dict[str, S]], one: str, other: str, states: S) -> None:
        if one == other:
            return
        had = near.setdefault(one, {}).get(other)
        has = states if had is None else self._either(had, states)
        near[one][other] = near.setdefault(other, {})[one] = has

    def _both(self, one: S, other: S) -> S:
        full = self.space.full
        return other if one is full else one if other is full else one & other

    def _either(self, one: S, other: S) -> S:
        full = self.space.full
        return full if one is full or other is full else one | other

    def between(self, one: str, other: str) -> S:
        """The states in which packets pass from one site to another, without regard to failures of the two sites themselves."""
        if one == other:
            return self.space.full
        found = self._through(one, other)
        for first, last, states in self.direct:
            if {first, last} == {one, other}:
                found = self._either(found, states)
        return found

    def _through(self, one: str, other: str) -> S:
        """The states for paths over links that may be parts of longer ones."""
        if one not in self._place or other not in self._place:
            return self.space.empty
        wanted = self._key(one, other)
        if wanted in self._pairs:
            return self._pairs[wanted]
        waiting = [wanted]
        while waiting:
            first, last = key = waiting[-1]
            before = len(waiting)
            for near in self._later[first]:
                if near != last:
                    pair = self._key(near, last)
                    if pair not in self._pairs:
                        waiting.append(pair)
            if len(waiting) > before:
                continue
            waiting.pop()
            if key not in self._pairs:
                self._pairs[key] = self._put_together(first, last)
        return self._pairs[wanted]

    def _key(self, one: str, other: str) -> tuple[str, str]:
        """A pair of sites in the order of their elimination."""
        return (one, other) if self._place[one] < self._place[other] else (other, one)

    def _put_together(self, first: str, last: str) -> S:
        """The states for paths from the first site to some neighbour, and from there to the last."""
        found = self.space.empty
        for there, states in self._later[first].items():
            if there == last:
                step = states
            else:
                step = self._both(self._both(states, self.site_up(there)), self._pairs[self._key(there, last)])
            found = self._either(found, step)
        return found
