"""Recognition of files by their content, and the command that each is for."""

import json

import pytest

from dirsim.cli import main
from dirsim.parsing.file_kinds import recognise

KINDS = {
    "terraform source": ('resource "aws_directory_service_directory" "a" {\n}\n', "terraform show -json"),
    "terraform policy source": ('data "aws_iam_policy_document" "p" {\n}\n', "dirsim lint-policy"),
    "terraform state": (json.dumps({"version": 4, "terraform_version": "1.9", "resources": []}), "discover terraform"),
    "terraform show": (json.dumps({"format_version": "1.0", "values": {}}), "discover terraform"),
    "terraform json": (json.dumps({"resource": {"aws_vpc": {}}}), "discover terraform"),
    "template in YAML": ("Resources:\n  A:\n    Type: AWS::DirectoryService::SimpleAD\n", "discover cloudformation"),
    "template in JSON": (
        json.dumps({"Resources": {"A": {"Type": "AWS::DirectoryService::SimpleAD"}}}),
        "discover cloudformation",
    ),
    "template of roles": ("Resources:\n  A:\n    Type: AWS::IAM::Role\n", "dirsim lint-policy"),
    "directories": (json.dumps({"DirectoryDescriptions": []}), "discover aws --from"),
    "trusts": (json.dumps({"Trusts": []}), "discover aws --from"),
    "security groups": (json.dumps({"SecurityGroups": []}), "dirsim ports DESIGN --check"),
    "event history": ("Event ID,Event time,User name,Event source,Event name\n", "dirsim least-privilege"),
    "records": (json.dumps({"Records": [{"eventName": "a"}]}), "dirsim least-privilege"),
    "account details": (json.dumps({"UserDetailList": [], "RoleDetailList": []}), "dirsim lint-policy"),
    "policy": (json.dumps({"Version": "2012-10-17", "Statement": []}), "dirsim lint-policy"),
    "ldapdomaindump": (json.dumps([{"attributes": {"cn": ["a"]}, "dn": "CN=a"}]), "discover ldapdomaindump"),
    "csvde": ("DN,objectClass\n", "discover csvde"),
    "azurehound": (json.dumps({"data": [], "meta": {"type": "azure", "version": 5}}), "discover bloodhound"),
    "ldif": ("dn: DC=a,DC=example\nobjectClass: domainDNS\n", "discover ldif"),
    "ports": ("initiator,target,protocol,port\n", "dirsim ports DESIGN --check"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_names_its_command(kind):
    """A file that another command reads is recognised by its content."""
    text, command = KINDS[kind]
    found = recognise(text)
    assert found is not None
    assert command in found.hint("it")


@pytest.mark.parametrize("command", ["recommend", "check", "simulate", "assess"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_wrong_command_says_the_right_one(tmp_path, capsys, command, kind):
    """Handed to a command that does not read it, the file gives one sentence that names the command, and exit code 2."""
    text, right = KINDS[kind]
    file = tmp_path / "it"
    file.write_text(text, encoding="utf-8")
    assert main([command, str(file)]) == 2
    out = capsys.readouterr()
    said = out.err + out.out
    assert said.count("this is ") == 1
    assert right in said


@pytest.mark.parametrize(
    "text",
    ["dirsim: requirements/v1\nname: x\n", '{"dirsim": "topology/v1"}', "just words", "", "[]", "{}", "a,b,c\n"],
)
def test_other_texts_are_left_to_the_reader(text):
    """Files of dirsim, and texts of no known kind, are not claimed."""
    assert recognise(text) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("\n" * 200_000 + "x", None),
        (" \n" * 50_000 + "dn: CN=a\n", "ldif"),
        ("#\n" * 50 + "\n \n\t\nversion: 1\n# c\n\ndn: CN=a\n", "ldif"),
        ("\r\n\r\ndn:: QQ==\r\n", "ldif"),
        ("\n  dirsim: requirements/v1\n", None),
        ('# a\n\n  resource "aws_vpc" "a" {\n}\n', "terraform-source"),
        ("\n\nResources:\n  A:\n    Type: AWS::EC2::VPC\n", "cloudformation"),
    ],
)
def test_kinds_are_recognised_after_any_number_of_blank_lines(text, kind):
    """Blank lines and comments before the content change nothing, however many they are."""
    found = recognise(text)
    assert (found.name if found else None) == kind
