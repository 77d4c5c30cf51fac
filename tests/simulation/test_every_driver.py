"""Every kind of flow ends alike by every driver: at an instant, on the clock, in a sweep, on the board and in availability."""

import os
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dirsim.model.scenario import Fault, Scenario
from dirsim.protocols.start import start
from dirsim.protocols.view import View
from dirsim.simulation.bits_chance import BitsChance
from dirsim.simulation.replays import Asked, ReplayTree
from dirsim.simulation.simulation import Simulation
from dirsim.simulation.sweep import sweep
from dirsim.simulation.timed import ClockLab

CASES = int(os.environ.get("DIRSIM_AGREE_CASES", "40"))

LINKS = ("vpn", "inet-hq", "inet-aws")
HOSTS = ("dc1.corp", "dc2.corp", "dc1.cloud", "dc2.cloud", "pc", "db", "portal", "conn-a", "conn-b", "adfs", "radius1")
PORTS = (0, 53, 88, 135, 389, 443, 445, 464, 1433, 1812, 49152)
ACCOUNTS = ("ana", "bob", "svc", "db$", "portal$", "directory@cloud.example")
DOWN = ("vpn", "inet-hq", "dc1.corp", "dc2.corp", "dc1.cloud", "conn-a", "conn-b", "adfs")
"""The elements of the sweep."""

FAULTS = st.one_of(
    st.builds(
        Fault,
        kind=st.just("link-down"),
        of=st.sampled_from(LINKS),
        towards=st.sampled_from(["", "", "hq", "aws"]),
        verdict=st.sampled_from(["drop", "reject"]),
    ),
    st.builds(Fault, kind=st.just("host-down"), of=st.sampled_from(HOSTS)),
    st.builds(Fault, kind=st.just("site-down"), of=st.sampled_from(["hq", "aws", "internet"])),
    st.builds(
        Fault,
        kind=st.sampled_from(["service-down", "service-hung"]),
        of=st.sampled_from(HOSTS),
        service=st.sampled_from(["", "", "dns", "kerberos", "ldap", "smb", "controller"]),
    ),
    st.builds(
        Fault,
        kind=st.sampled_from(["account-disabled", "account-locked", "account-expired", "password-expired"]),
        of=st.sampled_from(ACCOUNTS),
    ),
    st.builds(Fault, kind=st.just("credential-expired"), of=st.sampled_from([*ACCOUNTS, "adfs"])),
    st.builds(Fault, kind=st.just("trust-broken"), of=st.just("trust")),
    st.builds(
        Fault,
        kind=st.just("clock-skew"),
        of=st.sampled_from(HOSTS),
        amount=st.sampled_from([-3600.0, -360.0, -240.0, 240.0, 360.0, 3600.0]),
    ),
    st.builds(Fault, kind=st.just("loss"), of=st.sampled_from(LINKS), amount=st.sampled_from([0.0, 1.0])),
    st.builds(Fault, kind=st.just("mtu"), of=st.sampled_from(LINKS), amount=st.sampled_from([100.0, 600.0, 1500.0])),
    st.builds(
        Fault,
        kind=st.just("port-blocked"),
        of=st.sampled_from([*LINKS, *HOSTS]),
        port=st.sampled_from(PORTS),
        protocol=st.sampled_from(["", "tcp", "udp"]),
        verdict=st.sampled_from(["drop", "reject"]),
        towards=st.sampled_from(["", "", "hq", "aws"]),
    ),
)
SHAPES = {
    "two ways": {"two_way": True, "radius": True},
    "one way": {},
    "selective": {"two_way": True, "selective": True, "allowed": ("bob",)},
    "external": {"kind": "external"},
    "no trust": {"trust": False},
}


@pytest.fixture(scope="module")
def shaped(office):
    """A function: a shape of the office to its simulation; each is made once."""
    return cache(lambda shape: Simulation(office(**SHAPES[shape])))


@pytest.fixture(scope="module")
def swept(shaped):
    """A function: a shape of the office to its sweep and the trees of its flows."""

    def build(shape):
        net = shaped(shape).topology
        trees = ReplayTree(View(net))
        return sweep(net, DOWN), {
            name: trees.tree(lambda spec=spec: start(trees.view, spec)) for name, spec in net.flows.items()
        }

    return cache(build)


def end(run):
    """How a run ends: whether the user gets in, and if not whether a server refused and as what."""
    return "in" if run.through else f"{run.outcome} {run.ending.category}"


@settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(list(SHAPES)), st.lists(FAULTS, max_size=3))
def test_every_flow_ends_at_an_instant_as_on_the_clock(shaped, shape, faults):
    """Whatever is broken, each flow of an office ends at an instant as the same text ends on the clock."""
    simulation, scenario = shaped(shape), Scenario("broken", faults)
    clock = {}
    for name, spec in simulation.topology.flows.items():
        clock[name] = end(ClockLab(simulation.view, scenario).run(spec, 0.0))
    assert clock == {name: end(simulation.run(name, scenario)) for name in clock}


@settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(list(SHAPES)), st.sets(st.sampled_from(DOWN)))
def test_every_flow_ends_alike_by_all_drivers(shaped, swept, shape, down):
    """Whatever fails, the run, the clock, the sweep, the board's tree and the availability have one outcome."""
    simulation = shaped(shape)
    scenario = Scenario("down", [Fault(kind="link-down" if name in LINKS else "host-down", of=name) for name in down])
    sets, trees = swept(shape)
    state = sum(1 << place for place, name in enumerate(DOWN) if name not in down)
    chance = BitsChance([float(name not in down) for name in DOWN])
    for name, spec in simulation.topology.flows.items():
        run, clock = simulation.run(name, scenario), ClockLab(simulation.view, scenario).run(spec, 0.0)
        branch = trees[name]
        while isinstance(branch, Asked):
            branch = branch.answered if carried(simulation, scenario, branch.exchange) else branch.silent
        found = [outcome for outcome, states in sets[name].sets.items() if states >> state & 1]
        ends = {run.outcome, clock.outcome, branch.ending.outcome, *found}
        assert len(ends) == 1, (name, run.ending, clock.ending, branch.ending, found)
        assert chance.of(sets[name].through) == float(run.through)


def carried(simulation, scenario, exchange):
    """Whether an exchange is carried in a scenario in which elements are down."""
    return simulation.state(scenario.at(0.0)).carry(exchange).ok
