"""From operations to actions."""

import pytest

from dirsim.credentials.least_privilege.meaning import meaning
from dirsim.credentials.policy.known import action, services
from dirsim.credentials.policy.renames import NO_ACTION, PREFIXES, RENAMES, SIBLINGS
from dirsim.credentials.policy.s3_names import S3_RENAMES, s3_actions

CASES = [
    ("s3", "HeadObject", "s3:GetObject"),
    ("s3", "ListObjects", "s3:ListBucket"),
    ("s3", "DeleteBucketCors", "s3:PutBucketCORS"),
    ("s3", "ListDirectoryBuckets", "s3express:ListAllMyDirectoryBuckets"),
    ("lambda", "UpdateFunctionCode20150331v2", "lambda:UpdateFunctionCode"),
    ("lambda", "Invoke20150331", "lambda:InvokeFunction"),
    ("cloudfront", "CreateDistribution2020_05_31", "cloudfront:CreateDistribution"),
    ("cloudfront", "CreateDistributionWithTags2020_05_31", "cloudfront:CreateDistribution cloudfront:TagResource"),
    ("dynamodb", "TransactGetItems", "dynamodb:GetItem"),
    ("apigateway", "UpdateStage", "apigateway:PATCH"),
    ("apigateway", "PutIntegration", "apigateway:PUT"),
    ("monitoring", "PutMetricAlarm", "cloudwatch:PutMetricAlarm"),
    ("email", "VerifyEmailIdentity", "ses:VerifyEmailIdentity"),
    ("tagging", "GetResources", "tag:GetResources"),
    ("kms", "ReEncrypt", "kms:ReEncryptFrom kms:ReEncryptTo"),
    ("sqs", "SendMessageBatch", "sqs:SendMessage"),
    ("runtime.sagemaker", "InvokeEndpoint", "sagemaker:InvokeEndpoint"),
    ("bedrock", "Converse", "bedrock:InvokeModel"),
    ("access-analyzer", "ListFindingsV2", "access-analyzer:ListFindings"),
    ("verifiedpermissions", "BatchIsAuthorized", "verifiedpermissions:IsAuthorized"),
    ("autoscaling", "RegisterScalableTarget", "application-autoscaling:RegisterScalableTarget"),
    ("execute-api", "PostToConnection", "execute-api:ManageConnections"),
    ("ec2", "describeinstances", "ec2:DescribeInstances"),
]


@pytest.mark.parametrize(("source", "operation", "wanted"), CASES, ids=[f"{case[0]}-{case[1]}" for case in CASES])
def test_operation_becomes_actions(source: str, operation: str, wanted: str):
    """An operation becomes the actions that it needs, whatever it is called."""
    found = meaning(f"{source}.amazonaws.com", operation)
    assert sorted(entry.name for entry in found.actions) == sorted(wanted.split())


@pytest.mark.parametrize(
    ("source", "operation"), [("sts", "GetCallerIdentity"), ("signin", "ConsoleLogin"), ("sts", "AssumeRoleWithSAML")]
)
def test_some_operations_need_nothing(source: str, operation: str):
    """A call that no policy has to permit says so, and grants nothing."""
    found = meaning(f"{source}.amazonaws.com", operation)
    assert found.needless
    assert found.actions == ()


@pytest.mark.parametrize(("source", "operation"), [("ec2", "MakeCoffee"), ("coffee", "Brew")])
def test_nothing_is_invented(source: str, operation: str):
    """An operation whose action does not exist grants nothing."""
    assert meaning(f"{source}.amazonaws.com", operation).unknown


def test_the_tables_name_what_exists():
    """Every action and prefix of our tables is in the list of IAM actions."""
    missing = [
        name
        for service, table in [*RENAMES.items(), ("s3", S3_RENAMES)]
        for names in table.values()
        for name in (entry if ":" in entry else f"{service}:{entry}" for entry in names.split())
        if action(name) is None
    ]
    assert missing == []
    assert set(PREFIXES.values()) <= services()
    assert {*SIBLINGS, *(name for names in SIBLINGS.values() for name in names)} <= services()
    assert {service for service, _ in NO_ACTION} <= services()


def test_versions_of_objects_have_their_own_actions():
    """A request that names an object's version needs the action for versions."""
    assert s3_actions("GetObject", {"versionId": "3"}) == ("GetObjectVersion",)
    assert s3_actions("GetObject", {}) == ("GetObject",)
    assert s3_actions("PutObject", {"x-amz-acl": "public-read"}) == ("PutObject", "PutObjectAcl")
