"""Design on the what-if board: the replay trees of its flows."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import frozen

from dirsim.model.topology import FlowSpec, Topology
from dirsim.protocols.client_kinds import is_timed
from dirsim.protocols.exchange import Flow
from dirsim.protocols.start import start, started
from dirsim.protocols.view import View
from dirsim.resilience.activities import SIGN_INS, Activity, activities
from dirsim.simulation.replays import Branch, ReplayTree, TooManyCoursesError
from dirsim.simulation.ticket_lifetimes import Lifetimes


@frozen(kw_only=True)
class BoardActivity:
    """One activity of a cohort, with its replay tree.

    Attributes:
        activity: The activity, and what it rests on.
        courses: The tree of its replays.
    """

    activity: Activity
    courses: Branch


@frozen(kw_only=True)
class BoardFlow:
    """One sign-in, and the activities of its cohort.

    Attributes:
        name: The flow's name.
        spec: The flow.
        activities: The activities of its cohort; the first is the flow itself.
    """

    name: str
    spec: FlowSpec
    activities: tuple[BoardActivity, ...]


@frozen(kw_only=True)
class BoardDesign:
    """One design on the board.

    Attributes:
        label: The design's label, or the topology's name.
        status: ``feasible``, ``rejected`` or ``undetermined``; empty for a topology without a recommendation.
        rank: Its rank; 0 for designs without one.
        topology: The design.
        accounts: The accounts whose passwords may expire: the service accounts of its connectors.
        flows: Its sign-ins.
        left_out: Flows that the board cannot show: those of programs on a clock, and those with too large a replay tree.
    """

    label: str
    status: str
    rank: int
    topology: Topology
    accounts: tuple[str, ...]
    flows: tuple[BoardFlow, ...]
    left_out: tuple[str, ...] = ()


def board_design(label: str, status: str, rank: int, topology: Topology, lifetimes: Lifetimes) -> BoardDesign:
    """One design with the replay trees of its sign-ins."""
    accounts = dict.fromkeys(connector.service_account for connector in topology.connectors.values())
    view = View(topology)
    replays = ReplayTree(view, frozenset(accounts))
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


def _doing(replays: ReplayTree, spec: FlowSpec, lifetimes: Lifetimes) -> Iterator[BoardActivity]:
    """The flow itself, and the other activities that a timeline has for its cohort."""
    shown = spec.kind in (*SIGN_INS, "domain-join")
    for place, activity in enumerate(activities(replays.view, spec, lifetimes)):
        if shown or not place:
            yield BoardActivity(activity=activity, courses=replays.tree(_beginning(replays.view, spec, activity)))


def _beginning(view: View, spec: FlowSpec, activity: Activity) -> Callable[[], Flow]:
    program = activity.program
    if program is None:
        return lambda: start(view, spec)
    return lambda: started(program, view, spec)
