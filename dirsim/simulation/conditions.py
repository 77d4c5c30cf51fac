"""Symbolic execution of a flow over sets of failure states.

The flow's own generator is replayed. At each exchange the current states are split into those in which it succeeds
and those in which no reply comes; where both exist, the replay forks. This module has no rule of any protocol.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import partial, reduce
from operator import or_, xor
from typing import Any, Generic

from attrs import define, field, frozen

from dirsim.model.outcome import Outcome, ReplyKind
from dirsim.model.topology import FlowSpec
from dirsim.protocols.exchange import Ending, Exchange, Reply
from dirsim.protocols.start import passage_text, start
from dirsim.protocols.subflow import Passed, SubFlow, passed_by
from dirsim.protocols.view import View
from dirsim.simulation.lazy_set import LazySet, now
from dirsim.simulation.states import S

_LIMIT = 10_000
_SILENT = Reply(ReplyKind.SILENT, "an element on the path is down", "no-path")

Condition = Callable[[Exchange], tuple[S, Reply]]
"""For an exchange: the states in which it is carried, and the reply in these."""

Text = Generator[Exchange, Reply, Any]


def endings(view: View, spec: FlowSpec, carried: Condition[S], every: S) -> Iterator[tuple[Ending, S]]:
    """Every ending of a flow, with the states in which it occurs; together they are all states, each once.

    An ending may occur more than once, by different paths.

    Args:
        view: Static knowledge about the topology.
        spec: The flow.
        carried: The states in which an exchange is carried.
        every: The set of all states; paths without a state are not explored.
    """
    for path in Replays(view, carried, every).of(lambda: start(view, spec)):
        if states := now(path.here):
            yield path.value, states


@define
class Path(Generic[S]):
    """One path through a text.

    Attributes:
        sent: The values sent to the text so far.
        known: The path condition: conditions by identity of their sets, and the results of passages.
        here: The states of the path; possibly none where they are evaluated lazily.
        first: Those of them in which no passage on the path fell back: its first choices answered.
        value: The result of the text.
    """

    sent: list[Any]
    known: dict[Hashable, Any]
    here: S | LazySet[S]
    first: S | LazySet[S]
    value: Any = None


@frozen
class _Result(Generic[S]):
    """One result of a passage.

    Attributes:
        passed: The result.
        states: The states in which it occurs; possibly none where they are evaluated lazily.
        first: Those of them without a fallback; the same object where no fallback exists.
        found: The conditions that hold in all of them, by identity of their sets.
    """

    passed: Passed
    states: S | LazySet[S]
    first: S | LazySet[S]
    found: dict[Hashable, bool]


@frozen
class _Step(Generic[S]):
    """One target that a passage asks in sequence.

    Attributes:
        states: The states in which it answers.
        first: Those of them without a fallback.
        answer: The value sent to the text then.
        nothing: The value sent to it otherwise.
        failed: The path condition then.
    """

    states: S
    first: S | LazySet[S]
    answer: Any
    nothing: Any
    failed: Mapping[Hashable, bool]


@define
class Replays(Generic[S]):
    """Replays the texts of flows on sets of states; the results of passages are memoised for all of them.

    Attributes:
        view: Static knowledge about the topology; it decides whether passages are memoised as a whole.
        carried: The states in which an exchange is carried.
        every: The set of all states; paths without a state are not explored.
        empty: The empty set.
    """

    view: View
    carried: Condition[S]
    every: S
    empty: S = field(init=False, repr=False)
    _passed: dict[tuple[object, ...], tuple[_Result[S], ...]] = field(factory=dict, init=False, repr=False)
    _unions: dict[tuple[int, ...], tuple[S, LazySet[S]]] = field(factory=dict, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Create the empty set."""
        self.empty = self.every ^ self.every

    def of(self, begin: Callable[[], Text]) -> Iterator[Path[S]]:
        """The paths through a text; together they are all states, each once, and several may have the same ending.

        Diagrams of failures are often large and mostly belong to the end of a text, which is rarely requested: the states in
        which an exchange is not carried are computed only once something depends on them, and may turn out to be empty.

        Args:
            begin: Returns the text from its beginning, the same each time.
        """
        every, carried, put_off = self.every, self.carried, self.view.whole_passages
        waiting: list[Path[S]] = [Path([], {}, every, every)] if every else []
        while waiting:
            path = waiting.pop()
            sent, known = path.sent, path.known
            text = begin()
            try:
                yielded: Any = next(text)
                for word in sent:
                    yielded = text.send(word)
                while len(sent) < _LIMIT:
                    if yielded.__class__ is SubFlow:
                        word = self._go_through(yielded, path, waiting)
                        if word is None:
                            break
                    else:
                        states, word = carried(yielded)
                        if states is not every:
                            key = id(states)  # sets live as long as the sweep; equal sets in two objects only cost time
                            holds = known.get(key)
                            if holds is None:
                                here = now(path.here)
                                if not here:
                                    break
                                through = states if here is every else here & states
                                holds = known[key] = bool(through)
                                if holds and through != here:
                                    silent = LazySet(partial(xor, here, through)) if put_off else here ^ through
                                    other = Path([*sent, _SILENT], {**known, key: False}, silent, silent)
                                    if path.first is path.here:
                                        path.first = through
                                    else:
                                        other.first = LazySet(partial(_within, path.first, silent))
                                        path.first = LazySet(partial(_within, path.first, states))
                                    path.here = through
                                    waiting.append(other)
                            if not holds:
                                word = _SILENT
                    sent.append(word)
                    yielded = text.send(word)
                else:
                    path.value = Ending(Outcome.DENIED, "endless", f"stopped after {_LIMIT} exchanges", yielded)
                    yield path
            except StopIteration as stopped:
                path.value = stopped.value
                yield path

    def _go_through(self, asked: SubFlow, path: Path[S], waiting: list[Path[S]]) -> Passed | None:
        """The result of a passage in the current states, ``None`` where there are none; all but one result are queued."""
        key = (asked.part, *asked.arguments)
        known = path.known
        passed: Passed | None = known.get(key)
        if passed is not None:
            return passed
        results: Sequence[_Result[S]] = self.passed(asked)
        if len(results) > 1:
            results = [result for result in results if not result.found or _may_hold(result.found, known)]
        parts = self._parts(results, path)
        if not parts:
            return None
        for result, part, first in reversed(parts[1:]):
            after = {**known, **result.found, key: result.passed}
            waiting.append(Path([*path.sent, result.passed], after, part, first))
        result, path.here, path.first = parts[0]
        known.update(result.found)
        known[key] = result.passed
        return result.passed

    def _parts(
        self, results: Sequence[_Result[S]], path: Path[S]
    ) -> list[tuple[_Result[S], S | LazySet[S], S | LazySet[S]]]:
        """The current states, by result of a passage; those in which it stopped are evaluated lazily."""
        if len(results) == 1:
            return [self._whole(results[0], path)]
        here = now(path.here)
        if not here:
            return []
        whole, every = path.first is path.here, self.every
        parts: list[tuple[_Result[S], S | LazySet[S], S | LazySet[S]]] = []
        for result in results:
            part: S | LazySet[S]
            first: S | LazySet[S]
            if here is every:
                part = result.states
            elif path.known.get(id(result.states)):
                return [self._whole(result, path)]
            elif result.passed.failed:
                if len(results) == 2 and parts:
                    part = LazySet(partial(_rest, here, [parts[0][1]]))
                else:
                    part = LazySet(partial(_within, here, result.states))
            else:
                part = here & now(result.states)
                if part == here:
                    return [self._whole(result, path)]
            if part.__class__ is not LazySet and not part:
                continue
            if whole and here is every:
                first = result.first
            elif whole and result.first is result.states:
                first = part
            else:
                first = LazySet(partial(_within, path.first, result.first))
            parts.append((result, part, first))
        return parts if len(parts) > 1 else [self._whole(result, path) for result, _, _ in parts]

    def _whole(self, result: _Result[S], path: Path[S]) -> tuple[_Result[S], S | LazySet[S], S | LazySet[S]]:
        """The only result that a passage has in all current states."""
        if result.first is result.states:
            return result, path.here, path.first
        return result, path.here, LazySet(partial(_within, path.first, result.first))

    def passed(self, asked: SubFlow) -> tuple[_Result[S], ...]:
        """The results of a passage in all states, each once."""
        key = (asked.part, *asked.arguments)
        results = self._passed.get(key)
        if results is None:
            results = self._in_turn(asked) if asked.in_turn else ()
            results = self._passed[key] = results or self._collected(self._played(asked))
        return results

    def _in_turn(self, asked: SubFlow) -> tuple[_Result[S], ...]:
        """The results of a passage that asks in sequence, by two plays; empty where they depend on which target answers."""
        steps: list[_Step[S]] = []
        text = passage_text(self.view, asked, [])
        nobody: Passed | None = None
        try:
            yielded: Any = next(text)
            while True:
                step = self._step(yielded)
                if step is None:
                    return ()
                steps.append(step)
                if step.states is self.every:
                    break  # it cannot fail: no later target is asked
                yielded = text.send(step.nothing)
        except StopIteration as stopped:
            nobody = passed_by(stopped.value)
        if not steps or not all(_alike(steps[0].answer, step.answer) for step in steps):
            return ()
        text = passage_text(self.view, asked, [])
        next(text)
        try:
            text.send(steps[0].answer)
        except StopIteration as stopped:
            met = passed_by(stopped.value)
        else:
            return ()
        sets = tuple({id(step.states): step.states for step in steps}.values())
        first = steps[0].first
        if nobody is None:
            return (_Result(met, self.every, first, {}),)
        some, nowhere = self._either_of(sets)
        failed = {key: holds for step in steps for key, holds in step.failed.items()}
        failed[id(some)] = False
        return _Result(met, some, first, {id(some): True}), _Result(nobody, nowhere, nowhere, failed)

    def _either_of(self, sets: tuple[S, ...]) -> tuple[S, LazySet[S]]:
        """The union of some sets and the rest; the same objects for the same sets, so that conditions are recognised."""
        key = tuple(map(id, sets))
        known = self._unions.get(key)
        if known is None:
            some = reduce(or_, sets)
            known = self._unions[key] = (some, LazySet(partial(_rest, self.every, [some])))
        return known

    def _step(self, yielded: Any) -> _Step[S] | None:
        """One step of a passage that asks in sequence; ``None`` where it has other results than an answer and none."""
        if yielded.__class__ is not SubFlow:
            states, reply = self.carried(yielded)
            return _Step(states, states, reply, _SILENT, {id(states): False}) if reply.ok else None
        results = self.passed(yielded)
        good = [result for result in results if not result.passed.failed]
        bad = [result for result in results if result.passed.failed]
        if len(good) != 1 or len(bad) > 1:
            return None
        passed, failed = good[0].passed, bad[0] if bad else good[0]
        return _Step(now(good[0].states), good[0].first, passed, failed.passed, failed.found)

    def _played(self, asked: SubFlow) -> Iterator[tuple[Passed, Path[S]]]:
        """A passage, played in all states: its result on each path."""
        used: list[list[str]] = []

        def begin() -> Text:
            used.append([])
            return passage_text(self.view, asked, used[-1])

        for path in self.of(begin):
            if used[-1]:
                path.first = self.empty
            yield passed_by(path.value), path

    def _collected(self, paths: Iterable[tuple[Passed, Path[S]]]) -> tuple[_Result[S], ...]:
        """Each result once, with all its states and the conditions that hold on every path to it."""
        met: dict[Passed, tuple[list[Path[S]], dict[Hashable, bool]]] = {}
        for passed, path in paths:
            had = met.get(passed)
            if had is None:
                found = {key: holds for key, holds in path.known.items() if holds is True or holds is False}
                met[passed] = ([path], found)
            else:
                had[0].append(path)
                for key in [key for key, holds in had[1].items() if path.known.get(key) is not holds]:
                    del had[1][key]
        united = self._united([[path.here for path in several] for several, _ in met.values()])
        return tuple(
            _Result(passed, states, self._first(several, states), found)
            for (passed, (several, found)), states in zip(met.items(), united, strict=True)
        )

    def _united(self, parts: list[list[S | LazySet[S]]]) -> list[S | LazySet[S]]:
        """The whole set of each result; the most expensive set is computed as the complement of the others."""
        if len(parts) == 1:
            return [self.every]
        sets: list[S | LazySet[S]] = [
            several[0] if len(several) == 1 else LazySet(partial(_either, several)) for several in parts
        ]
        steps = [len(several) + sum(1 for part in several if part.__class__ is LazySet) for several in parts]
        most = max(steps)
        if most > len(sets):
            place = steps.index(most)
            sets[place] = LazySet(partial(_rest, self.every, [*sets[:place], *sets[place + 1 :]]))
        return sets

    def _first(self, paths: list[Path[S]], states: S | LazySet[S]) -> S | LazySet[S]:
        """The states of a result without a fallback."""
        if all(path.first is path.here for path in paths):
            return states
        several = [path.first for path in paths if path.first is not self.empty]
        if not several:
            return self.empty
        return several[0] if len(several) == 1 else LazySet(partial(_either, several))


def _alike(one: Reply | Passed, other: Reply | Passed) -> bool:
    """True where two answers have the same effect, whatever their words."""
    if one is other:
        return True
    return one.plain() == other.plain() if isinstance(one, Reply) and isinstance(other, Reply) else one == other


def _may_hold(found: Mapping[Hashable, bool], known: Mapping[Hashable, Any]) -> bool:
    """True where no condition of a result contradicts the path condition."""
    for key, holds in found.items():  # noqa: SIM110 -- called ten thousand times; a generator each would cost more
        if known.get(key, holds) is not holds:
            return False
    return True


def _within(here: S | LazySet[S], states: S | LazySet[S]) -> S:
    return now(here) & now(states)


def _either(parts: Iterable[S | LazySet[S]]) -> S:
    return reduce(or_, map(now, parts))


def _rest(every: S, parts: Iterable[S | LazySet[S]]) -> S:
    return reduce(xor, map(now, parts), every)
