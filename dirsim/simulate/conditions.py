"""A flow replayed on sets of states: which states it ends how in.

The flow's own generator is replayed. At each exchange the states at hand are split into those in which it gets through
and those in which nothing comes back; where both are there, the replay forks. No rule of any protocol is written here.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable, Iterable, Iterator
from functools import reduce
from operator import or_, xor
from typing import Any, Generic

from attrs import define, evolve, field, frozen

from dirsim.flows.exchange import Course, Ending, Exchange, Reply
from dirsim.flows.passage import Passage, Passed, passed_by
from dirsim.flows.registry import start
from dirsim.flows.view import View
from dirsim.model.topology import FlowSpec
from dirsim.simulate.states import S

_LIMIT = 10_000
_SILENT = Reply("silent", "something on the way is down", "no-path")

Condition = Callable[[Exchange], tuple[S, Reply]]
"""For an exchange: the states in which it is carried, and what comes back in these."""

Text = Generator[Exchange, Reply, Any]


def endings(view: View, spec: FlowSpec, carried: Condition[S], every: S) -> Iterator[tuple[Ending, S]]:
    """Every ending that a flow comes to, with the states in which it does; together they are all states, each once.

    An ending may come more than once: by different ways.

    Args:
        view: Static knowledge about the topology.
        spec: The flow.
        carried: In which states an exchange is carried.
        every: The set of all states; what no state takes is not explored.
    """
    for ending, states, _ in Replays(view, carried, every).of(lambda: start(view, spec)):
        yield ending, states


@frozen
class _Result(Generic[S]):
    """One thing that a passage comes to.

    Attributes:
        passed: What it is.
        states: The states in which it comes to it.
        found: What then holds in any case: conditions, by identity of their sets.
    """

    passed: Passed
    states: S
    found: dict[Hashable, bool]


@define
class Replays(Generic[S]):
    """Replays the texts of flows on sets of states; what passages come to is worked out once for all of them.

    Attributes:
        view: Static knowledge about the topology; it says whether passages are taken whole.
        carried: In which states an exchange is carried.
        every: The set of all states; what no state takes is not explored.
    """

    view: View
    carried: Condition[S]
    every: S
    _passed: dict[tuple[object, ...], tuple[_Result[S], ...]] = field(factory=dict, init=False, repr=False)

    def of(self, begin: Callable[[], Text]) -> Iterator[tuple[Any, S, dict[Hashable, Any]]]:
        """What a text gives, the states in which it does, and what was found on the way; a result may come repeatedly.

        Args:
            begin: Gives the text from its beginning, alike each time.
        """
        every, carried = self.every, self.carried
        waiting: list[tuple[dict[Hashable, Any], S]] = [({}, every)] if every else []
        while waiting:
            known, here = waiting.pop()
            text = begin()
            try:
                said: Any = next(text)
                for _ in range(_LIMIT):
                    if said.__class__ is Passage:
                        passed, here = self._go_through(said, known, here, waiting)
                        said = text.send(passed)  # type: ignore[arg-type]  # see flows.passage
                        continue
                    states, reply = carried(said)
                    if states is not every:
                        key = id(states)  # sets live as long as the sweep; equal sets in two objects only cost time
                        holds = known.get(key)
                        if holds is None:
                            through = states if here is every else here & states
                            holds = known[key] = bool(through)
                            if holds:
                                silent = here ^ through
                                if silent:
                                    waiting.append(({**known, key: False}, silent))
                                    here = through
                        if not holds:
                            said = text.send(_SILENT)
                            continue
                    said = text.send(reply)
                yield Ending("denied", "endless", f"stopped after {_LIMIT} exchanges", said), here, known
            except StopIteration as stopped:
                yield stopped.value, here, known

    def _go_through(
        self, asked: Passage, known: dict[Hashable, Any], here: S, waiting: list[tuple[dict[Hashable, Any], S]]
    ) -> tuple[Passed, S]:
        """What a passage comes to in the states at hand; where that differs, all but the first result wait."""
        key = (asked.play, *asked.arguments)
        passed = known.get(key)
        if passed is not None:
            return passed, here
        every = self.every
        results = [
            result
            for result in self.passed(asked)
            if not any(known.get(way, holds) is not holds for way, holds in result.found.items())
        ]
        last, parts, rest = results[-1], [], here
        for result in results:
            part = rest if result is last else result.states if rest is every else rest & result.states
            if part:
                parts.append((result, part))
                if result is not last:
                    rest = rest ^ part
                    if not rest:
                        break
        for result, part in reversed(parts[1:]):
            waiting.append(({**known, **result.found, key: result.passed}, part))
        result, here = parts[0]
        known.update(result.found)
        known[key] = result.passed
        return result.passed, here

    def passed(self, asked: Passage) -> tuple[_Result[S], ...]:
        """What a passage comes to in all states, each result once."""
        key = (asked.fell_back, asked.play, *asked.arguments)
        results = self._passed.get(key)
        if results is None:
            if asked.fell_back:
                first = self.passed(evolve(asked, fell_back=False))
                results = self._collected((evolve(one.passed, fell_back=True), one.states, one.found) for one in first)
            else:
                results = self._collected(self._played(asked))
            self._passed[key] = results
        return results

    def _played(self, asked: Passage) -> Iterator[tuple[Passed, S, dict[Hashable, bool]]]:
        """A passage, played in all states: what it comes to by each way."""
        courses: list[Course] = []

        def begin() -> Text:
            courses.append(Course())
            return asked.play(self.view, courses[-1], *asked.arguments, *asked.words)

        for value, states, known in self.of(begin):
            found = {way: holds for way, holds in known.items() if holds is True or holds is False}
            yield passed_by(courses[-1], value), states, found

    def _collected(self, ways: Iterable[tuple[Passed, S, dict[Hashable, bool]]]) -> tuple[_Result[S], ...]:
        """Each result once, with all its states and what holds by each way to it."""
        parts: dict[Passed, list[S]] = {}
        holding: dict[Passed, dict[Hashable, bool]] = {}
        for passed, states, found in ways:
            parts.setdefault(passed, []).append(states)
            had = holding.get(passed)
            holding[passed] = (
                found if had is None else {way: holds for way, holds in had.items() if found.get(way) is holds}
            )
        sets = self._united(parts)
        return tuple(_Result(passed, sets[passed], holding[passed]) for passed in parts)

    def _united(self, parts: dict[Passed, list[S]]) -> dict[Passed, S]:
        """The whole set of each result; the set of one with many parts is what the others leave of all states."""
        most = max(parts, key=lambda passed: len(parts[passed]))
        sets = {passed: reduce(or_, several) for passed, several in parts.items() if passed is not most}
        several = parts[most]
        sets[most] = reduce(or_, several) if len(several) <= len(sets) + 1 else reduce(xor, sets.values(), self.every)
        return sets
