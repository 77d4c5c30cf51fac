"""Runs on a clock through the public calls: instants, orders of flows, chance, causes and times."""

import json

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import dirsim as ds
from dirsim.model.scenario import Fault, HostDown, LinkDown, PortBlocked, Scenario, ServiceDown
from dirsim.model.topology import FlowSpec

KIOSK = {"client": "kiosk"}


def logon(**more):
    """An NTLM logon of nora's at the far controller."""
    return FlowSpec(kind="ntlm-logon", user="nora", server="f1", client="kiosk", **more)


def test_times_count_from_the_start_of_the_program(play):
    """The instants of the steps are relative to the start, and the last one is not after the end."""
    early, late = play("initial-ticket", **KIOSK), play("initial-ticket", at=5000.0, **KIOSK)
    assert [round(at, 6) for at in late.times] == [round(at, 6) for at in early.times]
    assert late.times[0] == 0.0
    assert max(late.times) <= late.elapsed_s
    assert len(late.times) == len(late.steps)


def test_steps_are_in_the_order_of_the_clock(play):
    """Requests of clients and of servers are listed by the time at which they were sent."""
    run = play("ldap-session", LinkDown("line"), server="f1", by_name=True)
    assert list(run.times) == sorted(run.times)
    assert {step.exchange.initiator for step in run.steps} == {"desk", "n1", "n2"}


def test_steps_name_the_links_and_their_round_trip(play):
    """A step between sites has the line and its round trip of 20 ms; one within a site has neither."""
    away, home = play("initial-ticket", **KIOSK).steps[0], play("initial-ticket").steps[0]
    assert (away.links, away.latency_s) == (("line",), 0.02)
    assert (home.links, home.latency_s) == ((), 0.0)


def test_an_unknown_latency_is_unknown_in_the_step(pair, play):
    """Where the file does not state the delay of a link, the step has none, and the run takes no time for it."""
    net = pair.adding(links={"line": evolve(pair.links["line"], latency=None)})
    run = play("initial-ticket", net=net, **KIOSK)
    assert (run.steps[0].latency_s, run.elapsed_s) == (None, 0.0)


def test_only_own_contacts_are_listed(play):
    """The hosts that the client itself contacted, each once and in order, without those that servers asked for it."""
    run = play("ldap-session", server="f1", by_name=True, user="finn")
    assert run.contacted == (("n1", "udp", 53), ("f1", "tcp", 389))
    assert [step.exchange.target for step in run.steps if step.exchange.initiator == "n1"] == ["f1"]


def test_a_row_of_a_program_has_its_seconds_and_tickets(play):
    """The row of a run on a clock has the elapsed time and the tickets held at its end."""
    row = play("renew-ticket", cache="cross", **KIOSK).row()
    assert row["elapsed_s"] == 0.04
    assert row["cache_after"] == ["krbtgt/NEAR.EXAMPLE@NEAR.EXAMPLE"]
    assert (row["outcome"], row["category"], row["failed_exchange"]) == ("succeeded", "ok", None)


def test_the_same_run_has_the_same_id(play):
    """Equal runs have equal ids; another instant, fault or flow has another one."""
    ids = [
        play("initial-ticket").id,
        play("initial-ticket", at=1.0).id,
        play("initial-ticket", HostDown("n1")).id,
        play("renew-ticket", cache="first").id,
    ]
    assert len(set(ids)) == len(ids)
    assert play("initial-ticket").id == ids[0]


def test_faults_of_the_instant_are_listed(play):
    """A run lists the faults that are present at its start, and no others."""
    faults = [HostDown("n1", lasts=10.0), LinkDown("line", start=10.0)]
    assert play("initial-ticket", *faults).faults == ("host-down n1",)
    assert play("initial-ticket", *faults, at=10.0).faults == ("link-down line",)


def test_a_flow_that_follows_another_starts_at_its_end(pair, play):
    """A flow named in ``after`` runs first; the second flow sees the memory of hosts that the first one left."""
    net = pair.adding(flows={"before": logon()})
    cut = LinkDown("line", lasts=5.0)
    first, second = (
        play("ntlm-logon", cut, server="f1", **KIOSK),
        play("ntlm-logon", cut, net=net, server="f1", after=("before",), **KIOSK),
    )
    assert (first.outcome, first.elapsed_s) == ("succeeded", pytest.approx(6.22))
    assert (second.outcome, second.elapsed_s, second.at) == ("succeeded", 0.02, 0.0)


