"""Wildcards, resource types and evaluation, compared with simple references."""

import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dirsim.credentials.policy.evaluate import Call, allowed
from dirsim.credentials.policy.known import (
    ResourceType,
    _Type,
    _type,
    action,
    actions,
    condition_keys,
    resource_types,
    services,
)
from dirsim.credentials.policy.overlap import overlaps
from dirsim.credentials.policy.wildcard import literal, matches, meant

SIGNS = st.text(alphabet="aB*?$", max_size=6)
PLAIN = st.text(alphabet="aB/:", max_size=5)


def reference(pattern: str, value: str) -> bool:
    """A text with wildcards against a value, by trying every way."""
    if not pattern:
        return not value
    if pattern[0] == "*":
        return any(reference(pattern[1:], value[start:]) for start in range(len(value) + 1))
    return bool(value) and pattern[0] in ("?", value[0]) and reference(pattern[1:], value[1:])


@given(SIGNS, st.text(alphabet="aB*?$", max_size=6))
def test_wildcards_match_as_the_definition_says(pattern, value):
    """A star is any text and a question mark one character; everything else is itself."""
    assert matches(pattern, value) is reference(pattern, value)
    assert matches(pattern, value, any_case=True) is reference(pattern.lower(), value.lower())


@given(st.text(alphabet="a*?${}", max_size=8), st.text(alphabet="a*?${}", max_size=8))
def test_a_literal_matches_one_value(value, other):
    """An escaped value matches the value and no other text."""
    assert matches(literal(value), other) is (value == other)
    assert matches(literal(value), value)


@given(st.text(alphabet="ab*?", max_size=8))
def test_a_literal_is_read_back(value):
    """The value behind an escaped text is the value."""
    assert meant(literal(value)) == value


TEMPLATES = st.lists(st.sampled_from(["a", "b", ":", "/", "${Thing}", "${BucketName}", "${Account}"]), max_size=4)
RESOURCES = st.lists(st.sampled_from(["a", "b", ":", "/", "*", "?", "${x}"]), max_size=4)
TEXTS = ["".join(letters) for size in range(5) for letters in itertools.product("ab:/", repeat=size)]


def as_type(template: str) -> re.Pattern[str]:
    """A type's ARN as a pattern: a bucket has no slash, an account no colon, everything else is any text."""
    text = re.escape(template).replace(r"\$\{BucketName\}", "[^/]*").replace(r"\$\{Account\}", "[^:]*")
    return re.compile(text.replace(r"\$\{Thing\}", ".*"))


@settings(max_examples=40)
@given(TEMPLATES, RESOURCES)
def test_a_resource_overlaps_a_type_if_some_text_is_of_both(template, resource):
    """Short texts that match the resource and the type exist whenever the two overlap, and only then."""
    wanted = as_type("".join(template))
    written = "".join(resource).replace("${x}", "*")
    both = any(wanted.fullmatch(text) and reference(written, text) for text in TEXTS)
    found = overlaps("".join(template), "".join(resource))
    assert found or not both
    if (
        sum(len(sign) == 1 and sign != "*" for sign in (*template, *resource)) <= 4
    ):  # the shortest such text is a short one
        assert found is both


def arns(template: str, *variables: str) -> ResourceType:
    """A resource type of a template."""
    return ResourceType("thing", template, variables)


OBJECT = arns("arn:${Partition}:s3:::${BucketName}/${ObjectName}", "BucketName", "ObjectName")
ROLE = arns("arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}", "RoleNameWithPath")
STAGE = arns("arn:${Partition}:x:${Region}:${Account}:api/${ApiId}/stage", "ApiId")


