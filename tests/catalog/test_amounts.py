"""Counts, dates and Regions in the words of people."""

import pytest

from dirsim.catalog.amounts import amount, count_word, vague_count
from dirsim.catalog.region_names import region_code
from dirsim.catalog.written_dates import iso_dates


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5,000", 5000),
        ("5'000", 5000),
        ("5k", 5000),
        ("1.5k", 1500),
        ("about 200 users", 200),
        ("300+", 300),
        ("twelve", 12),
        ("two hundred", 200),
        ("two thousand", 2000),
        ("3 million", 3_000_000),
        ("1.5 mio", 1_500_000),
        ("2m", 2_000_000),
        ("35 scientists", 35),
        ("10 GB", None),
        ("5,00", None),
        ("corp.example", None),
        ("a", None),
    ],
)
def test_a_count_may_be_written_in_many_ways(text, number):
    """A text that states one whole number is that number; any other is none."""
    assert amount(text) == number


def test_counts_that_are_left_open():
    """Several and hundreds are words of the files; an order of magnitude and a range are answered with a hint."""
    assert (count_word("several accounts"), count_word("hundreds"), count_word("lots")) == ("multiple", "hundreds", "")
    assert "5000" in vague_count("thousands of users")
    assert "larger" in vague_count("200-300")


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("1 March 2026", ("2026-03-01",)),
        ("March 1, 2026", ("2026-03-01",)),
        ("01.03.2026", ("2026-03-01",)),
        ("2026/3/1", ("2026-03-01",)),
        ("03/04/2026", ("2026-04-03", "2026-03-04")),
        ("31.02.2026", ()),
        ("2026-03", ()),
    ],
)
def test_a_date_is_one_day_two_days_or_none(text, days):
    """A date with slashes is ambiguous; one with dots begins with the day; a date that the calendar does not have is refused."""
    assert iso_dates(text) == days


def test_a_region_is_found_by_its_place():
    """A place, a code in another spelling, and the vendor's full name are the Region; other text is none."""
    texts = ("Frankfurt", "euCentral1", "Europe (Frankfurt)", "US East (N. Virginia)", "Munich", "hq")
    assert [region_code(text) for text in texts] == ["eu-central-1"] * 3 + ["us-east-1", "", ""]
