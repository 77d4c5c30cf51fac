"""Networks, trusts and site links as networkx graphs."""

import networkx as nx
import pytest
from attrs import evolve

from dirsim.errors import UsageError
from dirsim.model.ad_sites import AdSite, DomainController, SiteLink
from dirsim.model.directory import Directory, Domain, Trust
from dirsim.model.graph import graph, site_link_graph, trust_graph
from dirsim.model.network_parts import Host, Link, Site
from dirsim.model.requirements import Estate, Requirements
from dirsim.model.topology import Topology
from dirsim.protocols.view import View

# Sites, hosts and links


def test_an_empty_topology_is_an_empty_graph():
    """Without sites there are neither nodes nor edges."""
    made = graph(Topology())
    assert (len(made), made.size()) == (0, 0)


def test_it_is_an_undirected_multigraph(office):
    """Links have no direction, and may be parallel."""
    made = graph(office())
    assert made.is_multigraph()
    assert not made.is_directed()
    assert made.name == "office"


def test_sites_and_hosts_are_nodes(office):
    """Each site and each host is a node of its kind."""
    net, made = office(), graph(office())
    assert [name for name, kind in made.nodes(data="kind") if kind == "site"] == list(net.sites)
    assert [name for name, kind in made.nodes(data="kind") if kind == "host"] == list(net.hosts)


def test_a_site_has_its_attributes():
    """A site's kind, Region and availability are attributes of its node."""
    net = Topology(sites={"aws": Site(kind="aws-region", region="eu-central-1", availability=0.9)})
    assert graph(net).nodes["aws"] == {
        "kind": "site",
        "name": "aws",
        "site_kind": "aws-region",
        "region": "eu-central-1",
        "availability": 0.9,
    }


def test_a_host_has_its_attributes():
    """A host's site, roles, domain, zone and availability are attributes of its node."""
    host = Host(site="hq", roles=("controller", "dns"), domain="corp.example", zone="a", availability=0.99)
    assert graph(Topology(sites={"hq": Site()}, hosts={"dc1": host})).nodes["dc1"] == {
        "kind": "host",
        "name": "dc1",
        "site": "hq",
        "roles": ("controller", "dns"),
        "domain": "corp.example",
        "zone": "a",
        "availability": 0.99,
    }


def test_a_link_has_its_attributes():
    """A link is an edge with its name as key; its delay is in seconds."""
    link = Link(between=("a", "b"), kind="direct-connect", availability=0.95, latency="15ms")
    made = graph(Topology(sites={"a": Site(), "b": Site()}, links={"dx": link}))
    assert made.edges["a", "b", "dx"] == {
        "name": "dx",
        "kind": "direct-connect",
        "public": False,
        "availability": 0.95,
        "latency_s": 0.015,
        "weight": 0.015 + 1e-6,
    }


def test_unknown_delay_is_none_and_weighs_20_ms():
    """Unknown delay and availability are None; the weight then counts 20 ms."""
    edge = graph(Topology(links={"l": Link(between=("a", "b"))})).edges["a", "b", "l"]
    assert (edge["latency_s"], edge["availability"]) == (None, None)
    assert edge["weight"] == pytest.approx(0.020001)


def test_a_delay_of_nothing_is_known():
    """A delay of 0 is not taken for an unknown one."""
    edge = graph(Topology(links={"l": Link(between=("a", "b"), latency="0ms")})).edges["a", "b", "l"]
    assert (edge["latency_s"], edge["weight"]) == (0.0, 1e-6)


def test_parallel_links_are_kept():
    """Two links between the same sites are two edges, whichever way they are written."""
    net = Topology(links={"one": Link(between=("a", "b")), "two": Link(between=("b", "a"), latency="1ms")})
    made = graph(net)
    assert made.number_of_edges("a", "b") == 2
    assert made.edges["a", "b", "two"]["latency_s"] == 0.001


