"""Resources of Terraform that use a directory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from dirsim.directory.discovery.aws_entries import part
from dirsim.directory.discovery.aws_listing import Made
from dirsim.parsing.terraform_resources import TerraformResource, listed


def text_at(values: Mapping[str, Any], key: str) -> str:
    """A value as text; empty where it is missing."""
    value = values.get(key)
    return "" if value is None else str(value)


def list_at(values: Mapping[str, Any], key: str) -> list[Any]:
    """A list; a text in its place is an expression for one, which counts as its only entry."""
    value = values.get(key)
    return [value] if isinstance(value, str) else listed(value)


def _database(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    values = found.values
    cluster = "cluster" in found.type
    name = text_at(values, "cluster_identifier" if cluster else "identifier") or found.address.rpartition(".")[2]
    domain, own = text_at(values, "domain"), text_at(values, "domain_fqdn")
    entry: Made = {
        "DBClusterIdentifier" if cluster else "DBInstanceIdentifier": name,
        "Engine": text_at(values, "engine"),
        "DomainMemberships": [{"Domain": domain, "FQDN": own or None, "Status": "configured"}] if domain or own else [],
        "Domain": domain,
    }
    yield "DBClusters" if cluster else "DBInstances", entry


def _windows_files(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    values = found.values
    own = part(values, "self_managed_active_directory")
    configuration: Made = {"ActiveDirectoryId": values.get("active_directory_id")}
    if own:
        configuration["SelfManagedActiveDirectoryConfiguration"] = {"DomainName": own.get("domain_name")}
    yield (
        "FileSystems",
        {"FileSystemId": found.identity, "FileSystemType": "WINDOWS", "WindowsConfiguration": configuration},
    )


def _storage_machine(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    active = part(found.values, "active_directory_configuration")
    own = part(active, "self_managed_active_directory_configuration")
    if own:
        inner = {"SelfManagedActiveDirectoryConfiguration": {"DomainName": own.get("domain_name")}}
        yield (
            "StorageVirtualMachines",
            {"StorageVirtualMachineId": found.identity, "ActiveDirectoryConfiguration": inner},
        )


def _desktops(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    values = found.values
    yield (
        "Directories",
        {
            "DirectoryId": text_at(values, "directory_id") or found.identity,
            "SubnetIds": list_at(values, "subnet_ids"),
            "WorkspaceType": text_at(values, "workspace_type") or None,
            "ActiveDirectoryConfig": {"DomainName": part(values, "active_directory_config").get("domain_name")},
        },
    )


def _joined(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    values = found.values
    parameters = part(values, "parameters")
    domain = parameters.get("directoryId") or parameters.get("directoryid")
    if domain:
        identity = str(domain[0] if isinstance(domain, list) else domain)
        yield (
            "Associations",
            {
                "Name": found.address.rpartition(".")[2],
                "DirectoryId": identity,
                "AssociationName": text_at(values, "association_name") or None,
            },
        )


def _last(found: TerraformResource) -> str:
    return found.address.rpartition(".")[2]


def _client_vpn(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    value = found.values.get("authentication_options")
    options = [
        {
            "Type": text_at(option, "type"),
            "ActiveDirectory": {"DirectoryId": option.get("active_directory_id")},
        }
        for option in (value if isinstance(value, list) else [value])
        if isinstance(option, Mapping)
    ]
    yield "ClientVpnEndpoints", {"ClientVpnEndpointId": found.identity, "AuthenticationOptions": options}


def _transfer(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    values = found.values
    details = {"DirectoryId": values.get("directory_id")}
    kind = text_at(values, "identity_provider_type")
    yield "Server", {"ServerId": found.identity, "IdentityProviderType": kind, "IdentityProviderDetails": details}


def _streaming(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    yield "DirectoryConfigs", {"DirectoryName": text_at(found.values, "directory_name").lower()}


def _quick_sight(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    values = found.values
    if values.get("directory_id") or values.get("active_directory_name"):
        domain = text_at(values, "active_directory_name").lower()
        yield "QuickSight", {"Name": _last(found), "DirectoryId": values.get("directory_id"), "DomainName": domain}


def _connect(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    if found.values.get("directory_id"):
        yield "ConnectInstance", {"Name": _last(found), "DirectoryId": found.values["directory_id"]}


def _gateway(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    domain = part(found.values, "smb_active_directory_settings").get("domain_name")
    if domain:
        yield "SmbGateways", {"Name": _last(found), "DomainName": str(domain).lower()}


def _instance(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    tags = [{"Key": key, "Value": value} for key, value in part(found.values, "tags").items()]
    if tags:
        yield "Reservations", {"Instances": [{"Tags": tags}]}


MEMBERS: Mapping[str, Callable[[TerraformResource], Iterable[tuple[str, Made]]]] = {
    "aws_db_instance": _database,
    "aws_rds_cluster": _database,
    "aws_fsx_windows_file_system": _windows_files,
    "aws_fsx_ontap_storage_virtual_machine": _storage_machine,
    "aws_workspaces_directory": _desktops,
    "aws_ssm_association": _joined,
    "aws_ec2_client_vpn_endpoint": _client_vpn,
    "aws_transfer_server": _transfer,
    "aws_appstream_directory_config": _streaming,
    "aws_quicksight_account_subscription": _quick_sight,
    "aws_connect_instance": _connect,
    "aws_storagegateway_gateway": _gateway,
    "aws_instance": _instance,
}
"""The resources that use a directory, with the function that gives the entries of each."""
