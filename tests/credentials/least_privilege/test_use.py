"""The permissions that one call used or lacked: places, conditions, copies, re-encryption and transactions."""

import json

import pytest

from dirsim.credentials.least_privilege.call_outcome import CallOutcome, outcome
from dirsim.credentials.least_privilege.cloudtrail import _decode
from dirsim.credentials.least_privilege.from_trails import least_privilege_of
from dirsim.credentials.least_privilege.ledger import Ledger
from dirsim.credentials.least_privilege.meaning import meaning
from dirsim.credentials.least_privilege.principal import role_of_session
from dirsim.credentials.least_privilege.use import refused, rights

ACCOUNT = "111122223333"
KEYS = [f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/{number}234abcd-12ab-34cd-56ef-1234567890ab" for number in range(3)]
TABLE = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/"
ALL_WRITES = ["PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem"]


def recorded(event, service, operation, request=None, **more):
    """A record and the meaning of its operation."""
    record = _decode(json.dumps(event(service, operation, request, **more)).encode())
    return record, meaning(record.event_source, record.event_name)


def used(event, service, operation, request=None, **more):
    """The permissions of one call, each with its resources."""
    record, means = recorded(event, service, operation, request, **more)
    return [(right.action, list(right.resources)) for right in rights(record, means, Ledger().caller(record))]


def conditions(event, **more):
    """The condition of a call to KMS."""
    record, means = recorded(event, "kms", "Decrypt", {"keyId": KEYS[0]}, **more)
    (right,) = rights(record, means, Ledger().caller(record))
    return dict(right.context)


def test_an_operation_without_resources_needs_nothing_of_its_request(event):
    """An action that supports no resources is granted on *, whatever its request and response are."""
    odd = {"requestParameters": "x", "responseElements": [1], "resources": 7}
    assert used(event, "ec2", "DescribeVpcs", **odd) == [("ec2:DescribeVpcs", ["*"])]


@pytest.mark.parametrize(
    ("region", "partition"),
    [("eu-west-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"), ("cnx", "aws"), (None, "aws")],
)
def test_the_partition_follows_the_caller_and_then_the_region(event, region, partition):
    """The partition is that of the caller's ARN; a caller without an ARN has the partition of the Region."""
    service = {"type": "AWSService", "invokedBy": "ec2.amazonaws.com"}
    call = {"userIdentity": service, "awsRegion": region}
    ((_, (arn,)),) = used(event, "s3", "GetObject", {"bucketName": "b", "key": "k"}, **call)
    assert arn == f"arn:{partition}:s3:::b/k"
    ((_, (arn,)),) = used(event, "s3", "GetObject", {"bucketName": "b", "key": "k"}, awsRegion=region)
    assert arn == "arn:aws:s3:::b/k"


@pytest.mark.parametrize(("recipient", "account"), [("444455556666", "444455556666"), (None, ACCOUNT), ("", ACCOUNT)])
def test_the_account_is_that_of_the_log(event, recipient, account):
    """Resources belong to the account that received the record; without one, to the caller's."""
    found = used(event, "dynamodb", "GetItem", {"tableName": "t"}, recipientAccountId=recipient)
    assert found == [("dynamodb:GetItem", [f"arn:aws:dynamodb:eu-west-1:{account}:table/t"])]


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ([{"ARN": "arn:aws:s3:::b/one"}], ["arn:aws:s3:::b/one"]),
        ([{"arn": "arn:aws:s3:::b/one"}], ["arn:aws:s3:::b/one"]),
        ([{"ARN": "arn:aws:s3:::b/z"}, {"ARN": "arn:aws:s3:::b/a"}], ["arn:aws:s3:::b/a", "arn:aws:s3:::b/z"]),
        ([{"ARN": "arn:aws:s3:::b"}], ["arn:aws:s3:::b/*"]),
        ([{"ARN": "b/one"}, "x", None, {}], ["arn:aws:s3:::b/*"]),
        ({"ARN": "arn:aws:s3:::b/one"}, ["arn:aws:s3:::b/*"]),
        (None, ["arn:aws:s3:::b/*"]),
    ],
)
def test_objects_that_cloudtrail_lists(event, listed, expected):
    """Without a key in the request the objects are those that CloudTrail lists; otherwise every object of the bucket."""
    assert used(event, "s3", "GetObject", {"bucketName": "b"}, resources=listed) == [("s3:GetObject", expected)]


