"""Patterns of names that change: learnt from shapes, kept where names are few and recur."""

import random
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dirsim.credentials.least_privilege.name_patterns import patterns
from dirsim.credentials.policy.wildcard import matches

DAYS = [(date(2026, 9, 20) + timedelta(days=day)).isoformat() for day in range(30)]
S3 = "arn:aws:s3:::b/"


def learnt(names):
    """The resources for names with their days."""
    return [entry.resource for entry in patterns({f"{S3}{name}": days for name, days in names.items()})]


@pytest.mark.parametrize(
    ("form", "pattern"),
    [
        ("orders/{d:%Y/%m/%d}/orders.json", "orders/????/??/??/orders.json"),
        ("year={d:%Y}/month={d:%m}/day={d:%d}/x.csv", "year=????/month=??/day=??/x.csv"),
        ("dump-{d:%Y%m%d}T031500Z.gz", "dump-????????T??????Z.gz"),
        ("{d:%d.%m.%Y}/report.pdf", "??.??.????/report.pdf"),
        ("weekly/{d:%G-W%V}.csv", "weekly/????-W??.csv"),
        ("log/{d:%Y-%m-%d}-13.gz", "log/????-??-??-??.gz"),
    ],
)
def test_a_date_that_follows_the_clock_becomes_a_pattern(form, pattern):
    """A date near the day of its use is from the clock, even in one name; its digits may be any, the rest stays."""
    days = {form.format(d=date.fromisoformat(day)): [day] for day in DAYS}
    assert learnt(days) == [S3 + pattern]
    assert learnt(dict([next(iter(days.items()))])) == [S3 + pattern]


def test_a_month_that_is_used_while_it_lasts_follows_the_clock():
    """The file of a month is used all month, and the next month has another."""
    assert learnt({"sum/2026-10.csv": [day for day in DAYS if day.startswith("2026-10")]}) == [f"{S3}sum/????-??.csv"]


@pytest.mark.parametrize("name", ["schema-2019-01-01.json", "release-2026-09-20.zip", "v2/app.json", "part-0.csv"])
def test_names_that_recur_are_kept(name):
    """A name that is used on most days is kept as recorded, whatever it looks like."""
    assert learnt({name: DAYS}) == [S3 + name]


def test_few_shards_are_kept_under_a_changing_day():
    """The day changes and the ten shards do not: each is named."""
    names = {f"{day}/part-{shard}.csv": [day] for day in DAYS for shard in range(4)}
    assert learnt(names) == [f"{S3}????-??-??/part-{shard}.csv" for shard in range(4)]


def test_machine_ids_become_wildcards():
    """UUIDs, digests and counters that are used once each are drawn anew."""
    draw = random.Random(5)  # noqa: S311 -- no secret depends on it
    uuids = {f"up/{UUID(int=draw.getrandbits(128))}/a.jpg": [day] for day in DAYS}
    digests = {f"obj/{draw.getrandbits(160):040x}.zip": [day] for day in DAYS}
    counters = {f"build/{980 + place}/app.zip": [day] for place, day in enumerate(DAYS)}
    assert learnt({**uuids, **digests, **counters}) == [f"{S3}build/*/app.zip", f"{S3}obj/*.zip", f"{S3}up/*/a.jpg"]


def test_a_burst_on_one_day_widens_nothing():
    """Many names in one hour, as an intruder leaves them, do not show that names change over time."""
    names = {f"secret-{number}.txt": [DAYS[7]] for number in range(30)}
    assert learnt(names) == sorted(S3 + name for name in names)


def test_one_new_name_among_names_that_recur_widens_nothing():
    """A single read of another name does not open the names beside it."""
    names = {f"conf/{word}.json": DAYS for word in ("a", "b", "c", "d", "e")} | {"conf/payroll.json": [DAYS[25]]}
    assert learnt(names) == sorted(S3 + name for name in names)


def test_customers_that_arrive_become_a_wildcard_and_the_others_do_not():
    """Words below one prefix become a wildcard only if new ones keep coming."""
    words = "acme globex initech umbrella hooli stark wayne wonka duff tyrell".split()
    arriving = {f"customers/{word}/profile.json": DAYS[3 * place :] for place, word in enumerate(words)}
    assert learnt(arriving) == [f"{S3}customers/*/profile.json"]
    known = {f"customers/{word}/profile.json": DAYS[place % 3 :: 3] for place, word in enumerate(words)}
    assert learnt(known) == sorted(S3 + name for name in known)


def test_log_streams_are_scoped_by_their_group():
    """The next stream has another name; the group is kept."""
    group = "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/f"
    (entry,) = patterns({f"{group}:log-stream:2026/10/01/[$LATEST]0123456789abcdef0123456789abcdef": [DAYS[0]]})
    assert (entry.resource, bool(entry.because)) == (f"{group}:log-stream:*", True)


@pytest.mark.parametrize("form", ["arn:aws:kms:eu-west-1:111122223333:key/{}", "arn:aws:iam::111122223333:role/run-{}"])
def test_keys_and_roles_are_never_widened(form):
    """A wildcard over keys or roles hands over the power of others; each is named."""
    draw = random.Random(9)  # noqa: S311 -- as above
    names = {form.format(UUID(int=draw.getrandbits(128))): [day] for day in DAYS}
    assert [entry.resource for entry in patterns(names)] == sorted(names)


def test_names_with_an_unknown_end_are_learnt_from_too():
    """The id of a stack is not in the request: the stacks of pull requests, each made once, become one pattern."""
    start = "arn:aws:cloudformation:eu-west-1:111122223333:stack"
    names = {f"{start}/pr-{500 + place}/*": [day] for place, day in enumerate(DAYS)}
    assert [entry.resource for entry in patterns(names)] == [f"{start}/pr-*/*"]
    assert [entry.resource for entry in patterns({f"{start}/*": DAYS[:1]})] == [f"{start}/*"]


def test_a_common_end_is_kept_from_its_separator():
    """Of addresses of one domain the domain stays, and the part before it changes."""
    names = {f"home/{word}@corp.example/notes.txt": [day] for word, day in zip("abcdefgh", DAYS[::3], strict=False)}
    assert learnt(names) == [f"{S3}home/*@corp.example/notes.txt"]


def test_a_widening_says_what_it_rests_on():
    """The evidence of a pattern: how many names, on how many days, the first of them, and the reason."""
    (entry,) = patterns({f"{S3}{day}.csv": [day] for day in DAYS})
    assert entry.to_dict() == {
        "to": f"{S3}????-??-??.csv",
        "names": 30,
        "days": 30,
        "examples": [f"{S3}{day}.csv" for day in DAYS[:3]],
        "because": "30 names on 30 days: the date in the name is the date of its use",
    }


NAMES = st.lists(
    st.sampled_from(
        ["a", "b", "acme", "2026", "10", "07", "x-1", "x-2", "0123456789abcdef01", "part.csv", "${*}", "é"]
    ),
    min_size=1,
    max_size=5,
).map("/".join)


@given(names=st.dictionaries(NAMES, st.lists(st.sampled_from(DAYS), max_size=4), max_size=20))
def test_every_recorded_name_is_covered(names):
    """Whatever was recorded, the resources cover every name, and the order of the names does not matter."""
    given_ = {f"{S3}{name}": days for name, days in names.items()}
    made = patterns(given_)
    for entry in made:
        assert all(matches(entry.resource, name.replace("${*}", "*")) for name in entry.names)
    assert {name for entry in made for name in entry.names} == set(given_)
    assert patterns(dict(reversed(given_.items()))) == made
