"""The sweep, availabilities and cut sets against running every single state."""

import itertools
import math
import random

import pytest
from attrs import evolve

from dirsim.model.directory import Directory, Domain, Trust
from dirsim.model.network_parts import Cause, Host, Link, Site
from dirsim.model.scenario import HostDown, LinkDown, Scenario, SiteDown
from dirsim.model.topology import Connector, FlowSpec, Principal, Service, Topology
from dirsim.resilience.availability import availability
from dirsim.resilience.chance import weighing
from dirsim.resilience.cut_sets import cut_sets
from dirsim.simulation import sweep
from dirsim.simulation.diagram import Diagrams
from dirsim.simulation.order import frontier_order
from dirsim.simulation.simulation import Simulation
from dirsim.simulation.states import EveryState
from dirsim.simulation.sweep import Sweep

OUTCOMES = ("succeeded", "degraded", "denied", "timed-out")
GRAPHS = 200
WIDE = {20: 12, 90: 12, 150: 11}  # graph: how many elements can fail, where that is many


def drawn(number):
    """A random small network with two forests, and what of it can fail, in random order."""
    draw = random.Random(number)  # noqa: S311 -- chance, not secrets
    places = [f"s{i}" for i in range(draw.randint(2, 4))]
    pairs = list(itertools.combinations(places, 2))
    joined = [draw.choice(pairs) for _ in range(draw.randint(0, 5))]
    links = {f"l{i}": Link(between=pair) for i, pair in enumerate(joined)}
    hosts = {}
    for domain, most in (("corp", 3), ("cloud", 2)):
        for i in range(draw.randint(1, most)):
            roles = ("controller", "dns")
            hosts[f"dc{i}.{domain}"] = Host(site=draw.choice(places), roles=roles, domain=domain)
    controllers = tuple(hosts)
    hosts["pc"] = Host(site=draw.choice(places), roles=("client",), domain="corp")
    hosts["pc-like-it"] = hosts["pc"]
    hosts["db"] = Host(site=draw.choice(places), roles=("member-server",), domain="cloud")
    for name in ("conn-a", "conn-b"):
        resolvers = tuple(host for host in controllers if host.endswith("corp"))
        hosts[name] = Host(site=draw.choice(places), roles=("connector",), resolvers=resolvers)
    topology = Topology(
        sites={name: Site() for name in places},
        links=links,
        hosts=hosts,
        directories={name: Directory(domains={name: Domain()}) for name in ("corp", "cloud")},
        trusts={"trust": Trust(trusting="cloud", trusted="corp")} if draw.random() < 0.8 else {},
        connectors={"c": Connector(domain="corp", hosts=("conn-a", "conn-b"), service_account="svc")},
        forwarders={"cloud": ("corp",)} if draw.random() < 0.8 else {},
        principals={
            "ana": Principal(domain="corp", count=100),
            "svc": Principal(kind="service-account", domain="corp"),
            "db$": Principal(kind="computer", domain="cloud"),
        },
        services={
            "db": Service(host="db", realm="cloud", port=1433),
            "console": Service(kind="aws-application", host="db", directory="c"),
            "app": Service(kind="ldap", host="db", realm="corp", directory="c"),
        },
        flows={
            "access": FlowSpec(kind="service-access", user="ana", service="db", client="pc"),
            "access-elsewhere": FlowSpec(kind="service-access", user="ana", service="db", client="pc-like-it"),
            "sign-in": FlowSpec(kind="aws-sign-in", user="ana", service="console", client="pc"),
            "ntlm": FlowSpec(kind="ntlm-access", user="ana", service="db", client="pc"),
            "bind": FlowSpec(kind="ldap-bind", user="ana", service="app", client="db"),
            "join": FlowSpec(kind="domain-join", user="db$", service="db", client="db"),
        },
    )
    able = [*links, *controllers, "conn-a", "conn-b", "db", "pc", *places[:2]]
    draw.shuffle(able)
    elements = able[: WIDE.get(number, draw.randint(1, 6))]
    causes = {}
    if number not in WIDE and len(elements) > 2:
        causes["cause"] = tuple(elements[:2])
        elements.append("cause")
    shares = {name: draw.choice((0.0, 1.0, 0.5, 0.9, 0.999, draw.random())) for name in elements}
    return topology, tuple(elements), causes, shares


def faults(topology, causes, failed):
    """What has failed, written as faults of a scenario."""
    down = dict.fromkeys(failed) | {member: None for name in failed for member in causes.get(name, ())}
    kinds = ((topology.links, LinkDown), (topology.hosts, HostDown), (topology.sites, SiteDown))
    return [fault(name) for name in down for known, fault in kinds if name in known]


