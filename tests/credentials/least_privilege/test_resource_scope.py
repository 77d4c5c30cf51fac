"""The resources of a call, from the request, the response and the list of CloudTrail, narrowest first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dirsim.credentials.least_privilege.arn_values import Leaves
from dirsim.credentials.least_privilege.resource_scope import ANY, Place, RecordedCall, scope
from dirsim.credentials.policy.known import Action, ResourceType

ACCOUNT = "111122223333"
HERE = Place("aws", "eu-west-1", ACCOUNT, f"arn:aws:iam::{ACCOUNT}:user/ana")


def kind(name: str, tail: str, *variables: str, service: str = "shop") -> ResourceType:
    """A resource type of a service whose ARN ends in a tail."""
    return ResourceType(name, f"arn:${{Partition}}:{service}:${{Region}}:${{Account}}:{tail}", variables)


BOOK = kind("book", "book/${BookName}", "BookName")
SHELF = kind("shelf", "shelf/${ShelfId}", "ShelfId")
PAGE = kind("page", "book/${BookName}/page/${PageName}", "BookName", "PageName")
ROOM = kind("room", "room/${RoomName}", "RoomName")
DESK = kind("desk", "desk/${DeskName}", "DeskName")


def scoped(name, *types, request=None, answer=None, arns=(), place=HERE):
    """The resources of an action of the shop; a type with a mark after it is optional."""
    wanted = tuple(entry if isinstance(entry, tuple) else (entry, True) for entry in types)
    full = name if ":" in name else f"shop:{name}"
    return scope(Action(full, "Write", wanted), RecordedCall(tuple(arns), Leaves(request), Leaves(answer)), place)


def arn(tail: str, service: str = "shop") -> str:
    """An ARN of the place of these tests."""
    return f"arn:aws:{service}:eu-west-1:{ACCOUNT}:{tail}"


def test_an_action_without_resource_types_is_granted_on_everything():
    """An action that supports no resources can only be granted on *."""
    assert scoped("ListBooks", request={"bookName": "b"}) == ANY == ("*",)


@pytest.mark.parametrize(
    ("request_", "tail"),
    [
        ({"bookName": "b"}, "book/b"),
        ({"BookName": "b"}, "book/b"),
        ({"book": "b"}, "book/b"),
        ({"bookId": "b"}, "book/b"),
        ({"bookIdentifier": "b"}, "book/b"),
        ({"bookNames": ["b"]}, "book/b"),
        ({"inner": {"deeper": [{"bookName": "b"}]}}, "book/b"),
        ({"name": "b"}, "book/b"),
        ({"inner": {"name": "b"}}, "book/*"),
        ({"shelfName": "b"}, "book/*"),
        ({"bookName": ""}, "book/*"),
        ({"bookName": 7}, "book/*"),
        ({"bookName": "a*b"}, "book/a${*}b"),
        ({}, "book/*"),
        (None, "book/*"),
    ],
)
def test_the_name_in_the_request_is_the_resource(request_, tail):
    """The name of a resource is found under the names that services give it; without one the type is a wildcard."""
    assert scoped("ReadBook", BOOK, request=request_) == (arn(tail),)


def test_every_name_of_a_list_is_a_resource():
    """A request for several resources is granted on each, sorted and once."""
    assert scoped("ReadBooks", BOOK, request={"bookNames": ["c", "a", "c"]}) == (arn("book/a"), arn("book/c"))


def test_an_arn_in_the_request_is_taken_as_it_is():
    """An ARN of the type, under whatever name, is the resource, and outranks names."""
    other = "arn:aws:shop:us-east-1:444455556666:book/x"
    assert scoped("ReadBook", BOOK, request={"bookName": "b", "from": other}) == (other,)
    assert scoped("ReadBook", BOOK, request={"bookName": "b", "from": "arn:aws:shop:::shelf/x"}) == (arn("book/b"),)


def test_the_list_of_cloudtrail_outranks_names():
    """The ARNs that CloudTrail lists for a type are the resources of a call that creates nothing."""
    listed = [arn("book/one"), arn("shelf/two"), "arn:aws:shop:eu-west-1:1:"]
    assert scoped("ReadBook", BOOK, request={"bookName": "b"}, arns=listed) == (arn("book/one"),)
    assert scoped("ReadBook", BOOK, request={"bookName": "b"}, arns=[arn("shelf/two")]) == (arn("book/b"),)


def test_the_response_names_what_the_request_does_not():
    """An ARN of the response counts if neither request nor list name the resource."""
    answer = {"book": {"arn": arn("book/answered")}}
    assert scoped("ReadBook", BOOK, answer=answer) == (arn("book/answered"),)
    assert scoped("ReadBook", BOOK, request={"bookName": "b"}, answer=answer) == (arn("book/b"),)
    assert scoped("ReadBook", BOOK, arns=[arn("book/l")], answer=answer) == (arn("book/l"),)


@pytest.mark.parametrize(
    ("answer", "arns", "expected"),
    [
        ({"arn": arn("book/b")}, (), "book/b"),
        ({"arn": arn("book/group/b")}, (), "book/group/b"),
        ({}, (arn("book/b"),), "book/b"),
        ({"arn": arn("book/b/50dc6c495c0c9188")}, (), "book/b/*"),
        ({"arn": arn("book/a1b2c3")}, (), "book/b"),
        ({}, (arn("book/a1b2c3"),), "book/b"),
        ({}, (), "book/b"),
    ],
)
def test_what_is_created_is_named_by_the_caller_only(answer, arns, expected):
    """A created resource counts under the name that the caller chose; an id that the service made is a wildcard."""
    assert scoped("CreateBook", BOOK, request={"bookName": "b"}, answer=answer, arns=arns) == (arn(expected),)


def test_an_id_that_the_service_made_is_not_granted():
    """A created resource without a chosen name is every resource of its type: the next one has another id."""
    answer = {"bookId": "b-1", "arn": arn("book/b-1")}
    assert scoped("CreateBook", BOOK, request={"title": "t"}, answer=answer) == (arn("book/*"),)
    assert scoped("ReadBook", BOOK, request={"title": "t"}, answer=answer) == (arn("book/b-1"),)


@pytest.mark.parametrize(
    "verb", "Create Run Allocate Import Copy Register Request Purchase Restore Publish Upload Start Launch".split()
)
def test_each_verb_that_creates(verb):
    """An operation whose name begins with such a verb creates: the ARN in its response names something new."""
    made = {"arn": arn("book/b-1")}
    assert scoped(f"{verb}Book", BOOK, answer=made) == (arn("book/*"),)
    assert scoped(f"{verb}book", BOOK, answer=made) == (arn("book/b-1"),)
    assert scoped(f"Re{verb}Book", BOOK, answer=made) == (arn("book/b-1"),)


def test_only_the_type_in_the_operations_name_is_created():
    """An operation with several types creates the one that it is named after; the others exist already."""
    types = (BOOK, SHELF)
    answer = {"one": arn("book/b-1"), "other": arn("shelf/s-1")}
    assert scoped("CreateBook", *types, answer=answer) == (arn("shelf/s-1"),)
    assert scoped("CreateShelf", *types, answer=answer) == (arn("book/b-1"),)
    assert scoped("ReadBook", *types, answer=answer) == (arn("book/b-1"), arn("shelf/s-1"))


def test_required_types_are_alternatives_once_one_is_named():
    """A named resource is enough: the other required types of the action are not granted beside it."""
    assert scoped("ReadBook", BOOK, SHELF, request={"shelfId": "s"}) == (arn("shelf/s"),)


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        ((BOOK,), [arn("book/*")]),
        ((BOOK, SHELF, ROOM), [arn("book/*"), arn("room/*"), arn("shelf/*")]),
        ((BOOK, SHELF, ROOM, DESK), ["*"]),
        (((BOOK, False), (SHELF, False)), ["*"]),
        (((BOOK, False), SHELF), [arn("shelf/*")]),
    ],
)
def test_up_to_three_required_types_become_wildcards(types, expected):
    """A call that names nothing is granted on each required type; with more than three, or none, on everything."""
    assert list(scoped("Tidy", *types)) == expected


def test_of_many_types_the_created_one_is_granted():
    """An operation that names nothing is granted on the type that it creates, if that is one."""
    optional = ((BOOK, False), (SHELF, False))
    assert scoped("CreateBook", *optional) == (arn("book/*"),)
    assert scoped("CreateBookShelf", *optional) == ANY


def test_optional_wildcards_are_dropped_beside_a_named_resource():
    """A named resource needs no wildcard for its optional contents; a required type keeps its own."""
    assert scoped("ReadBook", BOOK, (PAGE, False), request={"bookName": "b"}) == (arn("book/b"),)
    assert scoped("ReadBook", BOOK, PAGE, request={"bookName": "b"}) == (arn("book/b"), arn("book/b/page/*"))
    both = {"bookName": "b", "pageName": "1"}
    assert scoped("ReadBook", BOOK, (PAGE, False), request=both) == (arn("book/b"), arn("book/b/page/1"))


def test_a_part_without_its_whole_is_not_a_name():
    """The name of a contained resource alone does not tell which one it is: every one of the type is granted."""
    assert scoped("ReadPage", PAGE, request={"pageName": "1"}) == (arn("book/*/page/*"),)


@given(st.lists(st.integers(0, 99), max_size=30, unique=True), st.lists(st.integers(0, 99), max_size=30, unique=True))
def test_combinations_of_names_have_an_end(books, sheets):
    """Every combination of two lists of names is a resource, up to a hundred of them."""
    request = {"bookNames": [f"b{number}" for number in books], "pageNames": [f"p{number}" for number in sheets]}
    found = scoped("ReadPages", PAGE, request=request)
    if books:
        assert len(found) == min(len(books) * max(len(sheets), 1), 100)
        assert list(found) == sorted(found)
    else:
        assert found == (arn("book/*/page/*"),)


def test_a_name_of_another_service_does_not_count():
    """A type of another service's ARN is filled only where services are known to share them."""
    foreign = kind("book", "book/${BookName}", "BookName", service="library")
    request = {"bookName": "b"}
    assert scoped("ReadBook", foreign, request=request) == (arn("book/*", "library"),)
    for service in ("apigateway", "bedrock", "elasticloadbalancing", "s3express", "s3-object-lambda", "ses", "sts"):
        assert scoped(f"{service}:ReadBook", foreign, request=request) == (arn("book/b", "library"),)
    assert scoped("library:ReadBook", foreign, request=request) == (arn("book/b", "library"),)


