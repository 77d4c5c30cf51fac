"""Lab on held-out days: a policy meets calls that it has not seen."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

from dirsim.api import Call, allowed
from dirsim.labs.exercise import Lab, Sheet
from dirsim.labs.question import Belief, LabQuestion, Ran
from dirsim.labs.seeded_choice import WORDS, Draw

_DAYS, _LEARNED, _NEXT = 30, 20, 10
_ENOUGH = 0.95
_DAILY = ("s3:GetObject", "s3:PutObject", "s3:GetObjectTagging", "s3:PutObjectTagging")
_WEEKLY = ("s3:ListBucket", "s3:GetBucketLocation", "s3:GetBucketVersioning", "s3:GetLifecycleConfiguration")
_RARE = ("s3:DeleteObject", "s3:RestoreObject", "s3:PutObjectRetention", "s3:GetObjectAttributes")
_LETTERS = ("A", "B", "C")


@frozen
class _DayCall:
    """One call on one day.

    Attributes:
        day: The day, from 1.
        call: The call.
    """

    day: int
    call: Call


def make(draw: Draw) -> Sheet:
    """Build one student's trail."""
    role, bucket = draw.pick(WORDS), f"{draw.pick(WORDS)}-{draw.between(100, 999)}"
    daily, weekly = draw.some(_DAILY, 2), draw.pick(_WEEKLY)
    held, future = draw.some(_RARE, 2)
    a_day = draw.between(4, 9)
    starts = draw.between(1, 6)
    rare_day, later_day = draw.between(_LEARNED + 1, _DAYS), draw.between(_DAYS + 1, _DAYS + _NEXT)
    every = _trail(draw, bucket, daily, weekly, (a_day, starts), {rare_day: held, later_day: future})
    learned = [one.call for one in every if one.day <= _LEARNED]
    kept = [one.call for one in every if _LEARNED < one.day <= _DAYS]
    after = [one.call for one in every if one.day > _DAYS]
    made = {
        "names": _policy(sorted({call.action for call in learned}), sorted({call.resource for call in learned})),
        "pattern": _policy(sorted({call.action for call in learned}), _own(bucket)),
        "wildcard": _policy(["s3:*"], ["*"]),
    }
    letters = dict(zip(made, draw.shuffled(_LETTERS), strict=True))
    policies = {letter: made[name] for name, letter in sorted(letters.items(), key=lambda pair: pair[1])}
    whole = _policy(sorted({one.call.action for one in every if one.day <= _DAYS}), _own(bucket))
    never = [Call(f"s3:{name}", f"arn:aws:s3:::{bucket}") for name in ("DeleteBucket", "PutBucketPolicy")]
    actions = tuple(sorted({one.call.action for one in every} | set(draw.some(_WEEKLY, 2))))

    background = f"""\
The role **{role}** writes a report each day, under a name with the date, into the bucket `{bucket}`. `trail.json` has its calls of {_DAYS} days.
You derive policies from days 1 to {_LEARNED} and **hold out** days {_LEARNED + 1} to {_DAYS}: no policy has seen them. `policies.json` has three proposals from days 1 to {_LEARNED}:

- **{letters["names"]}** allows the recorded actions on the objects that were recorded;
- **{letters["pattern"]}** allows the recorded actions on every object of the bucket;
- **{letters["wildcard"]}** allows every action of S3 on everything.

`next.json` has the calls of the {_NEXT} days that follow. The team accepts a policy if it allows at least {_ENOUGH:.0%} of the held-out
calls; of those it takes the one that allows the least.
"""
    return Sheet(
        background=background,
        look="dirsim facts wildcard-actions",
        files={
            "trail.json": _as_json([one for one in every if one.day <= _DAYS]),
            "next.json": _as_json([one for one in every if one.day > _DAYS]),
            "policies.json": json.dumps(policies, indent=1) + "\n",
        },
        questions=(
            LabQuestion(
                name="denied-by-names",
                prompt=f"How many of the {len(kept)} held-out calls does policy **{letters['names']}** deny?",
                kind="number",
                unit="calls",
                run=lambda: _denied(made["names"], kept),
                beliefs=(Belief("past-is-the-future", lambda: 0.0),),
                hint="Compare the names of the objects on a day that was learned with those of a day that was held out.",
                points=2.0,
            ),
            LabQuestion(
                name="denied-by-pattern",
                prompt=f"How many of them does policy **{letters['pattern']}** deny?",
                kind="number",
                unit="calls",
                run=lambda: _denied(made["pattern"], kept),
                beliefs=(Belief("past-is-the-future", lambda: 0.0),),
                hint="Is there an action in the held-out days that the first days do not have?",
                points=2.0,
            ),
            LabQuestion(
                name="new-actions",
                prompt=f"Which actions do days {_LEARNED + 1} to {_DAYS} have that days 1 to {_LEARNED} do not have?",
                kind="set",
                choices=actions,
                run=lambda: _new(learned, kept),
                beliefs=(Belief("past-is-the-future", lambda: ()),),
                hint="Sort the trail by action and look at the first day of each.",
            ),
            LabQuestion(
                name="accepted",
                prompt="Which policy does the team take?",
                kind="choice",
                choices=_LETTERS,
                run=lambda: _accepted(policies, kept, never),
                beliefs=(
                    Belief("checked-on-itself", lambda: letters["names"]),
                    Belief("wildcard-is-least", lambda: letters["wildcard"]),
                ),
                hint="First the share of held-out calls that each policy allows, then what else it allows.",
                points=2.0,
            ),
            LabQuestion(
                name="next-days",
                prompt=f"The team then adds the held-out days: actions of all {_DAYS} days, on every object of the bucket. Checked on these {_DAYS} "
                f"days, this policy denies nothing. How many of the {len(after)} calls in `next.json` does it deny?",
                kind="number",
                unit="calls",
                run=lambda: _denied(whole, after),
                beliefs=(Belief("checked-on-itself", lambda: 0.0),),
                hint="Were the calls of this check among those from which the policy was derived?",
            ),
            LabQuestion(
                name="days-needed",
                prompt=f"On which of the {_DAYS} days had the trail first shown every action that these {_DAYS} days have?",
                kind="number",
                unit="days",
                run=lambda: _complete_on([one for one in every if one.day <= _DAYS]),
                beliefs=(Belief("past-is-the-future", lambda: float(_LEARNED)),),
                hint="The rarest action decides.",
            ),
        ),
    )


