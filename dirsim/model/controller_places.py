"""Places of the controllers of a domain, and which of them are read-only."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from dirsim.model.directory import Directory
from dirsim.model.network_parts import Host


def controller_counts(directory: Directory, domain: str) -> dict[str, int]:
    """The number of controllers of a domain at each site: as counted in the file, else by the AD sites of those that it names.

    Args:
        directory: The directory.
        domain: One of its domains.

    Returns:
        Empty where neither is known.
    """
    counts = {site: count for site, count in directory.domains[domain].controllers.items() if count}
    return counts or _placed(directory, domain, read_only=False)


def controller_hosts(directory: Directory, domain: str, counts: Mapping[str, int], like: Host) -> dict[str, Host]:
    """The controllers of a domain as hosts by name, those that are read-only included; at each site the writable ones first.

    A read-only controller of unknown place is at the only site that has controllers.

    Args:
        directory: The directory.
        domain: One of its domains.
        counts: The number of controllers at each site.
        like: A host with what they have in common.
    """
    found: dict[str, Host] = {}
    unwritable = _placed(directory, domain, read_only=True, only=next(iter(counts)) if len(counts) == 1 else "")
    for site, count in counts.items():
        for place in range(count):
            only = place >= count - unwritable.get(site, 0)
            found[f"dc{len(found) + 1}.{domain}"] = evolve(like, site=site, domain=domain, read_only=only)
    return found


def _placed(directory: Directory, domain: str, *, read_only: bool, only: str = "") -> dict[str, int]:
    """The number of named controllers at each site: all, or those that are read-only; ``only`` holds those of unknown place."""
    found: dict[str, int] = {}
    for controller in directory.domains[domain].domain_controllers.values():
        held = directory.ad_sites.get(controller.ad_site or "")
        site = (held.place if held is not None else None) or only
        if site and (controller.read_only or not read_only):
            found[site] = found.get(site, 0) + 1
    return found