@pytest.mark.parametrize(
    ("source", "action", "resource"),
    [
        ("src/a", "s3:GetObject", "arn:aws:s3:::src/a"),
        ("/src/a/b", "s3:GetObject", "arn:aws:s3:::src/a/b"),
        ("src/a%2Bb", "s3:GetObject", "arn:aws:s3:::src/a+b"),
        ("src/a?versionId=1", "s3:GetObjectVersion", "arn:aws:s3:::src/a"),
        ("src/a?versionId=", "s3:GetObject", "arn:aws:s3:::src/a"),
        ("src/a*", "s3:GetObject", "arn:aws:s3:::src/a${*}"),
        ("src", "", ""),
        ("", "", ""),
        ("arn:aws:s3:eu-west-1:1:accesspoint/p/object/k", "", ""),
        (7, "", ""),
    ],
)
@pytest.mark.parametrize("operation", ["CopyObject", "UploadPartCopy"])
def test_a_copy_reads_its_source(event, operation, source, action, resource):
    """Copying an object needs the right to read the source, of the version if one is named."""
    found = used(event, "s3", operation, {"bucketName": "b", "key": "k", "x-amz-copy-source": source})
    assert found == [("s3:PutObject", ["arn:aws:s3:::b/k"]), *([(action, [resource])] if action else [])]


def test_other_operations_have_no_source(event):
    """A header that names a source means nothing for an operation that does not copy."""
    request = {"bucketName": "b", "key": "k", "x-amz-copy-source": "src/a"}
    assert used(event, "s3", "PutObject", request) == [("s3:PutObject", ["arn:aws:s3:::b/k"])]


@pytest.mark.parametrize(
    ("request_", "listed", "source", "target"),
    [
        ({"sourceKeyId": KEYS[0], "destinationKeyId": KEYS[1]}, [0, 1], 0, 1),
        ({"sourceKeyId": KEYS[1], "destinationKeyId": KEYS[0]}, [0, 1], 1, 0),
        ({"destinationKeyId": KEYS[1].rpartition("/")[2]}, [0, 1], 0, 1),
        ({"destinationKeyId": KEYS[1]}, [1], 1, 1),
        ({"sourceKeyId": KEYS[0], "destinationKeyId": KEYS[0]}, [0], 0, 0),
    ],
)
def test_keys_of_a_re_encryption(event, request_, listed, source, target):
    """The key that is left and the key that is taken are told apart by the request, or by what remains."""
    resources = [{"ARN": KEYS[place]} for place in listed]
    assert used(event, "kms", "ReEncrypt", request_, resources=resources) == [
        ("kms:ReEncryptFrom", [KEYS[source]]),
        ("kms:ReEncryptTo", [KEYS[target]]),
    ]


def test_a_re_encryption_without_listed_keys_follows_its_request(event):
    """If CloudTrail lists no key, both rights are on the keys that the request names."""
    found = used(event, "kms", "ReEncrypt", {"sourceKeyId": KEYS[0], "destinationKeyId": KEYS[1]})
    assert found == [("kms:ReEncryptFrom", KEYS[:2]), ("kms:ReEncryptTo", KEYS[:2])]


@pytest.mark.parametrize(
    ("invoked", "source", "region", "via"),
    [
        ("s3.amazonaws.com", "198.51.100.7", "eu-west-1", "s3.eu-west-1.amazonaws.com"),
        ("", "s3.amazonaws.com", "eu-west-1", "s3.eu-west-1.amazonaws.com"),
        ("ec2.amazonaws.com", "s3.amazonaws.com", "eu-west-1", "ec2.eu-west-1.amazonaws.com"),
        ("AWS Internal", "s3.amazonaws.com", "eu-west-1", "s3.eu-west-1.amazonaws.com"),
        ("cloudfront.amazonaws.com", "s3.amazonaws.com", "eu-west-1", "s3.eu-west-1.amazonaws.com"),
        ("s3.us-east-1.amazonaws.com", "", "eu-west-1", "s3.us-east-1.amazonaws.com"),
        ("s3.us-east-1.amazonaws.com", "", None, "s3.us-east-1.amazonaws.com"),
        ("s3.amazonaws.com", "", None, ""),
        ("s3.amazonaws.com.cn", "", "cn-north-1", "s3.cn-north-1.amazonaws.com"),
        ("xs3.amazonaws.org", "", "eu-west-1", ""),
        ("", "198.51.100.7", "eu-west-1", ""),
    ],
)
def test_the_service_that_used_a_key(event, invoked, source, region, via):
    """The service in between is the one that the identity names, or else the source address, in its own Region."""
    who = event("kms", "Decrypt")["userIdentity"] | ({"invokedBy": invoked} if invoked else {})
    found = conditions(event, userIdentity=who, sourceIPAddress=source, awsRegion=region)
    assert found == ({"kms:ViaService": via} if via else {})


