"""Security groups of a Terraform configuration, from the port matrix."""

from __future__ import annotations

import json
import re
from typing import Any

from dirsim.recommendation.export.exported_directories import ExportedDirectory, identifier
from dirsim.recommendation.export.terraform_blocks import TerraformConfiguration
from dirsim.resilience.ports.firewall_formats import security_group_resources
from dirsim.resilience.ports.host_groups import HostGroup
from dirsim.resilience.ports.port_matrix import PortMatrix
from dirsim.resilience.ports.terraform_text import Expression

_GROUP = re.compile(r"^\$\{var\.security_group_(\w+)\}$")


def add_security_groups(made: TerraformConfiguration, matrix: PortMatrix) -> None:
    """Rules of the port matrix: at the group that a directory brings, else at groups that are made here.

    A public endpoint of AWS has no security group: the other side opens its addresses.
    """
    written = security_group_resources(matrix)
    groups = {group.slug: group for entry in matrix.grouped for group in (entry.initiator, entry.target)}
    places = {slug: _placed(made, group) for slug, group in groups.items() if group.in_aws}
    for kind, rules in written["resource"].items():
        for name, rule in rules.items():
            own = _GROUP.match(rule["security_group_id"])
            reference, region = places.get(own[1] if own else "", ("", ""))
            if not reference:
                continue
            values = {**({"region": region} if region else {}), **rule, "security_group_id": reference}
            peer = _GROUP.match(str(rule.get("referenced_security_group_id", "")))
            if peer is not None:
                there, _ = places.get(peer[1], ("", ""))
                values.pop("referenced_security_group_id")
                values |= {"referenced_security_group_id": there} if there else _public(made, groups[peer[1]])
            made.resources.setdefault(kind, {})[name] = values
    used = json.dumps(made.resources)
    made.variables |= {
        name: value
        for name, value in written["variable"].items()
        if name not in made.variables and f"var.{name}}}" in used.replace(")}", "}")
    }


def _public(made: TerraformConfiguration, group: HostGroup) -> dict[str, Any]:
    name = f"cidrs_{group.slug}"
    made.variable(name, f"Address ranges of the public endpoint {group.name}", "list(string)")
    return {"for_each": Expression(f"${{toset(var.{name})}}"), "cidr_ipv4": Expression("${each.value}")}


def _placed(made: TerraformConfiguration, group: HostGroup) -> tuple[str, str]:
    """The reference to the security group of hosts in AWS, and its Region; empty for a public endpoint."""
    topology = made.design.topology
    host = topology.hosts.get(group.hosts[0]) if group.hosts else None
    if host is None:
        return "", ""
    site = topology.sites.get(host.site)
    region = (site.region or "") if site is not None else ""
    own = _of_group(made, group.hosts)
    if own is not None:
        return made.directory(own, "security_group_id"), region
    if host.public or "aws-endpoint" in host.roles:
        return "", ""
    values = {
        "name": group.slug.replace("_", "-"),
        "description": f"Ports of {group.name}"[:255],
        "vpc_id": made.variable(f"vpc_{identifier(host.site)}", f"Id of the VPC at {host.site}"),
    }
    reference = Expression(f"${{{made.add('aws_security_group', group.slug, values, region)}.id}}")
    for name in group.hosts:
        kind, label, argument = made.guarded.get(name, ("", "", ""))
        if kind:
            made.resources[kind][label][argument] = [reference]
    return reference, region


def _of_group(made: TerraformConfiguration, hosts: tuple[str, ...]) -> ExportedDirectory | None:
    """The directory whose hosts these are; it brings its own security group."""
    topology = made.design.topology
    host = topology.hosts[hosts[0]]
    connector = next((one for one in topology.connectors.values() if hosts[0] in one.hosts), None)
    for entry in made.design.directories:
        if connector is not None:
            if entry.entry.kind == "ad-connector" and entry.domain == connector.domain:
                return entry
        elif entry.entry.kind != "ad-connector" and "controller" in host.roles and entry.domain == host.domain:
            return entry
    return None
