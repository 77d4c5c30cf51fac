"""Logon at a machine by SSSD and by Windows, and the DC locator of Windows."""

import pytest
from attrs import evolve

import dirsim as ds
from dirsim.files.topology_reader import parse_topology
from dirsim.model.scenario import Fault, Scenario
from dirsim.protocols.view import View
from dirsim.simulation.timed import ClockLab

NET = parse_topology("""
dirsim: topology/v1
sites: {hq: on-premises, branch: on-premises}
links: {line: {between: [hq, branch], kind: wan, latency: 10ms}}
directories: {corp: {kind: active-directory, site: hq, domains: [corp.example]}}
hosts:
  dc1: {site: hq, roles: [controller, dns], domain: corp.example}
  dc2: {site: hq, roles: [controller, dns], domain: corp.example}
clients: {pc: {site: branch, domain: corp.example}}
principals: {ana: {domain: corp.example}}
configurations: {win: {profile: windows}, sssd: {profile: sssd}, mit: {profile: mit-krb5}, wb: {profile: winbind}}
caches: {held: {user: ana}}
flows:
  plain: {kind: machine-logon, user: ana, client: pc}
  known: {kind: machine-logon, user: ana, client: pc, cache: held}
  win: {kind: machine-logon, user: ana, client: pc, configuration: win}
  sssd: {kind: machine-logon, user: ana, client: pc, configuration: sssd}
  mit: {kind: machine-logon, user: ana, client: pc, configuration: mit}
  wb: {kind: machine-logon, user: ana, client: pc, configuration: wb}
  kinit: {kind: initial-ticket, user: ana, client: pc, configuration: win}
""")


def run(flow, *faults, net=NET):
    """A logon under some faults."""
    return ds.trace(net, flow, Scenario("x", faults))


def steps(trace):
    """The steps of the client with their targets, DNS left out."""
    return [f"{step.exchange.step} {step.exchange.target}" for step in trace.steps if step.exchange.step != "DNS query"]


REFUSES = Fault(kind="port-blocked", of="dc1", port=445, protocol="tcp", verdict="reject")


@pytest.mark.parametrize("flow", ["plain", "known", "win", "sssd", "mit", "wb"])
def test_a_healthy_logon_succeeds(flow):
    """Every client logs the user on while all elements work."""
    assert run(flow).outcome == "succeeded"


def test_sssd_reads_group_policy_from_the_controller_in_use():
    """SSSD connects to a controller, gets and checks a TGT, then reads group policy; a refusal of that refuses the logon."""
    assert steps(run("sssd"))[0] == "LDAP search dc1"
    assert steps(run("sssd"))[-1] == "SMB dc1"
    refused = run("sssd", REFUSES)
    assert (refused.outcome, refused.ending.category) == ("denied", "group-policy-unreachable")
    assert run("plain", REFUSES).ending == refused.ending


def test_sssd_moves_on_from_a_controller_that_is_down():
    """A controller without LDAP is left for the next one, from which the policy is read too."""
    found = run("sssd", Fault(kind="host-down", of="dc1"))
    assert found.outcome == "degraded"
    assert steps(found)[-1] == "SMB dc2"
    assert "dc2 answered instead of dc1" in found.because


def test_windows_logs_on_without_group_policy():
    """A Windows logon that cannot read group policy succeeds all the same, and says so."""
    found = run("win", REFUSES)
    assert found.outcome == "degraded"
    assert "group policy is not read" in found.because


@pytest.mark.parametrize("flow", ["mit", "wb"])
def test_others_read_no_group_policy(flow):
    """A plain Kerberos login and winbind do not depend on the file share."""
    assert run(flow, REFUSES).outcome == "succeeded"


def test_a_slow_line_ends_the_logon_of_sssd():
    """Kerberos that takes longer than six seconds fails the logon (fact ``sssd--waits``); a known user gets in by the cache."""
    slow = Fault(kind="latency", of="line", amount=0.7)
    found = run("sssd", slow)
    assert (found.outcome, found.ending.category) == ("timed-out", "kerberos-timeout")
    assert "6 s" in found.because
    assert run("known", slow).outcome == "degraded"
    assert run("sssd", Fault(kind="latency", of="line", amount=0.2)).through


def test_a_disabled_account_is_refused_even_where_the_machine_knows_the_user():
    """A refusal is definite: the cached logon is for silence alone."""
    assert run("known", Fault(kind="account-disabled", of="ana")).outcome == "denied"


def test_windows_pings_before_it_asks():
    """The DC locator asks DNS, pings over UDP 389 and asks the first controller that answers."""
    assert steps(run("kinit"))[:2] == ["LDAP ping dc1", "AS dc1"]
    found = run("kinit", Fault(kind="port-blocked", of="dc1", port=389, protocol="udp"))
    assert (found.outcome, found.because) == ("degraded", "dc2 answered instead of dc1")
    assert "AS dc1" not in steps(found)
    assert found.elapsed_s < 1.0


def test_windows_gives_up_a_silent_kdc_with_its_connection():
    """A controller that answers pings but not Kerberos costs the 21 s of a TCP connection, then another is located."""
    found = run("kinit", Fault(kind="port-blocked", of="dc1", port=88))
    assert found.outcome == "degraded"
    assert 21 <= found.elapsed_s < 22


