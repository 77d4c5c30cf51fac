"""Ambiguous words, by the word list in which they are refused."""

from __future__ import annotations

from collections.abc import Mapping

from dirsim.catalog.spelling import close_key
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
        *_each(
            "sql, sql server, sqlserver, azure sql, azure sql database, azure sql managed instance, sql managed instance",
            _SQL_SERVERS,
        ),
        *_each("azure virtual desktop, avd", ("workspaces", "appstream", "ec2-windows")),
        *_each("azure vm, azure virtual machine", _SERVERS),
        *_each("azure app service, app service", ("web-app", "public-web-app", "dotnet-app")),
        *_each("aks", ("windows-containers", "linux-containers", "ec2-linux")),
        *_each("rds custom", ("rds-custom-sqlserver",)),
        *_each("ec2, ec2 instance, ec2 server, server, vm, virtual machine, instance, domain members", _SERVERS),
        *_each("container, docker, ecs, fargate, eks", ("windows-containers", "linux-containers", "ec2-linux")),
        *_each("fsx", ("fsx-windows", "fsx-ontap", "fsx-openzfs")),
        *_each(
            "azure files, file server, file share, file storage, file services, shares, smb, nas, cifs, network drive, shared drive, shared folder, folder, home drive, home directory, home folder, user profiles, fslogix, profile disks, group shares, department shares, samba",
            _FILES,
        ),
        *_each(
            "pacs, patient system, hospital information system, his, lms, learning management system, library system, time tracking, time recording, accounting software, datev, payroll, document management, document management system, dms, ecm, ticketing system, ticketing, help desk, helpdesk, service desk, password manager, lob app, lob, pos, pos system, cash register, planning tool, industry app, specialist app, in-house app, custom app, booking system, warehouse system, mes, plm, scada, zabbix, nagios, dynamics, dynamics nav, business central",
            ("web-app", "saas-app", "ldap-app", "ec2-apps"),
        ),
        *_each(
            "backend, back end, microservices, microservice, app backend",
            ("web-app", "public-web-app", "ec2-apps", "linux-containers"),
        ),
        *_each(
            "dev server, test server, dev environment, test environment, development environment, staging environment, lab",
            _SERVERS,
        ),
        *_each("power bi gateway", ("ec2-windows", "ec2-apps")),
        *_each("etl, etl job, etl jobs", ("emr", "redshift", "aws-api")),
        *_each("profile storage, user home, personal drives, group drive, h drive, team drive", _FILES),
        *_each(
            "build agent, gitlab runner, build runner",
            ("ec2-linux", "ec2-windows", "credentials: {NAME: {principal: on-prem-pipeline}}"),
        ),
        *_each("vpn", ("client-vpn", "estate.connectivity: vpn")),
        *_each("email, mail, mail server, outlook", ("exchange", "office365", "workmail")),
        *_each(
            "website, web site, web server, site, apache, nginx, apache web server",
            ("public-web-app", "web-app", "static-web-app", "alb-web-app"),
        ),
        *_each("mobile app, phone app", ("public-web-app", "credentials: {NAME: {principal: mobile-app}}")),
        *_each("api, rest api, web service", ("web-app", "public-web-app", "aws-api")),
        *_each("app, application, software", ("web-app", "dotnet-app", "ldap-app", "directory-aware-app", "ec2-apps")),
        *_each(
            "jira, confluence, wiki, crm, erp, ticket system, s/4hana, sap s/4hana, sap, sap hana, dynamics 365, dynamics crm, navision, sage, epic, business app, line of business app, third-party app, legacy app, java app, tomcat, hr system, jenkins, gitlab, github, azure devops, biztalk, project server, jupyterhub, jupyter, rstudio, wordpress, nextcloud, moodle",
            ("web-app", "saas-app", "ldap-app", "ec2-apps"),
        ),
        *_each(
            "bastion, bastion host, jump host, jump server, jump box",
            ("ec2-windows", "ec2-linux", "needs: rdp-access", "needs: shell-access"),
        ),
        *_each(
            "windows laptop, windows pc, windows notebook, windows workstation, notebook, macbook, mac laptop, remote desktop, rds farm, remote desktop farm, pc, laptop, workstation, kiosk, cad workstation, gpu workstation, vmware horizon, horizon",
            ("workspaces", "appstream", "ec2-windows", "needs: rdp-access"),
        ),
        *_each(
            "iam identity center, identity center, aws sso, developers, administrators, admins",
            ("aws-console", "aws-api", "needs: sso-console", "needs: multi-account"),
        ),
        *_each(
            "remote access, remote work, home office", ("client-vpn", "workspaces", "appstream", "needs: rdp-access")
        ),
        *_each("portal, web portal, extranet", ("web-app", "public-web-app", "alb-web-app", "saas-app")),
        *_each("domain controller, dc", ("core-network-services", "directory-aware-app", "needs: full-control")),
        *_each(
            "ssrs, ssis, sql express, sql server reporting services, reporting services, report server", _SQL_SERVERS
        ),
        *_each("kubernetes, openshift, k8s, eks cluster", ("windows-containers", "linux-containers", "ec2-linux")),
        *_each(
            "terraform, ci pipeline, pipeline, lambda, batch job, job",
            ("aws-api", "credentials: {NAME: {principal: lambda}}"),
        ),
        *_each("customers, app users", ("public-web-app", "needs: customer-identity")),
        *_each("partners, contractors", ("web-app", "credentials: {NAME: {principal: third-party-humans}}")),
        *_each("data lake, athena, glue", ("s3", "emr", "redshift", "aws-services")),
        *_each("power bi, tableau, bi, report, reporting", ("quicksight", "saas-app", "ec2-windows")),
        *_each("sso", ("aws-console", "saas-app", "needs: sso")),
        *_each("aws account, aws accounts, accounts", ("aws-console", "aws-api", "needs: multi-account")),
        *_each("office, microsoft office", ("office365", "license-manager-user-subscriptions")),
        *_each("ldap", ("ldap-app", "needs: ldap")),
        *_each("analytics", ("quicksight", "redshift", "emr")),
        *_each(
            "ad connect, azure ad connect, entra connect, aad connect",
            ("estate.identity_providers: entra-id", "forbids: user-sync"),
        ),
        *_each("grafana", ("managed-grafana", "web-app", "ldap-app")),
    ),
    "need": (
        *_each("resilience, resilient, resiliency", ("survive-outage", "high-availability", "survive-region-loss")),
        *_each(
            "site failure, survive site failure, site outage, data center outage, data center failure, headquarters down, business continuity",
            ("survive-outage", "survive-region-loss", "high-availability"),
        ),
        *_each(
            "admin access, delegated administration, delegated admin, ou delegation",
            ("domain-admin-rights", "full-control", "separation-of-duties"),
        ),
        *_each(
            "ad in aws, ad in the cloud, directory in aws, directory in the cloud, cloud directory, ad as a service, directory as a service, hosted directory, hosted ad",
            ("cloud-only-directory", "managed-service", "directory-aware-workloads"),
        ),
        *_each(
            "extend ad, extend ad to aws, extend ad to the cloud, extend the domain, extend the domain to aws, extend the existing domain, domain extension, domain controllers in aws, domain controllers in the cloud, domain controller in aws, additional domain controller in aws, additional domain controller in the cloud, another domain controller in aws, backup domain controller in aws, backup domain controller in the cloud, second dc, backup dc, second domain controller, backup domain controller, dcs in aws, local domain controllers, local dcs",
            ("same-domain", "directory-aware-workloads", "low-latency-auth"),
        ),
        *_each("existing mfa, existing mfa solution, keep existing mfa, current mfa", ("mfa", "mfa-radius")),
        *_each(
            "aws sso, identity center, iam identity center, aws iam identity center",
            ("sso-console", "multi-account", "single-portal", "sso-saas-apps"),
        ),
        *_each(
            "minimal infrastructure, as few servers as possible, few servers, minimize servers, no ad know-how, no windows admins, no servers, no servers to manage, no own servers, no infrastructure to manage, nothing to manage, no server management",
            ("managed-service", "least-ops", "forbids: servers", "forbids: user-managed-components"),
        ),
        *_each("user sync, password sync, directory sync", ("existing-credentials", "automatic-provisioning")),
        *_each(
            "no vpn, without vpn, no direct connect, no private connection, no line",
            ("estate.connectivity: none", "estate.connectivity: possible"),
        ),
        *_each(
            "temporary staff, temporary users, temporary employees, temporary workers, temporary people, temporary accounts, seasonal staff",
            ("automatic-provisioning", "temporary-credentials", "credentials: {NAME: {principal: third-party-humans}}"),
        ),
        *_each(
            "users sign in, members log in, members sign in, people sign in, people log in",
            ("existing-credentials", "app-login", "customer-identity"),
        ),
        *_each("security groups", ("groups-from-ad", "security")),
        *_each(
            "merge of two companies, merger of two companies, two companies, merger, merge, acquisition",
            ("consolidation", "trust-to-existing-ad", "migrate-directory"),
        ),
        *_each("permission set, permission sets", ("sso-console", "multi-account", "least-privilege")),
        *_each(
            "hybrid, hybrid identity, existing ad, use existing ad, use the existing ad",
            ("existing-credentials", "groups-from-ad", "users-managed-on-prem", "trust-to-existing-ad"),
        ),
        *_each(
            "external users, guest users, guests, b2b, partner access",
            ("customer-identity", "credentials: {NAME: {principal: third-party-humans}}"),
        ),
        *_each("access reviews, recertification", ("audit", "credential-audit", "find-unused-permissions")),
        *_each("service accounts, service account", ("gmsa", "no-static-passwords", "secret-storage")),
        *_each(
            "saml, federation, federated sign-in, federated login, federated access",
            (*_SSO, "estate.identity_providers: saml2"),
        ),
        *_each("vpn", ("workloads: client-vpn", "estate.connectivity: vpn", "survive-outage")),
        *_each("oidc, openid connect", ("app-login", "customer-identity", "temporary-credentials", "sso-saas-apps")),
        *_each(
            "saml federation, federation with saml, federate with saml",
            (*_SSO, "estate.identity_providers: saml2"),
        ),
        *_each("single login, one sign-in, common login", ("sso", "existing-credentials", "single-identity-store")),
        *_each(
            "azure ad integration, entra id integration, entra integration, azure integration, sync to entra id, sync to azure ad, sync with azure ad, sync with entra id, entra sync",
            ("estate.identity_providers: entra-id", "automatic-provisioning", "existing-credentials"),
        ),
        *_each("okta integration", ("estate.identity_providers: external-idp", "automatic-provisioning", "sso")),
        *_each(
            "m365 integration, office 365 integration, microsoft 365 integration",
            ("sso-saas-apps", "workloads: office365"),
        ),
        *_each("oauth, oauth2, oauth 2.0", ("app-login", "customer-identity", "temporary-credentials")),
        *_each(
            "contractors, contractor access, contractors access, vendors, vendor access, supplier access, consultants, external consultants, freelancers",
            ("existing-credentials", "customer-identity", "credentials: {NAME: {principal: third-party-humans}}"),
        ),
        *_each(
            "keep existing ad, keep the existing ad, keep our ad, keep ad",
            ("users-managed-on-prem", "same-domain", "trust-to-existing-ad"),
        ),
        *_each(
            "remote access, remote work, work from home, home office, working from home, remote users, remote workers, access from home, access from anywhere, mobile access, work from anywhere, teleworking",
            ("workloads: client-vpn", "workloads: workspaces", "rdp-access"),
        ),
        *_each("bastion access, bastion, jump host access", ("rdp-access", "shell-access")),
        *_each(
            "on-prem independence, independence from on-prem",
            ("survive-outage", "forbids: onprem-dependency", "cloud-only-directory"),
        ),
        *_each(
            "licenses, windows licenses, windows licences, license included, byol, bring your own license, windows licensing",
            ("user-based-licensing", "workloads: remote-desktop-licensing"),
        ),
        *_each("delegated administration per brand", ("delegation", "separation-of-duties")),
        *_each(
            "admin tiering, tiered administration, tier model, tiering", ("separation-of-duties", "least-privilege")
        ),
        *_each(
            "isolated from corporate ad, isolation from corporate ad, isolated from the corporate ad",
            ("resource-forest-isolation", "cloud-only-directory"),
        ),
        *_each("iam roles, iam role", ("temporary-credentials", "no-static-keys")),
        *_each("iam roles anywhere, roles anywhere", ("temporary-credentials", "no-static-keys")),
        *_each(
            "centralized management, central management, centralised management, centralized administration, central administration",
            ("single-identity-store", "least-ops", "multi-account", "group-policy"),
        ),
        *_each("failover cluster, failover clustering", ("high-availability", "workloads: sqlserver-always-on-ec2")),
        *_each(
            "windows logins for dbas, windows logins for dba, dba logins, windows accounts for dbas",
            ("windows-auth-db", "existing-credentials"),
        ),
        *_each("iwa", ("windows-auth-db", "kerberos")),
        *_each(
            "cloud first, cloud native, all in cloud, all in the cloud, data center exit, close data center, close the data center, get rid of data center, get rid of the data center",
            ("cloud-only-directory", "migrate-directory", "forbids: onprem-hardware"),
        ),
        *_each("keep adfs, use adfs, existing adfs, with adfs", ("estate.identity_providers: adfs", "sso")),
        *_each(
            "use okta, keep okta, keep using okta, existing okta, with okta",
            ("estate.identity_providers: external-idp", "sso"),
        ),
        *_each("replace adfs, remove adfs, retire adfs", ("forbids: complex-federation", "forbids: servers")),
        *_each(
            "separate environments, separation of prod and dev, environment separation, account separation",
            ("multi-account", "separation-of-duties"),
        ),
        *_each(
            "delegate admin rights, delegated rights, helpdesk can reset passwords",
            ("delegation", "separation-of-duties", "domain-admin-rights"),
        ),
        *_each(
            "minimal changes, few changes, minimal changes to on-prem ad, minimal changes on premises, as few changes as possible",
            ("forbids: app-change", "forbids: process-change", "forbids: client-change"),
        ),
        *_each("latency", ("low-latency-auth", "optimize: latency")),
        *_each("administration, admin rights", ("domain-admin-rights", "full-control", "least-ops")),
        *_each("authentication, login, sign-in", ("existing-credentials", "app-login", "custom-authentication", "mfa")),
        *_each("permissions", ("least-privilege", "windows-acl", "rbac")),
        *_each("licensing, licences", ("user-based-licensing", "workloads: remote-desktop-licensing")),
    ),
    "forbidden": (
        *_each("sync, synchronization, synchronisation", ("password-sync", "user-sync")),
        *_each("trust, trust relationship, ad trust, any trust", ("one-way-trust", "two-way-trust", "forest-trust")),
        *_each("adfs, ad fs, federation servers", ("complex-federation", "servers", "user-managed-components")),
        *_each(
            "on-prem servers, on-premises servers, local servers, servers on premises, on-prem infrastructure",
            ("onprem-hardware", "onprem-dependency"),
        ),
        *_each("directory in the cloud, directory in aws", ("directory-copy-in-cloud", "extra-directory")),
        *_each("self-managed servers", ("servers", "user-managed-components")),
        *_each("code changes", ("app-change", "code-rewrite")),
        *_each("admin rights, administrators", ("account-admin", "broad-user-rights", "privilege-escalation")),
        *_each("keys", ("long-lived-keys", "stored-keys", "root-keys", "key-pairs", "ssh-keys")),
        *_each("passwords", ("credentials-in-cloud", "db-passwords", "plaintext", "static-domain-credentials")),
        *_each("changes", ("app-change", "client-change", "process-change")),
        *_each("federation", ("complex-federation", "third-party-idp")),
        *_each("downtime, outage, interruption", ("needs: minimal-downtime", "needs: survive-outage")),
        *_each("root", ("root-keys", "account-admin")),
        *_each("agents, agent, software agents", ("client-change", "user-managed-components")),
        *_each(
            "third-party tools, third party tools, third-party software, third party software, third-party products",
            ("third-party-idp", "user-managed-components"),
        ),
        *_each(
            "copying users, copied users, user copies", ("user-sync", "duplicate-accounts", "directory-copy-in-cloud")
        ),
        *_each("local accounts, local admin accounts", ("duplicate-accounts", "account-admin", "iam-users")),
        *_each("azure ad, entra, entra id, microsoft entra", ("third-party-idp", "user-sync")),
        *_each(
            "manual work, manual steps, manual effort, manual tasks",
            ("manual-provisioning", "needs: automation", "needs: least-ops"),
        ),
        *_each(
            "on-prem changes, changes on premises, changes on-prem", ("app-change", "process-change", "client-change")
        ),
        *_each(
            "single point of failure, single points of failure, spof",
            ("needs: high-availability", "needs: survive-outage"),
        ),
        *_each(
            "user data in the cloud, data in the cloud, data in aws",
            ("directory-copy-in-cloud", "credentials-in-cloud", "data-move"),
        ),
        *_each("inbound trust, outbound trust", ("one-way-trust", "two-way-trust")),
        *_each(
            "changes to ad, changes to on-prem ad, ad changes, schema change, schema extension",
            ("app-change", "process-change", "client-change"),
        ),
        *_each("replication", ("credential-replication", "directory-copy-in-cloud")),
        *_each(
            "domain controllers on ec2, dcs on ec2, self-managed domain controllers, self-managed ad, ad on ec2, windows servers",
            ("servers", "user-managed-components", "directory-copy-in-cloud"),
        ),
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
    "identity-provider": (
        *_each(
            "office 365, microsoft 365, m365, o365, azure, hybrid azure ad, azure ad connect, entra connect",
            ("entra-id", "adfs"),
        ),
        *_each("iam identity center, identity center, aws sso", ("corporate-idp", "needs: sso-console")),
        *_each("oidc, openid connect, oauth", ("external-idp", "custom")),
        *_each("own idp, own identity provider, in-house idp", ("corporate-idp", "custom")),
    ),
    "connectivity": (
        *_each("transit gateway, tgw, vpc peering, peering", ("vpn", "dx", "private", "vpc-only")),
        *_each("private link, privatelink, vpc endpoint", ("vpc-only", "private")),
        *_each("cloud wan", ("private", "vpc-only")),
        *_each("hybrid", ("vpn", "dx", "private")),
        *_each("expressroute, azure expressroute, express route", ("cross-cloud-vpn", "private", "unspecified")),
        *_each("redundant, two lines, two links", ("[vpn, vpn]", "[dx, dx]", "[dx, vpn]", "[private, private]")),
    ),
    "link-kind": (*_each("private", ("direct-connect", "site-to-site-vpn", "wan")),),
}
"""The ambiguous words of each word list; a list without them has no entry."""

TOGETHER: Mapping[str, tuple[str, str]] = {
    close_key(text): ("trust-to-existing-ad", other)
    for texts, other in (
        ("one-way trust, one-way forest trust, one way ad trust, one-way external trust", "two-way-trust"),
        ("two-way trust, two-way forest trust, two way ad trust, bidirectional trust, mutual trust", "one-way-trust"),
    )
    for text in texts.split(", ")
}
"""Needs that say two things, by their close key: the need, and what it rules out."""
