"""Many users on a clock, as arrays: what each holds, and what comes of each access, without an event queue.

All that a user's next access depends on is what the user holds (nothing, a first ticket, a ticket for the service) and the
state of the network at that moment. What an access does in each of these cases is worked out once, by runs; the users are
then taken through their accesses in order, all at the same time. numpy does the arithmetic.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import define, field, frozen

from dirsim.errors import UsageError

HOLDINGS = ("nothing", "a first ticket", "a ticket for the service")
BLOCK = 1 << 15
"""So many users are taken at once: few enough to stay in the processor's cache."""


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
    """What one access does in one state of the network, by someone who holds something.

    Attributes:
        kind: Which of the population's kinds of ending it is, by number.
        first: Whether it brings a new first ticket, also where it fails later.
        ticket: Whether it brings a ticket for the service.
    """

    kind: int
    first: bool = False
    ticket: bool = False


@define(eq=False)
class Reactions:
    """Every reaction: by service, by what is held (see :data:`HOLDINGS`), by stretch of time.

    Attributes:
        changes: The instants at which the network changes, ascending; there is one stretch more than changes.
        table: For each service, for each holding, for each stretch the reaction.
        first_life: How long a first ticket lasts, in the unit of the times.
        ticket_lives: How long a ticket or session lasts, for each service.
        own: For each service whether its session stands by itself; else it lasts no longer than the first ticket.
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

    def __attrs_post_init__(self) -> None:
        """Lay the table out flat."""
        np = arrays()
        flat = [reaction for by_holding in self.table for by_time in by_holding for reaction in by_time]
        self.kinds = np.array([reaction.kind for reaction in flat], dtype=np.int8)
        self.firsts = np.array([reaction.first for reaction in flat], dtype=bool)
        self.tickets = np.array([reaction.ticket for reaction in flat], dtype=bool)
        self.lives = np.array(self.ticket_lives, dtype=float)
        self.alone = np.array(self.own, dtype=bool)

    @property
    def stretches(self) -> int:
        """How many stretches of time there are."""
        return len(self.changes) + 1


@define(eq=False)
class Tally:
    """How many accesses there were, by service, holding, stretch and bin.

    Attributes:
        start: When the first bin begins.
        width: How long a bin is.
        bins: How many bins there are; what is outside counts for the first or the last.
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
        """One access of some users (``None`` for all) at their times; gives the numbers of the reactions."""
        np, reactions, tally = self.np, self.reactions, self.tally
        place = service * len(self.first_until) + (self.everyone if who is None else who)
        until = self.first_until if who is None else self.first_until[who]
        holding = np.maximum((at < until).view(np.int8), (at < self.ticket_until[place]).view(np.int8) * np.int8(2))
        number = service * len(HOLDINGS) + holding
        if reactions.changes:
            number *= reactions.stretches
            for change in reactions.changes:
                number += at >= change
        first = reactions.firsts[number]
        if first.any():
            until = np.where(first, at + reactions.first_life, until)
            self.first_until[slice(None) if who is None else who] = until
        ticket = reactions.tickets[number]
        if ticket.any():
            chosen = np.flatnonzero(ticket)
            ends = at[chosen] + reactions.lives[service[chosen]]
            limits = np.where(reactions.alone[service[chosen]], np.inf, until[chosen])
            self.ticket_until[place[chosen]] = np.minimum(ends, limits)
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
    """Take users through their accesses and count them.

    Args:
        reactions: What accesses do.
        times: One row for each user, ascending; an infinite time is no access.
        services: The service of each access, by number.
        first_until: Until when each user has a first ticket that was got before; changed in place.
        tally: Where accesses are counted.
        through: For each kind of ending whether the user got in; needed for ``retry``.
        retry: After how long somebody who did not get in tries again; ``None`` means never.
        heard: Where the times of accesses and their reactions, by number, are put; ``None`` means that nobody asks.
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
    for place in range(accesses):
        at, service, who = np.ascontiguousarray(times[:, place]), services[:, place].astype(np.int64), None
        if not lasting:
            who = np.flatnonzero(np.isfinite(at))
            at, service = at[who], service[who]
        number = these.access(who, at, service)
        if retry is None:
            continue
        ends = np.minimum(times[:, place + 1], over) if place + 1 < accesses else np.full(users, over)
        who = everyone if who is None else who
        while who.size:
            again = np.flatnonzero(~got_in[reactions.kinds[number]])
            again = again[at[again] + retry < ends[who[again]]]
            who, at, service = who[again], at[again] + retry, service[again]
            number = these.access(who, at, service)


def counts_by_kind(reactions: Reactions, tally: Tally, kinds: int) -> Any:
    """How many accesses came to each kind of ending in each bin."""
    np = arrays()
    counts = np.zeros((kinds, tally.bins), dtype=np.int64)
    if tally.counts is not None:
        np.add.at(counts, reactions.kinds, tally.counts.reshape(-1, tally.bins))
    return counts


def waits(arrivals: Any, per_second: float) -> Any:
    """How long each request waits at a server that answers so many a second, one after the other, first come first served.

    Args:
        arrivals: When they come, ascending, in seconds.
        per_second: How many it answers.

    Source: D. V. Lindley, The theory of queues with a single server, 1952, with a constant time of service.
    """
    np = arrays()
    service = 1.0 / per_second
    turn = np.arange(len(arrivals)) * service
    begins = np.maximum.accumulate(arrivals - turn) + turn
    return begins - arrivals
