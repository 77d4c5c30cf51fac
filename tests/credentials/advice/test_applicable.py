"""Candidates of each rule of advice: the situation that calls for it, its neighbours that do not, and the order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dirsim.catalog.words import CREDENTIAL_LOCATIONS, CREDENTIAL_NEEDS, FORBIDS, INCIDENTS, PRINCIPALS
from dirsim.credentials.advice import applicable
from dirsim.credentials.advice.applicable import RULES, CredentialQuestion
from dirsim.credentials.advice.credential_need_rules import NEED_RULES
from dirsim.credentials.advice.mechanisms import ORDER
from dirsim.credentials.advice.strategy import advise, label
from dirsim.facts import catalog
from dirsim.model.outcome import Judgement
from dirsim.model.requirements import Credential

STORES = ["secrets-manager", "parameter-store"]
IN_AWS = ("app-on-ec2", "ec2", "ec2-other-account", "ecs-task", "lambda", "glue", "rds", "app-role", "script-role")
ON_PREMISES = ("on-prem-server", "on-prem-vm", "on-prem-pipeline", "on-prem-device-fleet")
DATABASES = ("rds-mysql", "rds-mariadb", "rds-postgresql", "aurora-mysql", "aurora-postgresql")


def asked(providers=(), *, several=False, needs="", forbids="", **credential):
    """A question about one credential; needs and forbidden things are words in one text."""
    words = {"needs": tuple(needs.split()), "forbids": tuple(forbids.split())}
    return CredentialQuestion(Credential(**words, **credential), tuple(providers), several)


def candidates(rule, question):
    """The candidates of one rule, best first, as labels."""
    return [label(parts) for parts, _ in rule(question)]


def answering(question):
    """The name of the rule that answers a question."""
    return next((rule.__name__ for rule in RULES if tuple(rule(question))), None)


@pytest.mark.parametrize(
    ("incident", "expected"),
    [
        ("key-leaked", ["deactivate-access-key"]), ("role-credentials-stolen", ["revoke-role-sessions"]), ("sts-key-leaked", ["revoke-role-sessions"]),
        ("ad-identity-compromised", ["revoke-role-sessions+disable-ad-identity"]), (None, []),
    ],
)  # fmt: skip
def test_an_incident_is_stopped_first(incident, expected):
    """Each incident has the act that stops it, before any other rule; without an incident there is none."""
    question = asked(incident=incident, needs="secret-storage", principal="human")
    assert candidates(applicable.incidents, question) == expected
    assert (answering(question) == "incidents") is (incident is not None)


@pytest.mark.parametrize(
    ("needs", "expected"),
    [
        ("find-external-access", ["access-analyzer-external-access"]), ("alert-public-access", ["access-analyzer-external-access"]),
        ("find-unused-permissions", ["access-analyzer-unused-access"]), ("credential-audit", ["iam-credential-report"]),
        ("from-activity", ["access-analyzer-policy-generation", "access-analyzer-policy-generation+permissions-boundary"]),
        ("find-external-access from-activity", ["access-analyzer-external-access"]), ("least-privilege", []), ("", []),
    ],
)  # fmt: skip
def test_an_audit_asks_about_existing_access(needs, expected):
    """A question about existing access is answered by the tool that finds it; the first of several needs counts."""
    assert candidates(applicable.findings, asked(needs=needs)) == expected


@pytest.mark.parametrize(
    ("needs", "forbids", "principal", "applies"),
    [
        ("create-service-linked-role", "", None, True), ("separation-of-duties", "", "human", True), ("delegation", "", "human-admin", True),
        ("delegation", "", "cloudformation", False), ("separation-of-duties", "", None, False), ("", "privilege-escalation", "human-developer", True),
        ("", "privilege-escalation", "lambda", False), ("least-privilege", "", "human", False),
    ],
)  # fmt: skip
def test_people_who_create_roles_need_a_boundary(needs, forbids, principal, applies):
    """Delegated creation of roles by people is a role under a permissions boundary; for programs it is not."""
    question = asked(needs=needs, forbids=forbids, principal=principal)
    assert candidates(applicable.boundaries, question) == (["iam-role+permissions-boundary"] if applies else [])


@pytest.mark.parametrize(
    ("question", "applies"),
    [
        (asked(needs="flexible-access"), True), (asked(needs="flexible-access", principal="ec2"), True), (asked(needs="scalable"), True),
        (asked(needs="scalable", principal="ec2"), False), (asked(), False),
    ],
)  # fmt: skip
def test_changing_readers_are_told_apart_by_tags(question, applies):
    """Readers that change often get their access by tags; scale alone calls for them only if no principal is named."""
    assert candidates(applicable.open_secrets, question) == (["abac-tags"] if applies else [])


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (asked(target="ses-smtp"), ["iam-user-long-lived"]), (asked(needs="smtp-protocol"), ["iam-user-long-lived"]),
        (asked(needs="username-password"), ["iam-user-long-lived"]), (asked(supports_roles=False), ["iam-user-long-lived"]),
        (asked(supports_roles=True), []), (asked(), []), (asked(principal="third-party-plugin"), ["iam-user-long-lived", "iam-role+external-id"]),
        (asked(principal="third-party-plugin", supports_roles=True), []), (asked(needs="git-https"), ["iam-user-long-lived"]),
        (asked(needs="git-https", forbids="long-lived-keys"), ["iam-role", "iam-user-long-lived"]),
        (asked(needs="git-https", forbids="iam-users"), ["iam-role", "iam-user-long-lived"]),
        (asked(needs="git-https temporary-credentials"), ["iam-role", "iam-user-long-lived"]),
        (asked(needs="smtp-protocol temporary-credentials", forbids="long-lived-keys"), ["iam-user-long-lived"]),
    ],
)  # fmt: skip
def test_a_client_without_roles_is_the_exception(question, expected):
    """A long-lived key is for clients that cannot use temporary credentials; Git has a helper that can."""
    assert candidates(applicable.exceptions, question) == expected


@pytest.mark.parametrize("principal", IN_AWS)
def test_a_machine_in_aws_joins_by_its_role(principal):
    """A machine in AWS that joins by itself needs its role alone, except for a domain that Directory Service cannot join."""
    needs = "seamless-domain-join"
    assert candidates(applicable.joins, asked(needs=needs, principal=principal)) == ["iam-role"]
    keyless = asked(needs="secret-storage no-static-keys", principal=principal)
    assert candidates(applicable.secrets, keyless) == [f"iam-role+{store}" for store in STORES]
    assert candidates(applicable.joins, asked(needs=needs, principal=principal, target="self-managed-ad")) == []
    assert candidates(applicable.joins, asked(principal=principal)) == []
    assert candidates(applicable.joins, asked(needs=needs, principal="on-prem-server")) == []


@pytest.mark.parametrize(
    ("extra", "first"),
    [({}, None), ({"needs": "automatic-rotation"}, True), ({"rotation": "30d"}, True)],
)
def test_a_database_joins_with_a_secret_under_its_own_key(extra, first):
    """A database that joins the company's domain reads the account from a secret under a customer key, rotated if asked."""
    found = candidates(applicable.joined_databases, asked(principal="rds", target="self-managed-ad", **extra))
    assert found == [
        *(["secrets-manager-rotation+customer-kms-key"] if first else []),
        "secrets-manager+customer-kms-key",
    ]
    assert candidates(applicable.joined_databases, asked(principal="ec2", target="self-managed-ad", **extra)) == []
    assert candidates(applicable.joined_databases, asked(principal="rds", target="rds-mysql", **extra)) == []


