"""Runs that designs share are the runs that each of them would have made."""

import random

import pytest
from attrs import evolve

from dirsim.catalog.need_words import NEED_KINDS
from dirsim.catalog.words import WORKLOAD_KINDS
from dirsim.model.topology import Principal
from dirsim.simulation.shared_runs import SharedRuns
from dirsim.simulation.simulation import Simulation

ESTATES = (
    {"on_prem_ad": {"domains": 1, "users": 900}, "connectivity": "vpn"},
    {"on_prem_ad": {"domains": 3, "forests": 2}, "connectivity": "dx", "aws": {"accounts": 4}},
    {"on_prem_ad": False, "current_directory": "managed-ad-standard", "aws": {"regions": 2}},
    {"on_prem_ad": False, "identity_providers": ["entra-id"]},
    {"on_prem_ad": True, "identity_providers": ["adfs"], "connectivity": "vpn"},
)


@pytest.mark.parametrize("seed", range(12))
def test_a_shared_run_is_the_run_of_the_design(ask, seed):
    """Whatever the question: each run that the answer and its variations used is what its own topology gives."""
    draw = random.Random(f"shared {seed}")  # noqa: S311 -- no secret depends on it
    kinds = draw.sample(sorted(WORKLOAD_KINDS), 4)
    needs = draw.sample([word for word, need in NEED_KINDS.items() if not need.of_access], 3)
    asked = ask(kinds, needs, estate=ESTATES[seed % len(ESTATES)])
    asked.flips()
    made = [one for one in asked.built.designs.values() if one.simulation._runs]
    for one in draw.sample(made, min(len(made), 25)):
        alone = Simulation(one.design.topology)
        for (flow, _, _), run in one.simulation._runs.items():
            assert alone.run(flow, run.asked, run.at) == run


WORKLOADS = {"db", "portal", "db$", "portal$", "ana"}
"""The hosts and accounts of the office that belong to single workloads."""


def over(shared, topology):
    """A simulation of an office whose runs are shared."""
    return Simulation(topology, shared.over(topology, WORKLOADS))


def with_host(topology, name, **changes):
    """The topology with one host changed."""
    return evolve(topology, hosts={**topology.hosts, name: evolve(topology.hosts[name], **changes)})


def test_what_a_flow_does_not_touch_does_not_count(office):
    """A machine of another workload, a connector or an edition changes no run of a service access, which is then shared."""
    shared, network = SharedRuns(), office()
    run = over(shared, network).run("ana-db")
    upgraded = evolve(network.directories["cloud"], edition="enterprise")
    for alike in (
        with_host(network, "portal", zone="aws-b"),
        with_host(network, "conn-a", site="hq"),
        evolve(network, directories={**network.directories, "cloud": upgraded}),
        evolve(network, principals={**network.principals, "portal$": Principal(domain="cloud.example")}),
    ):
        assert over(shared, evolve(alike, name="beside")).run("ana-db") == evolve(run, topology="beside")
        assert len(shared.runs) == 1


def test_what_a_flow_touches_counts(office):
    """A controller, the machines and the account of the flow, a trust, a forwarder, a link: each makes another run."""
    network = office()
    off = evolve(network.principals["ana"], state="disabled")
    for flow in ("ana-db", "ana-console"):
        shared = SharedRuns()
        over(shared, network).run(flow)
        for number, other in enumerate(
            (
                with_host(network, "dc1.corp", software="samba"),
                with_host(network, network.flows[flow].client, resolvers=("dc1.corp",)),
                with_host(network, network.services[network.flows[flow].service].host, zone="aws-b"),
                evolve(network, principals={**network.principals, "ana": off}),
                evolve(network, forwarders={"corp.example": ("cloud.example",)}),
                evolve(network, trusts={}),
                evolve(network, links={**network.links, "vpn": evolve(network.links["vpn"], latency="20ms")}),
            ),
            start=2,
        ):
            over(shared, other).run(flow)
            assert len(shared.runs) == number


def test_a_sign_in_to_an_application_touches_connectors(office):
    """Another connector, or another second factor behind it, makes another run of a sign-in through it."""
    shared, network = SharedRuns(), office()
    for number, other in enumerate((network, with_host(network, "conn-a", site="hq"), office(radius=True)), start=1):
        over(shared, other).run("ana-console")
        assert len(shared.runs) == number


def test_a_flow_that_follows_others_is_never_shared(office):
    """What ran before decides what its caches hold, so it is run for each topology."""
    network = office()
    shared, first = SharedRuns(), Simulation(network).run("ana-db")
    flows = {name: evolve(flow, after=("ana-console",)) for name, flow in network.flows.items()}
    runs = shared.over(evolve(network, flows=flows), ())
    runs.keep("ana-db", first.asked, 0.0, first)
    assert not shared.runs
    assert runs.find("ana-db", first.asked, 0.0) is None
