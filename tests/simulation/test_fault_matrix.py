"""Each kind of flow under each kind of fault: the flows that it stops, and those that it leaves alone."""

import pytest
from attrs import evolve

from dirsim.catalog.words import CLIENT_FLOW_KINDS, FAULT_KINDS, FLOW_KINDS
from dirsim.model.scenario import (
    Fault,
    HostDown,
    LinkDown,
    PasswordExpired,
    PortBlocked,
    Scenario,
    ServiceDown,
    SiteDown,
)
from dirsim.simulation.simulation import Simulation

CORP, CLOUD = ("dc1.corp", "dc2.corp"), ("dc1.cloud", "dc2.cloud")
BROWSER = {"ana-console", "ana-managed", "bob-managed", "ana-saml"}
BY_VPN = {"ana-db", "ana-ntlm", "ana-ldap", "ana-console", "ana-managed", "seamless", "lookup"}
OF_CORP = BY_VPN | {"ana-saml"}
OF_CLOUD = {"ana-db", "bob-db", "ana-ntlm", "ana-managed", "bob-managed", "join", "lookup"}
FIRST_TICKETS = {"ana-db", "ana-console", "ana-managed", "ana-saml", "seamless"}

ANA = {"ana-console", "ana-db", "ana-ldap", "ana-managed", "ana-ntlm", "ana-saml"}
STOPS = {
    "a disabled account": ([Fault(kind="account-disabled", of="ana")], ANA),
    "a locked account": ([Fault(kind="account-locked", of="ana")], ANA),
    "an expired account": ([Fault(kind="account-expired", of="ana")], ANA),
    "the keys of the trust": ([Fault(kind="trust-broken", of="trust")], {"ana-db", "ana-managed", "ana-ntlm"}),
    "a record of a controller that is gone": ([Fault(kind="stale-record", of="corp.example")], set()),
    "large packets": (
        [Fault(kind="mtu", of="vpn", amount=600)],
        {"ana-console", "ana-db", "ana-managed", "ana-ntlm", "seamless"},
    ),
    "no packet is too large": ([Fault(kind="mtu", of="vpn", amount=1500)], set()),
    "one controller hangs": ([Fault(kind="service-hung", of="dc1.corp")], set()),
    "the database hangs": ([Fault(kind="service-hung", of="db")], {"ana-db", "ana-ntlm", "bob-db"}),
    "the database's clock": ([Fault(kind="clock-skew", of="db", amount=360)], {"ana-db", "bob-db", "join"}),
    "the database's clock, a little": ([Fault(kind="clock-skew", of="db", amount=240)], set()),
    "every packet of the VPN": ([Fault(kind="loss", of="vpn", amount=1.0)], BY_VPN),
    "the speed of the VPN": ([Fault(kind="latency", of="vpn", amount=1.0)], set()),
    "the VPN": ([LinkDown("vpn")], BY_VPN),
    "the VPN towards AWS": ([LinkDown("vpn", towards="aws")], BY_VPN),
    "the VPN towards the office": ([LinkDown("vpn", towards="hq")], BY_VPN),
    "both ways to the internet": ([LinkDown("inet-hq"), LinkDown("inet-aws")], BROWSER),
    "one way to the internet": ([LinkDown("inet-aws")], set()),
    "the office": ([SiteDown("hq")], OF_CORP),
    "the internet": ([SiteDown("internet")], BROWSER),
    "AWS": ([SiteDown("aws")], OF_CORP | OF_CLOUD),
    "one controller": ([HostDown("dc1.corp")], set()),
    "the office's controllers": ([*map(HostDown, CORP)], OF_CORP),
    "the managed controllers": ([*map(HostDown, CLOUD)], OF_CLOUD),
    "the user's computer": ([HostDown("pc")], {"ana-db", "ana-ntlm"}),
    "the database": ([HostDown("db")], {"ana-db", "bob-db", "ana-ntlm", "join"}),
    "the portal": ([HostDown("portal")], {"ana-ldap", "seamless"}),
    "the endpoint of AWS": ([HostDown("console")], BROWSER),
    "Systems Manager": ([HostDown("ssm")], {"seamless"}),
    "the identity provider": ([HostDown("adfs")], {"ana-saml"}),
    "one instance of the connector": ([HostDown("conn-a")], set()),
    "the connector": ([HostDown("conn-a"), HostDown("conn-b")], {"ana-console", "seamless"}),
    "the RADIUS servers": ([HostDown("radius1"), HostDown("radius2")], {"ana-console"}),
    "the office's DNS": ([ServiceDown(host, "dns") for host in CORP], OF_CORP - {"ana-ntlm"}),
    "the office's KDCs": ([ServiceDown(host, "kerberos") for host in CORP], FIRST_TICKETS),
    "the office's LDAP": (
        [ServiceDown(host, "ldap") for host in CORP],
        {"ana-ldap", "ana-console", "ana-managed", "seamless"},
    ),
    "the office's SMB": ([ServiceDown(host, "smb") for host in CORP], {"seamless"}),
    "the office's Netlogon": ([ServiceDown(host, "rpc-dynamic") for host in CORP], {"ana-ntlm", "seamless"}),
    "the office's directory": ([ServiceDown(host, "controller") for host in CORP], OF_CORP),
    "every service of the office's controllers": ([ServiceDown(host) for host in CORP], OF_CORP),
    "DNS over the VPN": ([PortBlocked("vpn", 53)], BY_VPN - {"ana-ntlm"}),
    "Kerberos over the VPN": ([PortBlocked("vpn", 88)], FIRST_TICKETS - {"ana-saml"}),
    "LDAP over the VPN": ([PortBlocked("vpn", 389)], {"ana-ldap", "ana-console", "ana-managed", "seamless"}),
    "RPC over the VPN": ([PortBlocked("vpn", 135)], {"seamless"}),
    "SMB over the VPN": ([PortBlocked("vpn", 445)], {"seamless"}),
    "password changes over the VPN": ([PortBlocked("vpn", 464)], {"seamless"}),
    "the database's port over the VPN": ([PortBlocked("vpn", 1433)], {"ana-db", "ana-ntlm"}),
    "RADIUS over the VPN": ([PortBlocked("vpn", 1812)], {"ana-console"}),
    "Netlogon over the VPN": ([PortBlocked("vpn", 49152)], {"ana-ntlm", "seamless"}),
    "HTTPS over the VPN": ([PortBlocked("vpn", 443)], set()),
    "every port of the VPN": ([PortBlocked("vpn", 0)], BY_VPN),
    "the database's port at the database": ([PortBlocked("db", 1433)], {"ana-db", "bob-db", "ana-ntlm"}),
    "Kerberos at the user's computer": ([PortBlocked("pc", 88)], {"ana-db"}),
    "bob's password": ([PasswordExpired("bob")], {"bob-db", "bob-managed"}),
    "the service account's password": ([PasswordExpired("svc")], {"ana-console", "seamless"}),
    "the database's own password": ([PasswordExpired("db$")], {"join"}),
    "the portal's own certificate": ([Fault(kind="credential-expired", of="portal$")], {"seamless"}),
}
SILENT = (LinkDown, HostDown, SiteDown)


