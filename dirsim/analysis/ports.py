"""The port matrix: which host opens which connection to which, read off the sign-ins themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from attrs import define, field, frozen

from dirsim.analysis.frame import to_frame
from dirsim.flows.exchange import Exchange
from dirsim.model.ports import PORTS
from dirsim.model.scenario import HEALTHY, HostDown, Scenario
from dirsim.model.topology import Topology
from dirsim.simulate.run import Simulation
from dirsim.simulate.trace import Step

COLUMNS = ("initiator", "target", "protocol", "port", "service", "purpose", "flows", "facts")


@frozen(kw_only=True)
class PortRow:
    """One kind of connection from one host to another.

    Attributes:
        initiator: The host that opens the connection.
        target: The host that it is opened to.
        protocol: ``tcp`` or ``udp``.
        port: The target's port; for a dynamic range its first port.
        service: The port's service name.
        purpose: What it is for; several purposes are joined by semicolons.
        flows: The flows that open it, in the order of the topology.
        facts: Ids of the facts that say which port it is and that this side needs it.
    """

    initiator: str
    target: str
    protocol: str
    port: int
    service: str
    purpose: str
    flows: tuple[str, ...]
    facts: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The row as JSON shows it."""
        return {
            "initiator": self.initiator,
            "target": self.target,
            "protocol": self.protocol,
            "port": self.port,
            "service": self.service,
            "purpose": self.purpose,
            "flows": list(self.flows),
            "facts": list(self.facts),
        }


@frozen
class PortMatrix:
    """Every connection that the flows of a design open.

    Attributes:
        design: The design's label; empty for a topology without a name.
        rows: Sorted by initiator, target, port and protocol.
    """

    design: str
    rows: tuple[PortRow, ...]

    def to_dict(self) -> dict[str, Any]:
        """The matrix as JSON shows it (``dirsim.ports/v1``)."""
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
    """Which host opens which connection to which, so that every flow works, with any one host down as well.

    The flows are run in the healthy network and with each single host down: the second controllers, to which clients
    then turn, are in the matrix too, and so is what the second instance of a connector asks them. An exchange counts when its target heard it. What a host sends to itself is left
    out, and so is what no flow does, such as replication between controllers.

    Args:
        topology: The design.
    """
    simulation = Simulation(topology)
    seen: dict[tuple[str, str, int, str, str], _Seen] = {}
    for flow in topology.flows:
        for step in _all_steps(simulation, flow):
            exchange = step.exchange
            if step.reply.heard in ("answered", "refused") and exchange.initiator != exchange.target:
                entry = seen.setdefault(_key(exchange), _Seen())
                entry.purposes[exchange.purpose] = None
                entry.flows[flow] = None
    return PortMatrix(topology.name, tuple(_row(topology, key, seen[key]) for key in sorted(seen)))


def _all_steps(simulation: Simulation, flow: str) -> Iterator[Step]:
    """The steps of a flow in the healthy network and with one host down.

    A host that stands in for another turns to second controllers in its turn: where one does, a further host is taken
    down. A host that a run does not talk to changes nothing by being down.
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
    return PortRow(
        initiator=initiator,
        target=target,
        protocol=protocol,
        port=port,
        service=service,
        purpose="; ".join(seen.purposes),
        flows=tuple(name for name in topology.flows if name in seen.flows),
        facts=tuple(dict.fromkeys(_facts(topology, initiator, target, protocol, port, service))),
    )


def _facts(topology: Topology, initiator: str, target: str, protocol: str, port: int, service: str) -> Iterable[str]:
    """The fact on the port, and the vendor's list in which this pair of hosts occurs."""
    for known in PORTS:
        # HTTPS is registered for the endpoints of a seamless join; other web traffic needs no vendor's word.
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