@pytest.mark.parametrize(
    ("words", "applies"),
    [
        ({"needs": "shell-access"}, True), ({"needs": "rdp-access"}, True), ({"forbids": "ssh-keys"}, True), ({"forbids": "key-pairs"}, True),
        ({"forbids": "ssh-keys", "needs": "secret-storage"}, False), ({"needs": "shell-access secret-storage", "forbids": "ssh-keys"}, True), ({}, False),
    ],
)  # fmt: skip
def test_a_shell_without_a_key_is_a_session(words, applies):
    """A shell or a desktop without a key is opened by Session Manager; people may also sign in with their own account."""
    assert candidates(applicable.shells, asked(principal="ec2", **words)) == (["iam-role"] if applies else [])
    assert candidates(applicable.shells, asked(principal="human", **words)) == (
        ["iam-role", "identity-center"] if applies else []
    )


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (asked(needs="secret-storage"), STORES),
        (asked(needs="template-reference"), STORES),
        (asked(needs="shared-config"), STORES[::-1]),
        (asked(forbids="hardcoded"), STORES),
        (asked(forbids="plaintext"), STORES),
        (asked(forbids="in-source-code"), STORES),
        (asked(forbids="db-passwords"), STORES),
        (asked(forbids="static-domain-credentials"), ["secrets-manager-rotation", *STORES]),
        (asked(forbids="long-lived-keys"), []),
        (asked(needs="secret-storage", principal="human"), STORES), (asked(forbids="hardcoded", principal="human"), []),
        (asked(needs="secret-storage least-ops"), STORES[::-1]),
        (asked(needs="secret-storage lowest-cost"), STORES[::-1]),
        (asked(needs="secret-storage simplify"), STORES[::-1]),
        (asked(needs="automatic-rotation"), ["secrets-manager-rotation", *STORES]),
        (asked(needs="secret-storage", rotation="30d"), ["secrets-manager-rotation", *STORES]),
        (asked(target="documentdb"), ["secrets-manager-rotation", *STORES]),
        (asked(target="redshift"), ["secrets-manager-rotation", *STORES]),
        (asked(target="sqlserver-ec2"), ["secrets-manager-rotation", *STORES]),
        (asked(target="database"), ["secrets-manager-rotation", *STORES]),
        (asked(target="s3"), []),
        (asked(needs="secret-storage cross-account"), ["secrets-manager+customer-kms-key", "parameter-store"]),
        (
            asked(needs="secret-storage multi-region"),
            ["secrets-manager-replication", *STORES],
        ),
        (
            asked(needs="automatic-rotation multi-region cross-account"),
            [
                "secrets-manager-rotation+secrets-manager-replication+customer-kms-key", "secrets-manager-replication+customer-kms-key",
                "secrets-manager+customer-kms-key", "parameter-store",
            ],
        ),
        (asked(needs="secret-storage no-static-keys", principal="ec2"), [f"iam-role+{store}" for store in STORES]),
        (asked(needs="secret-storage temporary-credentials", principal="lambda"), [f"iam-role+{store}" for store in STORES]),
        (asked(needs="secret-storage", forbids="stored-keys", principal="ecs-task"), [f"iam-role+{store}" for store in STORES]),
        (asked(needs="secret-storage", principal="ec2"), STORES),
        (asked(needs="secret-storage no-static-keys", principal="on-prem-server"), [f"roles-anywhere+{store}" for store in STORES]),
    ],
)  # fmt: skip
def test_a_secret_has_its_store(question, expected):
    """Rotation, replicas, another account and cost decide where a secret is kept; a role comes first where keys are shut out."""
    assert candidates(applicable.secrets, question) == expected


