"""Measure the library beside others on the same work in the same run, as ratios of processor time. ``--short`` takes less.

Nothing is asserted but that the answers agree: seconds differ from machine to machine, ratios hardly do. The peers are
written without our code (workloads/by_hand.py) and answer plain reachability; the library's figures are of whole sign-ins
with their exchanges and four outcomes. A line with a goal says whether it was reached in this run.
"""

import argparse
import math
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import networkx as nx
from workloads.by_hand import big_integers, compiled, packed_cut_sets, relibmss_shares, words
from workloads.day import by_arrays, by_numba, by_simpy, event_by_event, users
from workloads.network import network, site_legs, topology
from workloads.rules import as_functions, files, interpreted, rules

import dirsim as ds
from dirsim.portfolio.members import files_in, sweeps
from dirsim.portfolio.run_portfolio import run_portfolio
from dirsim.portfolio.worker_pool import WorkerPool
from dirsim.resilience.cut_sets import cut_sets
from dirsim.simulation.fast_diagram import diagrams
from dirsim.simulation.order import frontier_order
from dirsim.simulation.states import EveryState
from dirsim.simulation.sweep import Sweep


def timed(work, repeats=3, clock=time.process_time):
    """The median processor seconds of some work, and its last result; where other processes work, another clock is given."""
    seconds = []
    for _ in range(repeats):
        start = clock()
        result = work()
        seconds.append(clock() - start)
    return statistics.median(seconds), result


def row(what, seconds, ratio="", goal=""):
    """One line of the table."""
    shown = f"{1000 * seconds:,.1f} ms" if seconds < 10 else f"{seconds:,.0f} s"
    print(f"  {what:<66} {shown:>12} {ratio:>22}   {goal}")


def against(what, ours, peer, name, *, most=None, least=None):
    """One line with our time beside a peer's, the goal, and whether it was reached: times slower at most, or faster at least."""
    if least is not None:
        ratio = peer / ours
        row(
            what, ours, f"{ratio:,.0f} times {name}", f"goal: >= {least:,}, {'reached' if ratio >= least else 'MISSED'}"
        )
        return
    ratio = ours / peer
    row(what, ours, f"{ratio:.1f} x {name}", f"goal: <= {most}, {'reached' if ratio <= most else 'MISSED'}")


def by_networkx(net, states):
    """Plain reachability on the contracted graph, state by state."""
    legs = site_legs(net)
    found = []
    for state in states:
        graph = nx.Graph()
        graph.add_nodes_from(range(net.sites))
        graph.add_edges_from(pair for place, pair in enumerate(net.links) if state >> place & 1)
        part = {site: number for number, sites in enumerate(nx.connected_components(graph)) for site in sites}
        found.append([all({part[a] for a in one} & {part[b] for b in other} for one, other in flow) for flow in legs])
    return found


OUR_SWEEP = """
from workloads.network import topology
from dirsim.simulation.states import EveryState
from dirsim.simulation.sweep import Sweep
Sweep(topology(network(500, 20, 200)), EveryState(tuple(f"l{n}" for n in range(20)))).run()
"""
THEIR_SWEEP = "from workloads.by_hand import big_integers; big_integers(network(500, 20, 200))"


