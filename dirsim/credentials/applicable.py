"""Which ways come into question for a credential, best first: each rule looks at one kind of question.

A rule yields advices as tuples of parts (see :mod:`dirsim.credentials.mechanisms`) with the reason why they come into
question; rules stand in order, and the first that applies asks the whole question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from dirsim.model.requirements import Credential  # only its type is named; loading it takes most of the time

Advice = tuple[str, ...]


@frozen
class Question:
    """A credential with what the file says around it.

    Attributes:
        credential: The credential.
        providers: The identity providers of the estate.
        several_accounts: True where several accounts are meant.
    """

    credential: Credential
    providers: tuple[str, ...] = ()
    several_accounts: bool = False

    def needs(self, *words: str) -> bool:
        """Whether any of the words is among the needs."""
        return any(word in self.credential.needs for word in words)

    def forbids(self, *words: str) -> bool:
        """Whether any of the words is forbidden."""
        return any(word in self.credential.forbids for word in words)

    def principal(self, *words: str) -> bool:
        """Whether the principal is one of the words."""
        return self.credential.principal in words

    def at(self, *words: str) -> bool:
        """Whether the principal runs at one of the places."""
        return self.credential.location in words


Rule = Callable[[Question], Iterator[tuple[Advice, str]]]

IN_AWS = ("app-on-ec2", "ec2", "ec2-other-account", "ecs-task", "lambda", "glue", "rds", "app-role", "script-role")
ON_PREMISES = ("on-prem-server", "on-prem-vm", "on-prem-pipeline", "on-prem-device-fleet")
PEOPLE = ("human", "human-developer", "human-admin")
SERVICES = ("autoscaling", "cloudformation", "lakeformation", "aws-service")
IAM_DATABASES = ("rds-mysql", "rds-mariadb", "rds-postgresql", "aurora-mysql", "aurora-postgresql")
_DATABASE_PREFIXES = ("rds", "aurora", "documentdb", "redshift", "sqlserver", "database")


def incidents(asked: Question) -> Iterator[tuple[Advice, str]]:
    """Something has happened: stop the use first."""
    incident = asked.credential.incident
    if incident == "key-leaked":
        yield ("deactivate-access-key",), "a long-lived key stops working at once when it is made inactive"
    elif incident in {"role-credentials-stolen", "sts-key-leaked"}:
        yield (
            ("revoke-role-sessions",),
            "temporary credentials cannot be deactivated: sessions older than now are denied",
        )
    elif incident == "ad-identity-compromised":
        yield (
            ("revoke-role-sessions", "disable-ad-identity"),
            "sessions that were granted are denied, and the directory user signs in no more",
        )


def findings(asked: Question) -> Iterator[tuple[Advice, str]]:
    """The question is what is there, not what to hold."""
    if asked.needs("find-external-access", "alert-public-access"):
        yield ("access-analyzer-external-access",), "it finds what is open to other accounts or the public"
    elif asked.needs("find-unused-permissions"):
        yield ("access-analyzer-unused-access",), "it finds access that nobody uses, across the organization"
    elif asked.needs("credential-audit"):
        yield ("iam-credential-report",), "it lists every user's password, keys and second factor"
    elif asked.needs("from-activity"):
        yield ("access-analyzer-policy-generation",), "it makes a policy from what was done, by CloudTrail"
        yield ("access-analyzer-policy-generation", "permissions-boundary"), "a boundary caps what is left broader"


def boundaries(asked: Question) -> Iterator[tuple[Advice, str]]:
    """Somebody may make roles without being able to give themselves more."""
    makes_roles = asked.needs("create-service-linked-role") or (
        asked.needs("separation-of-duties", "delegation") and asked.principal(*PEOPLE)
    )
    if makes_roles or (asked.forbids("privilege-escalation") and asked.principal(*PEOPLE)):
        yield (
            ("iam-role", "permissions-boundary"),
            "a role that may do it, under a boundary that nothing it makes can pass",
        )


def open_secrets(asked: Question) -> Iterator[tuple[Advice, str]]:
    """Who may read changes all the time: rights follow tags."""
    if asked.needs("flexible-access") or (asked.needs("scalable") and asked.credential.principal is None):
        yield ("abac-tags",), "tags on principals and secrets decide; nobody edits policies when people change"


def exceptions(asked: Question) -> Iterator[tuple[Advice, str]]:
    """Clients that can do nothing with a role: the justified exception."""
    forced = (
        asked.credential.target == "ses-smtp"
        or asked.needs("smtp-protocol", "username-password", "git-https")
        or asked.credential.supports_roles is False
        or (asked.principal("third-party-plugin") and asked.credential.supports_roles is not True)
    )
    if not forced:
        return
    if asked.needs("git-https") and (
        asked.forbids("long-lived-keys", "iam-users") or asked.needs("temporary-credentials")
    ):
        yield ("iam-role",), "the helper git-remote-codecommit signs with temporary credentials"
    yield ("iam-user-long-lived",), "the client takes no temporary credentials: the exception that is left"


def joins(asked: Question) -> Iterator[tuple[Advice, str]]:
    """A machine joins a domain by itself: its role asks Directory Service, no password is handed out."""
    itself = asked.needs("seamless-domain-join") and asked.credential.target != "self-managed-ad"
    if itself and asked.principal(*IN_AWS):
        yield ("iam-role",), "its role asks Directory Service to make the computer account: no join password exists"


def joined_databases(asked: Question) -> Iterator[tuple[Advice, str]]:
    """A database joins the company's own domain with an account whose password lies in a secret."""
    if asked.principal("rds") and asked.credential.target == "self-managed-ad":
        if asked.needs("automatic-rotation") or asked.credential.rotation is not None:
            yield ("secrets-manager-rotation", "customer-kms-key"), "RDS reads the join account from a secret"
        yield (
            ("secrets-manager", "customer-kms-key"),
            "RDS reads the join account from a secret under a key of your own",
        )


