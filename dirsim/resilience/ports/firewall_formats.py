"""Firewall rules from a port matrix, in the formats of four filters.

The rules are those of rows that are always needed; rows that are needed under a condition are added on request. Addresses
that the topology does not state, and the ids of security groups, are placeholders that the reader of the rules fills in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dirsim.pages.json_text import json_text
from dirsim.pages.plain import plain
from dirsim.resilience.ports.host_groups import GroupRow, HostGroup
from dirsim.resilience.ports.port_matrix import PortMatrix
from dirsim.resilience.ports.port_row import ALL
from dirsim.resilience.ports.terraform_text import Expression, literal

PLACEHOLDER_CIDR = "192.0.2.0/32"
"""An address that is never routed (RFC 5737): a rule that still has it lets nothing through."""
_LONGEST_DESCRIPTION = 255


def _wanted(matrix: PortMatrix, *, conditional: bool) -> tuple[GroupRow, ...]:
    return tuple(
        entry
        for entry in matrix.grouped
        if entry.initiator.name != entry.target.name and (conditional or not entry.row.when)
    ) + tuple(
        entry
        for entry in matrix.grouped
        if entry.initiator.name == entry.target.name and (conditional or not entry.row.when)
    )


def _groups(entries: tuple[GroupRow, ...]) -> dict[str, HostGroup]:
    found = {group.slug: group for entry in entries for group in (entry.initiator, entry.target)}
    return dict(sorted(found.items()))


def _cidrs(group: HostGroup) -> list[str]:
    known = [f"{address}/{128 if ':' in address else 32}" for address in group.addresses]
    return known if known and len(known) == len(group.hosts) else []


def _description(entry: GroupRow) -> str:
    """Text that AWS accepts as a description: letters, digits and a few signs, 255 at most."""
    said = f"{entry.row.service}: {entry.initiator.name} to {entry.target.name} ({', '.join(entry.basis)})"
    return "".join(
        sign if sign.isascii() and (sign.isalnum() or sign in " ._-:/()#,@[]+=;{}!$*") else "_" for sign in said
    )[:_LONGEST_DESCRIPTION]


def _protocol(entry: GroupRow) -> str:
    return "-1" if entry.row.protocol == ALL else entry.row.protocol


def _ports(entry: GroupRow) -> dict[str, int]:
    if entry.row.protocol == ALL:
        return {}
    if entry.row.protocol == "icmp":
        return {"from_port": 8, "to_port": 0}  # echo request
    return {"from_port": entry.row.port, "to_port": entry.row.last_port}


def security_group_resources(matrix: PortMatrix, *, conditional: bool = False) -> dict[str, Any]:
    """Security group rules as Terraform resources, with the variables that they refer to.

    A side in AWS has a variable for the id of its security group; another side has one for its addresses.
    """
    entries = _wanted(matrix, conditional=conditional)
    variables: dict[str, Any] = {}
    resources: dict[str, dict[str, Any]] = {}
    for group in _groups(entries).values():
        if group.in_aws:
            variables[f"security_group_{group.slug}"] = {
                "type": "string",
                "description": f"Id of the security group of {plain(group.name)}",
            }
        else:
            variables[f"cidrs_{group.slug}"] = {
                "type": "list(string)",
                "description": f"Address ranges of {plain(group.name)}",
                **({"default": _cidrs(group)} if _cidrs(group) else {}),
            }
    for entry in entries:
        name = f"{entry.initiator.slug}_to_{entry.target.slug}_{entry.row.protocol}_{entry.row.ports.replace('-', '_')}"
        sides = (
            ("aws_vpc_security_group_ingress_rule", entry.target, entry.initiator),
            ("aws_vpc_security_group_egress_rule", entry.initiator, entry.target),
        )
        for kind, own, peer in sides:
            if own.in_aws:
                resources.setdefault(kind, {})[name] = {
                    "security_group_id": Expression(f"${{var.security_group_{own.slug}}}"),
                    "description": _description(entry),
                    "ip_protocol": _protocol(entry),
                    **_ports(entry),
                    **_peer(peer),
                }
    return {"variable": variables, "resource": resources}


def _peer(peer: HostGroup) -> dict[str, Any]:
    if peer.in_aws:
        return {"referenced_security_group_id": Expression(f"${{var.security_group_{peer.slug}}}")}
    addresses = Expression(f"${{toset(var.cidrs_{peer.slug})}}")
    return {"for_each": addresses, "cidr_ipv4": Expression("${each.value}")}


def security_groups_terraform(matrix: PortMatrix, *, conditional: bool = False) -> str:
    """The rules of security groups as Terraform configuration in JSON."""
    provider = {"required_providers": {"aws": {"source": "hashicorp/aws", "version": ">= 5.0"}}}
    made = security_group_resources(matrix, conditional=conditional)
    return json_text({"terraform": provider, **made, "resource": literal(made["resource"])})


def security_groups_cli(matrix: PortMatrix, *, conditional: bool = False) -> str:
    """Parameters of ``aws ec2 authorize-security-group-ingress`` and ``-egress``, for ``--cli-input-json``.

    A group id is written as ``<security group of NAME>``.
    """
    made: dict[str, dict[str, list[dict[str, Any]]]] = {"ingress": {}, "egress": {}}
    for entry in _wanted(matrix, conditional=conditional):
        for direction, own, peer in (
            ("ingress", entry.target, entry.initiator),
            ("egress", entry.initiator, entry.target),
        ):
            if own.in_aws:
                ports = dict(zip(("FromPort", "ToPort"), _ports(entry).values(), strict=False))
                made[direction].setdefault(own.name, []).append(
                    {"IpProtocol": _protocol(entry), **ports, **_permission_peer(peer, _description(entry))}
                )
    return json_text(
        {
            f"authorize-security-group-{direction}": [
                {"GroupId": f"<security group of {plain(name)}>", "IpPermissions": permissions}
                for name, permissions in sorted(groups.items())
            ]
            for direction, groups in made.items()
        }
    )


def _permission_peer(peer: HostGroup, description: str) -> dict[str, Any]:
    if peer.in_aws:
        return {
            "UserIdGroupPairs": [{"GroupId": f"<security group of {plain(peer.name)}>", "Description": description}]
        }
    ranges = _cidrs(peer) or [f"<addresses of {plain(peer.name)}>"]
    return {"IpRanges": [{"CidrIp": cidr, "Description": description} for cidr in ranges]}


def windows_rules(matrix: PortMatrix, *, conditional: bool = False) -> str:
    """Inbound rules of the Windows Firewall, as PowerShell, by the hosts on which they are made."""
    entries = [entry for entry in _wanted(matrix, conditional=conditional) if entry.row.protocol != ALL]
    lines = ["# Inbound rules of the Windows Firewall. Run each section on the hosts that it names."]
    for group in _groups(tuple(entries)).values():
        cidrs = ", ".join(f"'{cidr}'" for cidr in _cidrs(group)) or f"'{PLACEHOLDER_CIDR}'"
        note = "" if _cidrs(group) else "  # replace: addresses unknown"
        lines.append(f"${group.slug} = @({cidrs}){note}")
    target = ""
    for entry in sorted(entries, key=lambda found: found.target.name):
        if entry.target.name != target:
            target = entry.target.name
            lines += ["", f"# On {plain(target)}"]
        name = f"{entry.row.service} from {entry.initiator.name}"
        ports = "" if entry.row.protocol == "icmp" else f" -LocalPort {entry.row.ports}"
        protocol = "ICMPv4 -IcmpType 8" if entry.row.protocol == "icmp" else entry.row.protocol.upper()
        lines.append(
            f"New-NetFirewallRule -DisplayName {_quoted(name)} -Direction Inbound -Action Allow -Protocol {protocol}{ports} "
            f"-RemoteAddress ${entry.initiator.slug}"
        )
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A PowerShell literal: single quotes, of which PowerShell takes the typographic ones for the same, are doubled."""
    return "'" + "".join(sign * 2 if sign in "'\u2018\u2019\u201a\u201b" else sign for sign in plain(text)) + "'"


