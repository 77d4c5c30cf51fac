"""Aggregation of records: counts, times, kept event ids, kept resources, and records that prove nothing."""

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dirsim.credentials.least_privilege import ledger as ledger_module
from dirsim.credentials.least_privilege.cloudtrail import _decode
from dirsim.credentials.least_privilege.ledger import EVENTS_KEPT, Account, Evidence, Ledger, Used
from dirsim.credentials.least_privilege.principal import Kind, TrailPrincipal
from dirsim.credentials.least_privilege.used_names import RESOURCES_KEPT

ROLE = "arn:aws:iam::111122223333:role/nightly"
KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
USED = {"type": "IAMUser", "arn": "arn:aws:iam::111122223333:user/ana", "accountId": "111122223333"}


def filled(*calls, ledger=None):
    """A ledger with some records."""
    ledger = Ledger() if ledger is None else ledger
    for call in calls:
        record = _decode(json.dumps(call).encode())
        ledger.add(record, ledger.caller(record))
    return ledger


def skipped(ledger):
    """The reasons for which records prove nothing, with their counts."""
    return {reason: entry.count for reason, entry in ledger.skipped.items()}


def granted(account):
    """The used permissions of a principal, each with its count."""
    return {name: entry.count for (name, _, _), entry in account.used.items()}


OBSERVATIONS = st.lists(
    st.tuples(
        st.sampled_from([f"2026-03-0{day}T00:00:00Z" for day in range(1, 8)]), st.sampled_from(["", *"abcdefghij"])
    ),
    min_size=1,
    max_size=30,
)


@given(OBSERVATIONS)
def test_evidence_is_count_bounds_and_the_earliest_ids(observations):
    """Evidence counts every observation, and keeps the first and last time and the earliest five event ids."""
    found = Evidence()
    for time, event in observations:
        found.add(time, event)
    times = [time for time, _ in observations]
    ids = [event for _, event in sorted((time, event) for time, event in observations if event)]
    assert found.to_dict() == {
        "count": len(observations),
        "first": min(times),
        "last": max(times),
        "event_ids": ids[:EVENTS_KEPT],
    }


@given(OBSERVATIONS, st.randoms(use_true_random=False))
def test_evidence_does_not_depend_on_the_order(observations, random):
    """The same observations in another order are the same evidence."""
    made = []
    for _ in range(2):
        found = Evidence()
        for time, event in observations:
            found.add(time, event)
        made.append(found.to_dict())
        random.shuffle(observations)
    assert made[0] == made[1]


@given(OBSERVATIONS, OBSERVATIONS)
def test_joined_evidence_is_the_evidence_of_both(one, other):
    """Evidence that is merged is the evidence of all observations together."""
    parts = []
    for observations in (one, other, [*one, *other]):
        found = Evidence()
        for time, event in observations:
            found.add(time, event)
        parts.append(found)
    parts[0].join(parts[1])
    assert parts[0].to_dict() == parts[2].to_dict()


def test_evidence_keeps_five_ids():
    """Five ids are kept, as the documentation of the result states."""
    assert (EVENTS_KEPT, RESOURCES_KEPT) == (5, 100)


@pytest.mark.parametrize(
    ("arn", "parent"),
    [
        ("arn:aws:s3:::b/a/b/{}", "arn:aws:s3:::b/"),
        ("arn:aws:iam::111122223333:role/x/{}", "arn:aws:iam::111122223333:role/x/"),
        ("arn:aws:sns:eu-west-1:111122223333:{}", "arn:aws:sns:eu-west-1:111122223333:"),
        ("arn:aws:s3:::{}", "arn:aws:s3:::"),
        ("arn:aws:logs:eu-west-1:1:log-group:/a/{}", "arn:aws:logs:eu-west-1:1:log-group:/a/"),
    ],
)
@pytest.mark.parametrize("count", [RESOURCES_KEPT, RESOURCES_KEPT + 1])
def test_more_resources_than_are_kept_become_their_parent(arn, parent, count):
    """A hundred ARNs under one parent are listed; with one more the parent and a wildcard replace them."""
    arns = [arn.format(f"n{number:03}") for number in range(count)]
    found = Used()
    for name in arns:
        found.on((name,))
    assert found.resources() == (tuple(arns) if count == RESOURCES_KEPT else (f"{parent}*",))


