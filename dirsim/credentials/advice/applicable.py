"""Candidate credential mechanisms for a question, best first.

Each rule handles one kind of question.

A rule yields advice as tuples of parts (see :mod:`dirsim.credentials.advice.mechanisms`) with the reason why it is a
candidate; rules are ordered, and the first that applies answers the whole question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from dirsim.model.requirements import Credential  # only its type is used; importing it takes most of the time

Advice = tuple[str, ...]


@frozen
class CredentialQuestion:
    """A credential with its context from the file.

    Attributes:
        credential: The credential.
        providers: The identity providers of the estate.
        several_accounts: True if several AWS accounts are involved.
        networks: The VPCs of the workloads that the credential opens, each with whether it has a path to Secrets Manager;
            ``None`` means unknown.
    """

    credential: Credential
    providers: tuple[str, ...] = ()
    several_accounts: bool = False
    networks: tuple[tuple[str, bool | None], ...] = ()

    def needs(self, *words: str) -> bool:
        """True if any of the words is among the needs."""
        return any(word in self.credential.needs for word in words)

    def forbids(self, *words: str) -> bool:
        """True if any of the words is forbidden."""
        return any(word in self.credential.forbids for word in words)

    def principal(self, *words: str) -> bool:
        """True if the principal is one of the words."""
        return self.credential.principal in words

    @property
    def database(self) -> bool:
        """True if the target is a database."""
        return (self.credential.target or "").startswith(_DATABASE_PREFIXES)

    @property
    def own_password(self) -> bool:
        """True if the target checks its own password or key, which no IAM user or role replaces."""
        return self.database or self.credential.target in _OWN_SECRETS

    @property
    def signed(self) -> bool:
        """True if the target is an AWS service, whose requests a role signs: no secret exists."""
        target = self.credential.target
        return target is not None and not self.own_password and target not in _SECRET_TARGETS

    @property
    def emergency(self) -> bool:
        """True if people must get in while the usual way in is broken."""
        return self.needs("emergency-access") and (self.credential.principal is None or self.principal(*PEOPLE))

    @property
    def at_the_console(self) -> bool:
        """True for an emergency user who signs in with a password and a second factor, and needs no access key."""
        return self.emergency and not self.needs("cli-access", "programmatic-access", "git-https")

    @property
    def program(self) -> bool:
        """True if the principal is certainly a program, which presents no second factor."""
        return self.principal(*IN_AWS, *ON_PREMISES, *SERVICES, "github-actions", "mobile-app") or self.at(
            "saas-ci", "lambda", "ecs", "eks"
        )

    def at(self, *words: str) -> bool:
        """True if the principal runs at one of the places."""
        return self.credential.location in words


Rule = Callable[[CredentialQuestion], Iterator[tuple[Advice, str]]]

IN_AWS = ("app-on-ec2", "ec2", "ec2-other-account", "ecs-task", "lambda", "glue", "rds", "app-role", "script-role")
ON_PREMISES = ("on-prem-server", "on-prem-vm", "on-prem-pipeline", "on-prem-device-fleet")
PEOPLE = ("human", "human-developer", "human-admin")
SERVICES = ("autoscaling", "cloudformation", "lakeformation", "aws-service")
IAM_DATABASES = ("rds-mysql", "rds-mariadb", "rds-postgresql", "aurora-mysql", "aurora-postgresql")
_DATABASE_PREFIXES = ("rds", "aurora", "documentdb", "redshift", "sqlserver", "database", "neptune")
_OWN_SECRETS = ("third-party-api", "self-managed-ad")
"""Targets, besides databases, that check their own secret."""
_SECRET_TARGETS = ("ses-smtp", "secrets-manager", "secretsmanager", "parameter-store", "ssm")
"""Targets of AWS about which a question concerns a secret nevertheless."""
_NO_ROTATION = ("false", "never")
_LINKED_ONLY = ("autoscaling",)
"""Services that take a service-linked role alone: a further one has its own suffix."""
_YOURS_ONLY = ("cloudformation",)
"""Services that take a role of yours, or the caller's rights."""


def incidents(asked: CredentialQuestion) -> Iterator[tuple[Advice, str]]:
    """Incidents: stop the use first."""
    incident = asked.credential.incident
    if incident == "key-leaked":
        yield ("deactivate-access-key",), "a long-lived key stops working at once when it is deactivated"
    elif incident in {"role-credentials-stolen", "sts-key-leaked"}:
        yield (
            ("revoke-role-sessions",),
            "temporary credentials cannot be deactivated: sessions older than now are denied",
        )
    elif incident == "ad-identity-compromised":
        yield (
            ("revoke-role-sessions", "disable-ad-identity"),
            "existing sessions are denied, and the directory user can no longer sign in",
        )


