"""Words that files may use, each with its meaning.

A word is a promise to other programs: it may be added, never renamed. The words of credentials are in
:mod:`dirsim.catalog.credential_words` and are offered here too.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Meta

from dirsim.catalog.credential_words import (
    CREDENTIAL_ADVICE,
    CREDENTIAL_LOCATIONS,
    CREDENTIAL_NEEDS,
    INCIDENTS,
    KMS_KEYS,
    PRINCIPALS,
    TARGETS,
)
from dirsim.catalog.fault_kinds import FAULTS
from dirsim.catalog.forbidden_words import FORBIDS
from dirsim.catalog.need_words import NEEDS
from dirsim.catalog.word import Word, meanings
from dirsim.catalog.workload_kinds import KINDS

__all__ = [
    "CLIENT_FLOW_KINDS",
    "CLIENT_PROFILES",
    "CONNECTIVITY",
    "CREDENTIAL_ADVICE",
    "CREDENTIAL_LOCATIONS",
    "CREDENTIAL_NEEDS",
    "DIRECTORY_KINDS",
    "DNS_ZONE_KINDS",
    "EDITIONS",
    "ENCRYPTION_TYPES",
    "FAULT_KINDS",
    "FLOW_KINDS",
    "FORBIDS",
    "FORWARDING",
    "IDENTITY_PROVIDERS",
    "INCIDENTS",
    "KMS_KEYS",
    "LINK_KINDS",
    "NEEDS",
    "OPTIMIZE",
    "PRINCIPALS",
    "PRINCIPAL_KINDS",
    "PRINCIPAL_STATES",
    "ROLES",
    "SERVICE_KINDS",
    "SITE_KINDS",
    "SIZES",
    "SOFTWARE",
    "TARGETS",
    "TRUST_KINDS",
    "WORKLOAD_KINDS",
    "one_of",
]


def one_of(words: Mapping[str, str]) -> Meta:
    """An annotation for text that must be one of the words; the JSON Schema lists them with their meanings.

    msgspec does not check it when it builds a value: the reader checks against the JSON Schema first.
    """
    return Meta(extra_json_schema={"enum": list(words), "enumDescriptions": list(words.values())})


SITE_WORDS: tuple[Word, ...] = (
    Word(
        "on-premises",
        "A building or data centre of the company.",
        "on-prem, onprem, premises, datacenter, office, branch, branch office, headquarters, hq, plant, factory, campus, corporate network, local, colo, colocation, on premise, data center, data centre, main office, head office, hq office, site, building, school, hospital, store, shop, warehouse, production site, customer site, customer premises, server room, own data center, corporate data center, company network, corporate office, subsidiary, clinic, laboratory",
    ),
    Word(
        "aws-region",
        "An AWS Region (its VPCs).",
        "region, aws, aws cloud, vpc, cloud region, aws vpc, amazon web services, amazon aws, aws account",
    ),
    Word(
        "other-cloud",
        "Another provider's cloud.",
        "cloud, azure, gcp, google cloud, oracle cloud, another cloud, microsoft azure, google cloud platform, oci, azure region, ibm cloud, private cloud provider, hetzner, ovh",
    ),
    Word(
        "internet",
        "The public internet, where roaming clients and public endpoints are.",
        "public internet, home office, remote users, home, roaming users, remote workers, mobile users",
    ),
)
SITE_KINDS: Mapping[str, str] = meanings(SITE_WORDS)

LINK_WORDS: tuple[Word, ...] = (
    Word(
        "site-to-site-vpn",
        "An AWS Site-to-Site VPN over the internet.",
        "vpn, ipsec, ipsec vpn, s2s vpn, vpn tunnel, site to site, site-to-site, s2s, vpn connection, aws vpn, aws site-to-site vpn, vpn over internet, internet vpn, tunnel, ipsec tunnel, virtual private network, ipsec vpn tunnel, s2s-vpn, aws s2s vpn",
    ),
    Word(
        "direct-connect",
        "An AWS Direct Connect line.",
        "dx, dxgw, direct connect gateway, aws direct connect, directconnect, dedicated connection, aws dx, dx connection, hosted connection, private vif, direct connect line, dedicated line",
    ),
    Word(
        "wan",
        "The company's own wide-area line between its sites.",
        "mpls, sd-wan, leased line, private line, metro ethernet, dark fiber, dark fibre, fiber, fibre, lan, mpls line, company wan, corporate wan, wan link, dedicated fiber, point-to-point line, wide area network, corporate network, sdwan, ethernet, wireless link",
    ),
    Word("vpc-peering", "A peering of two VPCs; not transitive.", "peering, vpc peering connection"),
    Word(
        "transit-gateway",
        "A transit gateway, or a peering of two of them.",
        "tgw, transit gateway peering, tgw peering, aws transit gateway",
    ),
    Word(
        "cloud-vpn",
        "A VPN between AWS and another cloud.",
        "vpn to azure, azure vpn, vpn to another cloud, cross-cloud vpn, vpn to other cloud",
    ),
    Word("internet", "The public internet: HTTPS to public endpoints, never directory traffic."),
)
LINK_KINDS: Mapping[str, str] = meanings(LINK_WORDS)

ROLES: Mapping[str, str] = {
    "controller": "A domain controller: Kerberos, LDAP, SMB and password checks for its domain.",
    "dns": "A DNS server.",
    "connector": "One instance of an AD Connector.",
    "radius": "A RADIUS server that checks second factors.",
    "identity-provider": "An identity provider that issues SAML or OpenID Connect assertions.",
    "aws-endpoint": "A public endpoint of AWS, such as sign-in, STS or the WorkSpaces gateway.",
    "client": "A machine at which people sit.",
    "member-server": "A server that is a member of a domain.",
    "ldap-server": "An LDAP server that is not a domain controller.",
    "relay": "Passes Kerberos, password changes and LDAP on to controllers and keeps nothing; replaces a connector in a lab.",
}

DIRECTORY_WORDS: tuple[Word, ...] = (
    Word(
        "active-directory",
        "An Active Directory forest that the company runs itself, wherever it runs.",
        "ad, self-managed-ad, windows ad, ad ds, adds, on-prem ad, on-premises ad, windows active directory, domain",
    ),
    Word(
        "managed-microsoft-ad",
        "AWS Managed Microsoft AD: real controllers that AWS runs; see `edition`.",
        "managed-ad, aws-managed-microsoft-ad, aws managed ad, microsoft ad, directory service for microsoft active directory",
    ),
    Word("ad-connector", "AD Connector: a gateway to one existing domain; keeps no copy.", "connector"),
    Word("simple-ad", "Simple AD: a small Samba directory that AWS runs; no trusts.", "simple active directory"),
    Word("samba-ad", "A Samba domain that the company runs itself.", "samba, samba 4, samba4, samba domain"),
    Word(
        "ldap",
        "An LDAP directory that is not Active Directory.",
        "openldap, ldap server, ldap directory, 389 directory server, freeipa",
    ),
    Word(
        "entra-domain-services",
        "Microsoft Entra Domain Services: a managed domain in Azure.",
        "azure-ad-domain-services, azure ad ds, aadds, entra ds, microsoft entra domain services",
    ),
)
DIRECTORY_KINDS: Mapping[str, str] = meanings(DIRECTORY_WORDS)

EDITIONS: Mapping[str, str] = {
    "standard": "Managed Microsoft AD for small and midsize directories; one Region.",
    "enterprise": "Managed Microsoft AD for large directories; can replicate to further Regions.",
    "hybrid": "Managed Microsoft AD that extends the company's own domain by controllers in AWS; no trust.",
}

SIZES: Mapping[str, str] = {
    "small": "The smaller size of an AD Connector or a Simple AD.",
    "large": "The larger size of an AD Connector or a Simple AD.",
}

TRUST_KINDS: Mapping[str, str] = {
    "forest": "Between the root domains of two forests; transitive within both.",
    "external": "Between two single domains of different forests; not transitive.",
    "parent-child": "Between a domain and its child; comes by itself, two-way and transitive.",
    "tree-root": "Between the roots of two trees of one forest; comes by itself, two-way and transitive.",
    "shortcut": "Between two domains of one forest, to shorten the referral path; transitive.",
    "realm": "Between a domain and a Kerberos realm that is not Windows; not transitive unless it says so.",
}

SOUND_TRUST_STATES = (
    "verified",
    "creating",
    "created",
    "verifying",
    "updating",
    "updated",
    "update-succeeded",
)
"""The states in which AWS Directory Service reports a trust that works or is being made."""

DNS_ZONE_KINDS: Mapping[str, str] = {
    "primary": "The controllers hold the zone and answer for it.",
    "secondary": "The controllers hold a copy of the zone.",
    "stub": "The controllers know the zone's name servers.",
    "conditional-forwarder": "The controllers pass questions for the zone on to other servers.",
}

ENCRYPTION_TYPES: Mapping[str, str] = {
    "des": "DES, which Windows has switched off since 2008 R2.",
    "rc4": "RC4-HMAC, whose keys are the NTLM hashes.",
    "aes128": "AES with 128 bits.",
    "aes256": "AES with 256 bits.",
}

CONNECTIVITY_WORDS: tuple[Word, ...] = (
    Word(
        "none",
        "No private path between AWS and the premises, or none is needed.",
        "no connection, not connected, no link, offline, internet, internet only, only internet, public internet, nothing, no vpn, no private connection, without connection, isolated, standalone, disconnected, no network connection, no connectivity, internet access only, only the internet, over the internet, via internet, via the internet, just the internet, no direct connection, no line, public internet only, no dedicated connection, satellite internet, internet via satellite, broadband, dsl, broadband internet, starlink, fiber internet, air-gapped, air gapped, isolated network, fully isolated",
    ),
    Word(
        "vpn",
        "A site-to-site VPN.",
        "site-to-site-vpn, ipsec, ipsec vpn, s2s vpn, vpn tunnel, internet vpn, vpn over internet, aws vpn, managed vpn, virtual private network, vpn connection, vpn gateway, site-to-site vpn, site to site, site-to-site, s2s, aws site-to-site vpn, ipsec tunnel, tunnel, ipsec vpn tunnel, aws s2s vpn, vpn line, vpn link, site2site vpn, virtual private network connection, vpn to aws, vpn to on-prem, ipsec connection, vpn over the internet, aws vpn connection, wireguard, wireguard vpn, openvpn, fortigate vpn, fortinet vpn, cisco vpn, sophos vpn, pfsense vpn, firewall vpn, site vpn, site2site, site2site-vpn, vpn exists, slow vpn, unreliable vpn, unstable vpn, meraki vpn, unifi vpn, watchguard vpn, palo alto vpn, checkpoint vpn, mikrotik vpn, opnsense vpn, meraki, vpn to headquarters",
    ),
    Word(
        "dx",
        "AWS Direct Connect.",
        "direct-connect, dedicated line, direct connect, aws direct connect, directconnect, dedicated connection, dedicated fiber, aws dx, hosted connection, private vif, direct connect line, dx line, dx link, direct connect link, direct connect connection, dx connection, direct connect via partner, direct connect gateway, partner direct connect, dx via partner, dx gateway",
    ),
    Word(
        "private",
        "A private path; whether VPN or Direct Connect is left open.",
        "private line, leased line, mpls, private connection, sd-wan, sdwan, wan, private wan, vpn or direct connect, direct connect or vpn, vpn or dx, dx or vpn, private network, some private line, private network connection, dedicated private line, mpls line, wan link, corporate wan, company wan, private connectivity, private path, hybrid connectivity, dark fiber, fiber link, metro ethernet, vpls, wan connection",
    ),
    Word("vpc-only", "Paths between VPCs only; nothing to the premises."),
    Word(
        "cross-cloud-vpn",
        "A VPN between AWS and another cloud.",
        "vpn to azure, vpn to another cloud, azure vpn, vpn to gcp, vpn to other cloud, cross cloud vpn, cloud to cloud vpn, azure vpn gateway, vpn gateway in azure, vpn with azure, azure to aws vpn, azure-aws vpn, gcp vpn, google cloud vpn",
    ),
    Word(
        "possible",
        "Not there yet, but one can be built.",
        "not yet, planned, can be built, to be built, not yet built, vpn possible, can be added, later, in planning, coming soon, could be built, planned vpn, to be ordered, could be set up, can be set up, none yet, nothing yet, not yet available, no connection yet, no vpn yet, not there yet",
    ),
    Word(
        "unspecified",
        "Not specified.",
        "unknown, not specified, tbd, not decided, undecided, open, to be decided, to be determined, tbc, dont know, not known, to be defined, unclear, not yet decided, not sure, dont know yet, still open",
    ),
)
CONNECTIVITY: Mapping[str, str] = meanings(CONNECTIVITY_WORDS)

PROVIDER_WORDS: tuple[Word, ...] = (
    Word("saml2", "Any provider that speaks SAML 2.0.", "saml, saml-2.0, saml idp"),
    Word(
        "entra-id",
        "Microsoft Entra ID (formerly Azure AD).",
        "azure-ad, entra, aad, azure active directory, microsoft entra",
    ),
    Word(
        "entra-domain-services",
        "Entra ID with Microsoft Entra Domain Services, its managed domain in Azure.",
        "azure-ad-domain-services, entra-ds, aadds, azure ad ds",
    ),
    Word(
        "adfs",
        "Active Directory Federation Services, in front of an Active Directory.",
        "ad-fs, active directory federation services",
    ),
    Word(
        "ldap",
        "An LDAP directory that users sign in with; whether it also speaks SAML is left open.",
        "ldap directory, ldap server",
    ),
    Word("ldap-no-saml", "An LDAP directory with no SAML in front of it.", "openldap"),
    Word(
        "corporate-idp",
        "The company's own provider; the protocol is left open.",
        "company idp, corporate identity provider, our idp",
    ),
    Word(
        "external-idp",
        "A provider outside AWS that speaks SAML 2.0, such as Okta or Ping.",
        "okta, ping, pingfederate, pingone, ping identity, auth0, keycloak, google workspace, google, g suite, gsuite, onelogin, jumpcloud, duo, shibboleth, cyberark, external identity provider",
    ),
    Word("custom", "A home-made sign-in that speaks no standard protocol.", "home-made, homegrown, custom idp"),
    Word("ad", "Active Directory itself, with no federation in front of it.", "active-directory, windows ad"),
)
IDENTITY_PROVIDERS: Mapping[str, str] = meanings(PROVIDER_WORDS)

WORKLOAD_KINDS: Mapping[str, str] = {word: kind.meaning for word, kind in KINDS.items()}

OPTIMIZE_WORDS: tuple[Word, ...] = (
    Word(
        "cost",
        "The lower monthly cost.",
        "price, lowest-cost, cheap, low cost, money, monthly cost, running cost, total cost, tco, operational cost, running costs, total cost of ownership, costs, expenses, budget, spend, minimal cost, lower cost, cheapest",
    ),
    Word(
        "effort",
        "The less work to build and to run.",
        "least-ops, operations, operational overhead, overhead, work, maintenance, low effort, least effort, operational effort, admin effort, administration, administrative effort, operations effort, ease of operation, ease of management, manageability, little administration, operability, less work, admin time, staff time, ops effort, ops",
    ),
    Word(
        "availability",
        "The less time that people cannot sign in.",
        "uptime, high-availability, reliability, resilience, resiliency, sign-in availability, service availability, redundancy, ha, outage resistance, robustness",
    ),
    Word(
        "latency",
        "The shorter sign-in.",
        "speed, performance, low latency, fast, sign-in speed, login speed, response time, fast sign-in, fast logon, logon time, login time, sign-in time",
    ),
    Word(
        "simplicity",
        "The fewer parts.",
        "simple, simplified-access, fewest parts, simple design, few parts, low complexity, complexity, simple architecture, less complexity",
    ),
    Word(
        "security",
        "The fewer rights, copies and secrets.",
        "secure, safety, least risk, risk, security posture, strong security",
    ),
)
OPTIMIZE: Mapping[str, str] = meanings(OPTIMIZE_WORDS)

FAULT_KINDS: Mapping[str, str] = {word: kind.meaning for word, kind in FAULTS.items()}

FLOW_KINDS: Mapping[str, str] = {
    "service-access": "A user reaches a service of a domain member by Kerberos.",
    "ntlm-access": "A user reaches a service of a domain member by NTLM.",
    "ldap-bind": "A program checks a user's password by an LDAP bind.",
    "aws-sign-in": "A user signs in to an AWS application through a directory of AWS Directory Service.",
    "federated-sign-in": "A user signs in by an assertion of an identity provider.",
    "domain-join": "A computer joins a domain by asking its controllers.",
    "seamless-join": "An EC2 instance joins a domain at launch, through AWS Directory Service and Systems Manager.",
    "name-lookup": "A host looks up a name in DNS.",
}

CLIENT_FLOW_KINDS: Mapping[str, str] = {
    "initial-ticket": "A client program gets a first ticket (`kinit`).",
    "machine-logon": "A user logs on at a machine: by a first ticket, or by the logon that the machine has cached.",
    "service-ticket": "A client program gets a service ticket (`kvno`), after a first ticket unless its cache holds one.",
    "renew-ticket": "A client program renews the first ticket of its cache (`kinit -R`).",
    "present-ticket": "A client program presents a service ticket of its cache to the service.",
    "password-change": "A client program changes a user's password (`kpasswd`).",
    "ldap-session": "A client program binds at one LDAP server, directly or through a relay, and searches.",
    "ntlm-logon": "A client program signs in to a controller's file share by NTLM.",
    "open-session": "A client program continues to use an open LDAP session.",
}
"""Flows of single client programs, traced packet by packet and run on a clock."""

CLIENT_PROFILES: Mapping[str, str] = {
    "mit-krb5": "MIT Kerberos with the GNU C library's resolver and OpenLDAP.",
    "heimdal": "Heimdal with the GNU C library's resolver and OpenLDAP.",
    "windows": "Windows: the DC locator, its DNS client and its Kerberos client.",
    "sssd": "SSSD on Linux: controllers of its AD site, Kerberos by MIT's library, group policy at each logon.",
    "winbind": "Samba's winbind on Linux, with Kerberos by MIT's library.",
    "simple": "Any client: each name server and controller once, in order, over TCP; no statement on waits.",
}

FORWARDING: Mapping[str, str] = {
    "all-at-once": "A question goes to all name servers of the zone; the first answer counts.",
    "one-after-another": "A question goes to the next name server when the one before has not answered.",
}

SOFTWARE: Mapping[str, str] = {
    "windows": "Windows Server.",
    "samba": "Samba.",
}

PRINCIPAL_STATES: Mapping[str, str] = {
    "active": "The account can sign in.",
    "disabled": "The account is there but disabled.",
    "expired": "The account is there but has expired.",
    "locked": "The account is there but locked out.",
    "password-expired": "The account's password has expired.",
    "absent": "The account does not exist.",
}

PRINCIPAL_KINDS: Mapping[str, str] = {
    "user": "A person, or a cohort of people who are alike.",
    "service-account": "An account that a program uses, such as a connector's.",
    "computer": "A machine's own account.",
}

SERVICE_KINDS: Mapping[str, str] = {
    "kerberos": "Runs on a domain member; users get in with a Kerberos ticket.",
    "ldap": "Checks passwords itself by an LDAP bind.",
    "aws-application": "An AWS application that is registered with a directory of AWS Directory Service.",
    "federated": "Takes the assertion of an identity provider.",
}
