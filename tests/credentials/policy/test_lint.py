"""What is found in policies, and what must not be."""

import json

import pytest

from dirsim.credentials.policy.finding import RULES
from dirsim.credentials.policy.lint import lint

OWN = "111122223333"


def policy(*statements, version="2012-10-17"):
    """A policy of statements."""
    return {"Version": version, "Statement": list(statements)}


def allow(action, resource="*", **more):
    """A statement of an identity policy."""
    return {"Effect": "Allow", "Action": action, "Resource": resource} | more


def trust(principal, action="sts:AssumeRole", **condition):
    """A trust policy of one statement."""
    entry = {"Effect": "Allow", "Principal": principal, "Action": action}
    return policy(entry | ({"Condition": condition} if condition else {}))


def on_bucket(principal, **condition):
    """A bucket policy of one statement."""
    entry = {"Effect": "Allow", "Principal": principal, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}
    return policy(entry | ({"Condition": condition} if condition else {}))


GITHUB = {"Federated": f"arn:aws:iam::{OWN}:oidc-provider/token.actions.githubusercontent.com"}
HOST = "token.actions.githubusercontent.com"
WEB = "sts:AssumeRoleWithWebIdentity"
SAML = {"Federated": f"arn:aws:iam::{OWN}:saml-provider/corp"}
ONE = "arn:aws:s3:::b/k"

