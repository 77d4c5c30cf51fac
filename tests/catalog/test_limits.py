import pytest

from dirsim.catalog.limits import COUNTED_KEYS, GROUPS, LIMITS, amount, limits_table, within


def test_each_limit_says_what_to_do():
    """A limit has a positive amount, a unit, an input and advice, and its name is used once."""
    assert len(LIMITS) == sum(len(group) for group in GROUPS.values())
    for limit in LIMITS.values():
        assert limit.most > 0
        assert limit.unit
        assert limit.of
        assert limit.advice


def test_a_key_has_one_limit():
    """No key of the files is limited twice."""
    keys = [key for limit in LIMITS.values() for key in limit.keys]
    assert sorted(keys) == sorted(COUNTED_KEYS)


@pytest.mark.parametrize(
    ("count", "unit", "text"),
    [
        (5, "domains", "5 domains"),
        (10**9, "domains", "1,000,000,000 domains"),
        (10**40, "domains", "about 10^40 domains"),
        (4 * 1024**2, "bytes", "4 MiB"),
        (2 * 1024**3, "bytes", "2 GiB"),
    ],
)
def test_an_amount_is_readable(count, unit, text):
    """Amounts are written with separators, bytes in MiB or GiB, very long numbers by their magnitude."""
    assert amount(count, unit) == text


def test_an_option_beyond_its_limit_is_named():
    """The problem of an option names it, the limit and the remedy; within the limit there is none."""
    assert within("days", 366, "--days") == ""
    assert within("days", 10**30, "--days") == (
        "--days: about 10^30 days; the limit is 366 days (simulate a year, with other seeds)"
    )


def test_the_documented_table_has_every_limit():
    """Each limit has one row in the documentation."""
    rows = [line for line in limits_table() if line.startswith("| ") and not line.startswith("| Limit")]
    assert len(rows) == len(LIMITS) + len(GROUPS)
