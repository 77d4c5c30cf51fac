"""Roles in instance profiles, as a trail shows them."""

import pytest

from dirsim.credentials.least_privilege.from_trails import least_privilege_of
from dirsim.credentials.least_privilege.instance_profiles import ASSUMED, InstanceProfiles, profiles_named, roles_in

ACCOUNT = "111122223333"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/nightly"
INSTANCE = "i-0123456789abcdef0"
STARTED = {"responseElements": {"instancesSet": {"items": [{"instanceId": INSTANCE}]}}}
START = ("ec2", "RunInstances", {"iamInstanceProfile": {"name": "workers"}})


def passed(trail, *events):
    """The roles that the proposal lets the role pass, each with the reason."""
    found = least_privilege_of([trail(list(events))]).proposals[ROLE]
    granted = {
        arn
        for policy in found.policies
        for entry in policy["Statement"]
        if "iam:PassRole" in entry["Action"]
        for arn in entry["Resource"]
    }
    rows = {
        arn: row["because"] for row in found.inferred if row["action"] == "iam:PassRole" for arn in row["resources"]
    }
    assert granted == set(rows)
    gaps = [gap.because for gap in found.not_observable if gap.service == "iam"]
    assert gaps == ([ASSUMED] if any(because.endswith(ASSUMED) for because in rows.values()) else [])
    return {arn.rpartition("/")[2]: because.endswith(ASSUMED) for arn, because in rows.items()}


def test_a_profile_that_the_trail_does_not_explain_has_a_role_of_its_name(event, trail):
    """Without a record of the role in a profile, the role of its name is assumed, and this is a gap: never every role."""
    assert passed(trail, event(*START, **STARTED)) == {"workers": True}


def test_who_put_the_role_into_the_profile_is_believed(event, trail):
    """A role that a call put into the profile is the passed one."""
    added = event("iam", "AddRoleToInstanceProfile", {"instanceProfileName": "workers", "roleName": "batch"}, number=2)
    assert passed(trail, event(*START, **STARTED), added) == {"batch": False}


def test_the_role_that_ec2_assumes_for_the_instance_is_the_passed_one(event, trail):
    """EC2 assumes the role in a session with the name of the instance."""
    service = {"type": "AWSService", "invokedBy": "ec2.amazonaws.com"}
    request = {"roleArn": f"arn:aws:iam::{ACCOUNT}:role/path/batch", "roleSessionName": INSTANCE}
    assumed = event("sts", "AssumeRole", request, number=2, userIdentity=service)
    assert passed(trail, event(*START, **STARTED), assumed) == {"batch": False}


def test_the_role_with_which_the_instance_calls_is_the_passed_one(event, trail):
    """An instance calls in a session with its own name, so that its calls show the role of its profile."""
    session = {
        "type": "AssumedRole", "accountId": ACCOUNT, "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/batch/{INSTANCE}",
        "sessionContext": {"sessionIssuer": {"arn": f"arn:aws:iam::{ACCOUNT}:role/batch"}},
    }  # fmt: skip
    call = event("s3", "ListBuckets", None, number=2, userIdentity=session)
    assert passed(trail, event(*START, **STARTED), call) == {"batch": False}


def test_a_launch_template_passes_the_role_of_its_profile(event, trail):
    """The response names the profile that only the launch template of the request knows."""
    item = {"instanceId": INSTANCE, "iamInstanceProfile": {"arn": f"arn:aws:iam::{ACCOUNT}:instance-profile/app/web"}}
    answer = {"responseElements": {"instancesSet": {"items": [item]}}}
    request = {"launchTemplate": {"launchTemplateId": "lt-0123456789abcdef0"}}
    assert passed(trail, event("ec2", "RunInstances", request, **answer)) == {"web": True}


@pytest.mark.parametrize(
    ("part", "names"),
    [
        ({"iamInstanceProfile": "p"}, ["p"]), ({"IamInstanceProfile": {"Arn": "arn:aws:iam::1:instance-profile/a/p"}}, ["p"]),
        ({"x": [{"iamInstanceProfileArn": "arn:aws:iam::1:instance-profile/p"}]}, ["p"]), ({"customIamInstanceProfile": "AWSRDSCustom"}, ["AWSRDSCustom"]),
        ({"iamInstanceProfile": {}}, []), ({"iamInstanceProfile": None}, []), (None, []), ("text", []), ({"name": "p"}, []),
    ],
)  # fmt: skip
def test_profiles_are_named_in_many_ways(part, names):
    """A request or a response names a profile by name or ARN, in a field of its own at any depth."""
    assert list(profiles_named(part)) == names


def test_other_resources_are_themselves():
    """Only instance profiles are replaced by roles."""
    assert roles_in(ROLE, {}) == ((ROLE,), True)
    profile = f"arn:aws-cn:iam::{ACCOUNT}:instance-profile/p"
    known = InstanceProfiles(held={(ACCOUNT, "p"): {f":iam::{ACCOUNT}:role/r"}}).roles()
    assert roles_in(profile, known) == ((f"arn:aws-cn:iam::{ACCOUNT}:role/r",), True)
    assert roles_in(profile, {}) == ((f"arn:aws-cn:iam::{ACCOUNT}:role/p",), False)