def test_a_replaced_parent_leaves_the_others_alone():
    """Only the parent with too many ARNs becomes a wildcard; those of another parent stay listed."""
    found = Used()
    found.on(tuple(f"arn:aws:s3:::b/{number}" for number in range(RESOURCES_KEPT + 1)))
    found.on(("arn:aws:s3:::c/1",))
    found.on(("arn:aws:s3:::b/late",))
    assert found.resources() == ("arn:aws:s3:::b/*", "arn:aws:s3:::c/1")


@given(st.lists(st.lists(st.integers(0, 150), min_size=1, max_size=40), max_size=8), st.randoms(use_true_random=False))
def test_resources_do_not_depend_on_their_order(groups, random):
    """The kept resources are the same, whatever the order and the grouping in which they came."""
    arns = [tuple(f"arn:aws:s3:::b/{number:03}" for number in group) for group in groups]
    one, other = Used(), Used()
    for group in arns:
        one.on(group)
    flat = list(itertools.chain.from_iterable(arns))
    random.shuffle(flat)
    for name in flat:
        other.on((name,))
    assert one.resources() == other.resources()


def test_an_empty_ledger_has_no_window():
    """Without records a ledger has neither a first nor a last time."""
    assert (Ledger().events, Ledger().first, Ledger().last) == (0, "", "")


def test_the_window_is_that_of_all_records(event):
    """Events, times, days and Regions are those of every record, also of those that prove nothing."""
    ledger = filled(
        event("ec2", "DescribeVpcs", None, 1440, awsRegion="eu-central-1"),
        event("signin", "ConsoleLogin", None, 1),
        event("ec2", "DescribeVpcs", None, 3 * 1440, eventType="AwsServiceEvent", awsRegion="us-east-1"),
    )
    assert (ledger.events, ledger.first, ledger.last) == (3, "2026-03-01T00:01:00Z", "2026-03-04T00:00:00Z")
    assert ledger.days == {"2026-03-01", "2026-03-02", "2026-03-04"}
    assert ledger.regions == {"eu-central-1", "eu-west-1", "us-east-1"}


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"eventType": "AwsServiceEvent"}, "a service event, not a call by a principal"),
        ({"eventType": "AwsConsoleAction"}, "a service event, not a call by a principal"),
        ({"eventType": "AwsVpceEvent"}, "a service event, not a call by a principal"),
        ({"eventType": "AwsCloudTrailInsight"}, "a service event, not a call by a principal"),
        ({"eventCategory": "Insight"}, "a service event, not a call by a principal"),
        ({"userIdentity": {"type": "Martian"}}, "not an IAM identity: policies cannot be attached"),
        ({"errorCode": "ExpiredToken"}, "the caller was not authenticated, so no permission was checked"),
        ({"eventSource": "signin.amazonaws.com"}, "a sign-in, which policies do not control"),
        ({"eventName": "MakeCoffee"}, "no IAM action matches the operation"),
    ],
)
def test_a_record_that_proves_nothing_is_counted_with_its_reason(event, more, reason):
    """A record that is not evidence of a permission grants nothing and is counted under its reason."""
    ledger = filled(event("ec2", "DescribeVpcs") | more, event("ec2", "DescribeVpcs", None, 2) | more)
    assert skipped(ledger) == {reason: 2}
    assert [granted(account) for account in ledger.accounts.values()] in ([], [{}])


def test_a_record_without_a_principal_is_counted(event):
    """A record whose identity names no principal is counted, and opens no account."""
    ledger = Ledger()
    record = _decode(json.dumps(event("ec2", "DescribeVpcs")).encode())
    ledger.add(record, None)
    assert skipped(ledger) == {"userIdentity names no principal": 1}
    assert ledger.accounts == {}


def test_an_unauthenticated_caller_still_takes_no_role(event):
    """A caller that was not recognised has assumed nothing, so the named role is not expected in the trail."""
    other = {"roleArn": "arn:aws:iam::111122223333:role/other"}
    for code in ("ExpiredToken", "AccessDenied", "ValidationError"):
        assert filled(event("sts", "AssumeRole", other, errorCode=code)).assumed == {}
    assert list(filled(event("sts", "AssumeRole", other)).assumed) == [other["roleArn"]]