def _trail(
    draw: Draw,
    bucket: str,
    daily: Sequence[str],
    weekly: str,
    rhythm: tuple[int, int],
    rare: Mapping[int, str],
) -> list[_DayCall]:
    """The calls of all days: some each day, one each week, and two that come once."""
    a_day, starts = rhythm
    made: list[_DayCall] = []
    for day in range(1, _DAYS + _NEXT + 1):
        report = f"arn:aws:s3:::{bucket}/reports/day-{day:02}.csv"
        count = a_day + draw.below(3)
        made += [_DayCall(day, Call(daily[place % len(daily)], report)) for place in range(count)]
        if day % 7 == starts:
            made.append(_DayCall(day, Call(weekly, f"arn:aws:s3:::{bucket}")))
        if day in rare:
            made.append(_DayCall(day, Call(rare[day], f"arn:aws:s3:::{bucket}/reports/day-01.csv")))
    return made


def _own(bucket: str) -> list[str]:
    return [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]


def _policy(actions: Sequence[str], resources: Sequence[str]) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": list(resources)}
    return {"Version": "2012-10-17", "Statement": [statement]}


def _denied(policy: Mapping[str, Any], calls: Sequence[Call]) -> Ran:
    """The number of calls that a policy denies, with each of them."""
    denied = [call for call in calls if not allowed([policy], call)]
    shown = "\n".join(f"denied: {call.action} on {call.resource}" for call in denied)
    return Ran(float(len(denied)), f"{len(denied)} of {len(calls)} calls are denied\n{shown}\n")


def _new(learned: Sequence[Call], kept: Sequence[Call]) -> Ran:
    before = {call.action for call in learned}
    found = tuple(sorted({call.action for call in kept} - before))
    return Ran(
        found, f"days that were learned: {', '.join(sorted(before))}\nonly in held-out days: {', '.join(found)}\n"
    )


def _accepted(policies: Mapping[str, Mapping[str, Any]], kept: Sequence[Call], never: Sequence[Call]) -> Ran:
    """The policy with enough of the held-out calls that allows the fewest calls that were never made."""
    shares = {name: sum(allowed([one], call) for call in kept) / len(kept) for name, one in policies.items()}
    excess = {name: sum(allowed([one], call) for call in never) for name, one in policies.items()}
    best = min((name for name in policies if shares[name] >= _ENOUGH), key=lambda name: (excess[name], name))
    lines = [
        f"policy {name}: allows {shares[name]:.1%} of the held-out calls and {excess[name]} of {len(never)} calls that were never made"
        for name in policies
    ]
    return Ran(best, "\n".join(lines) + "\n")


def _complete_on(trail: Sequence[_DayCall]) -> Ran:
    first: dict[str, int] = {}
    for one in trail:
        first.setdefault(one.call.action, one.day)
    shown = "\n".join(f"{action}: first on day {day}" for action, day in sorted(first.items()))
    return Ran(float(max(first.values())), shown + "\n")


def _as_json(calls: Sequence[_DayCall]) -> str:
    listed = [{"day": one.day, "action": one.call.action, "resource": one.call.resource} for one in calls]
    return json.dumps(listed, indent=1) + "\n"


LAB = Lab(
    id="held-out-days",
    title="Does the policy hold next week?",
    minutes=30,
    terms=("least privilege", "held-out days", "wildcard refinement"),
    explain="what a check on held-out days shows that a check on the learned days cannot show, and what it cannot show either",
    make=make,
)
