"""Findings on existing directories: quotas, Regions, sites, names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network

from dirsim.directory.managed_ad.preflight import hybrid_checks
from dirsim.facts import Catalog
from dirsim.model.directory import Directory
from dirsim.model.outcome import Judgement
from dirsim.model.requirements import Estate
from dirsim.recommendation.assessment import ExistingFinding

_OPTIONS = {"ad-connector": "ad-connector", "simple-ad": "simple-ad"}
_INSIDE = ("parent-child", "tree-root", "shortcut")


def directory_findings(
    estate: Estate, facts: Catalog, at: str, hosts: Mapping[str, int] | None = None
) -> Iterator[ExistingFinding]:
    """The findings of every rule on what directories are asked to do beyond their option.

    Args:
        estate: The estate.
        facts: The facts that apply.
        at: The path of the parts in the file: ``estate.``, or empty for a topology.
        hosts: The number of controllers among the hosts of a topology, by domain; ``None`` means an estate.
    """
    for rule in DIRECTORY_RULES:
        yield from rule(estate, facts, at)
    yield from domains_have_two_controllers(estate, at, hosts or {})


def option_of(directory: Directory) -> str:
    """The option of the facts that describes a directory; empty where AWS does not offer it, or its edition is unknown."""
    if directory.kind == "managed-microsoft-ad":
        return f"managed-ad-{directory.edition}" if directory.edition else ""
    return _OPTIONS.get(directory.kind, "")


def shares_are_possible(estate: Estate, facts: Catalog, at: str) -> Iterator[ExistingFinding]:
    """A directory is shared only where its option can be, and with no more accounts than its quota."""
    for name, directory in estate.directories.items():
        cell = facts.capability(option_of(directory), "directory-sharing") if option_of(directory) else None
        if cell is None or not directory.shared_with:
            continue
        most = (cell.detail or {}).get("default_accounts")
        if cell.value == "no":
            because = f"{name} cannot be shared with other accounts: {cell.statement}"
        elif isinstance(most, int) and directory.shared_with > most:
            because = f"{name} is shared with {directory.shared_with} accounts; the default quota is {most}"
        else:
            continue
        yield _found(f"{at}directories.{name}", "share-quota", because, f"dirsim facts {cell.id}", cell.id)


def shares_are_accepted(estate: Estate, facts: Catalog, at: str) -> Iterator[ExistingFinding]:
    """Every account that a directory is shared with has accepted the share."""
    fact = facts.get("sharing-methods")
    for name, directory in estate.directories.items():
        if directory.pending_shares and fact is not None:
            one = directory.pending_shares == 1
            whose = "1 account has" if one else f"{directory.pending_shares} accounts have"
            because = f"{whose} not accepted the share of {name}: no workload there can use the directory"
            yield _found(f"{at}directories.{name}", "share-acceptance", because, f"dirsim facts {fact.id}", fact.id)


def trusts_are_supported(estate: Estate, facts: Catalog, at: str) -> Iterator[ExistingFinding]:
    """A trust is between directories that support trusts of its kind."""
    holders = {
        domain: (name, option_of(directory))
        for name, directory in estate.directories.items()
        if directory.kind != "ad-connector"
        for domain in directory.domains
    }
    for label, trust in estate.trusts.items():
        for side in (trust.trusting, trust.trusted):
            name, option = holders.get(side, ("", ""))
            kind = "external" if trust.kind == "external" else "forest"
            cell = facts.capability(option, f"trust-{kind}") if option and trust.kind not in _INSIDE else None
            if cell is not None and cell.value == "no":
                because = f"{name} ({side}) cannot have the trust {label}: {cell.statement}"
                yield _found(f"{at}trusts.{label}", "trust-support", because, f"dirsim facts {cell.id}", cell.id)


def regions_are_replicated(estate: Estate, facts: Catalog, at: str) -> Iterator[ExistingFinding]:
    """A directory has further Regions only where its option replicates."""
    for name, directory in estate.directories.items():
        cell = facts.capability(option_of(directory), "multi-region-replication") if option_of(directory) else None
        if cell is not None and directory.regions and cell.value == "no":
            because = f"{name} cannot be replicated to {', '.join(directory.regions)}: {cell.statement}"
            yield _found(f"{at}directories.{name}", "further-regions", because, f"dirsim facts {cell.id}", cell.id)


def directories_extend_one_domain(estate: Estate, facts: Catalog, at: str) -> Iterator[ExistingFinding]:
    """A directory that is in front of an own domain, or extends one, has that domain only."""
    for name, directory in estate.directories.items():
        option = option_of(directory)
        cell = facts.capability(option, "one-to-one-domain-rule") if option else None
        most = (cell.detail or {}).get("domains_per_directory") if cell is not None else None
        if cell is not None and isinstance(most, int) and len(directory.domains) > most:
            because = f"{name} names {' and '.join(directory.domains)}: a directory of its kind serves {most} domain"
            yield _found(f"{at}directories.{name}", "domains-of-directory", because, f"dirsim facts {cell.id}", cell.id)


def hybrid_prerequisites_hold(estate: Estate, facts: Catalog, at: str) -> Iterator[ExistingFinding]:
    """The domain that Hybrid Edition extends meets what the edition asks for, as far as the estate states it."""
    extended = {
        domain: name
        for name, directory in estate.directories.items()
        if option_of(directory) == "managed-ad-hybrid"
        for domain in directory.domains
    }
    for check in hybrid_checks(estate.directories, estate.trusts) if extended else ():
        known = check.id in ("controllers", "role-holders") and all(fact in facts for fact in check.facts)
        if known and check.verdict == Judgement.NOT_MET and check.subject in extended:
            name = extended[check.subject]
            because = f"{name} extends {check.subject}: {check.because}"
            yield _found(
                f"{at}directories.{name}", "hybrid-prerequisites", because, "dirsim managed-ad FILE", *check.facts
            )


def connector_subnets_have_sites(estate: Estate, facts: Catalog, at: str) -> Iterator[ExistingFinding]:
    """The subnets of a connector belong to an AD site of the domain's forest, and to one at the same place."""
    fact = facts.get("ad-connector-site-selection")
    for name, directory in estate.directories.items():
        own = [net for text in directory.subnets if (net := _network(text)) is not None]
        if directory.kind != "ad-connector" or not own or fact is None:
            continue
        for label, forest in estate.directories.items():
            if forest.kind == "ad-connector" or not set(forest.domains) & set(directory.domains):
                continue
            sites = [
                (net, site, entry.place)
                for site, entry in forest.ad_sites.items()
                for text in entry.subnets
                if (net := _network(text)) is not None
            ]
            for subnet in own if sites else ():
                because = _site_of(subnet, sites, directory.site, estate, forest, set(directory.domains))
                if because:
                    yield _found(
                        f"{at}directories.{name}",
                        "connector-subnet-site",
                        f"{name}: the subnet {subnet} {because} ({label}): it asks distant controllers",
                        f"dirsim facts {fact.id}",
                        fact.id,
                    )