PLATFORMS = [
    *(({"principal": word}, "iam-role+") for word in IN_AWS), *(({"location": word}, "iam-role+") for word in ("lambda", "ecs", "eks")),
    *(({"principal": word}, "roles-anywhere+") for word in ON_PREMISES), ({"location": "on-prem"}, "roles-anywhere+"),
    ({"principal": "github-actions"}, "oidc-federation+iam-role+"), ({"location": "saas-ci"}, "oidc-federation+iam-role+"),
    ({"principal": "app"}, ""), ({}, ""),
]  # fmt: skip


@pytest.mark.parametrize(("where", "part"), PLATFORMS)
@pytest.mark.parametrize(
    "keys", [{"needs": "no-static-keys"}, *({"forbids": word} for word in ("stored-keys", "long-lived-keys"))]
)
def test_what_gives_access_to_aws_stands_beside_a_store_where_keys_are_shut_out(where, part, keys):
    """A question about a secret alone is answered by its store; one that shuts out keys for AWS also by what replaces them."""
    needs = f"secret-storage {keys.get('needs', '')}".strip()
    question = asked(target="third-party-api", **where, **(keys | {"needs": needs}))
    assert candidates(applicable.secrets, question) == [f"{part}{store}" for store in STORES]
    alone = asked(target="third-party-api", needs="secret-storage", forbids="plaintext", **where)
    assert candidates(applicable.secrets, alone) == STORES


