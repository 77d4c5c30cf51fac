"""Rules on the faults of a topology file: elements, keys, times."""

from __future__ import annotations

from collections.abc import Iterator

from dirsim.catalog.fault_kinds import FAULTS, OPTIONAL_KEYS
from dirsim.catalog.units import seconds
from dirsim.catalog.words import ROLES
from dirsim.files.network_rules import unknown
from dirsim.files.topology_file import FaultEntry, TopologyFile
from dirsim.model.fault_targets import targets
from dirsim.model.scenario import Fault
from dirsim.model.topology import Topology
from dirsim.parsing.places import Finding, Path, shown

_LEFT_OUT = FaultEntry(kind="", of="")


def fault_findings(file: TopologyFile, topology: Topology) -> Iterator[Finding]:
    """Every problem of the faults of a file."""
    for name, scenario in file.scenarios.items():
        for place, entry in enumerate(scenario.faults):
            path: Path = ("scenarios", name, "faults", place)
            yield from _element(path, entry, file, topology)
            yield from _keys(path, entry)
            yield from _ports(path, entry)
    for name, planned in topology.scenarios.items():
        yield from _overlaps(("scenarios", name, "faults"), planned.faults)


def _element(path: Path, entry: FaultEntry, file: TopologyFile, topology: Topology) -> Iterator[Finding]:
    """A fault affects an element of the file, and names a site and a role that exist."""
    what, known = targets(topology, entry.kind)
    yield from unknown((*path, "of"), what, entry.of, known)
    if entry.towards:
        yield from unknown((*path, "towards"), "site", entry.towards, file.sites)
        link = file.links.get(entry.of)
        if link and entry.towards in file.sites and entry.towards not in link.between:
            yield Finding((*path, "towards"), f"the link {shown(entry.of)} does not reach {shown(entry.towards)}")
    if entry.service:
        yield from unknown((*path, "service"), "role", entry.service, ROLES)


def _keys(path: Path, entry: FaultEntry) -> Iterator[Finding]:
    """A fault has a duration greater than zero, the amount that its kind needs, and no key that its kind does not read."""
    if entry.lasts is not None and seconds(entry.lasts) <= 0:
        yield Finding(
            (*path, "lasts"), "expected a duration greater than zero", "remove it for a fault that does not end"
        )
    kind = FAULTS.get(entry.kind)
    if kind is None:
        return
    given = [key for key in OPTIONAL_KEYS if getattr(entry, key) != getattr(_LEFT_OUT, key)]
    amount = getattr(entry, kind.amount, None) if kind.amount else 1
    if not (seconds(amount) if isinstance(amount, str) else amount):
        yield Finding(path, f"a fault of kind {entry.kind} needs an amount", f"add '{kind.amount}:'")
    for key in given:
        if key not in (*kind.keys, kind.amount):
            readers = ", ".join(word for word, other in FAULTS.items() if key in (*other.keys, other.amount))
            yield Finding((*path, key), f"a fault of kind {entry.kind} does not read {key!r}", f"it is for: {readers}")


def _ports(path: Path, entry: FaultEntry) -> Iterator[Finding]:
    """A range of ports has a first port, and does not end before it."""
    if entry.last_port and not entry.port:
        yield Finding((*path, "last_port"), "a range of ports needs its first port", "add 'port:'")
    elif entry.last_port and entry.last_port < entry.port:
        yield Finding((*path, "last_port"), f"the last port {entry.last_port} is before the first, {entry.port}")


def _overlaps(path: Path, faults: tuple[Fault, ...]) -> Iterator[Finding]:
    """Two equal faults of one element do not overlap in time."""
    earlier: dict[tuple[object, ...], list[Fault]] = {}
    for place, fault in enumerate(faults):
        same = (fault.kind, fault.of, fault.towards, fault.protocol, fault.port, fault.service)
        if any(_meet(fault, other) for other in earlier.setdefault(same, [])):
            message = f"{fault.kind} of {shown(fault.of)} overlaps an earlier fault of the same scenario"
            yield Finding((*path, place), message)
        earlier[same].append(fault)


def _meet(one: Fault, other: Fault) -> bool:
    first, second = sorted((one, other), key=lambda fault: fault.start)
    return first.lasts is None or second.start < first.start + first.lasts
