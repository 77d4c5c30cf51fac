"""Needs: one record for each word, from which every list derives.

A file's needs may include those of credentials; they then refer to the way in which the file's people reach AWS.
"""

from __future__ import annotations

from collections.abc import Mapping

from dirsim.catalog.credential_words import CREDENTIAL_NEEDS
from dirsim.catalog.need_kind import NeedKind, Scope

_RECORDS: tuple[NeedKind, ...] = (
    NeedKind(
        "existing-credentials",
        "People sign in with the accounts and passwords that they have already.",
        rule="existing-accounts-sign-in",
        scope=Scope.STAFF,
        signs_in=True,
    ),
    NeedKind(
        "users-managed-on-prem",
        "Accounts are created and changed in the existing directory only.",
        rule="users-stay-where-they-are",
        scope=Scope.STAFF,
        signs_in=True,
    ),
    NeedKind(
        "cloud-only-directory",
        "The directory is in AWS alone; nothing on the premises is needed.",
        rule="directory-is-in-the-cloud",
        scope=Scope.STAFF,
        signs_in=True,
    ),
    NeedKind(
        "single-identity-store",
        "Each person has one account in one place, whatever they sign in to.",
        rule="one-identity-each",
        scope=Scope.STAFF,
        signs_in=True,
    ),
    NeedKind(
        "single-directory",
        "One directory serves everything; `single-identity-store` is about accounts, this is about products.",
        rule="one-directory-for-all",
        scope=Scope.STAFF,
        signs_in=True,
    ),
    NeedKind(
        "same-domain",
        "Everything is in one and the same domain, not in two that trust each other.",
        rule="stays-in-the-domain",
        scope=Scope.DOMAIN,
        signs_in=True,
    ),
    NeedKind(
        "consolidation",
        "Several directories, domains or forests become fewer.",
        rule="one-directory-for-all",
        scope=Scope.DOMAIN,
    ),
    NeedKind("migrate-directory", "The existing directory moves to AWS.", rule="directory-moves", scope=Scope.DOMAIN),
    NeedKind(
        "directory-aware-workloads",
        "Servers in AWS call the directory all the time and need domain controllers in AWS.",
        rule="controllers-stand-in-aws",
        scope=Scope.MEMBERS,
    ),
    NeedKind(
        "windows-auth-db",
        "Database users sign in with Windows authentication.",
        rule="kinds-sign-in",
        scope=Scope.DATABASES,
        signs_in=True,
    ),
    NeedKind(
        "windows-acl",
        "Windows access control lists on files keep working with directory groups.",
        rule="kinds-sign-in",
        scope=Scope.FILE_SHARES,
        signs_in=True,
    ),
    NeedKind(
        "seamless-domain-join",
        "EC2 instances join the domain by themselves at launch.",
        rule="joins-seamlessly",
        scope=Scope.INSTANCES,
        signs_in=True,
    ),
    NeedKind(
        "group-policy",
        "Group policies apply to the machines in AWS.",
        rule="has-ability",
        capability="group-policy",
        scope=Scope.MEMBERS,
        signs_in=True,
    ),
    NeedKind(
        "schema-extension",
        "The directory's schema must be extended.",
        rule="has-ability",
        capability="schema-extension",
        scope=Scope.MEMBERS,
    ),
    NeedKind(
        "domain-admin-rights",
        "Rights of Domain Admins or Enterprise Admins are needed; `full-control` goes further.",
        rule="has-ability",
        capability="admin-rights",
        scope=Scope.DOMAIN,
    ),
    NeedKind(
        "full-control",
        "Full control of the controllers themselves: their system, tools and settings.",
        rule="has-ability",
        capability="patching",
        good=frozenset({"customer"}),
        scope=Scope.DOMAIN,
    ),
    NeedKind(
        "powershell-admin",
        "Administration with the Active Directory PowerShell module.",
        rule="has-ability",
        capability="powershell-ad-tools",
        scope=Scope.DOMAIN,
    ),
    NeedKind(
        "gmsa",
        "Group managed service accounts.",
        rule="has-ability",
        capability="gmsa",
        scope=Scope.MEMBERS,
        signs_in=True,
    ),
    NeedKind("kerberos", "Sign-in by Kerberos.", rule="kinds-sign-in", scope=Scope.KERBEROS, signs_in=True),
    NeedKind("ldap", "The directory answers LDAP.", rule="speaks-ldap", scope=Scope.LDAP, signs_in=True),
    NeedKind(
        "ldaps",
        "The directory answers LDAP over TLS.",
        rule="has-ability",
        capability="ldaps-server-side",
        scope=Scope.LDAP,
        signs_in=True,
    ),
    NeedKind(
        "recycle-bin",
        "Deleted objects can be brought back (Active Directory Recycle Bin).",
        rule="has-ability",
        capability="recycle-bin",
        scope=Scope.ACCOUNTS,
    ),
    NeedKind(
        "password-policy",
        "Own password rules, including different ones for groups (fine-grained).",
        rule="has-ability",
        capability="fine-grained-password-policies",
        scope=Scope.ACCOUNTS,
    ),
    NeedKind(
        "trust-to-existing-ad",
        "A trust with the existing Active Directory is wanted.",
        rule="trusts-the-existing-domain",
        scope=Scope.DOMAIN,
    ),
    NeedKind(
        "resource-forest-isolation",
        "Computers are in a separate resource forest in a shared-services VPC, apart from the users' forest and from the VPCs that use it.",
        rule="computers-live-apart",
        scope=Scope.DOMAIN,
    ),
    NeedKind(
        "mfa",
        "A second factor for AWS applications, by whatever means.",
        rule="second-factor",
        scope=Scope.APPLICATIONS,
    ),
    NeedKind(
        "mfa-radius",
        "A second factor for AWS applications, from an existing RADIUS server.",
        rule="second-factor",
        scope=Scope.APPLICATIONS,
    ),
    NeedKind(
        "mfa-os-login",
        "A second factor at the Windows logon itself.",
        rule="second-factor-at-logon",
        scope=Scope.INSTANCES,
    ),
    NeedKind(
        "device-management",
        "Devices are enrolled and managed (by Intune or the like).",
        rule="has-ability",
        capability="group-policy",
        scope=Scope.MEMBERS,
    ),
    NeedKind(
        "dns-resolution",
        "Names of AWS and of the premises resolve in both places.",
        rule="names-resolve",
        scope=Scope.NETWORK,
    ),
    NeedKind(
        "sso",
        "One sign-in opens several things; to what is left open.",
        rule="one-sign-on",
        scope=Scope.STAFF,
        signs_in=True,
    ),
    NeedKind(
        "sso-console", "Single sign-on to the AWS console.", rule="one-sign-on", scope=Scope.CONSOLES, signs_in=True
    ),
    NeedKind(
        "sso-on-prem",
        "Single sign-on to applications on the premises.",
        rule="one-sign-on",
        scope=Scope.STAFF,
        signs_in=True,
    ),
    NeedKind(
        "sso-saas-apps",
        "Single sign-on to other vendors' web applications.",
        rule="one-sign-on",
        scope=Scope.PORTAL,
        signs_in=True,
    ),
    NeedKind(
        "single-portal",
        "One page from which people open all their accounts and applications.",
        rule="one-sign-on",
        scope=Scope.PORTAL,
        signs_in=True,
    ),
    NeedKind(
        "automatic-provisioning",
        "Accounts and groups arrive and leave by themselves (SCIM or the like).",
        rule="provisions-by-itself",
        scope=Scope.PORTAL,
        signs_in=True,
    ),
    NeedKind(
        "groups-from-ad",
        "Rights in AWS follow the groups of the existing directory.",
        rule="groups-decide",
        scope=Scope.STAFF,
        signs_in=True,
    ),
    NeedKind("rbac", "Rights by role.", rule="groups-decide", scope=Scope.CONSOLES),
    NeedKind(
        "abac", "Rights by attributes of the person and tags of the thing.", rule="one-sign-on", scope=Scope.CONSOLES
    ),
    NeedKind("governance", "Central rules and oversight over accounts.", rule="one-sign-on", scope=Scope.CONSOLES),
    NeedKind("multi-account", "Several AWS accounts are served.", rule="opens-several-accounts", scope=Scope.AWS),
    NeedKind("multi-region", "Several AWS Regions are served locally.", rule="spans-regions", scope=Scope.AWS),
    NeedKind(
        "survive-outage",
        "Sign-in continues while an element (by default the link to the premises) is down.",
        rule="survives",
        scope=Scope.STAFF,
    ),
    NeedKind(
        "survive-partition",
        "Each side continues by itself while the sites cannot reach each other.",
        rule="survives-partition",
        scope=Scope.STAFF,
    ),
    NeedKind(
        "survive-region-loss",
        "Sign-in continues when a whole AWS Region is lost.",
        rule="survives-region-loss",
        scope=Scope.STAFF,
    ),
    NeedKind(
        "high-availability",
        "No single machine or zone whose loss stops sign-in.",
        rule="survives-any-host",
        scope=Scope.STAFF,
        preference="standing",
    ),
    NeedKind(
        "reliability",
        "Sign-in works dependably; `high-availability` demands redundancy, this leaves the means open.",
        rule="survives-any-host",
        scope=Scope.STAFF,
    ),
    NeedKind(
        "low-latency-auth",
        "Sign-in and lookups are answered nearby, not across a wide-area link.",
        rule="signs-in-nearby",
        scope=Scope.STAFF,
    ),
    NeedKind(
        "minimize-cross-site-auth",
        "As little sign-in traffic as possible between sites.",
        rule="signs-in-nearby",
        scope=Scope.STAFF,
    ),
    NeedKind("lowest-cost", "The cheapest design that meets the other needs.", preference="cost"),
    NeedKind("least-ops", "The design with the least work to set up and run.", preference="effort"),
    NeedKind("managed-service", "AWS runs it: no own servers to patch.", preference="managed"),
    NeedKind(
        "third-party-managed",
        "A third party, neither the company nor AWS, runs it.",
        rule="computers-live-apart",
        scope=Scope.DOMAIN,
    ),
    NeedKind(
        "user-based-licensing",
        "Licences are counted by directory user.",
        rule="licenses-users",
        scope=Scope.DOMAIN,
        signs_in=True,
    ),
    NeedKind(
        "customer-identity",
        "The users are customers, not employees.",
        rule="knows-customers",
        scope=Scope.LOGINS,
        signs_in=True,
    ),
    NeedKind(
        "app-login",
        "People sign in to the company's own application.",
        rule="knows-customers",
        scope=Scope.LOGINS,
        signs_in=True,
    ),
    NeedKind("simplified-access", "Access becomes simpler for the people who use it.", preference="simplicity"),
    NeedKind("rdp-access", "Remote Desktop to Windows servers.", rule="opens-a-shell", scope=Scope.INSTANCES),
    NeedKind("shell-access", "A shell on Linux servers.", rule="opens-a-shell", scope=Scope.INSTANCES),
    NeedKind("encryption-at-rest", "Stored data is encrypted."),
    NeedKind(
        "no-directory-data-in-cloud",
        "No directory data is stored in AWS.",
        rule="keeps-data-outside",
        scope=Scope.DOMAIN,
    ),
    NeedKind("no-static-passwords", "No passwords that stay the same."),
    NeedKind(
        "custom-authentication",
        "An own sign-in procedure must be kept.",
        rule="takes-any-store",
        scope=Scope.LOGINS,
        signs_in=True,
    ),
    NeedKind("security", "The safer design is preferred; no particular control is named.", preference="security"),
)

NEED_KINDS: Mapping[str, NeedKind] = {
    **{
        word: NeedKind(word, meaning, rule="access-has", scope=Scope.CONSOLES, of_access=True)
        for word, meaning in CREDENTIAL_NEEDS.items()
    },
    **{record.word: record for record in _RECORDS},
}
NEEDS: Mapping[str, str] = {word: kind.meaning for word, kind in NEED_KINDS.items()}
OF_ACCESS = frozenset(word for word, kind in NEED_KINDS.items() if kind.of_access)
"""The needs of credentials that a file's needs may include."""
PREFERENCES: Mapping[str, str] = {word: kind.preference for word, kind in NEED_KINDS.items() if kind.preference}
"""The needs that order designs, each with its measure; those that have a rule as well can also reject one."""
