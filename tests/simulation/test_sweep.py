"""Sweeps over every state, read by the states in which each flow has each outcome."""

import gc
import weakref

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from dirsim.api import read_topology
from dirsim.files.topology_reader import parse_topology
from dirsim.model.scenario import HEALTHY, HostDown, LinkDown, Scenario, SiteDown
from dirsim.simulation.carriage import zone_of
from dirsim.simulation.diagram import Diagrams
from dirsim.simulation.simulation import Simulation
from dirsim.simulation.states import MOST_ELEMENTS, EveryState, FailureSets, TooManyElementsError
from dirsim.simulation.sweep import Sweep, sweep

ELEMENTS = ("vpn", "dc1.corp", "dc2.corp", "dc1.cloud", "dc2.cloud", "db", "hq")
KINDS = {"vpn": LinkDown, "hq": SiteDown}


def down(elements, state):
    """The elements that have failed in a state: those whose bit is 0."""
    return [name for place, name in enumerate(elements) if not state >> place & 1]


def outcome(swept, state):
    """The outcome of a flow in one state, which has to be a single one."""
    found = [name for name, states in swept.sets.items() if states >> state & 1]
    assert len(found) == 1
    return found[0]


@pytest.fixture(scope="module")
def swept(office):
    """Every flow of the office in the 128 states of seven elements."""
    return sweep(office(two_way=True), ELEMENTS)


@pytest.fixture(scope="module")
def sim(office):
    """Single runs of the same office."""
    return Simulation(office(two_way=True))


@given(state=st.integers(0, (1 << len(ELEMENTS)) - 1))
def test_a_state_of_the_sweep_is_a_single_run(swept, sim, state):
    """Whether a user gets in is the same in a sweep and in a run with the same failures."""
    faults = [KINDS.get(name, HostDown)(name) for name in down(ELEMENTS, state)]
    for flow, found in swept.items():
        run = sim.run(flow, Scenario(str(state), faults))
        assert outcome(found, state) == run.outcome
        assert bool(found.through >> state & 1) is run.through


def test_each_state_has_one_outcome(swept):
    """The sets of a flow are disjoint and together all states; access is success or a fallback."""
    full = (1 << (1 << len(ELEMENTS))) - 1
    for found in swept.values():
        united = 0
        for states in found.sets.values():
            assert not united & states
            united |= states
        assert united == full
        assert found.through == found.sets["succeeded"] | found.sets["degraded"]


def test_the_last_state_is_the_healthy_one(swept, sim):
    """In the state with all bits set every element works, in state 0 none does."""
    healthy = (1 << len(ELEMENTS)) - 1
    for flow, found in swept.items():
        assert outcome(found, healthy) == sim.run(flow, HEALTHY).outcome
        assert not found.through & 1


def test_flows_that_do_not_need_an_element_do_not_depend_on_it(swept):
    """Bob's sign-in at the database has the same outcome in states that differ in the office's elements alone."""
    found = swept["bob-db"]
    own = [ELEMENTS.index(name) for name in ("dc1.cloud", "dc2.cloud", "db")]
    by_own = {}
    for state in range(1 << len(ELEMENTS)):
        by_own.setdefault(tuple(state >> place & 1 for place in own), set()).add(outcome(found, state))
    assert all(len(outcomes) == 1 for outcomes in by_own.values())
    assert {key: outcomes.pop() for key, outcomes in by_own.items()} == {
        (first, second, db): ("succeeded" if first else "degraded") if db and (first or second) else "timed-out"
        for first in (0, 1)
        for second in (0, 1)
        for db in (0, 1)
    }


@pytest.mark.parametrize("space", [EveryState, Diagrams])
def test_a_common_cause_is_all_of_its_members(office, space):
    """A state in which a cause has failed is one in which each of its members has."""
    states = space(("power",))
    whole = Sweep(office(two_way=True), states, {"power": ("dc1.cloud", "dc2.cloud")})
    found = whole.run(["bob-db"])["bob-db"]
    assert found.sets["succeeded"] == states.up("power")
    assert found.sets["timed-out"] == states.up("power") ^ states.full
    assert found.sets["degraded"] == found.sets["denied"] == states.empty


def test_a_zone_takes_its_hosts_down(office):
    """A host works while it, its zone and its site work."""
    topology = office()
    zoned = topology.adding(hosts={"db": evolve(topology.hosts["db"], zone="a")})
    elements = ("db", zone_of("aws", "a"), "aws")
    found = sweep(zoned, elements)["bob-db"]
    assert zone_of("aws", "a") == "zone:aws/a"
    assert found.through == 1 << 0b111


def test_a_service_fails_on_a_host_that_works(office):
    """A service that can fail takes down its own TCP port, and no other service of the host."""
    topology = office()
    found = sweep(topology, ("service:db",))
    assert (found["bob-db"].through, found["join"].through) == (0b10, 0b11)
    assert found["bob-db"].sets["timed-out"] == 0b01


def test_flows_are_swept_as_asked(office):
    """Only the flows that are asked for are swept, and asking again gives the same object."""
    whole = Sweep(office(), EveryState(("vpn",)))
    first = whole.run(["lookup"])["lookup"]
    assert list(whole.run(["lookup", "join"])) == ["lookup", "join"]
    assert whole.run(["lookup"])["lookup"] is first
    assert set(whole.run()) == set(office().flows)


