"""Statements in one form: lists in place of single values, conditions with their qualifiers, and what is left out."""

import pytest

from dirsim.credentials.policy.statement import (
    PolicyKind,
    bare_operator,
    kind_of,
    listed,
    meant_actions,
    read,
    statements,
)

PATH = ("Statement", 0)


def test_a_single_value_is_a_list_of_one():
    """A value and a list of it are the same statement, except for the places of the values."""
    one = read({"Effect": "Allow", "Action": "s3:A", "Resource": "*"}, PATH)
    many = read({"Effect": "Allow", "Action": ["s3:A"], "Resource": ["*"]}, PATH)
    assert [name for name, _ in one.actions] == [name for name, _ in many.actions] == ["s3:A"]
    assert (one.actions[0][1], many.actions[0][1]) == ((*PATH, "Action"), (*PATH, "Action", 0))
    assert (one.resources[0][1], many.resources[0][1]) == ((*PATH, "Resource"), (*PATH, "Resource", 0))


def test_elements_with_not_exclude():
    """NotAction, NotResource and NotPrincipal are marked, and their values are the excluded ones."""
    found = read(
        {"Effect": "Deny", "NotAction": "iam:*", "NotResource": "arn:aws:s3:::b", "NotPrincipal": {"AWS": "1"}}, PATH
    )
    assert (found.allow, found.not_action, found.not_resource, found.not_principal) == (False, True, True, True)
    assert found.actions == (("iam:*", (*PATH, "NotAction")),)
    assert found.principals == (("AWS", "1", (*PATH, "NotPrincipal", "AWS")),)
    plain = read({"Effect": "Allow"}, PATH)
    assert (plain.allow, plain.not_action, plain.not_resource, plain.not_principal) == (True, False, False, False)


@pytest.mark.parametrize("effect", ["Deny", "allow", None, 7])
def test_only_allow_allows(effect):
    """Any other effect than Allow, in exactly these letters, allows nothing."""
    assert not read({"Effect": effect}, PATH).allow


def test_values_of_another_type_are_left_out():
    """Values that are not text, and conditions that are not objects, do not get into a statement."""
    odd = {
        "Action": ["s3:A", 7, None],
        "Resource": {"a": 1},
        "Principal": {"AWS": ["1", 2], "Service": 3},
        "Condition": {"Bool": "x"},
    }
    found = read(odd, PATH)
    assert [name for name, _ in found.actions] == ["s3:A"]
    assert (found.resources, found.tests) == ((), ())
    assert [name for _, name, _ in found.principals] == ["1"]
    assert read({"Principal": 7, "Condition": []}, PATH).principals == ()


@pytest.mark.parametrize(("principal", "expected"), [("*", ("*", "*")), ("ana", ("", "ana"))])
def test_a_principal_as_text_is_everyone_or_malformed(principal, expected):
    """A star is everyone; other text has no kind."""
    ((kind, name, place),) = read({"Principal": principal}, PATH).principals
    assert ((kind, name), place) == (expected, (*PATH, "Principal"))


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        ("a", ("a",)),
        (["a", "b"], ("a", "b")),
        (True, ("true",)),
        (False, ("false",)),
        ([True, 3, 1.5], ("true", "3", "1.5")),
        ([], ()),
    ],
)
def test_values_of_a_condition_are_text(value, texts):
    """Truths and numbers of a condition are written as JSON writes them, since IAM compares text."""
    (test,) = read({"Condition": {"StringEquals": {"aws:x": value}}}, PATH).tests
    assert test.values == texts
    assert test.path == (*PATH, "Condition", "StringEquals", "aws:x")


@pytest.mark.parametrize(
    ("operator", "bare", "sure"),
    [
        ("StringEquals", "StringEquals", True), ("StringEqualsIfExists", "StringEquals", False), ("ForAllValues:StringLike", "StringLike", False),
        ("forallvalues:StringLike", "StringLike", False), ("ForAnyValue:StringLike", "StringLike", True), ("ForAnyValue:StringLikeIfExists", "StringLike", False),
        ("Null", "Null", True),
    ],
)  # fmt: skip
def test_an_operator_is_sure_if_the_key_must_be_there(operator, bare, sure):
    """IfExists and ForAllValues also hold without the key; ForAnyValue and plain operators do not."""
    assert bare_operator(operator) == (bare, sure)


@pytest.mark.parametrize(
    ("operator", "positive"),
    [
        ("StringEquals", True),
        ("StringNotEquals", False),
        ("NotIpAddress", False),
        ("IpAddress", True),
        ("ArnNotLike", False),
        ("Null", False),
        ("Bool", True),
    ],
)
def test_an_operator_requires_or_excludes(operator, positive):
    """An operator with Not excludes a value, and Null requires none."""
    (test,) = read({"Condition": {operator: {"k": "v"}}}, PATH).tests
    assert test.positive is positive


def test_statements_have_their_places():
    """A single statement has no number, and those of a list have theirs; an empty list has none."""
    assert list(statements({"Statement": {"a": 1}})) == [({"a": 1}, ("Statement",))]
    assert list(statements({"Statement": [1, 2]})) == [(1, ("Statement", 0)), (2, ("Statement", 1))]
    assert list(statements({"Statement": []})) == []
    assert list(listed([], ("x",))) == []


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("sts:AssumeRole", PolicyKind.TRUST), ("STS:assumerolewithsaml", PolicyKind.TRUST), ("sts:TagSession", PolicyKind.TRUST), ("sts:SetSourceIdentity", PolicyKind.TRUST),
        ("sts:SetContext", PolicyKind.TRUST), ("sts:*", PolicyKind.TRUST), ("rolesanywhere:CreateSession", PolicyKind.TRUST), ("sts:GetCallerIdentity", PolicyKind.RESOURCE),
        ("sts:TagSessions", PolicyKind.RESOURCE), ([], PolicyKind.RESOURCE), (["sts:AssumeRole", 7], PolicyKind.RESOURCE),
    ],
)  # fmt: skip
def test_a_trust_policy_is_about_taking_roles_alone(action, kind):
    """A policy with principals is a role's if each of its actions takes a role or passes something to its session."""
    assert kind_of({"Statement": {"Principal": "*", "Action": action}}) is kind
    assert kind_of({"Statement": {"NotPrincipal": "*", "NotAction": action}}) is kind


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("s3:GetObject", ["s3:GetObject"]), ("S3:getobject", ["s3:GetObject"]), ("s3:GetObjectAc?", ["s3:GetObjectAcl"]), ("s3:getobjectac*", ["s3:GetObjectAcl"]),
        ("s3:Nope", []), ("s3:Nope*", []), ("nope:*", []), ("*", []), ("GetObject", []),
    ],
)  # fmt: skip
def test_the_actions_that_a_name_means(name, expected):
    """A name means the actions that it matches in any capitals; a star for every service means none in particular."""
    assert [entry.name for entry in meant_actions(name)] == expected