@pytest.mark.parametrize("target", DATABASES)
def test_a_database_with_tokens_needs_no_password(target):
    """A database that accepts IAM tokens has them as its first candidate, then a rotated secret."""
    assert candidates(applicable.secrets, asked(target=target)) == [
        "iam-db-auth+iam-role",
        "secrets-manager-rotation",
        *STORES,
    ]


@pytest.mark.parametrize("principal", ["autoscaling", "cloudformation", "lakeformation", "aws-service"])
def test_a_service_acts_with_one_of_two_roles(principal):
    """A service acts with its own role, or with one that you define where its permissions must be edited or delegated."""
    own, yours = "service-linked-role", "service-role"
    only = {"cloudformation": [yours], "autoscaling": [own]}.get(principal)
    assert candidates(applicable.services, asked(principal=principal)) == (only or [own, yours])
    for need in ("delegation", "edit-permissions", "least-privilege"):
        assert candidates(applicable.services, asked(principal=principal, needs=need)) == (only or [yours, own])
    keyed = candidates(applicable.services, asked(principal=principal, needs="cross-account", kms="aws-managed-key"))
    assert all(name.endswith("+customer-kms-key") for name in keyed)
    other = candidates(applicable.services, asked(principal=principal, needs="cross-account", kms="customer-key"))
    assert not any("key" in name for name in other)


@pytest.mark.parametrize(
    ("principal", "needs", "expected"),
    [
        ("third-party-account", "", ["iam-role+external-id"]), ("third-party-plugin", "", ["iam-role+external-id"]),
        ("third-party-humans", "", ["iam-role"]), ("third-party-humans", "mfa", ["iam-role+mfa-condition"]),
        ("third-party-humans", "confused-deputy-protection", ["iam-role+external-id"]), ("third-party-iam-user", "", ["iam-role"]),
        ("third-party-account", "mfa", ["iam-role+external-id+mfa-condition"]), ("iam-users-other-account", "", ["iam-role"]),
        ("iam-users-other-account", "mfa confused-deputy-protection", ["iam-role+mfa-condition"]), ("human", "mfa", []), (None, "", []),
    ],
)  # fmt: skip
def test_a_third_party_takes_a_role(principal, needs, expected):
    """Other companies take a role, with an external id where a deputy could be confused, and with MFA where asked."""
    assert candidates(applicable.third_parties, asked(principal=principal, needs=needs)) == expected


CENTER, SESSION = "identity-center", "sts-session-token+mfa-condition"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (asked(principal="human"), [CENTER, SESSION]),
        (asked(principal="human", needs="abac"), [f"{CENTER}+abac-tags", SESSION]),
        (asked(principal="human", needs="per-user-scope"), [f"{CENTER}+abac-tags", SESSION]),
        (asked(principal="human", needs="emergency-access"), ["iam-user-long-lived+mfa-condition", "iam-user-long-lived+iam-role+mfa-condition"]),
        (asked(["adfs"], several=True, needs="emergency-access"), ["iam-user-long-lived+iam-role+mfa-condition", "iam-user-long-lived+mfa-condition"]),
        (asked(principal="human", needs="cross-account"), ["iam-role", CENTER, SESSION]),
        (asked(principal="human", needs="central-security-account mfa"), ["iam-role+mfa-condition", CENTER, SESSION]),
        (asked(["adfs"], principal="human", needs="cross-account"), ["saml-federation", CENTER, SESSION]),
        *((asked([word], principal="human"), ["saml-federation", CENTER, SESSION]) for word in ("adfs", "saml2", "corporate-idp", "external-idp", "entra-id")),
        (asked(["okta"], principal="human"), [CENTER, SESSION]),
        (asked(["adfs"], several=True, principal="human"), [CENTER, SESSION]),
        (asked(["adfs"], principal="human", needs="multi-account"), [CENTER, SESSION]),
        (asked(["adfs"], principal="human", needs="cli-access"), [CENTER, SESSION]),
        (asked(["adfs"], principal="human", needs="abac"), ["saml-federation+abac-tags", f"{CENTER}+abac-tags", SESSION]),
        (asked(principal="ec2"), []),
    ],
)  # fmt: skip
def test_people_sign_in_with_the_account_that_they_have(question, expected):
    """Providers, several accounts and the command line decide how people sign in; emergencies depend on no provider."""
    assert candidates(applicable.people, question) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (asked(principal="mobile-app"), ["web-identity-federation+iam-role"]), (asked(location="mobile"), ["web-identity-federation+iam-role"]),
        (asked(location="browser"), ["web-identity-federation+iam-role"]), (asked(principal="github-actions"), ["oidc-federation+iam-role"]),
        (asked(location="saas-ci"), ["oidc-federation+iam-role"]), *((asked(principal=word), ["roles-anywhere"]) for word in ON_PREMISES),
        (asked(location="on-prem"), ["roles-anywhere"]), (asked(location="other-cloud"), ["oidc-federation+iam-role", "roles-anywhere"]),
        (asked(location="laptop"), ["identity-center"]), (asked(), ["iam-role"]), (asked(needs="abac"), ["iam-role+abac-tags"]),
        (asked(kms="aws-managed-key", needs="kms-use"), ["iam-role+customer-kms-key"]), (asked(kms="aws-managed-key", target="kms-other-account"), ["iam-role+customer-kms-key"]),
        (asked(kms="aws-managed-key", needs="cross-account"), ["iam-role+customer-kms-key"]), (asked(kms="customer-key", needs="cross-account"), ["iam-role"]),
        (asked(kms="aws-managed-key"), ["iam-role"]), (asked(kms="aws-managed-key", needs="abac kms-use", location="on-prem"), ["roles-anywhere+customer-kms-key+abac-tags"]),
    ],
)  # fmt: skip
def test_a_workload_proves_itself_where_it_runs(question, expected):
    """The place where a program runs decides how it gets temporary credentials; every place has a way."""
    assert candidates(applicable.workloads, question) == expected


