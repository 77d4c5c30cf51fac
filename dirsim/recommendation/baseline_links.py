"""Links of a baseline: those of the file, and those that are assumed."""

from __future__ import annotations

from dirsim.model.network_parts import Link
from dirsim.model.path_search import links_by_site, reachable, site_steps
from dirsim.model.requirements import SKETCHED_LINKS
from dirsim.recommendation.baseline_draft import BaselineDraft

_LINK_WORDS = {"vpn": "site-to-site-vpn", "dx": "direct-connect", "private": "wan", "cross-cloud-vpn": "cloud-vpn"}


def add_links(draft: BaselineDraft) -> None:
    """Add the links of the file; where it has none, a link to the premises and between Regions; the internet everywhere."""
    estate = draft.req.estate
    draft.links.update(estate.links)
    regions = {name for name, site in estate.sites.items() if site.kind == "aws-region"}
    told = draft.as_built and any(regions & set(link.between) for link in estate.links.values() if not link.public)
    if not told and draft.premises and not _joined(draft, draft.premises, draft.regions[0]):
        for word in estate.connections or ("unspecified",):
            kind = _LINK_WORDS.get(word, "site-to-site-vpn")
            name = SKETCHED_LINKS.get(word, "vpn")
            while name in draft.links:
                name += "-2" if estate.connections.count(word) > 1 else "-new"
            draft.links[name] = Link(between=(draft.premises, draft.regions[0]), kind=kind)
        if word in ("unspecified", "possible", "none", "vpc-only"):
            built = word in ("none", "possible", "vpc-only")
            draft.new_link, draft.assumed_link_name = built, name
            draft.assumed_link = f"a site-to-site VPN joins {draft.premises} and {draft.regions[0]}" + (
                ": it has to be built" if built else ""
            )
    for region in draft.regions[1:]:
        if not told and not _joined(draft, region, draft.regions[0]):
            draft.links[f"inter-region-{region}"] = Link(between=(draft.regions[0], region), kind="transit-gateway")
            draft.assumptions.append(f"{draft.regions[0]} and {region} are joined inside AWS")
    for site in list(draft.sites):
        if site != "internet":
            draft.links.setdefault(f"internet-{site}", Link(between=("internet", site), kind="internet"))


def _joined(draft: BaselineDraft, one: str, other: str) -> bool:
    """True where private links connect two sites, directly or through others."""
    steps = site_steps(draft.links, one, other, links_by_site(draft.links, public=False))
    return other in reachable((one,), lambda site: (there for _, there in steps(site)))