def test_several_flows_before_run_in_sequence(pair, play):
    """Each earlier flow starts when the one before it has ended: a cut that lasts through the first is over by the third."""
    silent = FlowSpec(kind="initial-ticket", user="nora", client="kiosk", configuration="written")
    net = pair.adding(flows={"one": silent, "two": silent})
    cut = LinkDown("line", lasts=30.0)
    for after, through in (((), False), (("one",), False), (("one", "two"), True)):
        run = play("initial-ticket", cut, net=net, after=after, gives_up="5s", **KIOSK)
        assert run.through is through


def test_each_flow_has_its_own_memory(pair):
    """Runs of one simulation do not share the memory of hosts, in whatever order they are asked for."""
    net = pair.adding(flows={"one": logon(), "two": logon(after=("one",)), "three": logon()})
    cut = Scenario("cut", [LinkDown("line")])
    runs = {run.flow: run for run in ds.simulate(net, cut)}
    again = {run.flow: run for run in ds.simulate(net, cut, flows=["three", "two", "one"])}
    assert {name: run.elapsed_s for name, run in runs.items()} == {name: run.elapsed_s for name, run in again.items()}
    assert runs["one"].elapsed_s == runs["three"].elapsed_s == 20.0
    assert runs["two"].elapsed_s < 20.0


def test_simulate_gives_the_runs_that_trace_gives(pair):
    """The row of a flow is the same from one call for all flows and from a call for it alone."""
    net = pair.adding(flows={"one": logon(), "two": FlowSpec(kind="initial-ticket", user="nora", client="desk")})
    cut = Scenario("cut", [LinkDown("line")])
    for run in ds.simulate(net, [ds.HEALTHY, cut], at=3.0):
        scenario = cut if run.scenario == "cut" else ds.HEALTHY
        assert run.row() == ds.trace(net, run.flow, scenario, 3.0).row()


def test_a_windows_client_waits_for_each_silent_kdc(pair, play):
    """A Windows client waits 21 s for a connection to each KDC, and no longer; an answer ends the wait."""
    windows = evolve(pair.configurations["written"], profile="windows")
    net = evolve(pair, configurations={**pair.configurations, "windows": windows})
    ways = {"net": net, "configuration": "windows", **KIOSK}
    assert play("initial-ticket", **ways).elapsed_range_s == (0.08, 0.08)
    lost = play("initial-ticket", LinkDown("line"), **ways)
    assert lost.elapsed_range_s == (42.0, 42.0)
    assert not lost.through


@pytest.mark.parametrize(
    ("kind", "faults", "more", "cause"),
    [
        ("initial-ticket", [LinkDown("line")], KIOSK, "AS kiosk -> n1 udp/88"),
        ("initial-ticket", [], {"wrong_password": True}, "AS desk -> n1 udp/88"),
        (
            "initial-ticket",
            [PortBlocked("n1", 53), PortBlocked("n2", 53)],
            {"configuration": "found"},
            "DNS query desk -> n1 udp/53",
        ),
        ("initial-ticket", [LinkDown("line")], {"configuration": "gated", **KIOSK}, "AS gate -> n1 udp/88"),
        ("ldap-session", [LinkDown("line")], {"server": "gate", **KIOSK}, "LDAP bind gate -> n1 tcp/389"),
        ("ldap-session", [], {"server": "n1", "wrong_password": True}, "LDAP bind desk -> n1 tcp/389"),
        ("ldap-session", [LinkDown("line")], {"server": "f1", "by_name": True}, "DNS forward n1 -> f1 udp/53"),
        ("ntlm-logon", [LinkDown("line")], {"server": "f1", **KIOSK}, "Netlogon f1 -> n1 tcp/49152"),
        ("present-ticket", [ServiceDown("files")], {"service": "files"}, "connection desk -> files tcp/4444"),
        (
            "service-ticket",
            [HostDown("f1"), HostDown("f2")],
            {"service": "vault", "cache": "first"},
            "TGS desk -> f1 tcp/88",
        ),
    ],
)
def test_a_failure_names_the_exchange_that_it_rests_on(play, kind, faults, more, cause):
    """The failed exchange is the client's own refusal, or the first that was not answered behind the server it asked."""
    run = play(kind, *faults, **more)
    assert not run.through
    assert str(run.failed) == cause


def test_the_reason_adds_the_exchange_behind_the_failure(play):
    """The program's own reason comes first, the exchange and its obstacle after it; a refusal is not repeated."""
    lost = play("initial-ticket", LinkDown("line"), **KIOSK)
    assert (
        lost.because
        == "no KDC of near.example answers; AS kiosk -> n1 udp/88: packets cannot pass from right to left while line is down"
    )
    assert play("initial-ticket", wrong_password=True).because == "the password of nora is wrong"


