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
# # Least privilege from recorded activity
#
# A role may call thousands of actions. In 90 days it called three. **Which policy allows its work, tomorrow's too, and
# nothing else?**
#
# The trail is generated here, so that the page needs no AWS account; your own trail works the same way:
# `ds.least_privilege("folder-of-cloudtrail-files")`.

# %%
import json
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dirsim as ds

# %% [markdown]
# ## Permissions of the role
#
# The policy was written in a hurry.

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
folder = Path(tempfile.mkdtemp())
(folder / "today.json").write_text(json.dumps(GRANTED))
print("Every action of", len(SERVICES), "services is granted, on every resource")

# %% [markdown]
# ## Activity in 90 days
#
# Every night the role reads a configuration object and writes a report **whose name is the date**; once a week it sends a
# message. A list of the names in the trail would refuse tomorrow's report. The trail contains data events: without them
# CloudTrail would not record operations on objects, and the answer would report this.

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
    key = f"{START + timedelta(days=day):%Y/%m/%d}/report.csv"
    records.append(call(day, "s3", "PutObject", {"bucketName": "acme-reports", "key": key}))
    if day % 7 == 0:
        topic = "arn:aws:sns:eu-central-1:111122223333:reports"
        records.append(call(day, "sns", "Publish", {"topicArn": topic}))
(folder / "trail.json").write_text(json.dumps({"Records": records}))
print(len(records), "records")

# %% [markdown]
# ## The proposed policy

# %%
answer = ds.least_privilege(folder / "trail.json", days=90, policy=folder / "today.json")
proposal = answer.proposals[ROLE]
print(answer.status)
print(json.dumps(proposal.policies[0], indent=2))

# %% [markdown]
# The name of the report became a pattern, with the evidence for it. The pattern allows the next report and nothing beside it.

# %%
for entry in proposal.evidence:
    for widened in entry.get("widened", ()):
        print(widened["to"], "because of", widened["because"])
for key in ("2026/04/01/report.csv", "2026/04/01/payroll.csv"):
    resource = f"arn:aws:s3:::acme-reports/{key}"
    print(key, ds.can(proposal.policies, action="s3:PutObject", resource=resource).decision)

# %% [markdown]
# ## The proposal checked forward
#
# The first two thirds of the days propose, and the calls of the last third are evaluated from the raw records.

# %%
print(
    proposal.held_out.calls, "calls on", proposal.held_out.days, "days;", proposal.held_out.allowed, "would be allowed"
)

# %% [markdown]
# ## Today's policy against the proposal

# %%
today = proposal.today
print(f"{today.granted} actions are granted, {today.used} were used")
worst = sorted(today.rows(), key=lambda row: -row["actions"])[:5]
for row in worst:
    print(f"{row['service']:16} {row['level']:22} {row['actions']:4} unused")

# %% [markdown]
# Each action has its evidence: the count, the first and the last use, and the events.

# %%
for entry in proposal.evidence:
    print(f"{entry['action']:16} {entry['count']:3} times, {entry['first'][:10]} to {entry['last'][:10]}")

# %% [markdown]
# ## Gaps in the log are reported
#
# The same role in a trail of one day without data events: the answer is partial, and nothing is guessed.

# %%
management = [call(0, "s3", "ListBuckets", None, "Management")]
(folder / "management.json").write_text(json.dumps({"Records": management}))
blind = ds.least_privilege(folder / "management.json")
for gap in (*blind.not_observable, *blind.proposals[ROLE].not_observable):
    print(f"not seen: {gap.what}; {gap.because}")

# %% [markdown]
# ## Conclusion
#
# Three of the 5,000 actions were used, each on named resources; the proposal grants these three. A gap in the trail never
# counts as proof that an action was not used.

# %%
assert today.granted > 5000
assert (today.used, proposal.held_out.allowed) == (3, proposal.held_out.calls)
assert proposal.actions == ("s3:GetObject", "s3:PutObject", "sns:Publish")
assert "*" not in [resource for entry in proposal.policies[0]["Statement"] for resource in entry["Resource"]]
assert answer.status == "complete"
assert blind.status == "partial"
