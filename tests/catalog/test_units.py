"""Durations and times of day."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dirsim.catalog.units import duration_text, hours, instant, minutes, seconds


@pytest.mark.parametrize(
    ("text", "value"),
    [("30ms", 0.03), ("15s", 15), ("90m", 5400), ("4h", 14400), ("7d", 604800), ("1 hour", 3600), ("2 weeks", 1209600)],
)
def test_durations_are_seconds(text, value):
    """A duration is read as seconds, whatever its unit."""
    assert seconds(text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["", "4", "h", "-4h", "4hh", "four hours", "1,5h"])
def test_other_texts_are_no_durations(text):
    """A text without a number and a known unit is refused."""
    with pytest.raises(ValueError, match="not a duration"):
        seconds(text)


@given(st.integers(1, 10**6))
def test_whole_seconds_are_written_and_read_back(value):
    """A duration of whole seconds reads back as it was written."""
    assert seconds(duration_text(float(value))) == value


@pytest.mark.parametrize(("text", "value"), [("11:00", 39600), ("9:30:15", 34215), ("2h", 7200), ("00:00", 0)])
def test_instants_are_times_or_offsets(text, value):
    """An instant is a time of day or an offset from the scenario's start."""
    assert instant(text) == value


def test_a_day_has_24_hours():
    """A time past 23:59 is refused."""
    with pytest.raises(ValueError, match="not a duration"):
        instant("24:00")


def test_hours_and_minutes_agree():
    """Sixty minutes are one hour."""
    assert minutes(60) == hours(1) == 3600