def test_only_keys_have_a_service_in_between(event):
    """A call to another service that a service made sets no condition."""
    record, means = recorded(event, "ec2", "DescribeVpcs", None, sourceIPAddress="s3.amazonaws.com")
    assert [right.context for right in rights(record, means, Ledger().caller(record))] == [()]


@pytest.mark.parametrize(
    ("request_", "listed", "expected"),
    [
        ({"transactItems": [{"put": {"tableName": "a"}}]}, [], [("PutItem", ["a"])]),
        ({"transactItems": [{"put": {"tableName": "a"}}]}, ["a", "b"], [("PutItem", ["a"])]),
        ({"transactItems": [{"put": {"tableName": "a"}}, {"put": {"tableName": "c"}}]}, ["a"], [("PutItem", ["a", "c"])]),
        ({"transactItems": [{"put": {}}, {"delete": {"tableName": "d"}}]}, ["b", "a"], [("PutItem", ["a", "b"]), ("DeleteItem", ["d"])]),
        ({"transactItems": [{"put": {}}]}, [], [("PutItem", ["*"])]),
        ({}, ["a"], [(name, ["a"]) for name in ALL_WRITES]),
        ({}, [], [(name, ["*"]) for name in ALL_WRITES]),
    ],
)  # fmt: skip
def test_tables_of_a_transaction(event, request_, listed, expected):
    """A part of a transaction is granted on its own table; a part without one on the listed tables, or on all."""
    resources = [{"ARN": f"{TABLE}{name}"} for name in listed] + [{"ARN": "arn:aws:kms:eu-west-1:1:key/k"}]
    found = used(event, "dynamodb", "TransactWriteItems", request_, resources=resources)
    assert found == [(f"dynamodb:{name}", [f"{TABLE}{table}" for table in tables]) for name, tables in expected]


@pytest.mark.parametrize(
    ("statement", "verb", "table"),
    [
        ('select * from "Music"', "PartiQLSelect", "Music"),
        ('SELECT * FROM "Music"."by-year"', "PartiQLSelect", "Music/index/by-year"),
        ("  insert into Music value {}", "PartiQLInsert", "Music"),
        ("UPDATE Music.x SET a=1", "PartiQLUpdate", "Music"),
        ("delete from Music", "PartiQLDelete", "Music"),
        ("exists (select * from Music)", "PartiQLSelect", "Music"),
        ("select 1", "PartiQLSelect", "*"),
    ],
)
def test_a_statement_names_its_table(event, statement, verb, table):
    """A PartiQL statement is granted on its table, or on the index after the dot of quoted names."""
    found = used(event, "dynamodb", "ExecuteStatement", {"statement": statement})
    assert found == [(f"dynamodb:{verb}", [f"{TABLE}{table}"])]


