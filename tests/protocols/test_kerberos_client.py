"""Kerberos client programs over two forests: first tickets, service tickets, renewal, passwords and logons."""

import pytest
from attrs import evolve

from dirsim.model.directory import Trust
from dirsim.model.scenario import Fault, HostDown, LinkDown, PortBlocked, ServiceDown
from dirsim.model.topology import TicketCache

SKEW_S = 300.0
TGT_S = 36_000.0
LAST_S = 120.0
NEAR_OFF = (HostDown("n1"), HostDown("n2"))
FIRST = "krbtgt/NEAR.EXAMPLE@NEAR.EXAMPLE"
CROSS = "krbtgt/FAR.EXAMPLE@NEAR.EXAMPLE"
VAULT = "cifs/vault.far.example@FAR.EXAMPLE"


def skewed(host, by):
    """A clock that is wrong by so many seconds."""
    return Fault(kind="clock-skew", of=host, amount=by)


def asked(run):
    """The steps of a run: protocol step, target and transport."""
    return [(step.exchange.step, step.exchange.target, step.exchange.protocol) for step in run.steps]


def test_a_first_ticket_takes_proof_and_then_a_stream(play):
    """The KDC asks for pre-authentication, its answer is too large for a datagram, and TCP carries the ticket."""
    run = play("initial-ticket")
    assert asked(run) == [("AS", "n1", "udp"), ("AS", "n1", "udp"), ("AS", "n1", "tcp")]
    assert [step.reply.code for step in run.steps] == ["KDC_ERR_PREAUTH_REQUIRED", "KRB_ERR_RESPONSE_TOO_BIG", ""]
    assert (run.outcome, run.ending.held) == ("succeeded", (FIRST,))


def test_each_round_trip_of_a_first_ticket_takes_the_line_there_and_back(play):
    """Two datagrams and one connection, opened and used, are four round trips of 20 ms."""
    assert play("initial-ticket", client="kiosk").elapsed_s == 0.08
    slow = Fault(kind="latency", of="line", amount=0.05)
    assert play("initial-ticket", slow, client="kiosk").elapsed_s == pytest.approx(4 * 2 * 0.06)


@pytest.mark.parametrize(
    ("more", "category", "code"),
    [
        ({"wrong_password": True}, "bad-password", "KDC_ERR_PREAUTH_FAILED"),
        ({"user": "gone"}, "client-unknown", "KDC_ERR_C_PRINCIPAL_UNKNOWN"),
        ({"user": "locked"}, "revoked", "KDC_ERR_CLIENT_REVOKED"),
    ],
)
def test_an_account_that_is_refused_is_denied_by_the_first_kdc(play, more, category, code):
    """Error codes of RFC 4120 section 7.5.9 end the program at the first KDC, which alone is asked."""
    run = play("initial-ticket", **more)
    assert (run.outcome, run.ending.category) == ("denied", category)
    assert run.steps[-1].reply.code == code
    assert {step.exchange.target for step in run.steps} == {"n1"}
    assert run.ending.held == ()


def test_an_unknown_account_is_refused_before_any_proof(play):
    """A KDC that has no such account, or a disabled one, answers the first request already."""
    assert len(play("initial-ticket", user="gone").steps) == 1
    assert len(play("initial-ticket", user="locked").steps) == 1
    assert len(play("initial-ticket", wrong_password=True).steps) == 2


def test_refusals_state_their_reason(play):
    """Each refusal names the account and what is wrong with it."""
    assert "the password of nora is wrong" in play("initial-ticket", wrong_password=True).because
    assert "near.example has no account gone" in play("initial-ticket", user="gone").because
    assert "the account locked is disabled" in play("initial-ticket", user="locked").because


@pytest.mark.parametrize("by", [-86_400.0, -301.0, -300.0, 300.0, 301.0, 86_400.0])
def test_a_wrong_clock_does_not_stop_a_first_ticket(play, by):
    """The client takes the time from the KDC's demand for pre-authentication, so that its own error has no effect."""
    assert play("initial-ticket", skewed("desk", by)).outcome == "succeeded"
    assert play("initial-ticket", skewed("n1", by)).outcome == "succeeded"


