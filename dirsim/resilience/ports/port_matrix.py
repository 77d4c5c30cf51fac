"""Port matrix: the connections between hosts, seen in runs and documented.

Runs of the sign-ins show the connections that they open; the vendors' lists add those that no run opens, such as replication
or the creation of a trust. Each row states on which of the two it rests.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import define, evolve, field, frozen

from dirsim.facts import catalog
from dirsim.model.outcome import ReplyKind
from dirsim.model.port_numbers import PORTS, RPC_DYNAMIC
from dirsim.model.scenario import HEALTHY, HostDown, Scenario
from dirsim.model.topology import Topology
from dirsim.pages.frame import to_frame
from dirsim.protocols.exchange import Exchange
from dirsim.resilience.ports.documented_ports import documented_rows
from dirsim.resilience.ports.host_groups import GroupRow, HostGroup, grouped, host_groups
from dirsim.resilience.ports.port_row import ALL, COLUMNS, PortRow
from dirsim.shown import Shown
from dirsim.simulation.simulation import Simulation
from dirsim.simulation.trace import Step


@frozen
class PortMatrix(Shown):
    """Every connection of a design: those that its flows open, and those that vendors document for its hosts.

    Attributes:
        design: The design's label; empty for a topology without a name.
        rows: Sorted by initiator, target, port, protocol and service.
        groups: The group of each host that a firewall treats alike.
    """

    design: str
    rows: tuple[PortRow, ...]
    groups: Mapping[str, HostGroup] = field(factory=dict, repr=False, hash=False)

    @property
    def grouped(self) -> tuple[GroupRow, ...]:
        """The rows between groups of hosts, each port once."""
        return grouped(self.rows, self.groups)

    def to_dict(self) -> dict[str, Any]:
        """The matrix in JSON form (``dirsim.ports/v1``)."""
        return {"schema": "dirsim.ports/v1", "design": self.design, "rows": [row.to_dict() for row in self.rows]}

    def to_pandas(self) -> Any:
        """A pandas data frame: one row for each connection, with the columns of the JSON.

        Raises:
            UsageError: pandas is not installed.
        """
        return to_frame([row.to_dict() for row in self.rows], columns=COLUMNS)


@define
class _Seen:
    purposes: dict[str, None] = field(factory=dict)
    flows: dict[str, None] = field(factory=dict)


def ports(topology: Topology) -> PortMatrix:
    """The connections that hosts open so that every flow works, also with any one host down.

    The flows are run in the healthy network and with each single host down. The matrix therefore has the second
    controllers, to which clients then fall back, and the exchanges of a connector's second instance with them. An exchange
    counts when its target received it. Traffic of a host to itself is left out. The vendors' lists for the same relations
    are added: a connection that a run opened and a list names is one row with both grounds.

    Args:
        topology: The design.
    """
    simulation = Simulation(topology)
    seen: dict[tuple[str, str, int, str, str], _Seen] = {}
    for flow in topology.flows:
        for step in _all_steps(simulation, flow):
            exchange = step.exchange
            if step.reply.heard in (ReplyKind.ANSWERED, ReplyKind.REFUSED) and exchange.initiator != exchange.target:
                entry = seen.setdefault(_key(exchange), _Seen())
                entry.purposes[exchange.purpose] = None
                entry.flows[flow] = None
    made = [_row(topology, key, seen[key]) for key in sorted(seen)]
    return PortMatrix(
        topology.name, _united(made, documented_rows(topology), tuple(topology.flows)), host_groups(topology)
    )


def _place(row: PortRow) -> tuple[str, str, int, str, str, int]:
    return (row.initiator, row.target, row.port, row.protocol, row.service, row.last_port)


def _united(seen: list[PortRow], documented: tuple[PortRow, ...], flows: tuple[str, ...]) -> tuple[PortRow, ...]:
    """Both kinds of rows; a connection of both kinds is one row, with the documented range."""
    rows: dict[tuple[str, str, str, int, int], PortRow] = {}
    for row in documented:
        key = (row.initiator, row.target, row.protocol, row.port, row.last_port)
        rows[key] = _both(rows[key], row, flows) if key in rows else row
    between: dict[tuple[str, str], list[tuple[str, str, str, int, int]]] = {}
    for key in rows:
        between.setdefault(key[:2], []).append(key)
    for row in seen:
        near = [
            key
            for key in between.get((row.initiator, row.target), ())
            if key[2] != ALL and rows[key].covers(row.protocol, row.port)
        ]
        # Of several ranges that include the port, the narrowest is meant.
        key = min(
            near,
            key=lambda found: found[4] - found[3],
            default=(row.initiator, row.target, row.protocol, row.port, row.last_port),
        )
        rows[key] = _both(row, rows[key], flows) if key in rows else row
    return tuple(sorted(rows.values(), key=_place))


def _both(one: PortRow, other: PortRow, flows: tuple[str, ...]) -> PortRow:
    """One row with the grounds of two; a condition remains only where both have one."""
    wide = other if other.last_port - other.port > one.last_port - one.port else one
    used = {*one.flows, *other.flows}
    needed = one.seen or other.seen or not (one.when and other.when)
    return evolve(
        wide,
        service=one.service,
        purpose="; ".join(dict.fromkeys((*one.purpose.split("; "), *other.purpose.split("; ")))),
        flows=tuple(name for name in flows if name in used),
        facts=tuple(dict.fromkeys((*one.facts, *other.facts))),
        seen=one.seen or other.seen,
        documented=one.documented or other.documented,
        when="" if needed else one.when,
    )


def _all_steps(simulation: Simulation, flow: str) -> Iterator[Step]:
    """The steps of a flow in the healthy network and with one host down.

    A host that replaces another falls back to second controllers in its turn: where one does, a further host is taken
    down. The failure of a host that a run does not use has no effect.
    """
    healthy = simulation.run(flow, HEALTHY).steps
    yield from healthy
    usual = {step.exchange.initiator for step in healthy}
    for first in _targets(healthy):
        steps = simulation.run(flow, _down(first)).steps
        yield from steps
        if any(step.exchange.initiator not in usual for step in steps):
            for second in _targets(steps):
                if second != first:
                    yield from simulation.run(flow, _down(first, second)).steps


def _targets(steps: Iterable[Step]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(step.exchange.target for step in steps))


def _down(*hosts: str) -> Scenario:
    return Scenario(f"host-down:{'+'.join(hosts)}", [HostDown(host) for host in hosts])


def _key(exchange: Exchange) -> tuple[str, str, int, str, str]:
    return (exchange.initiator, exchange.target, exchange.port, exchange.protocol, exchange.service)


def _row(topology: Topology, key: tuple[str, str, int, str, str], seen: _Seen) -> PortRow:
    initiator, target, port, protocol, service = key
    last = int(str(catalog()[RPC_DYNAMIC.fact].value).partition("-")[2]) if service == RPC_DYNAMIC.service else port
    return PortRow(
        initiator=initiator,
        target=target,
        protocol=protocol,
        port=port,
        last_port=last,
        service=service,
        purpose="; ".join(seen.purposes),
        flows=tuple(name for name in topology.flows if name in seen.flows),
        facts=tuple(dict.fromkeys(_facts(topology, initiator, target, protocol, port, service))),
    )


def _facts(topology: Topology, initiator: str, target: str, protocol: str, port: int, service: str) -> Iterable[str]:
    """The fact on the port, and the vendor's list that names this pair of hosts."""
    for known in PORTS:
        # A fact covers HTTPS to the endpoints of a seamless join; other web traffic needs no vendor fact.
        plain_https = known.service == "https" and "aws-endpoint" not in topology.hosts[target].roles
        if (known.service, known.number) == (service, port) and protocol in known.protocols and not plain_https:
            yield known.fact
    here, there = topology.hosts[initiator], topology.hosts[target]
    if "connector" in here.roles and "controller" in there.roles:
        yield "flow-ad-connector-to-dc"
    elif "connector" in here.roles and "radius" in there.roles:
        yield "flow-ad-connector-radius"
    elif "controller" in here.roles and here.managed and "radius" in there.roles:
        yield "flow-managed-ad-radius"
    elif "controller" in here.roles and "controller" in there.roles and here.domain != there.domain:
        yield "flow-trust-managed-to-onprem" if here.managed else "flow-trust-onprem-to-managed"
    elif "controller" in there.roles and there.managed and "controller" not in here.roles:
        yield "flow-client-to-managed-ad"
