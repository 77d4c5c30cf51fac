"""Each kind of flow, healthy and broken, with the exchange where it stops."""

import pytest

from dirsim.catalog.words import FLOW_KINDS
from dirsim.model.network_parts import Host, Link, Site
from dirsim.model.scenario import (
    HEALTHY,
    HostDown,
    LinkDown,
    PasswordExpired,
    PortBlocked,
    Scenario,
    ServiceDown,
    SiteDown,
)
from dirsim.simulation.simulation import Simulation, simulate, trace

NO_VPN = Scenario("no vpn", [LinkDown("vpn")])
NO_CORP = Scenario("no controllers", [HostDown("dc1.corp"), HostDown("dc2.corp")])


def stop(run):
    """How a run ended: its outcome, and the step and target where it stopped."""
    return run.outcome, run.failed.step if run.failed else None, run.failed.target if run.failed else None


def test_every_kind_of_flow_is_here(office):
    """The office has at least one flow of every kind that files may name."""
    assert {spec.kind for spec in office().flows.values()} == set(FLOW_KINDS)


@pytest.mark.parametrize(
    "flow",
    ["ana-db", "bob-db", "ana-ntlm", "ana-ldap", "ana-console", "ana-managed", "bob-managed", "ana-saml", "join"],
)
def test_everybody_gets_in_while_all_is_well(office, flow):
    """In the healthy network, with a two-way trust, each sign-in succeeds at the first try."""
    assert trace(office(two_way=True, radius=True), flow).outcome == "succeeded"


@pytest.mark.parametrize("flow", ["seamless", "lookup"])
def test_joins_and_lookups_work_while_all_is_well(office, flow):
    """In the healthy network a seamless join and a lookup across the trust succeed."""
    assert trace(office(), flow).outcome == "succeeded"


@pytest.mark.parametrize(
    ("flow", "scenario", "ended"),
    [
        ("ana-db", NO_VPN, ("timed-out", "DNS forward", "dc1.cloud")),
        ("ana-db", NO_CORP, ("timed-out", "DNS query", "dc1.corp")),
        ("bob-db", NO_VPN, ("succeeded", None, None)),
        ("ana-ntlm", NO_VPN, ("timed-out", "NTLM", "db")),
        ("ana-ntlm", NO_CORP, ("timed-out", "Netlogon", "dc1.corp")),
        ("ana-ldap", NO_VPN, ("timed-out", "DNS query", "dc1.corp")),
        ("ana-console", NO_VPN, ("timed-out", "DNS query", "dc1.corp")),
        ("ana-managed", NO_VPN, ("timed-out", "DNS forward", "dc1.corp")),
        ("bob-managed", NO_VPN, ("succeeded", None, None)),
        ("ana-saml", NO_VPN, ("succeeded", None, None)),
        ("ana-saml", NO_CORP, ("timed-out", "DNS query", "dc1.corp")),
        ("join", NO_VPN, ("succeeded", None, None)),
        ("seamless", NO_VPN, ("timed-out", "DNS query", "dc1.corp")),
        ("lookup", NO_VPN, ("timed-out", "DNS forward", "dc1.corp")),
    ],
)
def test_a_broken_flow_stops_where_it_must(office, flow, scenario, ended):
    """Under an outage each flow stops at the exchange that needs what is lost, or needs nothing that is lost."""
    assert stop(trace(office(two_way=True), flow, scenario)) == ended


def test_the_trust_moves_no_password(office):
    """Whatever the trust, without a controller of her own domain ana gets no first ticket, while bob gets his."""
    for two_way in (False, True):
        sim = Simulation(office(two_way=two_way))
        assert not sim.run("ana-db", NO_VPN).through
        assert not sim.run("ana-db", NO_CORP).through
        assert sim.run("bob-db", NO_VPN).outcome == "succeeded"


@pytest.mark.parametrize("flow", ["ana-db", "ana-ntlm", "ana-ldap", "ana-console", "ana-managed", "ana-saml"])
def test_a_second_controller_helps_out(office, flow):
    """With one of two controllers off, sign-in goes on by the other and is called degraded."""
    run = trace(office(two_way=True), flow, Scenario("one off", [HostDown("dc1.corp")]))
    assert run.outcome == "degraded"
    assert "dc2.corp answered instead of dc1.corp" in run.because


def test_a_second_connector_instance_helps_out(office):
    """With one of a connector's two instances off, the other answers."""
    assert trace(office(), "ana-console", Scenario("one off", [HostDown("conn-a")])).outcome == "degraded"


def test_an_expired_service_account_stops_everybody(office):
    """When a connector's service account has expired, every sign-in through it is denied at its own first ticket."""
    run = trace(office(), "ana-console", Scenario("expired", [PasswordExpired("svc")]))
    assert stop(run) == ("denied", "AS", "dc1.corp")
    assert (run.failed.subject, run.ending.category) == ("svc", "service-account-refused")


def test_the_connector_itself_stays_reachable_with_an_expired_account(office):
    """A connector whose account has expired answers its callers as before: its status says nothing about sign-ins."""
    run = trace(office(), "ana-console", Scenario("expired", [PasswordExpired("svc")]))
    passed = [step for step in run.steps if step.exchange.target == "conn-a"]
    assert passed
    assert all(step.reply.ok for step in passed)


def test_an_expired_account_is_refused_by_every_controller(office):
    """A refusal is an answer: no second controller is asked about a password that the first one refused."""
    run = trace(office(), "ana-db", Scenario("expired", [PasswordExpired("ana")]))
    assert stop(run) == ("denied", "AS", "dc1.corp")
    assert "dc2.corp" not in {host for host, _, _ in run.contacted}


