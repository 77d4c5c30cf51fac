"""Synonyms that files may use for the words of a word list.

The reader replaces each synonym by its canonical word.
"""

from __future__ import annotations

from collections.abc import Mapping

from dirsim.catalog import words

WORD_LISTS: Mapping[str, Mapping[str, str]] = {
    "site-kind": words.SITE_KINDS,
    "link-kind": words.LINK_KINDS,
    "role": words.ROLES,
    "directory-kind": words.DIRECTORY_KINDS,
    "dns-zone-kind": words.DNS_ZONE_KINDS,
    "encryption-type": words.ENCRYPTION_TYPES,
    "edition": words.EDITIONS,
    "size": words.SIZES,
    "trust-kind": words.TRUST_KINDS,
    "connectivity": words.CONNECTIVITY,
    "identity-provider": words.IDENTITY_PROVIDERS,
    "workload-kind": words.WORKLOAD_KINDS,
    "need": words.NEEDS,
    "credential-need": {**words.CREDENTIAL_NEEDS, **words.NEEDS},
    "forbidden": words.FORBIDS,
    "optimize": words.OPTIMIZE,
    "principal": words.PRINCIPALS,
    "incident": words.INCIDENTS,
    "kms-key": words.KMS_KEYS,
    "credential-location": words.CREDENTIAL_LOCATIONS,
    "fault-kind": words.FAULT_KINDS,
    "flow-kind": words.FLOW_KINDS,
    "principal-kind": words.PRINCIPAL_KINDS,
    "service-kind": words.SERVICE_KINDS,
}

_NEEDS = {
    "windows-authentication": "windows-auth-db",
    "domain-join": "seamless-domain-join",
    "group-policies": "group-policy",
    "single-sign-on": "sso",
    "console-sso": "sso-console",
    "sso-saas": "sso-saas-apps",
    "low-latency": "low-latency-auth",
    "lowest-effort": "least-ops",
    "trust": "trust-to-existing-ad",
    "schema-extensions": "schema-extension",
    "confused-deputy": "confused-deputy-protection",
}

SYNONYMS: Mapping[str, Mapping[str, str]] = {
    "site-kind": {"on-prem": "on-premises", "region": "aws-region", "cloud": "other-cloud"},
    "link-kind": {"vpn": "site-to-site-vpn", "dx": "direct-connect", "peering": "vpc-peering"},
    "directory-kind": {
        "ad": "active-directory",
        "managed-ad": "managed-microsoft-ad",
        "aws-managed-microsoft-ad": "managed-microsoft-ad",
        "self-managed-ad": "active-directory",
        "azure-ad-domain-services": "entra-domain-services",
    },
    "connectivity": {"site-to-site-vpn": "vpn", "direct-connect": "dx", "unknown": "unspecified"},
    "identity-provider": {
        "saml": "saml2",
        "saml-2.0": "saml2",
        "azure-ad": "entra-id",
        "entra": "entra-id",
        "ad-fs": "adfs",
        "okta": "external-idp",
        "ping": "external-idp",
        "active-directory": "ad",
    },
    "workload-kind": {
        "workspace": "workspaces",
        "saas-apps": "saas-app",
        "directory-aware-apps": "directory-aware-app",
        "ldap-apps": "ldap-app",
        "web-apps": "web-app",
        "public-web-apps": "public-web-app",
        "alb-web-apps": "alb-web-app",
        "static-web-apps": "static-web-app",
        "dotnet-apps": "dotnet-app",
        "ec2-app": "ec2-apps",
        "windows-container": "windows-containers",
        "linux-container": "linux-containers",
        "on-prem-file-share": "on-prem-file-shares",
        "hpc-clusters": "hpc-cluster",
        "aws-apis": "aws-api",
        "aws-service": "aws-services",
        "rds-sql-server": "rds-sqlserver",
        "rds-custom-sql-server": "rds-custom-sqlserver",
        "rds-postgres": "rds-postgresql",
        "aurora-postgres": "aurora-postgresql",
        "sqlserver-on-ec2": "sqlserver-ec2",
        "sqlserver-always-on": "sqlserver-always-on-ec2",
        "appstream2": "appstream",
        "console": "aws-console",
    },
    "need": _NEEDS,
    "credential-need": _NEEDS,
    "forbidden": {
        "long-term-keys": "long-lived-keys",
        "duplicate-users": "duplicate-accounts",
        "hard-coded": "hardcoded",
        "plain-text": "plaintext",
    },
    "principal": {
        "humans": "human",
        "human-developers": "human-developer",
        "human-admins": "human-admin",
        "developer": "human-developer",
        "developers": "human-developer",
        "admin": "human-admin",
        "admins": "human-admin",
        "apps": "app",
        "apps-on-ec2": "app-on-ec2",
        "ec2-instance": "ec2",
        "ec2-instances": "ec2",
        "ecs": "ecs-task",
        "ecs-tasks": "ecs-task",
        "lambda-role": "lambda",
        "lambda-roles": "lambda",
        "lambda-function": "lambda",
        "lambda-functions": "lambda",
        "aws-services": "aws-service",
        "mobile-apps": "mobile-app",
        "on-prem-servers": "on-prem-server",
        "on-prem-vms": "on-prem-vm",
        "on-prem-pipelines": "on-prem-pipeline",
        "on-prem-devices": "on-prem-device-fleet",
        "third-party": "third-party-account",
        "third-party-accounts": "third-party-account",
        "third-party-human": "third-party-humans",
        "third-party-iam-users": "third-party-iam-user",
        "third-party-plugins": "third-party-plugin",
        "iam-user-other-account": "iam-users-other-account",
        "script-roles": "script-role",
        "app-roles": "app-role",
        "test-clients": "test-client",
    },
    "kms-key": {"customer-managed-key": "customer-key", "cmk": "customer-key"},
    "credential-location": {"on-premises": "on-prem"},
}


def proper(word_list: str, word: object) -> object:
    """The canonical word for a synonym; any other value is returned unchanged."""
    return SYNONYMS.get(word_list, {}).get(word, word) if isinstance(word, str) else word
