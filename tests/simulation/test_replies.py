"""Replies of the network itself: silence, rejections and refusals with their codes and reasons, with and without a clock."""

import pytest
from attrs import evolve

import dirsim as ds
from dirsim.model.scenario import Fault, HostDown, LinkDown, PortBlocked, Scenario, ServiceDown, SiteDown
from dirsim.protocols.exchange import Exchange
from dirsim.protocols.kerberos_messages import FirstRequest
from dirsim.simulation.simulation import Simulation


def first(net, flow, *faults):
    """The first reply of a flow that is not an answer."""
    run = ds.trace(net, flow, Scenario("some", faults))
    return next(step.reply for step in run.steps if not step.reply.ok)


@pytest.mark.parametrize(
    ("flow", "fault", "heard", "code", "because"),
    [
        ("ana-db", HostDown("pc"), "silent", "initiator-down", "pc is down"),
        ("join", SiteDown("aws"), "silent", "initiator-down", "db is down"),
        ("ana-ntlm", HostDown("db"), "silent", "host-down", "db is down"),
        ("ana-db", SiteDown("hq"), "silent", "initiator-down", "pc is down"),
        ("ana-ldap", SiteDown("hq"), "silent", "host-down", "dc1.corp is down"),
        ("ana-ntlm", LinkDown("vpn"), "silent", "no-path", "packets cannot pass from hq to aws while vpn is down"),
        ("ana-ntlm", PortBlocked("vpn", 1433), "silent", "no-path", "vpn blocks tcp/1433 from hq to aws"),
        (
            "ana-ntlm",
            PortBlocked("vpn", 1433, protocol="tcp"),
            "silent",
            "no-path",
            "vpn blocks tcp/1433 from hq to aws",
        ),
        (
            "ana-ntlm",
            PortBlocked("vpn", 1433, verdict="reject"),
            "rejected",
            "unreachable",
            "vpn blocks tcp/1433 from hq to aws",
        ),
        ("ana-ntlm", PortBlocked("db", 1433), "silent", "port-blocked", "tcp/1433 is blocked at db"),
        ("ana-ntlm", PortBlocked("pc", 1433), "silent", "port-blocked", "tcp/1433 is blocked at pc"),
        (
            "ana-ntlm",
            PortBlocked("db", 1433, verdict="reject"),
            "rejected",
            "port-blocked",
            "tcp/1433 is blocked at db",
        ),
        ("ana-ntlm", ServiceDown("db"), "rejected", "service-down", "every service on db has stopped"),
        ("bob-db", ServiceDown("dc1.cloud", "dns"), "rejected", "service-down", "dns on dc1.cloud has stopped"),
    ],
)
def test_an_obstacle_has_its_reply(office, flow, fault, heard, code, because):
    """What is off or lost is silent; a filter says what its verdict says; a stopped service rejects. Each has its reason."""
    reply = first(office(), flow, fault)
    assert (reply.heard, reply.code, reply.because) == (heard, code, because)


def test_a_lost_answer_is_silence(office):
    """A link that carries nothing back loses the answer, and the reason says that the request arrived."""
    reply = first(office(), "ana-ntlm", LinkDown("vpn", towards="hq"))
    assert (reply.heard, reply.code) == ("silent", "no-path")
    assert reply.because == "the answer is lost: packets cannot pass from aws to hq while vpn is down"


def test_a_port_without_a_service_is_rejected(office):
    """A host that is up but has no service on the port answers so."""
    state = Simulation(office()).state(())
    reply = state.carry(Exchange("AP", "cloud-pc", "db", "tcp", 9100, "raw", "print"))
    assert (reply.heard, reply.code) == ("rejected", "not-listening")
    assert reply.because == "no service on db listens on tcp/9100"
    datagram = state.carry(Exchange("AP", "cloud-pc", "db", "udp", 1433, "db", "ask"))
    assert datagram.code == "not-listening"


