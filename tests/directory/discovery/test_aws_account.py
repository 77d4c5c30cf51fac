"""An AWS account, played by moto."""

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber
from moto import mock_aws

import dirsim as ds
from dirsim.directory.discovery.anonymize import anonymized
from dirsim.directory.discovery.aws_account import read_aws
from dirsim.directory.discovery.estate_file import estate_yaml
from dirsim.files.requirements_reader import parse_requirements

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
REGION = "eu-central-1"


@pytest.fixture
def session(monkeypatch):
    """A session in an account that has a managed directory and a role for databases."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        made = boto3.Session(region_name=REGION)
        ec2 = made.client("ec2")
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        zones = [zone["ZoneName"] for zone in ec2.describe_availability_zones()["AvailabilityZones"][:2]]
        subnets = [
            ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=zone)["Subnet"]["SubnetId"]
            for number, zone in enumerate(zones)
        ]
        made.client("ds").create_microsoft_ad(
            Name="aws.corp.example",
            Password="Sup3r-Secret!",
            Edition="Standard",
            VpcSettings={"VpcId": vpc, "SubnetIds": subnets},
        )
        trust = '{"Statement": [{"Effect": "Allow", "Principal": {"Service": "directoryservice.rds.amazonaws.com"}, "Action": "sts:AssumeRole"}]}'
        made.client("iam").create_role(RoleName="rds-join", AssumeRolePolicyDocument=trust)
        made.client("fsx").create_file_system(
            FileSystemType="WINDOWS",
            StorageCapacity=300,
            SubnetIds=subnets[:1],
            WindowsConfiguration={"ThroughputCapacity": 8, "ActiveDirectoryId": "d-0123456789"},
        )
        yield made


def test_directories_members_and_roles_are_found(session):
    """The directory, a file system and the roles are there, and recommend runs on the result."""
    found = read_aws(session=session, regions=[REGION])
    (directory,) = found.estate.directories.values()
    assert (directory.kind, directory.edition, list(directory.domains), directory.site) == (
        "managed-microsoft-ad", "standard", ["aws.corp.example"], REGION,
    )  # fmt: skip
    assert [workload.kind for workload in found.workloads.values()] == ["fsx-windows"]
    assert found.estate.aws.directory_roles == ("rds-join",)
    again = parse_requirements(estate_yaml(found))
    assert again.estate == found.estate
    ds.recommend(again)


def test_a_refused_call_is_noted_and_the_rest_goes_on(session, monkeypatch):
    """Where one call is denied, the answer says which, and holds everything else."""
    real = session.client

    def client(service, **options):
        made = real(service, **options)
        if service == "fsx":

            def refuse(**_):
                raise ClientError({"Error": {"Code": "AccessDeniedException"}}, "DescribeFileSystems")

            made.can_paginate = lambda _: False
            made.describe_file_systems = refuse
        return made

    monkeypatch.setattr(session, "client", client)
    found = read_aws(session=session, regions=[REGION])
    assert found.estate.directories
    assert [(entry.what, entry.why) for entry in found.unread if "file-systems" in entry.what] == [
        ("fsx describe-file-systems in eu-central-1", "access is denied to these credentials")
    ]


ACCOUNT = "111122223333"
CANNED = {
    ("ec2", "describe_regions"): {"Regions": [{"RegionName": "eu-west-1", "OptInStatus": "opt-in-not-required"}]},
    ("ds", "describe_directories"): {
        "DirectoryDescriptions": [
            {"DirectoryId": "d-1234567890", "Name": "cloud.example", "ShortName": "CLOUD", "Type": "MicrosoftAD", "Edition": "Enterprise", "VpcSettings": {"VpcId": "vpc-1a2b3c4d", "SubnetIds": ["subnet-1a2b3c4d", "subnet-5e6f7a8b"]}},
            {"DirectoryId": "d-0987654321", "Name": "corp.example", "Type": "ADConnector", "Size": "Small", "ConnectSettings": {"VpcId": "vpc-1a2b3c4d", "SubnetIds": ["subnet-1a2b3c4d", "subnet-5e6f7a8b"], "CustomerUserName": "svc-connector", "ConnectIps": ["10.0.0.1", "10.0.1.1"]}},
            {"DirectoryId": "d-1111111111", "Name": "lent.example", "Type": "SharedMicrosoftAD", "OwnerDirectoryDescription": {"AccountId": "444455556666"}},
        ]
    },
    ("ds", "describe_regions"): {
        "RegionsDescription": [{"RegionName": "eu-west-1", "RegionType": "Primary"}, {"RegionName": "us-east-1", "RegionType": "Additional"}]
    },
    ("ds", "describe_shared_directories"): {
        "SharedDirectories": [{"OwnerAccountId": ACCOUNT, "SharedAccountId": "444455556666", "SharedDirectoryId": "d-2222222222"}]
    },
    ("ds", "describe_trusts"): {
        "Trusts": [
            {"TrustId": "t-1234567890", "RemoteDomainName": "corp.example", "TrustType": "Forest", "TrustDirection": "One-Way: Outgoing", "TrustState": "Verified", "SelectiveAuth": "Enabled"},
            {"TrustId": "t-0987654321", "RemoteDomainName": "old.example", "TrustType": "External", "TrustDirection": "One-Way: Incoming", "TrustState": "Verified"},
            {"TrustId": "t-1111111111", "RemoteDomainName": "gone.example", "TrustType": "Forest", "TrustDirection": "Two-Way", "TrustState": "Deleted"},
        ]
    },
    ("rds", "describe_db_instances"): {
        "DBInstances": [{"DBInstanceIdentifier": "erp", "Engine": "sqlserver-se", "DomainMemberships": [{"Domain": "d-1234567890", "Status": "joined", "FQDN": "cloud.example"}]}]
    },
    ("workspaces", "describe_workspace_directories"): {"Directories": [{"DirectoryId": "d-0987654321", "DirectoryName": "corp.example"}]},
    ("iam", "list_roles"): {
        "Roles": [{"Path": "/", "RoleName": "rds-directory", "RoleId": "AROA1234567890123456", "Arn": f"arn:aws:iam::{ACCOUNT}:role/rds-directory", "CreateDate": "2026-01-01T00:00:00Z",
                   "AssumeRolePolicyDocument": '{"Statement": {"Effect": "Allow", "Principal": {"Service": "directoryservice.rds.amazonaws.com"}, "Action": "sts:AssumeRole"}}'}]
    },
    ("organizations", "list_accounts"): {"Accounts": [{"Id": ACCOUNT}, {"Id": "444455556666"}]},
    ("fsx", "describe_file_systems"): {"FileSystems": []},
    ("fsx", "describe_storage_virtual_machines"): {
        "StorageVirtualMachines": [{"StorageVirtualMachineId": "svm-0123456789abcdef0", "ActiveDirectoryConfiguration": {"SelfManagedActiveDirectoryConfiguration": {"DomainName": "corp.example"}}}]
    },
}  # fmt: skip


class CannedSession:
    """A session whose clients are botocore's own, with one canned answer each: request and answer fit AWS's models."""

    region_name = "eu-west-1"

    def client(self, service, region_name=None, config=None):
        """A client that answers one call."""
        del config
        keys = {"aws_access_key_id": "x", "aws_secret_access_key": "x"}
        real = boto3.client(service, region_name=region_name or "us-east-1", **keys)

        class Client:
            """Says that nothing comes in pages, and answers."""

            def can_paginate(self, operation):
                del operation
                return False

            def __getattr__(self, operation):
                def call(**request):
                    stub = Stubber(real)
                    if (service, operation) in CANNED:
                        stub.add_response(operation, CANNED[service, operation])
                    else:
                        stub.add_client_error(operation, "AccessDeniedException")
                    with stub:
                        return getattr(real, operation)(**request)

                return call

        return Client()


@pytest.fixture(scope="module")
def account():
    """What an account with everything in it looks like."""
    return read_aws(session=CannedSession())


def test_trusts_shares_and_regions_are_read(account):
    """AWS tells a trust's direction from the directory's side; shares are counted, further Regions named."""
    cloud = account.estate.directories["cloud"]
    assert (cloud.edition, cloud.shared_with, cloud.regions) == ("enterprise", 1, ("us-east-1",))
    told = {
        (trust.trusting, trust.trusted, trust.kind, trust.two_way, trust.selective)
        for trust in account.estate.trusts.values()
    }
    assert told == {
        ("cloud.example", "corp.example", "forest", False, True),
        ("old.example", "cloud.example", "external", False, False),
    }


def test_connectors_and_members_are_read(account):
    """A connector with its service account; databases, desktops and volumes with the domain that they joined."""
    connector = next(entry for entry in account.estate.directories.values() if entry.kind == "ad-connector")
    assert (connector.size, connector.service_account, list(connector.domains)) == (
        "small",
        "svc-connector",
        ["corp.example"],
    )
    assert {(entry.kind, entry.users) for entry in account.workloads.values()} == {
        ("rds-sqlserver", ("cloud.example",)),
        ("workspaces", ("corp.example",)),
        ("fsx-ontap", ("corp.example",)),
    }
    assert account.estate.aws.accounts == 2


def test_roles_stand_in_both_forms(account):
    """The roles that Directory Service uses are in the JSON as in the YAML form, and are replaced with other names."""
    assert account.to_dict()["estate"]["aws"]["directory_roles"] == ["rds-directory"]
    assert parse_requirements(estate_yaml(account)).estate.aws.directory_roles == ("rds-directory",)
    assert anonymized(account).estate.aws.directory_roles == ("role-1",)


def test_what_cannot_be_seen_is_named(account):
    """A directory that another account shares and a call that is refused are listed, and the rest goes on."""
    unread = {gap.what: gap.why for gap in account.unread}
    assert "444455556666" in unread["directory lent.example"]
    assert unread["rds describe-db-clusters in eu-west-1"] == "access is denied to these credentials"


def test_an_account_can_be_decided_on(account):
    """The result is a requirements file that recommend takes as it is."""
    assert ds.recommend(parse_requirements(estate_yaml(account))).candidates