def shells(asked: Question) -> Iterator[tuple[Advice, str]]:
    """Somebody opens a session on an instance without a key of it."""
    keyless = asked.forbids("ssh-keys", "key-pairs") and not asked.needs("secret-storage")
    if asked.needs("shell-access", "rdp-access") or keyless:
        yield ("iam-role",), "Session Manager opens the session: the instance's role and the person's say who may"
        if asked.principal(*PEOPLE):
            yield ("identity-center",), "people sign in with their own account, and Session Manager opens the session"


def secrets(asked: Question) -> Iterator[tuple[Advice, str]]:
    """A password or key that somebody else made: where it is kept, or how it is done without."""
    target = asked.credential.target or ""
    database = target.startswith(_DATABASE_PREFIXES)
    wanted = asked.needs(
        "secret-storage", "automatic-rotation", "template-reference", "shared-config"
    ) or asked.forbids("hardcoded", "plaintext", "in-source-code", "db-passwords", "static-domain-credentials")
    if not (database or wanted) or asked.principal(*PEOPLE):
        return
    role: Advice = ()
    keys = asked.needs("no-static-keys", "temporary-credentials") or asked.forbids(
        "stored-keys", "long-lived-keys", "stored-long-lived-keys"
    )
    if asked.principal(*IN_AWS) and keys and wanted:
        role = ("iam-role",)
    if target in IAM_DATABASES:
        yield ("iam-db-auth",), "the database takes a token of IAM in place of a password"
    key: Advice = ("customer-kms-key",) if asked.needs("cross-account") else ()
    copies: Advice = ("secrets-manager-replication",) if asked.needs("multi-region") else ()
    if asked.needs("automatic-rotation") or asked.credential.rotation is not None or database:
        yield (*role, "secrets-manager-rotation", *copies, *key), "the secret is kept and changed by itself"
    if copies:
        yield (*role, *copies, *key), "the secret is kept with copies in the other Regions"
    cheap = asked.needs("least-ops", "lowest-cost", "shared-config", "simplify")
    kept: tuple[Advice, ...] = (
        (("parameter-store",), ("secrets-manager",)) if cheap else (("secrets-manager",), ("parameter-store",))
    )
    for store in kept:
        yield (
            (*role, *store, *(key if store[0] == "secrets-manager" else ())),
            "the secret is kept encrypted, outside the code",
        )


