"""Single points of failure: bridges, articulation points, minimum cuts.

A link is a bridge if it is the only path between two parts of the network; a site is an articulation point if every
path between two parts leads through it. A minimum cut is a smallest set of links between a site and the controllers of a
domain. A peering joins its own two ends and never belongs to a longer path, so that it replaces no other link. The graph yields
the candidates; the flows of a topology are then simulated without them.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from dirsim.directory.discovery.estate_finding import CheckLevel, EstateFinding, Found
from dirsim.facts.dated_facts import Catalog
from dirsim.model.directory import Directory
from dirsim.model.graph import graph, site_link_graph
from dirsim.model.name_order import name_key
from dirsim.model.network_parts import Link
from dirsim.model.path_search import links_by_site, reachable
from dirsim.model.requirements import Estate, Requirements
from dirsim.model.scenario import LinkDown, Scenario, SiteDown
from dirsim.model.topology import Topology

if TYPE_CHECKING:
    import networkx as nx

BRIDGE, ARTICULATION_POINT, MINIMUM_CUT = "bridge", "articulation-point", "minimum-cut"
_SHOWN = 5
"""Maximum number of names listed in a message; the rest are counted."""


@frozen(kw_only=True)
class SinglePoint:
    """An element, or a smallest set of links, whose failure partitions the network.

    Attributes:
        kind: ``bridge`` (one link), ``articulation-point`` (one site) or ``minimum-cut`` (several links at once).
        elements: The names of the links, or of the site.
        cut_off: For each domain, the sites that reach one of its controllers today and none without the elements; the
            failing site itself is excluded. Empty means that each site still reaches a controller of each domain.
        flows: The flows that work today and not without the elements; empty for estates, which have no flows.
    """

    kind: str
    elements: tuple[str, ...]
    cut_off: Mapping[str, tuple[str, ...]] = field(factory=dict)
    flows: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The point of failure as a JSON object."""
        return {
            "kind": self.kind,
            "elements": list(self.elements),
            "cut_off": {domain: list(sites) for domain, sites in self.cut_off.items()},
            "flows": list(self.flows),
        }


def single_points(network: Topology | Requirements | Estate, *, max_order: int = 2) -> tuple[SinglePoint, ...]:
    """The bridges, articulation points and minimum cuts between the sites of a network.

    The internet is excluded: it carries no directory traffic. Hosts are excluded: their failure stops only what runs on them.

    Args:
        network: A topology, whose flows are simulated without each element, or requirements, whose estate has no flows.
        max_order: The maximum number of links in a minimum cut; 1 omits minimum cuts.

    Returns:
        Bridges in the order of the links, articulation points in the order of the sites, then minimum cuts in the order of
        the sites that they cut off; empty means that no failure of up to ``max_order`` elements partitions the network.
    """
    import networkx as nx  # noqa: PLC0415 -- only these checks need it

    whole = network.estate if isinstance(network, Requirements) else network
    sites = graph(whole, hosts=False, public=False)
    places = _controller_sites(whole)
    links = {name: link for name, link in whole.links.items() if not link.public}
    peered = _Peered(links)
    sites.remove_edges_from([(*link.between, name) for name, link in links.items() if link.direct])
    joints = {name for name in nx.articulation_points(sites) if peered.leave_apart(sites, without=name)}
    bridging = {frozenset(pair) for pair in nx.bridges(sites) if peered.leave_apart(sites, without=pair)}
    parts = {name: number for number, part in enumerate(nx.connected_components(sites)) for name in part}
    found: list[tuple[str, tuple[str, ...]]] = [
        (BRIDGE, (name,))
        for name, link in links.items()
        if (peered.alone(link, parts) if link.direct else frozenset(link.between) in bridging)
    ]
    found += [(ARTICULATION_POINT, (name,)) for name in sites if name in joints]
    found += [(MINIMUM_CUT, cut) for cut in dict.fromkeys(_minimum_cuts(sites, links, places, max_order))]
    stopped = _Stopped(whole) if isinstance(whole, Topology) else None
    parting = _Parting(sites, links, places)
    return tuple(
        SinglePoint(
            kind=kind,
            elements=elements,
            cut_off=parting.by(kind, elements),
            flows=stopped.by(kind, elements) if stopped is not None else (),
        )
        for kind, elements in found
    )


