"""From recorded calls to policies: resources, conditions, evidence, what is refused and what is inferred."""

import json

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from dirsim.credentials.least_privilege.cloudtrail import _decode
from dirsim.credentials.least_privilege.documents import POLICY_LIMIT, Granted, documents, size
from dirsim.credentials.least_privilege.from_trails import least_privilege_of
from dirsim.credentials.least_privilege.instance_profiles import roles_in
from dirsim.credentials.least_privilege.ledger import EVENTS_KEPT, Ledger
from dirsim.credentials.least_privilege.meaning import meaning
from dirsim.credentials.least_privilege.proposal import propose
from dirsim.credentials.least_privilege.replay import refused_by
from dirsim.credentials.least_privilege.use import Right, rights
from dirsim.credentials.least_privilege.used_names import RESOURCES_KEPT

ROLE = "arn:aws:iam::111122223333:role/nightly"
KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"

SCOPES = [
    ("s3", "GetObject", {"bucketName": "b", "key": "a/k*"}, "s3:GetObject", "arn:aws:s3:::b/a/k${*}"),
    ("s3", "ListObjects", {"bucketName": "b"}, "s3:ListBucket", "arn:aws:s3:::b"),
    ("s3", "DeleteObjects", {"bucketName": "b"}, "s3:DeleteObject", "arn:aws:s3:::b/*"),
    ("dynamodb", "Query", {"tableName": "t"}, "dynamodb:Query", "arn:aws:dynamodb:eu-west-1:111122223333:table/t"),
    ("dynamodb", "BatchGetItem", {"requestItems": {"t": {"keys": []}}}, "dynamodb:BatchGetItem", "arn:aws:dynamodb:eu-west-1:111122223333:table/t"),
    ("ssm", "TerminateSession", {"sessionId": "ana-0a"}, "ssm:TerminateSession", "arn:aws:ssm:eu-west-1:111122223333:session/ana-0a"),
    ("ssm", "GetParameters", {"names": ["/a/b"]}, "ssm:GetParameters", "arn:aws:ssm:eu-west-1:111122223333:parameter/a/b"),
    ("lambda", "GetFunction20150331v2", {"functionName": "f"}, "lambda:GetFunction", "arn:aws:lambda:eu-west-1:111122223333:function:f"),
    ("sqs", "SendMessage", {"queueUrl": "https://sqs.eu-west-1.amazonaws.com/1/q"}, "sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:q"),
    ("sqs", "SendMessage", {"queueUrl": "https://sqs.eu-west-1.amazonaws.com/444455556666/q"}, "sqs:SendMessage", "arn:aws:sqs:eu-west-1:444455556666:q"),
    ("ecr", "BatchGetImage", {"registryId": "444455556666", "repositoryName": "web"}, "ecr:BatchGetImage", "arn:aws:ecr:eu-west-1:444455556666:repository/web"),
    ("ec2", "TerminateInstances", {"instancesSet": {"items": [{"instanceId": "i-0123456789abcdef0"}]}}, "ec2:TerminateInstances", "arn:aws:ec2:eu-west-1:111122223333:instance/i-0123456789abcdef0"),
    ("ec2", "CreateVolume", {"size": "8"}, "ec2:CreateVolume", "arn:aws:ec2:eu-west-1:111122223333:volume/*"),
    ("ec2", "DescribeInstances", {}, "ec2:DescribeInstances", "*"),
    ("secretsmanager", "GetSecretValue", {"secretId": "db"}, "secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-??????"),
    ("rds", "CreateDBInstance", {"dBInstanceIdentifier": "d"}, "rds:CreateDBInstance", "arn:aws:rds:eu-west-1:111122223333:db:d"),
    ("apigateway", "GetStage", {"restApiId": "abc", "stageName": "prod"}, "apigateway:GET", "arn:aws:apigateway:eu-west-1::/restapis/abc/stages/prod"),
    ("kms", "Decrypt", {"keyId": KEY}, "kms:Decrypt", KEY),
    ("bedrock", "InvokeModel", {"modelId": "m.one"}, "bedrock:InvokeModel", "arn:aws:bedrock:eu-west-1::foundation-model/m.one"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("service", "operation", "request_", "action", "resource"), SCOPES, ids=[case[3] for case in SCOPES]
)
def test_resources_come_from_the_request(event, trail, service, operation, request_, action, resource):
    """A call is granted on the thing that it was about, and on nothing else."""
    answer = least_privilege_of([trail([event(service, operation, request_)])])
    policy = answer.proposals[ROLE].policies[0]
    granted = {name: statement["Resource"] for statement in policy["Statement"] for name in statement["Action"]}
    assert granted[action] == [resource]


def test_statements_of_partiql_are_read(event, trail):
    """A PartiQL statement needs the action of its verb on its table."""
    calls = [event("dynamodb", "ExecuteStatement", {"statement": 'SELECT * FROM "Music" WHERE a = 1'})]
    policy = least_privilege_of([trail(calls)]).proposals[ROLE].policies[0]
    assert policy["Statement"][0]["Action"] == ["dynamodb:PartiQLSelect"]
    assert policy["Statement"][0]["Resource"] == ["arn:aws:dynamodb:eu-west-1:111122223333:table/Music"]


def test_a_transaction_needs_its_parts(event, trail):
    """A transaction needs the actions of what it holds, table by table."""
    items = [{"operation": "Put", "tableName": "a"}, {"operation": "Delete", "tableName": "b"}]
    answer = least_privilege_of([trail([event("dynamodb", "TransactWriteItems", {"requestItems": items})])])
    assert answer.proposals[ROLE].actions == ("dynamodb:DeleteItem", "dynamodb:PutItem")


def test_a_hidden_transaction_is_inferred(event, trail):
    """A transaction that the record does not show may have been anything, and the answer says so."""
    answer = least_privilege_of([trail([event("dynamodb", "TransactWriteItems", None)])])
    assert [entry["action"] for entry in answer.proposals[ROLE].inferred] == [
        "dynamodb:ConditionCheckItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem",
    ]  # fmt: skip


def test_the_service_between_becomes_a_condition(event, trail):
    """A key that a service used in the principal's name is granted through that service only."""
    who = event("kms", "Decrypt")["userIdentity"] | {"invokedBy": "secretsmanager.amazonaws.com"}
    call = event("kms", "Decrypt", {"keyId": KEY}, userIdentity=who, sourceIPAddress="secretsmanager.amazonaws.com")
    statement = least_privilege_of([trail([call])]).proposals[ROLE].policies[0]["Statement"][0]
    assert statement["Condition"] == {"StringEquals": {"kms:ViaService": "secretsmanager.eu-west-1.amazonaws.com"}}


def test_passing_a_role_is_inferred(event, trail):
    """Making a function with a role needs iam:PassRole on that role, marked as inferred with its reason."""
    role = "arn:aws:iam::111122223333:role/function"
    answer = least_privilege_of(
        [trail([event("lambda", "CreateFunction20150331", {"functionName": "f", "role": role})])]
    )
    (found,) = answer.proposals[ROLE].inferred
    assert (found["action"], found["resources"]) == ("iam:PassRole", [role])
    assert "passes a role" in found["because"]
    assert "iam:PassRole" in answer.proposals[ROLE].actions


def test_what_was_refused_is_not_granted(event, trail):
    """A denied call is listed apart, with what the error says, and is not in the policy."""
    said = f"User: x is not authorized to perform: iam:CreateUser on resource: {ROLE} because no policy allows it"
    calls = [
        event("iam", "CreateUser", {"userName": "u"}, errorCode="AccessDenied", errorMessage=said),
        event("ec2", "DescribeVpcs", number=2),
    ]
    proposal = least_privilege_of([trail(calls)]).proposals[ROLE]
    assert proposal.actions == ("ec2:DescribeVpcs",)
    assert [(entry["action"], entry["resources"]) for entry in proposal.denied] == [("iam:CreateUser", [ROLE])]


def test_a_call_that_failed_for_another_reason_was_permitted(event, trail):
    """A call that failed because a thing is missing had the right to ask."""
    calls = [event("iam", "GetRole", {"roleName": "r"}, errorCode="NoSuchEntityException")]
    assert least_privilege_of([trail(calls)]).proposals[ROLE].actions == ("iam:GetRole",)


def test_evidence_counts_and_caps(event, trail):
    """Each action carries count, first, last and the ids of its earliest events."""
    calls = [event("ec2", "DescribeVpcs", number=number) for number in range(9)]
    (found,) = least_privilege_of([trail(calls)]).proposals[ROLE].evidence
    assert (found["count"], found["first"], found["last"]) == (9, "2026-03-01T00:00:00Z", "2026-03-01T00:08:00Z")
    assert found["event_ids"] == [calls[number]["eventID"] for number in range(EVENTS_KEPT)]


def test_many_objects_become_their_bucket(event, trail):
    """More objects than anybody reads become the bucket and a wildcard, in whatever order they came."""
    calls = [event("s3", "GetObject", {"bucketName": "b", "key": f"k{n}"}, n) for n in range(RESOURCES_KEPT + 1)]
    policies = least_privilege_of([trail(calls)]).proposals[ROLE].policies
    assert policies == least_privilege_of([trail(reversed(calls))]).proposals[ROLE].policies
    assert policies[0]["Statement"][0]["Resource"] == ["arn:aws:s3:::b/*"]


@pytest.mark.parametrize(
    ("identity", "kind"),
    [
        ({"type": "Root", "arn": "arn:aws:iam::111122223333:root", "accountId": "111122223333"}, "root"),
        ({"type": "AWSService", "invokedBy": "ec2.amazonaws.com"}, "aws-service"),
        ({"type": "AWSAccount", "accountId": "444455556666"}, "other-account"),
        (
            {"type": "AssumedRole", "arn": "arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForX/s"},
            "service-linked-role",
        ),
    ],
)
def test_who_has_no_policy_gets_none(event, trail, identity, kind):
    """Nothing is proposed for those whose rights nobody can edit, and the answer says why."""
    answer = least_privilege_of([trail([event("ec2", "DescribeVpcs", userIdentity=identity)])])
    (proposal,) = answer.proposals.values()
    assert (proposal.principal.kind.value, proposal.policies, answer.status) == (kind, (), "insufficient-evidence")
    assert proposal.note


def test_a_permission_set_is_named(event, trail):
    """The role of a permission set says which permission set its policy belongs to."""
    role = "aws-reserved/sso.amazonaws.com/AWSReservedSSO_Auditor_0123456789abcdef"
    answer = least_privilege_of([trail([event("ec2", "DescribeVpcs", role=role)])])
    (proposal,) = answer.proposals.values()
    assert proposal.to_dict()["permission_set"] == "Auditor"


def test_a_taken_role_without_calls_is_insufficient(event, trail):
    """A role that somebody took and that did nothing in the trail gets no policy, and the answer says so."""
    other = "arn:aws:iam::111122223333:role/other"
    answer = least_privilege_of([trail([event("sts", "AssumeRole", {"roleArn": other, "roleSessionName": "s"})])])
    assert answer.proposals[other].status == "insufficient-evidence"
    assert answer.status == "partial"


def test_data_events_are_missed(event, trail):
    """A trail without data events says so, for the trail and for those who use S3."""
    answer = least_privilege_of([trail([event("s3", "GetBucketAcl", {"bucketName": "b"})])])
    assert "data events" in answer.not_observable[0].what
    assert [gap.service for gap in answer.proposals[ROLE].not_observable] == ["s3", ""]
    assert answer.status == "partial"


def test_complete_when_nothing_is_missed(event, trail):
    """A trail of four weeks with data events and no other gap is complete."""
    data = {"eventCategory": "Data", "managementEvent": False}
    calls = [event("s3", "GetObject", {"bucketName": "b", "key": "k"}, day * 1440, **data) for day in range(28)]
    answer = least_privilege_of([trail(calls)])
    assert (answer.status, answer.proposals[ROLE].held_out.to_dict()["allowed"]) == ("complete", 9)


def test_a_session_stands_for_its_role(event, trail):
    """Asking for a session's ARN gives the policy of its role."""
    path = trail([event("ec2", "DescribeVpcs"), event("ec2", "DescribeVpcs", number=2, role="other")])
    session = "arn:aws:sts::111122223333:assumed-role/nightly/run"
    assert list(least_privilege_of([path], principal=session).proposals) == [ROLE]


ARNS = st.sampled_from([f"arn:aws:s3:::b{number}/k{key}" for number in range(3) for key in ("1", "2", "*")])
GRANTS = st.builds(
    Granted,
    st.sampled_from([f"s3:{name}Object" for name in ("Get", "Put", "Delete")] + ["kms:Decrypt", "kms:Encrypt"]),
    st.lists(ARNS, min_size=1, max_size=4).map(lambda arns: tuple(sorted(set(arns)))),
    st.sampled_from(
        [(), (("kms:ViaService", "s3.eu-west-1.amazonaws.com"),), (("kms:ViaService", "ec2.eu-west-1.amazonaws.com"),)]
    ),
)


@given(st.lists(GRANTS, min_size=1, max_size=30))
def test_policies_allow_everything_and_no_statement_is_spare(grants):
    """Every right that was used is allowed, and dropping any statement refuses one."""
    used = [Right(grant.action, grant.resources, grant.context) for grant in grants]
    made = documents(grants)
    assert refused_by(made, used) == ()
    statements = [statement for policy in made for statement in policy["Statement"]]
    for place in range(len(statements)):
        rest = {"Version": "2012-10-17", "Statement": statements[:place] + statements[place + 1 :]}
        assert refused_by([rest], used) != ()


CALLS = st.lists(
    st.sampled_from([
        ("s3", "GetObject", {"bucketName": "b", "key": "k"}),
        ("s3", "ListObjects", {"bucketName": "b"}),
        ("ec2", "DescribeVpcs", {}),
        ("ec2", "RunInstances", {"instancesSet": {"items": [{"imageId": "ami-0123456789abcdef0"}]}, "iamInstanceProfile": {"name": "p"}}),
        ("kms", "Decrypt", {"keyId": KEY}),
        ("iam", "CreateUser", {"userName": "u"}),
    ]),
    min_size=1,
    max_size=12,
)  # fmt: skip


@given(CALLS, st.randoms(use_true_random=False))
def test_replay_of_the_records(event, calls, random):
    """Each recorded call is allowed by the proposed policy, and the order of records changes nothing."""
    records = [event(*call, number=number) for number, call in enumerate(calls)]
    first = _proposed(records)
    shuffled = records[:]
    random.shuffle(shuffled)
    assert _proposed(shuffled).to_dict() == first.to_dict()
    ledger = Ledger()
    for entry in records:
        record = _decode(json.dumps(entry).encode())
        who = ledger.caller(record)
        means = meaning(record.event_source, record.event_name)
        shown = [evolve(right, resources=_roles(right)) for right in rights(record, means, who)]
        assert refused_by(first.proposals[ROLE].policies, shown) == ()


def _roles(right):
    """The resources of a right, with roles in place of instance profiles."""
    return tuple(role for arn in right.resources for role in roles_in(arn, {})[0])


def _proposed(records):
    ledger = Ledger()
    for entry in records:
        record = _decode(json.dumps(entry).encode())
        ledger.add(record, ledger.caller(record))
    return propose(ledger)


def test_policies_stay_within_the_limit():
    """A policy that would be too large becomes several, each within what IAM takes."""
    grants = [
        Granted("s3:GetObject", tuple(f"arn:aws:s3:::bucket-with-a-long-name/{number:040}" for number in range(400)))
    ]
    made = documents(grants)
    assert len(made) > 1
    assert all(size(policy) <= POLICY_LIMIT for policy in made)
