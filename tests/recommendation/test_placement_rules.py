"""Rules of placement: what is found with one value, and what is not found with its neighbour."""

import copy
import json

import pytest

from dirsim.facts import catalog
from dirsim.files.requirements_reader import parse_requirements
from dirsim.recommendation.placement_rules import placement_findings

SOUND = {
    "dirsim": "requirements/v1",
    "name": "an insurer",
    "as_of": "2026-11-01",
    "estate": {
        "sites": {
            "office": {"kind": "on-premises"},
            "milan": {"kind": "aws-region", "region": "eu-south-1"},
            "ireland": {"kind": "aws-region", "region": "eu-west-1"},
        },
        "directories": {
            "corp": {"kind": "active-directory", "site": "office", "domains": {"ins.example": {}}},
            "cloud": {
                "kind": "managed-microsoft-ad",
                "site": "ireland",
                "account": "core",
                "vpc": "main",
                "dns_servers": ["10.0.0.10", "10.0.0.11"],
                "domains": {"cloud.ins.example": {}},
            },
        },
        "trusts": {"t": {"trusting": "cloud.ins.example", "trusted": "ins.example", "kind": "forest"}},
        "vpcs": {"main": {"site": "ireland", "account": "core"}},
        "aws": {"management_account": "core"},
    },
    "workloads": {"it": {"kind": "fsx-windows", "site": "ireland", "account": "core", "vpc": "main", "users": ["ins.example"]}},
}  # fmt: skip

V, W, D = "estate|vpcs|main|", "workloads|it|", "estate|directories|cloud|"
DESKS = [(W + "kind", "workspaces"), (W + "zones", ["euw1-az1", "euw1-az2"])]
LOCAL, OUTSIDE = [(V + "dns_servers", ["AmazonProvidedDNS"])], [(V + "dns_servers", ["10.9.9.9"])]
NAMES, SHARE, CENTRE = "vpc-names-resolve", "organization-share-from-management-account", "identity-center-account"
CASES = [
    ([], []),
    # the Region of the directory
    ([(W + "site", "milan")], []),
    ([(W + "site", "milan"), (W + "kind", "transfer-family")], [("directory-is-in-the-region", "not-met")]),
    ([(W + "site", "milan"), (W + "kind", "rds-mysql")], [("directory-is-in-the-region", "not-met")]),
    ([(W + "site", "milan"), (W + "kind", "rds-mysql"), (D + "regions", ["milan"])], []),
    ([(W + "site", "milan"), (W + "kind", "transfer-family"), (D + "regions", ["milan"])], [("directory-is-in-the-region", "not-met")]),
    ([(W + "site", "milan"), (W + "kind", "rds-mysql"), (D + "site", None)], []),
    # the zones of desktops
    (DESKS, []),
    ([*DESKS, (W + "zones", ["euw1-az1"])], [("zones-are-served", "not-met")]),
    ([*DESKS, (W + "zones", ["eu-west-1a"])], []),
    ([*DESKS, (W + "zones", ["euw1-az1", "euw1-az9"])], [("zones-are-served", "not-met")]),
    ([*DESKS, (W + "zones", []), (D + "zones", ["euw1-az1"])], [("zones-are-served", "not-met")]),
    # another account
    ([(W + "account", "app"), (D + "shared_with", 1)], []),
    ([(W + "account", "app")], [("directory-is-shared", "not-met")]),
    ([(W + "account", "app"), (D + "account", None)], []),
    ([*DESKS, (W + "account", "app"), (D + "shared_with", 1)], [("directory-is-shared", "not-met")]),
    ([(W + "account", "app"), (D + "kind", "simple-ad"), ("estate|trusts", {}), (W + "users", ["cloud.ins.example"])], [("directory-is-shared", "not-met")]),
    # who shares with the organization
    ([(D + "share_method", "organizations")], []),
    ([(D + "share_method", "organizations"), ("estate|aws|management_account", "root")], [(SHARE, "not-met")]),
    ([(D + "share_method", "handshake"), ("estate|aws|management_account", "root")], []),
    ([("estate|aws|management_account", None)], []),
    ([("estate|aws|management_account", None), (W + "account", "app"), (D + "shared_with", 1)], [(SHARE, "unknown")]),
    ([("estate|aws|management_account", None), (W + "account", "app"), (D + "shared_with", 1), (D + "share_method", "handshake")], []),
    # the directory of Identity Center
    ([("estate|current_directory", "managed-ad-standard+identity-center")], []),
    ([("estate|current_directory", "managed-ad-standard+identity-center"), ("estate|aws|management_account", "root")], [(CENTRE, "not-met")]),
    ([("estate|current_directory", "managed-ad-standard"), ("estate|aws|management_account", "root")], []),
    (
        [
            ("estate|current_directory", "managed-ad-standard+identity-center"),
            ("estate|aws|management_account", "root"),
            ("estate|aws|delegated_administrator", "core"),
        ],
        [],
    ),
    # names of the VPC itself: zones, endpoints or clusters, each alone
    (OUTSIDE, []),
    ([*OUTSIDE, (V + "private_zones", ["a.example"])], [(NAMES, "not-met")]),
    ([*OUTSIDE, (V + "endpoints", ["secretsmanager"])], [(NAMES, "not-met")]),
    ([*OUTSIDE, (W + "kind", "emr")], [(NAMES, "not-met")]),
    ([(V + "dns_servers", ["10.0.0.10"]), (V + "endpoints", ["secretsmanager"])], [(NAMES, "unknown")]),
    ([(V + "dns_servers", ["10.0.0.10"]), (V + "endpoints", ["secretsmanager"]), (D + "vpc", None)], [(NAMES, "not-met")]),
    ([(V + "dns_servers", ["AmazonProvidedDNS"]), (V + "endpoints", ["ssm"]), (V + "resolver_rules", {"ins.example": ["10.1.0.1"]})], []),
    # names of the domain
    (LOCAL, [("domain-names-resolve", "not-met")]),
    ([*LOCAL, (V + "resolver_rules", {"example": ["10.1.0.1"]})], []),
    ([*LOCAL, (V + "resolver_rules", {"s.example": ["10.1.0.1"]})], [("domain-names-resolve", "not-met")]),
    ([*LOCAL, (V + "resolver_rules", {"ins.example": ["10.1.0.1"]}), (V + "outbound_endpoint", False)], [("resolver-rules-have-an-endpoint", "not-met")]),
    ([*LOCAL, (V + "resolver_rules", {"ins.example": ["10.1.0.1"]}), (V + "outbound_endpoint", True)], []),
    ([(V + "resolver_rules", {"cloud.ins.example": ["10.0.0.10"]})], []),
    ([(V + "resolver_rules", {"cloud.ins.example": ["10.0.0.10", "10.7.7.7"]})], [("resolver-rule-targets", "not-met")]),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "found"), CASES, ids=range(len(CASES)))
