"""Rules on what the sketch of an estate and its detail say against each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dirsim.model.directory import Directory
from dirsim.model.requirements import Estate, Requirements, SketchedAd
from dirsim.read.network_rules import looks_like_region
from dirsim.read.places import Finding

_AGREE = "make them agree, or leave one of them out"
_VPNS = {"site-to-site-vpn", "cloud-vpn"}


def _forests(estate: Estate) -> dict[str, Directory]:
    """The forests that the company runs itself."""
    return {name: entry for name, entry in estate.directories.items() if entry.kind == "active-directory"}


def _on_premises(directory: Directory, estate: Estate) -> bool:
    """Whether a directory certainly stands on the premises."""
    sites = {directory.site, *(site for domain in directory.domains.values() for site in domain.controllers)}
    return any(site in estate.sites and estate.sites[site].kind == "on-premises" for site in sites if site)


def no_ad_means_no_directory(requirements: Requirements) -> Iterator[Finding]:
    """``on_prem_ad: false`` says that no AD stands on the premises."""
    estate = requirements.estate
    if estate.on_prem_ad is not False:
        return
    for name, directory in _forests(estate).items():
        if _on_premises(directory, estate):
            message = f"on_prem_ad is false, but the directory {name!r} stands on the premises"
            yield Finding(("estate", "on_prem_ad"), message, _AGREE)


def counts_agree(requirements: Requirements) -> Iterator[Finding]:
    """Counts of the sketch are those of the directories, where these are listed."""
    estate = requirements.estate
    forests = _forests(estate)
    domains = [domain for directory in forests.values() for domain in directory.domains.values()]
    sketch = estate.on_prem_ad
    if not isinstance(sketch, SketchedAd) or not domains:
        return
    for field, said, listed in (
        ("domains", sketch.domains, len(domains)),
        ("forests", sketch.forests, len(forests)),
    ):
        if isinstance(said, int) and said != listed:
            message = f"the sketch counts {said} {field}, the directories list {listed}"
            yield Finding(("estate", "on_prem_ad", field), message, _AGREE)


def user_counts_agree(requirements: Requirements) -> Iterator[Finding]:
    """Users and objects are counted once, or alike."""
    estate = requirements.estate
    domains = [domain for directory in _forests(estate).values() for domain in directory.domains.values()]
    sketch = estate.on_prem_ad if isinstance(estate.on_prem_ad, SketchedAd) else SketchedAd()
    for field in ("users", "objects"):
        said = getattr(estate, field)
        sketched = getattr(sketch, field)
        counts = [getattr(domain, field) for domain in domains]
        listed = sum(counts) if counts and None not in counts else None
        for path, count in ((("estate", field), said), (("estate", "on_prem_ad", field), sketched)):
            if isinstance(count, int) and listed is not None and count != listed:
                message = f"the sketch counts {count} {field}, the domains list {listed}"
                yield Finding(path, message, _AGREE)
        if isinstance(said, int) and isinstance(sketched, int) and said != sketched and listed is None:
            message = f"the estate counts {said} {field}, on_prem_ad counts {sketched}"
            yield Finding(("estate", field), message, _AGREE)


def objects_include_users(requirements: Requirements) -> Iterator[Finding]:
    """Users are objects: there are no fewer objects than users."""
    estate = requirements.estate
    holders: list[tuple[tuple[str, ...], object, int | None]] = [(("estate",), estate.users, estate.objects)]
    if isinstance(estate.on_prem_ad, SketchedAd):
        holders.append((("estate", "on_prem_ad"), estate.on_prem_ad.users, estate.on_prem_ad.objects))
    for name, directory in estate.directories.items():
        for domain, entry in directory.domains.items():
            holders.append((("estate", "directories", name, "domains", domain), entry.users, entry.objects))
    for path, users, objects in holders:
        if isinstance(users, int) and objects is not None and objects < users:
            yield Finding(
                (*path, "objects"), f"{objects} objects are fewer than {users} users", "users are objects too"
            )


def connectivity_agrees_with_links(requirements: Requirements) -> Iterator[Finding]:
    """The word for the connection is that of the links between the premises and AWS."""
    estate = requirements.estate
    kinds = {
        link.kind
        for link in estate.links.values()
        if {estate.sites[site].kind for site in link.between if site in estate.sites} == {"on-premises", "aws-region"}
    } - {"internet"}
    path = ("estate", "connectivity")
    if estate.connectivity == "none" and kinds:
        message = f"connectivity is none, but a link ({', '.join(sorted(kinds))}) joins the premises and AWS"
        yield Finding(path, message, _AGREE)
    elif estate.connectivity == "vpn" and kinds and not kinds & _VPNS:
        yield Finding(path, f"connectivity is vpn, but the links are {', '.join(sorted(kinds))}", _AGREE)
    elif estate.connectivity == "dx" and kinds and "direct-connect" not in kinds:
        yield Finding(path, f"connectivity is dx, but the links are {', '.join(sorted(kinds))}", _AGREE)


def regions_agree_with_sites(requirements: Requirements) -> Iterator[Finding]:
    """The Regions of the sketch are no fewer than those of the sites."""
    estate = requirements.estate
    said = estate.aws.regions
    sites = {name: site.region for name, site in estate.sites.items() if site.kind == "aws-region"}
    named = {region for region in sites.values() if region}
    path = ("estate", "aws", "regions")
    if isinstance(said, int):
        count = len(named) + (1 if not named and sites else 0)
        if count > said:
            yield Finding(path, f"regions counts {said}, the sites are in {count}", _AGREE)
    elif isinstance(said, tuple):
        for region in sorted(filter(looks_like_region, named - set(said))):
            yield Finding(path, f"the list of Regions lacks {region!r}, where a site is", _AGREE)


def self_managed_says_one_thing(requirements: Requirements) -> Iterator[Finding]:
    """An AD that the company runs on EC2 is one that it runs itself."""
    estate = requirements.estate
    if estate.self_managed_ad is False and estate.self_managed_ad_on_ec2:
        message = "self_managed_ad is false, but self_managed_ad_on_ec2 is true"
        yield Finding(("estate", "self_managed_ad"), message, _AGREE)


SKETCH_RULES: tuple[Callable[[Requirements], Iterator[Finding]], ...] = (
    no_ad_means_no_directory,
    counts_agree,
    user_counts_agree,
    objects_include_users,
    connectivity_agrees_with_links,
    regions_agree_with_sites,
    self_managed_says_one_thing,
)
