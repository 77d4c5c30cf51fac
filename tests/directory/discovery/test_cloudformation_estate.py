"""CloudFormation templates: intrinsic functions, and what only a deployment knows."""

import time

import pytest

from dirsim.directory.discovery.cloudformation_estate import read_cloudformation
from dirsim.errors import InputError

TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Name: {Type: String, Default: cloud.loom.example}
  Secret: {Type: String, NoEcho: true, Default: hunter2hunter2}
  Subnets: {Type: "List<AWS::EC2::Subnet::Id>"}
Resources:
  Core:
    Type: AWS::DirectoryService::MicrosoftAD
    Properties:
      Name: !Ref Name
      ShortName: LOOM
      Edition: Standard
      Password: !Ref Secret
      VpcSettings: {VpcId: !Ref Hub, SubnetIds: !Ref Subnets}
  Hub: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Ledger:
    Type: AWS::RDS::DBInstance
    Properties: {DBInstanceIdentifier: ledger, Engine: sqlserver-ee, Domain: !Ref Core}
  Shares:
    Type: AWS::FSx::FileSystem
    Properties: {FileSystemType: WINDOWS, WindowsConfiguration: {ActiveDirectoryId: !Ref Core}}
  Odd: {Type: AWS::DirectoryService::Unknown, Properties: {}}
"""


def test_intrinsics_are_resolved_where_the_template_says_it(tmp_path):
    """References give the directory, the default of a parameter its value; a secret and a deployed value are unknown and listed."""
    file = tmp_path / "template.yaml"
    file.write_text(TEMPLATE, encoding="utf-8")
    found = read_cloudformation([file])
    (core,) = found.estate.directories.values()
    assert (core.kind, core.edition, dict(core.domains)["cloud.loom.example"].netbios, core.vpc, core.subnets) == (
        "managed-microsoft-ad",
        "standard",
        "LOOM",
        "Hub",
        (),
    )
    assert {(workload.kind, workload.users) for workload in found.workloads.values()} == {
        ("rds-sqlserver", ("cloud.loom.example",)),
        ("fsx-windows", ("cloud.loom.example",)),
    }
    listed = {entry.what: entry.why for entry in found.unread}
    assert "a secret" in listed["Password of Core"]
    assert "known only at the deployment" in listed["VpcSettings.SubnetIds of Core"]
    assert "are not read" in listed["Odd"]
    assert "hunter2" not in str(found.to_dict())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Resources: {A: {Type: AWS::EC2::VPC, Properties: &loop [*loop]}}\n", ""),
        ("just: text\n", "the file has no Resources"),
        ("{", "the file is not JSON"),
        ('{"Records": []}', "dirsim least-privilege"),
    ],
)
def test_what_is_no_template_is_refused(tmp_path, text, said):
    """One clear error, with the command that reads the file where its kind is known."""
    file = tmp_path / "template"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_cloudformation([file])
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Resources:\n  A: &a {Type: x}\n  B: *a\n", "3:6: aliases are not read"),
        ("Resources:\n  A: &a {Type: x}\n  B: *a\n  C: ]\n", "3:6: aliases are not read"),
        ("Resources:\n  A: ]\n  B: *a\n", "2:6: the file is not YAML: expected the node content, but found ']'"),
        ("Resources:\n  A: 1\n  A: 2\n", "3:3: the file is not YAML: found duplicate key"),
        ("Resources: {A: 1}\n---\nx: 1\n", "2:1: the file is not YAML: but found another document"),
        ("x: \n%YAML 9.9\n---\nResources: 1\n", "2:1: the file is not YAML: found incompatible YAML document"),
        ("Resources:\n  A: " + "[" * 20_000, "2:54: the file is nested deeper than 50 levels"),
        ("Resources:\n  A: [" + "a, " * 50_000 + "a]\n", "the file has more than 50000 values"),
        ("Resources:\n" + "# text\n" * 150_000, "the YAML text has 1,050,011 bytes"),
    ],
    ids=["alias", "alias first", "syntax first", "key twice", "documents", "version", "nested", "values", "bytes"],
)
def test_what_a_template_must_not_hold_is_refused_at_its_place(tmp_path, text, said):
    """The first fault of the text is the problem, with its line and column, and no limit of other YAML files is passed."""
    file = tmp_path / "template.yaml"
    file.write_text(text, encoding="utf-8")
    began = time.process_time()
    with pytest.raises(InputError) as caught:
        read_cloudformation([file])
    assert said in str(caught.value)
    assert time.process_time() - began < 5


def test_a_deep_and_wide_template_takes_a_moment(tmp_path, recwarn):
    """Very many keys at the deepest level are read without deep calls, and an anchor that is given twice is no news."""
    file = tmp_path / "template.yaml"
    keys = "".join(f"{' ' * 49}k{number}: &a v\n" for number in range(17_000))
    file.write_text("Resources:\n" + "".join(f"{' ' * level}a:\n" for level in range(1, 49)) + keys, encoding="utf-8")
    began = time.process_time()
    assert read_cloudformation([file]).estate is not None
    assert time.process_time() - began < 5
    assert not recwarn.list
