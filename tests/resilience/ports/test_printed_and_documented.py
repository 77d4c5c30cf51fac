"""Where a vendor lists the ports between two hosts, runs open none beside them."""

import pytest

from dirsim.catalog.labels import parse_label
from dirsim.files.requirements_reader import parse_requirements
from dirsim.recommendation.engine import build_for
from dirsim.resilience.ports.port_matrix import ports

FILE = """\
dirsim: requirements/v1
name: a dockyard with one workload of each kind that has a list of ports
as_of: 2026-11-01
estate:
  sites: {quay: on-premises, paris: {kind: aws-region, region: eu-west-3}}
  links: {vpn: {between: [quay, paris], kind: site-to-site-vpn}}
  directories: {dock: {kind: active-directory, functional_level: "2016", domains: {dock.example: {controllers: {quay: 2}}}}}
workloads:
  desks: workspaces
  drawings: fsx-windows
  tapes: fsx-ontap
  orders: rds-sqlserver
  uploads: transfer-family
  road: client-vpn
  servers: ec2-windows
  pets: ec2-linux
  box: storage-gateway-smb
needs: [existing-credentials]
"""


@pytest.mark.parametrize(
    "label",
    [
        "managed-ad-standard+two-way-trust",
        "managed-ad-standard+one-way-trust+resolver-rules",
        "self-managed-ec2+ad-connector",
        "existing-ad-direct+ad-connector+radius-mfa",
        "managed-ad-hybrid",
    ],
)
def test_runs_open_no_port_beside_the_list(label):
    """For each pair of hosts with a documented list of ports, every connection that a run opens is in the list."""
    req = parse_requirements(FILE)
    matrix = ports(build_for(req, parse_label(label)).topology)
    pairs = {(row.initiator, row.target) for row in matrix.rows if row.documented}
    assert pairs
    assert [
        (row.initiator, row.target, row.protocol, row.port)
        for row in matrix.rows
        if (row.initiator, row.target) in pairs and row.seen and not row.documented
    ] == []


def test_a_file_server_of_ontap_opens_no_rpc():
    """The list of FSx for ONTAP has no RPC, and its machine stays a member without it."""
    matrix = ports(build_for(parse_requirements(FILE), parse_label("existing-ad-direct")).topology)
    opened = {row.port for row in matrix.rows if row.initiator == "tapes.paris"}
    assert {88, 389, 445, 464} <= opened
    assert not opened & {135, 49152}


def test_users_of_transfer_family_open_ssh():
    """People reach Transfer Family by the port of SFTP, not by that of a web page."""
    matrix = ports(build_for(parse_requirements(FILE), parse_label("managed-ad-standard+two-way-trust")).topology)
    assert {row.port for row in matrix.rows if row.target == "uploads.paris" and row.initiator == "browser"} == {22}
