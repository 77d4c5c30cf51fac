"""Credential mechanisms with the facts that describe them.

The needs that they meet and the forbidden things that they are: see the rules of needs and of forbidden things.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen


@frozen(kw_only=True)
class Mechanism:
    """One part of an advice.

    Attributes:
        facts: Ids of the facts that describe it.
    """

    facts: tuple[str, ...]


MECHANISMS: Mapping[str, Mechanism] = {
    "iam-role": Mechanism(facts=("workloads-use-roles",)),
    "external-id": Mechanism(facts=("external-id-for-third-parties",)),
    "mfa-condition": Mechanism(facts=("mfa-condition-on-role", "mfa-only-in-two-calls")),
    "permissions-boundary": Mechanism(facts=("permissions-boundary-caps", "guardrails")),
    "roles-anywhere": Mechanism(facts=("roles-anywhere-certificates", "workloads-use-roles")),
    "oidc-federation": Mechanism(facts=("oidc-federation-for-ci",)),
    "web-identity-federation": Mechanism(facts=("cognito-identity-pools",)),
    "saml-federation": Mechanism(facts=("saml-federation-to-iam", "human-users-federate")),
    "identity-center": Mechanism(facts=("human-users-federate",)),
    "sts-session-token": Mechanism(facts=("get-session-token-limits",)),
    "iam-user-long-lived": Mechanism(facts=("long-term-use-cases",)),
    "iam-db-auth": Mechanism(facts=("iam-db-auth-token",)),
    "secrets-manager": Mechanism(facts=("sm-automatic-rotation",)),
    "secrets-manager-rotation": Mechanism(facts=("sm-automatic-rotation", "sm-rotation-templates")),
    "secrets-manager-replication": Mechanism(facts=("secrets-manager-replicas",)),
    "customer-kms-key": Mechanism(facts=("secrets-manager-cross-account-key",)),
    "parameter-store": Mechanism(facts=("parameter-store-secure-string", "parameter-store-no-rotation")),
    "abac-tags": Mechanism(facts=("abac-tags-scale",)),
    "access-analyzer-policy-generation": Mechanism(
        facts=("policy-generation-then-replace", "policy-generation-window")
    ),
    "access-analyzer-external-access": Mechanism(facts=("external-access-analyzer",)),
    "access-analyzer-unused-access": Mechanism(facts=("unused-access-analyzer",)),
    "iam-credential-report": Mechanism(facts=("credential-report",)),
    "service-role": Mechanism(facts=("service-role", "cloudformation-service-role")),
    "service-linked-role": Mechanism(facts=("service-linked-role",)),
    "deactivate-access-key": Mechanism(facts=("access-key-deactivation",)),
    "revoke-role-sessions": Mechanism(facts=("revoke-role-sessions",)),
    "disable-ad-identity": Mechanism(facts=("idc-revocation-lag", "disabled-account-residual")),
}

ORDER = tuple(MECHANISMS)
