"""Single points of failure that the graph of the sites shows."""

from itertools import combinations

import networkx as nx
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from dirsim.directory.discovery.estate_finding import CheckLevel
from dirsim.directory.discovery.single_points import (
    ARTICULATION_POINT,
    BRIDGE,
    MINIMUM_CUT,
    single_point_findings,
    single_points,
    site_links_join_all_sites,
    sites_have_two_paths,
)
from dirsim.model.ad_sites import AdSite, DomainController, SiteLink
from dirsim.model.directory import Directory, Domain
from dirsim.model.graph import graph
from dirsim.model.network_parts import Link, Site
from dirsim.model.requirements import Estate, Requirements
from dirsim.resilience.cut_sets import cut_sets


def estate(*pairs, controllers=("hq",), sites=(), **changes):
    """An estate with a link ``A-B`` for each pair, parallel ones ``A-B-2``; corp.example has controllers at some sites."""
    links = {}
    for one, other, *kind in pairs:
        name = f"{one}-{other}"
        links[f"{name}-2" if name in links else name] = Link(between=(one, other), kind=(kind or ["wan"])[0])
    named = dict.fromkeys([site for pair in pairs for site in pair[:2]] + [*sites, *controllers])
    directories = {"corp": Directory(domains={"corp.example": Domain(controllers=dict.fromkeys(controllers, 1))})}
    return evolve(Estate(sites={name: Site() for name in named}, links=links, directories=directories), **changes)


def points(network, kind=None, **asked):
    """The points of a kind as their elements, each with the sites that it cuts off from corp.example."""
    return {
        point.elements: point.cut_off.get("corp.example", ())
        for point in single_points(network, **asked)
        if kind in (None, point.kind)
    }


def test_an_empty_estate_has_none():
    """Without sites there is nothing to part."""
    assert single_points(Estate()) == ()


def test_one_link_is_a_bridge():
    """The only link between two sites is a bridge, and cuts the far one off from the controllers."""
    assert points(estate(("hq", "branch")), BRIDGE) == {("hq-branch",): ("branch",)}


def test_parallel_links_are_no_bridges():
    """Of two links between the same two sites neither is a bridge: together they are a minimum cut."""
    net = estate(("hq", "branch"), ("hq", "branch"))
    assert points(net, BRIDGE) == {}
    assert points(net, MINIMUM_CUT) == {("hq-branch", "hq-branch-2"): ("branch",)}


def test_three_parallel_links_are_beyond_the_usual_order():
    """Minimum cuts of three links are found only where three failures at once are asked for."""
    net = estate(*[("hq", "branch")] * 2)
    net = evolve(net, links={**net.links, "third": Link(between=("branch", "hq"))})
    assert points(net) == {}
    assert points(net, max_order=3) == {("hq-branch", "hq-branch-2", "third"): ("branch",)}


def test_no_minimum_cuts_of_one():
    """With an order of 1 no minimum cut is listed: single links are bridges."""
    assert points(estate(("hq", "branch"), ("hq", "branch")), max_order=1) == {}


def test_a_hub_is_an_articulation_point():
    """A site that every path leads through cuts off those beyond it, itself not among them."""
    net = estate(("hq", "hub"), ("hub", "a"), ("hub", "b"))
    assert points(net, ARTICULATION_POINT) == {("hub",): ("a", "b")}


def test_a_ring_has_neither():
    """In a ring no single link or site parts the network; two links at once do."""
    ring = estate(("hq", "a"), ("a", "b"), ("b", "hq"))
    assert points(ring, BRIDGE) == points(ring, ARTICULATION_POINT) == {}
    assert points(ring, MINIMUM_CUT) == {("hq-a", "b-hq"): ("a", "b")}


PEER = "vpc-peering"