def test_a_link_to_its_own_site_is_a_loop():
    """A link from a site to itself is kept as a loop."""
    made = graph(Topology(sites={"a": Site()}, links={"l": Link(between=("a", "a"))}))
    assert list(made.edges(keys=True)) == [("a", "a", "l")]


def test_parts_that_are_not_joined_stay_apart():
    """Sites without a link between them are in different parts."""
    net = Topology(sites=dict.fromkeys("abc", Site()), links={"l": Link(between=("a", "b"))})
    assert sorted(map(sorted, nx.connected_components(graph(net)))) == [["a", "b"], ["c"]]


def test_a_host_hangs_on_its_site():
    """Each host has one edge, to its site, that costs nothing and never fails by itself."""
    made = graph(Topology(sites={"hq": Site()}, hosts={"pc": Host(site="hq")}))
    assert made.edges["pc", "hq", "local"] == {
        "name": "",
        "kind": "local",
        "public": False,
        "availability": 1.0,
        "latency_s": 0.0,
        "weight": 0.0,
    }


def test_hosts_may_be_left_out(office):
    """Without hosts the nodes are the sites, and the edges the links."""
    net, made = office(), graph(office(), hosts=False)
    assert list(made) == list(net.sites)
    assert {name for *_, name in made.edges(keys=True)} == set(net.links)


def test_the_internet_may_be_left_out(office):
    """Without public links only private ones are edges; the site of the internet stays."""
    made = graph(office(), hosts=False, public=False)
    assert list(made.edges(keys=True)) == [("hq", "aws", "vpn")]
    assert "internet" in made


def test_public_links_are_marked(office):
    """Links over the internet are marked as public."""
    made = graph(office(), hosts=False)
    assert {name for *_, name, public in made.edges(keys=True, data="public") if public} == {"inet-hq", "inet-aws"}


def test_a_host_may_be_called_as_a_site():
    """A host with the name of a site is a node of its own."""
    made = graph(Topology(sites={"hq": Site()}, hosts={"hq": Host(site="hq")}))
    assert set(made) == {"hq", "host:hq"}
    assert made.nodes["hq"]["kind"] == "site"
    assert made.nodes["host:hq"]["name"] == "hq"


@pytest.mark.parametrize(
    "net", [Topology(links={"l": Link(between=("a", "b"))}), Topology(hosts={"x": Host(site="a"), "y": Host(site="b")})]
)
def test_sites_that_are_only_named_are_nodes(net):
    """Sites that only links or hosts of a hand-made topology name are sites of unknown kind."""
    made = graph(net)
    assert [made.nodes[name]["kind"] for name in "ab"] == ["site", "site"]
    assert made.nodes["a"]["site_kind"] is None


def test_requirements_give_their_estate():
    """Requirements and their estate give the same graph of sites and links."""
    estate = Estate(sites={"a": Site(), "b": Site()}, links={"l": Link(between=("a", "b"))})
    made = graph(Requirements(name="r", estate=estate))
    assert nx.utils.graphs_equal(made, graph(estate))
    assert list(made.edges(keys=True)) == [("a", "b", "l")]


def test_each_call_gives_a_new_graph(office):
    """Altering a graph alters no other."""
    net = office()
    graph(net).clear()
    assert graph(net)


def test_the_topology_is_left_alone(office):
    """Altering a graph alters no topology."""
    net = office()
    graph(net).nodes["hq"]["kind"] = "gone"
    assert net == office()


@pytest.mark.parametrize("view", [graph, trust_graph, site_link_graph])
@pytest.mark.parametrize("value", [None, "contoso", {}])
def test_other_values_are_refused(view, value):
    """What has no network is refused as wrong usage, with its type."""
    with pytest.raises(UsageError, match=f"expected a Topology or Requirements, got {type(value).__name__}"):
        view(value)


def test_weights_are_the_distances_of_clients(office):
    """The cheapest path by weight over private links is what clients call near."""
    net = office().adding(
        sites={"branch": Site()},
        links={
            "slow": Link(between=("branch", "aws"), latency="90ms"),
            "line": Link(between=("branch", "hq")),
        },
    )
    made = graph(net, public=False, hosts=False)
    for site in ("hq", "aws", "branch"):
        assert nx.single_source_dijkstra_path_length(made, site) == pytest.approx(View(net).distances(site))


