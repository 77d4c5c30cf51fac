"""Saved output of the AWS CLI as an estate."""

import json

import pytest

from dirsim.directory.discovery.aws_saved import read_saved_aws
from dirsim.errors import InputError

OUTPUT = {
    "describe-directories": {
        "DirectoryDescriptions": [
            {
                "DirectoryId": "d-1",
                "Name": "core.quay.example",
                "ShortName": "QUAY",
                "Edition": "Enterprise",
                "Type": "MicrosoftAD",
                "Stage": "Active",
                "DnsIpAddrs": ["10.3.1.5", "10.3.2.5"],
                "RadiusSettings": {"RadiusTimeout": 25},
                "VpcSettings": {
                    "VpcId": "vpc-3",
                    "SubnetIds": ["subnet-a", "subnet-b"],
                    "AvailabilityZones": ["ca-central-1a", "ca-central-1b"],
                },
            }
        ]
    },
    "describe-trusts": {
        "Trusts": [
            {
                "DirectoryId": "d-1",
                "RemoteDomainName": "quay.example",
                "TrustType": "Forest",
                "TrustDirection": "One-Way: Incoming",
                "TrustState": "VerifyFailed",
                "SelectiveAuth": "Disabled",
            }
        ]
    },
    "describe-shared-directories": {
        "SharedDirectories": [
            {"OwnerDirectoryId": "d-1", "SharedAccountId": "111122223333", "ShareMethod": "HANDSHAKE"},
            {"OwnerDirectoryId": "d-1", "SharedAccountId": "444455556666", "ShareMethod": "HANDSHAKE"},
        ]
    },
    "describe-regions": {
        "RegionsDescription": [
            {"DirectoryId": "d-1", "RegionName": "ca-central-1", "RegionType": "Primary"},
            {"DirectoryId": "d-1", "RegionName": "us-west-2", "RegionType": "Additional"},
        ]
    },
    "describe-vpcs": {"Vpcs": [{"VpcId": "vpc-3", "DhcpOptionsId": "dopt-1"}]},
    "describe-dhcp-options": {
        "DhcpOptions": [
            {
                "DhcpOptionsId": "dopt-1",
                "DhcpConfigurations": [{"Key": "domain-name-servers", "Values": [{"Value": "10.3.1.5"}]}],
            }
        ]
    },
    "list-resolver-rules": {
        "ResolverRules": [
            {"Id": "rr-1", "DomainName": "quay.example.", "RuleType": "FORWARD", "TargetIps": [{"Ip": "10.0.0.7"}]}
        ]
    },
    "list-resolver-rule-associations": {"ResolverRuleAssociations": [{"ResolverRuleId": "rr-1", "VPCId": "vpc-3"}]},
    "something-else": {"Buckets": []},
}


def test_a_folder_of_outputs_is_an_estate(tmp_path):
    """Each output is known by its key; the directory has its trusts, shares, Regions, RADIUS timeout and the names of its VPC."""
    for name, data in OUTPUT.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(data), encoding="utf-8")
    found = read_saved_aws([tmp_path])
    core = next(entry for entry in found.estate.directories.values() if entry.kind == "managed-microsoft-ad")
    assert (core.edition, core.site, core.regions, core.shared_with, core.share_method, core.radius_timeout) == (
        "enterprise",
        "ca-central-1",
        ("us-west-2",),
        2,
        "handshake",
        "25s",
    )
    (trust,) = found.estate.trusts.values()
    assert (trust.trusting, trust.trusted, trust.two_way, trust.state) == (
        "quay.example",
        "core.quay.example",
        False,
        "verify-failed",
    )
    (vpc,) = found.estate.vpcs.values()
    assert (vpc.dns_servers, vpc.resolver_rules) == (("10.3.1.5",), {"quay.example": ("10.0.0.7",)})
    listed = " ".join(f"{entry.what}: {entry.why}" for entry in found.all_unread)
    assert "something-else.json: not the output of a call" in listed
    assert "rds describe-db-instances: not among the saved output" in listed


def test_only_accepted_shares_count(tmp_path):
    """A share that the other account has not accepted, or could not, is pending; a deleted one is none."""
    states = ("Shared", "PendingAcceptance", "ShareFailed", "Deleted")
    shares = [
        {
            "OwnerDirectoryId": "d-1",
            "SharedAccountId": f"{number:012}",
            "ShareMethod": "HANDSHAKE",
            "ShareStatus": state,
        }
        for number, state in enumerate(states)
    ]
    for name, content in {**OUTPUT, "describe-shared-directories": {"SharedDirectories": shares}}.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    directories = read_saved_aws([tmp_path]).estate.directories.values()
    assert [(one.shared_with, one.pending_shares) for one in directories if one.share_method] == [(1, 2)]


def test_files_without_output_are_refused(tmp_path):
    """A folder without JSON, a file that is not JSON, and output of unknown calls alone are errors with a hint."""
    (tmp_path / "empty").mkdir()
    bad = tmp_path / "bad.json"
    bad.write_text("not json", encoding="utf-8")
    with pytest.raises(InputError, match="the folder contains no JSON file"):
        read_saved_aws([tmp_path / "empty"])
    with pytest.raises(InputError, match="aws ... --output json"):
        read_saved_aws([bad])
    bad.write_text('{"Buckets": []}', encoding="utf-8")
    with pytest.raises(InputError, match="aws ds describe-directories"):
        read_saved_aws([bad])
