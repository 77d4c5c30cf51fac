"""Reader of topology files.

A topology file uses the words of an estate and adds hosts, principals, flows and scenarios by name.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from attrs import evolve, fields

from dirsim.catalog.units import instant, seconds
from dirsim.files import normal
from dirsim.files.limit_rules import capped
from dirsim.files.requirements_reader import built, check, requirements_of
from dirsim.files.topology_file import DirectoryEntry, FaultEntry, TopologyFile
from dirsim.files.topology_rules import topology_findings
from dirsim.model.controller_places import controller_counts, controller_hosts
from dirsim.model.directory import Directory
from dirsim.model.name_order import name_key
from dirsim.model.network_parts import Host
from dirsim.model.requirements import Requirements
from dirsim.model.scenario import Fault, Scenario
from dirsim.model.topology import Connector, Principal, Service, Topology
from dirsim.parsing.places import Finding
from dirsim.parsing.source import file_name, read_text
from dirsim.parsing.tree import Tree, parse

Entry = TypeVar("Entry")

# Each of these services runs at least two domain controllers, even if the file gives no count.
_RUN_BY_OTHERS = {"managed-microsoft-ad": 2, "simple-ad": 2, "entra-domain-services": 2}
_CONTROLLER_ROLES: dict[str, tuple[str, ...]] = {"ldap": ("ldap-server",)}


def read_topology(path: str | os.PathLike[str], *, name: str | None = None) -> Topology:
    """The topology in a file.

    Args:
        path: A YAML or JSON file; ``-`` is standard input.
        name: What messages call the file; ``None`` means its path.

    Raises:
        InputError: The file cannot be read or is not valid; the error lists every problem.
    """
    return parse_topology(read_text(path, name), file_name(path, name))


def parse_topology(text: str, file: str = "") -> Topology:
    """The topology in a text.

    Args:
        text: YAML 1.2 or JSON.
        file: The name of the text in messages; empty means that messages name no file.

    Raises:
        InputError: The text is not valid; the error lists every problem.
    """
    return topology_of(parse(text, file))


def read_file(path: str | os.PathLike[str], *, name: str | None = None) -> Requirements | Topology:
    """The requirements or the topology in a file; its key ``dirsim`` names the format.

    Raises:
        InputError: The file cannot be read or is not valid.
    """
    return parse_either(read_text(path, name), file_name(path, name))


def read_either_with_places(
    path: str | os.PathLike[str], *, name: str | None = None
) -> tuple[Requirements | Topology, dict[str, tuple[int, int]]]:
    """The requirements or the topology in a file, and the line and column of each thing in it by path.

    Raises:
        InputError: The file cannot be read or is not valid.
    """
    tree = parse(read_text(path, name), file_name(path, name))
    return _either(tree), tree.places()


def parse_either(text: str, file: str = "") -> Requirements | Topology:
    """The requirements or the topology in a text; its key ``dirsim`` names the format.

    Args:
        text: YAML 1.2 or JSON.
        file: The name of the text in messages; empty means that messages name no file.

    Raises:
        InputError: The text is not valid.
    """
    return _either(parse(text, file))


def _either(tree: Tree) -> Requirements | Topology:
    version = tree.data.get("dirsim") if isinstance(tree.data, dict) else None
    return topology_of(tree) if version == "topology/v1" else requirements_of(tree)


def topology_of(tree: Tree) -> Topology:
    """The topology in a parsed file.

    Raises:
        InputError: The file is not valid; the error lists every problem.
    """
    words = check(tree, "topology")
    entries = _in_name_order(built(_normal(words.data), TopologyFile, tree))
    topology = _topology(entries)
    findings = capped(topology_findings(entries, topology))
    if findings:
        short = [_as_written(finding, words.data) for finding in findings]
        raise tree.error([evolve(finding, path=words.as_written(finding.path)) for finding in short])
    return topology


def _in_name_order(entries: TopologyFile) -> TopologyFile:
    """The entries with the mappings whose order has no meaning in the order of their names; ``dc2`` is before ``dc10``.

    Flows and scenarios keep the file's order, in which answers list them; each of their rows is the same in any order. Lists keep
    theirs: a client asks its resolvers one after the other. Controllers that are only counted are numbered in the order in which
    the file names their sites.
    """
    directories = {name: evolve(entry, domains=_sorted(entry.domains)) for name, entry in entries.directories.items()}
    kept: dict[str, Any] = {name: _sorted(getattr(entries, name)) for name in _UNORDERED}
    return evolve(entries, directories=_sorted(directories), **kept)


_UNORDERED = (
    "sites",
    "links",
    "causes",
    "trusts",
    "dns",
    "vpcs",
    "hosts",
    "clients",
    "services",
    "principals",
    "configurations",
    "caches",
)


def _sorted(named: Mapping[str, Entry]) -> dict[str, Entry]:
    return dict(sorted(named.items(), key=lambda item: name_key(item[0])))


def _as_written(finding: Finding, data: dict[str, Any]) -> Finding:
    """The finding at its path in the file, where a scenario may be a list of faults alone."""
    path = finding.path
    if path[:1] == ("scenarios",) and path[2:3] == ("faults",) and isinstance(data["scenarios"][path[1]], list):
        return evolve(finding, path=(*path[:2], *path[3:]))
    return finding


def _normal(given: dict[str, Any]) -> dict[str, Any]:
    """A topology file's data in the form of the classes."""
    made: dict[str, Any] = normal.copied(
        {
            key: value
            for key, value in given.items()
            if key
            not in {
                "dirsim",
                "$schema",
                "sites",
                "links",
                "causes",
                "trusts",
                "directories",
                "dns",
                "vpcs",
                "scenarios",
                "principals",
            }
        }
    )
    normal.network(given, made)
    made["principals"] = normal.named(given.get("principals"), "kind", "principal-kind")
    for key, lists in (("hosts", ("roles", "resolvers", "passes_to", "keeps")), ("clients", ("resolvers",))):
        for host in made.get(key, {}).values():
            for name in lists:
                normal.listed(host, name)
            if "aws-endpoint" in host.get("roles", ()):
                host.setdefault(
                    "public", True
                )  # the role is a public endpoint; only an interface endpoint of a VPC is none
    for section, key in (("services", "directory"), ("flows", "after"), ("caches", "tickets")):
        for entry in made.get(section, {}).values():
            normal.listed(entry, key)
    for configuration in made.get("configurations", {}).values():
        normal.listed(configuration, "encryption_types")
        if "kdcs" in configuration:
            configuration["kdcs"] = {domain: normal.many(hosts) for domain, hosts in configuration["kdcs"].items()}
    made["scenarios"] = {
        name: {"faults": normal.copied(entry)} if isinstance(entry, list) else normal.copied(entry or {})
        for name, entry in (given.get("scenarios") or {}).items()
    }
    return made