# Trusts

PARTNER = Directory(domains={"partner.example": Domain()})
CORP = Directory(domains={"corp.example": Domain(), "eu.corp.example": Domain(parent="corp.example")})
TRUST = Trust(trusting="corp.example", trusted="partner.example")


def trusts(**changes):
    """Two forests, and a trust between them with changes."""
    return Topology(directories={"corp": CORP, "partner": PARTNER}, trusts={"t": evolve(TRUST, **changes)})


def test_no_domains_give_an_empty_trust_graph():
    """Without directories and trusts there is nothing."""
    assert len(trust_graph(Topology())) == 0


def test_trusts_lead_from_the_trusting_to_the_trusted():
    """A one-way trust is one edge, from the domain that opens its resources."""
    made = trust_graph(trusts())
    assert made.is_directed()
    assert made.is_multigraph()
    assert made.has_edge("corp.example", "partner.example", "t")
    assert not made.has_edge("partner.example", "corp.example")


def test_a_two_way_trust_is_two_edges():
    """A two-way trust leads both ways under its name."""
    made = trust_graph(trusts(two_way=True))
    assert made.edges["corp.example", "partner.example", "t"]["direction"] == "two-way"
    assert made.edges["partner.example", "corp.example", "t"]["direction"] == "two-way"


def test_a_trust_has_its_attributes():
    """Kind, direction, transitivity, filters and selective authentication are attributes of the edge."""
    made = trust_graph(trusts(selective=True, sid_filtering=False, added=True))
    assert made.edges["corp.example", "partner.example", "t"] == {
        "name": "t",
        "kind": "forest",
        "direction": "one-way",
        "transitive": True,
        "selective": True,
        "sid_filtering": False,
        "added": True,
    }


@pytest.mark.parametrize(
    ("kind", "stated", "transitive"),
    [
        ("forest", None, True),
        ("external", None, False),
        ("realm", None, False),
        ("realm", True, True),
        ("forest", False, False),
    ],
)
def test_transitivity_is_that_of_the_kind_unless_stated(kind, stated, transitive):
    """Whether a trust is transitive follows from its kind, or from what the file states."""
    made = trust_graph(trusts(kind=kind, transitive=stated))
    assert made.edges["corp.example", "partner.example", "t"]["transitive"] is transitive


def test_domains_know_their_directory():
    """A domain has its directory, the directory's kind and its parent."""
    assert trust_graph(trusts()).nodes["eu.corp.example"] == {
        "kind": "domain",
        "directory": "corp",
        "directory_kind": "active-directory",
        "parent": "corp.example",
    }


def test_a_domain_without_a_directory_is_a_node():
    """A domain that only a trust names belongs to no directory."""
    made = trust_graph(Topology(trusts={"t": TRUST}))
    assert made.nodes["partner.example"]["directory"] == ""
    assert made.nodes["corp.example"]["kind"] == "domain"


def test_a_domain_without_trusts_is_a_node():
    """A forest that trusts nothing is still there."""
    assert list(trust_graph(Topology(directories={"partner": PARTNER}))) == ["partner.example"]


def test_parents_and_children_trust_each_other():
    """Inside a forest parent and child trust each other without a name."""
    made = trust_graph(Topology(directories={"corp": CORP}))
    assert set(made.edges(keys=True)) == {
        ("corp.example", "eu.corp.example", "parent-child"),
        ("eu.corp.example", "corp.example", "parent-child"),
    }
    assert made.edges["corp.example", "eu.corp.example", "parent-child"] == {
        "name": "",
        "kind": "parent-child",
        "direction": "two-way",
        "transitive": True,
        "selective": False,
        "sid_filtering": False,
        "added": False,
    }


