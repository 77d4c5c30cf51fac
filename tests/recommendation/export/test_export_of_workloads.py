"""Exports of workloads: their registration with a directory, or their own join, and what is read back from them."""

import json
import shutil
import subprocess
from functools import cache

import pytest

from dirsim.catalog.labels import parse_label
from dirsim.directory.discovery.cloudformation_estate import read_cloudformation
from dirsim.directory.discovery.terraform_estate import read_terraform
from dirsim.files.requirements_reader import parse_requirements
from dirsim.recommendation.engine import build_for
from dirsim.recommendation.export.export import export_design

FILE = """\
dirsim: requirements/v1
name: a theatre with many workloads
as_of: 2026-11-01
estate:
  sites: {stage: on-premises, oslo: {kind: aws-region, region: eu-north-1}}
  links: {vpn: {between: [stage, oslo], kind: site-to-site-vpn}}
  directories: {house: {kind: active-directory, functional_level: "2016", domains: {house.example: {controllers: {stage: 2}}}}}
  identity_providers: [okta]
workloads:
  desks: workspaces
  files: fsx-windows
  tapes: fsx-ontap
  tickets: rds-sqlserver
  archive: aurora-postgresql
  uploads: transfer-family
  road: client-vpn
  figures: quicksight
  calls: connect
  box: storage-gateway-smb
  servers: ec2-windows
  penguins: ec2-linux
  mail: workmail
needs: [existing-credentials]
"""
MANAGED, OWN, HYBRID = "managed-ad-standard+two-way-trust", "self-managed-ec2+ad-connector", "managed-ad-hybrid"
TYPES = {
    "desks": "aws_workspaces_directory",
    "files": "aws_fsx_windows_file_system",
    "tapes": "aws_fsx_ontap_storage_virtual_machine",
    "tickets": "aws_db_instance",
    "archive": "aws_rds_cluster",
    "uploads": "aws_transfer_server",
    "road": "aws_ec2_client_vpn_endpoint",
    "figures": "aws_quicksight_account_subscription",
    "calls": "aws_connect_instance",
    "box": "aws_storagegateway_gateway",
}
UNTYPED = {"desks", "figures", "box"}
"""Workloads that CloudFormation cannot register with a directory."""


@cache
def exported(form, label):
    """An export of the file's design."""
    req = parse_requirements(FILE)
    return export_design(form, build_for(req, parse_label(label)), req)


def read_back(form, label, folder):
    """What a reader finds in an export."""
    file = folder / "export.json"
    file.write_text(json.dumps(exported(form, label).to_dict()), encoding="utf-8")
    return (read_terraform if form == "terraform" else read_cloudformation)([file])


@pytest.mark.parametrize("workload", TYPES)
def test_a_workload_is_registered_with_the_directory(workload):
    """Each service is a resource that refers to the directory of AWS, or that joins its domain with an account of it."""
    made = exported("terraform", MANAGED).to_dict()["resource"][TYPES[workload]][workload]
    text = json.dumps(made)
    assert "${aws_directory_service_directory.managed.id}" in text or "aws.house.example" in text
    assert not any(f"workloads.{workload}:" in said for said in exported("terraform", MANAGED).left_out)


@pytest.mark.parametrize("form", ["terraform", "cloudformation"])
@pytest.mark.parametrize("label", [MANAGED, OWN, HYBRID])
def test_workloads_are_read_back(form, label, tmp_path):
    """Read back, an export has the workloads that it does not list as left out, each with its kind and its domain."""
    req, made, found = parse_requirements(FILE), exported(form, label), read_back(form, label, tmp_path)
    listed = {said.split(":")[0].removeprefix("workloads.") for said in made.left_out if said.startswith("workloads.")}
    assert sorted(one.kind for one in found.workloads.values()) == sorted(
        workload.kind for name, workload in req.workloads.items() if name not in listed
    )
    domain = "aws.house.example" if label == MANAGED else "house.example"
    known = {d for entry in found.estate.directories.values() for d in entry.domains}
    for one in found.workloads.values():
        assert one.users in ((), (domain,))
        assert one.users or domain not in known or label == HYBRID or form == "cloudformation", one.kind


def test_what_has_no_resource_is_listed_with_the_reason():
    """Mail, and machines that join by themselves, are listed, each with the reason."""
    said = {
        text.split(":")[0].removeprefix("workloads."): text
        for label in ("self-managed-ec2", OWN)
        for text in exported("terraform", label).left_out
        if "work" in text
    }
    assert "its organization registers the directory in the console of WorkMail" in said["mail"]
    assert "join the domain by their own operating system" in said["penguins"]
    template = {text.split(":")[0].removeprefix("workloads.") for text in exported("cloudformation", MANAGED).left_out}
    assert template >= {*UNTYPED, "mail"}


