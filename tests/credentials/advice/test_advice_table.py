"""Advice for every principal, every need and every prohibition, alone and with what changes it."""

import itertools
import json

import pytest

from dirsim.catalog.words import CREDENTIAL_NEEDS, INCIDENTS, PRINCIPALS
from dirsim.credentials.advice.credential_forbid_rules import FORBID_RULES
from dirsim.credentials.advice.credential_need_rules import NEED_RULES
from dirsim.credentials.advice.mechanisms import MECHANISMS, ORDER
from dirsim.credentials.advice.strategy import advise_all
from dirsim.facts import catalog
from dirsim.files import parse_requirements

TARGETS = (
    "s3 rds-mysql rds-mariadb rds-postgresql aurora-mysql aurora-postgresql rds-oracle documentdb redshift sqlserver-ec2 database "
    "secrets-manager ses-smtp self-managed-ad kms-other-account directory-service"
).split()
PLACES = ("mobile", "browser", "saas-ci", "on-prem", "other-cloud", "laptop")
ASKED = ("secret-storage", "temporary-credentials", "cross-account", "mfa", "delegation", "abac", "shell-access")
SHUT = ("long-lived-keys", "stored-keys", "stored-long-lived-keys", "hardcoded", "plaintext", "in-source-code", "db-passwords", "static-domain-credentials", "ssh-keys", "key-pairs", "iam-users", "privilege-escalation", "third-party-idp")  # fmt: skip


def advised(credential, **estate):
    """The advice for one credential: the best, the others, and what judged each, with facts."""
    data = {"dirsim": "requirements/v1", "name": "c", "estate": estate, "credentials": {"it": credential}}
    return advise_all(parse_requirements(json.dumps(data)), catalog())["it"]


def line(credential, **estate):
    """One row of a table."""
    found = advised(credential, **estate)
    asked = " ".join(
        f"{key}={','.join(value) if isinstance(value, list) else value}" for key, value in (credential | estate).items()
    )
    return f"{asked}: {found.advice or 'none'}{''.join(f', else {other}' for other in found.alternatives)}"


def situations():
    """Every word alone, and the pairs that rules look at."""
    for principal in PRINCIPALS:
        yield {"principal": principal}
        for need in (*ASKED, "least-privilege", "automatic-rotation"):
            yield {"principal": principal, "needs": [need]}
    for need in CREDENTIAL_NEEDS:
        yield {"needs": [need]}
        for principal in ("ec2", "human-developer"):
            yield {"principal": principal, "needs": [need]}
    for word in SHUT:
        yield {"forbids": [word]}
        for principal in ("ec2", "human-admin", "app"):
            yield {"principal": principal, "forbids": [word]}
            yield {"principal": principal, "forbids": [word], "needs": ["secret-storage"]}
    for target, principal in itertools.product(TARGETS, ("ec2", "app", "rds", "human")):
        yield {"target": target, "principal": principal}
        yield {"target": target, "principal": principal, "needs": ["seamless-domain-join"]}
        yield {"target": target, "principal": principal, "needs": ["multi-region", "cross-account", "least-ops"]}
        yield {"target": target, "principal": principal, "rotation": "30d"}
    for place in PLACES:
        yield {"location": place}
        yield {"location": place, "needs": ["abac"], "kms": "aws-managed-key", "target": "kms-other-account"}
    for incident in INCIDENTS:
        yield {"incident": incident}
    for roles, principal in itertools.product((True, False), ("third-party-plugin", "app", "human")):
        yield {"supports_roles": roles, "principal": principal}
        yield {"supports_roles": roles, "principal": principal, "forbids": ["long-lived-keys"]}
    for extra in ([], ["long-lived-keys"], ["iam-users"]):
        yield {"needs": ["git-https"], "forbids": extra}
    yield {"needs": ["git-https", "temporary-credentials"]}
    yield {"needs": ["smtp-protocol"], "forbids": ["long-lived-keys"]}
    yield {"principal": "cloudformation", "kms": "aws-managed-key", "needs": ["cross-account"]}
    yield {"principal": "lakeformation", "kms": "aws-managed-key", "needs": ["cross-account"]}
    yield {"principal": "lakeformation", "kms": "customer-key", "needs": ["cross-account"]}
    yield {"principal": "lambda", "kms": "aws-managed-key", "needs": ["kms-use"]}
    yield {"principal": "lambda", "kms": "aws-managed-key"}
    yield {"principal": "third-party-humans", "needs": ["confused-deputy-protection", "mfa"]}
    yield {"principal": "human", "needs": ["central-security-account", "mfa", "per-user-scope"]}
    yield {"needs": ["scalable"]}
    yield {"needs": ["shared-config", "simplify"], "principal": "app"}


