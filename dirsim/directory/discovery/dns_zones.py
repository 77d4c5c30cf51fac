"""DNS zones stored in a directory, and the addresses in their records.

Source: [MS-DNSP] 2.3.1.1 (dnsProperty), 2.3.2.1 (property ids), 2.2.1.1.1 (zone types), 2.3.2.2 (dnsRecord).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_network

from attrs import define, field

from dirsim.directory.discovery.entry import Entry
from dirsim.model.directory_detail import DnsZone

_TYPE, _MASTERS, _MASTERS_DA = 0x1, 0x81, 0x91
_KINDS = {1: "primary", 2: "secondary", 3: "stub", 4: "conditional-forwarder"}
_A = 1
_INET6 = 23


@define
class Zones:
    """Collects zones, and the addresses of machines in the domains' own zones."""

    found: dict[str, dict[str, DnsZone]] = field(factory=dict)
    addresses: set[IPv4Address] = field(factory=set)
    nodes_read: bool = False

    def take(self, entry: Entry) -> None:
        """Record a zone, or the addresses of a name in a zone."""
        if "dnszone" in entry.classes:
            name = entry.own_name
            if name.startswith("..") or name.lower() == "rootdnsservers":
                return
            kind, masters = _properties(entry.attributes.get("dnsproperty", ()))
            zone = DnsZone(kind=kind, masters=masters, replication=_replication(entry))
            self.found.setdefault(entry.domain, {})[name] = zone
        elif "dnsnode" in entry.classes and len(entry.parts) > 1:
            self._node(entry)

    def _node(self, entry: Entry) -> None:
        self.nodes_read = True
        zone = entry.parts[1][1].lower()
        if not (entry.domain == zone or entry.domain.endswith(f".{zone}")) or entry.own_name.startswith("_"):
            return
        for record in entry.attributes.get("dnsrecord", ()):
            if len(record) >= 28 and struct.unpack_from("<H", record, 2)[0] == _A:
                self.addresses.add(IPv4Address(record[24:28]))

    def outside(self, subnets: Iterable[str]) -> int | None:
        """The number of addresses outside every subnet; ``None`` if no address was read."""
        if not self.nodes_read:
            return None
        networks = []
        for subnet in subnets:
            try:
                networks.append(ip_network(subnet, strict=False))
            except ValueError:
                continue
        return sum(not any(address in network for network in networks) for address in self.addresses)


def _replication(entry: Entry) -> str:
    partition = next((value.lower() for kind, value in entry.parts[1:] if kind == "dc"), "")
    return {"forestdnszones": "forest", "domaindnszones": "domain"}.get(partition, "legacy")


def _properties(values: Iterable[bytes]) -> tuple[str | None, tuple[str, ...]]:
    kind: str | None = None
    masters: dict[str, None] = {}
    for value in values:
        if len(value) < 20:
            continue
        length, _, _, _, name = struct.unpack_from("<5I", value)
        data = value[20 : 20 + length]
        if name == _TYPE and len(data) >= 4:
            kind = _KINDS.get(struct.unpack_from("<I", data)[0])
        elif name == _MASTERS and len(data) >= 4:
            count = struct.unpack_from("<I", data)[0]
            for place in range(4, min(len(data), 4 + 4 * count) - 3, 4):
                masters[str(IPv4Address(data[place : place + 4]))] = None
        elif name == _MASTERS_DA and len(data) >= 32:
            count = struct.unpack_from("<I", data, 4)[0]
            for place in range(32, min(len(data), 32 + 64 * count) - 63, 64):
                masters[_socket_address(data[place : place + 32])] = None
    return kind, tuple(masters)


def _socket_address(data: bytes) -> str:
    if struct.unpack_from("<H", data)[0] == _INET6:
        return str(IPv6Address(data[8:24]))
    return str(IPv4Address(data[4:8]))
