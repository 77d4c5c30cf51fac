"""Services of AWS that joined a directory, as workloads."""

from __future__ import annotations

from typing import Any

from dirsim.directory.discovery.aws_entries import AwsAccount, part
from dirsim.directory.discovery.aws_listing import KeptListing
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
    account: AwsAccount, name: str, kind: str, region: str, domain: str, origin: str, vpc: str | None = None
) -> None:
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
    users = (domain,) if domain in known else ()
    account.workloads[label] = Workload(kind=kind, site=account.place(region), users=users, vpc=vpc)
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
                _note(account, str(database.get(identifier) or "database"), kind, region, domain, origin)
    for joined in _kept(account, "ssm", "list_associations", "Associations", region):
        name = str(joined.get("Name") or "servers")
        _note(account, name, "ec2-windows", region, domain_of(joined.get("DirectoryId")), "ssm association that joins")
    if _kept(account, "sso-admin", "list_permission_sets", "PermissionSets", region) or _kept(
        account, "sso-admin", "list_instances", "Instances", region
    ):
        _note(account, "console", "aws-console", region, "", "IAM Identity Center")
    for desk in account.all("workspaces", "describe_workspace_directories", "Directories", region):
        origin = "workspaces describe-workspace-directories"
        _note(
            account,
            f"workspaces-{desk.get('DirectoryId')}",
            "workspaces",
            region,
            domain_of(desk.get("DirectoryId")),
            origin,
        )


def _kept(account: AwsAccount, service: str, operation: str, key: str, region: str) -> list[Any]:
    """Entries of a call that only kept listings have."""
    held = isinstance(account.listing, KeptListing) and key in account.listing.entries
    return account.all(service, operation, key, region) if held else []
