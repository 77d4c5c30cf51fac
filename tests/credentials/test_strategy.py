"""Advice for credentials: real situations, and what must never be advised."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dirsim.credentials.applicable import RESTS_ON, RULES
from dirsim.credentials.mechanisms import MECHANISMS
from dirsim.credentials.strategy import advise_all
from dirsim.facts import catalog
from dirsim.model.words import CREDENTIAL_ADVICE, CREDENTIAL_NEEDS, FORBIDS, PRINCIPALS
from dirsim.read import parse_requirements
from dirsim.recommend.engine import recommend

CASES = [
    ("a pipeline on the premises publishes packages", {"principal": "on-prem-pipeline", "location": "on-prem", "target": "codeartifact", "needs": ["temporary-credentials", "least-ops"]}, "roles-anywhere"),
    ("one device must be revocable alone", {"principal": "on-prem-device-fleet", "location": "on-prem", "target": "efs", "needs": ["per-device-identity", "revocation", "least-privilege"]}, "roles-anywhere"),
    ("hundreds of functions with too many rights", {"principal": "lambda", "count": "hundreds", "needs": ["least-privilege", "from-activity", "least-ops"]}, "access-analyzer-policy-generation"),
    ("a script's role with three broad policies", {"principal": "script-role", "needs": ["least-privilege", "from-activity"]}, "access-analyzer-policy-generation"),
    ("users with more rights than they use", {"needs": ["find-unused-permissions", "multi-account"]}, "access-analyzer-unused-access"),
    ("outside accounts, no two alike", {"principal": "third-party-account", "needs": ["cross-account", "temporary-credentials", "confused-deputy-protection", "least-ops"]}, "iam-role+external-id"),
    ("auditors of an agency with a second factor", {"principal": "third-party-humans", "needs": ["cross-account", "mfa", "temporary-credentials"], "forbids": ["long-lived-keys"]}, "iam-role+mfa-condition"),
    ("users of the development account in production", {"principal": "iam-users-other-account", "needs": ["cross-account"]}, "iam-role"),
    ("an uploader moves to EC2", {"principal": "ec2", "target": "s3", "needs": ["simplify", "temporary-credentials"], "forbids": ["stored-keys"]}, "iam-role"),
    ("servers join a domain without a password in user data", {"principal": "ec2", "target": "directory-service", "needs": ["seamless-domain-join", "automation"]}, "iam-role"),
    ("a shop's database with temporary credentials", {"principal": "app", "target": "rds-mysql", "needs": ["temporary-credentials"]}, "iam-db-auth"),
    ("embedded database credentials, little programming", {"principal": "app", "target": "rds-mysql", "needs": ["secret-storage", "automatic-rotation", "least-code"], "forbids": ["hardcoded"]}, "secrets-manager-rotation"),
    ("readers of a secret change often", {"needs": ["flexible-access", "scalable"], "target": "secrets-manager"}, "abac-tags"),
    ("keys and passwords on every instance", {"principal": "ec2", "needs": ["no-static-keys", "secret-storage", "least-ops"], "forbids": ["stored-keys"]}, "iam-role+parameter-store"),
    ("secrets in templates, rotated", {"principal": "cloudformation", "needs": ["secret-storage", "automatic-rotation", "template-reference"], "forbids": ["hardcoded"]}, "secrets-manager-rotation"),
    ("developers start stacks without the rights", {"principal": "cloudformation", "needs": ["least-privilege", "delegation"], "forbids": ["broad-user-rights"]}, "service-role"),
    ("a developer creates service-linked roles only", {"principal": "human-developer", "needs": ["create-service-linked-role", "least-privilege"], "forbids": ["privilege-escalation"]}, "iam-role+permissions-boundary"),
    ("a data lake over other accounts' buckets", {"principal": "lakeformation", "target": "s3-other-account", "needs": ["cross-account"], "forbids": ["data-move"]}, "service-linked-role"),
    ("a directory user is compromised", {"incident": "ad-identity-compromised", "needs": ["stop-use", "minimal-downtime"], "forbids": ["role-deletion"]}, "revoke-role-sessions+disable-ad-identity"),
    ("a key is on a public page", {"incident": "key-leaked", "needs": ["stop-use"]}, "deactivate-access-key"),
    ("a role's credentials were taken from an instance", {"incident": "role-credentials-stolen", "needs": ["stop-use"]}, "revoke-role-sessions"),
    ("mail by SMTP", {"principal": "on-prem-server", "target": "ses-smtp", "needs": ["smtp-protocol"]}, "iam-user-long-lived"),
    ("a plug-in that knows keys only", {"principal": "third-party-plugin", "supports_roles": False, "needs": ["programmatic-access"]}, "iam-user-long-lived"),
    ("builds at GitHub", {"principal": "github-actions", "location": "saas-ci", "needs": ["temporary-credentials"], "forbids": ["stored-keys"]}, "oidc-federation"),
    ("a phone app's own files", {"principal": "mobile-app", "target": "s3", "needs": ["per-user-scope", "temporary-credentials"]}, "web-identity-federation"),
    ("what is open to the public", {"needs": ["alert-public-access"]}, "access-analyzer-external-access"),
    ("the state of all keys", {"needs": ["credential-audit"]}, "iam-credential-report"),
    ("a secret read from another account", {"principal": "lambda", "target": "secrets-manager", "needs": ["secret-storage", "automatic-rotation", "cross-account"]}, "secrets-manager-rotation+customer-kms-key"),
    ("a secret in two Regions", {"principal": "app", "needs": ["secret-storage", "multi-region"]}, "secrets-manager-replication"),
    ("a fleet joins the domain and nobody hands out a password", {"principal": "ec2", "target": "directory-service", "needs": ["seamless-domain-join"], "forbids": ["static-domain-credentials"]}, "iam-role"),
    ("the same fleet and a domain that the company runs itself", {"principal": "ec2", "target": "self-managed-ad", "needs": ["seamless-domain-join"], "forbids": ["hardcoded"]}, "secrets-manager"),
    ("a database joins the company's own domain", {"principal": "rds", "target": "self-managed-ad", "needs": ["secret-storage"]}, "secrets-manager+customer-kms-key"),
    ("shells on instances without keys", {"principal": "human-admin", "target": "ec2", "needs": ["shell-access"], "forbids": ["ssh-keys"]}, "iam-role"),
    ("auditors of the security account read everywhere", {"principal": "human-admin", "needs": ["central-security-account", "cross-account", "read-only"]}, "iam-role"),
    ("developers at the command line", {"principal": "human-developer", "location": "laptop", "needs": ["cli-access", "temporary-credentials", "multi-account"]}, "identity-center"),
]  # fmt: skip


def asked(credential: dict) -> str:
    """A file that asks about one credential alone."""
    return json.dumps({"dirsim": "requirements/v1", "name": "credentials", "credentials": {"it": credential}})


@pytest.mark.parametrize(("credential", "advice"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_situation_gets_its_advice(credential, advice):
    """A situation from the guides gets the advice that its own guide gives."""
    found = recommend(parse_requirements(asked(credential)))
    assert found.credentials["it"].advice == advice


def test_a_file_about_credentials_alone_needs_no_directory():
    """Without workloads and needs no directory is recommended, and the answer is yes."""
    found = recommend(parse_requirements(asked({"principal": "ec2", "target": "s3"})))
    assert (found.status, found.design) == ("recommended", "none")
    assert found.to_dict()["credentials"]["it"]["advice"] == "iam-role"


def test_every_part_of_advice_cites_facts_that_exist():
    """Each way of holding rights rests on facts of the catalog, and each word of advice is one of them."""
    facts = catalog()
    assert set(MECHANISMS) == set(CREDENTIAL_ADVICE)
    assert all(part.facts and all(fact in facts for fact in part.facts) for part in MECHANISMS.values())
    assert all(fact in facts for rests in RESTS_ON.values() for fact in rests)
    assert set(RESTS_ON) <= {rule.__name__ for rule in RULES}


@given(
    principal=st.sampled_from(sorted(PRINCIPALS)),
    needs=st.lists(st.sampled_from(sorted(CREDENTIAL_NEEDS)), max_size=4, unique=True),
    forbids=st.lists(st.sampled_from(sorted(FORBIDS)), max_size=3, unique=True),
)
def test_what_is_forbidden_is_never_advised(principal, needs, forbids):
    """No advice, and no alternative, has a part that is against something forbidden."""
    req = parse_requirements(asked({"principal": principal, "needs": needs, "forbids": forbids}))
    found = advise_all(req, catalog())["it"]
    for text in (found.advice, *found.alternatives):
        for part in (text or "").split("+"):
            if part:
                assert not MECHANISMS[part].breaks & set(forbids)


def test_long_lived_keys_are_justified():
    """The exception says why it is one, and what compensates for it."""
    found = recommend(parse_requirements(asked({"target": "ses-smtp", "principal": "app"}))).credentials["it"]
    assert found.advice == "iam-user-long-lived"
    assert any("compensates" in limit for limit in found.limits)
    assert any("exception" in reason.because for reason in found.verdicts)


def test_activity_beyond_the_window_is_said():
    """Six months of activity are more than policy generation reads, and the answer says so with the fact."""
    wanted = {"principal": "third-party-iam-user", "needs": ["least-privilege", "from-activity"], "history": "180d"}
    found = recommend(parse_requirements(asked(wanted))).credentials["it"]
    assert found.advice == "access-analyzer-policy-generation"
    assert any("policy-generation-window" in limit for limit in found.limits)
