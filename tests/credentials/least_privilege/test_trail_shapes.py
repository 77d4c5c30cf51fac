"""Times and names of records from other programs: every written form of an instant is that instant in UTC."""

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dirsim.credentials.least_privilege.trail_shapes import exact, is_beyond, shapes, time_of, utc

MOMENTS = st.datetimes(datetime(1975, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001 -- Hypothesis adds the zone
    lambda moment: moment.replace(microsecond=0)
)
FORMS = {
    "iso": lambda moment: moment.isoformat(),
    "iso with Z": lambda moment: f"{moment:%Y-%m-%dT%H:%M:%SZ}",
    "iso without zone": lambda moment: f"{moment:%Y-%m-%d %H:%M:%S}",
    "iso with fraction": lambda moment: f"{moment:%Y-%m-%dT%H:%M:%S}.123456789Z",
    "another zone": lambda moment: moment.astimezone(timezone(timedelta(hours=5, minutes=30))).isoformat(),
    "mail": format_datetime,
    "web server": lambda moment: f"{moment:%d/%b/%Y:%H:%M:%S +0000}",
    "console": lambda moment: f"{moment:%b %d, %Y, %I:%M:%S %p}",
    "console without comma": lambda moment: f"{moment:%b %d, %Y %I:%M:%S %p}",
    "slashes": lambda moment: f"{moment:%Y/%m/%d %H:%M:%S}",
    "american": lambda moment: f"{moment:%m/%d/%Y %H:%M:%S}",
    "compact": lambda moment: f"{moment:%Y%m%dT%H%M%SZ}",
    "seconds": lambda moment: int(moment.timestamp()),
    "seconds as text": lambda moment: str(int(moment.timestamp())),
    "seconds with fraction": lambda moment: moment.timestamp() + 0.25,
    "milliseconds": lambda moment: int(moment.timestamp()) * 1000,
}


@pytest.mark.parametrize("form", FORMS)
@given(moment=MOMENTS)
def test_each_form_is_the_same_instant(form, moment):
    """Every form in which programs write an instant is read as that instant in UTC, to the second."""
    assert utc(FORMS[form](moment)) == f"{moment:%Y-%m-%dT%H:%M:%SZ}"


@given(MOMENTS)
def test_what_is_understood_is_in_cloudtrails_form(moment):
    """The form of the answer is CloudTrail's own up to the last year of a date, and reading it again changes nothing."""
    found = utc(moment.isoformat())
    assert exact(found) == (found[:4] <= "2100")
    assert (time_of({"eventTime": found}) == found) == (not is_beyond({"eventTime": found})) == exact(found)
    assert utc(found) == found
    assert not exact(found[:-1])
    assert not exact(f"{found}0")


@pytest.mark.parametrize(
    "text", ["0001-01-01T00:00:00Z", "0999-12-31T23:59:59Z", "1000-01-01T00:00:00Z", "9999-12-31T23:59:59Z"]
)
def test_a_year_has_four_digits(text):
    """Years before 1000 keep their zeros, so that times compare as text."""
    assert utc(text) == text


@pytest.mark.parametrize("text", ["2024-02-30T00:00:00Z", "2024-08-02T24:61:00Z", "2024-08-02", "20240802T082324Z"])
def test_other_forms_are_not_cloudtrails(text):
    """A date that does not exist, or a time in another form, is not in CloudTrail's form."""
    assert not exact(text)


def test_the_first_time_that_is_understood_counts():
    """Of several fields the first with an understood time is the record's time; the others are passed over."""
    record = {"time": "2024-01-03T00:00:00Z", "@timestamp": "2024-01-02T00:00:00Z", "eventTime": "2024-01-01T00:00:00Z"}
    assert time_of(record) == "2024-01-01T00:00:00Z"
    assert time_of(record | {"eventTime": None}) == "2024-01-02T00:00:00Z"
    assert time_of(record | {"eventTime": "soon", "@timestamp": ""}) == "2024-01-03T00:00:00Z"
    assert time_of({}) == ""


NAMES = "eventTime eventSource eventName eventID awsRegion errorCode errorMessage sourceIPAddress userAgent recipientAccountId".split()


@pytest.mark.parametrize("name", NAMES)
def test_capitals_and_underscores_do_not_count(name):
    """A field is known in lower case, in capitals and with underscores between its words."""
    snake = "".join(
        f"_{sign.lower()}" if sign.isupper() and not name[place - 1].isupper() else sign.lower()
        for place, sign in enumerate(name)
    )
    snake = {"source_ipaddress": "source_ip_address"}.get(snake, snake)
    for written in (name, name.lower(), name.upper(), snake):
        (record,) = shapes({written: "x", "eventName": "n"} if name != "eventName" else {written: "x"})
        assert record[name] == "x"


@given(st.recursive(st.none() | st.integers() | st.text('{}[]":, a', max_size=6), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["Records", "detail", "message", "eventName", "aws.x", "a"]), inner, max_size=3), max_leaves=8))  # fmt: skip
def test_any_value_is_opened(value):
    """Whatever a line holds, it gives records that are objects, or none."""
    assert all(isinstance(record, dict) for record in shapes(value))


def test_wrapping_has_a_limit():
    """A record within a few wrappings is found; one that is wrapped over and over is not followed for ever."""
    record = {"eventName": "A", "eventSource": "b"}
    wrapped = record
    for _ in range(4):
        wrapped = {"Records": [wrapped]}
    assert list(shapes(wrapped)) == [record]
    assert list(shapes({"Records": [wrapped]})) == []
