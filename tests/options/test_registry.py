"""Every design that a label can name is built on every ground, and no ground is changed by it."""

from itertools import combinations

import pytest

from dirsim.model.labels import Label, parse_label
from dirsim.model.topology import Topology
from dirsim.model.words import BASES, MODIFIERS, WORKLOAD_KINDS
from dirsim.options.directories import CONNECTOR_TASK
from dirsim.options.registry import BUILDERS, build
from dirsim.options.styles import STYLES
from dirsim.recommend.ground import ground_of
from dirsim.simulate.run import Simulation

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


def labels():
    """Every base with every set of up to two modifiers, and with all of them."""
    words = list(MODIFIERS)
    sets = [*combinations(words, 0), *combinations(words, 1), *combinations(words, 2)]
    sets += [[word for word in words if word != trust] for trust in ("one-way-trust", "two-way-trust")]
    for base in BASES:
        for modifiers in sets:
            try:
                yield parse_label("+".join((base, *modifiers)))
            except ValueError:
                continue


def possible(label, ground):
    """Whether the estate has what the base stands in front of."""
    if label.base == "managed-ad-hybrid":
        return bool(ground.self_managed)
    if label.base == "existing-ad-direct":
        return bool(ground.self_managed)
    if label.base.startswith("ad-connector"):
        return bool(ground.homes)
    if label.base in ("identity-center-external-idp", "saml-federation"):
        return bool(ground.providers)
    return True


@pytest.mark.parametrize("name", GROUNDS)
def test_every_label_is_built(sketch, name):
    """Every base with every modifier is built on a ground that has what it needs, and leaves the ground as it was."""
    req = sketch(KINDS, ["multi-region"] if "aws" in GROUNDS[name] else [], estate=GROUNDS[name])
    ground, again = ground_of(req), ground_of(req)
    for label in labels():
        if possible(label, ground):
            design = build(ground, label)
            assert design.label == label
            assert set(design.attachments) == set(req.workloads)
    assert ground == again


@pytest.mark.parametrize("name", GROUNDS)
def test_every_design_hangs_together(sketch, name):
    """Hosts stand at sites, services and flows name what exists, and every flow of every design can be run."""
    ground = ground_of(sketch(KINDS, estate=GROUNDS[name]))
    for label in labels():
        if len(label.modifiers) > 1 or not possible(label, ground):
            continue
        net = build(ground, label).topology
        assert {host.site for host in net.hosts.values()} <= set(net.sites)
        assert {resolver for host in net.hosts.values() for resolver in host.resolvers} <= set(net.hosts)
        assert {service.host for service in net.services.values()} <= set(net.hosts)
        assert {spec.user for spec in net.flows.values()} <= set(net.principals)
        assert {spec.client for spec in net.flows.values()} <= set(net.hosts)
        sim = Simulation(net)
        assert all(sim.run(flow).outcome for flow in net.flows)


@pytest.mark.parametrize("kind", WORKLOAD_KINDS)
def test_every_workload_kind_is_attached(sketch, kind):
    """Each kind of workload has a style, and each base can be asked about it."""
    assert STYLES[kind].ways
    ground = ground_of(sketch([kind], estate=GROUNDS["adfs"]))
    for base in BASES:
        assert kind in build(ground, base).attachments


def test_the_tables_agree():
    """Every base of the labels has a builder, and every workload kind a style."""
    assert list(BUILDERS) == list(BASES)
    assert set(STYLES) == set(WORKLOAD_KINDS)


def test_building_twice_builds_the_same(sketch):
    """A design built twice on one ground is the same value."""
    ground = ground_of(sketch(KINDS, estate=GROUNDS["office"]))
    for base in BASES:
        if possible(Label(base), ground):
            assert build(ground, base) == build(ground, base)


def test_a_label_may_be_text(sketch):
    """A label as text and as a value build the same; a text that is none is refused."""
    ground = ground_of(sketch(KINDS, estate=GROUNDS["office"]))
    assert build(ground, "ad-connector+radius-mfa") == build(ground, Label("ad-connector", ("radius-mfa",)))
    with pytest.raises(ValueError, match="unknown design"):
        build(ground, "magic")


def test_what_exists_stays(sketch):
    """A design adds to what exists and takes nothing away."""
    ground = ground_of(sketch(KINDS, estate=GROUNDS["forests"]))
    for base in BASES:
        if possible(Label(base), ground):
            net: Topology = build(ground, base).topology
            assert set(ground.topology.hosts) <= set(net.hosts)
            assert all(net.links[name] == link for name, link in ground.topology.links.items())
            assert set(ground.topology.directories) <= set(net.directories)


@pytest.mark.parametrize(("modifier", "two_way"), [("one-way-trust", False), ("two-way-trust", True)])
def test_the_managed_forest_trusts_the_users(sketch, modifier, two_way):
    """A design's trust has the managed forest on the trusting side: users of the office get in there."""
    design = build(ground_of(sketch(KINDS, estate=GROUNDS["office"])), f"managed-ad-standard+{modifier}")
    (trust,) = [design.topology.trusts[name] for name in design.trusts]
    assert (trust.trusting, trust.trusted, trust.two_way, trust.added) == (
        design.own_domain,
        "corp.example",
        two_way,
        True,
    )


def test_one_trust_for_each_forest(sketch):
    """With three forests the managed one has three trusts, each with a root."""
    design = build(ground_of(sketch(KINDS, estate=GROUNDS["forests"])), "managed-ad-standard+two-way-trust")
    assert len(design.trusts) == 3


def test_a_connector_has_two_instances_and_one_domain(sketch):
    """A connector is two instances in two zones in front of one domain; there is one for each domain if asked for."""
    ground = ground_of(sketch(KINDS, estate=GROUNDS["forests"]))
    one = build(ground, "ad-connector").topology.connectors
    each = build(ground, "ad-connector-per-domain").topology
    assert len(one) == 1
    assert sorted(connector.domain for connector in each.connectors.values()) == sorted(ground.homes)
    for connector in each.connectors.values():
        assert len({each.hosts[host].zone for host in connector.hosts}) == 2


def test_a_managed_directory_has_controllers_in_two_zones(sketch):
    """Managed controllers come in pairs, in two zones, run by AWS; with replication a pair in each Region."""
    ground = ground_of(sketch(KINDS, ["multi-region"], estate=GROUNDS["forests"]))
    design = build(ground, "managed-ad-enterprise+multi-region")
    for region in ground.regions:
        pair = [
            host
            for host in design.topology.hosts.values()
            if host.domain == design.own_domain and "controller" in host.roles and host.site == region
        ]
        assert len(pair) == len({host.zone for host in pair}) == 2
        assert all(host.managed and host.added for host in pair)


def test_a_task_is_counted_for_each_part(sketch):
    """A part that is built several times asks its tasks as many times."""
    ground = ground_of(sketch(KINDS, estate=GROUNDS["forests"]))
    one, each = dict(build(ground, "ad-connector").tasks), dict(build(ground, "ad-connector-per-domain").tasks)
    assert one[CONNECTOR_TASK] == 1
    assert each[CONNECTOR_TASK] == len(ground.homes)
