"""Elements that can fail, with their availability and its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import frozen

from dirsim.facts import Catalog, catalog
from dirsim.model.network_parts import Host
from dirsim.model.topology import Topology
from dirsim.simulation.carriage import zone_of

_RUN_BY_AWS = ("managed-microsoft-ad", "simple-ad")
_LINK_FACTS = {"site-to-site-vpn": "sla-site-to-site-vpn"}
_DIRECTORY_FACT = "sla-directory-service"


@frozen
class Element:
    """An element that can fail.

    Attributes:
        name: Its name; services, zones and directories have their kind as a prefix.
        kind: ``link``, ``host``, ``site``, ``zone``, ``service``, ``directory`` or ``cause``.
        availability: The share of time that it works, 0 to 1; ``None`` means unknown, and then it counts as never failing.
        fact: The fact that states the availability; empty means that the file states it, or that it is unknown.
    """

    name: str
    kind: str
    availability: float | None = None
    fact: str = ""


@frozen
class Elements:
    """All elements of a design that can fail.

    Attributes:
        by_name: The elements, links first, then sites, zones, hosts, services, directories and causes.
        causes: For each common cause, the names of the elements that it takes down.
    """

    by_name: Mapping[str, Element]
    causes: Mapping[str, tuple[str, ...]]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all elements."""
        return tuple(self.by_name)

    @property
    def availability(self) -> dict[str, float]:
        """The availabilities that are known."""
        return {name: entry.availability for name, entry in self.by_name.items() if entry.availability is not None}


def elements_of(topology: Topology, facts: Catalog | None = None) -> Elements:
    """The elements that can fail: all but users' own machines and the internet, unless the file gives their availability.

    A site-to-site VPN and a directory that AWS runs have the availability of the vendor's SLA, unless the file
    states one; for a directory it is that of its controllers or instances together.

    Args:
        topology: The design.
        facts: The facts that apply; ``None`` means all.
    """
    known = facts if facts is not None else catalog()
    found = {entry.name: entry for entry in _own(topology, known)}
    causes: dict[str, tuple[str, ...]] = {}
    for name, members in _directories(topology):
        stated = any(found[member].availability is not None for member in members if member in found)
        share = None if stated else _committed(known, _DIRECTORY_FACT)
        if share is not None:
            found[f"directory:{name}"] = Element(f"directory:{name}", "directory", share, _DIRECTORY_FACT)
            causes[f"directory:{name}"] = members
    for name, cause in topology.causes.items():
        found[name] = Element(name, "cause", cause.availability)
        causes[name] = tuple(_element_name(topology, member) for member in cause.members)
    return Elements(found, causes)


def _own(topology: Topology, facts: Catalog) -> Iterator[Element]:
    for name, link in topology.links.items():
        fact = _LINK_FACTS.get(link.kind, "") if link.availability is None else ""
        share = _committed(facts, fact) if fact else link.availability
        if not link.public or share is not None:
            yield Element(name, "link", share, fact if share is not None else "")
    for name, site in topology.sites.items():
        if site.kind != "internet" or site.availability is not None:
            yield Element(name, "site", site.availability)
    zones = {zone_of(host.site, host.zone): None for host in topology.hosts.values() if host.zone}
    for name in zones:
        yield Element(name, "zone")
    for name, host in topology.hosts.items():
        if host.availability is not None or not _is_client(host):
            yield Element(name, "host", host.availability)
    for name, service in topology.services.items():
        if service.availability is not None:
            yield Element(f"service:{name}", "service", service.availability)


def _is_client(host: Host) -> bool:
    """True for a user's own machine: while it is down the user takes another; no design changes its availability."""
    return "client" in host.roles


def _directories(topology: Topology) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The directories that AWS runs, with their hosts."""
    for name, directory in topology.directories.items():
        if directory.kind in _RUN_BY_AWS:
            members = tuple(
                host
                for host, entry in topology.hosts.items()
                if entry.managed and entry.domain in directory.domains and "controller" in entry.roles
            )
            if members:
                yield name, members
    for name, connector in topology.connectors.items():
        members = tuple(host for host in connector.hosts if host in topology.hosts and topology.hosts[host].managed)
        if members:
            yield name, members


def _element_name(topology: Topology, member: str) -> str:
    """The element for a member of a cause; files write ``SITE/ZONE`` for a zone and the bare name for a service."""
    if member in topology.links or member in topology.sites or member in topology.hosts:
        return member
    if member in topology.services:
        return f"service:{member}"
    return zone_of(*member.split("/", 1)) if "/" in member else member


def _committed(facts: Catalog, fact: str) -> float | None:
    """The availability that a vendor commits to; ``None`` where no fact applies."""
    found = facts.get(fact)
    percent = (found.detail or {}).get("monthly_uptime_percent") if found is not None else None
    return round(float(percent) / 100, 10) if isinstance(percent, (int, float)) else None
