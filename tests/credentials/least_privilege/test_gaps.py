"""Gaps of a trail: each is reported only with its evidence in the trail."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dirsim.credentials.least_privilege.cloudtrail import _decode
from dirsim.credentials.least_privilege.gaps import gaps, trail_gaps
from dirsim.credentials.least_privilege.ledger import Ledger

ROLE = "arn:aws:iam::111122223333:role/nightly"
DAY = 24 * 60
DATA = {"eventCategory": "Data", "managementEvent": False}
NO_DATA = "the trail contains no data events"


def filled(*calls):
    """A ledger with some records."""
    ledger = Ledger()
    for call in calls:
        record = _decode(json.dumps(call).encode())
        ledger.add(record, ledger.caller(record))
    return ledger


def own(*calls):
    """The gaps of the one principal of some records, as service, activity and evidence."""
    ledger = filled(*calls)
    return [(gap.service, gap.what, gap.because) for gap in gaps(ledger.accounts[ROLE], ledger)]


def whole(*calls, days=None):
    """The gaps of a trail except that of data events."""
    return [(gap.what, gap.because) for gap in trail_gaps(filled(*calls), days) if gap.because != NO_DATA]


def test_an_empty_trail_lacks_data_events_alone():
    """A trail without records has no window that could have holes."""
    assert [gap.because for gap in trail_gaps(Ledger(), 30)] == [NO_DATA]


@pytest.mark.parametrize("service", ["s3", "lambda", "dynamodb", "sqs", "sns", "kinesis"])
def test_data_events_of_one_service_are_data_events(event, service):
    """A trail with data events of any service that has them was set up to record some."""
    call = event(service, "ListThings", {}, **DATA)
    assert NO_DATA not in {gap.because for gap in trail_gaps(filled(call), None)}
    assert NO_DATA in {gap.because for gap in trail_gaps(filled(event(service, "ListThings", {})), None)}


def test_data_events_of_other_services_are_not_enough(event):
    """Data events of a service whose usual operations are management events show nothing about S3 or Lambda."""
    assert NO_DATA in {gap.because for gap in trail_gaps(filled(event("ec2", "DescribeVpcs", **DATA)), None)}


@pytest.mark.parametrize(("days", "gap"), [(None, False), (1, False), (2, False), (3, False), (4, True), (30, True)])
def test_a_window_that_begins_late_is_a_gap(event, days, gap):
    """Three days of records satisfy a request for three days; a request for more has a gap before the first record."""
    calls = [event("ec2", "DescribeVpcs", None, number * DAY) for number in range(3)]
    expected = ("the time before 2026-03-01T00:00:00Z", f"{days} days were requested; the trail begins then")
    assert whole(*calls, days=days) == ([expected] if gap else [])


@given(st.sets(st.integers(0, 25), min_size=1))
def test_days_without_events_are_listed(event, days):
    """Each day between the first and the last record without any event is counted, and the first ten are listed."""
    found = whole(*(event("ec2", "DescribeVpcs", None, day * DAY + 7) for day in days))
    missing = [f"2026-03-{day + 1:02}" for day in range(min(days), max(days)) if day not in days]
    more = f" and {len(missing) - 10} more" if len(missing) > 10 else ""
    expected = f"{len(missing)} days without a single event: {', '.join(missing[:10])}{more}"
    assert found == ([(expected, "nothing happened, or files are missing")] if missing else [])


@pytest.mark.parametrize(
    ("service", "operation", "what"),
    [
        ("s3", "ListBuckets", "reads and writes of objects"),
        ("lambda", "ListFunctions", "invocations of functions"),
        ("dynamodb", "ListTables", "reads and writes of items"),
        ("sqs", "ListQueues", "sent and received messages"),
        ("sns", "ListTopics", "published messages"),
        ("kinesis", "ListStreams", "puts and reads of records"),
    ],
)
def test_a_principal_of_a_service_may_use_its_data(event, service, operation, what):
    """A principal that uses a service without recorded data events may have used its data too."""
    call = event(service, operation, {})
    assert own(call) == [(service, what, f"it uses {service}, and the trail contains no data events of {service}")]
    assert own(call, event(service, operation, {}, 2, role="other", **DATA)) == []
    assert own(call | {"errorCode": "AccessDenied"}) == []


def through(event, by, **more):
    """A call that a service made for the principal."""
    call = event("kms", "Decrypt", {"keyId": "k"}, **more)
    return call | {"userIdentity": call["userIdentity"] | {"invokedBy": by}}


@pytest.mark.parametrize(
    ("by", "service"),
    [
        ("s3.amazonaws.com", "s3"), ("dynamodb.amazonaws.com", "dynamodb"), ("sqs.amazonaws.com", "sqs"),
        ("lambda.amazonaws.com", ""), ("athena.amazonaws.com", ""), ("s3-outposts.amazonaws.com", ""),
    ],
)  # fmt: skip
def test_a_service_in_between_was_called_itself(event, by, service):
    """A service with data events that called KMS for the principal was called by it; Lambda acts with a role instead."""
    found = own(through(event, by), through(event, by, number=2))
    because = f"{by} made 2 calls on its behalf, and none of its calls to {service} is recorded"
    assert [(name, reason) for name, _, reason in found] == ([(service, because)] if service else [])


def test_a_service_in_between_that_is_recorded_is_not_a_gap(event):
    """If calls to the service are in the trail, or its data events are, its part is known."""
    by = "s3.amazonaws.com"
    used = own(through(event, by), event("s3", "ListBuckets", {}, 2))
    assert [reason for _, _, reason in used] == ["it uses s3, and the trail contains no data events of s3"]
    assert own(through(event, by), event("s3", "GetObject", {}, 2, role="other", **DATA)) == []


@pytest.mark.parametrize(
    ("service", "operation", "silent", "part"),
    [
        ("logs", "CreateLogStream", "logs", "log streams write to them"),
        ("logs", "CreateLogGroup", "logs", "log groups write to them"),
        ("ssm", "UpdateInstanceInformation", "ssmmessages", "ssmmessages, ec2messages"),
        ("ecr", "GetAuthorizationToken", "ecr", "cached layers"),
        ("execute-api", "PostToConnection", "execute-api", "execute-api:Invoke is not recorded"),
    ],
)
def test_what_cloudtrail_never_records_follows_from_its_company(event, service, operation, silent, part):
    """An action that always comes with one that CloudTrail does not record makes that one a gap."""
    ((found, what, because),) = own(event(service, operation, {}))
    assert (found, because.endswith(" was used")) == (silent, True)
    assert part in what
    assert own(event(service, operation, {}, errorCode="AccessDenied")) == []


def test_an_unknown_operation_is_a_gap_with_its_count(event):
    """An operation that no action matches is named with its source and its count, in the order of the sources."""
    calls = [event("ec2", "MakeCoffee", None, number) for number in range(3)]
    assert own(*calls, event("athena", "Brew", None, 9)) == [
        ("athena", "Brew of athena.amazonaws.com, 1 times", "no IAM action has this name, so no permission is proposed for it"),
        ("ec2", "MakeCoffee of ec2.amazonaws.com, 3 times", "no IAM action has this name, so no permission is proposed for it"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arn", "region"),
    [
        ("arn:aws:sns:us-west-2:111122223333:t", "us-west-2"),
        ("arn:aws:sns:eu-west-1:111122223333:t", ""),
        ("arn:aws:sns:us-east-1:111122223333:t", ""),
    ],
)
def test_resources_of_an_unrecorded_region_are_a_gap(event, arn, region):
    """A resource in a Region of which the trail has no event shows that this Region's events are missing."""
    found = own(
        event("sns", "Publish", {"topicArn": arn}, **DATA),
        event("ec2", "DescribeVpcs", None, 2, awsRegion="us-east-1"),
    )
    because = "it uses resources there, and the trail contains no events of that Region"
    assert found == ([("", f"activity in {region}", because)] if region else [])


def test_resources_without_a_region_are_everywhere(event):
    """Buckets and roles have no Region in their ARNs, and a wildcard is not a Region."""
    assert (
        own(
            event("iam", "GetRole", {"roleName": "r"}),
            event("s3", "GetObject", {"bucketName": "b", "key": "k"}, 2, **DATA),
        )
        == []
    )
    model = event("bedrock", "InvokeModel", {"modelId": "eu.vendor.m"}, 3)
    assert own(model) == []
