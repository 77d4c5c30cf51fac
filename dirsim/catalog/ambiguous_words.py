"""Ambiguous words, by the word list in which they are refused."""

from __future__ import annotations

from collections.abc import Mapping

from dirsim.catalog.word import AmbiguousWord

_SQL_SERVERS = ("rds-sqlserver", "rds-custom-sqlserver", "sqlserver-ec2", "sqlserver-always-on-ec2")
_RDS = ("rds-sqlserver", "rds-postgresql", "rds-mysql", "rds-mariadb", "rds-oracle", "rds-db2")
_AURORA = ("aurora-mysql", "aurora-postgresql")
_SERVERS = ("ec2-windows", "ec2-linux", "ec2-apps")
_FILES = ("fsx-windows", "fsx-ontap", "storage-gateway-smb", "on-prem-file-shares")
_SSO = ("sso-console", "sso-saas-apps", "sso-on-prem")


def _each(texts: str, meanings: tuple[str, ...]) -> tuple[AmbiguousWord, ...]:
    return tuple(AmbiguousWord(text, meanings) for text in texts.split(", "))


AMBIGUOUS: Mapping[str, tuple[AmbiguousWord, ...]] = {
    "workload-kind": (
        *_each("rds, relational database, database, db, sql database", (*_RDS, *_AURORA)),
        *_each("aurora", _AURORA),
        *_each("sql, sql server, sqlserver", _SQL_SERVERS),
        *_each("rds custom", ("rds-custom-sqlserver",)),
        *_each("ec2, ec2 instance, ec2 server, server, vm, virtual machine, instance, domain members", _SERVERS),
        *_each("container, docker, ecs, fargate, eks", ("windows-containers", "ec2-linux")),
        *_each("fsx", ("fsx-windows", "fsx-ontap")),
        *_each("file server, file share, file storage, shares, smb, nas, cifs, network drive", _FILES),
        *_each("vpn", ("client-vpn", "estate.connectivity: vpn")),
        *_each("email, mail, mail server", ("exchange", "office365", "workmail")),
        *_each("website, web site, web server, site", ("public-web-app", "web-app", "static-web-app", "alb-web-app")),
        *_each("mobile app, phone app", ("public-web-app", "credentials: principal mobile-app")),
        *_each("api, rest api, web service", ("web-app", "public-web-app", "aws-api")),
        *_each("app, application, software", ("web-app", "dotnet-app", "ldap-app", "directory-aware-app", "ec2-apps")),
        *_each("jira, confluence, wiki, crm, erp, ticket system", ("web-app", "saas-app", "ldap-app", "ec2-apps")),
        *_each("sso", ("aws-console", "saas-app", "needs: sso")),
        *_each("office, microsoft office", ("office365", "license-manager-user-subscriptions")),
        *_each("ldap", ("ldap-app", "needs: ldap")),
        *_each("analytics", ("quicksight", "redshift", "emr")),
        *_each("grafana", ("managed-grafana", "web-app", "ldap-app")),
    ),
    "need": (
        *_each("resilience, resilient, resiliency", ("survive-outage", "high-availability", "survive-region-loss")),
        *_each("saml, federation", (*_SSO, "estate.identity_providers: saml2")),
        *_each("vpn", ("workloads: client-vpn", "estate.connectivity: vpn", "survive-outage")),
        *_each("latency", ("low-latency-auth", "optimize: latency")),
        *_each("administration, admin rights", ("domain-admin-rights", "full-control", "least-ops")),
        *_each("authentication, login, sign-in", ("existing-credentials", "app-login", "custom-authentication", "mfa")),
        *_each("permissions", ("least-privilege", "windows-acl", "rbac")),
        *_each("licensing, licences, licenses", ("user-based-licensing", "workloads: remote-desktop-licensing")),
    ),
    "forbidden": (
        *_each("sync, synchronization, synchronisation", ("password-sync", "user-sync")),
        *_each("trust", ("one-way-trust", "two-way-trust", "forest-trust")),
        *_each("self-managed servers", ("servers", "user-managed-components")),
        *_each("code changes", ("app-change", "code-rewrite")),
        *_each("admin rights, administrators", ("account-admin", "broad-user-rights", "privilege-escalation")),
        *_each("keys", ("long-lived-keys", "stored-keys", "root-keys", "key-pairs", "ssh-keys")),
        *_each("passwords", ("credentials-in-cloud", "db-passwords", "plaintext", "static-domain-credentials")),
        *_each("changes", ("app-change", "client-change", "process-change")),
        *_each("federation", ("complex-federation", "third-party-idp")),
        *_each("replication", ("credential-replication", "directory-copy-in-cloud")),
    ),
    "credential-need": (
        *_each("permissions", ("least-privilege", "edit-permissions", "find-unused-permissions")),
        *_each("analyzer, access analyzer", ("find-external-access", "find-unused-permissions", "from-activity")),
    ),
    "principal": (
        *_each("vendor, partner, supplier", ("third-party-account", "third-party-humans", "third-party-plugin")),
        *_each("server, vm, machine", ("ec2", "on-prem-server", "on-prem-vm")),
        *_each("pipeline, ci, ci/cd", ("github-actions", "on-prem-pipeline")),
        *_each("iam user", ("human", "iam-users-other-account", "third-party-iam-user")),
        *_each("container", ("ecs-task", "app-on-ec2")),
        *_each("role", ("app-role", "script-role", "aws-service")),
    ),
    "target": (
        *_each("sql server, sqlserver, sql", _SQL_SERVERS),
        *_each("aurora", _AURORA),
    ),
    "directory-kind": (
        *_each("directory service", ("managed-microsoft-ad", "ad-connector", "simple-ad")),
        *_each("directory", ("active-directory", "managed-microsoft-ad", "ldap")),
        *_each("azure ad", ("entra-domain-services", "estate.identity_providers: entra-id")),
    ),
    "link-kind": (*_each("private", ("direct-connect", "site-to-site-vpn", "wan")),),
}
"""The ambiguous words of each word list; a list without them has no entry."""
