"""Messages of the rules on names, breadth, escalation and principals: the value, the consequence and the way out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dirsim.credentials.policy.escalation import WAYS
from dirsim.credentials.policy.lint import lint
from dirsim.credentials.policy.statement import PolicyKind

OWN, FOREIGN = "111122223333", "444455556666"
ONE = "arn:aws:s3:::b/k"
WEB = "sts:AssumeRoleWithWebIdentity"
IDP = {"Federated": f"arn:aws:iam::{OWN}:oidc-provider/idp.example/x"}


def policy(*statements):
    """A policy of statements."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(action="s3:GetObject", resource=ONE, **more):
    """A statement of an identity policy."""
    return {"Effect": "Allow", "Action": action, "Resource": resource} | more


def trust(principal, action="sts:AssumeRole", **condition):
    """A trust policy of one statement."""
    return policy(
        {"Effect": "Allow", "Principal": principal, "Action": action} | ({"Condition": condition} if condition else {})
    )


def messages(document, kind=None, accounts=()):
    """The messages of all findings, in order."""
    return [finding.message for finding in lint(document, kind, frozenset(accounts))]


@pytest.mark.parametrize(
    ("action", "message"),
    [
        ("s4:GetObject", "unknown service 's4'"),
        ("lambdas:InvokeFunction", "unknown service 'lambdas'; did you mean lambda:InvokeFunction?"),
        ("lambdas:Brew", "unknown service 'lambdas'; did you mean lambda?"),
        ("s3:GetObjet", "unknown action 'GetObjet' of s3; did you mean s3:GetObject?"),
        ("S3:GetObjet", "unknown action 'GetObjet' of S3; did you mean s3:GetObject?"),
        ("s3:Qqqqqqqq", "unknown action 'Qqqqqqqq' of s3"),
        ("s3:Brew*", "unknown action 'Brew*' of s3 that matches the wildcard"),
        ("s3:Bre?", "unknown action 'Bre?' of s3 that matches the wildcard"),
        ("s3:ListObjectsV2", "unknown action 'ListObjectsV2' of s3: this is an operation; it requires s3:ListBucket"),
        ("s3:ListDirectoryBuckets", "unknown action 'ListDirectoryBuckets' of s3: this is an operation; it requires s3express:ListAllMyDirectoryBuckets"),
        ("kms:ReEncrypt", "unknown action 'ReEncrypt' of kms: this is an operation; it requires kms:ReEncryptFrom and kms:ReEncryptTo"),
        ("sqs:ChangeMessageVisibilityBatch", "unknown action 'ChangeMessageVisibilityBatch' of sqs: this is an operation; it requires sqs:ChangeMessageVisibility"),
        ("sns:PublishBatch", "unknown action 'PublishBatch' of sns: this is an operation; it requires sns:Publish"),
        ("sqs:SendMessageBatch", "unknown action 'SendMessageBatch' of sqs: this is an operation; it requires sqs:SendMessage"),
    ],
)  # fmt: skip
def test_an_unknown_action_is_named_with_the_nearest(action, message):
    """An action that does not exist is named with the one that was probably meant, or that its operation requires."""
    assert messages(policy(allow(action, "*"))) == [message]


@pytest.mark.parametrize("action", ["*", "*:*", "s3:GetObject", "a4b:Anything", "robomaker:X", "EC2-Reports:View*"])
def test_actions_that_are_known_are_not_named(action):
    """Existing actions, wildcards for everything and actions of discontinued services are not unknown."""
    assert not any("unknown" in message for message in messages(policy(allow(action, "*"))))