@pytest.mark.parametrize(
    ("pairs", "controllers", "expected"),
    [
        # A peering leads no further: each VPN stays the only way of its VPC to the premises.
        (
            [("hq", "one"), ("hq", "two"), ("one", "two", PEER)],
            ["hq"],
            {("hq-one",): ("one",), ("hq-two",): ("two",), ("hq",): ()},
        ),
        ([("hq", "one"), ("one", "two", PEER)], ["hq"], {("hq-one",): ("one",), ("one-two",): ()}),
        ([("hq", "one"), ("one", "two", PEER)], ["one"], {("hq-one",): ("hq",), ("one-two",): ("two",), ("one",): ()}),
        # A peering with the site of the controllers is a second path of its own.
        ([("hq", "one"), ("hq", "one", PEER)], ["hq"], {("hq-one", "hq-one-2"): ("one",)}),
        (
            [("hq", "hub"), ("hub", "one"), ("hq", "one", PEER)],
            ["hq"],
            {("hq-hub",): ("hub",), ("hub-one",): (), ("hq-one", "hub-one"): (), ("hq-hub", "hq-one"): ("hub", "one")},
        ),
        # The third part is peered with both others, which are not peered with each other.
        (
            [("hq", "hub"), ("hub", "one"), ("hub", "two"), ("hq", "two", PEER), ("two", "one", PEER)],
            ["hq"],
            {
                ("hub",): ("one",),
                ("hq-hub",): ("hub", "one"),
                ("hub-one",): ("one",),
                ("hq-hub", "hq-two"): ("hub", "one", "two"),
            },
        ),
    ],
)
def test_a_peering_replaces_no_longer_path(pairs, controllers, expected):
    """A peering joins its own two ends and no site beyond, in bridges, articulation points and minimum cuts alike."""
    found = points(estate(*pairs, controllers=controllers))
    assert {elements: cut for elements, cut in found.items() if cut} == {
        elements: cut for elements, cut in expected.items() if cut
    }


def test_the_cut_nearest_to_the_controllers_is_taken():
    """Of several smallest cuts the one next to the controllers is named."""
    net = estate(("hq", "mid"), ("hq", "mid"), ("mid", "far"), ("mid", "far"))
    assert points(net, MINIMUM_CUT) == {("hq-mid", "hq-mid-2"): ("far", "mid")}


def test_a_hub_with_every_controller_takes_them_along():
    """Where the articulation point holds the controllers, every other site loses them."""
    assert points(estate(("hq", "a"), ("hq", "b")), ARTICULATION_POINT) == {("hq",): ("a", "b")}


def test_controllers_on_both_sides_of_a_bridge_keep_all_served():
    """A bridge between two sites with controllers cuts none of them off."""
    assert points(estate(("hq", "branch"), controllers=("hq", "branch")), BRIDGE) == {("hq-branch",): ()}


def test_a_part_that_was_never_joined_is_not_cut_off():
    """A site without any path to a controller loses nothing."""
    assert points(estate(("hq", "branch"), ("x", "y"))) == {("hq-branch",): ("branch",), ("x-y",): ()}


def test_the_internet_joins_nothing():
    """A public link is neither a bridge nor a second path."""
    net = estate(("hq", "branch"))
    net = evolve(net, links={**net.links, "internet": Link(between=("hq", "branch"), kind="internet")})
    assert points(net) == {("hq-branch",): ("branch",)}


def test_a_link_to_its_own_site_is_nothing():
    """A link from a site to itself neither parts nor joins."""
    assert points(estate(("hq", "hq"))) == {}


def test_bridges_follow_the_order_of_the_links():
    """Bridges are listed as the file lists the links, before articulation points."""
    found = [point.elements[0] for point in single_points(estate(("z", "hq"), ("hq", "a")))]
    assert found == ["z-hq", "hq-a", "hq"]


def test_each_domain_is_looked_at():
    """A link may cut a site off from one domain and not from another."""
    net = estate(("hq", "branch"))
    other = Directory(domains={"b.example": Domain(controllers={"hq": 1, "branch": 1})})
    (point,) = single_points(evolve(net, directories={**net.directories, "b": other}))
    assert dict(point.cut_off) == {"corp.example": ("branch",)}


def test_a_count_of_no_controllers_is_none():
    """A site with 0 controllers holds none."""
    net = estate(("hq", "branch"))
    domain = Domain(controllers={"hq": 1, "branch": 0})
    assert points(evolve(net, directories={"corp": Directory(domains={"corp.example": domain})}))[("hq-branch",)] == (
        "branch",
    )


def test_controllers_are_placed_by_their_ad_site():
    """A controller's AD site says at which site of the estate it is."""
    directory = Directory(
        domains={"corp.example": Domain(domain_controllers={"dc1": DomainController(ad_site="Head")})},
        ad_sites={"Head": AdSite(place="hq")},
    )
    assert points(estate(("hq", "branch"), directories={"corp": directory})) == {("hq-branch",): ("branch",)}


