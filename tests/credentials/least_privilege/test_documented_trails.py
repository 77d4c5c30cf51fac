"""Trails of typical jobs, and what the proposed policies allow and do not allow."""

import hashlib
import json
import uuid

import pytest

import dirsim as ds
from dirsim.credentials.policy.evaluate import Call, allowed

ACCOUNT, OTHER = "111122223333", "444455556666"
HERE = f"eu-central-1:{ACCOUNT}"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/job"
DAYS = [f"2026-09-{day:02d}" for day in range(1, 16)]
DATA = ("GetObject", "PutObject", "DeleteObjects", "GetItem", "BatchWriteItem", "Invoke", "SendMessage")
TREES = "acorn birch cedar dogwood elder fir gum hazel iris juniper kapok larch maple nettle oak poplar quince rowan spruce thorn alder aspen beech box elm fig holly ivy lime pine".split()
KEY = f"arn:aws:kms:{HERE}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
PASSED = "iam:PassedToService"


def calls(service, operation, request, **more):
    """One call a day; a request may be a function of the day."""
    return [(day, service, operation, request(day) if callable(request) else request, more) for day in DAYS]


def on(day, *found):
    """Only the calls of one day."""
    return [entry for entries in found for entry in entries if entry[0] == day]


def record(number, entry):
    """A record of CloudTrail."""
    day, service, operation, request, more = entry
    session = {"type": "AssumedRole", "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/job/s", "accountId": ACCOUNT}
    session["sessionContext"] = {
        "sessionIssuer": {"type": "Role", "arn": ROLE, "accountId": ACCOUNT, "userName": "job"}
    }
    return {
        "eventTime": f"{day}T10:{number % 60:02d}:00Z", "eventSource": f"{service}.amazonaws.com", "eventName": operation,
        "userIdentity": session, "awsRegion": "eu-central-1", "requestParameters": request, "eventID": f"id-{number}",
        "eventType": "AwsApiCall", "eventCategory": "Data" if operation in DATA else "Management",
        "managementEvent": operation not in DATA, "recipientAccountId": ACCOUNT,
    } | more  # fmt: skip


def s3(operation, bucket, key, **more):
    """A call on an object; the key may be a function of the day."""
    return calls("s3", operation, lambda day: {"bucketName": bucket, "key": key(day) if callable(key) else key}, **more)


def failed(code):
    """A call that failed."""
    return {"errorCode": code, "errorMessage": code}


