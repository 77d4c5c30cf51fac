"""Contingency tables: effects of single and double failures (N-1, N-2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from attrs import field, frozen

from dirsim.model.outcome import THROUGH
from dirsim.model.topology import Topology
from dirsim.pages.frame import to_frame
from dirsim.pages.picture import bars
from dirsim.resilience.cut_sets import minimal_sets, ones
from dirsim.resilience.elements import Elements, elements_of
from dirsim.shown import Shown
from dirsim.simulation.states import FailureSets
from dirsim.simulation.sweep import Sweep, Swept


@frozen
class Loss:
    """The users who lose a sign-in that works without failures.

    Attributes:
        users: The number of users in cohorts of known size.
        unknown: The number of cohorts of unknown size that lose one as well.
    """

    users: int = 0
    unknown: tuple[str, ...] = ()


@frozen
class Contingency:
    """One set of failures and its effects.

    Attributes:
        failed: The failed elements; empty is the healthy network.
        outcomes: The flows whose outcome differs from that in the healthy network (in the healthy one: all), with their outcomes.
        lost: The users who lose a sign-in.
        more: The lost flows that no smaller subset of the failures stops.
    """

    failed: tuple[str, ...]
    outcomes: Mapping[str, str]
    lost: Loss
    more: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The row in JSON form."""
        return {
            "failed": list(self.failed),
            "outcomes": dict(self.outcomes),
            "users_lost": self.lost.users,
            "cohorts_of_unknown_size": list(self.lost.unknown),
            "lost_only_together": list(self.more),
        }


@frozen
class Contingencies(Shown):
    """The effects of every set of failures up to an order.

    Attributes:
        design: The design's label; empty for a topology without a name.
        order: The greatest number of simultaneous failures.
        rows: The healthy network first, then the sets of failures that have an effect, smaller ones first; of pairs
            and larger sets only those that stop a flow which no subset of them stops.
        looked_at: The number of sets of failures examined.
        elements: The elements that can fail.
    """

    design: str
    order: int
    rows: tuple[Contingency, ...]
    looked_at: int
    elements: Elements = field(repr=False)

    def to_dict(self) -> dict[str, Any]:
        """The tables in JSON form (``dirsim.sweep/v1``)."""
        return {
            "schema": "dirsim.sweep/v1",
            "design": self.design,
            "order": self.order,
            "failure_sets": self.looked_at,
            "elements": list(self.elements.names),
            "rows": [row.to_dict() for row in self.rows],
        }

    def to_pandas(self) -> Any:
        """A pandas data frame: one row for each set of failures.

        Raises:
            UsageError: pandas is not installed.
        """
        return to_frame([row.to_dict() for row in self.rows], tuple(Contingency((), {}, Loss()).to_dict()))

    def plot(self, axes: Any = None) -> Any:
        """Draw how many users lose a sign-in by each failure alone, as bars, and return the axes.

        Args:
            axes: The axes to draw on; ``None`` creates a new figure.

        Raises:
            UsageError: matplotlib is not installed.
        """
        alone = [row for row in self.rows if len(row.failed) == 1]
        return bars({row.failed[0]: row.lost.users for row in alone}, "users who lose a sign-in", axes)


def contingencies(
    topology: Topology,
    order: int = 2,
    elements: Elements | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Contingencies:
    """The effects of every set of up to ``order`` failures.

    Args:
        topology: The design.
        order: The greatest number of simultaneous failures.
        elements: The elements that can fail; ``None`` means all.
        progress: Called with the number of sign-ins done and their total; ``None`` means no progress reports.

    Raises:
        TooManyElementsError: There are too many sets of that many failures to examine.
    """
    found = elements if elements is not None else elements_of(topology)
    space = FailureSets(found.names, min(order, len(found.names)))
    sweep = Sweep(topology, space, found.causes)
    for done, name in enumerate(topology.flows, 1):
        sweep.run((name,))
        if progress is not None:
            progress(done, len(topology.flows))
    flows = sweep.flows
    healthy = {name: outcome_in(swept, 0) for name, swept in flows.items()}
    together: dict[tuple[int, tuple[str, ...]], list[str]] = {
        (place, (name,)): [] for place, name in enumerate(found.names[: len(found.names) if space.most else 0], 1)
    }
    for name, swept in flows.items():
        if healthy[name] in THROUGH:
            for place, failed in minimal_sets(space, space.full ^ swept.through):
                together.setdefault((place, failed), []).append(name)
    rows = [Contingency((), healthy, Loss())]
    asked = 0
    for place, _ in together:
        asked |= 1 << place
    changes: dict[int, dict[str, str]] = {}
    for name, swept in flows.items():
        for place in ones(asked & (space.full ^ swept.sets[healthy[name]])):
            changes.setdefault(place, {})[name] = outcome_in(swept, place)
    for (place, failed), more in sorted(together.items()):
        changed = changes.get(place)
        if changed:
            lost = [name for name, outcome in changed.items() if _is_lost(healthy[name], outcome)]
            only = tuple(more) if len(failed) > 1 else ()
            rows.append(Contingency(failed, changed, users_of(topology, lost), only))
    return Contingencies(topology.name, order, tuple(rows), space.full.bit_length(), found)


def _is_lost(before: str, now: str) -> bool:
    return before in THROUGH and now not in THROUGH


def outcome_in(swept: Swept[int], place: int) -> str:
    """The outcome of a flow in one state."""
    return next(outcome for outcome, states in swept.sets.items() if states >> place & 1)


def users_of(topology: Topology, flows: Iterable[str]) -> Loss:
    """The users of some flows, each cohort once."""
    cohorts = dict.fromkeys(topology.flows[name].user for name in flows)
    users, unknown = 0, []
    for cohort in cohorts:
        principal = topology.principals.get(cohort)
        if principal is None or principal.kind != "user":
            continue
        if principal.count is None:
            unknown.append(cohort)
        else:
            users += principal.count
    return Loss(users, tuple(unknown))
