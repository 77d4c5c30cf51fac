"""The way of a ticket along trusts, held against a search of every possible path."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dirsim.model.directory import Directory, Domain, Trust
from dirsim.model.trust_path import Edge, trust_edges, trust_path

REALMS = ("a", "b", "c", "d", "e")

ENDS = st.tuples(st.sampled_from(REALMS), st.sampled_from(REALMS)).filter(lambda ends: ends[0] != ends[1])
EDGES = st.lists(
    st.builds(
        lambda ends, kind: Edge(*ends, kind, transitive=kind != "external"),
        ENDS,
        st.sampled_from(("forest", "external", "parent-child", "shortcut")),
    ),
    max_size=9,
).map(tuple)


def shortest_by_brute_force(edges, home, resource):
    """The length of the shortest allowed path, found by trying every one; ``None`` where there is none."""
    if home == resource:
        return 1
    found = [2 for edge in edges if (edge.trusted, edge.trusting) == (home, resource) and not edge.transitive]

    def walk(realm, seen, forests):
        if realm == resource:
            found.append(len(seen))
            return
        for edge in edges:
            leaves = edge.kind == "forest"
            if edge.trusted == realm and edge.transitive and edge.trusting not in seen and forests + leaves <= 1:
                walk(edge.trusting, (*seen, edge.trusting), forests + leaves)

    walk(home, (home,), 0)
    return min(found, default=None)


@given(EDGES, st.sampled_from(REALMS), st.sampled_from(REALMS))
def test_it_is_as_short_as_any(edges, home, resource):
    """A path is found exactly where trying every path finds one, and it is as short; a direct external trust comes first."""
    path = trust_path(edges, home, resource)
    assert (None if path is None else len(path)) == shortest_by_brute_force(edges, home, resource)


@given(EDGES, st.sampled_from(REALMS), st.sampled_from(REALMS))
def test_each_step_is_a_trust(edges, home, resource):
    """Each step of a path goes from a trusted realm to one that trusts it."""
    path = trust_path(edges, home, resource) or ()
    steps = {(edge.trusted, edge.trusting) for edge in edges}
    assert all(step in steps for step in pairwise(path))
    assert not path or (path[0], path[-1]) == (home, resource)


@given(EDGES, st.sampled_from(REALMS), st.sampled_from(REALMS))
def test_two_forest_trusts_are_never_passed(edges, home, resource):
    """No path needs two forest trusts, nor an external trust together with anything else."""
    path = trust_path(edges, home, resource) or ()
    inside = {(edge.trusted, edge.trusting) for edge in edges if edge.transitive and edge.kind != "forest"}
    forest = {(edge.trusted, edge.trusting) for edge in edges if edge.kind == "forest"}
    outside = [step for step in pairwise(path) if step not in inside]
    assert len(outside) <= 1
    assert all(step in forest for step in outside) or len(path) == 2


def forests(*names):
    """Forests of one domain each."""
    return {name: Directory(domains={f"{name}.example": Domain()}) for name in names}


def test_a_forest_trust_opens_child_domains():
    """A forest trust between roots lets a user of a child domain reach a child domain of the other forest."""
    directories = {
        "one": Directory(domains={"one.example": Domain(), "eu.one.example": Domain(parent="one.example")}),
        "two": Directory(domains={"two.example": Domain(), "us.two.example": Domain(parent="two.example")}),
    }
    edges = trust_edges(directories, {"t": Trust(trusting="two.example", trusted="one.example")})
    assert trust_path(edges, "eu.one.example", "us.two.example") == (
        "eu.one.example",
        "one.example",
        "two.example",
        "us.two.example",
    )


def test_access_runs_one_way():
    """A one-way trust lets the trusted side's users in, and nobody the other way."""
    edges = trust_edges(forests("one", "two"), {"t": Trust(trusting="two.example", trusted="one.example")})
    assert trust_path(edges, "one.example", "two.example") == ("one.example", "two.example")
    assert trust_path(edges, "two.example", "one.example") is None


def test_a_two_way_trust_is_two_edges():
    """A two-way trust lets each side's users into the other."""
    edges = trust_edges(
        forests("one", "two"), {"t": Trust(trusting="two.example", trusted="one.example", two_way=True)}
    )
    assert trust_path(edges, "two.example", "one.example") == ("two.example", "one.example")


@pytest.mark.parametrize(("kind", "way"), [("forest", None), ("external", None)])
def test_a_third_forest_is_not_reached(kind, way):
    """Two trusts in a row lead to no third forest, whether they are forest or external trusts."""
    trusts = {
        "t1": Trust(trusting="two.example", trusted="one.example", kind=kind),
        "t2": Trust(trusting="three.example", trusted="two.example", kind=kind),
    }
    edges = trust_edges(forests("one", "two", "three"), trusts)
    assert trust_path(edges, "one.example", "three.example") is way


def test_an_external_trust_opens_no_child():
    """An external trust with a root opens none of its child domains."""
    directories = {
        "one": Directory(domains={"one.example": Domain()}),
        "two": Directory(domains={"two.example": Domain(), "us.two.example": Domain(parent="two.example")}),
    }
    edges = trust_edges(directories, {"t": Trust(trusting="two.example", trusted="one.example", kind="external")})
    assert trust_path(edges, "one.example", "two.example") == ("one.example", "two.example")
    assert trust_path(edges, "one.example", "us.two.example") is None


def test_a_connector_adds_no_trust():
    """A connector in the estate is no forest: its domains give no edges."""
    connector = {"c": Directory(kind="ad-connector", domains={"a.example": Domain(), "b.example": Domain()})}
    assert trust_edges(connector, {}) == ()
