"""Topology files as people write them."""

import json

import pytest

from dirsim.files import parse_topology, read_file
from dirsim.model.network_parts import Host
from dirsim.model.scenario import Fault, LinkDown, Scenario
from dirsim.model.topology import Connector, Principal, Topology

LAB = """\
dirsim: topology/v1
name: lab
sites: {hq: on-premises, fra: {kind: aws-region, region: eu-central-1}}
links: {vpn: {between: [hq, fra], latency: 30ms}}
directories:
  corp: {domains: {corp.example: {controllers: {hq: 2, fra: 1}}}}
  aws: {kind: managed-microsoft-ad, site: fra, domains: aws.example}
  adc: {kind: ad-connector, site: fra, domains: corp.example, service_account: svc-adc, radius: rad}
hosts:
  rad: {site: hq, roles: radius}
  db: {site: fra, roles: [member-server], domain: aws.example}
trusts: {t: {trusting: aws.example, trusted: corp.example}}
dns: {corp.example: aws.example}
clients: {laptop: {site: hq, domain: corp.example}}
services: {erp: {host: db, realm: aws.example}, ws: {kind: aws-application, directory: adc}}
principals: {ana: {domain: corp.example}}
flows: {ana-erp: {kind: service-access, user: ana, service: erp, client: laptop}}
scenarios:
  lost: [{kind: link-down, of: vpn, start: 11:00, lasts: 4h, towards: hq}]
  slow: {faults: [{kind: latency, of: vpn, by: 200ms}, {kind: loss, of: vpn, share: 0.1, start: 1h}]}
  healthy:
"""


def test_counts_of_controllers_become_hosts():
    """``controllers: {hq: 2, fra: 1}`` stands for dc1 to dc3."""
    topology = parse_topology(LAB)
    assert topology.controllers("corp.example") == ("dc1.corp.example", "dc2.corp.example", "dc3.corp.example")
    assert topology.hosts["dc3.corp.example"] == Host(site="fra", roles=("controller", "dns"), domain="corp.example")


def test_a_managed_directory_has_two_controllers():
    """Nobody counts the controllers that AWS runs."""
    topology = parse_topology(LAB)
    assert len(topology.controllers("aws.example")) == 2
    assert topology.hosts["dc1.aws.example"].managed


def test_controllers_that_are_hosts_are_not_made_again():
    """Who names the controllers of a domain names all of them."""
    text = LAB.replace("hosts:\n", "hosts:\n  king: {site: hq, roles: [controller, dns], domain: corp.example}\n")
    assert parse_topology(text).controllers("corp.example") == ("king",)


def test_a_connector_becomes_two_instances_and_an_account():
    """An AD Connector has two hosts at its site, a service account and perhaps RADIUS servers."""
    topology = parse_topology(LAB)
    assert topology.connectors == {
        "adc": Connector(domain="corp.example", hosts=("adc-1", "adc-2"), service_account="svc-adc", radius=("rad",))
    }
    assert topology.hosts["adc-2"] == Host(site="fra", roles=("connector",), managed=True)
    assert topology.principals["svc-adc"] == Principal(kind="service-account", domain="corp.example")


def test_clients_and_forwarders_are_named():
    """Clients are hosts; ``dns`` says who forwards where."""
    topology = parse_topology(LAB)
    assert topology.hosts["laptop"] == Host(site="hq", roles=("client",), domain="corp.example")
    assert topology.forwarders == {"corp.example": ("aws.example",)}


def test_scenarios_are_in_seconds():
    """Times of day, offsets and durations become seconds; amounts too."""
    scenarios = parse_topology(LAB).scenarios
    assert scenarios["lost"] == Scenario("lost", [LinkDown("vpn", start=39600, lasts=14400, towards="hq")])
    assert scenarios["slow"].faults[0] == Fault(kind="latency", of="vpn", amount=0.2)
    assert scenarios["slow"].faults[1] == Fault(kind="loss", of="vpn", amount=0.1, start=3600)
    assert scenarios["healthy"].faults == ()


@pytest.mark.parametrize(("written", "public"), [("", True), (", public: false", False), (", public: true", True)])
def test_an_endpoint_of_aws_is_public_unless_the_file_says_no(written, public):
    """The role is a public endpoint; an interface endpoint of a VPC is written as not public, and stays so when saved."""
    topology = parse_topology(
        f"dirsim: topology/v1\nsites: {{fra: aws-region}}\nhosts: {{ep: {{site: fra, roles: aws-endpoint{written}}}}}"
    )
    assert topology.hosts["ep"].public is public
    assert parse_topology(json.dumps(topology.to_dict())) == topology


def test_an_empty_topology_is_one():
    """Everything may be left out."""
    assert parse_topology("dirsim: topology/v1") == Topology()


def test_the_first_key_tells_the_kind_of_file(tmp_path):
    """One function reads either kind."""
    file = tmp_path / "lab.yaml"
    file.write_text(LAB)
    assert read_file(file) == parse_topology(LAB)
