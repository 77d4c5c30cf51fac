"""A relay in front of controllers: it passes requests on, waits by its own times, and keeps nothing."""

import pytest

from dirsim.model.scenario import Fault, HostDown, LinkDown, PortBlocked, ServiceDown

AWAY = {"configuration": "gated", "client": "kiosk"}
BIND = {"server": "gate", "client": "kiosk"}


def blocked(port, *hosts, **more):
    """The port, blocked at each of the controllers."""
    return [PortBlocked(host, port, **more) for host in hosts or ("n1", "n2")]


def behind(run, initiator="gate"):
    """The requests that the relay itself made: when, to whom, over which transport."""
    return [
        (round(at, 2), step.exchange.target, step.exchange.protocol)
        for at, step in zip(run.times, run.steps, strict=True)
        if step.exchange.initiator == initiator
    ]


def test_a_relay_makes_the_same_exchanges_onward(play):
    """Each request of the client is made again by the relay, with the same step, transport and purpose."""
    run = play("initial-ticket", **AWAY)
    assert run.outcome == "succeeded"
    pairs = list(zip(run.steps[::2], run.steps[1::2], strict=True))
    assert len(pairs) == 3
    for own, onward in pairs:
        assert (own.exchange.initiator, own.exchange.target) == ("kiosk", "gate")
        assert (onward.exchange.initiator, onward.exchange.target) == ("gate", "n1")
        assert own.exchange.step == onward.exchange.step == "AS"
        assert own.exchange.protocol == onward.exchange.protocol
        assert own.exchange.purpose == onward.exchange.purpose
        assert own.reply.code == onward.reply.code


@pytest.mark.parametrize(
    ("kind", "more", "category"),
    [
        ("initial-ticket", {"wrong_password": True, **AWAY}, "bad-password"),
        ("initial-ticket", {"user": "locked", **AWAY}, "revoked"),
        ("initial-ticket", {"user": "gone", **AWAY}, "client-unknown"),
        ("ldap-session", {"wrong_password": True, **BIND}, "ldap-bad-password"),
        ("ldap-session", {"user": "gone", **BIND}, "ldap-bad-password"),
    ],
)
def test_a_refusal_passes_back_through_the_relay(play, kind, more, category):
    """A controller's refusal is an answer: the relay hands it back and asks no second controller."""
    run = play(kind, **more)
    assert (run.outcome, run.ending.category) == ("denied", category)
    assert {target for _, target, _ in behind(run)} == {"n1"}


def test_a_relay_of_datagrams_asks_the_next_controller_after_a_second(play):
    """The first controller is silent: each datagram is answered by the second one a second later."""
    run = play("renew-ticket", *blocked(88, protocol="tcp"), PortBlocked("n1", 88), cache="first", **AWAY)
    sent = [place for place in behind(run) if place[2] == "udp"]
    assert sent[0][1:] == ("n1", "udp")
    assert sent[1] == (sent[0][0] + 1, "n2", "udp")


def test_a_relay_of_streams_gives_a_connection_three_seconds(play):
    """A controller that does not accept the connection is left after three seconds; when none is left, it hangs up."""
    run = play("renew-ticket", *blocked(88), cache="first", **AWAY)
    streams = [place for place in behind(run) if place[2] == "tcp"]
    assert streams == [(0, "n1", "tcp"), (3, "n2", "tcp")]
    first = run.steps[0]
    assert (first.exchange.initiator, first.reply.heard, first.reply.code) == ("kiosk", "rejected", "closed")
    assert first.reply.because == "gate reached no controller and closed the connection"


def test_the_client_falls_to_datagrams_when_the_relay_hangs_up(play):
    """TCP until 6 s, then UDP in three passes: 1 + 2, 1 + 4 and 1 + 8 seconds."""
    run = play("renew-ticket", *blocked(88), cache="first", **AWAY)
    assert (run.outcome, run.ending.category, run.elapsed_s) == ("timed-out", "kdc-unreachable", 23.0)
    assert [place[0] for place in behind(run, "kiosk")] == [0.0, 6.0, 9.0, 14.0]


def test_a_refused_connection_costs_the_relay_no_time(play):
    """A controller whose service is stopped resets the connection, and the next one is tried at once."""
    run = play("renew-ticket", ServiceDown("n1"), cache="first", **AWAY)
    assert (run.outcome, run.elapsed_s) == ("succeeded", 0.06)
    assert behind(run) == [(0.0, "n1", "tcp"), (0.02, "n2", "tcp")]


