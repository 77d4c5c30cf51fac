"""Whole trails: what is counted, joined, left out and not observable, and the bytes that records stand in."""

import json

import pytest

from dirsim.credentials.least_privilege import trail_split
from dirsim.credentials.least_privilege.cloudtrail import read_trail
from dirsim.credentials.least_privilege.from_trails import least_privilege_of
from dirsim.credentials.least_privilege.least_privilege_page import least_privilege_page
from dirsim.credentials.least_privilege.ledger import Account, Evidence, Used
from dirsim.credentials.least_privilege.principal import Kind, TrailPrincipal
from dirsim.credentials.least_privilege.trail_split import split
from dirsim.credentials.least_privilege.used_names import RESOURCES_KEPT
from dirsim.errors import InputError
from dirsim.pages.text import text

ROLE = "arn:aws:iam::111122223333:role/nightly"
DAY = 24 * 60


def trails(event):
    """Trails by name, each with the window in days that is asked for."""
    data = {"eventCategory": "Data", "managementEvent": False}
    bucket = {"bucketName": "b", "key": "k"}
    cached = {"invokedBy": "s3.amazonaws.com"}
    return {
        "one call": ([event("ec2", "DescribeVpcs")], None),
        "data event": ([event("s3", "GetObject", bucket, **data)], None),
        "data by category alone": ([event("s3", "GetObject", bucket, eventCategory="Data")], None),
        "data by management alone": ([event("s3", "GetObject", bucket, managementEvent=False)], None),
        "several services without data events": ([event(service, name, {}, n) for n, (service, name) in enumerate((("lambda", "ListFunctions"), ("dynamodb", "ListTables"), ("sqs", "ListQueues"), ("sns", "ListTopics"), ("kinesis", "ListStreams")))], None),
        "silent rights": ([event("logs", "CreateLogStream", {"logGroupName": "g", "logStreamName": "s"}, 1), event("logs", "CreateLogGroup", {"logGroupName": "g"}, 2), event("ssm", "UpdateInstanceInformation", {}, 3), event("ecr", "GetAuthorizationToken", {}, 4)], None),
        "unknown operations": ([event("ec2", "MakeCoffee", None, n) for n in range(3)], None),
        "denied": ([event("s3", "GetObject", bucket, n, errorCode="AccessDenied") for n in range(2)] + [event("ec2", "RunInstances", {}, 5, errorCode="Client.UnauthorizedOperation", errorMessage="not authorized to perform: ec2:RunInstances on resource: arn:aws:ec2:eu-west-1:1:instance/*")], None),
        "failed otherwise": ([event("s3", "GetObject", bucket, errorCode="NoSuchKey")], None),
        "not recognised": ([event("s3", "GetObject", bucket, n, errorCode=code) for n, code in enumerate(("InvalidClientTokenId", "SignatureDoesNotMatch", "ExpiredToken", "AuthFailure"))], None),
        "days missing": ([event("ec2", "DescribeVpcs", None, 1), event("ec2", "DescribeVpcs", None, 3 * DAY)], None),
        "many days missing": ([event("ec2", "DescribeVpcs", None, 1), event("ec2", "DescribeVpcs", None, 14 * DAY)], None),
        "window longer than the trail": ([event("ec2", "DescribeVpcs", None, 1)], 30),
        "window as long as the trail": ([event("ec2", "DescribeVpcs", None, 1), event("ec2", "DescribeVpcs", None, DAY)], 2),
        "window shorter than the trail": ([event("ec2", "DescribeVpcs", None, 1), event("ec2", "DescribeSubnets", None, 5 * DAY)], 2),
        "through a service": ([event("kms", "Decrypt", {"keyId": "k"}, n, userIdentity=event("kms", "x")["userIdentity"] | cached) for n in range(2)], None),
        "another region": ([event("ec2", "DeleteVpc", {"vpcId": "vpc-0123456789abcdef0"}, 1), event("sns", "Publish", {"topicArn": "arn:aws:sns:us-west-2:111122223333:t"}, 2)], None),
        "service events": ([event("ec2", "DescribeVpcs", eventType=kind, number=n) for n, kind in enumerate(("AwsServiceEvent", "AwsConsoleAction", "AwsVpceEvent", "AwsCloudTrailInsight", "AwsApiCall"))], None),
        "insight by category": ([event("ec2", "DescribeVpcs", eventCategory="Insight")], None),
        "taken roles": ([event("sts", "AssumeRole", {"roleArn": f"arn:aws:iam::111122223333:role/{name}", "roleSessionName": "s"}, n) for n, name in enumerate(("other", "other", "nightly"))], None),
        "role not taken": ([event("sts", "AssumeRole", {"roleArn": "arn:aws:iam::111122223333:role/other"}, errorCode="AccessDenied")], None),
        "role of another account": ([event("sts", "AssumeRole", {"roleArn": "arn:aws:iam::444455556666:role/other"})], None),
        "one role, two names": ([event("ec2", "DescribeVpcs", None, 1), event("s3", "ListBuckets", None, 2, userIdentity={"type": "AssumedRole", "arn": "arn:aws:sts::111122223333:assumed-role/nightly/x", "accountId": "111122223333"})], None),
        "many objects": ([event("s3", "GetObject", {"bucketName": "b", "key": f"k{n:03}"}, n) for n in range(RESOURCES_KEPT + 1)], None),
        "as many objects as are kept": ([event("s3", "GetObject", {"bucketName": "b", "key": f"k{n:03}"}, n) for n in range(RESOURCES_KEPT)], None),
        "odd records": ([{"eventName": 7, "eventSource": "x"}, {"insightType": "x"}, {"insightDetails": {}}, {"digestEndTime": "x", "logFiles": []}, event("ec2", "DescribeVpcs") | {"eventTime": "soon"}, event("ec2", "DescribeVpcs") | {"eventTime": None}, event("ec2", "DescribeVpcs", None, 7) | {"readOnly": "TRUE", "managementEvent": "maybe", "awsRegion": 7}], None),
    }  # fmt: skip


