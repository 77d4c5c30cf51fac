"""Policies from permissions: grouping, conditions, redundancy, and the size limit of a managed policy."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dirsim.credentials.least_privilege.documents import POLICY_LIMIT, Granted, documents, size

KEY = "arn:aws:kms:eu-west-1:111122223333:key/k"


def statements(*grants):
    """The statements of all policies for some permissions."""
    return [statement for policy in documents(grants) for statement in policy["Statement"]]


def test_without_permissions_there_is_no_policy():
    """No permission, and permissions on no resource, make no policy."""
    assert documents([]) == ()
    assert documents([Granted("s3:GetObject", ())]) == ()


def test_a_policy_has_its_version_and_statements():
    """A policy is in the current language, and each statement allows sorted actions on sorted resources."""
    made = documents([Granted("s3:PutObject", ("b", "a")), Granted("s3:GetObject", ("a", "b"))])
    assert made == (
        {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": ["a", "b"]}],
        },
    )


def test_statements_are_by_service_and_resources():
    """Actions of one service on the same resources share a statement; another service or resource has its own."""
    made = statements(
        Granted("s3:PutObject", ("a",)), Granted("ec2:RunInstances", ("a",)), Granted("s3:GetObject", ("a",)), Granted("s3:GetObjectAcl", ("b",))
    )  # fmt: skip
    assert [(one["Action"], one["Resource"]) for one in made] == [
        (["ec2:RunInstances"], ["a"]),
        (["s3:GetObject", "s3:PutObject"], ["a"]),
        (["s3:GetObjectAcl"], ["b"]),
    ]


@pytest.mark.parametrize(
    ("action", "key", "value"),
    [
        ("kms:Decrypt", "kms:ViaService", "s3.eu-west-1.amazonaws.com"), ("iam:PassRole", "iam:PassedToService", "ec2.amazonaws.com"),
        ("ec2:CreateTags", "ec2:CreateAction", "RunInstances"),
    ],
)  # fmt: skip
def test_each_known_context_is_a_condition(action, key, value):
    """The service in between, the receiver of a role and the creating call are compared exactly."""
    (statement,) = statements(Granted(action, ("*",), ((key, value),)))
    assert statement["Condition"] == {"StringEquals": {key: value}}


def test_conditions_are_not_mixed():
    """Permissions under different conditions have different statements, in the order of their actions."""
    one, other = (("kms:ViaService", "a"),), (("kms:ViaService", "b"),)
    made = statements(
        Granted("kms:Decrypt", ("x",), other), Granted("kms:Encrypt", ("x",)), Granted("kms:Decrypt", ("x",), one)
    )
    found = [(part["Action"], part.get("Condition", {}).get("StringEquals", {}).get("kms:ViaService")) for part in made]
    assert found == [(["kms:Decrypt"], "a"), (["kms:Decrypt"], "b"), (["kms:Encrypt"], None)]


def test_a_free_permission_covers_the_conditional_one():
    """A permission that is also granted without a condition needs no conditional statement for the same resource."""
    via = (("kms:ViaService", "a"),)
    assert len(statements(Granted("kms:Decrypt", ("x",)), Granted("kms:Decrypt", ("x",), via))) == 1
    assert len(statements(Granted("kms:Decrypt", ("*",)), Granted("kms:Decrypt", ("x", "y"), via))) == 1
    made = statements(Granted("kms:Decrypt", ("x",)), Granted("kms:Decrypt", ("x", "y"), via))
    assert [one["Resource"] for one in made] == [["x"], ["y"]]


@pytest.mark.parametrize(
    ("resources", "kept"),
    [
        (("a/1", "a/2"), ["a/1", "a/2"]), (("a/1", "a/*"), ["a/*"]), (("a/*", "*"), ["*"]), (("a/?", "a/1", "a/10"), ["a/10", "a/?"]),
        (("a/${*}", "a/x"), ["a/${*}", "a/x"]), (("b/*", "a/1"), ["a/1", "b/*"]),
    ],
)  # fmt: skip
def test_resources_that_another_covers_are_dropped(resources, kept):
    """A resource that a wildcard among the others matches is not repeated; an escaped star covers nothing else."""
    assert statements(Granted("s3:GetObject", resources))[0]["Resource"] == kept


def test_blanks_do_not_count_towards_the_size():
    """IAM counts the characters of a policy without white space."""
    policy = {"a": "b c\td\n", "e": ["f", "ü"]}
    text = json.dumps(policy, ensure_ascii=False, separators=(",", ":"))
    assert size(policy) == len(text) - 1
    assert size({}) == 2
    assert POLICY_LIMIT == 6144


@given(st.lists(st.integers(1, 400), min_size=1, max_size=25), st.integers(1, 4))
def test_large_permissions_are_divided_within_the_limit(lengths, actions):
    """Whatever the number and the length of names, every policy is within the limit and nothing is lost or repeated."""
    names = [f"arn:aws:s3:::bucket/{number}-{'x' * length}" for number, length in enumerate(lengths)]
    grants = [Granted(f"s3:Action{number}", tuple(names)) for number in range(actions)]
    made = documents(grants)
    assert all(size(policy) <= POLICY_LIMIT for policy in made)
    found = sorted(
        (action, arn)
        for policy in made
        for part in policy["Statement"]
        for action in part["Action"]
        for arn in part["Resource"]
    )
    assert found == sorted((grant.action, arn) for grant in grants for arn in grant.resources)


@pytest.mark.parametrize("padding", [0, 2, 3, 5, 6])
def test_policies_are_filled_up_to_the_limit(padding):
    """A statement that still fits is put into the first policy with room; with one letter too many it opens another."""
    frame = len('{"Version":"2012-10-17","Statement":[]}')
    one = size({"Effect": "Allow", "Action": ["s3:A"], "Resource": [""]})
    room = POLICY_LIMIT - frame - 2 * (one + 1)
    first = room // 2
    grants = [Granted("s3:A", ("x" * first,)), Granted("t3:A", ("y" * (room - first - 3 + padding),))]
    made = documents(grants)
    assert len(made) == (1 if padding <= 3 else 2)
    assert max(map(size, made)) <= POLICY_LIMIT


def test_a_resource_that_alone_is_too_long_stays_whole():
    """One name beyond the limit cannot be divided; it is kept, so that nothing is silently left out."""
    name = f"arn:aws:s3:::b/{'x' * POLICY_LIMIT}"
    (policy,) = documents([Granted("s3:GetObject", (name,))])
    assert policy["Statement"][0]["Resource"] == [name]


@given(st.lists(st.sampled_from(["s3:A", "s3:B", "ec2:A"]), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_permissions_does_not_count(actions, random):
    """The same permissions in another order make the same policies."""
    grants = [Granted(action, (f"r{place % 3}", KEY)) for place, action in enumerate(actions)]
    first = documents(grants)
    random.shuffle(grants)
    assert documents(grants) == first


def test_a_star_in_a_name_and_every_name_do_not_cover_each_other():
    """A name that is a star is covered by the wildcard; the wildcard is not covered by that name, so that one is left."""
    start = "arn:aws:iam::111122223333:instance-profile/"
    (made,) = documents([Granted("iam:GetInstanceProfile", (f"{start}*", f"{start}${{*}}"))])
    assert made["Statement"][0]["Resource"] == [f"{start}*"]


def test_a_policy_of_exactly_the_limit_is_one_policy():
    """IAM counts 6,144 characters without white space; a policy of exactly that size is not split, one more is."""
    names = ["arn:aws:s3:::b/" + "k" * 100 for _ in range(1)]
    base = size(documents([Granted("s3:GetObject", tuple(names))])[0])
    fill = "arn:aws:s3:::b/" + "k" * (100 + POLICY_LIMIT - base)
    (whole,) = documents([Granted("s3:GetObject", (fill,))])
    assert size(whole) == POLICY_LIMIT
    rest = POLICY_LIMIT - base - len('"",') - len("arn:aws:s3:::c/")
    two = ("arn:aws:s3:::b/" + "k" * 100, "arn:aws:s3:::c/" + "k" * rest)
    assert [size(made) for made in documents([Granted("s3:GetObject", two)])] == [POLICY_LIMIT]
    assert len(documents([Granted("s3:GetObject", (two[0], two[1] + "k"))])) == 2
