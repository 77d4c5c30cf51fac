"""Every row of the tables that policies are held against: operators, names, principals, ARNs, ways to more rights."""

import json
import re

import pytest

from dirsim.credentials.policy.finding import RULES, FindingLevel
from dirsim.credentials.policy.lint import lint
from dirsim.credentials.policy.overlap import overlaps
from dirsim.credentials.policy.policy_files import lint_text
from dirsim.credentials.policy.statement import PolicyKind, kind_of
from dirsim.credentials.policy.wildcard import literal, matches, meant

OWN, FOREIGN = "111122223333", "444455556666"
ONE = "arn:aws:s3:::b/k"


def policy(*statements, version="2012-10-17"):
    """A policy of statements."""
    return {"Version": version, "Statement": list(statements)}


def allow(action="s3:GetObject", resource=ONE, **more):
    """A statement of an identity policy."""
    return {"Effect": "Allow", "Action": action, "Resource": resource} | more


def rules(document, kind=None, accounts=frozenset()):
    """The rules that find something, in order."""
    return [finding.rule for finding in lint(document, kind, accounts)]


def told(document, kind=None, accounts=frozenset()):
    """Each finding as rule, place and action."""
    return [
        f"{finding.rule} at {'.'.join(map(str, finding.path))} {finding.action} {finding.key}".rstrip()
        for finding in lint(document, kind, accounts)
    ]


GOOD_VALUES = {
    "StringEquals": "a", "StringNotEquals": "a", "StringEqualsIgnoreCase": "a", "StringNotEqualsIgnoreCase": "a",
    "StringLike": "a*", "StringNotLike": "a*", "NumericEquals": "3", "NumericNotEquals": "-3.5",
    "NumericLessThan": 3, "NumericLessThanEquals": "+3", "NumericGreaterThan": "3", "NumericGreaterThanEquals": "3",
    "DateEquals": "2026-11-01", "DateNotEquals": "2026-11-01T00:00:00Z", "DateLessThan": "2026-11-01T00:00+02:00",
    "DateLessThanEquals": "1793491200", "DateGreaterThan": "2026-11-01T00:00:00.5Z",
    "DateGreaterThanEquals": "2026-11-01T00:00", "Bool": True, "BinaryEquals": "aGk=", "IpAddress": "10.0.0.1",
    "NotIpAddress": "2001:db8::/32", "ArnEquals": "arn:aws:s3:::b", "ArnLike": "arn:aws:s3:::*",
    "ArnNotEquals": "arn:aws:s3:::b", "ArnNotLike": "arn:aws:s3:::*", "Null": "TRUE",
}  # fmt: skip


@pytest.mark.parametrize("operator", GOOD_VALUES)
@pytest.mark.parametrize("form", ["{}", "{}IfExists", "ForAllValues:{}", "ForAnyValue:{}"])
def test_each_operator_is_known_in_every_form(operator, form):
    """Every condition operator of IAM is in order, also with the words for several values, and with IfExists except Null."""
    condition = {form.format(operator): {"aws:PrincipalTag/x": GOOD_VALUES[operator]}}
    refused = (form, operator) == ("{}IfExists", "Null")
    assert ("malformed-condition" in rules(policy(allow(Condition=condition)))) is refused


@pytest.mark.parametrize("operator", GOOD_VALUES)
def test_a_misspelt_operator_is_found_with_the_right_one(operator):
    """An operator with a letter too much is not understood, and the nearest one is suggested."""
    found = lint(policy(allow(Condition={f"{operator}x": {"aws:PrincipalTag/x": "true"}})))
    assert [finding.rule for finding in found] == ["malformed-condition"]
    assert f"did you mean {operator}?" in found[0].message
    assert found[0].path == ("Statement", 0, "Condition")
    assert found[0].key == f"{operator}x"


BAD_VALUES = [
    ("Bool", "yes"), ("Null", "maybe"), ("NumericEquals", "three"), ("NumericLessThan", "3."), ("NumericGreaterThan", ""),
    ("DateEquals", "2026-11"), ("DateLessThan", "tomorrow"), ("DateLessThan", "12345678"), ("DateGreaterThan", "2026-11-01 00:00"),
    ("IpAddress", "10.0.0"), ("NotIpAddress", "10.0.0.0/33"), ("StringEquals", {"a": 1}), ("StringEquals", None),
    ("StringEquals", [["a"]]), ("StringEquals", [None]), ("StringEquals", [{"a": 1}]),
]  # fmt: skip


@pytest.mark.parametrize(("operator", "value"), BAD_VALUES)
def test_a_value_that_the_operator_cannot_compare_is_found(operator, value):
    """Neither a truth, a number, a date nor an address, where the operator needs one, is a fault of the condition."""
    assert rules(policy(allow(Condition={operator: {"aws:PrincipalTag/x": value}}))) == ["malformed-condition"]


@pytest.mark.parametrize("operator", ["Bool", "NumericEquals", "DateEquals", "IpAddress"])
def test_a_variable_is_any_value(operator):
    """What a variable holds is known only with the request."""
    condition = {operator: {"aws:PrincipalTag/x": "${aws:username}"}}
    assert "malformed-condition" not in rules(policy(allow(Condition=condition)))


@pytest.mark.parametrize("condition", [[], "a", 3, {"StringEquals": "a"}, {"StringEquals": ["a"]}])
def test_a_condition_is_operator_key_and_values(condition):
    """A condition that is not an object of objects is malformed."""
    assert rules(policy(allow(Condition=condition))) == ["malformed-condition"]


