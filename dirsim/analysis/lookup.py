"""Find flows and scenarios by what people call them; whoever asks for one that is not there is told what is near."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from dirsim.analysis.scenarios import standard_scenarios
from dirsim.errors import UsageError
from dirsim.model.scenario import Scenario
from dirsim.model.topology import Topology

_SHOWN = 8


def find_flow(topology: Topology, wanted: str) -> str:
    """The flow with a name, or the only one whose name contains the text.

    Args:
        topology: Where to look.
        wanted: A name, or a part of it in any case.

    Raises:
        UsageError: There is none, or more than one; the message names those that are near.
    """
    if wanted in topology.flows:
        return wanted
    found = [name for name in topology.flows if wanted.casefold() in name.casefold()] if wanted else []
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"several flows have {wanted!r} in their name: {_listed(found)}")
    if not topology.flows:
        raise UsageError("there are no flows to run: nothing signs in to anything in this design")
    raise UsageError(f"unknown flow {wanted!r}; {_near(wanted, topology.flows)}")


def find_scenario(topology: Topology, wanted: str) -> Scenario:
    """The standard scenario, or one of the topology's own, with an id.

    Args:
        topology: What the scenario is about.
        wanted: Its id, such as ``link-down:vpn``.

    Raises:
        UsageError: There is none; the message names those that are near.
    """
    known = {scenario.name: scenario for scenario in standard_scenarios(topology)}
    if wanted not in known:
        raise UsageError(f"unknown scenario {wanted!r}; {_near(wanted, known)}")
    return known[wanted]


def check_scenario(topology: Topology, scenario: Scenario) -> Scenario:
    """The scenario itself, once every element that fails in it is known to be there.

    Raises:
        UsageError: A fault is about something that the topology does not have; it would have changed nothing.
    """
    known = dict.fromkeys((*topology.links, *topology.hosts, *topology.sites, *topology.principals))
    for fault in scenario.faults:
        if fault.of not in known:
            raise UsageError(f"{fault.kind} of unknown {fault.of!r} in {scenario.name!r}; {_near(fault.of, known)}")
    return scenario


def _near(wanted: str, known: Iterable[str]) -> str:
    names = list(known)
    near = get_close_matches(wanted, names, n=_SHOWN // 2, cutoff=0.5)
    return f"did you mean {_listed(near)}?" if near else f"there are: {_listed(names)}"


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