@pytest.fixture(scope="module")
def sim(office):
    """The office with a two-way trust and a second factor; bob, whom the connector does not serve, is left out."""
    topology = office(two_way=True, radius=True)
    flows = {name: flow for name, flow in topology.flows.items() if name != "bob-connector"}
    return Simulation(evolve(topology, flows=flows))


def stopped(sim, *faults, at=0.0):
    """The flows that do not get through under some faults."""
    scenario = Scenario("some", faults)
    return {flow for flow in sim.topology.flows if not sim.run(flow, scenario, at).through}


def test_every_flow_of_files_is_in_the_table(sim):
    """The table has flows of every kind that files may name, and each is stopped by something and survives something."""
    assert {spec.kind for spec in sim.topology.flows.values()} == set(FLOW_KINDS)
    for flow in sim.topology.flows:
        assert {flow in flows for _, flows in STOPS.values()} == {True, False}


@pytest.mark.parametrize("name", STOPS)
def test_a_fault_stops_what_needs_the_element_and_nothing_else(sim, name):
    """The flows that a fault stops are those whose exchanges need the element; all others get through."""
    faults, flows = STOPS[name]
    assert stopped(sim, *faults) == flows


@pytest.mark.parametrize("name", [name for name, (_, flows) in STOPS.items() if flows])
def test_a_fault_counts_from_its_start_to_before_its_end(sim, name):
    """A fault is present at its first instant and absent at its last one."""
    faults, flows = STOPS[name]
    timed = [evolve(fault, start=60.0, lasts=30.0) for fault in faults]
    found = {at: stopped(sim, *timed, at=at) for at in (0.0, 59.999, 60.0, 75.0, 89.999, 90.0, 1e6)}
    assert found == {at: flows if 60.0 <= at < 90.0 else set() for at in (0.0, 59.999, 60.0, 75.0, 89.999, 90.0, 1e6)}


