"""The pages of trusts."""

from dirsim import examples
from dirsim.api import recommend
from dirsim.directory.trusts.opened import newly_opened, trusts_of
from dirsim.directory.trusts.trust_walk import walk_trusts
from dirsim.directory.trusts.trusts_page import opened_section, trusts_page, walk_page
from dirsim.model.directory import Directory, Domain, Trust
from dirsim.model.topology import Topology
from dirsim.pages.text import text
from dirsim.recommendation.recommendation_page import recommendation_page

ESTATE = {"a": Directory(domains={"a.example": Domain()}), "b": Directory(domains={"b.example": Domain()})}


def _topology(*, added: bool) -> Topology:
    trust = Trust(trusting="b.example", trusted="a.example", added=added)
    return Topology(directories=ESTATE, trusts={"t": trust})


def test_only_what_a_design_adds_is_told_with_it():
    """A recommendation tells what new trusts open, and nothing of those that are there already."""
    assert "users of a.example will reach resources of b.example" in text(
        tuple(opened_section(newly_opened(_topology(added=True))))
    )
    assert tuple(opened_section(newly_opened(_topology(added=False)))) == ()


def test_a_recommendation_with_a_trust_says_what_it_opens():
    """Each example whose design adds a trust has the section, the others have not."""
    for name in examples.names():
        choice = recommend(examples.load(name))
        if choice.best is None:
            continue
        adds = any(trust.added for trust in choice.topology.trusts.values())
        assert ("Access opened by new trusts" in text(recommendation_page(choice))) == adds, name


def test_both_ways_stand_in_a_table_and_in_words():
    """A one-way trust opens one direction, and the other is said to be closed."""
    assert "a.example  b.example" in text(trusts_page(trusts_of(_topology(added=False))))
    back = text(walk_page(walk_trusts(ESTATE, _topology(added=False).trusts, "b.example", "a.example")))
    assert "does not reach a.example: a.example does not trust b.example (only the reverse direction)" in " ".join(
        back.split()
    )
