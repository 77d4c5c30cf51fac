"""Advice for credentials: real situations, and what must never be advised."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dirsim.catalog.words import CREDENTIAL_ADVICE, CREDENTIAL_NEEDS, FORBIDS, PRINCIPALS
from dirsim.credentials.advice.applicable import RESTS_ON, RULES
from dirsim.credentials.advice.credential_forbid_rules import FORBID_RULES
from dirsim.credentials.advice.credential_need_rules import NEED_RULES
from dirsim.credentials.advice.mechanisms import MECHANISMS
from dirsim.credentials.advice.strategy import advise_all
from dirsim.facts import catalog
from dirsim.files import parse_requirements
from dirsim.recommendation.engine import recommend

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
    ("a shop's database with temporary credentials", {"principal": "app", "target": "rds-mysql", "needs": ["temporary-credentials"]}, "iam-db-auth+iam-role"),
    ("embedded database credentials, little programming", {"principal": "app", "target": "rds-mysql", "needs": ["secret-storage", "automatic-rotation", "least-code"], "forbids": ["hardcoded"]}, "secrets-manager-rotation"),
    ("readers of a secret change often", {"needs": ["flexible-access", "scalable"], "target": "secrets-manager"}, "abac-tags"),
    ("keys and passwords on every instance", {"principal": "ec2", "needs": ["no-static-keys", "secret-storage", "least-ops"], "forbids": ["stored-keys"]}, "iam-role+parameter-store"),
    ("secrets in templates, rotated", {"principal": "cloudformation", "needs": ["secret-storage", "automatic-rotation", "template-reference"], "forbids": ["hardcoded"]}, "secrets-manager-rotation"),
    ("developers start stacks without the rights", {"principal": "cloudformation", "needs": ["least-privilege", "delegation"], "forbids": ["broad-user-rights"]}, "service-role"),
    ("a developer creates service-linked roles only", {"principal": "human-developer", "needs": ["create-service-linked-role", "least-privilege"], "forbids": ["privilege-escalation"]}, "iam-role+permissions-boundary"),
    ("a data lake over other accounts' buckets", {"principal": "lakeformation", "target": "s3-other-account", "needs": ["cross-account"], "forbids": ["data-move"]}, "service-role"),
    ("a directory user is compromised", {"incident": "ad-identity-compromised", "needs": ["stop-use", "minimal-downtime"], "forbids": ["role-deletion"]}, "revoke-role-sessions+disable-ad-identity"),
    ("a key is on a public page", {"incident": "key-leaked", "needs": ["stop-use"]}, "deactivate-access-key"),
    ("a role's credentials were taken from an instance", {"incident": "role-credentials-stolen", "needs": ["stop-use"]}, "revoke-role-sessions"),
    ("mail by SMTP", {"principal": "on-prem-server", "target": "ses-smtp", "needs": ["smtp-protocol"]}, "iam-user-long-lived"),
    ("a plug-in that knows keys only", {"principal": "third-party-plugin", "supports_roles": False, "needs": ["programmatic-access"]}, "iam-user-long-lived"),
    ("builds at GitHub", {"principal": "github-actions", "location": "saas-ci", "needs": ["temporary-credentials"], "forbids": ["stored-keys"]}, "oidc-federation+iam-role"),
    ("a phone app's own files", {"principal": "mobile-app", "target": "s3", "needs": ["per-user-scope", "temporary-credentials"]}, "web-identity-federation+iam-role"),
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


@pytest.mark.parametrize(
    "more", [{"needs": ["automatic-rotation"]}, {"needs": ["no-static-passwords"]}, {"forbids": ["static-domain-credentials"]}]
)  # fmt: skip
def test_a_replica_alone_changes_no_secret(more):
    """Where the secret must change, replication without rotation is neither the advice nor an alternative."""
    credential = {"principal": "app-on-ec2", "target": "third-party-api"} | more
    credential["needs"] = ["secret-storage", "multi-region", *more.get("needs", ())]
    found = recommend(parse_requirements(asked(credential))).credentials["it"]
    assert "secrets-manager-replication" not in (found.advice, *found.alternatives)


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
            if part and "emergency-access" not in needs:  # its user has a password, and no key
                assert not any(part in FORBID_RULES[word].parts for word in forbids if word in FORBID_RULES)


def test_long_lived_keys_are_justified():
    """The exception says why it is one, and what compensates for it."""
    found = recommend(parse_requirements(asked({"target": "ses-smtp", "principal": "app"}))).credentials["it"]
    assert found.advice == "iam-user-long-lived"
    assert any("compensate with" in limit for limit in found.limits)
    assert any("exception" in reason.because for reason in found.verdicts)


def test_activity_beyond_the_window_is_said():
    """Six months of activity are more than policy generation reads, and the answer says so with the fact."""
    wanted = {"principal": "third-party-iam-user", "needs": ["least-privilege", "from-activity"], "history": "180d"}
    found = recommend(parse_requirements(asked(wanted))).credentials["it"]
    assert found.advice == "access-analyzer-policy-generation"
    assert any("policy-generation-window" in limit for limit in found.limits)


@given(
    principal=st.sampled_from(sorted(PRINCIPALS)),
    needs=st.lists(st.sampled_from(sorted(CREDENTIAL_NEEDS)), max_size=4, unique=True),
    forbids=st.lists(st.sampled_from(sorted(FORBIDS)), max_size=3, unique=True),
    values=st.fixed_dictionaries({}, optional={
        "duration": st.sampled_from(["5m", "1h", "4h", "13h", "hours", "weeks"]),
        "count": st.sampled_from([1, 6000, "hundreds"]),
        "rotation": st.sampled_from(["30d", "1h", "never", "automatic", False, True]),
        "history": st.sampled_from(["30d", "180d"]),
        "kms": st.sampled_from(["aws-managed-key", "customer-key"]),
    }),
)  # fmt: skip
def test_everything_stated_has_a_verdict_and_no_alternative_fails(principal, needs, forbids, values):
    """Each need, forbidden word and value has a verdict; advice and alternatives have none that is not met."""
    credential = {"principal": principal, "needs": needs, "forbids": forbids, **values}
    found = advise_all(parse_requirements(asked(credential)), catalog())["it"]
    judged = {
        reason.requirement: reason for reason in found.verdicts if reason.advice == found.advice or not found.advice
    }
    wanted = {f"credentials.it.needs.{word}" for word in needs} | {f"credentials.it.forbids.{word}" for word in forbids}
    wanted |= {f"credentials.it.{key}" for key in values}
    assert wanted <= set(judged) or not found.verdicts
    failed = {reason.advice for reason in found.verdicts if reason.verdict == "not-met"}
    assert not failed & {found.advice, *found.alternatives}
    assert all(reason.because for reason in found.verdicts)
    if found.advice is None:
        assert any(reason.verdict == "not-met" for reason in found.verdicts)


def test_no_advice_is_a_file_without_a_fit():
    """Where nothing meets a credential's needs its advice is null with the conflict, and the file does not fit."""
    found = recommend(
        parse_requirements(asked({"principal": "lambda", "target": "rds-sqlserver", "forbids": ["db-passwords"]}))
    )
    shown = found.to_dict()
    assert (shown["status"], shown["design"]) == ("no-fit", None)
    assert (shown["credentials"]["it"]["advice"], shown["credentials"]["it"]["status"]) == (None, "no-fit")


