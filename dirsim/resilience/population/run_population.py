"""Vectorised run of many users on a clock, without an event queue.

A user's next access depends only on what the user holds (nothing, a TGT, a ticket for the service) and on the
state of the network at that moment. The effect of an access in each of these cases is computed once, by runs; the users
are then taken through their accesses in order, all at the same time. numpy does the arithmetic.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import define, field, frozen

from dirsim.errors import UsageError

HOLDINGS = ("nothing", "a TGT", "a ticket for the service")
_SMALL = 1 << 7
"""Numbers below this are added as bytes, many at once."""
BLOCK = 1 << 13
"""The number of users in a block: few enough to stay in the processor's cache."""


def arrays() -> Any:
    """The numpy module.

    Raises:
        UsageError: numpy is not installed.
    """
    try:
        import numpy  # noqa: PLC0415, ICN001 -- optional, and slow to load
    except ImportError:
        raise UsageError("numpy is not installed; install it with: pip install 'dirsim[numpy]'") from None
    return numpy


@frozen
class Reaction:
    """The effect of one access in one state of the network, by a user who holds something.

    Attributes:
        kind: The number of its kind of ending.
        first: True where it brings a new TGT, also where it fails later.
        ticket: True where it brings a ticket for the service.
    """

    kind: int
    first: bool = False
    ticket: bool = False


