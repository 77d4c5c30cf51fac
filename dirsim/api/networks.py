"""Graphs and trusts of a network, given as a value, a file or a name."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from dirsim.api.sources import design, read_file

if TYPE_CHECKING:
    import networkx as nx

    from dirsim.directory.discovery.single_points import SinglePoint
    from dirsim.directory.trusts.opened import Trusts
    from dirsim.model.requirements import Estate, Requirements
    from dirsim.model.topology import Topology
    from dirsim.recommendation.recommendation import Recommendation

    Given = Topology | Recommendation | Requirements | Estate | str | os.PathLike[str]


def graph(network: Given, *, hosts: bool = True, public: bool = True) -> nx.MultiGraph:
    """Sites, hosts and links as an undirected networkx multigraph; see :func:`dirsim.model.graph.graph`.

    Args:
        network: A topology or a recommendation; requirements, whose estate has no hosts; or a file or an example of either.
        hosts: False leaves out the hosts, so that articulation points and bridges are those between sites.
        public: False leaves out the internet, which carries no directory traffic.

    Raises:
        InputError: The file cannot be used.
    """
    from dirsim.model.graph import graph as of_network

    return of_network(_network(network), hosts=hosts, public=public)


def trust_graph(network: Given) -> nx.MultiDiGraph:
    """Domains and trusts as a directed networkx multigraph; see :func:`dirsim.model.graph.trust_graph`.

    Args:
        network: A topology, a recommendation, requirements, or a file or an example of either.

    Raises:
        InputError: The file cannot be used.
    """
    from dirsim.model.graph import trust_graph as of_network

    return of_network(_network(network))


def site_link_graph(network: Given, directory: str = "") -> nx.MultiGraph:
    """The AD sites of a forest and its site links as a networkx multigraph; see :func:`dirsim.model.graph.site_link_graph`.

    Args:
        network: A topology, a recommendation, requirements, or a file or an example of either.
        directory: The forest's name; empty means the only one that has AD sites.

    Raises:
        InputError: The file cannot be used.
        UsageError: The directory is unknown, or several have AD sites.
    """
    from dirsim.model.graph import site_link_graph as of_network

    return of_network(_network(network), directory)


def single_points(network: Given, *, max_order: int = 2) -> tuple[SinglePoint, ...]:
    """The bridges, articulation points and minimum cuts between the sites of a network.

    Args:
        network: A topology, a recommendation, requirements, or a file or an example of either.
        max_order: The maximum number of links in a minimum cut; 1 omits minimum cuts.

    Raises:
        InputError: The file cannot be used.
    """
    from dirsim.directory.discovery.single_points import single_points as of_network
    from dirsim.model.result_table import ResultTable

    return ResultTable(of_network(_network(network), max_order=max_order))


def trusts_of(network: Topology | Recommendation | Requirements | str | os.PathLike[str]) -> Trusts:
    """The access that the trusts of a design open between its directories; access that the design adds is marked.

    Args:
        network: A topology, a recommendation, requirements, or a file or an example; of requirements the recommended design.

    Raises:
        InputError: The file cannot be used.
    """
    from dirsim.directory.trusts.opened import trusts_of as of_topology

    return of_topology(design(network))


def _network(given: Any) -> Any:
    """The network itself: files are read, and a recommendation is its topology."""
    value: Any = read_file(given) if isinstance(given, (str, os.PathLike)) else given
    return value.topology if hasattr(value, "candidates") else value
