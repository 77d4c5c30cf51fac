"""Workloads inferred from service principal names and other objects.

The other objects are connection points and objects of the workload's own classes.

A workload is assumed to run on premises today and is marked as a candidate, which the architect confirms or removes,
unless the computer name follows an AWS pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from attrs import define, field, frozen

from dirsim.directory.discovery.accounts import LICENCE_SERVERS
from dirsim.directory.discovery.entry import Entry
from dirsim.model.requirements import Workload

MOST_HOSTS = 50
"""Maximum number of machines listed for a workload."""


@frozen
class Sign:
    """A trace of a service in a directory.

    Attributes:
        name: The name of the workload in the file.
        kind: The kind of the workload, as it would be in AWS.
        trace: The observed trace.
    """

    name: str
    kind: str
    trace: str


_SQL = Sign("sql-server", "sqlserver-ec2", "SPN MSSQLSvc")
_EXCHANGE = Sign("exchange", "exchange", "SPN of Exchange")
_HADOOP = Sign("hadoop", "emr", "SPN of Hadoop")
_CLUSTER = "msclustervirtualserver"

SPN_SIGNS: Mapping[str, Sign] = {
    "mssqlsvc": _SQL,
    "msolapsvc.3": Sign("sql-server-analysis", "sqlserver-ec2", "SPN MSOLAPSvc"),
    "exchangemdb": _EXCHANGE,
    "exchangerfr": _EXCHANGE,
    "exchangeab": _EXCHANGE,
    "sip": Sign("skype-for-business", "skype-for-business", "SPN sip"),
    _CLUSTER: Sign("windows-clusters", "ec2-windows", "SPN MSClusterVirtualServer"),
    "msserverclustermgmtapi": Sign("windows-clusters", "ec2-windows", "SPN MSServerClusterMgmtAPI"),
    "msservercluster": Sign("windows-clusters", "ec2-windows", "SPN MSServerCluster"),
    "cifs": Sign("file-servers", "on-prem-file-shares", "SPN cifs"),
    "nfs": Sign("file-servers", "on-prem-file-shares", "SPN nfs"),
    "postgres": Sign("postgresql", "rds-postgresql", "SPN postgres"),
    "oracle": Sign("oracle", "rds-oracle", "SPN oracle"),
    "mysql": Sign("mysql", "rds-mysql", "SPN mysql"),
    "hdfs": _HADOOP,
    "yarn": _HADOOP,
    "hive": _HADOOP,
    "e3514235-4b06-11d1-ab04-00c04fc2dcd2-adam": Sign("ad-lds", "directory-aware-app", "SPN of AD LDS"),
    "msomhsvc": Sign("operations-manager", "directory-aware-app", "SPN MSOMHSvc"),
}
"""Service classes in lower case. Classes that every machine has (HOST, RestrictedKrbHost, TERMSRV, WSMAN) are omitted."""

_WEB = Sign("web-apps", "web-app", "SPN HTTP on a service account")
_SHAREPOINT = Sign("sharepoint", "sharepoint", "connection point of a SharePoint farm")
_CA = Sign("certificate-authority", "ad-cs", "enrolment service of AD CS")
_SHARES = Sign("file-servers", "on-prem-file-shares", "published share or DFS namespace")
_LICENCES = Sign("rd-licensing", "remote-desktop-licensing", "member of Terminal Server License Servers")

CLASS_SIGNS: Mapping[str, Sign] = {
    "msexchexchangeserver": Sign("exchange", "exchange", "server object of Exchange"),
    "pkienrollmentservice": _CA,
    "volume": _SHARES,
    "msdfs-namespacev2": _SHARES,
    "ftdfs": _SHARES,
    "mssmssite": Sign("configuration-manager", "directory-aware-app", "site object of Configuration Manager"),
    "msrtcsip-pool": Sign("skype-for-business", "skype-for-business", "pool object of Skype for Business"),
}
_IN_AWS = (
    (
        re.compile(r"ec2amaz-", re.IGNORECASE),
        Sign("ec2-windows-members", "ec2-windows", "computer named as EC2 names it"),
    ),
    (re.compile(r"amznfsx", re.IGNORECASE), Sign("fsx-windows", "fsx-windows", "computer named as FSx names it")),
    (
        re.compile(r"wsamzn-", re.IGNORECASE),
        Sign("workspaces", "workspaces-windows", "computer named as WorkSpaces does"),
    ),
)
_ENTRA_SCP = "62a0ff2e-97b9-4513-943f-0d221bd30080"
_ADFS_NAME = re.compile(r"(adfs|sts|fs|federation)\d*[.-]", re.IGNORECASE)


@define
class _Found:
    sign: Sign
    candidate: bool
    hosts: dict[str, None] = field(factory=dict)
    traces: dict[str, None] = field(factory=dict)


@define
class Workloads:
    """Collects the traces of workloads, by domain, and of identity providers."""

    found: dict[tuple[str, str], _Found] = field(factory=dict)
    providers: dict[str, str] = field(factory=dict)
    clusters: set[str] = field(factory=set)

    def take(self, entry: Entry, *, controller: bool = False) -> None:
        """Record the traces of workloads in an entry.

        Args:
            entry: Any entry of the forest.
            controller: True for a controller's account, whose own names do not indicate other services.
        """
        classes = entry.classes
        if "serviceprincipalname" in entry.attributes and not controller:
            self._names(entry)
        if "computer" in classes:
            name = entry.own_name
            for pattern, sign in _IN_AWS:
                if pattern.match(name):
                    self.note(entry.domain, sign, [entry.text("dnshostname").lower() or name.lower()], candidate=False)
            if name.upper() == "AZUREADSSOACC":
                self.providers.setdefault("entra-id", "computer AZUREADSSOACC, of Seamless SSO")
        elif "user" in classes:
            if entry.text("samaccountname").upper().startswith(("MSOL_", "AAD_")):
                self.providers.setdefault("entra-id", "account MSOL_..., of Entra Connect")
        elif "serviceconnectionpoint" in classes:
            self._connection_point(entry)
        elif "group" in classes and entry.sid() == LICENCE_SERVERS and "member" in entry.attributes:
            self.licence_servers(entry.domain, entry.texts("member"))
        for name in CLASS_SIGNS.keys() & classes:
            host = entry.text("dnshostname") or entry.text("uncname").lstrip("\\").partition("\\")[0]
            if not host and name == "msexchexchangeserver":
                host = entry.own_name
            self.note(entry.domain, CLASS_SIGNS[name], [host.lower()] if host else [])
        if "container" in classes and entry.own_name.upper() == "ADFS":
            self.providers.setdefault("adfs", "container ADFS under Program Data, where AD FS keeps its keys")

    def licence_servers(self, domain: str, members: Iterable[str]) -> None:
        """Record the members of the group of licensing servers."""
        self.note(domain, _LICENCES, [member.partition(",")[0].partition("=")[2].lower() for member in members])

    def note(self, domain: str, sign: Sign, hosts: Iterable[str], *, candidate: bool = True) -> None:
        """Record a trace of a workload."""
        found = self.found.setdefault((sign.name, domain), _Found(sign, candidate))
        found.traces[sign.trace] = None
        for host in hosts:
            found.hosts[host] = None

    def names(self, domain: str, service_names: Iterable[str], *, account: bool) -> None:
        """Record the workloads that service principal names indicate.

        Args:
            domain: The account's domain.
            service_names: As ``class/host:port`` or ``class/host:instance``.
            account: True for a user or managed service account, false for a computer.
        """
        for name in service_names:
            service, _, rest = name.partition("/")
            host = rest.partition("/")[0].partition(":")[0].lower()
            if not host:
                continue
            if service.lower() == _CLUSTER:
                self.clusters.add(host)
            sign = SPN_SIGNS.get(service.lower())
            if sign is None and service.lower() == "http" and account:
                if _ADFS_NAME.match(host):
                    self.providers.setdefault("adfs", "SPN HTTP on a service account, for a host with an AD FS name")
                    continue
                sign = _WEB
            if sign is None and service.lower() == "host" and account and _ADFS_NAME.match(host):
                self.providers.setdefault("adfs", "SPN host on a service account, for a host with an AD FS name")
            if sign is not None:
                self.note(domain, sign, [host])

    def _names(self, entry: Entry) -> None:
        classes = entry.classes
        machine = "computer" in classes and "msds-groupmanagedserviceaccount" not in classes
        self.names(entry.domain, entry.texts("serviceprincipalname"), account=not machine)

    def _connection_point(self, entry: Entry) -> None:
        keywords = " ".join(entry.texts("keywords")).lower()
        above = " ".join(value.lower() for _, value in entry.parts[1:])
        name = entry.own_name.lower()
        host = entry.text("servicednsname").lower()
        if name == _ENTRA_SCP or "azureadname:" in keywords or "azureadid:" in keywords:
            self.providers.setdefault("entra-id", "connection point of device registration with Entra ID")
        elif "sharepoint" in above or "sharepoint" in keywords:
            self.note(entry.domain, _SHAREPOINT, [host] if host else [])
        elif name == "termservlicensing" and len(entry.parts) > 1:
            self.note(entry.domain, _LICENCES, [entry.parts[1][1].lower()])
        elif "ms-exchange-autodiscover" in entry.text("serviceclassname").lower():
            self.note(entry.domain, Sign("exchange", "exchange", "connection point of Autodiscover"), [])

    def named(self, domains: Iterable[str]) -> tuple[dict[str, Workload], dict[str, str]]:
        """The workloads by name, and the traces of each.

        Args:
            domains: The forest's domains; traces in the configuration belong to the first.
        """
        known = list(domains)
        names = [name for name, _ in self.found]
        made: dict[str, Workload] = {}
        origins: dict[str, str] = {}
        for (name, domain), found in sorted(self.found.items()):
            home = domain if domain in known else next(iter(known), "")
            label = name if names.count(name) == 1 else f"{name}-{domain}"
            hosts = _merged(found.hosts)
            kind = found.sign.kind
            if found.sign is _SQL and self._clustered(hosts):
                kind = "sqlserver-always-on-ec2"
            made[label] = Workload(
                kind=kind, users=(home,) if home else (), candidate=found.candidate, hosts=tuple(hosts[:MOST_HOSTS])
            )
            seen = ", ".join(found.traces)
            count = f" on {len(hosts)} host{'s' if len(hosts) > 1 else ''}" if hosts else ""
            origins[label] = f"{seen}{count}"
        return made, origins

    def _clustered(self, hosts: Iterable[str]) -> bool:
        short = {host.partition(".")[0] for host in self.clusters}
        return any(host in self.clusters or host.partition(".")[0] in short for host in hosts)


def _merged(hosts: Iterable[str]) -> list[str]:
    """Hosts without duplicates: a short name is omitted if the full name is present."""
    full = {host.partition(".")[0] for host in hosts if "." in host}
    return sorted({host for host in hosts if "." in host or host not in full})
