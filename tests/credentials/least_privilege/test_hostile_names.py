"""What a trail names is never a pattern: a star, a question mark or a variable in a name gives no more than a letter in its place."""

import json
import re

import pytest

from dirsim.credentials.least_privilege.from_trails import least_privilege_of

ACCOUNT = "111122223333"
ESCAPED = re.compile(r"\$\{[*?$]\}")
SIGNS = ("*", "?", "${aws:username}", "${*}", "$")


def record(service, name, request, arns=(), region="eu-west-1"):
    """A record of a trail."""
    return {
        "eventTime": "2026-10-01T10:00:00Z",
        "eventSource": f"{service}.amazonaws.com",
        "eventName": name,
        "awsRegion": region,
        "recipientAccountId": ACCOUNT,
        "userIdentity": {
            "type": "AssumedRole",
            "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/r/s",
            "accountId": ACCOUNT,
            "sessionContext": {
                "sessionIssuer": {"type": "Role", "arn": f"arn:aws:iam::{ACCOUNT}:role/r", "accountId": ACCOUNT}
            },
        },
        "requestParameters": request,
        "resources": [{"ARN": arn} for arn in arns],
    }


CALLS = {
    "bucket": lambda sign: record("s3", "GetObject", {"bucketName": f"b{sign}", "key": "k/x"}),
    "key": lambda sign: record("s3", "PutObject", {"bucketName": "b", "key": f"k/{sign}"}),
    "copied": lambda sign: record(
        "s3", "CopyObject", {"bucketName": "b", "key": "k", "x-amz-copy-source": f"c/{sign}/k"}
    ),
    "deleted": lambda sign: record("s3", "DeleteObjects", {"bucketName": "b"}, [f"arn:aws:s3:::b/{sign}"]),
    "deleted from": lambda sign: record("s3", "DeleteObjects", {"bucketName": f"b{sign}"}),
    "items": lambda sign: record(
        "dynamodb",
        "BatchGetItem",
        {"requestItems": {f"t{sign}": {}}},
        [f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/t{sign}"],
    ),
    "table": lambda sign: record("dynamodb", "GetItem", {"tableName": f"t{sign}"}),
    "queue": lambda sign: record(
        "sqs", "SendMessage", {"queueUrl": f"https://sqs.eu-west-1.amazonaws.com/{ACCOUNT}/q{sign}"}
    ),
    "secret": lambda sign: record(
        "secretsmanager",
        "GetSecretValue",
        {"secretId": f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:s{sign.replace(':', '.')}-AbCdEf"},
    ),
    "role": lambda sign: record(
        "sts", "AssumeRole", {"roleArn": f"arn:aws:iam::{ACCOUNT}:role/r{sign}", "roleSessionName": "s"}
    ),
    "region": lambda sign: record("sqs", "CreateQueue", {"queueName": "q"}, region=f"eu-west-1{sign}"),
}


def resources(folder, entry):
    """The resources of what is proposed for one record."""
    path = folder / "trail.json"
    path.write_text(json.dumps({"Records": [entry]}), encoding="utf-8")
    found = least_privilege_of([path]).to_dict()
    return [
        resource
        for principal in found["principals"].values()
        for policy in principal["policies"]
        for statement in policy["Statement"]
        for resource in ([statement["Resource"]] if isinstance(statement["Resource"], str) else statement["Resource"])
    ]


def open_signs(arns):
    """How many signs of a pattern the resources have, and how many variables."""
    bare = [ESCAPED.sub("", arn) for arn in arns]
    return sum(arn.count("*") + arn.count("?") for arn in bare), sum(arn.count("${") for arn in bare)


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("call", CALLS)
def test_a_sign_in_a_name_gives_no_more_than_a_letter(tmp_path, call, sign):
    """The proposal for a name with a sign has as many wildcards as for a name with a letter, and no variable."""
    hostile, plain = (resources(tmp_path, CALLS[call](value)) for value in (sign, "x"))
    assert plain
    if hostile:  # a place that no ARN can have is left out, and said to be
        assert open_signs(hostile) == open_signs(plain) == (open_signs(plain)[0], 0)
