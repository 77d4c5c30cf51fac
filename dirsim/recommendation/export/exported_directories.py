"""Directories of AWS in an export."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from dirsim.designs.design import Design
from dirsim.model.directory import Directory
from dirsim.model.requirements import Requirements
from dirsim.model.topology import Connector, Topology

IN_AWS = ("managed-microsoft-ad", "simple-ad", "ad-connector")


@frozen(kw_only=True)
class ExportedDirectory:
    """A directory of AWS.

    Attributes:
        name: Its name in the export: letters, digits and underscores.
        entry: The directory, with everything that is known of it.
        domain: The domain that it holds or, as a connector, serves.
        region: The name of its Region; empty means that of the deployment.
        regions: The names of further Regions.
        exists: True where the estate has it already, so that it is adopted, not created.
        shares: The number of other accounts that it is shared with.
        radius: The RADIUS servers that it asks, as names of hosts.
    """

    name: str
    entry: Directory
    domain: str
    region: str = ""
    regions: tuple[str, ...] = ()
    exists: bool = False
    shares: int = 0
    radius: tuple[str, ...] = ()

    @property
    def created(self) -> bool:
        """False for Hybrid Edition, which no resource type creates."""
        return self.entry.edition != "hybrid"


def identifier(text: str) -> str:
    """A text as an identifier of letters, digits and underscores that begins with a letter."""
    made = "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in text.lower()).strip("_")
    while "__" in made:
        made = made.replace("__", "_")
    return made if made and made[0].isalpha() else f"x_{made}".rstrip("_")


def _region(topology: Topology, site: str | None) -> str:
    entry = topology.sites.get(site or "")
    return (entry.region or "") if entry is not None else ""


def exported_directories(
    design: Design | Topology, topology: Topology, req: Requirements | None
) -> Iterator[ExportedDirectory]:
    """Directories of AWS: those of the topology, and connectors that only the design has.

    Args:
        design: The design, or a topology.
        topology: The topology of it.
        req: The requirements, whose estate exists already; ``None`` means that nothing exists.
    """
    stated = req.estate.directories if req is not None else {}
    sharing = sum(part.detail for part in design.parts if part.kind == "sharing") if isinstance(design, Design) else 0
    used: set[str] = set()
    for label, entry in topology.directories.items():
        if entry.kind not in IN_AWS or not entry.domains:
            continue
        known = stated.get(label)
        value = known if known is not None and known.kind == entry.kind else entry
        domain = next(iter(entry.domains))
        managed = entry.kind == "managed-microsoft-ad"
        sites = (
            [value.site]
            if value.site
            else [host.site for host in topology.hosts.values() if host.domain == domain and "controller" in host.roles]
        )
        if entry.kind == "ad-connector" and not value.site:
            sites = [topology.hosts[host].site for one in _connectors(topology, domain) for host in one.hosts]
        further = tuple(dict.fromkeys(_region(topology, name) or name for name in (value.regions or entry.regions)))
        yield ExportedDirectory(
            name=unused(identifier(label), used),
            entry=value,
            domain=domain,
            region=_region(topology, sites[0] if sites else None),
            regions=further if managed else (),
            exists=known is not None,
            shares=(max(value.shared_with or 0, sharing) if managed else 0),
            radius=tuple(dict.fromkeys(host for one in _connectors(topology, domain) for host in one.radius))
            if entry.kind == "ad-connector"
            else _radius(topology)
            if managed and _has(design, "radius-mfa") and not topology.connectors
            else (),
        )
    fronted = {
        domain for entry in topology.directories.values() if entry.kind == "ad-connector" for domain in entry.domains
    }
    for label, connector in topology.connectors.items():
        if connector.domain in fronted:
            continue  # an existing connector, which the estate describes
        site = topology.hosts[connector.hosts[0]].site if connector.hosts else None
        yield ExportedDirectory(
            name=unused(identifier(label), used),
            entry=Directory(kind="ad-connector", domains={}, service_account=_account(connector), site=site),
            domain=connector.domain,
            region=_region(topology, site),
            radius=connector.radius,
        )


def _account(connector: Connector) -> str | None:
    return connector.service_account or None


def unused(name: str, used: set[str]) -> str:
    """A name that is not among the used ones, which it joins."""
    made, number = name, 2
    while made in used:
        made, number = f"{name}_{number}", number + 1
    used.add(made)
    return made


def _connectors(topology: Topology, domain: str) -> list[Connector]:
    return [connector for connector in topology.connectors.values() if connector.domain == domain]


def _radius(topology: Topology) -> tuple[str, ...]:
    return tuple(name for name, host in topology.hosts.items() if "radius" in host.roles)


def _has(design: Design | Topology, part: str) -> bool:
    return isinstance(design, Design) and part in design.label.parts
