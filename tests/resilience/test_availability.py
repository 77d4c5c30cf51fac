"""Availability of designs, what it rests on, and what failures do."""

import pytest
from attrs import evolve

from dirsim.errors import UsageError
from dirsim.model.network_parts import Cause, Host, Link, Site
from dirsim.model.topology import FlowSpec, Topology
from dirsim.resilience.availability import availability
from dirsim.resilience.chance import weighing
from dirsim.resilience.contingency import contingencies
from dirsim.resilience.elements import elements_of
from dirsim.simulation.fast_diagram import diagrams
from dirsim.simulation.sweep import Sweep


def only(office, *flows, **changes):
    """The office with some of its flows."""
    topology = office()
    return evolve(topology, flows={name: topology.flows[name] for name in flows}, **changes)


def with_hosts(topology, **shares):
    """The topology with availabilities of hosts, dots in names written as two underscores."""
    hosts = dict(topology.hosts)
    for name, share in shares.items():
        host = name.replace("__", ".")
        hosts[host] = evolve(hosts[host], availability=share)
    return evolve(topology, hosts=hosts)


def test_two_controllers_in_parallel(office):
    """Two controllers at 99 % and a service at 99.9 % make (1 - 0.01^2) * 0.999, with the minutes by element."""
    topology = with_hosts(only(office, "bob-db"), dc1__cloud=0.99, dc2__cloud=0.99, db=0.999)
    flow = availability(topology)["bob-db"]
    assert flow.availability == pytest.approx((1 - 0.01**2) * 0.999, abs=1e-15)
    assert flow.minutes_down_per_year == pytest.approx(525_600 * (1 - (1 - 0.01**2) * 0.999), abs=1e-4)
    assert flow.minutes_by_element["db"] == pytest.approx(525_600 * 0.001 * (1 - 0.01**2), abs=1e-4)
    assert flow.minutes_by_element["dc1.cloud"] == pytest.approx(525_600 * 0.01 * 0.01 * 0.999, abs=1e-4)
    assert flow.outcomes["degraded"] == pytest.approx(0.01 * 0.99 * 0.999, abs=1e-15)
    assert sum(flow.outcomes.values()) == pytest.approx(1, abs=1e-15)


def test_a_common_cause_undoes_redundancy(office):
    """Two controllers that fail with one zone are as available as the zone."""
    topology = with_hosts(only(office, "bob-db"), dc1__cloud=1.0, dc2__cloud=1.0)
    causes = {"zone-a": Cause(members=("dc1.cloud", "dc2.cloud"), availability=0.998)}
    answer = availability(evolve(topology, causes=causes))
    assert answer["bob-db"].availability == pytest.approx(0.998, abs=1e-15)
    assert ("zone-a",) in answer["bob-db"].cut_sets
    assert ("dc1.cloud", "dc2.cloud") in answer["bob-db"].cut_sets


def test_vendor_commitments_stand_in(office):
    """A VPN and a managed directory without a stated availability have the vendor's, with the fact; others are unknown."""
    found = elements_of(office())
    assert found.by_name["vpn"].fact == "sla-site-to-site-vpn"
    assert found.by_name["vpn"].availability == 0.9995
    managed = evolve(office().hosts["dc1.cloud"], managed=True)
    found = elements_of(evolve(office(), hosts={**office().hosts, "dc1.cloud": managed}))
    assert found.by_name["directory:cloud"].availability == 0.999
    assert found.by_name["directory:cloud"].fact == "sla-directory-service"
    assert found.causes["directory:cloud"] == ("dc1.cloud",)
    assert found.by_name["dc1.corp"].availability is None


def test_unknown_availabilities_are_listed(office):
    """What nobody states counts as never failing, and is listed where it matters, and nowhere else."""
    answer = availability(only(office, "bob-db"))
    assert answer["bob-db"].availability == 1
    assert {"aws", "db", "dc1.cloud", "dc2.cloud"} <= set(answer.unknown)
    assert not {"hq", "dc1.corp", "vpn"} & set(answer.unknown)
    assert set(answer["bob-db"].unknown) == set(answer.unknown)


def test_stated_beats_committed(office):
    """A stated availability is taken before the vendor's."""
    topology = only(office, "ana-db")
    links = {**topology.links, "vpn": evolve(topology.links["vpn"], availability=0.9)}
    assert availability(evolve(topology, links=links))["ana-db"].availability == pytest.approx(0.9, abs=1e-15)


def test_services_fail_too(office):
    """A service's own availability takes down those who sign in to it, on a host that works."""
    topology = only(office, "bob-db")
    services = {**topology.services, "db": evolve(topology.services["db"], availability=0.95)}
    answer = availability(evolve(topology, services=services))
    assert answer["bob-db"].availability == pytest.approx(0.95, abs=1e-15)
    assert ("service:db",) in answer["bob-db"].cut_sets


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_never_and_always(office, share):
    """An element that never works, or always does, gives 0 and 1."""
    topology = with_hosts(only(office, "bob-db"), db=share)
    for method in ("bits", "diagram", "sampled"):
        assert availability(topology, method=method)["bob-db"].availability == share