NAMES = (
    """
one call|data event|data by category alone|data by management alone|several services without data events|silent rights
unknown operations|denied|failed otherwise|not recognised|days missing|many days missing|window longer than the trail
window as long as the trail|window shorter than the trail|through a service|another region|service events
insight by category|taken roles|role not taken|role of another account|one role, two names|many objects
as many objects as are kept|odd records
""".strip()
    .replace("\n", "|")
    .split("|")
)


@pytest.mark.parametrize("name", NAMES)
def test_whole_answers(name, event, trail, reviewed):
    """The whole answer of a small trail: policies, evidence, what is refused, inferred, skipped and not observable."""
    calls, days = trails(event)[name]
    path = trail(calls)
    lines = json.dumps(least_privilege_of([path], days=days).to_dict(), indent=1).replace(str(path), "trail.json")
    reviewed(f"trail_{name}".replace(" ", "-").replace(",", ""), lines.splitlines())


def test_every_trail_has_its_answer(event):
    """Each small trail is asked about."""
    assert list(trails(event)) == NAMES


def test_the_page_of_a_trail(event, trail, reviewed):
    """The page names each principal with its rights, what was refused, what cannot be seen and what proves nothing."""
    made = trails(event)
    calls = [
        call
        for name in ("silent rights", "denied", "many objects", "unknown operations", "taken roles")
        for call in made[name][0]
    ]
    users = [event("iam", "CreateUser", {"userName": "u"}, 900 + n, userIdentity=identity) for n, identity in enumerate(({"type": "Root", "accountId": "111122223333"}, {"type": "Martian"}))]  # fmt: skip
    numbered = [call | {"eventID": f"00000000-0000-4000-8000-{n:012}"} for n, call in enumerate([*calls, *users])]
    path = trail(numbered)
    reviewed(
        "page", text(least_privilege_page(least_privilege_of([path]))).replace(str(path), "trail.json").splitlines()
    )


