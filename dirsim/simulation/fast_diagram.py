"""Decision diagrams by relibmss, a compiled package 20 times faster."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import define, field

from dirsim.simulation.diagram import Diagrams
from dirsim.simulation.states import TooManyElementsError

MOST_NODES = 30_000_000
"""The greatest number of nodes of the diagrams; denser networks have to be sampled."""

_CHECKED_EVERY = 16
_TRUE = [True]


class FastNode:
    """A set of states, as a node of relibmss."""

    __slots__ = ("diagrams", "id", "node")

    def __init__(self, diagrams: FastDiagrams, node: Any) -> None:
        """Wrap a node."""
        self.diagrams, self.node, self.id = diagrams, node, node._get_id()  # noqa: SLF001 -- the package's wrapper class only costs time

    def __and__(self, other: FastNode) -> FastNode:
        """The states in both."""
        return self.diagrams.kept(self.node._and(other.node))

    def __or__(self, other: FastNode) -> FastNode:
        """The states in one or both."""
        return self.diagrams.kept(self.node._or(other.node))

    def __xor__(self, other: FastNode) -> FastNode:
        """The states in exactly one."""
        return self.diagrams.kept(self.node._xor(other.node))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FastNode) and self.id == other.id

    def __hash__(self) -> int:
        return hash(self.id)

    def __bool__(self) -> bool:
        """True where the set is not empty."""
        return bool(self.id != self.diagrams.empty_id)


@define(eq=False)
class FastDiagrams:
    """Every combination of working and failed elements, as decision diagrams of relibmss.

    Attributes:
        elements: The elements that can fail, in the order in which diagrams test them.
        full: The set of all states.
        empty: The empty set.
        empty_id: The package's id of the empty set.
        kind: The name of the implementation, for reports.
        most_nodes: The number of nodes after which the work is given up.
    """

    elements: tuple[str, ...]
    most_nodes: int = MOST_NODES
    full: FastNode = field(init=False, repr=False)
    empty: FastNode = field(init=False, repr=False)
    empty_id: int = field(init=False, default=-1, repr=False)
    kind: str = field(default="relibmss", init=False)
    _package: Any = field(init=False, repr=False)
    _variables: dict[str, FastNode] = field(factory=dict, repr=False)
    _countdown: int = field(default=_CHECKED_EVERY, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Create the two leaves and one variable for each element, in their order."""
        import relibmss  # noqa: PLC0415 -- optional

        self._package = relibmss.PyBDD()
        self.empty = FastNode(self, self._package._value(False))  # noqa: SLF001 -- as above
        self.full = FastNode(self, self._package._value(True))  # noqa: SLF001 -- as above
        self.empty_id = self.empty.id
        for element in self.elements:
            self._variables[element] = FastNode(self, self._package._defvar(element))  # noqa: SLF001 -- as above

    def up(self, element: str) -> FastNode:
        """The states in which an element works; all of them for an element that cannot fail."""
        return self._variables.get(element, self.full)

    def kept(self, node: Any) -> FastNode:
        """A result; the size of the diagrams is checked from time to time."""
        self._countdown -= 1
        if not self._countdown:
            self._countdown = _CHECKED_EVERY
            if self._package._size()[1] > self.most_nodes:  # noqa: SLF001 -- as above
                raise TooManyElementsError(
                    f"the diagrams of these {len(self.elements)} elements have more than {self.most_nodes:,} nodes; "
                    "use method 'sampled'"
                )
        return FastNode(self, node)

    def chance(self, availability: Mapping[str, float]) -> Callable[[FastNode], float]:
        """A function that returns the probability of a set.

        Args:
            availability: The availability of each element, 0 to 1; an element that is left out always works.
        """
        shares = {element: availability.get(element, 1.0) for element in self.elements}
        known: dict[int, float] = {self.full.id: 1.0, self.empty.id: 0.0}

        def of(states: FastNode) -> float:
            found = known.get(states.id)
            if found is None:
                found = known[states.id] = states.node._prob(shares, _TRUE)  # noqa: SLF001 -- as above
            return found

        return of

    def importance(self, states: FastNode, availability: Mapping[str, float]) -> dict[str, float]:
        """For each element that matters to a set: its probability where the element works less that where it has failed."""
        shares = {element: availability.get(element, 1.0) for element in self.elements}
        if states.id in (self.full.id, self.empty.id):
            return {}
        found: Mapping[str, float] = states.node._bmeas(shares, _TRUE)  # noqa: SLF001 -- as above
        return dict(found)


def diagrams(elements: tuple[str, ...], most_nodes: int = MOST_NODES) -> FastDiagrams | Diagrams:
    """Diagrams over some elements, by the compiled package where it is installed.

    Args:
        elements: The elements, in the order in which diagrams test them.
        most_nodes: The number of nodes after which the compiled package gives the work up.
    """
    try:
        return FastDiagrams(elements, most_nodes)
    except ImportError:
        return Diagrams(elements)
