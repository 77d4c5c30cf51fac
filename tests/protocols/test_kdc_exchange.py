"""Waits for KDCs: written down or found in DNS, silent, refusing or slow, by the documented times of MIT Kerberos."""

import pytest
from attrs import evolve

from dirsim.model.scenario import Fault, HostDown, LinkDown, PortBlocked, ServiceDown
from dirsim.model.topology import ClientConfiguration

PASSES_S = (2.0, 4.0, 8.0)
SILENT = (PortBlocked("n1", 88), PortBlocked("n2", 88))


def with_kdcs(pair, *kdcs, **more):
    """The pair with a configuration ``own`` that writes down the KDCs of near.example."""
    own = ClientConfiguration(kdcs={"near.example": kdcs} if kdcs else {}, dns=False, knows_realms=True, **more)
    return evolve(pair, configurations={**pair.configurations, "own": own})


def tried(run, target=None):
    """The instants and transports of the AS requests to a host, or to any."""
    return [
        (round(at, 3), step.exchange.target, step.exchange.protocol)
        for at, step in zip(run.times, run.steps, strict=True)
        if step.exchange.step == "AS" and target in (None, step.exchange.target)
    ]


def test_silent_kdcs_are_asked_in_three_passes(play):
    """UDP to each for a second, TCP to each for a second, 2 s; UDP to each again, 4 s; once more, 8 s."""
    run = play("initial-ticket", *SILENT)
    assert tried(run) == [
        (0, "n1", "udp"),
        (1, "n2", "udp"),
        (2, "n1", "tcp"),
        (3, "n2", "tcp"),
        (6, "n1", "udp"),
        (7, "n2", "udp"),
        (12, "n1", "udp"),
        (13, "n2", "udp"),
    ]
    assert (run.outcome, run.ending.category, run.elapsed_s) == ("timed-out", "kdc-unreachable", 22.0)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_time_to_give_up_grows_with_the_kdcs(pair, play, count):
    """Four seconds for each KDC and 14 s of waits at the ends of the passes, as the retry fact states."""
    hosts = ("n1", "n2", "f1")[:count]
    faults = [PortBlocked(host, 88) for host in hosts]
    run = play("initial-ticket", *faults, net=with_kdcs(pair, *hosts), configuration="own")
    assert run.elapsed_s == 4 * count + sum(PASSES_S)


def test_the_first_written_kdc_is_the_first_asked(pair, play):
    """KDCs are asked in the order of the configuration, and the first of them is no fallback."""
    run = play("initial-ticket", net=with_kdcs(pair, "n2", "n1"), configuration="own")
    assert {step.exchange.target for step in run.steps} == {"n2"}
    assert run.outcome == "succeeded"


def test_one_silent_kdc_costs_a_second_for_each_request(play):
    """Three requests (two by UDP, one by TCP) each wait a second for the silent first KDC."""
    run = play("initial-ticket", PortBlocked("n1", 88))
    assert (run.outcome, run.elapsed_s) == ("degraded", 3.0)


@pytest.mark.parametrize(("protocol", "elapsed"), [("udp", 2.0), ("tcp", 1.0)])
def test_a_blocked_transport_costs_its_own_requests_alone(play, protocol, elapsed):
    """Of the three requests of a first ticket two go by UDP and one by TCP."""
    run = play("initial-ticket", PortBlocked("n1", 88, protocol=protocol))
    assert (run.outcome, run.elapsed_s) == ("degraded", elapsed)


def test_udp_blocked_everywhere_goes_by_tcp(play):
    """Where no KDC answers by UDP, the requests of the same pass by TCP are answered."""
    run = play("initial-ticket", *(PortBlocked(host, 88, protocol="udp") for host in ("n1", "n2")))
    assert (run.outcome, run.elapsed_s) == ("degraded", 4.0)
    assert run.because == "n1 answered by tcp"


