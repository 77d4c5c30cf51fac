"""Minimal cut sets: the smallest sets of failures that stop a sign-in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import comb

from dirsim.model.topology import Topology
from dirsim.simulation.states import FailureSets
from dirsim.simulation.sweep import Sweep

CutSet = tuple[str, ...]


def cut_sets(
    topology: Topology, elements: tuple[str, ...], causes: Mapping[str, tuple[str, ...]], max_order: int = 2
) -> dict[str, tuple[CutSet, ...]]:
    """For each flow the sets of at most ``max_order`` failures that stop it while no subset does; smaller ones first.

    One empty set means that the flow never works; no set means that no combination of that many failures stops it.

    Args:
        topology: The design.
        elements: The elements that can fail.
        causes: For each common cause, the names of the elements that it takes down.
        max_order: The greatest number of simultaneous failures.

    Raises:
        TooManyElementsError: There are too many sets of that many failures to examine.
    """
    space = FailureSets(elements, min(max_order, len(elements)))
    flows = Sweep(topology, space, causes).run()
    found: dict[int, tuple[CutSet, ...]] = {}  # flows that fail in the same states share their cut sets
    answers = {}
    for name, swept in flows.items():
        failing = space.full ^ swept.through
        if failing not in found:
            found[failing] = tuple(failed for _, failed in minimal_sets(space, failing))
        answers[name] = found[failing]
    return answers


def minimal_sets(space: FailureSets, failing: int) -> Iterator[tuple[int, CutSet]]:
    """The minimal ones among the given sets of failures, each with its place; smaller ones first.

    Supersets of a minimal set are removed before the next size is examined.

    Args:
        space: All sets of failures.
        failing: The sets to choose from, as bits.
    """
    offset, count = 0, len(space.elements)
    for size in range(space.most + 1):
        width = comb(count, size)
        these = (failing >> offset) & ((1 << width) - 1)
        start, offset = offset, offset + width
        if not these:
            continue
        for place in ones(these):
            failed = tuple(space.elements[number] for number in _combination(count, size, place))
            yield start + place, failed
            if size == 0:
                return
            if size < space.most:
                holding = space.full
                for element in failed:
                    holding &= space.full ^ space.up(element)
                failing &= space.full ^ holding


def ones(bits: int) -> Iterator[int]:
    """The places of the bits that are set, lowest first."""
    text = bin(bits)[:1:-1]
    place = text.find("1")
    while place >= 0:
        yield place
        place = text.find("1", place + 1)


def _combination(count: int, size: int, place: int) -> Iterator[int]:
    """The members of the combination at a place in lexicographic order."""
    first = 0
    for left in range(size, 0, -1):
        if left == 1:  # blocks of one: the place is the distance
            yield first + place
            return
        while (block := comb(count - first - 1, left - 1)) <= place:
            place -= block
            first += 1
        yield first
        first += 1
