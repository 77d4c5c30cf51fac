"""Networkx graphs of a network: sites and hosts, trusts, AD site links.

They are for notebooks and checks, and work with every function of networkx. Each call builds a new graph, which may be
changed freely. Networkx is loaded by the first call.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from dirsim.catalog.units import seconds
from dirsim.errors import UsageError
from dirsim.facts.store import fact
from dirsim.model.directory import Directory, Trust
from dirsim.model.requirements import Estate, Requirements
from dirsim.model.topology import Topology
from dirsim.model.trust_path import trust_edges

if TYPE_CHECKING:
    import networkx as nx

Network = Topology | Requirements | Estate


def graph(network: Network, *, hosts: bool = True, public: bool = True) -> nx.MultiGraph:
    """Sites, hosts and links as an undirected networkx multigraph: parallel links between two sites are kept.

    Nodes are names; a host with the name of a site is ``host:NAME``. Each node has ``kind`` (``site`` or ``host``),
    ``name`` and ``availability``; sites have ``site_kind`` and ``region``; hosts have ``site``, ``roles``, ``domain`` and
    ``zone``.

    Edges are links, with the link's name as key, and for each host one edge ``local`` to its site. Each has ``name``
    (empty for ``local``), ``kind`` (of the link, or ``local``), ``public``, ``availability`` (share of time, ``None``
    means unknown), ``latency_s`` (one-way delay in seconds, ``None`` means unknown) and ``weight`` (the same in seconds,
    with 20 ms where it is unknown, and a microsecond more for each link): clients use it to tell near controllers from
    far ones.

    Args:
        network: A topology, or requirements, whose estate has no hosts.
        hosts: False leaves out the hosts, so that articulation points and bridges are those between sites.
        public: False leaves out the internet, which carries no directory traffic.

    Returns:
        A new graph; without nodes where the network has no sites.
    """
    import networkx as nx  # noqa: PLC0415 -- most commands need no graph

    whole = _whole(network)
    made = nx.MultiGraph(name=whole.name if isinstance(whole, Topology) else "")
    for name, site in whole.sites.items():
        made.add_node(
            name, kind="site", name=name, site_kind=site.kind, region=site.region, availability=site.availability
        )
    for name, link in whole.links.items():
        if link.public and not public:
            continue
        for end in link.between:
            _known_site(made, end)
        made.add_edge(
            *link.between,
            key=name,
            name=name,
            kind=link.kind,
            public=link.public,
            availability=link.availability,
            latency_s=link.latency_s,
            weight=link.distance_s,
        )
    if hosts and isinstance(whole, Topology):
        for host in whole.hosts.values():
            _known_site(made, host.site)
        sites = set(made)
        for name, host in whole.hosts.items():
            node = f"host:{name}" if name in sites else name
            made.add_node(
                node,
                kind="host",
                name=name,
                site=host.site,
                roles=host.roles,
                domain=host.domain,
                zone=host.zone,
                availability=host.availability,
            )
            made.add_edge(
                node,
                host.site,
                key="local",
                name="",
                kind="local",
                public=False,
                availability=1.0,
                latency_s=0.0,
                weight=0.0,
            )
    return made


def _known_site(made: nx.MultiGraph, name: str) -> None:
    """Add a site that only links and hosts name, in a value made in code; files name every site."""
    if name not in made:
        made.add_node(name, kind="site", name=name, site_kind=None, region=None, availability=None)


def trust_graph(network: Network) -> nx.MultiDiGraph:
    """Domains and trusts as a directed networkx multigraph: edges lead from the trusting to the trusted domain.

    Access runs against the edges: users of a domain get access to the domain where an edge starts. A two-way trust is two edges.
    Inside a forest, parents and children, and the roots of its trees, trust each other without an explicit trust.

    Nodes are the names of domains, with ``kind`` (``domain``), ``directory`` (its name), ``directory_kind`` and
    ``parent``; all three are empty for a domain that only trusts name. A connector holds no domain.

    Edges have the trust's name as key, or the kind for trusts inside a forest that have none, and ``name`` (empty for
    those), ``kind``, ``direction`` (``one-way`` or ``two-way``), ``transitive``, ``selective``, ``sid_filtering`` and
    ``added`` (True where the design adds it).

    Args:
        network: A topology, or requirements.

    Returns:
        A new graph; without nodes where no domain is known.
    """
    import networkx as nx  # noqa: PLC0415 -- most commands need no graph

    whole = _whole(network)
    made = nx.MultiDiGraph()
    for name, directory in whole.directories.items():
        for domain, entry in directory.domains.items() if directory.kind != "ad-connector" else ():
            if domain not in made:  # Hybrid Edition extends a domain that another directory holds
                parent = entry.parent or ""
                made.add_node(domain, kind="domain", directory=name, directory_kind=directory.kind, parent=parent)
    named = {(frozenset((trust.trusting, trust.trusted)), trust.kind) for trust in whole.trusts.values()}
    for edge in trust_edges(whole.directories, whole.trusts):
        if not edge.trust and (frozenset((edge.trusting, edge.trusted)), edge.kind) in named:
            continue
        for domain in (edge.trusting, edge.trusted):
            if domain not in made:
                made.add_node(domain, kind="domain", directory="", directory_kind="", parent="")
        trust = whole.trusts.get(edge.trust)
        made.add_edge(
            edge.trusting,
            edge.trusted,
            key=edge.trust or edge.kind,
            name=edge.trust,
            kind=edge.kind,
            transitive=edge.transitive,
            **_gates(trust),
        )
    return made


def _gates(trust: Trust | None) -> dict[str, object]:
    """The attributes of implicit trusts inside a forest."""
    if trust is None:
        return {"direction": "two-way", "selective": False, "sid_filtering": False, "added": False}
    return {
        "direction": "two-way" if trust.two_way else "one-way",
        "selective": trust.selective,
        "sid_filtering": trust.sid_filtering,
        "added": trust.added,
    }


def site_link_graph(network: Network, directory: str = "") -> nx.MultiGraph:
    """The AD sites of a forest and its site links as an undirected networkx multigraph.

    Nodes are the names of AD sites, with ``kind`` (``ad-site``), ``subnets``, ``place`` (the site of the estate, ``None``
    means unknown) and ``controllers`` (the names of the controllers there).

    A site link connects each two of its sites. Its edges have its name as key, and ``name``, ``kind`` (``site-link``),
    ``cost`` (``None`` means unknown), ``interval_s`` (seconds between replications, ``None`` means unknown) and ``weight``
    (the cost, or where it is unknown the default of new site links, fact ``ad-site-link-default-cost``). Site links are bridged unless an administrator
    turns that off: the cheapest path by ``weight`` is then the cost of replication between two sites.

    Args:
        network: A topology, or requirements.
        directory: The directory with the sites; empty means the only one that has any.

    Returns:
        A new graph; without nodes where no AD sites are known.

    Raises:
        UsageError: The directory is unknown, or several have AD sites and none is named.

    Source: Microsoft, "Active Directory Replication Concepts"; [MS-ADTS] 6.1.1.2.2.3.
    """
    import networkx as nx  # noqa: PLC0415 -- most commands need no graph

    made = nx.MultiGraph()
    forest = _forest(_whole(network), directory)
    if forest is None:
        return made
    controllers: dict[str, list[str]] = {}
    for domain in forest.domains.values():
        for name, controller in domain.domain_controllers.items():
            controllers.setdefault(controller.ad_site or "", []).append(name)
    linked = [site for link in forest.site_links.values() for site in link.sites]
    for name in dict.fromkeys((*forest.ad_sites, *linked)):
        site = forest.ad_sites.get(name)
        made.add_node(
            name,
            kind="ad-site",
            subnets=site.subnets if site else (),
            place=site.place if site else None,
            controllers=tuple(controllers.get(name, ())),
        )
    usual_cost = float(str(fact("ad-site-link-default-cost").value))
    for name, link in forest.site_links.items():
        interval = None if link.interval is None else seconds(link.interval)
        weight = usual_cost if link.cost is None else link.cost
        for one, other in combinations(dict.fromkeys(link.sites), 2):
            made.add_edge(
                one, other, key=name, name=name, kind="site-link", cost=link.cost, interval_s=interval, weight=weight
            )
    return made


def _forest(whole: Topology | Estate, name: str) -> Directory | None:
    """The directory with that name, or the only one with AD sites; ``None`` where there are none."""
    if name:
        if name not in whole.directories:
            known = ", ".join(whole.directories) or "none"
            raise UsageError(f"unknown directory {name!r}; expected one of: {known}")
        return whole.directories[name]
    having = {label: entry for label, entry in whole.directories.items() if entry.ad_sites or entry.site_links}
    if len(having) > 1:
        raise UsageError(f"several directories have AD sites; name one of: {', '.join(having)}")
    return next(iter(having.values()), None)


def _whole(network: Network) -> Topology | Estate:
    """The part of a value that holds sites, links, directories and trusts."""
    if isinstance(network, Requirements):
        return network.estate
    if isinstance(network, Topology | Estate):
        return network
    raise UsageError(f"expected a Topology or Requirements, got {type(network).__name__}")
