"""Replay tree of a flow: its next step after each exchange and reply.

The flow's own generator is replayed until every course is known. At each exchange it may continue in as
many ways as there are replies: the one that comes when the exchange is carried, another where a password has expired,
and none when an element on the path is down. This module does not decide when an exchange is carried: a *condition* is
a set of elements that must all work, and a course that no state of the network allows is not followed. The tree alone
gives the flow's result in any state, by a walk without the flow; every walk is one exact run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import count

from attrs import define, field, frozen

from dirsim.errors import UsageError
from dirsim.model.outcome import ReplyKind
from dirsim.model.scenario import PasswordExpired
from dirsim.protocols.clockless_reading import HEALTHY_SITUATION
from dirsim.protocols.exchange import Ending, Exchange, Flow, Reply
from dirsim.protocols.start import answer
from dirsim.protocols.view import View
from dirsim.simulation.network import NetworkState

MOST_COURSES = 20_000
"""The greatest number of courses of a flow."""

_MARK = re.compile("\ue000(\\d+)\ue001")

Condition = frozenset[tuple[str, ...]]
"""Elements that must all work: ``("host", NAME)``, between sites also ``("way", SITE, SITE, "public" or "")`` and
``("port", PROTOCOL, NUMBER)``, which is blocked on every link or on none."""


class TooManyCoursesError(UsageError):
    """A flow has too many courses."""


@frozen(eq=False)
class Asked:
    """An exchange, and the courses after it.

    Attributes:
        exchange: Initiator, target and purpose.
        condition: The elements that must work for it to be carried.
        reply: The reply when it is carried.
        answered: The course after that; ``None`` where no state allows it.
        silent: The course when no reply comes; ``None`` where no state allows it.
        expired: The reply instead while the password of the exchange's subject has expired; ``None`` where that
            makes no difference.
        refused: The course after that.
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
        ending: The ending; its reason is in ``because``.
        because: The reason in parts: words, and exchanges in place of the cause of their silence.
    """

    ending: Ending
    because: tuple[str | Exchange, ...]


Branch = Asked | Ended


@define
class _Known:
    """The state of the network as far as it is known on one course."""

    works: frozenset[tuple[str, ...]] = frozenset()
    some_down: tuple[Condition, ...] = ()
    expired: dict[str, bool] = field(factory=dict)

    def can_work(self, condition: Condition) -> bool:
        """True where all elements of a condition may work, given the failures seen."""
        works = self.works | condition
        return not any(down <= works for down in self.some_down)

    def can_fail(self, condition: Condition) -> bool:
        """True where some element of a condition may be down."""
        return not condition <= self.works


@define
class ReplayTree:
    """The replay trees of a topology's flows; equal subtrees are one object.

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
        """Create the network in which everything works, which shows what can be reached at all."""
        self._healthy = NetworkState(self.view.topology)

    def tree(self, begin: Callable[[], Flow]) -> Branch:
        """The tree of every course of a flow.

        Args:
            begin: Returns the flow's generator, not yet started; the same one each time.

        Raises:
            TooManyCoursesError: There are more than :data:`MOST_COURSES`.
        """
        return _Growing(self, begin).grow()

    def asked(self, exchange: Exchange) -> tuple[Condition, Reply, Reply | None, bool]:
        """The condition of an exchange, its reply, the one for an expired password, and whether it is ever carried."""
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
                one, other = sorted((here.site, there.site))  # both directions have the same condition
                needed.append(("way", one, other, "public" if there.public else ""))
                needed.append(("port", exchange.protocol, str(exchange.port)))
                ever = self._healthy.crossing(here.site, there.site, public=there.public).open
        carried = self._healthy.carry(exchange)
        if not ever or not carried.ok:
            return frozenset(needed), carried, None, ever
        reply, expired = answer(self.view, exchange, HEALTHY_SITUATION), None
        if exchange.subject in self.expirable:
            instead = answer(
                self.view, exchange, NetworkState(self.view.topology, (PasswordExpired(exchange.subject),), self.view)
            )
            expired = None if instead == reply else instead
        return frozenset(needed), reply, expired, True

    def shared(self, branch: Branch) -> Branch:
        """The shared object for all equal subtrees."""
        if isinstance(branch, Ended):
            return self._parts.setdefault((branch.ending, branch.because), branch)
        paths = (branch.answered, branch.silent, branch.refused)
        # The reply follows from the exchange; the courses are shared objects already.
        return self._parts.setdefault((branch.exchange, *map(id, paths)), branch)


