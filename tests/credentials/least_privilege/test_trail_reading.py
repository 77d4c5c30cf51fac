"""Reading of trail files: copies, the window, odd records and their places, and trails without any record."""

import json

import pytest

from dirsim.credentials.least_privilege.cloudtrail import ANY_FILE, read_trail
from dirsim.errors import InputError
from dirsim.parsing.folder_walk import LEFT_OUT

ROLE = "arn:aws:iam::111122223333:role/nightly"
DAY = 24 * 60


@pytest.fixture
def read(tmp_path):
    """A function: calls to the trail that is read from a file of them, as lines or as a list."""

    def save(*calls, lines=True, days=None):
        path = tmp_path / "trail.json"
        text = "\n".join(json.dumps(call) for call in calls) if lines else json.dumps({"Records": calls})
        path.write_text(text, encoding="utf-8")
        return read_trail([path], days=days)

    return save


def without(call, *names):
    """A call without some fields."""
    return {name: value for name, value in call.items() if name not in names}


def reasons(trail):
    """The reasons of skips with their counts."""
    return {reason: skip.count for (_, reason), skip in trail.skips.items()}


@pytest.mark.parametrize("lines", [True, False])
def test_records_without_an_id_are_compared_whole(event, read, lines):
    """Without an event id a record is a copy only if it is equal in every field."""
    call = without(event("ec2", "DescribeVpcs"), "eventID")
    other = call | {"sourceIPAddress": "203.0.113.9"}
    trail = read(other, call, call, lines=lines)
    assert (trail.ledger.events, trail.duplicates) == (2, 1)


@pytest.mark.parametrize(
    "changed",
    [
        {"eventTime": "2026-03-01T00:02:00Z"},
        {"eventName": "DescribeSubnets"},
        {"errorCode": "ThrottlingException"},
        {"userIdentity": {"type": "IAMUser", "arn": "arn:aws:iam::111122223333:user/ana"}},
        {"eventID": "another"},
    ],
)
def test_records_that_share_an_id_may_differ(event, read, changed):
    """Records with one id are copies only if time, operation, outcome and caller agree too."""
    call = event("ec2", "DescribeVpcs")
    trail = read(call, call | changed, call | {"userAgent": "another format"})
    assert (trail.ledger.events, trail.duplicates) == (2, 1)


def test_the_copies_of_an_action_across_accounts_are_one_call(event, read):
    """Each account gets a record with its own id; the id that they share makes them one call of the caller."""
    call = event("sts", "AssumeRole") | {"sharedEventID": "shared-1"}
    owner = call | {"eventID": "another", "recipientAccountId": "444455556666"}
    trail = read(call, owner, call | {"eventID": "third", "sharedEventID": "shared-2"})
    assert (trail.ledger.events, trail.duplicates) == (2, 1)


def test_a_copy_in_another_format_is_a_copy(event, read):
    """The same record with a time of another form, or with an empty error code, is counted once."""
    call = event("ec2", "DescribeVpcs")
    trail = read(call, call | {"eventTime": "2026-03-01 00:01:00"}, {"detail": call})
    assert (trail.ledger.events, trail.duplicates) == (1, 2)


@pytest.mark.parametrize(
    ("days", "operations"),
    [
        (None, {"DescribeVpcs", "DescribeSubnets", "DescribeImages"}),
        (9, {"DescribeVpcs", "DescribeSubnets", "DescribeImages"}),
        (8, {"DescribeSubnets", "DescribeImages"}),
        (1, {"DescribeSubnets", "DescribeImages"}),
        (0, {"DescribeImages"}),
        (10**9, {"DescribeVpcs", "DescribeSubnets", "DescribeImages"}),
    ],
)
@pytest.mark.parametrize("odd", [False, True])
def test_the_window_is_exact_to_the_second(event, read, days, operations, odd):
    """A window of days holds the records from that time before the last one on, also records of another shape."""
    calls = [
        event("ec2", "DescribeVpcs", None, 1),
        event("ec2", "DescribeSubnets", None, 8 * DAY + 1),
        event("ec2", "DescribeImages", None, 9 * DAY + 1),
    ]
    if odd:
        calls = [without(call, "eventTime") | {"@timestamp": call["eventTime"]} for call in calls]
    account = read(*calls, days=days).ledger.accounts[ROLE]
    assert {name.partition(":")[2] for name, _, _ in account.used} == operations


def test_a_window_without_any_time_is_everything(event, read):
    """Records without a time cannot start a window; they are counted as such."""
    trail = read(event("ec2", "DescribeVpcs") | {"eventTime": "soon"}, days=3)
    assert reasons(trail) == {"eventTime is in an unknown format": 1}


