"""Hold-out: the last third of the days, evaluated from the raw records by another derivation."""

import json

import pytest

from dirsim.credentials.least_privilege.cloudtrail import _decode
from dirsim.credentials.least_privilege.from_trails import least_privilege_of
from dirsim.credentials.least_privilege.held_out import HeldOut, Replay, last_proposing_day, why_unchecked
from dirsim.credentials.least_privilege.principal import Kind, TrailPrincipal
from dirsim.credentials.least_privilege.recorded_request import recorded_requests

ROLE = "arn:aws:iam::111122223333:role/nightly"
WHO = TrailPrincipal(ROLE, Kind.ROLE)
DATA = {"eventCategory": "Data", "managementEvent": False}
PLACE = "eu-west-1:111122223333"


def record(call):
    """A call as the reader decodes it."""
    return _decode(json.dumps(call).encode())


def policy(action, resource):
    """A policy with one statement."""
    return {"Statement": [{"Effect": "Allow", "Action": [action], "Resource": [resource]}]}


def test_two_thirds_of_the_days_propose():
    """The last third is held out; two days are too few."""
    assert last_proposing_day(["2026-01-03", "2026-01-01", "2026-01-02"]) == "2026-01-02"
    assert last_proposing_day([f"2026-01-{day:02}" for day in range(1, 11)]) == "2026-01-07"
    assert last_proposing_day(["2026-01-03", "2026-01-01"]) == ""


DAYS = [f"2026-01-0{day}" for day in range(1, 7)]


@pytest.mark.parametrize(
    ("days", "held", "readable", "because"),
    [
        (DAYS[:2], None, True, "has 2 of the 3 days"), (DAYS[:2], None, False, "has 2 of the 3 days"),
        (DAYS, None, False, "cannot be read a second time"), (DAYS, None, True, "used no permission on the days that propose, up to 2026-01-04"),
        (DAYS, HeldOut(2, 0, 0), True, "no call on the held-out days, after 2026-01-04"), (DAYS, HeldOut(2, 0, 0, 7), True, "none of its 7 calls"),
    ],
)  # fmt: skip
def test_an_unchecked_proposal_says_why(days, held, readable, because):
    """A trail that is too short, or that shows nothing to check, is said with what is missing."""
    assert because in why_unchecked(days, held, readable=readable)
    assert why_unchecked(days, HeldOut(2, 1, 1), readable=readable) == ""


@pytest.mark.parametrize(("days", "because"), [((1, 2), "has 2 of the 3 days"), ((1, 2, 3), "")])
def test_the_answer_says_why_nothing_was_held_out(event, trail, days, because):
    """A proposal without a check gives the reason, in the object and on the page."""
    calls = [event("ec2", "DescribeVpcs", None, number=day, eventTime=f"2026-03-0{day}T02:00:00Z") for day in days]
    found = least_privilege_of([trail(calls)])
    shown = found.to_dict()["principals"][ROLE]
    assert because in shown["unchecked"]
    assert (shown["held_out"] is None) == bool(shown["unchecked"]) == bool(because)


