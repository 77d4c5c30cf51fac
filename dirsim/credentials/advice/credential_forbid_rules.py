"""Forbidden things of credentials, each with the mechanisms it bars.

One record for one word; a word without a record has an unknown verdict.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from dirsim.credentials.advice.credential_need_rules import IAM_USERS, STORES


@frozen(kw_only=True)
class ForbidRule:
    """The rule of one forbidden thing.

    Attributes:
        parts: The parts that are it, or cause it.
        databases: The parts that are it if the target is a database.
        unless: The parts beside which no part is it.
        unsure: The parts of which it is unknown.
        because: The reason why the other parts are not.
    """

    parts: frozenset[str] = frozenset()
    databases: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()
    unsure: frozenset[str] = frozenset()
    because: str = "no part of the advice is or causes it"


_KEYS = ForbidRule(parts=IAM_USERS, because="no part uses an access key that does not expire")
_NO_DIRECTORY = ForbidRule(because="the advice changes no directory and no trust")
_CODE = ForbidRule(unsure=frozenset({"iam-user-long-lived"}), because="no part keeps a secret in code or in clear text")

KEY_WORDS = ("long-lived-keys", "stored-keys", "stored-long-lived-keys")
"""Words that forbid access keys, and no passwords."""

FORBID_RULES: Mapping[str, ForbidRule] = {
    **dict.fromkeys(KEY_WORDS, _KEYS),
    "iam-users": ForbidRule(parts=IAM_USERS, because="no part is an IAM user"),
    "separate-iam-users": ForbidRule(parts=IAM_USERS, because="no part is an IAM user"),
    "duplicate-accounts": ForbidRule(parts=IAM_USERS, because="no part is a second account"),
    "root-keys": ForbidRule(because="no part uses a key of the root user"),
    "key-pairs": ForbidRule(because="no part uses a key pair"),
    "ssh-keys": ForbidRule(because="no part uses an SSH key"),
    "hardcoded": _CODE,
    "plaintext": _CODE,
    "in-source-code": _CODE,
    "db-passwords": ForbidRule(databases=STORES, parts=frozenset(), because="no database password is involved"),
    "static-domain-credentials": ForbidRule(
        parts=frozenset({"secrets-manager", "secrets-manager-replication", "parameter-store"}),
        unless=frozenset({"secrets-manager-rotation"}),
        because="no password of the domain stays the same",
    ),
    "credentials-in-cloud": ForbidRule(parts=STORES, because="no part stores a password in AWS"),
    "cached-credentials": ForbidRule(because="no part caches a password"),
    "manual-provisioning": ForbidRule(parts=IAM_USERS, because="no account is created by hand"),
    "manual-sharing": ForbidRule(because="nothing is shared by hand"),
    "user-sync": ForbidRule(unsure=frozenset({"identity-center"}), because="no part synchronises users"),
    "third-party-idp": ForbidRule(
        unsure=frozenset({"saml-federation", "web-identity-federation", "oidc-federation"}), because="no part needs an identity provider"
    ),
    "complex-federation": ForbidRule(parts=frozenset({"saml-federation"}), because="no part is an own federation"),
    "user-managed-components": ForbidRule(
        parts=frozenset(), unsure=frozenset({"roles-anywhere", "saml-federation"}), because="AWS runs every part"
    ),
    "servers": ForbidRule(because="no part is a server"),
    "onprem-hardware": ForbidRule(because="no part is a machine on the premises"),
    "onprem-dependency": ForbidRule(
        unsure=frozenset({"saml-federation", "roles-anywhere", "identity-center", "disable-ad-identity"}), because="every part runs in AWS"
    ),
    "app-change": ForbidRule(parts=frozenset({"iam-db-auth"}), unsure=STORES, because="the credentials reach the program by its SDK"),
    "code-rewrite": ForbidRule(parts=frozenset({"iam-db-auth"}), unsure=STORES, because="the credentials reach the program by its SDK"),
    "client-change": ForbidRule(parts=frozenset({"iam-db-auth"}), unsure=STORES, because="the credentials reach the client by its SDK"),
    "process-change": ForbidRule(unsure=IAM_USERS, because="the administration of users stays as it is"),
    "account-admin": ForbidRule(because="no part needs an administrator of the account"),
    "broad-user-rights": ForbidRule(because="people need no further rights: the policy names what is allowed"),
    "privilege-escalation": ForbidRule(
        unsure=IAM_USERS, because="a boundary, or a policy without the known ways (lint-policy finds them), gives no way up"
    ),
    "data-move": ForbidRule(because="no data is moved"),
    "role-deletion": ForbidRule(because="no role is deleted"),
    **dict.fromkeys(("directory-copy-in-cloud", "credential-replication", "password-sync", "one-way-trust", "two-way-trust", "forest-trust", "intermediate-domain", "extra-directory", "plain-ldap", "ntlm-only", "active-directory", "managed-restrictions"), _NO_DIRECTORY),
}  # fmt: skip
