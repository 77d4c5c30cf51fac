"""How probable a set of states is, by the three methods: state by state, by decision diagrams, by drawing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import sqrt
from typing import Generic, Literal, get_args

from attrs import frozen

from dirsim.errors import UsageError
from dirsim.simulate.fast_diagram import diagrams
from dirsim.simulate.order import frontier_order
from dirsim.simulate.states import MOST_ELEMENTS, DrawnStates, EveryState, S, Space, TooManyElementsError
from dirsim.simulate.sweep import Sweep
from dirsim.model.topology import Topology

Method = Literal["bits", "diagram", "sampled"]
METHODS: tuple[Method, ...] = get_args(Method)

QUICK_BY_BITS = 20
"""Up to so many elements are taken state by state unless a method is named; beyond, diagrams are quicker."""


@frozen
class Weighing(Generic[S]):
    """A sweep and the means to weigh its sets.

    Attributes:
        method: How the figures come about.
        sweep: The sweep.
        chance: The probability of a set of states.
        importance: For each element that matters to a set: the set's probability where the element works, less that
            where it has failed.
        error: The standard error of a probability; 0 for the exact methods.
    """

    method: Method
    sweep: Sweep[S]
    chance: Callable[[S], float]
    importance: Callable[[S], Mapping[str, float]]
    error: Callable[[float], float]


def exact(probability: float) -> float:
    """The error of an exact figure."""
    del probability
    return 0.0


def weighings(
    topology: Topology,
    elements: tuple[str, ...],
    availability: Mapping[str, float],
    causes: Mapping[str, tuple[str, ...]],
    method: Method | None = None,
    seed: int = 0,
) -> Weighing[int] | Weighing:
    """The sweep by a method; without one by the quickest exact method, and by drawing only where none is affordable.

    Args:
        topology: The design.
        elements: What can fail.
        availability: Of each element, 0 to 1; what is left out never fails.
        causes: For each element that takes others along, their names.
        method: ``bits``, ``diagram`` or ``sampled``; ``None`` leaves the choice.
        seed: For ``sampled``.

    Raises:
        TooManyElementsError: There are more elements than the method can take.
        UsageError: There is no such method.
    """
    if method is not None and method not in METHODS:
        raise UsageError(f"unknown method {method!r}; there are: {', '.join(METHODS)}")
    if method == "bits" or (method is None and len(elements) <= QUICK_BY_BITS):
        return _by_bits(topology, elements, availability, causes)
    if method != "sampled":
        try:
            weighing = _by_diagrams(topology, elements, availability, causes)
            weighing.sweep.run()
        except TooManyElementsError:
            if method is not None:
                raise
        else:
            return weighing
    return _by_drawing(topology, elements, availability, causes, seed)


def _by_bits(
    topology: Topology, elements: tuple[str, ...], availability: Mapping[str, float], causes: Mapping[str, tuple[str, ...]]
) -> Weighing[int]:
    space = EveryState(elements)
    chance = bits_chance(elements, availability)

    def importance(states: int) -> dict[str, float]:
        found: dict[str, float] = {}
        for place, element in enumerate(elements):
            up = space.up(element)
            # The states with the element failed, seen as if it worked: those in which it makes the difference.
            lifted = (states & (space.full ^ up)) << (1 << place)
            gained, lost = (states & up) & ~lifted, lifted & ~(states & up)
            if gained or lost:
                share = availability.get(element, 1.0)
                raised = bits_chance(elements, {**availability, element: 1.0}) if share < 1 else chance
                found[element] = raised(gained) - raised(lost)
        return found

    return Weighing("bits", Sweep(topology, space, causes), chance, importance, exact)


def bits_chance(elements: tuple[str, ...], availability: Mapping[str, float]) -> Callable[[int], float]:
    """A function that gives the probability of a set of states written as bits.

    A set is halved along its last element, then each half along the one before; equal halves are weighed once.
    """
    shares = [availability.get(element, 1.0) for element in elements]
    known: list[dict[int, float]] = [{0: 0.0} for _ in range(len(shares) + 1)]
    known[0][1] = 1.0

    def of(states: int, level: int) -> float:
        memory = known[level]
        found = memory.get(states)
        if found is None:
            half = 1 << (level - 1)
            high = states >> half
            share = shares[level - 1]
            found = share * of(high, level - 1)
            if share < 1:
                found += (1.0 - share) * of(states ^ (high << half), level - 1)
            memory[states] = found
        return found

    return lambda states: of(states, len(shares))


def _by_diagrams(
    topology: Topology, elements: tuple[str, ...], availability: Mapping[str, float], causes: Mapping[str, tuple[str, ...]]
) -> Weighing:
    space = diagrams(frontier_order(topology, elements, causes))
    return Weighing(
        "diagram",
        Sweep(topology, space, causes),
        space.chance(availability),
        lambda states: space.importance(states, availability),
        exact,
    )


def _by_drawing(
    topology: Topology,
    elements: tuple[str, ...],
    availability: Mapping[str, float],
    causes: Mapping[str, tuple[str, ...]],
    seed: int,
) -> Weighing[int]:
    space = DrawnStates(elements, availability, seed=seed)
    count = space.count

    def importance(states: int) -> dict[str, float]:
        """Compare the drawn states with the element up to those with it down; none where it is never or always down."""
        found = {}
        for element in elements:
            up = space.up(element)
            works = up.bit_count()
            if 0 < works < count:
                with_it = (states & up).bit_count() / works
                found[element] = with_it - (states & (space.full ^ up)).bit_count() / (count - works)
        return found

    return Weighing(
        "sampled",
        Sweep(topology, space, causes),
        lambda states: states.bit_count() / count,
        importance,
        # Where nothing was drawn, or everything, the error is that of one draw (the rule of three, at one sigma).
        lambda share: max(sqrt(share * (1 - share) / count), 1 / count),
    )