def test_an_unknown_region_stays_a_wildcard():
    """A call without a Region is granted in every Region, and its name keeps its place at the end."""
    place = Place("aws", "*", ACCOUNT)
    assert scoped("ReadBook", BOOK, request={"bookName": "b"}, place=place) == (f"arn:aws:shop:*:{ACCOUNT}:book/b",)


@pytest.mark.parametrize(("partition", "region"), [("aws-cn", "cn-north-1"), ("aws-us-gov", "us-gov-west-1")])
def test_the_place_completes_the_arn(partition, region):
    """Partition, Region and account are those of the call."""
    place = Place(partition, region, "444455556666")
    expected = f"arn:{partition}:shop:{region}:444455556666:book/b"
    assert scoped("ReadBook", BOOK, request={"bookName": "b"}, place=place) == (expected,)


VPC = kind("vpc", "vpc/${VpcId}", "VpcId", service="ec2")
SUBNET = kind("subnet", "subnet/${SubnetId}", "SubnetId", service="ec2")
KEY_PAIR = kind("key-pair", "key-pair/${KeyPairName}", "KeyPairName", service="ec2")


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("vpc-01234567", True), ("vpc-0123456789abcdef0", True), ("vpc-0123456", False), ("subnet-01234567", False),
        ("VPC-01234567", False), ("vpc-0123_567", False), ("x vpc-01234567", False),
    ],
)  # fmt: skip
def test_an_id_of_ec2_has_its_beginning_and_eight_digits(value, found):
    """An id of EC2 counts under any name, if it has the beginning of its type and at least eight letters or digits."""
    assert scoped("ec2:DeleteVpc", VPC, request={"any": value}) == (arn(f"vpc/{value if found else '*'}", "ec2"),)


