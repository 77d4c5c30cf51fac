"""Availability of sign-ins and workloads, with cut sets and importance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from attrs import field, frozen

from dirsim.catalog.limits import within
from dirsim.errors import UsageError
from dirsim.facts import Catalog
from dirsim.model.outcome import THROUGH
from dirsim.model.topology import Topology
from dirsim.pages.frame import to_frame
from dirsim.pages.picture import bars
from dirsim.resilience.chance import Weighing, weighing
from dirsim.resilience.contingency import Loss, users_of
from dirsim.resilience.cut_sets import CutSet, cut_sets
from dirsim.resilience.elements import Element, Elements, elements_of
from dirsim.shown import Shown

MINUTES_A_YEAR = 525_600
"""The minutes of 365 days."""

COLUMNS = ("flow", "workload", "availability", "minutes_down_per_year", "method", "error", "outcomes", "cut_sets")


@frozen(kw_only=True)
class FlowAvailability:
    """The availability of one sign-in.

    Attributes:
        flow: The flow's name.
        workload: The workload that it belongs to; empty means none.
        outcomes: The share of time for each outcome; together they are 1.
        method: ``bits`` or ``diagram`` (exact), or ``sampled``.
        error: The standard error of the shares; 0 where they are exact.
        minutes_by_element: For each element that matters: the minutes a year of downtime avoided if it never failed.
            Common failures count for each element involved, so the sum may exceed the total.
        unknown: The elements that matter and whose availability is not stated; where there are any, the availability
            is an upper bound.
        cut_sets: The smallest sets of failures that stop it; one empty set means that it never works.
    """

    flow: str
    workload: str
    outcomes: Mapping[str, float]
    method: str
    error: float
    minutes_by_element: Mapping[str, float]
    unknown: tuple[str, ...] = ()
    cut_sets: tuple[CutSet, ...] = ()

    @property
    def availability(self) -> float:
        """The share of time in which users can sign in, by the usual path or a fallback."""
        return min(1.0, sum(self.outcomes[outcome] for outcome in THROUGH))

    @property
    def minutes_down_per_year(self) -> float:
        """Minutes of a year of 365 days in which users cannot sign in."""
        return minutes_down(sum(share for outcome, share in self.outcomes.items() if outcome not in THROUGH))

    def to_dict(self) -> dict[str, Any]:
        """The flow in JSON form."""
        return {
            "flow": self.flow,
            "workload": self.workload,
            "availability": self.availability,
            "minutes_down_per_year": self.minutes_down_per_year,
            "method": self.method,
            "error": self.error,
            "outcomes": dict(self.outcomes),
            "minutes_by_element": dict(self.minutes_by_element),
            "unknown": list(self.unknown),
            "cut_sets": [list(failed) for failed in self.cut_sets],
        }


@frozen(kw_only=True)
class WorkloadAvailability:
    """The availability of a workload: every sign-in of it works at once.

    Attributes:
        workload: The workload.
        availability: Share of time, 0 to 1.
        minutes_down_per_year: Minutes of a year of 365 days in which one of them does not work.
    """

    workload: str
    availability: float
    minutes_down_per_year: float

    def to_dict(self) -> dict[str, Any]:
        """The workload in JSON form."""
        return {
            "workload": self.workload,
            "availability": self.availability,
            "minutes_down_per_year": self.minutes_down_per_year,
        }


@frozen(kw_only=True)
class ElementHarm:
    """The importance of one element for the design.

    Attributes:
        element: The element.
        birnbaum: The Birnbaum importance: the probability that a sign-in works while the element works, less that while it
            has failed, as the mean of all flows.
        lost: The users who lose a sign-in when it fails alone.
    """

    element: Element
    birnbaum: float
    lost: Loss

    def to_dict(self) -> dict[str, Any]:
        """The element in JSON form."""
        return {
            "element": self.element.name,
            "kind": self.element.kind,
            "availability": self.element.availability,
            "fact": self.element.fact,
            "birnbaum": self.birnbaum,
            "users_lost": self.lost.users,
            "cohorts_of_unknown_size": list(self.lost.unknown),
        }


@frozen(kw_only=True, slots=False)
class Availability(Shown):
    """The availability of a design's sign-ins, and the failures that stop them.

    Attributes:
        design: The design's label; empty for a topology without a name.
        flows: Each flow, in the order of the topology.
        workloads: Each workload that flows belong to.
        elements: The elements that matter, the most harmful first.
        unknown: The elements whose availability is not stated: they count as never failing.
        max_order: The greatest number of simultaneous failures in the cut sets.
        topology: The design.
    """

    design: str
    flows: tuple[FlowAvailability, ...]
    workloads: tuple[WorkloadAvailability, ...]
    elements: tuple[ElementHarm, ...]
    unknown: tuple[str, ...]
    max_order: int
    topology: Topology = field(repr=False, eq=False)
    can_fail: Elements = field(repr=False, eq=False)

    @cached_property
    def _by_flow(self) -> dict[str, FlowAvailability]:
        return {entry.flow: entry for entry in self.flows}

    def __getitem__(self, flow: str) -> FlowAvailability:
        """The availability of one flow, by its name."""
        return self._by_flow[flow]

    def __iter__(self) -> Iterator[FlowAvailability]:
        return iter(self.flows)

    def __len__(self) -> int:
        return len(self.flows)

    def cut_sets(self, max_order: int = 2) -> dict[str, tuple[CutSet, ...]]:
        """For each flow the smallest sets of failures that stop it, up to an order.

        Args:
            max_order: The greatest number of simultaneous failures.

        Raises:
            UsageError: The order is less than 1, or there are too many sets of that many failures.
        """
        if max_order == self.max_order:
            return {entry.flow: entry.cut_sets for entry in self.flows}
        return cut_sets(self.topology, self.can_fail.names, self.can_fail.causes, checked_order(max_order))

    def to_dict(self) -> dict[str, Any]:
        """The answer in JSON form (``dirsim.availability/v1``)."""
        return {
            "schema": "dirsim.availability/v1",
            "design": self.design,
            "flows": [entry.to_dict() for entry in self.flows],
            "workloads": [entry.to_dict() for entry in self.workloads],
            "elements": [entry.to_dict() for entry in self.elements],
            "unknown": list(self.unknown),
            "max_order": self.max_order,
        }

    def to_pandas(self) -> Any:
        """A pandas data frame: one row for each flow.

        Raises:
            UsageError: pandas is not installed.
        """
        return to_frame([entry.to_dict() for entry in self.flows], COLUMNS)

    def plot(self, axes: Any = None) -> Any:
        """Draw the minutes a year that each sign-in is down, as bars, and return the axes.

        Args:
            axes: The axes to draw on; ``None`` creates a new figure.

        Raises:
            UsageError: matplotlib is not installed.
        """
        return bars({entry.flow: entry.minutes_down_per_year for entry in self.flows}, "minutes down a year", axes)


def availability(
    topology: Topology,
    *,
    max_order: int = 2,
    method: str | None = None,
    seed: int = 0,
    facts: Catalog | None = None,
) -> Availability:
    """The availability of each sign-in, exact wherever that is affordable, and the smallest sets of failures that stop it.

    Args:
        topology: The design.
        max_order: The greatest number of failures in a cut set.
        method: ``bits``, ``diagram`` or ``sampled``; ``None`` selects the fastest exact one.
        seed: The seed for ``sampled``.
        facts: The facts that apply; ``None`` means all.

    Raises:
        UsageError: The method is unknown, the order is less than 1, or there are more elements than the method supports.
    """
    order = checked_order(max_order)
    found = elements_of(topology, facts)
    shares = found.availability
    weighed = weighing(topology, found.names, shares, found.causes, method, seed)
    cuts = cut_sets(topology, found.names, found.causes, order)
    places = {name: place for place, name in enumerate(found.names)}
    importances: dict[str, Mapping[str, float]] = {}
    flows = []
    for name, swept in weighed.sweep.flows.items():
        importance = importances[name] = weighed.importance(swept.through)
        outcomes = {outcome: sum(map(weighed.chance, swept.parts(outcome))) for outcome in swept.found}
        through = sum(outcomes[outcome] for outcome in THROUGH)
        mattering = sorted(importance, key=places.__getitem__)
        by_element = {
            element: max(0.0, minutes_down(importance[element] * (1 - shares[element])))
            for element in mattering
            if shares.get(element, 1.0) < 1
        }
        flows.append(
            FlowAvailability(
                flow=name,
                workload=topology.flows[name].workload,
                outcomes=outcomes,
                method=weighed.method,
                error=weighed.error(through),
                minutes_by_element=dict(sorted(by_element.items(), key=lambda entry: -entry[1])),
                unknown=tuple(element for element in mattering if element not in shares),
                cut_sets=cuts[name],
            )
        )
    harms = _harms(topology, found, importances, cuts)
    return Availability(
        design=topology.name,
        flows=tuple(flows),
        workloads=tuple(_workloads(topology, weighed)),
        elements=harms,
        unknown=tuple(harm.element.name for harm in harms if harm.element.availability is None),
        max_order=order,
        topology=topology,
        can_fail=found,
    )


def minutes_down(share: float) -> float:
    """Minutes of a year of 365 days, from a share of time, rounded to five decimals so that rounding errors do not show."""
    return round(MINUTES_A_YEAR * share, 5) + 0.0


def checked_order(max_order: int) -> int:
    """The order, checked.

    Raises:
        UsageError: It is less than 1, or more than the limit.
    """
    if max_order < 1:
        raise UsageError(f"max_order must be at least 1, not {max_order}")
    beyond = within("order", max_order, "max_order")
    if beyond:
        raise UsageError(beyond)
    return max_order


def _workloads(topology: Topology, weighed: Weighing) -> Iterator[WorkloadAvailability]:
    for workload in dict.fromkeys(spec.workload for spec in topology.flows.values() if spec.workload):
        sets = weighed.sweep.space.full
        for name, spec in topology.flows.items():
            if spec.workload == workload:
                sets = sets & weighed.sweep.flows[name].through
        share = weighed.chance(sets)
        down = weighed.chance(weighed.sweep.space.full ^ sets)
        yield WorkloadAvailability(workload=workload, availability=share, minutes_down_per_year=minutes_down(down))


def _harms(
    topology: Topology,
    found: Elements,
    importances: Mapping[str, Mapping[str, float]],
    cuts: Mapping[str, tuple[CutSet, ...]],
) -> tuple[ElementHarm, ...]:
    """The elements that matter to some flow, most users lost first, then by Birnbaum importance."""
    matter = {element for importance in importances.values() for element in importance}
    matter |= {element for sets in cuts.values() for failed in sets for element in failed}
    lost: dict[str, list[str]] = {}
    for flow, sets in cuts.items():
        for alone in (failed[0] for failed in sets if len(failed) == 1):
            lost.setdefault(alone, []).append(flow)
    total: dict[str, float] = {}
    for importance in importances.values():
        for name, value in importance.items():
            total[name] = total.get(name, 0.0) + value
    harms = []
    for name, element in found.by_name.items():
        if name in matter:
            mean = total.get(name, 0.0) / max(len(importances), 1)
            harms.append(ElementHarm(element=element, birnbaum=mean, lost=users_of(topology, lost.get(name, ()))))
    return tuple(sorted(harms, key=lambda harm: (-harm.lost.users, -round(harm.birnbaum, 12), harm.element.name)))
