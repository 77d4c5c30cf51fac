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
        synonyms="multi-factor, multi-factor authentication, multifactor, multifactor authentication, 2fa, two-factor, two-factor authentication, second factor, otp, mfa for console, mfa on vpn, hardware mfa, mfa for admins, okta mfa, duo mfa, entra mfa, azure mfa, authenticator app, totp, push notification, microsoft authenticator, google authenticator, mfa for everyone, strong authentication, mfa for all users, mfa everywhere, mfa required, require mfa, mandatory mfa, enforce mfa, mfa enforced, two step verification, 2-step verification, two-step authentication, 2 factor, 2-factor authentication, multi factor, second factor authentication, additional factor, one-time passwords, one time password, duo, duo security, mfa for remote users, mfa for external access, step-up authentication, two-factor login, token-based mfa, mfa for all, mfa for vpn, mfa for workspaces, mfa for users, sms code, sms codes, one-time codes, login protected by mfa, protected by mfa, logins protected by mfa",
        rule="second-factor",
        scope=Scope.APPLICATIONS,
    ),
    NeedKind(
        "mfa-radius",
        "A second factor for AWS applications, from an existing RADIUS server.",
        synonyms="radius, radius mfa, existing radius, existing mfa server, rsa securid, nps mfa extension, mfa with radius, mfa via radius, rsa tokens, rsa token, securid tokens, securid, rsa, nps mfa, existing otp server, radius server, on-prem mfa server",
        rule="second-factor",
        scope=Scope.APPLICATIONS,
    ),
    NeedKind(
        "mfa-os-login",
        "A second factor at the Windows logon itself.",
        synonyms="mfa at windows logon, mfa at login, mfa at logon, mfa for windows logon, mfa on rdp, mfa for rdp, mfa on servers, mfa at server login, mfa at server logon, mfa for server login",
        rule="second-factor-at-logon",
        scope=Scope.INSTANCES,
    ),
    NeedKind(
        "device-management",
        "Devices are enrolled and managed (by Intune or the like).",
        synonyms="mdm, intune, manage devices, endpoint management, manage laptops, manage endpoints, device enrollment, intune enrollment, managed devices, laptop management, client management, manage pcs",
        rule="has-ability",
        capability="group-policy",
        scope=Scope.MEMBERS,
    ),
    NeedKind(
        "dns-resolution",
        "Names of AWS and of the premises resolve in both places.",
        synonyms="dns, name resolution, resolve names, split dns, conditional forwarders, dns forwarding, split-brain dns, hybrid dns, dns between aws and on-prem, resolve on-prem names, resolve names both ways, dns integration, dns resolver, route 53 resolver, route53 resolver, private dns, resolve internal names, internal dns, name resolution to on-prem, dns to on-prem, bidirectional dns, dns both ways, conditional forwarding, dns forwarders, reverse dns, reverse lookup",
        rule="names-resolve",
        scope=Scope.NETWORK,
        alone=True,
    ),
    NeedKind(
        "sso",
        "One sign-in opens several things; to what is left open.",
        synonyms="single-sign-on, single signon, single sign on everywhere, sso everywhere, sso to everything, one login for everything, seamless sso, seamless sign-in, sign in once, sign on once, log in once, seamless login, seamless access, saml sso, saml single sign-on, saml-based sso, sso with saml, sso via saml, oidc sso, single sign-on with saml, seamless single sign-on, transparent single sign-on",
        rule="one-sign-on",
        scope=Scope.STAFF,
        signs_in=True,
    ),
    NeedKind(
        "sso-console",
        "Single sign-on to the AWS console.",
        synonyms="console-sso, console access, single sign-on to the console, aws console access, aws console login, sso to console, sso to aws, sso into aws, aws login, aws sign-in, login to aws console, sign in to the aws console, sso to aws accounts, federated console access, console federation, console sign-in, console login, sso for aws, single sign-on to aws, single sign-on to aws accounts, sso for aws accounts, sso for aws console, federated console login, federation to the aws console, federated access to the console, federated access to aws, federated login to aws, federation to aws, console access with ad, aws console with ad, sign in to aws, sign in to aws with ad, central access to aws, central access to aws accounts, admins sign in to aws with ad",
        rule="one-sign-on",
        scope=Scope.CONSOLES,
        signs_in=True,
        alone=True,
    ),
    NeedKind(
        "sso-on-prem",
        "Single sign-on to applications on the premises.",
        synonyms="on-prem sso, sso for on-premises applications, sso to on-prem apps, sso to internal apps, sso for internal apps, sso to intranet, sso to on-prem applications, sso for on-prem apps",
        rule="one-sign-on",
        scope=Scope.STAFF,
        signs_in=True,
    ),
    NeedKind(
        "sso-saas-apps",
        "Single sign-on to other vendors' web applications.",
        synonyms="sso-saas, saas sso, sso for saas, sso to saas, sso to saas apps, saas single sign-on, sso to cloud apps, sso for cloud apps, sso for saas apps, sso to office 365, sso to salesforce, single sign-on to saas, sso to microsoft 365, sso for office 365, sso for microsoft 365, sso for third-party apps",
        rule="one-sign-on",
        scope=Scope.PORTAL,
        signs_in=True,
        alone=True,
    ),
    NeedKind(
        "single-portal",
        "One page from which people open all their accounts and applications.",
        synonyms="one portal, one portal for all, access portal, user portal, one page for everything, app portal, application portal, sso portal, apps portal, one start page, launch portal, central portal, login portal, single access portal, one access portal, central login portal, app launcher",
        rule="one-sign-on",
        scope=Scope.PORTAL,
        signs_in=True,
        alone=True,
    ),
    NeedKind(
        "automatic-provisioning",
        "Accounts and groups arrive and leave by themselves (SCIM or the like).",
        synonyms="scim, auto provisioning, provisioning, user provisioning, automated provisioning, joiner mover leaver, user lifecycle, lifecycle management, automated onboarding, onboarding and offboarding, onboarding, offboarding, automatic onboarding, automatic offboarding, automatic deprovisioning, deprovisioning, identity lifecycle, automatic user creation, joiners and leavers, joiners movers leavers, automated deprovisioning, account provisioning, group provisioning, scim sync, auto-provisioning of users, automatic user provisioning, automatic account creation, user lifecycle management, identity lifecycle management, account lifecycle, leavers lose access, leavers process, jml, onboarding automation",
        rule="provisions-by-itself",
        scope=Scope.PORTAL,
        signs_in=True,
    ),
    NeedKind(
        "groups-from-ad",
        "Rights in AWS follow the groups of the existing directory.",
        synonyms="ad groups, ad group membership, active directory groups, existing groups, group membership, existing ad groups, permissions by ad group, access by ad group, group-based access, access by group, group-based permissions, permissions based on ad groups, access based on ad groups, authorization by ad groups, ad security groups, use ad groups, map ad groups to roles, ad groups to iam roles, group mapping, groups mapped to roles, reuse ad groups, rights by group, permissions via groups, permissions by group, authorization by group, ad group-based access, ad group-based permissions, ad group based authorization, group-based authorization, access controlled by ad groups, permissions from ad groups, ad groups for permissions, ad groups for access, ad groups control access, groups control access, existing security groups, ad groups as permissions, group based access control",
        rule="groups-decide",
        scope=Scope.STAFF,
        signs_in=True,
    ),
    NeedKind(
        "rbac",
        "Rights by role.",
        synonyms="role based access control, role based access, role-based, role based permissions, roles per team, rights by role, job functions, role-based authorization",
        rule="groups-decide",
        scope=Scope.CONSOLES,
    ),
    NeedKind(
        "abac",
        "Rights by attributes of the person and tags of the thing.",
        synonyms="attribute based access control, attribute based access, attribute based, tag-based access, tag based access, tag-based access control, access by tags, permissions by tags, abac by cost center, abac by department, abac by team, abac by project, abac by business unit, abac by tag",
        rule="one-sign-on",
        scope=Scope.CONSOLES,
    ),
    NeedKind(
        "governance",
        "Central rules and oversight over accounts.",
        synonyms="compliance, control tower, guardrails, central governance, central control, oversight, central oversight, policy enforcement, regulatory compliance, corporate governance",
        rule="one-sign-on",
        scope=Scope.CONSOLES,
    ),
    NeedKind(
        "multi-account",
        "Several AWS accounts are served.",
        synonyms="multiple accounts, many accounts, several accounts, organizations, aws organizations, landing zone, account vending, multiple aws accounts, several aws accounts, many aws accounts, all accounts, all aws accounts, across accounts, across aws accounts, account per team, account per environment, dev test prod accounts, multi account access, aws organization, cross-account use, multi account setup, many accounts in one organization, share directory across accounts, share the directory across accounts, directory shared across accounts, dev and prod accounts",
        rule="opens-several-accounts",
        scope=Scope.AWS,
    ),
    NeedKind(
        "multi-region",
        "Several AWS Regions are served locally.",
        synonyms="several regions, multiple regions, two regions, second region, multi-region replication, multi region, several aws regions, multiple aws regions, two aws regions, across regions, more than one region, global presence, global users, worldwide, worldwide offices, multi-region deployment, regions worldwide",
        rule="spans-regions",
        scope=Scope.AWS,
    ),
    NeedKind(
        "survive-outage",
        "Sign-in continues while an element (by default the link to the premises) is down.",
        synonyms="offline, work offline, works offline, works when the vpn is down, works when vpn is down, works when the link is down, works without the link, works during an outage, sign-in during an outage, sign-in when the vpn is down, vpn down, link down, link failure, vpn failure, wan failure, wan outage, dx outage, survive dx outage, branch survivability, survivability, survive vpn outage, survive outages, outage, survive link failure, works without vpn, survive wan outage, link outage, vpn outage, survive vpn loss, survive link down, sign in when wan is down, sign in when the vpn is down, no dependency on the link, link loss, internet outage, dx failure, direct connect outage, direct connect failure, survive dx failure, survive vpn failure, survive wan failure, loss of the link, loss of the vpn, authentication during on-premises outages, sign-in during on-premises outages, on-premises outage, works when the line is down, work when the line is down, works when the line fails, line down, line failure, line outage, login when the line is down, login works when the line is down, sign-in when the line is down, logon when vpn is down, login when vpn is down, log in when vpn is down, work during outage, works during outages, work during an outage, continue during outage, continue to work when the vpn fails, tolerate vpn outage, tolerate link outage, tolerate vpn failure, resilient to vpn outage, resilient to vpn failure, resilient to link failure, survive vpn down, survive the loss of the vpn, survive loss of the link, survive loss of vpn, survive loss of connectivity, survive connection loss, connection loss, connection failure, connection outage, loss of connection, loss of connectivity, connectivity loss, network outage, network failure, survive network outage, works if the vpn is down, works if vpn fails, works if vpn is down, works if the link is down, works if the link fails, login works without vpn, sign-in works without vpn, works without connection to on-prem, works without on-prem, works without the data center, independent of the vpn, independent of on-prem, independent from on-prem, independent of the data center, offline logon, offline login, offline access, offline sign-in, internet failure, internet down, keeps working when the vpn is down, keep working when the vpn is down, keep working during an outage, keeps working during an outage, must work when the vpn is down, logon during outage, login during an outage, login during outage, users can work when the vpn is down, people can work when the line is down, tunnel down, tunnel failure, tunnel outage, vpn interruption, network interruption, line cut, circuit failure, circuit outage, survive circuit failure, isp outage, survive isp outage, provider outage, on-prem outage, survive on-prem outage, survive data center outage, vpn loss, works offline from headquarters, dx down, direct connect down, mpls outage, mpls failure, survive mpls outage, outage of the vpn, outage of the link, outage of the line, outage of direct connect, failure of the vpn, failure of the link, failure of the line, loss of vpn, loss of the line, sign-in survives outage, login survives outage, authentication survives vpn outage, link down tolerance, outage tolerance, outage tolerant, outage resilience, survive internet outage, run offline, operate offline, function offline, runs offline, usable offline, resilience against vpn failure, resilience against vpn outages, resilience against line failure, branch office must work offline, branch must work offline, office must work offline, offline operation",
        rule="survives",
        scope=Scope.STAFF,
    ),
    NeedKind(
        "survive-partition",
        "Each side continues by itself while the sites cannot reach each other.",
        synonyms="network partition, split brain, network split, partition tolerance, netsplit, partition tolerant",
        rule="survives-partition",
        scope=Scope.STAFF,
    ),
    NeedKind(
        "survive-region-loss",
        "Sign-in continues when a whole AWS Region is lost.",
        synonyms="disaster recovery, dr, region failover, region outage, regional failover, region failure, survive region failure, region loss, survive region outage, loss of a region, regional outage, regional failure, regional disaster, cross-region failover, multi-region failover, failover to another region, failover to second region, disaster recovery in another region, disaster recovery in a second region, cross-region dr, cross-region disaster recovery, aws region outage, aws region failure, multi-region dr, multi-region disaster recovery, regional resilience, second region as backup, backup region, standby region, second region for disaster recovery",
        rule="survives-region-loss",
        scope=Scope.STAFF,
    ),
    NeedKind(
        "high-availability",
        "No single machine or zone whose loss stops sign-in.",
        synonyms="ha, highly available, redundancy, redundant, no single point of failure, uptime, fault tolerance, fault tolerant, multi az, multi-az, two availability zones, multiple availability zones, several availability zones, two azs, failover, 99.99% availability, 99.9% availability, always available, highly-available sign-in, multiple azs, several azs, 2 azs, 3 azs, three azs, two zones, multi zone, az failure, survive az failure, az outage, survive az outage, zone failure, availability zone failure, survive availability zone failure, no spof, spof free, high uptime, 99.99%, 99.9%, 99.95%, 99.95% availability, always on, always-on, 24/7, 24x7, round the clock, redundant domain controllers, redundant dcs, two domain controllers, at least two domain controllers, highly available directory, available in two azs, across azs, across availability zones, ha across azs, survive server failure, high available, availability, works 24/7, working 24/7, 24/7 operation, 24/7 availability, available 24/7, no downtime of sign-in, automatic failover, automated failover, failover without manual steps, fault-tolerant, survive loss of one az, survive loss of an az, 99.95% sla, 99.9% sla, sla of 99.9%",
        rule="survives-any-host",
        scope=Scope.STAFF,
        preference="standing",
    ),
    NeedKind(
        "reliability",
        "Sign-in works dependably; `high-availability` demands redundancy, this leaves the means open.",
        synonyms="reliable, dependable, stable, stability, robust, robustness, dependability",
        rule="survives-any-host",
        scope=Scope.STAFF,
    ),
    NeedKind(
        "low-latency-auth",
        "Sign-in and lookups are answered nearby, not across a wide-area link.",
        synonyms="low-latency, fast logon, fast login, fast sign-in, fast authentication, low-latency directory services, low latency directory, low latency to the directory, fast logons, quick logon, quick login, low latency authentication, low latency login, low latency logon, low latency sign-in, fast logins, short logon times, short login times, local sign-in, low auth latency, quick sign-in, fast user logon",
        rule="signs-in-nearby",
        scope=Scope.STAFF,
    ),
    NeedKind(
        "minimize-cross-site-auth",
        "As little sign-in traffic as possible between sites.",
        synonyms="local authentication, authenticate locally, local logon, local logons, keep authentication local, little wan traffic, less wan traffic, minimize wan traffic, minimal wan traffic, little authentication traffic, avoid cross-site traffic, reduce cross-site traffic, minimize authentication traffic",
        rule="signs-in-nearby",
        scope=Scope.STAFF,
    ),
    NeedKind(
        "lowest-cost",
        "The cheapest design that meets the other needs.",
        synonyms="cost, cheap, cheapest, low cost, inexpensive, minimal cost, minimum cost, low price, cost effective, cost optimization, low budget, save money, lowest price, small budget, cost savings, cost efficient, low costs, cost-effective, cost saving, save costs, reduce costs, reduce cost, cost reduction, minimize cost, minimise cost, minimize costs, minimal costs, keep costs low, keep cost low, economical, affordable, low monthly cost, low running costs, cost sensitive, tight budget, limited budget, cost control, budget-friendly, as cheap as possible, lowest possible cost, low tco, lowest tco, cost-optimized, cost optimised, least cost, least expensive, price, cheap to run, cheap to operate, low running cost, saves money",
        preference="cost",
    ),
    NeedKind(
        "least-ops",
        "The design with the least work to set up and run.",
        synonyms="lowest-effort, little administration, low maintenance, low ops, least effort, low effort, least administration, minimal operations, no maintenance, low operational overhead, least operational overhead, low administration, easy to run, minimal administration, least admin, less administration, small team, little effort, little work, hands-off, easy to manage, easy administration, easy management, easy operations, easy operation, easy maintenance, low operations, low operations effort, little operations, minimal ops, minimum ops, no ops, noops, low admin effort, little admin effort, minimal admin effort, minimal effort, minimum effort, low management overhead, minimal management overhead, minimal operational overhead, reduced operational overhead, reduce operational overhead, low overhead, minimal overhead, operational simplicity, little maintenance, minimal maintenance, minimum maintenance, maintenance-free, low touch, low-touch, zero touch, small it team, few admins, few administrators, no admins, one admin, one-person it, simple to operate, simple operations, simple operation, simple administration, simple to manage, simple management, ease of management, ease of administration, ease of operations, ease of use for admins, less ops, less maintenance, less work, as little work as possible, as little administration as possible, low administrative effort, least administrative effort, least administrative overhead, minimal administrative overhead, low administrative overhead, least operational effort, minimal operational effort, low operational effort, low operational burden, least operational burden, operational efficiency",
        preference="effort",
    ),
    NeedKind(
        "managed-service",
        "AWS runs it: no own servers to patch.",
        synonyms="managed, fully managed, managed by aws, serverless, no patching, aws managed, aws-managed, managed service by aws, managed services, no servers to patch, no patch management, saas-like, fully managed service, paas, aws manages it, patched by aws, aws native, aws-native, managed directory, managed ad, managed active directory, managed domain controllers",
        preference="managed",
    ),
    NeedKind(
        "third-party-managed",
        "A third party, neither the company nor AWS, runs it.",
        synonyms="managed by a third party, msp, outsourced, managed by msp, managed service provider, managed by a partner, managed by partner, managed by vendor, run by a partner, operated by a partner, operated by a third party, outsourcing",
        rule="computers-live-apart",
        scope=Scope.DOMAIN,
    ),
    NeedKind(
        "user-based-licensing",
        "Licences are counted by directory user.",
        synonyms="cal, cals, user licenses, per-user licensing, user cals, rds cals per user, per user licenses, user licensing, license per user, named user licenses, per-user licenses, per-user licences",
        rule="licenses-users",
        scope=Scope.LICENCES,
        signs_in=True,
    ),
    NeedKind(
        "customer-identity",
        "The users are customers, not employees.",
        synonyms="customer login, social login, ciam, consumer accounts, customer accounts, customer sign-in, customer registration, google login, facebook login, customer sign-up, self-registration, self-service sign-up, customer identities, consumer identity, consumer login, b2c, b2c login, customers log in, customers sign in, customer authentication, end customer login, patients log in, patient login, patient portal login, citizen login, public login, public registration, sign up, sign-up, registration, social sign-in, social logins, login with google, login with facebook, log in with google, customer users, external customers, customer logins",
        rule="knows-customers",
        scope=Scope.LOGINS,
        signs_in=True,
    ),
    NeedKind(
        "app-login",
        "People sign in to the company's own application.",
        synonyms="user login, application login, app sign-in, login page, login for our app, login to our app, sign-in to our application, users log in to the app, web app login, application sign-in, web login, login to the web app",
        rule="knows-customers",
        scope=Scope.LOGINS,
        signs_in=True,
    ),
    NeedKind(
        "simplified-access",
        "Access becomes simpler for the people who use it.",
        synonyms="simpler access, simple access, easy access, simple for users, easy for users, user friendly, user-friendly, easy to use, ease of use, usability, convenient, convenience, simple user experience, good user experience, user experience, simple login, simple sign-in, easy login, easy sign-in",
        preference="simplicity",
    ),
    NeedKind(
        "rdp-access",
        "Remote Desktop to Windows servers.",
        synonyms="rdp, remote desktop, rdp to servers, remote desktop access, rdp login, rdp logon, rdp to windows servers, rdp with ad accounts, rdp with ad credentials, rdp with domain accounts, remote desktop to servers, rdp sessions, log on by rdp, remote desktop to windows servers, rdp sign-in",
        rule="opens-a-shell",
        scope=Scope.INSTANCES,
    ),
    NeedKind(
        "shell-access",
        "A shell on Linux servers.",
        synonyms="ssh, shell, ssh access, ssh login, ssh to servers, ssh with ad accounts, ssh with ad logins, ssh with domain accounts, ssh with ad credentials, ssh with ad, ssh via ad, ssh to linux servers, linux login with ad, linux logins with ad, linux login, linux logins, linux ssh, ssh logins, shell login, ssh with ad users, ssh to linux",
        rule="opens-a-shell",
        scope=Scope.INSTANCES,
    ),
    NeedKind(
        "encryption-at-rest",
        "Stored data is encrypted.",
        synonyms="encryption, encrypted, encrypted at rest, encrypt data at rest, encryption of data, encrypted data, data encryption, at-rest encryption, encrypted storage, storage encryption, encrypted volumes, disk encryption, encrypted disks, kms encryption, data encrypted at rest, data at rest encryption, encrypted at-rest data, encrypt at rest, encryption at rest with kms",
    ),
    NeedKind(
        "no-directory-data-in-cloud",
        "No directory data is stored in AWS.",
        synonyms="data stays on premises, directory data stays on premises, no directory data in aws, ad data stays on premises, ad data stays on-prem, directory stays on-prem, directory stays on premises, keep directory data on-prem, keep directory data on premises, identity data stays on premises, identity data stays on-prem, user data stays on premises, keep ad data on premises, no ad data in aws, no ad data in the cloud, no directory data in the cloud, directory data must stay on premises, user data stays on-prem",
        rule="keeps-data-outside",
        scope=Scope.DOMAIN,
    ),
    NeedKind(
        "no-static-passwords",
        "No passwords that stay the same.",
        synonyms="passwordless, no passwords, password-less, password less, passwordless login, passwordless sign-in, passwordless authentication",
    ),
    NeedKind(
        "custom-authentication",
        "An own sign-in procedure must be kept.",
        synonyms="custom auth, custom login, own login, own authentication, proprietary authentication, proprietary login, own login procedure, home-grown login, legacy login, custom identity store, own user database",
        rule="takes-any-store",
        scope=Scope.OWN_SIGN_INS,
        signs_in=True,
    ),
    NeedKind(
        "security",
        "The safer design is preferred; no particular control is named.",
        synonyms="secure, high security, best security, hardened, most secure, very secure, highly secure, strong security, good security, better security, maximum security, security hardening, security first, as secure as possible, safe, safest, safety",
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