@pytest.mark.parametrize(
    ("operation", "request_", "taken"),
    [
        ("AssumeRole", {"roleArn": "arn:aws:iam::1:role/x"}, True),
        ("AssumeRoleWithSAML", {"roleArn": "arn:aws:iam::1:role/x"}, True),
        ("AssumeRoleWithWebIdentity", {"roleArn": "arn:aws:iam::1:role/x"}, True),
        ("AssumeRole", {"roleArn": "arn:aws:iam::1:user/x"}, False),
        ("AssumeRole", {"roleArn": 7}, False),
        ("AssumeRole", {}, False),
        ("AssumeRole", None, False),
        ("GetSessionToken", {"roleArn": "arn:aws:iam::1:role/x"}, False),
    ],
)
def test_the_roles_that_are_assumed_are_known(event, operation, request_, taken):
    """Each operation that assumes a role names it with the caller; other operations and other ARNs name none."""
    ledger = filled(event("sts", operation, request_, 1), event("sts", operation, request_, 2))
    assert list(ledger.assumed) == (["arn:aws:iam::1:role/x"] if taken else [])
    assert [(entry.count, entry.resources()) for entry in ledger.assumed.values()] == ([(2, (ROLE,))] if taken else [])


def test_only_sts_assumes_roles(event):
    """An operation of another service whose request names a role assumes none."""
    assert filled(event("ec2", "AssumeRole", {"roleArn": "arn:aws:iam::1:role/x"})).assumed == {}


def test_data_events_name_their_service(event):
    """A data event marks its service, by its category, because it is not a management event, or by its operation."""
    call = event("s3", "GetObject", {"bucketName": "b", "key": "k"})
    assert filled(call).data == {"s3"}
    assert filled(event("s3", "GetBucketAcl", {"bucketName": "b"})).data == set()
    assert filled(call | {"eventCategory": "Management", "managementEvent": True}).data == set()
    assert filled(call | {"eventCategory": "Data"}).data == {"s3"}
    assert filled(call | {"managementEvent": False}).data == {"s3"}


def test_denied_calls_are_apart_from_used_ones(event):
    """A denied call is listed as denied with the resource from its message, and neither used nor a use of the service."""
    message = f"User is not authorized to perform: iam:CreateUser on resource: {ROLE}"
    ledger = filled(
        event("iam", "CreateUser", {"userName": "u"}, 1, errorCode="AccessDenied", errorMessage=message),
        event("iam", "CreateUser", {"userName": "u"}, 2, errorCode="AccessDenied", errorMessage=message),
        event("ec2", "DescribeVpcs", None, 3),
    )
    account = ledger.accounts[ROLE]
    assert granted(account) == {"ec2:DescribeVpcs": 1}
    assert {name: (entry.count, entry.resources()) for name, entry in account.denied.items()} == {
        "iam:CreateUser": (2, (ROLE,))
    }
    assert account.services == {"ec2"}


def test_unknown_operations_are_kept_by_source_and_name(event):
    """An operation without an action is kept with its source, its name and its count, for the principal that used it."""
    ledger = filled(*(event("ec2", "MakeCoffee", None, number) for number in range(3)), event("ec2", "Tea", None, 9))
    unknown = ledger.accounts[ROLE].unknown
    assert {call: entry.count for call, entry in unknown.items()} == {
        ("ec2.amazonaws.com", "MakeCoffee"): 3,
        ("ec2.amazonaws.com", "Tea"): 1,
    }
    assert ledger.accounts[ROLE].services == set()


def test_the_service_in_between_is_counted(event):
    """A call that a service made for the principal counts for the principal, and the service is known with its count."""
    who = event("s3", "x")["userIdentity"] | {"invokedBy": "athena.amazonaws.com"}
    calls = [event("s3", "GetObject", {"bucketName": "b", "key": "k"}, number, userIdentity=who) for number in range(2)]
    ledger = filled(*calls, event("s3", "GetObject", {"bucketName": "b", "key": "k"}, 5))
    (account,) = ledger.accounts.values()
    assert granted(account) == {"s3:GetObject": 3}
    assert {via: entry.count for via, entry in account.via.items()} == {"athena.amazonaws.com": 2}
    assert account.principal.invoked_by == ""