GLOBAL = """
calledvia calledviafirst calledvialast currenttime epochtime ec2instancesourceprivateipv4 ec2instancesourcevpc
federatedprovider multifactorauthage multifactorauthpresent principalaccount principalarn principalisawsservice
principalorgid principalorgpaths principalservicename principalservicenameslist principaltag/a principaltype referer
requestedregion requesttag/a resourceaccount resourceorgid resourceorgpaths resourcetag/a securetransport sourceaccount
sourcearn sourceidentity sourceip sourceorgid sourceorgpaths sourceowner sourcevpc sourcevpcarn sourcevpce tagkeys
tokenissuetime useragent userid username viaawsservice vpceaccount vpceorgid vpceorgpaths vpcsourceip assumedroot
chatbotsourcearn ischatbotsource principalorgmasteraccountid ismcpserviceaction signintype signinsessionarn
sourcevpcaccount calledviaawsmcp viaawsmcpservice
""".split()


@pytest.mark.parametrize("key", GLOBAL)
def test_each_global_key_exists(key):
    """Every key that begins with aws: in the documentation is known, whatever its capitals."""
    for written in (f"aws:{key}", f"AWS:{key.upper()}"):
        assert "unknown-condition-key" not in rules(policy(allow(Condition={"StringLike": {written: "a"}})))


@pytest.mark.parametrize(("key", "hint"), [("aws:UserNam", "aws:username"), ("aws:SourceIpp", "aws:sourceip")])
def test_a_misspelt_global_key_is_found_with_the_right_one(key, hint):
    """The nearest key is suggested."""
    (finding,) = lint(policy(allow(Condition={"StringLike": {key: "a"}})))
    assert finding.rule == "unknown-condition-key"
    assert f"did you mean {hint}?" in finding.message


