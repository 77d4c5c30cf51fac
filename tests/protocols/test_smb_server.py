"""NTLM logons at a controller's share: checked there, or passed through to the user's own domain."""

import pytest
from attrs import evolve

from dirsim.model.directory import Domain, Trust
from dirsim.model.scenario import Fault, HostDown, LinkDown, PortBlocked, ServiceDown
from dirsim.model.topology import FlowSpec

AT_F1 = {"server": "f1", "client": "kiosk"}
BOTH = ("n1", "n2")


def passed(run):
    """The requests of the server itself: when, step and target."""
    return [
        (round(at, 3), step.exchange.step, step.exchange.target)
        for at, step in zip(run.times, run.steps, strict=True)
        if step.exchange.initiator == "f1"
    ]


def test_a_user_of_the_own_domain_is_checked_on_the_spot(play):
    """A controller holds the accounts of its own domain: it asks no other host."""
    run = play("ntlm-logon", LinkDown("line"), user="finn", **AT_F1)
    assert (run.outcome, len(run.steps), passed(run)) == ("succeeded", 1, [])


@pytest.mark.parametrize(
    ("user", "server", "client"), [("nora", "n1", "desk"), ("nora", "f1", "kiosk"), ("finn", "f1", "kiosk")]
)
def test_a_wrong_password_is_a_logon_failure(play, user, server, client):
    """A wrong password is refused with the same status by the own domain and across the trust."""
    run = play("ntlm-logon", user=user, server=server, client=client, wrong_password=True)
    assert (run.outcome, run.ending.category) == ("denied", "nt-status-logon-failure")
    assert run.because.startswith(f"the password of {user} is wrong")


@pytest.mark.parametrize(
    ("user", "status"), [("locked", "nt-status-account-disabled"), ("gone", "nt-status-logon-failure")]
)
@pytest.mark.parametrize("where", [{"server": "n1", "client": "desk"}, AT_F1])
def test_an_account_that_may_not_log_on_has_its_status(play, user, status, where):
    """A disabled account is reported as such; NTLM does not disclose that an account does not exist."""
    run = play("ntlm-logon", user=user, **where)
    assert (run.outcome, run.ending.category) == ("denied", status)


def test_a_foreign_user_is_passed_through_to_the_home_domain(play):
    """One Netlogon request over the secure channel to a controller of the home domain checks the response."""
    run = play("ntlm-logon", **AT_F1)
    assert passed(run) == [(0, "Netlogon", "n1")]
    assert (run.outcome, run.elapsed_s) == ("succeeded", 0.02)
    assert run.steps[-1].exchange.port == 49152


@pytest.mark.parametrize(
    ("two_way", "trusting", "through"),
    [(False, "far.example", True), (False, "near.example", False), (True, "near.example", True)],
)
def test_pass_through_follows_the_trust(pair, play, two_way, trusting, through):
    """The server's domain has to trust the user's; otherwise the logon fails without a request."""
    trusted = "near.example" if trusting == "far.example" else "far.example"
    net = evolve(pair, trusts={"one": Trust(trusting=trusting, trusted=trusted, kind="forest", two_way=two_way)})
    run = play("ntlm-logon", net=net, **AT_F1)
    assert run.through is through
    if not through:
        assert (run.ending.category, passed(run)) == ("nt-status-logon-failure", [])
        assert run.because.startswith("far.example does not trust near.example")


def test_a_user_of_a_child_domain_is_passed_through_to_the_forest(pair, play):
    """A controller at the end of a forest trust answers for every domain of its forest, a wrong password included."""
    forest = pair.directories["near"]
    child = evolve(pair.hosts["n2"], name="c1.kids.near.example", domain="kids.near.example")
    net = evolve(
        pair,
        directories={
            **pair.directories,
            "near": evolve(forest, domains={**forest.domains, "kids.near.example": Domain()}),
        },
        hosts={**pair.hosts, "c1": child},
        principals={**pair.principals, "kim": evolve(pair.principals["nora"], domain="kids.near.example")},
    )
    asked = {"net": net, "user": "kim", **AT_F1}
    assert play("ntlm-logon", **asked).outcome == "succeeded"
    wrong = play("ntlm-logon", wrong_password=True, **asked)
    assert (wrong.outcome, wrong.ending.category) == ("denied", "nt-status-logon-failure")


def test_a_reset_channel_is_opened_anew_to_the_next_controller(play):
    """The channel's controller has stopped: it is pinged in vain, the next one answers and takes the channel."""
    run = play("ntlm-logon", ServiceDown("n1"), **AT_F1)
    assert passed(run) == [
        (0, "Netlogon", "n1"),
        (0.02, "LDAP ping", "n1"),
        (0.04, "LDAP ping", "n2"),
        (0.06, "Netlogon", "n2"),
    ]
    assert (run.outcome, run.elapsed_s) == ("succeeded", 0.1)


