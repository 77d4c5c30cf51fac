"""Needs: one record for each word, from which every list derives.

A file's needs may include those of credentials; they then refer to the way in which the file's people reach AWS.
"""

from __future__ import annotations

from collections.abc import Mapping

from dirsim.catalog.credential_words import CREDENTIAL_NEED_WORDS
from dirsim.catalog.directory_needs import DIRECTORY_NEEDS
from dirsim.catalog.need_kind import NeedKind, Scope

_RECORDS: tuple[NeedKind, ...] = (
    *DIRECTORY_NEEDS,
    NeedKind(
        "mfa",
        "A second factor for AWS applications, by whatever means.",
        synonyms="multi-factor, multi-factor authentication, multifactor, multifactor authentication, 2fa, two-factor, two-factor authentication, second factor, otp, mfa for console, mfa on vpn, hardware mfa, mfa for admins, okta mfa, duo mfa, entra mfa, azure mfa, authenticator app, totp, push notification, microsoft authenticator, google authenticator, mfa for everyone, strong authentication",
        rule="second-factor",
        scope=Scope.APPLICATIONS,
    ),
    NeedKind(
        "mfa-radius",
        "A second factor for AWS applications, from an existing RADIUS server.",
        synonyms="radius, radius mfa, existing radius, existing mfa server, rsa securid, nps mfa extension",
        rule="second-factor",
        scope=Scope.APPLICATIONS,
    ),
    NeedKind(
        "mfa-os-login",
        "A second factor at the Windows logon itself.",
        synonyms="mfa at windows logon, mfa at login",
        rule="second-factor-at-logon",
        scope=Scope.INSTANCES,
    ),
    NeedKind(
        "device-management",
        "Devices are enrolled and managed (by Intune or the like).",
        synonyms="mdm, intune, manage devices, endpoint management",
        rule="has-ability",
        capability="group-policy",
        scope=Scope.MEMBERS,
    ),
    NeedKind(
        "dns-resolution",
        "Names of AWS and of the premises resolve in both places.",
        synonyms="dns, name resolution, resolve names, split dns, conditional forwarders, dns forwarding, split-brain dns",
        rule="names-resolve",
        scope=Scope.NETWORK,
    ),
    NeedKind(
        "sso",
        "One sign-in opens several things; to what is left open.",
        synonyms="single-sign-on, single signon",
        rule="one-sign-on",
        scope=Scope.STAFF,
        signs_in=True,
    ),
    NeedKind(
        "sso-console",
        "Single sign-on to the AWS console.",
        synonyms="console-sso, console access, single sign-on to the console, aws console access, aws console login",
        rule="one-sign-on",
        scope=Scope.CONSOLES,
        signs_in=True,
    ),
    NeedKind(
        "sso-on-prem",
        "Single sign-on to applications on the premises.",
        synonyms="on-prem sso, sso for on-premises applications",
        rule="one-sign-on",
        scope=Scope.STAFF,
        signs_in=True,
    ),
    NeedKind(
        "sso-saas-apps",
        "Single sign-on to other vendors' web applications.",
        synonyms="sso-saas, saas sso, sso for saas",
        rule="one-sign-on",
        scope=Scope.PORTAL,
        signs_in=True,
    ),
    NeedKind(
        "single-portal",
        "One page from which people open all their accounts and applications.",
        synonyms="one portal, one portal for all, access portal, user portal",
        rule="one-sign-on",
        scope=Scope.PORTAL,
        signs_in=True,
    ),
    NeedKind(
        "automatic-provisioning",
        "Accounts and groups arrive and leave by themselves (SCIM or the like).",
        synonyms="scim, auto provisioning, provisioning, user provisioning, automated provisioning, joiner mover leaver, user lifecycle, lifecycle management",
        rule="provisions-by-itself",
        scope=Scope.PORTAL,
        signs_in=True,
    ),
    NeedKind(
        "groups-from-ad",
        "Rights in AWS follow the groups of the existing directory.",
        synonyms="ad groups, ad group membership, active directory groups, existing groups, group membership, existing ad groups, permissions by ad group, access by ad group, group-based access, access by group, group-based permissions",
        rule="groups-decide",
        scope=Scope.STAFF,
        signs_in=True,
    ),
    NeedKind(
        "rbac",
        "Rights by role.",
        synonyms="role based access control, role based access",
        rule="groups-decide",
        scope=Scope.CONSOLES,
    ),
    NeedKind(
        "abac",
        "Rights by attributes of the person and tags of the thing.",
        synonyms="attribute based access control, attribute based access, attribute based",
        rule="one-sign-on",
        scope=Scope.CONSOLES,
    ),
    NeedKind(
        "governance",
        "Central rules and oversight over accounts.",
        synonyms="compliance, control tower, guardrails, central governance",
        rule="one-sign-on",
        scope=Scope.CONSOLES,
    ),
    NeedKind(
        "multi-account",
        "Several AWS accounts are served.",
        synonyms="multiple accounts, many accounts, several accounts, organizations, aws organizations, landing zone, account vending",
        rule="opens-several-accounts",
        scope=Scope.AWS,
    ),
    NeedKind(
        "multi-region",
        "Several AWS Regions are served locally.",
        synonyms="several regions, multiple regions, two regions, second region, multi-region replication",
        rule="spans-regions",
        scope=Scope.AWS,
    ),
    NeedKind(
        "survive-outage",
        "Sign-in continues while an element (by default the link to the premises) is down.",
        synonyms="offline, work offline, works offline, works when the vpn is down, works when vpn is down, works when the link is down, works without the link, works during an outage, sign-in during an outage, sign-in when the vpn is down, vpn down, link down, link failure, vpn failure, wan failure, wan outage, dx outage, survive dx outage, branch survivability, survivability, survive vpn outage, survive outages, outage, survive link failure, works without vpn, survive wan outage, link outage, vpn outage, survive vpn loss, survive link down, sign in when wan is down, sign in when the vpn is down, no dependency on the link, link loss, internet outage, dx failure, direct connect outage, direct connect failure, survive dx failure, survive vpn failure, survive wan failure, loss of the link, loss of the vpn, authentication during on-premises outages, sign-in during on-premises outages, on-premises outage",
        rule="survives",
        scope=Scope.STAFF,
    ),
    NeedKind(
        "survive-partition",
        "Each side continues by itself while the sites cannot reach each other.",
        synonyms="network partition, split brain",
        rule="survives-partition",
        scope=Scope.STAFF,
    ),
    NeedKind(
        "survive-region-loss",
        "Sign-in continues when a whole AWS Region is lost.",
        synonyms="disaster recovery, dr, region failover, region outage, regional failover",
        rule="survives-region-loss",
        scope=Scope.STAFF,
    ),
    NeedKind(
        "high-availability",
        "No single machine or zone whose loss stops sign-in.",
        synonyms="ha, highly available, redundancy, redundant, no single point of failure, uptime, fault tolerance, fault tolerant, multi az, multi-az, two availability zones, multiple availability zones, several availability zones, two azs, failover, 99.99% availability, 99.9% availability, always available, highly-available sign-in",
        rule="survives-any-host",
        scope=Scope.STAFF,
        preference="standing",
    ),
    NeedKind(
        "reliability",
        "Sign-in works dependably; `high-availability` demands redundancy, this leaves the means open.",
        synonyms="reliable",
        rule="survives-any-host",
        scope=Scope.STAFF,
    ),
    NeedKind(
        "low-latency-auth",
        "Sign-in and lookups are answered nearby, not across a wide-area link.",
        synonyms="low-latency, fast logon, fast login, fast sign-in, fast authentication, low-latency directory services, low latency directory, low latency to the directory",
        rule="signs-in-nearby",
        scope=Scope.STAFF,
    ),
    NeedKind(
        "minimize-cross-site-auth",
        "As little sign-in traffic as possible between sites.",
        synonyms="local authentication, authenticate locally",
        rule="signs-in-nearby",
        scope=Scope.STAFF,
    ),
    NeedKind(
        "lowest-cost",
        "The cheapest design that meets the other needs.",
        synonyms="cost, cheap, cheapest, low cost, inexpensive, minimal cost, minimum cost, low price, cost effective, cost optimization, low budget, save money, lowest price, small budget, cost savings, cost efficient",
        preference="cost",
    ),
    NeedKind(
        "least-ops",
        "The design with the least work to set up and run.",
        synonyms="lowest-effort, little administration, low maintenance, low ops, least effort, low effort, least administration, minimal operations, no maintenance, low operational overhead, least operational overhead, low administration, easy to run, minimal administration, least admin, less administration, small team, little effort, little work, hands-off",
        preference="effort",
    ),
    NeedKind(
        "managed-service",
        "AWS runs it: no own servers to patch.",
        synonyms="managed, fully managed, managed by aws, serverless, no patching",
        preference="managed",
    ),
    NeedKind(
        "third-party-managed",
        "A third party, neither the company nor AWS, runs it.",
        synonyms="managed by a third party, msp, outsourced",
        rule="computers-live-apart",
        scope=Scope.DOMAIN,
    ),
    NeedKind(
        "user-based-licensing",
        "Licences are counted by directory user.",
        synonyms="cal, cals, user licenses, per-user licensing",
        rule="licenses-users",
        scope=Scope.DOMAIN,
        signs_in=True,
    ),
    NeedKind(
        "customer-identity",
        "The users are customers, not employees.",
        synonyms="customer login, social login, ciam, consumer accounts, customer accounts, customer sign-in, customer registration, google login, facebook login, customer sign-up, self-registration, self-service sign-up",
        rule="knows-customers",
        scope=Scope.LOGINS,
        signs_in=True,
    ),
    NeedKind(
        "app-login",
        "People sign in to the company's own application.",
        synonyms="user login, application login, app sign-in, login page",
        rule="knows-customers",
        scope=Scope.LOGINS,
        signs_in=True,
    ),
    NeedKind(
        "simplified-access",
        "Access becomes simpler for the people who use it.",
        synonyms="simpler access, simple access, easy access",
        preference="simplicity",
    ),
    NeedKind(
        "rdp-access",
        "Remote Desktop to Windows servers.",
        synonyms="rdp, remote desktop, rdp to servers",
        rule="opens-a-shell",
        scope=Scope.INSTANCES,
    ),
    NeedKind(
        "shell-access",
        "A shell on Linux servers.",
        synonyms="ssh, shell, ssh access, ssh login, ssh to servers, ssh with ad accounts, ssh with ad logins",
        rule="opens-a-shell",
        scope=Scope.INSTANCES,
    ),
    NeedKind(
        "encryption-at-rest",
        "Stored data is encrypted.",
        synonyms="encryption, encrypted, encrypted at rest, encrypt data at rest, encryption of data, encrypted data, data encryption",
    ),
    NeedKind(
        "no-directory-data-in-cloud",
        "No directory data is stored in AWS.",
        synonyms="data stays on premises, directory data stays on premises, no directory data in aws",
        rule="keeps-data-outside",
        scope=Scope.DOMAIN,
    ),
    NeedKind("no-static-passwords", "No passwords that stay the same.", synonyms="passwordless, no passwords"),
    NeedKind(
        "custom-authentication",
        "An own sign-in procedure must be kept.",
        synonyms="custom auth, custom login",
        rule="takes-any-store",
        scope=Scope.LOGINS,
        signs_in=True,
    ),
    NeedKind(
        "security",
        "The safer design is preferred; no particular control is named.",
        synonyms="secure, high security, best security, hardened",
        preference="security",
    ),
)

NEED_KINDS: Mapping[str, NeedKind] = {
    **{
        record.word: NeedKind(
            record.word,
            record.meaning,
            rule="access-has",
            scope=Scope.CONSOLES,
            of_access=True,
            synonyms=record.synonyms,
        )
        for record in CREDENTIAL_NEED_WORDS
    },
    **{record.word: record for record in _RECORDS},
}
NEEDS: Mapping[str, str] = {word: kind.meaning for word, kind in NEED_KINDS.items()}
OF_ACCESS = frozenset(word for word, kind in NEED_KINDS.items() if kind.of_access)
"""The needs of credentials that a file's needs may include."""
PREFERENCES: Mapping[str, str] = {word: kind.preference for word, kind in NEED_KINDS.items() if kind.preference}
"""The needs that order designs, each with its measure; those that have a rule as well can also reject one."""