@pytest.mark.parametrize("name", ["the VPN", "the office", "the connector", "the database", "the identity provider"])
def test_a_lost_element_is_silence(sim, name):
    """A link, host or site that is lost leaves its users waiting: all flows that it stops time out."""
    faults, flows = STOPS[name]
    assert {sim.run(flow, Scenario("some", faults)).outcome for flow in flows} == {"timed-out"}


def refusals(sim, faults, flows):
    """How each flow ends; one whose name server had to ask another is denied where that one has been silent to it.

    A name server does not hear that a port is closed: it waits in vain, as its client does.
    """
    found = {}
    for flow in flows:
        run = sim.run(flow, Scenario("some", faults))
        waits = run.failed.step == "DNS forward" and run.outcome == "timed-out"
        found[flow] = "denied" if waits else run.outcome
    return found


@pytest.mark.parametrize(
    "name", [name for name in STOPS if name.startswith("the office's ") and "controllers" not in name]
)
def test_a_stopped_service_is_a_refusal(sim, name):
    """A host whose service has stopped answers: the flows that it stops are denied."""
    faults, flows = STOPS[name]
    assert refusals(sim, faults, flows) == dict.fromkeys(flows, "denied")


@pytest.mark.parametrize("name", [name for name in STOPS if "over the VPN" in name and STOPS[name][1]])
def test_a_filter_that_rejects_is_a_refusal(sim, name):
    """The same port with the other verdict stops the same flows, by an answer instead of silence."""
    faults, flows = STOPS[name]
    rejecting = [evolve(fault, verdict="reject") for fault in faults]
    assert stopped(sim, *rejecting) == flows
    assert {sim.run(flow, Scenario("some", faults)).outcome for flow in flows} == {"timed-out"}
    assert refusals(sim, rejecting, flows) == dict.fromkeys(flows, "denied")


@pytest.mark.parametrize(
    ("port", "last", "flows"),
    [
        (49_152, 65_535, {"ana-ntlm", "seamless"}),
        (49_153, 65_535, set()),
        (1, 52, set()),
        (54, 87, set()),
        (464, 464, {"seamless"}),
        (465, 1432, set()),
        (1000, 1433, {"ana-db", "ana-ntlm"}),
        (1434, 49_151, {"ana-console"}),
    ],
)
def test_a_range_of_ports_includes_both_ends(sim, port, last, flows):
    """A blocked range stops what uses its first port, its last port or one between."""
    assert stopped(sim, Fault(kind="port-blocked", of="vpn", port=port, last_port=last)) == flows


@pytest.mark.parametrize(("protocol", "flows"), [("udp", BY_VPN - {"ana-ntlm"}), ("tcp", {"ana-console"})])
def test_a_filter_may_name_one_transport(sim, protocol, flows):
    """Questions to DNS go over UDP: a filter for port 53 over TCP alone stops a connector alone, which needs both."""
    assert stopped(sim, PortBlocked("vpn", 53, protocol=protocol)) == flows


def test_a_filter_acts_in_the_direction_of_opening(sim):
    """Requests for the database enter AWS; a filter of that port towards the office meets none of them."""
    assert stopped(sim, PortBlocked("vpn", 1433, towards="aws")) == {"ana-db", "ana-ntlm"}
    assert stopped(sim, PortBlocked("vpn", 1433, towards="hq")) == set()
    assert stopped(sim, PortBlocked("vpn", 389, towards="aws")) == set()
    assert stopped(sim, PortBlocked("vpn", 389, towards="hq")) == {"ana-ldap", "ana-console", "ana-managed", "seamless"}


def test_a_second_factor_is_for_the_connector_that_has_one(office):
    """Without RADIUS servers at the connector, their loss stops no sign-in."""
    plain = Simulation(office(two_way=True))
    lost = Scenario("lost", [HostDown("radius1"), HostDown("radius2")])
    assert plain.run("ana-console", lost).outcome == "succeeded"


