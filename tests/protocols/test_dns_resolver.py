"""Names on the clock: a client's name servers in turn, and name servers that forward for the other forest."""

import pytest
from attrs import evolve

from dirsim.model.scenario import Fault, HostDown, LinkDown, PortBlocked, ServiceDown

NAMED = {"server": "n1", "by_name": True}
ABROAD = {"server": "f1", "by_name": True, "user": "finn"}


def questions(run, initiator="desk"):
    """The questions of a host: when, to whom, and about which name."""
    return [
        (round(at, 3), step.exchange.target, step.exchange.purpose)
        for at, step in zip(run.times, run.steps, strict=True)
        if step.exchange.initiator == initiator and step.exchange.step.startswith("DNS")
    ]


def test_the_first_name_server_is_asked_first(pair, play):
    """A client asks its name servers in the order of its configuration, and the first alone while it answers."""
    assert questions(play("ldap-session", **NAMED)) == [(0.0, "n1", "A n1.near.example")]
    turned = pair.adding(hosts={"desk": evolve(pair.hosts["desk"], resolvers=("n2", "n1"))})
    assert questions(play("ldap-session", net=turned, **NAMED)) == [(0.0, "n2", "A n1.near.example")]


def test_a_client_without_own_name_servers_uses_its_domains_controllers(pair, play):
    """Without configured name servers a member asks the controllers of its domain, the nearest first."""
    bare = pair.adding(hosts={"kiosk": evolve(pair.hosts["kiosk"], resolvers=())})
    run = play("ldap-session", net=bare, client="kiosk", **NAMED)
    assert [target for _, target, _ in questions(run, "kiosk")] == ["f1"]


def test_a_silent_name_server_costs_five_seconds(play):
    """The resolver waits five seconds for each name server before it asks the next one."""
    run = play("ldap-session", PortBlocked("n1", 53), **NAMED)
    assert [(at, target) for at, target, _ in questions(run)] == [(0, "n1"), (5, "n2")]
    assert (run.outcome, run.elapsed_s) == ("degraded", 5.0)
    assert run.because == "name server n2 answered instead of n1"


def test_two_silent_name_servers_are_asked_twice(play):
    """Two passes over the list: four waits of five seconds, and then the name within the own domain likewise."""
    run = play("ldap-session", PortBlocked("n1", 53), PortBlocked("n2", 53), **NAMED)
    whole, within = "A n1.near.example", "A n1.near.example.near.example"
    assert questions(run) == [
        (start + 5 * place, target, name)
        for start, name in ((0, whole), (20, within))
        for place, target in enumerate(("n1", "n2", "n1", "n2"))
    ]
    assert (run.outcome, run.elapsed_s) == ("timed-out", 40.0)


def test_a_client_outside_any_domain_has_no_search_list(pair, play):
    """Only a member tries an unknown name within its own domain."""
    alone = pair.adding(hosts={"desk": evolve(pair.hosts["desk"], domain="")})
    run = play("ldap-session", PortBlocked("n1", 53), PortBlocked("n2", 53), net=alone, **NAMED)
    assert run.elapsed_s == 20.0


@pytest.mark.parametrize(
    "fault", [ServiceDown("n1"), ServiceDown("n1", "dns"), PortBlocked("n1", 53, verdict="reject")]
)
def test_a_name_server_that_refuses_costs_nothing(play, fault):
    """An answer that no service listens there leads to the next name server at once."""
    run = play("ldap-session", fault, server="n2", by_name=True)
    assert [(at, target) for at, target, _ in questions(run)] == [(0, "n1"), (0, "n2")]
    assert (run.outcome, run.elapsed_s) == ("degraded", 0.0)


def test_a_name_server_that_is_off_is_reported_after_the_neighbour_wait(play):
    """A host that does not answer on the wire is reported unreachable after three seconds, sooner than five."""
    run = play("ldap-session", HostDown("n1"), server="n2", by_name=True)
    assert [(at, target) for at, target, _ in questions(run)] == [(0, "n1"), (3, "n2")]


@pytest.mark.parametrize(("lasts", "elapsed"), [(4.9, 5.0), (9.9, 10.0), (14.9, 15.0), (15.1, 20.0)])
def test_an_outage_of_dns_is_outlived_within_its_passes(play, lasts, elapsed):
    """The next question after the outage is answered, in the second pass as well as in the first."""
    faults = [Fault(kind="port-blocked", of=host, port=53, lasts=lasts) for host in ("n1", "n2")]
    run = play("ldap-session", *faults, **NAMED)
    assert run.elapsed_s == elapsed


def test_a_name_of_the_own_forest_is_answered_on_the_spot(play):
    """A controller answers for its own forest from its own data and asks no other host."""
    assert questions(play("ldap-session", LinkDown("line"), **NAMED), "n1") == []


def test_a_name_of_the_other_forest_is_forwarded(play):
    """A controller with a conditional forwarder passes the question to the zone's own controllers."""
    run = play("ldap-session", **ABROAD)
    assert questions(run, "n1") == [(0.0, "f1", "A f1.far.example")]
    assert (run.outcome, run.elapsed_s) == ("succeeded", pytest.approx(0.02 + 3 * 0.02))
    forwarded = next(step for step in run.steps if step.exchange.step == "DNS forward")
    assert (forwarded.exchange.protocol, forwarded.exchange.port) == ("udp", 53)


