"""A flow replayed on sets of states: which states it ends how in.

The flow's own generator is replayed. At each exchange the states at hand are split into those in which it gets through
and those in which nothing comes back; where both are there, the replay forks. No rule of any protocol is written here.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import partial, reduce
from operator import or_, xor
from typing import Any, Generic

from attrs import define, field, frozen

from dirsim.flows.exchange import Course, Ending, Exchange, Reply
from dirsim.flows.passage import Passage, Passed, passed_by, without_words
from dirsim.flows.registry import start
from dirsim.flows.view import View
from dirsim.model.topology import FlowSpec
from dirsim.simulate.later import Later, now
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
    for way in Replays(view, carried, every).of(lambda: start(view, spec)):
        if states := now(way.here):
            yield way.value, states


@define
class Way(Generic[S]):
    """One way through a text.

    Attributes:
        sent: What was sent to the text so far.
        known: What is known by then: conditions by identity of their sets, and what passages came to.
        here: The states in which it goes this way; perhaps none where they are worked out later.
        first: Those of them in which every passage on the way fell back on nothing: its first choices answered.
        value: What the text gave at its end.
    """

    sent: list[Any]
    known: dict[Hashable, Any]
    here: S | Later[S]
    first: S | Later[S]
    value: Any = None


@frozen
class _Result(Generic[S]):
    """One thing that a passage comes to.

    Attributes:
        passed: What it is.
        states: The states in which it comes to it; perhaps none where they are worked out later.
        first: Those of them in which nothing fell back; the same object where it never does.
        found: What then holds in any case: conditions, by identity of their sets.
    """

    passed: Passed
    states: S | Later[S]
    first: S | Later[S]
    found: dict[Hashable, bool]


@frozen
class _Step(Generic[S]):
    """One target that a passage asks in its turn.

    Attributes:
        states: The states in which it answers.
        first: Those of them in which that is nobody's second choice.
        answer: What is sent to the text then.
        answered: The same without words, to be compared.
        nothing: What is sent to it otherwise.
        failed: What is known then.
    """

    states: S
    first: S | Later[S]
    answer: Any
    answered: Any
    nothing: Any
    failed: Mapping[Hashable, bool]


@define
class Replays(Generic[S]):
    """Replays the texts of flows on sets of states; what passages come to is worked out once for all of them.

    Attributes:
        view: Static knowledge about the topology; it says whether passages are taken whole.
        carried: In which states an exchange is carried.
        every: The set of all states; what no state takes is not explored.
        empty: The set of no state.
    """

    view: View
    carried: Condition[S]
    every: S
    empty: S = field(init=False, repr=False)
    _passed: dict[tuple[object, ...], tuple[_Result[S], ...]] = field(factory=dict, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Make the set of no state."""
        self.empty = self.every ^ self.every

    def of(self, begin: Callable[[], Text]) -> Iterator[Way[S]]:
        """The ways through a text; together they are all states, each once, and several may end alike.

        Diagrams of failures are often long and mostly the end of a text, which nobody asks for: what is left when an
        exchange is not carried is worked out once something depends on it, and may turn out to be no state at all.

        Args:
            begin: Gives the text from its beginning, alike each time.
        """
        every, carried, put_off = self.every, self.carried, self.view.whole_passages
        waiting: list[Way[S]] = [Way([], {}, every, every)] if every else []
        while waiting:
            way = waiting.pop()
            sent, known = way.sent, way.known
            text = begin()
            try:
                said: Any = next(text)
                for word in sent:
                    said = text.send(word)
                while len(sent) < _LIMIT:
                    if said.__class__ is Passage:
                        word = self._go_through(said, way, waiting)
                        if word is None:
                            break
                    else:
                        states, word = carried(said)
                        if states is not every:
                            key = id(states)  # sets live as long as the sweep; equal sets in two objects only cost time
                            holds = known.get(key)
                            if holds is None:
                                here = now(way.here)
                                if not here:
                                    break
                                through = states if here is every else here & states
                                holds = known[key] = bool(through)
                                if holds and through != here:
                                    silent = Later(partial(xor, here, through)) if put_off else here ^ through
                                    other = Way([*sent, _SILENT], {**known, key: False}, silent, silent)
                                    if way.first is way.here:
                                        way.first = through
                                    else:
                                        other.first = Later(partial(_within, way.first, silent))
                                        way.first = Later(partial(_within, way.first, states))
                                    way.here = through
                                    waiting.append(other)
                            if not holds:
                                word = _SILENT
                    sent.append(word)
                    said = text.send(word)
                else:
                    way.value = Ending("denied", "endless", f"stopped after {_LIMIT} exchanges", said)
                    yield way
            except StopIteration as stopped:
                way.value = stopped.value
                yield way

    def _go_through(self, asked: Passage, way: Way[S], waiting: list[Way[S]]) -> Passed | None:
        """What a passage comes to in the states at hand, ``None`` where there are none; all but one result wait."""
        key = (asked.play, *asked.arguments)
        known = way.known
        passed: Passed | None = known.get(key)
        if passed is not None:
            return passed
        results: Sequence[_Result[S]] = self.passed(asked)
        if len(results) > 1:
            results = [result for result in results if not result.found or _may_hold(result.found, known)]
        parts = self._parts(results, way)
        if not parts:
            return None
        for result, part, first in reversed(parts[1:]):
            after = {**known, **result.found, key: result.passed}
            waiting.append(Way([*way.sent, result.passed], after, part, first))
        result, way.here, way.first = parts[0]
        known.update(result.found)
        known[key] = result.passed
        return result.passed

    def _parts(self, results: Sequence[_Result[S]], way: Way[S]) -> list[tuple[_Result[S], S | Later[S], S | Later[S]]]:
        """The states at hand, by what a passage comes to in them; those in which it stopped are worked out later."""
        if len(results) == 1:
            return [self._whole(results[0], way)]
        here = now(way.here)
        if not here:
            return []
        whole, every = way.first is way.here, self.every
        parts: list[tuple[_Result[S], S | Later[S], S | Later[S]]] = []
        for result in results:
            part: S | Later[S]
            first: S | Later[S]
            if here is every:
                part = result.states
            elif result.passed.reply is not None:
                if len(results) == 2 and parts:
                    part = Later(partial(_rest, here, [parts[0][1]]))
                else:
                    part = Later(partial(_within, here, result.states))
            else:
                part = here & now(result.states)
                if part == here:
                    return [self._whole(result, way)]
            if part.__class__ is not Later and not part:
                continue
            if whole and here is every:
                first = result.first
            elif whole and result.first is result.states:
                first = part
            else:
                first = Later(partial(_within, way.first, result.first))
            parts.append((result, part, first))
        return parts if len(parts) > 1 else [self._whole(result, way) for result, _, _ in parts]

    def _whole(self, result: _Result[S], way: Way[S]) -> tuple[_Result[S], S | Later[S], S | Later[S]]:
        """The one result that a passage comes to in all states at hand."""
        if result.first is result.states:
            return result, way.here, way.first
        return result, way.here, Later(partial(_within, way.first, result.first))

    def passed(self, asked: Passage) -> tuple[_Result[S], ...]:
        """What a passage comes to in all states, each result once."""
        key = (asked.play, *asked.arguments)
        results = self._passed.get(key)
        if results is None:
            results = self._in_turn(asked) if asked.in_turn else ()
            results = self._passed[key] = results or self._collected(self._played(asked))
        return results

    def _in_turn(self, asked: Passage) -> tuple[_Result[S], ...]:
        """What a passage that asks in turn comes to, by two plays; nothing where it turns on whose answer it is after all."""
        steps: list[_Step[S]] = []
        course = Course()
        text = asked.play(self.view, course, *asked.arguments, *asked.words)
        nobody: Passed | None = None
        try:
            said: Any = next(text)
            while True:
                step = self._step(said)
                if step is None:
                    return ()
                steps.append(step)
                if step.states is self.every:
                    break  # it cannot fail: nobody is asked after it
                said = text.send(step.nothing)
        except StopIteration as stopped:
            nobody = passed_by(course, stopped.value)
        if len({step.answered for step in steps}) != 1:
            return ()
        course = Course()
        text = asked.play(self.view, course, *asked.arguments, *asked.words)
        next(text)
        try:
            text.send(steps[0].answer)
        except StopIteration as stopped:
            met = passed_by(course, stopped.value)
        else:
            return ()
        sets = tuple({id(step.states): step.states for step in steps}.values())
        first = steps[0].first
        if nobody is None:
            return (_Result(met, self.every, first, {}),)
        some = reduce(or_, sets)
        nowhere = Later(partial(_rest, self.every, [some]))
        failed = {key: holds for step in steps for key, holds in step.failed.items()}
        return _Result(met, some, first, {}), _Result(nobody, nowhere, nowhere, failed)

    def _step(self, said: Any) -> _Step[S] | None:
        """One step of a passage that asks in turn; ``None`` where it can come to more than an answer and none."""
        if said.__class__ is not Passage:
            states, reply = self.carried(said)
            return (
                _Step(states, states, reply, without_words(reply), _SILENT, {id(states): False}) if reply.ok else None
            )
        results = self.passed(said)
        good = [result for result in results if result.passed.reply is None]
        bad = [result for result in results if result.passed.reply is not None]
        if len(good) != 1 or len(bad) > 1:
            return None
        passed, failed = good[0].passed, bad[0] if bad else good[0]
        return _Step(now(good[0].states), good[0].first, passed, passed.value, failed.passed, failed.found)

    def _played(self, asked: Passage) -> Iterator[tuple[Passed, Way[S]]]:
        """A passage, played in all states: what it comes to by each way."""
        courses: list[Course] = []

        def begin() -> Text:
            courses.append(Course())
            return asked.play(self.view, courses[-1], *asked.arguments, *asked.words)

        for way in self.of(begin):
            if courses[-1].fallbacks:
                way.first = self.empty
            yield passed_by(courses[-1], way.value), way

    def _collected(self, ways: Iterable[tuple[Passed, Way[S]]]) -> tuple[_Result[S], ...]:
        """Each result once, with all its states and what holds by each way to it."""
        met: dict[Passed, tuple[list[Way[S]], dict[Hashable, bool]]] = {}
        for passed, way in ways:
            had = met.get(passed)
            if had is None:
                found = {key: holds for key, holds in way.known.items() if holds is True or holds is False}
                met[passed] = ([way], found)
            else:
                had[0].append(way)
                for key in [key for key, holds in had[1].items() if way.known.get(key) is not holds]:
                    del had[1][key]
        united = self._united([[way.here for way in several] for several, _ in met.values()])
        return tuple(
            _Result(passed, states, self._first(several, states), found)
            for (passed, (several, found)), states in zip(met.items(), united, strict=True)
        )

    def _united(self, parts: list[list[S | Later[S]]]) -> list[S | Later[S]]:
        """The whole set of each result; the set that takes most to unite is what the others leave of all states."""
        if len(parts) == 1:
            return [self.every]
        sets: list[S | Later[S]] = [
            several[0] if len(several) == 1 else Later(partial(_either, several)) for several in parts
        ]
        steps = [len(several) + sum(1 for part in several if part.__class__ is Later) for several in parts]
        most = max(steps)
        if most > len(sets):
            place = steps.index(most)
            sets[place] = Later(partial(_rest, self.every, [*sets[:place], *sets[place + 1 :]]))
        return sets

    def _first(self, ways: list[Way[S]], states: S | Later[S]) -> S | Later[S]:
        """The states of a result in which nothing fell back."""
        if all(way.first is way.here for way in ways):
            return states
        several = [way.first for way in ways if way.first is not self.empty]
        if not several:
            return self.empty
        return several[0] if len(several) == 1 else Later(partial(_either, several))


def _may_hold(found: Mapping[Hashable, bool], known: Mapping[Hashable, Any]) -> bool:
    """Whether nothing that holds with a result is known not to."""
    for key, holds in found.items():  # noqa: SIM110 -- asked ten thousand times; a generator each would cost more
        if known.get(key, holds) is not holds:
            return False
    return True


def _within(here: S | Later[S], states: S | Later[S]) -> S:
    return now(here) & now(states)


def _either(parts: Iterable[S | Later[S]]) -> S:
    return reduce(or_, map(now, parts))


def _rest(every: S, parts: Iterable[S | Later[S]]) -> S:
    return reduce(xor, map(now, parts), every)
