"""Needs of credentials, each with the mechanisms that meet it.

One record for one word; the verdicts of advice derive from these records alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

ROLES = frozenset({
    "iam-role", "roles-anywhere", "oidc-federation", "web-identity-federation", "saml-federation", "identity-center", "service-role",
    "service-linked-role",
})  # fmt: skip
"""Mechanisms whose holder gets temporary credentials of a role."""
STORES = frozenset({"secrets-manager", "secrets-manager-rotation", "secrets-manager-replication", "parameter-store"})
"""Mechanisms that keep a secret."""
SECRETS_MANAGER = STORES - {"parameter-store"}
FINDERS = frozenset({
    "access-analyzer-policy-generation", "access-analyzer-external-access", "access-analyzer-unused-access", "iam-credential-report",
})  # fmt: skip
"""Mechanisms that examine access that exists."""
RESPONSES = frozenset({"deactivate-access-key", "revoke-role-sessions", "disable-ad-identity"})
"""Mechanisms that end the use of a credential."""
IAM_USERS = frozenset({"iam-user-long-lived", "sts-session-token"})
"""Mechanisms that need an IAM user with a long-lived key."""


@frozen(kw_only=True)
class NeedRule:
    """The rule of one need.

    Attributes:
        gives: The parts that meet it.
        because: The reason why they do; the part comes before it.
        bars: The parts that prevent it, unless another part meets it.
        why_not: The reason why they do.
        everyone: The reason why every other mechanism meets it; empty means that none does.
        adds: The parts that are added for it where nothing meets it, in order of preference.
        open: True if it is unknown, and not unmet, where nothing meets it.
        facts: Ids of the facts that support it, besides those of the parts.
    """

    gives: frozenset[str] = frozenset()
    because: str = "provides it"
    bars: frozenset[str] = frozenset()
    why_not: str = "prevents it"
    everyone: str = ""
    adds: tuple[str, ...] = ()
    open: bool = False
    facts: tuple[str, ...] = ()


def _preference(what: str = "a preference: it orders the mechanisms that meet the other needs") -> NeedRule:
    return NeedRule(everyone=what)


_POLICY = "the policy names the actions and resources"
_RECORDED = "CloudTrail records the calls of each session with its caller; data events only where they are configured"

NEED_RULES: Mapping[str, NeedRule] = {
    "temporary-credentials": NeedRule(
        gives=ROLES | {"sts-session-token", "iam-db-auth"},
        because="its credentials expire by themselves",
        bars=STORES | {"iam-user-long-lived"},
        why_not="keeps or is something that does not expire by itself",
        adds=("iam-role",),
    ),
    "no-static-keys": NeedRule(
        gives=ROLES | {"iam-db-auth"},
        because="no key stays the same",
        bars=IAM_USERS,
        why_not="rests on a key that stays the same",
        everyone="no access key is involved",
    ),
    "no-static-passwords": NeedRule(
        gives=frozenset({"iam-db-auth", "secrets-manager-rotation"}),
        because="no password stays the same",
        bars=frozenset({"secrets-manager", "secrets-manager-replication", "parameter-store", "iam-user-long-lived"}),
        why_not="keeps a secret that stays the same",
        everyone="no password is involved",
    ),
    "least-privilege": NeedRule(
        gives=frozenset({"access-analyzer-policy-generation"}),
        because="the policy follows from recorded activity",
        everyone=_POLICY,
        facts=("start-broad-then-narrow",),
    ),
    "read-only": NeedRule(everyone="the policy allows reading actions only"),
    "cross-account": NeedRule(
        gives=frozenset({
            "iam-role", "identity-center", "service-role", "customer-kms-key", "saml-federation", "roles-anywhere",
            "oidc-federation", "web-identity-federation", "access-analyzer-external-access", "access-analyzer-unused-access",
        }),
        because="reaches another account",
        bars=frozenset({"parameter-store", "secrets-manager", "secrets-manager-rotation", "secrets-manager-replication"}),
        why_not="is not readable from another account without a customer managed key and its sharing",
        open=True,
        facts=("cross-account-role", "parameter-store-sharing"),
    ),
    "confused-deputy-protection": NeedRule(
        gives=frozenset({"external-id", "service-role", "service-linked-role"}),
        because="ties the access to one customer or one source",
        adds=("external-id",),
    ),
    "per-user-scope": NeedRule(
        gives=frozenset({"web-identity-federation", "abac-tags", "identity-center"}),
        because="policies name the user by a variable or an attribute",
        adds=("abac-tags",),
    ),
    "per-device-identity": NeedRule(
        gives=frozenset({"roles-anywhere"}), because="each device has its own certificate", open=True
    ),
    "programmatic-access": NeedRule(
        gives=ROLES | IAM_USERS | {"iam-db-auth"},
        because="programs sign requests with its credentials",
        everyone="programs call it by an API",
    ),
    "cli-access": NeedRule(
        gives=(ROLES - {"saml-federation", "service-role", "service-linked-role"}) | IAM_USERS,
        because="the AWS CLI uses its credentials",
        bars=frozenset({"saml-federation"}),
        why_not="gives the AWS CLI no credentials without a further tool",
        open=True,
    ),
    "git-https": NeedRule(
        gives=frozenset({"iam-role", "identity-center", "iam-user-long-lived", "roles-anywhere"}),
        because="Git reaches CodeCommit over HTTPS with it",
        facts=("codecommit-alternatives",),
    ),
    "smtp-protocol": NeedRule(
        gives=frozenset({"iam-user-long-lived"}),
        because="the SMTP password derives from its key",
        bars=ROLES | {"sts-session-token"},
        why_not="temporary credentials give no SMTP password",
        facts=("ses-smtp-needs-iam-user",),
    ),
    "username-password": NeedRule(
        gives=frozenset({"iam-user-long-lived"}) | STORES, because="holds a user name and a password"
    ),
    "emergency-access": NeedRule(
        gives=frozenset({"iam-user-long-lived"}),
        because="does not depend on the usual way in",
        bars=frozenset({"identity-center", "saml-federation"}),
        why_not="is the usual way in, whose failure it must outlast",
        facts=("iam-users-emergency-access",),
    ),
    "revocation": NeedRule(
        gives=(ROLES - {"service-linked-role"}) | IAM_USERS | RESPONSES | {"secrets-manager-rotation"},
        because="one holder's access can be ended",
        bars=frozenset({"service-linked-role"}),
        why_not="is a role that the service owns: its sessions cannot be revoked",
        open=True,
        facts=("revoke-role-sessions",),
    ),
    "stop-use": NeedRule(
        gives=RESPONSES | (ROLES - {"service-linked-role"}),
        because="use ends at once, or when sessions are revoked",
        open=True,
    ),
    "find-misuse": NeedRule(
        everyone="CloudTrail event history shows 90 days of management events by access key or user name; last-used data shows services",
        facts=("cloudtrail-event-history", "last-accessed-tracking"),
    ),
    "credential-audit": NeedRule(
        gives=frozenset({"iam-credential-report"}), because="lists every user's credentials", adds=("iam-credential-report",)
    ),
    "audit": NeedRule(everyone=_RECORDED, facts=("cloudtrail-event-history",)),
    "audit-logs": NeedRule(everyone=_RECORDED, facts=("cloudtrail-event-history",)),
    "from-activity": NeedRule(
        gives=frozenset({"access-analyzer-policy-generation"}),
        because="reads recorded activity",
        adds=("access-analyzer-policy-generation",),
    ),
    "find-external-access": NeedRule(
        gives=frozenset({"access-analyzer-external-access"}),
        because="finds what is open to the outside",
        adds=("access-analyzer-external-access",),
    ),
    "alert-public-access": NeedRule(
        gives=frozenset({"access-analyzer-external-access"}),
        because="its findings raise EventBridge events",
        adds=("access-analyzer-external-access",),
    ),
    "find-unused-permissions": NeedRule(
        gives=frozenset({"access-analyzer-unused-access"}),
        because="finds unused access",
        adds=("access-analyzer-unused-access",),
    ),
    "separation-of-duties": NeedRule(
        gives=frozenset({"permissions-boundary", "service-role", "service-linked-role", "identity-center"}),
        because="separates who grants from who uses",
        adds=("permissions-boundary",),
    ),
    "delegation": NeedRule(
        gives=frozenset({"permissions-boundary", "service-role", "service-linked-role"}),
        because="people start work without having its rights",
        adds=("permissions-boundary",),
    ),
    "create-service-linked-role": NeedRule(
        gives=frozenset({"permissions-boundary", "service-linked-role", "iam-role"}),
        because="allows iam:CreateServiceLinkedRole for one service",
        facts=("service-linked-role",),
    ),
    "edit-permissions": NeedRule(
        gives=(ROLES - {"service-linked-role"}) | IAM_USERS,
        because="its policies can be edited",
        bars=frozenset({"service-linked-role"}),
        why_not="has permissions that the service defines",
        open=True,
        facts=("service-linked-role",),
    ),
    "kms-use": NeedRule(
        gives=frozenset({"customer-kms-key"}) | ROLES,
        because="the key policy and its own policy allow the key",
        open=True,
    ),
    "secret-storage": NeedRule(
        gives=STORES | {"iam-db-auth"}, because="keeps the secret, or makes it needless", adds=("secrets-manager",)
    ),
    "automatic-rotation": NeedRule(
        gives=frozenset({"secrets-manager-rotation"}),
        because="changes the secret by itself",
        bars=frozenset({
            "secrets-manager", "secrets-manager-replication", "parameter-store", "iam-user-long-lived", "iam-db-auth",
        }),
        why_not="rotates nothing by itself",
        everyone="temporary credentials are renewed by themselves",
        facts=("parameter-store-no-rotation",),
    ),
    "template-reference": NeedRule(
        gives=SECRETS_MANAGER,
        because="a template refers to it without holding it",
        bars=frozenset({"parameter-store"}),
        why_not="SecureString values are accepted by few template properties",
        adds=("secrets-manager",),
        facts=("dynamic-references",),
    ),
    "shared-config": NeedRule(
        gives=frozenset({"parameter-store"}), because="keeps configuration beside secrets", adds=("parameter-store",)
    ),
    "central-security-account": NeedRule(
        gives=frozenset({"iam-role", "identity-center", "service-linked-role"}) | FINDERS,
        because="is run from one account",
        open=True,
    ),
    "minimal-downtime": NeedRule(
        gives=frozenset({"secrets-manager-rotation", "revoke-role-sessions", "deactivate-access-key"}) | ROLES,
        because="users sign in again, or rotate in turn, without an interruption of the service",
        everyone="a preference: it orders the mechanisms that meet the other needs",
    ),
    "high-availability": NeedRule(
        gives=frozenset({"secrets-manager-rotation", "secrets-manager-replication"}),
        because="with two users in turn one of them always works",
        everyone="a regional service of AWS in several zones",
    ),
    "flexible-access": NeedRule(
        gives=frozenset({"abac-tags"}), because="tags decide, without new policies", adds=("abac-tags",)
    ),
    "scalable": NeedRule(
        gives=frozenset({"abac-tags", "web-identity-federation"}) | ROLES, because="one policy serves many", open=True
    ),
    "abac": NeedRule(gives=frozenset({"abac-tags"}), because="tags decide", adds=("abac-tags",)),
    "rbac": NeedRule(gives=ROLES, because="each role is one set of permissions", open=True),
    "mfa": NeedRule(
        gives=frozenset({"mfa-condition", "identity-center"}),
        because="asks for a second factor",
        bars=frozenset({"roles-anywhere", "oidc-federation", "service-role", "service-linked-role"}),
        why_not="programs present no second factor",
        adds=("mfa-condition",),
        facts=("mfa-only-in-two-calls", "saml-no-mfa-param"),
    ),
    "multi-region": NeedRule(
        gives=frozenset({"secrets-manager-replication"}),
        because="keeps the secret in every Region",
        bars=frozenset({"secrets-manager", "secrets-manager-rotation", "parameter-store"}),
        why_not="keeps the secret in one Region",
        everyone="IAM and STS serve every Region",
    ),
    "multi-account": NeedRule(
        gives=frozenset({"identity-center", "iam-role", "access-analyzer-external-access", "access-analyzer-unused-access", "saml-federation"}),
        because="serves several accounts",
        open=True,
    ),
    "seamless-domain-join": NeedRule(
        gives=frozenset({"iam-role"}) | STORES, because="the instance joins with it", facts=("instance-profile-for-seamless-join",), open=True
    ),
    "shell-access": NeedRule(
        gives=frozenset({"iam-role", "identity-center"}), because="Session Manager opens the session", facts=("session-manager-no-directory",), open=True
    ),
    "rdp-access": NeedRule(
        gives=frozenset({"iam-role", "identity-center"}), because="Session Manager opens the session", facts=("session-manager-no-directory",), open=True
    ),
    "sso": NeedRule(gives=frozenset({"identity-center", "saml-federation"}), because="one sign-in opens several things", open=True),
    "sso-console": NeedRule(gives=frozenset({"identity-center", "saml-federation"}), because="signs people in to the console", open=True),
    "existing-credentials": NeedRule(
        gives=frozenset({"identity-center", "saml-federation"}),
        because="people use the accounts that they have",
        bars=IAM_USERS,
        why_not="is a second account",
        open=True,
    ),
    "groups-from-ad": NeedRule(gives=frozenset({"identity-center", "saml-federation"}), because="rights follow groups of the directory", open=True),
    "single-portal": NeedRule(gives=frozenset({"identity-center"}), because="its portal lists accounts and applications", open=True),
    "automatic-provisioning": NeedRule(gives=frozenset({"identity-center"}), because="provisions users by SCIM", open=True),
    "single-identity-store": NeedRule(
        gives=frozenset({"identity-center", "saml-federation"}), because="people keep one account",
        bars=IAM_USERS, why_not="is a second account", open=True,
    ),
    "customer-identity": NeedRule(gives=frozenset({"web-identity-federation"}), because="signs in the users of an app", open=True),
    "app-login": NeedRule(gives=frozenset({"web-identity-federation"}), because="signs in the users of an app", open=True),
    "encryption-at-rest": NeedRule(gives=STORES | {"customer-kms-key"}, because="encrypts what it keeps", everyone="nothing is stored"),
    "governance": NeedRule(gives=frozenset({"identity-center", "permissions-boundary"}) | FINDERS, because="is run centrally", open=True),
    "least-code": NeedRule(
        bars=frozenset({"iam-db-auth"}), why_not="the program must fetch a token for each connection",
        everyone="needs little or no own code",
    ),
    **{
        word: _preference()
        for word in (
            "automation", "simplify", "fast", "least-ops", "lowest-cost", "managed-service", "security", "reliability",
            "simplified-access",
        )
    },
}  # fmt: skip
