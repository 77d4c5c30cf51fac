"""Group policy links above an account: site, domain and units.

Blocked inheritance and enforced links are taken into account.

Source: [MS-GPOL] 3.2.5.1.5 (GPO search).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping

from attrs import field, frozen

from dirsim.model import distinguished_name
from dirsim.model.ad_sites import AdSite
from dirsim.model.directory import Directory, Domain
from dirsim.model.group_policy import GpoLink, GroupPolicy, OrganizationalUnit


@frozen(kw_only=True)
class PolicyForest:
    """The forest of an account, as group policy processing needs it.

    Attributes:
        directory: Its name in the estate.
        domain_name: The DNS name of the account's domain.
        domain: That domain.
        sites: The AD sites of the forest.
        others: The forest's other domains; a link may refer to a policy object in them.
        units: The domain's units, by their normalised name, each with its name as written.
    """

    directory: str
    domain_name: str
    domain: Domain
    sites: Mapping[str, AdSite]
    others: tuple[Domain, ...] = field(default=(), repr=False)
    units: Mapping[str, tuple[str, OrganizationalUnit]] = field(factory=dict, repr=False)

    def policy(self, name: str) -> GroupPolicy | None:
        """The policy object with a name, ignoring case, or with an id; ``None`` if the forest has none."""
        wanted = name.lower()
        for domain in (self.domain, *self.others):
            for key, policy in domain.group_policies.items():
                if wanted in {key.lower(), (policy.id or "").lower()}:
                    return policy
        return None


@frozen(kw_only=True)
class LinkedPolicy:
    """A policy object at a link above an account.

    Attributes:
        gpo: The name of the policy object.
        container: The container of the link.
        order: The link order in the container.
        link: The link.
        blocked_by: The unit that blocks inheritance of the link; empty means none.
    """

    gpo: str
    container: str
    order: int
    link: GpoLink
    blocked_by: str = ""


def forest_of(directories: Mapping[str, Directory], dn: str) -> PolicyForest | None:
    """The forest that contains an account; ``None`` if no directory of the estate has its domain."""
    name = distinguished_name.domain_of(dn)
    for key, directory in directories.items():
        for domain_name, domain in directory.domains.items():
            if domain_name.lower() == name:
                units = {
                    distinguished_name.normal(unit): (unit, value)
                    for unit, value in domain.organizational_units.items()
                }
                others = tuple(other for other_name, other in directory.domains.items() if other_name != domain_name)
                return PolicyForest(
                    directory=key,
                    domain_name=domain_name,
                    domain=domain,
                    sites=directory.ad_sites,
                    others=others,
                    units=units,
                )
    return None


def site_of(sites: Mapping[str, AdSite], address: str) -> str:
    """The AD site whose subnet contains an address, longest prefix first; empty if there is none.

    Raises:
        ValueError: The text is not an IP address.
    """
    where = ipaddress.ip_address(address)
    found: list[tuple[int, str]] = []
    for name, site in sites.items():
        for subnet in site.subnets:
            network = ipaddress.ip_network(subnet, strict=False)
            if where.version == network.version and where in network:
                found.append((network.prefixlen, name))
    return max(found, default=(0, ""))[1]


def linked(forest: PolicyForest, dn: str, site: str) -> tuple[LinkedPolicy, ...]:
    """Every link above an account, highest precedence first, including links that a unit blocks.

    Enforced links come first, the highest container before those below it; then the others, the nearest container
    first. Within a container the link order decides.
    """
    enforced: list[list[LinkedPolicy]] = []
    others: list[LinkedPolicy] = []
    blocked_by = ""
    for container, links, blocks in _containers(forest, dn, site):
        here: list[LinkedPolicy] = []
        for order, link in enumerate(links, start=1):
            one = LinkedPolicy(
                gpo=link.gpo,
                container=container,
                order=order,
                link=link,
                blocked_by="" if link.enforced else blocked_by,
            )
            (here if link.enforced else others).append(one)
        enforced.append(here)
        if blocks and not blocked_by:
            blocked_by = container
    return (*(one for here in reversed(enforced) for one in here), *others)


def _containers(forest: PolicyForest, dn: str, site: str) -> Iterator[tuple[str, tuple[GpoLink, ...], bool]]:
    """The containers above an account, nearest first, each with its links and whether it blocks inheritance."""
    root = distinguished_name.of_domain(forest.domain_name)
    for name in distinguished_name.above(dn):
        if name == root:
            break
        if name in forest.units:
            shown, unit = forest.units[name]
            yield shown, unit.links, unit.block_inheritance
    # The file may list a domain among its units too: that is where its own blocked inheritance can be stated.
    itself = forest.units[root][1] if root in forest.units else OrganizationalUnit()
    yield forest.domain_name, (*forest.domain.links, *itself.links), itself.block_inheritance
    if site in forest.sites:
        yield f"site {site}", forest.sites[site].links, False
