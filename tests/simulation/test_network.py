"""Whether packets get through, held against networkx on the links that are left."""

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from dirsim.model.network_parts import Link, Site
from dirsim.model.scenario import LinkDown, PortBlocked, SiteDown
from dirsim.model.topology import Topology
from dirsim.simulation.network import NetworkState

SITES = "abcde"
PAIRS = st.lists(st.tuples(st.sampled_from(SITES), st.sampled_from(SITES)), max_size=9)
SITE = st.sampled_from(SITES)


def net(**links):
    """Sites a to e with links, each given by its two sites; a name that begins with ``inet`` is public."""
    return Topology(
        sites={name: Site() for name in SITES},
        links={
            name: Link(between=tuple(pair), kind="internet" if name.startswith("inet") else "wan")
            for name, pair in links.items()
        },
    )


def crossing(topology, one, other, *faults, **asked):
    """How two sites reach each other under some faults."""
    return NetworkState(topology, tuple(faults)).crossing(one, other, **asked)


@given(PAIRS, SITE, SITE, st.sets(st.integers(0, 8)), st.sets(SITE))
def test_there_is_a_way_where_networkx_finds_one(pairs, one, other, links_down, sites_down):
    """A way is as short as the shortest over working links and sites, and there is none where none is left."""
    topology = Topology(
        sites={name: Site() for name in SITES},
        links={f"l{number}": Link(between=pair) for number, pair in enumerate(pairs)},
    )
    down = sites_down - {one, other}  # whether the ends themselves work is a question of their hosts
    faults = [LinkDown(f"l{number}") for number in sorted(links_down)] + [SiteDown(name) for name in sorted(down)]
    left = nx.MultiGraph()
    left.add_nodes_from(SITES)
    left.add_edges_from(pair for number, pair in enumerate(pairs) if number not in links_down)
    left.remove_nodes_from(down)
    found = crossing(topology, one, other, *faults)
    assert found.open == nx.has_path(left, one, other)
    if found.open:
        assert len(found.links) == nx.shortest_path_length(left, one, other)


@given(PAIRS, SITE, SITE)
def test_the_way_does_not_depend_on_names(pairs, one, other):
    """Of equally short ways the one over earlier links is taken, whatever they are called."""
    forwards = {f"l{number}": pair for number, pair in enumerate(pairs)}
    backwards = {f"l{len(pairs) - number}": pair for number, pair in enumerate(pairs)}
    ways = [crossing(net(**links), one, other).links for links in (forwards, backwards)]
    places = [[list(links).index(name) for name in way] for links, way in zip((forwards, backwards), ways, strict=True)]
    assert places[0] == places[1]


def test_a_site_reaches_itself():
    """Inside a site no link is crossed."""
    assert crossing(net(), "a", "a").open


def test_parallel_links_stand_in_for_each_other():
    """Where one of two links is down the other is taken."""
    both = net(one="ab", two="ab")
    assert crossing(both, "a", "b").links == ("one",)
    assert crossing(both, "a", "b", LinkDown("one")).links == ("two",)


def test_the_internet_is_for_public_endpoints():
    """A public link is crossed only to public endpoints."""
    assert not crossing(net(inet="ab"), "a", "b").open
    assert crossing(net(inet="ab"), "a", "b", public=True).links == ("inet",)


def test_nothing_passes_through_a_site_that_is_down():
    """A way over a site that is down is no way."""
    assert not crossing(net(one="ab", two="bc"), "a", "c", SiteDown("b")).open


def test_the_first_obstacle_is_named():
    """Where several links are down, the first that the search meets is named."""
    found = crossing(net(one="ab", two="bc"), "a", "c", LinkDown("two"), LinkDown("one"))
    assert found.because == "packets cannot pass from a to c while one is down"


def test_a_link_to_a_known_site_is_no_obstacle():
    """A dead link beside a working one is not what keeps packets from a site further on."""
    found = crossing(net(one="ab", two="ab", far="bc"), "a", "c", LinkDown("two"), LinkDown("far"))
    assert found.because == "packets cannot pass from a to c while far is down"


def test_without_links_there_is_no_path():
    """Where no link leads, none is blamed."""
    assert crossing(net(), "a", "b").because == "no private path from a to b"


def test_a_one_way_fault_loses_the_answer():
    """A link that carries nothing back loses the answer, not the request."""
    found = crossing(net(one="ab"), "a", "b", LinkDown("one", towards="a"))
    assert (found.open, found.links) == (False, ("one",))
    assert found.because.startswith("the answer is lost: ")


def test_a_filter_of_a_port_is_not_gone_round():
    """Routers know nothing of filters: packets of a blocked port take the usual path and are lost; other ports pass."""
    ring = net(ac="ac", ab="ab", bc="bc")
    block = PortBlocked("ac", 389, protocol="tcp")
    assert not crossing(ring, "a", "c", block, protocol="tcp", port=389).open
    assert crossing(ring, "a", "c", block, protocol="tcp", port=88).links == ("ac",)
    assert crossing(ring, "a", "c", block, LinkDown("ac"), protocol="tcp", port=389).links == ("ab", "bc")
