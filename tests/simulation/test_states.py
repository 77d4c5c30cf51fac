"""Spaces of states: every state, sets of failures, drawn states, diagrams."""

import itertools
from math import comb

import pytest

from dirsim.simulation import diagram
from dirsim.simulation.bits_chance import BitsChance
from dirsim.simulation.diagram import Diagrams
from dirsim.simulation.fast_diagram import FastDiagrams, diagrams
from dirsim.simulation.states import DrawnStates, EveryState, FailureSets, TooManyElementsError


def names(count):
    """So many elements."""
    return tuple(f"e{number}" for number in range(count))


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_every_state_counts_in_binary(count):
    """Element i works in the states whose bit i is 1."""
    space = EveryState(names(count))
    for place, name in enumerate(names(count)):
        assert space.up(name) == sum(1 << state for state in range(1 << count) if state >> place & 1)
    assert space.up("other") == space.full == (1 << (1 << count)) - 1


@pytest.mark.parametrize(("count", "most"), [(0, 0), (1, 1), (4, 0), (4, 2), (5, 3), (6, 6), (9, 3)])
def test_failure_sets_in_lexical_order(count, most):
    """The sets of failures come by size, then in lexical order, and an element works where it is not among them."""
    space = FailureSets(names(count), most)
    sets = [failed for size in range(most + 1) for failed in itertools.combinations(names(count), size)]
    assert list(space.failures()) == sets
    assert space.full.bit_length() == sum(comb(count, size) for size in range(most + 1))
    for name in names(count):
        assert space.up(name) == sum(1 << place for place, failed in enumerate(sets) if name not in failed)


def test_too_many_elements_name_the_method_that_takes_them():
    """A method that cannot take so many elements says which one can."""
    with pytest.raises(TooManyElementsError, match="use method 'diagram'"):
        EveryState(names(25))
    with pytest.raises(TooManyElementsError, match="use order 2"):
        FailureSets(names(600), 3)
    with pytest.raises(TooManyElementsError, match="use method 'sampled'"):
        Diagrams(names(diagram.DEEPEST + 1))


def test_overgrown_diagrams_are_given_up(monkeypatch):
    """A diagram with too many nodes is an error that names the method that goes on, in both makers of diagrams."""
    monkeypatch.setattr(diagram, "MOST_NODES", 10)
    for space in (Diagrams(names(300)), FastDiagrams(names(300), 10)):
        pairs = itertools.combinations(names(300), 2)
        with pytest.raises(TooManyElementsError, match="use method 'sampled'"):
            list(map(lambda pair: space.up(pair[0]) & space.up(pair[1]), pairs))  # noqa: C417 -- one statement


def test_without_the_compiled_package(monkeypatch):
    """Where relibmss is not installed the diagrams are made in plain Python."""
    monkeypatch.setitem(__import__("sys").modules, "relibmss", None)
    assert isinstance(diagrams(names(2)), Diagrams)


@pytest.mark.parametrize("make", [Diagrams, FastDiagrams])
def test_diagrams_are_sets(make):
    """Equal sets are equal, nothing is false, and probabilities add up."""
    space = make(names(3))
    one, other = space.up("e0"), space.up("e1")
    assert (one & other) | (one ^ (one & other)) == one
    assert not one & (space.full ^ one)
    assert space.up("other") == space.full
    chance = space.chance({"e0": 0.5, "e1": 0.25})
    assert chance(one | other) == pytest.approx(0.625)
    assert chance(space.empty) == 0
    assert chance(space.full) == 1
    assert space.importance(space.full, {}) == {}


def test_drawn_states_follow_their_shares():
    """An element works in as many drawn states as its availability says, always with 1 and never with 0."""
    space = DrawnStates(names(4), {"e0": 0.3, "e1": 1.0, "e2": 0.0}, seed=3)
    assert abs(space.up("e0").bit_count() / space.count - 0.3) < 0.005
    assert space.up("e1") == space.full == space.up("e3")
    assert space.up("e2") == 0


def test_chance_of_certain_elements():
    """Elements that always or never work are weighed without rounding."""
    space = EveryState(names(2))
    chance = BitsChance([1.0, 0.0])
    assert chance.of(space.up("e0")) == 1
    assert chance.of(space.up("e1")) == 0
    assert chance.of(space.full) == 1
