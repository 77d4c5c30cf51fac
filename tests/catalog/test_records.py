"""Records of words: whatever a record leaves open is named here."""

from datetime import date

import pytest

from dirsim.catalog.need_words import NEED_KINDS
from dirsim.catalog.parts import CONNECTORS, NOTHING, PARTS
from dirsim.catalog.workload_kind import OPENED_BY, WAYS
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


@pytest.mark.parametrize("word", PARTS)
def test_each_part_is_described_built_and_priced(word):
    """A part has a fact or an option with facts, a builder, a price or the reason why it has none, and known neighbours."""
    part = PARTS[word]
    assert part.word == word != NOTHING
    assert part.meaning.endswith(".")
    assert part.fact in raw_facts() or part.option
    assert not part.option or part.option in OPTIONS or not FACTS.about(part.option)
    assert word in BUILDERS
    priced = word in priced_words() or (word in CONNECTORS and "ad-connector" in priced_words())
    assert [bool(part.unpriced), bool(part.free), priced].count(True) == 1
    assert not part.free or raw_facts()[part.free]["value"] == 0
    assert part.excludes | part.needs_any <= set(PARTS)
    assert all(word in PARTS[other].excludes for other in part.excludes)


@pytest.mark.parametrize("word", KINDS)
def test_each_kind_has_ways_and_support(word):
    """A kind has known ways; those by a directory have a support fact for every option, and those by others what opens it."""
    kind = KINDS[word]
    assert kind.word == word
    assert kind.ways
    assert set(kind.ways) <= set(WAYS), f"ways of {word}: see WAYS in workload_kind.py"
    assert kind.opened_by <= set(OPENED_BY), f"opened_by of {word}: see OPENED_BY in workload_kind.py"
    others = bool(kind.opened_by - {"user-pool"})
    assert ("federated" in kind.ways) == others, f"{word}: ways has federated where opened_by says what opens it"
    assert ("login" in kind.ways) == ("user-pool" in kind.opened_by), f"{word}: a login page needs user-pool"
    assert not kind.one_directory or kind.one_directory in raw_facts(), (
        f"one_directory of {word} is not the id of a fact"
    )
    assert not kind.ended or kind.ended in raw_facts(), f"ended of {word} is not the id of a fact"
    missing = [option for option in OPTIONS if (kind.row or kind.capability) and support(kind, option) is None]
    assert not missing, f"{word}: facts with the subject {kind.row or kind.capability} and these options are missing"
    assert not kind.row or FACTS.status(kind.row) is not None, f"{word}: the fact {kind.row}/status is missing"


def support(kind, option):
    """The fact on a kind and an option; none where it is missing."""
    return FACTS.support(kind.row, option) if kind.row else FACTS.capability(option, kind.capability)


@pytest.mark.parametrize("word", NEED_KINDS)
def test_each_need_has_a_rule_or_says_that_it_has_none(word):
    """A need names a rule that exists, its scope, and what meets it; one without a rule orders designs or is listed."""
    need = NEED_KINDS[word]
    assert need.meaning.endswith(".")
    assert not need.rule or need.rule in RULES, f"{word}: enter {need.rule} in RULES of need_rules.py"
    assert bool(need.rule) == (need.scope != "none"), f"{word}: a need has a scope exactly where it has a rule"
    assert not need.preference or need.preference in MEASURES, f"{word}: enter {need.preference} in MEASURES"
    assert (need.rule == "has-ability") == bool(need.capability), f"{word}: has-ability goes with a capability"
    assert (need.rule == "has-part") == bool(need.parts), f"{word}: has-part goes with parts"
    assert need.parts <= set(PARTS), f"{word}: parts are words of dirsim/catalog/parts.py"
    if need.capability:
        facts = {option: FACTS.capability(option, need.capability) for option in OPTIONS}
        missing = [option for option, fact in facts.items() if fact is None]
        assert not missing, f"{word}: facts with the subject OPTION/{need.capability} are missing"
        assert {str(fact.value) for fact in facts.values()} & need.good, f"{word}: no directory has a value of `good`"
