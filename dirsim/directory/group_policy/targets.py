"""Accounts from user input: a distinguished name or an account name.

A name alone is looked up in the usual container.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dirsim.directory.group_policy.resultant_values import PolicyTarget
from dirsim.errors import UsageError
from dirsim.model import distinguished_name
from dirsim.model.directory import Directory


def target(
    directories: Mapping[str, Directory], name: str | None, groups: Iterable[str], *, container: str
) -> tuple[PolicyTarget | None, tuple[str, ...]]:
    """The account that the input refers to, and the assumptions about it.

    Args:
        directories: The directories of the estate.
        name: A distinguished name, ``NAME`` or ``NAME@DOMAIN``; ``None`` means no account.
        groups: The groups that it belongs to.
        container: The container of an account given by name only.

    Raises:
        UsageError: Only a name is given, and the estate does not have exactly one domain; or the domain is unknown.
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
        raise UsageError(f"invalid account {name!r}: expected a name or a distinguished name")
    if len(domains) != 1:
        known = ", ".join(domains) or "none"
        raise UsageError(f"cannot resolve account {name!r}: use NAME@DOMAIN or a distinguished name (domains: {known})")
    escaped = account.removesuffix("$").replace("\\", "\\\\").replace(",", "\\,")
    dn = f"CN={escaped},{container},{distinguished_name.of_domain(domains[0]).replace('dc=', 'DC=')}"
    return PolicyTarget(dn=dn, name=account, groups=given), (f"{account} is in {container} of {domains[0]}",)
