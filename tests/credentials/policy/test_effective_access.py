"""Effective permissions: AWS's order of evaluation over seven kinds of policies, with conditions."""

import json

import pytest

import dirsim as ds
from dirsim.cli import main
from dirsim.credentials.policy.condition_test import UnknownOperatorError, holds

ACCOUNT = "111122223333"
USER = f"arn:aws:iam::{ACCOUNT}:user/ana"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/app"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/app/run"
OTHER = "arn:aws:iam::999988887777:role/app"
OBJECT = "arn:aws:s3:::b/k"
GET = "s3:GetObject"


def policy(effect="Allow", action=GET, resource="*", **more):
    """A policy of one statement; a resource of ``None`` is left out."""
    entry = {"Effect": effect, "Action": action} | ({"Resource": resource} if resource else {}) | more
    return {"Version": "2012-10-17", "Statement": [entry]}


def decided(*given, action=GET, resource=OBJECT, principal="", **context):
    """The decision over policies, each with its kind."""
    documents = [document for _, document in given]
    kinds = {str(place): kind for place, (kind, _) in enumerate(given)}
    keys = {key.replace("__", ":"): value for key, value in context.items()}
    return ds.can(documents, action=action, resource=resource, principal=principal, kinds=kinds, context=keys).decision


ALLOW, DENY = policy(), policy("Deny")


@pytest.mark.parametrize(
    ("given", "decision"),
    [
        ([("identity", ALLOW)], "allowed"),
        ([("identity", policy(action="s3:PutObject"))], "denied"),
        ([("identity", ALLOW), ("identity", DENY)], "denied"),
        ([("boundary", ALLOW)], "denied"),
        ([("session", ALLOW)], "denied"),
        ([("scp", ALLOW)], "denied"),
        ([("rcp", ALLOW)], "denied"),
        ([("identity", ALLOW), ("boundary", ALLOW)], "allowed"),
        ([("identity", ALLOW), ("boundary", policy(action="ec2:*"))], "denied"),
        ([("identity", ALLOW), ("session", policy(action="ec2:*"))], "denied"),
        ([("identity", ALLOW), ("scp", policy(action="ec2:*"))], "denied"),
        ([("identity", ALLOW), ("scp", policy("Deny", "ec2:*"))], "allowed"),
        ([("identity", ALLOW), ("scp", DENY)], "denied"),
        ([("identity", ALLOW), ("scp", policy(action="*")), ("scp", policy("Deny", "ec2:*"))], "allowed"),
        ([("identity", ALLOW), ("scp:root", policy(action="*")), ("scp:ou", policy(action="ec2:*"))], "denied"),
        ([("identity", ALLOW), ("rcp", policy("Deny", Principal="*"))], "denied"),
        ([("identity", ALLOW), ("resource", policy("Deny", Principal="*"))], "denied"),
    ],
)  # fmt: skip
def test_policies_of_the_own_account(given, decision):
    """A Deny wins, limits grant nothing, and each limit that is given must leave room."""
    assert decided(*given) == decision


@pytest.mark.parametrize(
    ("principal", "named", "beside", "decision"),
    [
        (ROLE, ROLE, [], "allowed"),
        (SESSION, ROLE, [], "allowed"),
        (SESSION, SESSION, [], "allowed"),
        (USER, USER, [], "allowed"),
        (ROLE, USER, [], "denied"),
        (ROLE, ROLE, [("boundary", policy(action="ec2:*"))], "denied"),
        (SESSION, SESSION, [("boundary", policy(action="ec2:*"))], "allowed"),
        (USER, USER, [("boundary", policy(action="ec2:*"))], "allowed"),
        (ROLE, f"arn:aws:iam::{ACCOUNT}:root", [], "undetermined"),
        (ROLE, ACCOUNT, [("identity", ALLOW)], "allowed"),
        (ROLE, ACCOUNT, [("identity", policy(action="ec2:*"))], "denied"),
        ("", ROLE, [], "undetermined"),
        ("", "*", [], "allowed"),
    ],
)
def test_a_resource_policy_grants_to_whom_it_names(principal, named, beside, decision):
    """A user or a session that is named is not limited by the boundary, a role is; an account delegates."""
    assert decided(("resource", policy(Principal={"AWS": named})), *beside, principal=principal) == decision


@pytest.mark.parametrize(
    ("named", "decision"),
    [({}, "undetermined"), ({"aws__ResourceAccount": ACCOUNT}, "allowed"), ({"aws__ResourceAccount": "999988887777"}, "denied")],
)  # fmt: skip
def test_one_side_suffices_in_the_callers_account_only(named, decision):
    """Where the identity policies do not allow, a bucket policy does if the bucket is in the account of the caller."""
    elsewhere = ("identity", policy(action="ec2:*"))
    bucket = ("resource", policy(Principal={"AWS": ROLE}))
    assert decided(elsewhere, bucket, principal=ROLE, **named) == decision


