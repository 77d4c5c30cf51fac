"""What the policies of a user or role open together, in the details of an account."""

import json

import pytest

import dirsim as ds
from dirsim.cli import main

OWN = "arn:aws:iam::111122223333"


def grant(*actions, effect="Allow"):
    """A policy of one statement on everything."""
    return {"Version": "2012-10-17", "Statement": [{"Effect": effect, "Action": list(actions), "Resource": "*"}]}


PASS, RUN, BOTH = grant("iam:PassRole"), grant("ec2:RunInstances"), grant("iam:PassRole", "ec2:RunInstances")


def inline(*documents):
    """Inline policies as the output lists them."""
    return [{"PolicyName": f"p{place}", "PolicyDocument": document} for place, document in enumerate(documents)]


def attached(*arns):
    """Attached policies as the output lists them."""
    return [{"PolicyName": arn.rpartition("/")[2], "PolicyArn": arn} for arn in arns]


def managed(arn, document):
    """A managed policy with an older version that allows everything."""
    versions = [(grant("*"), False), (document, True)]
    return {"Arn": arn, "PolicyVersionList": [{"Document": one, "IsDefaultVersion": now} for one, now in versions]}


def account(*users, groups=(), roles=(), policies=()):
    """The output of the command for users, groups, roles and managed policies."""
    names = ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")
    return dict(zip(names, map(list, (users, groups, roles, policies)), strict=True))


ANA = {"UserName": "ana", "Path": "/"}
OPS = {"GroupName": "ops", "GroupPolicyList": inline(RUN)}
HALF, ADMIN = f"{OWN}:policy/half", "arn:aws:iam::aws:policy/AdministratorAccess"
LIMIT = {"PermissionsBoundary": {"PermissionsBoundaryArn": f"{OWN}:policy/limit"}}
TWO = {"UserPolicyList": inline(PASS, RUN)}
LINKED = {"RoleName": "r", "Path": "/aws-service-role/x.amazonaws.com/", "RolePolicyList": inline(PASS, RUN)}


@pytest.mark.parametrize(
    ("details", "places"),
    [
        (account(ANA | TWO), ["UserDetailList[0]"]),
        (account(ANA | {"UserPolicyList": inline(PASS), "GroupList": ["ops"]}, groups=[OPS]), ["UserDetailList[0]"]),
        (account(ANA | {"UserPolicyList": inline(RUN), "AttachedManagedPolicies": attached(HALF)}, policies=[managed(HALF, PASS)]), ["UserDetailList[0]"]),
        (account(roles=[{"RoleName": "r", "RolePolicyList": inline(PASS, RUN)}]), ["RoleDetailList[0]"]),
        (account(roles=[LINKED]), []),
        (account(ANA | {"UserPolicyList": inline(PASS)}, {"UserName": "bob", "UserPolicyList": inline(RUN)}), []),
        (account(ANA | {"UserPolicyList": inline(PASS, RUN, grant("iam:PassRole", effect="Deny"))}), []),
        (account(ANA | {"UserPolicyList": inline(PASS, RUN), "AttachedManagedPolicies": attached(ADMIN)}, policies=[managed(ADMIN, grant("*"))]), []),
        (account(ANA | TWO | LIMIT, policies=[managed(f"{OWN}:policy/limit", RUN)]), []),
        (account(ANA | TWO | LIMIT, policies=[managed(f"{OWN}:policy/limit", BOTH)]), ["UserDetailList[0]", "Policies[0].PolicyVersionList[1].Document"]),
        (account(ANA | TWO | LIMIT), ["UserDetailList[0]"]),
    ],
)  # fmt: skip
def test_policies_of_one_holder_count_together(tmp_path, details, places):
    """A way that no policy opens alone is found where the policies of a user, its groups or a role open it, within the boundary."""
    file = tmp_path / "details.json"
    file.write_text(json.dumps(details), encoding="utf-8")
    found = [entry for entry in ds.lint_policy(file) if entry.rule == "privilege-escalation"]
    assert sorted(entry.path.partition(".Statement")[0] for entry in found) == sorted(places)
    assert {entry.action for entry in found} <= {"iam:PassRole+ec2:RunInstances"}


def test_the_command_reads_the_details_of_an_account(tmp_path, capsys):
    """The output of get-account-authorization-details is accepted as a file, and the finding names the holder."""
    file = tmp_path / "details.json"
    file.write_text(json.dumps(account(ANA | TWO)), encoding="utf-8")
    assert main(["lint-policy", str(file)]) == 1
    assert "policies of the user ana grant this together" in capsys.readouterr().out
