"""Groups of hosts that a firewall treats alike, such as a connector."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from dirsim.model.topology import Topology
from dirsim.resilience.ports.port_row import PortRow


@frozen(kw_only=True)
class HostGroup:
    """Hosts of one kind at one site.

    Attributes:
        name: Its name, such as ``controllers of corp.example at hq``.
        hosts: Its hosts; empty for an endpoint outside the topology.
        in_aws: True where its site is an AWS Region, so that security groups filter it.
        addresses: The known addresses of its hosts; empty means unknown.
    """

    name: str
    hosts: tuple[str, ...] = ()
    in_aws: bool = False
    addresses: tuple[str, ...] = ()

    @property
    def slug(self) -> str:
        """Its name as an identifier of letters, digits and underscores."""
        made = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in self.name.lower())
        return "_".join(part for part in made.split("_") if part) or "hosts"


@frozen(kw_only=True)
class GroupRow:
    """The rows of a port matrix between two groups that have the same port.

    Attributes:
        initiator: The group whose hosts open the connections.
        target: The group that accepts them.
        row: One of the rows; its port, service and condition are those of all.
        seen: True where a run opened one of them.
        documented: True where a vendor lists one of them.
        purposes: The purposes of all.
    """

    initiator: HostGroup
    target: HostGroup
    row: PortRow
    seen: bool = False
    documented: bool = False
    purposes: tuple[str, ...] = field(default=())

    @property
    def basis(self) -> tuple[str, ...]:
        """The grounds, as those of a row."""
        return tuple(word for word, holds in (("seen in runs", self.seen), ("documented", self.documented)) if holds)


def host_groups(topology: Topology) -> Mapping[str, HostGroup]:
    """The group of each host."""
    held: dict[str, list[str]] = {}
    for name in topology.hosts:
        held.setdefault(_group_name(topology, name), []).append(name)
    found: dict[str, HostGroup] = {}
    for group, names in held.items():
        first = topology.hosts[names[0]]
        site = topology.sites.get(first.site)
        value = HostGroup(
            name=group,
            hosts=tuple(names),
            in_aws=site is not None and site.kind == "aws-region",
            addresses=tuple(
                dict.fromkeys(topology.hosts[name].address for name in names if topology.hosts[name].address)
            ),
        )
        found |= dict.fromkeys(names, value)
    return found


def _group_name(topology: Topology, name: str) -> str:
    host = topology.hosts[name]
    for connector, value in topology.connectors.items():
        if name in value.hosts:
            return f"connector {connector}"
    if "controller" in host.roles and host.domain:
        return f"controllers of {host.domain} at {host.site}"
    if "radius" in host.roles:
        return f"RADIUS servers at {host.site}"
    return name


def grouped(rows: tuple[PortRow, ...], groups: Mapping[str, HostGroup]) -> tuple[GroupRow, ...]:
    """The rows of a matrix between groups, each port once, in the order of the rows."""
    found: dict[tuple[str, str, str, int, int], GroupRow] = {}
    for row in rows:
        one = groups.get(row.initiator) or HostGroup(name=row.initiator)
        other = groups.get(row.target) or HostGroup(name=row.target)
        key = (one.name, other.name, row.protocol, row.port, row.last_port)
        known = found.get(key)
        if known is None:
            found[key] = GroupRow(
                initiator=one,
                target=other,
                row=row,
                seen=row.seen,
                documented=row.documented,
                purposes=(row.purpose,),
            )
        else:
            kept = known.row if not known.row.when else row
            found[key] = GroupRow(
                initiator=one,
                target=other,
                row=kept,
                seen=known.seen or row.seen,
                documented=known.documented or row.documented,
                purposes=tuple(dict.fromkeys((*known.purposes, row.purpose))),
            )
    return tuple(sorted(found.values(), key=lambda entry: (entry.initiator.name, entry.target.name)))
