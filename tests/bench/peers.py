"""Measure the library beside others on the same work in the same run, as ratios. ``--short`` takes smaller samples.

Nothing is asserted but that the answers agree: seconds differ from machine to machine, ratios hardly do. The peers
answer plain reachability; the library's figures are of whole sign-ins with their exchanges and four outcomes.
"""

import argparse
import itertools
import random
import statistics
import subprocess
import sys
import tempfile
import time
from functools import reduce
from operator import or_
from pathlib import Path

import networkx as nx
import numpy as np
from workloads.day import by_arrays, by_simpy, event_by_event, users
from workloads.network import network, site_legs, topology
from workloads.rules import as_functions, files, interpreted, rules

import dirsim as ds
from dirsim.portfolio.members import files_in, sweeps
from dirsim.portfolio.run_portfolio import run_portfolio
from dirsim.portfolio.worker_pool import WorkerPool
from dirsim.resilience.cut_sets import cut_sets
from dirsim.simulation.diagram import Diagrams
from dirsim.simulation.fast_diagram import diagrams
from dirsim.simulation.order import frontier_order
from dirsim.simulation.paths import Paths
from dirsim.simulation.states import EveryState
from dirsim.simulation.sweep import Sweep


def timed(work, repeats=3):
    """The median seconds of some work, and its last result."""
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds), result


def row(what, seconds, ratio="", goal=""):
    """One line of the table."""
    shown = f"{1000 * seconds:,.1f} ms" if seconds < 10 else f"{seconds:,.0f} s"
    print(f"  {what:<66} {shown:>12} {ratio:>14}   {goal}")


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


def plain(net, space, up):
    """Plain reachability of every flow on sets of states, for any space."""
    links = [(f"s{one:02}", f"s{other:02}", space.up(f"l{n}")) for n, (one, other) in enumerate(net.links)]
    ways = Paths(space, links, lambda _: space.full)
    answers = []
    for legs in net.flows:
        states = space.full
        for one, other in legs:
            leg = space.empty
            for a, b in itertools.product(one, other):
                way = ways.between(f"s{net.site[a]:02}", f"s{net.site[b]:02}")
                leg = leg | (way & up(a) & up(b))
            states = states & leg
        answers.append(states)
    return answers


def by_sites(net, space):
    """Plain reachability of every flow where hosts cannot fail: legs between sites, like ones worked out once."""
    links = [(f"s{one:02}", f"s{other:02}", space.up(f"l{n}")) for n, (one, other) in enumerate(net.links)]
    ways = Paths(space, links, lambda _: space.full)
    known = {}
    answers = []
    for legs in site_legs(net):
        states = space.full
        for leg in legs:
            if leg not in known:
                one, other = leg
                pairs = {tuple(sorted(pair)) for pair in itertools.product(one, other)}
                meets = any(a == b for a, b in pairs)
                known[leg] = (
                    space.full if meets else reduce(or_, (ways.between(f"s{a:02}", f"s{b:02}") for a, b in pairs))
                )
            states = states & known[leg]
        answers.append(states)
    return answers


