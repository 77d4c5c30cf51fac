"""Messages and places of the grammar of policies: each names the value, and what is expected instead."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dirsim.credentials.policy.grammar import ELEMENTS, OPERATORS, grammar
from dirsim.credentials.policy.statement import PolicyKind

OWN = "111122223333"
ONE = "arn:aws:s3:::b/k"
IDENTITY, RESOURCE, TRUST = list(PolicyKind)[:3]


def policy(*statements, version="2012-10-17"):
    """A policy of statements."""
    return {"Version": version, "Statement": list(statements)}


def allow(action="s3:GetObject", resource=ONE, **more):
    """A statement of an identity policy."""
    return {"Effect": "Allow", "Action": action, "Resource": resource} | more


def found(document, kind=IDENTITY):
    """Each finding as rule, place and message."""
    return [
        (one.rule, ".".join(map(str, (*one.path, *filter(None, [one.key])))), one.message)
        for one in grammar(document, kind)
    ]


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ([], "a list"), (True, "true or false"), (False, "true or false"), (7, "a number"), (1.5, "a number"), ("a", "text"),
        (None, "nothing"),
    ],
)  # fmt: skip
def test_what_is_not_an_object_is_named(value, name):
    """A policy, a statement and a condition must be objects; what is found instead is named by its kind."""
    assert found(value) == [("malformed-policy", "", f"a policy must be an object, found {name}")]
    if value != []:
        (one, *_) = found(policy(value))
        assert one == ("malformed-statement", "Statement.0", f"a statement must be an object, found {name}")
    (one,) = found(policy(allow(Condition=value)))
    assert one == ("malformed-condition", "Statement.0.Condition", f"a condition must be an object, found {name}")


@pytest.mark.parametrize(
    ("document", "finding"),
    [
        ({"Version": "2012-10-17"}, ("malformed-policy", "", "the policy has no statement")),
        (policy(), ("malformed-policy", "", "the policy has no statement")),
        ({"Statement": allow()}, ("no-version", "", "missing Version: the language of 2008 applies, without variables; use 2012-10-17")),
        (policy(allow(), version="2012"), ("malformed-version", "Version", "invalid Version '2012'; it must be 2012-10-17")),
        (policy(allow(), version=2012), ("malformed-version", "Version", "invalid Version 2012; it must be 2012-10-17")),
        (policy(allow()) | {"Statment": []}, ("malformed-policy", "Statment", "unknown element 'Statment'; did you mean Statement?")),
        (policy(allow()) | {"qqq": 1}, ("malformed-policy", "qqq", "unknown element 'qqq'; expected one of: Version, Id, Statement")),
        (policy(allow(action="s3:GetObject", Efect=1)), ("malformed-statement", "Statement.0.Efect", "unknown element 'Efect'; did you mean Effect?")),
        (policy(allow(actions=1)), ("malformed-statement", "Statement.0.actions", "unknown element 'actions'; did you mean Action?")),
        (policy(allow(zzzzqq=1)), ("malformed-statement", "Statement.0.zzzzqq", f"unknown element 'zzzzqq'; expected one of: {', '.join(ELEMENTS)}")),
        (policy({"Action": "s3:GetObject", "Resource": ONE}), ("malformed-effect", "Statement.0", "missing Effect; expected one of: Allow, Deny")),
        (policy(allow(Effect="allow")), ("malformed-effect", "Statement.0.Effect", "invalid Effect 'allow'; expected one of: Allow, Deny")),
        (policy({"Effect": "Allow", "Resource": ONE}), ("malformed-action", "Statement.0", "missing Action or NotAction")),
        (policy(allow(NotAction="s3:X")), ("malformed-action", "Statement.0.NotAction", "Action and NotAction are mutually exclusive")),
        (policy({"Effect": "Allow", "Action": "s3:GetObject"}), ("malformed-resource", "Statement.0", "missing Resource or NotResource")),
        (policy(allow(NotResource=ONE)), ("malformed-resource", "Statement.0.NotResource", "Resource and NotResource are mutually exclusive")),
        (policy(allow([])), ("malformed-action", "Statement.0.Action", "Action is an empty list")),
        (policy(allow(resource=[])), ("malformed-resource", "Statement.0.Resource", "Resource is an empty list")),
        (policy(allow([7])), ("malformed-action", "Statement.0.Action.0", "Action must contain text, found a number")),
        (policy(allow(resource=[ONE, {}])), ("malformed-resource", "Statement.0.Resource.1", "Resource must contain text, found an object")),
        (policy(allow(" ")), ("malformed-action", "Statement.0.Action", "empty action")),
        (policy(allow(" GetObject ")), ("malformed-action", "Statement.0.Action", "the action ' GetObject ' has no service; use service:GetObject")),
        (policy(allow("s3:Get Object")), ("malformed-action", "Statement.0.Action", "invalid action 's3:Get Object': expected service:Name, with letters, digits, * and ?")),
        (policy(allow(resource=" ")), ("malformed-resource", "Statement.0.Resource", "empty resource")),
        (policy(allow(resource="b/k")), ("malformed-resource", "Statement.0.Resource", "invalid resource 'b/k': expected * or an ARN")),
        (policy(allow(resource="arn:aws:s3")), ("malformed-resource", "Statement.0.Resource", "the ARN 'arn:aws:s3' has 3 parts; expected 6: arn:partition:service:region:account:resource")),
        (policy(allow(resource="arn:AWS:s3:::b")), ("malformed-resource", "Statement.0.Resource", "the ARN 'arn:AWS:s3:::b' has an unknown partition 'AWS'; expected one of: aws, aws-cn, aws-us-gov")),
        (policy(allow(resource="arn:aws::::b")), ("malformed-resource", "Statement.0.Resource", "the ARN 'arn:aws::::b' has no service")),
        (policy(allow(resource="arn:aws:iam::12345:role/r")), ("malformed-resource", "Statement.0.Resource", "the ARN 'arn:aws:iam::12345:role/r' has an invalid account '12345'; an account id has 12 digits")),
        (policy(allow(resource="arn:aws:s3:::")), ("malformed-resource", "Statement.0.Resource", "the ARN 'arn:aws:s3:::' has no resource")),
        (policy(allow(Sid="a b")), ("malformed-sid", "Statement.0.Sid", "Sid 'a b': only letters and digits are allowed")),
        (policy(allow(Sid=7)), ("malformed-sid", "Statement.0.Sid", "a Sid must be text, found a number")),
        (policy(allow(Sid="a"), allow(), allow(Sid="a")), ("duplicate-sid", "Statement.2.Sid", "duplicate Sid 'a' (first in Statement[0])")),
        (policy(allow(Principal="*")), ("malformed-principal", "Statement.0.Principal", "Principal is not allowed in an identity policy: it applies to the identity that it is attached to")),
        (policy(allow(NotPrincipal="*")), ("malformed-principal", "Statement.0.NotPrincipal", "NotPrincipal is not allowed in an identity policy: it applies to the identity that it is attached to")),
        (policy(allow(resource="arn:aws:s3:::b/${aws:username}"), version="2008-10-17"), ("variable-in-old-version", "Statement.0.Resource", "'arn:aws:s3:::b/${aws:username}' contains a variable, which requires Version 2012-10-17; without it the variable is literal text")),
    ],
)  # fmt: skip
def test_the_one_fault_of_a_policy_is_told_exactly(document, finding):
    """A policy with one fault has one finding: its rule, its place and a message with the value and the way out."""
    assert found(document) == [finding]


@pytest.mark.parametrize(
    ("condition", "place", "message"),
    [
        ({"StringEqual": {"aws:username": "a"}}, "StringEqual", "unknown condition operator 'StringEqual'; did you mean StringEquals?"),
        ({"Qqq": {"aws:username": "a"}}, "Qqq", "unknown condition operator 'Qqq'"),
        ({"ForSome:StringEquals": {"aws:username": "a"}}, "ForSome:StringEquals", "unknown condition operator 'ForSome:StringEquals'; did you mean StringEquals?"),
        ({"StringEquals": "a"}, "StringEquals", "StringEquals must contain keys with values, found text"),
        ({"StringEquals": {"aws:username": None}}, "StringEquals.aws:username", "'aws:username' must be a value or a list, found nothing"),
        ({"StringEquals": {"aws:username": {}}}, "StringEquals.aws:username", "'aws:username' must be a value or a list, found an object"),
        ({"StringEquals": {"aws:username": ["a", None]}}, "StringEquals.aws:username.1", "StringEquals on 'aws:username': a value must be text, found nothing"),
        ({"Bool": {"aws:SecureTransport": "yes"}}, "Bool.aws:SecureTransport", "Bool on 'aws:SecureTransport': expected true or false, found 'yes'"),
        ({"NullIfExists": {"aws:username": "true"}}, "NullIfExists", "invalid operator NullIfExists: IfExists can be added to every operator except Null; use Null"),
        ({"BoolIfExists": {"aws:SecureTransport": ["true", "false"]}}, "BoolIfExists.aws:SecureTransport", "BoolIfExists on 'aws:SecureTransport' takes one value"),
        ({"Null": {"aws:username": 1}}, "Null.aws:username", "Null on 'aws:username': expected true or false, found 1"),
        ({"NumericLessThan": {"s3:max-keys": "ten"}}, "NumericLessThan.s3:max-keys", "NumericLessThan on 's3:max-keys': invalid number 'ten'"),
        ({"DateLessThan": {"aws:CurrentTime": "soon"}}, "DateLessThan.aws:CurrentTime", "DateLessThan on 'aws:CurrentTime': invalid date 'soon'; use a form such as 2026-11-01T00:00:00Z"),
        ({"DateLessThan": {"aws:CurrentTime": "2026-02-30"}}, "DateLessThan.aws:CurrentTime", "DateLessThan on 'aws:CurrentTime': invalid date '2026-02-30'; use a form such as 2026-11-01T00:00:00Z"),
        ({"IpAddress": {"aws:SourceIp": "10.0.0.300"}}, "IpAddress.aws:SourceIp", "IpAddress on 'aws:SourceIp': invalid address range '10.0.0.300'; use a form such as 203.0.113.0/24"),
        ({"NotIpAddress": {"aws:SourceIp": "x"}}, "NotIpAddress.aws:SourceIp", "NotIpAddress on 'aws:SourceIp': invalid address range 'x'; use a form such as 203.0.113.0/24"),
    ],
)  # fmt: skip
def test_the_one_fault_of_a_condition_is_told_exactly(condition, place, message):
    """A fault of a condition names the operator, the key and the value, and what the operator compares."""
    ((rule, where, text),) = found(policy(allow(Condition=condition)))
    assert (rule, where, text) == ("malformed-condition", f"Statement.0.Condition.{place}", message)


@pytest.mark.parametrize(
    ("principal", "place", "message"),
    [
        ("ana", "", "a principal must be * or an object, found 'ana'"),
        ({}, "", "the principal is empty"),
        ({"User": "a"}, ".User", "unknown principal type 'User'; expected one of: AWS, Service, Federated, CanonicalUser"),
        ({"AWS": []}, ".AWS", "AWS is an empty list"),
        ({"AWS": [OWN, True]}, ".AWS.1", "AWS must contain text, found true or false"),
        ({"AWS": f"arn:aws:iam::{OWN}:role/*"}, ".AWS", f"the principal 'arn:aws:iam::{OWN}:role/*' contains a wildcard; only * alone is allowed"),
        ({"AWS": "ana"}, ".AWS", "invalid principal 'ana': expected an account, the ARN of a user, role or session, or *"),
        ({"Service": "ec2"}, ".Service", "invalid service 'ec2': expected a name such as ec2.amazonaws.com"),
        ({"Federated": " "}, ".Federated", "empty provider"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("key", ["Principal", "NotPrincipal"])
def test_the_one_fault_of_a_principal_is_told_exactly(key, principal, place, message):
    """A fault of a principal names the kind and the name, with or without "Not"."""
    ((rule, where, text),) = found(policy(allow() | {key: principal}), RESOURCE)
    assert (rule, where, text) == ("malformed-principal", f"Statement.0.{key}{place}", message)


@pytest.mark.parametrize("key", ["Resource", "NotResource"])
def test_a_trust_policy_has_no_resource(key):
    """A trust policy is about its own role: a resource in it is a fault, and none is needed."""
    entry = {"Effect": "Allow", "Principal": {"AWS": OWN}, "Action": "sts:AssumeRole"}
    assert found(policy(entry), TRUST) == []
    message = f"{key} is not allowed in a trust policy: it applies to its own role"
    assert found(policy(entry | {key: "*"}), TRUST) == [("malformed-statement", f"Statement.0.{key}", message)]


@pytest.mark.parametrize("kind", [RESOURCE, TRUST])
def test_policies_of_things_name_principals(kind):
    """A policy of a resource or a role must say whose access it is; not both ways at once."""
    entry = {"Effect": "Allow", "Action": "sts:AssumeRole"} | ({"Resource": "*"} if kind is RESOURCE else {})
    assert found(policy(entry), kind) == [("malformed-principal", "Statement.0", "missing Principal or NotPrincipal")]
    both = entry | {"Principal": "*", "NotPrincipal": "*"}
    message = "Principal and NotPrincipal are mutually exclusive"
    assert found(policy(both), kind) == [("malformed-principal", "Statement.0.NotPrincipal", message)]


@pytest.mark.parametrize("kind", [RESOURCE, TRUST])
def test_only_identity_policies_restrict_the_letters_of_a_sid(kind):
    """The Sid of a resource's policy may have blanks; equal ones are a fault in every policy."""
    entry = {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole", "Sid": "a b"} | (
        {"Resource": "*"} if kind is RESOURCE else {}
    )
    assert found(policy(entry), kind) == []
    assert [rule for rule, _, _ in found(policy(entry, entry), kind)] == ["duplicate-sid"]