@pytest.mark.parametrize("site", [Site(kind="aws-region", region="eu-central-1"), Site()])
def test_a_managed_directory_is_at_its_site_and_regions(site):
    """Without listed controllers a directory's own site and Regions count as the places of its controllers."""
    directory = Directory(
        kind="managed-microsoft-ad", site="hq", regions=("eu-central-1",), domains={"corp.example": Domain()}
    )
    net = estate(("hq", "aws"), ("hq", "a"), directories={"m": directory})
    net = evolve(net, sites={**net.sites, "aws": site})
    assert points(net)[("hq-aws",)] == (() if site.region else ("aws",))


def test_a_connector_has_no_controllers():
    """A connector's domain is not held where the connector is."""
    connector = Directory(kind="ad-connector", site="branch", domains={"corp.example": Domain()})
    net = estate(("hq", "branch"))
    assert points(evolve(net, directories={**net.directories, "c": connector})) == {("hq-branch",): ("branch",)}


def test_requirements_are_as_good_as_their_estate():
    """Requirements give the points of their estate."""
    net = estate(("hq", "branch"))
    assert single_points(Requirements(name="r", estate=net)) == single_points(net)


def test_a_topology_names_the_flows_that_stop(office):
    """In a topology each point lists the flows that work today and fail without it."""
    (bridge,) = single_points(office())
    assert (bridge.kind, bridge.elements) == (BRIDGE, ("vpn",))
    assert dict(bridge.cut_off) == {"corp.example": ("aws",), "cloud.example": ("hq",)}
    assert bridge.flows


def test_the_flows_are_those_of_the_cut_sets(office):
    """A flow is listed exactly where the link alone is a cut set of it, in the order of the names."""
    net = office()
    sets = cut_sets(net, ("vpn",), {}, max_order=1)
    (bridge,) = single_points(net)
    assert list(bridge.flows) == sorted(name for name in net.flows if ("vpn",) in sets[name])


def test_a_flow_that_never_works_is_not_stopped(office):
    """Without the trust some flows fail at all times: no failure stops them."""
    net = office(trust=False)
    never = {name for name, found in cut_sets(net, (), {}).items() if found == ((),)}
    (bridge,) = single_points(net)
    assert never
    assert never.isdisjoint(bridge.flows)


def test_a_failing_site_stops_flows_as_a_site(office):
    """An articulation point fails with its hosts, not as a link."""
    net = office().adding(sites={"branch": Site()}, links={"line": Link(between=("aws", "branch"))})
    found = {point.elements: point for point in single_points(net)}
    assert found[("aws",)].kind == ARTICULATION_POINT
    assert set(found[("vpn",)].flows) <= set(found[("aws",)].flows)


def test_estates_have_no_flows():
    """An estate's points stop no flows: it has none."""
    assert all(point.flows == () for point in single_points(estate(("hq", "branch"))))


def test_a_point_as_json():
    """A point is written with lists, under its field names."""
    (point,) = single_points(estate(("hq", "branch")))
    assert point.to_dict() == {
        "kind": "bridge",
        "elements": ["hq-branch"],
        "cut_off": {"corp.example": ["branch"]},
        "flows": [],
    }


def test_single_elements_are_warnings_and_pairs_are_notes():
    """The finding of a bridge is a warning, that of a minimum cut a note."""
    levels = [found.level for found in single_point_findings(estate(("hq", "a"), ("hq", "b"), ("hq", "b")))]
    assert levels == [CheckLevel.WARNING, CheckLevel.WARNING, CheckLevel.NOTE]


def test_a_finding_names_the_sites_and_the_domain():
    """A finding says which sites lose the controllers of which domain."""
    (found,) = single_point_findings(estate(("hq", "branch")))
    assert (found.check, found.about) == ("sites-have-two-paths", "hq-branch")
    assert found.message.endswith("without it branch reaches no controller of corp.example")


def test_a_finding_of_two_links_speaks_of_both():
    """A minimum cut is named by its links, and speaks of them in the plural."""
    (found,) = single_point_findings(estate(("hq", "branch"), ("hq", "branch")))
    assert found.about == "hq-branch and hq-branch-2"
    assert "without them branch reaches no controller" in found.message


