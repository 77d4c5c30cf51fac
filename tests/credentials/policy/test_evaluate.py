"""The evaluator: who is allowed what."""

import pytest

from dirsim.credentials.policy.evaluate import Call, allowed
from dirsim.credentials.policy.overlap import overlaps
from dirsim.credentials.policy.wildcard import literal, matches, meant


def statement(action="s3:Get*", resource="arn:aws:s3:::b/*", effect="Allow", **more):
    """A policy of one statement."""
    return {"Version": "2012-10-17", "Statement": {"Effect": effect, "Action": action, "Resource": resource} | more}


def test_nothing_is_allowed_by_itself():
    """What no statement allows is denied."""
    assert not allowed([], Call("s3:GetObject", "arn:aws:s3:::b/k"))


def test_wildcards_and_capitals():
    """Actions compare without capitals, resources with them; * and ? stand for characters."""
    assert allowed([statement()], Call("S3:getobject", "arn:aws:s3:::b/k/l"))
    assert not allowed([statement()], Call("s3:GetObject", "arn:aws:s3:::B/k"))
    assert not allowed([statement()], Call("s3:PutObject", "arn:aws:s3:::b/k"))


def test_deny_wins():
    """An explicit Deny wins over every Allow, wherever it stands."""
    call = Call("s3:GetObject", "arn:aws:s3:::b/k")
    assert not allowed([statement(), statement(effect="Deny")], call)
    assert not allowed([statement(effect="Deny"), statement()], call)


def test_conditions_must_hold():
    """A condition holds only for a request that carries the key with a fitting value."""
    policy = statement(Condition={"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}})
    call = Call("s3:GetObject", "arn:aws:s3:::b/k")
    assert not allowed([policy], call)
    assert allowed([policy], Call(call.action, call.resource, {"kms:viaservice": "s3.eu-west-1.amazonaws.com"}))


def test_an_unknown_operator_is_not_guessed():
    """A condition that the evaluator does not know is an error, not a yes."""
    with pytest.raises(ValueError, match="StringSame"):
        allowed(
            [statement(Condition={"StringSame": {"aws:MultiFactorAuthAge": "1"}})],
            Call("s3:GetObject", "arn:aws:s3:::b/k"),
        )


@pytest.mark.parametrize("name", ["plain", "a*b", "what?", "${aws:username}", "*?${"])
def test_a_name_means_itself(name):
    """A name with signs that mean something is written so that it means itself only."""
    written = literal(name)
    assert meant(written) == name
    assert matches(written, name)
    assert not matches(written, name + "x")


@pytest.mark.parametrize(
    ("template", "resource", "fits"),
    [
        ("arn:${Partition}:s3:::${BucketName}", "arn:aws:s3:::b", True),
        ("arn:${Partition}:s3:::${BucketName}", "arn:aws:s3:::b/*", False),
        ("arn:${Partition}:s3:::${BucketName}", "arn:aws:s3:::b*", True),
        ("arn:${Partition}:s3:::${BucketName}/${ObjectName}", "arn:aws:s3:::b", False),
        ("arn:${Partition}:sqs:${Region}:${Account}:${QueueName}", "arn:aws:sqs:*:*:jobs-?", True),
        ("arn:${Partition}:sqs:${Region}:${Account}:${QueueName}", "arn:aws:sns:*:*:jobs", False),
    ],
)
def test_resources_overlap(template, resource, fits):
    """A resource of a policy can mean a type's thing when one text fits both."""
    assert overlaps(template, resource) is fits