@define(eq=False)
class Reactions:
    """Every reaction: by service, by holding (see :data:`HOLDINGS`), by stretch of time.

    Attributes:
        changes: The instants at which the network changes, ascending; there is one more stretch than changes.
        table: The reaction for each service, each holding and each stretch.
        first_life: The lifetime of a TGT, in the unit of the times.
        ticket_lives: The lifetime of a ticket or session, for each service.
        own: For each service, true where its session is independent of the TGT; else it ends with the TGT at the latest.
    """

    changes: tuple[float, ...]
    table: Sequence[Sequence[Sequence[Reaction]]]
    first_life: float
    ticket_lives: Sequence[float]
    own: Sequence[bool]
    kinds: Any = field(init=False, repr=False)
    firsts: Any = field(init=False, repr=False)
    tickets: Any = field(init=False, repr=False)
    lives: Any = field(init=False, repr=False)
    alone: Any = field(init=False, repr=False)
    some_alone: bool = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Flatten the table."""
        np = arrays()
        flat = [reaction for by_holding in self.table for by_time in by_holding for reaction in by_time]
        self.kinds = np.array([reaction.kind for reaction in flat], dtype=np.int8)
        self.firsts = np.array([reaction.first for reaction in flat], dtype=bool)
        self.tickets = np.array([reaction.ticket for reaction in flat], dtype=bool)
        self.lives = np.array(self.ticket_lives, dtype=float)
        self.alone = np.array(self.own, dtype=bool)
        self.some_alone = bool(self.alone.any())

    @property
    def stretches(self) -> int:
        """The number of stretches of time."""
        return len(self.changes) + 1


@define(eq=False)
class Tally:
    """Counts of accesses, by service, holding, stretch and bin.

    Attributes:
        start: When the first bin begins.
        width: The width of a bin.
        bins: The number of bins; accesses outside count for the first or the last.
        counts: The array: services, holdings, stretches, bins.
    """

    start: float
    width: float
    bins: int
    counts: Any = None


@define(eq=False)
class _Users:
    """Some users in the course of their accesses."""

    np: Any
    reactions: Reactions
    first_until: Any
    tally: Tally
    heard: list[tuple[Any, Any]] | None
    everyone: Any
    ticket_until: Any
    size: int

    def access(self, who: Any, at: Any, service: Any) -> Any:
        """One access of some users (``None`` for all) at their times; returns the numbers of the reactions."""
        np, reactions, tally = self.np, self.reactions, self.tally
        place = service * len(self.first_until)
        place += self.everyone if who is None else who
        until = self.first_until if who is None else self.first_until[who]
        small = np.int8 if len(HOLDINGS) * reactions.stretches < _SMALL else np.int64
        case = (at < until).astype(small)
        np.maximum(case, (at < self.ticket_until.take(place)).astype(small) * small(2), out=case)
        if reactions.changes:
            case *= small(reactions.stretches)
            for change in reactions.changes:
                case += at >= change
        number = service * (len(HOLDINGS) * reactions.stretches)
        number += case
        first = np.flatnonzero(reactions.firsts.take(number))
        if first.size:
            until[first] = at[first] + reactions.first_life
            if who is not None:
                self.first_until[who] = until
        chosen = np.flatnonzero(reactions.tickets.take(number))
        if chosen.size:
            of = service.take(chosen)
            ends = at.take(chosen) + reactions.lives.take(of)
            limits = until.take(chosen)
            if reactions.some_alone:
                limits = np.where(reactions.alone.take(of), np.inf, limits)
            self.ticket_until[place.take(chosen)] = np.minimum(ends, limits)
        bins = ((at - tally.start) * (1.0 / tally.width)).astype(np.int64)
        np.clip(bins, 0, tally.bins - 1, out=bins)
        bins += number * tally.bins
        tally.counts += np.bincount(bins, minlength=self.size)
        if self.heard is not None:
            self.heard.append((at, number))
        return number


def run_block(
    reactions: Reactions,
    times: Any,
    services: Any,
    first_until: Any,
    tally: Tally,
    through: Sequence[bool] = (),
    retry: float | None = None,
    heard: list[tuple[Any, Any]] | None = None,
) -> None:
    """Take users through their accesses and count these.

    Args:
        reactions: The effects of accesses.
        times: One row for each user, ascending; an infinite time means none.
        services: The service of each access, by number.
        first_until: Until when each user has a TGT from an earlier block; changed in place.
        tally: The counts, changed in place.
        through: For each kind of ending, true where the user got access; needed for ``retry``.
        retry: The time after which a user whose access failed tries again; ``None`` means never.
        heard: The list that receives the times of accesses and the numbers of their reactions; ``None`` means none.
    """
    np = arrays()
    users, accesses = times.shape
    count = len(reactions.table)
    size = count * len(HOLDINGS) * reactions.stretches * tally.bins
    if tally.counts is None:
        tally.counts = np.zeros(size, dtype=np.int64)
    everyone = np.arange(users)
    these = _Users(np, reactions, first_until, tally, heard, everyone, np.full(count * users, -np.inf), size)
    got_in = np.asarray(through, dtype=bool)
    lasting = bool(np.isfinite(times).all())
    over = tally.start + tally.width * tally.bins
    in_order, of_each = (
        np.ascontiguousarray(times.T),
        np.ascontiguousarray(services.T),
    )  # one access of all users in a row
    for place in range(accesses):
        at, service, who = in_order[place], of_each[place].astype(np.int64), None
        if not lasting:
            who = np.flatnonzero(np.isfinite(at))
            at, service = at[who], service[who]
        number = these.access(who, at, service)
        if retry is None:
            continue
        ends = np.minimum(in_order[place + 1], over) if place + 1 < accesses else np.full(users, over)
        who = everyone if who is None else who
        while who.size:
            again = np.flatnonzero(~got_in[reactions.kinds[number]])
            again = again[at[again] + retry < ends[who[again]]]
            who, at, service = who[again], at[again] + retry, service[again]
            number = these.access(who, at, service)


def counts_by_kind(reactions: Reactions, tally: Tally, kinds: int) -> Any:
    """The number of accesses with each kind of ending in each bin."""
    np = arrays()
    counts = np.zeros((kinds, tally.bins), dtype=np.int64)
    if tally.counts is not None:
        np.add.at(counts, reactions.kinds, tally.counts.reshape(-1, tally.bins))
    return counts


def waits(arrivals: Any, per_second: float) -> Any:
    """The wait of each request at a server that answers a number a second, one after the other, first come first served.

    Args:
        arrivals: The arrival times, ascending, in seconds.
        per_second: The number of requests that it answers.

    Source: D. V. Lindley, The theory of queues with a single server, 1952, with a constant service time.
    """
    np = arrays()
    service = 1.0 / per_second
    turn = np.arange(len(arrivals)) * service
    begins = np.maximum.accumulate(arrivals - turn) + turn
    return begins - arrivals