def test_faults_add_up(sim):
    """Two faults stop at least what each of them stops alone."""
    names = ("the office's SMB", "the database", "bob's password", "RADIUS over the VPN", "the identity provider")
    for one in names:
        for other in names:
            both = stopped(sim, *STOPS[one][0], *STOPS[other][0])
            assert both == STOPS[one][1] | STOPS[other][1]


ACROSS = {
    "initial-ticket": {},
    "machine-logon": {},
    "service-ticket": {"service": "files", "cache": "first"},
    "renew-ticket": {"cache": "first"},
    "present-ticket": {"service": "files", "cache": "near", "configuration": "found"},
    "password-change": {},
    "ldap-session": {"server": "n1"},
    "ntlm-logon": {"server": "n1"},
    "open-session": {"server": "n1"},
}
TICKETS = {"initial-ticket", "machine-logon", "service-ticket", "renew-ticket", "password-change"}
AT_N1 = {"ldap-session", "ntlm-logon", "open-session"}
TIMED = {"service-ticket", "renew-ticket", "present-ticket"}
OPENING = set(ACROSS) - {"open-session"}

PASSWORD = {"initial-ticket", "machine-logon", "ldap-session", "ntlm-logon"}
STOPS_PROGRAMS = {
    "a disabled account": ([Fault(kind="account-disabled", of="nora")], PASSWORD | {"password-change"}),
    "a locked account": ([Fault(kind="account-locked", of="nora")], PASSWORD | {"password-change"}),
    "an expired account": ([Fault(kind="account-expired", of="nora")], PASSWORD | {"password-change"}),
    "an expired password": ([Fault(kind="password-expired", of="nora")], PASSWORD),
    "an expired credential": ([Fault(kind="credential-expired", of="nora")], PASSWORD),
    "a record of a controller that is gone": ([Fault(kind="stale-record", of="near.example")], set()),
    "large packets": ([Fault(kind="mtu", of="line", amount=600)], TICKETS | {"present-ticket"}),
    "the first controller hangs": ([Fault(kind="service-hung", of="n1")], AT_N1),
    "the keys of the trust": ([Fault(kind="trust-broken", of="both")], set()),
    "the line": ([LinkDown("line")], set(ACROSS)),
    "the line, reported by the router": ([Fault(kind="link-down", of="line", verdict="reject")], set(ACROSS)),
    "the line towards the controllers": ([LinkDown("line", towards="left")], set(ACROSS)),
    "the line towards the client": ([LinkDown("line", towards="right")], set(ACROSS)),
    "all packets": ([Fault(kind="loss", of="line", amount=1.0)], set(ACROSS)),
    "all packets to the client": ([Fault(kind="loss", of="line", amount=1.0, towards="right")], set(ACROSS)),
    "no packet": ([Fault(kind="loss", of="line", amount=0.0)], set()),
    "no time": ([Fault(kind="latency", of="line", amount=0.0)], set()),
    "some time": ([Fault(kind="latency", of="line", amount=0.2)], set()),
    "the client": ([HostDown("kiosk")], set(ACROSS)),
    "the client's site": ([SiteDown("right")], set(ACROSS)),
    "the controllers' site": ([SiteDown("left")], set(ACROSS)),
    "the first controller": ([HostDown("n1")], AT_N1),
    "the first controller's services": ([ServiceDown("n1")], AT_N1),
    "the second controller": ([HostDown("n2")], set()),
    "both KDCs": ([PortBlocked("n1", 88), PortBlocked("n2", 88)], TICKETS),
    "the name servers": ([ServiceDown("f1", "dns"), ServiceDown("f2", "dns")], {"present-ticket"}),
    "the service": ([HostDown("files")], {"present-ticket"}),
    "the service's port": ([PortBlocked("files", 4444)], {"present-ticket"}),
    "DNS over the line": ([PortBlocked("line", 53)], {"present-ticket"}),
    "Kerberos over the line": ([PortBlocked("line", 88)], TICKETS),
    "Kerberos over UDP": ([PortBlocked("line", 88, protocol="udp")], set()),
    "password changes over the line": ([PortBlocked("line", 464)], {"password-change"}),
    "password changes over TCP": ([PortBlocked("line", 464, protocol="tcp")], set()),
    "SMB over the line": ([PortBlocked("line", 445), PortBlocked("line", 139)], {"ntlm-logon"}),
    "one of SMB's ports": ([PortBlocked("line", 445)], set()),
    "a clock within the skew": ([Fault(kind="clock-skew", of="kiosk", amount=299.0)], set()),
    "a clock beyond the skew": ([Fault(kind="clock-skew", of="kiosk", amount=301.0)], TIMED),
    "a clock behind": ([Fault(kind="clock-skew", of="kiosk", amount=-301.0)], TIMED),
    "a clock of no part in it": ([Fault(kind="clock-skew", of="vault", amount=9e9)], set()),
}


