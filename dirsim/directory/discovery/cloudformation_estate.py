"""CloudFormation templates as a discovery."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import evolve

from dirsim.directory.discovery.aws_account import kept_aws
from dirsim.directory.discovery.aws_entries import part
from dirsim.directory.discovery.aws_listing import KeptListing, Made
from dirsim.directory.discovery.discovery import Discovery, Unread
from dirsim.errors import InputError, Problem
from dirsim.parsing.cloudformation import Template, parse_template
from dirsim.parsing.file_kinds import recognise
from dirsim.parsing.source import file_name, read_text

_DIRECTORIES = {"AWS::DirectoryService::MicrosoftAD": "MicrosoftAD", "AWS::DirectoryService::SimpleAD": "SimpleAD"}
_NEAR = ("AWS::DirectoryService::", "AWS::WorkSpaces::", "AWS::FSx::")


def read_cloudformation(paths: Iterable[str | os.PathLike[str]]) -> Discovery:
    """Convert CloudFormation templates to a discovery; a value that only a deployment knows is unknown and listed.

    Args:
        paths: Templates in YAML or JSON; ``-`` is standard input.

    Raises:
        InputError: A file cannot be read or is not a template; every problem is listed.
    """
    listing = KeptListing("resources", complete=True)
    problems: list[Problem] = []
    unread: list[Unread] = []
    for path in paths:
        name = file_name(path)
        try:
            text = read_text(path, wide=True)
            kind = recognise(text)
            if kind is not None and kind.name != "cloudformation":
                problems.append(Problem("", f"this is {kind.article_name}", kind.hint(name), name))
                continue
            template = parse_template(text, name)
        except InputError as error:
            problems += error.problems
            continue
        for logical, kind_, properties in template.resources:
            entries = list(_entries(logical, kind_, properties))
            if kind_ == "AWS::CloudFormation::Stack":
                where = properties.get("TemplateURL")
                said = f" ({where})" if isinstance(where, str) else ""
                unread.append(Unread(logical, f"a nested stack is not read: name its template too{said}"))
            elif kind_ == "Fn::ForEach":
                unread.append(Unread(logical, "the resources of a loop are known only after its transform"))
            elif not entries and kind_.startswith(_NEAR):
                unread.append(Unread(logical, f"resources of type {kind_} are not read"))
            for key, entry in entries:
                listing.add(key, entry)
            if entries:
                unread += _unresolved(template, logical)
    if problems:
        raise InputError(problems)
    found = kept_aws(listing, "CloudFormation template as discovered")
    return evolve(found, unread=(*found.unread, *unread))


def _unresolved(template: Template, logical: str) -> Iterable[Unread]:
    for path, why in template.unresolved.get(logical, ()):
        yield Unread(f"{path} of {logical}", why)


def _known(value: Any) -> Any:
    """The value without unknown parts."""
    return value if not isinstance(value, list) else [entry for entry in value if entry is not None]


def _entries(logical: str, kind: str, properties: Mapping[str, Any]) -> Iterable[tuple[str, Made]]:
    given = {name: _known(value) for name, value in properties.items() if value is not None}
    if kind in _DIRECTORIES:
        network = {name: _known(value) for name, value in part(given, "VpcSettings").items() if value is not None}
        edition = str(given.get("Edition") or ("Enterprise" if kind.endswith("MicrosoftAD") else ""))
        yield (
            "DirectoryDescriptions",
            {
                "DirectoryId": logical,
                "Name": str(given.get("Name") or ""),
                "ShortName": given.get("ShortName"),
                "Edition": edition,
                "Size": str(given.get("Size") or ""),
                "Type": _DIRECTORIES[kind],
                "VpcSettings": network,
            },
        )
    elif kind in ("AWS::RDS::DBInstance", "AWS::RDS::DBCluster"):
        cluster = kind.endswith("Cluster")
        name = "DBClusterIdentifier" if cluster else "DBInstanceIdentifier"
        domain, own = given.get("Domain"), given.get("DomainFqdn")
        entry = {
            name: str(given.get(name) or logical),
            "Engine": str(given.get("Engine") or ""),
            "DomainMemberships": [{"Domain": domain, "FQDN": own, "Status": "configured"}] if domain or own else [],
        }
        yield "DBClusters" if cluster else "DBInstances", entry
    elif kind == "AWS::FSx::FileSystem":
        yield "FileSystems", {"FileSystemId": logical, **given}
    elif kind == "AWS::FSx::StorageVirtualMachine":
        yield "StorageVirtualMachines", {"StorageVirtualMachineId": logical, **given}
    elif kind == "AWS::WorkSpaces::Workspace":
        yield "Directories", {"DirectoryId": given.get("DirectoryId")}
    elif kind == "AWS::EC2::VPC":
        yield "Vpcs", {"VpcId": logical}
    elif kind == "AWS::EC2::VPCEndpoint":
        yield "VpcEndpoints", {"VpcId": given.get("VpcId"), "ServiceName": str(given.get("ServiceName") or "")}
    elif kind == "AWS::Route53Resolver::ResolverRule":
        yield "ResolverRules", {"Id": logical, **given}
    elif kind == "AWS::Route53Resolver::ResolverRuleAssociation":
        yield "ResolverRuleAssociations", given
    elif kind == "AWS::Route53Resolver::ResolverEndpoint":
        yield "ResolverEndpoints", {"Direction": str(given.get("Direction") or "")}
    elif kind == "AWS::IAM::Role":
        policy = given.get("AssumeRolePolicyDocument")
        yield "Roles", {"RoleName": str(given.get("RoleName") or logical), "AssumeRolePolicyDocument": policy}
    elif kind == "AWS::SSO::PermissionSet":
        yield "PermissionSets", {"Name": str(given.get("Name") or logical)}
    elif kind == "AWS::SSM::Association":
        domain = part(given, "Parameters").get("directoryId")
        if domain:
            own = domain[0] if isinstance(domain, list) else domain
            named = given.get("AssociationName")
            yield "Associations", {"Name": logical, "DirectoryId": own, "AssociationName": named}
    elif kind == "AWS::EC2::ClientVpnEndpoint":
        yield "ClientVpnEndpoints", {"ClientVpnEndpointId": logical, **given}
    elif kind == "AWS::Transfer::Server":
        yield "Server", {"ServerId": logical, **given}
    elif kind == "AWS::AppStream::DirectoryConfig":
        yield "DirectoryConfigs", {"DirectoryName": str(given.get("DirectoryName") or "").lower()}
    elif kind == "AWS::Connect::Instance" and given.get("IdentityManagementType") == "EXISTING_DIRECTORY":
        yield "ConnectInstance", {"Name": logical, "DirectoryId": given.get("DirectoryId")}
    elif kind == "AWS::EC2::Instance":
        yield "Reservations", {"Instances": [{"Tags": given.get("Tags")}]}
