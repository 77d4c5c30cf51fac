"""Files as people have them: in UTF-16, beside refused calls, with nested parts, and plans with unknown values."""

import json

import pytest

from dirsim.directory.discovery.aws_saved import read_saved_aws
from dirsim.directory.discovery.cloudformation_estate import read_cloudformation
from dirsim.directory.discovery.table_exports import read_csvde
from dirsim.directory.discovery.terraform_estate import read_terraform
from dirsim.errors import InputError

DIRECTORY = {
    "DirectoryId": "d-1",
    "Name": "cloud.example",
    "Type": "MicrosoftAD",
    "Edition": "Standard",
    "VpcSettings": {"VpcId": "vpc-1", "AvailabilityZones": ["eu-west-1a", "eu-west-1b"]},
}
CSV = 'DN,objectClass,distinguishedName,msDS-Behavior-Version\n"DC=corp,DC=example",domainDNS,"DC=corp,DC=example",7\n'


def saved(folder, **outputs):
    """A folder with a file for each output; text is written as it is."""
    for name, value in outputs.items():
        text = value if isinstance(value, str) else json.dumps(value)
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
    return read_saved_aws([folder])


def test_a_refused_call_is_listed_and_the_rest_is_read(tmp_path):
    """Beside output that is read, a file with the message of a refused call, or an empty one, is listed; the answer is partial."""
    found = saved(
        tmp_path, ds={"DirectoryDescriptions": [DIRECTORY]}, trusts="An error occurred (AccessDenied)", empty=""
    )
    assert "cloud.example" in found.estate.directories["cloud"].domains
    assert not found.complete
    assert {"trusts.json", "empty.json"} <= {entry.what.rpartition("/")[2] for entry in found.all_unread}


def test_files_that_are_all_broken_are_an_error(tmp_path):
    """Discovery fails if none of the files can be read."""
    with pytest.raises(InputError, match="not JSON"):
        saved(tmp_path, trusts="An error occurred (AccessDenied)")


def test_account_details_have_the_roles_too(tmp_path):
    """The roles of get-account-authorization-details are read like those of list-roles."""
    trust = {"Statement": [{"Principal": {"Service": "directoryservice.rds.amazonaws.com"}}]}
    found = saved(tmp_path, iam={"RoleDetailList": [{"RoleName": "rds-join", "AssumeRolePolicyDocument": trust}]})
    assert found.estate.aws.directory_roles == ("rds-join",)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le-bom", "utf-16-be-bom"])
def test_utf_16_is_read_as_windows_writes_it(tmp_path, encoding):
    """Exports of csvde with -u and redirections of PowerShell begin with a byte order mark and are read."""
    mark = {"utf-16-le-bom": b"\xff\xfe", "utf-16-be-bom": b"\xfe\xff"}.get(encoding, b"")
    written = mark + CSV.encode(encoding.removesuffix("-bom"))
    (tmp_path / "corp.csv").write_bytes(written)
    assert read_csvde([tmp_path / "corp.csv"]).estate.directories["corp"].domains


def test_half_a_sign_of_utf_16_is_an_input_error(tmp_path):
    """A file that is cut in the middle of a sign is refused with its place, not with an exception of the codec."""
    (tmp_path / "corp.csv").write_bytes(b"\xff\xfeD\x00N")
    with pytest.raises(InputError, match="not UTF-16 text"):
        read_csvde([tmp_path / "corp.csv"])


def test_vpcs_without_a_directory_count_where_their_resolution_is_known(tmp_path):
    """A VPC with name servers of its own or with Resolver rules is in the estate; one with the defaults alone is not."""
    options = [
        {
            "DhcpOptionsId": "own",
            "DhcpConfigurations": [{"Key": "domain-name-servers", "Values": [{"Value": "10.9.9.9"}]}],
        }
    ]
    found = saved(
        tmp_path,
        ds={"DirectoryDescriptions": [DIRECTORY]},
        vpcs={"Vpcs": [{"VpcId": "vpc-2", "DhcpOptionsId": "own"}, {"VpcId": "vpc-3", "DhcpOptionsId": "default"}]},
        dhcp={"DhcpOptions": options},
        rules={
            "ResolverRules": [
                {"Id": "r", "DomainName": "corp.example.", "RuleType": "FORWARD", "TargetIps": [{"Ip": "10.1.0.1"}]}
            ]
        },
        bound={"ResolverRuleAssociations": [{"ResolverRuleId": "r", "VPCId": "vpc-4"}]},
    )
    assert set(found.estate.vpcs) == {"vpc-1", "vpc-2", "vpc-4"}
    assert found.estate.vpcs["vpc-2"].dns_servers == ("10.9.9.9",)
    assert dict(found.estate.vpcs["vpc-4"].resolver_rules) == {"corp.example": ("10.1.0.1",)}