def test_records_before_the_window_are_records(event, read):
    """A trail whose window leaves something out is a trail: nothing is reported about what lies before."""
    trail = read(event("ec2", "DescribeVpcs", None, 1), event("ec2", "DescribeVpcs", None, 5 * DAY), days=1)
    assert (trail.ledger.events, trail.skips, trail.damaged) == (1, {}, set())


@pytest.mark.parametrize(
    ("change", "reason", "file"),
    [
        ({"insightType": "ApiCallRateInsight"}, "an Insights event, not a call", False),
        ({"insightDetails": {}, "eventTime": None}, "an Insights event, not a call", True),
        ({"digestStartTime": "x", "eventTime": None}, "a digest of other files, not an event", False),
        ({"digestS3Bucket": "x", "eventTime": None}, "a digest of other files, not an event", False),
        ({"eventName": None, "eventSource": "ec2.amazonaws.com"}, "not a CloudTrail event: eventSource or eventName is missing", True),
        ({"eventSource": 7}, "not a CloudTrail event: eventSource or eventName is missing", True),
        ({"userIdentity": {}}, "userIdentity is missing", True),
        ({"userIdentity": "x", "eventTime": None}, "userIdentity is missing", True),
        ({"eventTime": None}, "eventTime is missing", True),
        ({"eventTime": "soon"}, "eventTime is in an unknown format", True),
        ({"eventTime": None, "timestamp": "soon"}, "eventTime is in an unknown format", True),
        ({"eventTime": None, "@timestamp": []}, "eventTime is in an unknown format", True),
        ({"eventTime": None, "time": "soon"}, "eventTime is in an unknown format", True),
    ],
)  # fmt: skip
def test_a_record_that_lacks_something_is_counted(event, read, change, reason, file):
    """A record without an essential part is counted with its reason, and with its file unless it is not a fault."""
    good = event("ec2", "DescribeSubnets", None, 2)
    call = event("ec2", "DescribeVpcs", eventID="the-id") | change
    if "insightType" in change:
        call["eventTime"] = None
    trail = read(good, call)
    ((name, found),) = trail.skips
    skip = trail.skips[name, found]
    assert (found, skip.count) == (reason, 1)
    assert (name != ANY_FILE) is file
    assert skip.places == (["event the-id"] if file else [])
    assert trail.ledger.events == 1


def test_a_record_without_an_id_has_its_number(event, read):
    """The place of a record without an event id is its number in the file."""
    good = event("ec2", "DescribeVpcs")
    trail = read(good, without(good, "eventID", "userIdentity"), good | {"eventID": 5, "userIdentity": None})
    ((_, skip),) = trail.skips.items()
    assert (skip.count, skip.places) == (2, ["record 2", "record 3"])


def test_the_first_five_places_are_kept(event, read):
    """Of many records with one fault all are counted, and the places of the first five are kept."""
    calls = [
        event("ec2", "DescribeVpcs", None, number, eventID=f"e{number}") | {"eventTime": "soon"} for number in range(9)
    ]
    ((_, skip),) = read(event("ec2", "DescribeVpcs", None, 50), *calls).skips.items()
    assert (skip.count, skip.places) == (9, [f"event e{number}" for number in range(5)])


def test_a_broken_record_twice_is_a_copy(event, read):
    """A record that lacks something is counted once, however often it occurs."""
    broken = event("ec2", "DescribeVpcs", eventID="x") | {"eventTime": "soon"}
    trail = read(event("ec2", "DescribeVpcs", None, 2), broken, broken, broken | {"eventID": "y"})
    assert (reasons(trail), trail.duplicates) == ({"eventTime is in an unknown format": 2}, 1)


def test_what_is_not_a_record_is_counted_each_time(event, read):
    """Objects that are not events at all are not compared: each is counted."""
    trail = read(event("ec2", "DescribeVpcs"), {"hello": 1}, {"hello": 1})
    assert (list(reasons(trail).values()), trail.duplicates) == ([2], 0)


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        (False, {"ec2"}),
        ("false", {"ec2"}),
        ("FALSE", {"ec2"}),
        (True, set()),
        ("true", set()),
        ("no", set()),
        (0, set()),
    ],
)
def test_a_switch_may_be_text(event, read, value, seen):
    """Exports write true and false as text; any other value is unknown."""
    call = without(event("ec2", "DescribeVpcs"), "eventTime") | {
        "time": "2026-03-01T00:00:00Z",
        "managementEvent": value,
    }
    assert read(call).ledger.data == seen


