"""Built designs: what one question and its variations share."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from attrs import define, field

from dirsim.catalog.labels import Label
from dirsim.designs.baseline import Baseline
from dirsim.designs.builders import build, draft_of
from dirsim.designs.design import Design, Draft
from dirsim.facts import Catalog
from dirsim.model.requirements import Requirements
from dirsim.recommendation.candidate import Cost
from dirsim.recommendation.cost import cost_depends_on, monthly_cost
from dirsim.simulation.shared_runs import SharedRuns
from dirsim.simulation.simulation import Simulation

STATED = ("workloads.", "needs.", "forbids.")
"""The paths of the requirements that a file states itself."""


@define(eq=False)
class BuiltDesign:
    """A design that was built, with what was found out about it.

    Attributes:
        design: The design.
        simulation: Its simulation, with the runs so far.
        costs: Its cost by what of the baseline it depends on.
        draft: Its draft, for a design without workloads.
        least: The lower bounds of its ranking keys, by their measures.
    """

    design: Design
    simulation: Simulation
    costs: dict[tuple[object, ...], Cost] = field(factory=dict)
    draft: Draft | None = None
    least: dict[tuple[str, ...], tuple[float, ...]] = field(factory=dict)


@define(eq=False)
class Built:
    """Designs that were built in one question and its variations, with what was found out, to be used again.

    Its variations share the facts and the prices of the question.

    Attributes:
        baselines: The baselines so far; equal ones share a place.
        designs: Designs by the place of their baseline and their label.
        bare: The same for designs without their workloads.
        last_missed: What designs missed, the latest first: it is asked first of the next one.
        missed: What designs were seen to miss of workloads, needs and forbidden words, by the place of the baseline and the label.
        runs: The runs that designs share.
    """

    baselines: list[Baseline] = field(factory=list)
    designs: dict[tuple[int, Label], BuiltDesign] = field(factory=dict)
    bare: dict[tuple[int, Label], BuiltDesign] = field(factory=dict)
    last_missed: list[str] = field(factory=list)
    missed: dict[tuple[int, Label], frozenset[str]] = field(factory=dict)
    runs: SharedRuns = field(factory=SharedRuns)

    def _place(self, baseline: Baseline) -> int:
        for place, known in enumerate(self.baselines):
            if known is baseline:
                return place
        self.baselines.append(baseline)
        return len(self.baselines) - 1

    def shared(self, baseline: Baseline) -> Baseline:
        """The first baseline that is equal to one, so that what was built for it is found."""
        return next((known for known in self.baselines if known == baseline), baseline)

    def design(self, baseline: Baseline, label: Label) -> BuiltDesign:
        """A design on a baseline, built at most once."""
        key = (self._place(baseline), label)
        if key not in self.designs:
            self.designs[key] = self._with_simulation(build(baseline, label))
        return self.designs[key]

    def unattached(self, baseline: Baseline, label: Label) -> BuiltDesign:
        """The parts of a design on a baseline, built at most once."""
        key = (self._place(baseline), label)
        if key not in self.bare:
            draft = draft_of(baseline, label)
            self.bare[key] = self._with_simulation(draft.done())
            self.bare[key].draft = draft
        return self.bare[key]

    def cost(self, made: BuiltDesign, baseline: Baseline, facts: Catalog, req: Requirements) -> Cost:
        """The cost of a design on a baseline, worked out at most once."""
        depends_on = cost_depends_on(baseline)
        if depends_on not in made.costs:
            made.costs[depends_on] = monthly_cost(made.design, baseline, facts, req.prices)
        return made.costs[depends_on]

    def miss(self, baseline: Baseline, label: Label, requirements: Iterable[str]) -> None:
        """Keep which workloads, needs and forbidden words are among the requirements that a design misses."""
        missed = frozenset(path for path in requirements if path.startswith(STATED))
        if missed:
            self.missed[self._place(baseline), label] = missed

    def missing(self, baseline: Baseline, requirements: Collection[str]) -> frozenset[Label]:
        """The designs on a baseline that are known to miss one of some requirements."""
        place = self._place(baseline)
        return frozenset(
            label for (at, label), missed in self.missed.items() if at == place and not missed.isdisjoint(requirements)
        )

    def _with_simulation(self, design: Design) -> BuiltDesign:
        return BuiltDesign(design, Simulation(design.topology, self.runs.over(design.topology, design.attached)))