def test_the_nearer_obstacle_hides_the_further(office):
    """The own host comes first, then the target, filters at hosts, the path, and the service last."""
    all_of_them = [HostDown("pc"), HostDown("db"), PortBlocked("db", 1433), LinkDown("vpn"), ServiceDown("db")]
    codes = [first(office(), "ana-ntlm", *all_of_them[place:]).code for place in range(len(all_of_them))]
    assert codes == ["initiator-down", "host-down", "port-blocked", "no-path", "service-down"]


@pytest.mark.parametrize(
    ("kind", "fault", "more", "heard", "code"),
    [
        ("ldap-session", ServiceDown("n1"), {"server": "n1"}, "rejected", "reset"),
        ("ldap-session", PortBlocked("n1", 389, verdict="reject"), {"server": "n1"}, "rejected", "reset"),
        ("ldap-session", PortBlocked("n1", 389), {"server": "n1"}, "silent", "no-connection"),
        ("open-session", ServiceDown("n1"), {"server": "n1"}, "rejected", "reset"),
        ("initial-ticket", ServiceDown("n1"), {}, "rejected", "service-down"),
        ("initial-ticket", PortBlocked("n1", 88, verdict="reject"), {}, "rejected", "unreachable"),
        ("initial-ticket", PortBlocked("n1", 88), {}, "silent", ""),
    ],
)
def test_a_program_hears_how_its_request_ended(play, kind, fault, more, heard, code):
    """Resets, unreachable answers and silence are told apart in the steps of a program."""
    reply = play(kind, fault, **more).steps[0].reply
    assert (reply.heard, reply.code) == (heard, code)


def test_a_router_without_a_route_answers_twice_at_once(play):
    """A line that the router reports as down is known at once, while the rate of its messages allows it."""
    away = Fault(kind="link-down", of="line", verdict="reject")
    reported = play("ldap-session", away, server="n1", client="kiosk", connect_timeout="30s")
    silent = play("ldap-session", LinkDown("line"), server="n1", client="kiosk", connect_timeout="30s")
    assert (reported.steps[0].reply.code, reported.elapsed_s) == ("unreachable", 0.0)
    assert (silent.steps[0].reply.heard, silent.elapsed_s) == ("silent", 30.0)


def test_a_call_that_blocks_misses_the_first_report(play):
    """A program that blocks while it connects loses the first report, and hears the next one a second later."""
    away = Fault(kind="link-down", of="line", verdict="reject")
    run = play("ldap-session", away, server="n1", client="kiosk")
    assert (run.outcome, run.elapsed_s) == ("denied", 1.0)


def test_a_role_that_is_stopped_closes_its_ports(pair, play):
    """Stopping the name service closes port 53 even where the controller's role alone opens it, and no other port."""
    bare = pair.adding(hosts={"n1": evolve(pair.hosts["n1"], roles=("controller",))})
    for net in (pair, bare):
        run = play("ldap-session", ServiceDown("n1", "dns"), net=net, server="n1", by_name=True)
        assert [step.exchange.target for step in run.steps] == ["n1", "n2", "n1", "n1"]
        assert (run.steps[0].reply.heard, run.outcome) == ("rejected", "degraded")


def test_a_stopped_role_leaves_the_other_roles(play):
    """A role that the host does not have, or that has other ports, stops nothing that the program needs."""
    for role in ("radius", "identity-provider", "dns"):
        assert play("ldap-session", ServiceDown("n1", role), server="n1").outcome == "succeeded"
        assert play("initial-ticket", ServiceDown("n1", role)).outcome == "succeeded"


def test_an_endless_flow_is_stopped(office):
    """A flow that would never end is stopped after ten thousand exchanges and denied, with the exchange at hand."""
    around = Exchange(
        "AS", "pc", "dc1.corp", "tcp", 88, "kerberos", "again", "ana", "corp.example", FirstRequest("ana", 0.0)
    )

    def endless():
        while True:
            yield around

    run = Simulation(office()).play(endless(), "endless", "loop")
    assert (run.outcome, run.ending.category, run.failed) == ("denied", "endless", around)
    assert run.because == "stopped after 10000 exchanges"
    assert len(run.steps) == 10_000
