"""Many runs of one flow under random loss: shares of outcomes, and how long they take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from attrs import frozen

from dirsim.flows.view import View
from dirsim.model.scenario import Scenario
from dirsim.model.topology import Topology
from dirsim.simulate.clock.timed import Lab


@frozen
class Spread:
    """What a flow comes to over many seeds.

    Attributes:
        outcomes: How many runs ended with each outcome.
        categories: How many ended in each category.
        seconds: How long each took, shortest first.
    """

    outcomes: Mapping[str, int]
    categories: Mapping[str, int]
    seconds: tuple[float, ...]

    @classmethod
    def over(cls, topology: Topology, flow: str, scenario: Scenario, *, runs: int = 100, at: float = 0.0) -> Spread:
        """Run a flow with the seeds 0, 1, 2 and so on.

        Args:
            topology: What it runs over.
            flow: The flow's name; it is a client program.
            scenario: What goes wrong.
            runs: How many seeds.
            at: When it starts, in seconds from the scenario's start.

        Raises:
            UsageError: The topology has no such flow, or it is no client program.
        """
        view = View(topology)
        traces = [Lab(view, scenario, seed).play(flow, at) for seed in range(runs)]
        return cls(
            dict(Counter(trace.outcome for trace in traces)),
            dict(Counter(trace.ending.category for trace in traces)),
            tuple(sorted(trace.seconds for trace in traces)),
        )

    @property
    def through(self) -> float:
        """The share of runs that got through, 0 to 1."""
        good = sum(count for outcome, count in self.outcomes.items() if outcome in ("succeeded", "degraded"))
        return good / len(self.seconds)

    def quantile(self, share: float) -> float:
        """The seconds within which a share of the runs (0 to 1) ended."""
        return self.seconds[min(len(self.seconds) - 1, int(share * len(self.seconds)))]
