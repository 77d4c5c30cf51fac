"""Rule sets of filters: security groups, network ACLs, tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from attrs import evolve, frozen

from dirsim.errors import InputError, Problem
from dirsim.parsing.terraform_resources import (
    TerraformResource,
    listed,
    load_terraform,
    terraform_form,
    terraform_resources,
)
from dirsim.resilience.ports.port_row import ALL

INGRESS, EGRESS, BETWEEN = "ingress", "egress", "between"
ANYWHERE = ("0.0.0.0/0", "::/0")
_LAST = 65535
_DEFAULT_RULE = 32767
"""The number of the last rule of a network ACL, which refuses everything."""
_COLUMNS = ("initiator", "target", "protocol", "port")
_NUMBERS = {"6": "tcp", "17": "udp", "1": "icmp", "-1": ALL, "58": "icmp"}


@frozen(kw_only=True)
class FilterRule:
    """One rule that lets connections pass.

    Attributes:
        direction: ``ingress`` and ``egress`` at a security group, ``between`` for a row of a table.
        owner: The id of the security group; for a table the target's name.
        peers: The other side: address ranges, ids of security groups; for a table the initiator's name.
        protocol: ``tcp``, ``udp``, ``icmp`` or ``all``.
        first: The first port.
        last: The last port.
        place: The place in the file, in words.
        denies: True for a rule of a network ACL that refuses what it includes.
        number: The number by which a network ACL orders its rules; 0 where the order decides nothing.
    """

    direction: str
    owner: str
    peers: tuple[str, ...]
    protocol: str
    first: int
    last: int
    place: str = ""
    denies: bool = False
    number: int = 0

    def touches(self, protocol: str, first: int, last: int) -> bool:
        """True where the rule includes a part of a range of ports."""
        if ALL in (self.protocol, protocol):
            return True
        return self.protocol == protocol and (protocol == "icmp" or (self.first <= last and first <= self.last))

    def lets(self, protocol: str, first: int, last: int) -> bool:
        """True where the rule includes a protocol and a whole range of ports."""
        if self.protocol == ALL:
            return True
        return self.protocol == protocol and (protocol == "icmp" or (self.first <= first and last <= self.last))

    @property
    def ports(self) -> str:
        """Protocol and ports, such as ``tcp/53`` or ``all``."""
        if self.protocol in (ALL, "icmp"):
            return self.protocol
        return f"{self.protocol}/{self.first}" + ("" if self.first == self.last else f"-{self.last}")


@frozen(kw_only=True)
class RuleSet:
    """The rules of one file.

    Attributes:
        file: The file's name.
        groups: The names of each security group, by its id; empty for a table.
        rules: Its rules.
        filters: The ids of the groups whose rules the file holds; other groups are only named as the other side.
        stateless: True for network ACLs, which need a rule for the answers too.
    """

    file: str
    groups: Mapping[str, tuple[str, ...]]
    rules: tuple[FilterRule, ...]
    filters: frozenset[str] = frozenset()
    stateless: bool = False

    @property
    def table(self) -> bool:
        """True for a table of connections, false for security groups."""
        return not self.groups


def parse_rule_set(text: str, file: str) -> RuleSet:
    """The rule set in a text: saved output of ``aws ec2 describe-security-groups`` or ``describe-network-acls``, Terraform, CSV.

    Args:
        text: The text.
        file: Its name in messages.

    Raises:
        InputError: The text is none of these, or a row of a table is not valid; every problem is listed.
    """
    if text.lstrip()[:1] in ("{", "["):
        data = load_terraform(text, file)
        if isinstance(data, Mapping) and isinstance(data.get("SecurityGroups"), list):
            return _of_aws(data["SecurityGroups"], file)
        if isinstance(data, Mapping) and isinstance(data.get("NetworkAcls"), list):
            return _of_acls(data["NetworkAcls"], file)
        if terraform_form(data):
            return _of_terraform(terraform_resources(data), file)
        hint = "expected: aws ec2 describe-security-groups or describe-network-acls, terraform show -json, or CSV"
        raise InputError((Problem("", "the file holds no security groups", hint, file),))
    return _of_csv(text, file)


def _of_aws(groups: list[Any], file: str) -> RuleSet:
    names: dict[str, tuple[str, ...]] = {}
    rules: list[FilterRule] = []
    for group in groups:
        if not isinstance(group, Mapping):
            continue
        identity = str(group.get("GroupId", ""))
        tags = [str(tag.get("Value", "")) for tag in _objects(group.get("Tags"))]
        names[identity] = tuple(filter(None, (identity, str(group.get("GroupName", "")), *tags)))
        for direction, key in ((INGRESS, "IpPermissions"), (EGRESS, "IpPermissionsEgress")):
            rules += [_permission(permission, direction, identity) for permission in _objects(group.get(key))]
    return RuleSet(file=file, groups=names, rules=tuple(rules), filters=frozenset(names))


def _of_acls(acls: list[Any], file: str) -> RuleSet:
    """Network ACLs: rules in the order of their numbers, for each direction apart."""
    names: dict[str, tuple[str, ...]] = {}
    rules: list[FilterRule] = []
    for acl in acls:
        if not isinstance(acl, Mapping):
            continue
        identity = str(acl.get("NetworkAclId", ""))
        tags = [str(tag.get("Value", "")) for tag in _objects(acl.get("Tags"))]
        subnets = [str(entry.get("SubnetId", "")) for entry in _objects(acl.get("Associations"))]
        names[identity] = tuple(filter(None, (identity, *tags, *subnets)))
        for entry in _objects(acl.get("Entries")):
            number = _number(entry.get("RuleNumber")) or 0
            if number >= _DEFAULT_RULE:
                continue  # the refusal of what no rule lets pass
            span = entry.get("PortRange")
            ports = (span.get("From"), span.get("To")) if isinstance(span, Mapping) else (None, None)
            peers = [str(entry[key]) for key in ("CidrBlock", "Ipv6CidrBlock") if entry.get(key)]
            direction = EGRESS if entry.get("Egress") is True else INGRESS
            place = f"{identity} {direction} {number}"
            made = _rule(direction, identity, peers, entry.get("Protocol"), *ports, place)
            denies = str(entry.get("RuleAction", "")).lower() == "deny"
            rules.append(evolve(made, denies=denies, number=number))
    ordered = tuple(sorted(rules, key=lambda rule: (rule.owner, rule.direction, rule.number)))
    return RuleSet(file=file, groups=names or {"": ()}, rules=ordered, filters=frozenset(names), stateless=True)


def _objects(value: Any) -> list[Mapping[str, Any]]:
    """The objects of a list; empty for anything else."""
    return [below for below in value if isinstance(below, Mapping)] if isinstance(value, list) else []


def _permission(entry: Mapping[str, Any], direction: str, owner: str) -> FilterRule:
    peers = [
        str(found.get(key))
        for part, key in (
            ("IpRanges", "CidrIp"),
            ("Ipv6Ranges", "CidrIpv6"),
            ("UserIdGroupPairs", "GroupId"),
            ("PrefixListIds", "PrefixListId"),
        )
        for found in _objects(entry.get(part))
        if found.get(key)
    ]
    return _rule(
        direction,
        owner,
        peers,
        entry.get("IpProtocol"),
        entry.get("FromPort"),
        entry.get("ToPort"),
        f"{owner} {direction}",
    )


def _rule(direction: str, owner: str, peers: list[str], protocol: Any, first: Any, last: Any, place: str) -> FilterRule:
    word = str(protocol).lower()
    word = _NUMBERS.get(word, word)
    low, high = _number(first), _number(last)
    if word in (ALL, "icmp", "icmpv6"):
        low, high = 0, _LAST
    return FilterRule(
        direction=direction,
        owner=owner,
        peers=tuple(peers),
        protocol="icmp" if word == "icmpv6" else word,
        first=0 if low is None else low,
        last=_LAST if high is None else high,
        place=place,
    )


def _number(value: Any) -> int | None:
    try:
        return None if value is None or isinstance(value, bool) else int(value)
    except (TypeError, ValueError):
        return None


def _of_terraform(resources: tuple[TerraformResource, ...], file: str) -> RuleSet:
    names: dict[str, tuple[str, ...]] = {}
    rules: list[FilterRule] = []
    for found in resources:
        values = found.values
        if found.type == "aws_security_group":
            tags = values.get("tags") if isinstance(values.get("tags"), Mapping) else {}
            listed = (
                found.identity,
                values.get("name"),
                found.address,
                found.address.rpartition(".")[2],
                *(tags or {}).values(),
            )
            names[found.identity] = tuple(dict.fromkeys(str(name) for name in listed if name))
            rules += [
                _block(entry, direction, found.identity, found.address)
                for direction in (INGRESS, EGRESS)
                for entry in _blocks(values.get(direction))
            ]
        elif found.type == "aws_security_group_rule":
            owner = str(values.get("security_group_id", ""))
            rules.append(_block(values, str(values.get("type")), owner, found.address))
        elif found.type in ("aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"):
            direction = INGRESS if "ingress" in found.type else EGRESS
            peers = [
                str(values[key])
                for key in ("cidr_ipv4", "cidr_ipv6", "referenced_security_group_id", "prefix_list_id")
                if values.get(key)
            ]
            if peers == ["${each.value}"]:
                peers = [str(peer) for peer in _each(values.get("for_each"))]
            owner = str(values.get("security_group_id", ""))
            ports = (values.get("from_port"), values.get("to_port"))
            rules.append(_rule(direction, owner, peers, values.get("ip_protocol"), *ports, found.address))
    filters = frozenset((*names, *(rule.owner for rule in rules)))
    for rule in rules:  # a rule may be kept apart from its group, which the file then only names
        names.setdefault(rule.owner, (rule.owner,))
        for peer in rule.peers:
            if not _is_range(peer):
                names.setdefault(peer, (peer,))
    return RuleSet(file=file, groups=names or {"": ()}, rules=tuple(rules), filters=filters)


def _blocks(value: Any) -> list[Mapping[str, Any]]:
    """The blocks of one name: a list of objects, or one object."""
    return [entry for entry in (value if isinstance(value, list) else [value]) if isinstance(entry, Mapping)]


def _each(value: Any) -> tuple[Any, ...]:
    """The values of ``for_each``: a list, or the variable that it names."""
    if isinstance(value, list | tuple):
        return tuple(value)
    return (str(value).removeprefix("${toset(").removesuffix(")}"),) if value else ()


def _block(entry: Mapping[str, Any], direction: str, owner: str, place: str) -> FilterRule:
    peers = [
        str(peer)
        for key in ("cidr_blocks", "ipv6_cidr_blocks", "security_groups", "prefix_list_ids")
        for peer in listed(entry.get(key))
    ]
    if entry.get("source_security_group_id"):
        peers.append(str(entry["source_security_group_id"]))
    if entry.get("self") is True:
        peers.append(owner)
    return _rule(direction, owner, peers, entry.get("protocol"), entry.get("from_port"), entry.get("to_port"), place)


def _is_range(peer: str) -> bool:
    return "/" in peer and peer[0] in "0123456789abcdefABCDEF:"


def _of_csv(text: str, file: str) -> RuleSet:
    table = csv.reader(io.StringIO(text, newline=None))
    try:
        rows = list(table)
    except csv.Error as error:
        raise InputError((Problem("", f"invalid CSV: {error}", "", file, max(1, table.line_num), 1),)) from None
    head = [cell.strip().lower() for cell in rows[0]] if rows else []
    missing = [name for name in _COLUMNS if name not in head]
    if missing:
        hint = f"expected a table with the columns {', '.join(_COLUMNS)}, as dirsim ports --format csv writes it"
        raise InputError((Problem("", f"missing columns: {', '.join(missing)}", hint, file, 1, 1),))
    rules: list[FilterRule] = []
    problems: list[Problem] = []
    for line, row in enumerate(rows[1:], 2):
        cells = dict(zip(head, (cell.strip().removeprefix("'") for cell in row), strict=False))
        if not any(cells.values()):
            continue
        fault = "" if len(row) >= len(head) else "fewer cells than columns"
        fault = fault or next((f"{name} is empty" for name in _COLUMNS[:3] if not cells.get(name)), "")
        span = None if fault else _span(cells)
        if fault or span is None:
            said = fault or f"invalid port {cells.get('port', '')!r} (use 53, 3268-3269 or all)"
            problems.append(Problem("", said, "", file, line, 1))
            continue
        protocols = [word for word in cells["protocol"].lower().replace("+", "/").split("/") if word]
        rules += [
            FilterRule(
                direction=BETWEEN,
                owner=cells["target"],
                peers=(cells["initiator"],),
                protocol=_NUMBERS.get(protocol, ALL if protocol == "any" else protocol),
                first=span[0],
                last=span[1],
                place=f"line {line}",
            )
            for protocol in protocols
        ]
    if problems:
        raise InputError(tuple(problems))
    return RuleSet(file=file, groups={}, rules=tuple(rules))


def _span(cells: Mapping[str, str]) -> tuple[int, int] | None:
    """The ports of a row: one, a range, or all; ``None`` means that they are not valid."""
    word = cells["port"].lower()
    if word in ("all", "any", "*", "-", "") or cells["protocol"].lower() in (ALL, "any", "icmp", "-1"):
        return 0, _LAST
    first, _, last = word.partition("-")
    last = last or cells.get("last_port") or first
    if not (first.isdigit() and last.isdigit()):
        return None
    low, high = int(first), int(last)
    return (low, high) if 0 <= low <= high <= _LAST else None
