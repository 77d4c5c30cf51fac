"""Report on a port matrix, and its CSV form."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from dirsim.pages.blocks import Figure, Heading, Items, Page, Prose, Table
from dirsim.pages.plain import plain
from dirsim.resilience.ports.host_groups import GroupRow
from dirsim.resilience.ports.port_matrix import PortMatrix
from dirsim.resilience.ports.port_row import COLUMNS, reply_ports

if TYPE_CHECKING:
    from dirsim.pages.drawing import Drawing

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def ports_page(matrix: PortMatrix) -> Page:
    """The report: the connections between groups of hosts, with their grounds."""
    title = Heading(f"Ports of {matrix.design}" if matrix.design else "Ports", 1)
    if not matrix.rows:
        return (title, Prose("No flow opens a connection between two hosts, and no vendor documents one."))
    facts = tuple(dict.fromkeys(fact for row in matrix.rows for fact in row.facts))
    always, conditional = _pairs(matrix, when=False), _pairs(matrix, when=True)
    first, last = reply_ports()
    return (
        title,
        Figure(lambda: _picture(matrix)),
        Prose(
            "The first side opens the connection. Security groups and other stateful filters need these rows only; network "
            f"ACLs and other stateless filters also need the replies, from the port of the row to ports {first}-{last} of the "
            "side that opened it. Ports marked * are documented and were opened in no run; the others were seen in runs."
        ),
        Table(("From", "To", "Ports"), always),
        *((Heading("Needed under a condition", 2), Table(("From", "To", "Ports"), conditional)) if conditional else ()),
        Heading("Hosts of each side", 2),
        Items(tuple(f"{name}: {', '.join(hosts)}" for name, hosts in _hosts(matrix).items())),
        Prose(f"Facts: {', '.join(facts)}." if facts else "Facts: none."),
    )


def _hosts(matrix: PortMatrix) -> dict[str, tuple[str, ...]]:
    """The hosts of each group that has another name than its host."""
    found: dict[str, tuple[str, ...]] = {}
    for entry in matrix.grouped:
        for group in (entry.initiator, entry.target):
            if group.hosts and group.hosts != (group.name,):
                found[group.name] = group.hosts
    return dict(sorted(found.items())) or {"each side": ("one host",)}


def _pairs(matrix: PortMatrix, *, when: bool) -> list[tuple[str, str, str]]:
    """For each pair of groups its ports, by protocol; conditional ports with their condition."""
    listed: dict[tuple[str, str], list[GroupRow]] = {}
    for entry in matrix.grouped:
        if bool(entry.row.when) == when:
            listed.setdefault((entry.initiator.name, entry.target.name), []).append(entry)
    return [(one, other, _said(entries, when=when)) for (one, other), entries in listed.items()]


def _said(entries: list[GroupRow], *, when: bool) -> str:
    if when:
        conditions: dict[str, list[GroupRow]] = {}
        for entry in entries:
            conditions.setdefault(entry.row.when, []).append(entry)
        return "; ".join(f"{_ports(found, mark='')} where {condition}" for condition, found in conditions.items())
    return _ports(entries, mark="*")


def _ports(entries: list[GroupRow], *, mark: str) -> str:
    """The ports with their protocols; ports that no run opened carry the mark."""
    found: dict[str, list[str]] = {}
    for entry in entries:
        found.setdefault(f"{entry.row.ports}{'' if entry.seen else mark}", []).append(entry.row.protocol)
    return ", ".join(f"{'+'.join(dict.fromkeys(protocols))}/{ports}" for ports, protocols in found.items())


def _picture(matrix: PortMatrix) -> Drawing:
    from dirsim.resilience.ports.port_matrix_drawing import draw_ports  # noqa: PLC0415 -- text has no pictures

    return draw_ports(matrix)


def ports_csv(matrix: PortMatrix) -> str:
    """The matrix as CSV with the columns of the JSON; lists are joined, and no cell can be read as a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in matrix.rows:
        cells = [row.initiator, row.target, row.protocol, row.port, row.service, row.purpose]
        lists = ["; ".join(row.flows), " ".join(row.facts), row.last_port, "; ".join(row.basis), row.when, row.replies]
        writer.writerow([*map(_cell, cells), *map(_cell, lists)])
    return out.getvalue()


def _cell(value: object) -> object:
    """The value, with a mark before text that a spreadsheet would run as a formula."""
    if not isinstance(value, str):
        return value
    safe = plain(value)
    return f"'{safe}" if safe.startswith(_FORMULA) else safe
