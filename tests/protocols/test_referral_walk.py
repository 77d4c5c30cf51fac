"""Heimdal's way to its KDCs: one after the other, located only as needed."""

import pytest
from attrs import evolve

from dirsim.model.scenario import Fault, HostDown, LinkDown, PortBlocked, ServiceDown
from dirsim.model.topology import ClientConfiguration

WRITTEN = {"near.example": ("n1", "n2"), "far.example": ("f1", "f2")}


@pytest.fixture(scope="module")
def walk(pair, play):
    """A function: run a program of a Heimdal client, with written KDCs unless it says otherwise."""

    def run(kind, *faults, kdcs=WRITTEN, dns=True, knows_realms=True, **more):
        own = ClientConfiguration(profile="heimdal", kdcs=kdcs or {}, dns=dns, knows_realms=knows_realms)
        net = evolve(pair, configurations={**pair.configurations, "own": own})
        return play(kind, *faults, **{"net": net, "configuration": "own", **more})

    return run


def sent(run, step="AS"):
    """The requests of the client for tickets: when, to whom, over which transport."""
    return [
        (round(at, 3), one.exchange.target, one.exchange.protocol)
        for at, one in zip(run.times, run.steps, strict=True)
        if one.exchange.step == step
    ]


def test_a_first_ticket_of_heimdal_is_the_same_three_requests(walk):
    """Pre-authentication, an answer too large for a datagram, and the ticket by TCP, all at the first KDC."""
    run = walk("initial-ticket")
    assert sent(run) == [(0.0, "n1", "udp"), (0.0, "n1", "udp"), (0.0, "n1", "tcp")]
    assert (run.outcome, run.elapsed_s) == ("succeeded", 0.0)


def test_the_next_kdc_is_asked_a_second_later(walk):
    """Each of the three requests waits a second for the silent first KDC."""
    run = walk("initial-ticket", PortBlocked("n1", 88))
    assert (run.outcome, run.elapsed_s) == ("degraded", 3.0)
    assert sent(run) == [
        (at, host, way) for at, way in ((0, "udp"), (1, "udp"), (2, "tcp")) for host, at in (("n1", at), ("n2", at + 1))
    ]
    assert run.because == "n2 answered by udp; n2 answered by tcp"


def test_kdcs_that_refuse_are_left_at_once(walk):
    """A stopped KDC is removed from the list; where none is left the program ends without a wait."""
    one = walk("initial-ticket", ServiceDown("n1"))
    both = walk("initial-ticket", ServiceDown("n1"), ServiceDown("n2"))
    assert (one.outcome, one.elapsed_s) == ("degraded", 0.0)
    assert (both.ending.category, both.elapsed_s) == ("kdc-unreachable", 0.0)
    assert sent(both) == [(0.0, "n1", "udp"), (0.0, "n2", "udp")]


@pytest.mark.parametrize(("kdcs", "elapsed"), [(("n1",), 33.0), (("n1", "n2"), 34.0), (("n1", "n2", "f1"), 35.0)])
def test_silent_kdcs_share_their_half_minute(walk, kdcs, elapsed):
    """Three tries of eleven seconds for each KDC, which is asked a second after the one before it."""
    faults = [PortBlocked(host, 88) for host in kdcs]
    run = walk("initial-ticket", *faults, kdcs={"near.example": kdcs})
    assert (run.outcome, run.elapsed_s) == ("timed-out", elapsed)
    first = [at for at, host, _ in sent(run) if host == "n1"]
    assert first == [0.0, 11.0, 22.0]


def test_a_stream_is_tried_once(walk):
    """A ticket request goes by TCP alone, once to each KDC, and is repeated as a whole when all are silent."""
    run = walk("renew-ticket", PortBlocked("n1", 88), PortBlocked("n2", 88), cache="first")
    assert sent(run, "TGS") == [(0.0, "n1", "tcp"), (1.0, "n2", "tcp"), (32.0, "n1", "tcp"), (33.0, "n2", "tcp")]
    assert (run.ending.category, run.elapsed_s) == ("kdc-unreachable", 64.0)


