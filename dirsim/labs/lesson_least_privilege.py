"""Lab on least privilege: policies compared with CloudTrail events."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from dirsim.api import Call, allowed, facts
from dirsim.labs.exercise import Lab, Sheet
from dirsim.labs.question import Belief, LabQuestion, Ran
from dirsim.labs.seeded_choice import WORDS, Draw

_READS = ("GetObject", "GetObjectTagging", "GetObjectVersion")
_WRITES = ("PutObject", "PutObjectTagging", "DeleteObject")
_MANAGEMENT = (
    "GetBucketLocation",
    "GetBucketTagging",
    "GetBucketVersioning",
    "PutBucketTagging",
    "GetLifecycleConfiguration",
)
_PUTS = ("PutBucketPolicy", "PutBucketAcl", "PutEncryptionConfiguration", "PutBucketLogging")
_DANGEROUS = ("DeleteBucket", "DeleteBucketPolicy", "DeleteObjectVersion", "CreateBucket")
_LETTERS = ("A", "B", "C", "D")


def make(draw: Draw) -> Sheet:
    """Build one student's trail and policies."""
    bucket, other, role = (
        draw.pick(WORDS) + f"-{draw.between(100, 999)}",
        draw.pick(WORDS) + "-backup",
        draw.pick(WORDS),
    )
    data = [*draw.some(_READS, draw.between(1, 2)), *draw.some(_WRITES, draw.between(1, 2))]
    management = draw.some(_MANAGEMENT, draw.between(2, 3))
    counts = {name: draw.between(1, 40) for name in [*data, *management]}
    used = [_call(name, bucket, data=name in data) for name, count in counts.items() for _ in range(count)]
    asked_days = draw.pick((120, 150, 180, 270, 365, 400))
    # One of them begins with Put, so that a wildcard over Put allows more than the exact list does.
    dangers = [draw.pick(_PUTS), *draw.some(_DANGEROUS, draw.between(1, 2))]
    never = [
        *(_call(name, bucket, data=False) for name in dangers),
        *(_call(name, other, data=True) for name in draw.some((*_READS, *_WRITES), draw.between(2, 4))),
    ]
    policies = _policies(draw, bucket, list(counts))
    narrow = dict(policies)

    def covers(policy: Mapping[str, Any]) -> bool:
        return all(allowed([policy], call) for call in used)

    def excess(policy: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(f"{call.action} on {call.resource}" for call in never if allowed([policy], call))

    def refused(policy: Mapping[str, Any]) -> int:
        return sum(not allowed([policy], call) for call in used)

    def least() -> Ran:
        fitting = [name for name in _LETTERS if covers(narrow[name])]
        best = min(fitting, key=lambda name: (len(excess(narrow[name])), name))
        shown = "\n".join(
            f"policy {name}: denies {refused(narrow[name])} of {len(used)} recorded calls, allows {len(excess(narrow[name]))} "
            f"of {len(never)} calls that were never made"
            for name in _LETTERS
        )
        return Ran(best, shown + "\n")

    widest = next(name for name, policy in policies if _service_wildcard(policy))
    second = draw.pick([name for name in _LETTERS if name != widest])
    days = int(facts.catalog()["policy-generation-window"].value or 0)
    background = f"""\
The role **{role}** works with the bucket `{bucket}`. `trail.json` has the events that CloudTrail recorded for it: {len(used)} calls,
each with the action, the resource, and whether it is a *management* or a *data* event. `policies.json` has four proposed policies
for the role, A to D. `never.json` lists {len(never)} calls that the role has never made and should not be able to make.
"""
    return Sheet(
        background=background,
        look="dirsim facts policy-generation-no-data-events",
        files={
            "trail.json": _trail(used, data, role),
            "policies.json": json.dumps(narrow, indent=1) + "\n",
            "never.json": json.dumps([{"action": one.action, "resource": one.resource} for one in never], indent=1)
            + "\n",
        },
        questions=(
            LabQuestion(
                name="least",
                prompt="Of the policies that allow every recorded call, which one allows the fewest of the calls in `never.json`?",
                kind="choice",
                choices=_LETTERS,
                run=least,
                beliefs=(Belief("wildcard-is-least", lambda: widest),),
                hint="Compare each policy with the trail first, then with the calls that were never made.",
                points=2.0,
            ),
            LabQuestion(
                name="too-much",
                prompt=f"How many of the {len(never)} calls in `never.json` does policy **{widest}** allow?",
                kind="number",
                unit="calls",
                run=lambda: Ran(float(len(excess(narrow[widest]))), "\n".join(excess(narrow[widest])) + "\n"),
                beliefs=(Belief("wildcard-is-least", lambda: 0.0),),
                hint="Compare the action and the resource of each call with the wildcards.",
            ),
            LabQuestion(
                name="denied",
                prompt=f"How many of the {len(used)} recorded calls would policy **{second}** have denied?",
                kind="number",
                unit="calls",
                run=lambda: Ran(float(refused(narrow[second])), _counted(used, narrow[second])),
                hint="Count calls, not actions: an action may have been called many times.",
                points=2.0,
            ),
            LabQuestion(
                name="actions",
                prompt="Which actions must a policy for the role allow, if it should allow the recorded calls and nothing else?",
                kind="set",
                choices=tuple(sorted({f"s3:{name}" for name in (*_READS, *_WRITES, *_MANAGEMENT)})),
                run=lambda: Ran(tuple(sorted({call.action for call in used})), _counted(used, {"Statement": []})),
                beliefs=(
                    Belief(
                        "wildcard-is-least", lambda: tuple(f"s3:{name}" for name in (*_READS, *_WRITES, *_MANAGEMENT))
                    ),
                    Belief("generation-sees-data-events", lambda: tuple(f"s3:{name}" for name in management)),
                ),
                hint="Read the whole trail, including data events.",
                points=2.0,
            ),
            LabQuestion(
                name="unseen",
                prompt="Which of the recorded actions does IAM Access Analyzer's policy generation **ignore**, because they are data "
                "events?",
                kind="set",
                choices=tuple(sorted(f"s3:{name}" for name in counts)),
                run=lambda: Ran(
                    tuple(f"s3:{name}" for name in data),
                    f"{facts.catalog()['policy-generation-no-data-events'].statement}\n",
                ),
                beliefs=(Belief("generation-sees-data-events", lambda: ()),),
                hint="Look at the category of each event, and at the category that policy generation reads.",
            ),
            LabQuestion(
                name="days",
                prompt=f"You ask policy generation for {asked_days} days of activity. How many days does it read?",
                kind="number",
                unit="days",
                run=lambda: Ran(
                    float(min(asked_days, days)), f"{facts.catalog()['policy-generation-window'].statement}\n"
                ),
                beliefs=(Belief("all-activity-is-read", lambda: float(asked_days)),),
                hint="There is a limit: `dirsim facts policy-generation-window`.",
            ),
        ),
    )


def _call(name: str, bucket: str, *, data: bool) -> Call:
    return Call(f"s3:{name}", f"arn:aws:s3:::{bucket}/reports/1.csv" if data else f"arn:aws:s3:::{bucket}")


def _service_wildcard(policy: Mapping[str, Any]) -> bool:
    return any("s3:*" in statement["Action"] for statement in policy["Statement"])


def _policies(draw: Draw, bucket: str, names: list[str]) -> list[tuple[str, dict[str, Any]]]:
    """Four policies under random letters: all actions, reads and writes, the exact actions, and one action too few."""
    own = [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]
    exact = sorted(f"s3:{name}" for name in names)
    left_out = draw.pick(exact)
    made = (
        _allow(["s3:*"], ["*"]),
        _allow(["s3:Get*", "s3:Put*", "s3:DeleteObject"], draw.pick((own, ["*"]))),
        _allow(exact, own),
        _allow([action for action in exact if action != left_out], own),
    )
    return list(zip(draw.shuffled(_LETTERS), made, strict=True))


def _allow(actions: list[str], resources: list[str]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": resources}]}


def _counted(used: list[Call], policy: Mapping[str, Any]) -> str:
    """The recorded actions with their numbers of calls, and whether a policy allows or denies them, as text."""
    lines = []
    for call in {call.action: call for call in used}.values():
        word = "allowed" if allowed([policy], call) else "denied"
        lines.append(f"{call.action}: {used.count(call)} calls, {word}")
    return "\n".join(lines) + "\n"


def _trail(used: list[Call], data: list[str], role: str) -> str:
    """The calls in the form of CloudTrail records, with the fields that the lab needs."""
    records = [
        {
            "eventSource": "s3.amazonaws.com",
            "eventName": call.action.partition(":")[2],
            "eventCategory": "Data" if call.action.partition(":")[2] in data else "Management",
            "eventTime": f"2026-10-{1 + place % 28:02}T{place % 24:02}:{place % 60:02}:00Z",
            "userIdentity": {"arn": f"arn:aws:sts::111122223333:assumed-role/{role}/job"},
            "resources": [{"ARN": call.resource}],
        }
        for place, call in enumerate(used)
    ]
    return json.dumps({"Records": records}, indent=1) + "\n"


LAB = Lab(
    id="least-privilege",
    title="What is least privilege?",
    minutes=30,
    terms=("least privilege", "wildcard refinement", "Access Analyzer and CloudTrail"),
    explain="how you would refine the widest policy step by step, and what the trail cannot tell you",
    make=make,
)