def _topology(entries: TopologyFile) -> Topology:
    connectors = {**dict(_connectors(entries)), **entries.connectors}
    hosts = {**entries.hosts}
    for name, directory in entries.directories.items():
        hosts.update(_directory_hosts(name, directory, entries))
    for name, client in entries.clients.items():
        hosts[name] = Host(
            site=client.site,
            roles=("client",),
            domain=client.domain,
            account=client.account,
            resolvers=client.resolvers,
            name=client.name,
            address=client.address,
        )
    accounts = {
        connector.service_account: Principal(kind="service-account", domain=connector.domain)
        for connector in connectors.values()
    }
    services = {name: _registered(service, entries) for name, service in entries.services.items()}
    accounts |= {
        f"directory@{domain}": Principal(kind="service-account", domain=domain)
        for service in services.values()
        for domain in service.directory
        if domain not in connectors
    }
    return Topology(
        name=entries.name or "",
        sites=entries.sites,
        links=entries.links,
        hosts=hosts,
        directories={name: _directory(entry) for name, entry in entries.directories.items()},
        trusts=entries.trusts,
        connectors=connectors,
        forwarders=entries.dns,
        principals={**accounts, **entries.principals},
        services=services,
        flows=entries.flows,
        causes=entries.causes,
        vpcs=entries.vpcs,
        configurations=entries.configurations,
        caches=entries.caches,
        scenarios={
            name: Scenario(name, [_fault(fault) for fault in entry.faults]) for name, entry in entries.scenarios.items()
        },
    )


def _registered(service: Service, entries: TopologyFile) -> Service:
    """A service whose registration with a managed directory, written by the directory's name, names its domain."""
    domains: list[str] = []
    for name in service.directory:
        entry = entries.directories.get(name)
        named = entry is not None and entry.kind != "ad-connector" and name not in entries.connectors
        domains += list(entry.domains)[:1] if named and entry is not None else [name]
    return evolve(service, directory=tuple(domains))


def _directory(entry: DirectoryEntry) -> Directory:
    """The model's directory, without the fields of a file's entry, which go into the connectors."""
    return Directory(**{attribute.name: getattr(entry, attribute.name) for attribute in fields(Directory)})


def _connectors(entries: TopologyFile) -> Iterator[tuple[str, Connector]]:
    for name, directory in entries.directories.items():
        if directory.kind == "ad-connector":
            yield (
                name,
                Connector(
                    domain=next(iter(directory.domains), ""),
                    hosts=(f"{name}-1", f"{name}-2"),
                    service_account=directory.service_account or f"{name}-service-account",
                    account=directory.account or "",
                    radius=directory.radius,
                ),
            )


def _directory_hosts(name: str, directory: DirectoryEntry, entries: TopologyFile) -> Iterator[tuple[str, Host]]:
    """The hosts of a directory that the file does not name itself."""
    managed = directory.kind in _RUN_BY_OTHERS
    account = directory.account or ""
    if directory.kind == "ad-connector":
        if name in entries.connectors:
            return
        for number in (1, 2):
            if f"{name}-{number}" not in entries.hosts:
                yield (
                    f"{name}-{number}",
                    Host(site=directory.site or "", roles=("connector",), account=account, managed=True),
                )
        return
    for domain in directory.domains:
        if any(
            host.domain == domain and {"controller", "ldap-server"} & {*host.roles} for host in entries.hosts.values()
        ):
            continue
        counts = controller_counts(directory, domain)
        if not counts and managed and directory.site:
            counts = {directory.site: _RUN_BY_OTHERS[directory.kind]}
        roles = _CONTROLLER_ROLES.get(directory.kind, ("controller", "dns"))
        like = Host(site=directory.site or "", roles=roles, account=account, managed=managed)
        yield from controller_hosts(directory, domain, counts, like).items()


def _fault(entry: FaultEntry) -> Fault:
    amount = float(entry.share or entry.over or 0.0)
    if entry.by is not None:
        amount = seconds(entry.by) * (-1 if entry.behind else 1)
    return Fault(
        kind=entry.kind,
        of=entry.of,
        start=0.0 if entry.start is None else instant(entry.start),
        lasts=None if entry.lasts is None else seconds(entry.lasts),
        towards=entry.towards,
        protocol=entry.protocol or "",
        port=entry.port,
        verdict=entry.verdict,
        service=entry.service,
        amount=amount,
        last_port=entry.last_port,
    )
