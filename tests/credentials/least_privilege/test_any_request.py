"""Whatever a request holds, a proposal is made or refused in order, twice alike, and its own activity is allowed."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from dirsim.credentials.least_privilege.from_trails import least_privilege_of

ACCOUNT = "111122223333"
TEXTS = st.sampled_from(
    [
        "",
        "a",
        "*",
        "${*}",
        "${",
        "\x00",
        "arn:aws:s3:::b/k",
        "arn:aws:iam::1:role/r",
        "2026/10/05",
        "/" * 300,
        "a:b:c:d:e:f",
        "i-0123456789abcdef0",
    ]
)
FIELDS = st.sampled_from(
    "bucketName key name roleArn roleName tags items resourceType resourceId secretIdList tableName logGroupName keyId requestItems instanceProfileName".split()
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**13) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=4),
    max_leaves=8,
)
CALLS = st.sampled_from([
    ("s3", "GetObject"), ("s3", "DeleteObjects"), ("ec2", "RunInstances"), ("dynamodb", "BatchGetItem"), ("logs", "CreateLogStream"),
    ("kms", "Decrypt"), ("sts", "AssumeRole"), ("ssm", "AddTagsToResource"), ("secretsmanager", "BatchGetSecretValue"),
    ("iam", "AddRoleToInstanceProfile"), ("autoscaling", "CreateOrUpdateTags"), ("bedrock", "InvokeModel"), ("sqs", "CreateQueue"),
])  # fmt: skip
RECORDS = st.lists(
    st.tuples(CALLS, VALUES, VALUES, st.integers(1, 6), st.sampled_from([None, "ThrottlingException", "AccessDenied"])),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60)
@given(calls=RECORDS)
def test_any_request_is_survived(tmp_path_factory, calls):
    """No form of a request breaks the reading, the learning, the check on held-out days, or their repetition."""
    records = [
        {
            "eventTime": f"2026-10-{day:02}T10:00:00Z",
            "eventSource": f"{service}.amazonaws.com",
            "eventName": name,
            "awsRegion": "eu-west-1",
            "userIdentity": {
                "type": "AssumedRole",
                "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/r/s",
                "accountId": ACCOUNT,
            },
            "requestParameters": request,
            "resources": resources,
            "eventID": f"id-{place}",
            "errorCode": error,
            "recipientAccountId": ACCOUNT,
        }
        for place, ((service, name), request, resources, day, error) in enumerate(calls)
    ]
    path = tmp_path_factory.mktemp("trail") / "trail.json"
    path.write_text(json.dumps({"Records": records}), encoding="utf-8")
    assert least_privilege_of([path]).to_dict() == least_privilege_of([path]).to_dict()
