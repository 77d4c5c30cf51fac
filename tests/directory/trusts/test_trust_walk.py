"""Trust paths in depth, and what trusts open."""

from __future__ import annotations

import pytest

from dirsim.directory.trusts.opened import suffix_routes, trusts_of
from dirsim.directory.trusts.trust_walk import unresolved_realms, walk_trusts
from dirsim.errors import UsageError
from dirsim.model.directory import Directory, Domain, Trust
from dirsim.model.topology import Topology
from dirsim.simulation.simulation import Simulation

CORP = Directory(
    domains={
        "corp.example": Domain(),
        "eu.corp.example": Domain(parent="corp.example"),
        "us.corp.example": Domain(parent="corp.example"),
    }
)
FAR = Directory(domains={"far.example": Domain(), "lab.far.example": Domain(parent="far.example")})
ESTATE = {"corp": CORP, "far": FAR}


def _trust(kind: str = "forest", **options) -> dict[str, Trust]:
    return {"t": Trust(trusting="far.example", trusted="corp.example", kind=kind, **options)}


def test_a_forest_trust_is_walked_through_both_roots() -> None:
    """The client asks a KDC of each realm on the way, its own first."""
    way = walk_trusts(ESTATE, _trust(), "eu.corp.example", "LAB.far.example")
    assert way.kdcs == ("eu.corp.example", "corp.example", "far.example", "lab.far.example")
    assert [step.kind for step in way.steps] == ["parent-child", "forest", "parent-child"]
    assert (
        way.steps[1].filtered
        == "SIDs outside the forest of corp.example are removed, including SID history of other domains"
    )
    assert way.steps[0].filtered == ""


def test_a_shortcut_shortens_the_way() -> None:
    """A shortcut trust between two children leaves the root out."""
    assert len(walk_trusts(ESTATE, {}, "eu.corp.example", "us.corp.example").kdcs) == 3
    short = {"s": Trust(trusting="us.corp.example", trusted="eu.corp.example", kind="shortcut")}
    way = walk_trusts(ESTATE, short, "eu.corp.example", "us.corp.example")
    assert way.kdcs == ("eu.corp.example", "us.corp.example")
    assert way.steps[0].filtered == ""
    assert len(walk_trusts(ESTATE, short, "us.corp.example", "eu.corp.example").kdcs) == 3


@pytest.mark.parametrize("kind", ["external", "realm"])
def test_what_is_not_transitive_ends_there(kind) -> None:
    """An external or realm trust opens one domain to one, and says so."""
    assert walk_trusts(ESTATE, _trust(kind), "corp.example", "far.example").reachable
    beyond = walk_trusts(ESTATE, _trust(kind), "corp.example", "lab.far.example")
    assert not beyond.reachable
    assert f"far.example ({kind})" in beyond.because
    assert not walk_trusts(ESTATE, _trust(kind), "eu.corp.example", "far.example").reachable


def test_the_other_direction_is_closed() -> None:
    """A one-way trust opens one way; the other is said."""
    way = walk_trusts(ESTATE, _trust(), "far.example", "corp.example")
    assert way.because == "corp.example does not trust far.example (only the reverse direction)"
    assert walk_trusts(ESTATE, _trust(two_way=True), "far.example", "corp.example").reachable


def test_selective_authentication() -> None:
    """Without the right nobody gets in; with it, on the computers that it is given on."""
    trust = _trust(selective=True, allowed=("ana@corp.example",))
    assert walk_trusts(ESTATE, trust, "corp.example", "far.example", user="ana@corp.example").reachable
    closed = walk_trusts(ESTATE, trust, "corp.example", "far.example", user="bo@corp.example")
    assert not closed.reachable
    assert "grants bo@corp.example no access" in closed.because
    some = walk_trusts(ESTATE, _trust(selective=True, allowed=("corp.example",)), "corp.example", "far.example")
    assert some.steps[0].gate == "the right Allowed to Authenticate on the resource's computer account"
    unknown = walk_trusts(ESTATE, _trust(selective=True), "corp.example", "far.example")
    assert unknown.steps[0].gate == some.steps[0].gate
    nobody = walk_trusts(ESTATE, _trust(selective=True), "corp.example", "far.example", grants_known=True)
    assert not nobody.reachable
    assert nobody.steps[0].gate == "closed: Allowed to Authenticate is not granted to anyone"