def fresh(code):
    """The processor seconds of a process that starts, imports and answers once; making the network is part of each."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = f"import sys; sys.path[:0] = {[str(Path(__file__).parent)]!r}\nfrom workloads.network import network\n"
    subprocess.run([sys.executable, "-c", start + code], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def bit(states, number):
    """The bit of a state in a set of states, in either form of the peers."""
    if isinstance(states, int):
        return states >> number & 1
    return int(states[number >> 6]) >> (number & 63) & 1


def sweeping(short):
    """W1: all states of 20 links for 200 sign-ins."""
    net = network(500, 20, 200)
    world, elements = topology(net), tuple(f"l{n}" for n in range(20))
    print("W1: 500 nodes, 20 links, 200 sign-ins, all 1,048,576 states")
    draw = random.Random(1)  # noqa: S311 -- chance, not secrets
    sample = [draw.getrandbits(20) for _ in range(32 if short else 256)]
    slow, truth = timed(lambda: by_networkx(net, sample), 1)
    slow *= (1 << 20) / len(sample)
    row(f"networkx on the contracted graph (from {len(sample)} states)", slow)
    peers = {"big integers": big_integers, "numpy words": words} | ({"numba": compiled()} if compiled() else {})
    best = None
    for name, peer in peers.items():
        answers = peer(net)  # once before, so that nothing is compiled while it is measured
        assert all([bool(bit(s, state)) for s in answers] == found for state, found in zip(sample, truth, strict=True))
        seconds, _ = timed(lambda peer=peer: peer(net))
        row(f"{name}, plain reachability", seconds)
        best = seconds if best is None else min(best, seconds)

    def four_outcomes():
        return [swept.sets for swept in Sweep(world, EveryState(elements)).run().values()]

    def gets_in():
        return [swept.through for swept in Sweep(world, EveryState(elements)).run().values()]

    ours, _ = timed(gets_in, 3 if short else 7)
    against("dirsim, whole sign-ins: gets in or not", ours, best, "best peer", most=4)
    ours, _ = timed(four_outcomes, 3 if short else 7)
    against("dirsim, whole sign-ins, four outcomes", ours, best, "best peer", most=10)
    against("", ours, slow, "networkx", least=2_000)
    against("first answer of a fresh process", fresh(OUR_SWEEP), fresh(THEIR_SWEEP), "big integers", most=2.5)
    for links in (36,) if short else (36, 60):
        large = network(500, links, 200)
        wide = topology(large)
        space = diagrams(frontier_order(wide, wide.links))

        def weigh(wide=wide, space=space):
            chance = space.chance(dict.fromkeys(wide.links, 0.99))
            return [sum(map(chance, swept.gets_in)) for swept in Sweep(wide, space).run().values()]

        seconds, _ = timed(weigh, 1)
        row(f"dirsim, availability over 2^{links} states", seconds, "", f"goal: < {1 if links == 36 else 20} s")


def weighing(short):
    """W2: exact availability with failing hosts, and cut sets of up to three failures."""
    net = network(500, 20, 200)
    world = topology(net)
    hosts = [name for name, host in world.hosts.items() if {"controller", "connector"} & {*host.roles}]
    elements = frontier_order(world, (*world.links, *hosts))
    print(f"W2: availability and cut sets, {len(elements)} elements, 200 sign-ins")

    def product(split):
        space = diagrams(elements)
        chance = space.chance(net.availability)
        flows = Sweep(world, space).run().values()
        if split:
            return [sum(map(chance, swept.parts(outcome))) for swept in flows for outcome in swept.found]
        return [sum(map(chance, swept.gets_in)) for swept in flows]

    fast, plain_shares = timed(lambda: relibmss_shares(net, elements), 3 if short else 5)
    row("relibmss called directly, plain reachability", fast)
    ours, shares = timed(lambda: product(split=False), 1 if short else 5)
    assert len(shares) == len(plain_shares)
    against("dirsim, whole sign-ins: how often people get in", ours, fast, "relibmss", most=2)
    ours, _ = timed(lambda: product(split=True), 1 if short else 3)
    row("dirsim, whole sign-ins: how often each of four outcomes", ours, f"{ours / fast:.1f} x relibmss")
    hand, _ = timed(lambda: packed_cut_sets(net, elements, 3), 1 if short else 3)
    row("cut sets to order 3: packed numpy, plain reachability", hand)
    ours, _ = timed(lambda: cut_sets(world, elements, {}, 3), 1 if short else 3)
    against("cut sets to order 3: dirsim, whole sign-ins", ours, hand, "packed numpy", most=2)


def days(short):
    """W3: a day of many users with an outage."""
    count = 100_000 if short else 1_000_000
    print(f"W3: a day of {count:,} users, two hours without VPN")
    assert (by_arrays(users(10_000)) == event_by_event(users(10_000))).all(), "arrays and events disagree"
    sizes = (2_000, 5_000, 10_000) if short else (20_000, 50_000, 100_000)
    points = [(size, timed(lambda size=size: by_simpy(users(size)), 1)[0]) for size in sizes]
    slope = statistics.linear_regression(*([math.log(value) for value in side] for side in zip(*points, strict=True)))
    slow = math.exp(slope.intercept + slope.slope * math.log(count))
    measured = ", ".join(f"{size:,}: {seconds:.1f} s" for size, seconds in points)
    row(f"SimPy, from {measured}; grows as n^{slope.slope:.2f}", slow)
    everybody = users(count)
    ours, _ = timed(lambda: by_arrays(everybody))
    against("dirsim, counts equal to event by event on 10,000 users", ours, slow, "SimPy", least=1_000)
    fast = by_numba()
    if fast:
        assert (fast(users(10_000)) == event_by_event(users(10_000))).all(), "numba and events disagree"
        best, _ = timed(lambda: fast(everybody))
        row("numba, the same loop compiled", best)
        against("", ours, best, "numba", most=2)


def judging(short):
    """W4: rules, as data, as functions, and the library's own with the sign-ins that they rest on."""
    print("W4: 150 rules, 7 options, 40 fields")
    book, asked = rules(), files(100 if short else 1_000)
    judge = as_functions(book)
    data, said = timed(lambda: [interpreted(book, values) for values in asked])
    own, also = timed(lambda: [judge(values) for values in asked])
    assert said == also, "rules as data and as functions disagree"
    each = data / len(asked) / len(book)
    row(f"rules as data, {len(asked)} files", data, f"{1e6 * each:.2f} us a rule")
    row("rules as functions", own, f"{own / data:.2f} x data")
    contoso = ds.examples.contoso()
    seconds, choice = timed(lambda: ds.recommend(contoso))
    count = sum(len(candidate.verdicts) for candidate in choice.candidates)
    row(
        f"dirsim, contoso: {len(choice.candidates)} designs built, run and judged, {count} verdicts",
        seconds,
        f"{seconds / count / each:,.0f} x a rule",
    )


