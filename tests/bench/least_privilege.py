"""Measure least privilege and lint as a user waits for them; trailscraper is measured in the same run where it is installed.

Nothing is asserted: the goals stand beside the figures. ``python tests/bench/least_privilege.py [EVENTS]``
"""

import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

EVENTS = 100_000
POLICIES = 2_000
CALLS = (
    ("ec2", "DescribeInstances", {"instancesSet": {"items": [{"instanceId": "i-0123456789abcdef0"}]}, "filterSet": {}}),
    ("s3", "GetBucketVersioning", {"bucketName": "acme", "Host": "acme.s3.amazonaws.com", "versioning": ""}),
    ("s3", "GetObject", {"bucketName": "acme", "key": "2026/report.csv", "Host": "acme.s3.amazonaws.com"}),
    ("ssm", "DescribeInstanceInformation", {"filters": [{"key": "InstanceIds", "values": ["i-0123456789abcdef0"]}]}),
    ("kms", "Decrypt", {"keyId": "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"}),
    ("sts", "AssumeRole", {"roleArn": "arn:aws:iam::111122223333:role/worker", "roleSessionName": "x"}),
    ("lambda", "GetFunction20150331v2", {"functionName": "report"}),
    ("dynamodb", "DescribeTable", {"tableName": "orders"}),
)


EVENT_CHANCE = random.Random(7)  # noqa: S311 -- no secret depends on it


def record(number, chance):
    """One call of one of 20 roles."""
    service, operation, request = chance.choice(CALLS)
    role = f"role-{chance.randrange(20)}"
    return {
        "eventVersion": "1.08",
        "userIdentity": {
            "type": "AssumedRole",
            "principalId": "AROAEXAMPLEEXAMPLE:session",
            "arn": f"arn:aws:sts::111122223333:assumed-role/{role}/session",
            "accountId": "111122223333",
            "sessionContext": {
                "sessionIssuer": {"type": "Role", "arn": f"arn:aws:iam::111122223333:role/{role}", "userName": role},
                "attributes": {"creationDate": "2026-03-01T00:00:00Z", "mfaAuthenticated": "false"},
            },
        },
        "eventTime": f"2026-03-{1 + number % 28:02}T{number % 24:02}:{number % 60:02}:00Z",
        "eventSource": f"{service}.amazonaws.com",
        "eventName": operation,
        "awsRegion": "eu-west-1",
        "sourceIPAddress": "203.0.113.5",
        "userAgent": "aws-sdk-go-v2/1.30 os/linux lang/go#1.22 md/GOOS#linux md/GOARCH#amd64",
        "requestParameters": request,
        "responseElements": None,
        "requestID": f"{number:032x}",
        "eventID": f"00000000-0000-4000-8000-{number:012}",
        "readOnly": True,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": "111122223333",
        "eventCategory": "Management",
        "tlsDetails": {"tlsVersion": "TLSv1.3", "cipherSuite": "TLS_AES_128_GCM_SHA256"},
    }


def seconds(command, source=None):
    """Processor seconds of a command and its children, and the peak memory in MB."""
    with tempfile.TemporaryFile() as out, Path(source).open("rb") if source else tempfile.TemporaryFile() as stdin:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, stdin=stdin, stdout=out, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    taken = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return taken, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def policies(folder):
    """Policies of a few statements each, of which some have findings."""
    for number in range(POLICIES):
        actions = ["s3:GetObject", "s3:PutObject", "ec2:Describe*", "iam:PassRole"] if number % 2 else ["s3:GetObject"]
        statement = {"Effect": "Allow", "Action": actions, "Resource": f"arn:aws:s3:::bucket-{number}/*"}
        document = {"Version": "2012-10-17", "Statement": [statement, statement | {"Resource": "*"}]}
        (folder / f"{number}.json").write_text(json.dumps(document, indent=2), encoding="utf-8")


CLOUDSPLAINING = """
import json, sys
from pathlib import Path
from cloudsplaining.scan.policy_document import PolicyDocument
for path in sorted(Path(sys.argv[1]).glob("*.json")):
    found = PolicyDocument(json.loads(path.read_text()))
    found.credentials_exposure, found.allows_privilege_escalation, found.permissions_management_without_constraints
    found.service_wildcard, found.infrastructure_modification, found.allows_data_exfiltration_actions
"""


def main():
    """Print the figures."""
    events = int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS
    chance = random.Random(7)  # noqa: S311 -- no secret depends on it
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        trail = folder / "trail.json"
        with trail.open(
            "w", encoding="utf-8"
        ) as stream:  # piece by piece: a child's peak includes what its parent held
            stream.write('{"Records": [')
            stream.writelines(
                f"{',' if number else ''}{json.dumps(record(number, chance))}" for number in range(events)
            )
            stream.write("]}")
        empty, idle = seconds([sys.executable, "-c", "pass"])
        ours, peak = seconds([sys.executable, "-m", "dirsim", "least-privilege", str(trail), "--format", "json"])
        print(
            f"least-privilege, {events} events: {ours:.2f} s, {peak - idle:.0f} MB beyond the interpreter (goal: under 100)"
        )
        theirs = shutil.which("trailscraper", path=str(Path(sys.executable).parent))
        if theirs:
            taken, _ = seconds([theirs, "generate"], trail)
            print(f"trailscraper generate, the same: {taken:.2f} s, {taken / ours:.1f} times ours (goal: at least 5)")
        (folder / "policies").mkdir()
        policies(folder / "policies")
        taken, _ = seconds(
            [sys.executable, "-m", "dirsim", "lint-policy", str(folder / "policies"), "--fail-on", "never"]
        )
        print(f"lint-policy, {POLICIES} policies: {POLICIES / (taken - empty):.0f} a second (goal: 1000)")
        if find_spec("cloudsplaining"):
            peer, _ = seconds([sys.executable, "-c", CLOUDSPLAINING, str(folder / "policies")])
            print(f"cloudsplaining, the same: {peer:.2f} s, {peer / taken:.1f} times ours (goal: more than 1)")


if __name__ == "__main__":
    main()
