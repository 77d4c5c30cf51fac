"""Every design that a label can name is built on every ground, and no ground is changed by it."""

from itertools import combinations

import pytest
from attrs import evolve

from dirsim.catalog.labels import Label, parse_label
from dirsim.catalog.parts import PARTS
from dirsim.catalog.words import WORKLOAD_KINDS
from dirsim.catalog.workload_kinds import KINDS as RECORDS
from dirsim.designs.attach import PORTAL, parts_used
from dirsim.designs.builders import BUILDERS, build, draft_of, what_is_missing
from dirsim.designs.connectors import CONNECTOR_TASK
from dirsim.model.topology import Topology
from dirsim.recommendation.estate_baseline import baseline_of
from dirsim.simulation.simulation import Simulation

GROUNDS = {
    "office": {"on_prem_ad": {"domains": 1, "forests": 1}, "connectivity": "vpn"},
    "nothing": {"on_prem_ad": False},
    "forests": {"on_prem_ad": {"domains": 5, "forests": 3}, "connectivity": "dx", "aws": {"accounts": 3, "regions": 2}},
    "managed": {"on_prem_ad": False, "current_directory": "managed-ad-enterprise", "aws": {"regions": 3}},
    "managed-and-office": {"on_prem_ad": True, "current_directory": "managed-ad-standard+shared"},
    "simple": {"on_prem_ad": False, "current_directory": "simple-ad"},
    "ec2": {"self_managed_ad_on_ec2": True},
    "ldap": {"on_prem_ad": False, "identity_providers": ["ldap"], "connectivity": "possible"},
    "provider": {"on_prem_ad": False, "identity_providers": ["entra-id"], "aws": {"accounts": "hundreds"}},
    "adfs": {"on_prem_ad": True, "identity_providers": ["adfs"]},
}
KINDS = ("rds-sqlserver", "workspaces", "aws-console", "ldap-app", "ec2-windows", "public-web-app", "dns", "saas-app")


def labels(most=3):
    """Every set of parts that can stand together, up to a number of parts, and a few large ones."""
    yield Label()
    sets = [chosen for count in range(1, most + 1) for chosen in combinations(PARTS, count)]
    sets.append(("managed-ad-enterprise", "two-way-trust", "multi-region", "shared", "ad-connector", "identity-center"))
    for parts in sets:
        try:
            yield parse_label("+".join(parts))
        except ValueError:
            continue


def possible(label, baseline):
    """Whether the estate has what the parts stand in front of."""
    return not what_is_missing(baseline, label)


@pytest.mark.parametrize("name", GROUNDS)
def test_every_label_is_built(sketch, name):
    """Every base with every modifier is built on a ground that has what it needs, and leaves the ground as it was."""
    req = sketch(KINDS, ["multi-region"] if "aws" in GROUNDS[name] else [], estate=GROUNDS[name])
    baseline, again = baseline_of(req), baseline_of(req)
    for label in labels():
        if possible(label, baseline):
            design = build(baseline, label)
            assert design.label == label
            assert set(design.attachments) == set(req.workloads)
    assert baseline == again


@pytest.mark.parametrize("name", GROUNDS)
def test_every_design_hangs_together(sketch, name):
    """Hosts stand at sites, services and flows name what exists, and every flow of every design can be run."""
    baseline = baseline_of(sketch(KINDS, estate=GROUNDS[name]))
    for label in labels(2):
        if not possible(label, baseline):
            continue
        net = build(baseline, label).topology
        assert {host.site for host in net.hosts.values()} <= set(net.sites)
        assert {resolver for host in net.hosts.values() for resolver in host.resolvers} <= set(net.hosts)
        assert {service.host for service in net.services.values()} <= set(net.hosts)
        assert {spec.user for spec in net.flows.values()} <= set(net.principals)
        assert {spec.client for spec in net.flows.values()} <= set(net.hosts)
        sim = Simulation(net)
        assert all(sim.run(flow).outcome for flow in net.flows)


SINGLE = [Label((word,)) for word, part in PARTS.items() if not part.needs_any]


@pytest.mark.parametrize("kind", WORKLOAD_KINDS)
def test_every_workload_kind_is_attached(sketch, kind):
    """Each kind of workload has ways, and each part can be asked about it."""
    assert RECORDS[kind].ways
    baseline = baseline_of(sketch([kind], estate=GROUNDS["adfs"]))
    for label in SINGLE:
        assert kind in build(baseline, label).attachments


def test_the_tables_agree():
    """Every part of labels has a builder."""
    assert set(BUILDERS) == set(PARTS)