def test_a_fallback_behind_the_relay_is_not_seen_by_the_client(play):
    """The client has one KDC, the relay: which controller answers behind it does not degrade the sign-in."""
    run = play("initial-ticket", HostDown("n1"), **AWAY)
    assert run.outcome == "succeeded"
    assert run.elapsed_s == pytest.approx(1.02 + 1.02 + 3 + 0.04)


def test_without_any_controller_nothing_gets_through_a_relay(play):
    """A relay stores no account: while the line is lost no program at its site gets through, and afterwards all do."""
    cut = LinkDown("line", lasts=100.0)
    for kind, more in (
        ("initial-ticket", AWAY),
        ("renew-ticket", {"cache": "first", **AWAY}),
        ("password-change", AWAY),
        ("ldap-session", BIND),
    ):
        assert not play(kind, cut, **more).through
        assert play(kind, cut, at=100.0, **more).outcome == "succeeded"


@pytest.mark.parametrize(("fault", "elapsed"), [(HostDown("gate"), 18.0), (ServiceDown("gate"), 0.0)])
def test_a_relay_is_itself_a_single_point(play, fault, elapsed):
    """A relay that is off costs all waits for one KDC; one that is stopped refuses at once."""
    run = play("initial-ticket", fault, **AWAY)
    assert (run.ending.category, run.elapsed_s) == ("kdc-unreachable", elapsed)


def test_an_ldap_bind_opens_one_connection_for_later_requests(play):
    """The search goes over the connection of the bind: to the controller that accepted the bind, in one round trip."""
    run = play("ldap-session", **BIND)
    assert (run.outcome, run.elapsed_s) == ("succeeded", 0.06)
    moved = play("ldap-session", PortBlocked("n1", 389), **BIND)
    assert (moved.outcome, moved.elapsed_s) == ("succeeded", 5.06)
    assert {target for _, target, _ in behind(moved)[1:]} == {"n2"}


def test_an_ldap_relay_goes_through_its_list_twice(play):
    """Five seconds for each controller, two rounds, then the bind is refused as unavailable."""
    run = play("ldap-session", *blocked(389), **BIND)
    assert behind(run) == [(0, "n1", "tcp"), (5, "n2", "tcp"), (10, "n1", "tcp"), (15, "n2", "tcp")]
    assert (run.outcome, run.ending.category, run.elapsed_s) == ("denied", "ldap-unavailable", 20.0)
    assert run.because.startswith("gate reached no controller; LDAP bind gate -> n1 tcp/389: ")


def test_an_ldap_relay_is_refused_four_times_in_as_many_round_trips(play):
    """Stopped controllers reset each connection: two rounds of two cost four round trips."""
    run = play("ldap-session", ServiceDown("n1"), ServiceDown("n2"), **BIND)
    assert (run.ending.category, run.elapsed_s) == ("ldap-unavailable", 0.08)


@pytest.mark.parametrize(("lasts", "elapsed"), [(4.9, 5.06), (9.9, 10.06), (14.9, 15.06), (19.9, None)])
def test_an_outage_behind_an_ldap_relay_is_outlived_in_its_rounds(play, lasts, elapsed):
    """The next of the four connections after the outage carries the bind; after the last one no further is tried."""
    faults = [Fault(kind="port-blocked", of=host, port=389, lasts=lasts) for host in ("n1", "n2")]
    run = play("ldap-session", *faults, **BIND)
    assert run.through is (elapsed is not None)
    assert run.elapsed_s == (elapsed or 20.0)


def test_a_lost_controller_after_the_bind_ends_the_session(play):
    """Between bind and search the connection's controller stops: the relay has no connection, and opens none."""
    run = play("ldap-session", Fault(kind="service-down", of="n1", start=0.045), **BIND)
    assert (run.outcome, run.failed.step) == ("denied", "LDAP search")
    assert run.ending.category == "ldap-unreachable"
    assert "no service answers on n1 tcp/389" in run.because


def test_a_relay_passes_password_changes_on(play):
    """Changes of passwords go through a relay like tickets do, and depend on port 464 behind it."""
    assert play("password-change", **AWAY).steps[-1].exchange.target == "n1"
    run = play("password-change", *blocked(464), **AWAY)
    assert (run.outcome, run.ending.category) == ("timed-out", "kdc-unreachable")
    assert {step.exchange.protocol for step in run.steps if step.exchange.step == "kpasswd"} == {"tcp", "udp"}
