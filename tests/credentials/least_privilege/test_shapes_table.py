"""Shapes of records, identities and paths of API Gateway, row by row."""

import json

import pytest

from dirsim.credentials.least_privilege.api_gateway import path, verb
from dirsim.credentials.least_privilege.principal import EDITABLE, WHY_NOT, Kind, permission_set, principal_of
from dirsim.credentials.least_privilege.trail_shapes import exact, shapes, time_of, utc

ACCOUNT = "111122223333"
SET = f"arn:aws:iam::{ACCOUNT}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Audit_0123456789abcdef"


def session(role, issuer=None, **more):
    """The identity of a role's session."""
    made = {"type": "AssumedRole", "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/{role}/s", "accountId": ACCOUNT}
    return made | ({"sessionContext": {"sessionIssuer": {"arn": issuer}}} if issuer else {}) | more


IDENTITIES = {
    "root": {"type": "Root", "accountId": ACCOUNT},
    "root with its arn": {"type": "Root", "arn": f"arn:aws:iam::{ACCOUNT}:root", "accountId": ACCOUNT},
    "session": session("app"),
    "session with its issuer": session("app", f"arn:aws:iam::{ACCOUNT}:role/path/app"),
    "session whose issuer is no role": session("app", f"arn:aws:iam::{ACCOUNT}:user/ana"),
    "session without name": session("app") | {"arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/app"},
    "session in China": session("app") | {"arn": f"arn:aws-cn:sts::{ACCOUNT}:assumed-role/app/s"},
    "session through a service": session("app", invokedBy="cloudformation.amazonaws.com"),
    "permission set": session("x", SET),
    "service-linked by its path": session("x", f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/ec2.amazonaws.com/AWSServiceRoleForX"),
    "service-linked by its name": session("AWSServiceRoleForX"),
    "service infrastructure": session("aws:ec2-infrastructure"),
    "role without session": {"type": "Role", "arn": f"arn:aws:iam::{ACCOUNT}:role/app", "accountId": ACCOUNT},
    "role without arn": {"type": "AssumedRole", "accountId": ACCOUNT},
    "user": {"type": "IAMUser", "arn": f"arn:aws:iam::{ACCOUNT}:user/ana", "accountId": ACCOUNT},
    "user by name": {"type": "IAMUser", "userName": "ana", "accountId": ACCOUNT},
    "user without name": {"type": "IAMUser", "accountId": ACCOUNT},
    "user without type": {"arn": f"arn:aws:iam::{ACCOUNT}:user/ana"},
    "federated user": {"type": "FederatedUser", "arn": f"arn:aws:sts::{ACCOUNT}:federated-user/ana", "accountId": ACCOUNT},
    "federated user with a user's arn": {"type": "FederatedUser", "arn": f"arn:aws:iam::{ACCOUNT}:user/ana"},
    "federated user without arn": {"type": "FederatedUser"},
    "service": {"type": "AWSService", "invokedBy": "ec2.amazonaws.com"},
    "service without name": {"type": "AWSService"},
    "only invoked by": {"invokedBy": "ec2.amazonaws.com"},
    "other account": {"type": "AWSAccount", "accountId": "444455556666"},
    "other account with arn": {"type": "AWSAccount", "arn": "arn:aws:iam::444455556666:root", "accountId": "444455556666"},
    "web identity": {"type": "WebIdentityUser", "userName": "someone", "accountId": ACCOUNT},
    "unknown": {"type": "Martian"},
    "no type": {"accountId": ACCOUNT},
    "arn of another type": {"type": 7, "arn": 8, "accountId": 9, "invokedBy": "x"},
}  # fmt: skip


def test_identities(reviewed):
    """Each kind of identity in a record is the principal whose policies decided, or a reason why it is none."""
    lines = []
    for name, identity in IDENTITIES.items():
        who = principal_of(identity)
        lines.append(
            f"{name}: {who.arn} | {who.kind.value} | {who.account or '-'} | {who.partition or '-'} | {who.invoked_by or '-'} | "
            f"{'exact' if who.exact else 'path unknown'} | {'editable' if who.editable else 'not editable'}"
        )
    reviewed("identities", lines)


@pytest.mark.parametrize("identity", [None, {}, [], "x", 7])
def test_a_record_that_names_nobody_has_no_principal(identity):
    """An identity that is not an object, or an empty one, is nobody."""
    assert principal_of(identity) is None


def test_each_kind_is_editable_or_says_why_not():
    """A principal's policy can be edited, or there is a reason why it cannot."""
    assert EDITABLE | set(WHY_NOT) == set(Kind)
    assert not EDITABLE & set(WHY_NOT)


@pytest.mark.parametrize(
    ("role", "name"),
    [
        (SET, "Audit"), (SET[:-1], ""), (SET + "0", ""), ("arn:aws:iam::1:role/app", ""),
        ("arn:aws:iam::1:role/AWSReservedSSO_A_b_0123456789abcdef", "A_b"),
    ],
)  # fmt: skip
def test_the_permission_set_is_in_the_roles_name(role, name):
    """A role of IAM Identity Center names its permission set between a prefix and 16 digits."""
    assert permission_set(role) == name


REQUEST = {
    "restApiId": "r", "resourceId": "res", "httpMethod": "GET", "apiKey": "k", "authorizerId": "a", "domainName": "d.example",
    "basePath": "(none)", "clientCertificateId": "c", "deploymentId": "dep", "documentationPartId": "p", "documentationVersion": "v",
    "stageName": "prod", "exportType": "swagger", "responseType": "T", "statusCode": "200", "modelName": "m",
    "requestValidatorId": "q", "sdkType": "java", "usagePlanId": "u", "keyId": "key", "vpcLinkId": "l",
    "resourceArn": "arn:aws:apigateway:eu::/restapis/r", "domainNameAccessAssociationArn": "x/y",
}  # fmt: skip
HTTP = REQUEST | {
    "apiId": "h", "apiMappingId": "am", "integrationId": "i", "integrationResponseId": "ir", "modelId": "mi", "routeId": "ro",
    "requestParameterKey": "rp", "routeResponseId": "rr", "routeKey": "$default",
}  # fmt: skip
NOUNS = """
Account ApiKey Authorizer BasePathMapping ClientCertificate Deployment DocumentationPart DocumentationVersion DomainName
DomainNameAccessAssociation Export GatewayResponse Integration IntegrationResponse Method MethodResponse Model ModelTemplate
RequestValidator Resource RestApi Sdk SdkType Stage Tags Usage UsagePlan UsagePlanKey VpcLink AccessLogSettings Api ApiMapping
CorsConfiguration Route RouteRequestParameter RouteResponse RouteSettings Nothing
""".split()
FORMS = (("Get", ""), ("Get", "s"), ("Create", ""), ("Update", ""), ("Delete", ""))
OTHERS = """
ExportApi GenerateClientCertificate ImportRestApi ImportApiKeys ImportApi ImportDocumentationParts ReimportApi TestInvokeMethod
TestInvokeAuthorizer PutRestApi PutMethod PutIntegration FlushStageCache FlushStageAuthorizersCache ResetAuthorizersCache TagResource
UntagResource RejectDomainNameAccessAssociation PublishPortal DisablePortal PreviewPortal GetModelTemplate ListPortals Brew
""".split()


def test_operations_of_api_gateway_are_verbs_on_paths(reviewed):
    """An operation is an HTTP verb on the path of its resource; what makes or lists is on the path above."""
    named = [f"{verb_}{noun}{end}" for noun in NOUNS for verb_, end in FORMS]
    lines = [
        f"{name}: {verb(name) or '-'} {' | '.join(path(name, request) or '-' for request in (REQUEST, HTTP, {}))}"
        for name in named + OTHERS
    ]
    reviewed("gateway", lines)


RECORD = {"eventName": "GetObject", "eventSource": "s3.amazonaws.com", "eventTime": "2026-03-01T00:00:00Z"}
TEXT = json.dumps(RECORD)
WRAPPED = {
    "bare": RECORD,
    "text": TEXT,
    "text with blanks before": f"  {TEXT}",
    "text that is no json": "{nope",
    "text of another kind": "hello",
    "number": 7,
    "list": [RECORD],
    **{key: {key: [RECORD, RECORD]} for key in ("Records", "records", "Events", "events", "logEvents")},
    **{key: {key: RECORD} for key in ("detail", "CloudTrailEvent", "cloudTrailEvent", "_raw", "message", "eventJson", "event_json", "_source", "result", "raw")},
    **{f"{key} as text": {key: TEXT} for key in ("CloudTrailEvent", "message", "_raw")},
    "message of something else": {"message": {"a": 1}, "eventName": "X"},
    "message as plain text": {"message": "hello"},
    "three deep": {"detail": {"message": {"raw": RECORD}}},
    "four deep": {"Records": [{"detail": {"message": {"raw": RECORD}}}]},
    "five deep": {"Records": [{"Records": [{"detail": {"message": {"raw": RECORD}}}]}]},
    "complete with a detail": RECORD | {"detail": {"eventName": "Other"}},
    "lower case": {key.lower(): value for key, value in RECORD.items()},
    "snake case": {"event_name": "A", "event_source": "b", "event_time": "c", "event_id": "d", "source_ip_address": "e", "user_agent": "f", "aws_region": "g", "recipient_account_id": "h", "management_event": True},
    "dotted": {"userIdentity.arn": "a", "userIdentity.sessionContext.sessionIssuer.arn": "b", "userIdentity": "kept?", "eventName": "X"},
    "dotted into a text": {"userIdentity": "text", "userIdentity.arn": "a"},
    "dotted time": {"@time.stamp": 1, "eventName": "X"},
    "object as text": {"eventName": "X", "requestParameters": '{"a": 1}', "resources": "[1]", "userIdentity": "{", "responseElements": '"plain"'},
    "inner names": {"eventName": "X", "userIdentity": {"accountid": "1", "sessioncontext": {"sessionissuer": {"arn": "a"}}, "arn": "b"}},
    "inner names as text": {"eventName": "X", "userIdentity": '{"username": "u", "accountid": "1", "sessionContext": "{\\"x\\": 1}"}'},
    "elastic": {
        "event": {"action": "A", "provider": "p", "id": "i"},
        "cloud": {"region": "r", "account": {"id": "1"}},
        "aws": {"cloudtrail": {"event_type": "t", "error_code": "e", "error_message": "m", "request_parameters": '{"a": 1}', "response_elements": "{}", "resources": [], "user_identity": {"type": "AssumedRole", "arn": "a", "invoked_by": "b", "session_context": {"session_issuer": {"arn": "c"}}}}},
    },
    "elastic in other words": {
        "event": 7,
        "aws": {"cloudtrail": {"errorCode": "e", "errorMessage": "m", "requestParameters": {"a": 1}, "responseElements": {}, "userIdentity": {"account_id": "2", "sessionContext": {"sessionIssuer": {"arn": "c"}}}}},
    },
    "elastic flattened": {"event.action": "A", "event.provider": "p", "aws.cloudtrail.error_code": "e"},
}  # fmt: skip


def test_wrapped_records_are_opened(reviewed):
    """A record is found in what programs wrap it in, under CloudTrail's own names."""
    lines = []
    for name, value in WRAPPED.items():
        lines.append(name)
        lines += [f"    {json.dumps(record, sort_keys=True)}" for record in shapes(value)]
    reviewed("shapes", lines)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1, "1970-01-01T00:00:01Z"), (0, ""), (-1, ""), (1722587004, "2024-08-02T08:23:24Z"), (1722587004123, "2024-08-02T08:23:24Z"),
        (1722587004123456, "2024-08-02T08:23:24Z"), (1722587004123456789, "2024-08-02T08:23:24Z"), (32_503_679_999, "2999-12-31T23:59:59Z"),
        (32_503_680_000, "1971-01-12T04:48:00Z"), ("1722587004", "2024-08-02T08:23:24Z"), ("172258700", "1975-06-17T17:38:20Z"), ("17225870", ""),
        ("20240802082324", "2024-08-02T08:23:24Z"), ("20240802T082324Z", "2024-08-02T08:23:24Z"), ("2024-08-02", "2024-08-02T00:00:00Z"),
        (" 2024-08-02T08:23:24Z ", "2024-08-02T08:23:24Z"), ("2024/08/02 08:23:24", "2024-08-02T08:23:24Z"), ("08/02/2024 08:23:24", "2024-08-02T08:23:24Z"),
        ("Aug 2, 2024 8:23:24 PM", "2024-08-02T20:23:24Z"), ("2024-08-02T08:23:24.9999999Z", "2024-08-02T08:23:24Z"), ("0001-01-01T00:00:00+10:00", ""),
        (True, ""), (1.5e300, ""),
    ],
)  # fmt: skip
def test_each_form_of_time(value, shown):
    """Seconds, milliseconds, micro- and nanoseconds since 1970 and the written forms are one time in UTC."""
    if value in ("20240802082324", "17225870"):  # how Python reads digits alone differs between versions
        assert utc(value) in (shown, "")
        return
    assert utc(value) == shown


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("2024-08-02T08:23:24Z", True), ("2024-08-02 08:23:24Z", False), ("2024-08-02T08:23:24+", False), ("2024-13-02T08:23:24Z", False),
        ("2024-08-02T08-23:24Z", False), ("2024/08-02T08:23:24Z", False), ("2024-08-02T08:23:24.0Z", False), ("", False),
    ],
)  # fmt: skip
def test_cloudtrails_own_form_of_time(text, good):
    """Twenty characters with their signs in place and a date that exists."""
    assert exact(text) is good


@pytest.mark.parametrize("name", ["eventTime", "@timestamp", "timestamp", "time", "_time", "EventTime"])
def test_each_name_of_the_time(name):
    """A record's time is found under each name that programs use; what is not understood is passed over."""
    assert time_of({name: "2024-08-02T08:23:24Z"}) == "2024-08-02T08:23:24Z"
    assert time_of({name: "soon", "_time" if name != "_time" else "time": 1722587004}) == "2024-08-02T08:23:24Z"
    assert time_of({f"{name}s": "2024-08-02T08:23:24Z"}) == ""
