"""What is found in policies, and what must not be."""

import json
from urllib.parse import quote

import pytest

from dirsim.credentials.policy.finding import RULES
from dirsim.credentials.policy.lint import lint
from dirsim.credentials.policy.policy_files import lint_file
from dirsim.credentials.policy.statement import PolicyKind

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
    "every organization": (on_bucket("*", StringLike={"aws:PrincipalOrgID": "o-*"}), "public-principal"),
    "every path of every organization": (on_bucket("*", StringLike={"aws:PrincipalOrgPaths": "o-*/*"}), "public-principal"),
    "pattern compared as text": (policy(allow("s3:ListBucket", "arn:aws:s3:::b", Condition={"StringEquals": {"s3:prefix": "home/*"}})), "wildcard-without-like"),
    "subject compared as text": (trust(GITHUB, WEB, StringEquals={f"{HOST}:aud": "sts.amazonaws.com", f"{HOST}:sub": "repo:acme/app:?"}), "wildcard-without-like"),
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
    "saml with the action of roles": (trust(SAML, "sts:AssumeRole", StringEquals={"SAML:aud": "https://signin.aws.amazon.com/saml"}), "federation-action"),
    "a service with the action of tokens": (trust({"Service": "ec2.amazonaws.com"}, WEB), "federation-action"),
    "the key of another provider": (trust(GITHUB, WEB, StringEquals={"accounts.google.com:aud": "x"}), "federation-condition"),
    "a key of saml for tokens": (trust(GITHUB, WEB, StringEquals={"SAML:aud": "x"}), "federation-condition"),
    "a service for any customer": (on_bucket({"Service": "cloudtrail.amazonaws.com"}), "service-without-source"),
    "only without a second factor": (policy(allow("s3:GetObject", ONE, Condition={"Bool": {"aws:MultiFactorAuthPresent": "false"}})), "mfa-condition"),
    "a second factor if it is mentioned": (policy(allow("s3:GetObject", ONE, Condition={"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}})), "mfa-condition"),
    "a refusal that misses long-lived keys": (policy(allow("s3:GetObject", ONE, Effect="Deny", Condition={"Bool": {"aws:MultiFactorAuthPresent": "false"}})), "mfa-condition"),
    "all of no tags": (policy(allow("ec2:StartInstances", f"arn:aws:ec2:eu-west-1:{OWN}:instance/*", Condition={"ForAllValues:StringEquals": {"aws:TagKeys": ["a"]}})), "for-all-values"),
    "a private address": (policy(allow("s3:GetObject", ONE, Condition={"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "192.168.1.0/24"]}})), "private-source-address"),
    "credentials of others": (policy(allow("ec2:GetPasswordData")), "credentials-exposure"),
    "every secret": (policy(allow("secretsmanager:GetSecretValue")), "data-exfiltration"),
    "every object by its arn": (policy(allow("s3:GetObject", "arn:aws:s3:::*")), "wildcard-resource"),
    "every queue by its arn": (policy(allow("sqs:SendMessage", "arn:aws:sqs:*:*:*")), "wildcard-resource"),
    "permissions of every bucket": (policy(allow("s3:PutBucketPolicy")), "permissions-management"),
    "a prefix that changes": (policy(allow("dynamodb:Put*")), "wildcard-prefix"),
    "a key of another service": (policy(allow("s3:GetObject", ONE, Condition={"StringEquals": {"dynamodb:LeadingKeys": "x"}})), "condition-key-not-supported"),
    "code with a role": (policy(allow(["iam:PassRole", "apprunner:CreateService"])), "privilege-escalation"),
    "a shell on every instance": (policy(allow("ssm:StartSession")), "privilege-escalation"),
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
    "a service for one trail": on_bucket({"Service": "cloudtrail.amazonaws.com"}, StringEquals={"aws:SourceArn": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/t"}),
    "a log group by its context": policy({"Effect": "Allow", "Principal": {"Service": "logs.eu-west-1.amazonaws.com"}, "Action": ["kms:Decrypt*"], "Resource": "*", "Condition": {"ArnEquals": {"kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:eu-west-1:{OWN}:log-group:g"}}}),
    "a second factor": policy(allow("s3:GetObject", ONE, Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})),
    "a refusal without a second factor": policy(allow("s3:GetObject", ONE, Effect="Deny", Condition={"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}})),
    "all of some tags": policy(allow("ec2:StartInstances", f"arn:aws:ec2:eu-west-1:{OWN}:instance/*", Condition={"ForAllValues:StringEquals": {"aws:TagKeys": ["a"]}, "Null": {"aws:TagKeys": "false"}})),
    "a public address": policy(allow("s3:GetObject", ONE, Condition={"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}})),
    "an address outside": policy(allow("s3:GetObject", ONE, Effect="Deny", Condition={"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}})),
    "pull from a registry": policy(allow("ecr:GetAuthorizationToken")),
    "a key through a service": policy(allow("kms:Decrypt", f"arn:aws:kms:eu-west-1:{OWN}:key/k", Condition={"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}})),
    "context of a key": policy(allow("kms:Decrypt", f"arn:aws:kms:eu-west-1:{OWN}:key/k", Condition={"StringEquals": {"kms:EncryptionContext:aws:s3:arn": "x"}})),
}  # fmt: skip


@pytest.mark.parametrize("name", CLEAN)
def test_clean(name):
    """What is in order gives no finding."""
    assert lint(CLEAN[name]) == ()


@pytest.mark.parametrize(
    ("action", "key", "rules"),
    [
        ("states:InvokeHTTPEndpoint", "states:HTTPEndpoint", []),
        ("ec2-instance-connect:OpenTunnel", "ec2-instance-connect:remotePort", []),
        ("sso:CreateAccountAssignment", "identitycenter:InstanceArn", []),
        ("s3:GetObject", "identitycentre:InstanceArn", ["unknown-condition-key"]),
        ("states:StartExecution", "states:StateMachineQualifier", []),
        ("states:ListActivities", "states:StateMachineQualifier", ["condition-key-not-supported"]),
    ],
)
def test_a_key_that_no_action_is_documented_with_may_come_with_any(action, key, rules):
    """A key gives no warning where its service documents it without naming requests, or under another prefix."""
    found = lint(policy(allow(action, Condition={"StringEquals": {key: "x"}})), PolicyKind.IDENTITY)
    assert [entry.rule for entry in found if "condition-key" in entry.rule] == rules


def test_own_accounts_are_not_foreign():
    """An account that the reader calls their own is no third party."""
    document = trust({"AWS": "arn:aws:iam::444455556666:root"})
    assert lint(document, accounts=frozenset({"444455556666"})) == ()


def test_suggestions():
    """A mistyped action names the nearest one; an operation names what it needs."""
    (mistyped,) = lint(policy(allow("s3:GetObjet", ONE)))
    assert "did you mean s3:GetObject?" in mistyped.message
    (operation,) = lint(policy(allow("s3:ListObjectsV2", "arn:aws:s3:::b")))
    assert "it requires s3:ListBucket" in operation.message


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
    assert {rule for _, rule in FOUND.values()} | {
        "malformed-json",
        "malformed-statement",
        "malformed-rcp",
        "boundary-not-kept",
        "rcp-without-effect",
        "policy-too-long",
        "policy-inline-only",
    } == set(RULES)


@pytest.mark.parametrize(
    "value", [None, 1, "x", [], {}, [1], {"Statement": [None, 1, {"Action": {}, "Condition": [], "Principal": 7}]}]
)
def test_nothing_breaks_the_rules(value):
    """Whatever stands where a policy should is a finding, never an error."""
    assert lint(json.loads(json.dumps(value)))


LIMIT = policy(allow("s3:*"), allow(["ec2:*", "iam:PassRole"]))


@pytest.mark.parametrize("kind", ["boundary", "scp", "session"])
def test_a_limit_is_not_a_grant(kind):
    """What a boundary, an SCP or a session policy allows gives nothing by itself, so that breadth is no finding."""
    assert not lint(LIMIT, PolicyKind(kind))
    assert {entry.rule for entry in lint(on_bucket("*"), PolicyKind(kind))} == {"malformed-principal"}


def test_a_resource_control_policy_denies_everyone():
    """An RCP of your own cannot allow, and its principal is everyone."""
    deny = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": "*",
        "Condition": {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-1"}},
    }
    assert not lint(policy(deny), PolicyKind.RCP)
    assert {entry.rule for entry in lint(policy(deny | {"Effect": "Allow"}), PolicyKind.RCP)} == {"malformed-rcp"}
    assert {entry.rule for entry in lint(policy(deny | {"Principal": {"AWS": OWN}}), PolicyKind.RCP)} == {
        "malformed-rcp"
    }
    for actions in ("*", "*:*", ["s3:*", "*"]):
        found = {entry.rule for entry in lint(policy(deny | {"Action": actions}), PolicyKind.RCP)}
        assert "malformed-rcp" in found, actions
    but = {"NotAction" if key == "Action" else key: value for key, value in deny.items()}
    (finding,) = lint(policy(but), PolicyKind.RCP)
    assert (finding.rule, "NotAction" in finding.message) == ("malformed-rcp", True)


@pytest.mark.parametrize(
    ("actions", "without"),
    [("ec2:RunInstances", ["ec2:RunInstances"]), (["s3:*", "lambda:*"], ["lambda:*"]), (["codebuild:*", "sts:*"], []), ("*", [])],
)  # fmt: skip
def test_a_resource_control_policy_reaches_some_services(actions, without):
    """An action of a service that RCPs do not protect has no effect there, and is named."""
    deny = {"Effect": "Deny", "Principal": "*", "Action": actions, "Resource": "*"}
    found = [entry.action for entry in lint(policy(deny), PolicyKind.RCP) if entry.rule == "rcp-without-effect"]
    assert found == without


def test_the_details_of_an_account_are_read_policy_by_policy(tmp_path):
    """Trust policies, inline policies and default versions are found at their places; policies of AWS are left out."""
    wide = policy(allow("*"))
    data = {
        "UserDetailList": [
            {"UserName": "ana", "Path": "/", "UserPolicyList": [{"PolicyName": "p", "PolicyDocument": wide}]}
        ],
        "GroupDetailList": [],
        "RoleDetailList": [
            {
                "RoleName": "r",
                "Path": "/",
                "AssumeRolePolicyDocument": quote(json.dumps(trust({"AWS": "*"}))),
                "RolePolicyList": [],
            },
            {
                "RoleName": "slr",
                "Path": "/aws-service-role/x/",
                "AssumeRolePolicyDocument": trust({"AWS": "*"}),
                "RolePolicyList": [],
            },
        ],
        "Policies": [
            {
                "Arn": "arn:aws:iam::aws:policy/AdministratorAccess",
                "PolicyVersionList": [{"Document": wide, "IsDefaultVersion": True}],
            },
            {
                "Arn": f"arn:aws:iam::{OWN}:policy/p",
                "PolicyVersionList": [
                    {"Document": wide, "IsDefaultVersion": False},
                    {"Document": wide, "IsDefaultVersion": True},
                ],
            },
        ],
    }
    file = tmp_path / "details.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    found = {(entry.path.partition(".Statement")[0], entry.rule) for entry in lint_file(str(file))}
    assert {entry for entry in found if entry[1] != "privilege-escalation"} == {
        ("UserDetailList[0].UserPolicyList[0].PolicyDocument", "wildcard-action"),
        ("RoleDetailList[0].AssumeRolePolicyDocument", "public-principal"),
        ("Policies[1].PolicyVersionList[1].Document", "wildcard-action"),
    }
