"""Services of AWS that joined a directory, as workloads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import evolve

from dirsim.catalog.workload_kinds import KINDS
from dirsim.directory.discovery.assemble import label_of
from dirsim.directory.discovery.aws_entries import AwsAccount, part
from dirsim.directory.discovery.aws_listing import KeptListing
from dirsim.model.directory import Directory, Domain
from dirsim.model.domain_name import is_domain_name
from dirsim.model.requirements import Workload

_ENGINES = {
    "sqlserver": "rds-sqlserver",
    "custom-sqlserver": "rds-custom-sqlserver",
    "oracle": "rds-oracle",
    "postgres": "rds-postgresql",
    "mysql": "rds-mysql",
    "mariadb": "rds-mariadb",
    "db2": "rds-db2",
    "aurora-mysql": "aurora-mysql",
    "aurora-postgresql": "aurora-postgresql",
}


def engine_kind(engine: str) -> str | None:
    """The workload kind of a database engine; ``None`` means that it joins no directory."""
    return _ENGINES.get(engine) or _ENGINES.get(engine.rpartition("-")[0]) or _ENGINES.get(engine.partition("-")[0])


def _note(
    account: AwsAccount, name: str, kind: str, region: str, domain: str, origin: str, *, own: bool = False
) -> None:
    """Add a workload; ``own`` is true where it joins its domain without a directory of AWS, so that the domain exists outside."""
    label, count = name, 1
    while label in account.workloads:
        count += 1
        label = f"{name}-{count}"
    known = {
        held
        for directory in account.directories.values()
        if directory.kind != "ad-connector"
        for held in directory.domains
    }
    if own and domain not in known and is_domain_name(domain):
        far = label_of(domain, account.directories)
        if far in account.directories:
            far = domain
        account.directories[far] = Directory(domains={domain: Domain()})
        account.sources["estate", "directories", far] = f"known only as the domain of {label}"
        known.add(domain)
    users = (domain,) if domain in known else ()
    account.workloads[label] = Workload(kind=kind, site=account.place(region), users=users)
    account.sources["workloads", label] = origin


def take_members(account: AwsAccount, region: str) -> None:
    """Add the file systems, databases and desktops that are members of a directory."""

    def domain_of(identity: Any, name: Any = None) -> str:
        return account.by_id.get(str(identity), ("", str(name or "").lower()))[1]

    for system in account.all("fsx", "describe_file_systems", "FileSystems", region):
        windows = part(system, "WindowsConfiguration")
        if system.get("FileSystemType") == "WINDOWS":
            joined = windows.get("ActiveDirectoryId")
            own = part(windows, "SelfManagedActiveDirectoryConfiguration").get("DomainName")
            _note(
                account,
                str(system.get("FileSystemId") or "file-system"),
                "fsx-windows",
                region,
                domain_of(joined, own),
                "fsx describe-file-systems",
                own=not joined,
            )
    for machine in account.all("fsx", "describe_storage_virtual_machines", "StorageVirtualMachines", region):
        own = part(part(machine, "ActiveDirectoryConfiguration"), "SelfManagedActiveDirectoryConfiguration")
        if own:
            name = str(machine.get("StorageVirtualMachineId"))
            _note(
                account,
                name,
                "fsx-ontap",
                region,
                domain_of("", own.get("DomainName")),
                "fsx describe-storage-virtual-machines",
                own=True,
            )
    found: tuple[tuple[str, str, str], ...] = (
        ("describe_db_instances", "DBInstances", "DBInstanceIdentifier"),
        ("describe_db_clusters", "DBClusters", "DBClusterIdentifier"),
    )
    for operation, key, identifier in found:
        for database in account.all("rds", operation, key, region):
            for member in database.get("DomainMemberships") or ():
                kind = engine_kind(str(database.get("Engine", "")))
                if kind is None:
                    continue
                domain = domain_of(member.get("Domain"), member.get("FQDN"))
                origin = f"rds {operation.replace('_', '-')}: domain membership {member.get('Status', 'unknown')}"
                itself = not member.get("Domain") or bool(member.get("AuthSecretArn"))
                _note(account, str(database.get(identifier) or "database"), kind, region, domain, origin, own=itself)
    for joined in _kept(account, "ssm", "list_associations", "Associations", region):
        name = str(joined.get("Name") or "servers")
        kind = _instance_kind(str(joined.get("AssociationName") or ""))
        _note(account, name, kind, region, domain_of(joined.get("DirectoryId")), "ssm association that joins")
    for kind, name, identity, domain, origin in _registered(account, region):
        _note(account, name, kind, region, domain_of(identity, domain), origin, own=not identity)
    if _kept(account, "sso-admin", "list_permission_sets", "PermissionSets", region) or _kept(
        account, "sso-admin", "list_instances", "Instances", region
    ):
        _note(account, "console", "aws-console", region, "", "IAM Identity Center")
    for desk in account.all("workspaces", "describe_workspace_directories", "Directories", region):
        origin = "workspaces describe-workspace-directories"
        identity, own = desk.get("DirectoryId"), part(desk, "ActiveDirectoryConfig").get("DomainName")
        kind = "workspaces-pools" if desk.get("WorkspaceType") == "POOLS" else "workspaces"
        _note(account, f"{kind}-{identity}", kind, region, domain_of(identity, own), origin, own=bool(own))
    _take_controllers(account, region)


_Registered = Iterator[tuple[str, str, Any, Any, str]]


def _registered(account: AwsAccount, region: str) -> _Registered:
    """Services that use a directory: the kind, the name, the id or the domain of the directory, and the source of each."""
    for vpn in _kept(account, "ec2", "describe_client_vpn_endpoints", "ClientVpnEndpoints", region):
        name, origin = str(vpn.get("ClientVpnEndpointId") or "client-vpn"), "ec2 describe-client-vpn-endpoints"
        options = vpn.get("AuthenticationOptions")
        for option in options if isinstance(options, list) else ():
            identity = part(option, "ActiveDirectory").get("DirectoryId") if isinstance(option, Mapping) else None
            if isinstance(option, Mapping) and option.get("Type") != "certificate-authentication":
                yield "client-vpn", name, identity, "", origin
    for server in _kept(account, "transfer", "describe_server", "Server", region):
        identity = part(server, "IdentityProviderDetails").get("DirectoryId")
        if identity or server.get("IdentityProviderType") == "AWS_DIRECTORY_SERVICE":
            name = str(server.get("ServerId") or "transfer")
            yield "transfer-family", name, identity, "", "transfer describe-server"
    for stream in _kept(account, "appstream", "describe_directory_configs", "DirectoryConfigs", region):
        domain = stream.get("DirectoryName")
        yield "appstream", f"appstream-{domain}", "", domain, "appstream describe-directory-configs"
    for entry in _kept(account, "quicksight", "describe_account_settings", "QuickSight", region):
        yield "quicksight", str(entry.get("Name")), entry.get("DirectoryId"), entry.get("DomainName"), "quicksight"
    for entry in _kept(account, "connect", "describe_instance", "ConnectInstance", region):
        yield "connect", str(entry.get("Name")), entry.get("DirectoryId"), "", "connect"
    for entry in _kept(account, "storagegateway", "describe_smb_settings", "SmbGateways", region):
        yield "storage-gateway-smb", str(entry.get("Name")), "", entry.get("DomainName"), "storagegateway"


def _instance_kind(association: str) -> str:
    """The kind of instances that an association joins, where its name begins with one."""
    known = sorted((kind for kind, entry in KINDS.items() if entry.instances), key=len, reverse=True)
    return next((kind for kind in known if association.startswith(f"{kind}-")), "ec2-windows")


CONTROLLER_TAG = "DomainController"
"""The tag of an instance that is a domain controller; its value is the domain."""


def _take_controllers(account: AwsAccount, region: str) -> None:
    """Count the instances that are tagged as domain controllers of a domain that the company runs."""
    for held in _kept(account, "ec2", "describe_instances", "Reservations", region):
        instances = held.get("Instances")
        for instance in instances if isinstance(instances, list) else ():
            tags = instance.get("Tags") if isinstance(instance, Mapping) else None
            named = {str(tag.get("Key")): tag.get("Value") for tag in tags or () if isinstance(tag, Mapping)}
            domain = str(named.get(CONTROLLER_TAG) or "").lower()
            if is_domain_name(domain):
                _count_controller(account, region, domain)


def _count_controller(account: AwsAccount, region: str, domain: str) -> None:
    own = {name: one for name, one in account.directories.items() if one.kind != "ad-connector"}
    label = next((name for name, one in own.items() if domain in one.domains), "")
    if not label:
        label = label_of(domain, account.directories)
        account.directories[label] = Directory(domains={domain: Domain()})
    account.sources.setdefault(("estate", "directories", label), f"instances with the tag {CONTROLLER_TAG}")
    entry = account.directories[label]
    if entry.kind != "active-directory":
        return
    site = account.place(region)
    counts = {**entry.domains[domain].controllers}
    counts[site] = counts.get(site, 0) + 1
    detail = evolve(entry.domains[domain], controllers=counts)
    account.directories[label] = evolve(entry, domains={**entry.domains, domain: detail})


def _kept(account: AwsAccount, service: str, operation: str, key: str, region: str) -> list[Any]:
    """Entries of a call that only kept listings have."""
    held = isinstance(account.listing, KeptListing) and key in account.listing.entries
    return account.all(service, operation, key, region) if held else []
