"""Terraform states, plans and configuration in JSON, as a discovery."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from dirsim.directory.discovery.aws_account import kept_aws
from dirsim.directory.discovery.aws_entries import part
from dirsim.directory.discovery.aws_listing import KeptListing, Made, region_of, regions_in
from dirsim.directory.discovery.discovery import Discovery, Unread
from dirsim.directory.discovery.terraform_members import MEMBERS, list_at, text_at
from dirsim.errors import InputError, Problem
from dirsim.parsing.file_kinds import recognise
from dirsim.parsing.source import file_name, read_text
from dirsim.parsing.terraform_resources import (
    TerraformResource,
    listed,
    load_terraform,
    module_calls,
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
    unread: list[Unread] = []
    for path in paths:
        name = file_name(path)
        try:
            text = read_text(path, wide=True)
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
        unread += [Unread(call, "the module is not read: use terraform show -json") for call in module_calls(data)]
    if problems:
        raise InputError(problems)
    unread += _kept(listing, resources)
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
            if key in _OF_DIRECTORIES and not owner:
                yield Unread(found.address, "its directory is known only after an apply")
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


_OF_DIRECTORIES = ("Trusts", "ConditionalForwarders", "SharedDirectories", "RegionsDescription")
"""Entries that belong to a directory, and say nothing without it."""
_NEAR = ("aws_directory_service_", "aws_workspaces_", "aws_fsx_")


def _region(found: TerraformResource) -> str:
    values = found.values
    if isinstance(values.get("region"), str):
        return str(values["region"])
    named = {"Arn": values.get("arn"), "AvailabilityZone": values.get("availability_zone")}
    settings = part(values, "vpc_settings") or part(values, "connect_settings")
    zones = {"AvailabilityZones": settings.get("availability_zones")}
    return region_of({**named, "VpcSettings": zones}) or regions_in((found.address,))


def _directory(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    values = found.values
    kind = text_at(values, "type") or "SimpleAD"
    entry: Made = {
        "DirectoryId": found.identity,
        "Name": text_at(values, "name"),
        "ShortName": text_at(values, "short_name") or None,
        "Edition": text_at(values, "edition") or ("Enterprise" if kind == "MicrosoftAD" else ""),
        "Size": text_at(values, "size"),
        "Type": kind,
        "Stage": text_at(values, "stage") or None,
        "DnsIpAddrs": list_at(values, "dns_ip_addresses"),
    }
    for key, out in (("vpc_settings", "VpcSettings"), ("connect_settings", "ConnectSettings")):
        settings = part(values, key)
        if settings:
            entry[out] = {
                "VpcId": settings.get("vpc_id"),
                "SubnetIds": list_at(settings, "subnet_ids"),
                "AvailabilityZones": list_at(settings, "availability_zones"),
                "CustomerUserName": settings.get("customer_username"),
                "CustomerDnsIps": list_at(settings, "customer_dns_ips"),
            }
    yield "DirectoryDescriptions", entry


def _trust(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    values = found.values
    yield (
        "Trusts",
        {
            "DirectoryId": text_at(values, "directory_id"),
            "TrustId": found.identity,
            "RemoteDomainName": text_at(values, "remote_domain_name"),
            "TrustType": text_at(values, "trust_type"),
            "TrustDirection": text_at(values, "trust_direction"),
            "TrustState": text_at(values, "trust_state") or None,
            "SelectiveAuth": text_at(values, "selective_auth") or "Disabled",
            "ConditionalForwarderIpAddrs": list_at(values, "conditional_forwarder_ip_addrs"),
            "Forwards": bool(values.get("conditional_forwarder_ip_addrs")),
        },
    )


def _forwarder(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    values = found.values
    yield (
        "ConditionalForwarders",
        {
            "DirectoryId": text_at(values, "directory_id"),
            "RemoteDomainName": text_at(values, "remote_domain_name"),
            "DnsIpAddrs": list_at(values, "dns_ips"),
        },
    )


def _share(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    values = found.values
    yield (
        "SharedDirectories",
        {
            "OwnerDirectoryId": text_at(values, "directory_id"),
            "SharedAccountId": text_at(part(values, "target"), "id"),
            "ShareMethod": text_at(values, "method") or "HANDSHAKE",
        },
    )


def _further_region(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    values = found.values
    yield (
        "RegionsDescription",
        {
            "DirectoryId": text_at(values, "directory_id"),
            "RegionName": text_at(values, "region_name"),
            "RegionType": "Additional",
        },
    )


def _vpc(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    values = found.values
    yield "Vpcs", {"VpcId": found.identity, "DhcpOptionsId": values.get("dhcp_options_id")}


def _dhcp(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    servers = [{"Value": str(server)} for server in list_at(found.values, "domain_name_servers")]
    settings = [{"Key": "domain-name-servers", "Values": servers}]
    yield "DhcpOptions", {"DhcpOptionsId": found.identity, "DhcpConfigurations": settings}


def _rule(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    values = found.values
    targets = [{"Ip": entry.get("ip")} for entry in listed(values.get("target_ip")) if isinstance(entry, Mapping)]
    yield (
        "ResolverRules",
        {
            "Id": found.identity,
            "DomainName": text_at(values, "domain_name"),
            "RuleType": text_at(values, "rule_type"),
            "TargetIps": targets,
        },
    )


def _bound(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    values = found.values
    entry = {"ResolverRuleId": text_at(values, "resolver_rule_id"), "VPCId": text_at(values, "vpc_id")}
    yield "ResolverRuleAssociations", entry


def _end(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    values = found.values
    yield (
        "ResolverEndpoints",
        {"Direction": text_at(values, "direction"), "HostVPCId": values.get("host_vpc_id") or None},
    )


def _endpoint(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    values = found.values
    yield "VpcEndpoints", {"VpcId": values.get("vpc_id"), "ServiceName": text_at(values, "service_name")}


def _role(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    values = found.values
    entry = {"RoleName": text_at(values, "name"), "AssumeRolePolicyDocument": values.get("assume_role_policy")}
    yield "Roles", entry


def _portal(found: TerraformResource) -> Iterable[tuple[str, Made]]:
    yield "PermissionSets", {"Name": text_at(found.values, "name") or found.address.rpartition(".")[2]}


CONVERTERS: Mapping[str, Callable[[TerraformResource], Iterable[tuple[str, Made]]]] = {
    "aws_directory_service_directory": _directory,
    "aws_directory_service_trust": _trust,
    "aws_directory_service_conditional_forwarder": _forwarder,
    "aws_directory_service_shared_directory": _share,
    "aws_directory_service_region": _further_region,
    "aws_vpc": _vpc,
    "aws_vpc_dhcp_options": _dhcp,
    "aws_route53_resolver_rule": _rule,
    "aws_route53_resolver_rule_association": _bound,
    "aws_route53_resolver_endpoint": _end,
    "aws_vpc_endpoint": _endpoint,
    "aws_iam_role": _role,
    "aws_ssoadmin_permission_set": _portal,
    **MEMBERS,
}
"""The resources that are read, with the function that gives the entries of each."""