def test_without_any_controller_there_are_no_logon_servers(play):
    """Both controllers have stopped: after both pings the logon is refused, and no new channel is tried."""
    run = play("ntlm-logon", *map(ServiceDown, BOTH), **AT_F1)
    assert [step for _, step, _ in passed(run)] == ["Netlogon", "LDAP ping", "LDAP ping"]
    assert (run.outcome, run.ending.category) == ("denied", "nt-status-no-logon-servers")
    assert run.because.startswith("f1 has no secure channel to near.example")


@pytest.mark.parametrize("fault", [LinkDown("line"), HostDown("n1"), PortBlocked("n1", 49152)])
def test_a_silent_channel_outlasts_the_client(play, fault):
    """Data on the old channel is repeated in silence: the client gives up after 20 seconds without an answer."""
    run = play("ntlm-logon", fault, **AT_F1)
    assert (run.outcome, run.ending.category, run.elapsed_s) == ("timed-out", "server-no-answer", 20.0)
    assert run.because.startswith("f1 did not answer the logon in time")


def test_a_broken_channel_is_refused_faster_the_second_time(pair, play):
    """The first logon over a cut line waits 20 s in vain; the one after it only pings both controllers, a second each."""
    first = pair.adding(flows={"before": FlowSpec(kind="ntlm-logon", user="nora", **AT_F1)})
    run = play("ntlm-logon", LinkDown("line"), net=first, after=("before",), **AT_F1)
    assert (run.outcome, run.ending.category) == ("denied", "nt-status-no-logon-servers")
    assert (run.at, run.elapsed_s) == (0.0, 2.0)
    assert [step for _, step, _ in passed(run)] == ["LDAP ping", "LDAP ping"]


def test_smb_answers_on_either_port(play):
    """Where port 445 does not connect at once, port 139 is tried beside it, and the first answer counts."""
    plain = play("ntlm-logon", user="finn", **AT_F1)
    other = play("ntlm-logon", PortBlocked("f1", 445), user="finn", **AT_F1)
    assert [step.exchange.port for step in plain.steps] == [445]
    assert [step.exchange.port for step in other.steps] == [445, 139]
    assert (plain.elapsed_s, other.elapsed_s) == (0.0, 0.005)
    assert other.outcome == "succeeded"


def test_a_distant_server_is_asked_on_both_ports(play):
    """A connection that takes longer than five milliseconds is not waited for before the second port is tried."""
    run = play("ntlm-logon", user="finn", server="f1", client="desk")
    own = [(round(at, 3), step.exchange.port) for at, step in zip(run.times, run.steps, strict=True)]
    assert own == [(0.0, 445), (0.005, 139)]
    assert (run.outcome, run.elapsed_s) == ("succeeded", 0.04)


@pytest.mark.parametrize(("verdict", "elapsed"), [("drop", 5.005), ("reject", 0.0)])
def test_a_share_that_does_not_accept_connections_is_given_up(play, verdict, elapsed):
    """Both ports closed: five seconds for a connection where packets are dropped, none where they are rejected."""
    closed = [PortBlocked("f1", port, verdict=verdict) for port in (445, 139)]
    run = play("ntlm-logon", *closed, user="finn", **AT_F1)
    assert (run.ending.category, run.elapsed_s) == ("connect-failed", elapsed)
    assert run.because.startswith("cannot connect to f1")


def test_a_stopped_server_is_not_waited_for(play):
    """A controller that is on but stopped resets both ports."""
    run = play("ntlm-logon", ServiceDown("f1"), user="finn", **AT_F1)
    assert (run.ending.category, run.elapsed_s) == ("connect-failed", 0.0)


def test_a_slow_home_domain_delays_the_logon(play):
    """The delay of the line is added to the logon once there and once back."""
    slow = Fault(kind="latency", of="line", amount=1.0)
    run = play("ntlm-logon", slow, **AT_F1)
    assert (run.outcome, run.elapsed_s) == ("succeeded", pytest.approx(2.02))


def test_clocks_do_not_matter_to_ntlm(play):
    """NTLM has no time in it: wrong clocks anywhere change nothing."""
    clocks = [Fault(kind="clock-skew", of=host, amount=7200.0) for host in ("kiosk", "f1", "n1")]
    assert play("ntlm-logon", *clocks, **AT_F1).outcome == "succeeded"
