"""Probability that a sign-in works: by bits, by diagram or by sampling."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import sqrt
from typing import Any

from attrs import frozen

from dirsim.errors import UsageError
from dirsim.model.topology import Topology
from dirsim.simulation.bits_chance import BitsChance
from dirsim.simulation.fast_diagram import MOST_NODES, diagrams
from dirsim.simulation.order import frontier_order
from dirsim.simulation.states import DrawnStates, EveryState, TooManyElementsError
from dirsim.simulation.sweep import Sweep

METHODS = ("bits", "diagram", "sampled")

QUICK_BY_BITS = 20
"""The greatest number of elements for the method ``bits`` unless a method is named; diagrams are faster beyond it."""

NODES_UNASKED = 4_000_000
"""The greatest number of nodes of diagrams, about 400 MB, unless the method is named: beyond it a sample answers sooner."""

Causes = Mapping[str, tuple[str, ...]]


@frozen
class Weighing:
    """A sweep, and the functions that weigh its sets of states.

    Attributes:
        method: ``bits`` or ``diagram``, which are exact, or ``sampled``.
        sweep: The sweep.
        chance: The probability of a set.
        importance: For each element that matters to a set: the set's probability where the element works, less that
            where it has failed.
        error: The standard error of a probability; 0 where it is exact.
    """

    method: str
    sweep: Sweep[Any]
    chance: Callable[[Any], float]
    importance: Callable[[Any], Mapping[str, float]]
    error: Callable[[float], float] = lambda probability: 0.0 * probability


def weighing(
    topology: Topology,
    elements: tuple[str, ...],
    availability: Mapping[str, float],
    causes: Causes,
    method: str | None = None,
    seed: int = 0,
) -> Weighing:
    """The sweep by a method; by default the fastest exact method, and sampling only where none is affordable.

    Args:
        topology: The design.
        elements: The elements that can fail.
        availability: The availability of each element, 0 to 1; elements left out never fail.
        causes: For each common cause, the names of the elements that it takes down.
        method: One of :data:`METHODS`; ``None`` selects one.
        seed: The seed for ``sampled``.

    Raises:
        TooManyElementsError: There are more elements than the method supports.
        UsageError: The method is unknown.
    """
    if method is not None and method not in METHODS:
        raise UsageError(f"unknown method {method!r}; expected one of: {', '.join(METHODS)}")
    wanted = method or ("bits" if len(elements) <= QUICK_BY_BITS else "diagram")
    if wanted == "bits":
        return _by_bits(topology, elements, availability, causes)
    if wanted == "diagram":
        try:
            most = NODES_UNASKED if method is None else MOST_NODES
            return _by_diagrams(topology, elements, availability, causes, most)
        except TooManyElementsError:
            if method is not None:
                raise
    return _by_drawing(topology, elements, availability, causes, seed)


def _by_bits(
    topology: Topology, elements: tuple[str, ...], availability: Mapping[str, float], causes: Causes
) -> Weighing:
    sweep = Sweep(topology, EveryState(elements), causes)
    sweep.run()
    chance = BitsChance(availability.get(element, 1.0) for element in elements)

    def importance(states: int) -> dict[str, float]:
        found = zip(elements, chance.importance(states), strict=True)
        return {element: difference for element, (matters, difference) in found if matters}

    return Weighing("bits", sweep, chance.of, importance)


def _by_diagrams(
    topology: Topology, elements: tuple[str, ...], availability: Mapping[str, float], causes: Causes, most_nodes: int
) -> Weighing:
    space = diagrams(frontier_order(topology, elements, causes), most_nodes)
    sweep: Sweep[Any] = Sweep(topology, space, causes)
    sweep.run()
    return Weighing("diagram", sweep, space.chance(availability), lambda states: space.importance(states, availability))


def _by_drawing(
    topology: Topology, elements: tuple[str, ...], availability: Mapping[str, float], causes: Causes, seed: int
) -> Weighing:
    space = DrawnStates(elements, availability, seed=seed)
    sweep = Sweep(topology, space, causes)
    sweep.run()
    count, full = space.count, space.full

    def importance(states: int) -> dict[str, float]:
        """Compare the sampled states by whether the element works; one that never or always works is left out."""
        found = {}
        for element in elements:
            up = space.up(element)
            works = up.bit_count()
            if 0 < works < count:
                with_it = (states & up).bit_count() / works
                found[element] = with_it - (states & (full ^ up)).bit_count() / (count - works)
        return found

    def error(share: float) -> float:
        """The standard error, at least the share of one draw, since a sample of all or none is not exact."""
        return max(sqrt(share * (1.0 - share) / count), 1.0 / count)

    return Weighing("sampled", sweep, lambda states: states.bit_count() / count, importance, error)