def test_a_field_of_another_type_is_unknown(event, read):
    """A field that should be text and is not is ignored; the record is used for the rest."""
    odd = {"awsRegion": 7, "errorCode": {"a": 1}, "sourceIPAddress": [], "eventType": 3, "readOnly": "maybe"}
    trail = read(event("ec2", "DescribeVpcs") | odd)
    assert (trail.ledger.events, trail.ledger.regions, reasons(trail)) == (1, set(), {})
    assert list(trail.ledger.accounts[ROLE].used) == [("ec2:DescribeVpcs", (), "")]


def test_several_records_in_one_line_are_all_read(event, read):
    """A line that wraps several records gives each of them, and each copy once."""
    calls = [event("ec2", "DescribeVpcs", None, number) for number in range(3)]
    trail = read({"x": 1, "logEvents": [{"message": json.dumps(call)} for call in [*calls, calls[0]]]})
    assert (trail.ledger.events, trail.duplicates) == (3, 1)


def test_a_damaged_line_marks_its_file(event, tmp_path):
    """A line that is not JSON marks its file as damaged, with the number of the line."""
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(event("ec2", "DescribeVpcs")) + '\n{"a": oops}\n', encoding="utf-8")
    trail = read_trail([path])
    assert trail.damaged == {str(path)}
    assert {key: skip.places for key, skip in trail.skips.items()} == {(str(path), "not JSON"): ["record 2"]}


def test_names_that_are_not_trail_files_are_counted(event, tmp_path):
    """A file of a folder whose name is not a trail file's is counted by its name; hidden files are read."""
    for name in ("a.json", "notes.md", ".hidden.json"):
        (tmp_path / name).write_text(json.dumps(event("ec2", "DescribeVpcs")), encoding="utf-8")
    trail = read_trail([tmp_path])
    assert (trail.files, trail.ledger.events) == (2, 1)
    assert list(trail.skips) == [(str(tmp_path / "notes.md"), LEFT_OUT)]


def problems(*paths):
    """The problems with trails that contain no record, as file name and message."""
    with pytest.raises(InputError) as caught:
        read_trail(paths)
    return [(problem.file.rpartition("/")[2], problem.message) for problem in caught.value.problems]


def test_without_a_record_each_file_has_its_reason(tmp_path):
    """If no file has a record, each is named with its reason and the place of its first fault."""
    for name, text in {"a.json": "", "b.json": "hello", "c.json": '{"Records": []}', "d.jsonl": '{"a": 1}'}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert problems(tmp_path) == [
        ("b.json", "not a JSON object (record 1)"),
        ("d.jsonl", "not a CloudTrail event: eventSource or eventName is missing (record 1)"),
        ("a.json", "the file contains no record"),
        ("c.json", "the file contains no record"),
    ]


def test_an_empty_folder_is_bad_input(tmp_path):
    """A folder without any file is reported with the names that trail files have."""
    with pytest.raises(InputError) as caught:
        read_trail([tmp_path])
    (problem,) = caught.value.problems
    assert (problem.message, problem.hint) == ("no trail file found", "files end in .json, .json.gz or .jsonl")


def test_a_record_with_faults_alone_is_a_record(event, read):
    """A trail whose only record lacks its identity is a trail: the record is counted with its reason."""
    assert reasons(read(event("ec2", "DescribeVpcs") | {"userIdentity": None})) == {"userIdentity is missing": 1}


def test_service_events_need_no_identity(event, read):
    """An event of a service itself names no caller, and is counted as what it is."""
    call = event("kms", "RotateKey") | {"userIdentity": None, "eventType": "AwsServiceEvent"}
    trail = read(call, event("ec2", "DescribeVpcs", None, 2))
    assert reasons(trail) == {"a service event, not a call by a principal": 1}


@pytest.mark.parametrize("lines", [True, False])
def test_a_whole_trail_twice_counts_once(event, read, lines):
    """A trail that is given twice has the counts of one, in whichever form its records come."""
    calls = [event("ec2", "DescribeVpcs", {"n": "x" * number}, number) for number in range(50)]
    trail = read(*calls, *calls, lines=lines)
    assert (trail.ledger.events, trail.duplicates) == (50, 50)


@pytest.mark.parametrize("time", ["9999-12-31T23:59:59Z", "2101-01-01T00:00:00+00:00", 4_200_000_000_000])
def test_a_record_beyond_the_last_year_moves_no_window(event, read, time):
    """A record after the last year of a date is skipped and listed; the window is counted from the last of the others."""
    calls = [event("ec2", "DescribeVpcs") | {"eventTime": time, "eventID": "far"}, event("ec2", "DescribeSubnets")]
    trail = read(*calls, days=30)
    assert trail.ledger.events == 1
    assert reasons(trail) == {"eventTime is after the year 2100": 1}
