"""Design as resources of AWS, independent of the format of an export."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import field, frozen

from dirsim.catalog.workload_kinds import KINDS, federates_itself
from dirsim.designs.design import Attachment, Design
from dirsim.model.directory import Directory, Trust
from dirsim.model.name_order import name_key
from dirsim.model.requirements import Requirements
from dirsim.model.topology import Connector, Topology

IN_AWS = ("managed-microsoft-ad", "simple-ad", "ad-connector")
_SELF_MANAGED = ("active-directory", "samba-ad", "ldap", "entra-domain-services")


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


@frozen(kw_only=True)
class ExportedTrust:
    """The half of a trust that is at a directory of AWS.

    Attributes:
        name: Its name in the export.
        directory: The directory at which it is made.
        remote: The domain on the other side.
        direction: ``outgoing`` where the directory trusts the other side, ``incoming`` for the reverse, or ``two-way``.
        trust: The trust.
        forwards: True where the directory forwards names of the other side.
        exists: True where the estate has it already.
    """

    name: str
    directory: ExportedDirectory
    remote: str
    direction: str
    trust: Trust
    forwards: bool = False
    exists: bool = False


@frozen(kw_only=True)
class ExportedDesign:
    """A design as resources of AWS.

    Attributes:
        title: The label of the design, or the name of the topology.
        topology: The topology.
        parts: The parts of the label; empty for a topology without one.
        directories: Its directories of AWS.
        trusts: The halves of trusts at them.
        forwarders: Further conditional forwarders of managed directories: the directory and the zone.
        zones: The zones that Resolver rules forward, each with the directory that answers, or ``None``.
        desktops: The directories with which WorkSpaces are registered, by workload.
        joins: The directories that instances join at launch, by workload.
        region: The name of the primary Region; empty means that of the deployment.
        left_out: What no resource expresses, each as a sentence.
    """

    title: str
    topology: Topology
    parts: tuple[str, ...] = ()
    directories: tuple[ExportedDirectory, ...] = ()
    trusts: tuple[ExportedTrust, ...] = ()
    forwarders: tuple[tuple[ExportedDirectory, str], ...] = ()
    zones: Mapping[str, ExportedDirectory | None] = field(factory=dict)
    desktops: Mapping[str, ExportedDirectory] = field(factory=dict)
    joins: Mapping[str, ExportedDirectory] = field(factory=dict)
    region: str = ""
    left_out: tuple[str, ...] = ()

    @property
    def creates_saml_provider(self) -> bool:
        """True where the design has a SAML provider in IAM, and not only one in a service."""
        kinds = {flow.workload for flow in self.topology.flows.values()}
        return "saml-federation" in self.parts and not federates_itself(kinds, self.parts)


def identifier(text: str) -> str:
    """A text as an identifier of letters, digits and underscores that begins with a letter."""
    made = "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in text.lower()).strip("_")
    while "__" in made:
        made = made.replace("__", "_")
    return made if made and made[0].isalpha() else f"x_{made}".rstrip("_")


def exported_design(design: Design | Topology, req: Requirements | None = None) -> ExportedDesign:
    """The resources of a design.

    Args:
        design: The design, or a topology, all of which is exported.
        req: The requirements, whose estate exists already; ``None`` means that nothing exists.
    """
    topology = design.topology if isinstance(design, Design) else design
    parts = design.label.parts if isinstance(design, Design) else ()
    directories = tuple(_directories(design, topology, req))
    trusts = tuple(_trusts(topology, directories, req))
    forwarded = {(trust.directory.name, trust.remote) for trust in trusts if trust.forwards}
    forwarders = tuple(
        (directory, zone)
        for zone, askers in topology.forwarders.items()
        for directory in directories
        if directory.entry.kind == "managed-microsoft-ad"
        and directory.domain in askers
        and (directory.name, zone) not in forwarded
    )
    desktops, joins = _attached(design, req, directories)
    region = next((directory.region for directory in directories if directory.region), "") or _first_region(topology)
    return ExportedDesign(
        title=topology.name,
        topology=topology,
        parts=tuple(parts),
        directories=directories,
        trusts=trusts,
        forwarders=forwarders,
        zones=_zones(topology, directories) if "resolver-rules" in parts else {},
        desktops=desktops,
        joins=joins,
        region=region,
        left_out=tuple(dict.fromkeys(_left_out(design, topology, req, directories, trusts, desktops, joins))),
    )


def _region(topology: Topology, site: str | None) -> str:
    entry = topology.sites.get(site or "")
    return (entry.region or "") if entry is not None else ""


def _first_region(topology: Topology) -> str:
    return next((site.region for site in topology.sites.values() if site.region), "")


def _directories(
    design: Design | Topology, topology: Topology, req: Requirements | None
) -> Iterator[ExportedDirectory]:
    """Directories of AWS: those of the topology, and connectors that only the design has."""
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
            name=_unused(identifier(label), used),
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
            name=_unused(identifier(label), used),
            entry=Directory(kind="ad-connector", domains={}, service_account=_account(connector), site=site),
            domain=connector.domain,
            region=_region(topology, site),
            radius=connector.radius,
        )


def _account(connector: Connector) -> str | None:
    return connector.service_account or None


def _unused(name: str, used: set[str]) -> str:
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


def _trusts(
    topology: Topology, directories: tuple[ExportedDirectory, ...], req: Requirements | None
) -> Iterator[ExportedTrust]:
    managed = {entry.domain: entry for entry in directories if entry.entry.kind == "managed-microsoft-ad"}
    stated = req.estate.trusts if req is not None else {}
    used: set[str] = set()
    for label, trust in topology.trusts.items():
        for own, remote in ((trust.trusting, trust.trusted), (trust.trusted, trust.trusting)):
            if own not in managed or trust.kind not in ("forest", "external"):
                continue
            direction = "two-way" if trust.two_way else "outgoing" if own == trust.trusting else "incoming"
            yield ExportedTrust(
                name=_unused(identifier(f"{own}_to_{remote}"), used),
                directory=managed[own],
                remote=remote,
                direction=direction,
                trust=trust,
                forwards=own in topology.forwarders.get(remote, ()),
                exists=label in stated,
            )


def _zones(topology: Topology, directories: tuple[ExportedDirectory, ...]) -> dict[str, ExportedDirectory | None]:
    """Every domain with a name server that the VPC does not ask by itself; connectors hold none."""
    held = {entry.domain: entry for entry in directories if entry.entry.kind != "ad-connector"}
    return {domain: held.get(domain) for domain in topology.domains}


def _attached(
    design: Design | Topology, req: Requirements | None, directories: tuple[ExportedDirectory, ...]
) -> tuple[dict[str, ExportedDirectory], dict[str, ExportedDirectory]]:
    """The workloads that are registered with a directory, and those whose instances join one at launch."""
    desktops: dict[str, ExportedDirectory] = {}
    joins: dict[str, ExportedDirectory] = {}
    if not isinstance(design, Design) or req is None:
        return desktops, joins
    for name, attachment in sorted(design.attachments.items(), key=lambda item: name_key(item[0])):
        workload = req.workloads.get(name)
        entry = _serving(design, attachment, directories)
        if workload is None or entry is None:
            continue
        if attachment.way == "application" and KINDS[workload.kind].desktop:
            desktops[name] = entry
        elif attachment.way == "member" and workload.kind == "ec2-windows":
            joins[name] = entry
    return desktops, joins


def _serving(
    design: Design, attachment: Attachment, directories: tuple[ExportedDirectory, ...]
) -> ExportedDirectory | None:
    """The directory of AWS that a workload is attached to; ``None`` where it joins a domain without one."""
    if attachment.source in ("", "existing-ad-direct", "self-managed-ec2", "managed-ad-hybrid"):
        return None
    topology = design.topology
    connector = attachment.source.startswith("ad-connector")
    for flow in attachment.flows:
        service = topology.services.get(topology.flows[flow].service)
        for word in (*service.directory, service.realm) if service is not None else ():
            domain = topology.connectors[word].domain if word in topology.connectors else word
            for entry in directories:
                if entry.domain == domain and (entry.entry.kind == "ad-connector") == connector:
                    return entry
    return next((entry for entry in directories if (entry.entry.kind == "ad-connector") == connector), None)


_NOT_A_RESOURCE = {
    "managed-ad-hybrid": "managed-ad-hybrid: the provider creates no Hybrid Edition; create it in AWS Directory Service",
    "self-managed-ec2": "self-managed-ec2: the instances and their promotion to domain controllers",
    "entra-domain-services": "entra-domain-services: it is a service of Azure",
    "existing-ad-direct": "existing-ad-direct: the join of each machine to the existing domain",
    "custom-identity-broker": "custom-identity-broker: the broker is a separate program",
    "identity-center": "identity-center: the identity source of IAM Identity Center is chosen in its console",
    "identity-center-external-idp": "identity-center-external-idp: the SAML and SCIM settings of the identity source",
    "radius-mfa": "radius-mfa: the RADIUS servers themselves, and their client entries",
    "resolver-rules": "resolver-rules: the forwarders of name servers outside AWS to the inbound endpoint",
}


def _left_out(
    design: Design | Topology,
    topology: Topology,
    req: Requirements | None,
    directories: tuple[ExportedDirectory, ...],
    trusts: tuple[ExportedTrust, ...],
    desktops: Mapping[str, ExportedDirectory],
    joins: Mapping[str, ExportedDirectory],
) -> Iterator[str]:
    parts = design.label.parts if isinstance(design, Design) else ()
    yield from (_NOT_A_RESOURCE[part] for part in parts if part in _NOT_A_RESOURCE)
    managed = {entry.domain for entry in directories if entry.entry.kind == "managed-microsoft-ad"}
    for trust in trusts:
        if trust.remote not in managed:
            yield f"trusts: the half of the trust with {trust.directory.domain} that is made in {trust.remote}"
        if trust.trust.selective:
            allowed = ", ".join(trust.trust.allowed) or "no account yet"
            yield f"trusts: the right Allowed to Authenticate on computer accounts (for {allowed})"
    for zone, askers in topology.forwarders.items():
        outside = [asker for asker in askers if asker not in managed]
        if outside:
            yield f"dns: the conditional forwarder for {zone} on the name servers of {', '.join(outside)}"
    for entry in directories:
        if entry.shares:
            yield f"{entry.name}: each account that it is shared with accepts the share with its own credentials"
        if entry.entry.account:
            yield f"{entry.name}: the account {entry.entry.account} is that of the credentials with which this is applied"
    for connector, value in topology.connectors.items():
        if value.account and value.account not in ("account1", "") and req is not None:
            yield f"{connector}: it belongs to a further account; apply it there, and repeat it for each account"
    for name in sorted(req.workloads if req is not None else (), key=name_key):
        if req is not None and name not in desktops and name not in joins:
            workload = req.workloads[name]
            yield f"workloads.{name}: the {workload.kind} itself and its attachment"


def without_nothing(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values without those that are ``None``, empty text or an empty list."""
    return {key: value for key, value in values.items() if value not in (None, "", [], ())}
