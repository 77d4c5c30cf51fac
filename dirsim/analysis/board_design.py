"""One design of the what-if board: every course of its sign-ins, and of what people do once they are signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import frozen

from dirsim.analysis.activities import SIGN_INS, Activity, activities
from dirsim.flows.exchange import Flow
from dirsim.flows.registry import start
from dirsim.flows.view import View
from dirsim.model.topology import FlowSpec, Topology
from dirsim.simulate.clock.timed import is_timed
from dirsim.simulate.lifetimes import Lifetimes
from dirsim.simulate.replays import Branch, Replays, TooManyCoursesError


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
