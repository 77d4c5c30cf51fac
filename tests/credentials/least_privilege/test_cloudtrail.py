"""Reading trails: shapes, damage, times, and what is counted."""

import gzip
import itertools
import json
import random
from hashlib import sha256

import pytest

from dirsim.credentials.least_privilege import trail_split
from dirsim.credentials.least_privilege.cloudtrail import read_trail
from dirsim.credentials.least_privilege.from_trails import least_privilege_of
from dirsim.credentials.least_privilege.trail_shapes import utc
from dirsim.credentials.policy.known import action
from dirsim.errors import InputError

ROLE = "arn:aws:iam::111122223333:role/nightly"


@pytest.fixture
def calls(event):
    """A handful of different calls."""
    return [
        event("ec2", "DescribeVpcs", {}, 1),
        event("s3", "GetObject", {"bucketName": "b", "key": "k", "list": [{"a": 1}, {"b": "}, {"}]}, 2),
        event("dynamodb", "Query", {"tableName": "t"}, 3, role="other"),
        event("signin", "ConsoleLogin", None, 4),
        event("ec2", "MakeCoffee", None, 5),
        event("iam", "CreateUser", {"userName": "ü"}, 6, errorCode="AccessDenied"),
    ]


def shapes(calls):
    """The same calls in many shapes, by file name."""
    lines = "\n".join(json.dumps(call) for call in calls)
    envelope = json.dumps({"Records": calls})
    odd = [
        {key: value for key, value in call.items() if key != "eventTime"} | {"@timestamp": call["eventTime"]}
        for call in calls
    ]
    flat = [
        {key: json.dumps(value) if isinstance(value, dict) else value for key, value in call.items()} for call in calls
    ]
    return {
        "envelope.json": envelope.encode(),
        "pretty.json": json.dumps({"Records": calls}, indent=2).encode(),
        "lines.jsonl": lines.encode(),
        "list.json": json.dumps(calls).encode(),
        "zipped.json.gz": gzip.compress(envelope.encode()),
        "twice.json": (envelope + "\n" + envelope).encode(),
        "documents.json": "\n".join(json.dumps(call, indent=1) for call in calls).encode(),
        "lookup.json": json.dumps(
            {"Events": [{"EventId": "x", "CloudTrailEvent": json.dumps(call)} for call in calls]}
        ).encode(),
        "bus.jsonl": "\n".join(json.dumps({"detail-type": "x", "detail": call}) for call in calls).encode(),
        "logstash.jsonl": "\n".join(json.dumps(call) for call in odd).encode(),
        "flat.jsonl": "\n".join(json.dumps(call) for call in flat).encode(),
        "athena.jsonl": "\n".join(
            json.dumps({key.lower(): value for key, value in call.items()}) for call in calls
        ).encode(),
        "wide.json": envelope.encode("utf-16"),
        "marked.json": b"\xef\xbb\xbf" + envelope.encode(),
        "with-more.json": json.dumps({"Records": calls, "NextToken": "abc"}).encode(),
    }


def test_every_shape_gives_the_same_answer(calls, tmp_path):
    """Order, shape, compression, encoding and repetition of records do not change one byte of the answer."""
    shuffled = calls[:]
    random.Random(7).shuffle(shuffled)  # noqa: S311 -- no secret depends on it
    answers = {}
    for name, content in shapes(shuffled).items():
        (tmp_path / name).write_bytes(content)
        answers[name] = json.dumps(least_privilege_of([tmp_path / name]).to_dict())
    for number, call in enumerate(calls):
        (tmp_path / "split").mkdir(exist_ok=True)
        (tmp_path / "split" / f"{number}.json.gz").write_bytes(gzip.compress(json.dumps({"Records": [call]}).encode()))
    answers["split"] = json.dumps(least_privilege_of([tmp_path / "split", tmp_path / "split" / "0.json.gz"]).to_dict())
    assert {name for name, answer in answers.items() if answer != answers["envelope.json"]} == set()


def test_skipped_records_are_counted(calls, trail):
    """Each record is used or counted with its reason."""
    answer = least_privilege_of([trail(calls)])
    assert {entry.reason: entry.count for entry in answer.skipped} == {
        "a sign-in, which policies do not control": 1,
        "no IAM action matches the operation": 1,
    }


def test_broken_records_are_counted_with_their_place(event, trail):
    """Records without identity or time, and entries that are none, are counted with reason and place."""
    whole = event("ec2", "DescribeVpcs", None, 1)
    no_one = {key: value for key, value in event("ec2", "DescribeVpcs", None, 2).items() if key != "userIdentity"}
    no_time = {key: value for key, value in event("ec2", "DescribeVpcs", None, 3).items() if key != "eventTime"}
    nulls = event("s3", "GetObject", None, 4, userIdentity=None)
    found = least_privilege_of([trail([no_one, no_time, nulls, None, whole, "x"])])
    assert [(entry.reason, entry.count) for entry in found.skipped] == [
        ("eventTime is missing", 1), ("not a JSON object", 2), ("userIdentity is missing", 2),
    ]  # fmt: skip
    assert found.skipped[0].places == ("event 00000000-0000-4000-8000-000000000003",)
    assert found.skipped[1].places == ("record 4", "record 6")
    assert found.status == "partial"


def test_nulls_where_objects_belong(event, trail):
    """A record whose parts are null or of another type is used for what it does say."""
    odd = event("s3", "ListBuckets", None, 1, requestParameters="x", responseElements=7, resources=None, awsRegion=None)
    assert least_privilege_of([trail([odd])]).proposals[ROLE].actions == ("s3:ListAllMyBuckets",)


