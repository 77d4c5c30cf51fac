"""Workloads of an export, each with its directory or its domain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from attrs import frozen

from dirsim.catalog.workload_kinds import KINDS
from dirsim.designs.design import Attachment, Design
from dirsim.facts import catalog
from dirsim.model.name_order import name_key
from dirsim.model.outcome import Judgement
from dirsim.model.requirements import Requirements
from dirsim.model.topology import Service
from dirsim.recommendation.export.exported_directories import ExportedDirectory
from dirsim.recommendation.support import supported

_JOINED_DIRECTLY = ("", "existing-ad-direct", "self-managed-ec2", "managed-ad-hybrid")
"""Parts whose domain a service joins without a directory of AWS."""


@frozen(kw_only=True)
class ExportedAttachment:
    """A workload as an export writes it.

    Attributes:
        workload: Its name in the requirements.
        kind: Its kind.
        way: The way in which the design attaches it.
        domain: The domain that it joins, or that the directory holds; empty means none.
        directory: The directory of AWS that it is registered with; ``None`` means that it joins the domain by itself, or that
            the export does not create the directory.
        region: The name of its Region; empty means that of the deployment.
        host: Its host in the topology; empty means none.
        joins_itself: True where facts of the file's date support its join to a self-managed domain.
    """

    workload: str
    kind: str
    way: str
    domain: str = ""
    directory: ExportedDirectory | None = None
    region: str = ""
    host: str = ""
    joins_itself: bool = False


def exported_attachments(
    design: Design, req: Requirements, directories: tuple[ExportedDirectory, ...]
) -> Iterator[ExportedAttachment]:
    """The workloads of a design, in the order of their names.

    Args:
        design: The design.
        req: The requirements, which hold the workloads.
        directories: The directories of AWS in the export.
    """
    sites, facts = design.topology.sites, catalog(date.fromisoformat(req.as_of) if req.as_of else None)
    for name, attachment in sorted(design.attachments.items(), key=lambda item: name_key(item[0])):
        workload = req.workloads.get(name)
        if workload is None:
            continue
        entry = _serving(design, attachment, directories)
        domain = entry.domain if entry is not None else _domain(design, attachment)
        if entry is not None and entry.entry.kind == "ad-connector" and KINDS[workload.kind].service:
            entry = entry if attachment.way == "application" else None  # a connector holds no domain to join
        host = next((service.host for service in _services(design, attachment)), "")
        own = design.topology.hosts[host].site if host in design.topology.hosts else ""
        site = sites.get(workload.site or own)
        place = (site.region or "") if site is not None else entry.region if entry is not None else ""
        yield ExportedAttachment(
            workload=name,
            kind=workload.kind,
            way=attachment.way,
            domain=domain,
            directory=entry,
            region=place,
            host=host,
            joins_itself=supported(facts, KINDS[workload.kind], "on-prem-only") == Judgement.MET,
        )


def _domain(design: Design, attachment: Attachment) -> str:
    """The domain that a workload joins by itself, or whose controllers Hybrid Edition adds; empty means none."""
    words = [word for service in _services(design, attachment) for word in (service.realm, *service.directory)]
    return next((word for word in words if word in design.topology.domains), "")


def _services(design: Design, attachment: Attachment) -> list[Service]:
    topology = design.topology
    names = dict.fromkeys(topology.flows[flow].service for flow in attachment.flows)
    return [topology.services[name] for name in names if name in topology.services]


def _serving(
    design: Design, attachment: Attachment, directories: tuple[ExportedDirectory, ...]
) -> ExportedDirectory | None:
    """The directory of AWS that a workload is attached to; ``None`` where it joins a domain without one."""
    source = attachment.joined if attachment.way == "federated" else attachment.source
    if source in _JOINED_DIRECTLY:
        return None
    topology = design.topology
    connector = source.startswith("ad-connector")
    for service in _services(design, attachment):
        for word in (*service.directory, service.realm):
            domain = topology.connectors[word].domain if word in topology.connectors else word
            for entry in directories:
                if entry.domain == domain and (entry.entry.kind == "ad-connector") == connector:
                    return entry
    return next((entry for entry in directories if (entry.entry.kind == "ad-connector") == connector), None)


_REASONS: Mapping[str, str] = {
    "workmail": "its organization registers the directory in the console of WorkMail",
    "license-manager-user-subscriptions": "its identity provider is registered in License Manager",
    "windows-containers": "the credential specification is part of the task definition",
    "linux-containers": "the credential specification is part of the task definition",
    "emr": "the trust of the cluster's realm is part of the cluster's security configuration",
    "rds-custom-sqlserver": "the join is part of the custom engine version",
    "managed-grafana": "its sign-in is set in the workspace, not in a directory",
    "aws-console": "the assignment of roles to users of the directory is made in Directory Service",
    "aws-services": "the assignment of roles to users of the directory is made in Directory Service",
}


def why_not_expressed(kind: str, way: str) -> str:
    """The reason why no resource expresses the attachment of a kind of workload.

    Args:
        kind: The kind of the workload.
        way: The way in which it is attached.
    """
    if way in ("", "own"):
        return "no directory signs its users in"
    if kind in _REASONS:
        return _REASONS[kind]
    if way == "application":
        return "the export writes no resource for its registration"
    if way == "federated":
        return "it trusts the provider by its own settings"
    if way == "member" and not KINDS[kind].service:
        return "its machines join the domain by their own operating system"
    return "it is set up in the software itself"
