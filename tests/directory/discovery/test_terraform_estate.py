"""Terraform states, plans and configuration: what is read, and what is never read."""

import json

import pytest

from dirsim.directory.discovery.estate_file import estate_yaml
from dirsim.directory.discovery.terraform_estate import read_terraform
from dirsim.errors import InputError

SECRET = "Sesam-oeffne-dich-2026"
"""The text that must not come out."""
DIRECTORY = {
    "id": "d-90670a1b2c",
    "name": "cloud.mill.example",
    "short_name": "MILL",
    "type": "MicrosoftAD",
    "edition": "Standard",
    "password": SECRET,
    "dns_ip_addresses": ["10.7.1.10", "10.7.2.10"],
    "vpc_settings": [
        {
            "vpc_id": "vpc-7",
            "subnet_ids": ["subnet-1", "subnet-2"],
            "availability_zones": ["eu-north-1a", "eu-north-1b"],
        }
    ],
}
TRUST = {
    "id": "t-1",
    "directory_id": "d-90670a1b2c",
    "remote_domain_name": "mill.example",
    "trust_direction": "One-Way: Outgoing",
    "trust_type": "Forest",
    "trust_password": SECRET,
    "trust_state": "Verified",
    "selective_auth": "Enabled",
    "conditional_forwarder_ip_addrs": ["10.1.0.1"],
}
GATE = {
    "id": "d-90670ffff0",
    "name": "mill.example",
    "type": "ADConnector",
    "size": "Large",
    "password": SECRET,
    "connect_settings": [
        {
            "customer_username": "svc-gate",
            "customer_dns_ips": ["10.1.0.1", "10.1.0.2"],
            "subnet_ids": ["subnet-1", "subnet-2"],
            "vpc_id": "vpc-7",
            "availability_zones": ["eu-north-1a", "eu-north-1b"],
        }
    ],
}
FILES = {
    "id": "fs-1",
    "arn": "arn:aws:fsx:eu-north-1:111122223333:file-system/fs-1",
    "active_directory_id": "d-90670a1b2c",
}
DATABASE = {
    "id": "db-1",
    "identifier": "ledger",
    "engine": "sqlserver-se",
    "domain": "d-90670a1b2c",
    "password": SECRET,
    "availability_zone": "eu-north-1a",
}
RESOURCES = {
    ("aws_directory_service_directory", "cloud"): DIRECTORY,
    ("aws_directory_service_trust", "mill"): TRUST,
    ("aws_directory_service_directory", "gate"): GATE,
    ("aws_fsx_windows_file_system", "shares"): FILES,
    ("aws_db_instance", "ledger"): DATABASE,
}


def state() -> dict:
    """A state of version 4, with a module, an index and an output."""
    return {
        "version": 4,
        "terraform_version": "1.9.0",
        "outputs": {"admin": {"value": SECRET, "type": "string", "sensitive": True}},
        "resources": [
            {
                "module": "module.identity",
                "mode": "managed",
                "type": kind,
                "name": name,
                "instances": [
                    {
                        "attributes": {**values, "note": SECRET},
                        "sensitive_attributes": [[{"type": "get_attr", "value": "note"}]],
                    }
                ],
            }
            for (kind, name), values in RESOURCES.items()
        ],
    }


def show() -> dict:
    """Output of ``terraform show -json``, with a child module and a sensitive mark."""
    resources = [
        {
            "address": f"module.identity.{kind}.{name}",
            "type": kind,
            "values": {**values, "note": SECRET},
            "sensitive_values": {"password": True, "trust_password": True, "note": True},
        }
        for (kind, name), values in RESOURCES.items()
    ]
    return {
        "format_version": "1.0",
        "values": {"root_module": {"child_modules": [{"resources": resources[:2]}, {"resources": resources[2:]}]}},
    }


@pytest.mark.parametrize("made", [state, show])
def test_an_estate_is_read(tmp_path, made):
    """Directories, the trust with its forwarder, and what joined them; from a state and from shown output alike."""
    file = tmp_path / "it.json"
    file.write_text(json.dumps(made()), encoding="utf-8")
    found = read_terraform([file])
    cloud = next(entry for entry in found.estate.directories.values() if entry.kind == "managed-microsoft-ad")
    assert (cloud.edition, list(cloud.domains), cloud.vpc, cloud.site) == (
        "standard",
        ["cloud.mill.example"],
        "vpc-7",
        "eu-north-1",
    )
    gate = next(entry for entry in found.estate.directories.values() if entry.kind == "ad-connector")
    assert (gate.size, gate.service_account, gate.dns_servers) == ("large", "svc-gate", ("10.1.0.1", "10.1.0.2"))
    (trust,) = found.estate.trusts.values()
    assert (trust.trusting, trust.trusted, trust.two_way, trust.selective, trust.state) == (
        "cloud.mill.example",
        "mill.example",
        False,
        True,
        "verified",
    )
    assert found.estate.dns == {"mill.example": ("cloud.mill.example",)}
    assert {workload.kind: workload.users for workload in found.workloads.values()} == {
        "fsx-windows": ("cloud.mill.example",),
        "rds-sqlserver": ("cloud.mill.example",),
    }


@pytest.mark.parametrize("made", [state, show])
def test_no_secret_comes_out(tmp_path, made):
    """Passwords, sensitive attributes and outputs are in no part of the answer."""
    file = tmp_path / "it.json"
    file.write_text(json.dumps(made()), encoding="utf-8")
    found = read_terraform([file])
    assert SECRET not in estate_yaml(found)
    assert SECRET not in json.dumps(found.to_dict())
    assert SECRET not in repr(found)


def test_expressions_are_unknown_and_listed(tmp_path):
    """A value that is an expression is unknown; each is listed with its address; a variable with a default is its default."""
    file = tmp_path / "main.tf.json"
    configuration = {
        "variable": {"vpc": {"type": "string"}, "zone": {"default": "eu-north-1a"}},
        "resource": {
            "aws_directory_service_directory": {
                "cloud": {
                    "name": "cloud.mill.example",
                    "type": "MicrosoftAD",
                    "edition": "Enterprise",
                    "vpc_settings": {
                        "vpc_id": "${var.vpc}",
                        "subnet_ids": ["${aws_subnet.a.id}", '${join("-", var.parts)}'],
                        "availability_zones": ["${var.zone}"],
                    },
                }
            }
        },
    }
    file.write_text(json.dumps(configuration), encoding="utf-8")
    found = read_terraform([file])
    (cloud,) = found.estate.directories.values()
    assert (cloud.vpc, cloud.subnets, cloud.zones, cloud.site) == (None, (), ("eu-north-1a",), "eu-north-1")
    assert {entry.what for entry in found.unread} == {
        "VpcId of aws_directory_service_directory.cloud",
        "SubnetIds of aws_directory_service_directory.cloud",
    }


def test_what_is_no_terraform_is_refused(tmp_path):
    """Each file that cannot be used is listed with the command that reads it."""
    one, other, third = tmp_path / "main.tf", tmp_path / "trail.json", tmp_path / "other.json"
    one.write_text('resource "aws_vpc" "hub" {\n  cidr_block = "10.0.0.0/16"\n}\n', encoding="utf-8")
    other.write_text('{"Records": []}', encoding="utf-8")
    third.write_text('{"a": 1}', encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_terraform([one, other, third])
    said = str(caught.value)
    assert "terraform show -json > show.json" in said
    assert "dirsim least-privilege" in said
    assert "neither a state, nor output of terraform show -json" in said
