"""The page of a port matrix, and its comma-separated form."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from dirsim.analysis.ports import COLUMNS, PortMatrix, PortRow
from dirsim.facts import catalog
from dirsim.model.ports import RPC_DYNAMIC
from dirsim.report.blocks import Figure, Heading, Page, Prose, Table
from dirsim.report.plain import plain

if TYPE_CHECKING:
    from dirsim.report.draw.drawing import Drawing

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def ports_page(matrix: PortMatrix) -> Page:
    """Who opens which connection to whom, and for which sign-ins."""
    title = Heading(f"Ports of {matrix.design}" if matrix.design else "Ports", 1)
    if not matrix.rows:
        return (title, Prose("No flow opens a connection between two hosts."))
    rows = [(row.initiator, row.target, _port(row), row.service, row.purpose) for row in matrix.rows]
    facts = tuple(dict.fromkeys(fact for row in matrix.rows for fact in row.facts))
    return (
        title,
        Figure(lambda: _picture(matrix)),
        Prose(
            "The first host opens the connection. Stateful filters need these rows only; stateless ones the answers too."
        ),
        Table(("From", "To", "Port", "Service", "Purpose"), rows),
        Prose(f"Facts: {', '.join(facts)}." if facts else "No fact is cited."),
    )


def _picture(matrix: PortMatrix) -> Drawing:
    from dirsim.report.draw.ports import draw_ports  # noqa: PLC0415 -- text has no pictures

    return draw_ports(matrix)


def _port(row: PortRow) -> str:
    """Protocol and port; a dynamic range is written out, as its fact has it."""
    if row.service == RPC_DYNAMIC.service:
        return f"{row.protocol}/{catalog()[RPC_DYNAMIC.fact].value}"
    return f"{row.protocol}/{row.port}"


def ports_csv(matrix: PortMatrix) -> str:
    """One line for each connection with the columns of the JSON; lists are joined by blanks, with no formula in a cell."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in matrix.rows:
        cells = [row.initiator, row.target, row.protocol, row.port, row.service, row.purpose]
        writer.writerow([*map(_cell, cells), _cell("; ".join(row.flows)), _cell(" ".join(row.facts))])
    return out.getvalue()


def _cell(value: object) -> object:
    """A spreadsheet would run a name that begins like a formula; a mark keeps it text."""
    if not isinstance(value, str):
        return value
    safe = plain(value)
    return f"'{safe}" if safe.startswith(_FORMULA) else safe
