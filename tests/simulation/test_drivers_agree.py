"""A sign-in and its parts have one answer, at an instant and on the clock, whatever is broken."""

import os
import re

from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dirsim.files.topology_reader import parse_topology
from dirsim.model.scenario import Fault, Scenario
from dirsim.model.topology import ClientConfiguration, FlowSpec, Service
from dirsim.protocols.ticket_cache import Cache
from dirsim.protocols.view import View
from dirsim.simulation.simulation import Simulation
from dirsim.simulation.timed import ClockLab

CASES = int(os.environ.get("DIRSIM_AGREE_CASES", "60"))

TEXT = """
dirsim: topology/v1
sites: {hq: on-premises, branch: on-premises, aws: aws-region}
links:
  vpn: {between: [hq, aws], kind: site-to-site-vpn, latency: 10ms}
  dx: {between: [hq, aws], kind: direct-connect, latency: 5ms}
  wan: {between: [hq, branch], kind: wan, latency: 2ms}
directories:
  corp: {kind: active-directory, site: hq, domains: {corp.example: {}, sub.corp.example: {parent: corp.example}}}
  cloud: {kind: active-directory, site: aws, domains: [cloud.example]}
trusts:
  t: {trusting: cloud.example, trusted: corp.example, kind: forest, two_way: true}
dns: {corp.example: cloud.example, sub.corp.example: cloud.example, cloud.example: corp.example}
hosts:
  dc1: {site: hq, roles: [controller, dns], domain: corp.example}
  dc2: {site: branch, roles: [controller, dns], domain: corp.example}
  sdc: {site: hq, roles: [controller, dns], domain: sub.corp.example}
  mdc1: {site: aws, roles: [controller, dns], domain: cloud.example}
  mdc2: {site: aws, roles: [controller, dns], domain: cloud.example}
  db: {site: aws, roles: [member-server], domain: cloud.example}
  web: {site: hq, roles: [member-server], domain: corp.example}
clients:
  pc: {site: branch, domain: corp.example}
  spc: {site: hq, domain: sub.corp.example}
  ws: {site: aws, domain: cloud.example}
principals:
  ana: {domain: corp.example}
  sue: {domain: sub.corp.example}
  bob: {domain: cloud.example}
services:
  db: {host: db, realm: cloud.example, port: 1433}
  web: {host: web, realm: corp.example, port: 80}
"""
PROFILES = ("simple", "windows", "mit-krb5", "heimdal")
NET = evolve(parse_topology(TEXT), configurations={name: ClientConfiguration(profile=name) for name in PROFILES})
CLIENTS = {"ana": "pc", "sue": "spc", "bob": "ws"}
LINKS = list(NET.links)
HOSTS = [name for name in NET.hosts if name not in CLIENTS.values()]

ELEMENTS = st.one_of(
    st.builds(Fault, kind=st.just("link-down"), of=st.sampled_from(["vpn", "dx", "wan"])),
    st.builds(Fault, kind=st.just("host-down"), of=st.sampled_from(HOSTS)),
    st.builds(Fault, kind=st.just("site-down"), of=st.sampled_from(["hq", "aws"])),
    st.builds(Fault, kind=st.sampled_from(["service-down", "service-hung"]), of=st.sampled_from(HOSTS)),
    st.builds(
        Fault,
        kind=st.sampled_from(["account-disabled", "account-locked", "account-expired", "password-expired"]),
        of=st.sampled_from(list(CLIENTS)),
    ),
    st.builds(Fault, kind=st.just("trust-broken"), of=st.just("t")),
    st.builds(Fault, kind=st.just("loss"), of=st.sampled_from(LINKS), amount=st.sampled_from([0.0, 1.0])),
    st.builds(
        Fault, kind=st.just("mtu"), of=st.sampled_from(LINKS), amount=st.sampled_from([100.0, 600.0, 1000.0, 1500.0])
    ),
    st.builds(
        Fault,
        kind=st.just("port-blocked"),
        of=st.sampled_from([*LINKS, *HOSTS, *CLIENTS.values()]),
        port=st.sampled_from([0, 53, 80, 88, 389, 445, 1433]),
        protocol=st.sampled_from(["", "tcp", "udp"]),
        verdict=st.sampled_from(["drop", "reject"]),
        towards=st.sampled_from(["", "", "hq", "aws", "branch"]),
    ),
    st.builds(
        Fault,
        kind=st.just("clock-skew"),
        of=st.sampled_from([*HOSTS, "pc", "ws"]),
        amount=st.sampled_from([-360.0, -240.0, 240.0, 360.0, 3600.0]),
    ),
)
TRUSTS = st.builds(
    lambda two_way, selective, allowed, kind: evolve(
        NET.trusts["t"], two_way=two_way, selective=selective, allowed=allowed, kind=kind
    ),
    st.booleans(),
    st.booleans(),
    st.sampled_from([(), ("ana",), ("corp.example",)]),
    st.sampled_from(["forest", "external"]),
)


