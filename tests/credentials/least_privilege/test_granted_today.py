"""Today's policies against the proposal: what is granted and never used."""

import json

import pytest

from dirsim.cli import main
from dirsim.credentials.least_privilege.from_trails import least_privilege_of
from dirsim.credentials.least_privilege.granted_today import compared
from dirsim.credentials.policy.granted_actions import every_action

ROLE = "arn:aws:iam::111122223333:role/nightly"


def policy(action, resource="*", effect="Allow", **more):
    """A policy of one statement."""
    return {"Version": "2012-10-17", "Statement": [{"Effect": effect, "Action": action, "Resource": resource} | more]}


PROPOSED = policy(["s3:GetObject"], ["arn:aws:s3:::b/k"])


def test_all_rights_are_counted_by_service_and_level():
    """Of everything that AWS has one action is used; the rest is counted by service and access level."""
    found = compared([policy("*")], [PROPOSED])
    total = sum(1 for _ in every_action())
    assert (found.granted, found.used, found.proposed, len(found.unused)) == (total, 1, 1, total - 1)
    assert sum(row["actions"] for row in found.rows()) == total - 1
    assert found.kept == ("s3:GetObject",)
    assert next(iter(found.counted["iam"])) == "Permissions management"


@pytest.mark.parametrize(
    ("today", "granted", "missing"),
    [
        ([policy("s3:GetObject"), policy("sqs:SendMessage")], 2, ()),
        ([policy("sqs:SendMessage")], 1, ("s3:GetObject",)),
        ([policy(["s3:GetObject", "s3:PutObject"]), policy("s3:Put*", effect="Deny")], 2, ()),
        (
            [
                {
                    "Statement": policy(["s3:GetObject", "s3:PutObject"])["Statement"]
                    + policy("s3:Put*", effect="Deny")["Statement"]
                }
            ],
            1,
            (),
        ),
        ([], 0, ("s3:GetObject",)),
    ],
)
def test_granted_used_and_missing(today, granted, missing):
    """Actions of all policies count once; what a policy denies everywhere it does not grant; what is missing is named."""
    found = compared(today, [PROPOSED])
    assert (found.granted, found.missing) == (granted, missing)


def test_the_answer_compares_old_and_new(event, trail, tmp_path, capsys):
    """With --policy the answer lists the unused actions and counts them; without it the list is empty."""
    path = trail([event("s3", "GetObject", {"bucketName": "b", "key": "k"}, eventCategory="Data")])
    today = tmp_path / "today.json"
    today.write_text(json.dumps(policy(["s3:GetObject", "s3:DeleteObject"])), encoding="utf-8")
    assert main(["least-privilege", str(path), "--policy", str(today), "--format", "json"]) == 0
    made = json.loads(capsys.readouterr().out)["principals"][ROLE]
    assert made["unused"] == ["s3:DeleteObject"]
    assert made["granted_today"]["unused"] == {"s3": {"Write": 1}}
    assert least_privilege_of([path]).proposals[ROLE].to_dict()["unused"] == []
