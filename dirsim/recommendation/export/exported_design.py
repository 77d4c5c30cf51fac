"""Design as resources of AWS, independent of the format of an export."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import field, frozen

from dirsim.catalog.workload_kinds import KINDS, federates_itself, takes_portal_roles
from dirsim.designs.design import Design
from dirsim.model.directory import Trust
from dirsim.model.requirements import Requirements
from dirsim.model.topology import Topology
from dirsim.recommendation.export.exported_attachments import ExportedAttachment, exported_attachments
from dirsim.recommendation.export.exported_directories import (
    ExportedDirectory,
    exported_directories,
    identifier,
    unused,
)


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
        attachments: The workloads that a directory or a provider signs in.
        controllers: The domain controllers on EC2 that the design adds, by host: the domain of each.
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
    attachments: tuple[ExportedAttachment, ...] = ()
    controllers: Mapping[str, str] = field(factory=dict)
    region: str = ""
    left_out: tuple[str, ...] = ()

    @property
    def creates_saml_provider(self) -> bool:
        """True where the design has a SAML provider in IAM, and not only one in a service."""
        kinds = {flow.workload for flow in self.topology.flows.values()}
        return self.portal_roles or ("saml-federation" in self.parts and not federates_itself(kinds, self.parts))

    @property
    def portal_roles(self) -> bool:
        """True where roles trust a SAML provider that is an application of IAM Identity Center."""
        return takes_portal_roles({flow.workload for flow in self.topology.flows.values()}, self.parts)

    @property
    def metadata(self) -> str:
        """The document that the SAML provider in IAM is made from, as a noun."""
        return f"Metadata document of {'the application in IAM Identity Center' if self.portal_roles else 'the identity provider'}"


def exported_design(design: Design | Topology, req: Requirements | None = None) -> ExportedDesign:
    """The resources of a design.

    Args:
        design: The design, or a topology, all of which is exported.
        req: The requirements, whose estate exists already; ``None`` means that nothing exists.
    """
    topology = design.topology if isinstance(design, Design) else design
    parts = design.label.parts if isinstance(design, Design) else ()
    directories = tuple(exported_directories(design, topology, req))
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
    attachments = (
        tuple(exported_attachments(design, req, directories)) if isinstance(design, Design) and req is not None else ()
    )
    region = next((directory.region for directory in directories if directory.region), "") or _first_region(topology)
    return ExportedDesign(
        title=topology.name,
        topology=topology,
        parts=tuple(parts),
        directories=directories,
        trusts=trusts,
        forwarders=forwarders,
        zones=_zones(topology, directories) if "resolver-rules" in parts else {},
        attachments=attachments,
        controllers={
            name: host.domain
            for name, host in topology.hosts.items()
            if "controller" in host.roles and host.added and not host.managed
        },
        region=region,
        left_out=tuple(dict.fromkeys(_left_out(design, topology, req, directories, trusts))),
    )


def _first_region(topology: Topology) -> str:
    return next((site.region for site in topology.sites.values() if site.region), "")


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
                name=unused(identifier(f"{own}_to_{remote}"), used),
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


_NOT_A_RESOURCE = {
    "managed-ad-hybrid": "managed-ad-hybrid: no resource type creates Hybrid Edition; create it in AWS Directory Service after its assessment",
    "self-managed-ec2": "self-managed-ec2: the promotion of the instances to domain controllers, inside Windows",
    "entra-domain-services": "entra-domain-services: it is a service of Azure",
    "existing-ad-direct": "existing-ad-direct: the join of each machine to the existing domain",
    "custom-identity-broker": "custom-identity-broker: the broker is a separate program",
    "identity-center": "identity-center: the identity source of IAM Identity Center is chosen in its console",
    "identity-center-external-idp": "identity-center-external-idp: the SAML and SCIM settings of the identity source",
    "radius-mfa": "radius-mfa: the RADIUS servers themselves, and their client entries",
    "resolver-rules": "resolver-rules: the rules of the endpoints' security group (TCP and UDP 53), and the forwarders of name "
    "servers outside AWS to the inbound endpoint",
}


def _left_out(
    design: Design | Topology,
    topology: Topology,
    req: Requirements | None,
    directories: tuple[ExportedDirectory, ...],
    trusts: tuple[ExportedTrust, ...],
) -> Iterator[str]:
    parts = design.label.parts if isinstance(design, Design) else ()
    yield from (_NOT_A_RESOURCE[part] for part in parts if part in _NOT_A_RESOURCE)
    if takes_portal_roles({flow.workload for flow in topology.flows.values()}, parts):
        opened = {
            flow.service
            for flow in topology.flows.values()
            if flow.workload in KINDS and KINDS[flow.workload].portal_role
        }
        yield f"{', '.join(sorted(opened))}: its SAML application in IAM Identity Center, which names the role, and its assignments"
    managed = {entry.domain for entry in directories if entry.entry.kind == "managed-microsoft-ad"}
    for trust in trusts:
        if trust.remote not in managed:
            yield (
                f"trusts: the half of the trust with {trust.directory.domain} that is made in {trust.remote}: no resource of AWS "
                "is there; make it with netdom or in Active Directory Domains and Trusts, with the same trust password"
            )
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


def without_nothing(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values without those that are ``None``, empty text or an empty list."""
    return {key: value for key, value in values.items() if value not in (None, "", [], ())}