@pytest.mark.parametrize(
    ("operator", "key", "value", "message"),
    [
        ("StringEquals", "username", "a", "the condition key 'username' has no service; use aws:username"),
        ("StringEquals", "aws:usrname", "a", "unknown condition key 'aws:usrname'; did you mean aws:username?"),
        ("StringEquals", "aws:qqq", "a", "unknown condition key 'aws:qqq'"),
        ("StringEquals", "s4:x", "a", "unknown service 's4' of the condition key 's4:x'"),
        ("StringEquals", "s3:prefx", "a", "unknown condition key 's3:prefx'; did you mean s3:prefix?"),
        ("StringEquals", "s3:qqqqqqq", "a", "unknown condition key 's3:qqqqqqq'"),
        ("StringEquals", "s3:prefix", "a", "no request for s3:GetObject supports s3:prefix, so the statement never allows anything"),
        ("StringEquals", "ec2:ResourceTag/x", "a", "no request for s3:GetObject supports ec2:ResourceTag/x, so the statement never allows anything"),
        ("StringNotEquals", "ec2:ResourceTag/x", "a", "no request for s3:GetObject supports ec2:ResourceTag/x, so StringNotEquals always holds"),
        ("Bool", "aws:SourceIp", "true", "Bool compares Bool values; aws:SourceIp is IPAddress"),
        ("IpAddress", "aws:SourceArn", "10.0.0.1", "IpAddress compares IPAddress values; aws:SourceArn is ARN"),
        ("NotIpAddress", "aws:SourceArn", "10.0.0.1", "NotIpAddress compares IPAddress values; aws:SourceArn is ARN"),
        ("NumericEquals", "aws:SecureTransport", "1", "NumericEquals compares Numeric values; aws:SecureTransport is Bool"),
        ("DateLessThan", "aws:SecureTransport", "2026-01-01", "DateLessThan compares Date values; aws:SecureTransport is Bool"),
        ("StringLike", "aws:VpcSourceIp", "10.*", "StringLike compares text; aws:VpcSourceIp is an address: use IpAddress"),
    ],
)  # fmt: skip
def test_a_condition_key_is_named_with_its_fault(operator, key, value, message):
    """A key that does not exist, never comes, or has another type is named with the operator and the way out."""
    assert messages(policy(allow(Condition={operator: {key: value}}))) == [message]


def test_a_deny_on_a_key_that_never_comes_is_named():
    """A Deny whose condition no request meets denies nothing, which is more dangerous than an Allow that allows nothing."""
    denied = allow(Condition={"StringEquals": {"ec2:InstanceType": "t3.micro"}}) | {"Effect": "Deny"}
    assert messages(policy(denied)) == [
        "no request for s3:GetObject supports ec2:InstanceType, so the statement never denies anything"
    ]


@pytest.mark.parametrize(
    ("operator", "key", "value"),
    [
        ("DateLessThan", "aws:MultiFactorAuthAge", "2026-01-01"), ("NumericLessThan", "aws:CurrentTime", "1"),
        ("NumericLessThan", "aws:EpochTime", "1"), ("StringLike", "aws:SourceArn", "arn:*"), ("ArnLike", "aws:SourceArn", "arn:*"),
        ("Bool", "aws:MultiFactorAuthPresent", "true"), ("BoolIfExists", "aws:ViaAWSService", "true"), ("IpAddress", "aws:SourceIp", "198.51.100.0/24"),
        ("StringEquals", "aws:PrincipalTag/any/thing", "a"), ("StringEquals", "AWS:USERNAME", "a"), ("NumericEquals", "aws:username", "1"),
        ("StringEqualsIfExists", "s3:prefix", "a"), ("StringEquals", "s3:ExistingObjectTag/x", "a"), ("StringEquals", "a4b:filters_deviceType", "a"),
        ("StringEquals", "idp.example/x:aud", "a"), ("StringEquals", "SAML:aud", "a"), ("StringEquals", "EC2:RoleDelivery", "a"),
    ],
)  # fmt: skip
def test_a_condition_that_can_hold_is_in_order(operator, key, value):
    """Dates and numbers compare with each other, text with everything but addresses, and foreign keys may come."""
    assert messages(policy(allow(Condition={operator: {key: value}}))) == []


def test_resources_that_an_action_does_not_have():
    """The ARNs that an action applies to are listed, and an action without resources needs its own statement."""
    found = messages(
        policy(allow(["s3:GetObject", "s3:ListBucket", "ec2:DescribeVpcs", "s3:GetOb*"], ["arn:aws:s3:::b"]))
    )
    assert len(found) == 2
    assert found[0].startswith("s3:GetObject applies to arn:${Partition}:s3:")
    assert found[0].endswith("; no resource of the statement matches")
    assert (
        found[1]
        == "ec2:DescribeVpcs supports no resources: with an ARN it is never allowed; use * in a separate statement"
    )