@pytest.mark.parametrize(
    ("type_", "arn", "fits"),
    [
        (OBJECT, "arn:aws:s3:::b/k", True), (OBJECT, "arn:aws-cn:s3:::b/a/b:c", True), (OBJECT, "arn:aws:s3:::b", False),
        (OBJECT, "arn:aws:s3:::b/", False), (OBJECT, "arn:aws:s3:::/k", False), (OBJECT, "arn:aws:s3:::b:c/k", False),
        (OBJECT, "arn:aws:s3:eu::b/k", False), (OBJECT, "xarn:aws:s3:::b/k", False),
        (ROLE, "arn:aws:iam::111122223333:role/a/b", True), (ROLE, "arn:aws:iam:::role/a", True), (ROLE, "arn:aws:iam::1:user/a", False),
        (ROLE, "arn:aws:iam::1:2:role/a", False), (STAGE, "arn:aws:x:eu:1:api/abc/stage", True), (STAGE, "arn:aws:x:eu:1:api/a/b/stage", True),
        (STAGE, "arn:aws:x:eu:1:api/a:b/stage", False), (STAGE, "arn:aws:x:eu:1:api/abc/stage/more", False), (STAGE, "arn:aws:x:eu:1:api//stage", False),
        (arns("arn:${Partition}:y:::${Name}", "Name"), "arn:aws:y:::a/b", True), (arns("arn:${Partition}:y:::${Name}", "Name"), "arn:aws:y:::a:b", False),
        (arns("arn:${Partition}:y:::${NameWithoutLeadingSlash}", "NameWithoutLeadingSlash"), "arn:aws:y:::a:b", True),
        (arns("arn:${Partition}:y.z:::n", ""), "arn:aws:yxz:::n", False),
    ],
)  # fmt: skip
def test_an_arn_is_of_a_type(type_, arn, fits):
    """A variable is text without colons, a bucket also without slashes, and the name of an object or path is any text."""
    assert type_.fits(arn) is fits


def test_the_widest_arn_of_a_type():
    """The ARN for everything of a type has the place of the call, and a star for each variable."""
    assert OBJECT.wide("aws-cn", "eu", "1") == "arn:aws-cn:s3:::*/*"
    assert STAGE.wide("aws", "eu-west-1", "111122223333") == "arn:aws:x:eu-west-1:111122223333:api/*/stage"


def test_variables_of_a_type_are_those_that_identify_it():
    """Partition, Region and account say where a resource is, not which one it is; the others keep their order."""
    made = _type(_Type("k", "arn:${Partition}:x:${Region}:${Account}:${B}/${A}/${B}"))
    assert (made.name, made.variables) == ("k", ("B", "A", "B"))


@pytest.mark.parametrize("service", ["s3", "ec2", "iam", "kms", "lambda", "dynamodb", "secretsmanager", "logs"])
def test_the_list_of_actions_is_consistent(service):
    """Each action of a service has its prefix, its types are types of the service, and its name finds it again."""
    assert service in services()
    types = resource_types(service)
    for name, entry in actions(service).items():
        assert entry.name.lower() == f"{service}:{name}"
        assert action(entry.name.upper()) is entry
        assert all(types[kind.name] is kind for kind, _ in entry.types)
        assert len(entry.condition_keys) == len(set(entry.condition_keys))


def test_what_does_not_exist_is_not_invented():
    """An unknown service has no actions, no types and no keys; an unknown action is none."""
    assert (actions("nope"), resource_types("nope"), condition_keys("nope")) == ({}, {}, {})
    for name in ("s3:Nope", "nope:GetObject", "GetObject", "s3", "", ":"):
        assert action(name) is None


@pytest.mark.parametrize(
    ("key", "type_"),
    [
        ("s3:prefix", "String"),
        ("s3:max-keys", "Numeric"),
        ("ec2:createaction", "String"),
        ("kms:grantisforawsresource", "Bool"),
    ],
)
def test_condition_keys_have_their_type(key, type_):
    """A condition key is known in lower case with the type that its documentation states."""
    assert condition_keys(key.partition(":")[0])[key] == type_


ACTIONS = ("s3:GetObject", "s3:PutObject", "iam:GetRole")
THINGS = ("arn:aws:s3:::b/1", "arn:aws:s3:::b/2", "arn:aws:iam::1:role/r")
STATEMENTS = st.builds(
    lambda effect, not_action, names, not_resource, things, condition: (
        {
            "Effect": effect,
            ("NotAction" if not_action else "Action"): names,
            ("NotResource" if not_resource else "Resource"): things,
        }
        | condition
    ),
    st.sampled_from(["Allow", "Deny"]),
    st.booleans(),
    st.lists(st.sampled_from([*ACTIONS, "s3:*", "*", "S3:getobject"]), max_size=2) | st.sampled_from(ACTIONS),
    st.booleans(),
    st.lists(st.sampled_from([*THINGS, "arn:aws:s3:::b/?", "*"]), max_size=2) | st.sampled_from(THINGS),
    st.sampled_from(
        [{}, {"Condition": {"StringEquals": {"aws:x": ["1", "2"]}}}, {"Condition": {"StringLike": {"AWS:X": "1*"}}}]
    ),
)
CALLS = st.builds(
    Call, st.sampled_from(ACTIONS), st.sampled_from(THINGS), st.sampled_from([{}, {"aws:X": "1"}, {"aws:x": "2"}])
)


