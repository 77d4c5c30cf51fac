"""Terraform states, plans and configuration in JSON, as a discovery."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from dirsim.directory.discovery.aws_account import kept_aws
from dirsim.directory.discovery.aws_entries import part
from dirsim.directory.discovery.aws_listing import KeptListing, Made, region_of, regions_in
from dirsim.directory.discovery.discovery import Discovery, Unread
from dirsim.errors import InputError, Problem
from dirsim.parsing.file_kinds import recognise
from dirsim.parsing.source import file_name, read_text
from dirsim.parsing.terraform_resources import (
    TerraformResource,
    listed,
    load_terraform,
    terraform_form,
    terraform_resources,
)

_UNKNOWN = "${"


def read_terraform(paths: Iterable[str | os.PathLike[str]]) -> Discovery:
    """Convert Terraform files to a discovery; sensitive values are never read.

    Args:
        paths: States of version 4, output of ``terraform show -json``, or configuration in JSON; ``-`` is standard input.

    Raises:
        InputError: A file cannot be read, or is none of these; every problem is listed.
    """
    listing = KeptListing("resources", complete=True)
    problems: list[Problem] = []
    resources: list[TerraformResource] = []
    for path in paths:
        name = file_name(path)
        try:
            text = read_text(path)
            kind = recognise(text)
            if kind is not None and kind.name != "terraform":
                problems.append(Problem("", f"this is {kind.article_name}", kind.hint(name), name))
                continue
            data = load_terraform(text, name)
        except InputError as error:
            problems += error.problems
            continue
        if not terraform_form(data):
            problems.append(Problem("", "the file is neither a state, nor output of terraform show -json", "", name))
            continue
        resources += terraform_resources(data)
    if problems:
        raise InputError(problems)
    unread = list(_kept(listing, resources))
    return _with(kept_aws(listing, "Terraform as discovered"), unread)


def _with(found: Discovery, unread: list[Unread]) -> Discovery:
    from attrs import evolve  # noqa: PLC0415 -- one use

    return evolve(found, unread=(*found.unread, *unread))


def _kept(listing: KeptListing, resources: list[TerraformResource]) -> Iterable[Unread]:
    """Keep each resource as the entry that AWS would describe; returns what could not be kept."""
    regions = {found.identity: _region(found) for found in resources}
    for found in resources:
        convert = CONVERTERS.get(found.type)
        if convert is None:
            if found.type.startswith(_NEAR):
                yield Unread(found.address, f"resources of type {found.type} are not read")
            continue
        for key, written in convert(found):
            entry, open_ = _resolved(written)
            owner = str(entry.get("DirectoryId") or entry.get("OwnerDirectoryId") or entry.get("Domain") or "")
            listing.add(key, entry, regions[found.identity] or regions.get(owner, ""))
            for name, value in open_:
                yield Unread(f"{name} of {found.address}", f"the value is an expression: {value[:80]}")


def _resolved(entry: Made) -> tuple[Made, list[tuple[str, str]]]:
    """An entry without values that are expressions, and these with their keys; a name that is one is kept as it is."""
    found: list[tuple[str, str]] = []

    def value_of(name: str, value: Any) -> Any:
        if isinstance(value, str) and _UNKNOWN in value and name != "AssumeRolePolicyDocument":
            found.append((name, value))
            return None
        if isinstance(value, Mapping):
            return {key: value_of(str(key), inner) for key, inner in value.items()}
        if isinstance(value, list):
            inner = [value_of(name, one) for one in value]
            return [one for one in inner if one is not None]
        return value

    made = {key: value_of(key, value) for key, value in entry.items()}
    return {key: ("" if value is None and isinstance(entry[key], str) else value) for key, value in made.items()}, found


_NEAR = ("aws_directory_service_", "aws_workspaces_", "aws_fsx_")


def _region(found: TerraformResource) -> str:
    values = found.values
    if isinstance(values.get("region"), str):
        return str(values["region"])
    named = {"Arn": values.get("arn"), "AvailabilityZone": values.get("availability_zone")}
    settings = part(values, "vpc_settings") or part(values, "connect_settings")
    zones = {"AvailabilityZones": settings.get("availability_zones")}
    return region_of({**named, "VpcSettings": zones}) or regions_in((found.address,))


def _text(values: Mapping[str, Any], key: str) -> str:
    value = values.get(key)
    return "" if value is None else str(value)


def _list(values: Mapping[str, Any], key: str) -> list[Any]:
    """A list; a text in its place is an expression for one, which counts as its only entry."""
    value = values.get(key)
    return [value] if isinstance(value, str) else listed(value)


def _directory(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    values = found.values
    kind = _text(values, "type") or "SimpleAD"
    entry: Made = {
        "DirectoryId": found.identity,
        "Name": _text(values, "name"),
        "ShortName": _text(values, "short_name") or None,
        "Edition": _text(values, "edition") or ("Enterprise" if kind == "MicrosoftAD" else ""),
        "Size": _text(values, "size"),
        "Type": kind,
        "Stage": _text(values, "stage") or None,
        "DnsIpAddrs": _list(values, "dns_ip_addresses"),
    }
    for key, out in (("vpc_settings", "VpcSettings"), ("connect_settings", "ConnectSettings")):
        settings = part(values, key)
        if settings:
            entry[out] = {
                "VpcId": settings.get("vpc_id"),
                "SubnetIds": _list(settings, "subnet_ids"),
                "AvailabilityZones": _list(settings, "availability_zones"),
                "CustomerUserName": settings.get("customer_username"),
                "CustomerDnsIps": _list(settings, "customer_dns_ips"),
            }
    yield "DirectoryDescriptions", entry


def _trust(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    values = found.values
    yield (
        "Trusts",
        {
            "DirectoryId": _text(values, "directory_id"),
            "TrustId": found.identity,
            "RemoteDomainName": _text(values, "remote_domain_name"),
            "TrustType": _text(values, "trust_type"),
            "TrustDirection": _text(values, "trust_direction"),
            "TrustState": _text(values, "trust_state") or None,
            "SelectiveAuth": _text(values, "selective_auth") or "Disabled",
            "ConditionalForwarderIpAddrs": _list(values, "conditional_forwarder_ip_addrs"),
            "Forwards": bool(values.get("conditional_forwarder_ip_addrs")),
        },
    )


def _forwarder(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    values = found.values
    yield (
        "ConditionalForwarders",
        {
            "DirectoryId": _text(values, "directory_id"),
            "RemoteDomainName": _text(values, "remote_domain_name"),
            "DnsIpAddrs": _list(values, "dns_ips"),
        },
    )


def _share(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    values = found.values
    yield (
        "SharedDirectories",
        {
            "OwnerDirectoryId": _text(values, "directory_id"),
            "SharedAccountId": _text(part(values, "target"), "id"),
            "ShareMethod": _text(values, "method") or "HANDSHAKE",
        },
    )


def _further_region(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    values = found.values
    yield (
        "RegionsDescription",
        {
            "DirectoryId": _text(values, "directory_id"),
            "RegionName": _text(values, "region_name"),
            "RegionType": "Additional",
        },
    )


def _database(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    values = found.values
    cluster = "cluster" in found.type
    name = _text(values, "cluster_identifier" if cluster else "identifier") or found.address.rpartition(".")[2]
    domain, own = _text(values, "domain"), _text(values, "domain_fqdn")
    entry: Made = {
        "DBClusterIdentifier" if cluster else "DBInstanceIdentifier": name,
        "Engine": _text(values, "engine"),
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
        {"DirectoryId": _text(values, "directory_id"), "SubnetIds": _list(values, "subnet_ids")},
    )


def _vpc(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    values = found.values
    yield "Vpcs", {"VpcId": found.identity, "DhcpOptionsId": values.get("dhcp_options_id")}


def _dhcp(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    servers = [{"Value": str(server)} for server in _list(found.values, "domain_name_servers")]
    settings = [{"Key": "domain-name-servers", "Values": servers}]
    yield "DhcpOptions", {"DhcpOptionsId": found.identity, "DhcpConfigurations": settings}


def _rule(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    values = found.values
    targets = [{"Ip": entry.get("ip")} for entry in listed(values.get("target_ip")) if isinstance(entry, Mapping)]
    yield (
        "ResolverRules",
        {
            "Id": found.identity,
            "DomainName": _text(values, "domain_name"),
            "RuleType": _text(values, "rule_type"),
            "TargetIps": targets,
        },
    )


def _bound(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    values = found.values
    entry = {"ResolverRuleId": _text(values, "resolver_rule_id"), "VPCId": _text(values, "vpc_id")}
    yield "ResolverRuleAssociations", entry


def _end(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    values = found.values
    yield "ResolverEndpoints", {"Direction": _text(values, "direction"), "HostVPCId": values.get("host_vpc_id") or None}


def _endpoint(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    values = found.values
    yield "VpcEndpoints", {"VpcId": values.get("vpc_id"), "ServiceName": _text(values, "service_name")}


def _role(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    values = found.values
    entry = {"RoleName": _text(values, "name"), "AssumeRolePolicyDocument": values.get("assume_role_policy")}
    yield "Roles", entry


def _joined(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    values = found.values
    parameters = part(values, "parameters")
    domain = parameters.get("directoryId") or parameters.get("directoryid")
    if domain:
        identity = str(domain[0] if isinstance(domain, list) else domain)
        yield "Associations", {"Name": found.address.rpartition(".")[2], "DirectoryId": identity}


def _portal(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    yield "PermissionSets", {"Name": _text(found.values, "name") or found.address.rpartition(".")[2]}


CONVERTERS: Mapping[str, Callable[[TerraformResource], Iterable[tuple[str, Made]]]] = {
    "aws_directory_service_directory": _directory,
    "aws_directory_service_trust": _trust,
    "aws_directory_service_conditional_forwarder": _forwarder,
    "aws_directory_service_shared_directory": _share,
    "aws_directory_service_region": _further_region,
    "aws_db_instance": _database,
    "aws_rds_cluster": _database,
    "aws_fsx_windows_file_system": _windows_files,
    "aws_fsx_ontap_storage_virtual_machine": _storage_machine,
    "aws_workspaces_directory": _desktops,
    "aws_vpc": _vpc,
    "aws_vpc_dhcp_options": _dhcp,
    "aws_route53_resolver_rule": _rule,
    "aws_route53_resolver_rule_association": _bound,
    "aws_route53_resolver_endpoint": _end,
    "aws_vpc_endpoint": _endpoint,
    "aws_iam_role": _role,
    "aws_ssm_association": _joined,
    "aws_ssoadmin_permission_set": _portal,
}
"""The resources that are read, with the function that gives the entries of each."""