@pytest.mark.parametrize("resource", ["*", "ar*", ["arn:aws:s3:::b", "*"]])
def test_a_resource_that_may_be_anything_fits_each_action(resource):
    """A star, or the beginning of an ARN, is a resource of every action."""
    assert not any("applies to" in message for message in messages(policy(allow("s3:GetObject", resource))))


@pytest.mark.parametrize(
    ("action", "message"),
    [
        ("*", "every action of every service is allowed"),
        ("*:*", "every action of every service is allowed"),
        ("s3:*", "every action of s3 is allowed, including those that AWS adds later"),
        ("s3:GetObject", "s3:GetObject on *: it can be limited to named resources: accesspointobject, object"),
        ("s3:GetObjectAc*", "s3:GetObjectAc* on *: it can be limited to named resources (1 of the matching actions): accesspointobject, object"),
        ("iam:PassRole", "iam:PassRole on *: any role can be handed to a service, the most powerful one too; name the roles"),
        ("ec2:DescribeVpcs", None),
    ],
)  # fmt: skip
def test_a_broad_grant_is_named_with_what_would_be_narrower(action, message):
    """A grant of every action, or of an action on every resource, says what could be named instead."""
    found = messages(policy(allow(action, "*")))
    assert found[:1] == ([message] if message else [])


def test_a_long_list_of_types_is_cut_between_two():
    """The types of an action with many of them are listed up to a hundred letters, and never cut in a name."""
    ((message),) = messages(policy(allow("ec2:RunInstances", "*")))
    kinds = message.rpartition("resources: ")[2]
    assert kinds.endswith("key-pair, ...")
    assert len(kinds.removesuffix(", ...")) <= 100


@pytest.mark.parametrize("kind", [PolicyKind.IDENTITY, PolicyKind.RESOURCE])
def test_not_elements_with_allow_are_named(kind):
    """Everything but what is listed grows by itself: each such element of an Allow is named, at the element."""
    entry = {"Effect": "Allow", "NotAction": ["iam:*", "s3:*"], "NotResource": [ONE]}
    entry |= {"NotPrincipal": {"AWS": [OWN]}} if kind is PolicyKind.RESOURCE else {}
    found = lint(policy(entry), kind)
    expected = ["not-principal", "not-action", "not-resource"][kind is PolicyKind.IDENTITY :]
    assert [finding.rule for finding in found] == expected
    places = {"not-principal": "NotPrincipal", "not-action": "NotAction", "not-resource": "NotResource"}
    assert [finding.path for finding in found] == [("Statement", 0, places[rule]) for rule in expected]
    assert lint(policy(entry | {"Effect": "Deny"}), kind) == ()


def test_ways_behind_one_wildcard_are_one_finding():
    """A wildcard that opens several ways is named once with their number; ways of several grants are named one by one."""
    found = [
        one
        for one in lint(policy(allow("glue:*", "*"), allow("iam:PassRole", "*")))
        if one.rule == "privilege-escalation"
    ]
    with_role = [way for way in WAYS if "iam:PassRole" in way.needs and any("glue:" in need for need in way.needs)]
    assert [one.action for one in found] == ["+".join(way.needs) for way in with_role] + ["glue:*"]
    assert (
        found[-1].message
        == "glue:*: with glue:UpdateDevEndpoint a principal opens a shell in an endpoint that has a role"
    )
    (all_,) = [one for one in lint(policy(allow("*", "*"))) if one.rule == "privilege-escalation"]
    assert all_.message.endswith(f" and in {len(WAYS) - 1} more ways")


