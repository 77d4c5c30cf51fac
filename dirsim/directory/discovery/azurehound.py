"""Collections of AzureHound as an estate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import define, field

from dirsim.directory.discovery.assemble import label_of
from dirsim.directory.discovery.discovery import Discovery, Place, Unread
from dirsim.model.directory import Directory, Domain
from dirsim.model.domain_name import is_domain_name
from dirsim.model.requirements import Estate

AZURE = "azure"
"""The type of its collections, in ``meta``."""


@define
class AzureObjects:
    """The objects of collections of AzureHound."""

    tenants: dict[str, str] = field(factory=dict)
    users: int = 0
    synchronised: int = 0
    domains: dict[str, int] = field(factory=dict)
    devices: int = 0
    seen: bool = False

    def take(self, entries: Iterable[Any]) -> None:
        """Record the objects of a collection; an entry of another form is left out."""
        self.seen = True
        for entry in entries:
            data = entry.get("data") if isinstance(entry, Mapping) else None
            if not isinstance(data, Mapping):
                continue
            kind = str(entry.get("kind", ""))
            if kind == "AZTenant":
                self.tenants[str(data.get("tenantId") or data.get("id") or "")] = str(data.get("displayName") or "")
            elif kind == "AZDevice":
                self.devices += 1
            elif kind == "AZUser" and str(data.get("userType") or "Member") != "Guest":
                self.users += 1
                source = str(data.get("onPremisesDomainName") or "").lower()
                if data.get("onPremisesSyncEnabled") is True or source:
                    self.synchronised += 1
                if is_domain_name(source):
                    self.domains[source] = self.domains.get(source, 0) + 1


def azure_discovery(found: AzureObjects) -> Discovery:
    """The estate of a tenant: Entra ID as identity provider, its users, and the forests behind them."""
    directories: dict[str, Directory] = {}
    sources: dict[Place, str] = {("estate", "identity_providers"): "AZTenant"}
    for domain, count in sorted(found.domains.items()):
        label = label_of(domain, directories)
        directories[label] = Directory(domains={domain: Domain()})
        sources["estate", "directories", label] = f"{count} users are synchronised from it"
    name = next((name for name in found.tenants.values() if name), "tenant")
    unread = [Unread("sites, links and AWS", "AzureHound collects Entra ID only")]
    if not found.synchronised and found.users:
        why = "no collected user is synchronised; a directory that is not synchronised does not appear here"
        unread.append(Unread("Active Directory on the premises", why))
    if found.domains:
        unread.append(Unread("controllers of these domains", "collect them with: dirsim discover ldap"))
    if found.users and not found.domains:
        sources["estate", "users"] = "AZUser, without guests"
    return Discovery(
        name=f"{name} as discovered",
        estate=Estate(
            identity_providers=("entra-id",),
            directories=directories,
            users=found.users if found.users and not found.domains else None,
        ),
        sources=sources,
        unread=tuple(unread),
    )