def used(count, first, last, *resources):
    """A right that was used so often."""
    made = Used()
    for number in range(count):
        made.add(last if number else first, f"e{first}{number}")
    made.on(resources)
    return made


def test_accounts_under_two_names_are_joined():
    """What one principal did under two names is added up: rights, refusals, unknown calls, services and callers."""
    who = TrailPrincipal("arn", Kind.ROLE)
    one = Account(who, {("a", (), ""): used(1, "2", "2", "r1")}, {"d": used(1, "1", "1", "x")}, {("s", "o"): Evidence(1, "1", "1")}, {"s3"}, {"v": Evidence(2, "1", "3")}, exact=True)  # fmt: skip
    other = Account(who, {("a", (), ""): used(2, "1", "3", "r2"), ("b", (), ""): used(1, "1", "1")}, {}, {("s", "o"): Evidence(4, "0", "5")}, {"ec2"}, {"v": Evidence(1, "2", "9")})  # fmt: skip
    both = one.joined(other)
    assert {name: (entry.count, entry.first, entry.last, entry.resources()) for (name, _, _), entry in both.used.items()} == {
        "a": (3, "1", "3", ("r1", "r2")),
        "b": (1, "1", "1", ()),
    }  # fmt: skip
    assert {name: entry.count for name, entry in both.denied.items()} == {"d": 1}
    assert [(entry.count, entry.first, entry.last) for entry in both.unknown.values()] == [(5, "0", "5")]
    assert both.services == {"s3", "ec2"}
    assert [(entry.count, entry.first, entry.last) for entry in both.via.values()] == [(3, "1", "9")]
    assert (both.exact, one.used["a", (), ""].count) == (True, 1)


def test_evidence_keeps_the_earliest_events():
    """Of many events five ids are kept, the earliest, whatever the order; first and last are those of all."""
    found = Evidence()
    for number in (5, 3, 9, 1, 7, 2, 8, 4, 6, 0):
        found.add(f"t{number}", f"e{number}")
    found.add("t0", "")
    assert found.to_dict() == {"count": 11, "first": "t0", "last": "t9", "event_ids": ["e0", "e1", "e2", "e3", "e4"]}


def decode(raw):
    """A value of a record's bytes."""
    value = json.loads(raw)
    if not isinstance(value, dict):
        raise ValueError("no object")  # noqa: TRY004 -- what a decoder raises
    return value


def many(block):
    """The values of a whole list."""
    return [decode(json.dumps(entry).encode()) for entry in json.loads(block)]


FILES = {
    "lines": b'{"a": 1}\n{"a": 2}\n\n  {"a": 3}',
    "line without newline": b'{"a": 1}',
    "no object": b'7\n{"a": 1}\n[1]\n"x"\n',
    "object over lines": b'{"a":\n 1}\n{"a": 2}',
    "two objects on a line": b'{"a": 1}{"a": 2}\n{"a": 3}',
    "object cut off": b'{"a": 1}\n{"a": {"b": ',
    "broken, then good": b'{"a": oops}\n{"a": 2}\n',
    "brackets in texts": b'{"a": "}{", "b":\n "\\"}"}\n{"a": 2}',
    "list": b'[{"a": 1}, {"a": 2}]',
    "list with blanks": b' [\n {"a": 1} ,\n {"a": 2}\n ]\n',
    "empty list": b"[]",
    "envelope": b'{"Records": [{"a": 1}, {"b": 2}, {"a": 3}]}',
    "envelope with more": b'{"Records":[{"a": 1}],"NextToken":"x]}","c":{"d":[1]}}\n{"a": 2}',
    "two envelopes": b'{"Records":[{"a": 1}]}{"Records":[{"a": 2}]}\n{"Records": []}',
    "envelope cut off": b'{"Records": [{"a": 1}, {"a": 2}',
    "envelope cut off between": b'{"Records": [{"a": 1},',
    "scalars in a list": b'{"Records": [1, "x", null, true, {"a": 1}, -2.5e3, {"a": 2}]}',
    "list in a list": b'{"Records": [{"a": 1}, [1, 2], {"a": 2}]}',
    "nested records": b'{"Records": [{"a": {"a": [{"a": 1}, {"a": 2}]}}, {"a": [{"a": 3}, {"a": 4}]}]}',
    "broken record in a list": b'{"Records": [{"a": 1}, {"a": oops}, {"a": 3}]}',
    "empty": b"",
    "blanks": b" \n \n",
    "lower case": b'{"records": [{"a": 1}]}',
    "events": b'{"Events": [{"a": 1}]}',
}  # fmt: skip