def test_a_service_joins_an_own_domain_by_itself():
    """Without a directory of AWS, file systems and databases join the company's domain, with its name servers as variables."""
    made = exported("terraform", OWN).to_dict()["resource"]
    files = made["aws_fsx_windows_file_system"]["files"]
    assert files["self_managed_active_directory"]["domain_name"] == "house.example"
    assert files["self_managed_active_directory"]["dns_ips"] == "${var.dns_house_example}"
    assert made["aws_db_instance"]["tickets"]["domain_fqdn"] == "house.example"
    assert "aws_rds_cluster" not in made  # Aurora joins no domain of its own
    template = exported("cloudformation", OWN).to_dict()["Resources"]
    assert template["Tickets"]["Properties"]["DomainFqdn"] == "house.example"


@pytest.mark.parametrize("form", ["terraform", "cloudformation"])
def test_controllers_on_ec2_are_instances(form, tmp_path):
    """Controllers that a design adds on EC2 are instances with the tag of their domain, which a reader counts."""
    found = read_back(form, OWN, tmp_path).estate
    (counts,) = [
        entry.domains["house.example"].controllers
        for entry in found.directories.values()
        if entry.kind == "active-directory" and "house.example" in entry.domains
    ]
    assert sum(counts.values()) == 2
    assert any("promotion of the instances" in said for said in exported(form, OWN).left_out)


def test_security_groups_are_those_of_the_resources():
    """The file system, the databases and the controllers have the security group that holds their rules."""
    made = exported("terraform", OWN).to_dict()["resource"]
    groups = {f"${{aws_security_group.{name}.id}}" for name in made["aws_security_group"]}
    for kind, argument in (
        ("aws_fsx_windows_file_system", "security_group_ids"),
        ("aws_db_instance", "vpc_security_group_ids"),
        ("aws_instance", "vpc_security_group_ids"),
    ):
        for one in made[kind].values():
            assert set(one[argument]) <= groups, kind
    template = exported("cloudformation", OWN).to_dict()["Resources"]
    (group,) = template["Files"]["Properties"]["SecurityGroupIds"]
    assert template[group["Fn::GetAtt"][0]]["Type"] == "AWS::EC2::SecurityGroup"


def test_hybrid_edition_is_referred_to_and_listed():
    """An existing directory of Hybrid Edition is a data source; no resource creates one, and the export says so."""
    text = (
        FILE.replace(
            "  identity_providers",
            "    ext: {kind: managed-microsoft-ad, edition: hybrid, site: oslo, domains: [house.example]}\n  identity_providers",
        )
        .replace("directories: {house: {", "directories:\n    house: {")
        .replace("controllers: {stage: 2}}}}}", "controllers: {stage: 2}}}}")
    )
    req = parse_requirements(text)
    made = export_design("terraform", build_for(req, parse_label("managed-ad-hybrid")), req)
    data = made.to_dict()
    assert data["data"]["aws_directory_service_directory"]["ext"]["directory_id"] == "${var.id_ext}"
    assert "aws_directory_service_directory" not in data["resource"]
    assert any("no resource type creates Hybrid Edition" in said for said in made.left_out)


def test_no_secret_of_a_join_is_written():
    """Accounts that join are variables without a default, and passwords among them are sensitive."""
    for label in (MANAGED, OWN):
        variables = exported("terraform", label).to_dict()["variable"]
        secret = [name for name in variables if "password" in name or "activation" in name]
        assert secret
        assert all(variables[name].get("sensitive") for name in secret)
        assert not any("default" in entry for entry in variables.values())
    assert "resolve:secretsmanager" in json.dumps(exported("cloudformation", OWN).to_dict())


@pytest.mark.skipif(shutil.which("terraform") is None, reason="terraform is not installed")
@pytest.mark.parametrize("label", [MANAGED, OWN, HYBRID])
def test_terraform_parses_the_configuration(label, tmp_path):
    """Terraform itself reads the configuration, without its providers."""
    text = json.dumps(exported("terraform", label).to_dict())
    (tmp_path / "main.tf.json").write_text(text, encoding="utf-8")
    run = subprocess.run(
        ["terraform", "providers"], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    assert run.returncode == 0, run.stderr
    assert "hashicorp/aws" in run.stdout


@pytest.mark.skipif(shutil.which("cfn-lint") is None, reason="cfn-lint is not installed")
@pytest.mark.parametrize("label", [MANAGED, OWN, HYBRID])
def test_cfn_lint_accepts_the_template(label, tmp_path):
    """The types, properties and references of the template are those that cfn-lint knows."""
    (tmp_path / "t.json").write_text(json.dumps(exported("cloudformation", label).to_dict()), encoding="utf-8")
    run = subprocess.run(["cfn-lint", tmp_path / "t.json"], capture_output=True, text=True, check=False, timeout=120)
    assert run.returncode == 0, run.stdout