def test_kdcs_that_refuse_are_given_up_at_once(play):
    """A host that answers that no service listens there is closed: where all are, no further wait follows."""
    run = play("initial-ticket", ServiceDown("n1"), ServiceDown("n2"))
    assert (run.ending.category, run.elapsed_s) == ("kdc-unreachable", 0.0)
    assert tried(run) == [(0, "n1", "udp"), (0, "n2", "udp"), (0, "n1", "tcp"), (0, "n2", "tcp")]
    assert run.because.startswith("no KDC of near.example answers; AS desk -> n1 udp/88: ")


@pytest.mark.parametrize(
    ("rest", "target", "again"),
    [
        ((ServiceDown("n1"), PortBlocked("n2", 88)), "n2", (5, 10)),
        ((PortBlocked("n1", 88), ServiceDown("n2")), "n1", (6, 11)),
    ],
)
def test_only_the_silent_kdc_is_asked_again(play, rest, target, again):
    """A KDC that refused is left out of the later passes; each request but one into an empty set waits its second."""
    run = play("initial-ticket", *rest)
    assert [place for place in tried(run) if place[0] > 3.0] == [(at, target, "udp") for at in again]
    assert run.elapsed_s == again[-1] + 1 + PASSES_S[-1]


def test_a_kdc_that_answers_late_is_still_heard(play):
    """An answer to an earlier request counts while the next KDC is already asked."""
    slow = Fault(kind="latency", of="line", amount=0.6)
    run = play("initial-ticket", slow, client="kiosk")
    assert run.through
    first = [place for place in tried(run) if place[2] == "udp"][:2]
    assert first == [(0, "n1", "udp"), (1, "n2", "udp")]
    assert run.elapsed_s == pytest.approx(4 * 2 * 0.61)


@pytest.mark.parametrize(
    ("lasts", "elapsed"), [(0.5, 1.0), (2.1, 3.0), (11.9, 12.0), (13.1, 17.0), (17.9, 18.0), (18.1, None)]
)
def test_an_outage_that_ends_before_the_last_packet_is_outlived(play, lasts, elapsed):
    """The last UDP requests leave at 12 s and 13 s, and the opening packets of TCP are repeated at 17 s and 18 s."""
    faults = [Fault(kind="port-blocked", of=host, port=88, lasts=lasts) for host in ("n1", "n2")]
    run = play("initial-ticket", *faults)
    assert run.through is (elapsed is not None)
    assert run.elapsed_s == (elapsed or 22.0)


def test_tickets_are_requested_by_tcp_first(play):
    """A ticket request is too large for a datagram: UDP is tried only after TCP to every KDC."""
    run = play(
        "service-ticket", PortBlocked("n1", 88), PortBlocked("n2", 88, protocol="tcp"), service="files", cache="first"
    )
    order = [(step.exchange.target, step.exchange.protocol) for step in run.steps[:4]]
    assert order == [("n1", "tcp"), ("n2", "tcp"), ("n1", "udp"), ("n2", "udp")]


def test_an_answer_too_large_for_udp_is_requested_by_tcp_alone(play):
    """After a datagram's refusal for its size the same request goes by TCP, and by nothing else."""
    run = play(
        "service-ticket",
        *(PortBlocked(host, 88, protocol="tcp") for host in ("n1", "n2")),
        service="files",
        cache="first",
    )
    assert not run.through
    late = [step.exchange.protocol for step in run.steps if step.reply.code != "KRB_ERR_RESPONSE_TOO_BIG"]
    assert late
    assert set(late) == {"tcp"}


def test_a_client_without_dns_and_kdcs_asks_no_host(play):
    """Where KDCs are neither written down nor to be looked up, the program ends before any exchange."""
    run = play("initial-ticket", configuration="nothing")
    assert (run.ending.category, run.steps) == ("kdc-not-found", ())
    assert run.because == "no KDC of near.example is configured or found in DNS"


