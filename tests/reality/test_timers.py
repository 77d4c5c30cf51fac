"""Waits computed by hand, from the facts that they rest on."""

from attrs import evolve

from dirsim.examples.ready import FOLDER
from dirsim.files.topology_reader import read_topology
from dirsim.model.scenario import Fault, Scenario
from dirsim.model.topology import ClientConfiguration, FlowSpec
from dirsim.protocols.view import View
from dirsim.simulation.packet_network import PacketNetwork
from dirsim.simulation.timed import ClockLab

LAB = read_topology(FOLDER / "reality.yaml", name="reality.yaml")
CUT = LAB.scenarios["vpn_drop"]


def silent_kdcs(hosts):
    """Seconds that a client needs to give up on so many KDCs that are written down and silent."""
    written = evolve(LAB.configurations["static"], kdcs={"corp.example": hosts})
    there = evolve(LAB, configurations={"static": written})
    spec = FlowSpec(kind="initial-ticket", user="alice", client="ws1", configuration="static")
    return ClockLab(View(there), CUT).run(spec, 0.0).seconds


def test_each_silent_kdc_costs_four_seconds():
    """A second by UDP in each of three passes and one by TCP in the first, and 2 + 4 + 8 s at the ends of the passes."""
    assert [silent_kdcs(hosts) for hosts in (("cdc1",), ("cdc1", "cdc2"), ("cdc1", "cdc2", "csql1"))] == [18, 22, 26]


def test_a_password_change_tries_all_servers_by_tcp_and_then_by_udp():
    """Two silent password servers: 1 + 1 s and the waits of 2, 4 and 8 s by TCP, then three passes by UDP, 20 s."""
    assert ClockLab(View(LAB), LAB.scenarios["drop_464"]).play("kpasswd_corp").seconds == 36


def heimdal(scenario, flow="initial-ticket", **more):
    """A question of a Heimdal client that finds its KDCs in DNS, without a cap."""
    there = evolve(LAB, configurations={"own": ClientConfiguration(profile="heimdal", **more)})
    return ClockLab(View(there), scenario).run(
        FlowSpec(kind=flow, user="alice", client="ws1", configuration="own"), 0.0
    )


def test_heimdal_reads_no_answer_while_it_searches():
    """2 s each way through: twice 2 + 2 + 1 + 2 by UDP; by TCP the same, 1 s, seven searches and a name for nothing."""
    assert heimdal(LAB.scenarios["latency_2s"]).seconds == 7 + 7 + (7 + 1 + 7 * 2 + 2)


def test_heimdal_asks_a_silent_name_server_seven_times_for_each_record():
    """10 s for every question: seven each for UDP, TCP and HTTP, and one name that does not exist."""
    assert heimdal(CUT).seconds == (3 * 7 + 1) * 10


def test_heimdal_sends_three_times_by_udp():
    """Eleven seconds for each try, the second KDC a second later than the first."""
    for hosts, seconds in ((("cdc1",), 33), (("cdc1", "cdc2"), 34)):
        trace = heimdal(CUT, kdcs={"corp.example": hosts})
        assert (trace.through, trace.seconds) == (False, seconds)
        sent = [one for one in trace.steps if one.exchange.target == "cdc1"]
        assert len(sent) == 3


def test_a_name_server_that_cannot_ask_on_costs_its_own_patience():
    """One name server: 5 s twice. Two: the second try hears that the first has failed after 10 s, and then the other."""
    by_name = FlowSpec(kind="ldap-session", user="alice", server="cdc1", client="ws1", by_name=True)
    assert ClockLab(View(LAB), CUT).run(by_name, 0.0).seconds == 10
    at_home = FlowSpec(kind="ldap-session", user="bob", server="mdc1", client="cl1", by_name=True)
    assert ClockLab(View(LAB), CUT).run(at_home, 0.0).seconds == 15


def test_the_forwarders_policy_decides_whether_a_dead_upstream_costs_time():
    """Asked all at once, the live upstream answers at once; asked in turn, the dead one is waited for first."""
    spec = FlowSpec(kind="ldap-session", user="alice", server="cdc2", client="ws1", by_name=True)
    in_turn = evolve(LAB.hosts["mdc1"], forwarding="one-after-another")
    off = LAB.scenarios["corp1_off"]
    assert ClockLab(View(LAB), off).run(spec, 0.0).seconds == 0
    assert ClockLab(View(LAB.adding(hosts={"mdc1": in_turn})), off).run(spec, 0.0).seconds == 5


def test_data_on_an_open_connection_is_sent_again_with_doubled_waits():
    """0.2 s, 0.4 s, 0.8 s and so on: a query into a cut of five seconds is answered after 6.2 s."""
    cut = Scenario("cut", [Fault(kind="link-down", of="vpn", start=0.0, lasts=5.0)])
    query = FlowSpec(kind="open-session", user="alice", server="cdc1", client="ws1")
    assert round(ClockLab(View(LAB), cut).run(query, 0.0).seconds, 6) == 6.2


def test_a_host_answers_six_packets_at_once_and_one_a_second_after_that():
    """ICMP messages are rationed for each sender."""
    network = PacketNetwork(View(LAB), Scenario("none"))
    assert [network.may_tell("mdc1", "ws1", 0.0) for _ in range(8)] == [True] * 6 + [False] * 2
    assert network.may_tell("mdc1", "cl1", 0.0)
    assert [network.may_tell("mdc1", "ws1", 2.0) for _ in range(3)] == [True, True, False]


def test_a_blocked_port_stops_the_opening_and_not_the_answers():
    """A stateful filter acts on the way in which a connection is opened; an answer from the port passes."""
    towards = Fault(kind="port-blocked", of="vpn", port=389, towards="aws")
    spec = FlowSpec(kind="ldap-session", user="alice", server="cdc1", client="ws1", connect_timeout="30s")
    assert ClockLab(View(LAB), Scenario("one way", [towards])).run(spec, 0.0).through
    other = evolve(towards, towards="onprem")
    assert ClockLab(View(LAB), Scenario("other way", [other])).run(spec, 0.0).seconds == 30


def test_tickets_age_as_the_scenario_goes_on():
    """A cache is filled before the scenario's start: what is in it is older later, and a cache with an age older still."""
    old = evolve(LAB, caches={**LAB.caches, "corp_tgt": evolve(LAB.caches["corp_tgt"], age="4h")})
    for hours, fresh, aged in ((5, True, True), (7, True, False), (11, False, False)):
        for there, works in ((LAB, fresh), (old, aged)):
            trace = ClockLab(View(there)).play("xsvc_mad_tgt_static", hours * 3600.0)
            assert trace.through == works, (hours, trace.because)
