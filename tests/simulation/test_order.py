"""The order in which diagrams ask for elements, held against the plain rule."""

from hypothesis import given
from hypothesis import strategies as st

from dirsim.model.network_parts import Host, Link, Site
from dirsim.model.topology import Service, Topology
from dirsim.simulation.order import frontier_order

SITES = "abcdefg"
TOPOLOGIES = st.builds(
    lambda sites, pairs: Topology(
        sites={name: Site() for name in sites},
        links={f"l{number}": Link(between=pair) for number, pair in enumerate(pairs)},
    ),
    st.permutations(SITES).flatmap(lambda names: st.integers(0, len(names)).map(lambda count: names[:count])),
    st.lists(st.tuples(st.sampled_from(SITES), st.sampled_from(SITES)), max_size=12),
)


def visit(near, start):
    """A visit by the rule as it is stated, every candidate looked at anew, and how much it leaves open."""
    order, seen, cost = [start], {start}, 0
    while len(order) < len(near):
        frontier = [site for site in order if near[site] - seen]
        cost += 2 ** len(frontier)
        candidates = {there for site in frontier for there in near[site] - seen} or near.keys() - seen

        def rank(site, frontier=frontier):
            open_after = [there for there in (*frontier, site) if near[there] - seen - {site}]
            return len(open_after), -len(near[site] & seen), site

        order.append(min(candidates, key=rank))
        seen.add(order[-1])
    return cost, order


@given(TOPOLOGIES)
def test_sites_are_visited_by_the_rule(topology):
    """The order of the sites is that of the narrowest frontier, the first start among equals."""
    near = {site: set() for site in topology.sites}
    for link in topology.links.values():
        one, other = link.between
        near.setdefault(one, set()).add(other)
        near.setdefault(other, set()).add(one)
    visits = [visit(near, start) for start in near]
    best = min(visits, key=lambda found: found[0])[1] if visits else []
    assert list(frontier_order(topology, sorted(near))) == best


def test_nothing_is_in_order():
    """Without elements the order is empty."""
    assert frontier_order(Topology(), ()) == ()


def test_what_belongs_to_a_site_follows_it():
    """A site is asked for first, then its hosts, their services, and what is unknown at the very end."""
    net = Topology(sites={"a": Site()}, hosts={"h": Host(site="a")}, services={"s": Service(host="h")})
    assert frontier_order(net, ("x", "service:s", "h", "a")) == ("a", "h", "service:s", "x")


def test_a_link_is_asked_for_with_the_later_of_its_sites():
    """A link follows both of its sites."""
    net = Topology(sites={"a": Site(), "b": Site()}, links={"l": Link(between=("b", "a"))})
    assert frontier_order(net, ("l", "a", "b")) == ("a", "b", "l")


def test_a_cause_comes_before_its_members():
    """A common cause is asked for before the first of its members' sites."""
    net = Topology(sites={"a": Site(), "b": Site()}, hosts={"h": Host(site="a")})
    assert frontier_order(net, ("h", "a", "b", "power"), {"power": ("h",)})[0] == "power"


@given(TOPOLOGIES, st.randoms())
def test_the_order_of_the_links_changes_nothing(topology, random):
    """The order of the sites is the same, whatever the order of the links."""
    links = list(topology.links.items())
    random.shuffle(links)
    turned = Topology(sites=topology.sites, links=dict(links))
    named = [site for link in topology.links.values() for site in link.between]
    if set(named) <= set(topology.sites):  # sites that only links name come in the order of the links
        assert frontier_order(topology, topology.sites) == frontier_order(turned, topology.sites)
