"""Permissions on a key that a request names, where the trail does not show the calls to KMS."""

import pytest

from dirsim.credentials.least_privilege.encryption_keys import USES
from dirsim.credentials.least_privilege.from_trails import least_privilege_of
from dirsim.credentials.policy.known import action

ROLE = "arn:aws:iam::111122223333:role/nightly"
ID = "1234abcd-12ab-34cd-56ef-1234567890ab"
KEY = f"arn:aws:kms:eu-west-1:111122223333:key/{ID}"
OTHER = f"arn:aws:kms:eu-west-1:111122223333:key/{ID[:-1]}c"
VOLUME = ["CreateGrant", "Decrypt", "DescribeKey", "GenerateDataKeyWithoutPlaintext", "ReEncryptFrom", "ReEncryptTo"]
HEADER = "x-amz-server-side-encryption-aws-kms-key-id"


def on_keys(trail, *calls):
    """The granted actions of KMS with the keys, and the condition."""
    found = least_privilege_of([trail(list(calls))]).proposals[ROLE]
    made = [
        entry for policy in found.policies for entry in policy["Statement"] if entry["Action"][0].startswith("kms:")
    ]
    granted = sorted(
        (name.partition(":")[2], where) for entry in made for name in entry["Action"] for where in entry["Resource"]
    )
    via = {entry.get("Condition", {}).get("StringEquals", {}).get("kms:ViaService") for entry in made}
    return granted, via


@pytest.mark.parametrize(
    ("service", "operation", "request_", "answer", "actions"),
    [
        ("ec2", "CreateVolume", {"size": "8", "kmsKeyId": KEY}, None, VOLUME),
        ("ec2", "RunInstances", {"blockDeviceMapping": {"items": [{"ebs": {"kmsKeyId": ID}}]}}, None, VOLUME),
        ("ec2", "CreateVolume", {"kmsKeyId": "alias/own"}, {"kmsKeyId": KEY}, VOLUME),
        ("rds", "CreateDBInstance", {"dBInstanceIdentifier": "d", "kmsKeyId": ID}, None, ["CreateGrant", "DescribeKey"]),
        ("secretsmanager", "CreateSecret", {"name": "s", "kmsKeyId": KEY}, None, ["Decrypt", "GenerateDataKey"]),
        ("s3", "PutObject", {"bucketName": "b", "key": "k", HEADER: KEY}, None, ["GenerateDataKey"]),
        ("s3", "CreateMultipartUpload", {"bucketName": "b", "key": "k", HEADER: KEY}, None, ["Decrypt", "GenerateDataKey"]),
        ("ssm", "PutParameter", {"name": "/p", "type": "SecureString", "keyId": KEY}, None, ["Encrypt"]),
        ("ssm", "PutParameter", {"name": "/p", "tier": "Advanced", "keyId": KEY}, None, ["GenerateDataKey"]),
        ("ssm", "PutParameter", {"name": "/p", "tier": "Intelligent-Tiering", "keyId": KEY}, None, ["Encrypt", "GenerateDataKey"]),
    ],
)  # fmt: skip
def test_a_key_that_a_request_names_was_used(event, trail, service, operation, request_, answer, actions):
    """A request that names a key required the use of the key through the service, whether or not the trail shows it."""
    call = event(service, operation, request_, responseElements=answer)
    granted, via = on_keys(trail, call)
    assert granted == [(name, KEY) for name in actions]
    assert via == {f"{service}.eu-west-1.amazonaws.com"}


@pytest.mark.parametrize(
    ("service", "operation", "request_"),
    [
        ("ec2", "CreateVolume", {"size": "8"}), ("ec2", "CreateVolume", {"kmsKeyId": "alias/aws/ebs"}), ("ec2", "CreateVolume", {"kmsKeyId": "alias/own"}),
        ("rds", "CreateDBInstance", {"dBInstanceIdentifier": "d"}), ("s3", "GetObject", {"bucketName": "b", "key": "k"}),
        ("sqs", "SendMessage", {"queueUrl": "https://sqs.eu-west-1.amazonaws.com/111122223333/q", "kmsKeyId": KEY}),
    ],
)  # fmt: skip
def test_without_a_named_key_nothing_is_inferred(event, trail, service, operation, request_):
    """The key of AWS needs no permission, and an alias without an answer names no key."""
    answer = {"kmsKeyId": KEY} if operation == "CreateDBInstance" else None
    assert on_keys(trail, event(service, operation, request_, responseElements=answer))[0] == []


def test_what_the_trail_shows_is_not_inferred(event, trail):
    """Where the trail has calls to the key, they show what was needed; another key is still inferred."""
    put = event("s3", "PutObject", {"bucketName": "b", "key": "k", HEADER: KEY}, number=1)
    shown = event("kms", "Encrypt", {"keyId": KEY}, number=2, resources=[{"ARN": KEY, "type": "AWS::KMS::Key"}])
    assert on_keys(trail, put, shown)[0] == [("Encrypt", KEY)]
    other = event("s3", "PutObject", {"bucketName": "b", "key": "k", HEADER: OTHER}, number=3)
    assert on_keys(trail, put, shown, other)[0] == [("Encrypt", KEY), ("GenerateDataKey", OTHER)]


def test_each_use_of_a_key_exists_and_has_a_source():
    """Every action of the table is an action of KMS, and every row cites a page."""
    for use in USES.values():
        assert all(action(name) is not None for name in use.actions)
        assert use.source.startswith("https://docs.aws.amazon.com/")
