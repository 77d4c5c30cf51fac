"""The what-if board: designs with every course of their sign-ins, so that any combination of failures can be answered.

The board itself answers nothing. It holds what an answer needs (the trees of :mod:`dirsim.simulate.replays`, lifetimes,
the network) in a form that a page can carry and walk without Python.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from attrs import field, frozen

from dirsim.analysis.board_design import BoardDesign, board_design
from dirsim.analysis.board_table import design_table
from dirsim.errors import UsageError
from dirsim.facts import catalog
from dirsim.model.topology import Topology
from dirsim.model.units import hours
from dirsim.simulate.lifetimes import Lifetimes

BEGINS_S = hours(1)
"""On the board everybody signs in at 0 and what fails fails an hour later."""

HORIZON_S = hours(49)
"""Where the board's clock ends, in seconds."""


@frozen(kw_only=True)
class Board:
    """Designs to play with: cut links, hosts and ports, move a clock, and see who can still sign in.

    Attributes:
        name: What the board is about.
        as_of: The date whose facts were used, as text; empty where none was asked for.
        designs: The designs, the recommended one first.
        lifetimes: How long tickets and sessions last.
        renew_window_s: How long before its end a ticket is renewed, in seconds.
        renew_limit_s: How long a ticket can be renewed, in seconds.
    """

    name: str
    as_of: str
    designs: tuple[BoardDesign, ...] = field(repr=False)
    lifetimes: Lifetimes = field(repr=False)
    renew_window_s: float
    renew_limit_s: float

    def to_dict(self) -> dict[str, Any]:
        """The board as JSON shows it (``dirsim.board/v1``): a page's script needs nothing else."""
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
        """Write the board as one page that needs no network.

        Args:
            path: The file; it is replaced.
        """
        Path(path).write_text(_face("html")(self), encoding="utf-8")

    def widget(self) -> Any:
        """The board as a live widget in a notebook.

        Raises:
            UsageError: anywidget is not installed.
        """
        return _face("widget")(self)


_FACES: dict[str, Callable[[Board], Any]] = {}


def shown_by(faces: Mapping[str, Callable[[Board], Any]]) -> None:
    """Say how boards are shown; a board itself knows neither pages nor widgets.

    Args:
        faces: ``html`` gives a page's text, ``widget`` a live widget.
    """
    _FACES.update(faces)


def _face(name: str) -> Callable[[Board], Any]:
    face = _FACES.get(name)
    if face is None:
        raise UsageError("nobody has said how boards are shown; import dirsim does")
    return face


def board(
    designs: Iterable[tuple[str, str, int, Topology]],
    *,
    name: str = "",
    as_of: str = "",
    lifetimes: Lifetimes | None = None,
) -> Board:
    """A board of designs.

    Args:
        designs: Label, status, rank and topology of each, in the order in which they are offered; those in which nobody
            signs in to anything are left out.
        name: What the board is about.
        as_of: The date whose facts were used, as text.
        lifetimes: How long tickets and sessions last; ``None`` means the documented defaults.
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
