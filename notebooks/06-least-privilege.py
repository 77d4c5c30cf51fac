# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Least privilege from what is really done
#
# A role may do 5,000 things. In 90 days it did three. **Which policy lets it do its work, and nothing else?**
#
# The trail is made here, so that the page needs no AWS account; your own works the same way:
# `ds.least_privilege("folder-of-cloudtrail-files")`.

# %%
import json
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dirsim as ds
from dirsim.credentials.policy.statement import meant_actions

# %% [markdown]
# ## What the role may do
#
# Somebody was in a hurry when the policy was written.

# %%
SERVICES = (
    "ec2", "s3", "iam", "lambda", "rds", "dynamodb", "sns", "sqs", "kms", "logs", "cloudwatch", "cloudformation", "ecs", "eks", "glue",
    "sagemaker", "ssm", "secretsmanager", "route53", "elasticloadbalancing", "autoscaling", "athena", "redshift", "kinesis", "states",
    "events", "apigateway", "cloudfront", "cognito-idp", "iot", "connect", "quicksight",
)  # fmt: skip
GRANTED = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": [f"{service}:*" for service in SERVICES], "Resource": "*"}],
}
granted = {action.name for pattern in GRANTED["Statement"][0]["Action"] for action in meant_actions(pattern)}
print(f"{len(granted)} actions are granted, on every resource")

# %% [markdown]
# ## What it did in 90 days
#
# Every night it reads a configuration object and writes a report; once a week it sends a message. The trail holds data
# events: without them CloudTrail would not show what happened to objects, and the answer would say so.

# %%
ROLE = "arn:aws:iam::111122223333:role/nightly-report"
START = datetime(2026, 1, 1, 2, tzinfo=UTC)


def call(day, service, operation, request, category="Data"):
    """One call as CloudTrail records it."""
    return {
        "eventVersion": "1.10",
        "eventTime": (START + timedelta(days=day)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "eventSource": f"{service}.amazonaws.com",
        "eventName": operation,
        "awsRegion": "eu-central-1",
        "userIdentity": {
            "type": "AssumedRole",
            "arn": "arn:aws:sts::111122223333:assumed-role/nightly-report/run",
            "accountId": "111122223333",
            "sessionContext": {"sessionIssuer": {"type": "Role", "arn": ROLE}},
        },
        "eventID": f"{service}-{operation}-{day}",
        "eventType": "AwsApiCall",
        "eventCategory": category,
        "managementEvent": category == "Management",
        "requestParameters": request,
        "recipientAccountId": "111122223333",
    }


records = []
for day in range(90):
    records.append(call(day, "s3", "GetObject", {"bucketName": "acme-settings", "key": "report.json"}))
    records.append(call(day, "s3", "PutObject", {"bucketName": "acme-reports", "key": f"report-{day % 7}.csv"}))
    if day % 7 == 0:
        topic = "arn:aws:sns:eu-central-1:111122223333:reports"
        records.append(call(day, "sns", "Publish", {"topicArn": topic}))
folder = Path(tempfile.mkdtemp())
(folder / "trail.json").write_text(json.dumps({"Records": records}))
print(len(records), "records")

# %% [markdown]
# ## The policy that its work needs

# %%
answer = ds.least_privilege(folder / "trail.json", days=90)
proposal = answer.proposals[ROLE]
print(answer.status)
print(json.dumps(proposal.policies[0], indent=2))

# %% [markdown]
# Each action carries its evidence: how often, when first, when last, and by which events.

# %%
for entry in proposal.evidence:
    print(f"{entry['action']:16} {entry['count']:3} times, {entry['first'][:10]} to {entry['last'][:10]}")

# %% [markdown]
# ## What the log does not show is said
#
# The same role, seen by a trail without data events: nothing is left to build a policy from, and nothing is guessed.

# %%
management = [call(0, "s3", "ListBuckets", None, "Management")]
(folder / "management.json").write_text(json.dumps({"Records": management}))
blind = ds.least_privilege(folder / "management.json")
for gap in (*blind.not_observable, *blind.proposals[ROLE].not_observable):
    print(f"not seen: {gap.what}; {gap.because}")

# %% [markdown]
# ## What was learned
#
# Three of the 5,000 actions were used, each on resources that have names; the proposal grants those three. A trail that
# cannot show something never counts as proof that it did not happen.

# %%
assert len(granted) > 5000
assert proposal.actions == ("s3:GetObject", "s3:PutObject", "sns:Publish")
assert "*" not in [resource for entry in proposal.policies[0]["Statement"] for resource in entry["Resource"]]
assert answer.status == "complete"
assert blind.status == "partial"