def test_a_finding_of_a_topology_names_flows(office):
    """The finding of a topology ends with the flows that stop."""
    (found,) = single_point_findings(office())
    assert found.message.endswith("stop")


def test_long_lists_are_cut():
    """Of many sites five are named and the rest are counted."""
    (found,) = [
        one
        for one in single_point_findings(estate(("hq", "hub"), *[("hub", f"s{n}") for n in range(7)]))
        if one.about == "hub"
    ]
    assert "s0, s1, s2, s3, s4 and 2 more reach no controller" in found.message


def test_points_without_effect_are_no_findings():
    """A bridge that cuts no site off gives no finding."""
    assert single_point_findings(estate(("hq", "branch"), controllers=("hq", "branch"))) == ()


def test_unknown_links_are_unknown():
    """Where an estate has several sites and no private link, the check reports that it lacks the links."""
    (found,) = sites_have_two_paths(estate(sites=("branch",)), None)
    assert found[:2] == ("corp", CheckLevel.UNKNOWN)


def test_one_site_needs_no_links():
    """An estate of one site and the internet has nothing to join."""
    alone = estate()
    assert list(sites_have_two_paths(alone, None)) == []
    online = evolve(alone, sites={**alone.sites, "internet": Site(kind="internet")})
    assert list(sites_have_two_paths(online, None)) == []


def test_controllers_of_unknown_place_are_unknown():
    """Where no place of a domain's controllers is known, the check reports so rather than nothing."""
    directory = Directory(
        domains={"corp.example": Domain(domain_controllers={"dc1": DomainController(ad_site="Head")})}
    )
    found = list(sites_have_two_paths(estate(("hq", "branch"), directories={"corp": directory}), None))
    assert [one[:2] for one in found] == [("corp.example", CheckLevel.UNKNOWN)]


def linked(*links, controllers="abcd"):
    """A forest with AD sites a to d, controllers at some, and a site link for each text of letters."""
    return Estate(
        directories={
            "corp": Directory(
                domains={
                    "corp.example": Domain(
                        domain_controllers={f"dc-{site}": DomainController(ad_site=site) for site in controllers}
                    )
                },
                ad_sites={site: AdSite() for site in "abcd"},
                site_links={"-".join(sites): SiteLink(sites=tuple(sites)) for sites in links},
            )
        }
    )


def test_site_links_in_two_parts_are_found():
    """Two groups of sites that no site link joins do not replicate."""
    ((about, level, message, _),) = site_links_join_all_sites(linked("ab", "cd"), None)
    assert (about, level) == ("corp", CheckLevel.WARNING)
    assert message.endswith(": a and b | c and d")


@pytest.mark.parametrize(
    ("links", "controllers"),
    [(("abcd",), "abcd"), (("ab", "bc", "cd"), "abcd"), (("ab", "cd"), "ab"), ((), "abcd"), (("ab", "ac"), "abcd")],
)
def test_joined_site_links_are_fine(links, controllers):
    """One part is fine, and so are sites without controllers; a site in no site link is another check's finding."""
    assert list(site_links_join_all_sites(linked(*links, controllers=controllers), None)) == []


SITES = "abcde"
PAIRS = st.lists(st.tuples(st.sampled_from(SITES), st.sampled_from(SITES)), max_size=8)


@given(PAIRS)
@settings(deadline=None)
def test_bridges_and_joints_part_the_network(pairs):
    """Exactly the links and sites without which the network falls into more parts are points."""
    net = Estate(
        sites={name: Site() for name in SITES},
        links={f"l{number}": Link(between=pair) for number, pair in enumerate(pairs)},
    )
    whole = graph(net)
    parts = nx.number_connected_components(whole)

    def without_link(name):
        left = whole.copy()
        left.remove_edge(*net.links[name].between, key=name)
        return nx.number_connected_components(left) > parts

    def without_site(name):
        return nx.number_connected_components(whole.subgraph(set(SITES) - {name})) > parts

    assert list(points(net, BRIDGE)) == [(name,) for name in net.links if without_link(name)]
    assert list(points(net, ARTICULATION_POINT)) == [(name,) for name in SITES if without_site(name)]