def one_by_one(topology, elements, causes):
    """For each flow the outcome in every state, run as a trace; state numbers as the sweep counts them."""
    simulation = Simulation(topology)
    found = {name: [] for name in topology.flows}
    for state in range(1 << len(elements)):
        failed = [name for place, name in enumerate(elements) if not state >> place & 1]
        scenario = Scenario("state", faults(topology, causes, failed))
        for name, outcomes in found.items():
            outcomes.append(simulation.run(name, scenario).outcome)
    return found


def without_passages(topology, space, causes):
    """A sweep in which every flow asks everything itself, as large sets of bits do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sweep, "_PASSAGES_TO", 0)
        return Sweep(topology, space, causes).run()


def probability(elements, shares, state):
    """How often a state is there."""
    return math.prod(shares[name] if state >> place & 1 else 1 - shares[name] for place, name in enumerate(elements))


@pytest.mark.parametrize("block", range(10))
def test_every_state_of_random_networks(block):
    """Outcomes, probabilities, importances and cut sets equal those of running every state, on 200 random networks."""
    for number in range(block, GRAPHS, 10):
        topology, elements, causes, shares = drawn(number)
        truth = one_by_one(topology, elements, causes)
        states = range(1 << len(elements))
        swept = Sweep(topology, EveryState(elements), causes).run()
        weighed = [weighing(topology, elements, shares, causes, method) for method in ("bits", "diagram")]
        own = Diagrams(frontier_order(topology, elements, causes))
        lean = Sweep(topology, own, causes).run()
        piecemeal = without_passages(topology, EveryState(elements), causes)
        cuts = cut_sets(topology, elements, causes, 3)
        for flow, outcomes in truth.items():
            for outcome in OUTCOMES:
                bits = sum(1 << state for state in states if outcomes[state] == outcome)
                assert swept[flow].sets[outcome] == bits, (number, flow, outcome)
                assert piecemeal[flow].sets[outcome] == bits, (number, flow, outcome)
                chance = sum(probability(elements, shares, state) for state in states if outcomes[state] == outcome)
                for way in weighed:
                    assert way.chance(way.sweep.flows[flow].sets[outcome]) == pytest.approx(chance, abs=1e-12)
                assert own.chance(shares)(lean[flow].sets[outcome]) == pytest.approx(chance, abs=1e-12)
            works = {state for state in states if outcomes[state] in ("succeeded", "degraded")}
            through = sum(probability(elements, shares, state) for state in works)
            for way in weighed:
                assert sum(map(way.chance, way.sweep.flows[flow].gets_in)) == pytest.approx(through, abs=1e-12)
            assert cuts[flow] == tuple(smallest(elements, works, 3)), (number, flow)
            importances = [way.importance(way.sweep.flows[flow].through) for way in weighed]
            importances.append(own.importance(lean[flow].through, shares))
            for element in elements:
                raised = [
                    sum(probability(elements, {**shares, element: share}, state) for state in works)
                    for share in (1.0, 0.0)
                ]
                for importance in importances:
                    assert importance.get(element, 0.0) == pytest.approx(raised[0] - raised[1], abs=1e-12)


def smallest(elements, works, order):
    """The smallest failing sets, found by trying one after the other."""
    found = []
    everything = (1 << len(elements)) - 1
    for size in range(order + 1):
        for failed in itertools.combinations(range(len(elements)), size):
            state = everything & ~sum(1 << place for place in failed)
            if state not in works and not any(set(smaller) <= set(failed) for smaller in found):
                found.append(failed)
    return [tuple(elements[place] for place in failed) for failed in found]


def test_sampling_agrees_within_its_error():
    """Drawn states give the exact availability within four standard errors, and say how large these are."""
    topology, elements, causes, shares = drawn(33)
    topology = evolve(topology, causes={name: Cause(members=members) for name, members in causes.items()})
    exact = weighing(topology, elements, shares, causes, "bits")
    sampled = weighing(topology, elements, shares, causes, "sampled", seed=5)
    for flow in topology.flows:
        share = sampled.chance(sampled.sweep.flows[flow].through)
        assert sampled.error(share) > 0
        assert abs(share - exact.chance(exact.sweep.flows[flow].through)) <= 4 * sampled.error(share)


def test_the_same_seed_draws_the_same_answer(office):
    """Sampling depends on the seed alone."""
    one, same, other = (availability(office(), method="sampled", seed=seed).to_dict() for seed in (1, 1, 2))
    assert one == same
    assert one != other
