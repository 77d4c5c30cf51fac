"""Topology in the form of a file.

Every host is written, none is derived.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dirsim.catalog.fault_kinds import FAULTS
from dirsim.model.plain_data import plain_data
from dirsim.model.scenario import Fault

if TYPE_CHECKING:
    from dirsim.model.topology import Topology

_SAME = ("sites", "links", "hosts", "directories", "trusts", "connectors", "principals", "services", "flows")
_LAST = ("configurations", "caches", "causes", "vpcs")


def topology_as_file(topology: Topology) -> dict[str, Any]:
    """The topology as a document in the file form, ``topology/v1``; empty parts are left out."""
    made: dict[str, Any] = {"dirsim": "topology/v1"}
    if topology.name:
        made["name"] = topology.name
    parts = {name: plain_data(getattr(topology, name)) for name in _SAME}
    for name, host in topology.hosts.items():
        if "aws-endpoint" in host.roles and not host.public:
            parts["hosts"][name]["public"] = False  # a file that leaves it out means the contrary
    parts["dns"] = plain_data(topology.forwarders)
    parts["scenarios"] = {
        name: {"faults": [_fault(fault) for fault in scenario.faults]} for name, scenario in topology.scenarios.items()
    }
    parts |= {name: plain_data(getattr(topology, name)) for name in _LAST}
    return {**made, **{name: part for name, part in parts.items() if part}}


def _fault(fault: Fault) -> dict[str, Any]:
    made: dict[str, Any] = {"kind": fault.kind, "of": fault.of}
    if fault.start:
        made["start"] = _time(fault.start)
    if fault.lasts is not None:
        made["lasts"] = _time(fault.lasts)
    for name in ("towards", "protocol", "port", "last_port", "service"):
        if getattr(fault, name):
            made[name] = getattr(fault, name)
    if fault.verdict != "drop":
        made["verdict"] = fault.verdict
    amount = FAULTS[fault.kind].amount
    if amount == "by":
        made["by"] = _time(abs(fault.amount))
        if fault.amount < 0:
            made["behind"] = True
    elif amount:
        made[amount] = int(fault.amount) if amount == "over" else fault.amount
    return made


def _time(seconds: float) -> str:
    return f"{seconds:.9f}".rstrip("0").rstrip(".") + "s"
