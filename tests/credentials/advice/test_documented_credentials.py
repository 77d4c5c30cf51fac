"""Advice for credentials where a limit or a restriction of a service decides."""

import json

import pytest

from dirsim.files import parse_requirements
from dirsim.recommendation.engine import recommend

NO_KEYS = ["long-lived-keys", "iam-users"]
ADVISED = [
    ({"principal": "on-prem-server", "target": "s3", "forbids": NO_KEYS, "duration": "12h", "renewable": False}, "roles-anywhere"),
    ({"principal": "on-prem-server", "target": "s3", "forbids": NO_KEYS, "duration": "20h", "renewable": False}, None),
    ({"principal": "third-party-account", "target": "s3", "needs": ["cross-account", "confused-deputy-protection", "read-only"]}, "iam-role+external-id"),
    ({"principal": "human-developer", "location": "laptop", "needs": ["cli-access", "multi-account", "mfa"], "forbids": NO_KEYS}, "identity-center"),
    ({"principal": "human", "location": "laptop", "needs": ["cli-access"], "forbids": ["iam-users"], "duration": "36h", "renewable": False}, None),
    ({"principal": "app", "location": "saas-ci", "target": "lambda", "forbids": ["stored-keys"], "duration": "2h"}, "oidc-federation+iam-role"),
    ({"principal": "lambda", "target": "rds-postgresql", "forbids": ["db-passwords"]}, "iam-db-auth+iam-role"),
    ({"principal": "ecs-task", "target": "rds-oracle", "forbids": ["db-passwords"]}, None),
    ({"principal": "mobile-app", "target": "dynamodb", "needs": ["per-user-scope"], "forbids": ["hardcoded"]}, "web-identity-federation+iam-role"),
    ({"principal": "on-prem-server", "target": "ses-smtp", "needs": ["smtp-protocol"]}, "iam-user-long-lived"),
    ({"principal": "on-prem-server", "target": "ses-smtp", "needs": ["smtp-protocol"], "forbids": ["iam-users"]}, None),
    ({"principal": "iam-users-other-account", "needs": ["cross-account", "mfa"], "duration": "1h"}, "iam-role+mfa-condition"),
    ({"principal": "third-party-plugin", "supports_roles": False, "target": "s3", "forbids": ["long-lived-keys"]}, None),
    ({"incident": "role-credentials-stolen", "needs": ["stop-use"], "forbids": ["role-deletion"]}, "revoke-role-sessions"),
]  # fmt: skip
STATED = [
    ({"principal": "on-prem-device-fleet", "location": "on-prem", "target": "s3", "supports_roles": False, "count": 6000}, "5,000"),
    ({"principal": "app-on-ec2", "target": "third-party-api", "needs": ["secret-storage", "automatic-rotation"], "rotation": "1h"}, "4h"),
    ({"principal": "app-role", "target": "s3", "needs": ["least-privilege", "from-activity"], "history": "120d"}, "90"),
]  # fmt: skip


def advice(credential):
    """The advice for one credential."""
    file = {"dirsim": "requirements/v1", "name": "one", "as_of": "2026-11-01", "credentials": {"it": credential}}
    return recommend(parse_requirements(json.dumps(file))).credentials["it"]


@pytest.mark.parametrize(("credential", "label"), ADVISED)
def test_the_documented_restriction_decides(credential, label):
    """A service, a lifetime or a prohibition leaves one mechanism, or none."""
    assert advice(credential).advice == label


@pytest.mark.parametrize(("credential", "figure"), STATED)
def test_the_documented_figure_is_stated(credential, figure):
    """A value beyond a limit of AWS is answered with the limit."""
    shown = json.dumps(advice(credential).to_dict())
    assert figure in shown or figure.replace(",", "") in shown


@pytest.mark.parametrize(
    ("incident", "stated"),
    [
        ("sts-key-leaked", ["AWSRevokeOlderSessions", "aws:TokenIssueTime", "a deactivated access key does not end"]),
        ("role-credentials-stolen", ["AWSRevokeOlderSessions", "aws:TokenIssueTime"]),
        ("ad-identity-compromised", ["AWSRevokeOlderSessions"]),
        ("key-leaked", ["a deactivated access key does not end", "aws:TokenIssueTime"]),
    ],
)
def test_a_leak_is_answered_with_what_ends_the_sessions(incident, stated):
    """Sessions outlive the key that bought them: the advice says what ends them."""
    limits = " ".join(advice({"incident": incident, "needs": ["stop-use"]}).limits)
    assert all(text in limits for text in stated)
