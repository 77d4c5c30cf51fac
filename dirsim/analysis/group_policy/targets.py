"""From what a person types to an account: a distinguished name, or a name in the usual container."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dirsim.analysis.group_policy.result import PolicyTarget
from dirsim.errors import UsageError
from dirsim.model import distinguished_name
from dirsim.model.directory import Directory


def target(
    directories: Mapping[str, Directory], name: str | None, groups: Iterable[str], *, container: str
) -> tuple[PolicyTarget | None, tuple[str, ...]]:
    """The account that is meant, and what was taken for granted about it.

    Args:
        directories: The directories of the estate.
        name: A distinguished name, ``NAME`` or ``NAME@DOMAIN``; ``None`` means nobody.
        groups: The groups that it belongs to.
        container: Where an account stands of which only the name is given.

    Raises:
        UsageError: Only a name is given, and the estate does not have just one domain; or the domain is unknown.
    """
    if name is None:
        return None, ()
    given = tuple(groups)
    if distinguished_name.is_name(name):
        return PolicyTarget(dn=name, groups=given), ()
    account, _, domain = name.partition("@")
    domains = [
        each
        for directory in directories.values()
        if directory.kind != "ad-connector"
        for each in directory.domains
        if not domain or each.lower() == domain.lower()
    ]
    if not account or "=" in account:
        raise UsageError(f"{name!r} is neither a distinguished name nor a name")
    if len(domains) != 1:
        known = ", ".join(domains) or "none that fits"
        raise UsageError(f"{name!r}: write NAME@DOMAIN or a distinguished name (domains: {known})")
    escaped = account.removesuffix("$").replace("\\", "\\\\").replace(",", "\\,")
    dn = f"CN={escaped},{container},{distinguished_name.of_domain(domains[0]).replace('dc=', 'DC=')}"
    return PolicyTarget(dn=dn, name=account, groups=given), (f"{account} stands in {container} of {domains[0]}",)
