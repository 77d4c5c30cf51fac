"""Reads topology files: the same words as an estate, with hosts, principals, flows and scenarios by name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from attrs import evolve, fields

from dirsim.model.directory import Directory
from dirsim.model.network import Host
from dirsim.model.requirements import Requirements
from dirsim.model.scenario import Fault, Scenario
from dirsim.model.topology import Connector, Principal, Topology
from dirsim.model.units import instant, seconds
from dirsim.read import normal
from dirsim.read.places import Finding
from dirsim.read.requirements import built, check, requirements_of
from dirsim.read.source import file_name, read_text
from dirsim.read.topology_file import DirectoryEntry, FaultEntry, TopologyFile
from dirsim.read.topology_rules import controllers_are_countable, topology_findings
from dirsim.read.tree import Tree, parse

# Each of these runs on two controllers (or instances) at least, whoever counts them.
_RUN_BY_OTHERS = {"managed-microsoft-ad": 2, "simple-ad": 2, "entra-domain-services": 2}
_CONTROLLER_ROLES: dict[str, tuple[str, ...]] = {"ldap": ("ldap-server",)}


def read_topology(path: str | os.PathLike[str], *, name: str | None = None) -> Topology:
    """The topology in a file.

    Args:
        path: A YAML or JSON file; ``-`` is standard input.
        name: What messages call the file; ``None`` means its path.

    Raises:
        InputError: The file cannot be read, or something in it is wrong. Everything that was found is listed.
    """
    return parse_topology(read_text(path, name), file_name(path, name))


def parse_topology(text: str, file: str = "") -> Topology:
    """The topology in a text.

    Args:
        text: YAML 1.2 or JSON.
        file: What messages call the text; empty means nothing.

    Raises:
        InputError: Something in the text is wrong; everything that was found is listed.
    """
    return topology_of(parse(text, file))


def read_file(path: str | os.PathLike[str], *, name: str | None = None) -> Requirements | Topology:
    """What a file of either kind holds; its first key says which kind it is.

    Raises:
        InputError: The file cannot be read, or something in it is wrong.
    """
    return parse_either(read_text(path, name), file_name(path, name))


def parse_either(text: str, file: str = "") -> Requirements | Topology:
    """What a text of either kind holds; its first key says which kind it is.

    Args:
        text: YAML 1.2 or JSON.
        file: What messages call the text; empty means nothing.

    Raises:
        InputError: Something in the text is wrong.
    """
    tree = parse(text, file)
    said = tree.data.get("dirsim") if isinstance(tree.data, dict) else None
    return topology_of(tree) if said == "topology/v1" else requirements_of(tree)


def topology_of(tree: Tree) -> Topology:
    """The topology in a parsed file.

    Raises:
        InputError: Something in it is wrong; everything that was found is listed.
    """
    check(tree, "topology")
    entries = built(_normal(tree.data), TopologyFile, tree)
    uncountable = list(controllers_are_countable(entries))
    if uncountable:  # before they are written out
        raise tree.error(uncountable)
    topology = _topology(entries)
    findings = topology_findings(entries, topology)
    if findings:
        raise tree.error([_as_written(finding, tree.data) for finding in findings])
    return topology


def _as_written(finding: Finding, data: dict[str, Any]) -> Finding:
    """The finding where the file has it: a scenario may be a list of faults alone."""
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
            not in {"dirsim", "$schema", "sites", "links", "causes", "trusts", "directories", "scenarios", "principals"}
        }
    )
    normal.network(given, made)
    made["principals"] = normal.named(given.get("principals"), "kind", "principal-kind")
    for key, lists in (("hosts", ("roles", "resolvers", "passes_to")), ("clients", ("resolvers",))):
        for host in made.get(key, {}).values():
            for name in lists:
                normal.listed(host, name)
    for flow in made.get("flows", {}).values():
        normal.listed(flow, "after")
    for cache in made.get("caches", {}).values():
        normal.listed(cache, "tickets")
    for configuration in made.get("configurations", {}).values():
        if "kdcs" in configuration:
            configuration["kdcs"] = {domain: normal.many(hosts) for domain, hosts in configuration["kdcs"].items()}
    made["dns"] = {zone: normal.many(domains) for zone, domains in made.get("dns", {}).items()}
    made["scenarios"] = {
        name: {"faults": normal.copied(entry)} if isinstance(entry, list) else normal.copied(entry or {})
        for name, entry in (given.get("scenarios") or {}).items()
    }
    return made


def _topology(entries: TopologyFile) -> Topology:
    connectors = dict(_connectors(entries))
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
        services=entries.services,
        flows=entries.flows,
        causes=entries.causes,
        configurations=entries.configurations,
        caches=entries.caches,
        scenarios={
            name: Scenario(name, [_fault(fault) for fault in entry.faults]) for name, entry in entries.scenarios.items()
        },
    )


def _directory(entry: DirectoryEntry) -> Directory:
    """The model's directory: what a file adds to it lives in the connectors."""
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
    """The hosts that a directory stands for, as far as the file does not name them itself."""
    managed = directory.kind in _RUN_BY_OTHERS
    account = directory.account or ""
    if directory.kind == "ad-connector":
        for number in (1, 2):
            if f"{name}-{number}" not in entries.hosts:
                yield (
                    f"{name}-{number}",
                    Host(site=directory.site or "", roles=("connector",), account=account, managed=True),
                )
        return
    for domain, entry in directory.domains.items():
        if any(
            host.domain == domain and {"controller", "ldap-server"} & {*host.roles} for host in entries.hosts.values()
        ):
            continue
        counts = dict(entry.controllers)
        if not counts and managed and directory.site:
            counts = {directory.site: _RUN_BY_OTHERS[directory.kind]}
        number = 0
        for site, count in counts.items():
            for _ in range(count):
                number += 1
                yield (
                    f"dc{number}.{domain}",
                    Host(
                        site=site,
                        roles=_CONTROLLER_ROLES.get(directory.kind, ("controller", "dns")),
                        domain=domain,
                        account=account,
                        managed=managed,
                    ),
                )


def _fault(entry: FaultEntry) -> Fault:
    amount = entry.share or 0.0 if entry.by is None else seconds(entry.by) * (-1 if entry.behind else 1)
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