def test_clients_that_are_alike_share_their_outcome(office):
    """A second client of the same site and domain gets in in the same states; one elsewhere does not."""
    topology = office(two_way=True)
    twins = topology.adding(
        hosts={"twin": topology.hosts["cloud-pc"], "away": evolve(topology.hosts["cloud-pc"], site="hq")},
        flows={name: evolve(topology.flows["bob-db"], client=name) for name in ("twin", "away")},
    )
    found = sweep(twins, ("vpn", "dc1.cloud"))
    assert found["twin"].sets == found["bob-db"].sets
    assert (found["twin"].through, found["away"].through) == (0b1111, 0b1010)


def test_a_client_that_can_fail_is_not_shared(office):
    """A client among the elements has its own outcome, however alike the others are."""
    topology = office(two_way=True)
    twins = topology.adding(
        hosts={"twin": topology.hosts["pc"]}, flows={"twin": evolve(topology.flows["ana-db"], client="twin")}
    )
    found = sweep(twins, ("twin",))
    assert (found["ana-db"].through, found["twin"].through) == (0b11, 0b10)


def test_too_many_elements_are_refused():
    """Twenty-five elements are more than can be swept state by state, and the message names another method."""
    assert MOST_ELEMENTS == 24
    with pytest.raises(TooManyElementsError, match="25 elements are more than the 24.*use method 'diagram'"):
        EveryState(tuple(map(str, range(MOST_ELEMENTS + 1))))
    assert EveryState(("one",)).full == 0b11


def test_too_many_sets_of_failures_are_refused():
    """Where there are too many sets of failures, the message says which order is small enough."""
    with pytest.raises(TooManyElementsError, match=r"5000 elements have .* sets of up to 3 failures.*use order 2"):
        FailureSets(tuple(map(str, range(5000))), 3)
    assert FailureSets(tuple(map(str, range(50))), 2).full.bit_length() == 1 + 50 + 50 * 49 // 2


@given(count=st.integers(0, 6), most=st.integers(0, 4))
def test_sets_of_failures_are_numbered_by_size(count, most):
    """State 0 is the healthy one, then each failure, each pair and so on; an element works in the sets without it."""
    names = tuple("abcdef"[:count])
    space = FailureSets(names, most)
    sets = list(space.failures())
    assert sets == sorted(sets, key=lambda failed: (len(failed), [names.index(name) for name in failed]))
    for name in names:
        works = space.up(name)
        assert [bool(works >> place & 1) for place in range(len(sets))] == [name not in failed for failed in sets]
    assert list(space.chosen(space.full)) == sets
    assert space.up("other") == space.full


def test_caches_are_filled_in_a_sweep_as_in_a_run():
    """Flows that begin with tickets of a named cache end in each state of a sweep as they do in a run."""
    topology = read_topology("reality")
    names = [name for name, spec in topology.flows.items() if spec.cache]
    swept = Sweep(topology, EveryState(("vpn", "cdc1"))).run(names)
    simulation = Simulation(topology)
    assert names
    for state in range(4):
        lost = [{"vpn": LinkDown, "cdc1": HostDown}[name](name) for name in down(("vpn", "cdc1"), state)]
        for name in names:
            assert outcome(swept[name], state) == simulation.run(name, Scenario("down", lost)).outcome, (name, lost)


def test_a_peering_leads_to_its_other_end_alone():
    """Over a peering of VPCs packets pass between its two ends, and no further: in a sweep as in a run, in every state."""
    net = parse_topology("""
dirsim: topology/v1
sites: {hq: on-premises, a: aws-region, b: aws-region}
links:
  vpn: {between: [hq, a]}
  peer: {between: [a, b], kind: vpc-peering}
  tgw: {between: [a, b], kind: transit-gateway, latency: 9ms}
directories: {corp: {domains: [corp.example]}}
hosts:
  dc: {site: hq, roles: [controller, dns], domain: corp.example}
  db: {site: b, roles: [member-server], domain: corp.example}
clients: {near: {site: a, domain: corp.example}, far: {site: b, domain: corp.example}}
principals: {ana: {domain: corp.example}}
services: {db: {host: db, realm: corp.example, port: 1433}}
flows:
  near: {kind: service-access, user: ana, service: db, client: near}
  far: {kind: service-access, user: ana, service: db, client: far}
""")
    elements = ("vpn", "peer", "tgw")
    found, sim = sweep(net, elements), Simulation(net)
    for state in range(8):
        failed = down(elements, state)
        for flow in net.flows:
            works = "vpn" not in failed and (len(failed) == 0 or "tgw" not in failed or (flow == "near"))
            works = works and not (flow == "near" and {"peer", "tgw"} <= set(failed))
            assert bool(found[flow].through >> state & 1) is works
            assert sim.run(flow, Scenario(str(state), [LinkDown(name) for name in failed])).through is works


def test_a_sweep_is_released_at_once(office):
    """The sets of a sweep go with the last reference to it: nothing waits for a search for cycles, since they are large."""
    gc.collect()
    gc.disable()
    try:
        done = Sweep(office(two_way=True), EveryState(ELEMENTS))
        done.run()
        carriage = weakref.ref(done.carriage)
        del done
        assert carriage() is None
    finally:
        gc.enable()
