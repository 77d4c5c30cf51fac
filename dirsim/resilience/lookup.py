"""Lookup of flows and scenarios by name, with suggestions."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from dirsim.errors import UsageError
from dirsim.model.fault_targets import targets
from dirsim.model.scenario import Scenario
from dirsim.model.topology import Topology
from dirsim.resilience.scenarios import standard_scenarios

_SHOWN = 8


def find_flow(topology: Topology, wanted: str) -> str:
    """The flow with a name, or the only one whose name contains the text.

    Args:
        topology: The topology to search.
        wanted: A name, or a part of it in any case.

    Raises:
        UsageError: No flow matches, or several do; the message names similar ones.
    """
    if wanted in topology.flows:
        return wanted
    found = [name for name in topology.flows if wanted.casefold() in name.casefold()] if wanted else []
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"several flows contain {wanted!r}: {_listed(found)}")
    if not topology.flows:
        raise UsageError("this design has no sign-ins to run")
    raise UsageError(f"unknown flow {wanted!r}; {_near(wanted, topology.flows)}")


def find_scenario(topology: Topology, wanted: str) -> Scenario:
    """The scenario with an id: a standard one or one of the topology's own.

    Args:
        topology: The topology to search.
        wanted: The id, such as ``link-down:vpn``.

    Raises:
        UsageError: The scenario is unknown; the message names similar ones.
    """
    known = {scenario.name: scenario for scenario in standard_scenarios(topology)}
    if wanted not in known:
        raise UsageError(f"unknown scenario {wanted!r}; {_near(wanted, known)}")
    return known[wanted]


def check_scenario(topology: Topology, scenario: Scenario) -> Scenario:
    """The scenario, checked: the topology has every element that fails in it.

    Raises:
        UsageError: The topology lacks the element of a fault, which would have no effect.
    """
    for fault in scenario.faults:
        what, known = targets(topology, fault.kind)
        if fault.of not in known:
            hint = _near(fault.of, known) if known else f"the topology has no {what}"
            raise UsageError(f"{fault.kind} of unknown {what} {fault.of!r} in {scenario.name!r}; {hint}")
    return scenario


def _near(wanted: str, known: Iterable[str]) -> str:
    names = list(known)
    near = get_close_matches(wanted, names, n=_SHOWN // 2, cutoff=0.5)
    return f"did you mean {_listed(near)}?" if near else f"expected one of: {_listed(names)}"


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
