"""Draws of a run in which chance decides, such as lossy links.

One draw says little, so a run is repeated with the seeds 0, 1, 2 and so on, and its row has the shares of the outcomes and a
middle range of the durations. Equal seeds give equal draws on every machine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from attrs import evolve

from dirsim.model.outcome import OUTCOMES
from dirsim.model.scenario import Scenario
from dirsim.simulation.trace import Chance, Trace

DRAWS = 50
"""The number of draws of a row: shares in steps of two per cent."""


def by_chance(scenario: Scenario) -> bool:
    """True where chance decides in a scenario: some link loses a share of its packets, but not all."""
    return any(fault.kind == "loss" and 0 < fault.amount < 1 for fault in scenario.faults)


def drawn(run: Callable[[int], Trace], draws: int = DRAWS) -> Trace:
    """The run with the most frequent outcome and the median duration of these, and the results of all draws.

    Args:
        run: Runs the flow with a seed.
        draws: The number of seeds.
    """
    traces = [run(seed) for seed in range(draws)]
    counts = Counter(trace.outcome for trace in traces)
    often = max(OUTCOMES, key=lambda outcome: counts[outcome])  # the better of equally frequent ones
    chosen = sorted((trace for trace in traces if trace.outcome == often), key=_lowest)
    lows = sorted(map(_lowest, traces))
    highs = [high for trace in traces if (high := trace.elapsed_range_s[1]) is not None]
    known = len(highs) == len(traces)
    edge = draws // 20
    chance = Chance(
        tuple((outcome, counts[outcome] / draws) for outcome in OUTCOMES if counts[outcome]),
        lows[draws // 2] if known else None,
        (lows[edge], sorted(highs)[-1 - edge] if known else None),
    )
    return evolve(chosen[len(chosen) // 2], chance=chance)


def _lowest(trace: Trace) -> float:
    return trace.elapsed_range_s[0]