class _Peered:
    """The pairs of sites that peerings join, each with no site beyond."""

    def __init__(self, links: Mapping[str, Link]) -> None:
        held: dict[str, list[str]] = {}
        self.pairs: dict[frozenset[str], int] = {}
        for link in links.values():
            one, other = link.between
            if link.direct and one != other:
                held.setdefault(one, []).append(other)
                held.setdefault(other, []).append(one)
                pair = frozenset(link.between)
                self.pairs[pair] = self.pairs.get(pair, 0) + 1
        self.at = {site: frozenset(others) for site, others in held.items()}

    def alone(self, link: Link, parts: Mapping[str, int]) -> bool:
        """True for a peering that is the only path between its two ends, which ``parts`` place in the rest of the network."""
        one, other = link.between
        return one != other and parts[one] != parts[other] and self.pairs[frozenset(link.between)] == 1

    def leave_apart(self, sites: nx.MultiGraph, *, without: str | tuple[str, str]) -> bool:
        """True where the loss of a site, or of the links of a pair, parts two sites that no peering joins.

        Args:
            sites: The sites with the links that lead further.
            without: The site, or the pair, whose loss parts the graph.
        """
        if not self.pairs:
            return True
        lost = without if isinstance(without, str) else None
        cut = frozenset(without) if isinstance(without, tuple) else frozenset[str]()

        def nexts(site: str) -> list[str]:
            return [there for there in sites[site] if there != lost and frozenset((site, there)) != cut]

        parts: list[set[str]] = []
        whole: set[str] = set()
        for site in sites[lost] if lost is not None else cut:
            if site not in whole:
                parts.append(reachable((site,), nexts))
                whole |= parts[-1]
        # Each part is compared with all others: of three parts, two may be joined by peerings with the third alone.
        return any(
            sum(there in whole and there not in part for there in self.at.get(site, ())) < len(whole) - len(part)
            for part in parts
            for site in part
        )


def _controller_sites(whole: Topology | Estate) -> dict[str, frozenset[str]]:
    """For each domain, the sites at which its controllers are known to be."""
    found: dict[str, set[str]] = {}
    if isinstance(whole, Topology):
        for host in whole.hosts.values():
            if "controller" in host.roles:
                found.setdefault(host.domain, set()).add(host.site)
    else:
        for directory in whole.directories.values():
            for name in directory.domains if directory.kind != "ad-connector" else ():
                found.setdefault(name, set()).update(_places(whole, directory, name))
    return {name: frozenset(sites) for name, sites in found.items() if sites}


def _places(estate: Estate, directory: Directory, domain: str) -> Iterator[str]:
    """The sites of a domain's controllers; if unknown, the directory's own site and Regions."""
    detail = directory.domains[domain]
    known = [site for site, count in detail.controllers.items() if count]
    for controller in detail.domain_controllers.values():
        site = directory.ad_sites.get(controller.ad_site or "")
        if site is not None and site.place is not None:
            known.append(site.place)
    if not known:
        known += [directory.site] if directory.site else []
        known += [
            name for name, site in estate.sites.items() if name in directory.regions or site.region in directory.regions
        ]
    yield from (name for name in known if name in estate.sites)