@pytest.mark.parametrize("host", ["desk", "n1"])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_ticket_in_hand_bears_five_minutes_of_skew(play, host, sign):
    """A TGT that was issued while clocks agreed is accepted with 300 seconds of difference, and with 301 refused."""
    exact = play("service-ticket", skewed(host, sign * SKEW_S), service="files", cache="first", at=1000.0)
    beyond = play("service-ticket", skewed(host, sign * (SKEW_S + 1)), service="files", cache="first", at=1000.0)
    assert exact.outcome == "succeeded"
    assert (beyond.outcome, beyond.ending.category) == ("denied", "clock-skew")
    assert beyond.steps[-1].reply.code == "KRB_AP_ERR_SKEW"
    assert "the clocks differ too much" in beyond.because


def test_a_clock_far_behind_finds_its_ticket_not_yet_valid(play):
    """A KDC whose clock is behind a ticket's start by more than the skew refuses the ticket as not yet valid."""
    both = [skewed("desk", -400.0), skewed("n1", -400.0)]
    run = play("service-ticket", *both, service="files", cache="first")
    assert (run.outcome, run.ending.category) == ("denied", "ticket-not-yet-valid")
    within = [skewed("desk", -SKEW_S), skewed("n1", -SKEW_S)]
    assert play("service-ticket", *within, service="files", cache="first").outcome == "succeeded"


def test_a_tgt_ends_two_minutes_early_at_the_kdc(play):
    """Domain controllers take no TGT in the last two minutes of its life."""
    good = play("service-ticket", service="files", cache="first", at=TGT_S - LAST_S - 1)
    late = play("service-ticket", service="files", cache="first", at=TGT_S - LAST_S)
    assert good.outcome == "succeeded"
    assert (late.outcome, late.ending.category) == ("denied", "ticket-expired")
    assert late.steps[-1].reply.code == "KRB_AP_ERR_TKT_EXPIRED"


def test_a_client_does_not_send_an_expired_tgt(play):
    """From the end of its TGT on the client itself refuses to use it, and no exchange is made."""
    last = play("service-ticket", service="files", cache="first", at=TGT_S - 0.001)
    over = play("service-ticket", service="files", cache="first", at=TGT_S)
    assert len(last.steps) == 1
    assert over.steps == ()
    assert over.ending.category == "ticket-expired"
    assert "the TGT of nora has expired" in over.because


def test_a_cross_realm_ticket_lasts_to_its_end(play):
    """The two minutes do not apply to a cross-realm ticket: its realm takes it until it ends."""
    run = play("service-ticket", service="vault", cache="cross", at=TGT_S - 1)
    assert (run.outcome, [step.exchange.target for step in run.steps]) == ("succeeded", ["f1"])
    assert not play("service-ticket", service="vault", cache="cross", at=TGT_S).through


@pytest.mark.parametrize(("life", "age", "at"), [("1h", None, 3600.0), ("2h", "1h", 3600.0), (None, "9h", 3600.0)])
def test_a_cache_ages_from_its_filling(pair, play, life, age, at):
    """A ticket's end is its filling plus its lifetime; the age of a cache counts before the scenario's start."""
    net = evolve(pair, caches={"aged": TicketCache(user="nora", life=life, age=age)})
    assert play("renew-ticket", net=net, cache="aged", at=at - LAST_S - 1).outcome == "succeeded"
    assert not play("renew-ticket", net=net, cache="aged", at=at - LAST_S).through


def test_a_requested_lifetime_is_capped_by_the_domain(pair, play):
    """A cache with a requested lifetime of 20 hours has a ticket of the domain's ten."""
    net = evolve(pair, caches={"long": TicketCache(user="nora", life="20h")})
    assert play("renew-ticket", net=net, cache="long", at=TGT_S - LAST_S - 1).through
    assert not play("renew-ticket", net=net, cache="long", at=TGT_S - LAST_S).through


def test_renewal_needs_a_tgt_and_a_kdc(play):
    """Without a TGT nothing is sent; with one the realm's KDCs are asked, and their silence is a timeout."""
    nothing = play("renew-ticket")
    assert (nothing.ending.category, nothing.because, nothing.steps) == ("no-ticket", "the cache holds no TGT", ())
    assert play("renew-ticket", cache="first").outcome == "succeeded"
    silent = play("renew-ticket", *NEAR_OFF, cache="first")
    assert (silent.outcome, silent.ending.category) == ("timed-out", "kdc-unreachable")


