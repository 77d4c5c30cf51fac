"""Primary Region of a new directory, near what is registered with it."""

from __future__ import annotations

from collections.abc import Mapping

from dirsim.model.requirements import Estate, Workload
from dirsim.recommendation.placement_rules import REGISTERED


def primary_first(
    sites: tuple[str, ...], workloads: Mapping[str, Workload], estate: Estate
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The sites of Regions, the one first in which all services run that find a directory in their own Region only.

    Args:
        sites: The sites, in the order of the file.
        workloads: The workloads by name.
        estate: The estate, whose managed directory stays in its primary Region.

    Returns:
        The sites, and the assumptions made: one where a site was moved to the front.
    """
    held = [entry.site for entry in estate.directories.values() if entry.kind == "managed-microsoft-ad"]
    kept = next((site for site in sites if site in held), "")
    if kept:
        return (kept, *(other for other in sites if other != kept)), ()
    near = {
        workload.site: name
        for name, workload in workloads.items()
        if workload.kind in REGISTERED and workload.kind != "aws-console" and workload.site in sites
    }
    if len(near) != 1 or sites[0] in near:
        return sites, ()
    ((site, name),) = near.items()
    moved = (str(site), *(other for other in sites if other != site))
    return moved, (f"a new directory is created in {site}, the Region of {name}",)
