"""Programs of one server: tickets presented to a service, LDAP sessions, open sessions."""

import pytest
from attrs import evolve

from dirsim.model.scenario import Fault, HostDown, LinkDown, PortBlocked, ServiceDown
from dirsim.model.topology import TicketCache

OPENING_S = 131.0
TGT_S = 36_000.0
SKEW_S = 300.0
HELD = {"service": "vault", "cache": "away", "configuration": "found"}
NEAR_OFF = (HostDown("n1"), HostDown("n2"))


def steps(run):
    """The steps of a run without those of DNS."""
    return [step.exchange.step for step in run.steps if not step.exchange.step.startswith("DNS")]


def skewed(host, by):
    """A clock that is wrong by so many seconds."""
    return Fault(kind="clock-skew", of=host, amount=by)


def test_a_ticket_is_presented_on_an_open_connection(play):
    """The name, the connection, then the ticket in five pieces, each a round trip: 20 + 20 + 20 + 5 * 20 ms."""
    run = play("present-ticket", **HELD)
    assert steps(run) == ["connection", "AP"]
    assert (run.outcome, run.elapsed_s) == ("succeeded", 0.16)
    assert {step.exchange.port for step in run.steps if step.exchange.target == "vault"} == {4444}


def test_a_ticket_in_hand_needs_no_kdc(play):
    """While every KDC of both forests refuses tickets, a ticket in hand opens the service."""
    kdcs = [PortBlocked(host, 88) for host in ("n1", "n2", "f1", "f2")]
    assert play("present-ticket", *kdcs, **HELD).outcome == "succeeded"
    assert not play("present-ticket", *kdcs, service="vault", configuration="found").through


def test_without_a_ticket_one_is_fetched_after_connecting(play):
    """An empty cache is filled between the connection and the AP exchange."""
    run = play("present-ticket", service="files", configuration="written")
    assert steps(run) == ["connection", "AS", "AS", "AS", "TGS", "AP"]


def test_an_unreachable_service_is_found_out_before_any_ticket(play):
    """Where the service does not accept the connection, no ticket is requested for it."""
    off = play("present-ticket", HostDown("files"), service="files", configuration="written")
    assert (off.outcome, off.ending.category, off.elapsed_s) == ("timed-out", "connect-failed", OPENING_S)
    stopped = play("present-ticket", ServiceDown("files"), service="files", configuration="written")
    assert (stopped.outcome, stopped.ending.category, stopped.elapsed_s) == ("denied", "connect-failed", 0.0)
    assert steps(off) == steps(stopped) == ["connection"]


def test_a_service_name_that_is_not_resolved_ends_the_program(play):
    """Without a name server the address of the service stays unknown, and no connection is tried."""
    run = play("present-ticket", *NEAR_OFF, **HELD)
    assert (run.outcome, run.ending.category) == ("timed-out", "name-resolution")
    assert run.because.startswith("the address of vault cannot be resolved")
    assert steps(run) == []


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("host", ["desk", "vault"])
def test_a_service_allows_five_minutes_of_skew(play, host, sign):
    """The time in the AP request may differ from the service's by 300 seconds at most, either way."""
    near = play("present-ticket", skewed(host, sign * (SKEW_S - 1)), at=1000.0, **HELD)
    far = play("present-ticket", skewed(host, sign * (SKEW_S + 1)), at=1000.0, **HELD)
    assert near.outcome == "succeeded"
    assert (far.outcome, far.ending.category, far.failed.step) == ("denied", "clock-skew", "AP")


def test_the_skew_of_exactly_five_minutes_is_allowed(play):
    """RFC 4120 refuses a difference greater than the allowable skew: the exact bound is accepted."""
    net_delay = 0.01  # the last piece arrives half a round trip after it was sent
    turns = 4 * 0.02
    exact = skewed("desk", SKEW_S + net_delay + turns)
    over = skewed("desk", SKEW_S + net_delay + turns + 0.001)
    assert play("present-ticket", exact, at=1000.0, **HELD).through
    assert not play("present-ticket", over, at=1000.0, **HELD).through


@pytest.mark.parametrize(("behind", "category"), [(SKEW_S - 1, "ok"), (SKEW_S + 1, "ticket-not-yet-valid")])
def test_a_client_far_behind_does_not_present_its_ticket(play, behind, category):
    """By the client's own clock the ticket starts later than the skew allows: it is not sent."""
    run = play("present-ticket", skewed("desk", -behind), skewed("vault", -behind), **HELD)
    assert run.ending.category == category
    assert ("AP" in steps(run)) is (category == "ok")


