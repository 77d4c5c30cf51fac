"""New access between two policies: what only the later one allows."""

import pytest

import dirsim as ds

ONE = "arn:aws:s3:::b/in/*"
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}


def policy(*statements):
    """A policy of statements."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(action, resource="*", **more):
    """A statement that allows."""
    return {"Effect": "Allow", "Action": action, "Resource": resource} | more


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (policy(allow("s3:*")), policy(allow("s3:GetObject", ONE)), []),
        (policy(allow("s3:GetObject", ONE)), policy(allow("s3:GetObject", "arn:aws:s3:::b/*")), ["s3:GetObject"]),
        (policy(allow("s3:GetObject", "arn:aws:s3:::b/*")), policy(allow("s3:GetObject", ONE)), []),
        (policy(allow("s3:GetObject", ONE)), policy(allow(["s3:GetObject", "s3:PutObject"], ONE)), ["s3:PutObject"]),
        (policy(allow("s3:GetObject", ONE, Condition=MFA)), policy(allow("s3:GetObject", ONE)), ["s3:GetObject"]),
        (policy(allow("s3:GetObject", ONE)), policy(allow("s3:GetObject", ONE, Condition=MFA)), []),
        (policy(allow("s3:GetObject", ONE, Condition=MFA)), policy(allow("s3:GetObject", ONE, Condition=MFA)), []),
        (policy(allow("s3:*"), {"Effect": "Deny", "Action": "s3:GetObject", "Resource": "*"}), policy(allow("s3:GetObject", ONE)), ["s3:GetObject"]),
        (policy(allow("sqs:SendMessage")), policy(), []),
    ],
)  # fmt: skip
def test_new_access(old, new, found):
    """An action on a resource is new unless the old policies surely allow it: wider, narrower, conditional, denied."""
    assert [entry.action for entry in ds.new_access(old, new)] == found


def test_new_access_names_its_statement():
    """Each entry has the action, the resource and the place in the new policies."""
    (entry,) = ds.new_access(policy(), policy(allow("s3:GetObject", ONE)))
    assert entry.to_dict() == {"action": "s3:GetObject", "resource": ONE, "path": "policies[0].Statement[0]"}
