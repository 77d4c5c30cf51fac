"""Searches for paths, held against networkx on random graphs."""

from itertools import pairwise

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from dirsim.model.network_parts import Link
from dirsim.model.path_search import fewest_hops, least_costs, links_by_site, reachable, site_steps

NODES = "abcdef"
ENDS = st.tuples(st.sampled_from(NODES), st.sampled_from(NODES))
EDGES = st.lists(ENDS, max_size=12)
LINKS = EDGES.map(lambda pairs: {f"l{number}": Link(between=pair) for number, pair in enumerate(pairs)})
NODE = st.sampled_from(NODES)
COSTS = st.lists(st.tuples(ENDS, st.integers(0, 9)), max_size=14)


def multigraph(links):
    """The links as networkx has them."""
    made = nx.MultiGraph()
    made.add_nodes_from(NODES)
    for name, link in links.items():
        made.add_edge(*link.between, key=name)
    return made


def search(links, start, goal, passes=None):
    """A path over links."""
    near = links_by_site(links)
    return fewest_hops(start, lambda node: node == goal, lambda node: near.get(node, ()), passes)


def directed(costs):
    """Steps with costs for each node."""
    steps = {}
    for (one, other), cost in costs:
        steps.setdefault(one, []).append((other, float(cost)))
    return steps


# Reachable nodes


def test_nothing_is_reached_from_nowhere():
    """Without a start no node is reached."""
    assert reachable((), lambda _: "ab") == set()


def test_starts_are_reached():
    """A start is reached, with or without steps."""
    assert reachable(("a",), lambda _: ()) == {"a"}


def test_steps_lead_one_way():
    """A step does not lead back."""
    nexts = {"a": ["b"], "b": [], "c": ["a"]}
    assert reachable(("a",), nexts.__getitem__) == {"a", "b"}


def test_a_circle_ends():
    """A search in a circle comes to an end."""
    assert reachable(("a",), {"a": ["b"], "b": ["a", "b"]}.__getitem__) == {"a", "b"}


def test_several_starts_count_together():
    """What any of the starts reaches is reached."""
    nexts = {"a": ["b"], "b": [], "c": ["d"], "d": [], "e": []}
    assert reachable(("a", "c"), nexts.__getitem__) == {"a", "b", "c", "d"}


def test_each_node_is_asked_once():
    """The steps of a node are asked for once, however many lead to it."""
    asked = []
    nexts = {"a": "bcd", "b": "d", "c": "d", "d": "a"}
    reachable(("a", "b"), lambda node: asked.append(node) or nexts[node])
    assert sorted(asked) == ["a", "b", "c", "d"]


@given(EDGES, NODE)
def test_reachable_nodes_are_those_of_networkx(pairs, start):
    """The nodes reached are the start and its descendants."""
    steps = nx.MultiDiGraph(pairs)
    steps.add_nodes_from(NODES)
    assert reachable((start,), steps.successors) == nx.descendants(steps, start) | {start}


# Fewest hops


def test_a_start_that_is_the_goal_needs_no_step():
    """The path from a node to itself is empty, not missing."""
    assert search({}, "a", "a") == ()


def test_no_path_is_none():
    """Where nothing leads to the goal there is no path, as opposed to an empty one."""
    assert search({"l": Link(between=("a", "b"))}, "a", "c") is None


def test_a_path_names_each_link_and_where_it_leads():
    """Each step is a link and the site at its other end, in order, whichever way the link is written."""
    links = {"one": Link(between=("b", "a")), "two": Link(between=("b", "c"))}
    assert search(links, "a", "c") == (("one", "b"), ("two", "c"))
    assert search(links, "c", "a") == (("two", "b"), ("one", "a"))


def test_of_parallel_links_the_first_is_taken():
    """Between two sites the first link of the file is taken, whatever its name."""
    links = {"z": Link(between=("a", "b")), "y": Link(between=("a", "b"))}
    assert search(links, "a", "b") == (("z", "b"),)
    assert search(dict(reversed(links.items())), "a", "b") == (("y", "b"),)


