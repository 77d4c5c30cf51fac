"""What the resources of a statement leave of its actions: nothing of another type, and the caller's own user."""

import pytest

from dirsim.credentials.policy.escalation import gives_more
from dirsim.credentials.policy.escalation_ways import ON_OWN_USER, WAYS
from dirsim.credentials.policy.exposure import CREDENTIALS, DATA
from dirsim.credentials.policy.finding import FindingLevel
from dirsim.credentials.policy.known import action
from dirsim.credentials.policy.lint import lint
from dirsim.credentials.policy.statement import PolicyKind

OWN = "arn:aws:iam::*:user/${aws:username}"
USERS = "arn:aws:iam::*:user/*"
BUCKETS = "arn:aws:s3:::*"
EXPOSING = {
    "privilege-escalation", "credentials-exposure", "data-exfiltration", "permissions-management",
    "pass-role-wildcard", "wildcard-resource", "wildcard-prefix",
}  # fmt: skip


def rules(*entries, kind=None):
    """The rules that find something in a policy of actions, each on a resource."""
    made = [{"Effect": effect, "Action": list(names), "Resource": where} for effect, names, where in entries]
    return {finding.rule for finding in lint({"Version": "2012-10-17", "Statement": made}, kind)}


def allow(where, *names):
    """A statement that allows actions on a resource."""
    return "Allow", names, where


@pytest.mark.parametrize("way", WAYS, ids=lambda way: "+".join(way.needs))
def test_a_way_on_the_own_user_is_found_where_it_gives_more(way):
    """Own permissions and the own boundary are ways up; own keys, own passwords and everything on other types are none."""
    assert ("privilege-escalation" in rules(allow(OWN, *way.needs))) == (set(way.needs) <= ON_OWN_USER)


@pytest.mark.parametrize("name", sorted(ON_OWN_USER))
@pytest.mark.parametrize(
    "own",
    [
        OWN, "arn:aws:iam::111122223333:user/${AWS:UserName}", "arn:aws:iam::${aws:PrincipalAccount}:user/*/${aws:username}",
        "arn:${AWS::Partition}:iam::${AWS::AccountId}:user/team/${aws:username}", "arn:aws:iam::*:user/${aws:username}*",
    ],
)  # fmt: skip
def test_every_spelling_of_the_own_user(name, own):
    """Paths, accounts by variable and capitals change nothing."""
    assert gives_more(own, name)
    assert "privilege-escalation" in rules(allow(own, name))


@pytest.mark.parametrize(
    "other", ["user/ana", "user/${aws:PrincipalTag/team}", "user/${aws:username}/x", "role/${aws:username}"]
)
def test_other_users_by_name_are_not_the_caller(other):
    """A named user, a tag, a path below the name and a role are not the caller's own user."""
    assert not gives_more(f"arn:aws:iam::*:{other}", "iam:PutUserPolicy")


@pytest.mark.parametrize("denied", [OWN, USERS, "*"])
def test_a_deny_on_the_own_user_closes_the_way(denied):
    """A Deny on the same user, on all users or on everything leaves nothing."""
    assert "privilege-escalation" not in rules(allow(OWN, "iam:PutUserPolicy"), ("Deny", ["iam:PutUserPolicy"], denied))


def test_a_deny_on_the_own_user_leaves_the_others():
    """Whoever may change every other user still goes up."""
    assert "privilege-escalation" in rules(allow("*", "iam:PutUserPolicy"), ("Deny", ["iam:PutUserPolicy"], OWN))


@pytest.mark.parametrize("name", ["iam:PutUserPermissionsBoundary", "iam:DeleteUserPermissionsBoundary"])
def test_a_boundary_that_its_user_can_remove_is_not_kept(name):
    """The own user suffices to get out of a boundary."""
    assert "boundary-not-kept" in rules(allow(OWN, name), kind=PolicyKind.BOUNDARY)


@pytest.mark.parametrize(
    "name", sorted({*CREDENTIALS, *DATA, "iam:PassRole", *(way.needs[0] for way in WAYS)} - {"ssm:SendCommand"})
)
def test_an_action_that_its_resource_never_matches_exposes_nothing(name):
    """On buckets only actions on buckets and objects open anything; others grant nothing, whatever they are called (a command writes to a bucket)."""
    found = rules(allow(BUCKETS, name))
    if action(name) is not None and not name.startswith("s3:"):
        assert not found & EXPOSING
        assert found & {"resource-mismatch", "needs-all-resources"}


@pytest.mark.parametrize(
    ("resource", "name"),
    [(USERS, "iam:AddUserToGroup"), ("arn:aws:iam::*:role/*", "iam:PutUserPolicy"), (USERS, "iam:PutRolePolicy"),
     ("arn:aws:iam::*:group/*", "iam:AttachRolePolicy"), ("arn:aws:ssm:*:*:parameter/*", "ssm:StartSession")],
)  # fmt: skip
def test_a_wildcard_over_another_type_of_the_service_is_no_way(resource, name):
    """Every user is no group, and every group no role."""
    assert rules(allow(resource, name)) & (EXPOSING | {"resource-mismatch"}) == {"resource-mismatch"}


def test_a_variable_for_the_account_is_the_own_account():
    """Every user of the caller's own account is every user."""
    assert "privilege-escalation" in rules(allow("arn:aws:iam::${aws:PrincipalAccount}:user/*", "iam:PutUserPolicy"))


@pytest.mark.parametrize(
    ("kind", "count", "found"),
    [
        ("identity", 100, set()), ("identity", 7000, {"policy-inline-only"}), ("identity", 10_300, {"policy-too-long"}),
        ("trust", 2100, {"policy-inline-only"}), ("scp", 10_100, set()), ("scp", 10_300, {"policy-too-long"}),
        ("rcp", 5200, {"policy-too-long"}), ("resource", 15_000, set()),
    ],
)  # fmt: skip
def test_the_length_of_a_policy(kind, count, found):
    """Each kind has its own maximum, and some a lower one by default."""
    policy = {"Version": "2012-10-17", "Id": "x" * count, "Statement": []}
    named = {finding for finding in lint(policy, PolicyKind(kind)) if finding.rule.startswith("policy-")}
    assert {finding.rule for finding in named} == found
    assert all(finding.level is not FindingLevel.WARNING for finding in named)
