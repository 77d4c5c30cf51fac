from datetime import date

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dirsim.facts import Confidence, Fact, Topic


def a_fact(**fields):
    """A small fact with some fields of one's own."""
    return Fact(
        **{"id": "a", "topic": "timing", "subject": "kerberos", "statement": "So.", "confidence": "documented"} | fields
    )


def test_words_become_choices():
    """Topic and confidence are choices, and a word that is neither is refused."""
    fact = a_fact()
    assert (fact.topic, fact.confidence) == (Topic.TIMING, Confidence.DOCUMENTED)
    with pytest.raises(ValueError, match="rumour"):
        a_fact(confidence="rumour")


def test_frozen():
    """A fact cannot be altered."""
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        a_fact().value = "yes"


def test_hash_and_equality():
    """Facts compare by value and can stand in a set, with details too."""
    assert len({a_fact(detail={"hours": 10}), a_fact(detail={"hours": 10}), a_fact(detail={"hours": 9})}) == 2


@pytest.mark.parametrize(
    ("source_date", "old"),
    [(date(2025, 1, 1), False), (date(2024, 12, 31), True), (date(2027, 1, 1), False), (None, False)],
)
def test_older_than_a_year(source_date, old):
    """A source is old when more than 365 days lie between it and the day; without a date it is not known to be."""
    fact = a_fact(source_date=source_date)
    assert fact.older_than_a_year(date(2026, 1, 1)) is old
    assert fact.undated is (source_date is None)


def test_at_least_counts_by_its_date():
    """A source that is at least as new as a date is covered for a year from that date, and not longer."""
    fact = a_fact(source_date=date(2026, 7, 30), at_least=True)
    assert not fact.older_than_a_year(date(2027, 7, 30))
    assert fact.older_than_a_year(date(2027, 7, 31))


@given(st.dates(), st.none() | st.dates(), st.none() | st.dates())
def test_validity_includes_both_ends(day, first, last):
    """A fact holds from its first day to its last, both included; no bound means no limit."""
    fact = a_fact(valid_from=first, valid_to=last)
    assert fact.holds_on(day) is ((first or date.min) <= day <= (last or date.max))


def test_to_dict_names_every_field():
    """The JSON form has every field, and an altered copy leaves the fact as it was."""
    fact = a_fact(detail={"levels": ["2016"]}, valid_from=date(2025, 7, 30))
    shown = fact.to_dict()
    assert set(shown) == {field.name for field in attrs.fields(Fact)}
    assert (shown["valid_from"], shown["valid_to"], shown["source"]) == ("2025-07-30", None, None)
    shown["detail"]["levels"].append("2019")
    assert fact.detail == {"levels": ["2016"]}


@pytest.mark.parametrize(
    ("changes", "named"),
    [({"newer": ""}, "newer"), ({"other_says": None}, "other_says"), ({"newest": "this"}, "newest")],
)
def test_a_conflict_says_what_pages_print(changes, named):
    """A disagreement without its other source, its words or its weighing is refused, and so is a key that nobody reads."""
    full = {"other_source_url": "https://example.com", "other_says": "ten", "newer": "this"}
    assert a_fact(conflict=full).conflict == full
    with pytest.raises(ValueError, match=named):
        a_fact(conflict={**full, **changes})
