"""Primary Region of a new directory, near what is registered with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dirsim.facts import Catalog, catalog
from dirsim.model.network_parts import Site
from dirsim.model.requirements import Requirements
from dirsim.recommendation.placement_rules import REGISTERED

REPLICATING = ("multi-region", "survive-region-loss")
"""The needs that ask for a directory in each Region, where it can be replicated."""
IN_EACH_REGION = (
    *REPLICATING,
    *("low-latency-auth", "minimize-cross-site-auth", "survive-partition", "survive-outage"),
)
"""Those needs, and others that a directory in each Region can meet where workloads run in several."""
ON_BY_DEFAULT = "regions-on-by-default"
"""The fact with the Regions that are on by default; the others are opt-in Regions."""


def is_opt_in(facts: Catalog, region: str) -> bool:
    """True for a Region that an account has to turn on; those of China and of governments are counted apart.

    False as well where no fact of the day lists the Regions: nothing is known of any.
    """
    fact = facts.get(ON_BY_DEFAULT)
    if fact is None:
        return False
    return region not in (fact.detail or {})["on_by_default"] and not region.startswith(("cn-", "us-gov-", "us-iso"))


def primary_first(
    sites: tuple[str, ...], req: Requirements, places: Mapping[str, Site]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The sites of Regions, the one first in which all services run that find a directory in their own Region only.

    Args:
        sites: The sites, in the order of the file.
        req: The requirements; a managed directory of their estate stays in its primary Region.
        places: The sites by name, with the codes of their Regions.

    Returns:
        The sites, and the assumptions made: one where a site was moved to the front.
    """
    estate = req.estate
    held = [entry.site for entry in estate.directories.values() if entry.kind == "managed-microsoft-ad"]
    kept = next((site for site in sites if site in held), "")
    if kept:
        return (kept, *(other for other in sites if other != kept)), ()
    near = {
        workload.site: name
        for name, workload in req.workloads.items()
        if workload.kind in REGISTERED and workload.kind != "aws-console" and workload.site in sites
    }
    if not near and not estate.self_managed_ad_on_ec2 and req.needs_word(*IN_EACH_REGION):
        return _default_first(sites, places, catalog(date.fromisoformat(req.as_of) if req.as_of else None))
    if len(near) != 1 or sites[0] in near:
        return sites, ()
    ((site, name),) = near.items()
    moved = (str(site), *(other for other in sites if other != site))
    return moved, (f"a new directory is created in {site}, the Region of {name}",)


def _default_first(
    sites: tuple[str, ...], places: Mapping[str, Site], facts: Catalog
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The sites, a Region that is on by default before opt-in ones: a directory can be replicated from the former only."""
    apart = {name: is_opt_in(facts, places[name].region or "") for name in sites if places[name].region}
    first = next((name for name in sites if apart.get(name) is False), "")
    if not apart.get(sites[0], False) or not first:
        return sites, ()
    moved = (first, *(other for other in sites if other != first))
    return moved, (f"a new directory is created in {first}: {sites[0]} is an opt-in Region",)
