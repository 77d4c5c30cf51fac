"""A flow compiled into conditions: under which elements' states it ends how.

The flow's own generator is replayed: at each exchange the elements that it rests on are looked at, one after the other;
where one of them can fail, the replay forks. What results is a small decision tree whose inner nodes are conditions (a way
between two sites is open, a host is up) and whose leaves are the flow's endings. No rule of any protocol is written here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from attrs import frozen

from dirsim.flows.exchange import Ending, Exchange, Reply
from dirsim.flows.registry import start
from dirsim.flows.view import View
from dirsim.model.topology import FlowSpec
from dirsim.simulate.answers import answer

_LIMIT = 10_000


@frozen
class Atom:
    """One condition that an exchange may rest on.

    Attributes:
        kind: ``way`` (packets get from one site to another and back) or ``host`` (it is up).
        one: The first site in the order of names, or the host.
        other: The second site; empty for hosts.
        public: For ways: whether the internet may be used.
    """

    kind: str
    one: str
    other: str = ""
    public: bool = False

    def __str__(self) -> str:
        return f"{self.one} is up" if self.kind == "host" else f"{self.one} reaches {self.other}"


@frozen
class Leaf:
    """An ending that a flow comes to."""

    ending: Ending


@frozen
class Fork:
    """A condition and what follows when it holds, and when it does not."""

    atom: Atom
    holds: Fork | Leaf
    fails: Fork | Leaf


Condition = Fork | Leaf


class States(Protocol):
    """The sets of states that conditions are looked up in; a set that is empty prunes the replay."""

    def watched(self, exchange: Exchange) -> tuple[Atom, ...]:
        """The conditions of an exchange that can fail, in order."""

    def states(self, atom: Atom) -> int:
        """The states in which a condition holds."""


def compile_flow(view: View, spec: FlowSpec, states: States, every: int) -> Condition:
    """The decision tree of a flow over the states that are possible.

    Args:
        view: Static knowledge about the topology.
        spec: The flow.
        states: Which conditions can fail, and in which states they hold.
        every: The set of all states; branches that no state takes are left out.
    """
    return _explore(view, spec, states, {}, every)


def _explore(view: View, spec: FlowSpec, states: States, known: dict[Atom, bool], here: int) -> Condition:
    """Replay the flow with what is known; fork at each further condition that some of the states here fail."""
    flow = start(view, spec)
    forks: list[tuple[Atom, Condition]] = []
    decided = dict(known)
    leaf: Condition
    try:
        exchange = next(flow)
        for _ in range(_LIMIT):
            down: Atom | None = None
            for atom in states.watched(exchange):
                holds = decided.get(atom)
                if holds is None:
                    up = here & states.states(atom)
                    if up == here:
                        holds = True
                    elif not up:
                        holds = False
                    else:
                        fails = _explore(view, spec, states, {**decided, atom: False}, here ^ up)
                        forks.append((atom, fails))
                        here, holds = up, True
                    decided[atom] = holds
                if not holds:
                    down = atom
                    break
            reply = answer(view, exchange, ()) if down is None else Reply("silent", f"not so: {down}", "no-path")
            exchange = flow.send(reply)
        leaf = Leaf(Ending("denied", "endless", f"stopped after {_LIMIT} exchanges", exchange))
    except StopIteration as stopped:
        leaf = Leaf(stopped.value)
    tree: Condition = leaf
    for atom, fails in reversed(forks):
        tree = Fork(atom, tree, fails)
    return tree


def atoms_of(view: View, exchange: Exchange) -> Iterator[Atom]:
    """The conditions that an exchange rests on, in the order in which the network meets them."""
    hosts = view.topology.hosts
    yield Atom("host", exchange.initiator)
    if exchange.initiator == exchange.target:
        return
    yield Atom("host", exchange.target)
    here, there = hosts[exchange.initiator], hosts[exchange.target]
    if here.site != there.site:
        one, other = sorted((here.site, there.site))
        yield Atom("way", one, other, there.public)


def leaves(tree: Condition) -> Iterator[Leaf]:
    """Every ending of a tree, each as often as it stands there."""
    if isinstance(tree, Leaf):
        yield tree
        return
    yield from leaves(tree.holds)
    yield from leaves(tree.fails)


def atoms(tree: Condition) -> tuple[Atom, ...]:
    """Every condition of a tree, each once, from the root down."""
    found: dict[Atom, None] = {}
    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, Fork):
            found[node.atom] = None
            stack += (node.fails, node.holds)
    return tuple(found)
