"""Permissions boundaries that their holder can get out of, and those that hold."""

import pytest

from dirsim.credentials.policy.lint import lint
from dirsim.credentials.policy.statement import PolicyKind

OWN = "111122223333"
SET = {"StringEquals": {"iam:PermissionsBoundary": f"arn:aws:iam::{OWN}:policy/boundary"}}
UNSET = {"StringNotEquals": {"iam:PermissionsBoundary": f"arn:aws:iam::{OWN}:policy/boundary"}}
REMOVAL = ["iam:DeleteRolePermissionsBoundary", "iam:DeleteUserPermissionsBoundary"]
POLICY = ["iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion", "iam:DeletePolicy", "iam:DeletePolicyVersion"]


def allow(action, resource="*", **more):
    """A statement that allows."""
    return {"Effect": "Allow", "Action": action, "Resource": resource} | more


def deny(action, resource="*", **more):
    """A statement that denies."""
    return {"Effect": "Deny", "Action": action, "Resource": resource} | more


KEPT = [
    deny(REMOVAL), deny(POLICY, f"arn:aws:iam::{OWN}:policy/boundary"),
    deny(["iam:CreateRole", "iam:CreateUser", "iam:PutRolePermissionsBoundary", "iam:PutUserPermissionsBoundary"], Condition=UNSET),
]  # fmt: skip


def found(*statements, kind=PolicyKind.BOUNDARY):
    """The actions of the findings about a boundary."""
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    return [entry.action for entry in lint(document, kind) if entry.rule == "boundary-not-kept"]


EVERY = [
    "iam:DeleteRolePermissionsBoundary",
    "iam:PutRolePermissionsBoundary",
    "iam:CreateRole",
    "iam:CreatePolicyVersion",
]


@pytest.mark.parametrize(
    ("statements", "actions"),
    [
        ([allow("iam:*")], EVERY), ([allow("*")], EVERY), ([{"Effect": "Allow", "NotAction": "organizations:*", "Resource": "*"}], EVERY),
        ([allow("iam:*"), *KEPT], []), ([allow("*"), KEPT[0]], EVERY[1:]), ([allow("*"), KEPT[0], KEPT[1]], EVERY[1:3]),
        ([allow("iam:CreateUser", Condition=SET)], []), ([allow("iam:CreateUser")], ["iam:CreateUser"]),
        ([allow("iam:DeleteUserPermissionsBoundary", Condition=SET)], ["iam:DeleteUserPermissionsBoundary"]),
        ([allow("iam:CreateRole", f"arn:aws:iam::{OWN}:role/*")], ["iam:CreateRole"]),
        ([allow("iam:CreateRole", f"arn:aws:iam::{OWN}:role/app-*")], []),
        ([allow("iam:*"), {"Effect": "Deny", "NotAction": ["s3:*"], "Resource": "*"}], []),
        ([allow("iam:*"), deny("iam:*", Condition={"StringEquals": {"aws:RequestedRegion": "eu-west-1"}})], EVERY),
        ([allow(["s3:*", "cloudwatch:*", "ec2:*"])], []), ([{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}], []),
        ([allow(["iam:GetRole", "iam:ListRoles"])], []),
    ],
)  # fmt: skip
def test_a_boundary_keeps_its_holder(statements, actions):
    """A boundary denies its removal, requires itself on what its holder creates, and protects its own policy."""
    assert found(*statements) == actions


@pytest.mark.parametrize("kind", [PolicyKind.IDENTITY, PolicyKind.SCP, PolicyKind.SESSION])
def test_only_a_boundary_is_asked_to_keep_its_holder(kind):
    """Other policies have no boundary to keep; an identity policy has the rules on escalation."""
    assert found(allow("iam:*"), kind=kind) == []