ROOT = f"arn:aws:iam::{ACCOUNT}:root"


@pytest.mark.parametrize(
    ("listed", "principal", "decision"),
    [
        ([ROLE, ROOT], ROLE, "allowed"),
        ([ROLE, ACCOUNT], SESSION, "allowed"),
        ([ROLE, ROOT], USER, "denied"),
        ([ROLE, ACCOUNT], USER, "denied"),
        ([ROOT], USER, "allowed"),
        ([ROLE], ROLE, "undetermined"),
        ([OTHER, ROOT], USER, "allowed"),
        ([OTHER], USER, "denied"),
    ],
)
def test_an_account_in_a_list_of_exceptions_stands_beside_its_principals(listed, principal, decision):
    """Where NotPrincipal names an account and some of its principals, the others are denied; without the account it is unsure."""
    but = policy("Deny", NotPrincipal={"AWS": listed})
    assert decided(("identity", ALLOW), ("resource", but), principal=principal) == decision


@pytest.mark.parametrize(
    ("given", "decision"),
    [
        ([("identity", ALLOW), ("resource", policy(Principal={"AWS": OTHER}))], "allowed"),
        ([("identity", ALLOW), ("resource", policy(Principal={"AWS": ROLE}))], "denied"),
        ([("identity", policy(action="ec2:*")), ("resource", policy(Principal={"AWS": OTHER}))], "denied"),
        ([("identity", ALLOW)], "undetermined"),
        ([("resource", policy(Principal={"AWS": OTHER}))], "undetermined"),
    ],
)
def test_across_accounts_both_sides_must_allow(given, decision):
    """Access to another account needs its resource policy and the caller's own policy; a side that is not given is open."""
    assert decided(*given, principal=OTHER, aws__ResourceAccount=ACCOUNT) == decision


def test_a_key_policy_must_allow_even_the_own_account():
    """With a key policy that names another role, an identity policy alone opens no key."""
    key = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1"
    for named, decision in ((ACCOUNT, "allowed"), (ROLE, "allowed"), (USER, "denied")):
        given = [("identity", policy(action="kms:*")), ("resource", policy(action="kms:*", Principal={"AWS": named}))]
        assert decided(*given, action="kms:Decrypt", resource=key, principal=ROLE) == decision


@pytest.mark.parametrize(
    ("principal", "caller", "decision"),
    [
        ({"AWS": ROLE}, ROLE, "allowed"),
        ({"AWS": ACCOUNT}, ROLE, "undetermined"),
        ({"Service": "lambda.amazonaws.com"}, "lambda.amazonaws.com", "allowed"),
        ({"Service": "lambda.amazonaws.com"}, "ec2.amazonaws.com", "denied"),
    ],
)
def test_a_trust_policy_decides_who_assumes(principal, caller, decision):
    """The caller that a trust policy names may assume the role; its own account decides further."""
    trust = policy(action="sts:AssumeRole", resource=None, Principal=principal)
    assert decided(("trust", trust), action="sts:AssumeRole", resource=ROLE, principal=caller) == decision