@pytest.mark.parametrize("kind", ["forest", "external"])
@pytest.mark.parametrize("two_way", [False, True])
@pytest.mark.parametrize("allowed", [None, (), ("ana",), ("corp.example",), ("office.example", "bob")])
def test_a_path_is_open_where_a_sign_in_succeeds(office, kind, two_way, allowed) -> None:
    """The trust path of a user is open exactly where the run of the user's sign-in at the resource succeeds."""
    topology = office(two_way=two_way, kind=kind, selective=allowed is not None, allowed=allowed or ())
    simulation = Simulation(topology)
    accesses = {name: spec for name, spec in topology.flows.items() if spec.kind == "service-access"}
    assert accesses
    for name, spec in accesses.items():
        home = topology.principals[spec.user].domain
        realm = topology.services[spec.service].realm
        way = walk_trusts(
            topology.directories, topology.trusts, home, realm, user=f"{spec.user}@{home}", grants_known=True
        )
        assert way.reachable is simulation.run(name).through, name


def test_sid_filtering_may_be_off() -> None:
    """A trust without SID filtering takes nothing out; an external one keeps the SIDs of one domain only."""
    assert walk_trusts(ESTATE, _trust(sid_filtering=False), "corp.example", "far.example").steps[0].filtered == ""
    external = walk_trusts(ESTATE, _trust("external"), "corp.example", "far.example")
    assert "outside the domain corp.example" in external.steps[0].filtered


def test_unknown_domains() -> None:
    """A domain that nobody knows is a wrong call."""
    with pytest.raises(UsageError, match=r"unknown domain 'x\.example'"):
        walk_trusts(ESTATE, {}, "x.example", "corp.example")


def test_what_a_new_trust_opens() -> None:
    """Every pair that the design's trust opens is new, and no pair of one forest is listed."""
    topology = Topology(directories=ESTATE, trusts=_trust(added=True))
    found = trusts_of(topology)
    assert {(one.users, one.resources) for one in found.opened} == {
        (users, resources) for users in CORP.domains for resources in FAR.domains
    }
    assert all(one.new for one in found.opened)
    assert "including everything open to Authenticated Users there" in found.opened[0].said
    assert not any(one.new for one in trusts_of(Topology(directories=ESTATE, trusts=_trust())).opened)
    assert found.to_dict()["schema"] == "dirsim.trusts/v1"


def test_name_suffixes() -> None:
    """The forest that comes first keeps a suffix that two claim; an excluded one is not routed."""
    trusts = {
        "one": Trust(trusting="here.example", trusted="corp.example"),
        "two": Trust(trusting="here.example", trusted="far.example"),
    }
    suffixes = {"corp": ("mail.test",), "far": ("Mail.test", "far.test")}
    routes, collisions = suffix_routes(ESTATE, trusts, suffixes=suffixes)
    assert routes == {"corp": ("corp.example", "mail.test"), "far": ("far.example", "far.test")}
    assert collisions == (
        "the name suffix mail.test of far collides with mail.test, which is routed to corp: it is disabled for far",
    )
    assert suffix_routes(ESTATE, trusts, suffixes=suffixes, excluded={"corp": ("mail.test",)})[1] == ()


def test_a_connector_and_a_name_below_do_not_collide() -> None:
    """Two forests that trust each other collide only on equal names, and a connector in front of one holds none."""
    directories = {
        "gate": Directory(kind="ad-connector", domains={"corp.example": Domain()}),
        "corp": Directory(domains={"corp.example": Domain()}),
        "cloud": Directory(kind="managed-microsoft-ad", domains={"cloud.corp.example": Domain()}),
    }
    trusts = {"t": Trust(trusting="cloud.corp.example", trusted="corp.example", two_way=True)}
    routes, collisions = suffix_routes(directories, trusts)
    assert routes == {"corp": ("corp.example",), "cloud": ("cloud.corp.example",)}
    assert collisions == ()
    both = {"corp": ("mail.test",), "cloud": ("mail.test",)}
    assert len(suffix_routes(directories, trusts, suffixes=both)[1]) == 2


def test_forests_that_no_forest_trusts_together_do_not_collide() -> None:
    """Two forests may claim one suffix where each is trusted by a different forest."""
    trusts = {
        "one": Trust(trusting="here.example", trusted="corp.example"),
        "two": Trust(trusting="there.example", trusted="far.example"),
    }
    assert suffix_routes(ESTATE, trusts, suffixes={"corp": ("mail.test",), "far": ("mail.test",)})[1] == ()


def test_a_missing_forwarder_is_part_of_the_way() -> None:
    """A realm whose names the user's own name servers cannot resolve is listed; unknown forwarders say nothing."""
    way = walk_trusts(ESTATE, _trust(), "eu.corp.example", "lab.far.example")
    assert unresolved_realms(way, ESTATE, {"corp.example": ("far.example",)}) == ("far.example", "lab.far.example")
    assert unresolved_realms(way, ESTATE, {"far.example": ("corp.example",)}) == ()
    assert unresolved_realms(way, ESTATE, {}) == ()