SITUATIONS = [
    ({"principal": "lambda", "needs": ["cross-account"], "duration": "4h"}, "iam-role", "unknown", "one hour"),
    ({"principal": "lambda", "needs": ["cross-account"], "duration": "4h", "renewable": True}, "iam-role", "met", "one hour"),
    ({"principal": "lambda", "needs": ["cross-account"], "duration": "4h", "renewable": False}, None, "not-met", ""),
    ({"principal": "lambda", "duration": "4h"}, "iam-role", "met", ""),
    ({"principal": "app-on-ec2", "duration": "5m"}, "iam-role", "met", "15m"),
    ({"principal": "on-prem-server", "duration": "12h"}, "roles-anywhere", "met", ""),
    ({"principal": "human", "duration": "12h"}, "identity-center", "met", ""),
    ({"principal": "human", "duration": "13h"}, "identity-center", "unknown", "12h"),
    ({"principal": "ec2", "needs": ["cross-account"], "duration": "4h"}, "iam-role", "unknown", "1h"),
    ({"principal": "github-actions", "needs": ["cross-account"], "duration": "4h"}, "oidc-federation+iam-role", "met", ""),
]  # fmt: skip


@pytest.mark.parametrize(("credential", "advice", "verdict", "limit"), SITUATIONS)
def test_a_duration_is_judged_by_the_chain_of_the_advice(credential, advice, verdict, limit):
    """The longest session that the advice can give decides; a job that can ask again passes, and the limit is stated."""
    found = recommend(parse_requirements(asked(credential))).credentials["it"]
    (judged,) = {reason.verdict for reason in found.verdicts if reason.requirement == "credentials.it.duration"}
    assert (found.advice, judged) == (advice, verdict)
    assert limit in " ".join(found.limits)


