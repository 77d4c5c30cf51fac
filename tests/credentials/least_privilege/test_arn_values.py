"""Texts of requests by field name, and the fields that supply the variables of an ARN."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dirsim.credentials.least_privilege import arn_values
from dirsim.credentials.least_privilege.arn_values import ALIASES, Leaves, names_of, own_name, shaped, values_of
from dirsim.credentials.policy.known import ResourceType


def kind(name: str, *variables: str) -> ResourceType:
    """A resource type with variables."""
    tail = "/".join(f"${{{variable}}}" for variable in variables)
    return ResourceType(name, f"arn:${{Partition}}:shop:${{Region}}:${{Account}}:{tail}", variables)


def reference(data, name=""):
    """The texts of plain data by field name, found by plain recursion."""
    if isinstance(data, dict):
        for key, inner in data.items():
            yield from reference(inner, key.lower())
    elif isinstance(data, list):
        for inner in data:
            yield from reference(inner, name)
    elif isinstance(data, str) and data:
        yield name, data


KEYS = st.sampled_from(["name", "Name", "bookName", "items", "id"])
DATA = st.recursive(
    st.text("ab:", max_size=3) | st.integers() | st.none() | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)


@given(DATA)
def test_every_text_is_found_under_its_field(data):
    """Each text of a request is kept once under its field's name in lower case, at whatever depth."""
    leaves = Leaves(data)
    expected: dict[str, set[str]] = {}
    for name, value in reference(data):
        expected.setdefault(name, set()).add(value)
    assert {name: set(values) for name, values in leaves.named.items()} == expected
    assert all(len(values) == len(set(values)) for values in leaves.named.values())
    assert sorted(leaves.texts) == sorted(value for _, value in reference(data))


def test_texts_of_the_top_level_come_first():
    """The name at the top of a request outranks the same name below it."""
    leaves = Leaves({"inner": {"name": "deep", "more": {"name": "deeper"}}, "name": "top"})
    assert leaves.of("name") == ["top", "deep", "deeper"]


@pytest.mark.parametrize("data", [None, 7, "text", [], {}, [{"a": None}]])
def test_what_has_no_fields_has_no_names(data):
    """Data that is not an object supplies no named text."""
    leaves = Leaves(data)
    assert (leaves.top, leaves.arns, leaves.of("a")) == (set(), [], [])


def test_arns_are_listed_apart():
    """Each text that begins like an ARN is listed, under whatever field."""
    leaves = Leaves({"a": "arn:aws:s3:::b", "b": ["x", "arn:aws:s3:::c"], "c": "xarn:aws"})
    assert leaves.arns == ["arn:aws:s3:::b", "arn:aws:s3:::c"]


def test_the_first_name_that_exists_is_read():
    """Of several names the first that the request has gives the values; later ones are not mixed in."""
    leaves = Leaves({"bookId": "1", "book": "2"})
    assert leaves.of("bookname", "book", "bookid") == ["2"]
    assert leaves.of("nothing") == []
    assert leaves.of() == []


ASIDE = """
tags tagSet tagSpecificationSet TagSpecifications filterSet Filters filter encryptionContext environment policyDocument
assumeRolePolicyDocument policy credentials clientToken
""".split()


@pytest.mark.parametrize("field", ASIDE)
def test_fields_that_hold_anything_are_left_out(field):
    """Tags, filters, policies and the like may hold any text, so nothing in them names a resource."""
    leaves = Leaves(
        {field: {"bookName": "x", "items": [{"arn": "arn:aws:s3:::b"}]}, "other": {field: "y"}, "a": "kept"}
    )
    assert (leaves.texts, leaves.arns) == (["kept"], [])


def test_tables_of_a_batch_are_its_keys():
    """The keys of a batch request of DynamoDB name its tables; elsewhere keys are not values."""
    leaves = Leaves({"requestItems": {"t": [{"a": 1}], "u": {"keys": []}}, "other": {"v": 1}})
    assert leaves.of("tablename") == ["t", "u"]


def test_a_long_text_is_not_a_name():
    """A text of 2,048 letters or more is content, not a name."""
    assert Leaves({"a": "x" * 2047, "b": "y" * 2048}).texts == ["x" * 2047]