def test_the_first_place_of_a_sid_is_named():
    """Each repetition of a Sid names the first statement that has it; a statement without list has no number."""
    messages = [message for _, _, message in found(policy(allow(Sid="a"), allow(Sid="b"), *[allow(Sid="b")] * 2))]
    assert messages == ["duplicate Sid 'b' (first in Statement[1])"] * 2


@pytest.mark.parametrize(("length", "cut"), [(98, False), (99, True)])
def test_a_long_value_is_shortened(length, cut):
    """A value of up to a hundred letters with its quotes is shown whole; a longer one with its start and its end."""
    name = "x" * (length - 3) + "end"
    ((_, _, message),) = found(policy(allow(name)))
    shown = f"'{'x' * 79}...{'x' * 11}end'" if cut else f"'{name}'"
    assert message == f"the action {shown} has no service; use service:{name}"


@pytest.mark.parametrize("kind", PolicyKind)
@settings(max_examples=25)
@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*ELEMENTS, "Version", "Statement", "x"]), inner, max_size=4),
        max_leaves=12,
    )
)  # fmt: skip
def test_any_value_is_judged(kind, value):
    """Whatever is given as a policy, the grammar answers with findings, each with a message and a known place."""
    for one in grammar(value, kind):
        assert one.message
        assert one.level.value in {"note", "warning", "error"}


@given(st.lists(st.sampled_from(OPERATORS), unique=True, max_size=6))
def test_operators_do_not_depend_on_capitals(operators):
    """Operators are compared without capitals, as IAM compares them."""
    condition = {name.swapcase(): {"aws:username": "${aws:username}"} for name in operators}
    assert found(policy(allow(Condition=condition))) == []