def test_building_twice_builds_the_same(sketch):
    """A design built twice on one ground is the same value."""
    baseline = baseline_of(sketch(KINDS, estate=GROUNDS["office"]))
    for label in SINGLE:
        if possible(label, baseline):
            assert build(baseline, label) == build(baseline, label)


def test_a_label_may_be_text(sketch):
    """A label as text and as a value build the same; a text that is none is refused."""
    baseline = baseline_of(sketch(KINDS, estate=GROUNDS["office"]))
    assert build(baseline, "ad-connector+radius-mfa") == build(baseline, Label(("radius-mfa", "ad-connector")))
    with pytest.raises(ValueError, match="unknown part"):
        build(baseline, "magic")


def test_what_exists_stays(sketch):
    """A design adds to what exists and takes nothing away."""
    baseline = baseline_of(sketch(KINDS, estate=GROUNDS["forests"]))
    for label in SINGLE:
        if possible(label, baseline):
            net: Topology = build(baseline, label).topology
            assert set(baseline.topology.hosts) <= set(net.hosts)
            assert all(net.links[name] == link for name, link in baseline.topology.links.items())
            assert set(baseline.topology.directories) <= set(net.directories)


@pytest.mark.parametrize(("modifier", "two_way"), [("one-way-trust", False), ("two-way-trust", True)])
def test_the_managed_forest_trusts_the_users(sketch, modifier, two_way):
    """A design's trust has the managed forest on the trusting side: users of the office get in there."""
    design = build(baseline_of(sketch(KINDS, estate=GROUNDS["office"])), f"managed-ad-standard+{modifier}")
    (trust,) = [design.topology.trusts[name] for name in design.trusts]
    assert (trust.trusting, trust.trusted, trust.two_way, trust.added) == (
        design.own_domains[0],
        "corp.example",
        two_way,
        True,
    )


def test_one_trust_for_each_forest(sketch):
    """With three forests the managed one has three trusts, each with a root."""
    design = build(baseline_of(sketch(KINDS, estate=GROUNDS["forests"])), "managed-ad-standard+two-way-trust")
    assert len(design.trusts) == 3


def test_a_connector_has_two_instances_and_one_domain(sketch):
    """A connector is two instances in two zones in front of one domain; there is one for each domain if asked for."""
    baseline = baseline_of(sketch(KINDS, estate=GROUNDS["forests"]))
    one = build(baseline, "ad-connector").topology.connectors
    each = build(baseline, "ad-connector-per-domain").topology
    assert len(one) == 1
    assert sorted(connector.domain for connector in each.connectors.values()) == sorted(baseline.homes)
    for connector in each.connectors.values():
        assert len({each.hosts[host].zone for host in connector.hosts}) == 2


def test_a_managed_directory_has_controllers_in_two_zones(sketch):
    """Managed controllers come in pairs, in two zones, run by AWS; with replication a pair in each Region."""
    baseline = baseline_of(sketch(KINDS, ["multi-region"], estate=GROUNDS["forests"]))
    design = build(baseline, "managed-ad-enterprise+multi-region")
    for region in baseline.regions:
        pair = [
            host
            for host in design.topology.hosts.values()
            if host.domain == design.own_domains[0] and "controller" in host.roles and host.site == region
        ]
        assert len(pair) == len({host.zone for host in pair}) == 2
        assert all(host.managed and host.added for host in pair)


def test_a_task_is_counted_for_each_part(sketch):
    """A part that is built several times asks its tasks as many times."""
    baseline = baseline_of(sketch(KINDS, estate=GROUNDS["forests"]))
    one, each = dict(build(baseline, "ad-connector").tasks), dict(build(baseline, "ad-connector-per-domain").tasks)
    assert one[CONNECTOR_TASK] == 1
    assert each[CONNECTOR_TASK] == len(baseline.homes)


@pytest.mark.parametrize("ground", sorted(GROUNDS))
def test_the_parts_used_are_known_before_the_machines_are_added(sketch, ground):
    """Whatever the estate and the label: the parts foreseen are those of the attachments of the finished design."""
    req = sketch(KINDS, estate=GROUNDS[ground])
    baseline = baseline_of(req)
    bare = evolve(baseline, workloads={})
    for label in labels(2):
        if what_is_missing(baseline, label):
            continue
        made = build(baseline, label)
        foreseen = parts_used(draft_of(bare, label), baseline)
        assert foreseen.parts == {part for entry in made.attachments.values() for part in (entry.source, entry.joined)}
        services = made.topology.services.values()
        behind = {name for entry in services if entry.provider == PORTAL for name in entry.directory}
        assert foreseen.sources == behind
        assert foreseen.own_desktops == any(entry.desktop and entry.realm in made.own_domains for entry in services)
