"""Records of words: whatever a record leaves open is named here."""

from datetime import date

import pytest

from dirsim.catalog.need_words import NEED_KINDS
from dirsim.catalog.parts import CONNECTORS, NOTHING, PARTS
from dirsim.catalog.workload_kind import WAYS
from dirsim.catalog.workload_kinds import KINDS
from dirsim.designs.builders import BUILDERS
from dirsim.facts import catalog
from dirsim.facts.store import raw_facts
from dirsim.recommendation.cost import priced_words
from dirsim.recommendation.need_rules import RULES
from dirsim.recommendation.ranking import MEASURES

FACTS = catalog(date(2026, 11, 1))
OPTIONS = (
    "ad-connector",
    "managed-ad-standard",
    "managed-ad-enterprise",
    "managed-ad-hybrid",
    "simple-ad",
    "on-prem-only",
    "self-managed-ec2",
)
OPENED_BY = {"portal", "external-portal", "saml", "own-saml", "broker", "user-pool"}


@pytest.mark.parametrize("word", PARTS)
def test_each_part_is_described_built_and_priced(word):
    """A part has a fact or an option with facts, a builder, a price or the reason why it has none, and known neighbours."""
    part = PARTS[word]
    assert part.word == word != NOTHING
    assert part.meaning.endswith(".")
    assert part.fact in raw_facts() or part.option
    assert not part.option or part.option in OPTIONS or not FACTS.about(part.option)
    assert word in BUILDERS
    assert bool(part.unpriced) != (word in priced_words() or (word in CONNECTORS and "ad-connector" in priced_words()))
    assert part.excludes | part.needs_any <= set(PARTS)
    assert all(word in PARTS[other].excludes for other in part.excludes)


@pytest.mark.parametrize("word", KINDS)
def test_each_kind_has_ways_and_support(word):
    """A kind has known ways; those by a directory have a support fact for every option, and those by others what opens it."""
    kind = KINDS[word]
    assert kind.word == word
    assert kind.ways
    assert set(kind.ways) <= set(WAYS)
    assert kind.opened_by <= OPENED_BY
    assert ("federated" in kind.ways) == bool(kind.opened_by - {"user-pool"})
    assert ("login" in kind.ways) == ("user-pool" in kind.opened_by)
    assert not kind.one_directory or kind.one_directory in raw_facts()
    assert not kind.ended or kind.ended in raw_facts()
    if {"member", "application", "ldap"} & set(kind.ways) and (kind.row or kind.capability):
        row = [
            FACTS.support(kind.row, option) if kind.row else FACTS.capability(option, kind.capability)
            for option in OPTIONS
        ]
        assert None not in row
    if kind.ended:
        assert FACTS.status(kind.row) is not None


@pytest.mark.parametrize("word", NEED_KINDS)
def test_each_need_has_a_rule_or_says_that_it_has_none(word):
    """A need names a rule that exists, its scope, and what meets it; one without a rule orders designs or is listed."""
    need = NEED_KINDS[word]
    assert need.meaning.endswith(".")
    assert not need.rule or need.rule in RULES
    assert bool(need.rule) == (need.scope != "none")
    assert not need.preference or need.preference in MEASURES
    assert (need.rule == "has-ability") == bool(need.capability)
    assert (need.rule == "has-part") == bool(need.parts)
    assert need.parts <= set(PARTS)
    if need.capability:
        facts = [FACTS.capability(option, need.capability) for option in OPTIONS]
        assert None not in facts
        assert {str(fact.value) for fact in facts} & need.good