def test_of_equal_paths_the_first_in_order_is_taken():
    """Of two paths of as many links the one whose first link comes first is taken."""
    links = {
        "ac": Link(between=("a", "c")),
        "ab": Link(between=("a", "b")),
        "bd": Link(between=("b", "d")),
        "cd": Link(between=("c", "d")),
    }
    assert search(links, "a", "d") == (("ac", "c"), ("cd", "d"))


def test_fewer_hops_go_before_earlier_links():
    """A direct link that comes last is taken before an earlier way over another site."""
    links = {"ab": Link(between=("a", "b")), "bc": Link(between=("b", "c")), "ac": Link(between=("a", "c"))}
    assert search(links, "a", "c") == (("ac", "c"),)


def test_a_closed_link_is_gone_round():
    """A link that may not be taken is left for a longer way."""
    links = {"ac": Link(between=("a", "c")), "ab": Link(between=("a", "b")), "bc": Link(between=("b", "c"))}
    assert search(links, "a", "c", lambda name, _: name != "ac") == (("ab", "b"), ("bc", "c"))


def test_whether_a_step_passes_depends_on_its_direction():
    """A link may be closed towards one of its ends alone."""
    links = {"ab": Link(between=("a", "b"))}
    assert search(links, "a", "b", lambda _, there: there != "b") is None
    assert search(links, "b", "a", lambda _, there: there != "b") == (("ab", "a"),)


def test_steps_to_known_nodes_are_not_asked_about():
    """Whether a step passes is asked in order, and never for one that leads where the search has been."""
    links = {"ab": Link(between=("a", "b")), "ab-2": Link(between=("a", "b")), "bc": Link(between=("b", "c"))}
    asked = []
    search(links, "a", "d", lambda name, there: asked.append((name, there)) or True)
    assert asked == [("ab", "b"), ("bc", "c")]


def test_a_closed_step_leaves_its_node_unknown():
    """After a closed link to a node the next link to it is asked about."""
    links = {"ab": Link(between=("a", "b")), "ab-2": Link(between=("a", "b"))}
    asked = []
    assert search(links, "a", "b", lambda name, _: asked.append(name) or name == "ab-2") == (("ab-2", "b"),)
    assert asked == ["ab", "ab-2"]


def test_the_search_ends_at_the_goal():
    """Nothing is asked about once the goal is found."""
    links = {"ab": Link(between=("a", "b")), "ac": Link(between=("a", "c"))}
    asked = []
    search(links, "a", "b", lambda name, _: asked.append(name) or True)
    assert asked == ["ab"]


@given(LINKS, NODE, NODE)
def test_hops_are_as_few_as_networkx_finds(links, start, goal):
    """A path has as many links as the shortest one, and there is none where networkx finds none."""
    made = multigraph(links)
    path = search(links, start, goal)
    if path is None:
        assert not nx.has_path(made, start, goal)
    else:
        assert len(path) == nx.shortest_path_length(made, start, goal)


@given(LINKS, NODE, NODE)
def test_a_path_follows_links(links, start, goal):
    """Each step of a path is a link between the site before and the site after it, up to the goal."""
    path = search(links, start, goal) or ()
    sites = [start, *(site for _, site in path)]
    assert [set(links[name].between) for name, _ in path] == [set(pair) for pair in pairwise(sites)]
    assert not path or sites[-1] == goal


@given(LINKS, NODE, NODE, st.sets(st.integers(0, 11)))
def test_closed_links_are_as_good_as_none(links, start, goal, closed):
    """A search past closed links finds what a search without them finds."""
    gone = {f"l{number}" for number in closed}
    rest = {name: link for name, link in links.items() if name not in gone}
    assert search(links, start, goal, lambda name, _: name not in gone) == search(rest, start, goal)


@given(LINKS, NODE, NODE, st.randoms())
def test_the_number_of_hops_does_not_depend_on_the_order(links, start, goal, random):
    """The order of the links chooses between equally short paths, and nothing else."""
    turned = list(links.items())
    random.shuffle(turned)
    one, other = search(links, start, goal), search(dict(turned), start, goal)
    assert (one is None) == (other is None)
    assert len(one or ()) == len(other or ())


# Least costs


def test_the_start_costs_nothing():
    """The start is reached at no cost, also where it has no steps."""
    assert least_costs("a", {}) == {"a": 0.0}