def test_needs_of_several_kinds_are_answered_together():
    """What one rule leaves open another one adds; a program never gets a second factor."""
    pairs = [
        ({"principal": "lambda", "target": "rds-sqlserver", "needs": ["automatic-rotation", "shared-config"]}, "secrets-manager-rotation+parameter-store"),
        ({"principal": "cloudformation", "needs": ["from-activity", "separation-of-duties"]}, "access-analyzer-policy-generation+service-role"),
        ({"principal": "human-admin", "location": "laptop", "needs": ["cli-access", "shell-access"]}, "identity-center"),
        ({"principal": "ec2", "needs": ["from-activity", "temporary-credentials"]}, "access-analyzer-policy-generation+iam-role"),
        ({"principal": "lambda", "needs": ["mfa"]}, None),
    ]  # fmt: skip
    for credential, advice in pairs:
        assert recommend(parse_requirements(asked(credential))).credentials["it"].advice == advice


def test_every_word_of_needs_has_a_rule():
    """Each need of a credential, and each forbidden word, has a record; general needs without one are unknown."""
    assert set(CREDENTIAL_NEEDS) <= set(NEED_RULES)
    assert set(FORBIDS) <= set(FORBID_RULES)
    parts = set(MECHANISMS)
    assert all(rule.gives | rule.bars | set(rule.adds) <= parts for rule in NEED_RULES.values())
    assert all(rule.parts | rule.databases | rule.unsure <= parts for rule in FORBID_RULES.values())
    facts = catalog()
    assert all(fact in facts for rule in NEED_RULES.values() for fact in rule.facts)


@pytest.mark.parametrize(
    ("vpc", "verdict", "said"),
    [
        (None, "unknown", "may have no path"),
        ({"internet": False}, "unknown", "has no path"),
        ({"endpoints": ["ssm"]}, "unknown", "has no path"),
        ({"internet": True}, "met", "reaches Secrets Manager"),
        ({"endpoints": ["secretsmanager"]}, "met", "reaches Secrets Manager"),
    ],
)
def test_a_rotation_function_needs_a_path(vpc, verdict, said):
    """Where the database is in a VPC, the path of the rotation function to Secrets Manager has a verdict and, unless known, advice."""
    file = {
        "dirsim": "requirements/v1",
        "name": "rotation",
        "estate": {"vpcs": {"closed": vpc}} if vpc else {},
        "workloads": {"db": {"kind": "aurora-mysql", "vpc": "closed"}},
        "credentials": {"c": {"principal": "lambda", "target": "aurora-mysql", "needs": ["automatic-rotation"]}},
    }
    advice = advise_all(parse_requirements(json.dumps(file)), catalog())["c"]
    assert advice.advice == "secrets-manager-rotation"
    (path,) = [reason for reason in advice.verdicts if reason.requirement == "credentials.c.target"]
    assert (path.verdict.value, path.facts) == (verdict, ("sm-rotation-network-path",))
    assert said in path.because
    assert any("interface endpoint" in limit for limit in advice.limits) == (verdict == "unknown")