def test_disconnected(office):
    """Without any link a flow that needs one never works: its cut set is the empty one, and the answer is an answer."""
    answer = availability(only(office, "ana-db", "bob-db", links={}))
    assert answer["ana-db"].availability == 0
    assert answer["ana-db"].cut_sets == ((),)
    assert answer["ana-db"].minutes_down_per_year == 525_600
    assert answer["bob-db"].availability == 1


def test_nothing_to_ask_about():
    """A topology without flows, hosts and links gives an empty answer."""
    answer = availability(Topology())
    assert answer.to_dict()["flows"] == []
    assert contingencies(Topology()).rows[0].outcomes == {}


def test_methods_agree(office):
    """State by state and by diagrams the office has the same figures, and the answer says by which method."""
    topology = with_hosts(office(), dc1__corp=0.97, dc2__corp=0.98)
    bits, diagram = (availability(topology, method=method) for method in ("bits", "diagram"))
    for one, other in zip(bits.flows, diagram.flows, strict=True):
        assert (one.method, other.method) == ("bits", "diagram")
        assert one.availability == pytest.approx(other.availability, abs=1e-13)
        assert one.cut_sets == other.cut_sets


def test_workload_needs_all_its_flows(office):
    """A workload is as available as all its sign-ins at once."""
    topology = with_hosts(only(office, "bob-db"), dc1__cloud=0.9, dc2__cloud=0.8)
    spec = evolve(topology.flows["bob-db"], workload="erp")
    lookup = FlowSpec(kind="name-lookup", user="bob", client="cloud-pc", workload="erp")
    answer = availability(evolve(topology, flows={"bob-db": spec, "lookup": lookup}))
    assert [entry.workload for entry in answer.workloads] == ["erp"]
    assert answer.workloads[0].availability == pytest.approx(0.98, abs=1e-15)


def test_users_lost(office):
    """An element is ranked by the people who lose a sign-in; cohorts of unknown size are named."""
    topology = only(office, "ana-db", "bob-db")
    counted = evolve(topology, principals={**topology.principals, "ana": evolve(topology.principals["ana"], count=300)})
    answer = availability(counted)
    harm = {entry.element.name: entry.lost for entry in answer.elements}
    assert (harm["vpn"].users, harm["vpn"].unknown) == (300, ())
    assert (harm["db"].users, harm["db"].unknown) == (300, ("bob",))
    assert answer.elements[0].lost.users == 300


def test_pairs_that_hurt_only_together(office):
    """The table of pairs holds the two controllers, and no pair of which one alone does it."""
    tables = contingencies(only(office, "bob-db"))
    pairs = [row.failed for row in tables.rows if len(row.failed) == 2]
    assert ("dc1.cloud", "dc2.cloud") in pairs
    assert not [failed for failed in pairs if "db" in failed]
    single = next(row for row in tables.rows if row.failed == ("dc1.cloud",))
    assert single.outcomes == {"bob-db": "degraded"}
    assert single.lost.users == 0


def test_zones_take_their_hosts_along(office):
    """A zone is an element: with it every host in it fails."""
    topology = only(office, "bob-db")
    hosts = {**topology.hosts, **{n: evolve(topology.hosts[n], zone="a") for n in ("dc1.cloud", "dc2.cloud")}}
    assert ("zone:aws/a",) in availability(evolve(topology, hosts=hosts))["bob-db"].cut_sets


@pytest.mark.parametrize(
    ("options", "said"), [({"max_order": 0}, "at least 1"), ({"method": "guess"}, "bits, diagram")]
)
def test_wrong_questions(office, options, said):
    """An order below 1 and an unknown method are refused."""
    with pytest.raises(UsageError, match=said):
        availability(office(), **options)


def test_wide_networks_by_diagrams():
    """Sixty parallel links are weighed exactly: all of them have to fail."""
    links = {f"l{n}": Link(between=("a", "b"), availability=0.5) for n in range(60)}
    topology = Topology(
        sites={"a": Site(), "b": Site()},
        links=links,
        hosts={"pc": Host(site="a", roles=("client",), resolvers=("dns",)), "dns": Host(site="b", roles=("dns",))},
    )
    weighed = weighing(topology, tuple(links), dict.fromkeys(links, 0.5), {})
    assert weighed.method == "diagram"
    space = diagrams(tuple(links))
    way = Sweep(topology, space).carriage.paths().between("a", "b")
    assert space.chance(dict.fromkeys(links, 0.5))(way) == 1 - 0.5**60
