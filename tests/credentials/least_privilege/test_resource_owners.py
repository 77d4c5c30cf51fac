"""The account that a request names beside the name of its resource."""

import pytest

from dirsim.credentials.least_privilege.arn_values import Leaves
from dirsim.credentials.least_privilege.resource_owners import OWNER_FIELDS, OWNER_WITHIN, owner_named
from dirsim.credentials.policy.known import services

OTHER = "444455556666"


@pytest.mark.parametrize(
    ("service", "request_", "account"),
    [
        ("sqs", {"queueUrl": f"https://sqs.eu-west-1.amazonaws.com/{OTHER}/q"}, OTHER),
        ("sqs", {"queueUrl": f"https://eu-west-1.queue.amazonaws.com/{OTHER}/q"}, OTHER),
        ("sqs", {"queueUrl": f"https://vpce-1a2b.sqs.eu-west-1.vpce.amazonaws.com/{OTHER}/q"}, OTHER),
        ("sqs", {"queueUrl": "https://sqs.eu-west-1.amazonaws.com/1/q"}, ""),
        ("sqs", {"queueName": "q", "queueOwnerAWSAccountId": OTHER}, OTHER),
        ("sqs", {"queueName": OTHER}, ""),
        ("ecr", {"repositoryName": "web", "registryId": OTHER}, OTHER),
        ("ecr", {"repositoryName": "web"}, ""),
        ("glue", {"catalogId": OTHER, "databaseName": "d"}, OTHER),
        ("glue", {"catalogId": f"{OTHER}:s3tablescatalog/b"}, OTHER),
        ("glue", {"catalogId": "lake"}, ""),
        ("codeartifact", {"domain": "d", "domainOwner": OTHER}, OTHER),
        ("lambda", {"functionName": f"{OTHER}:function:f"}, OTHER),
        ("lambda", {"functionName": f"arn:aws:lambda:eu-west-1:{OTHER}:function:f:live"}, OTHER),
        ("lambda", {"functionName": OTHER}, ""),
        ("lambda", {"functionName": "f:live"}, ""),
        ("organizations", {"accountId": OTHER}, ""),
        ("dynamodb", {"tableName": "t", "registryId": OTHER}, ""),
    ],
)
def test_the_owner_is_the_account_that_the_request_names(service, request_, account):
    """An owner stands in its own field, in a URL, or in a partial ARN; a name of twelve digits is none."""
    assert owner_named(service, Leaves(request_)) == account


def test_the_table_names_services_of_the_list_of_actions():
    """Each prefix exists, and each field that holds more than an account is one of the table."""
    assert set(OWNER_FIELDS) <= services()
    assert {field for fields in OWNER_FIELDS.values() for field in fields} >= OWNER_WITHIN