SECRETLESS = [
    ({"principal": "lambda", "target": "dynamodb", "forbids": ["hardcoded", "long-lived-keys"]}, "iam-role"),
    ({"principal": "mobile-app", "target": "s3", "forbids": ["hardcoded"]}, "web-identity-federation+iam-role"),
    ({"principal": "ec2", "target": "sqs", "forbids": ["plaintext", "in-source-code"]}, "iam-role"),
    ({"principal": "ec2", "target": "sqs", "needs": ["secret-storage"], "forbids": ["hardcoded"]}, "secrets-manager"),
    ({"principal": "ec2", "target": "third-party-api", "forbids": ["hardcoded"]}, "secrets-manager"),
    ({"principal": "ec2", "forbids": ["hardcoded"]}, "secrets-manager"),
]


@pytest.mark.parametrize(("credential", "advice"), SECRETLESS)
def test_an_aws_service_needs_no_secret(credential, advice):
    """Where a role signs the requests there is no secret to keep out of code, and no store is advised."""
    assert recommend(parse_requirements(asked(credential))).credentials["it"].advice == advice


@pytest.mark.parametrize("target", ["rds-postgresql", "rds-sqlserver", "redshift", "third-party-api"])
def test_a_password_of_the_target_is_stored(target):
    """A database, and another company's API, check their own password: a store keeps it, and no IAM user replaces it."""
    wanted = {
        "principal": "ecs-task",
        "target": target,
        "needs": ["username-password", "automatic-rotation"],
        "forbids": ["hardcoded"],
    }
    found = recommend(parse_requirements(asked(wanted))).credentials["it"]
    assert found.advice == "secrets-manager-rotation"
    assert all(reason.verdict == "met" for reason in found.verdicts if reason.advice == found.advice)


def test_an_emergency_user_has_a_password_and_no_key():
    """Emergency access depends on no provider: an IAM user with MFA at the console, whom a ban of keys does not touch."""
    keyless = {"principal": "human-admin", "needs": ["emergency-access", "mfa"], "forbids": ["long-lived-keys"]}
    found = recommend(parse_requirements(asked(keyless))).credentials["it"]
    assert found.advice == "iam-user-long-lived+mfa-condition"
    assert any("has no access key" in reason.because for reason in found.verdicts)
    for more in ({"forbids": ["iam-users"]}, {"needs": ["emergency-access", "cli-access"]}):
        assert recommend(parse_requirements(asked(keyless | more))).credentials["it"].advice is None


def test_guests_sign_in_with_the_companys_provider():
    """Another company's people without their own account are guests of the provider; with cross-account they take a role."""
    for needs, providers, advice in (
        (["temporary-credentials"], ["entra-id"], "saml-federation"),
        (["cross-account"], ["entra-id"], "iam-role"),
        (["temporary-credentials"], [], "iam-role"),
    ):
        file = {"dirsim": "requirements/v1", "name": "guests", "estate": {"identity_providers": providers}}
        wanted = {"credentials": {"c": {"principal": "third-party-humans", "needs": needs, "forbids": ["iam-users"]}}}
        assert advise_all(parse_requirements(json.dumps(file | wanted)), catalog())["c"].advice == advice


def test_a_customer_key_opens_itself_to_auto_scaling():
    """A customer managed key is used by Auto Scaling only if the key policy names the service-linked role."""
    wanted = {"principal": "autoscaling", "kms": "customer-key", "needs": ["kms-use"]}
    found = recommend(parse_requirements(asked(wanted))).credentials["it"]
    assert found.advice == "service-linked-role"
    assert any("autoscaling-customer-key-policy" in limit for limit in found.limits)


@pytest.mark.parametrize(
    "beyond", [{"needs": ["cross-account"]}, {"target": "s3-other-account"}, {"target": "s3", "kms": "aws-managed-key"}]
)
def test_a_location_beyond_the_linked_role_takes_an_own_role(beyond):
    """Lake Formation registers a location of another account, or one under the key of AWS, with a role of yours and no other."""
    found = recommend(parse_requirements(asked({"principal": "lakeformation"} | beyond))).credentials["it"]
    assert (found.advice, found.alternatives) == ("service-role", ())
    assert not [reason for reason in found.verdicts if reason.verdict == "unknown" and ".needs." in reason.requirement]