def test_windows_asks_a_kdc_over_tcp():
    """Windows Vista and later never use UDP 88 (fact ``windows--kdc-transport``): a filter of it goes unnoticed."""
    found = run("kinit", Fault(kind="port-blocked", of="dc1", port=88, protocol="udp"))
    assert (found.outcome, found.elapsed_s < 1.0) == ("succeeded", True)
    assert run("kinit", Fault(kind="port-blocked", of="dc1", port=88, protocol="tcp")).outcome == "degraded"


def test_windows_stops_asking_dns_after_ten_seconds():
    """Without any name server the locator fails after ten seconds (fact ``windows--dns-retry``)."""
    found = run("kinit", *(Fault(kind="port-blocked", of=name, port=53) for name in ("dc1", "dc2")))
    assert (found.ending.category, found.elapsed_s) == ("kdc-not-found", 10.0)


def test_windows_corrects_its_clock():
    """A client whose clock is an hour off gets its ticket with the KDC's time (fact ``windows--clock-correction``)."""
    for amount in (3600.0, -3600.0):
        assert run("kinit", Fault(kind="clock-skew", of="pc", amount=amount)).outcome == "succeeded"


def test_a_stale_record_is_passed_over():
    """A name in DNS that no host has any more costs a logon no more than time."""
    stale = Fault(kind="stale-record", of="corp.example")
    for flow in ("win", "sssd", "mit"):
        assert run(flow, stale).through
    gone = evolve(NET, hosts={name: host for name, host in NET.hosts.items() if name != "dc2"})
    assert not run("mit", stale, Fault(kind="host-down", of="dc1"), net=gone).through


def test_windows_finds_no_controller_where_dns_names_only_one_that_is_gone():
    """A zone that lists nothing but a controller that was removed leads to no KDC."""
    pc, server = evolve(NET.hosts["pc"], resolvers=("ns",)), evolve(NET.hosts["dc1"], roles=("dns",))
    bare = evolve(NET, hosts={"pc": pc, "ns": server})
    found = run("kinit", Fault(kind="stale-record", of="corp.example"), net=bare)
    assert (found.through, found.ending.category) == (False, "kdc-unreachable")


def test_windows_caches_the_controller_it_found():
    """Within fifteen minutes the controller in the cache is asked without DNS and ping, by every program of the computer."""
    flows = {**NET.flows, "again": evolve(NET.flows["kinit"], after=("kinit",))}
    lab = ClockLab(View(evolve(NET, flows=flows)))
    assert steps(lab.play("kinit"))[0] == "LDAP ping dc1"
    assert [step.exchange.step for step in lab.play("kinit", 14 * 60.0).steps] == ["AS", "AS"]
    old = lab.play("kinit", 16 * 60.0)
    assert [step.exchange.step for step in old.steps] == ["LDAP ping", "AS", "AS"]
    assert [step.exchange.step for step in lab.play("kinit", 30 * 60.0).steps] == ["AS", "AS"]


def test_windows_leaves_a_cached_controller_that_is_gone():
    """A cached controller that no longer answers is left: for an old entry by its ping, for a new one after the request."""
    off = Scenario("off", [Fault(kind="host-down", of="dc1", start=60.0)])
    for at, first in ((20 * 60.0, "LDAP ping dc1"), (120.0, "AS dc1")):
        lab = ClockLab(View(NET), off)
        lab.play("kinit")
        found = lab.play("kinit", at)
        assert (found.outcome, steps(found)[0]) == ("degraded", first)
        assert "LDAP ping dc2" in steps(found)


def test_windows_remembers_for_45_seconds_that_no_controller_was_found():
    """After a failed search another one fails at once, although the controllers are back; then it searches again."""
    lost = Scenario("lost", [Fault(kind="port-blocked", of=name, port=389, lasts=30.0) for name in ("dc1", "dc2")])
    lab = ClockLab(View(NET), lost)
    failed = lab.play("kinit")
    assert not failed.through
    soon, later = lab.play("kinit", failed.seconds + 44), lab.play("kinit", failed.seconds + 46)
    assert (soon.through, soon.steps, soon.seconds) == (False, (), 0.0)
    assert later.through


def machine(users):
    """A Windows computer at which so many users log on, one after the other, an hour before all controllers are lost."""
    names = [f"u{number}" for number in range(users)]
    logons = {name: evolve(NET.flows["win"], user=name) for name in names}
    people = dict.fromkeys(names, NET.principals["ana"])
    lost = Scenario("lost", [Fault(kind="host-down", of=name, start=3600.0) for name in ("dc1", "dc2")])
    lab = ClockLab(View(NET.adding(flows=logons, principals=people)), lost)
    for name in names:
        assert lab.play(name).outcome == "succeeded"
    return lab


def test_windows_logs_on_from_its_cache_whoever_was_there_before():
    """Without a controller a user who logged on at the computer before does so from the cache, and gets no ticket."""
    lab = machine(1)
    found = lab.play("u0", 7200.0)
    assert (found.outcome, found.ending.held) == ("degraded", ())
    assert not lab.play("win", 7200.0).through


def test_windows_caches_the_logons_of_ten_users():
    """The eleventh user pushes out the first (fact ``cached-logons-default``)."""
    lab = machine(11)
    assert [lab.play(name, 7200.0).through for name in ("u0", "u1", "u10")] == [False, True, True]


def test_a_wrong_password_does_not_match_the_cached_logon():
    """The cache refuses a wrong password itself: no controller is asked, and the refusal is definite."""
    lab = machine(1)
    wrong = lab.run(evolve(NET.flows["win"], user="u0", wrong_password=True), 7200.0)
    assert (wrong.outcome, wrong.ending.category) == ("denied", "bad-password")