def plan(*resources, references=(), modules=None):
    """A plan: resources as address and values, and references as address, argument and target."""
    expressions = {}
    for address, argument, target in references:
        kind, _, name = address.partition(".")
        expressions.setdefault((kind, name), {})[argument] = {"references": [f"{target}.id", target]}
    root = {
        "resources": [
            {"type": kind, "name": name, "expressions": found} for (kind, name), found in expressions.items()
        ],
        "module_calls": {name: {"module": inner} for name, inner in (modules or {}).items()},
    }
    made = [{"address": address, "type": address.split(".")[-2], "values": values} for address, values in resources]
    return {
        "format_version": "1.2",
        "planned_values": {"root_module": {"resources": made}},
        "configuration": {"root_module": root},
    }


MAD = {"name": "cloud.example", "type": "MicrosoftAD", "edition": "Standard"}
TRUST = {"remote_domain_name": "corp.example", "trust_direction": "Two-Way", "trust_type": "Forest"}


def read_plan(tmp_path, data):
    """The directories and trusts that a reader finds in a plan."""
    (tmp_path / "plan.json").write_text(json.dumps(data), encoding="utf-8")
    return read_terraform([tmp_path / "plan.json"])


def test_a_plan_joins_what_it_creates_by_its_references(tmp_path):
    """The id of a directory is unknown before the apply; the configuration of the plan says to which one a trust belongs."""
    data = plan(
        ("aws_directory_service_directory.d", MAD),
        ("aws_directory_service_trust.t", TRUST),
        references=[("aws_directory_service_trust.t", "directory_id", "aws_directory_service_directory.d")],
    )
    (trust,) = read_plan(tmp_path, data).estate.trusts.values()
    assert (trust.trusting, trust.trusted, trust.two_way) == ("cloud.example", "corp.example", True)


def test_instances_of_a_plan_are_joined_by_their_index(tmp_path):
    """With count, an instance belongs to the one of its own index; where that does not decide, the entry is listed."""
    data = plan(
        ('aws_directory_service_directory.d["a"]', MAD),
        ('aws_directory_service_directory.d["b"]', {**MAD, "name": "other.example"}),
        ('aws_directory_service_trust.t["b"]', TRUST),
        ("aws_directory_service_trust.u", {**TRUST, "remote_domain_name": "third.example"}),
        references=[
            ("aws_directory_service_trust.t", "directory_id", "aws_directory_service_directory.d"),
            ("aws_directory_service_trust.u", "directory_id", "aws_directory_service_directory.d"),
        ],
    )
    found = read_plan(tmp_path, data)
    assert [(trust.trusting, trust.trusted) for trust in found.estate.trusts.values()] == [
        ("other.example", "corp.example")
    ]
    assert ("aws_directory_service_trust.u", "its directory is known only after an apply") in {
        (entry.what, entry.why) for entry in found.unread
    }


def test_a_module_of_a_configuration_is_listed(tmp_path):
    """Configuration in JSON does not hold the resources of the modules that it calls."""
    text = {"resource": {"aws_directory_service_directory": {"d": MAD}}, "module": {"net": {"source": "./net"}}}
    (tmp_path / "main.tf.json").write_text(json.dumps(text), encoding="utf-8")
    assert "module.net" in {entry.what for entry in read_terraform([tmp_path / "main.tf.json"]).unread}


def test_a_nested_stack_is_listed(tmp_path):
    """A template does not hold the resources of its nested stacks: they are listed, with the template where it is named."""
    text = "Resources:\n  Net: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: 'https://b/net.yaml'}}\n"
    (tmp_path / "t.yaml").write_text(text, encoding="utf-8")
    ((what, why),) = {(entry.what, entry.why) for entry in read_cloudformation([tmp_path / "t.yaml"]).unread}
    assert what == "Net"
    assert "https://b/net.yaml" in why