@given(st.sampled_from(WAYS), st.randoms(use_true_random=False))
def test_a_way_is_found_in_any_order_and_division(way, random):
    """A way to more rights is open, however its actions are ordered and spread over statements."""
    needs = list(way.needs)
    random.shuffle(needs)
    documents = [policy(allow(needs, "*")), policy(*(allow(need, "*") for need in needs))]
    for document in documents:
        found = {one.action for one in lint(document) if one.rule == "privilege-escalation"}
        assert "+".join(way.needs) in found


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (trust({"AWS": "*"}), ["any principal in any AWS account can assume the role; name the principals"]),
        (
            trust({"AWS": FOREIGN}),
            [
                f"account {FOREIGN} can assume the role without sts:ExternalId; a third party could be tricked into assuming it for another customer",
                f"every principal that account {FOREIGN} permits has access, and no condition restricts it; if the account is yours, pass --account",
            ],
        ),
        (
            trust(IDP, WEB),
            [
                "the role accepts tokens that idp.example/x issued for other applications; add the condition idp.example/x:aud",
                "any holder of a token from idp.example/x can assume the role: no condition restricts the subject; add the condition idp.example/x:sub",
            ],
        ),
        (
            trust(IDP, WEB, StringLike={"idp.example/x:aud": "a", "idp.example/x:sub": "*"}),
            ["any holder of a token from idp.example/x can assume the role: the wildcard matches every subject; add the condition idp.example/x:sub"],
        ),
        (
            trust({"Federated": "www.amazon.com"}, WEB),
            ["the role accepts tokens that www.amazon.com issued for other applications; add the condition www.amazon.com:app_id"],
        ),
        (
            trust({"Federated": f"arn:aws:iam::{OWN}:saml-provider/c"}, "sts:AssumeRoleWithSAML"),
            ["the role accepts SAML responses issued for other service providers; add SAML:aud, such as https://signin.aws.amazon.com/saml"],
        ),
        (policy(allow(Principal="*")), ["s3:GetObject is publicly allowed; name the principals, or add a condition such as aws:PrincipalOrgID"]),
        (
            policy({"Effect": "Allow", "NotAction": "s3:GetObject", "Resource": ONE, "Principal": "*"}),
            [
                "Allow with NotAction allows every other action, including those that AWS adds later; list the required actions",
                "the action is publicly allowed; name the principals, or add a condition such as aws:PrincipalOrgID",
            ],
        ),
    ],
)  # fmt: skip
def test_a_principal_with_too_little_proof_is_named(document, expected):
    """The public, a third party, and a provider's tokens for others are named with the condition that is missing."""
    assert messages(document) == expected


@pytest.mark.parametrize("key", ["idp.example/X:AUD", "idp.example/x:azp", "idp.example:aud", "idp.example/x:app_id"])
def test_an_audience_has_several_names(key):
    """A claim for whom a token was issued counts in any capitals and under each of its names."""
    assert messages(trust(IDP, WEB, StringEquals={key: "a", "idp.example/x:sub": "s"})) == []


@pytest.mark.parametrize("key", ["idp.example/x:email", "idp.example/x:audx", "xaud", "aws:PrincipalTag/aud"])
def test_other_claims_are_not_an_audience(key):
    """A claim about the person does not say for whom the token was issued."""
    assert any("issued for other applications" in text for text in messages(trust(IDP, WEB, StringEquals={key: "a"})))


def test_a_foreign_account_is_told_by_whose_the_resource_is():
    """With the owner known, from the reader or the policy, another account does not own the resource."""
    foreign = f"account {FOREIGN} does not own the resource, and no condition restricts access"
    one = policy(allow(Principal={"AWS": FOREIGN}))
    assert messages(one, accounts=[OWN]) == [foreign]
    assert messages(one, accounts=[FOREIGN]) == []
    key = policy(
        {"Effect": "Allow", "Action": "kms:*", "Resource": "*", "Principal": {"AWS": f"arn:aws:iam::{OWN}:root"}},
        {
            "Effect": "Allow",
            "Action": "kms:Decrypt",
            "Resource": "*",
            "Principal": {"AWS": f"arn:aws:iam::{FOREIGN}:role/x"},
        },
    )
    assert messages(key) == [foreign]


def test_each_finding_is_told_once():
    """Equal faults at two places are two findings, and none is repeated."""
    document = policy(allow(["s3:GetObjet", "s3:GetObjet"], "*"))
    assert [one.path for one in lint(document)] == [("Statement", 0, "Action", 0), ("Statement", 0, "Action", 1)]
    assert len(lint(document)) == len(set(lint(document)))