def test_reading_of_a_request_has_an_end(monkeypatch):
    """At most a fixed number of values are read; those nearest to the top are among them."""
    monkeypatch.setattr(arn_values, "_MAX_LEAVES", 10)
    assert Leaves({"many": [f"v{number}" for number in range(50)], "name": "n"}).texts == [
        "n",
        *(f"v{n}" for n in range(7)),
    ]
    assert Leaves({f"k{number}": "v" for number in range(9)}).texts == ["v"] * 9
    assert Leaves({f"k{number}": "v" for number in range(10)}).texts == ["v"] * 9


def test_thousands_of_values_are_read():
    """A request with two thousand values is read to its end."""
    assert len(Leaves({"a": [str(number) for number in range(1990)]}).texts) == 1990


@pytest.mark.parametrize(
    ("variable", "type_", "expected"),
    [
        ("BookName", "book", "bookname bookid book bookidentifier bookids booknames bookidentifiers"),
        ("BookId", "book", "bookid bookname bookidentifier book bookids booknames bookidentifiers"),
        ("BookArn", "book", "bookarn bookid bookname bookidentifier book bookids booknames bookidentifiers"),
        ("BookNameWithPath", "book", "bookname bookid bookidentifier book bookids booknames bookidentifiers"),
        ("BookNameWithoutLeadingSlash", "book", "bookname bookid bookidentifier book bookids booknames bookidentifiers"),
        ("Id", "fat-book", "id fatbookid fatbookname fatbookidentifier fatbook fatbookids fatbooknames fatbookidentifiers"),
        ("ResourceId", "book", "resourceid bookid bookname bookidentifier book bookids booknames bookidentifiers"),
    ],
)  # fmt: skip
def test_names_that_a_variable_may_have(variable, type_, expected):
    """A variable is asked for under its own name first, then with the endings that services use, each once."""
    anywhere, on_top = names_of(variable, kind(type_, variable), "ReadShelf")
    assert anywhere[0] == expected.split()[0]
    assert set(anywhere) == set(expected.split())
    assert on_top == ()


@pytest.mark.parametrize("variable", "Id Identifier Name ResourceId Uuid UUID RelativeId RandomId OpaqueId".split())
def test_a_general_variable_takes_the_name_of_its_type(variable):
    """A variable that says only "id" or "name" is asked for as the type's id; with a second variable, as its id alone."""
    alone, _ = names_of(variable, kind("book", variable), "Read")
    beside, _ = names_of(variable, kind("book", "BookName", variable), "Read")
    assert {"bookid", "bookname", "book"} <= set(alone)
    assert set(beside) == {variable.lower(), "bookid", "bookidentifier", "bookids", "bookidentifiers"}


def test_general_names_count_for_the_operations_own_type():
    """The field "name" alone names the thing of the operation, at the top level, for the last variable of its ARN."""
    both = kind("book", "ShelfName", "BookName")
    assert names_of("BookName", both, "ReadBook")[1] == ("name", "id", "identifier", "names", "ids")
    assert names_of("ShelfName", both, "ReadBook")[1] == ()
    assert names_of("BookName", both, "ReadPage")[1] == ()
    assert values_of("BookName", both, "ReadBook", Leaves({"name": "b"})) == ["b"]
    assert values_of("BookName", both, "ReadBook", Leaves({"inner": {"name": "b"}})) == []
    assert values_of("BookName", both, "ReadBook", Leaves({"name": "b", "bookName": "c"})) == ["c"]


@pytest.mark.parametrize("variable", ["TableName", "LogGroupName", "KeyId", "HostedZoneId", "IdentityName"])
def test_a_known_variable_has_its_names_alone(variable):
    """A variable of the table is asked for under the names of the table, and not under guesses."""
    anywhere, _ = names_of(variable, kind("thing", variable), "Read")
    assert anywhere == ALIASES[variable]


def test_the_table_of_names_is_in_lower_case():
    """Fields are compared in lower case, so each name of the table is written that way, once for its variable."""
    for names in ALIASES.values():
        assert list(names) == [name.lower() for name in dict.fromkeys(names)]