def words_of(user, service, profile):
    """Who signs in where, with a client of a profile."""
    return {"user": user, "service": service, "client": CLIENTS[user], "configuration": profile}


def at_an_instant(net, user, service, scenario, profile="simple"):
    """How the flow that designs use ends."""
    spec = FlowSpec(kind="service-access", **words_of(user, service, profile))
    return Simulation(evolve(net, flows={"it": spec})).run("it", scenario)


def in_parts(net, user, service, scenario, profile="simple"):
    """How a ticket and its presentation end, as single programs on the clock."""
    lab, cache = ClockLab(View(net), scenario), Cache()
    words = words_of(user, service, profile)
    got = lab.run(FlowSpec(kind="service-ticket", **words), 0.0, cache)
    return lab.run(FlowSpec(kind="present-ticket", **words), got.seconds, cache) if got.through else got


def on_the_clock(net, user, service, scenario, profile="simple"):
    """How the flow that designs use ends on the clock."""
    spec = FlowSpec(kind="service-access", **words_of(user, service, profile))
    return ClockLab(View(net), scenario).run(spec, 0.0)


def as_one(*runs):
    """The common end of some runs: whether the user gets in, and if not whether somebody refused and as what."""
    ends = {(run.through, "" if run.through else f"{run.outcome} {run.ending.category}") for run in runs}
    assert len(ends) == 1, [run.ending for run in runs]
    return runs[0]


@settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(list(CLIENTS)),
    st.sampled_from(["db", "web"]),
    TRUSTS,
    st.lists(ELEMENTS, max_size=3),
    st.sampled_from(PROFILES),
)
def test_a_sign_in_and_its_parts_agree(user, service, trust, faults, profile):
    """Access to a service ends at an instant as it does on the clock, and as the ticket and its presentation do."""
    net = evolve(NET, trusts={"t": trust})
    scenario = Scenario("broken", faults)
    as_one(*(run(net, user, service, scenario, profile) for run in (at_an_instant, on_the_clock, in_parts)))


@settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(list(CLIENTS)), st.lists(ELEMENTS, max_size=3), st.sampled_from(PROFILES))
def test_every_first_ticket_is_one(user, faults, profile):
    """A TGT is got at a join exactly where it is got alone and where a user logs on at the machine."""
    scenario, lab = Scenario("broken", faults), View(NET)
    spec = {"user": user, "client": CLIENTS[user], "configuration": profile}
    alone = ClockLab(lab, scenario).run(FlowSpec(kind="initial-ticket", **spec), 0.0)
    as_one(alone, ClockLab(lab, scenario).run(FlowSpec(kind="machine-logon", **spec), 0.0))
    join = ClockLab(lab, scenario).run(FlowSpec(kind="domain-join", **spec), 0.0)
    as_one(join, Simulation(NET.adding(flows={"it": FlowSpec(kind="domain-join", **spec)})).run("it", scenario))
    assert bool(join.ending.held) == alone.through
    if not alone.through:
        as_one(alone, join)


@settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(list(CLIENTS)), st.lists(ELEMENTS, max_size=3))
def test_a_bind_of_an_application_is_a_bind(user, faults):
    """An application binds where DNS names a controller and the first session at one that is answered succeeds."""
    scenario, view, client = Scenario("broken", faults), View(NET), CLIENTS[user]
    home = NET.principals[user].domain
    net = NET.adding(services={"app": Service(kind="ldap", host=client, realm=home, port=389)})
    spec = FlowSpec(kind="ldap-bind", user=user, service="app", client=client)
    lookup = FlowSpec(kind="name-lookup", user=user, client=client)
    sessions = [
        FlowSpec(kind="ldap-session", user=user, client=client, server=host) for host in view.controllers(home, client)
    ]
    parts = [ClockLab(view, scenario).run(lookup, 0.0)]
    if parts[0].through:
        found = [ClockLab(view, scenario).run(one, 0.0) for one in sessions]
        bound = (run for run in found if run.through or run.failed.step == "LDAP search" or run.outcome == "denied")
        parts = [next((run for run in bound if run.ending.category != "ldap-unreachable"), found[0])]
    instant = Simulation(net.adding(flows={"it": spec})).run("it", scenario)
    as_one(instant, ClockLab(View(net), scenario).run(spec, 0.0), *parts)


def both(user, service, *faults, net=NET):
    """Whether the user gets in, by both drivers."""
    scenario = Scenario("x", faults)
    return at_an_instant(net, user, service, scenario).through, in_parts(net, user, service, scenario).through


def test_selective_authentication_acts_in_both():
    """A user who is not allowed to authenticate gets no ticket, by the whole sign-in and by the single program."""
    closed = evolve(NET, trusts={"t": evolve(NET.trusts["t"], selective=True)})
    assert both("ana", "db", net=closed) == (False, False)
    open_ = evolve(NET, trusts={"t": evolve(NET.trusts["t"], selective=True, allowed=("ana",))})
    assert both("ana", "db", net=open_) == (True, True)


def test_a_disabled_account_is_refused_in_both():
    """A disabled account signs in neither way, whether the file says so or a fault."""
    barred = NET.adding(principals={"ana": evolve(NET.principals["ana"], state="disabled")})
    assert both("ana", "db", net=barred) == (False, False)
    assert both("ana", "db", Fault(kind="account-disabled", of="ana")) == (False, False)
    assert both("bob", "db", Fault(kind="account-disabled", of="ana")) == (True, True)


def test_a_clock_an_hour_off_acts_in_both():
    """A service whose clock is an hour off refuses tickets; a client whose clock is off is corrected by its KDC."""
    for amount in (3600.0, -3600.0):
        assert both("bob", "db", Fault(kind="clock-skew", of="db", amount=amount)) == (False, False)
        assert both("bob", "db", Fault(kind="clock-skew", of="ws", amount=amount)) == (True, True)
    assert both("ana", "db", Fault(kind="clock-skew", of="dc2", amount=3600.0)) == (False, False)


def test_names_change_no_outcome():
    """Renaming every site, host, domain and account changes no row."""
    words = ["hq", "branch", "aws", "dc1", "dc2", "sdc", "mdc1", "mdc2", "pc", "spc", "ws", "ana", "sue", "bob"]
    text = TEXT
    new = {word: f"x{number}y" for number, word in enumerate(sorted(words, key=len, reverse=True))}
    for number, word in enumerate(sorted(words, key=len, reverse=True)):
        text = re.sub(rf"\b{word}\b(?!-)", f"x{number}y", text)
    text = text.replace("corp.example", "one.test").replace("cloud.example", "two.test")
    renamed = parse_topology(text)
    for service in ("db", "web"):
        flows = {}
        for net in (NET, renamed):
            names = {} if net is NET else new  # the order of names is another one; the pairs are the same
            users = [names.get(name, name) for name in NET.principals]
            clients = [names.get(name, name) for name, host in NET.hosts.items() if "client" in host.roles]
            specs = {
                f"{place}": FlowSpec(kind="service-access", user=user, service=service, client=client)
                for place, (user, client) in enumerate(zip(users, clients, strict=True))
            }
            sim = Simulation(evolve(net, flows=specs))
            links = list(net.links)
            flows[net is NET] = [
                sim.run(name, Scenario("x", [Fault(kind="link-down", of=link)])).outcome
                for name in specs
                for link in links
            ]
        assert flows[True] == flows[False]