@pytest.mark.parametrize(
    ("towards", "because"),
    [
        ("left", "packets cannot pass from right to left while line is down"),
        ("right", "the answer is lost: packets cannot pass from left to right while line is down"),
    ],
)
def test_the_reason_names_the_direction_that_is_lost(play, towards, because):
    """A cut towards the servers loses the request, one towards the client loses the answer."""
    run = play("initial-ticket", LinkDown("line", towards=towards), **KIOSK)
    assert run.because.endswith(f"AS kiosk -> n1 udp/88: {because}")


@pytest.mark.parametrize(
    ("fault", "because"),
    [
        (HostDown("n1"), "n1 is down"),
        (PortBlocked("n1", 389), "tcp/389 is blocked at n1"),
        (PortBlocked("desk", 389), "tcp/389 is blocked at desk"),
        (ServiceDown("n1"), "no service answers on n1 tcp/389"),
    ],
)
def test_the_reason_names_the_host_and_port(play, fault, because):
    """A lost connection is explained by the host that is down, the place of the filter or the stopped service."""
    assert because in play("ldap-session", fault, server="n1").because


def test_a_blocked_link_is_named_with_its_direction(play):
    """A filter on the line names the port and the site behind it."""
    run = play("ldap-session", PortBlocked("line", 389), server="n1", **KIOSK)
    assert run.because == "line blocks tcp/389 from right to left"


def test_a_site_that_is_down_takes_its_hosts(play):
    """The loss of a site is the loss of each of its hosts, and of the programs at it."""
    site = play("ldap-session", ds.SiteDown("left"), server="n1", **KIOSK)
    host = play("ldap-session", HostDown("n1"), server="n1", **KIOSK)
    assert (site.outcome, site.elapsed_s, site.because) == (host.outcome, host.elapsed_s, host.because)
    assert "desk is down" in play("ldap-session", ds.SiteDown("left"), server="n1").because


def test_without_a_path_nothing_leaves_the_site(pair, play):
    """Where no private link joins two sites, the reason says so, and the internet is not used for directory traffic."""
    net = evolve(pair, links={"web": evolve(pair.links["line"], kind="internet")})
    run = play("ldap-session", net=net, server="n1", connect_timeout="10s", **KIOSK)
    assert not run.through
    assert "no private path from right to left" in run.because


@given(seed=st.integers(0, 50), share=st.sampled_from([0.0, 0.3, 1.0]))
def test_certain_loss_and_no_loss_do_not_depend_on_chance(play, seed, share):
    """A line that loses every packet is a dead line, and one that loses none a healthy line, whatever the seed."""
    del seed
    lossy = play("initial-ticket", Fault(kind="loss", of="line", amount=share), **KIOSK)
    if share == 0.0:
        assert (lossy.outcome, lossy.elapsed_s) == ("succeeded", 0.08)
    elif share == 1.0:
        assert (lossy.outcome, lossy.elapsed_s) == ("timed-out", 22.0)
    else:
        assert lossy.elapsed_s == play("initial-ticket", Fault(kind="loss", of="line", amount=share), **KIOSK).elapsed_s


@pytest.mark.parametrize(("amount", "outcome", "seconds"), [(0.0, "succeeded", 0.08), (1.0, "timed-out", 22.0)])
def test_no_loss_and_certain_loss_leave_nothing_to_chance(play, amount, outcome, seconds):
    """A line that loses nothing, or everything, gives one outcome and one duration."""
    run = play("initial-ticket", Fault(kind="loss", of="line", amount=amount), **KIOSK)
    assert (run.shares, run.elapsed_s) == ({outcome: 1.0}, pytest.approx(seconds))


def test_more_loss_takes_longer(play):
    """The median duration grows with the share of lost packets."""
    medians = [
        play("initial-ticket", Fault(kind="loss", of="line", amount=amount), **KIOSK).elapsed_s
        for amount in (0.0, 0.1, 0.3, 0.6, 1.0)
    ]
    assert medians == sorted(medians)


def test_a_run_is_json(play):
    """A run with its steps, some of them made by servers, can be written as JSON."""
    run = play("ldap-session", LinkDown("line"), server="gate", **KIOSK)
    data = json.loads(json.dumps(run.to_dict()))
    assert [step["initiator"] for step in data["steps"]] == ["kiosk", "gate", "gate", "gate", "gate"]
    assert data["steps"][0]["code"] == "unavailable"
    assert data["elapsed_s"] == 20.0