def test_required_types_of_ec2_are_all_required():
    """Actions of EC2 check each required type: a named subnet does not spare the VPC."""
    request = {"subnetId": "subnet-01234567"}
    assert scoped("ec2:Move", VPC, SUBNET, request=request) == (
        arn("subnet/subnet-01234567", "ec2"),
        arn("vpc/*", "ec2"),
    )


def test_a_key_pair_is_named_by_its_name():
    """A key pair is found by its id and by its name."""
    request = {"keyName": "mine", "id": "key-01234567"}
    found = scoped("ec2:DeleteKeyPair", KEY_PAIR, request=request)
    assert found == (arn("key-pair/key-01234567", "ec2"), arn("key-pair/mine", "ec2"))


def test_a_user_acts_on_itself_where_none_is_named():
    """IAM calls without a user name are about the caller, if it is a user; lists are about every user."""
    user = ResourceType("user", "arn:${Partition}:iam::${Account}:user/${UserNameWithPath}", ("UserNameWithPath",))
    everyone = f"arn:aws:iam::{ACCOUNT}:user/*"
    assert scoped("iam:GetUser", user) == (HERE.caller,)
    assert scoped("iam:GetUser", user, request={"userName": "bob"}) == (f"arn:aws:iam::{ACCOUNT}:user/bob",)
    assert scoped("iam:ListKeys", user) == (everyone,)
    assert scoped("iam:GetUser", user, place=Place("aws", "", ACCOUNT, f"arn:aws:iam::{ACCOUNT}:role/r")) == (everyone,)
    named = f"arn:aws:iam::{ACCOUNT}:user/x/eve"
    assert scoped("iam:GetUser", user, request={"arn": named}) == (named,)


