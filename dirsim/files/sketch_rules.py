"""Rules on contradictions between the sketch of an estate and its detail."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dirsim.files.network_rules import looks_like_region
from dirsim.model.directory import Directory
from dirsim.model.requirements import Estate, Requirements, SketchedAd
from dirsim.parsing.places import Finding

_AGREE = "make both agree, or remove one of them"
_PATHS = ("vpn", "dx", "private")
_VPNS = {"site-to-site-vpn", "cloud-vpn"}


def _forests(estate: Estate) -> dict[str, Directory]:
    """The forests that the company runs itself."""
    return {name: entry for name, entry in estate.directories.items() if entry.kind == "active-directory"}


def _on_premises(directory: Directory, estate: Estate) -> bool:
    """Return whether a directory is known to be on the premises."""
    sites = {directory.site, *(site for domain in directory.domains.values() for site in domain.controllers)}
    return any(site in estate.sites and estate.sites[site].kind == "on-premises" for site in sites if site)


def no_ad_means_no_directory(requirements: Requirements) -> Iterator[Finding]:
    """With ``on_prem_ad: false``, no Active Directory is on the premises."""
    estate = requirements.estate
    if estate.on_prem_ad is not False:
        return
    for name, directory in _forests(estate).items():
        if _on_premises(directory, estate):
            message = f"on_prem_ad is false, but the directory {name!r} is on the premises"
            yield Finding(("estate", "on_prem_ad"), message, _AGREE)


def counts_agree(requirements: Requirements) -> Iterator[Finding]:
    """Counts in the sketch equal those of the listed directories, if any are listed."""
    estate = requirements.estate
    forests = _forests(estate)
    domains = [domain for directory in forests.values() for domain in directory.domains.values()]
    sketch = estate.on_prem_ad
    if not isinstance(sketch, SketchedAd) or not domains:
        return
    for field, count, listed in (
        ("domains", sketch.domains, len(domains)),
        ("forests", sketch.forests, len(forests)),
    ):
        if isinstance(count, int) and count != listed:
            message = f"the sketch counts {count} {field}, the directories list {listed}"
            yield Finding(("estate", "on_prem_ad", field), message, _AGREE)


def user_counts_agree(requirements: Requirements) -> Iterator[Finding]:
    """Counts of users and objects in several places are equal."""
    estate = requirements.estate
    domains = [domain for directory in _forests(estate).values() for domain in directory.domains.values()]
    sketch = estate.on_prem_ad if isinstance(estate.on_prem_ad, SketchedAd) else SketchedAd()
    for field in ("users", "objects"):
        total = getattr(estate, field)
        sketched = getattr(sketch, field)
        counts = [getattr(domain, field) for domain in domains]
        listed = sum(counts) if counts and None not in counts else None
        for path, count in ((("estate", field), total), (("estate", "on_prem_ad", field), sketched)):
            if isinstance(count, int) and listed is not None and count != listed:
                message = f"the sketch counts {count} {field}, the domains list {listed}"
                yield Finding(path, message, _AGREE)
        if isinstance(total, int) and isinstance(sketched, int) and total != sketched and listed is None:
            message = f"the estate counts {total} {field}, on_prem_ad counts {sketched}"
            yield Finding(("estate", field), message, _AGREE)


def objects_include_users(requirements: Requirements) -> Iterator[Finding]:
    """There are at least as many objects as users, because users are objects."""
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
                (*path, "objects"),
                f"{objects} objects are fewer than {users} users",
                "users are objects too: leave objects out, or count them all",
            )


def connectivity_agrees_with_links(requirements: Requirements) -> Iterator[Finding]:
    """``connectivity`` agrees with the links between the premises and AWS."""
    estate = requirements.estate
    kinds = {
        link.kind
        for link in estate.links.values()
        if {estate.sites[site].kind for site in link.between if site in estate.sites} == {"on-premises", "aws-region"}
    } - {"internet"}
    path = ("estate", "connectivity")
    for word in estate.connections:
        if word == "none" and kinds:
            message = f"connectivity is none, but a link ({', '.join(sorted(kinds))}) joins the premises and AWS"
            yield Finding(path, message, _AGREE)
        elif word == "vpn" and kinds and not kinds & _VPNS:
            yield Finding(path, f"connectivity is vpn, but the links are {', '.join(sorted(kinds))}", _AGREE)
        elif word == "dx" and kinds and "direct-connect" not in kinds:
            yield Finding(path, f"connectivity is dx, but the links are {', '.join(sorted(kinds))}", _AGREE)


def several_connections_are_paths(requirements: Requirements) -> Iterator[Finding]:
    """Each entry of a list of connections is a path that backs up the others."""
    words = requirements.estate.connections
    if len(words) < 2:
        return
    for place, word in enumerate(words):
        path = ("estate", "connectivity", place)
        if word not in _PATHS:
            yield Finding(path, f"{word} cannot be one of several connections", f"expected one of: {', '.join(_PATHS)}")


def regions_agree_with_sites(requirements: Requirements) -> Iterator[Finding]:
    """The sketch has at least the Regions of the sites."""
    estate = requirements.estate
    sketched = estate.aws.regions
    sites = {name: site.region for name, site in estate.sites.items() if site.kind == "aws-region"}
    named = {region for region in sites.values() if region}
    path = ("estate", "aws", "regions")
    if isinstance(sketched, int):
        count = len(named) + (1 if not named and sites else 0)
        if count > sketched:
            yield Finding(path, f"regions is {sketched}, but the sites are in {count} Regions", _AGREE)
    elif isinstance(sketched, tuple):
        for region in sorted(filter(looks_like_region, named - set(sketched))):
            yield Finding(path, f"the list of Regions lacks {region!r}, the Region of a site", _AGREE)


def self_managed_says_one_thing(requirements: Requirements) -> Iterator[Finding]:
    """A company that runs Active Directory on EC2 runs a self-managed Active Directory."""
    estate = requirements.estate
    if estate.self_managed_ad is False and estate.self_managed_ad_on_ec2:
        message = "self_managed_ad is false, but self_managed_ad_on_ec2 is true"
        yield Finding(("estate", "self_managed_ad"), message, _AGREE)


def providers_have_their_directory(requirements: Requirements) -> Iterator[Finding]:
    """AD FS signs in the users of an Active Directory: an estate that has it has one."""
    estate = requirements.estate
    kinds = {entry.kind for entry in estate.directories.values()}
    label = estate.current_directory or ""
    stated = bool(estate.self_managed_ad or estate.self_managed_ad_on_ec2 or kinds & _ACTIVE_DIRECTORIES)
    if stated or estate.on_prem_ad or any(label.startswith(part) for part in _WITH_AN_AD):
        return
    if estate.on_prem_ad is None and not kinds:
        return  # the provider implies a directory, which is assumed
    for place, word in enumerate(estate.identity_providers):
        if word == "adfs":
            lacks = "on_prem_ad is false" if estate.on_prem_ad is False else "the directories list none"
            message = f"adfs signs in the users of an Active Directory, but {lacks}"
            hint = "add the Active Directory, or name another provider: saml2 for any that speaks SAML 2.0"
            yield Finding(("estate", "identity_providers", place), message, hint)


_ACTIVE_DIRECTORIES = frozenset(
    {"active-directory", "samba-ad", "managed-microsoft-ad", "ad-connector", "entra-domain-services"}
)
_WITH_AN_AD = ("managed-ad", "self-managed-ec2", "ad-connector", "entra-domain-services", "existing-ad-direct")
"""The first parts of labels of an Active Directory."""

SKETCH_RULES: tuple[Callable[[Requirements], Iterator[Finding]], ...] = (
    no_ad_means_no_directory,
    providers_have_their_directory,
    counts_agree,
    user_counts_agree,
    objects_include_users,
    connectivity_agrees_with_links,
    several_connections_are_paths,
    regions_agree_with_sites,
    self_managed_says_one_thing,
)
