"""The exact availability of each sign-in and each workload, what takes it down, and which element matters most."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from attrs import field, frozen

from dirsim.analysis.chance import Weighing, weighing
from dirsim.analysis.contingency import Loss, outcome_in, users_of
from dirsim.analysis.cut_sets import CutSet, cut_sets
from dirsim.analysis.elements import Element, Elements, elements_of
from dirsim.analysis.frame import to_frame
from dirsim.analysis.picture import bars
from dirsim.errors import UsageError
from dirsim.facts import Catalog
from dirsim.flows.exchange import THROUGH
from dirsim.model.topology import Topology
from dirsim.simulate.states import FailureSets
from dirsim.simulate.sweep import Sweep

MINUTES_A_YEAR = 525_600
"""Of 365 days."""

COLUMNS = ("flow", "workload", "availability", "minutes_down_per_year", "method", "error", "outcomes", "cut_sets")


@frozen(kw_only=True)
class FlowAvailability:
    """How often one sign-in works.

    Attributes:
        flow: The flow's name.
        workload: The workload that it stands for; empty means none.
        outcomes: The share of time for each outcome; together they are 1.
        method: ``bits`` or ``diagram`` (exact), or ``sampled``.
        error: The standard error of the shares; 0 where they are exact.
        minutes_by_element: For each element that matters: the minutes a year that would not be lost if it never failed.
            What only fails together with others counts for each of them, so the sum may be more than the whole.
        unknown: The elements that matter and whose availability nobody stated; where there are any, the availability
            is what it is at most.
        cut_sets: The smallest sets of failures that stop it; one empty set means that it does not work at all.
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
        """The share of time in which people get in, by whatever way."""
        return min(1.0, sum(self.outcomes[outcome] for outcome in THROUGH))

    @property
    def minutes_down_per_year(self) -> float:
        """Minutes of a year of 365 days in which they do not."""
        return minutes_down(sum(share for outcome, share in self.outcomes.items() if outcome not in THROUGH))

    def to_dict(self) -> dict[str, Any]:
        """The flow as JSON shows it."""
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
    """How often every sign-in of a workload works at once.

    Attributes:
        workload: The workload.
        availability: Share of time, 0 to 1.
        minutes_down_per_year: Minutes of a year of 365 days in which one of them does not.
    """

    workload: str
    availability: float
    minutes_down_per_year: float

    def to_dict(self) -> dict[str, Any]:
        """The workload as JSON shows it."""
        return {
            "workload": self.workload,
            "availability": self.availability,
            "minutes_down_per_year": self.minutes_down_per_year,
        }


@frozen(kw_only=True)
class ElementHarm:
    """How much one element matters to the design.

    Attributes:
        element: The element.
        birnbaum: How much more often a sign-in works while the element does than while it has failed, as the mean of
            all flows.
        lost: Who loses a sign-in when it fails alone.
    """

    element: Element
    birnbaum: float
    lost: Loss

    def to_dict(self) -> dict[str, Any]:
        """The element as JSON shows it."""
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
class Availability:
    """How often sign-ins work over a design, and what takes them down.

    Attributes:
        design: The design's label; empty for a topology without a name.
        flows: Each flow, in the order of the topology.
        workloads: Each workload that flows stand for.
        elements: The elements that matter, the most harmful first.
        unknown: Those of them whose availability nobody stated: they count as never failing.
        max_order: The greatest number of failures that cut sets were looked for with.
        topology: The design itself.
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
        """For each flow the smallest sets of at most so many failures that stop it.

        Args:
            max_order: The greatest number of failures at once.

        Raises:
            UsageError: The order is less than 1, or there are too many sets of so many failures.
        """
        if max_order == self.max_order:
            return {entry.flow: entry.cut_sets for entry in self.flows}
        return cut_sets(self.topology, self.can_fail.names, self.can_fail.causes, checked_order(max_order))

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON shows it (``dirsim.availability/v1``)."""
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
        """The minutes a year that each sign-in is down, as bars; gives the axes.

        Args:
            axes: Where to draw; ``None`` makes a figure of its own.

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
    """How often each sign-in works, exactly wherever that is affordable, and the smallest sets of failures that stop it.

    Args:
        topology: The design.
        max_order: Cut sets of at most so many failures.
        method: ``bits``, ``diagram`` or ``sampled``; ``None`` takes the quickest exact one.
        seed: For ``sampled``.
        facts: The facts that hold; ``None`` means all.

    Raises:
        UsageError: There is no such method, the order is less than 1, or there are more elements than a method can take.
    """
    order = checked_order(max_order)
    found = elements_of(topology, facts)
    shares = found.availability
    weighed = weighing(topology, found.names, shares, found.causes, method, seed)
    cuts = cut_sets(topology, found.names, found.causes, order)
    importances: dict[str, Mapping[str, float]] = {}
    flows = []
    for name, swept in weighed.sweep.flows.items():
        importance = importances[name] = weighed.importance(swept.through)
        outcomes = {outcome: sum(map(weighed.chance, swept.parts(outcome))) for outcome in swept.found}
        through = sum(outcomes[outcome] for outcome in THROUGH)
        by_element = {
            element: max(0.0, minutes_down(importance[element] * (1 - shares[element])))
            for element in found.names
            if element in importance and shares.get(element, 1.0) < 1
        }
        flows.append(
            FlowAvailability(
                flow=name,
                workload=topology.flows[name].workload,
                outcomes=outcomes,
                method=weighed.method,
                error=weighed.error(through),
                minutes_by_element=dict(sorted(by_element.items(), key=lambda entry: -entry[1])),
                unknown=tuple(element for element in found.names if element in importance and element not in shares),
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
    """Minutes of a year of 365 days, from a share of time; to the hundred-thousandth, so that rounding does not show."""
    return round(MINUTES_A_YEAR * share, 5) + 0.0


def checked_order(max_order: int) -> int:
    """The order itself.

    Raises:
        UsageError: It is less than 1.
    """
    if max_order < 1:
        raise UsageError(f"the order of cut sets is a number of failures, 1 or more, not {max_order}")
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
    space = FailureSets(found.names, 1)
    flows = Sweep(topology, space, found.causes).run()
    harms = []
    for place, (name, element) in enumerate(found.by_name.items(), 1):
        if name in matter:
            lost = [
                flow
                for flow, swept in flows.items()
                if outcome_in(swept, 0) in THROUGH and outcome_in(swept, place) not in THROUGH
            ]
            mean = sum(importance.get(name, 0.0) for importance in importances.values()) / max(len(importances), 1)
            harms.append(ElementHarm(element=element, birnbaum=mean, lost=users_of(topology, lost)))
    return tuple(sorted(harms, key=lambda harm: (-harm.lost.users, -round(harm.birnbaum, 12), harm.element.name)))
