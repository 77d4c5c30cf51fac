"""Order feasible designs: the file's preferences first, then effort, cost and number of parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dirsim.model.requirements import Requirements
from dirsim.model.scenario import HostDown, LinkDown, Scenario
from dirsim.recommend.case import Case
from dirsim.recommend.recommendation import Cost

_PREFERENCES = {"lowest-cost": "cost", "least-ops": "effort", "simplified-access": "simplicity", "security": "security"}
_DEFAULT = ("effort", "cost", "simplicity")

Measure = tuple[float, ...]


def preferences(req: Requirements) -> tuple[str, ...]:
    """What counts, in order: ``optimize``, then needs that are preferences, then the default."""
    words = [*req.optimize, *(_PREFERENCES[need.word] for need in req.needs if need.word in _PREFERENCES), *_DEFAULT]
    return tuple(dict.fromkeys(words))


def measure(case: Case, cost: Cost, req: Requirements) -> Measure:
    """A design's key: smaller is better, compared from left to right."""
    return tuple(number for word in preferences(req) for number in _MEASURES[word](case, cost))


def _cost(case: Case, cost: Cost) -> Measure:
    """Designs whose price is unknown, or says nothing of the people who run servers, come after those that say all."""
    yours = case.base in ("self-managed-ec2", "custom-identity-broker")
    return (float(cost.unpriced), float(yours), cost.amount)


def _effort(case: Case, cost: Cost) -> Measure:
    """The number of recurring tasks that the design asks of people."""
    return (float(case.design.effort),)


def _simplicity(case: Case, cost: Cost) -> Measure:
    """The number of parts that the design adds."""
    return (float(sum(part.count for part in case.design.parts)), float(len(case.design.label.modifiers)))


def _availability(case: Case, cost: Cost) -> Measure:
    """Sign-ins lost, summed over every single link and host that could fail."""
    topology = case.design.topology
    faults = [Scenario(name, (LinkDown(name),)) for name, link in topology.links.items() if not link.public]
    used = {step.exchange.target for flow in case.sign_ins() for step in case.healthy(flow).steps}
    faults += [Scenario(name, (HostDown(name),)) for name in sorted(used) if not topology.hosts[name].public]
    lost = sum(not case.under(flow, scenario).through for flow in case.sign_ins() for scenario in faults)
    return (float(lost),)


def _latency(case: Case, cost: Cost) -> Measure:
    """Crossings of wide-area links, summed over every sign-in."""
    links = case.design.topology.links
    crossings = sum(
        not links[link].public for flow in case.sign_ins() for step in case.healthy(flow).steps for link in step.links
    )
    return (float(crossings),)


def _security(case: Case, cost: Cost) -> Measure:
    """Trust directions opened, copies of the directory made, second accounts given out."""
    opened = 2 if case.has("two-way-trust") else 1 if case.has("one-way-trust") else 0
    return (float(opened + case.replicates + case.duplicates),)


_MEASURES: Mapping[str, Callable[[Case, Cost], Measure]] = {
    "cost": _cost,
    "effort": _effort,
    "simplicity": _simplicity,
    "availability": _availability,
    "latency": _latency,
    "security": _security,
}