QUESTIONS = st.builds(
    lambda providers, several, **credential: CredentialQuestion(Credential(**credential), tuple(providers), several),
    st.lists(st.sampled_from(["adfs", "entra-id"]), max_size=1),
    st.booleans(),
    principal=st.sampled_from([None, *PRINCIPALS]),
    target=st.sampled_from([None, "s3", "rds-mysql", "self-managed-ad", "ses-smtp", "secrets-manager"]),
    needs=st.lists(st.sampled_from([*CREDENTIAL_NEEDS]), max_size=3, unique=True).map(tuple),
    forbids=st.lists(st.sampled_from([*FORBIDS]), max_size=2, unique=True).map(tuple),
    location=st.sampled_from([None, *CREDENTIAL_LOCATIONS]),
    supports_roles=st.sampled_from([None, True, False]),
    incident=st.sampled_from([None, None, None, *INCIDENTS]),
    kms=st.sampled_from([None, "aws-managed-key"]),
)


@given(QUESTIONS)
def test_the_first_rule_that_applies_proposes(question):
    """Each answer begins with a candidate of the first rule that applies; parts are only added to it."""
    rule = next(rule for rule in RULES if tuple(rule(question)))
    found = advise(question, "it", catalog())
    proposed = [set(one.split("+")) for one in candidates(rule, question)]
    for text in {one.advice for one in found.verdicts} | {found.advice, *found.alternatives} - {None}:
        assert any(parts <= set(text.split("+")) for parts in proposed)
    assert all(one.because for one in found.verdicts)


@given(QUESTIONS)
def test_a_candidate_falls_for_a_reason_of_the_file(question):
    """A candidate is rejected only for a word of the file, and never for a need that a part meets."""
    for one in advise(question, "it", catalog()).verdicts:
        parts = one.advice.split("+")
        kind, _, word = one.requirement.removeprefix("credentials.it").removeprefix(".").partition(".")
        if one.verdict == Judgement.NOT_MET:
            assert word in (question.credential.forbids if kind == "forbids" else question.credential.needs)
            assert word == "mfa" or kind == "forbids" or not any(part in NEED_RULES[word].gives for part in parts)


@given(st.permutations(ORDER), st.integers(1, 5))
def test_a_label_names_the_mechanism_first(parts, count):
    """The first part of a label is the mechanism; its additions follow in the order of the table, however they came."""
    chosen = tuple(parts[:count])
    assert label(chosen).split("+") == [chosen[0], *sorted(chosen[1:], key=ORDER.index)]