def starting(short):
    """W5: what an import costs, each in a process of its own, the interpreter's own start taken off."""
    print("W5: imports")

    def cost(what):
        program = [sys.executable, "-c", what]
        return timed(lambda: subprocess.run(program, check=True), 5 if short else 15, clock=time.perf_counter)[0]

    bare = cost("pass")
    peer = max(cost("import networkx") - bare, 1e-9)
    row("networkx", peer)
    for what in ("import dirsim", "import dirsim; dirsim.recommend", "import dirsim.credentials.advice.strategy"):
        ours = max(cost(what) - bare, 0.0)
        row(what, ours, f"{ours / peer:.2f} x networkx")


def portfolio(short):
    """W6: sixteen files swept with a day of users each, on one process and on two."""
    print("W6: a portfolio of 16 members")
    source = (Path(__file__).parents[2] / "dirsim" / "examples" / "wingtip.yaml").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as name:
        for number in range(16):
            Path(name, f"{number:02}.yaml").write_text(f"{source}\n# {number}\n", encoding="utf-8")
        members = tuple(sweeps(files_in([name]), "2026-11-01", users=20_000 if short else 100_000))
        one, alone = timed(lambda: run_portfolio(members, engine=WorkerPool(workers=1)), 1, clock=time.perf_counter)
        row("one process", one)
        for what in ("two processes, with their start", "two processes that run already"):
            two, both = timed(lambda: run_portfolio(members, engine=WorkerPool(workers=2)), 1, clock=time.perf_counter)
            assert alone.lines == both.lines, "one and two processes disagree"
            row(what, two, f"{two / (one / 2):.2f} x ideal", "goal: <= 1.3 times")


WORKLOADS = {"W1": sweeping, "W2": weighing, "W3": days, "W4": judging, "W5": starting, "W6": portfolio}


def main(words=None):
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="smaller samples")
    parser.add_argument("workloads", nargs="*", choices=[*WORKLOADS, []], help="W1 to W6; else all")
    options = parser.parse_args(words)
    for name in options.workloads or WORKLOADS:
        WORKLOADS[name](options.short)


if __name__ == "__main__":
    main()
