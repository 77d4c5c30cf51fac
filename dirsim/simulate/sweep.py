"""Every combination of failures at once: a set of states is one integer, one bit for each state.

State ``s`` has element ``i`` up when bit ``i`` of ``s`` is 1. A set of states is a Python integer whose bit ``s`` says
whether state ``s`` is in it: intersections and unions of sets over a million states are single operations on integers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import define, field, frozen

from dirsim.flows.exchange import OUTCOMES, Exchange
from dirsim.flows.view import View
from dirsim.model.topology import Topology
from dirsim.simulate.conditions import Atom, Condition, Fork, Leaf, atoms_of, compile_flow

MOST_ELEMENTS = 24
"""As many elements as are swept by bits: 2^24 states are 2 MiB a set."""


@define
class StateSpace:
    """The sets of states over some elements.

    Attributes:
        elements: The elements that can fail, in the order of their bits.
    """

    elements: tuple[str, ...]
    full: int = field(init=False)
    _up: dict[str, int] = field(factory=dict, repr=False)

    def __attrs_post_init__(self) -> None:
        """The set of all states."""
        self.full = (1 << (1 << len(self.elements))) - 1

    def up(self, element: str) -> int:
        """The states in which an element works; all of them for an element that cannot fail."""
        known = self._up.get(element)
        if known is None:
            known = self.full
            if element in self.elements:
                place = self.elements.index(element)
                width, total = 1 << place, 1 << len(self.elements)
                known = ((1 << width) - 1) << width
                width *= 2
                while width < total:
                    known |= known << width
                    width *= 2
            self._up[element] = known
        return known


@frozen
class Swept:
    """What one flow comes to in every state.

    Attributes:
        flow: The flow's name.
        sets: For each outcome the set of states in which the flow ends so.
    """

    flow: str
    sets: Mapping[str, int]

    @property
    def through(self) -> int:
        """The states in which the user gets in, by whatever way."""
        return self.sets["succeeded"] | self.sets["degraded"]

    def outcome(self, state: int) -> str:
        """The outcome in one state."""
        return next(outcome for outcome, states in self.sets.items() if states >> state & 1)

    def count(self, outcome: str) -> int:
        """In how many states the flow ends so."""
        return self.sets[outcome].bit_count()


@define
class Sweep:
    """Every flow of a topology over every state of some elements.

    Attributes:
        topology: What the flows run over.
        elements: The links and hosts that can fail, in the order of their bits; at most :data:`MOST_ELEMENTS`.
        flows: The results, by flow.
    """

    topology: Topology
    elements: tuple[str, ...]
    view: View = field(init=False, repr=False)
    space: StateSpace = field(init=False, repr=False)
    flows: dict[str, Swept] = field(factory=dict, repr=False)
    trees: dict[str, Condition] = field(factory=dict, repr=False)
    _reach: dict[tuple[str, bool], dict[str, int]] = field(factory=dict, repr=False)
    _sets: dict[Atom, int] = field(factory=dict, repr=False)
    _watched: dict[tuple[str, str], tuple[Atom, ...]] = field(factory=dict, repr=False)

    def __attrs_post_init__(self) -> None:
        """Prepare the static view and the space of states."""
        self.view = View(self.topology)
        self.space = StateSpace(self.elements)

    def watched(self, exchange: Exchange) -> tuple[Atom, ...]:
        """The conditions of an exchange that can fail among the elements, in the order in which the network meets them."""
        key = (exchange.initiator, exchange.target)
        known = self._watched.get(key)
        if known is None:
            full = self.space.full
            known = tuple(atom for atom in atoms_of(self.view, exchange) if self.states(atom) != full)
            self._watched[key] = known
        return known

    def states(self, atom: Atom) -> int:
        """The states in which a condition holds."""
        known = self._sets.get(atom)
        if known is None:
            if atom.kind == "host":
                site = self.topology.hosts[atom.one].site
                known = self.space.up(atom.one) & self.space.up(site)
            else:
                known = self.reach(atom.one, public=atom.public).get(atom.other, 0)
            self._sets[atom] = known
        return known

    def reach(self, site: str, *, public: bool = False) -> dict[str, int]:
        """For each site that can be reached at all: the states in which packets get there."""
        key = (site, public)
        known = self._reach.get(key)
        if known is None:
            known = self._reach[key] = self._find_reach(site, public=public)
        return known

    def _find_reach(self, site: str, *, public: bool) -> dict[str, int]:
        """Spread from the site over links until nothing is added; sets only grow, so this ends."""
        ways: dict[str, list[tuple[str, int]]] = {}
        for name, link in self.topology.links.items():
            if link.public and not public:
                continue
            one, other = link.between
            up = self.space.up(name)
            ways.setdefault(one, []).append((other, up))
            ways.setdefault(other, []).append((one, up))
        found = {site: self.space.full}
        waiting = {site: None}
        while waiting:
            here = next(iter(waiting))
            del waiting[here]
            states = found[here]
            for there, up in ways.get(here, ()):
                had = found.get(there, 0)
                has = had | (states & up & self.space.up(there))
                if has != had:
                    found[there] = has
                    waiting[there] = None
        return found

    def run(self, names: Iterable[str] = ()) -> dict[str, Swept]:
        """Sweep flows (all of them when no name is given); each is compiled once and evaluated on sets of states."""
        for name in tuple(names) or tuple(self.topology.flows):
            if name not in self.flows:
                tree = self.trees[name] = compile_flow(self.view, self.topology.flows[name], self, self.space.full)
                sets = dict.fromkeys(OUTCOMES, 0)
                self._evaluate(tree, self.space.full, sets)
                self.flows[name] = Swept(name, sets)
        return self.flows

    def _evaluate(self, tree: Condition, states: int, sets: dict[str, int]) -> None:
        """Split a set of states along a tree and add it up at the leaves."""
        while isinstance(tree, Fork):
            holds = states & self.states(tree.atom)
            fails = states ^ holds
            if fails:
                self._evaluate(tree.fails, fails, sets)
            if not holds:
                return
            states, tree = holds, tree.holds
        leaf: Leaf = tree
        sets[leaf.ending.outcome] |= states