def test_a_role_is_exact_as_soon_as_one_record_names_its_path(event):
    """A role that one record names without and another with its path is known exactly."""
    bare = {"type": "AssumedRole", "arn": "arn:aws:sts::111122223333:assumed-role/nightly/run"}
    unsure = filled(event("ec2", "DescribeVpcs", None, 1, userIdentity=bare))
    assert [account.exact for account in unsure.accounts.values()] == [False]
    filled(event("ec2", "DescribeVpcs", None, 2), ledger=unsure)
    assert [account.exact for account in unsure.accounts.values()] == [True]
    filled(event("ec2", "DescribeSubnets", None, 3, userIdentity=bare), ledger=unsure)
    assert [account.exact for account in unsure.accounts.values()] == [True]


VARIANTS = [
    {"requestParameters": {"keyId": KEY}},
    {"requestParameters": {"keyId": "9876abcd-12ab-34cd-56ef-1234567890ab"}},
    {"userIdentity": USED},
    {"sourceIPAddress": "s3.amazonaws.com"},
    {"awsRegion": "us-east-1"},
    {"errorCode": "AccessDenied"},
    {
        "errorCode": "AccessDenied",
        "errorMessage": "not authorized to perform: kms:Decrypt on resource: arn:aws:kms:x:1:key/k",
    },
    {"errorCode": "ThrottlingException"},
    {"errorCode": "ThrottlingException", "requestParameters": {"keyId": "9876abcd-12ab-34cd-56ef-1234567890ab"}},
    {"resources": [{"ARN": KEY}]},
    {"responseElements": {"keyId": KEY}},
    {"eventType": "AwsServiceEvent"},
    {"eventCategory": "Data"},
    {"managementEvent": False},
    {"recipientAccountId": "444455556666"},
    {"readOnly": True},
]


@given(st.lists(st.sampled_from(range(len(VARIANTS))), min_size=1, max_size=12), st.integers(1, 4))
def test_memory_of_equal_records_changes_nothing(event, picks, remembered):
    """Records that differ in one part are told apart by the memory of equal ones, however small that memory is."""
    calls = [event("kms", "Decrypt", {"keyId": KEY}, place) | VARIANTS[pick] for place, pick in enumerate(picks)]

    def seen(limit):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ledger_module, "_REMEMBERED", limit)
            ledger = filled(*calls)
        return (
            skipped(ledger),
            ledger.data,
            ledger.regions,
            {
                arn: [
                    {key: (entry.to_dict(), entry.resources()) for key, entry in table.items()}
                    for table in (account.used, account.denied)
                ]
                for arn, account in ledger.accounts.items()
            },
        )

    assert seen(remembered) == seen(10_000) == seen(0)


def test_callers_are_remembered_within_a_limit(event, monkeypatch):
    """More identities than are remembered give the same principals."""
    monkeypatch.setattr(ledger_module, "_REMEMBERED", 2)
    roles = [f"role{number % 5}" for number in range(20)]
    ledger = filled(*(event("ec2", "DescribeVpcs", None, number, role=role) for number, role in enumerate(roles)))
    assert {arn.rpartition("/")[2]: granted(account) for arn, account in ledger.accounts.items()} == {
        f"role{number}": {"ec2:DescribeVpcs": 4} for number in range(5)
    }
    assert len(ledger._who) <= 2
    assert len(ledger._counted) <= 2


def test_joining_accounts_leaves_both_as_they_are():
    """The merged activity is a new one: adding to it changes neither of the two."""
    who = TrailPrincipal(ROLE, Kind.ROLE)
    one, other = Account(who), Account(who, exact=True)
    for account, name in ((one, "r1"), (other, "r2")):
        entry = account.used.setdefault(("s3:GetObject", (), ""), Used())
        entry.add("t", name)
        entry.on((name,))
    both = one.joined(other)
    both.used["s3:GetObject", (), ""].add("t", "later")
    both.used["s3:GetObject", (), ""].on(("r3",))
    assert [account.used["s3:GetObject", (), ""].resources() for account in (one, other)] == [("r1",), ("r2",)]
    assert both.used["s3:GetObject", (), ""].resources() == ("r1", "r2", "r3")
    assert both.exact is False