MODEL = ResourceType(
    "foundation-model", "arn:${Partition}:bedrock:${Region}::foundation-model/${ModelId}", ("ModelId",)
)
PROFILE = kind("inference-profile", "inference-profile/${ProfileId}", "ProfileId", service="bedrock")


@pytest.mark.parametrize("region", ["us", "us-gov", "eu", "apac", "ap", "jp", "au", "ca", "sa", "global"])
def test_a_profile_across_regions_needs_its_model_everywhere(region):
    """A cross-Region profile is granted with its model in every Region; another prefix is part of the model's id."""
    types = (MODEL, PROFILE)
    assert scoped("bedrock:InvokeModel", *types, request={"modelId": f"{region}.vendor.m"}) == (
        "arn:aws:bedrock:*::foundation-model/vendor.m",
        arn(f"inference-profile/{region}.vendor.m", "bedrock"),
    )
    plain = scoped("bedrock:InvokeModel", *types, request={"modelIdentifier": f"x{region}.vendor.m"})
    assert plain == (f"arn:aws:bedrock:eu-west-1::foundation-model/x{region}.vendor.m",)


GROUP = kind("autoScalingGroup", "autoScalingGroup:${GroupId}:autoScalingGroupName/${GroupFriendlyName}", "GroupId", "GroupFriendlyName", service="autoscaling")  # fmt: skip


