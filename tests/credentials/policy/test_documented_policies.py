"""Policies and questions of access as the documentation of IAM and Organizations decides them."""

from pathlib import Path

import pytest
import yaml

import dirsim as ds
from dirsim.credentials.policy.finding import FindingLevel
from dirsim.credentials.policy.lint import lint
from dirsim.credentials.policy.statement import PolicyKind


def rows(name):
    """The rows of a table, with a short name each."""
    found = yaml.safe_load((Path(__file__).parent / name).read_text(encoding="utf-8"))
    return [pytest.param(row, id=f"{place} {row['because'][:50]}") for place, row in enumerate(found, 1)]


def document(statements, version="2012-10-17"):
    """A policy of statements."""
    return {"Version": version, "Statement": statements}


@pytest.mark.parametrize("row", rows("documented_policies.yaml"))
def test_a_policy_has_the_findings_that_its_documentation_gives(row):
    """Each policy has the findings that the documentation of its kind gives, and no other."""
    policy = document(row["statements"], row.get("version", "2012-10-17"))
    found = lint(policy, PolicyKind(row["kind"]), frozenset(row.get("accounts", ())))
    assert sorted({finding.rule for finding in found}) == row["rules"]


@pytest.mark.parametrize("row", rows("documented_kinds.yaml"))
def test_a_policy_of_a_kind_is_refused_where_aws_refuses_it(row):
    """A policy has an error exactly where AWS refuses a policy of its kind."""
    found = lint(row["policy"], PolicyKind(row["kind"]))
    errors = [finding for finding in found if finding.level is FindingLevel.ERROR]
    assert (not errors) is row["valid"], errors


@pytest.mark.parametrize("row", [*rows("documented_access.yaml"), *rows("documented_evaluation.yaml")])
def test_a_question_of_access_has_the_decision_of_the_evaluation_logic(row):
    """Identity, resource, trust and session policies, boundaries, SCPs and RCPs decide together as IAM documents it."""
    context = {}
    for stated in row["context"]:
        key, _, value = stated.partition("=")
        context[key] = [*context.get(key, []), value] if value else []
    decision = ds.can(
        [document(statements) for _, statements in row["policies"]],
        action=row["action"],
        resource=row["resource"],
        principal=row["principal"] or "",
        kinds={str(place): kind for place, (kind, _) in enumerate(row["policies"])},
        context=context,
    )
    assert decision.decision == row["decision"]