_Network = IPv4Network | IPv6Network


def _network(text: str) -> _Network | None:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


def _site_of(
    subnet: _Network,
    sites: list[tuple[_Network, str, str | None]],
    place: str | None,
    estate: Estate,
    forest: Directory,
    domains: set[str],
) -> str:
    """The fault in the AD site of a subnet, as words after it; empty where its site is right or of unknown place."""
    held = [entry for entry in sites if entry[0].version == subnet.version and _inside(subnet, entry[0])]
    if not held:
        return "is in no AD site"
    _, site, there = max(held, key=lambda entry: entry[0].prefixlen)
    if there is None or place is None or there == place:
        return ""
    away = [
        where
        for domain in domains & set(forest.domains)
        for where, count in forest.domains[domain].controllers.items()
        if count
    ]
    distances = {
        other: link.distance_s for link in estate.links.values() if place in link.between for other in link.between
    }
    nearer = place in away or any(
        distances.get(where, float("inf")) < distances.get(there, float("inf")) for where in away if where != there
    )
    return f"is in the AD site {site} at {there}" if nearer else ""


def _inside(subnet: _Network, whole: _Network) -> bool:
    return subnet.version == whole.version and subnet.subnet_of(whole)  # type: ignore[arg-type]  # of one version


def trusted_names_differ(estate: Estate, facts: Catalog, at: str) -> Iterator[ExistingFinding]:
    """The two sides of a trust have different DNS and NetBIOS names."""
    fact = facts.get("trust-prerequisites")
    known = {
        domain: detail
        for directory in estate.directories.values()
        if directory.kind != "ad-connector"
        for domain, detail in directory.domains.items()
    }
    for name, trust in estate.trusts.items():
        if trust.kind in _INSIDE or fact is None:
            continue
        one, other = (known[side].netbios if side in known else None for side in (trust.trusting, trust.trusted))
        if one and other and one.upper() == other.upper():
            because = (
                f"{trust.trusting} and {trust.trusted} have the same NetBIOS name {one.upper()}: names must differ"
            )
            yield _found(f"{at}trusts.{name}", "trust-names", because, f"dirsim facts {fact.id}", fact.id)


def trusts_filter_sids(estate: Estate, facts: Catalog, at: str) -> Iterator[ExistingFinding]:
    """SID filtering is active on trusts to other forests, and TGTs are not forwarded over them."""
    fact = facts.get("trust-sid-filtering")
    for name, trust in estate.trusts.items():
        if trust.kind in _INSIDE or fact is None:
            continue
        command = f"dirsim trusts FILE --from {trust.trusted} --to {trust.trusting}"
        if not trust.sid_filtering:
            because = f"SID filtering is off: an administrator of {trust.trusted} can add any SID of {trust.trusting} to a ticket"
            yield _found(f"{at}trusts.{name}", "trust-sid-filtering", because, command, fact.id)


def domains_have_two_controllers(estate: Estate, at: str, hosts: Mapping[str, int]) -> Iterator[ExistingFinding]:
    """A domain that the company runs has more than one controller.

    Args:
        estate: The estate.
        at: The path of the parts in the file.
        hosts: The number of controllers among the hosts of a topology, by domain; an estate has none.
    """
    for name, directory in estate.directories.items():
        if directory.kind not in ("active-directory", "samba-ad"):
            continue
        for domain, detail in directory.domains.items():
            count = len(detail.domain_controllers) or sum(detail.controllers.values())
            if (count or hosts.get(domain, 0)) == 1:
                yield _found(
                    f"{at}directories.{name}.domains.{domain}",
                    "only-controller",
                    f"{domain} has one controller: without it every sign-in of the domain fails",
                    "dirsim managed-ad FILE",
                )


def _found(path: str, rule: str, because: str, command: str, *facts: str) -> ExistingFinding:
    return ExistingFinding(
        path=path, rule=rule, verdict=Judgement.NOT_MET, because=because, facts=facts, command=command
    )


DIRECTORY_RULES: tuple[Callable[[Estate, Catalog, str], Iterator[ExistingFinding]], ...] = (
    shares_are_possible,
    shares_are_accepted,
    trusts_are_supported,
    regions_are_replicated,
    directories_extend_one_domain,
    hybrid_prerequisites_hold,
    connector_subnets_have_sites,
    trusted_names_differ,
    trusts_filter_sids,
)
"""Every rule on directories beyond those of connectors."""