def numpy_cut_sets(net, elements, order):
    """Cut sets by one bool for each failure set, written by hand for plain reachability."""
    sets = [failed for size in range(order + 1) for failed in itertools.combinations(range(len(elements)), size)]
    up = {name: np.ones(len(sets), bool) for name in elements}
    for number, failed in enumerate(sets):
        for place in failed:
            up[elements[place]][number] = False
    always = np.ones(len(sets), bool)
    near = {}
    for n, (one, other) in enumerate(net.links):
        near.setdefault(one, []).append((other, up[f"l{n}"]))
        near.setdefault(other, []).append((one, up[f"l{n}"]))
    reach = {}
    for start in range(net.sites):
        found = {site: np.zeros(len(sets), bool) for site in range(net.sites)}
        found[start] = always
        waiting = [start]
        while waiting:
            here = waiting.pop(0)
            for there, works in near[here]:
                more = found[there] | (found[here] & works)
                if (more != found[there]).any():
                    found[there] = more
                    waiting.append(there)
        reach[start] = found
    places = {failed: number for number, failed in enumerate(sets)}
    answers = []
    for legs in net.flows:
        works = always
        for one, other in legs:
            leg = np.zeros(len(sets), bool)
            for a, b in itertools.product(one, other):
                leg |= reach[net.site[a]][net.site[b]] & up.get(f"n{a}", always) & up.get(f"n{b}", always)
            works = works & leg
        failing = {sets[number] for number in np.flatnonzero(~works)}
        answers.append([s for s in failing if not any(s[:i] + s[i + 1 :] in failing for i in range(len(s)))])
    return places and answers


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
    bits, answers = timed(lambda: by_sites(net, EveryState(elements)))
    agree = all([bool(s >> state & 1) for s in answers] == found for state, found in zip(sample, truth, strict=True))
    assert agree, "bits and networkx disagree"
    row("Python integers as sets, plain reachability", bits)

    def four_outcomes():
        return [swept.sets for swept in Sweep(world, EveryState(elements)).run().values()]

    ours, _ = timed(four_outcomes, 3 if short else 7)
    row("dirsim, whole sign-ins, four outcomes", ours, f"{slow / ours:,.0f}x networkx", "goal: >= 2,000x")
    row("", ours, f"{ours / bits:.1f} x bits", "goal: <= 10 times the best bit-parallel peer")
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

    def peer(make):
        space = make(elements)
        chance = space.chance(net.availability)
        return [chance(states) for states in plain(net, space, lambda node: space.up(f"n{node}"))]

    def product(split):
        space = diagrams(elements)
        chance = space.chance(net.availability)
        flows = Sweep(world, space).run().values()
        if split:
            return [sum(map(chance, swept.parts(outcome))) for swept in flows for outcome in swept.found]
        return [sum(map(chance, swept.gets_in)) for swept in flows]

    fast, plain_shares = timed(lambda: peer(diagrams), 3 if short else 5)
    row("relibmss, plain reachability", fast)
    lean, lean_shares = timed(lambda: peer(Diagrams), 1)
    assert np.allclose(plain_shares, lean_shares, atol=1e-12)
    row("diagrams in plain Python, plain reachability", lean)
    ours, shares = timed(lambda: product(split=False), 1 if short else 5)
    assert len(shares) == len(plain_shares)
    row("dirsim, whole sign-ins: how often people get in", ours, f"{ours / fast:.1f} x relibmss", "goal: <= 3 times")
    ours, _ = timed(lambda: product(split=True), 1 if short else 3)
    row("dirsim, whole sign-ins: how often each of four outcomes", ours, f"{ours / fast:.1f} x relibmss")
    hand, _ = timed(lambda: numpy_cut_sets(net, elements, 3), 1)
    row("cut sets to order 3: numpy by hand, plain reachability", hand)
    ours, _ = timed(lambda: cut_sets(world, elements, {}, 3), 1 if short else 3)
    row("cut sets to order 3: dirsim, whole sign-ins", ours, f"{ours / hand:.1f} x numpy", "goal: <= 3 times")


def days(short):
    """W3: a day of many users with an outage."""
    count, few = (100_000, 5_000) if short else (1_000_000, 100_000)
    print(f"W3: a day of {count:,} users, two hours without VPN")
    assert (by_arrays(users(10_000)) == event_by_event(users(10_000))).all(), "arrays and events disagree"
    sample, everybody = users(few), users(count)
    slow, _ = timed(lambda: by_simpy(sample), 1)
    slow *= count / few
    row(f"SimPy (from {few:,} users as if it grew evenly; it grows faster)", slow)
    ours, _ = timed(lambda: by_arrays(everybody))
    row("dirsim, counts equal to event by event on 10,000 users", ours, f"{slow / ours:,.0f}x SimPy", "goal: >= 500x")


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
        return timed(lambda: subprocess.run(program, check=True), 5 if short else 15)[0]

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
        one, alone = timed(lambda: run_portfolio(members, engine=WorkerPool(workers=1)), 1)
        row("one process", one)
        for what in ("two processes, with their start", "two processes that run already"):
            two, both = timed(lambda: run_portfolio(members, engine=WorkerPool(workers=2)), 1)
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
