"""Plain reachability written by hand, without our code: what a specialist would write with each tool in an afternoon.

Every function takes a network and gives, for each flow, the set of states in which all of its legs are joined. All of them
work out the sites that one site reaches by the same rounds over the links, until nothing changes.
"""

import itertools
from functools import reduce
from operator import and_, or_

import numpy as np
from workloads.network import site_legs


def _reached(net, start, full, empty, up, same):
    """The states in which each site is joined to a start; ``up`` has one set for each link."""
    found = [empty] * net.sites
    found[start] = full
    changed = {start}
    while changed:
        before, changed = changed, set()
        for number, (one, other) in enumerate(net.links):
            for here, there in ((one, other), (other, one)):
                if here in before:
                    more = found[there] | (found[here] & up[number])
                    if not same(more, found[there]):
                        found[there] = more
                        changed.add(there)
    return found


def _flows(net, full, empty, up, same):
    """Each flow's states: legs between sites, each start worked out once."""
    reached = {}

    def joined(one, other):
        if one not in reached:
            reached[one] = _reached(net, one, full, empty, up, same)
        return reached[one][other]

    answers = []
    for legs in site_legs(net):
        sets = [reduce(or_, (joined(min(pair), max(pair)) for pair in itertools.product(*leg))) for leg in legs]
        answers.append(reduce(and_, sets))
    return answers


def big_integers(net):
    """All states of the links as bits of Python integers."""
    count = len(net.links)
    full = (1 << (1 << count)) - 1
    up = []
    for place in range(count):
        period = 1 << place
        mask, length = ((1 << period) - 1) << period, 2 * period
        while length < 1 << count:
            mask |= mask << length
            length *= 2
        up.append(mask)
    return _flows(net, full, 0, up, lambda one, other: one == other)


def words(net):
    """All states of the links as bits of numpy's 64-bit words."""
    count = len(net.links)
    size = max(1, (1 << count) >> 6)
    full = np.full(size, ~np.uint64(0))
    numbers = np.arange(size, dtype=np.uint64)
    up = []
    for place in range(count):
        if place < 6:
            word = sum(1 << bit for bit in range(64) if bit >> place & 1)
            up.append(np.full(size, np.uint64(word)))
        else:
            up.append(np.where(numbers >> np.uint64(place - 6) & np.uint64(1), full, np.uint64(0)))
    return _flows(net, full, np.zeros(size, np.uint64), up, np.array_equal)


def compiled():
    """A function like :func:`words`, compiled by numba over one word of 64 states at a time; ``None`` where it is missing."""
    try:
        import numba  # noqa: PLC0415 -- a peer that need not be there
    except ImportError:
        return None

    @numba.njit(cache=False)
    def run(one, other, sites, starts, legs_of, pairs_of, pairs, size, out):
        count = len(one)
        low = np.zeros(6, np.uint64)
        for place in range(min(count, 6)):
            for bit in range(64):
                if bit >> place & 1:
                    low[place] |= np.uint64(1) << np.uint64(bit)
        found = np.zeros((len(starts), sites), np.uint64)
        up = np.zeros(count, np.uint64)
        full = ~np.uint64(0)
        for word in range(size):
            for place in range(count):
                up[place] = low[place] if place < 6 else (full if word >> (place - 6) & 1 else np.uint64(0))
            for row in range(len(starts)):
                found[row, :] = np.uint64(0)
                found[row, starts[row]] = full
                changed = True
                while changed:
                    changed = False
                    for place in range(count):
                        a, b = one[place], other[place]
                        both = (found[row, a] | found[row, b]) & up[place]
                        if both & ~found[row, a] or both & ~found[row, b]:
                            found[row, a] |= both
                            found[row, b] |= both
                            changed = True
            for flow in range(len(legs_of) - 1):
                states = full
                for leg in range(legs_of[flow], legs_of[flow + 1]):
                    joined = np.uint64(0)
                    for pair in range(pairs_of[leg], pairs_of[leg + 1]):
                        joined |= found[pairs[pair, 0], pairs[pair, 1]]
                    states &= joined
                out[flow, word] = states

    def ask(net):
        flows = site_legs(net)
        starts = sorted({min(pair) for legs in flows for leg in legs for pair in itertools.product(*leg)})
        rows = {site: row for row, site in enumerate(starts)}
        pairs, pairs_of, legs_of = [], [0], [0]
        for legs in flows:
            for leg in legs:
                pairs += [(rows[min(pair)], max(pair)) for pair in itertools.product(*leg)]
                pairs_of.append(len(pairs))
            legs_of.append(len(pairs_of) - 1)
        one, other = (np.array(side) for side in zip(*net.links, strict=True))
        size = max(1, (1 << len(net.links)) >> 6)
        out = np.zeros((len(flows), size), np.uint64)
        run(one, other, net.sites, np.array(starts), np.array(legs_of), np.array(pairs_of), np.array(pairs), size, out)
        return list(out)

    return ask


def relibmss_shares(net, order):
    """The share of time of each flow by relibmss as its documentation shows it; hosts of flows can fail too."""
    import relibmss  # noqa: PLC0415 -- a peer

    diagrams = relibmss.BDD()
    variables = {name: diagrams.defvar(name) for name in order}
    true, false = diagrams.const(True), diagrams.const(False)
    up = [variables[f"l{number}"] for number in range(len(net.links))]
    reached = {}

    def joined(one, other):
        if one not in reached:
            reached[one] = _reached(net, one, true, false, up, lambda a, b: a.get_id() == b.get_id())
        return reached[one][other]

    def works(node):
        return variables.get(f"n{node}", true)

    shares = []
    for legs in net.flows:
        states = true
        for leg in legs:
            ways = false
            for one, other in itertools.product(*leg):
                a, b = sorted((net.site[one], net.site[other]))
                ways = ways | (joined(a, b) & works(one) & works(other))
            states = states & ways
        shares.append(states.prob(net.availability))
    return shares


def packed_cut_sets(net, elements, order):
    """The smallest sets of failures of each flow, from one bit for each failure set, 64 in a word."""
    sets = [failed for size in range(order + 1) for failed in itertools.combinations(range(len(elements)), size)]
    size = (len(sets) + 63) >> 6
    full = np.full(size, ~np.uint64(0))
    holding = [[] for _ in elements]
    for number, failed in enumerate(sets):
        for element in failed:
            holding[element].append(number)
    up = {}
    for name, numbers in zip(elements, holding, strict=True):
        words_down = np.zeros(size, np.uint64)
        at = np.array(numbers, np.uint64)
        np.bitwise_or.at(words_down, (at >> np.uint64(6)).astype(np.int64), np.uint64(1) << (at & np.uint64(63)))
        up[name] = full & ~words_down
    links = [up[f"l{number}"] for number in range(len(net.links))]
    reached = {}

    def joined(one, other):
        if one not in reached:
            reached[one] = _reached(net, one, full, np.zeros(size, np.uint64), links, np.array_equal)
        return reached[one][other]

    answers = []
    for legs in net.flows:
        works = full
        for leg in legs:
            ways = np.zeros(size, np.uint64)
            for one, other in itertools.product(*leg):
                a, b = sorted((net.site[one], net.site[other]))
                ways |= joined(a, b) & up.get(f"n{one}", full) & up.get(f"n{other}", full)
            works = works & ways
        bits = np.unpackbits(works.view(np.uint8), bitorder="little")[: len(sets)]
        failing = {sets[number] for number in np.flatnonzero(bits == 0)}
        answers.append([s for s in failing if not any(s[:i] + s[i + 1 :] in failing for i in range(len(s)))])
    return answers