@pytest.mark.parametrize(("lasts", "elapsed"), [(0.5, 11.0), (10.9, 11.0), (11.1, 22.0), (21.9, 22.0), (22.1, None)])
def test_an_outage_is_outlived_by_the_next_try(walk, lasts, elapsed):
    """The datagram of the next try is answered; an outage that lasts until after the third is not outlived."""
    fault = Fault(kind="port-blocked", of="n1", port=88, lasts=lasts)
    run = walk("initial-ticket", fault, kdcs={"near.example": ("n1",)})
    assert run.through is (elapsed is not None)
    assert run.elapsed_s == (elapsed or 33.0)


def test_kdcs_are_found_by_service_records_without_uri(walk):
    """Heimdal asks for no URI record: SRV for UDP first, then the KDC's address; no primary KDC afterwards."""
    run = walk("initial-ticket", kdcs=None)
    names = [step.exchange.purpose for step in run.steps if step.exchange.step == "DNS query"]
    assert names[:2] == ["SRV _kerberos._udp.near.example", "A n1.near.example"]
    assert not [name for name in names if name.startswith("URI") or "master" in name]
    assert run.outcome == "succeeded"


def test_a_large_request_is_searched_for_by_tcp_alone(walk):
    """A renewal goes by TCP: records for UDP are not asked for."""
    run = walk("renew-ticket", kdcs=None, cache="first")
    names = [step.exchange.purpose for step in run.steps if step.exchange.step == "DNS query"]
    assert names == ["SRV _kerberos._tcp.near.example", "A n1.near.example"]


def test_records_that_are_missing_are_asked_for_seven_times(walk):
    """When all KDCs are silent the walk goes on to HTTP, which the zone lacks, and then to a common name."""
    run = walk("initial-ticket", PortBlocked("n1", 88), PortBlocked("n2", 88), kdcs=None)
    names = [step.exchange.purpose for step in run.steps if step.exchange.step == "DNS query"]
    assert names.count("SRV _kerberos._http.near.example") == 7
    assert names.count("SRV _kerberos._udp.near.example") == 1
    assert names.count("A kerberos.near.example") == 1
    assert "A kerberos-1.near.example" not in names


def test_without_dns_the_common_names_are_tried(walk):
    """A client that may not look records up tries the first of the common names of a KDC and ends."""
    run = walk("initial-ticket", kdcs=None, dns=False)
    assert [step.exchange.purpose for step in run.steps] == ["A kerberos.near.example"]
    assert (run.outcome, run.ending.category) == ("timed-out", "kdc-unreachable")


def test_a_kdc_with_a_common_name_is_found_by_it(pair, walk):
    """A controller that is called kerberos in its zone is found without any record."""
    named = pair.adding(hosts={"n2": evolve(pair.hosts["n2"], name="kerberos.near.example")})
    own = ClientConfiguration(profile="heimdal", dns=False)
    run = walk("initial-ticket", net=evolve(named, configurations={"own": own}))
    assert (run.outcome, {host for _, host, _ in sent(run)}) == ("succeeded", {"n2"})


def test_heimdal_keeps_the_referral(walk):
    """A cross-realm ticket that comes as a referral is kept, under the service's whole name."""
    run = walk("service-ticket", service="vault", cache="first", knows_realms=False)
    assert run.ending.held == (
        "krbtgt/NEAR.EXAMPLE@NEAR.EXAMPLE",
        "krbtgt/FAR.EXAMPLE@NEAR.EXAMPLE",
        "cifs/vault.far.example@FAR.EXAMPLE",
    )


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("initial-ticket", {"wrong_password": True}),
        ("initial-ticket", {"user": "locked"}),
        ("password-change", {"user": "gone"}),
    ],
)
def test_a_refusal_ends_the_walk(walk, kind, more):
    """A refusal is an answer: no further KDC is located or asked."""
    run = walk(kind, **more)
    assert run.outcome == "denied"
    assert {step.exchange.target for step in run.steps} == {"n1"}


def test_a_cut_line_stops_users_of_the_other_site_only(walk):
    """Nora at the far site cannot reach a KDC of her realm, and finn does not notice."""
    assert not walk("initial-ticket", LinkDown("line"), client="kiosk").through
    assert walk("initial-ticket", LinkDown("line"), HostDown("n1"), client="kiosk", user="finn").outcome == "succeeded"