def findings(asked: CredentialQuestion) -> Iterator[tuple[Advice, str]]:
    """Audits: the question concerns existing access, not a mechanism."""
    if asked.needs("find-external-access", "alert-public-access"):
        yield ("access-analyzer-external-access",), "it finds resources open to other accounts or the public"
    elif asked.needs("find-unused-permissions"):
        yield ("access-analyzer-unused-access",), "it finds unused access, across the organization"
    elif asked.needs("credential-audit"):
        yield ("iam-credential-report",), "it lists every user's password, keys and second factor"
    elif asked.needs("from-activity"):
        yield ("access-analyzer-policy-generation",), "it generates a policy from activity in CloudTrail"
        yield (
            ("access-analyzer-policy-generation", "permissions-boundary"),
            "a boundary limits the remaining broad permissions",
        )


def boundaries(asked: CredentialQuestion) -> Iterator[tuple[Advice, str]]:
    """Delegated role creation without privilege escalation."""
    makes_roles = asked.needs("create-service-linked-role") or (
        asked.needs("separation-of-duties", "delegation") and asked.principal(*PEOPLE)
    )
    if makes_roles or (asked.forbids("privilege-escalation") and asked.principal(*PEOPLE)):
        yield (
            ("iam-role", "permissions-boundary"),
            "a role with that permission, under a boundary that its creations cannot exceed",
        )


def open_secrets(asked: CredentialQuestion) -> Iterator[tuple[Advice, str]]:
    """Frequently changing readers: permissions follow tags."""
    if asked.needs("flexible-access") or (asked.needs("scalable") and asked.credential.principal is None):
        yield ("abac-tags",), "tags on principals and secrets decide; staff changes require no policy edits"


def exceptions(asked: CredentialQuestion) -> Iterator[tuple[Advice, str]]:
    """Clients that cannot use a role: the justified exception."""
    forced = (
        asked.credential.target == "ses-smtp"
        or asked.needs("smtp-protocol", "git-https")
        or (asked.needs("username-password") and not asked.own_password)
        or (asked.credential.supports_roles is False and not asked.own_password)
        or (asked.principal("third-party-plugin") and asked.credential.supports_roles is not True)
    )
    if not forced:
        return
    if asked.needs("git-https") and (
        asked.forbids("long-lived-keys", "iam-users") or asked.needs("temporary-credentials")
    ):
        yield ("iam-role",), "the helper git-remote-codecommit signs with temporary credentials"
    yield ("iam-user-long-lived",), "the client does not support temporary credentials: the remaining exception"
    only_plugin = asked.principal("third-party-plugin") and asked.credential.supports_roles is None
    if only_plugin and not asked.needs("smtp-protocol", "username-password") and asked.credential.target != "ses-smtp":
        yield ("iam-role", "external-id"), "a plug-in that accepts a role needs no key: ask its vendor"


def joins(asked: CredentialQuestion) -> Iterator[tuple[Advice, str]]:
    """A computer joins a domain automatically: its role calls Directory Service, without a join password."""
    itself = asked.needs("seamless-domain-join") and asked.credential.target != "self-managed-ad"
    if itself and asked.principal(*IN_AWS):
        yield ("iam-role",), "its role calls Directory Service to create the computer account: no join password exists"


def joined_databases(asked: CredentialQuestion) -> Iterator[tuple[Advice, str]]:
    """A database joins the company's own domain with an account whose password is stored in a secret."""
    if asked.principal("rds") and asked.credential.target == "self-managed-ad":
        rotation = asked.credential.rotation
        if asked.needs("automatic-rotation") or (rotation is not None and str(rotation).lower() not in _NO_ROTATION):
            yield ("secrets-manager-rotation", "customer-kms-key"), "RDS reads the join account from a secret"
        yield (
            ("secrets-manager", "customer-kms-key"),
            "RDS reads the join account from a secret under your own key",
        )


def shells(asked: CredentialQuestion) -> Iterator[tuple[Advice, str]]:
    """Session access to an instance without a key on it."""
    keyless = asked.forbids("ssh-keys", "key-pairs") and not asked.needs("secret-storage")
    if not (asked.needs("shell-access", "rdp-access") or keyless):
        return
    role = ("iam-role",), "Session Manager opens the session: the roles of the instance and of the person decide"
    center = ("identity-center",), "people sign in with their own account, and Session Manager opens the session"
    if not asked.principal(*PEOPLE):
        yield role
        return
    own_tools = asked.needs("cli-access", "multi-account", "sso") or asked.at("laptop") or asked.several_accounts
    yield from (center, role) if own_tools else (role, center)