@pytest.mark.parametrize(
    ("condition", "value", "result"),
    [
        ({"Bool": {"aws:MultiFactorAuthPresent": "true"}}, "true", True),
        ({"Bool": {"aws:MultiFactorAuthPresent": "true"}}, None, None),
        ({"Bool": {"aws:MultiFactorAuthPresent": "true"}}, (), False),
        ({"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}, (), True),
        ({"Null": {"aws:MultiFactorAuthPresent": "true"}}, (), True),
        ({"Null": {"aws:MultiFactorAuthPresent": "false"}}, "true", True),
        ({"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "2001:db8::/32"]}}, "2001:db8::1", True),
        ({"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}}, "10.1.2.3", False),
        ({"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}}, (), True),
        ({"StringLike": {"s3:prefix": ["home/", "home/${aws:username}/*"]}}, "home/x", None),
        ({"NumericLessThanEquals": {"aws:MultiFactorAuthAge": "3600"}}, "3600", True),
        ({"NumericLessThan": {"aws:MultiFactorAuthAge": 3600}}, "x", False),
        ({"DateGreaterThan": {"aws:CurrentTime": "2026-01-01T00:00:00Z"}}, "2026-01-01T01:00:00+00:00", True),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:111122223333:*"}}, "arn:aws:sns:eu-west-1:111122223333:t", True),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:t"}}, "arn:aws:sns:eu-west-1:111122223333:t", False),
        ({"ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b"]}}, ("a", "b"), True),
        ({"ForAllValues:StringEquals": {"aws:TagKeys": ["a"]}}, ("a", "b"), False),
        ({"ForAllValues:StringEquals": {"aws:TagKeys": ["a"]}}, (), True),
        ({"ForAnyValue:StringEquals": {"aws:TagKeys": ["a"]}}, ("a", "b"), True),
        ({"ForAnyValue:StringEquals": {"aws:TagKeys": ["a"]}}, (), False),
        ({"StringEqualsIgnoreCase": {"aws:PrincipalTag/Team": "BLUE"}}, "blue", True),
        ({"StringNotLike": {"aws:PrincipalTag/Team": ["b*", "r*"]}}, "red", False),
    ],
)  # fmt: skip
def test_conditions(condition, value, result):
    """Each operator as IAM defines it: present, absent and unknown keys, several values, sets."""
    key = next(iter(next(iter(condition.values()))))
    context = {} if value is None else {key.lower(): value if isinstance(value, tuple) else (value,)}
    if "s3:prefix" in condition.get("StringLike", {}):
        context = {"s3:prefix": ("home/x",)}
    assert holds(condition, context) is result


def test_an_operator_that_does_not_exist_is_bad_input():
    """An unknown operator is never taken for a yes or a no."""
    with pytest.raises(UnknownOperatorError):
        holds({"StringSame": {"aws:username": "x"}}, {"aws:username": ("x",)})
    with pytest.raises(ds.InputError, match="StringSame"):
        ds.can(policy(Condition={"StringSame": {"a:b": "x"}}), action=GET)


def test_a_decision_that_rests_on_an_unknown_key_is_undetermined():
    """The key is named; with its value the decision is made, and a variable takes the caller's name."""
    mfa = policy(Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})
    answer = ds.can(mfa, action=GET, resource=OBJECT)
    assert (answer.decision, answer.because) == ("undetermined", "it depends on aws:multifactorauthpresent")
    assert decided(("identity", mfa), aws__MultiFactorAuthPresent="true") == "allowed"
    assert decided(("identity", mfa), aws__MultiFactorAuthPresent=False) == "denied"
    own = policy(resource="arn:aws:s3:::home/${aws:username}/*")
    assert decided(("identity", own), resource="arn:aws:s3:::home/ana/x", principal=USER) == "allowed"
    assert decided(("identity", own), resource="arn:aws:s3:::home/eve/x", principal=USER) == "denied"
    assert decided(("identity", own), resource="arn:aws:s3:::home/ana/x") == "undetermined"
    maybe = policy("Deny", Condition={"Bool": {"aws:SecureTransport": "false"}}, Principal="*")
    assert decided(("identity", ALLOW), ("resource", maybe)) == "undetermined"


def test_a_resource_may_stand_for_several_or_be_left_out():
    """A pattern that is wholly covered is allowed, one that is partly covered or not stated is undetermined."""
    some = policy(resource="arn:aws:s3:::b/in/*")
    assert decided(("identity", some), resource="arn:aws:s3:::b/in/2026/*") == "allowed"
    assert decided(("identity", some), resource="arn:aws:s3:::b/*") == "undetermined"
    assert decided(("identity", some), resource="arn:aws:s3:::c/*") == "denied"
    assert decided(("identity", some), resource="") == "undetermined"
    assert decided(("identity", ALLOW), resource="") == "allowed"


@pytest.mark.parametrize(
    ("documents", "code", "decision"),
    [
        ([ALLOW], 0, "allowed"),
        ([ALLOW, DENY], 1, "denied"),
        ([policy(Condition={"Bool": {"aws:SecureTransport": "true"}})], 3, "undetermined"),
    ],
)
def test_the_command_answers_with_its_exit_code(tmp_path, capsys, documents, code, decision):
    """0 allowed, 1 denied, 3 undetermined; the JSON names the deciding statements."""
    files = []
    for place, document in enumerate(documents):
        files.append(str(tmp_path / f"{place}.json"))
        (tmp_path / f"{place}.json").write_text(json.dumps(document), encoding="utf-8")
    assert main(["can", *files, "--action", GET, "--resource", OBJECT, "--format", "json"]) == code
    made = json.loads(capsys.readouterr().out)
    assert (made["schema"], made["decision"]) == ("dirsim.access/v1", decision)
    assert made["statements"][0] == {
        "file": files[-1],
        "path": "Statement[0]",
        "effect": "Deny" if code == 1 else "Allow",
    }


@pytest.mark.parametrize(
    "options",
    [
        ["--action", "s3:GetObjekt"],
        ["--action", "s3:*"],
        ["--action", GET, "--kind", "x.json=role"],
        ["--action", GET, "--context", "novalue"],
        ["--action", GET, "--kind", "nowhere=scp"],
    ],
)
def test_bad_input_is_refused(tmp_path, monkeypatch, options):
    """Unknown actions, kinds and files, and malformed options, are exit code 2."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.json").write_text(json.dumps(ALLOW), encoding="utf-8")
    assert main(["can", "x.json", *options]) == 2
