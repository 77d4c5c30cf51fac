"""Generated jobs: a month proposes, the next month is allowed, and nothing that a reader would not write."""

import hashlib
import json
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest

import dirsim as ds
from dirsim.credentials.policy.evaluate import Call, allowed
from dirsim.credentials.policy.wildcard import matches

ACCOUNT = "111122223333"
HERE = f"eu-central-1:{ACCOUNT}"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/job"
START, MONTH = date(2026, 6, 29), 30
WORDS = (
    "login search cart price stock export import audit theme mail menu grid chart badge modal toast panel quota token cache "
    "retry batch proxy limit shard index merge patch route guard"
).split()
UPPER = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def made(*parts):
    """A text that only a program would make, the same each time."""
    return hashlib.sha256("-".join(map(str, parts)).encode()).hexdigest()


def upper(length, *parts):
    """Capitals and digits."""
    drawn = bytes.fromhex(made(*parts))
    return "".join(UPPER[value % len(UPPER)] for value in drawn[:length])


def seconds(day, place):
    """Seconds since 1970 of an instant of a day."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) + place * 1800


def tenant(place):
    """The id of a tenant."""
    return str(uuid.UUID(made("tenant", place)[:32]))


def put(key, bucket="lake"):
    """A write of an object."""
    return "s3", "PutObject", {"bucketName": bucket, "key": key}, "s3:PutObject", f"arn:aws:s3:::{bucket}/{key}"


def part(operation, key):
    """A call of a multipart upload."""
    return ("s3", operation, *put(key)[2:])


def send(name):
    """A message to a queue."""
    url = f"https://sqs.eu-central-1.amazonaws.com/{ACCOUNT}/{name}"
    return "sqs", "SendMessage", {"queueUrl": url}, "sqs:SendMessage", f"arn:aws:sqs:{HERE}:{name}"


def week(day):
    """The ISO week."""
    return day.isocalendar()[:2]


FUNCTION, GROUP = f"arn:aws:lambda:{HERE}:function:price", f"arn:aws:logs:{HERE}:log-group:/ecs/api"
JOBS = {
    "ULIDs": (lambda n, _day: [put(f"events/{upper(26, n, k)}.json") for k in range(6)], "events/*.json"),
    "ids of clusters": (
        lambda n, _day: [("elasticmapreduce", "DescribeCluster", {"clusterId": f"j-{upper(13, n)}"}, "elasticmapreduce:DescribeCluster", f"arn:aws:elasticmapreduce:{HERE}:cluster/j-{upper(13, n)}")],
        f"arn:aws:elasticmapreduce:{HERE}:cluster/j-*",
    ),
    "folders of hours": (lambda _n, day: [put(f"raw/dt={day}/h={h:02}/part-00000.gz") for h in range(0, 24, 3)], "raw/dt=????-??-??/h=??/part-00000.gz"),
    "numbers without zeros": (lambda _n, day: [put(f"raw/year={day.year}/month={day.month}/day={day.day}/hour={h}/d.gz") for h in range(0, 24, 2)], "raw/year=????/month=*/day=*/hour=*/d.gz"),
    "folders without zeros": (lambda _n, day: [put(f"raw/{day.year}/{day.month}/{day.day}/d.gz")], "raw/????/*/*/d.gz"),
    "months in letters": (lambda _n, day: [put(f"bills/{day.year}/{day:%b}/{day:%d}.pdf")], "bills/????/???/*.pdf"),
    "months in full": (lambda n, day: [put(f"bills/{day.year}-{day:%B}/{n:03}.pdf")], "bills/????-*/*.pdf"),
    "dates in letters": (lambda _n, day: [put(f"bills/{day:%d%b%Y}.pdf")], "bills/?????????.pdf"),
    "tenants at the root": (lambda n, _day: [put(f"{tenant((n * 3 + k) % (12 + n // 2))}/profile.json", "tenants") for k in range(4)], "arn:aws:s3:::tenants/*/profile.json"),
    "tenants below a prefix": (lambda n, _day: [put(f"acct/{tenant((n * 5 + k) % (12 + n // 2))}/set/profile.json") for k in range(4)], "acct/*/set/profile.json"),
    "queues of branches": (lambda n, _day: [send(f"build-{WORDS[n // 2 % 30]}")], f"arn:aws:sqs:{HERE}:build-*"),
    "queues of features": (lambda n, _day: [send(f"build-feature-{WORDS[n // 2 % 30]}-{100 + n // 2}")], f"arn:aws:sqs:{HERE}:build-feature-*"),
    "versions of a function": (lambda n, _day: [("lambda", "Invoke", {"functionName": FUNCTION, "qualifier": f"{40 + n // 3}"}, "lambda:InvokeFunction", f"{FUNCTION}:{40 + n // 3}")], f"{FUNCTION}:*"),
    "tasks in streams": (lambda n, _day: [("logs", "CreateLogStream", {"logGroupName": "/ecs/api", "logStreamName": f"api/web/{made(n)[:32]}"}, "logs:CreateLogStream", f"{GROUP}:log-stream:api/web/{made(n)[:32]}")], f"{GROUP}:log-stream:*"),
    "multipart uploads": (lambda _n, day: [part(name, f"backup/{day}/db.tar") for name in ("CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload")], "backup/????-??-??/db.tar"),
    "weeks": (lambda _n, day: [put("reports/{}-W{:02}/sum.pdf".format(*week(day)))], "reports/????-W??/sum.pdf"),
    "weeks in words": (lambda _n, day: [put("reports/{}/week{:02}/sum.pdf".format(*week(day)))], "reports/????/week??/sum.pdf"),
    "seconds since 1970": (lambda _n, day: [put(f"snap/{seconds(day, k)}.bin") for k in range(3)], "snap/*.bin"),
    "milliseconds since 1970": (lambda n, day: [put(f"snap/{seconds(day, k) * 1000 + n}") for k in range(3)], "snap/*"),
    "counters that roll over": (lambda n, _day: [put(f"inv/inv-{85 + n:02}.pdf")], "inv/inv-*.pdf"),
    "a counter of two a day": (lambda n, _day: [put(f"inv/{80 + 2 * n + k:04}.pdf") for k in range(2)], "inv/*.pdf"),
}  # fmt: skip
STABLE = {
    "three queues in turn": lambda n, _day: [send(("orders-in", "orders-out", "orders-dead")[n % 3])],
    "twenty-four files": lambda _n, _day: [put(f"cache/h{hour:02}.bin") for hour in range(24)],
    "seven menus": lambda _n, day: [put(f"menu/{day:%A}.csv")],
    "secrets of a word": lambda n, _day: [("secretsmanager", "GetSecretValue", {"secretId": f"prod-{WORDS[n]}"}, "secretsmanager:GetSecretValue", "")],
}  # fmt: skip
DATA = ("PutObject", "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload", "Invoke", "SendMessage")
ATTACKS = [
    "arn:aws:s3:::payroll/x.csv",
    "arn:aws:s3:::lake/secrets/keys.txt",
    "arn:aws:s3:::lake/hr/2026-08-12/a.csv",
    f"arn:aws:sqs:{HERE}:payments",
]


def record(number, day, call):
    """A record of CloudTrail."""
    service, operation, request, *_ = call
    issuer = {"type": "Role", "arn": ROLE, "accountId": ACCOUNT, "userName": "job"}
    who = {"type": "AssumedRole", "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/job/s", "accountId": ACCOUNT}
    return {
        "eventTime": f"{day}T{number // 60 % 24:02}:{number % 60:02}:00Z", "eventSource": f"{service}.amazonaws.com", "eventName": operation,
        "userIdentity": who | {"sessionContext": {"sessionIssuer": issuer}}, "awsRegion": "eu-central-1", "requestParameters": request,
        "eventID": f"id-{number}", "eventType": "AwsApiCall", "eventCategory": "Data" if operation in DATA else "Management",
        "managementEvent": operation not in DATA, "recipientAccountId": ACCOUNT,
    }  # fmt: skip


def month(job, first):
    """The calls of a month, each with its day."""
    for place in range(first, first + MONTH):
        day = START + timedelta(place)
        yield from ((day, call) for call in job(place, day))


def proposed(job, folder):
    """The policies that the first month proposes."""
    records = [record(number, day, call) for number, (day, call) in enumerate(month(job, 0), 1)]
    path = folder / "trail.json"
    path.write_text(json.dumps({"Records": records}), encoding="utf-8")
    return ds.least_privilege(path).to_dict()["principals"][ROLE]["policies"]


def resources(policies):
    """The resources of policies."""
    return sorted({name for policy in policies for entry in policy["Statement"] for name in entry["Resource"]})


@pytest.mark.parametrize("name", JOBS)
def test_the_next_month_is_allowed_and_no_more(name, tmp_path):
    """Of the next month 95 % is allowed; resources are no wider than a reader's, and other prefixes and verbs are denied."""
    job, reader = JOBS[name]
    wanted = reader if reader.startswith("arn:") else f"arn:aws:s3:::lake/{reader}"
    policies = proposed(job, tmp_path)
    later = [Call(call[3], call[4]) for _, call in month(job, MONTH)]
    assert sum(allowed(policies, call) for call in later) >= 0.95 * len(later)
    for resource in resources(policies):
        assert resource == wanted or matches(wanted, resource.replace("?", "0").replace("*", "zz"))
    attacks = [Call(later[0].action, resource) for resource in ATTACKS] + [Call("s3:DeleteObject", later[0].resource)]
    assert not any(allowed(policies, attack) for attack in attacks)


@pytest.mark.parametrize("name", STABLE)
def test_names_that_stay_are_kept(name, tmp_path):
    """Few names that recur are listed as recorded; common words say nothing of secrets."""
    found = resources(proposed(STABLE[name], tmp_path))
    assert len(found) > 1
    assert not any("*" in resource for resource in found)