FOUND = {
    "no object": ([], "malformed-policy"),
    "no statement": ({"Version": "2012-10-17"}, "malformed-policy"),
    "key of no policy": (policy(allow("s3:GetObject", ONE)) | {"Statments": []}, "malformed-policy"),
    "version of no year": (policy(allow("s3:GetObject", ONE), version="2013-01-01"), "malformed-version"),
    "version left out": ({"Statement": allow("s3:GetObject", ONE)}, "no-version"),
    "variable of 2012": (policy(allow("s3:GetObject", "arn:aws:s3:::b/${aws:username}/*"), version="2008-10-17"), "variable-in-old-version"),
    "effect in small letters": (policy(allow("s3:GetObject", ONE, Effect="allow")), "malformed-effect"),
    "action and its opposite": (policy(allow("s3:GetObject", ONE, NotAction="s3:PutObject")), "malformed-action"),
    "action without service": (policy(allow("GetObject", ONE)), "malformed-action"),
    "no resource": (policy({"Effect": "Allow", "Action": "s3:GetObject"}), "malformed-resource"),
    "resource of three parts": (policy(allow("s3:GetObject", "arn:aws:s3")), "malformed-resource"),
    "resource with a colon too few": (policy(allow("s3:GetObject", "arn:aws:s3::b/*")), "malformed-resource"),
    "resource without arn": (policy(allow("s3:GetObject", "b/k")), "malformed-resource"),
    "account of five digits": (policy(allow("iam:GetRole", "arn:aws:iam::12345:role/r")), "malformed-resource"),
    "wildcard in a principal": (on_bucket({"AWS": f"arn:aws:iam::{OWN}:role/*"}), "malformed-principal"),
    "principal of no kind": (on_bucket({"Aws": OWN}), "malformed-principal"),
    "operator of no kind": (policy(allow("s3:GetObject", ONE, Condition={"StringEqual": {"aws:username": "a"}})), "malformed-condition"),
    "address of no network": (policy(allow("s3:GetObject", ONE, Condition={"IpAddress": {"aws:SourceIp": "10.0.0.300"}})), "malformed-condition"),
    "blank in a sid": (policy(allow("s3:GetObject", ONE, Sid="a b")), "malformed-sid"),
    "sid twice": (policy(allow("s3:GetObject", ONE, Sid="a"), allow("s3:PutObject", ONE, Sid="a")), "duplicate-sid"),
    "action of no service": (policy(allow("s4:GetObject", ONE)), "unknown-service"),
    "action mistyped": (policy(allow("s3:GetObjet", ONE)), "unknown-action"),
    "operation, not action": (policy(allow("s3:ListObjects", "arn:aws:s3:::b")), "unknown-action"),
    "wildcard that fits nothing": (policy(allow("s3:Brew*", ONE)), "unknown-action"),
    "key of no name": (policy(allow("s3:GetObject", ONE, Condition={"StringEquals": {"aws:SourceAcount": OWN}})), "unknown-condition-key"),
    "key that never comes": (policy(allow("s3:GetObject", ONE, Condition={"StringEquals": {"s3:prefix": "a"}})), "condition-key-not-supported"),
    "text compared with an address": (policy(allow("s3:GetObject", ONE, Condition={"StringEquals": {"aws:SourceIp": "10.0.0.1"}})), "condition-type-mismatch"),
    "object's action on a bucket": (policy(allow("s3:GetObject", "arn:aws:s3:::b")), "resource-mismatch"),
    "resource for a list": (policy(allow("ec2:DescribeInstances", "arn:aws:ec2:eu-west-1:111122223333:instance/*")), "needs-all-resources"),
    "every action": (policy(allow("*")), "wildcard-action"),
    "every action of a service": (policy(allow("s3:*", ONE)), "wildcard-action"),
    "every object": (policy(allow("s3:GetObject")), "wildcard-resource"),
    "all but": (policy({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}), "not-action"),
    "all resources but": (policy({"Effect": "Allow", "Action": "s3:GetObject", "NotResource": ONE}), "not-resource"),
    "all but one principal": (policy({"Effect": "Allow", "NotPrincipal": {"AWS": OWN}, "Action": "s3:GetObject", "Resource": ONE}), "not-principal"),
    "every role": (policy(allow("iam:PassRole")), "pass-role-wildcard"),
    "every role by its arn": (policy(allow("iam:PassRole", f"arn:aws:iam::{OWN}:role/*")), "pass-role-wildcard"),
    "a version of a policy": (policy(allow("iam:CreatePolicyVersion")), "privilege-escalation"),
    "a role for a function": (policy(allow(["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"])), "privilege-escalation"),
    "a role through two statements": (policy(allow("iam:PassRole"), allow("ec2:Run*")), "privilege-escalation"),
    "public bucket": (on_bucket("*"), "public-principal"),
    "public with a condition that leaves nobody out": (on_bucket("*", Bool={"aws:SecureTransport": "true"}), "public-principal"),
    "public if there is no organisation": (on_bucket("*", StringEqualsIfExists={"aws:PrincipalOrgID": "o-1"}), "public-principal"),
    "public role": (trust({"AWS": "*"}), "public-principal"),
    "another account": (on_bucket({"AWS": "arn:aws:iam::444455556666:root"}), "cross-account-principal"),
    "third party": (trust({"AWS": "arn:aws:iam::444455556666:root"}), "missing-external-id"),
    "github without a subject": (trust(GITHUB, WEB, StringEquals={f"{HOST}:aud": "sts.amazonaws.com"}), "federation-without-subject"),
    "github with any subject": (trust(GITHUB, WEB, StringLike={f"{HOST}:sub": "repo:*"}), "federation-without-subject"),
    "github without an audience": (trust(GITHUB, WEB, StringEquals={f"{HOST}:sub": "repo:o/r:ref:refs/heads/main"}), "federation-without-audience"),
    "saml without an audience": (trust(SAML, "sts:AssumeRoleWithSAML"), "federation-without-audience"),
}  # fmt: skip


@pytest.mark.parametrize("name", FOUND)
def test_found(name):
    """What is wrong is found by its rule."""
    document, rule = FOUND[name]
    assert rule in {finding.rule for finding in lint(document)}


