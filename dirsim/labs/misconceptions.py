"""Misconceptions, each with a hint and the facts that contradict it.

The runs that refute them are not listed here: each question of a lab computes both the answer that a misconception leads
to and the answer of the simulation.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen


@frozen
class Misconception:
    """A wrong model that is common among practitioners.

    Attributes:
        id: Its id.
        belief: The wrong statement, as a sentence.
        hint: The hint for the student, which does not give the answer.
        facts: The ids of the facts that contradict it.
    """

    id: str
    belief: str
    hint: str
    facts: tuple[str, ...]


_ALL = (
    Misconception(
        "connector-caches",
        "AD Connector keeps a copy of users and passwords.",
        "What can a gateway answer from when it cannot reach a domain controller?",
        ("ad-connector--caches-credentials", "ad-connector-partition"),
    ),
    Misconception(
        "session-ends-with-link",
        "Signed-in users lose their sessions at the moment the link fails.",
        "Which service validates a session that was granted, and does it need the link for that?",
        ("ad-connector-partition", "ds-console-session"),
    ),
    Misconception(
        "active-means-working",
        "A connector whose status is Active signs users in.",
        "The connector has to bind before it can look up a user. With which account?",
        ("ad-connector-service-account-expiry",),
    ),
    Misconception(
        "trust-copies-passwords",
        "A trust copies passwords to the other side.",
        "Which domain controllers can check a password, and which of them must the client reach for a TGT?",
        ("trust-partition", "trust-keeps-users-in-place"),
    ),
    Misconception(
        "tickets-end-with-link",
        "Tickets in the cache are useless while the link is down.",
        "Which KDC, if any, is involved when a client presents a cached ticket, and what does the ticket contain?",
        ("service-ticket-lifetime", "expired-ticket-open-session"),
    ),
    Misconception(
        "trust-direction-backwards",
        "Users of the trusting domain get access to resources of the trusted domain.",
        "Which domain opens its resources: the one that trusts, or the one that is trusted?",
        ("one-way-trust-enough-for-ec2-rds-fsx",),
    ),
    Misconception(
        "every-trust-is-transitive",
        "Every trust is transitive, over any number of trusts.",
        "Look at the kind of each trust: which kinds are transitive, and how far?",
        ("ad-connector--transitive-trust-use",),
    ),
    Misconception(
        "straight-to-the-resource",
        "The client goes from a KDC of the user's domain directly to a KDC of the resource's domain.",
        "A KDC refers a client only to a realm with which it shares a key. Follow the referrals realm by realm.",
        ("trust-prerequisites",),
    ),
    Misconception(
        "connector-follows-trusts",
        "A connector serves every domain that its domain trusts.",
        "With how many domains is one connector registered, and does it follow their trusts?",
        ("ad-connector--one-to-one-domain-rule", "ad-connector--transitive-trust-use"),
    ),
    Misconception(
        "sql-server-needs-managed-ad",
        "SQL Server on RDS always needs AWS Managed Microsoft AD.",
        "Look at the date of the question and at the features that RDS gained by then.",
        ("rds-sqlserver-windows-auth-since-self-managed-direct-join", "rds-sqlserver-direct-join-no-trust"),
    ),
    Misconception(
        "support-never-changes",
        "A service has always supported the features that it supports today.",
        "Run dirsim facts --as-of for that date, and look for features that were launched later.",
        ("rds-sqlserver-windows-auth-since-self-managed-direct-join",),
    ),
    Misconception(
        "fsx-needs-two-way",
        "FSx needs a two-way trust.",
        "Does the file server have to read the users' domain, or only to admit its users?",
        ("one-way-trust-enough-for-ec2-rds-fsx",),
    ),
    Misconception(
        "one-way-serves-everything",
        "A one-way trust serves every workload.",
        "Some applications read the users' domain with a separate account. Which domain must then trust which?",
        ("two-way-trust-for-enterprise-apps",),
    ),
    Misconception(
        "connector-serves-everything",
        "Every workload that can join a domain can use AD Connector.",
        "A connector forwards sign-ins of AWS applications. Which of these want a directory to be a member of?",
        ("ad-connector--third-party-applications", "rds-sqlserver-windows-auth--ad-connector"),
    ),
    Misconception(
        "mfa-covers-windows",
        "RADIUS on the directory also covers Windows sign-in.",
        "Which program sends requests to the RADIUS server, and does a Windows sign-in pass through it?",
        ("radius-mfa-aws-applications-only", "ad-connector--mfa-radius"),
    ),
    Misconception(
        "radius-is-optional",
        "When the RADIUS servers are down, users sign in with the password alone.",
        "What would a second factor be worth if an attacker could disable it by stopping its server?",
        ("ad-connector--mfa-radius",),
    ),
    Misconception(
        "chains-last-twelve-hours",
        "A session of a chained role may last up to the maximum of the last role.",
        "With whose credentials is the last role assumed, and what is the limit for that?",
        ("role-chaining-cap",),
    ),
    Misconception(
        "role-maximum-is-length",
        "A session lasts as long as the role's maximum unless the caller requests another duration.",
        "Which duration did the caller request? A maximum is not a default.",
        ("assume-role-range",),
    ),
    Misconception(
        "platform-roles-do-not-chain",
        "A role that is assumed with the credentials of a task or a function is not a chained role.",
        "The credentials of a task are those of a role session. What does STS call a role that is assumed with them?",
        ("platform-credentials-are-role-sessions", "role-chaining-cap"),
    ),
    Misconception(
        "revocation-takes-all",
        "Revoking a role's sessions also denies the sessions that begin later.",
        "The deny statement has a condition on time. Which sessions does it match?",
        ("revoke-role-sessions",),
    ),
    Misconception(
        "keys-for-everything",
        "A program needs the access key of an IAM user.",
        "Can the program get credentials that expire? The place where it runs often decides that.",
        ("role-chaining-not-ec2",),
    ),
    Misconception(
        "ses-smtp-takes-a-role",
        "The SMTP interface of SES accepts a role's credentials like every other service.",
        "What can an SMTP client send: does the protocol have a field for a session token?",
        ("ses-smtp-needs-iam-user",),
    ),
    Misconception(
        "service-linked-role-editable",
        "A service-linked role's permissions can be changed.",
        "Which service defines the policy of that role, and who may change it?",
        ("service-linked-role", "slr-no-boundary"),
    ),
    Misconception(
        "wildcard-is-least",
        "A wildcard over the only service in use is least privilege.",
        "Which other actions does the wildcard allow, today and after the service adds new ones?",
        ("wildcard-actions",),
    ),
    Misconception(
        "all-activity-is-read",
        "Policy generation reads as much history as requested.",
        "Look up the maximum number of days that Access Analyzer reads.",
        ("policy-generation-window",),
    ),
    Misconception(
        "generation-sees-data-events",
        "Policy generation sees everything that CloudTrail can record.",
        "CloudTrail records two categories of events here. Which of them does policy generation read?",
        ("policy-generation-no-data-events",),
    ),
    Misconception(
        "two-accounts-make-no-difference",
        "Rotation with two alternating accounts interrupts readers like rotation of a single account.",
        "Count the passwords that the database accepts between two steps.",
        ("sm-automatic-rotation",),
    ),
    Misconception(
        "rotation-is-instantaneous",
        "A rotation changes the secret and the database at the same instant.",
        "Look at the steps one by one: which of the two changes first, and which version does a reader get in between?",
        ("sm-automatic-rotation",),
    ),
    Misconception(
        "clients-learn-of-rotation",
        "A program that caches the password continues to work after the rotation.",
        "Which password does the program hold in memory, and which does the database accept now?",
        ("sm-automatic-rotation",),
    ),
    Misconception(
        "cut-rotation-is-done",
        "An interrupted rotation has changed the secret nevertheless.",
        "At which step does the label AWSCURRENT move, and was that step reached?",
        ("rotation-during-partition",),
    ),
    Misconception(
        "connector-first",
        "The new password is set in the connector before it is set in the domain.",
        "How is the password checked that is set in the connector?",
        ("ad-connector-account-rotation-order",),
    ),
    Misconception(
        "nearest-always-wins",
        "The policy nearest to the account always wins.",
        "Look at the links again: does one of them have a property that changes the order?",
        ("gpo-precedence",),
    ),
    Misconception(
        "last-link-wins",
        "Of two links of one container, the last one in the list wins.",
        "Which link order has precedence, 1 or the highest?",
        ("gpo-precedence",),
    ),
    Misconception(
        "policy-crosses-trust",
        "Group policy of the home forest applies to a user across a trust.",
        "In which forest does the computer look for policy objects, and how does it treat a user of another forest?",
        ("gpo-cross-forest-replace",),
    ),
    Misconception(
        "schema-can-be-undone",
        "A schema extension can be removed.",
        "How does the directory respond to a record that deletes a definition?",
        ("managed-schema-not-reversible",),
    ),
    Misconception(
        "directory-takes-anything",
        "The directory accepts any well-formed LDIF.",
        "Check each definition against the existing schema: names, object identifiers, matching syntaxes.",
        ("managed-schema-only",),
    ),
    Misconception(
        "managed-takes-the-same",
        "AWS Managed Microsoft AD accepts every schema extension that Active Directory accepts.",
        "Compare the distinguished names of the records with those of your domain, and read what AWS documents for such files.",
        ("managed-schema-only", "managed-schema-distinguished-names"),
    ),
    Misconception(
        "sharepoint-needs-own-forest",
        "SharePoint needs a self-managed forest, like Exchange.",
        "Does SharePoint change the schema or the configuration of the forest, as Exchange does?",
        ("sharepoint-ec2--managed-ad-standard", "exchange-ec2--managed-ad-standard"),
    ),
    Misconception(
        "managed-gives-domain-admins",
        "AWS Managed Microsoft AD gives you Domain Admin rights.",
        "Which rights does the installation of this program need, and who has them in a directory that AWS runs?",
        ("managed-ad-standard--admin-rights",),
    ),
    Misconception(
        "connector-is-shared",
        "One connector can be shared with all accounts.",
        "What can be shared with another account: a directory, or a gateway to a directory?",
        ("ad-connector--directory-sharing",),
    ),
    Misconception(
        "multi-region-in-every-edition",
        "Every edition of AWS Managed Microsoft AD replicates to other Regions.",
        "Compare the editions: which of them replicates?",
        ("managed-ad-standard--multi-region-replication",),
    ),
    Misconception(
        "multi-region-does-everything-everywhere",
        "With multi-Region replication every Region can do everything.",
        "Which services and operations are available only in the primary Region?",
        ("workspaces-personal-primary-region-only", "multi-region-primary-only"),
    ),
    Misconception(
        "one-controller-takes-all",
        "If one domain controller of two is down, its users cannot sign in.",
        "How does a client find a controller, and how many does DNS name?",
        ("dc-locator-behaviour",),
    ),
    Misconception(
        "a-port-stops-everything",
        "Any blocked port of Active Directory stops every sign-in.",
        "Each port has its purpose. Which of them does this sign-in use before it is through?",
        ("port-kerberos", "port-smb"),
    ),
    Misconception(
        "ports-inside-aws-suffice",
        "Traffic of workloads in AWS does not cross the link.",
        "Where is the controller that answers, and over which link do the packets go?",
        ("trust-partition", "ad-connector-partition"),
    ),
    Misconception(
        "tickets-last-until-sign-out",
        "A service ticket is valid until the user signs out.",
        "When does a ticket end, and who must be reached for a new one?",
        ("service-ticket-lifetime",),
    ),
    Misconception(
        "past-is-the-future",
        "What a role has done so far is all that it will need.",
        "Which calls come each day, which each week, and which less often than the days that you looked at?",
        ("policy-generation-window",),
    ),
    Misconception(
        "checked-on-itself",
        "A policy that allows every call from which it was derived has passed a check.",
        "What would this check say of a policy with a list of those calls, and of any later call?",
        ("policy-generation-levels",),
    ),
    Misconception(
        "one-product-for-everything",
        "One directory product has to serve every workload of a design.",
        "Ask of each workload what it needs. Can a part serve one of them without knowing of the others?",
        ("cognito-not-a-domain", "rds-sqlserver-direct-join-no-trust"),
    ),
    Misconception(
        "customers-join-the-domain",
        "Customers of a website get accounts in the company's directory.",
        "Which service keeps accounts for people who sign in to web and mobile apps?",
        ("cognito-user-pools-for-apps",),
    ),
    Misconception(
        "parts-fail-together",
        "When the link fails, every part of a design fails.",
        "Follow the sign-in of a customer: does any exchange cross the link?",
        ("cognito-user-pools-for-apps",),
    ),
)

MISCONCEPTIONS: Mapping[str, Misconception] = {one.id: one for one in _ALL}
"""The misconceptions by id."""
