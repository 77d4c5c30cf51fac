"""A flow replayed on sets of states: which states it ends how in.

The flow's own generator is replayed. At each exchange the states at hand are split into those in which it gets through
and those in which nothing comes back; where both are there, the replay forks. No rule of any protocol is written here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dirsim.flows.exchange import Ending, Exchange, Reply
from dirsim.flows.registry import start
from dirsim.flows.view import View
from dirsim.model.topology import FlowSpec
from dirsim.simulate.states import S

_LIMIT = 10_000
_SILENT = Reply("silent", "something on the way is down", "no-path")

Condition = Callable[[Exchange], tuple[S, Reply]]
"""For an exchange: the states in which it is carried, and what comes back in these."""


def endings(view: View, spec: FlowSpec, carried: Condition[S], every: S) -> Iterator[tuple[Ending, S]]:
    """Every ending that a flow comes to, with the states in which it does; together they are all states, each once.

    An ending may come more than once: by different ways.

    Args:
        view: Static knowledge about the topology.
        spec: The flow.
        carried: In which states an exchange is carried.
        every: The set of all states; what no state takes is not explored.
    """
    waiting: list[tuple[dict[int, bool], S]] = [({}, every)] if every else []
    while waiting:
        known, here = waiting.pop()
        flow = start(view, spec)
        try:
            exchange = next(flow)
            for _ in range(_LIMIT):
                states, reply = carried(exchange)
                if states is not every:
                    key = id(states)  # sets live as long as the sweep; equal sets in two objects only cost time
                    holds = known.get(key)
                    if holds is None:
                        through = states if here is every else here & states
                        holds = known[key] = bool(through)
                        if holds:
                            silent = here ^ through
                            if silent:
                                waiting.append(({**known, key: False}, silent))
                                here = through
                    if not holds:
                        exchange = flow.send(_SILENT)
                        continue
                exchange = flow.send(reply)
            yield Ending("denied", "endless", f"stopped after {_LIMIT} exchanges", exchange), here
        except StopIteration as stopped:
            yield stopped.value, here