@pytest.mark.parametrize(
    ("service", "operation", "request_", "action", "resource"),
    [
        ("s3", "GetObject", {"bucketName": "b", "key": "k/1"}, "s3:GetObject", "arn:aws:s3:::b/k/1"),
        ("s3", "ListObjects", {"bucketName": "b", "prefix": "k"}, "s3:ListBucket", "arn:aws:s3:::b"),
        ("dynamodb", "PutItem", {"tableName": "t"}, "dynamodb:PutItem", f"arn:aws:dynamodb:{PLACE}:table/t"),
        ("sqs", "SendMessage", {"queueUrl": "https://sqs.eu-west-1.amazonaws.com/111122223333/q"}, "sqs:SendMessage", f"arn:aws:sqs:{PLACE}:q"),
        ("sqs", "SendMessage", {"queueUrl": "https://sqs.eu-west-1.amazonaws.com/444455556666/q"}, "sqs:SendMessage", "arn:aws:sqs:eu-west-1:444455556666:q"),
        ("ecr", "BatchGetImage", {"registryId": "444455556666", "repositoryName": "web"}, "ecr:BatchGetImage", "arn:aws:ecr:eu-west-1:444455556666:repository/web"),
        ("lambda", "Invoke", {"functionName": f"arn:aws:lambda:{PLACE}:function:f", "qualifier": "live"}, "lambda:InvokeFunction", f"arn:aws:lambda:{PLACE}:function:f:live"),
        ("lambda", "Invoke", {"functionName": "f:live"}, "lambda:InvokeFunction", f"arn:aws:lambda:{PLACE}:function:f:live"),
        ("ssm", "GetParameter", {"name": "/app/a"}, "ssm:GetParameter", f"arn:aws:ssm:{PLACE}:parameter/app/a"),
        ("lambda", "UpdateFunctionCode20150331v2", {"functionName": "f"}, "lambda:UpdateFunctionCode", f"arn:aws:lambda:{PLACE}:function:f"),
        ("ec2", "StopInstances", {"instancesSet": {"items": [{"instanceId": "i-0123456789abcdef0"}]}}, "ec2:StopInstances", f"arn:aws:ec2:{PLACE}:instance/i-0123456789abcdef0"),
        ("logs", "CreateLogStream", {"logGroupName": "/g", "logStreamName": "s"}, "logs:CreateLogStream", f"arn:aws:logs:{PLACE}:log-group:/g:log-stream:s"),
        ("sns", "Publish", {"topicArn": f"arn:aws:sns:{PLACE}:t"}, "sns:Publish", f"arn:aws:sns:{PLACE}:t"),
        ("ec2", "DescribeVpcs", None, "ec2:DescribeVpcs", "*"),
    ],
)  # fmt: skip
def test_a_raw_record_names_its_request(event, service, operation, request_, action, resource):
    """The action and the resource are read from the record itself; a policy on another resource does not allow the call."""
    call = record(event(service, operation, request_))
    (found,) = recorded_requests(call)
    assert found.action == action
    assert any(resource in choice for choice in found.choices)
    for allows, where in ((1, resource), (0, f"{resource}x" if resource != "*" else "arn:aws:ec2:::vpc/x")):
        replay = Replay({ROLE: (policy(action, where),)}, {ROLE: ROLE}, "2026-02-28")
        replay.add(call, WHO)
        assert (replay.results(1)[ROLE].calls, replay.results(1)[ROLE].allowed) == (1, allows)


@pytest.mark.parametrize(
    "more", [{"errorCode": "AccessDenied"}, {"errorCode": "ThrottlingException", "requestParameters": None}]
)
def test_refused_and_throttled_calls_are_not_counted(event, more):
    """A call that was denied should stay denied, and a throttled call shows no resource."""
    replay = Replay({ROLE: (policy("s3:GetObject", "arn:aws:s3:::b/k"),)}, {ROLE: ROLE}, "2026-02-28")
    replay.add(record(event("s3", "GetObject", {"bucketName": "b", "key": "z"}) | more), WHO)
    assert replay.results(1)[ROLE].calls == 0


def test_days_before_are_not_replayed_and_equal_calls_are_each_counted(event):
    """Only records after the proposing days count; the memory of equal calls changes no count."""
    replay = Replay({ROLE: (policy("s3:GetObject", "arn:aws:s3:::b/k"),)}, {ROLE: ROLE}, "2026-03-01")
    for minute in (1, 2, 1441, 1442, 1443):
        replay.add(record(event("s3", "GetObject", {"bucketName": "b", "key": "k"}, minute)), WHO)
    assert replay.results(2)[ROLE] == HeldOut(2, 3, 3)


def test_an_attack_in_the_last_days_stays_refused(event, trail):
    """A proposal from the days before does not allow the intruder's reads; they are listed."""
    calls = [
        event("s3", "GetObject", {"bucketName": "b", "key": f"in/2026-03-{1 + day:02}.csv"}, day * 1440, **DATA)
        for day in range(12)
    ]
    attack = [
        event("s3", "GetObject", {"bucketName": "b", "key": f"hr/{name}"}, 11 * 1440 + 5, **DATA, eventID=name)
        for name in ("a", "b")
    ]
    held = least_privilege_of([trail([*calls, *attack])]).proposals[ROLE].held_out
    assert (held.days, held.calls, held.allowed) == (4, 6, 4)
    assert [where for _, where, _ in held.refused] == ["arn:aws:s3:::b/hr/a", "arn:aws:s3:::b/hr/b"]


def test_copies_without_an_event_id_count_once(event, trail, tmp_path):
    """Two files hold the same records without ids, written differently; each call counts once."""
    calls = [
        {
            key: value
            for key, value in event("s3", "GetObject", {"bucketName": "b", "key": "k"}, minute).items()
            if key != "eventID"
        }
        for minute in (1, 2, 3)
    ]
    other = tmp_path / "copy.json"
    other.write_text(json.dumps({"Records": calls}, indent=1), encoding="utf-8")
    answer = least_privilege_of([trail(calls), other])
    assert [entry["count"] for entry in answer.proposals[ROLE].evidence] == [3]