def test_written_kdcs_need_no_name_server(play):
    """With KDCs written down, the DNS of the site may be stopped; a client that looks them up stops."""
    dns = [PortBlocked(host, 53) for host in ("n1", "n2")]
    assert play("initial-ticket", *dns).outcome == "succeeded"
    run = play("initial-ticket", *dns, configuration="found")
    assert (run.outcome, run.ending.category) == ("timed-out", "kdc-not-found")


def test_a_lookup_asks_for_uri_and_service_records(play):
    """URI first, then SRV by UDP and by TCP, then the address of the KDC; after the answer the primary KDC's records."""
    run = play("initial-ticket", configuration="found")
    names = [step.exchange.purpose for step in run.steps if step.exchange.step == "DNS query"]
    assert names[:6] == [
        "URI _kerberos.near.example",
        "SRV _kerberos._udp.near.example",
        "SRV _kerberos._tcp.near.example",
        "A n1.near.example",
        "URI _kerberos.near.example",
        "SRV _kerberos-master._udp.near.example",
    ]
    assert names[-1] == "SRV _kerberos-master._tcp.near.example"


def test_a_password_server_is_looked_up_by_its_own_records(play):
    """Password servers have records of their own, and no primary is asked for after them."""
    run = play("password-change", configuration="found")
    names = [step.exchange.purpose for step in run.steps if step.exchange.step == "DNS query"]
    assert names[-4:] == [
        "URI _kpasswd.near.example",
        "SRV _kpasswd._udp.near.example",
        "SRV _kpasswd._tcp.near.example",
        "A n1.near.example",
    ]


def test_a_refused_first_ticket_looks_for_the_primary_kdc(play):
    """After a refusal the primary KDC is looked up over both transports; after silence it is not."""
    refused = play("initial-ticket", configuration="found", wrong_password=True)
    names = [step.exchange.purpose for step in refused.steps if step.exchange.step == "DNS query"]
    assert names[-3:] == [
        "URI _kerberos.near.example",
        "SRV _kerberos-master._udp.near.example",
        "SRV _kerberos-master._tcp.near.example",
    ]
    silent = play("initial-ticket", *SILENT, configuration="found")
    assert "master" not in " ".join(step.exchange.purpose for step in silent.steps)


def test_a_kdc_with_an_unknown_address_ends_the_search(pair, play):
    """A KDC whose name cannot be resolved is a failure of its own, before anything is sent to it."""
    hidden = evolve(pair.hosts["n1"], name="n1.elsewhere.example", domain="near.example")
    blocked = Fault(kind="port-blocked", of="n1", port=53, start=0.001)
    slow = Fault(kind="latency", of="line", amount=0.01)
    net = pair.adding(hosts={"n1": hidden})
    run = play("initial-ticket", blocked, slow, PortBlocked("n2", 53), net=net, client="kiosk", configuration="found")
    assert not run.through
    assert {step.exchange.step for step in run.steps} == {"DNS query", "DNS forward"}


@pytest.mark.parametrize("user", ["nora", "finn"])
def test_only_the_kdcs_of_the_home_realm_count(play, user):
    """The KDCs of the other forest have no part in a first ticket."""
    other = ("f1", "f2") if user == "nora" else ("n1", "n2")
    client = "desk" if user == "nora" else "kiosk"
    run = play("initial-ticket", *(HostDown(host) for host in other), LinkDown("line"), user=user, client=client)
    assert (run.outcome, run.elapsed_s) == ("succeeded", 0.0)


def test_an_accepted_connection_is_waited_for_longer(play):
    """A relay accepts the connection and is itself kept waiting: the client waits ten seconds from the acceptance."""
    cut = [PortBlocked(host, 88) for host in ("n1", "n2")]
    relayed = play("renew-ticket", *cut, cache="first", configuration="gated", client="kiosk")
    assert not relayed.through
    sent = [
        (round(at, 2), step.exchange.protocol)
        for at, step in zip(relayed.times, relayed.steps, strict=True)
        if step.exchange.initiator == "kiosk"
    ]
    assert sent[0] == (0.0, "tcp")
    assert sent[1][0] >= 6.0
