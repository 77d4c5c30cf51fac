"""Port matrix as a grid: initiators in rows, targets in columns."""

from __future__ import annotations

from dirsim.pages.drawing import LETTER, Drawing, box, item, text
from dirsim.pages.plain import plain
from dirsim.resilience.ports.port_matrix import PortMatrix

_CELL = 84.0
_ROW = 24.0
MOST_HOSTS = 24
"""The greatest number of hosts drawn on one side; the table has them all."""


def draw_ports(matrix: PortMatrix) -> Drawing:
    """The grid of one matrix; where there are many hosts, the first ones."""
    initiators = list(dict.fromkeys(row.initiator for row in matrix.rows))[:MOST_HOSTS]
    targets = list(dict.fromkeys(row.target for row in matrix.rows))[:MOST_HOSTS]
    cells: dict[tuple[str, str], list[str]] = {}
    for row in matrix.rows:
        cells.setdefault((row.initiator, row.target), []).append(f"{row.protocol}/{row.ports}")
    left = min(240.0, max((len(plain(name)) for name in initiators), default=0) * LETTER + 20)
    top = 20.0 + 16.0 * min(len(targets), MOST_HOSTS)
    shapes = []
    for place, target in enumerate(targets):  # names are staggered towards their columns to keep long ones readable
        shapes.append(text(left + place * _CELL + 4, 14 + 16.0 * place, f"\u2193 {target}", "small"))
    for place, initiator in enumerate(initiators):
        y = top + place * _ROW
        shapes.append(text(8, y + 15, initiator, room=left - 12))
        for number, target in enumerate(targets):
            ports = cells.get((initiator, target))
            if ports:
                shapes.append(
                    item(
                        f"{initiator} opens to {target}: {', '.join(ports)}",
                        box(left + number * _CELL, y + 1, _CELL - 3, _ROW - 3, "cell", round_=3),
                        text(left + number * _CELL + 6, y + 15, _short(ports), "small", room=_CELL - 8),
                    )
                )
    longest = max((place * _CELL + len(plain(name)) * LETTER for place, name in enumerate(targets)), default=0.0)
    width = left + max(len(targets) * _CELL, longest) + 30
    hidden = {row.initiator for row in matrix.rows} - set(initiators) | {row.target for row in matrix.rows} - set(
        targets
    )
    note = f"{len(matrix.rows)} kinds of connection." + (f" {len(hidden)} hosts are not shown." if hidden else "")
    title = f"Ports of {matrix.design}" if matrix.design else "Ports"
    return Drawing(width, top + len(initiators) * _ROW + 8, title, "".join(shapes), note)


def _short(ports: list[str]) -> str:
    return ports[0] if len(ports) == 1 else f"{len(ports)} ports"