def test_the_roots_of_trees_trust_each_other():
    """The root of a further tree and the forest root trust each other."""
    forest = Directory(domains={"one.example": Domain(), "two.example": Domain()})
    made = trust_graph(Topology(directories={"f": forest}))
    assert made.edges["two.example", "one.example", "tree-root"]["kind"] == "tree-root"
    assert made.has_edge("one.example", "two.example", "tree-root")


def test_a_discovered_trust_inside_a_forest_is_there_once():
    """A parent-child trust that the file lists takes the place of the one that is implied."""
    listed = Trust(trusting="corp.example", trusted="eu.corp.example", kind="parent-child", two_way=True)
    made = trust_graph(Topology(directories={"corp": CORP}, trusts={"pc": listed}))
    assert {key for *_, key in made.edges(keys=True)} == {"pc"}


def test_a_shortcut_stays_beside_the_implied_trust():
    """A shortcut between parent and child is an edge besides the implied one."""
    shortcut = Trust(trusting="corp.example", trusted="eu.corp.example", kind="shortcut")
    made = trust_graph(Topology(directories={"corp": CORP}, trusts={"s": shortcut}))
    assert set(made["corp.example"]["eu.corp.example"]) == {"s", "parent-child"}


def test_parallel_trusts_are_kept():
    """Two trusts between the same domains are two edges."""
    net = trusts()
    net = evolve(net, trusts={**net.trusts, "u": evolve(TRUST, kind="external")})
    assert set(trust_graph(net)["corp.example"]["partner.example"]) == {"t", "u"}


def test_a_connector_holds_no_domain():
    """The domain of a connector belongs to the forest behind it, wherever the connector is listed."""
    connector = Directory(kind="ad-connector", domains={"corp.example": Domain(), "x.example": Domain()})
    made = trust_graph(Topology(directories={"c": connector, "corp": CORP}))
    assert "x.example" not in made
    assert made.nodes["corp.example"]["directory"] == "corp"


def test_the_first_directory_of_a_domain_counts():
    """A domain that Hybrid Edition extends belongs to the directory listed first."""
    hybrid = Directory(kind="managed-microsoft-ad", edition="hybrid", domains={"corp.example": Domain()})
    made = trust_graph(Topology(directories={"corp": CORP, "hybrid": hybrid}))
    assert made.nodes["corp.example"]["directory"] == "corp"


def test_trusts_of_requirements_are_those_of_the_estate():
    """Requirements give the trusts of their estate."""
    net = trusts()
    req = Requirements(name="r", estate=Estate(directories=net.directories, trusts=net.trusts))
    assert nx.utils.graphs_equal(trust_graph(req), trust_graph(net))


# Site links


def forest(links=(), sites="abc", **changes):
    """An estate with one forest of AD sites and site links."""
    directory = Directory(
        domains={
            "corp.example": Domain(
                domain_controllers={"dc1": DomainController(ad_site="a"), "dc2": DomainController(ad_site="a")}
            )
        },
        ad_sites={name: AdSite() for name in sites},
        site_links=dict(links),
    )
    return Estate(directories={"corp": evolve(directory, **changes)})


def test_no_forest_gives_no_site_links():
    """Without AD sites the graph is empty."""
    assert len(site_link_graph(Estate())) == 0
    assert len(site_link_graph(Estate(directories={"p": PARTNER}))) == 0


def test_a_site_link_has_its_cost():
    """A site link is an edge with its cost, and its interval in seconds."""
    made = site_link_graph(forest({"l": SiteLink(sites=("a", "b"), cost=50, interval="15m")}))
    assert made.edges["a", "b", "l"] == {
        "name": "l",
        "kind": "site-link",
        "cost": 50,
        "interval_s": 900.0,
        "weight": 50,
    }


def test_an_unknown_cost_weighs_as_a_new_link():
    """Unknown cost and interval are None; the weight is then 100."""
    edge = site_link_graph(forest({"l": SiteLink(sites=("a", "b"))})).edges["a", "b", "l"]
    assert (edge["cost"], edge["interval_s"], edge["weight"]) == (None, None, 100)


