"""The what-if board: designs with the replay trees of their sign-ins.

The board itself computes nothing. It holds what an answer needs (the trees of :mod:`dirsim.simulation.replays`, lifetimes,
the network) in a form that a page can hold and evaluate without Python.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from attrs import field, frozen

from dirsim.catalog.units import hours
from dirsim.facts import catalog
from dirsim.model.topology import Topology
from dirsim.resilience.board.board_design import BoardDesign, board_design
from dirsim.resilience.board.board_table import design_table
from dirsim.shown import Shown
from dirsim.simulation.ticket_lifetimes import Lifetimes

BEGINS_S = hours(1)
"""The start of failures on the board, in seconds: users sign in at 0 and failures begin an hour later."""

HORIZON_S = hours(49)
"""The end of the board's time scale, in seconds."""


@frozen(kw_only=True, eq=False)
class Board(Shown):
    """A what-if board: cut links, hosts and ports, move the time, and see who can still sign in.

    Attributes:
        name: The subject of the board.
        as_of: The date of the facts used, as text; empty where no date was given.
        designs: The designs, the recommended one first.
        lifetimes: The lifetimes of tickets and sessions.
        renew_window_s: How long before its end a ticket is renewed, in seconds.
        renew_limit_s: How long a ticket can be renewed, in seconds.
    """

    name: str
    as_of: str
    designs: tuple[BoardDesign, ...] = field(repr=False)
    lifetimes: Lifetimes = field(repr=False)
    renew_window_s: float
    renew_limit_s: float

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Board) and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        return hash((self.name, self.as_of, len(self.designs)))

    def to_dict(self) -> dict[str, Any]:
        """The board in JSON form (``dirsim.board/v1``), complete for a page's script."""
        return {
            "schema": "dirsim.board/v1",
            "name": self.name,
            "as_of": self.as_of,
            "begins_s": BEGINS_S,
            "horizon_s": HORIZON_S,
            "renew_window_s": self.renew_window_s,
            "renew_limit_s": self.renew_limit_s,
            "designs": [design_table(design) for design in self.designs],
        }

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the board as one self-contained page.

        Args:
            path: The file; an existing file is replaced.
        """
        from dirsim.resilience.board.board_page import board_page  # noqa: PLC0415 -- pages are loaded when a board is shown

        Path(path).write_text(board_page(self), encoding="utf-8")

    def widget(self) -> Any:
        """The board as a widget in a notebook.

        Raises:
            UsageError: anywidget is not installed.
        """
        from dirsim.resilience.board.widget import board_widget  # noqa: PLC0415 -- anywidget is optional

        return board_widget(self)


def board(
    designs: Iterable[tuple[str, str, int, Topology]],
    *,
    name: str = "",
    as_of: str = "",
    lifetimes: Lifetimes | None = None,
) -> Board:
    """A board of several designs.

    Args:
        designs: Label, status, rank and topology of each, in the order in which they are offered; those without sign-ins
            are left out.
        name: The subject of the board.
        as_of: The date of the facts used, as text.
        lifetimes: The lifetimes of tickets and sessions; ``None`` means the documented defaults.
    """
    known = lifetimes or Lifetimes.of()
    facts = catalog()
    return Board(
        name=name,
        as_of=as_of,
        designs=tuple(
            board_design(label, status, rank, topology, known)
            for label, status, rank, topology in designs
            if topology.flows
        ),
        lifetimes=known,
        renew_window_s=float((facts["tgt-renew-window"].detail or {}).get("seconds") or 0.0),
        renew_limit_s=float((facts["tgt-renewal-lifetime"].detail or {}).get("days") or 0.0) * hours(24),
    )
