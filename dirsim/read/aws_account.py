"""An AWS account: its directories with trusts, shares and Regions, what has joined them, and the roles they use.

Only calls that list and describe are made. A call that is refused, or not offered in a Region, is noted; the rest goes on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import unquote

from attrs import define, field

from dirsim.analysis.discovery import Discovery, Place, Unread
from dirsim.errors import UsageError
from dirsim.model.directory import Directory, Domain, Trust
from dirsim.model.network import Site
from dirsim.model.requirements import AwsEstate, Estate, Workload
from dirsim.read.ldap.assemble import label_of
from dirsim.read.ldap.settings import DirectoryError

_KINDS = {"MicrosoftAD": "managed-microsoft-ad", "ADConnector": "ad-connector", "SimpleAD": "simple-ad"}
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
_OPT_IN = "opted-in"
Made = dict[str, Any]


@define
class _Account:
    """What has been seen of an account."""

    session: Any
    config: Any
    sites: dict[str, Site] = field(factory=dict)
    directories: dict[str, Directory] = field(factory=dict)
    by_id: dict[str, tuple[str, str]] = field(factory=dict)
    trusts: dict[str, Trust] = field(factory=dict)
    workloads: dict[str, Workload] = field(factory=dict)
    sources: dict[Place, str] = field(factory=dict)
    unread: list[Unread] = field(factory=list)
    calls: int = 0

    def all(self, service: str, operation: str, key: str, region: str | None, **request: Any) -> list[Made]:
        """Every item that a listing call gives; none, with a note, where the call fails."""
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 -- comes with the extra

        try:
            client = self.session.client(service, region_name=region, config=self.config)
            if client.can_paginate(operation):
                items = [
                    item for page in client.get_paginator(operation).paginate(**request) for item in page.get(key, [])
                ]
            else:
                items = list(getattr(client, operation)(**request).get(key, []))
        except (ClientError, BotoCoreError, NotImplementedError) as error:
            where = f" in {region}" if region else ""
            self.unread.append(Unread(f"{service} {operation.replace('_', '-')}{where}", _why(error)))
            return []
        self.calls += 1
        return items

    def place(self, region: str) -> str:
        self.sites.setdefault(region, Site(kind="aws-region", region=region))
        return region


def _why(error: Exception) -> str:
    code = getattr(error, "response", {}).get("Error", {}).get("Code", "")
    if "AccessDenied" in code or "Unauthorized" in code or code == "AuthFailure":
        return "access is denied to these credentials"
    if code in ("OptInRequired", "UnrecognizedClientException", "InvalidClientTokenId"):
        return f"the Region or the service does not take these credentials ({code})"
    return f"the call failed: {code or type(error).__name__}"


def read_aws(
    *,
    profile: str | None = None,
    regions: Iterable[str] = (),
    timeout: float = 30.0,
    session: Any = None,
    told: Callable[[int, int], None] | None = None,
) -> Discovery:
    """What an AWS account has of directories, and of what has joined them.

    Args:
        profile: The profile; ``None`` means the usual one.
        regions: Which Regions; empty means every one that is enabled, or the session's own where they cannot be listed.
        timeout: Seconds that one answer may take.
        session: A boto3 session to use; ``None`` makes one.
        told: Is told how many steps are done, of how many: two for each Region. ``None`` means that nobody is.

    Raises:
        UsageError: boto3 is not installed, or there is no such profile.
        DirectoryError: No call got through: no credentials, no way, no rights.
    """
    try:
        import boto3  # noqa: PLC0415 -- an extra
        from botocore.config import Config  # noqa: PLC0415 -- as above
        from botocore.exceptions import BotoCoreError  # noqa: PLC0415 -- as above
    except ImportError:
        raise UsageError("discover aws needs boto3: pip install 'dirsim[aws]'") from None
    try:
        session = session or boto3.Session(profile_name=profile)
    except BotoCoreError as error:
        raise UsageError(str(error)) from None
    config = Config(connect_timeout=timeout, read_timeout=timeout, retries={"max_attempts": 2})
    account = _Account(session, config)
    first = session.region_name or next(iter(regions), None) or "us-east-1"
    listed = account.all("ec2", "describe_regions", "Regions", first)
    enabled = sorted(entry["RegionName"] for entry in listed if entry.get("OptInStatus") != "not-opted-in")
    wanted = list(regions) or enabled or [first]
    work = [(take, region) for take in (_directories, _members) for region in wanted]
    for done, (take, region) in enumerate(work, 1):
        take(account, region)
        if told is not None:
            told(done, len(work))
    roles = _roles(account)
    accounts = account.all("organizations", "list_accounts", "Accounts", "us-east-1")
    if not account.calls:
        raise DirectoryError(f"nothing of the account can be read: {account.unread[0].why}")
    opted = any(entry.get("OptInStatus") == _OPT_IN for entry in listed)
    used = tuple(account.sites)
    aws = AwsEstate(
        accounts=len(accounts) or None,
        regions=used or None,
        opt_in_regions=(opted and any(e["RegionName"] in used and e.get("OptInStatus") == _OPT_IN for e in listed))
        if listed
        else None,
        directory_roles=roles,
    )
    account.sources["estate", "aws", "accounts"] = "organizations list-accounts"
    account.sources["estate", "aws", "regions"] = "the Regions in which something was found"
    account.sources["estate", "aws", "directory_roles"] = "iam list-roles, by who may take them"
    return Discovery(
        name="AWS account as discovered",
        estate=Estate(sites=account.sites, directories=account.directories, trusts=account.trusts, aws=aws),
        workloads=account.workloads,
        sources=account.sources,
        unread=tuple(account.unread),
    )


def _directories(account: _Account, region: str) -> None:
    """The directories of a Region, with their trusts, shares and further Regions."""
    for entry in account.all("ds", "describe_directories", "DirectoryDescriptions", region):
        name, kind = str(entry.get("Name", "")).lower(), str(entry.get("Type", ""))
        identity = str(entry.get("DirectoryId", ""))
        if kind == "SharedMicrosoftAD":
            owner = _part(entry, "OwnerDirectoryDescription").get("AccountId", "another account")
            account.unread.append(Unread(f"directory {name}", f"it is shared by account {owner}: read that account"))
            continue
        label = label_of(name, account.directories)
        if label in account.directories:
            label = f"{name}-{region}"
        edition = str(entry.get("Edition", "")).lower() or None
        network = _part(entry, "VpcSettings") or _part(entry, "ConnectSettings")
        more = [
            str(found.get("RegionName"))
            for found in (
                account.all("ds", "describe_regions", "RegionsDescription", region, DirectoryId=identity)
                if kind == "MicrosoftAD" and edition == "enterprise"
                else []
            )
            if found.get("RegionType") != "Primary" and found.get("RegionName")
        ]
        shared = (
            account.all("ds", "describe_shared_directories", "SharedDirectories", region, OwnerDirectoryId=identity)
            if kind == "MicrosoftAD"
            else []
        )
        subnets = tuple(network.get("SubnetIds", ()))
        if kind != "ADConnector" and any(name in known.domains for known in account.directories.values()):
            account.unread.append(
                Unread(f"a second directory for {name} in {region}", "one domain, one directory; left out")
            )
            continue
        account.directories[label] = Directory(
            kind=_KINDS.get(kind, "managed-microsoft-ad"),
            edition=edition if kind == "MicrosoftAD" and edition in ("standard", "enterprise", "hybrid") else None,
            domains={name: Domain(netbios=entry.get("ShortName") or None)},
            size=str(entry.get("Size", "")).lower() or None if kind in ("ADConnector", "SimpleAD") else None,
            site=account.place(region),
            shared_with=len(shared) or None,
            regions=tuple(sorted(more)),
            subnets=subnets if len(set(subnets)) == 2 else (),
            service_account=_part(entry, "ConnectSettings").get("CustomerUserName"),
        )
        account.by_id[identity] = (label, name)
        account.sources["estate", "directories", label] = f"ds describe-directories in {region}"
        if kind == "MicrosoftAD":
            _trusts(account, region, identity, name)


def _part(entry: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = entry.get(key)
    return value if isinstance(value, Mapping) else {}


def _trusts(account: _Account, region: str, identity: str, name: str) -> None:
    """A directory's trusts: AWS's direction is that of the directory, outgoing where it trusts the other side."""
    for entry in account.all("ds", "describe_trusts", "Trusts", region, DirectoryId=identity):
        partner = str(entry.get("RemoteDomainName", "")).lower()
        direction = str(entry.get("TrustDirection", ""))
        if not partner or entry.get("TrustState") in ("Deleting", "Deleted"):
            continue
        incoming = direction == "One-Way: Incoming"
        label = "--".join(sorted((name, partner)))
        account.trusts[label] = Trust(
            trusting=partner if incoming else name,
            trusted=name if incoming else partner,
            kind="external" if entry.get("TrustType") == "External" else "forest",
            two_way=direction == "Two-Way",
            selective=entry.get("SelectiveAuth") == "Enabled",
        )
        account.sources["estate", "trusts", label] = f"ds describe-trusts in {region}"
        if not any(partner in known.domains for known in account.directories.values() if known.kind != "ad-connector"):
            far = label_of(partner, account.directories)
            account.directories[far] = Directory(domains={partner: Domain()})
            account.sources["estate", "directories", far] = "known only as the far side of a trust"


def _note(account: _Account, name: str, kind: str, region: str, domain: str, said: str) -> None:
    label, count = name, 1
    while label in account.workloads:
        count += 1
        label = f"{name}-{count}"
    known = {held for directory in account.directories.values() for held in directory.domains}
    users = (domain,) if domain in known else ()
    account.workloads[label] = Workload(kind=kind, site=account.place(region), users=users)
    account.sources["workloads", label] = said


def _members(account: _Account, region: str) -> None:
    """File systems, databases and desktops that are members of a directory."""

    def domain_of(identity: Any, name: Any = None) -> str:
        return account.by_id.get(str(identity), ("", str(name or "").lower()))[1]

    for system in account.all("fsx", "describe_file_systems", "FileSystems", region):
        windows = _part(system, "WindowsConfiguration")
        if system.get("FileSystemType") == "WINDOWS":
            joined = windows.get("ActiveDirectoryId")
            own = _part(windows, "SelfManagedActiveDirectoryConfiguration").get("DomainName")
            _note(
                account,
                str(system["FileSystemId"]),
                "fsx-windows",
                region,
                domain_of(joined, own),
                "fsx describe-file-systems",
            )
    for machine in account.all("fsx", "describe_storage_virtual_machines", "StorageVirtualMachines", region):
        own = _part(_part(machine, "ActiveDirectoryConfiguration"), "SelfManagedActiveDirectoryConfiguration")
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
                engine = str(database.get("Engine", ""))
                kind = (
                    _ENGINES.get(engine)
                    or _ENGINES.get(engine.rpartition("-")[0])
                    or _ENGINES.get(engine.partition("-")[0])
                )
                if kind is None:
                    continue
                domain = domain_of(member.get("Domain"), member.get("FQDN"))
                said = f"rds {operation.replace('_', '-')}: domain membership {member.get('Status', 'unknown')}"
                _note(account, str(database[identifier]), kind, region, domain, said)
    for desk in account.all("workspaces", "describe_workspace_directories", "Directories", region):
        said = "workspaces describe-workspace-directories"
        _note(
            account,
            f"workspaces-{desk.get('DirectoryId')}",
            "workspaces",
            region,
            domain_of(desk.get("DirectoryId")),
            said,
        )


def _roles(account: _Account) -> tuple[str, ...]:
    """The names of the roles that Directory Service takes, or that join databases to a directory."""
    names = []
    for role in account.all("iam", "list_roles", "Roles", None):
        policy: Any = role.get("AssumeRolePolicyDocument")
        if isinstance(policy, str):
            try:
                policy = json.loads(unquote(policy))
            except ValueError:
                continue
        statements = policy.get("Statement", []) if isinstance(policy, Mapping) else []
        for statement in statements if isinstance(statements, list) else [statements]:
            principal = statement.get("Principal") if isinstance(statement, Mapping) else None
            services = principal.get("Service", []) if isinstance(principal, Mapping) else []
            listed = [services] if isinstance(services, str) else list(services)
            if {"ds.amazonaws.com", "directoryservice.rds.amazonaws.com"} & set(listed):
                names.append(str(role.get("RoleName")))
                break
    return tuple(sorted(names))