@pytest.mark.parametrize(
    ("message", "action", "resources"),
    [
        ('User: u is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::b/k" with', "s3:PutObject", ()),
        ("User: u is not authorized to perform: s3:PutObject on resource: arn:aws:s3:::b/k with", "s3:PutObject", ("arn:aws:s3:::b/k",)),
        ("not authorized to perform: sts:AssumeRole on resource: *", "sts:AssumeRole", ("*",)),
        ("not authorized to perform: made:Up on resource: *", "s3:GetObject", ()),
        ("Access Denied", "s3:GetObject", ()),
    ],
)  # fmt: skip
def test_what_a_denied_call_lacked(event, message, action, resources):
    """The message of a denial names the action, and the resource where it is an ARN or a star."""
    record, means = recorded(event, "s3", "GetObject", {"bucketName": "b", "key": "k"}, errorMessage=message)
    assert [(right.action, right.resources) for right in refused(record, means)] == [(action, resources)]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (None, CallOutcome.USED), ("", CallOutcome.USED), ("NoSuchKey", CallOutcome.USED), ("ThrottlingException", CallOutcome.USED),
        ("AccessDenied", CallOutcome.DENIED), ("AccessDeniedException", CallOutcome.DENIED), ("Client.UnauthorizedOperation", CallOutcome.DENIED),
        ("UnauthorizedAccess", CallOutcome.DENIED), ("NotAuthorized", CallOutcome.DENIED), ("AuthorizationError", CallOutcome.DENIED),
        ("Forbidden", CallOutcome.DENIED), ("ForbiddenWord", CallOutcome.USED), ("403", CallOutcome.DENIED), ("4030", CallOutcome.USED),
        ("KMSAccessDenied", CallOutcome.DENIED), ("not_authorized", CallOutcome.DENIED), ("AuthFailure", CallOutcome.UNPROVEN),
        ("ExpiredTokenException", CallOutcome.UNPROVEN), ("InvalidClientTokenId", CallOutcome.UNPROVEN), ("InvalidAccessKeyId", CallOutcome.UNPROVEN),
        ("SignatureDoesNotMatch", CallOutcome.UNPROVEN), ("IncompleteSignature", CallOutcome.UNPROVEN), ("UnrecognizedClientException", CallOutcome.UNPROVEN),
        ("MissingAuthenticationToken", CallOutcome.UNPROVEN), ("RequestExpired", CallOutcome.UNPROVEN), ("OptInRequired", CallOutcome.UNPROVEN),
        ("InvalidToken", CallOutcome.UNPROVEN), ("TokenRefreshRequired", CallOutcome.UNPROVEN), ("Failed authentication", CallOutcome.UNPROVEN),
        ("RequestTimeTooSkewed", CallOutcome.UNPROVEN), ("InvalidSignatureException", CallOutcome.UNPROVEN), ("MissingSecurityHeader", CallOutcome.UNPROVEN),
        ("ExpiredCredentials", CallOutcome.UNPROVEN),
    ],
)  # fmt: skip
def test_each_error_code_is_a_use_a_denial_or_no_proof(code, expected):
    """A call was denied, or its caller was not recognised, or it was permitted and failed for another reason."""
    assert outcome(code) is expected


@pytest.mark.parametrize(
    ("arn", "role"),
    [
        (f"arn:aws:sts::{ACCOUNT}:assumed-role/app/ana", f"arn:aws:iam::{ACCOUNT}:role/app"),
        (f"arn:aws:sts::{ACCOUNT}:assumed-role/app", f"arn:aws:iam::{ACCOUNT}:role/app"),
        (f"arn:aws-us-gov:sts::{ACCOUNT}:assumed-role/app/a/b", f"arn:aws-us-gov:iam::{ACCOUNT}:role/app"),
        (f"arn:aws:sts::{ACCOUNT}:federated-user/ana", ""),
        (f"arn:aws:iam::{ACCOUNT}:role/app", ""),
        ("arn:aws:sts::1234:assumed-role/app/ana", ""),
        ("", ""),
    ],
)
def test_the_role_of_a_session(arn, role):
    """A session's ARN names its role without the path; other ARNs name none."""
    assert role_of_session(arn) == role


