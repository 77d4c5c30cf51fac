"""The what-if board: designs with every course of their sign-ins, so that any combination of failures can be answered.

The board itself answers nothing. It holds what an answer needs (the trees of :mod:`dirsim.simulate.replays`, lifetimes,
the network) in a form that a page can carry and walk without Python.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import field, frozen

from dirsim.analysis.activities import SIGN_INS, Activity, activities
from dirsim.analysis.board_table import design_table
from dirsim.errors import UsageError
from dirsim.facts import catalog
from dirsim.flows.exchange import Flow
from dirsim.flows.registry import start
from dirsim.flows.view import View
from dirsim.model.topology import FlowSpec, Topology
from dirsim.model.units import hours
from dirsim.simulate.clock.timed import is_timed
from dirsim.simulate.lifetimes import Lifetimes
from dirsim.simulate.replays import Branch, Replays, TooManyCoursesError

BEGINS_S = hours(1)
"""On the board everybody signs in at 0 and what fails fails an hour later."""

HORIZON_S = hours(49)
"""Where the board's clock ends, in seconds."""


@frozen(kw_only=True)
class BoardActivity:
    """One thing that a cohort may be doing, with every course that it can take.

    Attributes:
        activity: What it is, and what it goes by.
        courses: The tree of its replays.
    """

    activity: Activity
    courses: Branch


@frozen(kw_only=True)
class BoardFlow:
    """One sign-in, and what its cohort may be doing afterwards.

    Attributes:
        name: The flow's name.
        spec: The flow.
        activities: What its cohort may be doing; the first is the flow itself.
    """

    name: str
    spec: FlowSpec
    activities: tuple[BoardActivity, ...]


@frozen(kw_only=True)
class BoardDesign:
    """One design on the board.

    Attributes:
        label: The design's label, or the topology's name.
        status: ``feasible``, ``rejected`` or ``undetermined``; empty for a topology that nobody judged.
        rank: Its rank; 0 for designs without one.
        topology: The design itself.
        accounts: The accounts whose passwords may expire: the service accounts of its connectors.
        flows: Its sign-ins.
        left_out: Flows that the board cannot show: those of programs on a clock, and those with too many courses.
    """

    label: str
    status: str
    rank: int
    topology: Topology
    accounts: tuple[str, ...]
    flows: tuple[BoardFlow, ...]
    left_out: tuple[str, ...] = ()


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


def board_design(label: str, status: str, rank: int, topology: Topology, lifetimes: Lifetimes) -> BoardDesign:
    """One design with every course of its sign-ins."""
    accounts = dict.fromkeys(connector.service_account for connector in topology.connectors.values())
    view = View(topology)
    replays = Replays(view, frozenset(accounts))
    flows: list[BoardFlow] = []
    left_out: list[str] = []
    for name, spec in topology.flows.items():
        try:
            doing = () if is_timed(spec.kind) else tuple(_doing(replays, spec, lifetimes))
        except TooManyCoursesError:
            doing = ()
        if doing:
            flows.append(BoardFlow(name=name, spec=spec, activities=doing))
        else:
            left_out.append(name)
    return BoardDesign(
        label=label,
        status=status,
        rank=rank,
        topology=topology,
        accounts=tuple(accounts),
        flows=tuple(flows),
        left_out=tuple(left_out),
    )


def _doing(replays: Replays, spec: FlowSpec, lifetimes: Lifetimes) -> Iterator[BoardActivity]:
    """The flow itself, and what else a timeline tells of its cohort."""
    told = spec.kind in (*SIGN_INS, "domain-join")
    for place, activity in enumerate(activities(replays.view, spec, lifetimes)):
        if told or not place:
            yield BoardActivity(activity=activity, courses=replays.tree(_beginning(replays.view, spec, activity)))


def _beginning(view: View, spec: FlowSpec, activity: Activity) -> Callable[[], Flow]:
    program = activity.program
    if program is None:
        return lambda: start(view, spec)
    return lambda: program(view, spec)
