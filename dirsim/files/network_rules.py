"""Rules on sites, links, directories and trusts of an estate or topology."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from ipaddress import ip_network

from attrs import frozen

from dirsim.model.directory import Directory, Trust
from dirsim.model.domain_name import is_domain_name
from dirsim.model.network_parts import Cause, Link, Site
from dirsim.parsing.hints import near
from dirsim.parsing.places import Finding, Path, shown

_REGION = re.compile(r"[a-z]{2,4}(-[a-z]+){1,3}-[0-9]{1,2}")
_LEVELS = ("2000", "2003", "2008", "2008R2", "2012", "2012R2", "2016", "2019", "2022", "2025")
_AWS_DIRECTORIES = {"managed-microsoft-ad", "ad-connector", "simple-ad"}
_SIZED = {"ad-connector", "simple-ad"}


@frozen
class Parts:
    """The parts of a file that the rules check.

    Attributes:
        at: The path of the parts in the file; empty for the top of the file.
        sites: Sites by name.
        links: Links by name.
        directories: Directories by name.
        trusts: Trusts by name.
    """

    at: Path
    sites: Mapping[str, Site]
    links: Mapping[str, Link]
    directories: Mapping[str, Directory]
    trusts: Mapping[str, Trust]

    @property
    def domains(self) -> tuple[str, ...]:
        """The domains that the directories hold; a connector holds none."""
        return tuple(
            dict.fromkeys(
                domain
                for directory in self.directories.values()
                if directory.kind != "ad-connector"
                for domain in directory.domains
            )
        )


def causes_have_known_members(
    at: Path, causes: Mapping[str, Cause], named: Mapping[str, Collection[str]]
) -> Iterator[Finding]:
    """A cause has a name that no element has, and its members are elements of the file.

    Args:
        at: The path of the causes.
        causes: The causes by name.
        named: The elements that may be members, by their kind.
    """
    known = [name for names in named.values() for name in names]
    for name, cause in causes.items():
        for what, names in named.items():
            if name in names:
                yield Finding((*at, name), f"the name {shown(name)} is already used by a {what}", "use another name")
        for place, member in enumerate(cause.members):
            yield from unknown((*at, name, "members", place), "element", member, known)


def unknown(path: Path, what: str, name: str, known: Iterable[str]) -> Iterator[Finding]:
    """One finding if a name is not one of the known names, otherwise none."""
    names = list(known)
    if name not in names:
        few = f"expected one of: {', '.join(names)}" if len(names) <= 8 else f"such as {names[0]}"
        hint = near(name, names) or few if names else f"no {what} is listed: list it, or leave it out"
        yield Finding(path, f"unknown {what} {shown(name)}", hint)


def looks_like_region(name: str) -> bool:
    """Return whether a name has the form of an AWS Region name."""
    return _REGION.fullmatch(name) is not None


def links_join_known_sites(parts: Parts) -> Iterator[Finding]:
    """A link joins two sites of the file."""
    for name, link in parts.links.items():
        for place, site in enumerate(link.between):
            yield from unknown((*parts.at, "links", name, "between", place), "site", site, parts.sites)


def links_join_two_sites(parts: Parts) -> Iterator[Finding]:
    """A link joins two different sites."""
    for name, link in parts.links.items():
        if link.between[0] == link.between[1]:
            path = (*parts.at, "links", name, "between")
            yield Finding(path, f"the link joins {shown(link.between[0])} to itself", "name two sites")


def regions_look_like_regions(parts: Parts) -> Iterator[Finding]:
    """Names of AWS Regions have the form of Region names, and only sites of kind ``aws-region`` have one."""
    for name, site in parts.sites.items():
        if site.region and not looks_like_region(site.region):
            path = (*parts.at, "sites", name, "region")
            yield Finding(path, f"invalid AWS Region {shown(site.region)}", "such as eu-central-1")
        if site.region and site.kind != "aws-region":
            path = (*parts.at, "sites", name, "region")
            yield Finding(
                path, f"a site of kind {site.kind} has no AWS Region", "use kind aws-region, or remove the Region"
            )
    for name, directory in parts.directories.items():
        for place, region in enumerate(directory.regions):
            if not looks_like_region(region) and region not in parts.sites:
                path = (*parts.at, "directories", name, "regions", place)
                yield Finding(path, f"{shown(region)} is neither an AWS Region nor a site", "such as eu-central-1")


def directories_stand_at_known_sites(parts: Parts) -> Iterator[Finding]:
    """Directories and their domain controllers are at sites of the file."""
    for name, directory in parts.directories.items():
        path = (*parts.at, "directories", name)
        if directory.site is not None:
            yield from unknown((*path, "site"), "site", directory.site, parts.sites)
        for domain, entry in directory.domains.items():
            for site in entry.controllers:
                for found in unknown((*path, "domains", domain, "controllers"), "site", site, parts.sites):
                    yield Finding(found.path, found.message, found.hint, site)


def domains_have_dns_names(parts: Parts) -> Iterator[Finding]:
    """Domains have valid DNS names."""
    for name, directory in parts.directories.items():
        for domain in directory.domains:
            if not is_domain_name(domain):
                path = (*parts.at, "directories", name, "domains")
                yield Finding(path, f"invalid DNS domain name {shown(domain)}", "such as corp.example", domain)


def domains_are_in_one_forest(parts: Parts) -> Iterator[Finding]:
    """A domain belongs to one directory; an AD Connector and Hybrid Edition serve the domain of another directory."""
    homes: dict[str, str] = {}
    for name, directory in parts.directories.items():
        if directory.kind == "ad-connector" or directory.edition == "hybrid":
            continue
        for domain in directory.domains:
            home = homes.setdefault(domain.lower(), name)
            if home != name:
                path = (*parts.at, "directories", name, "domains")
                yield Finding(
                    path,
                    f"the domain {shown(domain)} already belongs to the directory {shown(home)}",
                    "leave it out here",
                    domain,
                )


def connectors_serve_one_domain(parts: Parts) -> Iterator[Finding]:
    """An AD Connector serves one domain, which exists where domains are listed."""
    for name, directory in parts.directories.items():
        if directory.kind != "ad-connector":
            continue
        path = (*parts.at, "directories", name, "domains")
        if len(directory.domains) > 1:
            yield Finding(path, "an AD Connector serves one domain", "use a connector for each domain")
        if parts.domains:
            for domain in directory.domains:
                for found in unknown(path, "domain", domain, parts.domains):
                    yield Finding(found.path, found.message, found.hint, domain)


def children_have_parents(parts: Parts) -> Iterator[Finding]:
    """A child domain's parent is in the same directory, and its name ends in the parent's."""
    for name, directory in parts.directories.items():
        for domain, entry in directory.domains.items():
            if not entry.parent:
                continue
            path = (*parts.at, "directories", name, "domains", domain, "parent")
            if entry.parent == domain:
                yield Finding(path, "a domain is not its own parent", "remove parent")
            elif entry.parent not in directory.domains:
                yield from unknown(
                    path, "domain", entry.parent, [other for other in directory.domains if other != domain]
                )
            elif not domain.lower().endswith(f".{entry.parent.lower()}"):
                message = f"the name of a child domain must end in its parent's, {shown('.' + entry.parent)}"
                yield Finding(path, message, "remove parent if the domain is a tree root")


def site_subnets_are_networks(parts: Parts) -> Iterator[Finding]:
    """The subnets of AD sites are IP networks, each in one site: they decide the site of a client."""
    for name, directory in parts.directories.items():
        held: dict[str, str] = {}
        for site, entry in directory.ad_sites.items():
            for place, subnet in enumerate(entry.subnets):
                path = (*parts.at, "directories", name, "ad_sites", site, "subnets", place)
                if not _is_network(subnet):
                    yield Finding(path, f"invalid subnet {shown(subnet)}", "write it as 10.1.0.0/16")
                    continue
                first = held.setdefault(str(ip_network(subnet, strict=False)), site)
                if first != site:
                    yield Finding(
                        path,
                        f"subnet {shown(subnet)} is in two AD sites",
                        f"a subnet is in one site; {shown(first)} has it",
                    )


def _is_network(text: str) -> bool:
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def aws_directories_have_two_subnets(parts: Parts) -> Iterator[Finding]:
    """A directory of AWS Directory Service is in two subnets."""
    for name, directory in parts.directories.items():
        count = len(set(directory.subnets))
        if directory.kind in _AWS_DIRECTORIES and directory.subnets and count != 2:
            path = (*parts.at, "directories", name, "subnets")
            yield Finding(path, f"{directory.kind} needs two subnets, found {count}", "in two Availability Zones")


def details_fit_the_kind(parts: Parts) -> Iterator[Finding]:
    """Only directories of kinds with editions or sizes have an edition or a size."""
    for name, directory in parts.directories.items():
        path = (*parts.at, "directories", name)
        if directory.edition and directory.kind != "managed-microsoft-ad":
            yield Finding(
                (*path, "edition"),
                f"{directory.kind} has no editions",
                "leave it out: only managed-microsoft-ad has one",
            )
        if directory.size and directory.kind not in _SIZED:
            yield Finding(
                (*path, "size"),
                f"{directory.kind} has no sizes",
                "leave it out: only ad-connector and simple-ad have one",
            )


def functional_levels_exist(parts: Parts) -> Iterator[Finding]:
    """Functional levels are those of Windows Server."""
    for name, directory in parts.directories.items():
        path = (*parts.at, "directories", name)
        yield from functional_level((*path, "functional_level"), directory.functional_level)
        for domain, entry in directory.domains.items():
            yield from functional_level((*path, "domains", domain, "functional_level"), entry.functional_level)


def functional_level(path: Path, level: object) -> Iterator[Finding]:
    """One finding if a functional level does not exist, otherwise none."""
    if level is not None and str(level) not in _LEVELS:
        yield Finding(path, f"invalid functional level {shown(str(level))}", "such as 2016 or 2008R2")


def trusts_join_known_domains(parts: Parts) -> Iterator[Finding]:
    """A trust joins two domains, which exist where domains are listed."""
    for name, trust in parts.trusts.items():
        path = (*parts.at, "trusts", name)
        if trust.trusting == trust.trusted:
            yield Finding(path, f"the trust joins {shown(trust.trusting)} to itself", "name two domains")
            continue
        if parts.domains and trust.kind != "realm":
            yield from unknown((*path, "trusting"), "domain", trust.trusting, parts.domains)
            yield from unknown((*path, "trusted"), "domain", trust.trusted, parts.domains)


NETWORK_RULES: tuple[Callable[[Parts], Iterator[Finding]], ...] = (
    links_join_known_sites,
    links_join_two_sites,
    regions_look_like_regions,
    directories_stand_at_known_sites,
    domains_have_dns_names,
    domains_are_in_one_forest,
    connectors_serve_one_domain,
    children_have_parents,
    site_subnets_are_networks,
    aws_directories_have_two_subnets,
    details_fit_the_kind,
    functional_levels_exist,
    trusts_join_known_domains,
)


def network_findings(parts: Parts) -> Iterator[Finding]:
    """The findings of all rules of this module."""
    for rule in NETWORK_RULES:
        yield from rule(parts)