def test_renewal_drops_the_other_tickets(play):
    """A renewed TGT restarts the cache: tickets for services have to be requested again."""
    run = play("renew-ticket", cache="cross")
    assert run.ending.held == (FIRST,)
    assert run.steps[-1].exchange.purpose == "renew nora's TGT"


def test_a_service_ticket_in_the_cache_needs_no_host(play):
    """A ticket held for the service ends the program at once, whatever has failed, until the ticket ends."""
    run = play("service-ticket", *NEAR_OFF, LinkDown("line"), service="files", cache="near", configuration="found")
    assert (run.outcome, run.steps, run.elapsed_s) == ("succeeded", (), 0.0)
    assert play("service-ticket", service="files", cache="near", configuration="found", at=TGT_S - 1).steps == ()
    over = play("service-ticket", service="files", cache="near", configuration="found", at=TGT_S)
    assert over.ending.category == "ticket-expired"


def test_a_service_ticket_without_a_tgt_begins_with_one(play):
    """An empty cache gets its TGT first, and the service ticket by TCP after it."""
    run = play("service-ticket", service="files")
    assert [step for step, _, _ in asked(run)] == ["AS", "AS", "AS", "TGS"]
    assert run.ending.held == (FIRST, "cifs/files.near.example@NEAR.EXAMPLE")


def test_a_failed_first_ticket_ends_the_whole_program(play):
    """Where no TGT is issued, no ticket-granting service is asked."""
    run = play("service-ticket", service="files", wrong_password=True)
    assert (run.ending.category, {step.exchange.step for step in run.steps}) == ("bad-password", {"AS"})


def test_a_client_that_knows_the_realm_asks_for_the_cross_realm_ticket(play):
    """Nora's own KDC issues the cross-realm ticket, the other forest's KDC the ticket itself; both are kept."""
    run = play("service-ticket", service="vault", cache="first")
    assert asked(run) == [("TGS", "n1", "tcp"), ("TGS", "f1", "tcp")]
    assert run.ending.held == (FIRST, CROSS, VAULT)


def test_a_referral_of_the_own_kdc_is_not_kept(play):
    """A client that does not know the realm follows the referral and keeps the service's ticket without it."""
    run = play("service-ticket", service="vault", cache="first", configuration="found")
    assert [target for step, target, _ in asked(run) if step == "TGS"] == ["n1", "f1"]
    assert run.ending.held == (FIRST, "cifs/vault.far.example@")


def test_a_held_cross_realm_ticket_spares_the_home_realm(play):
    """With the cross-realm ticket in the cache the home KDCs are not needed; a client that has to be referred needs them."""
    assert play("service-ticket", *NEAR_OFF, service="vault", cache="cross").outcome == "succeeded"
    assert not play("service-ticket", *NEAR_OFF, service="vault", cache="first").through
    referred = play("service-ticket", *NEAR_OFF, service="vault", cache="cross", configuration="found")
    assert not referred.through


def test_the_far_realm_is_needed_for_its_own_services(play):
    """Without the other forest's KDCs the referral ends nowhere, and services of the home realm are not affected."""
    far_off = (HostDown("f1"), HostDown("f2"))
    stopped = play("service-ticket", *far_off, service="vault", cache="first")
    assert (stopped.outcome, stopped.ending.category) == ("timed-out", "kdc-unreachable")
    assert stopped.because.startswith("no KDC of far.example answers")
    assert play("service-ticket", *far_off, service="files", cache="first").outcome == "succeeded"


@pytest.mark.parametrize(
    ("trusting", "user", "service", "through"),
    [
        ("far.example", "nora", "vault", True),
        ("far.example", "finn", "files", False),
        ("near.example", "nora", "vault", False),
        ("near.example", "finn", "files", True),
    ],
)
def test_a_one_way_trust_serves_users_of_the_trusted_domain(pair, play, trusting, user, service, through):
    """Users of the trusted domain reach services of the trusting one, and the others do not."""
    trusted = "near.example" if trusting == "far.example" else "far.example"
    net = evolve(pair, trusts={"one": Trust(trusting=trusting, trusted=trusted, kind="forest")})
    run = play("service-ticket", net=net, user=user, service=service)
    assert run.through is through
    if not through:
        assert (run.outcome, run.ending.category) == ("denied", "server-unknown")
        assert f"does not trust {pair.principals[user].domain}" in run.because