def test_costs_are_added():
    """The cost of a path is the sum of its steps."""
    assert least_costs("a", {"a": [("b", 1.5)], "b": [("c", 2.0)]}) == {"a": 0.0, "b": 1.5, "c": 3.5}


def test_more_steps_may_be_cheaper():
    """A cheap way over another node goes before a dear direct one."""
    assert least_costs("a", {"a": [("c", 9.0), ("b", 1.0)], "b": [("c", 1.0)]})["c"] == 2.0


def test_of_parallel_steps_the_cheapest_counts():
    """Between two nodes the cheapest step counts, wherever it comes."""
    assert least_costs("a", {"a": [("b", 3.0), ("b", 1.0), ("b", 2.0)]})["b"] == 1.0


def test_the_nearest_come_first():
    """Nodes are listed nearest first."""
    assert list(least_costs("a", {"a": [("z", 1.0), ("b", 2.0), ("y", 0.0)]})) == ["a", "y", "z", "b"]


def test_nodes_that_are_not_reached_are_left_out():
    """A node without a path from the start has no cost."""
    assert "c" not in least_costs("a", {"a": [("b", 1.0)], "c": [("a", 1.0)]})


@given(COSTS, NODE)
def test_costs_are_those_of_networkx(costs, start):
    """Each cost is that of Dijkstra's search in networkx."""
    made = nx.MultiDiGraph()
    made.add_nodes_from(NODES)
    for (one, other), cost in costs:
        made.add_edge(one, other, weight=cost)
    assert least_costs(start, directed(costs)) == nx.single_source_dijkstra_path_length(made, start)


@given(COSTS, NODE, st.randoms())
def test_costs_do_not_depend_on_the_order(costs, start, random):
    """Costs, and the order in which they are listed, are the same whatever the order of the steps."""
    turned = list(costs)
    random.shuffle(turned)
    assert list(least_costs(start, directed(costs)).items()) == list(least_costs(start, directed(turned)).items())


# Links by site


def test_no_links_give_no_sites():
    """Without links no site has any."""
    assert links_by_site({}) == {}


def test_a_link_is_at_both_ends():
    """A link is listed at each of its sites, with the other one."""
    assert links_by_site({"l": Link(between=("a", "b"))}) == {"a": [("l", "b")], "b": [("l", "a")]}


def test_a_link_to_its_own_site_is_left_out():
    """A link from a site to itself leads nowhere."""
    assert links_by_site({"l": Link(between=("a", "a"))}) == {}


def test_links_keep_their_order():
    """At a site the links are in the order of the file; parallel ones are all there."""
    links = {"z": Link(between=("a", "b")), "m": Link(between=("c", "a")), "k": Link(between=("b", "a"))}
    assert links_by_site(links)["a"] == [("z", "b"), ("m", "c"), ("k", "b")]


def test_the_internet_may_be_left_out():
    """Public links are left out where only private ones are asked for."""
    links = {"i": Link(between=("a", "b"), kind="internet"), "v": Link(between=("a", "b"))}
    assert [name for name, _ in links_by_site(links)["a"]] == ["i", "v"]
    assert [name for name, _ in links_by_site(links, public=False)["a"]] == ["v"]


def test_a_peering_is_a_whole_path_and_never_a_part_of_one():
    """Packets pass a peering of VPCs between its two ends, and over it neither to a third VPC nor to the premises."""
    links = {
        "vpn": Link(between=("hq", "a")),
        "ab": Link(between=("a", "b"), kind="vpc-peering"),
        "bc": Link(between=("b", "c"), kind="vpc-peering"),
        "tgw": Link(between=("b", "d"), kind="transit-gateway"),
    }
    near = links_by_site(links)

    def path(one, other):
        found = fewest_hops(one, lambda site: site == other, site_steps(links, one, other, near))
        return None if found is None else [name for name, _ in found]

    assert path("a", "b") == path("b", "a") == ["ab"]
    assert path("b", "d") == ["tgw"]
    assert [path(*ends) for ends in (("hq", "b"), ("b", "hq"), ("a", "c"), ("a", "d"), ("c", "d"))] == [None] * 5
