"""Each way of holding rights, with the properties that needs and forbidden things are held against."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen


@frozen(kw_only=True)
class Mechanism:
    """One part of an advice.

    Attributes:
        facts: What says how it works.
        gives: The needs that it meets by what it is.
        breaks: The forbidden things, and the needs, that it is against.
        tasks: How many recurring tasks it asks of people.
    """

    facts: tuple[str, ...]
    gives: frozenset[str] = frozenset()
    breaks: frozenset[str] = frozenset()
    tasks: int = 1


_TEMPORARY = frozenset({"temporary-credentials", "no-static-keys", "no-static-passwords", "programmatic-access"})
_LONG_LIVED = frozenset(
    {
        "long-lived-keys",
        "stored-keys",
        "stored-long-lived-keys",
        "iam-users",
        "separate-iam-users",
        "temporary-credentials",
        "no-static-keys",
    }
)
_STORES = frozenset({"secret-storage"})
_NOT_IN_CODE = frozenset({"hardcoded", "plaintext", "in-source-code"})

MECHANISMS: Mapping[str, Mechanism] = {
    "iam-role": Mechanism(
        facts=("workloads-use-roles",),
        gives=_TEMPORARY
        | {
            "central-security-account",
            "seamless-domain-join",
            "shell-access",
            "rdp-access",
            "cross-account",
            "revocation",
            "cli-access",
            "simplify",
            "least-code",
        },
        tasks=0,
    ),
    "external-id": Mechanism(facts=("external-id-for-third-parties",), gives=frozenset({"confused-deputy-protection"})),
    "mfa-condition": Mechanism(facts=("mfa-condition-on-role", "mfa-only-in-two-calls"), gives=frozenset({"mfa"})),
    "permissions-boundary": Mechanism(
        facts=("permissions-boundary-caps", "guardrails"),
        gives=frozenset({"create-service-linked-role", "separation-of-duties", "delegation"}),
    ),
    "roles-anywhere": Mechanism(
        facts=("roles-anywhere-certificates", "workloads-use-roles"),
        gives=_TEMPORARY | {"per-device-identity", "revocation"},
        tasks=2,
    ),
    "oidc-federation": Mechanism(facts=("oidc-federation-for-ci",), gives=_TEMPORARY),
    "web-identity-federation": Mechanism(
        facts=("cognito-identity-pools",), gives=_TEMPORARY | {"per-user-scope", "customer-identity", "scalable"}
    ),
    "saml-federation": Mechanism(
        facts=("saml-federation-to-iam", "human-users-federate"),
        gives=_TEMPORARY | {"sso", "sso-console", "existing-credentials"},
        breaks=frozenset({"complex-federation"}),
        tasks=2,
    ),
    "identity-center": Mechanism(
        facts=("human-users-federate",),
        gives=_TEMPORARY | {"cli-access", "sso", "sso-console", "multi-account", "mfa", "existing-credentials", "rbac"},
    ),
    "sts-session-token": Mechanism(
        facts=("get-session-token-limits",), gives=frozenset({"temporary-credentials", "cli-access", "mfa"}), tasks=2
    ),
    "iam-user-long-lived": Mechanism(
        facts=("long-term-use-cases",),
        gives=frozenset({"smtp-protocol", "username-password", "git-https", "programmatic-access"}),
        breaks=_LONG_LIVED,
        tasks=3,
    ),
    "iam-db-auth": Mechanism(
        facts=("iam-db-auth-token",),
        gives=_TEMPORARY | {"secret-storage"} | _NOT_IN_CODE,
        breaks=frozenset({"automatic-rotation", "app-change", "least-code", "code-rewrite"}),
    ),
    "secrets-manager": Mechanism(
        facts=("sm-automatic-rotation",),
        gives=_STORES | {"template-reference", "audit"},
        breaks=frozenset({"db-passwords"}),
    ),
    "secrets-manager-rotation": Mechanism(
        facts=("sm-automatic-rotation", "sm-rotation-templates"),
        gives=_STORES | {"automatic-rotation", "template-reference", "least-code", "audit"},
        breaks=frozenset({"temporary-credentials"}),
    ),
    "secrets-manager-replication": Mechanism(
        facts=("secrets-manager-replicas",), gives=_STORES | {"multi-region", "automatic-rotation"}
    ),
    "customer-kms-key": Mechanism(
        facts=("secrets-manager-cross-account-key",),
        gives=frozenset({"kms-use", "encryption-at-rest"}),
    ),
    "parameter-store": Mechanism(
        facts=("parameter-store-secure-string", "parameter-store-no-rotation"),
        gives=_STORES | {"shared-config", "lowest-cost"},
        breaks=frozenset({"automatic-rotation", "temporary-credentials"}),
        tasks=0,
    ),
    "abac-tags": Mechanism(facts=("abac-tags-scale",), gives=frozenset({"abac", "flexible-access", "scalable"})),
    "access-analyzer-policy-generation": Mechanism(
        facts=("policy-generation-then-replace", "policy-generation-window"),
        gives=frozenset({"from-activity", "least-privilege"}),
    ),
    "access-analyzer-external-access": Mechanism(
        facts=("external-access-analyzer",), gives=frozenset({"find-external-access", "alert-public-access"})
    ),
    "access-analyzer-unused-access": Mechanism(
        facts=("unused-access-analyzer",), gives=frozenset({"find-unused-permissions"})
    ),
    "iam-credential-report": Mechanism(facts=("credential-report",), gives=frozenset({"credential-audit"})),
    "service-role": Mechanism(
        facts=("service-role", "cloudformation-service-role"),
        gives=_TEMPORARY | {"delegation", "edit-permissions", "automation"},
    ),
    "service-linked-role": Mechanism(
        facts=("service-linked-role",),
        gives=_TEMPORARY | {"cross-account", "simplify", "least-ops"},
        breaks=frozenset({"edit-permissions"}),
        tasks=0,
    ),
    "deactivate-access-key": Mechanism(facts=("access-key-deactivation",), gives=frozenset({"stop-use", "fast"})),
    "revoke-role-sessions": Mechanism(
        facts=("revoke-role-sessions",), gives=frozenset({"stop-use", "minimal-downtime", "fast"})
    ),
    "disable-ad-identity": Mechanism(
        facts=("idc-revocation-lag", "disabled-account-residual"), gives=frozenset({"stop-use"})
    ),
}

ORDER = tuple(MECHANISMS)
