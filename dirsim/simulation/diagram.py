"""Sets of states as binary decision diagrams, for many elements.

A diagram tests one element after the other, always in the same order, and shares equal parts; so a set of 2^60 states is
a few thousand nodes. This implementation is plain Python; :mod:`dirsim.simulation.fast_diagram` uses a compiled package
where one is installed.
Source: R. E. Bryant, Graph-Based Algorithms for Boolean Function Manipulation, IEEE Transactions on Computers C-35(8), 1986.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import define, field

from dirsim.simulation.states import TooManyElementsError

MOST_NODES = 1_500_000
"""The greatest number of nodes of a diagram; denser networks have to be sampled."""

DEEPEST = 700
"""The greatest number of elements; each is one level of recursion."""


class DiagramNode:
    """A set of states: ``low`` where the element of ``level`` has failed, ``high`` where it works."""

    __slots__ = ("diagrams", "high", "level", "low")

    def __init__(
        self, diagrams: Diagrams, level: int, low: DiagramNode | None = None, high: DiagramNode | None = None
    ) -> None:
        """Create a node; only the diagrams create them, each once. Below a leaf is the leaf itself."""
        self.diagrams, self.level = diagrams, level
        self.low: DiagramNode = self if low is None else low
        self.high: DiagramNode = self if high is None else high

    def __and__(self, other: DiagramNode) -> DiagramNode:
        """The states in both."""
        return self.diagrams.both(self, other)

    def __or__(self, other: DiagramNode) -> DiagramNode:
        """The states in one or both."""
        diagrams = self.diagrams
        return diagrams.inverse(diagrams.both(diagrams.inverse(self), diagrams.inverse(other)))

    def __xor__(self, other: DiagramNode) -> DiagramNode:
        """The states in exactly one."""
        diagrams = self.diagrams
        one = diagrams.both(self, diagrams.inverse(other))
        return one | diagrams.both(diagrams.inverse(self), other)

    def __bool__(self) -> bool:
        """True where the set is not empty."""
        return self is not self.diagrams.empty


@define(eq=False)
class Diagrams:
    """Every combination of working and failed elements, as decision diagrams.

    Attributes:
        elements: The elements that can fail, in the order in which diagrams test them.
        full: The set of all states.
        empty: The empty set.
        kind: The name of the implementation, for reports.
    """

    elements: tuple[str, ...]
    full: DiagramNode = field(init=False, repr=False)
    empty: DiagramNode = field(init=False, repr=False)
    kind: str = field(default="own", init=False)
    _levels: dict[str, int] = field(factory=dict, repr=False)
    _nodes: dict[tuple[int, int, int], DiagramNode] = field(factory=dict, repr=False)
    _both: dict[tuple[int, int], DiagramNode] = field(factory=dict, repr=False)
    _inverse: dict[int, DiagramNode] = field(factory=dict, repr=False)

    def __attrs_post_init__(self) -> None:
        """Create the two leaves, below every element.

        Raises:
            TooManyElementsError: There are more elements than levels of recursion.
        """
        if len(self.elements) > DEEPEST:
            raise TooManyElementsError(
                f"{len(self.elements)} elements are more than the {DEEPEST} that method 'diagram' supports; "
                "use method 'sampled'"
            )
        bottom = len(self.elements)
        self.full, self.empty = DiagramNode(self, bottom), DiagramNode(self, bottom)
        self._levels = {element: level for level, element in enumerate(self.elements)}
        self._inverse = {id(self.full): self.empty, id(self.empty): self.full}

    def up(self, element: str) -> DiagramNode:
        """The states in which an element works; all of them for an element that cannot fail."""
        level = self._levels.get(element)
        return self.full if level is None else self._node(level, self.empty, self.full)

    def _node(self, level: int, low: DiagramNode, high: DiagramNode) -> DiagramNode:
        if low is high:
            return low
        key = (level, id(low), id(high))
        known = self._nodes.get(key)
        if known is None:
            if len(self._nodes) >= MOST_NODES:
                raise TooManyElementsError(
                    f"the diagrams of these {len(self.elements)} elements have more than {MOST_NODES:,} nodes; "
                    "use method 'sampled'"
                )
            known = self._nodes[key] = DiagramNode(self, level, low, high)
        return known

    def both(self, one: DiagramNode, other: DiagramNode) -> DiagramNode:
        """The states in both sets."""
        if one is other or other is self.full:
            return one
        if one is self.full:
            return other
        if one is self.empty or other is self.empty:
            return self.empty
        key = (id(one), id(other)) if id(one) < id(other) else (id(other), id(one))
        known = self._both.get(key)
        if known is None:
            level = min(one.level, other.level)
            one_low, one_high = (one.low, one.high) if one.level == level else (one, one)
            other_low, other_high = (other.low, other.high) if other.level == level else (other, other)
            known = self._node(level, self.both(one_low, other_low), self.both(one_high, other_high))
            self._both[key] = known
        return known

    def inverse(self, states: DiagramNode) -> DiagramNode:
        """All other states."""
        known = self._inverse.get(id(states))
        if known is None:
            known = self._node(states.level, self.inverse(states.low), self.inverse(states.high))
            self._inverse[id(states)] = known
            self._inverse[id(known)] = states
        return known

    def chance(self, availability: Mapping[str, float]) -> Callable[[DiagramNode], float]:
        """A memoised function that returns the probability of a set.

        Args:
            availability: The availability of each element, 0 to 1; an element that is left out always works.
        """
        shares = [availability.get(element, 1.0) for element in self.elements]
        known: dict[int, float] = {id(self.full): 1.0, id(self.empty): 0.0}

        def of(states: DiagramNode) -> float:
            found = known.get(id(states))
            if found is None:
                share = shares[states.level]
                found = known[id(states)] = share * of(states.high) + (1.0 - share) * of(states.low)
            return found

        return of

    def importance(self, states: DiagramNode, availability: Mapping[str, float]) -> dict[str, float]:
        """For each element that matters to a set: its probability where the element works less that where it has failed."""
        of = self.chance(availability)
        shares = [availability.get(element, 1.0) for element in self.elements]
        weights: dict[int, float] = {id(states): 1.0}
        levels: dict[int, dict[int, DiagramNode]] = {states.level: {id(states): states}}
        found: dict[str, float] = {}
        for level, element in enumerate(self.elements):
            for key, node in levels.pop(level, {}).items():
                weight, low, high = weights.pop(key), node.low, node.high
                found[element] = found.get(element, 0.0) + weight * (of(high) - of(low))
                for below, part in ((high, shares[level]), (low, 1.0 - shares[level])):
                    weights[id(below)] = weights.get(id(below), 0.0) + weight * part
                    levels.setdefault(below.level, {})[id(below)] = below
        return found