CLEAN = {
    "named object": policy(allow("s3:GetObject", ONE)),
    "any capitals": policy(allow("S3:getobject", ONE)),
    "list on everything": policy(allow("ec2:DescribeInstances")),
    "limited by tags": policy(allow("ec2:StartInstances", Condition={"StringEquals": {"aws:ResourceTag/team": "a"}})),
    "one's own keys": policy(allow("iam:CreateAccessKey", f"arn:aws:iam::{OWN}:user/${{aws:username}}")),
    "a named role for a service": policy(allow("iam:PassRole", f"arn:aws:iam::{OWN}:role/app"), allow("ec2:RunInstances", f"arn:aws:ec2:*:{OWN}:instance/*")),
    "refusal of everything": policy({"Effect": "Deny", "Action": "*", "Resource": "*"}, allow("s3:GetObject", ONE)),
    "refusal of all but": policy({"Effect": "Deny", "NotAction": "iam:*", "Resource": "*"}),
    "bucket and objects": policy(allow(["s3:ListBucket", "s3:GetObject"], ["arn:aws:s3:::b", "arn:aws:s3:::b/*"])),
    "organisation": on_bucket("*", StringEquals={"aws:PrincipalOrgID": "o-1"}),
    "refusal to everybody": policy({"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}),
    "key's own account": policy({"Sid": "Enable IAM policies", "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{OWN}:root"}, "Action": "kms:*", "Resource": "*"}),
    "service role": trust({"Service": "lambda.amazonaws.com"}),
    "third party with its id": trust({"AWS": "arn:aws:iam::444455556666:root"}, StringEquals={"sts:ExternalId": "x"}),
    "github, one repository": trust(GITHUB, WEB, StringEquals={f"{HOST}:aud": "sts.amazonaws.com", f"{HOST}:sub": "repo:o/r:ref:refs/heads/main"}),
    "saml for the console": trust(SAML, "sts:AssumeRoleWithSAML", StringEquals={"SAML:aud": "https://signin.aws.amazon.com/saml"}),
    "context of a key": policy(allow("kms:Decrypt", f"arn:aws:kms:eu-west-1:{OWN}:key/k", Condition={"StringEquals": {"kms:EncryptionContext:aws:s3:arn": "x"}})),
}  # fmt: skip


@pytest.mark.parametrize("name", CLEAN)
def test_clean(name):
    """What is in order gives no finding."""
    assert lint(CLEAN[name]) == ()


def test_own_accounts_are_not_foreign():
    """An account that the reader calls their own is no third party."""
    document = trust({"AWS": "arn:aws:iam::444455556666:root"})
    assert lint(document, accounts=frozenset({"444455556666"})) == ()


def test_suggestions():
    """A mistyped action names the nearest one; an operation names what it needs."""
    (mistyped,) = lint(policy(allow("s3:GetObjet", ONE)))
    assert "did you mean s3:GetObject?" in mistyped.message
    (operation,) = lint(policy(allow("s3:ListObjectsV2", "arn:aws:s3:::b")))
    assert "it needs s3:ListBucket" in operation.message


def test_an_explicit_refusal_closes_a_way():
    """A way to more rights that the policy itself refuses is none."""
    document = policy(allow("iam:CreatePolicyVersion"), {"Effect": "Deny", "Action": "iam:*", "Resource": "*"})
    assert "privilege-escalation" not in {finding.rule for finding in lint(document)}


def test_the_receiver_of_a_role_matters():
    """A role that only another service may receive opens no way through this one."""
    condition = {"StringEquals": {"iam:PassedToService": "glue.amazonaws.com"}}
    document = policy(allow("iam:PassRole", Condition=condition), allow("ec2:RunInstances"))
    assert "privilege-escalation" not in {finding.rule for finding in lint(document)}


def test_every_rule_is_shown_once():
    """Every rule but that of unreadable files has a policy here that it finds."""
    assert {rule for _, rule in FOUND.values()} | {"malformed-json", "malformed-statement"} == set(RULES)


@pytest.mark.parametrize(
    "value", [None, 1, "x", [], {}, [1], {"Statement": [None, 1, {"Action": {}, "Condition": [], "Principal": 7}]}]
)
def test_nothing_breaks_the_rules(value):
    """Whatever stands where a policy should is a finding, never an error."""
    assert lint(json.loads(json.dumps(value)))
