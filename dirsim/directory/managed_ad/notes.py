"""Managed AD capabilities and limits; effects of an account migration."""

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
"""The facts on the directory itself, in page order."""


@frozen(kw_only=True)
class MigrationNote:
    """One effect of a migration of accounts to another forest.

    Attributes:
        subject: The subject.
        breaks: The effect.
        remedy: The remedy.
        facts: Ids of the facts that support it; empty means that it follows from how Active Directory works.
    """

    subject: str
    breaks: str
    remedy: str
    facts: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The note as a JSON object."""
        return {"subject": self.subject, "breaks": self.breaks, "remedy": self.remedy, "facts": list(self.facts)}


def _note(subject: str, breaks: str, remedy: str, *facts: str) -> MigrationNote:
    return MigrationNote(subject=subject, breaks=breaks, remedy=remedy, facts=facts)


MIGRATION_NOTES = (
    _note(
        "security identifiers",
        "A migrated account has a new SID: permissions for the old SID no longer apply to it.",
        "Keep the old SID in SID history until permissions are rewritten, then remove it.",
    ),
    _note(
        "SID history",
        "SID filtering of the trust removes SIDs of the old domain from tickets, so SID history has no effect across it.",
        "Relax SID filtering on that trust for the duration of the migration, then restore it.",
        "trust-sid-filtering",
        "managed-trust-sid-history",
    ),
    _note(
        "passwords",
        "Password hashes are not copied with an account unless a password export server is installed on an old controller.",
        "Export passwords, or set new ones that users must change at the first sign-in.",
        "managed-trust-sid-history",
    ),
    _note(
        "service accounts",
        "Services, scheduled tasks, application pools and connection strings still refer to the old account.",
        "Inventory the uses of each account and change it with the service stopped; prefer gMSAs, which are created anew.",
        "managed-ad-enterprise--gmsa",
    ),
    _note(
        "service principal names",
        "A name may belong to one account of a forest only, and clients search their own forest first: while both "
        "forests have it, tickets are issued for the wrong account.",
        "Remove the name from the old account when the service moves; find duplicates with setspn -X -F.",
    ),
    _note(
        "delegation",
        "Constrained delegation refers to services of the old forest, and unconstrained delegation does not cross a forest trust.",
        "Configure it again; use resource-based delegation across forests.",
        "managed-ad-enterprise--kerberos-constrained-delegation",
    ),
    _note(
        "profiles",
        "A profile belongs to a SID: the migrated user gets an empty profile.",
        "Translate profiles computer by computer before the first sign-in.",
    ),
    _note(
        "DPAPI",
        "Secrets that Windows stores for a user (saved passwords, private keys) are encrypted for the old account; the backup "
        "key that recovers them belongs to the old domain.",
        "Export certificates with their keys, and let users save passwords again; keep the old domain until then.",
    ),
    _note(
        "encrypted files",
        "EFS files can be decrypted with the old certificate only.",
        "Decrypt them, or export the certificates and the keys of recovery agents first.",
    ),
    _note(
        "group policy",
        "Policy objects, links and filters are not migrated; policy cannot be linked to the managed domain or to sites.",
        "Back up the objects, import them with a migration table, and link them below the delegated unit.",
        "managed-ad-enterprise--group-policy",
    ),
    _note(
        "administrators",
        "Products that need Domain Admins or Enterprise Admins, or write to the configuration, cannot be installed.",
        "Check each product; delegated groups replace those rights.",
        "managed-ad-enterprise--admin-rights",
    ),
    _note(
        "schema",
        "Attributes of schema extensions do not exist in the new forest, and installers cannot create them.",
        "Load the extensions as LDIF first: dirsim check-schema --managed lists what AWS would refuse.",
        "managed-schema-no-installers",
        "managed-schema-not-reversible",
    ),
    _note(
        "computers",
        "A computer leaves one domain and joins another: it restarts, and its local groups still contain old SIDs.",
        "Migrate in waves, with a local administrator's password available.",
    ),
    _note(
        "names",
        "User principal names with a suffix that both forests use are routed to one of them only.",
        "Decide which forest keeps the suffix: dirsim trusts shows collisions.",
        "trust-name-suffix-routing",
    ),
)
"""The migration effects, in the order in which they usually occur."""