@pytest.mark.parametrize("step", [64, 4096])
@pytest.mark.parametrize("whole", [True, False])
def test_bytes_become_records_however_they_are_cut(step, whole, reviewed):
    """The same records, numbers and faults come out, whether the bytes come one by one or at once."""
    lines = []
    for name, content in FILES.items():
        lines.append(name)
        blocks = iter([content[place : place + step] for place in range(0, len(content), step)])
        found = split(blocks, decode, many if whole else None)
        lines += [f"    {piece.number} {json.dumps(piece.value)} {piece.fault}".rstrip() for piece in found]
    reviewed("split", lines)


@pytest.mark.parametrize("step", [1, 2, 3, 7])
@pytest.mark.parametrize("name", [name for name in FILES if "in a list" not in name and name != "scalars in a list"])
def test_small_blocks_give_the_same_records(name, step):
    """A record is found whole, whichever of its bytes a block ends with."""
    content = FILES[name]
    found = [
        [(piece.number, piece.value, piece.fault) for piece in split(iter(blocks), decode)]
        for blocks in ([content], [content[place : place + step] for place in range(0, len(content), step)])
    ]
    assert found[0] == found[1]


@pytest.mark.parametrize("limit", [16, 40])
def test_records_longer_than_the_limit_are_left_out(limit, monkeypatch, reviewed):
    """A line or a record that is longer than a record may be is left out with its size; the next line is read."""
    monkeypatch.setattr(trail_split, "RECORD_LIMIT", limit)
    lines = []
    long = b'{"a": "' + b"x" * 60 + b'"}'
    for name, content in {
        "line": long + b'\n{"a": 2}\n',
        "list": b'{"Records": [{"a": 1}, ' + long + b', {"a": 2}]}',
        "end": long,
    }.items():
        lines.append(name)
        blocks = iter([content[place : place + 8] for place in range(0, len(content), 8)])
        lines += [
            f"    {piece.number} {json.dumps(piece.value)} {piece.fault}".rstrip() for piece in split(blocks, decode)
        ]
    reviewed(f"limit_{limit}", lines)


@pytest.mark.parametrize(
    ("size", "shown"),
    [(0, "0 bytes"), (1023, "1023 bytes"), (1024, "1.0 KiB"), (1 << 20, "1.0 MiB"), (3 << 29, "1.5 GiB"), (1536, "1.5 KiB")],
)  # fmt: skip
def test_sizes_are_told_in_their_unit(size, shown):
    """A size is told in bytes, KiB, MiB or GiB, the largest that fits."""
    assert trail_split._size(size) == shown


def test_copies_count_once(event, tmp_path):
    """The same record in two files, or twice in one, is counted once; another record of the same id is not a copy."""
    call = event("ec2", "DescribeVpcs")
    for name, calls in {"a.json": [call, call], "b.json": [call, call | {"eventName": "DescribeSubnets"}]}.items():
        (tmp_path / name).write_text(json.dumps({"Records": calls}), encoding="utf-8")
    found = read_trail([tmp_path])
    assert (found.files, found.ledger.events, found.duplicates) == (2, 2, 2)


def test_a_folder_without_trails_says_what_files_are(tmp_path):
    """A folder that holds other files only is bad input."""
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    with pytest.raises(InputError):
        read_trail([tmp_path])
