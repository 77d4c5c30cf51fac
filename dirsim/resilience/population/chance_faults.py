"""Random faults on a timeline, at the rates that availabilities give."""

from __future__ import annotations

import random
from collections.abc import Iterator

from dirsim.model.scenario import Fault, HostDown, LinkDown, ServiceDown, SiteDown
from dirsim.model.topology import Topology
from dirsim.resilience.elements import elements_of


def chance_faults(topology: Topology, horizon: float, repair_s: float, seed: int) -> Iterator[Fault]:
    """Random faults: each element works and fails in turn, for times whose means follow from its availability.

    Args:
        topology: The design.
        horizon: The end, in seconds.
        repair_s: The mean duration of a failure, in seconds.
        seed: The seed; each element has a separate stream of random numbers.
    """
    found = elements_of(topology)
    for name, share in found.availability.items():
        if share >= 1:
            continue
        draw = random.Random(f"{seed} outages of {name}")  # noqa: S311 -- simulation, not secrets
        works = repair_s * share / (1 - share)
        at = draw.expovariate(1 / works) if works and draw.random() < share else 0.0
        while at < horizon:
            lasts = draw.expovariate(1 / repair_s)
            for member in found.causes.get(name, (name,)):
                yield from _fault(topology, member, at, lasts)
            at += lasts + (draw.expovariate(1 / works) if works else 0.0)


def _fault(topology: Topology, element: str, start: float, lasts: float) -> Iterator[Fault]:
    for known, fault in ((topology.links, LinkDown), (topology.hosts, HostDown), (topology.sites, SiteDown)):
        if element in known:
            yield fault(element, start=start, lasts=lasts)
    service = topology.services.get(element.removeprefix("service:")) if element.startswith("service:") else None
    if service is not None:
        yield ServiceDown(service.host, start=start, lasts=lasts)