def test_a_service_far_behind_refuses_a_ticket_as_not_yet_valid(play):
    """A service whose clock is behind the ticket's start by more than the skew answers with its code."""
    run = play("present-ticket", skewed("vault", -SKEW_S - 1), **HELD)
    assert (run.ending.category, run.steps[-1].reply.code) == ("ticket-not-yet-valid", "KRB_AP_ERR_TKT_NYV")
    assert play("present-ticket", skewed("vault", -SKEW_S + 1), **HELD).through


def test_a_service_accepts_a_ticket_for_the_skew_after_its_end(pair, play):
    """A client whose clock is behind presents a ticket that has ended: the service grants the skew and no more."""
    net = evolve(pair, caches={"away": TicketCache(user="nora", tickets=("vault",), life="1h")})
    ways = {"net": net, **HELD}
    assert play("present-ticket", skewed("desk", -290.0), at=3600.0 + 250, **ways).through
    late = play("present-ticket", skewed("desk", -450.0), at=3600.0 + 310, **ways)
    assert (late.ending.category, late.steps[-1].reply.code) == ("ticket-expired", "KRB_AP_ERR_TKT_EXPIRED")


def test_tickets_near_their_end_are_requested_again(play):
    """GSS-API asks for a new TGT from 30 seconds before the end: without a password that only takes time."""
    away = {"service": "files", "cache": "near", "configuration": "found"}
    fresh = play("present-ticket", at=TGT_S - 31, **away)
    stale = play("present-ticket", at=TGT_S - 30, **away)
    assert (steps(fresh), steps(stale)) == (["connection", "AP"], ["connection", "AS", "AP"])
    assert fresh.outcome == stale.outcome == "succeeded"
    refresh = next(step for step in stale.steps if step.exchange.step == "AS")
    assert refresh.exchange.purpose == "new ticket for nora"


def test_an_expired_ticket_is_not_presented(play):
    """From its end on the ticket is refused by the client itself, after the connection."""
    run = play("present-ticket", at=TGT_S, service="files", cache="near", configuration="found")
    assert (run.ending.category, "AP" in steps(run)) == ("ticket-expired", False)


def test_an_ldap_session_binds_and_searches_on_one_connection(play):
    """Connection, bind and search are three round trips; both requests go to port 389."""
    run = play("ldap-session", server="n1", client="kiosk")
    assert (steps(run), run.elapsed_s) == (["LDAP bind", "LDAP search"], 0.06)
    assert {step.exchange.port for step in run.steps} == {389}


@pytest.mark.parametrize(
    "more", [{"wrong_password": True}, {"user": "locked"}, {"user": "gone"}, {"server": "f1"}, {"user": "finn"}]
)
def test_a_refused_bind_gives_one_reason_for_all(play, more):
    """A wrong password, a disabled, an absent and a foreign account are all refused with invalidCredentials."""
    run = play("ldap-session", **{"server": "n1", **more})
    assert (run.outcome, run.ending.category) == ("denied", "ldap-bad-password")
    assert run.steps[-1].reply.code == "invalidCredentials"
    assert steps(run) == ["LDAP bind"]


@pytest.mark.parametrize(("timeout", "elapsed"), [(None, OPENING_S), ("1s", 1.0), ("30s", 30.0), ("10m", OPENING_S)])
def test_an_ldap_client_waits_for_its_connect_timeout(play, timeout, elapsed):
    """A silent server is given up after the configured timeout, and after that of the system at the latest."""
    run = play("ldap-session", PortBlocked("n1", 389), server="n1", connect_timeout=timeout)
    assert (run.outcome, run.ending.category, run.elapsed_s) == ("timed-out", "ldap-unreachable", elapsed)


@pytest.mark.parametrize(
    "fault", [ServiceDown("n1"), ServiceDown("n1", "controller"), PortBlocked("n1", 389, verdict="reject")]
)
def test_a_refused_connection_ends_an_ldap_session_at_once(play, fault):
    """A stopped service and a filter that rejects answer: the client does not wait for its timeout."""
    run = play("ldap-session", fault, server="n1", connect_timeout="30s")
    assert (run.outcome, run.ending.category, run.elapsed_s) == ("denied", "ldap-unreachable", 0.0)


@pytest.mark.parametrize(("lasts", "elapsed"), [(0.5, 1.0), (2.0, 3.0), (6.9, 7.0), (30.9, 31.0), (62.9, 63.0)])
def test_an_opening_packet_is_repeated_by_the_system(play, lasts, elapsed):
    """Linux repeats the opening packet after 1, 3, 7, 15, 31 and 63 seconds: the next one after the outage connects."""
    run = play("ldap-session", Fault(kind="port-blocked", of="n1", port=389, lasts=lasts), server="n1")
    assert (run.outcome, run.elapsed_s) == ("succeeded", elapsed)


def test_after_the_last_opening_packet_no_connection_comes(play):
    """An outage that ends after 63 seconds is not outlived: no further packet is sent until the system gives up."""
    run = play("ldap-session", Fault(kind="port-blocked", of="n1", port=389, lasts=63.1), server="n1")
    assert (run.outcome, run.elapsed_s) == ("timed-out", OPENING_S)