@pytest.mark.parametrize(("name", "plain"), [("Fat-Book_2", "fatbook2"), ("book", "book"), ("a.b c", "abc")])
def test_a_type_is_compared_by_its_letters(name, plain):
    """Signs and capitals in the name of a type do not count."""
    assert own_name(kind(name, "Id")) == plain


def test_machines_outside_ec2_have_their_own_ids():
    """A managed instance of Systems Manager begins with mi-; ids of EC2 instances are not among them."""
    leaves = Leaves({"instanceIds": ["i-0123456789abcdef0", "mi-0123456789abcdef0", "xmi-1"]})
    assert values_of("InstanceId", kind("managed-instance", "InstanceId"), "Send", leaves) == ["mi-0123456789abcdef0"]
    assert len(values_of("InstanceId", kind("instance", "InstanceId"), "Send", leaves)) == 3


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("BookName", "plain", "plain"),
        ("BookName", "arn:aws:shop:eu:1:book/x", ""),
        ("QueueName", "https://sqs.eu-west-1.amazonaws.com/1/q", "q"),
        ("QueueName", "q", "q"),
        ("BookName", "a/b", "a/b"),
        ("FunctionName", "f", "f"),
        ("FunctionName", "f:live", "f"),
        ("FunctionName", "111122223333:function:f", "f"),
        ("FunctionName", "111122223333:function:f:live", "f"),
        ("FunctionName", "arn:aws:lambda:eu-west-1:1:function:f", "f"),
        ("FunctionName", "arn:aws:lambda:eu-west-1:1:function:f:live", "f"),
        ("FunctionName", "arn:aws:lambda:eu-west-1:1:layer:l", ""),
        ("FunctionName", "arn:aws:lambda", ""),
        ("TaskDefinitionFamilyName", "fam:3", "fam"),
        ("TaskDefinitionFamilyName", "fam", "fam"),
        ("TaskDefinitionRevisionNumber", "fam:3", "3"),
        ("TaskDefinitionRevisionNumber", "fam", ""),
        ("KeyId", "alias/mine", ""),
        ("KeyId", "1234abcd", "1234abcd"),
        ("Alias", "alias/mine", "mine"),
        ("Alias", "mine", "mine"),
        ("ParameterNameWithoutLeadingSlash", "/a/b", "a/b"),
        ("ParameterNameWithoutLeadingSlash", "a:3", "a"),
        ("ParameterNameWithoutLeadingSlash", "//a", "a"),
        ("HostedZoneId", "/hostedzone/Z1", "Z1"),
        ("HostedZoneId", "Z1", "Z1"),
        ("HostedZoneId", "a/Z1", "a/Z1"),
        ("Id", "/change/C1", "C1"),
        ("DistributionId", "/x/E1", "/x/E1"),
    ],
)
def test_a_value_takes_the_form_of_its_variable(variable, value, expected):
    """Addresses, versions, prefixes and paths around a name are dropped; what is not valid in an ARN is empty."""
    assert shaped(variable, value) == expected


@pytest.mark.parametrize(
    ("variable", "field"),
    [
        ("SubnetGroupName", "cacheSubnetGroupName"), ("SubnetGroupName", "dBSubnetGroupName"),
        ("ParameterGroupName", "cacheParameterGroupName"), ("ParameterGroupName", "dBParameterGroupName"),
        ("ParameterGroupName", "parameterGroupName"), ("LoadBalancerName", "loadBalancerNames"),
        ("SnapshotName", "snapshotIdentifier"), ("ClusterName", "clusterIdentifier"), ("IdentityName", "emailIdentity"),
        ("IdentityName", "fromEmailAddress"), ("IdentityName", "emailAddress"), ("ServiceName", "serviceName"),
        ("TrailName", "trailName"), ("QueueName", "queueUrl"), ("KeyId", "targetKeyId"), ("BucketName", "bucket"),
        ("InstanceId", "instanceIds"), ("ImageId", "imageId"), ("RuleName", "rule"), ("BrokerId", "broker-id"),
    ],
)  # fmt: skip
def test_fields_of_the_services_requests(variable, field):
    """The field under which the API of a service takes a name supplies the variable of its ARN."""
    assert values_of(variable, kind("thing", variable), "Read", Leaves({field: "x"})) == ["x"]