@pytest.mark.parametrize("missing", ["far.example", "near.example"])
def test_without_a_forwarder_the_name_does_not_exist(pair, play, missing):
    """A forwarder serves one zone in one direction: without it, the question is answered negatively at once."""
    left = {zone: servers for zone, servers in pair.forwarders.items() if zone != missing}
    run = play("ldap-session", net=evolve(pair, forwarders=left), **ABROAD)
    assert run.through is (missing == "near.example")
    if not run.through:
        assert run.steps[0].reply.code == "NXDOMAIN"
        assert run.steps[0].reply.because == "n1 has no conditional forwarder for far.example"
        assert questions(run, "n1") == []
        assert run.elapsed_s == 0.0


def test_forwarding_in_turn_asks_the_next_upstream_after_three_seconds(play):
    """A Windows DNS server waits three seconds for each server that it forwards to (fact ``windows-dns--forward``)."""
    run = play("ldap-session", PortBlocked("f1", 53), server="f2", by_name=True, user="finn")
    assert [(at, target) for at, target, _ in questions(run, "n1")][:2] == [(0.0, "f1"), (3.0, "f2")]
    assert run.through


def test_samba_divides_its_patience(pair, play):
    """Ten seconds of Samba for two upstreams are five for each: the second one is asked when the client asks again."""
    samba = pair.adding(hosts={"n1": evolve(pair.hosts["n1"], software="samba")})
    run = play("ldap-session", PortBlocked("f1", 53), net=samba, server="f2", by_name=True, user="finn")
    assert [(at, target) for at, target, _ in questions(run, "n1")][:2] == [(0.0, "f1"), (5.0, "f2")]
    assert run.through


def test_forwarding_all_at_once_takes_the_first_answer(pair, play):
    """Asked all at once, a silent upstream costs no time."""
    together = pair.adding(hosts={"n1": evolve(pair.hosts["n1"], forwarding="all-at-once")})
    run = play("ldap-session", PortBlocked("f1", 53), net=together, server="f2", by_name=True, user="finn")
    assert [(at, target) for at, target, _ in questions(run, "n1")] == [(0.0, "f1"), (0.0, "f2")]
    assert (run.outcome, run.elapsed_s) == ("degraded", pytest.approx(0.08))


@pytest.mark.parametrize("forwarding", ["one-after-another", "all-at-once"])
def test_a_forwarder_that_gets_no_answer_reports_failure_after_eight_seconds(pair, play, forwarding):
    """Its clients give up after five seconds, ask the other name server, and hear of the failure in the second pass."""
    hosts = {name: evolve(pair.hosts[name], forwarding=forwarding) for name in ("n1", "n2")}
    run = play("ldap-session", LinkDown("line"), net=pair.adding(hosts=hosts), **ABROAD)
    whole = [place for place in questions(run) if place[2] == "A f1.far.example"]
    assert [(at, target) for at, target, _ in whole] == [(0, "n1"), (5, "n2"), (10, "n1"), (10, "n2")]
    within = [at for at, _, name in questions(run) if name == "A f1.far.example.near.example"]
    assert (within, run.elapsed_s, run.outcome) == ([13.0], 13.0, "timed-out")


def test_an_upstream_that_refuses_counts_as_silent(play):
    """A name server is not informed of a stopped upstream: it waits as it would for a silent one."""
    stopped = play("ldap-session", ServiceDown("f1"), server="f2", by_name=True, user="finn")
    silent = play("ldap-session", PortBlocked("f1", 53), server="f2", by_name=True, user="finn")
    assert questions(stopped, "n1") == questions(silent, "n1")
    assert stopped.elapsed_s == silent.elapsed_s


def test_a_delegated_answer_holds_the_controllers_in_order(play):
    """Service records name the zone's controllers: the first is used, the second when the first is silent."""
    run = play("initial-ticket", PortBlocked("n1", 88), configuration="found")
    asked = list(dict.fromkeys(step.exchange.target for step in run.steps if step.exchange.step == "AS"))
    assert asked == ["n1", "n2"]
    names = [name for _, _, name in questions(run)]
    assert names.index("A n1.near.example") < names.index("A n2.near.example")


def test_lookups_are_made_over_udp(play):
    """A filter for DNS over TCP does not stop a lookup; one for UDP does."""
    tcp = [PortBlocked(host, 53, protocol="tcp") for host in ("n1", "n2")]
    udp = [PortBlocked(host, 53, protocol="udp") for host in ("n1", "n2")]
    assert play("ldap-session", *tcp, **NAMED).outcome == "succeeded"
    assert not play("ldap-session", *udp, **NAMED).through


def test_a_service_address_is_looked_up_by_its_dns_name(pair, play):
    """A host without a DNS name is looked up by its own name."""
    plain = pair.adding(hosts={"files": evolve(pair.hosts["files"], name="")})
    run = play("present-ticket", net=plain, service="files")
    assert questions(run)[0][2] == "A files"
    assert run.outcome == "succeeded"


@pytest.mark.parametrize(
    ("resolvers", "asked"),
    [
        (("n1",), [(0, "n1"), (1, "n1"), (2, "n1"), (4, "n1"), (8, "n1")]),
        (("n1", "n2"), [(0, "n1"), (1, "n2"), *((at, server) for at in (2, 4, 8) for server in ("n1", "n2"))]),
    ],
)
def test_windows_asks_by_its_schedule(pair, play, resolvers, asked):
    """Windows asks the first server, then the second, then all; a single server is asked at each moment (``windows--dns-retry``)."""
    windows = evolve(pair.configurations["realms"], profile="windows")
    net = evolve(pair, configurations={**pair.configurations, "windows": windows}).adding(
        hosts={"desk": evolve(pair.hosts["desk"], resolvers=resolvers)}
    )
    silent = [PortBlocked(server, 53) for server in resolvers]
    run = play("ldap-session", *silent, net=net, configuration="windows", **NAMED)
    whole = [(at, target) for at, target, name in questions(run) if name == "A n1.near.example"]
    assert whole == asked
