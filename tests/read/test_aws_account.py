"""An AWS account, played by moto."""

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

import dirsim as ds
from dirsim.read.aws_account import read_aws
from dirsim.read.requirements import parse_requirements
from dirsim.report.estate import estate_yaml

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
    assert "rds-join" in found.sources["estate", "aws"]
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
