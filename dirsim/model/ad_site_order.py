"""Order of a domain's controllers for a client, by AD sites.

A client finds its AD site by its address, then the controllers of that site, then those of the next site by the cost of site
links, then any. A client whose address is in no subnet belongs to no site: DNS gives it the controllers of the whole domain
in random order, and the order here is the worst case, the farthest first.

Source: Microsoft, "Finding a domain controller in the closest site"; [MS-ADTS] 6.3.6 (locating a domain controller) and
6.1.1.2.2 (subnets); RFC 2782 (priority and weight).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from ipaddress import ip_address, ip_network

from attrs import frozen

from dirsim.facts.store import fact
from dirsim.model.directory import Directory
from dirsim.model.network_parts import Host
from dirsim.model.path_search import least_costs


@frozen
class Placement:
    """The AD site of a client.

    Attributes:
        site: The AD site; empty where the client is in none.
        because: The reason, in words.
    """

    site: str
    because: str


def placement(directory: Directory, name: str, host: Host) -> Placement | None:
    """The AD site of a host; ``None`` where the directory's sites say nothing about it.

    Args:
        directory: The forest whose sites count.
        name: The host's name.
        host: The host; where its address is unknown, its place decides.
    """
    if not directory.ad_sites:
        return None
    if host.address:
        subnets = [(subnet, site) for site, entry in directory.ad_sites.items() for subnet in entry.subnets]
        if not subnets:
            return None
        address = ip_address(host.address)
        holding = [(ip_network(subnet, strict=False), site) for subnet, site in subnets]
        found = [(net.prefixlen, str(net), site) for net, site in holding if address in net]
        if not found:
            return Placement("", f"the address {host.address} of {name} is in no subnet of an AD site")
        _, subnet, site = max(found, key=lambda entry: entry[0])
        return Placement(site, f"the address {host.address} of {name} is in the subnet {subnet} of the AD site {site}")
    here = next((site for site, entry in directory.ad_sites.items() if entry.place == host.site), "")
    return Placement(here, f"{name} is at the place of the AD site {here}") if here else None


def ordered(
    directory: Directory,
    client: Placement,
    candidates: Sequence[str],
    site_of: Callable[[str], str],
    distance: Callable[[str], float],
) -> tuple[str, ...]:
    """Controllers in the order in which a client of an AD site tries them.

    Args:
        directory: The forest whose sites count.
        client: The client's AD site.
        candidates: The controllers.
        site_of: The AD site of a controller; empty where it is in none.
        distance: The distance of a controller over the network, in seconds, which decides among equals.
    """
    if not client.site:
        return tuple(sorted(candidates, key=lambda name: -distance(name)))
    costs = _costs(directory, client.site)
    far = float("inf")
    return tuple(sorted(candidates, key=lambda name: (costs.get(site_of(name), far), distance(name))))


def _costs(directory: Directory, start: str) -> dict[str, float]:
    """The cost of site links from an AD site to each other."""
    usual = float(str(fact("ad-site-link-default-cost").value))
    steps: dict[str, list[tuple[str, float]]] = {start: []}
    for link in directory.site_links.values():
        weight = usual if link.cost is None else float(link.cost)
        for one in link.sites:
            steps.setdefault(one, []).extend((other, weight) for other in link.sites if other != one)
    return least_costs(start, steps)
