"""The words that files may use, each with its meaning in one line; they become the enums of the JSON Schema.

A word is a promise to other programs: it may be added, never renamed. The words of credentials stand in
:mod:`dirsim.model.credential_words` and are offered here too.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Meta

from dirsim.model.credential_words import (
    CREDENTIAL_ADVICE,
    CREDENTIAL_LOCATIONS,
    CREDENTIAL_NEEDS,
    INCIDENTS,
    KMS_KEYS,
    PRINCIPALS,
    TARGETS,
)
from dirsim.model.need_words import FORBIDS, NEEDS

__all__ = [
    "BASES",
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
    "MODIFIERS",
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


SITE_KINDS: Mapping[str, str] = {
    "on-premises": "A building or data centre of the company.",
    "aws-region": "An AWS Region (its VPCs).",
    "other-cloud": "Another provider's cloud.",
    "internet": "The public internet, where roaming clients and public endpoints are.",
}

LINK_KINDS: Mapping[str, str] = {
    "site-to-site-vpn": "An AWS Site-to-Site VPN over the internet.",
    "direct-connect": "An AWS Direct Connect line.",
    "wan": "The company's own wide-area line between its sites.",
    "vpc-peering": "A peering of two VPCs; not transitive.",
    "transit-gateway": "A transit gateway, or a peering of two of them.",
    "cloud-vpn": "A VPN between AWS and another cloud.",
    "internet": "The public internet: HTTPS to public endpoints, never directory traffic.",
}

ROLES: Mapping[str, str] = {
    "controller": "A domain controller: Kerberos, LDAP, SMB and password checks for its domain.",
    "dns": "A DNS server.",
    "connector": "One instance of an AD Connector.",
    "radius": "A RADIUS server that checks second factors.",
    "identity-provider": "An identity provider that issues SAML or OpenID Connect assertions.",
    "aws-endpoint": "A public endpoint of AWS, such as sign-in, STS or the WorkSpaces gateway.",
    "client": "A machine at which people sit.",
    "member-server": "A server that is a member of a domain.",
    "ldap-server": "An LDAP server that is no domain controller.",
    "relay": "Passes Kerberos, password changes and LDAP on to controllers and keeps nothing; stands in for a connector in a lab.",
}

DIRECTORY_KINDS: Mapping[str, str] = {
    "active-directory": "An Active Directory forest that the company runs itself, wherever it runs.",
    "managed-microsoft-ad": "AWS Managed Microsoft AD: real controllers that AWS runs; see `edition`.",
    "ad-connector": "AD Connector: a gateway to one existing domain; keeps no copy.",
    "simple-ad": "Simple AD: a small Samba directory that AWS runs; no trusts.",
    "samba-ad": "A Samba domain that the company runs itself.",
    "ldap": "An LDAP directory that is not Active Directory.",
    "entra-domain-services": "Microsoft Entra Domain Services: a managed domain in Azure.",
}

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

CONNECTIVITY: Mapping[str, str] = {
    "none": "No private path between AWS and the premises, or none is needed.",
    "vpn": "A site-to-site VPN.",
    "dx": "AWS Direct Connect.",
    "private": "A private path; whether VPN or Direct Connect is left open.",
    "vpc-only": "Paths between VPCs only; nothing to the premises.",
    "cross-cloud-vpn": "A VPN between AWS and another cloud.",
    "possible": "Not there yet, but one can be built.",
    "unspecified": "Not said.",
}

IDENTITY_PROVIDERS: Mapping[str, str] = {
    "saml2": "Any provider that speaks SAML 2.0.",
    "entra-id": "Microsoft Entra ID (formerly Azure AD).",
    "adfs": "Active Directory Federation Services, in front of an Active Directory.",
    "ldap": "An LDAP directory that users sign in with; whether it also speaks SAML is left open.",
    "ldap-no-saml": "An LDAP directory with no SAML in front of it.",
    "corporate-idp": "The company's own provider; the protocol is left open.",
    "external-idp": "A provider outside AWS that speaks SAML 2.0, such as Okta or Ping.",
    "custom": "A home-made sign-in that speaks no standard protocol.",
    "ad": "Active Directory itself, with no federation in front of it.",
}

WORKLOAD_KINDS: Mapping[str, str] = {
    "workspaces": "Amazon WorkSpaces desktops; the operating system is left open.",
    "workspaces-windows": "Amazon WorkSpaces desktops with Windows.",
    "workspaces-linux": "Amazon WorkSpaces desktops with Linux.",
    "workspaces-pools": "Amazon WorkSpaces Pools: desktops that are thrown away after use.",
    "appstream": "Amazon AppStream 2.0 (WorkSpaces Applications): streamed applications.",
    "aws-console": "The AWS Management Console, and the AWS CLI by the same sign-in.",
    "quicksight": "Amazon QuickSight.",
    "connect": "Amazon Connect contact centre.",
    "workmail": "Amazon WorkMail.",
    "workdocs": "Amazon WorkDocs.",
    "chime": "Amazon Chime.",
    "client-vpn": "AWS Client VPN with sign-in by directory users.",
    "ec2-windows": "Windows servers on EC2 that join a domain.",
    "ec2-linux": "Linux servers on EC2 that join a domain.",
    "ec2-apps": "Applications on EC2 servers; the operating system is left open.",
    "windows-containers": "Windows containers that run under a group managed service account.",
    "rds-sqlserver": "Amazon RDS for SQL Server.",
    "rds-custom-sqlserver": "Amazon RDS Custom for SQL Server.",
    "rds-mysql": "Amazon RDS for MySQL.",
    "rds-mariadb": "Amazon RDS for MariaDB.",
    "rds-oracle": "Amazon RDS for Oracle.",
    "rds-postgresql": "Amazon RDS for PostgreSQL.",
    "rds-db2": "Amazon RDS for Db2.",
    "aurora-mysql": "Amazon Aurora with MySQL compatibility.",
    "aurora-postgresql": "Amazon Aurora with PostgreSQL compatibility.",
    "sqlserver-ec2": "SQL Server that the company installs on EC2.",
    "sqlserver-always-on-ec2": "SQL Server on EC2 in an Always On availability group (a Windows cluster).",
    "fsx-windows": "Amazon FSx for Windows File Server.",
    "fsx-ontap": "Amazon FSx for NetApp ONTAP.",
    "storage-gateway-smb": "AWS Storage Gateway with SMB file shares.",
    "on-prem-file-shares": "Windows file shares on the premises, reached from AWS.",
    "sharepoint": "SharePoint Server on EC2.",
    "exchange": "Exchange Server on EC2; extends the schema.",
    "skype-for-business": "Skype for Business Server on EC2; extends the schema.",
    "dotnet-app": "A .NET application that uses Windows authentication.",
    "directory-aware-app": "An application that reads from and writes to Active Directory itself.",
    "ldap-app": "An application that signs its users in by LDAP.",
    "web-app": "A web application for employees.",
    "public-web-app": "A web application for the public.",
    "alb-web-app": "A web application behind an Application Load Balancer that does the sign-in.",
    "static-web-app": "A web application without servers: static files and scripts in the browser.",
    "saas-app": "Applications of other vendors that people sign in to over the web.",
    "office365": "Microsoft 365.",
    "aws-api": "AWS APIs that programs or people call.",
    "aws-services": "AWS services in general that work with a directory.",
    "s3": "Amazon S3.",
    "emr": "Amazon EMR clusters.",
    "redshift": "Amazon Redshift.",
    "hpc-cluster": "A cluster for high-performance computing whose users come from a directory.",
    "transfer-family": "AWS Transfer Family (SFTP, FTPS) with directory users.",
    "ad-cs": "Active Directory Certificate Services: an enterprise certificate authority.",
    "remote-desktop-licensing": "A Remote Desktop licensing server for per-user licences.",
    "license-manager-user-subscriptions": "AWS License Manager user-based subscriptions (Visual Studio, Office, RDS SAL).",
    "core-network-services": "Directory, DNS, DHCP and time for the servers in AWS.",
    "dns": "Name resolution between AWS and the premises.",
    "disaster-recovery": "A copy of workloads in AWS that takes over when the premises are lost.",
}

OPTIMIZE: Mapping[str, str] = {
    "cost": "The lower monthly cost.",
    "effort": "The less work to build and to run.",
    "availability": "The less time that people cannot sign in.",
    "latency": "The shorter sign-in.",
    "simplicity": "The fewer parts.",
    "security": "The fewer rights, copies and secrets.",
}

FAULT_KINDS: Mapping[str, str] = {
    "link-down": "A link carries nothing, both ways or towards one site.",
    "host-down": "A host is off: packets to it are lost.",
    "service-down": "A host is on but one of its roles, or all, has stopped: connections are refused.",
    "site-down": "All hosts of a site are off.",
    "port-blocked": "A link or host lets a port through no longer.",
    "latency": "A link takes longer.",
    "loss": "A link loses a share of its packets.",
    "clock-skew": "A host's clock is wrong by so much.",
    "password-expired": "A principal's password has expired: controllers refuse it.",
    "credential-expired": "A principal's other credential (certificate, key, token) has expired.",
}

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
    "open-session": "A client program goes on with an LDAP session that is open.",
}
"""Flows of single client programs, told packet by packet and run on a clock."""

CLIENT_PROFILES: Mapping[str, str] = {
    "mit-krb5": "MIT Kerberos with the GNU C library's resolver and OpenLDAP.",
    "heimdal": "Heimdal with the GNU C library's resolver and OpenLDAP.",
    "windows": "Windows; its retry times are not published.",
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
    "absent": "There is no such account.",
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

BASES: Mapping[str, str] = {
    "ad-connector": "One AD Connector in front of the existing domain.",
    "ad-connector-per-domain": "An AD Connector for each existing domain.",
    "ad-connector-per-account": "An AD Connector in each AWS account.",
    "managed-ad-standard": "AWS Managed Microsoft AD, Standard Edition.",
    "managed-ad-enterprise": "AWS Managed Microsoft AD, Enterprise Edition.",
    "managed-ad-hybrid": "AWS Managed Microsoft AD, Hybrid Edition: the existing domain, extended.",
    "simple-ad": "Simple AD.",
    "self-managed-ec2": "Domain controllers that the company runs itself on EC2.",
    "existing-ad-direct": "The workload joins the existing AD itself; no Directory Service object.",
    "none": "No directory product is needed or fits.",
    "identity-center-builtin": "IAM Identity Center with its own user store.",
    "identity-center-external-idp": "IAM Identity Center with an outside identity provider.",
    "saml-federation": "IAM federation by SAML 2.0, one provider in each account.",
    "custom-identity-broker": "A home-made broker that asks STS for credentials on the users' behalf.",
    "cognito": "Amazon Cognito.",
}

# In the order in which a label writes them.
MODIFIERS: Mapping[str, str] = {
    "one-way-trust": "A trust in one direction: the managed forest trusts the existing one.",
    "two-way-trust": "A trust in both directions.",
    "multi-region": "Replicated to further Regions.",
    "shared": "Shared with other AWS accounts.",
    "ad-connector": "An AD Connector beside the managed directory.",
    "radius-mfa": "A second factor from a RADIUS server.",
    "identity-center": "IAM Identity Center on top.",
    "iam-role": "IAM roles that directory users take.",
}
