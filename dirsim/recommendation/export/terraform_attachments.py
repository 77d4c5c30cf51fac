"""Workloads of a Terraform configuration, registered or joined.

What a design does not know, such as sizes, networks and secrets, is a variable. Source:
registry.terraform.io/providers/hashicorp/aws (the argument reference of each resource).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dirsim.catalog.workload_kinds import KINDS
from dirsim.recommendation.export.exported_attachments import ExportedAttachment, why_not_expressed
from dirsim.recommendation.export.exported_directories import identifier
from dirsim.recommendation.export.terraform_blocks import TerraformConfiguration

ENGINES = {word: kind.engine for word, kind in KINDS.items() if kind.engine}
"""The engine of each kind of database that an export can write."""


def add_attachments(made: TerraformConfiguration) -> None:
    """Add the resource of each workload and of each controller on EC2; what has none is listed with the reason.

    Args:
        made: The configuration.
    """
    for entry in made.design.attachments:
        write = _WRITERS.get(entry.kind)
        if write is None and entry.way == "member" and KINDS[entry.kind].instances:
            write = _instances
        if write is None or not write(made, entry):
            because = why_not_expressed(entry.kind, entry.way)
            made.left_out.append(f"workloads.{entry.workload}: the {entry.kind} itself and its attachment: {because}")
    for host, domain in made.design.controllers.items():
        name = identifier(host)
        place = made.design.topology.hosts[host].site
        values = {
            "ami": made.variable("ami_controllers", "Id of the image of the domain controllers"),
            "instance_type": made.variable("type_controllers", "Type of the instances of the domain controllers"),
            "subnet_id": made.variable(f"subnet_{name}", f"Id of the subnet of {host}"),
            "tags": {"Name": host, "DomainController": domain},
        }
        made.add("aws_instance", name, values, made.design.topology.sites[place].region or "")
        made.guarded[host] = ("aws_instance", name, "vpc_security_group_ids")


def _add(made: TerraformConfiguration, entry: ExportedAttachment, kind: str, values: dict[str, Any]) -> bool:
    made.add(kind, identifier(entry.workload), values, entry.region)
    return True


def _subnets(made: TerraformConfiguration, entry: ExportedAttachment, count: int = 2) -> list[str]:
    name = identifier(entry.workload)
    said = f"Id of a subnet of {entry.workload}"
    return [made.variable(f"subnet_{name}_{zone}", said) for zone in "ab"[:count]]


def _joining(made: TerraformConfiguration, entry: ExportedAttachment) -> dict[str, Any]:
    """The account with which a service joins a domain by itself."""
    name = identifier(entry.domain)
    return {
        "domain_name": entry.domain,
        "username": made.variable(f"join_account_{name}", f"Account that may join computers to {entry.domain}"),
        "password": made.variable(f"join_password_{name}", f"Password of that account of {entry.domain}", secret=True),
    }


def _windows_files(made: TerraformConfiguration, entry: ExportedAttachment) -> bool:
    name = identifier(entry.workload)
    values: dict[str, Any] = {
        "storage_capacity": made.variable(f"storage_{name}", "Storage in GiB", "number"),
        "subnet_ids": _subnets(made, entry, 1),
        "throughput_capacity": made.variable(f"throughput_{name}", "Throughput in MB/s", "number"),
    }
    if entry.directory is not None:
        values["active_directory_id"] = made.directory(entry.directory)
    elif entry.domain:
        values["self_managed_active_directory"] = {**_joining(made, entry), "dns_ips": made.name_servers(entry.domain)}
    else:
        return False
    made.guarded[entry.host] = ("aws_fsx_windows_file_system", name, "security_group_ids")
    return _add(made, entry, "aws_fsx_windows_file_system", values)


def _storage_machine(made: TerraformConfiguration, entry: ExportedAttachment) -> bool:
    if not entry.domain:
        return False
    name = identifier(entry.workload)
    values = {
        "file_system_id": made.variable(f"file_system_{name}", f"Id of the file system of {entry.workload}"),
        "name": name[:47],
        "active_directory_configuration": {
            "netbios_name": name.replace("_", "-").upper()[:15],
            "self_managed_active_directory_configuration": {
                **_joining(made, entry),
                "dns_ips": made.name_servers(entry.domain),
            },
        },
    }
    return _add(made, entry, "aws_fsx_ontap_storage_virtual_machine", values)


def _database(made: TerraformConfiguration, entry: ExportedAttachment) -> bool:
    name = identifier(entry.workload)
    if entry.directory is not None:
        domain = {
            "domain": made.directory(entry.directory),
            "domain_iam_role_name": made.variable("role_rds_domain", "Role with which RDS joins the directory"),
        }
    elif entry.domain and entry.joins_itself:
        ou = made.variable(
            f"ou_{identifier(entry.domain)}", f"Organizational unit of database servers in {entry.domain}"
        )
        secret = made.variable(f"join_secret_arn_{name}", "ARN of the secret of the account that joins the domain")
        domain = {
            "domain_fqdn": entry.domain,
            "domain_ou": ou,
            "domain_auth_secret_arn": secret,
            "domain_dns_ips": made.name_servers(entry.domain),
        }
    else:
        return False
    common = {
        "engine": ENGINES[entry.kind],
        "manage_master_user_password": True,
        "db_subnet_group_name": made.variable(f"subnet_group_{name}", f"Subnet group of {entry.workload}"),
        **domain,
    }
    made.guarded[entry.host] = (
        "aws_rds_cluster" if entry.kind.startswith("aurora") else "aws_db_instance",
        name,
        "vpc_security_group_ids",
    )
    if entry.kind.startswith("aurora"):
        values = {"cluster_identifier": name.replace("_", "-"), "master_username": "dbadmin", **common}
        return _add(made, entry, "aws_rds_cluster", values)
    values = {
        "identifier": name.replace("_", "-"),
        "allocated_storage": made.variable(f"storage_{name}", "Storage in GiB", "number"),
        "instance_class": made.variable(f"class_{name}", f"Class of the instance {entry.workload}"),
        "username": "dbadmin",
        **common,
    }
    return _add(made, entry, "aws_db_instance", values)


def _own_directory(made: TerraformConfiguration, entry: ExportedAttachment) -> str:
    """The id of the directory that an application registers; that of Hybrid Edition is a variable."""
    if entry.directory is not None:
        return made.directory(entry.directory)
    said = f"Id of the directory of {entry.domain} in AWS"
    return made.variable(f"id_{identifier(entry.domain)}", said) if entry.domain else ""


def _desktops(made: TerraformConfiguration, entry: ExportedAttachment) -> bool:
    """A directory is registered with WorkSpaces once, whatever number of workloads uses it."""
    directory = _own_directory(made, entry)
    if entry.way != "application" or not directory:
        return False
    known = made.resources.get("aws_workspaces_directory", {}).values()
    if any(one.get("directory_id") == directory for one in known):
        return True
    subnets = made.network(entry.directory)["subnet_ids"] if entry.directory is not None else _subnets(made, entry)
    return _add(made, entry, "aws_workspaces_directory", {"directory_id": directory, "subnet_ids": subnets})


def _pools(made: TerraformConfiguration, entry: ExportedAttachment) -> bool:
    if not entry.domain:
        return False
    secret = made.variable(f"join_secret_arn_{identifier(entry.workload)}", "ARN of the secret of the joining account")
    values = {
        "workspace_type": "POOLS",
        "workspace_directory_name": identifier(entry.workload),
        "workspace_directory_description": f"Pools of {entry.workload}",
        "user_identity_type": "CUSTOMER_MANAGED",
        "subnet_ids": _subnets(made, entry),
        "active_directory_config": {"domain_name": entry.domain, "service_account_secret_arn": secret},
    }
    return _add(made, entry, "aws_workspaces_directory", values)


def _streaming(made: TerraformConfiguration, entry: ExportedAttachment) -> bool:
    if not entry.domain:
        return False
    account = _joining(made, entry)
    name = identifier(entry.domain)
    values = {
        "directory_name": entry.domain,
        "organizational_unit_distinguished_names": made.variable(
            f"units_{name}", f"Organizational units of streaming machines in {entry.domain}", "list(string)"
        ),
        "service_account_credentials": {"account_name": account["username"], "account_password": account["password"]},
    }
    return _add(made, entry, "aws_appstream_directory_config", values)


def _transfer(made: TerraformConfiguration, entry: ExportedAttachment) -> bool:
    directory = _own_directory(made, entry)
    values = {
        "identity_provider_type": "AWS_DIRECTORY_SERVICE",
        "directory_id": directory,
        "protocols": ["SFTP"],
    }
    return bool(directory) and _add(made, entry, "aws_transfer_server", values)


def _client_vpn(made: TerraformConfiguration, entry: ExportedAttachment) -> bool:
    directory = _own_directory(made, entry) if entry.way == "application" else ""
    name = identifier(entry.workload)
    options: dict[str, Any] = {"type": "directory-service-authentication", "active_directory_id": directory}
    if entry.way == "federated":
        provider = made.variable(f"saml_{name}", "ARN of the SAML provider of the endpoint")
        options = {"type": "federated-authentication", "saml_provider_arn": provider}
    elif not directory:
        return False
    values = {
        "client_cidr_block": made.variable(f"cidr_{name}", "Address range of the clients"),
        "server_certificate_arn": made.variable(f"certificate_{name}", "ARN of the certificate of the endpoint"),
        "authentication_options": options,
        "connection_log_options": {"enabled": False},
    }
    return _add(made, entry, "aws_ec2_client_vpn_endpoint", values)


def _quick_sight(made: TerraformConfiguration, entry: ExportedAttachment) -> bool:
    directory = _own_directory(made, entry)
    if entry.way != "application" or not directory:
        return False
    values = {
        "account_name": made.variable("quicksight_account", "Name of the account of QuickSight"),
        "active_directory_name": entry.domain,
        "admin_group": made.variable(
            "quicksight_admins", f"Groups of administrators in {entry.domain}", "list(string)"
        ),
        "authentication_method": "ACTIVE_DIRECTORY",
        "directory_id": directory,
        "edition": "ENTERPRISE",
        "notification_email": made.variable("quicksight_email", "Address for notices"),
        "realm": entry.domain.upper(),
    }
    return _add(made, entry, "aws_quicksight_account_subscription", values)


def _connect(made: TerraformConfiguration, entry: ExportedAttachment) -> bool:
    directory = _own_directory(made, entry)
    if entry.way != "application" or not directory:
        return False
    values = {
        "identity_management_type": "EXISTING_DIRECTORY",
        "directory_id": directory,
        "inbound_calls_enabled": True,
        "outbound_calls_enabled": True,
    }
    return _add(made, entry, "aws_connect_instance", values)


def _gateway(made: TerraformConfiguration, entry: ExportedAttachment) -> bool:
    if not entry.domain:
        return False
    name = identifier(entry.workload)
    values = {
        "activation_key": made.variable(f"activation_{name}", "Activation key of the gateway", secret=True),
        "gateway_name": name,
        "gateway_timezone": "GMT",
        "gateway_type": "FILE_S3",
        "smb_active_directory_settings": _joining(made, entry),
    }
    return _add(made, entry, "aws_storagegateway_gateway", values)


def _instances(made: TerraformConfiguration, entry: ExportedAttachment) -> bool:
    """The join of instances at launch, by the tag that they have; others join by their own operating system."""
    if entry.directory is None or entry.way != "member":
        return False
    values = {
        "name": "AWS-JoinDirectoryServiceDomain",
        "association_name": f"{entry.kind}-{identifier(entry.workload)}",
        "targets": [{"key": "tag:Join", "values": [entry.workload]}],
        "parameters": {"directoryId": made.directory(entry.directory), "directoryName": entry.domain},
    }
    return _add(made, entry, "aws_ssm_association", values)


_Write = Callable[[TerraformConfiguration, ExportedAttachment], bool]
_WRITERS: Mapping[str, _Write] = {
    **dict.fromkeys(("workspaces", "workspaces-windows", "workspaces-linux"), _desktops),
    "workspaces-pools": _pools,
    "appstream": _streaming,
    "fsx-windows": _windows_files,
    "fsx-ontap": _storage_machine,
    **dict.fromkeys(ENGINES, _database),
    "transfer-family": _transfer,
    "client-vpn": _client_vpn,
    "quicksight": _quick_sight,
    "connect": _connect,
    "storage-gateway-smb": _gateway,
}
"""The function that writes each kind; false means that its attachment has no resource."""