def test_an_auto_scaling_group_is_named_by_the_end_of_its_arn():
    """The id at the start of a group's ARN is unknown to requests and stays a wildcard."""
    found = scoped("autoscaling:UpdateGroup", GROUP, request={"autoScalingGroupName": "g"})
    assert found == (arn("autoScalingGroup:*:autoScalingGroupName/g", "autoscaling"),)


DATABASE = kind("database", "database/${DatabaseName}", "DatabaseName", service="glue")


@pytest.mark.parametrize("name", ["catalog", "rootcatalog"])
def test_glue_checks_its_catalog_too(name):
    """A named database of Glue is granted together with the catalog that holds it, whatever the list calls that type."""
    root = kind(name, "catalog", service="glue")
    found = scoped("glue:GetDatabase", DATABASE, root, request={"databaseName": "d"})
    assert found == (arn("catalog", "glue"), arn("database/d", "glue"))


def test_a_catalog_inside_the_root_is_not_added():
    """Only the root catalog is certainly above a database; a named catalog below it is granted where the request names it."""
    inner = kind("catalog", "catalog/${CatalogName}", "CatalogName", service="glue")
    assert scoped("glue:GetDatabase", DATABASE, inner, request={"databaseName": "d"}) == (arn("database/d", "glue"),)


LOG_GROUP = kind("log-group", "log-group:${LogGroupName}", "LogGroupName", service="logs")
SECRET = kind("secret", "secret:${SecretId}", "SecretId", service="secretsmanager")


def test_a_log_group_is_granted_with_its_streams():
    """CloudWatch Logs compares some calls with the ARN that ends in a star for the streams: both forms are granted."""
    found = scoped("logs:FilterLogEvents", LOG_GROUP, request={"logGroupName": "g"})
    assert found == (arn("log-group:g", "logs"), arn("log-group:g:*", "logs"))


@pytest.mark.parametrize(
    ("name", "granted"),
    [("db", "db-??????"), ("db-AbCdEf", "db-AbCdEf"), ("db-AbCdE", "db-AbCdE-??????"), ("a/b", "a/b-??????")],
)
def test_a_secret_is_granted_with_its_six_characters(name, granted):
    """Secrets Manager adds six characters to a secret's name: a name without them gets six question marks."""
    found = scoped("secretsmanager:GetSecretValue", SECRET, request={"secretId": name})
    assert found == (arn(f"secret:{granted}", "secretsmanager"),)


def test_every_secret_needs_no_suffix():
    """A wildcard for secrets covers their six characters already."""
    assert scoped("secretsmanager:GetSecretValue", SECRET) == (arn("secret:*", "secretsmanager"),)


@pytest.mark.parametrize("name", ["AWS-RunShellScript", "AmazonCloudWatch-Manage", "AWSSupport-Fix", "own", "AWSFix"])
def test_documents_of_amazon_belong_to_no_account(name):
    """A document of Systems Manager whose name is Amazon's has no account in its ARN; other documents have the caller's."""
    document = kind("document", "document/${DocumentName}", "DocumentName", service="ssm")
    vendor = name not in {"own", "AWSFix"}
    found = scoped("ssm:SendCommand", document, request={"documentName": name})
    assert found == (f"arn:aws:ssm:eu-west-1:{'' if vendor else ACCOUNT}:document/{name}",)


def test_only_models_of_bedrock_are_named_by_model_ids():
    """Other types of Bedrock, and models of other services, are named like every resource."""
    guardrail = kind("guardrail", "guardrail/${GuardrailId}", "GuardrailId", service="bedrock")
    found = scoped("bedrock:GetGuardrail", guardrail, request={"guardrailIdentifier": "g"})
    assert found == (arn("guardrail/g", "bedrock"),)
    elsewhere = kind("foundation-model", "model/${ModelId}", "ModelId")
    assert scoped("InvokeModel", elsewhere, request={"modelId": "eu.vendor.m"}) == (arn("model/eu.vendor.m"),)