CUSTOMERS = [
    entry
    for place in (0, 1)
    for entry in s3(
        "PutObject", "crm", lambda day, place=place: f"customers/{TREES[2 * DAYS.index(day) + place]}/bill.pdf"
    )
]
BURST = [
    (DAYS[7], "s3", "GetObject", {"bucketName": "reports", "key": f"board/{hashlib.sha256(b'%d' % n).hexdigest()[:6]}-minutes.docx"}, {})
    for n in range(40)
]  # fmt: skip
ROLES = {name: f"arn:aws:iam::{ACCOUNT}:role/{name}" for name in ("task", "exec", "fn", "admin", "rule")}
TRAILS = {
    "a new key each day": (
        s3("PutObject", "lake", lambda day: f"exports/{day}.csv") + s3("GetObject", "lake", "config/settings.json"),
        [("s3:PutObject", "arn:aws:s3:::lake/exports/2026-10-17.csv"), ("s3:GetObject", "arn:aws:s3:::lake/config/settings.json")],
        [("s3:PutObject", "arn:aws:s3:::lake/config/settings.json"), ("s3:GetObject", "arn:aws:s3:::lake/config/other.json"), ("s3:PutObject", "arn:aws:s3:::lake/payroll/2026-10-17.csv")],
    ),
    "a new stream each day": (
        calls("logs", "CreateLogStream", lambda day: {"logGroupName": "/ecs/api", "logStreamName": f"api/web/{DAYS.index(day):032x}"}),
        [("logs:CreateLogStream", f"arn:aws:logs:{HERE}:log-group:/ecs/api:log-stream:api/web/{'f' * 32}")],
        [("logs:CreateLogStream", f"arn:aws:logs:{HERE}:log-group:/ecs/billing:log-stream:api/web/{'f' * 32}")],
    ),
    "new customers each day": (
        CUSTOMERS + s3("GetObject", "crm", "templates/bill.tpl"),
        [("s3:PutObject", "arn:aws:s3:::crm/customers/willow/bill.pdf"), ("s3:GetObject", "arn:aws:s3:::crm/templates/bill.tpl")],
        [("s3:PutObject", "arn:aws:s3:::crm/templates/bill.tpl"), ("s3:GetObject", "arn:aws:s3:::crm/customers/acorn/bill.pdf")],
    ),
    "a new build each day": (
        s3("PutObject", "artifacts", lambda day: f"web/build-{400 + DAYS.index(day)}/app.zip"),
        [("s3:PutObject", "arn:aws:s3:::artifacts/web/build-431/app.zip")],
        [("s3:PutObject", "arn:aws:s3:::artifacts/secrets/key.pem")],
    ),
    "a new UUID each day": (
        s3("PutObject", "inbox", lambda day: f"events/{uuid.uuid5(uuid.NAMESPACE_DNS, day)}.json") + s3("GetObject", "inbox", "schema/v1.json"),
        [("s3:PutObject", "arn:aws:s3:::inbox/events/0b1e7c1c-1111-4222-8333-444455556666.json")],
        [("s3:PutObject", "arn:aws:s3:::inbox/schema/v1.json"), ("s3:PutObject", "arn:aws:s3:::inbox/keys/root.pem")],
    ),
    "a burst of one night": (
        s3("GetObject", "reports", "current/sales.csv") + BURST + on(DAYS[7], calls("iam", "ListUsers", {}, **failed("AccessDenied"))),
        [("s3:GetObject", "arn:aws:s3:::reports/current/sales.csv")],
        [("s3:GetObject", "arn:aws:s3:::reports/board/never-minutes.docx"), ("iam:ListUsers", "*"), ("s3:GetObject", "arn:aws:s3:::reports/current/payroll.csv")],
    ),
    "tags on creation": (
        calls("ec2", "CreateVolume", {"size": "8", "tagSpecificationSet": {"items": [{"resourceType": "volume", "tags": [{"key": "team", "value": "x"}]}]}})
        + s3("PutObject", "lake", "in/latest.csv"),
        [("ec2:CreateTags", f"arn:aws:ec2:{HERE}:volume/vol-0aaaabbbbccccdddd", {"ec2:CreateAction": "CreateVolume"}), ("s3:PutObject", "arn:aws:s3:::lake/in/latest.csv")],
        [("ec2:CreateTags", f"arn:aws:ec2:{HERE}:volume/vol-0aaaabbbbccccdddd", {"ec2:CreateAction": "RunInstances"}), ("s3:PutObjectTagging", "arn:aws:s3:::lake/in/latest.csv")],
    ),
    "a batch of secrets": (
        calls("secretsmanager", "BatchGetSecretValue", {"secretIdList": [f"arn:aws:secretsmanager:{HERE}:secret:db/main-AbCdEf"]}),
        [("secretsmanager:BatchGetSecretValue", "*"), ("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{HERE}:secret:db/main-AbCdEf")],
        [("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{HERE}:secret:payroll-ZzZzZz"), ("secretsmanager:ListSecrets", "*")],
    ),
    "throttled calls": (
        calls("ecs", "DescribeServices", {"cluster": "main", "services": ["web"]}) + calls("ecs", "DescribeServices", None, **failed("ThrottlingException")),
        [("ecs:DescribeServices", f"arn:aws:ecs:{HERE}:service/main/web")],
        [("ecs:DescribeServices", f"arn:aws:ecs:{HERE}:service/main/other")],
    ),
    "denied calls, dry runs and missing keys": (
        s3("GetObject", "inbox", "order.json", **failed("NoSuchKey")) + s3("GetObject", "vault", "salary.xlsx", **failed("AccessDenied"))
        + calls("ec2", "StartInstances", {"instancesSet": {"items": [{"instanceId": "i-0123456789abcdef0"}]}}, **failed("Client.DryRunOperation"))
        + calls("ec2", "StopInstances", {"instancesSet": {"items": [{"instanceId": "i-0123456789abcdef0"}]}}, **failed("Client.UnauthorizedOperation")),
        [("s3:GetObject", "arn:aws:s3:::inbox/order.json"), ("ec2:StartInstances", f"arn:aws:ec2:{HERE}:instance/i-0123456789abcdef0")],
        [("s3:GetObject", "arn:aws:s3:::vault/salary.xlsx"), ("ec2:StopInstances", f"arn:aws:ec2:{HERE}:instance/i-0123456789abcdef0")],
    ),
    "resources of another account": (
        calls("sqs", "SendMessage", {"queueUrl": f"https://sqs.eu-central-1.amazonaws.com/{OTHER}/orders"})
        + calls("sts", "AssumeRole", {"roleArn": f"arn:aws:iam::{OTHER}:role/deploy", "roleSessionName": "s", "sourceIdentity": "ana"}),
        [("sqs:SendMessage", f"arn:aws:sqs:eu-central-1:{OTHER}:orders"), ("sts:AssumeRole", f"arn:aws:iam::{OTHER}:role/deploy"), ("sts:SetSourceIdentity", f"arn:aws:iam::{OTHER}:role/deploy")],
        [("sqs:SendMessage", f"arn:aws:sqs:{HERE}:orders"), ("sts:AssumeRole", f"arn:aws:iam::{OTHER}:role/admin")],
    ),
    "roles that are passed": (
        calls("ecs", "RegisterTaskDefinition", {"family": "web", "taskRoleArn": ROLES["task"], "executionRoleArn": ROLES["exec"]})
        + calls("lambda", "CreateFunction20150331", {"functionName": "f", "role": ROLES["fn"]})
        + calls("events", "PutTargets", {"rule": "nightly", "targets": [{"id": "1", "roleArn": ROLES["rule"]}]}),
        [("iam:PassRole", ROLES[name], {PASSED: f"{service}.amazonaws.com"}) for name, service in (("task", "ecs-tasks"), ("exec", "ecs-tasks"), ("fn", "lambda"), ("rule", "events"))],
        [("iam:PassRole", ROLES["admin"], {PASSED: "lambda.amazonaws.com"}), ("iam:PassRole", ROLES["fn"], {PASSED: "ec2.amazonaws.com"})],
    ),
    "the key behind a service": (
        calls("s3", "PutObject", {"bucketName": "lake", "key": "in.csv", "x-amz-server-side-encryption": "aws:kms", "x-amz-server-side-encryption-aws-kms-key-id": KEY}),
        [("kms:GenerateDataKey", KEY, {"kms:ViaService": "s3.eu-central-1.amazonaws.com"})],
        [("kms:GenerateDataKey", KEY, {"kms:ViaService": "dynamodb.eu-central-1.amazonaws.com"}), ("kms:ScheduleKeyDeletion", KEY)],
    ),
    "an alias of a function": (
        calls("lambda", "Invoke", {"functionName": f"arn:aws:lambda:{HERE}:function:fn", "qualifier": "live"}),
        [("lambda:InvokeFunction", f"arn:aws:lambda:{HERE}:function:fn:live")],
        [("lambda:InvokeFunction", f"arn:aws:lambda:{HERE}:function:fn"), ("lambda:InvokeFunction", f"arn:aws:lambda:{HERE}:function:other:live")],
    ),
    "a command on an instance": (
        calls("ssm", "SendCommand", {"documentName": "AWS-RunShellScript", "instanceIds": ["i-0123456789abcdef0"]}),
        [("ssm:SendCommand", "arn:aws:ssm:eu-central-1::document/AWS-RunShellScript"), ("ssm:SendCommand", f"arn:aws:ec2:{HERE}:instance/i-0123456789abcdef0")],
        [("ssm:SendCommand", "arn:aws:ssm:eu-central-1::document/AWS-RunPowerShellScript"), ("ssm:SendCommand", f"arn:aws:ec2:{HERE}:instance/i-0fffffffffffffff0")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TRAILS)
def test_a_job_gets_what_it_needs_and_no_more(name, tmp_path):
    """What the job will do tomorrow is allowed, and what it never did is not."""
    entries, needed, never = TRAILS[name]
    records = [record(number, entry) for number, entry in enumerate(entries)]
    (tmp_path / "trail.json").write_text(json.dumps({"Records": records}), encoding="utf-8")
    policies = ds.least_privilege(tmp_path / "trail.json").to_dict()["principals"][ROLE]["policies"]

    def granted(action, resource, context=None):
        return allowed(policies, Call(action, resource, context or {}))

    assert [wanted for wanted in needed if not granted(*wanted)] == []
    assert [unwanted for unwanted in never if granted(*unwanted)] == []
