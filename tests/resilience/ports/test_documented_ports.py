"""The documented rows of a port matrix, and the facts that list them."""

import pytest

from dirsim import examples
from dirsim.catalog.labels import parse_label
from dirsim.catalog.parts import PARTS
from dirsim.designs.builders import BUILDERS, build, what_is_missing
from dirsim.facts import catalog
from dirsim.files.requirements_reader import parse_requirements
from dirsim.files.topology_reader import parse_topology
from dirsim.model.scenario import HEALTHY, HostDown, Scenario
from dirsim.recommendation.estate_baseline import baseline_of
from dirsim.resilience.ports.documented_ports import documented_rows, listed_ports
from dirsim.resilience.ports.port_matrix import ports
from dirsim.resilience.ports.port_relations import RELATION_FACTS, port_relations
from dirsim.resilience.ports.rule_blocking import blocking_faults
from dirsim.simulation.simulation import Simulation

WHOLE = """
dirsim: requirements/v1
name: every kind of workload with ports of its own
estate:
  sites: {hq: on-premises, ireland: {kind: aws-region, region: eu-west-1}}
  links: {vpn: {between: [hq, ireland], kind: site-to-site-vpn}}
  directories: {corp: {kind: active-directory, functional_level: "2016", domains: {corp.example: {controllers: {hq: 2}}}}}
workloads:
  files: {kind: fsx-windows}
  filer: {kind: fsx-ontap}
  db: {kind: rds-sqlserver}
  custom: {kind: rds-custom-sqlserver}
  db2: {kind: rds-db2}
  desks: {kind: workspaces}
  servers: {kind: ec2-windows}
  sftp: {kind: transfer-family}
needs: [mfa-radius, windows-auth-db]
"""
BASE = baseline_of(parse_requirements(WHOLE))
LABELS = (
    *(name for name in BUILDERS if not PARTS[name].needs_any),
    "managed-ad-standard+one-way-trust",
    "managed-ad-standard+two-way-trust",
    "managed-ad-enterprise+two-way-trust+radius-mfa",
    "ad-connector+radius-mfa",
    "existing-ad-direct+ad-connector",
    "self-managed-ec2+ad-connector",
)


def designs():
    """Every design that the estate supports."""
    return [label for label in LABELS if not what_is_missing(BASE, parse_label(label))]


@pytest.mark.parametrize("label", designs())
def test_documented_ports_are_printed(label):
    """For every relation between hosts of a design, no port that its fact lists is missing from the matrix."""
    topology = build(BASE, label).topology
    printed = {
        (row.initiator, row.target, row.protocol, row.port, row.last_port): row
        for row in ports(topology).rows
        if row.documented
    }
    for relation in port_relations(topology):
        for initiator in relation.initiators:
            for target in relation.targets:
                for protocol, first, last, _, _ in listed_ports(relation.fact):
                    if initiator != target:
                        row = printed[initiator, target, protocol, first, last]
                        assert relation.fact in row.facts


def test_every_list_of_ports_has_a_relation():
    """Each fact that lists ports of a relation is cited by one; the fact without ports is the only other."""
    listing = {fact.id for fact in catalog().about("flows") if listed_ports(fact.id)}
    assert listing == set(RELATION_FACTS)


def test_each_relation_occurs_in_a_design():
    """The estate above and its designs have hosts for every relation that a design can have."""
    cited = {relation.fact for label in designs() for relation in port_relations(build(BASE, label).topology)}
    assert cited == set(RELATION_FACTS)


def test_a_trust_between_own_forests_has_microsofts_list():
    """Between two forests without AWS, each controller opens Microsoft's ports to those of the other forest."""
    two = parse_topology(
        "dirsim: topology/v1\nsites: {a: on-premises, b: on-premises}\nlinks: {wan: {between: [a, b], kind: wan}}\n"
        "directories: {one: {domains: {one.example: {controllers: {a: 1}}}}, two: {domains: {two.example: {controllers: {b: 1}}}}}\n"
        "trusts: {t: {trusting: one.example, trusted: two.example, two_way: true}}\n"
    )
    for here, there in (("dc1.one.example", "dc1.two.example"), ("dc1.two.example", "dc1.one.example")):
        found = {
            (row.protocol, row.ports) for row in documented_rows(two) if (row.initiator, row.target) == (here, there)
        }
        assert {("tcp", "135"), ("tcp", "49152-65535"), ("udp", "123"), ("tcp", "53"), ("udp", "464")} <= found


def test_a_row_states_its_grounds():
    """A port that a run opened and a list names has both grounds; one that only a list names has one and no flow."""
    rows = ports(build(BASE, "ad-connector").topology).rows
    grounds = {row.basis for row in rows}
    assert grounds == {("seen in runs",), ("documented",), ("seen in runs", "documented")}
    assert all(row.flows for row in rows if row.seen)
    assert not any(row.flows for row in rows if not row.seen)


def test_each_row_seen_in_runs_is_needed():
    """Without a row that a run opened, a sign-in changes: in the healthy network or with hosts down."""
    net = build(baseline_of(examples.fabrikam()), "ad-connector").topology
    rows = ports(net).rows
    simulation = Simulation(net)
    downs = [(), *((name,) for name in net.hosts), *((one, two) for one in net.hosts for two in net.hosts if one < two)]
    for row in (row for row in rows if row.seen):
        faults, _ = blocking_faults(net, [row], rows)
        changed = False
        for flow in row.flows:
            for down in downs:
                before = simulation.run(flow, Scenario("d", [HostDown(name) for name in down]) if down else HEALTHY)
                after = simulation.run(flow, Scenario("b", [*faults, *(HostDown(name) for name in down)]))
                if [str(step.exchange) for step in before.steps] != [str(step.exchange) for step in after.steps] or (
                    before.outcome != after.outcome
                ):
                    changed = True
                    break
            if changed:
                break
        assert changed, row