KEYS = [
    ("s3:GetObject", {"StringEquals": {"username": "a"}}, ["unknown-condition-key"]),
    ("s3:GetObject", {"StringEquals": {"s4:x": "a"}}, ["unknown-condition-key"]),
    ("s3:GetObject", {"StringEquals": {"s3:prefixx": "a"}}, ["unknown-condition-key"]),
    ("s3:ListBucket", {"StringEquals": {"s3:prefix": "a"}}, []),
    ("s3:GetObject", {"StringEquals": {"s3:prefix": "a"}}, ["condition-key-not-supported"]),
    ("s3:GetObject", {"StringEqualsIfExists": {"s3:prefix": "a"}}, []),
    ("s3:GetObject", {"StringEquals": {"s3:ExistingObjectTag/team": "a"}}, []),
    ("s3:GetObject", {"StringEquals": {"ec2:SourceInstanceARN": "a"}}, []),
    ("s3:GetObject", {"StringEquals": {"accounts.google.com:aud": "a"}}, []),
    ("s3:GetObject", {"StringEquals": {"saml:aud": "a"}}, []),
    ("s3:GetObject", {"StringEquals": {"www.amazon.com:app_id": "a"}}, []),
    ("s3:GetObject", {"StringEquals": {"codestar:x": "a"}}, []),
    ("s3:GetObject", {"StringEquals": {"kms:ViaService": "a"}}, ["condition-key-not-supported"]),
    ("s3:GetObject", {"StringEquals": {"ec2:InstanceType": "t3.micro"}}, ["condition-key-not-supported"]),
    ("s3:GetObject", {"StringEquals": {"iam:PassedToService": "a"}}, ["condition-key-not-supported"]),
    ("s3:GetObject", {"StringEqualsIfExists": {"ec2:InstanceType": "t3.micro"}}, []),
    ("s3:GetObject", {"Null": {"ec2:InstanceType": "true"}}, []),
    ("s3:GetObject", {"NumericGreaterThanEquals": {"ec2:RoleDelivery": "2.0"}}, []),
    ("s3:GetObject", {"StringEquals": {"glue:RoleAssumedBy": "a"}}, []),
    ("s3:GetObject", {"StringEquals": {"lambda:SourceFunctionArn": "a"}}, []),
    ("sts:AssumeRole", {"StringEquals": {"iam:ResourceTag/team": "a"}}, []),
    ("s3:GetObject", {"NumericEquals": {"aws:SourceIp": "1"}}, ["condition-type-mismatch"]),
    ("s3:GetObject", {"IpAddress": {"aws:username": "10.0.0.1"}}, []),
    ("s3:GetObject", {"Bool": {"aws:MultiFactorAuthPresent": "true"}}, []),
    ("s3:GetObject", {"NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}}, []),
    ("s3:GetObject", {"DateLessThan": {"aws:MultiFactorAuthAge": "2026-11-01"}}, []),
    ("s3:GetObject", {"DateLessThan": {"aws:CurrentTime": "2026-11-01"}}, []),
    ("s3:GetObject", {"NumericLessThan": {"aws:EpochTime": "1793491200"}}, []),
    ("s3:GetObject", {"DateLessThan": {"aws:EpochTime": "1793491200"}}, []),
    ("s3:GetObject", {"DateLessThan": {"aws:TokenIssueTime": "2026-11-01"}}, []),
    ("s3:GetObject", {"Bool": {"aws:SourceIp": "true"}}, ["condition-type-mismatch"]),
    ("s3:GetObject", {"IpAddress": {"aws:SecureTransport": "10.0.0.1"}}, ["condition-type-mismatch"]),
    ("s3:GetObject", {"IpAddress": {"aws:PrincipalArn": "10.0.0.1"}}, ["condition-type-mismatch"]),
    ("s3:GetObject", {"IpAddress": {"aws:SourceArn": "10.0.0.1"}}, ["condition-type-mismatch"]),
    ("s3:GetObject", {"IpAddress": {"aws:VpcSourceIp": "10.0.0.1"}}, []),
    ("s3:GetObject", {"NotIpAddress": {"aws:SourceIp": "10.0.0.1"}}, []),
    ("s3:GetObject", {"Bool": {"aws:ViaAWSService": "true"}}, []),
    ("s3:GetObject", {"NumericEquals": {"aws:ViaAWSService": "1"}}, ["condition-type-mismatch"]),
    ("s3:GetObject", {"DateEquals": {"aws:PrincipalIsAWSService": "2026-11-01"}}, ["condition-type-mismatch"]),
    ("s3:GetObject", {"StringLike": {"aws:VpcSourceIp": "10.*"}}, ["condition-type-mismatch"]),
    ("s3:ListBucket", {"StringEquals": {"s3:max-keys": "10"}}, []),
    ("s3:ListBucket", {"NumericLessThan": {"s3:max-keys": "10"}}, []),
    ("s3:ListBucket", {"IpAddress": {"s3:max-keys": "10.0.0.1"}}, ["condition-type-mismatch"]),
]  # fmt: skip


@pytest.mark.parametrize(("action", "condition", "expected"), KEYS)
def test_a_key_exists_comes_with_the_request_and_fits_its_operator(action, condition, expected):
    """Unknown keys, keys that the action's requests do not carry, and operators of another type are found."""
    resource = {"s3:ListBucket": "arn:aws:s3:::b", "sts:AssumeRole": "arn:aws:iam::111122223333:role/r"}.get(
        action, ONE
    )
    assert rules(policy(allow(action, resource, Condition=condition))) == expected


RETIRED = """
a4b applicationwizard catalog catalog-admin catalog-user codestar crowd datazonecontrol deepcomposer deeplens deepracer
ec2-reports elastic-inference evidently honeycode iot1click iotevents iotroborunner mobilehub robomaker
sagemaker-groundtruth-synthetic sumerian worklink zocalo
""".split()


@pytest.mark.parametrize("service", RETIRED)
def test_a_service_that_existed_is_not_unknown(service):
    """Actions of services that ended do no harm; what is like them and never existed is found."""
    assert rules(policy(allow(f"{service}:Do"))) == []
    assert rules(policy(allow(f"{service}-zz:Do"))) == ["unknown-service"]


NAMES = [
    ("s3:GetObject", []), ("S3:getobject", []), ("s3:Get*", []), ("s3:GetObjec?", []), ("s3:*:x", ["malformed-action"]),
    ("s3:", ["malformed-action"]), ("", ["malformed-action"]), (" ", ["malformed-action"]), ("GetObject", ["malformed-action"]),
    ("s3:Get Object", ["malformed-action", "unknown-action"]), (7, ["malformed-action"]), (None, ["malformed-action"]), ([], ["malformed-action"]),
    (["s3:GetObject", 7], ["malformed-action"]), ("s*:GetObject", ["malformed-action"]), ("s3:Brew", ["unknown-action"]),
    ("s3:Brew?", ["unknown-action"]), ("iam:ListUsers", ["needs-all-resources"]), ("iam:GetRole", ["resource-mismatch"]), ("sts:GetCallerIdentity", ["needs-all-resources"]),
    ("s3:ListAllMyBuckets", ["needs-all-resources"]), ("s3:ListBucket", ["resource-mismatch"]),
    ("s3:*", ["wildcard-action"]), ("*:*", ["wildcard-action"]),
]  # fmt: skip


@pytest.mark.parametrize(("action", "expected"), NAMES)
def test_actions_are_written_exist_and_fit_the_resource(action, expected):
    """An action is text of the form service:Name, exists, and is about the statement's resource."""
    assert [rule for rule in rules(policy(allow(action))) if rule != "privilege-escalation"] == expected


RESOURCES = [
    ("*", True), ("**", True), (ONE, True), ("arn:aws:s3:::*", True), ("arn:*:s3:::b/*", True), ("arn:aws-cn:s3:::b/k", True),
    ("arn:aws-us-gov:s3:::b/k", True), ("arn:*", True), ("arn:aws:*", True), ("arn:aws:s3:*", True), ("ar*", True), ("a?", True),
    ("?rn:x", False), ("?rnx", True), ("*:b", True), ("${aws:x}", True), ("arn:${x}:s3:::b/k", True), ("", False), (" ", False), ("b/k", False),
    ("arn:aws:s3", False), ("arn:aws:s3:::", False), ("arn:AWS:s3:::b/k", False), ("arn:aws::::b/k", False), ("arn:azure1:s3:::b/k", False),
    ("arn:aws:iam::12345:role/r", False), ("arn:aws:iam::123456789012:role/r", True), ("arn:aws:iam::aws:policy/r", True),
    ("arn:aws:iam::1234*:role/r", True), ("arn:aws:iam::*:role/r", True), ("arn:aws:iam:::role/r", True), ("arn:aws:s3::b/*", False),
    ("arn:aws:iam::123456789012", False), ("arn:aws:iam::123456789012*", True), ("arn:aws:iam::x*", False), ("arn:aws:iam:*", True),
    ("arn:aws:s3/x*", False), ("arn:aws:iam::abc*:role", True), ("arn:aws:iam::*", True), ("arn:aws:s3:eu:123456789012*x", True), (7, False),
]  # fmt: skip


@pytest.mark.parametrize(("resource", "good"), RESOURCES)
def test_a_resource_is_everything_or_an_arn(resource, good):
    """A resource is a star or an ARN of six parts with partition, service, an account of 12 digits and a name."""
    assert ("malformed-resource" not in rules(policy(allow("*", resource)))) is good


AWS_PRINCIPALS = [
    ("*", True), (OWN, True), (f"arn:aws:iam::{OWN}:root", True), (f"arn:aws:iam::{OWN}:user/a", True), (f"arn:aws:iam::{OWN}:role/p/r", True),
    (f"arn:aws:sts::{OWN}:assumed-role/r/s", True), (f"arn:aws:sts::{OWN}:federated-user/u", True), ("AIDAEXAMPLEEXAMPLE77", True),
    (f"arn:aws-cn:iam::{OWN}:root", True), ("arn:aws:iam::cloudfront:user/CloudFront E1", True), (f"arn:aws:iam::{OWN}:role/*", False),
    (f"arn:aws:iam::{OWN}:role/r?", False), (f"arn:aws:iam::{OWN}:group/g", False), ("12345", False), ("ana", False), ("AID", False),
    (f"arn:aws:iam::{OWN}:role/${{x}}", True), (7, False), ([], False),
]  # fmt: skip


@pytest.mark.parametrize(("name", "good"), AWS_PRINCIPALS)
def test_a_principal_is_an_account_a_user_a_role_or_everybody(name, good):
    """A principal of AWS is an account, the ARN of a user, role or session, a unique id, or a star."""
    document = policy(allow(Principal={"AWS": name}))
    assert ("malformed-principal" not in rules(document)) is good


@pytest.mark.parametrize(
    ("principal", "good"),
    [
        ("*", True), ("ana", False), (7, False), ({}, False), ({"Service": "ec2.amazonaws.com"}, True), ({"Service": "EC2.amazonaws.com"}, True),
        ({"Service": "ec2.amazonaws.com.cn"}, True), ({"Service": "a.aws.internal"}, True), ({"Service": "ec2"}, False), ({"Service": "e c2.x"}, False),
        ({"Federated": "accounts.google.com"}, True), ({"Federated": " "}, False), ({"CanonicalUser": "abc"}, True), ({"User": "a"}, False),
        ({"Service": []}, False), ({"AWS": [OWN, 7]}, False),
    ],
)  # fmt: skip
def test_a_principal_has_one_of_four_kinds(principal, good):
    """A principal is a star or names of kind AWS, Service, Federated or CanonicalUser."""
    assert ("malformed-principal" not in rules(policy(allow(Principal=principal)))) is good


FORMS = {
    "empty object": {},
    "list": [],
    "text": "a",
    "truth": True,
    "number": 1.5,
    "nothing": None,
    "statement is null": {"Version": "2012-10-17", "Statement": None},
    "statement is a text": policy("a"),
    "statement list empty": policy(),
    "one statement without list": {"Version": "2012-10-17", "Statement": allow()},
    "old version": policy(allow(), version="2008-10-17"),
    "version is a number": policy(allow(), version=2012),
    "old version with variables": policy(allow(resource=[ONE, "arn:aws:s3:::b/${aws:username}"]), allow(NotResource="${x}"), version="2008-10-17"),
    "unknown top key": policy(allow()) | {"Statment": 1, "Id": "x"},
    "unknown element": policy(allow(Actions="x", sid="a")),
    "unlike any element": policy(allow(zzzzqq=1)),
    "no effect": policy({"Action": "s3:GetObject", "Resource": ONE}),
    "wrong effect": policy(allow(Effect="Permit")),
    "no action": policy({"Effect": "Allow", "Resource": ONE}),
    "both actions": policy(allow(NotAction="s3:PutObject")),
    "both resources": policy(allow(NotResource="arn:aws:s3:::c/*")),
    "no resource": policy({"Effect": "Allow", "Action": "s3:GetObject"}),
    "empty lists": policy(allow([], [])),
    "wrong types": policy(allow([7], [True])),
    "sid of blanks": policy(allow(Sid="a b")),
    "sid is a number": policy(allow(Sid=7)),
    "empty sids": policy(allow(Sid=""), allow(Sid="")),
    "three equal sids": policy(allow(Sid="a"), allow(Sid="b"), allow(Sid="a"), allow(Sid="a")),
    "identity with principal": policy(allow(Principal="*")),
    "identity with not-principal": policy(allow(NotPrincipal={"AWS": OWN})),
    "pass role": policy(allow("iam:PassRole", [f"arn:aws:iam::{OWN}:role/app", f"arn:aws:iam::{OWN}:role/*"])),
    "pass role to a service": policy(allow("iam:PassRole", "*", Condition={"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}})),
    "pass role for a thing": policy(allow("iam:PassRole", "*", Condition={"ArnEquals": {"iam:AssociatedResourceArn": ONE}})),
    "pass role by wildcard": policy(allow("iam:Pass*", "arn:*")),
    "every role by all": policy(allow("*", "*")),
    "limited by the account": policy(allow("s3:GetObject", "*", Condition={"StringEquals": {"aws:ResourceAccount": OWN}})),
    "limited by the organisation": policy(allow("s3:GetObject", "*", Condition={"StringEquals": {"aws:ResourceOrgID": "o-1"}})),
    "limited by its paths": policy(allow("s3:GetObject", "*", Condition={"StringLike": {"aws:ResourceOrgPaths": "o-1/*"}})),
    "limited by a tag": policy(allow("s3:GetObject", "*", Condition={"StringEquals": {"aws:ResourceTag/a": "b"}})),
    "not limited by a tag that may miss": policy(allow("s3:GetObject", "*", Condition={"StringEqualsIfExists": {"aws:ResourceTag/a": "b"}})),
    "not limited by what it is not": policy(allow("s3:GetObject", "*", Condition={"StringNotEquals": {"aws:ResourceAccount": OWN}})),
    "not action": policy({"Effect": "Allow", "NotAction": ["iam:*", "s3:GetObject"], "Resource": "*"}),
    "not resource": policy({"Effect": "Allow", "Action": "s3:GetObject", "NotResource": ["arn:aws:s3:::c/*"]}),
    "not principal": policy({"Effect": "Allow", "NotPrincipal": {"AWS": [OWN]}, "Action": "s3:GetObject", "Resource": ONE}),
    "deny of all": policy({"Effect": "Deny", "NotAction": "iam:*", "NotResource": ONE, "NotPrincipal": {"AWS": OWN}}),
    "wildcards of many": policy(allow(["ec2:*", "s3:Get*", "sts:*", "iam:List*"], "*")),
    "mismatch among several": policy(allow(["s3:GetObject", "s3:ListBucket"], ["arn:aws:s3:::b/*"])),
    "mismatch in a refusal": policy(allow("s3:GetObject", "arn:aws:s3:::b", Effect="Deny")),
}  # fmt: skip


def test_forms_of_policies(reviewed):
    """Each fault of form and each broad grant is found at its place, for every kind of policy."""
    lines = []
    for name, document in FORMS.items():
        for kind in list(PolicyKind)[:3]:
            lines.append(f"{name} ({kind.value})")
            lines += [f"    {line}" for line in told(document, kind)]
    reviewed("forms", lines)


WAYS = (
    """
iam:CreatePolicyVersion|iam:SetDefaultPolicyVersion|iam:CreateAccessKey|iam:CreateLoginProfile|iam:UpdateLoginProfile
iam:AttachUserPolicy|iam:AttachGroupPolicy|iam:AttachRolePolicy|iam:PutUserPolicy|iam:PutGroupPolicy|iam:PutRolePolicy
iam:AddUserToGroup|iam:UpdateAssumeRolePolicy sts:AssumeRole|iam:PassRole ec2:RunInstances ec2
iam:PassRole lambda:CreateFunction lambda:InvokeFunction lambda
iam:PassRole lambda:CreateFunction lambda:CreateEventSourceMapping lambda
iam:PassRole lambda:CreateFunction lambda:AddPermission lambda|lambda:UpdateFunctionCode|lambda:UpdateFunctionConfiguration
iam:PassRole glue:CreateDevEndpoint glue|glue:UpdateDevEndpoint|iam:PassRole glue:CreateJob glue:StartJobRun glue
iam:PassRole glue:CreateJob glue:CreateTrigger glue|iam:PassRole glue:UpdateJob glue:StartJobRun glue
iam:PassRole cloudformation:CreateStack cloudformation|cloudformation:UpdateStack
cloudformation:CreateChangeSet cloudformation:ExecuteChangeSet
iam:PassRole datapipeline:CreatePipeline datapipeline:PutPipelineDefinition datapipeline
iam:PassRole codestar:CreateProject codestar|codestar:CreateProject codestar:AssociateTeamMember
iam:PassRole codebuild:CreateProject codebuild:StartBuild codebuild
iam:PassRole sagemaker:CreateNotebookInstance sagemaker:CreatePresignedNotebookInstanceUrl sagemaker
sagemaker:CreatePresignedNotebookInstanceUrl|iam:PassRole sagemaker:CreateTrainingJob sagemaker
iam:PassRole sagemaker:CreateProcessingJob sagemaker|iam:PassRole ecs:RegisterTaskDefinition ecs:RunTask ecs-tasks
iam:PassRole ecs:RegisterTaskDefinition ecs:StartTask ecs-tasks|iam:PassRole ecs:RegisterTaskDefinition ecs:CreateService ecs-tasks
iam:PassRole autoscaling:CreateLaunchConfiguration autoscaling:CreateAutoScalingGroup ec2
iam:DeleteRolePermissionsBoundary|iam:DeleteUserPermissionsBoundary
""".strip()
    .replace("|", "\n")
    .splitlines()
)


def ways(*statements):
    """The actions that findings of ways to more rights name."""
    return [finding.action for finding in lint(policy(*statements)) if finding.rule == "privilege-escalation"]


@pytest.mark.parametrize("row", WAYS)
def test_each_known_way_to_more_rights_is_found(row):
    """The actions of a known way, allowed on everything, are found; with one of them missing or refused they are not."""
    words = row.split()
    needs = [word for word in words if ":" in word]
    receiver = next((word for word in words if ":" not in word), "")
    name = "+".join(needs)
    assert name in ways(allow(needs, "*"))
    assert name in ways(*(allow(need, "*") for need in needs))
    for need in needs:
        assert name not in ways(allow([other for other in needs if other != need], "*"))
        assert name not in ways(allow(needs, "*"), allow(need, "*", Effect="Deny"))
        assert name in ways(
            allow(needs, "*"), allow(need, "*", Effect="Deny", Condition={"Bool": {"aws:ViaAWSService": "true"}})
        )
    if receiver:
        for service, found in ((receiver, True), ("backup", False)):
            condition = {"StringEquals": {"iam:PassedToService": f"{service}.amazonaws.com"}}
            passed = allow("iam:PassRole", "*", Condition=condition)
            assert (name in ways(passed, allow(needs[1:], "*"))) is found


@pytest.mark.parametrize(
    ("resource", "wide"),
    [
        ("*", True), (f"arn:aws:iam::{OWN}:user/*", True), (f"arn:aws:iam::{OWN}:*", True), (f"arn:aws:iam::{OWN}:user/ana", False),
        (f"arn:aws:iam::{OWN}:user/${{aws:username}}", False), ("arn:aws:s3:::*", False), (f"arn:aws:iam::{OWN}:user/a*", False),
        ("arn:aws:iam:*", True),
    ],
)  # fmt: skip
def test_a_way_needs_every_thing_of_its_kind(resource, wide):
    """Keys for any user are a way to more rights; keys for one named user, or one's own, are not."""
    assert (ways(allow("iam:CreateAccessKey", resource)) == ["iam:CreateAccessKey"]) is wide


@pytest.mark.parametrize(
    ("key", "limits"),
    [
        ("iam:PermissionsBoundary", True), ("iam:PolicyARN", True), ("iam:ResourceTag/a", True), ("aws:ResourceTag/a", True),
        ("iam:AWSServiceName", True), ("aws:username", False), ("aws:PrincipalTag/a", False),
    ],
)  # fmt: skip
def test_a_condition_on_the_target_closes_a_way(key, limits):
    """A condition that says which users, policies or boundaries are meant leaves no way; one that may miss does."""
    for operator, sure in (("StringEquals", True), ("StringEqualsIfExists", False), ("StringNotEquals", False)):
        found = ways(allow("iam:CreateAccessKey", "*", Condition={operator: {key: "x"}}))
        assert (found == []) is (limits and sure)


def test_a_wildcard_tells_its_ways_once():
    """Behind one wildcard all ways are one finding, at the place of the wildcard."""
    (finding,) = [entry for entry in lint(policy(allow("iam:*", "*"))) if entry.rule == "privilege-escalation"]
    assert (finding.path, finding.action) == (("Statement", 0, "Action"), "iam:*")
    assert re.search(r"and in \d+ more ways", finding.message)


WHO = """
aws:principalorgid aws:principalorgpaths aws:principalaccount aws:principalarn aws:sourceaccount aws:sourcearn aws:sourceorgid
aws:sourceorgpaths aws:sourceowner aws:sourcevpc aws:sourcevpce aws:sourcevpcarn aws:userid aws:username
aws:vpceaccount aws:vpceorgid aws:vpceorgpaths kms:calleraccount s3:dataaccesspointaccount s3:dataaccesspointarn
s3:accesspointnetworkorigin lambda:sourcefunctionarn sns:endpoint elasticfilesystem:accesspointarn aws:principalservicename
aws:sourceidentity aws:federatedprovider aws:ec2instancesourcevpc sts:externalid aws:principaltag/team
cloudfront:distributionarn es:viaawsservice aws:sourceip aws:vpcsourceip
""".split()


@pytest.mark.parametrize("key", WHO)
def test_a_condition_on_who_comes_keeps_the_public_out(key):
    """A bucket open to everybody under a condition that says who, or from where, is not public."""

    def public(operator, value):
        statement = allow(Principal="*", Condition={operator: {key: value}})
        return "public-principal" in rules(policy(statement))

    assert not public("StringLike", "x")
    assert public("StringLike", "*")
    assert public("StringNotLike", "x")
    assert public("StringLikeIfExists", "x")
    assert public("ForAllValues:StringLike", "x")


@pytest.mark.parametrize("value", ["0.0.0.0/0", "::/0"])
def test_every_address_is_everybody(value):
    """An address range that holds all addresses keeps nobody out."""
    statement = allow(Principal={"AWS": "*"}, Condition={"IpAddress": {"aws:SourceIp": value}})
    assert rules(policy(statement)) == ["public-principal"]


ROOT = {"AWS": f"arn:aws:iam::{FOREIGN}:root"}
HOST = "token.actions.githubusercontent.com"
HUB = {"Federated": f"arn:aws:iam::{OWN}:oidc-provider/{HOST}"}
WEB, SAML = "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"
AUD = {f"{HOST}:aud": "sts.amazonaws.com"}
PRINCIPALS = {
    "root of another account": ({"Principal": ROOT, "Action": "sts:AssumeRole"}, {}),
    "number of another account": ({"Principal": {"AWS": FOREIGN}, "Action": "sts:*"}, {}),
    "role of another account": ({"Principal": {"AWS": f"arn:aws:iam::{FOREIGN}:role/r"}, "Action": "sts:AssumeRole"}, {}),
    "with external id": ({"Principal": ROOT, "Action": "sts:AssumeRole"}, {"StringEquals": {"sts:ExternalId": "x"}}),
    "with organisation": ({"Principal": ROOT, "Action": "sts:AssumeRole"}, {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}),
    "with org paths": ({"Principal": ROOT, "Action": "sts:AssumeRole"}, {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-1/r/x"}}),
    "with source identity": ({"Principal": ROOT, "Action": "sts:AssumeRole"}, {"StringEquals": {"aws:SourceIdentity": "x"}}),
    "with a second factor": ({"Principal": ROOT, "Action": "sts:AssumeRole"}, {"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
    "tags only": ({"Principal": ROOT, "Action": "sts:TagSession"}, {}),
    "everybody": ({"Principal": "*", "Action": "sts:AssumeRole"}, {}),
    "provider, nothing said": ({"Principal": HUB, "Action": WEB}, {}),
    "provider, audience": ({"Principal": HUB, "Action": WEB}, {"StringEquals": AUD}),
    "provider, azp": ({"Principal": HUB, "Action": WEB}, {"StringEquals": {f"{HOST}:azp": "x", f"{HOST}:sub": "repo:o/r:x"}}),
    "provider, audience may miss": ({"Principal": HUB, "Action": WEB}, {"StringEqualsIfExists": AUD}),
    "provider, repository claim": ({"Principal": HUB, "Action": WEB}, {"StringEquals": AUD | {f"{HOST}:repository": "o/r"}}),
    "provider, workflow claim": ({"Principal": HUB, "Action": WEB}, {"StringEquals": AUD | {f"{HOST}:job_workflow_ref": "o/r"}}),
    **{
        f"provider, subject {subject}": ({"Principal": HUB, "Action": WEB}, {"StringLike": AUD | {f"{HOST}:sub": subject}})
        for subject in ("*", "repo:*", "repo:o/*", "org:*", "project_path:*", "organization:*:x", "system:serviceaccount:*", "system:serviceaccount:*:a", "system:serviceaccount:n:a")
    },
    "google, audience": ({"Principal": {"Federated": "accounts.google.com"}, "Action": WEB}, {"StringEquals": {"accounts.google.com:aud": "x"}}),
    "google, nothing": ({"Principal": {"Federated": "accounts.google.com"}, "Action": WEB}, {}),
    "amazon, app id": ({"Principal": {"Federated": "www.amazon.com"}, "Action": WEB}, {"StringEquals": {"www.amazon.com:app_id": "x"}}),
    "facebook, app id": ({"Principal": {"Federated": "graph.facebook.com"}, "Action": WEB}, {"StringEquals": {"graph.facebook.com:app_id": "x"}}),
    "facebook, nothing": ({"Principal": {"Federated": "graph.facebook.com"}, "Action": WEB}, {}),
    "pool, audience": ({"Principal": {"Federated": "cognito-identity.amazonaws.com"}, "Action": WEB}, {"StringEquals": {"cognito-identity.amazonaws.com:aud": "x"}}),
    **{
        f"saml, {key}": ({"Principal": {"Federated": f"arn:aws:iam::{OWN}:saml-provider/corp"}, "Action": SAML}, {"StringEquals": {key: "x"}})
        for key in ("SAML:aud", "saml:iss", "SAML:sub", "SAML:namequalifier", "SAML:edupersonorgdn")
    },
    "saml, nothing": ({"Principal": {"Federated": f"arn:aws:iam::{OWN}:saml-provider/corp"}, "Action": SAML}, {}),
    "saml by its action": ({"Principal": {"Federated": "corp"}, "Action": SAML}, {}),
}  # fmt: skip


def test_who_may_take_a_role(reviewed):
    """Third parties without an id, tokens without audience or subject, and the public are found in trust policies."""
    lines = []
    for name, (statement, condition) in PRINCIPALS.items():
        entry = {"Effect": "Allow"} | statement | ({"Condition": condition} if condition else {})
        lines.append(f"{name}: {', '.join(told(policy(entry))) or 'nothing'}")
        lines.append(
            f"    to the account's owner: {', '.join(told(policy(entry), accounts=frozenset({FOREIGN}))) or 'nothing'}"
        )
    reviewed("trusts", lines)


@pytest.mark.parametrize(
    ("principal", "resource", "own", "expected"),
    [
        (f"arn:aws:iam::{FOREIGN}:root", f"arn:aws:sqs:eu-west-1:{OWN}:q", (), ["cross-account-principal"]),
        (f"arn:aws:iam::{FOREIGN}:role/r", f"arn:aws:sqs:eu-west-1:{OWN}:q", (), ["cross-account-principal"]),
        (f"arn:aws:iam::{OWN}:role/r", f"arn:aws:sqs:eu-west-1:{OWN}:q", (), []),
        (OWN, f"arn:aws:sqs:eu-west-1:{OWN}:q", (), []),
        (f"arn:aws:iam::{FOREIGN}:role/r", "arn:aws:s3:::b/*", (), []),
        (f"arn:aws:iam::{FOREIGN}:root", "arn:aws:s3:::b/*", (), ["cross-account-principal"]),
        (f"arn:aws:iam::{FOREIGN}:role/r", "arn:aws:s3:::b/*", (OWN,), ["cross-account-principal"]),
        (f"arn:aws:iam::{FOREIGN}:role/r", "arn:aws:s3:::b/*", (OWN, FOREIGN), []),
        ("AIDAEXAMPLEEXAMPLE77", "arn:aws:s3:::b/*", (OWN,), []),
    ],
)  # fmt: skip
def test_another_account_than_the_resources_is_found(principal, resource, own, expected):
    """A resource's policy that lets another account in without a condition is found, as far as it tells whose it is."""
    action = "sqs:SendMessage" if ":sqs:" in resource else "s3:GetObject"
    document = policy(allow(action, resource, Principal={"AWS": principal}))
    assert rules(document, accounts=frozenset(own)) == expected
    limited = policy(
        allow(action, resource, Principal={"AWS": principal}, Condition={"StringEquals": {"aws:PrincipalOrgID": "o"}})
    )
    assert rules(limited, accounts=frozenset(own)) == []


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        (policy(allow()), PolicyKind.IDENTITY), (policy(allow(Principal="*")), PolicyKind.RESOURCE), (policy(allow(NotPrincipal="*")), PolicyKind.RESOURCE),
        (policy({"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}), PolicyKind.TRUST),
        (policy({"Effect": "Allow", "Principal": "*", "Action": ["sts:AssumeRole", "sts:TagSession"]}), PolicyKind.TRUST),
        (policy({"Effect": "Allow", "Principal": "*", "Action": ["sts:AssumeRole", "s3:GetObject"]}), PolicyKind.RESOURCE),
        (policy({"Effect": "Allow", "Action": "sts:AssumeRole"}), PolicyKind.TRUST), (policy({"Effect": "Allow", "Action": "s3:GetObject"}), PolicyKind.IDENTITY),
        (policy(allow("sts:AssumeRole")), PolicyKind.IDENTITY), (policy(), PolicyKind.IDENTITY),
    ],
)  # fmt: skip
def test_the_kind_of_a_policy_follows_from_its_elements(document, kind):
    """A policy that names principals is a resource's, or a role's when it is about taking roles alone."""
    assert kind_of(document) is kind


LEVELS = {
    "error": "malformed-json malformed-policy malformed-version malformed-statement malformed-effect malformed-action malformed-resource malformed-principal malformed-condition malformed-sid duplicate-sid unknown-service unknown-action malformed-rcp policy-too-long",
    "note": "no-version wildcard-prefix policy-inline-only",
}


def test_levels_of_rules():
    """What IAM refuses, or what does not exist, is an error; an old version or a prefix is a note; everything else a warning."""
    listed = {rule: level for level, names in LEVELS.items() for rule in names.split()}
    assert {rule: level.value for rule, (level, _) in RULES.items()} == {
        rule: listed.get(rule, "warning") for rule in RULES
    }
    assert [level.value for level in FindingLevel] == ["note", "warning", "error"]


@pytest.mark.parametrize(
    ("text", "value", "plain", "any_case"),
    [
        ("a", "a", True, True), ("a", "A", False, True), ("a*", "abc", True, True), ("a?", "a", False, False), ("a?", "ab", True, True),
        ("A?", "ab", False, True), ("*", "", True, True), ("a.c", "abc", False, False), ("a${*}", "a*", True, True), ("a${*}", "ab", False, False),
        ("a${?}", "a?", True, True), ("a${$}*", "a$b", True, True), ("*\n", "x\n", True, True), ("a$", "a$", True, True), ("$*", "$x", True, True),
    ],
)  # fmt: skip
def test_wildcards(text, value, plain, any_case):
    """A star is any text, a question mark one character, and what is written ${*} is the star itself."""
    assert (matches(text, value), matches(text, value, any_case=True)) == (plain, any_case)


@pytest.mark.parametrize(
    ("value", "written"), [("a", "a"), ("a*", "a${*}"), ("a?b", "a${?}b"), ("${x}", "${$}{x}"), ("${*}", "${$}{${*}}")]
)
def test_a_literal_means_itself_only(value, written):
    """What is written for a value matches that value and is read back as it."""
    assert literal(value) == written
    assert matches(written, value)
    assert not matches(written, value + "x")
    if "${" not in value:
        assert meant(written) == value


BUCKET, OBJECT = "arn:${Partition}:s3:::${BucketName}", "arn:${Partition}:s3:::${BucketName}/${ObjectName}"
USER = "arn:${Partition}:iam::${Account}:user/${UserNameWithPath}"


@pytest.mark.parametrize(
    ("template", "resource", "expected"),
    [
        (BUCKET, "arn:aws:s3:::b", True), (BUCKET, "arn:aws:s3:::b/k", False), (BUCKET, "arn:aws:s3:::*", True), (BUCKET, "arn:aws:s3:::b/*", False),
        (OBJECT, "arn:aws:s3:::b/k", True), (OBJECT, "arn:aws:s3:::b", False), (OBJECT, "arn:aws:s3:::b*", True), (OBJECT, "*", True),
        (OBJECT, "arn:aws:s3:::?/k", True), (USER, "arn:aws:iam::1:user/a/b", True), (USER, "arn:aws:iam::1:role/a", False),
        (USER, "arn:aws:iam::${x}:user/${aws:username}", True), (USER, "arn:aws:iam:eu:1:user/a", False), (USER, "arn:aws:iam::1:us", False),
        (USER, "arn:aws:iam::1:us*", True), (USER, "arn:aws:sts::1:user/a", False),
    ],
)  # fmt: skip
def test_whether_a_resource_can_mean_a_type(template, resource, expected):
    """A resource of a policy and a type meet where some ARN is of both."""
    assert overlaps(template, resource) is expected


BROKEN = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:Brew", "Resource": "*"}}'
HELD = {
    "alone": BROKEN,
    "list of policies": f"[{BROKEN}, {BROKEN}]",
    **{key: f'{{"{key}": {BROKEN}}}' for key in ("PolicyVersion", "Policy", "Document", "PolicyDocument", "AssumeRolePolicyDocument", "policy", "document", "policyDocument", "Role", "RolePolicy")},
    "two levels": f'{{"Role": {{"AssumeRolePolicyDocument": {BROKEN}}}}}',
    "four levels": f'{{"Role": {{"Role": {{"Role": {{"Policy": {BROKEN}}}}}}}}}',
    "five levels": f'{{"Role": {{"Role": {{"Role": {{"Role": {{"Policy": {BROKEN}}}}}}}}}}}',
    "two holders": f'{{"Policy": {BROKEN}, "Document": {BROKEN}}}',
    "as text": json.dumps({"Policy": BROKEN}),
    "with percent signs": json.dumps({"Policy": "%7B%22Statement%22%3A%20%7B%22Action%22%3A%20%22s3%3ABrew%22%7D%7D"}),
    "text that is no policy": json.dumps({"Policy": "Statement"}),
    "over lines": '{\n  "Statement": {\n    "Effect": "Allow",\n    "Action": ["s3:GetObject", "s3:Brew"],\n    "Resource": "*"\n  }\n}',
    "key twice": '{"Version": "2012-10-17", "Version": "2012-10-17", "Statement": []}',
    "no json": "{",
    "empty": "  ",
    "clean": '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "ec2:DescribeVpcs", "Resource": "*"}}',
}  # fmt: skip


def test_policies_are_found_in_what_holds_them(reviewed):
    """A policy is found in what the AWS command line answers, and each finding has its line and column."""
    lines = []
    for name, text in HELD.items():
        lines.append(name)
        lines += [
            f"    {entry.path or '-'} {entry.rule} {entry.action} {entry.line}:{entry.column}"
            for entry in lint_text(text)
        ]
    reviewed("holders", lines)


def test_a_file_nested_too_deeply_is_a_finding():
    """Thousands of brackets are a finding, not a failure."""
    (finding,) = lint_text("[" * 200_000)
    assert (finding.rule, finding.line, finding.column) == ("malformed-json", 0, 0)