@pytest.mark.parametrize("name", STOPS_PROGRAMS)
def test_a_fault_stops_the_programs_that_need_the_element(play, name):
    """A client at the far site needs the line for all programs, each server for its own, and agreeing clocks for tickets."""
    faults, kinds = STOPS_PROGRAMS[name]
    found = {kind for kind, more in ACROSS.items() if not play(kind, *faults, client="kiosk", **more).through}
    assert found == kinds


def test_every_program_and_fault_is_in_the_tables():
    """The tables have every kind of client program and every kind of fault that files may name."""
    assert set(ACROSS) == set(CLIENT_FLOW_KINDS)
    tables = [*STOPS.values(), *STOPS_PROGRAMS.values()]
    missing = set(FAULT_KINDS) - {fault.kind for faults, _ in tables for fault in faults}
    assert not missing, "add a row for these faults to STOPS, or to STOPS_PROGRAMS where only client programs meet them"


@pytest.mark.parametrize("kind", sorted(OPENING))
def test_a_cut_that_is_over_is_not_noticed(play, kind):
    """A program that starts at the instant at which the cut ends succeeds in the time of the healthy network."""
    cut = LinkDown("line", start=100.0, lasts=50.0)
    healthy = play(kind, client="kiosk", **ACROSS[kind])
    for at in (0.0, 99.0, 150.0, 1000.0):
        run = play(kind, cut, client="kiosk", at=at, **ACROSS[kind])
        assert (run.outcome, run.at) == ("succeeded", at)
        assert run.elapsed_s == pytest.approx(healthy.elapsed_s)


@pytest.mark.parametrize("kind", sorted(OPENING))
def test_a_cut_that_begins_is_noticed_at_once(play, kind):
    """A program that starts at the instant at which the cut begins is stopped or delayed by it."""
    cut = LinkDown("line", start=100.0, lasts=50.0)
    run = play(kind, cut, client="kiosk", at=100.0, **ACROSS[kind])
    assert not run.through or run.elapsed_s > 1.0
    assert run.faults == ("link-down line",)


@pytest.mark.parametrize("kind", sorted(ACROSS))
def test_latency_is_added_each_way(play, kind):
    """Twice the delay of the line is twice the time, where no wait of the client is shorter."""
    usual = play(kind, client="kiosk", **ACROSS[kind]).elapsed_s
    slower = play(kind, Fault(kind="latency", of="line", amount=0.01), client="kiosk", **ACROSS[kind])
    if kind == "ntlm-logon":  # both ports are tried, and the first answer counts
        assert usual < slower.elapsed_s <= 2 * usual
    else:
        assert slower.elapsed_s == pytest.approx(2 * usual)


def test_latency_of_a_host_may_be_one_way(play):
    """A delay at a host is added to what it receives and sends; towards one site, to that half of it."""
    usual, both, left, right = (
        play("initial-ticket", *late, client="kiosk", **ACROSS["initial-ticket"]).elapsed_s
        for late in (
            (),
            (Fault(kind="latency", of="n1", amount=0.01),),
            (Fault(kind="latency", of="n1", amount=0.01, towards="left"),),
            (Fault(kind="latency", of="n1", amount=0.01, towards="right"),),
        )
    )
    assert both > usual
    assert left - usual == right - usual == pytest.approx((both - usual) / 2)


@pytest.mark.parametrize("kind", sorted(ACROSS))
def test_latency_one_way_is_half_of_it(play, kind):
    """A delay towards one site is added to the packets that arrive there, and to no others."""
    usual = play(kind, client="kiosk", **ACROSS[kind]).elapsed_s
    for towards in ("left", "right"):
        late = Fault(kind="latency", of="line", amount=0.01, towards=towards)
        elapsed = play(kind, late, client="kiosk", **ACROSS[kind]).elapsed_s
        if kind != "ntlm-logon":
            assert elapsed == pytest.approx(1.5 * usual)
