"""What people get wrong, each with the hint that helps and the facts that stand against it.

Which run refutes it is not written here: every lab's question computes what the misconception would answer, and what
the simulation answers.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen


@frozen
class Misconception:
    """A wrong model that many people have.

    Attributes:
        id: Its name.
        belief: What they believe, as a sentence.
        hint: What to look at; it does not say the answer.
        facts: Ids of the facts that stand against it.
    """

    id: str
    belief: str
    hint: str
    facts: tuple[str, ...]


_ALL = (
    Misconception(
        "connector-caches",
        "AD Connector keeps a copy of users and passwords.",
        "Ask what a gateway has to answer from when nobody behind it can be reached.",
        ("ad-connector--caches-credentials", "ad-connector-partition"),
    ),
    Misconception(
        "session-ends-with-link",
        "Whoever is signed in is thrown out at the moment the link fails.",
        "Ask who looks at a session that was granted, and whether that needs the link.",
        ("ad-connector-partition", "ds-console-session"),
    ),
    Misconception(
        "active-means-working",
        "A connector whose status is Active signs people in.",
        "The connector signs in too, before it can look anybody up. With which account?",
        ("ad-connector-service-account-expiry",),
    ),
    Misconception(
        "trust-copies-passwords",
        "A trust copies passwords to the other side.",
        "Ask which controllers can check a password, and where the client must reach them for a first ticket.",
        ("trust-partition", "trust-keeps-users-in-place"),
    ),
    Misconception(
        "tickets-end-with-link",
        "Tickets in hand are worth nothing while the link is down.",
        "Ask who has to be asked when a ticket in hand is presented, and what is written in the ticket.",
        ("service-ticket-lifetime", "expired-ticket-open-session"),
    ),
    Misconception(
        "trust-direction-backwards",
        "The trusting side's users get into the trusted side.",
        "Say it aloud: who opens their doors, those who trust or those who are trusted?",
        ("one-way-trust-enough-for-ec2-rds-fsx",),
    ),
    Misconception(
        "every-trust-is-transitive",
        "Trust goes on from one trust to the next without end.",
        "Look at the kind of each trust: which kinds lead on, and how far?",
        ("ad-connector--transitive-trust-use",),
    ),
    Misconception(
        "straight-to-the-resource",
        "The client goes from its own controller straight to the resource's.",
        "A controller refers only to a realm with which it shares a key. Walk it realm by realm.",
        ("trust-prerequisites",),
    ),
    Misconception(
        "connector-follows-trusts",
        "A connector serves every domain that its domain trusts.",
        "Count the domains that one connector is registered with, and ask whether it follows what lies behind.",
        ("ad-connector--one-to-one-domain-rule", "ad-connector--transitive-trust-use"),
    ),
    Misconception(
        "sql-server-needs-managed-ad",
        "SQL Server on RDS always needs AWS Managed Microsoft AD.",
        "Look at the date of the question and at what RDS learned in the meantime.",
        ("rds-sqlserver-windows-auth-since-self-managed-direct-join", "rds-sqlserver-direct-join-no-trust"),
    ),
    Misconception(
        "support-never-changes",
        "What a service supports today, it has always supported.",
        "Ask dirsim facts --as-of for that date, and look for what was launched later.",
        ("rds-sqlserver-windows-auth-since-self-managed-direct-join",),
    ),
    Misconception(
        "fsx-needs-two-way",
        "FSx needs a two-way trust.",
        "Ask who looks whom up: does the file server have to read the users' domain, or only to let its users in?",
        ("one-way-trust-enough-for-ec2-rds-fsx",),
    ),
    Misconception(
        "one-way-serves-everything",
        "A one-way trust serves every workload.",
        "Some applications read the users' domain with an account of their own. Which side must then trust which?",
        ("two-way-trust-for-enterprise-apps",),
    ),
    Misconception(
        "connector-serves-everything",
        "Whatever can join a domain can use AD Connector.",
        "A connector forwards sign-ins of AWS applications. Which of these want a directory to be a member of?",
        ("ad-connector--third-party-applications", "rds-sqlserver-windows-auth--ad-connector"),
    ),
    Misconception(
        "mfa-covers-windows",
        "RADIUS on the directory covers Windows sign-in, too.",
        "Ask which program speaks to the RADIUS server, and whether a Windows sign-in passes through it.",
        ("radius-mfa-aws-applications-only", "ad-connector--mfa-radius"),
    ),
    Misconception(
        "radius-is-optional",
        "When the RADIUS servers are away, people get in with the password alone.",
        "Ask what a second factor would be worth if taking its server away took the factor away.",
        ("ad-connector--mfa-radius",),
    ),
    Misconception(
        "chains-last-twelve-hours",
        "A chain of roles lasts as long as the last role's maximum says.",
        "Look at whose credentials ask for the last role, and at the limit for that.",
        ("role-chaining-cap",),
    ),
    Misconception(
        "role-maximum-is-length",
        "A session lasts as long as the role's maximum unless somebody says otherwise.",
        "Ask what the caller asked for; a maximum is no default.",
        ("assume-role-range",),
    ),
    Misconception(
        "instance-role-chains",
        "A role that is taken with an instance's credentials is a chained role.",
        "Look at who hands out the first credentials, and whether taking a role with those counts.",
        ("role-chaining-not-ec2",),
    ),
    Misconception(
        "revocation-takes-all",
        "Revoking a role's sessions denies the sessions that begin later as well.",
        "The deny has a condition on time. Which sessions does it name?",
        ("revoke-role-sessions",),
    ),
    Misconception(
        "keys-for-everything",
        "A program needs the access key of an IAM user.",
        "Ask whether the program can be handed credentials that expire; where it runs often answers that.",
        ("role-chaining-not-ec2",),
    ),
    Misconception(
        "ses-smtp-takes-a-role",
        "The SMTP interface of SES takes a role like every other service.",
        "Ask what an SMTP client can send: is there a place for a session token?",
        ("ses-smtp-needs-iam-user",),
    ),
    Misconception(
        "service-linked-role-editable",
        "A service-linked role's permissions can be changed.",
        "Ask who wrote the policy of that role, and who may change it.",
        ("service-linked-role", "slr-no-boundary"),
    ),
    Misconception(
        "wildcard-is-least",
        "A wildcard over the one service in use is least privilege.",
        "Count what else the wildcard allows, today and after the service learns new actions.",
        ("wildcard-actions",),
    ),
    Misconception(
        "all-activity-is-read",
        "Policy generation reads as much history as is asked for.",
        "Look up how many days of events Access Analyzer reads at most.",
        ("policy-generation-window",),
    ),
    Misconception(
        "generation-sees-data-events",
        "Policy generation sees everything that CloudTrail can record.",
        "CloudTrail knows two categories of events here. Which of them does policy generation read?",
        ("policy-generation-no-data-events",),
    ),
    Misconception(
        "two-accounts-make-no-difference",
        "Rotation with two alternating accounts stops readers like rotation of a single one.",
        "Count the passwords that the database takes between two steps.",
        ("sm-automatic-rotation",),
    ),
    Misconception(
        "rotation-is-instantaneous",
        "A rotation changes the secret and the database at one instant.",
        "Look at the steps one by one: which of the two is changed first, and what does a reader get in between?",
        ("sm-automatic-rotation",),
    ),
    Misconception(
        "clients-learn-of-rotation",
        "A program that keeps the password it read goes on working after the rotation.",
        "Ask what the program has in memory, and what the database takes now.",
        ("sm-automatic-rotation",),
    ),
    Misconception(
        "cut-rotation-is-done",
        "A rotation that was cut short has rotated all the same.",
        "Ask at which step the label AWSCURRENT moves, and whether that step was reached.",
        ("rotation-during-partition",),
    ),
    Misconception(
        "connector-first",
        "The connector is given the new password before the domain has it.",
        "Ask who checks the password that the connector is given.",
        ("ad-connector-account-rotation-order",),
    ),
    Misconception(
        "nearest-always-wins",
        "The policy nearest to the account always wins.",
        "Look at the links once more: is there a word at one of them that turns the order round?",
        ("gpo-precedence",),
    ),
    Misconception(
        "last-link-wins",
        "Of two links of one container the last one listed wins.",
        "Ask which link order is the strongest, 1 or the highest.",
        ("gpo-precedence",),
    ),
    Misconception(
        "policy-crosses-trust",
        "Group policy of the home forest follows a user over a trust.",
        "Ask in which forest the computer looks for policy objects, and what it does with a user of another forest.",
        ("gpo-cross-forest-replace",),
    ),
    Misconception(
        "schema-can-be-undone",
        "An extension of the schema can be taken out again.",
        "Ask what the directory does with a record that deletes a definition.",
        ("managed-schema-not-reversible",),
    ),
    Misconception(
        "directory-takes-anything",
        "The directory loads whatever is well-formed LDIF.",
        "Check each definition against what is there: names, identifiers, syntaxes that go together.",
        ("managed-schema-only",),
    ),
    Misconception(
        "managed-takes-the-same",
        "AWS Managed Microsoft AD takes every extension that Active Directory takes.",
        "Compare the distinguished names of the records with those of your domain, and what AWS says about such files.",
        ("managed-schema-only", "managed-schema-distinguished-names"),
    ),
    Misconception(
        "sharepoint-needs-own-forest",
        "SharePoint needs a forest of your own, like Exchange.",
        "Ask whether SharePoint changes the schema or the configuration of the forest, as Exchange does.",
        ("sharepoint-ec2--managed-ad-standard", "exchange-ec2--managed-ad-standard"),
    ),
    Misconception(
        "managed-gives-domain-admins",
        "AWS Managed Microsoft AD makes you Domain Admin.",
        "Ask which rights the set-up of this program asks for, and who has them in a directory that AWS runs.",
        ("managed-ad-standard--admin-rights",),
    ),
    Misconception(
        "connector-is-shared",
        "One connector can be shared with all accounts.",
        "Ask what can be shared with another account: a directory, or a gateway to one?",
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
        "Ask what is offered, or done, in the primary Region alone.",
        ("workspaces-personal-primary-region-only", "multi-region-primary-only"),
    ),
)

MISCONCEPTIONS: Mapping[str, Misconception] = {one.id: one for one in _ALL}
"""The misconceptions by id."""