def nftables_rules(matrix: PortMatrix, *, conditional: bool = False) -> str:
    """A forward chain of nftables for a firewall between the sites: new connections by row, replies by their state."""
    entries = tuple(entry for entry in _wanted(matrix, conditional=conditional) if entry.row.protocol != ALL)
    lines = ["#!/usr/sbin/nft -f"]
    for group in _groups(entries).values():
        cidrs = ", ".join(_cidrs(group)) or PLACEHOLDER_CIDR
        note = "" if _cidrs(group) else " # replace: addresses unknown"
        lines.append(f"define {group.slug} = {{ {cidrs} }}{note}")
    lines += [
        "table inet dirsim {",
        "  chain forward {",
        "    type filter hook forward priority filter; policy drop;",
        "    ct state established,related accept",
    ]
    joined: dict[tuple[str, str, str], list[str]] = {}
    for entry in entries:
        joined.setdefault((entry.initiator.slug, entry.target.slug, entry.row.protocol), []).append(entry.row.ports)
    for (one, other, protocol), ports in joined.items():
        match = "icmp type echo-request" if protocol == "icmp" else f"{protocol} dport {{ {', '.join(ports)} }}"
        lines.append(f"    ip saddr ${one} ip daddr ${other} {match} ct state new accept")
    return "\n".join([*lines, "  }", "}"]) + "\n"


FIREWALL_FORMATS: Mapping[str, Callable[..., str]] = {
    "terraform": security_groups_terraform,
    "aws-cli": security_groups_cli,
    "windows": windows_rules,
    "nftables": nftables_rules,
}
"""Every format of firewall rules, with the function that writes it."""