def _platform(asked: CredentialQuestion) -> Advice:
    """The parts that give a program its credentials for AWS, by where it certainly runs; empty means unknown.

    It is a part beside a secret store where the question also does away with keys for AWS; a question about a secret alone asks
    for no other access than the program has.
    """
    if asked.principal(*IN_AWS) or asked.at("lambda", "ecs", "eks"):
        return ("iam-role",)
    if asked.principal(*ON_PREMISES) or asked.at("on-prem"):
        return ("roles-anywhere",)
    return ("oidc-federation", "iam-role") if asked.principal("github-actions") or asked.at("saas-ci") else ()


def secrets(asked: CredentialQuestion) -> Iterator[tuple[Advice, str]]:
    """An existing password or key: its storage, or a mechanism that avoids it."""
    target, database = asked.credential.target or "", asked.database
    wanted = (
        asked.needs("secret-storage", "automatic-rotation", "template-reference", "shared-config")
        or (asked.own_password and asked.needs("username-password"))
        or asked.forbids("db-passwords", "static-domain-credentials")
        or (asked.forbids("hardcoded", "plaintext", "in-source-code") and not asked.signed)
    )
    kept = asked.needs("secret-storage")
    if not (database or wanted) or (asked.principal(*PEOPLE) and not kept):
        return
    keys = asked.needs("no-static-keys") or asked.forbids("stored-keys", "long-lived-keys", "stored-long-lived-keys")
    role = _platform(asked) if keys or (wanted and asked.needs("temporary-credentials")) else ()
    if target in IAM_DATABASES:
        yield ("iam-db-auth", "iam-role"), "the database accepts an IAM token of a role instead of a password"
    key: Advice = ("customer-kms-key",) if asked.needs("cross-account") else ()
    copies: Advice = ("secrets-manager-replication",) if asked.needs("multi-region") else ()
    still = str(asked.credential.rotation).lower() in _NO_ROTATION
    rotates = (
        asked.needs("automatic-rotation")
        or asked.forbids("static-domain-credentials")
        or asked.credential.rotation is not None
        or database
    )
    if rotates and not (still and not asked.needs("automatic-rotation")):
        yield (*role, "secrets-manager-rotation", *copies, *key), "the secret is stored and rotated automatically"
    if copies:
        yield (*role, *copies, *key), "the secret is stored with replicas in the other Regions"
    cheap = still or asked.needs("least-ops", "lowest-cost", "shared-config", "simplify")
    stores: tuple[Advice, ...] = (
        (("parameter-store",), ("secrets-manager",)) if cheap else (("secrets-manager",), ("parameter-store",))
    )
    for store in stores:
        yield (
            (*role, *store, *(key if store[0] == "secrets-manager" else ())),
            "the secret is stored encrypted, outside the code",
        )


def services(asked: CredentialQuestion) -> Iterator[tuple[Advice, str]]:
    """An AWS service acts: with a role of yours, or with its own."""
    if not asked.principal(*SERVICES):
        return
    own = ("service-linked-role",), "the service owns the role and its permissions"
    yours = ("service-role",), "the service assumes a role whose permissions you define; users need only pass it"
    key: Advice = (
        ("customer-kms-key",) if asked.credential.kms == "aws-managed-key" and asked.needs("cross-account") else ()
    )
    first_yours = asked.principal("cloudformation") or asked.needs("delegation", "edit-permissions", "least-privilege")
    kinds: tuple[tuple[Advice, str], ...] = (yours, own) if first_yours else (own, yours)
    if asked.principal(*_LINKED_ONLY):
        kinds = (own,)
    elif asked.principal(*_YOURS_ONLY) or _beyond_linked_role(asked):
        kinds = (yours,)
    for advice, because in kinds:
        yield (*advice, *key), because


def _beyond_linked_role(asked: CredentialQuestion) -> bool:
    """True where Lake Formation registers a location with a role of yours only: in another account, or under the key of AWS."""
    elsewhere = asked.needs("cross-account") or asked.credential.target == "s3-other-account"
    return asked.principal("lakeformation") and (elsewhere or asked.credential.kms == "aws-managed-key")


