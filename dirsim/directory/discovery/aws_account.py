"""Directory Service in an AWS account: directories and their users.

The directories come with their trusts, shares and Regions; also read are the services that joined them and the roles
that they use.

Only list and describe calls are made. A call that is denied, or not offered in a Region, is noted; discovery continues.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from dirsim.directory.discovery.aws_entries import AwsAccount, directory_roles, take_directories, take_vpcs
from dirsim.directory.discovery.aws_listing import KeptListing, LiveListing
from dirsim.directory.discovery.aws_members import take_members
from dirsim.directory.discovery.directory_error import DirectoryError
from dirsim.directory.discovery.discovery import Discovery
from dirsim.errors import UsageError
from dirsim.model.requirements import AwsEstate, Estate

_OPT_IN = "opted-in"


def read_aws(
    *,
    profile: str | None = None,
    regions: Iterable[str] = (),
    timeout: float = 30.0,
    session: Any = None,
    progress: Callable[[int, int], None] | None = None,
) -> Discovery:
    """Discover the directories of an AWS account, and the services that joined them.

    Args:
        profile: The AWS profile; ``None`` means the default profile.
        regions: The Regions to read; empty means every enabled Region, or the session's own if Regions cannot be listed.
        timeout: Timeout of one response in seconds.
        session: The boto3 session to use; ``None`` creates one.
        progress: Called with the number of completed steps and their total: two for each Region. ``None`` means no progress.

    Raises:
        UsageError: boto3 is not installed, or the profile does not exist.
        DirectoryError: Every call failed: missing credentials, no network path, or no permissions.
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
    account = AwsAccount(LiveListing(session, config))
    first = session.region_name or next(iter(regions), None) or "us-east-1"
    listed = account.all("ec2", "describe_regions", "Regions", first)
    enabled = sorted(entry["RegionName"] for entry in listed if entry.get("OptInStatus") != "not-opted-in")
    wanted = list(regions) or enabled or [first]
    roles = _take(account, wanted, progress)
    accounts = account.all("organizations", "list_accounts", "Accounts", "us-east-1")
    if not account.calls:
        raise DirectoryError(f"cannot read the account: {account.unread[0].why}")
    opted = any(entry.get("OptInStatus") == _OPT_IN for entry in listed)
    used = tuple(account.sites)
    opt_in = (
        (opted and any(e["RegionName"] in used and e.get("OptInStatus") == _OPT_IN for e in listed)) if listed else None
    )
    return _discovered(account, "AWS account as discovered", len(accounts) or None, roles, opt_in)


def kept_aws(listing: KeptListing, name: str) -> Discovery:
    """The directories of kept entries, and the services that joined them.

    Args:
        listing: The entries.
        name: The name of the requirements file.
    """
    account = AwsAccount(listing)
    roles = _take(account, list(listing.regions), None)
    accounts = account.all("organizations", "list_accounts", "Accounts", None) if "Accounts" in listing.entries else []
    return _discovered(account, name, len(accounts) or None, roles, None)


def _take(account: AwsAccount, regions: list[str], progress: Callable[[int, int], None] | None) -> tuple[str, ...]:
    """Take everything of every Region, directories first: members refer to them. Returns the roles."""
    work = [(take, region) for take in (take_directories, take_vpcs, take_members) for region in regions]
    for done, (take, region) in enumerate(work, 1):
        take(account, region)
        if progress is not None:
            progress(done, len(work))
    return directory_roles(account)


def _discovered(
    account: AwsAccount, name: str, accounts: int | None, roles: tuple[str, ...], opt_in: bool | None
) -> Discovery:
    used = tuple(region for region, site in account.sites.items() if site.region)
    aws = AwsEstate(accounts=accounts, regions=used or None, opt_in_regions=opt_in, directory_roles=roles)
    account.sources["estate", "aws", "accounts"] = "organizations list-accounts"
    account.sources["estate", "aws", "regions"] = "the Regions with directories or services that joined them"
    account.sources["estate", "aws", "directory_roles"] = "iam list-roles, by trust policy"
    return Discovery(
        name=name,
        estate=Estate(
            sites=account.sites,
            directories=account.directories,
            trusts=account.trusts,
            dns=account.dns,
            vpcs=account.vpcs,
            aws=aws,
        ),
        workloads=account.workloads,
        sources=account.sources,
        unread=tuple(account.unread),
    )