def test_a_site_link_joins_each_two_of_its_sites():
    """A site link of three sites is three edges of one key."""
    made = site_link_graph(forest({"l": SiteLink(sites=("a", "b", "c"))}))
    assert sorted(made.edges(keys=True)) == [("a", "b", "l"), ("a", "c", "l"), ("b", "c", "l")]


def test_parallel_site_links_are_kept():
    """Two site links between the same sites are two edges, and the cheaper one counts."""
    made = site_link_graph(
        forest({"one": SiteLink(sites=("a", "b"), cost=30), "two": SiteLink(sites=("b", "a"), cost=20)})
    )
    assert made.number_of_edges("a", "b") == 2
    assert nx.shortest_path_length(made, "a", "b", weight="weight") == 20


def test_the_cheapest_path_is_by_cost():
    """Replication takes the cheaper way over a third site rather than a dear direct link."""
    links = {
        "ab": SiteLink(sites=("a", "b"), cost=10),
        "bc": SiteLink(sites=("b", "c"), cost=10),
        "ac": SiteLink(sites=("a", "c"), cost=100),
    }
    assert nx.shortest_path(site_link_graph(forest(links)), "a", "c", weight="weight") == ["a", "b", "c"]


def test_a_site_twice_in_a_link_is_there_once():
    """A site link that names a site twice has no loop."""
    assert list(site_link_graph(forest({"l": SiteLink(sites=("a", "a", "b"))})).edges()) == [("a", "b")]


def test_a_site_link_of_one_site_joins_nothing():
    """A site link with one site has no edge."""
    made = site_link_graph(forest({"l": SiteLink(sites=("a",))}))
    assert (len(made), made.size()) == (3, 0)


def test_an_ad_site_has_its_attributes():
    """Subnets, place and controllers are attributes of the site."""
    made = site_link_graph(forest(ad_sites={"a": AdSite(subnets=("10.0.0.0/8",), place="hq"), "b": AdSite()}))
    assert made.nodes["a"] == {
        "kind": "ad-site",
        "subnets": ("10.0.0.0/8",),
        "place": "hq",
        "controllers": ("dc1", "dc2"),
    }
    assert made.nodes["b"]["controllers"] == ()
    assert made.nodes["b"]["place"] is None


def test_a_site_that_only_a_link_names_is_a_node():
    """A site that only a site link names has no subnets and an unknown place."""
    made = site_link_graph(forest({"l": SiteLink(sites=("a", "z"))}))
    assert made.nodes["z"] == {"kind": "ad-site", "subnets": (), "place": None, "controllers": ()}


def test_the_forest_with_sites_is_found():
    """Without a name the only directory with AD sites is meant, wherever it is listed."""
    estate = forest()
    listed = evolve(estate, directories={"partner": PARTNER, **estate.directories})
    assert list(site_link_graph(listed)) == ["a", "b", "c"]


def test_of_several_forests_one_must_be_named():
    """With AD sites in two directories the name decides; without one the names are listed."""
    one, other = forest(), forest(sites="xy")
    both = evolve(one, directories={**one.directories, "other": other.directories["corp"]})
    assert list(site_link_graph(both, "other")) == ["x", "y"]
    assert list(site_link_graph(both, directory="corp")) == ["a", "b", "c"]
    with pytest.raises(UsageError, match="several directories have AD sites; name one of: corp, other"):
        site_link_graph(both)


@pytest.mark.parametrize(("estate", "known"), [(forest(), "corp"), (Estate(), "none")])
def test_an_unknown_directory_is_refused(estate, known):
    """A directory that is not there is refused, with those that are."""
    with pytest.raises(UsageError, match=f"unknown directory 'x'; expected one of: {known}"):
        site_link_graph(estate, "x")


def test_a_topology_has_site_links_too():
    """The site links of a topology are those of its directories."""
    made = site_link_graph(Topology(directories=forest({"l": SiteLink(sites=("a", "b"))}).directories))
    assert list(made.edges(keys=True)) == [("a", "b", "l")]