@given(PAIRS)
@settings(deadline=None)
def test_minimum_cuts_are_smallest(pairs):
    """A minimum cut cuts a site off that neither of its links alone does; and a site cut off by two links has one."""
    net = Estate(
        sites={name: Site() for name in SITES},
        links={f"l{number}": Link(between=pair) for number, pair in enumerate(pairs)},
        directories={"corp": Directory(domains={"corp.example": Domain(controllers={"a": 1})})},
    )
    whole = graph(net)

    def lost(links):
        left = whole.copy()
        left.remove_edges_from([(*net.links[name].between, name) for name in links])
        return nx.node_connected_component(whole, "a") - nx.node_connected_component(left, "a")

    found = points(net, MINIMUM_CUT)
    for cut, sites in found.items():
        assert set(sites) == lost(cut)
        assert set(sites) - lost(cut[:1]) - lost(cut[1:])
    by_one = set().union(*(lost((name,)) for name in net.links))
    by_two = set().union(*(lost(pair) for pair in combinations(net.links, 2)))
    assert set().union(*found.values()) >= by_two - by_one


@given(PAIRS, st.randoms())
@settings(deadline=None)
def test_the_order_of_sites_and_links_changes_no_point(pairs, random):
    """The points are the same, whatever the order of the file."""
    net = Estate(
        sites={name: Site() for name in SITES},
        links={f"l{number}": Link(between=pair) for number, pair in enumerate(pairs)},
        directories={"corp": Directory(domains={"corp.example": Domain(controllers={"a": 1, "b": 1})})},
    )
    sites, links = list(net.sites.items()), list(net.links.items())
    random.shuffle(sites)
    random.shuffle(links)
    turned = evolve(net, sites=dict(sites), links=dict(links))
    assert {(p.kind, frozenset(p.elements)) for p in single_points(net)} == {
        (p.kind, frozenset(p.elements)) for p in single_points(turned)
    }


@pytest.mark.parametrize(
    ("places", "found"),
    [
        (("hq", "branch"), [("corp", CheckLevel.UNKNOWN)]),
        (("hq", "hq"), []),
        (("hq", None), []),
        ((None, None), []),
    ],
)
def test_ad_sites_without_links_are_unknown(places, found):
    """Controllers at two known AD sites, and no link that could join them, leave the paths between them unknown."""
    controllers = {f"dc{number}": DomainController(ad_site=place) for number, place in enumerate(places)}
    whole = Estate(directories={"corp": Directory(domains={"corp.example": Domain(domain_controllers=controllers)})})
    assert [(about, level) for about, level, _, _ in sites_have_two_paths(whole, None)] == found


def served(whole, without=()):
    """The sites that reach a controller of corp.example: over links, or over one peering with its site."""
    held = set(whole.directories["corp"].domains["corp.example"].controllers) - set(without)
    links = [link for name, link in whole.links.items() if name not in without and not set(link.between) & set(without)]
    found = set(held)
    for _ in whole.sites:
        found |= {site for link in links if not link.direct and set(link.between) & found for site in link.between}
    return found | {site for link in links if link.direct and set(link.between) & held for site in link.between}


MIXED = st.lists(
    st.tuples(*2 * [st.sampled_from("abcdef")], st.sampled_from(["wan", "wan", PEER])).filter(
        lambda entry: entry[0] < entry[1]
    ),
    min_size=2,
    max_size=9,
    unique_by=lambda entry: entry[:2],
)


@given(MIXED, st.sampled_from("abc"))
@settings(max_examples=150, deadline=None)
def test_what_cuts_sites_off_is_found_with_peerings(pairs, home):
    """Each link and each site whose loss cuts another site off is found, and each minimum cut does so, peerings or not."""
    whole = estate(*pairs, controllers=(home,))
    healthy = served(whole)
    alone = {
        element: tuple(sorted(healthy - served(whole, (element,)) - {element}))
        for element in (*whole.links, *whole.sites)
    }
    alone = {element: lost for element, lost in alone.items() if lost and element != home}
    found = single_points(whole)
    single = {
        point.elements[0]: point.cut_off["corp.example"]
        for point in found
        if point.kind != MINIMUM_CUT and point.cut_off and point.elements != (home,)
    }
    assert single == alone
    for point in found:
        if point.kind == MINIMUM_CUT:
            assert healthy - served(whole, point.elements) == set(point.cut_off["corp.example"]) != set()
