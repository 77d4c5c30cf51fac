"""Timeline of an outage: loss and recovery of each cohort's activities.

Between two instants at which something changes (a fault begins or ends, a ticket or session expires) the outcome is
constant, so each activity of each cohort is run once for each such stretch. Every band is the outcome of a run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from attrs import define, field, frozen

from dirsim.catalog.units import duration_text, hours
from dirsim.facts import catalog
from dirsim.model.outcome import THROUGH, Outcome
from dirsim.model.scenario import Scenario
from dirsim.model.topology import FlowSpec, Topology
from dirsim.pages.frame import to_frame
from dirsim.protocols.flow_kinds import Text
from dirsim.resilience.activities import SESSIONS, SIGN_INS, Activity, activities
from dirsim.shown import Shown
from dirsim.simulation.simulation import Simulation
from dirsim.simulation.ticket_lifetimes import Lifetimes
from dirsim.simulation.trace import Trace


@frozen
class Band:
    """A stretch of time over which an activity has one outcome.

    Attributes:
        start: Its beginning, in seconds from the scenario's start.
        end: Its end, in seconds.
        outcome: ``succeeded``, ``degraded``, ``denied``, ``timed-out``; ``unknown`` where a lifetime has no source.
        because: The reason, in words.
        run: The run at its beginning; ``None`` for ``unknown``.
    """

    start: float
    end: float
    outcome: str
    because: str
    run: Trace | None = field(default=None, eq=False, repr=False)

    @property
    def works(self) -> bool:
        """True where the activity succeeds, by the usual path or a fallback."""
        return self.outcome in THROUGH

    def to_dict(self) -> dict[str, object]:
        """The band in JSON form."""
        return {
            "from_s": self.start,
            "to_s": self.end,
            "outcome": self.outcome,
            "because": self.because,
            "run": None if self.run is None else self.run.id,
        }


@frozen
class TimelineRow:
    """One activity of one cohort.

    Attributes:
        flow: The sign-in flow that the cohort belongs to.
        domain: The cohort's home domain, or identity provider.
        users: The number of users; ``None`` means unknown.
        holds: What the users hold when the scenario starts, in words.
        activity: One of :data:`dirsim.resilience.activities.ACTIVITIES`.
        bands: The stretches, in order, without gaps.
    """

    flow: str
    domain: str
    users: int | None
    holds: str
    activity: str
    bands: tuple[Band, ...]

    @property
    def lost_at(self) -> float | None:
        """The time at which it first stops working, in seconds; ``None`` means never."""
        return next((band.start for band in self.bands if not band.works), None)

    @property
    def back_at(self) -> float | None:
        """The time from which it works again permanently after a loss, in seconds; ``None`` means never lost, or not recovered."""
        if self.lost_at is None or not self.bands[-1].works:
            return None
        return max(band.end for band in self.bands if not band.works)

    def to_dict(self) -> dict[str, object]:
        """The row in JSON form."""
        return {
            "flow": self.flow,
            "domain": self.domain,
            "users": self.users,
            "holds": self.holds,
            "activity": self.activity,
            "bands": [band.to_dict() for band in self.bands],
        }


@frozen
class Timeline(Shown):
    """The timeline of one scenario for one design.

    Attributes:
        design: The topology's name.
        scenario: The scenario's name.
        horizon: The end of the timeline, in seconds.
        rows: One for each cohort and activity, in the order of the topology's flows.
    """

    design: str
    scenario: str
    horizon: float
    rows: tuple[TimelineRow, ...]

    def row(self, flow: str, activity: str) -> TimelineRow:
        """The row of a flow and an activity.

        Raises:
            KeyError: The timeline has no such row.
        """
        for row in self.rows:
            if (row.flow, row.activity) == (flow, activity):
                return row
        raise KeyError(f"no row for {flow!r} and {activity!r}")

    def to_dict(self) -> dict[str, object]:
        """The timeline in JSON form."""
        return {
            "schema": "dirsim.timeline/v1",
            "design": self.design,
            "scenario": self.scenario,
            "horizon_s": self.horizon,
            "rows": [row.to_dict() for row in self.rows],
        }

    def to_pandas(self) -> Any:
        """A pandas data frame: one row for each band of each activity; ``from_s`` and ``to_s`` in seconds.

        Raises:
            UsageError: pandas is not installed.
        """
        head = ("flow", "domain", "users", "holds", "activity")
        rows = [
            {**{name: getattr(row, name) for name in head}, **band.to_dict()} for row in self.rows for band in row.bands
        ]
        return to_frame(rows, (*head, "from_s", "to_s", "outcome", "because", "run"))

    def __str__(self) -> str:
        lines = [f"{self.scenario} over {self.design}"]
        for row in self.rows:
            bands = "; ".join(
                f"{duration_text(band.start) if band.start else '0'}-{duration_text(band.end)} {band.outcome}"
                for band in row.bands
            )
            lines.append(f"  {row.flow} | {row.activity} ({row.holds}): {bands}")
        return "\n".join(lines)


Play = Callable[[float], tuple[str, str, Trace | None]]
"""The result of an activity at an instant: outcome, reason, run."""


@define
class _TimelineState:
    simulation: Simulation
    scenario: Scenario
    lifetimes: Lifetimes
    signed_in_at: float
    horizon: float
    renew_window_s: float
    renew_limit_s: float


def timeline(
    topology: Topology,
    scenario: Scenario,
    *,
    signed_in_at: float = 0.0,
    until: float | None = None,
    lifetimes: Lifetimes | None = None,
    flows: Iterable[str] = (),
) -> Timeline:
    """The loss and recovery of every cohort's activities in a scenario.

    Args:
        topology: A design.
        scenario: The faults, and their times.
        signed_in_at: When the users who hold tickets and sessions signed in, in seconds from the scenario's start.
        until: The end of the timeline, in seconds; ``None`` means an hour after the last change.
        lifetimes: The lifetimes of tickets and sessions; ``None`` means the documented defaults.
        flows: Only these sign-ins; empty means all.
    """
    known = lifetimes or Lifetimes.of()
    facts = catalog()
    window = (facts["tgt-renew-window"].detail or {}).get("seconds")
    limit = (facts["tgt-renewal-lifetime"].detail or {}).get("days")
    ends = [fault.start + fault.lasts if fault.lasts is not None else fault.start for fault in scenario.faults]
    last = max([*ends, signed_in_at + (known.first_ticket_s or 0.0), signed_in_at + (known.console_s or 0.0)])
    state = _TimelineState(
        Simulation(topology),
        scenario,
        known,
        signed_in_at,
        until if until is not None else last + hours(1),
        float(window or 0.0),
        float(limit or 0.0) * hours(24),
    )
    wanted = tuple(flows) or tuple(name for name, spec in topology.flows.items() if spec.kind in SIGN_INS)
    rows = [row for name in wanted for row in _rows(state, name, topology.flows[name])]
    memberships = [] if tuple(flows) else [name for name, spec in topology.flows.items() if spec.kind == "domain-join"]
    rows += [row for name in memberships for row in _rows(state, name, topology.flows[name])]
    return Timeline(topology.name, scenario.name, state.horizon, tuple(rows))


def _rows(state: _TimelineState, name: str, spec: FlowSpec) -> Iterator[TimelineRow]:
    """The activities of one cohort or member; those that need a sign-in only where it succeeded at the time."""
    since = f"since {duration_text(state.signed_in_at) if state.signed_in_at else '0h'}"
    signed_in: bool | None = None

    def fresh(at: float) -> tuple[str, str, Trace | None]:
        run = state.simulation.run(name, state.scenario, at)
        return run.outcome, run.because, run

    for activity in activities(state.simulation.view, spec, state.lifetimes):
        if activity.after_sign_in and signed_in is None:
            signed_in = state.simulation.run(name, state.scenario, state.signed_in_at).through
        if activity.after_sign_in and not signed_in:
            return
        holds = f"{activity.holds} {since}" if activity.holds == SESSIONS else activity.holds
        play, ends = _playing(state, name, spec, activity, fresh)
        yield _row(state, name, spec, holds, activity.name, play, ends)


def _playing(
    state: _TimelineState, name: str, spec: FlowSpec, activity: Activity, fresh: Play
) -> tuple[Play, tuple[float | None, ...]]:
    """The function that runs an activity, and the time at which what it rests on expires."""
    if activity.program is None:
        return fresh, ()
    if not activity.rests_on:
        return _play(state, name, spec, activity.program), ()
    if activity.renewed:
        expiry = _expiry(state, name, activity.lasts_s)
    else:
        expiry = None if activity.lasts_s is None else state.signed_in_at + activity.lasts_s
    return _while_held(state, name, spec, activity.program, expiry, fresh, activity.rests_on), (expiry,)


def _play(state: _TimelineState, name: str, spec: FlowSpec, flow: Text) -> Play:
    """An activity whose result depends only on the state of the network."""

    def play(at: float) -> tuple[str, str, Trace | None]:
        run = state.simulation.read(flow, name, spec, state.scenario, at)
        return run.outcome, run.because, run

    return play


def _while_held(
    state: _TimelineState,
    name: str,
    spec: FlowSpec,
    flow: Text,
    expiry: float | None,
    fresh: Play,
    what: str,
) -> Play:
    """An activity that uses what is held while it is valid, and a new sign-in afterwards."""

    def play(at: float) -> tuple[str, str, Trace | None]:
        if expiry is None:
            return "unknown", f"no source states the lifetime of {what}", None
        whole = fresh(at)
        if at >= expiry:
            return whole[0], f"{what} has expired: {whole[1]}", whole[2]
        run = state.simulation.read(flow, name, spec, state.scenario, at)
        if not run.through:
            return run.outcome, run.because, run
        if whole[0] in THROUGH:
            return whole[0], whole[1], whole[2]
        return Outcome.DEGRADED, f"{what} is valid for {duration_text(expiry - at)} more; a new sign-in would fail", run

    return play


def _expiry(state: _TimelineState, name: str, length: float | None) -> float | None:
    """The time at which a ticket expires; it is renewed as long as its controllers can be reached shortly before that.

    Sources: facts ``tgt-renew-window`` and ``tgt-renewal-lifetime``.
    """
    if length is None:
        return None
    expiry = state.signed_in_at + length
    last = state.signed_in_at + state.renew_limit_s
    while expiry < min(last, state.horizon):
        renewed = state.simulation.run(name, state.scenario, max(expiry - state.renew_window_s, state.signed_in_at))
        if not renewed.through:
            break
        expiry += length
    return expiry


def _row(
    state: _TimelineState,
    name: str,
    spec: FlowSpec,
    holds: str,
    activity: str,
    play: Play,
    instants: tuple[float | None, ...],
) -> TimelineRow:
    """Run an activity once for each stretch between changes, and merge stretches with equal results."""
    changes = {0.0 if not state.signed_in_at or holds == "nothing" else state.signed_in_at}
    for fault in state.scenario.faults:
        changes.add(fault.start)
        if fault.lasts is not None:
            changes.add(fault.start + fault.lasts)
    changes.update(instant for instant in instants if instant is not None)
    first = min(changes) if holds == "nothing" else max(state.signed_in_at, 0.0)
    starts = sorted(at for at in {first, *changes} if first <= at < state.horizon)
    bands: list[Band] = []
    for place, at in enumerate(starts):
        end = starts[place + 1] if place + 1 < len(starts) else state.horizon
        outcome, because, run = play(at)
        if bands and bands[-1].outcome == outcome and (bands[-1].because == because or outcome == Outcome.SUCCEEDED):
            bands[-1] = Band(bands[-1].start, end, outcome, bands[-1].because, bands[-1].run)
        else:
            bands.append(Band(at, end, outcome, because, run))
    principal = state.simulation.topology.principals[spec.user]
    return TimelineRow(name, principal.domain, principal.count, holds, activity, tuple(bands))