def services(asked: Question) -> Iterator[tuple[Advice, str]]:
    """An AWS service acts: by a role of yours, or by its own."""
    if not asked.principal(*SERVICES):
        return
    own = ("service-linked-role",), "the service owns the role and its rights"
    yours = ("service-role",), "the service takes a role whose rights you write; people need only pass it"
    key: Advice = (
        ("customer-kms-key",) if asked.credential.kms == "aws-managed-key" and asked.needs("cross-account") else ()
    )
    first_yours = asked.principal("cloudformation") or asked.needs("delegation", "edit-permissions", "least-privilege")
    for advice, because in (yours, own) if first_yours else (own, yours):
        yield (*advice, *key), because


def third_parties(asked: Question) -> Iterator[tuple[Advice, str]]:
    """Another company gets in by a role, never by a key of ours."""
    if asked.principal("third-party-account", "third-party-humans", "third-party-plugin", "third-party-iam-user"):
        deputy = asked.needs("confused-deputy-protection") or asked.principal(
            "third-party-account", "third-party-plugin"
        )
        extra = (("external-id",) if deputy else ()) + (("mfa-condition",) if asked.needs("mfa") else ())
        yield ("iam-role", *extra), "they take a role from their own account"
    elif asked.principal("iam-users-other-account"):
        yield ("iam-role", *(("mfa-condition",) if asked.needs("mfa") else ())), "they take a role of this account"


def people(asked: Question) -> Iterator[tuple[Advice, str]]:
    """Employees sign in where their account is."""
    if not asked.principal(*PEOPLE):
        return
    if asked.needs("emergency-access"):
        yield (
            ("iam-role", "mfa-condition"),
            "a role for emergencies, behind a second factor, that does not rest on the provider",
        )
        yield ("iam-user-long-lived", "mfa-condition"), "a user for emergencies, locked away, behind a second factor"
        return
    extra: Advice = ("abac-tags",) if asked.needs("abac", "per-user-scope") else ()
    if asked.needs("central-security-account", "cross-account") and not asked.providers:
        second: Advice = ("mfa-condition",) if asked.needs("mfa") else ()
        yield ("iam-role", *second, *extra), "they take a role in each of the other accounts"
    saml = any(word in asked.providers for word in ("adfs", "saml2", "corporate-idp", "external-idp", "entra-id"))
    if saml and not asked.several_accounts and not asked.needs("multi-account", "cli-access"):
        yield ("saml-federation", *extra), "their provider vouches for them"
    yield ("identity-center", *extra), "people sign in with their own account and get temporary credentials"
    yield ("sts-session-token", "mfa-condition"), "users of IAM get temporary credentials with their second factor"


def workloads(asked: Question) -> Iterator[tuple[Advice, str]]:
    """Programs: by where they run."""
    extra: Advice = ("abac-tags",) if asked.needs("abac") else ()
    shared_key = asked.credential.target == "kms-other-account" or asked.needs("cross-account", "kms-use")
    if asked.credential.kms == "aws-managed-key" and shared_key:
        extra = (*extra, "customer-kms-key")
    if asked.principal("mobile-app") or asked.at("mobile", "browser"):
        yield (
            ("web-identity-federation", *extra),
            "users of the app are known to a sign-in provider, whose token buys a role",
        )
    elif asked.principal("github-actions") or asked.at("saas-ci"):
        yield ("oidc-federation", *extra), "each job has a token of its own that buys a role"
    elif asked.principal(*ON_PREMISES) or asked.at("on-prem"):
        yield ("roles-anywhere", *extra), "a certificate for each machine buys temporary credentials"
    elif asked.at("other-cloud"):
        yield ("oidc-federation", *extra), "the other cloud vouches for its workloads by token"
        yield ("roles-anywhere", *extra), "a certificate for each machine buys temporary credentials"
    elif asked.at("laptop"):
        yield ("identity-center", *extra), "a person's tools use the person's own temporary credentials"
    else:
        yield ("iam-role", *extra), "the platform hands the role's temporary credentials to the program"


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
    "shells": ("session-manager-no-directory",),
}
"""Facts that a rule rests on, beside those of the parts that it advises."""