@define
class _Growing:
    """One tree under construction: the flow is replayed once for each course."""

    replays: ReplayTree
    begin: Callable[[], Flow]
    _left: Iterator[int] = field(factory=lambda: iter(range(MOST_COURSES)))
    _marks: dict[Exchange, int] = field(factory=dict)
    _numbers: Iterator[int] = field(factory=count)

    def grow(self) -> Branch:
        """The whole tree, course by course, depth first."""
        return self._from((), _Known())

    def _from(self, replies: tuple[Reply, ...], known: _Known) -> Branch:
        """The subtree after some replies."""
        if next(self._left, None) is None:
            raise TooManyCoursesError(f"the flow has more than {MOST_COURSES} courses")
        flow = self.begin()
        try:
            exchange = next(flow)
            for reply in replies:
                exchange = flow.send(reply)
            return self._run(flow, exchange, replies, known)
        except StopIteration as stopped:
            return self._ended(stopped.value)

    def _run(self, flow: Flow, exchange: Exchange, replies: tuple[Reply, ...], known: _Known) -> Branch:
        """The subtree from an exchange: the running generator takes the first course, replays the others."""
        stack: list[tuple[Exchange, Condition, Reply, bool, Reply | None, Branch | None, Branch | None]] = []
        branch: Branch | None = None
        while branch is None:
            condition, reply, expired, ever = self.replays.asked(exchange)
            carried = ever and known.can_work(condition)
            silent = refused = None
            if not ever or known.can_fail(condition):
                down = _Known(known.works, (*known.some_down, condition), known.expired)
                if carried:
                    silent = self._from((*replies, self._nothing(exchange)), down)
            if carried:
                known = _Known(known.works | condition, known.some_down, known.expired)
                if expired is not None:
                    has = known.expired.get(exchange.subject)
                    if has is not False:
                        bad = {**known.expired, exchange.subject: True}
                        refused = self._from((*replies, expired), _Known(known.works, known.some_down, bad))
                    if has is True:
                        branch = self.replays.shared(Asked(exchange, condition, reply, None, silent, expired, refused))
                        break
                    known = _Known(known.works, known.some_down, {**known.expired, exchange.subject: False})
            else:
                known = _Known(known.works, (*known.some_down, condition), known.expired)
            sent = reply if carried else self._nothing(exchange)
            stack.append((exchange, condition, reply, carried, expired, silent, refused))
            replies = (*replies, sent)
            try:
                exchange = flow.send(sent)
            except StopIteration as stopped:
                branch = self._ended(stopped.value)
        for exchange, condition, reply, carried, expired, silent, refused in reversed(stack):
            answered, nothing = (branch, silent) if carried else (None, branch)
            branch = self.replays.shared(Asked(exchange, condition, reply, answered, nothing, expired, refused))
        return branch

    def _nothing(self, exchange: Exchange) -> Reply:
        """Silence with a placeholder for the reason, which depends on the state."""
        number = self._marks.get(exchange)
        if number is None:
            number = self._marks[exchange] = next(self._numbers)
        return Reply(ReplyKind.SILENT, f"\ue000{number}\ue001", "no-path")

    def _ended(self, ending: Ending) -> Branch:
        by_number = {number: exchange for exchange, number in self._marks.items()}
        pieces = _MARK.split(ending.because)
        parts: Iterable[str | Exchange] = (
            by_number[int(piece)] if place % 2 else piece for place, piece in enumerate(pieces)
        )
        bare = Ending(ending.outcome, ending.category, "", ending.failed, ending.held)
        return self.replays.shared(Ended(bare, tuple(part for part in parts if part != "")))