def listed(value):
    """A value as a list."""
    return [value] if isinstance(value, str) else value


def applies(statement, call) -> bool:
    """A statement against a call, by the rules of the documentation."""
    acts = any(
        reference(name.lower(), call.action.lower())
        for name in listed(statement.get("Action", statement.get("NotAction")))
    )
    holds = any(
        reference(name, call.resource) for name in listed(statement.get("Resource", statement.get("NotResource")))
    )
    value = {key.lower(): text for key, text in call.context.items()}.get("aws:x")
    meets = all(
        value is not None and any(reference(text, value) for text in listed(tests[key]))
        for tests in statement.get("Condition", {}).values()
        for key in tests
    )
    return (acts is ("Action" in statement)) and (holds is ("Resource" in statement)) and meets


@given(st.lists(STATEMENTS, max_size=5), CALLS)
def test_evaluation_follows_the_documentation(statements, call):
    """A call is allowed if a statement that applies allows it and no statement that applies denies it."""
    effects = {statement["Effect"] for statement in statements if applies(statement, call)}
    assert allowed([{"Statement": statements}], call) is (effects == {"Allow"})


@given(st.lists(STATEMENTS, min_size=1, max_size=5), CALLS, st.randoms(use_true_random=False))
def test_evaluation_does_not_depend_on_order_or_division(statements, call, random):
    """The same statements in another order, or spread over several policies, decide the same."""
    whole = allowed([{"Statement": statements}], call)
    random.shuffle(statements)
    assert allowed([{"Statement": statement} for statement in statements], call) is whole


@given(st.lists(STATEMENTS, max_size=4), STATEMENTS, CALLS)
def test_one_more_statement_can_only_do_its_effect(statements, more, call):
    """Another Allow never takes a right away, and another Deny never gives one."""
    before = allowed([{"Statement": statements}], call)
    after = allowed([{"Statement": [*statements, more]}], call)
    assert (before <= after) if more["Effect"] == "Allow" else (after <= before)


@pytest.mark.parametrize(
    ("operator", "wanted", "value", "holds"),
    [
        ("StringEquals", "a", "a", True), ("StringEquals", "a*", "ab", False), ("StringEquals", "A", "a", False),
        ("StringEqualsIgnoreCase", "A", "a", True), ("StringEqualsIgnoreCase", "a*", "ab", False), ("StringLike", "a*", "ab", True),
        ("StringLike", "A*", "ab", False), ("ArnEquals", "arn:aws:s3:::*", "arn:aws:s3:::b", True), ("ArnLike", "arn:aws:s3:::?", "arn:aws:s3:::b", True),
        ("ArnLike", "arn:aws:s3:::c", "arn:aws:s3:::b", False), ("Bool", "TRUE", "true", True), ("Bool", "false", "true", False),
    ],
)  # fmt: skip
def test_each_operator_compares_in_its_way(operator, wanted, value, holds):
    """Equality is exact, IgnoreCase and Bool ignore capitals, and Like and ARN operators know wildcards."""
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {operator: {"aws:x": wanted}}}
    assert allowed([{"Statement": statement}], Call("s3:GetObject", "*", {"aws:x": value})) is holds
    assert not allowed([{"Statement": statement}], Call("s3:GetObject", "*"))


@pytest.mark.parametrize("value", [7, None, {"a": 1}, [7]])
def test_values_that_are_not_text_match_nothing(value):
    """An action or resource that is not text grants nothing."""
    call = Call("s3:GetObject", "*")
    assert not allowed([{"Statement": {"Effect": "Allow", "Action": value, "Resource": "*"}}], call)
    assert not allowed([{"Statement": {"Effect": "Allow", "Action": "*", "Resource": value}}], call)
    assert not allowed([{}], call)


@pytest.mark.parametrize("text", ["*?" * 10 + "x", "*?" * 2000 + "x", "*a" * 2000, "?" * 3000 + "*", "a*" * 3000])
def test_many_wildcards_are_compared_at_once(text):
    """Ten, or thousands of wildcards in one name, against a long name that does not match: the answer is immediate."""
    assert not matches(text, "b" * 5000) or "a" not in text
    assert matches(text.replace("*", "").replace("?", "a"), text.replace("*", "").replace("?", "a"))