def test_every_situation_has_its_advice(reviewed):
    """The best way and the others, for each word of the format alone and with the words that change it."""
    reviewed("advice", dict.fromkeys(line(situation) for situation in situations()))


def test_the_estate_changes_the_advice_for_people(reviewed):
    """Providers and several accounts decide between federation, Identity Center and roles."""
    people = [
        {"principal": "human"},
        {"principal": "human", "needs": ["cli-access"]},
        {"principal": "human", "needs": ["cross-account"]},
    ]
    providers = ["adfs", "saml2", "corporate-idp", "external-idp", "entra-id", "ldap", "ldap-no-saml", "custom", "ad"]
    lines = [line(person, identity_providers=[word]) for person in people for word in providers]
    lines += [
        line(person, identity_providers=["adfs"], aws={"accounts": count})
        for person in people
        for count in (1, 2, "hundreds")
    ]
    reviewed("advice_by_estate", lines)


def test_reasons_and_facts(reviewed):
    """What speaks for and against each way, with the rule, the verdict and the facts that it rests on."""
    lines = []
    for credential in (
        {"principal": "ec2", "needs": ["no-static-keys", "secret-storage", "temporary-credentials"], "forbids": ["stored-keys"]},
        {"principal": "human", "needs": ["temporary-credentials", "mfa"], "forbids": ["long-lived-keys", "third-party-idp"]},
        {"principal": "app", "target": "rds-mysql", "needs": ["automatic-rotation"], "forbids": ["db-passwords"]},
        {"principal": "third-party-account", "needs": ["mfa", "temporary-credentials"]},
        {"principal": "ec2", "needs": ["seamless-domain-join"], "target": "directory-service"},
        {"principal": "rds", "needs": ["automatic-rotation"], "target": "self-managed-ad"},
        {"principal": "human-admin", "needs": ["shell-access"]},
        {"target": "ses-smtp", "needs": ["temporary-credentials"]},
        {"target": "ses-smtp", "forbids": ["long-lived-keys"]},
        {"needs": ["from-activity"], "history": "90d"},
        {"needs": ["from-activity"], "history": "91d"},
        {"incident": "key-leaked"},
    ):  # fmt: skip
        found = advised(credential)
        lines.append(f"{json.dumps(credential)}: {found.advice}, {len(found.limits)} limits")
        for reason in found.verdicts:
            lines.append(
                f"    {reason.requirement} {reason.rule} {reason.verdict} {reason.advice} [{' '.join(reason.facts)}]"
            )
            shown = reason.to_dict()
            assert (shown["requirement"], shown["rule"], shown["verdict"]) == (
                reason.requirement,
                reason.rule,
                reason.verdict,
            )
            assert (shown["because"], shown["facts"]) == (reason.because, list(reason.facts))
    reviewed("reasons", lines)


def test_what_each_way_gives_and_breaks(reviewed):
    """Each way of holding rights gives needs, breaks others, and rests on facts; parts of a label keep their order."""
    reviewed(
        "mechanisms",
        [f"{name}: gives {' '.join(sorted(word for word, rule in NEED_RULES.items() if name in rule.gives))} | prevents {' '.join(sorted(word for word, rule in NEED_RULES.items() if name in rule.bars))} | is {' '.join(sorted(word for word, rule in FORBID_RULES.items() if name in rule.parts | rule.databases))} | {' '.join(part.facts)}" for name, part in MECHANISMS.items()]
        + [f"order: {' '.join(sorted(ORDER, key=ORDER.get) if isinstance(ORDER, dict) else ORDER)}"],
    )  # fmt: skip


@pytest.mark.parametrize("word", sorted(PRINCIPALS))
def test_each_principal_has_some_way(word):
    """Whoever asks, without needs and prohibitions there is a way."""
    assert advised({"principal": word}).advice