def test_a_connector_serves_one_domain(office):
    """A user of a trusted domain is not found through the connector of another domain."""
    run = trace(office(two_way=True), "bob-connector")
    assert (run.outcome, run.ending.category) == ("denied", "user-not-found")


def test_a_connector_needs_a_controller_for_every_sign_in(office):
    """A connector keeps nothing: a sign-in that got through before the outage does not get through in it."""
    sim = Simulation(office())
    outage = Scenario("later", [LinkDown("vpn", start=60, lasts=60)])
    assert [sim.run("ana-console", outage, at).through for at in (0, 60, 119, 120)] == [True, False, False, True]


def test_radius_is_part_of_the_sign_in(office):
    """With RADIUS configured, a sign-in stops where no RADIUS server answers, and goes on where one does."""
    net = office(radius=True)
    both = trace(net, "ana-console", Scenario("off", [HostDown("radius1"), HostDown("radius2")]))
    assert stop(both) == ("timed-out", "RADIUS", "radius1")
    assert trace(net, "ana-console", Scenario("one off", [HostDown("radius1")])).outcome == "degraded"
    assert trace(office(), "ana-console", Scenario("off", [HostDown("radius1")])).outcome == "succeeded"


def test_aws_applications_need_a_two_way_trust(office):
    """The managed directory can look users of the other forest up only where that forest trusts it too."""
    assert stop(trace(office(), "ana-managed"))[:2] == ("denied", "TGS")
    assert trace(office(two_way=True), "ana-managed").outcome == "succeeded"


def test_members_need_a_one_way_trust_only(office):
    """A user of the trusted domain reaches a member of the trusting one; without a trust nobody does."""
    assert trace(office(), "ana-db").outcome == "succeeded"
    without = trace(office(trust=False), "ana-db")
    assert (without.outcome, without.ending.category) == ("denied", "server-unknown")


def test_selective_authentication_lets_in_whom_it_names(office):
    """With selective authentication only those who are allowed to authenticate get a ticket."""
    refused = trace(office(selective=True), "ana-db")
    assert refused.outcome == "denied"
    assert "selective authentication" in refused.because
    for allowed in ("ana", "corp.example"):
        assert trace(office(selective=True, allowed=(allowed,)), "ana-db").outcome == "succeeded"


def test_an_external_trust_joins_two_domains(office):
    """An external trust between the two domains lets ana in as a forest trust does."""
    assert trace(office(kind="external"), "ana-db").outcome == "succeeded"


@pytest.mark.parametrize("towards", ["hq", "aws"])
def test_a_one_way_fault_loses_answers_too(office, towards):
    """A link that fails in one direction stops requests or their answers: either way nobody gets through."""
    run = trace(office(), "ana-console", Scenario("half", [LinkDown("vpn", towards=towards)]))
    assert run.outcome == "timed-out"
    assert ("the answer is lost" in run.because) is (towards == "aws")


@pytest.mark.parametrize(
    ("verdict", "outcome", "heard"), [("drop", "timed-out", "silent"), ("reject", "denied", "rejected")]
)
def test_a_blocked_port_is_silent_or_answers(office, verdict, outcome, heard):
    """A filter that drops leaves the asker waiting; one that rejects is heard at once."""
    run = trace(office(), "ana-console", Scenario("blocked", [PortBlocked("vpn", 88, verdict=verdict)]))
    assert (run.outcome, run.steps[-1].reply.heard) == (outcome, heard)
    assert run.failed.port == 88


@pytest.mark.parametrize(
    ("fault", "heard"), [(HostDown("dc1.corp"), "silent"), (ServiceDown("dc1.corp", "controller"), "rejected")]
)
def test_a_stopped_service_refuses_and_a_dead_host_is_silent(office, fault, heard):
    """A host that is off says nothing; a host whose service has stopped refuses the connection."""
    run = trace(office(), "bob-connector", Scenario("off", [fault]))
    first = next(step for step in run.steps if step.exchange.target == "dc1.corp" and step.exchange.port == 88)
    assert first.reply.heard == heard


def test_a_lost_site_takes_its_hosts(office):
    """When the office is lost, nobody's password of the office can be checked, and bob does not notice."""
    sim = Simulation(office(two_way=True))
    lost = Scenario("hq lost", [SiteDown("hq")])
    assert not sim.run("ana-console", lost).through
    assert sim.run("bob-managed", lost).outcome == "succeeded"


def test_a_lost_site_carries_nothing_for_others(office):
    """Nothing is routed through a site that is lost, however whole the links to it are."""
    net = office().adding(
        sites={"branch": Site()},
        links={"branch-aws": Link(between=("branch", "aws"))},
        hosts={"branch-pc": Host(site="branch", roles=("client",), domain="corp.example")},
    )
    sim = Simulation(net)
    state = sim.state((SiteDown("aws"),))
    assert sim.state(()).crossing("branch", "hq").open
    assert not state.crossing("branch", "hq").open


def test_the_internet_carries_no_directory_traffic(office):
    """Without the VPN there is a way over the internet, and Kerberos does not take it."""
    state = Simulation(office()).state((LinkDown("vpn"),))
    assert not state.crossing("aws", "hq").open
    assert state.crossing("aws", "hq", public=True).open


def test_simulate_runs_every_flow_under_every_scenario(office):
    """Without a choice every flow runs in the healthy network and under each scenario of the topology."""
    net = office().adding(scenarios={"no vpn": NO_VPN})
    runs = simulate(net)
    assert [(run.flow, run.scenario) for run in runs] == [
        (flow, name) for flow in net.flows for name in ("healthy", "no vpn")
    ]


def test_healthy_is_the_default(office):
    """A trace without a scenario is a trace of the healthy network."""
    assert trace(office(), "ana-db") == trace(office(), "ana-db", HEALTHY)