def test_without_a_trust_the_realm_is_tried_as_well(pair, play):
    """A client that does not know the realm asks again with the realm that the name suggests once it is refused."""
    net = evolve(pair, trusts={})
    unsure = play("service-ticket", net=net, service="vault", cache="first", configuration="found")
    assert unsure.ending.category == "server-unknown"
    assert len([step for step, _, _ in asked(unsure) if step == "TGS"]) == 2
    sure = play("service-ticket", net=net, service="vault", cache="first")
    assert len(sure.steps) == 1


def test_a_password_change_has_its_own_ticket(play):
    """A ticket for the change, whatever the cache holds, then the change by TCP at the first password server."""
    run = play("password-change", cache="first")
    assert asked(run)[-1] == ("kpasswd", "n1", "tcp")
    assert [step for step, _, _ in asked(run)] == ["AS", "AS", "AS", "kpasswd"]
    assert run.steps[0].exchange.purpose == "ticket for a password change for nora"
    assert run.ending.held == (FIRST,)


def test_a_password_change_falls_to_udp_after_all_waits(play):
    """A second for each of two servers by TCP and 2 + 4 + 8 s at the ends of the passes, then UDP at once."""
    blocked = [PortBlocked(host, 464, protocol="tcp") for host in ("n1", "n2")]
    run = play("password-change", *blocked)
    assert (run.outcome, run.elapsed_s) == ("succeeded", 16.0)
    assert run.steps[-1].exchange.protocol == "udp"


def test_a_stopped_password_server_is_passed_over_at_once(play):
    """A reset by the first server leads to the second without a wait, and that is a fallback."""
    run = play("password-change", PortBlocked("n1", 464, verdict="reject"))
    assert (run.outcome, run.elapsed_s) == ("degraded", 0.0)
    assert "n2 answered by tcp" in run.because


def test_a_password_change_with_wrong_password_changes_nothing(play):
    """The old password is checked by the ticket for the change: no password server is asked."""
    run = play("password-change", wrong_password=True)
    assert (run.outcome, run.ending.category) == ("denied", "bad-password")
    assert {step.exchange.step for step in run.steps} == {"AS"}


def test_a_password_change_across_sites_needs_the_home_domain(play):
    """At the other site the change goes to the user's own domain, and is lost with the line."""
    assert play("password-change", client="kiosk").steps[-1].exchange.target == "n1"
    run = play("password-change", LinkDown("line"), client="kiosk")
    assert (run.outcome, run.ending.category) == ("timed-out", "kdc-unreachable")


def test_a_cached_logon_is_for_silence_alone(play):
    """A known user logs on while KDCs are silent; a refusal and a wrong password are final, and a stranger stays out."""
    known = play("machine-logon", *NEAR_OFF, cache="first")
    assert (known.outcome, known.because) == (
        "degraded",
        "by the cached logon of the machine, without a new ticket",
    )
    assert play("machine-logon", cache="first").outcome == "succeeded"
    assert play("machine-logon", *NEAR_OFF).outcome == "timed-out"
    assert play("machine-logon", *NEAR_OFF, cache="first", wrong_password=True).outcome == "denied"
    assert play("machine-logon", cache="first", wrong_password=True).outcome == "denied"
    assert play("machine-logon", *NEAR_OFF, user="locked", cache="first").outcome == "timed-out"


def test_a_cached_logon_keeps_the_old_tickets(play):
    """The cached logon gives no ticket: the cache is as it was before."""
    assert play("machine-logon", *NEAR_OFF, cache="cross").ending.held == (FIRST, CROSS)
    assert play("machine-logon", cache="cross").ending.held == (FIRST,)


def test_a_second_kdc_is_a_fallback(play):
    """The answer of any KDC but the first is called degraded, and the reason names it and its transport."""
    run = play("initial-ticket", HostDown("n1"))
    assert run.outcome == "degraded"
    assert run.because == "n2 answered by udp; n2 answered by tcp"
    stopped = play("initial-ticket", ServiceDown("n1"))
    assert (stopped.outcome, stopped.elapsed_s) == ("degraded", 0.0)
