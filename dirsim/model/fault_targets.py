"""Elements of a topology that a kind of fault can affect."""

from __future__ import annotations

from collections.abc import Iterator

from dirsim.catalog.fault_kinds import FAULTS
from dirsim.model.topology import Topology


def targets(topology: Topology, kind: str) -> tuple[str, tuple[str, ...]]:
    """The elements that a kind of fault can affect: what they are, in words, and their names.

    Args:
        topology: The topology.
        kind: The fault's word; an unknown one affects nothing.
    """
    kinds = FAULTS[kind].of if kind in FAULTS else ()
    names = dict.fromkeys(name for element in kinds for name in _of(topology, element))
    return " or ".join(_WORDS.get(element, element) for element in kinds), tuple(names)


_WORDS = {"provider": "identity provider"}


def _of(topology: Topology, element: str) -> Iterator[str]:
    match element:
        case "link":
            yield from topology.links
        case "host":
            yield from topology.hosts
        case "site":
            yield from topology.sites
        case "principal":
            yield from topology.principals
        case "trust":
            yield from topology.trusts
        case "provider":
            yield from providers(topology)
        case "domain":
            yield from topology.domains


def providers(topology: Topology) -> tuple[str, ...]:
    """The identity providers that services of a topology accept, by name."""
    return tuple(dict.fromkeys(service.provider for service in topology.services.values() if service.provider))