def third_parties(asked: CredentialQuestion) -> Iterator[tuple[Advice, str]]:
    """A third party gets access through a role, never through an access key of the company."""
    if asked.principal("third-party-humans") and asked.providers and not asked.needs("cross-account"):
        yield from _signed_in(asked)  # guests of the company's own provider
    if asked.principal("third-party-account", "third-party-humans", "third-party-plugin", "third-party-iam-user"):
        deputy = asked.needs("confused-deputy-protection") or asked.principal(
            "third-party-account", "third-party-plugin"
        )
        extra = (("external-id",) if deputy else ()) + (("mfa-condition",) if asked.needs("mfa") else ())
        yield ("iam-role", *extra), "they assume a role from their own account"
    elif asked.principal("iam-users-other-account"):
        yield ("iam-role", *(("mfa-condition",) if asked.needs("mfa") else ())), "they assume a role of this account"


def people(asked: CredentialQuestion) -> Iterator[tuple[Advice, str]]:
    """Employees sign in with their existing account."""
    if asked.emergency:
        user = ("iam-user-long-lived", "mfa-condition"), "a user for emergencies, locked away, with MFA"
        role = (
            ("iam-user-long-lived", "iam-role", "mfa-condition"),
            "a user of one account for emergencies, locked away, with MFA, assumes a role in each of the others",
        )
        yield from (
            (role, user) if asked.several_accounts or asked.needs("multi-account", "cross-account") else (user, role)
        )
        return
    if not asked.principal(*PEOPLE):
        return
    extra: Advice = ("abac-tags",) if asked.needs("abac", "per-user-scope") else ()
    if asked.needs("central-security-account", "cross-account") and not asked.providers:
        second: Advice = ("mfa-condition",) if asked.needs("mfa") else ()
        yield ("iam-role", *second, *extra), "they assume a role in each of the other accounts"
    yield from _signed_in(asked, extra)
    yield ("sts-session-token", "mfa-condition"), "IAM users get temporary credentials with MFA"


def _signed_in(asked: CredentialQuestion, extra: Advice = ()) -> Iterator[tuple[Advice, str]]:
    """Sign-in with an account that people have: by the provider alone, or by IAM Identity Center."""
    saml = any(word in asked.providers for word in ("adfs", "saml2", "corporate-idp", "external-idp", "entra-id"))
    if saml and not asked.several_accounts and not asked.needs("multi-account", "cli-access"):
        yield ("saml-federation", *extra), "their provider asserts their identity"
    yield ("identity-center", *extra), "people sign in with their own account and get temporary credentials"


def workloads(asked: CredentialQuestion) -> Iterator[tuple[Advice, str]]:
    """Workloads, by the place where they run."""
    extra: Advice = ("abac-tags",) if asked.needs("abac") else ()
    shared_key = asked.credential.target == "kms-other-account" or asked.needs("cross-account", "kms-use")
    if asked.credential.kms == "aws-managed-key" and shared_key:
        extra = (*extra, "customer-kms-key")
    if asked.principal("mobile-app") or asked.at("mobile", "browser"):
        yield (
            ("web-identity-federation", "iam-role", *extra),
            "a sign-in provider authenticates the users of the app; its token is exchanged for role credentials",
        )
    elif asked.principal("github-actions") or asked.at("saas-ci"):
        yield ("oidc-federation", "iam-role", *extra), "each job exchanges its own token for role credentials"
    elif (
        asked.principal(*ON_PREMISES)
        or asked.at("on-prem")
        or (asked.needs("per-device-identity") and not asked.principal(*IN_AWS, *PEOPLE))
    ):
        yield ("roles-anywhere", *extra), "each machine exchanges its certificate for temporary credentials"
    elif asked.at("other-cloud"):
        yield ("oidc-federation", "iam-role", *extra), "the other cloud issues tokens that identify its workloads"
        yield ("roles-anywhere", *extra), "each machine exchanges its certificate for temporary credentials"
    elif asked.at("laptop"):
        yield ("identity-center", *extra), "a person's tools use the person's own temporary credentials"
    else:
        yield ("iam-role", *extra), "the platform provides the role's temporary credentials to the program"


RULES: tuple[Rule, ...] = (
    incidents,
    findings,
    boundaries,
    exceptions,
    open_secrets,
    joins,
    joined_databases,
    shells,
    secrets,
    services,
    third_parties,
    people,
    workloads,
)

RESTS_ON: Mapping[str, tuple[str, ...]] = {
    "joins": ("instance-profile-for-seamless-join",),
    "joined_databases": ("rds-self-managed-secret", "rds-sqlserver-direct-join-secret-key"),
    "services": ("autoscaling-service-linked-role-only", "lake-formation-service-linked-role"),
    "shells": ("session-manager-no-directory",),
}
"""Facts that support a rule, besides those of the parts that it advises."""