def test_a_cut_gzip_gives_what_it_holds(event, tmp_path):
    """What a truncated file holds is used, and the damage is told."""
    lines = b"\n".join(
        json.dumps(event("ec2", "DescribeVpcs", {"n": sha256(bytes([n % 256, n // 256])).hexdigest()}, n)).encode()
        for n in range(500)
    )
    path = tmp_path / "cut.jsonl.gz"
    path.write_bytes(gzip.compress(lines)[:-2000])
    answer = least_privilege_of([path])
    assert answer.proposals[ROLE].actions == ("ec2:DescribeVpcs",)
    assert any("truncated" in entry.reason for entry in answer.skipped)
    assert answer.status == "partial"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.json", b"", "no record"),
        ("none.json", b'{"Records": []}', "no record"),
        ("text.json", b"hello", "not a JSON object"),
        ("cut.json.gz", gzip.compress(b"{}", mtime=0)[:5], "truncated"),
        ("deep.json", b"[" * 100_000, "JSON"),
    ],
)
def test_no_record_is_an_error(tmp_path, name, content, said):
    """A trail without a single record is bad input, and the message names the file and the reason."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=said) as caught:
        read_trail([path])
    assert caught.value.problems[0].file == str(path)


def test_a_missing_file_is_an_error(tmp_path):
    """A path that does not exist is bad input."""
    with pytest.raises(InputError, match="file or folder not found"):
        read_trail([tmp_path / "none.json"])


def test_an_endless_line_is_refused_with_its_size(tmp_path, monkeypatch, event):
    """A line longer than a record may be is not loaded; its size is told, and the next line is read."""
    monkeypatch.setattr(trail_split, "RECORD_LIMIT", 1 << 20)
    path = tmp_path / "long.jsonl"
    path.write_bytes(b'{"a": "' + b"x" * (5 << 20) + b'"}\n' + json.dumps(event("ec2", "DescribeVpcs")).encode())
    trail = read_trail([path])
    assert trail.ledger.events == 1
    assert [reason for _, reason in trail.skips] == ["a line of 5.0 MiB; the limit for a record is 1.0 MiB"]


@pytest.mark.parametrize(
    "time",
    [
        "2024-08-02T08:23:24Z", "2024-08-02T08:23:24.123456789Z", "2024-08-02T10:23:24+02:00", "2024-08-02 08:23:24",
        1722587004, 1722587004000, "1722587004.5", "02/Aug/2024:08:23:24 +0000", "Fri, 02 Aug 2024 08:23:24 GMT",
        "Aug 2, 2024, 8:23:24 AM",
    ],
)  # fmt: skip
def test_times_are_understood(time):
    """A time is the same time in every form that programs write."""
    assert utc(time) == "2024-08-02T08:23:24Z"


@pytest.mark.parametrize("time", ["yesterday", "", None, True, [], "2024-13-02T08:23:24Z"])
def test_no_time_is_guessed(time):
    """What is no time is not taken for one."""
    assert utc(time) == ""


def test_the_window_ends_with_the_trail(event, trail):
    """``days`` counts from the last record, not from today."""
    day = 24 * 60
    path = trail(
        [
            event("ec2", "DescribeVpcs", None, 1),
            event("ec2", "DescribeSubnets", None, 9 * day),
            event("ec2", "DescribeImages", None, 10 * day),
        ]
    )
    assert least_privilege_of([path], days=5).proposals[ROLE].actions == ("ec2:DescribeImages", "ec2:DescribeSubnets")


def test_large_lists_are_read_in_blocks(event, trail, monkeypatch):
    """A list of many records with changing first keys gives every one of them."""
    monkeypatch.setattr(trail_split, "_BLOCK", 4096)
    calls = [event("ec2", "DescribeVpcs", {"items": [{"a": n}, {"b": n}]}, n) for n in range(300)]
    turned = [dict(reversed(call.items())) if number % 3 else call for number, call in enumerate(calls)]
    assert read_trail([trail(turned)]).ledger.events == 300


SERVICES = ("ec2", "s3", "iam", "dynamodb", "lambda", "sqs", "sns", "kms", "logs", "sts", "rds", "secretsmanager")
VERBS = ("Describe", "List", "Get", "Create", "Delete", "Update", "Put", "Make")
NOUNS = ("Instances", "Buckets", "Object", "Users", "Role", "Table", "Function", "Queues", "Key", "Secret", "Coffee")


def test_every_record_of_a_long_trail_is_accounted_for(event, trail):
    """Each of 1,056 records is used, a copy, or counted with its reason; nothing that does not exist is granted."""
    names = itertools.product(SERVICES, VERBS, NOUNS)
    calls = [event(service, verb + noun, None, number) for number, (service, verb, noun) in enumerate(names)]
    path = trail([*calls, *calls[:100]])
    read = read_trail([path])
    assert read.ledger.events + read.duplicates == 1156
    assert read.duplicates == 100
    answer = least_privilege_of([path])
    used = read.ledger.events - sum(entry.count for entry in read.ledger.skipped.values())
    assert 20 < used < 500
    granted = {name for proposal in answer.proposals.values() for name in proposal.actions}
    assert {"ec2:DescribeInstances", "iam:ListUsers", "sqs:ListQueues", "kms:CreateKey"} <= granted
    assert {name for name in granted if action(name) is None} == set()
