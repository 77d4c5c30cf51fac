"""A working day of users with tickets and a two-hour outage: arrays that say all, the rules, and a loop that follows them."""

import numpy as np

from dirsim.resilience.population.run_population import BLOCK, Reaction, Reactions, Tally, counts_by_kind, run_block

SEED = 20240601
OUTAGE = (11.0, 13.0)
FIRST_LIFE, TICKET_LIFE, ACCESSES, BINS = 10.0, 1.0, 12, 32
OK, NO_FIRST, NO_TICKET, NO_LDAP, NO_WAY = range(5)
SIGN_IN = 5


def users(count):
    """First sign-in, until when a ticket is held already, whether the controllers are remote, times and services."""
    draw = np.random.Generator(np.random.PCG64([SEED, count]))
    begin = draw.triangular(8.0, 9.0, 16.0, count)
    holds = draw.random(count) < 0.10
    until = np.where(holds, draw.uniform(0.0, 8.0, count) + FIRST_LIFE, -1.0)
    remote = draw.random(count) < 0.40
    times = begin[:, None] + np.sort(draw.random((count, ACCESSES)), axis=1) * (16.0 - begin[:, None])
    services = draw.integers(0, 5, (count, ACCESSES), dtype=np.int8)
    everything = np.concatenate([begin[:, None], times], axis=1)
    return until, remote, everything, np.concatenate([np.full((count, 1), SIGN_IN, np.int8), services], axis=1)


def outcome(service, up, near, holding):
    """What an access does: the kind of its end, whether it brings a first ticket, whether one for the service.

    Services 0 and 1 are local, 2 and 3 in a trusting domain behind the VPN, 4 is LDAP through a proxy; near: the home
    controllers can be reached; holding: 0 nothing, 1 a first ticket, 2 one for the service.
    """
    if holding == 0 and not near:
        return NO_FIRST, False, False
    first = holding == 0
    if service == SIGN_IN:
        return OK, first, False
    if service == 4:
        return (OK if up else NO_LDAP), first, False
    issued = near if service < 2 else (up and near)
    if holding < 2 and not issued:
        return NO_TICKET, first, False
    reached = service < 2 or up
    return (OK if reached else NO_WAY), first, holding < 2


def by_arrays(day):
    """The library's way: counts by kind and quarter of an hour. People far from their controllers have services of their own."""
    until, remote, times, services = day
    table = [
        [
            [Reaction(*outcome(service, up, up or not far, holding)) for up in (True, False, True)]
            for holding in range(3)
        ]
        for far in (False, True)
        for service in range(6)
    ]
    reactions = Reactions(OUTAGE, table, FIRST_LIFE, [TICKET_LIFE] * 12, [False] * 12)
    tally = Tally(8.0, 0.25, BINS)
    own = remote.astype(np.int8)[:, None] * np.int8(6)
    for start in range(0, len(times), BLOCK):
        block = slice(start, start + BLOCK)
        run_block(reactions, times[block], services[block] + own[block], until[block].copy(), tally)
    return counts_by_kind(reactions, tally, 5)


class Person:
    """One user's tickets."""

    def __init__(self, until, far):
        """Holds a first ticket until then, and no other."""
        self.until, self.far, self.tickets = until, far, [-1.0] * 6

    def access(self, at, service):
        """One access; gives the kind of its end."""
        up = not OUTAGE[0] <= at < OUTAGE[1]
        near = up or not self.far
        if at >= self.until:
            if not near:
                return NO_FIRST
            self.until = at + FIRST_LIFE
        if service == SIGN_IN:
            return OK
        if service == 4:
            return OK if up else NO_LDAP
        if at >= self.tickets[service]:
            if not (near if service < 2 else up and near):
                return NO_TICKET
            self.tickets[service] = min(at + TICKET_LIFE, self.until)
        return OK if service < 2 or up else NO_WAY


def event_by_event(day):
    """The rules followed one event at a time."""
    counts = np.zeros((5, BINS), dtype=np.int64)
    for until, far, times, services in zip(*(part.tolist() for part in day), strict=True):
        person = Person(until, far)
        for at, service in zip(times, services, strict=True):
            counts[person.access(at, service), min(BINS - 1, int((at - 8.0) * 4))] += 1
    return counts


def by_simpy(day):
    """The same as processes of SimPy, which keeps one queue of all events."""
    import simpy  # noqa: PLC0415 -- a peer

    counts = np.zeros((5, BINS), dtype=np.int64)
    world = simpy.Environment(initial_time=8.0)

    def life(person, times, services):
        for at, service in zip(times, services, strict=True):
            yield world.timeout(at - world.now)
            counts[person.access(at, service), min(BINS - 1, int((at - 8.0) * 4))] += 1

    for until, far, times, services in zip(*(part.tolist() for part in day), strict=True):
        world.process(life(Person(until, far), times, services))
    world.run()
    return counts


def by_numba():
    """A function that follows the rules one event at a time, compiled; ``None`` where numba is missing."""
    try:
        import numba  # noqa: PLC0415 -- a peer that need not be there
    except ImportError:
        return None

    @numba.njit(cache=False)
    def run(untils, fars, times, services, counts):
        tickets = np.empty(6)
        for who in range(len(untils)):
            until, far = untils[who], fars[who]
            tickets[:] = -1.0
            for which in range(times.shape[1]):
                at, service = times[who, which], services[who, which]
                up = not OUTAGE[0] <= at < OUTAGE[1]
                near = up or not far
                kind = OK
                if at >= until and not near:
                    kind = NO_FIRST
                else:
                    if at >= until:
                        until = at + FIRST_LIFE
                    if service == 4:
                        kind = OK if up else NO_LDAP
                    elif service != SIGN_IN:
                        if at < tickets[service]:
                            kind = OK if service < 2 or up else NO_WAY
                        elif near if service < 2 else up and near:
                            tickets[service] = min(at + TICKET_LIFE, until)
                            kind = OK if service < 2 or up else NO_WAY
                        else:
                            kind = NO_TICKET
                counts[kind, min(BINS - 1, int((at - 8.0) * 4))] += 1

    def ask(day):
        counts = np.zeros((5, BINS), dtype=np.int64)
        run(*day, counts)
        return counts

    return ask
