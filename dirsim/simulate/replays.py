"""A flow as a tree of replays: what it does next after each exchange, whatever comes back.

The flow's own generator is replayed until every course that it can take is known. At each exchange it may go on in as
many ways as there are replies: the one that comes when the exchange is carried, another where a password has expired,
and none when something on the way is down. What is carried when is not decided here: a *condition* is a set of things
that must all work, and a course that no state of the network allows is not followed. Whoever has the tree can tell what
the flow does in any state by walking it, without the flow; every walk is one exact run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import count

from attrs import define, field, frozen

from dirsim.errors import UsageError
from dirsim.flows.exchange import Ending, Exchange, Flow, Reply
from dirsim.flows.view import View
from dirsim.model.scenario import PasswordExpired
from dirsim.simulate.answers import answer
from dirsim.simulate.network import NetworkState

MOST_COURSES = 20_000
"""A flow with more courses is given up."""

_MARK = re.compile("\ue000(\\d+)\ue001")

Condition = frozenset[tuple[str, ...]]
"""Things that must all work: ``("host", NAME)``, between sites also ``("way", SITE, SITE, "public" or "")`` and
``("port", PROTOCOL, NUMBER)``, which is blocked on every link or on none."""


class TooManyCoursesError(UsageError):
    """A flow can go on in too many ways."""


@frozen(eq=False)
class Asked:
    """An exchange, and what the flow does after it.

    Attributes:
        exchange: Who asks whom for what.
        condition: What must work for it to be carried.
        reply: What comes back when it is.
        answered: How it goes on then; ``None`` where no state allows that.
        silent: How it goes on when nothing comes back; ``None`` where no state allows that.
        expired: What comes back instead while the password of the exchange's subject has expired; ``None`` where that
            makes no difference.
        refused: How it goes on then.
    """

    exchange: Exchange
    condition: Condition
    reply: Reply
    answered: Branch | None
    silent: Branch | None
    expired: Reply | None = None
    refused: Branch | None = None


@frozen(eq=False)
class Ended:
    """The end of a course.

    Attributes:
        ending: How it ends; its reason is in ``because``.
        because: The reason in parts: words, and exchanges in the place of why nothing came back from them.
    """

    ending: Ending
    because: tuple[str | Exchange, ...]


Branch = Asked | Ended


@define
class _Known:
    """What is known of the state of the network on one course."""

    works: frozenset[tuple[str, ...]] = frozenset()
    some_down: tuple[Condition, ...] = ()
    expired: dict[str, bool] = field(factory=dict)

    def can_work(self, condition: Condition) -> bool:
        """Whether all of a condition may work: nothing that was seen to fail works with it."""
        works = self.works | condition
        return not any(down <= works for down in self.some_down)

    def can_fail(self, condition: Condition) -> bool:
        """Whether some of a condition may be down."""
        return not condition <= self.works


@define
class Replays:
    """The trees of a topology's flows; equal parts of them are one object.

    Attributes:
        view: Static knowledge about the topology.
        expirable: The accounts whose passwords may expire.
    """

    view: View
    expirable: frozenset[str] = frozenset()
    _healthy: NetworkState = field(init=False, repr=False)
    _parts: dict[tuple[object, ...], Branch] = field(factory=dict, repr=False)
    _replies: dict[Exchange, tuple[Condition, Reply, Reply | None, bool]] = field(factory=dict, repr=False)

    def __attrs_post_init__(self) -> None:
        """The network in which everything works says what can be reached at all."""
        self._healthy = NetworkState(self.view.topology)

    def tree(self, begin: Callable[[], Flow]) -> Branch:
        """Every course of a flow.

        Args:
            begin: Gives the flow's generator, not yet started; the same one each time.

        Raises:
            TooManyCoursesError: There are more than :data:`MOST_COURSES`.
        """
        return _Growing(self, begin).grow()

    def asked(self, exchange: Exchange) -> tuple[Condition, Reply, Reply | None, bool]:
        """The condition of an exchange, its reply, the one by an expired password, and whether it is ever carried."""
        known = self._replies.get(exchange)
        if known is None:
            known = self._replies[exchange] = self._ask(exchange)
        return known

    def _ask(self, exchange: Exchange) -> tuple[Condition, Reply, Reply | None, bool]:
        hosts = self.view.topology.hosts
        here, there = hosts[exchange.initiator], hosts[exchange.target]
        needed: list[tuple[str, ...]] = [("host", exchange.initiator)]
        ever = True
        if exchange.initiator != exchange.target:
            needed.append(("host", exchange.target))
            if here.site != there.site:
                one, other = sorted((here.site, there.site))  # there and back, packets need the same
                needed.append(("way", one, other, "public" if there.public else ""))
                needed.append(("port", exchange.protocol, str(exchange.port)))
                ever = self._healthy.crossing(here.site, there.site, public=there.public).open
        carried = self._healthy.carry(exchange)
        if not ever or not carried.ok:
            return frozenset(needed), carried, None, ever
        reply, expired = answer(self.view, exchange, ()), None
        if exchange.subject in self.expirable:
            instead = answer(self.view, exchange, (PasswordExpired(exchange.subject),))
            expired = None if instead == reply else instead
        return frozenset(needed), reply, expired, True

    def shared(self, branch: Branch) -> Branch:
        """The one object for all equal parts."""
        if isinstance(branch, Ended):
            return self._parts.setdefault((branch.ending, branch.because), branch)
        ways = (branch.answered, branch.silent, branch.refused)
        # What comes back follows from the exchange; the ways on are one object each already.
        return self._parts.setdefault((branch.exchange, *map(id, ways)), branch)


@define
class _Growing:
    """One tree while it grows: the flow is replayed once for each course."""

    replays: Replays
    begin: Callable[[], Flow]
    _left: Iterator[int] = field(factory=lambda: iter(range(MOST_COURSES)))
    _marks: dict[Exchange, int] = field(factory=dict)
    _numbers: Iterator[int] = field(factory=count)

    def grow(self) -> Branch:
        """The whole tree, course by course: the last open fork is followed next."""
        return self._from((), _Known())

    def _from(self, said: tuple[Reply, ...], known: _Known) -> Branch:
        """What comes after some replies."""
        if next(self._left, None) is None:
            raise TooManyCoursesError(f"the flow can go on in more than {MOST_COURSES} ways")
        flow = self.begin()
        try:
            exchange = next(flow)
            for reply in said:
                exchange = flow.send(reply)
            return self._run(flow, exchange, said, known)
        except StopIteration as stopped:
            return self._ended(stopped.value)

    def _run(self, flow: Flow, exchange: Exchange, said: tuple[Reply, ...], known: _Known) -> Branch:
        """From an exchange on: the running generator takes the first way, replays the others."""
        stack: list[tuple[Exchange, Condition, Reply, bool, Reply | None, Branch | None, Branch | None]] = []
        branch: Branch | None = None
        while branch is None:
            condition, reply, expired, ever = self.replays.asked(exchange)
            carried = ever and known.can_work(condition)
            silent = refused = None
            if not ever or known.can_fail(condition):
                down = _Known(known.works, (*known.some_down, condition), known.expired)
                if carried:
                    silent = self._from((*said, self._nothing(exchange)), down)
            if carried:
                known = _Known(known.works | condition, known.some_down, known.expired)
                if expired is not None:
                    has = known.expired.get(exchange.subject)
                    if has is not False:
                        bad = {**known.expired, exchange.subject: True}
                        refused = self._from((*said, expired), _Known(known.works, known.some_down, bad))
                    if has is True:
                        branch = self.replays.shared(Asked(exchange, condition, reply, None, silent, expired, refused))
                        break
                    known = _Known(known.works, known.some_down, {**known.expired, exchange.subject: False})
            else:
                known = _Known(known.works, (*known.some_down, condition), known.expired)
            sent = reply if carried else self._nothing(exchange)
            stack.append((exchange, condition, reply, carried, expired, silent, refused))
            said = (*said, sent)
            try:
                exchange = flow.send(sent)
            except StopIteration as stopped:
                branch = self._ended(stopped.value)
        for exchange, condition, reply, carried, expired, silent, refused in reversed(stack):
            answered, nothing = (branch, silent) if carried else (None, branch)
            branch = self.replays.shared(Asked(exchange, condition, reply, answered, nothing, expired, refused))
        return branch

    def _nothing(self, exchange: Exchange) -> Reply:
        """Silence, whose reason is filled in when the state is known."""
        number = self._marks.get(exchange)
        if number is None:
            number = self._marks[exchange] = next(self._numbers)
        return Reply("silent", f"\ue000{number}\ue001", "no-path")

    def _ended(self, ending: Ending) -> Branch:
        by_number = {number: exchange for exchange, number in self._marks.items()}
        pieces = _MARK.split(ending.because)
        parts: Iterable[str | Exchange] = (
            by_number[int(piece)] if place % 2 else piece for place, piece in enumerate(pieces)
        )
        bare = Ending(ending.outcome, ending.category, "", ending.failed, ending.held)
        return self.replays.shared(Ended(bare, tuple(part for part in parts if part != "")))