def test_a_server_by_name_needs_a_name_server(play):
    """A client that knows the address needs no DNS; one that has the name needs it."""
    dns = [PortBlocked(host, 53) for host in ("n1", "n2")]
    assert play("ldap-session", *dns, server="n1").outcome == "succeeded"
    run = play("ldap-session", *dns, server="n1", by_name=True)
    assert (run.outcome, run.ending.category) == ("timed-out", "ldap-unreachable")
    assert run.because.startswith("the address of n1 cannot be resolved")


def test_a_name_is_tried_in_the_own_domain_as_well(play):
    """A name that is not found is asked for again below the domain of the client."""
    run = play("ldap-session", *(PortBlocked(host, 53) for host in ("f1", "f2")), server="f1", by_name=True)
    names = list(dict.fromkeys(step.exchange.purpose for step in run.steps if step.exchange.initiator == "desk"))
    assert names == ["A f1.far.example", "A f1.far.example.near.example"]


def test_an_open_session_is_one_exchange(play):
    """A search on an open session needs no bind, no name and no new connection: one round trip."""
    run = play("open-session", server="n1", client="kiosk")
    assert (steps(run), run.elapsed_s) == (["LDAP search"], 0.02)


@pytest.mark.parametrize(
    ("lasts", "elapsed"), [(0.1, 0.2), (0.5, 0.6), (1.3, 1.4), (2.9, 3.0), (6.1, 6.2), (6.3, 12.6)]
)
def test_unanswered_data_is_sent_again_with_doubled_waits(play, lasts, elapsed):
    """The retransmissions of an open connection leave after 0.2, 0.6, 1.4, 3.0, 6.2 and 12.6 seconds."""
    run = play("open-session", Fault(kind="link-down", of="line", lasts=lasts), server="n1", client="kiosk")
    assert (run.outcome, run.elapsed_s) == ("succeeded", pytest.approx(elapsed + 0.02))


def test_a_lost_answer_is_sent_again_by_the_server(play):
    """An answer that is lost on its way back is repeated by the server, not asked for again by the client."""
    way = Fault(kind="link-down", of="line", towards="right", lasts=0.5)
    run = play("open-session", way, server="n1", client="kiosk")
    assert (len(run.steps), run.elapsed_s) == (1, pytest.approx(0.01 + 0.6 + 0.01))


@pytest.mark.parametrize("kind", ["open-session", "ldap-session"])
def test_a_stopped_directory_resets_its_sessions(play, kind):
    """A host that is on but whose service has stopped resets open connections as well as new ones."""
    run = play(kind, ServiceDown("n1"), server="n1")
    assert (run.outcome, run.ending.category, run.elapsed_s) == ("denied", "ldap-unreachable", 0.0)


@pytest.mark.parametrize("gives_up", ["0.5s", "60s", "10m"])
def test_a_user_gives_up_a_silent_session(play, gives_up):
    """A program that waits for data ends when its user cancels it, and the ending says so."""
    run = play("open-session", LinkDown("line"), server="n1", client="kiosk", gives_up=gives_up)
    wanted = {"0.5s": 0.5, "60s": 60.0, "10m": 600.0}[gives_up]
    assert (run.outcome, run.ending.category, run.elapsed_s) == ("timed-out", "cap", wanted)
    assert run.because.startswith("the user gave up waiting")


def test_a_program_that_ends_before_is_not_given_up(play):
    """The cancellation counts from its instant on: a program that has ended by then is not affected."""
    done = play("ldap-session", server="n1", client="kiosk", gives_up="61ms")
    cut = play("ldap-session", server="n1", client="kiosk", gives_up="59ms")
    assert (done.outcome, cut.outcome, cut.ending.category) == ("succeeded", "timed-out", "cap")


@pytest.mark.parametrize("configuration", ["found", "realms", "written"])
def test_a_ticket_of_the_file_is_found_by_every_client(play, configuration):
    """A cache of the file is the client's own: its ticket is found whether or not the client knows the service's realm."""
    held = {**HELD, "configuration": configuration}
    assert steps(play("present-ticket", **held)) == ["connection", "AP"]


def test_an_expired_tgt_is_a_definite_failure(play):
    """A program whose TGT has expired stops by itself: no request is open, so that it is denied and no exchange fails."""
    run = play("present-ticket", at=TGT_S + 3600, service="vault", cache="first", configuration="realms")
    assert (run.outcome, run.ending.category, run.failed) == ("denied", "ticket-expired", None)


def test_a_cache_without_a_tgt_is_a_definite_failure(play):
    """A renewal without anything to renew is denied."""
    run = play("renew-ticket")
    assert (run.outcome, run.ending.category) == ("denied", "no-ticket")
