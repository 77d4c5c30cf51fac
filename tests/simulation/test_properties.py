"""What holds for any faults: repairs and additions never hurt, and the same question has the same answer."""

import json

import pytest
from attrs import evolve
from hypothesis import example, given
from hypothesis import strategies as st

from dirsim.model.network_parts import Host, Link, Site
from dirsim.model.scenario import Fault, HostDown, LinkDown, PortBlocked, Scenario, ServiceDown
from dirsim.simulation.simulation import Simulation, trace

PORTS = (53, 88, 389, 443, 1433, 49152)
LINKS = ("vpn", "branch-aws", "branch-hq")
CONTROLLERS = ("dc1.corp", "dc2.corp", "dc3.corp", "dc1.cloud", "dc2.cloud")

LINK_FAULTS = st.builds(
    lambda link, towards: LinkDown(link, towards=towards if towards in ENDS[link] else ""),
    st.sampled_from(LINKS),
    st.sampled_from(("", "", "hq", "aws", "branch")),
)
ENDS = {"vpn": ("hq", "aws"), "branch-aws": ("branch", "aws"), "branch-hq": ("branch", "hq")}
FAULTS = st.one_of(
    LINK_FAULTS,
    st.builds(HostDown, st.sampled_from((*CONTROLLERS, "conn-a"))),
    st.builds(ServiceDown, st.sampled_from(CONTROLLERS), st.sampled_from(("", "dns", "kerberos", "ldap"))),
    st.builds(
        lambda where, port, verdict: PortBlocked(where, port, verdict=verdict),
        st.sampled_from(CONTROLLERS),
        st.sampled_from(PORTS),
        st.sampled_from(("drop", "reject")),
    ),
)


@pytest.fixture(scope="module")
def net(office):
    """The office with a branch that has a controller of its own and a second way to AWS."""
    return office(two_way=True).adding(
        sites={"branch": Site()},
        links={
            "branch-aws": Link(between=("branch", "aws"), latency="30ms"),
            "branch-hq": Link(between=("branch", "hq"), kind="wan", latency="30ms"),
        },
        hosts={
            "dc3.corp": Host(site="branch", roles=("controller", "dns"), domain="corp.example"),
            "conn-a": Host(site="aws", roles=("connector",), resolvers=("dc1.corp", "dc2.corp", "dc3.corp")),
            "conn-b": Host(site="aws", roles=("connector",), resolvers=("dc1.corp", "dc2.corp", "dc3.corp")),
            "adfs": evolve(office().hosts["adfs"], resolvers=("dc1.corp", "dc2.corp", "dc3.corp")),
        },
    )


@pytest.fixture(scope="module")
def sim(net):
    """Runs over it."""
    return Simulation(net)


@example(
    faults=[LinkDown("branch-hq"), PortBlocked("dc1.corp", 389), PortBlocked("dc2.corp", 389)], healed=LinkDown("vpn")
)
@given(faults=st.lists(FAULTS, max_size=5), healed=LINK_FAULTS)
def test_healing_a_link_never_hurts(sim, faults, healed):
    """Whoever gets through while a link is down gets through when it is up again."""
    before, after = Scenario("before", [*faults, healed]), Scenario("after", faults)
    worse = [flow for flow in sim.topology.flows if sim.run(flow, before).through and not sim.run(flow, after).through]
    assert worse == []


@given(faults=st.lists(FAULTS, max_size=5), site=st.sampled_from(("hq", "aws", "branch")))
def test_one_more_controller_never_hurts(net, sim, faults, site):
    """Whoever gets through gets through with one more healthy controller of the office's domain, wherever it stands."""
    more = Simulation(
        net.adding(hosts={"dc9.corp": Host(site=site, roles=("controller", "dns"), domain="corp.example")})
    )
    scenario = Scenario("faults", faults)
    worse = [flow for flow in net.flows if sim.run(flow, scenario).through and not more.run(flow, scenario).through]
    assert worse == []


@given(faults=st.lists(FAULTS, max_size=5))
def test_a_repeated_run_is_the_same_run(net, faults):
    """The same topology under the same faults gives the same bytes and the same id, in whatever order the faults stand."""
    scenario = Scenario("faults", faults)
    one, other = trace(net, "ana-console", scenario), trace(net, "ana-console", scenario)
    assert json.dumps(one.to_dict()) == json.dumps(other.to_dict())
    turned = trace(net, "ana-console", Scenario("faults", faults[::-1]))
    assert [step.exchange for step in turned.steps] == [step.exchange for step in one.steps]
    assert turned.outcome == one.outcome


@given(faults=st.lists(FAULTS, max_size=5), start=st.integers(0, 100), lasts=st.integers(1, 100))
def test_after_the_last_fault_all_is_well(sim, faults, start, lasts):
    """When every fault has ended, each flow ends as in the healthy network."""
    timed = Scenario("timed", [evolve(fault, start=start, lasts=lasts) for fault in faults])
    for flow in ("ana-db", "ana-console", "bob-managed"):
        assert sim.run(flow, timed, start + lasts).ending == sim.run(flow).ending


@example(faults=[HostDown("dc2.cloud"), ServiceDown("dc1.cloud", "")])
@given(faults=st.lists(FAULTS, max_size=6))
def test_a_timeout_has_silence_behind_it(sim, faults):
    """A run that times out stops at an exchange that heard nothing, or only that a UDP port is closed; a denied one at an answer."""
    for flow in sim.topology.flows:
        run = sim.run(flow, Scenario("faults", faults))
        if run.through:
            assert run.failed is None
            continue
        heard = {step.reply.heard for step in run.steps if step.exchange == run.failed}
        if run.outcome == "timed-out":  # programs do not hear that a UDP port is closed
            assert "silent" in heard or (run.failed.protocol, heard) == ("udp", {"rejected"})
        else:
            assert "silent" not in heard


def test_faults_of_unknown_elements_change_nothing(sim):
    """A fault of something that the topology does not have leaves every flow as it was."""
    scenario = Scenario("elsewhere", [Fault(kind="link-down", of="nowhere"), HostDown("nobody")])
    assert all(sim.run(flow, scenario).ending == sim.run(flow).ending for flow in sim.topology.flows)