def test_each_value_decides(changes, found):
    """One value more or less than the sound estate, and the findings that it alone causes."""
    data = copy.deepcopy(SOUND)
    for path, value in changes:
        *folders, key = path.split("|")
        place = data
        for folder in folders:
            place = place[folder]
        if value is None:
            place.pop(key, None)
        else:
            place[key] = value
    req = parse_requirements(json.dumps(data))
    findings = placement_findings(req.estate, req.workloads, catalog())
    assert [(one.rule, str(one.verdict)) for one in findings] == found


SPREAD = {
    "accounts": ("accounts: 2", "{kind: workspaces, account: a}", "{kind: workspaces, account: b}", "multi-account"),
    "regions": ("regions: 2", "{kind: workspaces}", "{kind: workspaces-windows}", "multi-region"),
}


@pytest.mark.parametrize("place", SPREAD)
def test_a_connector_stands_in_front_of_the_managed_domain_whatever_else_exists(decide, place):
    """Where accounts are in the managed directory alone, an AD on the premises removes no design."""
    aws, one, other, word = SPREAD[place]
    rest = f"workloads: {{a: {one}, b: {other}}}, needs: [cloud-only-directory, {word}], forbids: [servers]"
    absent = decide(f"{{estate: {{on_prem_ad: false, users: 500, aws: {{{aws}}}}}, {rest}}}")
    present = decide(
        f"{{estate: {{on_prem_ad: {{domains: 1, users: 500}}, connectivity: vpn, aws: {{{aws}}}}}, {rest}}}"
    )
    assert absent.design == present.design is not None
    read = {entry.domain for entry in present.topology.connectors.values()}
    assert read == {"aws.corp.example"}
