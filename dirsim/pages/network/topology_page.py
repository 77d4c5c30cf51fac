"""Report page of a topology: its sites, links, hosts and flows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dirsim.model.topology import Topology
from dirsim.pages.blocks import Block, Figure, Heading, Page, Prose, Table

if TYPE_CHECKING:
    from dirsim.pages.drawing import Drawing


def topology_page(topology: Topology) -> Page:
    """The page of a topology, in tables; hosts that a design adds are marked."""
    return tuple(_sections(topology))


def _sections(topology: Topology) -> Iterator[Block]:
    yield Heading(topology.name or "Topology", 1)
    if topology.sites:
        yield Figure(lambda: _picture(topology))
        sites = [(name, site.kind, site.region or "") for name, site in topology.sites.items()]
        yield Table(("Site", "Kind", "Region"), sites)
    if topology.links:
        links = [
            (
                name,
                " - ".join(link.between),
                link.kind,
                link.latency or "",
                "" if link.availability is None else f"{link.availability:g}",
            )
            for name, link in topology.links.items()
        ]
        yield Table(("Link", "Between", "Kind", "Latency", "Availability"), links)
    if topology.hosts:
        hosts = [
            (name, host.site, ", ".join(host.roles), host.domain, "added" if host.added else "exists")
            for name, host in topology.hosts.items()
        ]
        yield Table(("Host", "Site", "Roles", "Domain", ""), hosts)
    if topology.trusts:
        trusts = [
            (name, trust.trusting, trust.trusted, trust.kind, "two-way" if trust.two_way else "one-way")
            for name, trust in topology.trusts.items()
        ]
        yield Table(("Trust", "Trusting", "Trusted", "Kind", "Direction"), trusts)
    if topology.flows:
        flows = [(name, flow.kind, flow.user, flow.service, flow.client) for name, flow in topology.flows.items()]
        yield Table(("Flow", "Kind", "User", "Service", "From"), flows)
    if not (topology.sites or topology.hosts):
        yield Prose("The topology is empty.")


def _picture(topology: Topology) -> Drawing:
    from dirsim.pages.network.topology_drawing import draw_topology  # noqa: PLC0415 -- text has no pictures

    return draw_topology(topology)