SERVICES = """\
Resources:
  Dir: {Type: AWS::DirectoryService::MicrosoftAD, Properties: {Name: cloud.example, Edition: Standard}}
  Vpn:
    Type: AWS::EC2::ClientVpnEndpoint
    Properties:
      AuthenticationOptions: [{Type: directory-service-authentication, ActiveDirectory: {DirectoryId: !Ref Dir}}]
  Sftp: {Type: AWS::Transfer::Server, Properties: {IdentityProviderDetails: {DirectoryId: !Ref Dir}}}
  Stream: {Type: AWS::AppStream::DirectoryConfig, Properties: {DirectoryName: Cloud.Example}}
  Open: {Type: AWS::Transfer::Server, Properties: {IdentityProviderType: SERVICE_MANAGED}}
"""


def test_services_that_sign_in_by_a_directory_are_workloads(tmp_path):
    """Client VPN, Transfer Family and AppStream are workloads of the directory that they name; a server with its own users is not."""
    (tmp_path / "t.yaml").write_text(SERVICES, encoding="utf-8")
    found = read_cloudformation([tmp_path / "t.yaml"]).workloads
    assert sorted((one.kind, *one.users) for one in found.values()) == [
        ("appstream", "cloud.example"),
        ("client-vpn", "cloud.example"),
        ("transfer-family", "cloud.example"),
    ]


def test_saved_output_of_services_is_read(tmp_path):
    """The output of describe-client-vpn-endpoints, describe-server and describe-directory-configs gives the same workloads."""
    option = {"Type": "directory-service-authentication", "ActiveDirectory": {"DirectoryId": "d-1"}}
    found = saved(
        tmp_path,
        ds={"DirectoryDescriptions": [DIRECTORY]},
        vpn={"ClientVpnEndpoints": [{"ClientVpnEndpointId": "cvpn-1", "AuthenticationOptions": [option]}]},
        sftp={"Server": {"ServerId": "s-1", "IdentityProviderDetails": {"DirectoryId": "d-1"}}},
        stream={"DirectoryConfigs": [{"DirectoryName": "cloud.example"}]},
    )
    assert {(one.kind, one.users) for one in found.workloads.values()} == {
        (kind, ("cloud.example",)) for kind in ("client-vpn", "transfer-family", "appstream")
    }


def test_a_domain_that_a_service_joins_by_itself_is_known(tmp_path):
    """A file system of a self-managed domain makes the domain known, with the source of the knowledge."""
    own = {"SelfManagedActiveDirectoryConfiguration": {"DomainName": "corp.example"}}
    system = {"FileSystemId": "fs-1", "FileSystemType": "WINDOWS", "WindowsConfiguration": own}
    found = saved(tmp_path, fsx={"FileSystems": [system]})
    assert found.estate.directories["corp"].kind == "active-directory"
    assert "fs-1" in found.sources["estate", "directories", "corp"]
    assert found.workloads["fs-1"].users == ("corp.example",)


def test_a_loop_of_a_template_is_listed(tmp_path):
    """The resources of Fn::ForEach are made by a transform: the loop is listed, and what is beside it is read."""
    text = (
        "Resources:\n  Fn::ForEach::Dirs: [Name, [a, b], {Dir: {Type: AWS::DirectoryService::MicrosoftAD}}]\n"
        "  Own: {Type: AWS::DirectoryService::SimpleAD, Properties: {Name: own.example, Size: Small}}\n"
    )
    (tmp_path / "t.yaml").write_text(text, encoding="utf-8")
    found = read_cloudformation([tmp_path / "t.yaml"])
    assert "Fn::ForEach::Dirs" in {entry.what for entry in found.unread}
    assert [domain for entry in found.estate.directories.values() for domain in entry.domains] == ["own.example"]


def test_a_directory_of_another_account_is_no_own_domain(tmp_path):
    """A database of a directory that the files do not hold has unknown users: its domain is not one that the company runs."""
    member = {"Domain": "d-77", "Status": "joined", "FQDN": "shared.example"}
    databases = [{"DBInstanceIdentifier": "db", "Engine": "sqlserver-se", "DomainMemberships": [member]}]
    found = saved(tmp_path, rds={"DBInstances": databases})
    assert found.estate.directories == {}
    assert found.workloads["db"].users == ()
