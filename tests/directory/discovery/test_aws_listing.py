"""Answers of AWS with keys missing or of another form."""

import copy
import json

import pytest

import dirsim as ds
from dirsim.directory.discovery.aws_listing import shaped
from dirsim.directory.discovery.estate_file import estate_yaml
from dirsim.files.requirements_reader import parse_requirements

WHOLE = {
    "DirectoryDescriptions": [
        {"DirectoryId": "d-1234567890", "Name": "cloud.example", "ShortName": "CLOUD", "Type": "MicrosoftAD", "Edition": "Enterprise", "VpcSettings": {"VpcId": "vpc-1", "SubnetIds": ["subnet-1", "subnet-2"], "AvailabilityZones": ["eu-west-1a"]}},
        {"DirectoryId": "d-0987654321", "Name": "corp.example", "Type": "ADConnector", "Size": "Small", "ConnectSettings": {"VpcId": "vpc-1", "SubnetIds": ["subnet-1", "subnet-2"], "CustomerUserName": "svc", "ConnectIps": ["10.0.0.1"]}},
    ],
    "Trusts": [{"DirectoryId": "d-1234567890", "RemoteDomainName": "corp.example", "TrustDirection": "Two-Way", "TrustType": "Forest", "TrustState": "Verified", "SelectiveAuth": "Disabled"}],
    "DBInstances": [{"DBInstanceIdentifier": "db", "Engine": "sqlserver-se", "DomainMemberships": [{"Domain": "d-1234567890", "Status": "joined", "FQDN": "cloud.example"}]}],
    "FileSystems": [{"FileSystemId": "fs-1", "FileSystemType": "WINDOWS", "WindowsConfiguration": {"ActiveDirectoryId": "d-1234567890"}}],
    "Vpcs": [{"VpcId": "vpc-1", "DhcpOptionsId": "dopt-1"}],
    "DhcpOptions": [{"DhcpOptionsId": "dopt-1", "DhcpConfigurations": [{"Key": "domain-name-servers", "Values": [{"Value": "10.0.0.2"}]}]}],
    "ResolverRules": [{"Id": "r", "DomainName": "corp.example.", "RuleType": "FORWARD", "TargetIps": [{"Ip": "10.1.0.1"}]}],
    "ResolverRuleAssociations": [{"ResolverRuleId": "r", "VPCId": "vpc-1"}],
    "Roles": [{"RoleName": "rds-join", "AssumeRolePolicyDocument": {"Statement": [{"Principal": {"Service": ["ds.amazonaws.com"]}}]}}],
}  # fmt: skip


def places(value, path=()):
    """The path of every key and list entry."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in items:
        yield (*path, key)
        yield from places(below, (*path, key))


@pytest.mark.parametrize("change", [None, 1, "", "x", [], {}, [1], [None], [{}], {"a": []}, "missing"])
def test_every_key_may_be_missing_or_odd(tmp_path, change):
    """Whichever key of an answer is missing or of another form, the rest is read, and the result is a valid file."""
    path = tmp_path / "answers.json"
    for place in places(WHOLE):
        odd = copy.deepcopy(WHOLE)
        holder = odd
        for step in place[:-1]:
            holder = holder[step]
        if change == "missing":
            del holder[place[-1]]
        else:
            holder[place[-1]] = change
        path.write_text(json.dumps(odd))
        fault = None
        try:
            parse_requirements(estate_yaml(ds.discover("aws", str(path))))
        except ds.InputError as error:
            fault = error
        assert fault is None or (fault.__cause__ is None and fault.problems[0].file == str(path)), (place, fault)


def test_what_has_another_form_is_named():
    """An entry that is no object and a list of something else are named."""
    made, odd = shaped([1, {"DomainMemberships": [1, {"Domain": "d"}], "VpcId": ["x"], "SubnetIds": "subnet-1"}])
    assert made == [{"DomainMemberships": [{"Domain": "d"}], "SubnetIds": ["subnet-1"]}]
    assert odd == ["an entry", "DomainMemberships", "VpcId"]