@pytest.mark.parametrize(
    ("service", "operation", "request_", "expected"),
    [
        ("iam", "AddRoleToInstanceProfile", {"roleName": "web", "instanceProfileName": "web"}, ("iam:PassRole", "arn:aws:iam::111122223333:role/web")),
        ("apprunner", "CreateService", {"serviceName": "s", "instanceConfiguration": {"instanceRoleArn": "arn:aws:iam::111122223333:role/r"}}, ("iam:PassRole", "arn:aws:iam::111122223333:role/r")),
        ("dynamodb", "CreateTable", {"tableName": "t", "tags": [{"key": "a", "value": "b"}]}, ("dynamodb:TagResource", "arn:aws:dynamodb:eu-west-1:111122223333:table/t")),
        ("sqs", "CreateQueue", {"queueName": "q", "tags": {"a": "b"}}, ("sqs:TagQueue", "arn:aws:sqs:eu-west-1:111122223333:q")),
        ("iam", "CreateRole", {"roleName": "r", "tags": [{"key": "a", "value": "b"}]}, ("iam:TagRole", "arn:aws:iam::111122223333:role/r")),
        ("sts", "AssumeRole", {"roleArn": "arn:aws:iam::111122223333:role/r", "tags": [{"key": "a"}]}, ("sts:TagSession", "arn:aws:iam::111122223333:role/r")),
        ("sts", "AssumeRole", {"roleArn": "arn:aws:iam::111122223333:role/r", "sourceIdentity": "ana"}, ("sts:SetSourceIdentity", "arn:aws:iam::111122223333:role/r")),
        ("secretsmanager", "BatchGetSecretValue", {"secretIdList": ["s"]}, ("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:s-??????")),
        ("secretsmanager", "BatchGetSecretValue", {"filters": [{"key": "name"}]}, ("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:*")),
        ("s3", "GetObjectAttributes", {"bucketName": "b", "key": "k"}, ("s3:GetObject", "arn:aws:s3:::b/k")),
        ("ec2", "RunInstances", {"tagSpecificationSet": {"items": [{"resourceType": "volume", "tags": [{"key": "a"}]}]}}, ("ec2:CreateTags", "arn:aws:ec2:eu-west-1:111122223333:volume/*")),
    ],
)  # fmt: skip
def test_rights_that_no_record_shows_are_inferred_apart(event, trail, service, operation, request_, expected):
    """What a call requires besides its own action is granted, with its reason and apart from what was observed."""
    role = "arn:aws:iam::111122223333:role/nightly"
    made = least_privilege_of([trail([event(service, operation, request_)])]).proposals[role]
    assert expected in {(entry["action"], where) for entry in made.inferred for where in entry["resources"]}
    assert all(entry["because"] for entry in made.inferred)
    assert expected[0] not in {entry["action"] for entry in made.evidence}


def test_a_call_without_tags_and_roles_requires_nothing_else(event, trail):
    """Nothing is inferred from a request that names no role and no tag."""
    calls = [
        event("dynamodb", "CreateTable", {"tableName": "t", "tags": []}),
        event("sts", "AssumeRole", {"roleArn": "arn:aws:iam::111122223333:role/r"}, 2),
    ]
    (made,) = least_privilege_of([trail(calls)], principal="arn:aws:iam::111122223333:role/nightly").proposals.values()
    assert made.inferred == ()


@pytest.mark.parametrize(
    ("service", "operation", "request_", "expected"),
    [
        ("ssm", "AddTagsToResource", {"resourceType": "Parameter", "resourceId": "/app/a"}, {"arn:aws:ssm:eu-west-1:111122223333:parameter/app/a"}),
        ("ssm", "ListTagsForResource", {"resourceType": "MaintenanceWindow", "resourceId": "mw-0123456789abcdef0"}, {"arn:aws:ssm:eu-west-1:111122223333:maintenancewindow/mw-0123456789abcdef0"}),
        ("autoscaling", "CreateOrUpdateTags", {"tags": [{"resourceId": "g", "resourceType": "auto-scaling-group", "key": "a"}]}, {"arn:aws:autoscaling:eu-west-1:111122223333:autoScalingGroup:*:autoScalingGroupName/g"}),
        ("bedrock", "InvokeModel", {"modelId": "arn:aws:bedrock:eu-west-1:111122223333:inference-profile/eu.maker.model-1:0"}, {"arn:aws:bedrock:*::foundation-model/maker.model-1:0", "arn:aws:bedrock:eu-west-1:111122223333:inference-profile/eu.maker.model-1:0"}),
    ],
)  # fmt: skip
def test_a_request_that_names_type_and_id_names_the_resource(event, trail, service, operation, request_, expected):
    """A stated type is used, so that a tag on a parameter opens no maintenance window; a profile also reaches its model."""
    role = "arn:aws:iam::111122223333:role/nightly"
    made = least_privilege_of([trail([event(service, operation, request_)])]).proposals[role]
    assert {where for entry in made.evidence for where in entry["resources"]} == expected
