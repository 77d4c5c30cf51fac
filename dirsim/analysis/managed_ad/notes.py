"""What a managed directory does and does not, with the facts; and what a move into it breaks, item by item."""

from __future__ import annotations

from typing import Any

from attrs import frozen

FACTS = (
    "managed-ad-standard--object-limit",
    "managed-ad-enterprise--object-limit",
    "managed-ad-enterprise--domain-controllers",
    "managed-ad-enterprise--functional-level",
    "managed-ad-standard--directory-sharing",
    "managed-ad-enterprise--directory-sharing",
    "managed-ad-enterprise--multi-region-replication",
    "multi-region-replicates",
    "multi-region-primary-only",
    "multi-region-sharing-not-replicated",
    "multi-region-delete-conditions",
    "managed-ad-enterprise--admin-rights",
    "managed-ad-enterprise--group-policy",
    "managed-ad-enterprise--fine-grained-password-policies",
    "managed-ad-enterprise--gmsa",
    "managed-ad-enterprise--kerberos-constrained-delegation",
    "managed-ad-enterprise--trust-directions",
    "managed-schema-not-reversible",
    "managed-schema-no-installers",
)
"""The facts on the directory itself, in the order of a page."""


@frozen(kw_only=True)
class MigrationNote:
    """One thing that a move of accounts into another forest breaks.

    Attributes:
        subject: What it is about.
        breaks: What breaks.
        remedy: What helps.
        facts: Ids of the facts it rests on; empty means that it follows from how Active Directory works.
    """

    subject: str
    breaks: str
    remedy: str
    facts: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The note as JSON shows it."""
        return {"subject": self.subject, "breaks": self.breaks, "remedy": self.remedy, "facts": list(self.facts)}


def _note(subject: str, breaks: str, remedy: str, *facts: str) -> MigrationNote:
    return MigrationNote(subject=subject, breaks=breaks, remedy=remedy, facts=facts)


MIGRATION_NOTES = (
    _note(
        "security identifiers",
        "A moved account has a new SID: permissions that name the old one no longer let it in.",
        "Carry the old SID in SID history while permissions are rewritten, then remove it.",
    ),
    _note(
        "SID history",
        "SID filtering of the trust takes SIDs of the old domain out of tickets, so SID history does nothing across it.",
        "Relax the filter of that trust for the time of the move, and put it back.",
        "trust-sid-filtering",
        "managed-trust-sid-history",
    ),
    _note(
        "passwords",
        "Hashes are not copied with an account unless a password export server is installed on an old controller.",
        "Export passwords, or give new ones and have them changed at the first sign-in.",
        "managed-trust-sid-history",
    ),
    _note(
        "service accounts",
        "Services, tasks, pools and connection strings go on naming the old account.",
        "List where each account is used and change it with the service stopped; prefer gMSA, which are made anew.",
        "managed-ad-enterprise--gmsa",
    ),
    _note(
        "service principal names",
        "A name may stand on one account of a forest only, and clients look for it in their own forest first: while both "
        "forests have it, tickets are issued for the wrong account.",
        "Remove the name from the old account when the service moves; look for duplicates with setspn -X -F.",
    ),
    _note(
        "delegation",
        "Constrained delegation names services of the old forest, and unconstrained delegation does not cross a forest trust.",
        "State it anew, resource-based where both sides differ.",
        "managed-ad-enterprise--kerberos-constrained-delegation",
    ),
    _note(
        "profiles",
        "A profile belongs to a SID: the moved user gets an empty one.",
        "Translate profiles computer by computer before the first sign-in.",
    ),
    _note(
        "DPAPI",
        "Secrets that Windows keeps for a user (saved passwords, private keys) are sealed with the old account; the backup "
        "key to open them is the old domain's.",
        "Export certificates with their keys, and let users save passwords again; keep the old domain until then.",
    ),
    _note(
        "encrypted files",
        "Files under EFS open for the old certificate alone.",
        "Decrypt them, or export the certificates and recovery agents first.",
    ),
    _note(
        "group policy",
        "Policy objects, their links and their filters stay behind; nothing can be linked to the managed domain or to sites.",
        "Back objects up, import them with a table of names, link them below the delegated unit.",
        "managed-ad-enterprise--group-policy",
    ),
    _note(
        "administrators",
        "Whatever needs Domain Admins or Enterprise Admins, or writes to the configuration, does not install.",
        "Check each product; delegated groups take the place of those rights.",
        "managed-ad-enterprise--admin-rights",
    ),
    _note(
        "schema",
        "Attributes of extensions do not exist in the new forest, and installers cannot make them.",
        "Load the extensions as LDIF first: dirsim check-schema --managed says what would be refused.",
        "managed-schema-no-installers",
        "managed-schema-not-reversible",
    ),
    _note(
        "computers",
        "A computer leaves one domain and joins another: it restarts, and its local groups still name old SIDs.",
        "Move in waves, with a local administrator's password at hand.",
    ),
    _note(
        "names",
        "User principal names with a suffix that both forests have are routed to one of them only.",
        "Decide which forest keeps the suffix: dirsim trusts shows collisions.",
        "trust-name-suffix-routing",
    ),
)
"""What breaks, in the order in which it is usually met."""