class _Parting:
    """The sites that failures cut off from the controllers of each domain."""

    def __init__(self, sites: Iterable[str], links: Mapping[str, Link], places: Mapping[str, frozenset[str]]) -> None:
        through = {name: link for name, link in links.items() if not link.direct}
        self.sites, self.links, self.places = frozenset(sites), links_by_site(through), places
        self.direct = {name: link for name, link in links.items() if link.direct}
        self.healthy = self._served(frozenset(), frozenset())

    def by(self, kind: str, elements: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        """For each domain, the sites that reach a controller of it today, and none without the elements."""
        failed, none = frozenset(elements), frozenset[str]()
        down, cut = (failed, none) if kind == ARTICULATION_POINT else (none, failed)
        left = self._served(down, cut)
        lost = {domain: tuple(sorted(served - left[domain] - down)) for domain, served in self.healthy.items()}
        return {domain: sites for domain, sites in lost.items() if sites}

    def _served(self, down: frozenset[str], cut: frozenset[str]) -> dict[str, set[str]]:
        """For each domain, the sites that reach a controller of it without the given sites and links."""
        served: dict[str, set[str]] = {domain: set() for domain in self.places}
        left = set(self.sites - down)
        while left:
            part = reachable(
                (left.pop(),),
                lambda site: (
                    there for name, there in self.links.get(site, ()) if name not in cut and there not in down
                ),
            )
            left -= part
            for domain, held in self.places.items():
                if not held.isdisjoint(part):
                    served[domain] |= part
        for name, link in self.direct.items():  # a peering leads to its other end alone
            if name in cut or not down.isdisjoint(link.between):
                continue
            for domain, held in self.places.items():
                if not held.isdisjoint(link.between):
                    served[domain] |= set(link.between) & self.sites
        return served


def _minimum_cuts(
    sites: nx.MultiGraph, links: Mapping[str, Link], places: Mapping[str, frozenset[str]], most: int
) -> Iterator[tuple[str, ...]]:
    """For each site and domain, the smallest set of 2 to ``most`` links that cuts the site off from the controllers.

    Of several smallest sets, the one nearest to the controllers is chosen: it does not depend on the order of the links. Each
    peering of the site with a site of controllers is a separate path, and belongs to every cut.
    """
    import networkx as nx  # noqa: PLC0415 -- as above
    from networkx.algorithms.flow import build_residual_network, edmonds_karp  # noqa: PLC0415 -- as above

    goal = ("controllers",)  # a tuple, so it cannot equal a site name
    peerings: dict[str, list[str]] = {}
    for name, link in links.items():
        for end in link.between if link.direct else ():
            peerings.setdefault(end, []).append(name)
    for held in dict.fromkeys(known & frozenset(sites) for known in places.values()):
        joined = nx.Graph()
        joined.add_nodes_from(sites)
        joined.add_edges_from(
            (one, other, {"capacity": sites.number_of_edges(one, other)}) for one, other in sites.edges()
        )
        joined.add_edges_from((site, goal) for site in sorted(held))  # an edge without capacity carries any flow
        residual = build_residual_network(joined, "capacity")
        for site in sites if held and most > 1 else ():
            if site in held:
                continue
            own = {name for name in peerings.get(site, ()) if not held.isdisjoint(links[name].between)}
            # The search stops at the maximum order, so that well-connected networks take little time.
            edmonds_karp(joined, site, goal, residual=residual, cutoff=most + 1)
            if 2 <= residual.graph["flow_value"] + len(own) <= most:
                beyond = _beyond(residual, goal)
                yield tuple(
                    name
                    for name, link in links.items()
                    if name in own or (not link.direct and (link.between[0] in beyond) != (link.between[1] in beyond))
                )


def _beyond(residual: nx.DiGraph, goal: Hashable) -> set[Any]:
    """The nodes from which additional flow can reach the goal: those on its side of the cut."""

    def with_room(node: Hashable) -> list[Hashable]:
        return [there for there, step in residual.pred[node].items() if step["flow"] < step["capacity"]]

    return reachable((goal,), with_room)


class _Stopped:
    """The flows of a topology that failures stop."""

    def __init__(self, topology: Topology) -> None:
        from dirsim.simulation.simulation import Simulation  # noqa: PLC0415 -- estates have no flows to run

        self.simulation = Simulation(topology)
        self.working = [flow for flow in sorted(topology.flows, key=name_key) if self.simulation.run(flow).through]

    def by(self, kind: str, elements: tuple[str, ...]) -> tuple[str, ...]:
        """The flows that succeed without failures, and fail without the elements."""
        fault = SiteDown if kind == ARTICULATION_POINT else LinkDown
        scenario = Scenario(" and ".join(elements), [fault(name) for name in elements])
        return tuple(flow for flow in self.working if not self.simulation.run(flow, scenario).through)


def single_point_findings(network: Topology | Requirements | Estate) -> tuple[EstateFinding, ...]:
    """The single points of failure as findings of the check ``sites-have-two-paths``.

    Args:
        network: A topology, whose findings name the stopped flows, or requirements.

    Returns:
        A warning for each single element, a note for each pair of links; elements that neither cut off a site nor stop a
        flow are omitted. Empty means that there are none.
    """
    return tuple(
        EstateFinding(
            check="sites-have-two-paths",
            about=" and ".join(point.elements),
            level=CheckLevel.NOTE if point.kind == MINIMUM_CUT else CheckLevel.WARNING,
            message=_message(point),
        )
        for point in single_points(network)
        if point.cut_off or point.flows
    )


def _message(point: SinglePoint) -> str:
    opening = {
        BRIDGE: "the only path between two parts of the network",
        ARTICULATION_POINT: "every path between two parts of the network leads through this site",
        MINIMUM_CUT: "no other path is left when these links fail at once",
    }[point.kind]
    domains: dict[tuple[str, ...], list[str]] = {}
    for domain, sites in point.cut_off.items():
        domains.setdefault(sites, []).append(domain)
    parts = [
        f"{_few(sites)} {'reaches' if len(sites) == 1 else 'reach'} no controller of {_few(names)}"
        for sites, names in domains.items()
    ]
    if point.flows:
        parts.append(f"{_few(point.flows)} {'stops' if len(point.flows) == 1 else 'stop'}")
    return f"{opening}: without {'it' if len(point.elements) == 1 else 'them'} {'; '.join(parts)}"


def _few(names: Iterable[str]) -> str:
    every = list(names)
    shown, more = every[:_SHOWN], len(every) - _SHOWN
    if more > 0:
        return f"{', '.join(shown)} and {more} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def sites_have_two_paths(estate: Estate, _facts: Catalog) -> Found:
    """No single link or site is on every path between a site and the controllers of a domain."""
    inside = [name for name, site in estate.sites.items() if site.kind != "internet"]
    forests = {name: entry for name, entry in estate.directories.items() if entry.kind != "ad-connector"}
    if all(link.public for link in estate.links.values()):
        for name, directory in forests.items():
            held = {one.ad_site for domain in directory.domains.values() for one in domain.domain_controllers.values()}
            if len(inside) > 1 or len(held - {None}) > 1:
                yield name, CheckLevel.UNKNOWN, "the links between its sites are unknown", ()
        return
    for directory in forests.values():
        for name, domain in directory.domains.items():
            if domain.domain_controllers and not any(_places(estate, directory, name)):
                yield name, CheckLevel.UNKNOWN, "the sites of its controllers are unknown", ()
    for found in single_point_findings(estate):
        yield found.about, found.level, found.message, ()


def site_links_join_all_sites(estate: Estate, _facts: Catalog) -> Found:
    """The site links of a forest connect all its sites with controllers, so that changes reach each of them."""
    if not any(len(directory.site_links) > 1 for directory in estate.directories.values()):
        return
    import networkx as nx  # noqa: PLC0415 -- as above

    for name, directory in estate.directories.items():
        linked = {site for link in directory.site_links.values() for site in link.sites}
        made = site_link_graph(estate, name)
        parts = [
            held
            for part in nx.connected_components(made)
            if (held := sorted(site for site in part & linked if made.nodes[site]["controllers"]))
        ]
        if len(parts) > 1:
            listed = " | ".join(_few(held) for held in sorted(parts))
            message = f"no site link connects these groups of sites, which do not replicate with each other: {listed}"
            yield name, CheckLevel.WARNING, message, ()
