"""Faults that block the connections which a rule set lacks."""

from __future__ import annotations

from collections.abc import Iterable

from dirsim.model.scenario import Fault
from dirsim.model.topology import Topology
from dirsim.resilience.ports.port_row import PortRow


def blocking_faults(
    topology: Topology, blocked: Iterable[PortRow], rows: Iterable[PortRow]
) -> tuple[tuple[Fault, ...], bool]:
    """Faults that block connections, and whether they block more than these.

    A fault acts at a host: for all that open a port to it, for all that it opens on a port, or for what it sends to a site on a
    port. The first of these that blocks nothing else is taken.
    """
    closed = list(blocked)
    shut = {(row.initiator, row.target, row.protocol, row.port) for row in closed}
    allowed = [row for row in rows if (row.initiator, row.target, row.protocol, row.port) not in shut]
    faults: dict[Fault, None] = {}
    broader = False
    for row in closed:
        if row.protocol not in ("tcp", "udp"):
            continue
        at_port = [
            one
            for one in allowed
            if one.protocol == row.protocol and one.port <= row.last_port and row.port <= one.last_port
        ]
        site = topology.hosts[row.target].site
        choices = (
            (_block(row, row.target), [one for one in at_port if row.target in (one.initiator, one.target)]),
            (_block(row, row.initiator), [one for one in at_port if row.initiator in (one.initiator, one.target)]),
            (
                _block(row, row.initiator, site),
                [
                    one
                    for one in at_port
                    if one.initiator in topology.hosts
                    and one.target in topology.hosts
                    and (
                        (one.initiator == row.initiator and topology.hosts[one.target].site == site)
                        or (one.target == row.initiator and topology.hosts[one.initiator].site == site)
                    )
                ],
            ),
        )
        # What runs open decides first: a port that is documented only is opened by no sign-in of the topology.
        fault, others = min(choices, key=lambda choice: (sum(one.seen for one in choice[1]), len(choice[1])))
        broader = broader or any(one.seen for one in others)
        faults[fault] = None
    return tuple(faults), broader


def _block(row: PortRow, host: str, towards: str = "") -> Fault:
    last = row.last_port if row.last_port != row.port else 0
    return Fault(kind="port-blocked", of=host, protocol=row.protocol, port=row.port, last_port=last, towards=towards)
