"""Forbidden words, each with its meaning."""

from __future__ import annotations

from collections.abc import Mapping

from dirsim.catalog.word import Word, meanings

FORBID_WORDS: tuple[Word, ...] = (
    Word(
        "directory-copy-in-cloud",
        "No copy of the existing directory in AWS.",
        "ad copy in cloud, copy of ad in cloud, replica in cloud, directory replica in cloud, domain controllers in aws, domain controllers in cloud, dcs in aws, directory data in cloud, directory data in aws, ad data in aws, ad data in the cloud, dcs in cloud, dcs in the cloud, ad replication, ad replication to aws, replica of ad, directory copies in the cloud, directory copy in aws, copies of the directory in the cloud, copy of the directory in aws, ad replica in aws, ad replica in the cloud, domain controllers in the cloud, domain controller in aws, domain controller in the cloud, replicating ad to aws, replicate ad to aws, replicate ad to the cloud, replication of ad to the cloud, replicating the directory to aws, replicating the directory, directory replication, directory replica, ad database in the cloud, ad database in aws, ntds.dit in the cloud, ntds.dit in aws, our ad in aws, our ad in the cloud, copying the directory to aws, copying the directory to the cloud, copying ad to the cloud, copying ad to aws, copy ad to aws, copy ad to the cloud, store directory data in aws, storing directory data in aws, storing directory data in the cloud, ad objects in aws, ad objects in the cloud, extending ad to aws, domain controllers outside the data center, on-prem domain controllers in aws",
    ),
    Word(
        "credentials-in-cloud",
        "No passwords or hashes of the existing directory in AWS.",
        "passwords in cloud, credentials in aws, passwords in aws, passwords stored in aws, stored passwords in aws, passwords stored in the cloud, credentials in the cloud, credentials stored in aws, credentials stored in the cloud, storing passwords in aws, storing passwords in the cloud, store passwords in aws, store passwords in the cloud, store credentials in aws, store credentials in the cloud, storing credentials in aws, storing credentials in the cloud, passwords in the cloud, passwords outside the data center, ad passwords in aws, ad passwords in the cloud, passwords leaving the premises, passwords leave the premises, credentials leaving the premises, passwords leaving the data center, corporate passwords in aws, corporate passwords in the cloud, user passwords in aws, user passwords in the cloud",
    ),
    Word(
        "cached-credentials",
        "No cached passwords or logons in AWS.",
        "cached logon, cached password, credential cache, caching of credentials, credential caching, caching credentials, password caching, cached logons, cached passwords, caching passwords, cache credentials, cached domain credentials, credentials cache, cache passwords, cached logins, password cache, cached domain logons, cached sign-ins",
    ),
    Word(
        "credential-replication",
        "No replication of passwords or hashes to another directory.",
        "password hashes in cloud, password hashes in aws, password replication, hash replication, hashes, hashes in the cloud, credentials replication, replicate passwords, replicating passwords, replicating credentials, replicate credentials, password hash replication, password hashes in the cloud, password hashes leaving the premises, hash sync, replicating password hashes, copying password hashes, hashes in aws, copy passwords, copying passwords, copies of passwords, replication of passwords, replication of credentials, replicate password hashes",
    ),
    Word(
        "password-sync",
        "No synchronisation of passwords.",
        "password hash sync, password synchronization, password synchronisation, phs, password syncing, sync passwords, syncing passwords, synchronizing passwords, synchronising passwords, synchronize passwords, synchronise passwords, passwords synced, passwords synced to the cloud, sync of passwords, synchronization of passwords, synchronisation of passwords, synced passwords, password hash synchronization, password hash synchronisation, sync passwords to the cloud, sync passwords to aws, syncing passwords to the cloud, password hash syncing, sync password hashes",
    ),
    Word(
        "user-sync",
        "No synchronisation of users, groups or passwords.",
        "dirsync, directory sync, aad connect, azure ad connect, entra connect, directory synchronization, user synchronization, account sync, sync users, syncing users, synchronizing users, synchronize users, users synced, users synced to the cloud, sync accounts, syncing accounts, account synchronization, sync users to aws, sync users to the cloud, identity sync, identity synchronization, sync of users, sync directory, sync the directory, directory syncing, sync tool, sync agent, sync tools, syncing the directory, synchronizing the directory, ad sync, ad syncing, syncing ad, sync ad, entra cloud sync, azure ad sync",
    ),
    Word(
        "duplicate-accounts",
        "No second account for a person who has one.",
        "duplicate-users, second accounts, double accounts, second passwords, separate accounts, new accounts, second login, double passwords, two passwords, shadow accounts, duplicate users, duplicated accounts, second account, second accounts for users, two accounts, two accounts per user, additional accounts, extra accounts, additional passwords, extra passwords, second password, new passwords, another password, another account, extra account, separate passwords, separate logins, separate login, separate credentials, additional credentials, extra credentials, second set of credentials, new credentials, double user management, duplicate user management, double user administration, double administration of users, duplicate identities, duplicate users in the cloud, multiple accounts per user, several accounts per user, new user accounts, second identity, double accounts for users, local users, local user accounts, cloud-only accounts, cloud only accounts, separate local accounts, local users in aws",
    ),
    Word(
        "separate-iam-users",
        "No IAM users beside the accounts that people have.",
        "extra iam users, separate iam accounts, iam users for staff, an iam user per person, iam users per person, individual iam users",
    ),
    Word("iam-users", "No IAM users at all.", "iam user, iam user accounts, iam accounts, creating iam users"),
    Word(
        "long-lived-keys",
        "No access keys that do not expire, wherever they are.",
        "long-term-keys, access keys, static keys, static credentials, long-lived credentials, long-term credentials, long-lived access keys, permanent keys, static access keys, permanent credentials, long lived access keys, long-lived iam keys, iam access keys, iam keys, aws access keys, permanent access keys, static aws keys, static iam keys, static aws credentials, long-term access keys, non-expiring keys, keys that do not expire, non-expiring credentials, access key, access keys for users, permanent iam keys, long-living keys, longlived keys, fixed keys, fixed access keys, long-lived secrets, long-term secrets, long lived secret keys, static secrets",
    ),
    Word(
        "stored-keys",
        "No access keys stored on machines or in files.",
        "keys on disk, stored credentials, keys on machines, keys on laptops, access keys on laptops, keys on servers, access keys on servers, keys in files, keys stored on machines, keys stored on disk, keys stored on laptops, credentials on laptops, credentials on disk, credentials on servers, credentials files, credentials stored on disk, credential files, access keys on disk, saved keys",
    ),
    Word(
        "stored-long-lived-keys",
        "No stored keys that do not expire; stored temporary ones are allowed.",
        "stored access keys, stored static keys, stored permanent keys, stored long-term keys, long-lived keys on disk",
    ),
    Word(
        "root-keys",
        "No access keys of the root user.",
        "root access keys, root user keys, root credentials, root access key, root account keys, root user access keys, root keys of the account, keys of the root user, root user credentials, root account access keys, root user, root account, root account usage, root user access, root login",
    ),
    Word("key-pairs", "No EC2 key pairs.", "ec2 key pairs, keypairs, ec2 keypairs, key pair, ec2 key pair"),
    Word(
        "ssh-keys",
        "No SSH keys handed to people.",
        "ssh key, shared ssh keys, ssh key distribution, ssh key management, ssh keys for users, private ssh keys, distributing ssh keys",
    ),
    Word(
        "hardcoded",
        "No secrets in code, images or templates.",
        "hard-coded, hard-coded credentials, hard-coded secrets, hard-coded passwords, hardcoded credentials, hardcoded passwords, hardcoded secrets, hard coded passwords, hardcoded keys, hard-coded keys, secrets in images, secrets in templates, passwords in scripts, credentials in scripts, secrets in scripts, secrets in config files, passwords in config files, credentials in config files, passwords in configuration files, embedded credentials, embedded passwords, embedded keys",
    ),
    Word(
        "plaintext",
        "No secrets in clear text.",
        "plain-text, plain text passwords, clear text, cleartext, plaintext passwords, plain text, plaintext secrets, plain text secrets, cleartext passwords, clear text passwords, clear-text passwords, unencrypted passwords, unencrypted secrets, plaintext credentials, passwords in clear text, passwords in plain text, secrets in clear text, secrets in plain text, unencrypted credentials",
    ),
    Word(
        "in-source-code",
        "No secrets in source code.",
        "secrets in code, credentials in code, passwords in code, secrets in source code, keys in code, keys in source code, credentials in source code, passwords in source code, secrets in git, secrets in repositories, secrets in the repository, keys in git, credentials in git, passwords in git, credentials in repositories, secrets in repos, keys in repos, secrets in version control",
    ),
    Word(
        "db-passwords",
        "No database passwords.",
        "database passwords, database password, db password, static database passwords, passwords for databases, sql logins, sql authentication, sql server logins, database logins with passwords, sql passwords, sql server authentication, shared database passwords, sa account, sa login, sa user, local database users, local db users, database-local users, mixed mode, mixed mode authentication, mixed-mode authentication",
    ),
    Word(
        "static-domain-credentials",
        "No stored user name and password of the domain.",
        "stored domain password, static domain password, domain password in files, domain join credentials, stored domain credentials, domain credentials in scripts, static domain join password, domain join password, domain admin password in scripts, service account passwords, service account password",
    ),
    Word(
        "manual-provisioning",
        "No accounts created by hand.",
        "manual user creation, manual accounts, creating users by hand, manual user management, manual user administration, creating users manually, creating accounts manually, manual account creation, manually created users, manually created accounts, manual onboarding, manual offboarding, accounts by hand, users by hand, manual user provisioning, manual account management, creating accounts by hand, manual creation of users, manual creation of accounts, manual user maintenance",
    ),
    Word(
        "manual-sharing",
        "No sharing with accounts by hand, one at a time.",
        "sharing by hand, manual share, sharing one by one, manual sharing with accounts",
    ),
    Word(
        "user-managed-components",
        "Nothing that the company must run itself.",
        "self-managed components, self-managed, self managed, self-run servers, self-hosted components, self hosted, self-hosted, self-hosting, self-managed infrastructure, self-operated components, components we run ourselves, anything self-managed, own infrastructure, own components, software we must run, own operations, customer-managed components, patching, patching servers, patch management, server patching, anything to patch, patching of servers, servers to patch",
    ),
    Word(
        "servers",
        "No servers of the company's own in AWS.",
        "own servers, domain controllers, dcs, own domain controllers, managing servers, ec2 servers, ec2 instances, vms, own vms, servers in aws, windows servers in aws, new servers, additional servers, extra servers, more servers, any servers, our own servers, servers to manage, servers to maintain, managing our own servers, own ec2 instances, own virtual machines, virtual machines, ec2, server management, running servers, running our own servers, running domain controllers, running our own domain controllers, maintaining servers, maintaining domain controllers, managing domain controllers, operating servers, operating domain controllers, self-managed vms, vms to manage, vms to patch, own ec2 servers, ec2 domain controllers, domain controllers to manage, dcs to manage, infrastructure servers",
    ),
    Word(
        "onprem-hardware",
        "No new machines on the premises.",
        "on-prem hardware, on-premises hardware, new hardware, new on-prem hardware, new on-premises hardware, hardware on premises, hardware on-prem, buying hardware, new servers on premises, new on-prem servers, new machines on premises, appliances, on-prem appliances, more hardware, additional hardware, hardware purchases, hardware, new appliances, extra hardware",
    ),
    Word(
        "onprem-dependency",
        "Nothing in AWS may depend on the premises.",
        "on-prem dependency, on-premises dependency, dependency on premises, dependence on premises, dependency on on-prem, dependency on the data center, dependency on the vpn, dependence on on-prem, dependence on the data center, dependence on the vpn, dependency on vpn, dependency on headquarters, dependency on the link, dependency on on-prem ad, dependency on the on-prem ad, dependency on on-premises ad, dependency on the office, dependency on the corporate network, reliance on on-prem, reliance on the data center, reliance on the vpn, relying on on-prem, relying on the vpn, depending on on-prem, depending on the vpn, depending on the data center, depending on the premises, on-prem dependencies, on-premises dependencies, dependency on on-premises",
    ),
    Word(
        "one-way-trust",
        "No one-way trust.",
        "one way trusts, unidirectional trust, one-way trusts, one-directional trust",
    ),
    Word(
        "two-way-trust",
        "No two-way trust.",
        "bidirectional trust, mutual trust, two-way trusts, two way trusts, bi-directional trust, bidirectional trusts, mutual trusts, trust in both directions, trusts in both directions, trust both ways",
    ),
    Word(
        "forest-trust",
        "No forest trust, in whatever direction.",
        "forest trusts, cross-forest trust, trust between forests, inter-forest trust",
    ),
    Word(
        "intermediate-domain",
        "No further domain between the workload and the existing one.",
        "additional domain in between, intermediate domains",
    ),
    Word(
        "extra-directory",
        "No further directory.",
        "additional directory, second directory, new forest, new domain, new directory, another directory, second identity store, another domain, another forest, second domain, second forest, additional domain, additional directories, extra directories, second ad, second active directory, additional ad, additional active directory, another ad, another active directory, new ad, new active directory, separate directory, separate ad, separate active directory, separate domain, separate forest, extra domain, extra forest, additional forest, parallel directory, parallel ad, parallel directories, more directories, further directory, further directories, second user store, another user store, additional user store, additional identity store, another identity store, second user directory, another user directory, new domains, new forests, multiple directories, several directories, two directories, new identity store, separate identity store, separate user store, separate user directory, second user database",
    ),
    Word(
        "third-party-idp",
        "No identity provider of another vendor.",
        "okta, third-party identity provider, external idp, outside identity provider, third party idp, third-party identity providers, external identity provider, external identity providers, external idps, third-party idps, other identity providers, additional identity provider, idp from another vendor, identity provider of another vendor, another identity provider, another idp, new identity provider, second identity provider, additional idp, new idp, extra idp, further identity provider, second idp, extra identity provider",
    ),
    Word(
        "complex-federation",
        "No elaborate federation.",
        "complicated federation, elaborate federation, federation setup",
    ),
    Word(
        "plain-ldap",
        "No LDAP without TLS.",
        "ldap without tls, unencrypted ldap, ldap without ssl, cleartext ldap, insecure ldap, ldap in clear, ldap in clear text, unencrypted ldap binds, ldap unencrypted, clear text ldap, ldap in plain text, ldap in plaintext, ldap port 389, port 389, ldap on 389, non-tls ldap, plaintext ldap, unsecured ldap, unsigned ldap, cleartext ldap binds, simple ldap binds without tls",
    ),
    Word(
        "ntlm-only",
        "No workload that can do NTLM only.",
        "ntlm, ntlm authentication, ntlmv1, ntlmv2, ntlm v1, ntlm fallback",
    ),
    Word(
        "active-directory",
        "No Active Directory.",
        "ad, any active directory, any ad, domain controllers of any kind, windows domain, ad domain",
    ),
    Word(
        "managed-restrictions",
        "No limits such as a directory run by AWS puts on its administrators.",
        "restrictions of managed ad, restrictions of managed services, managed ad restrictions, restrictions of a managed directory, limits of managed ad, managed service restrictions, limited admin rights, restricted admin rights",
    ),
    Word(
        "account-admin",
        "No administrators of whole AWS accounts.",
        "account administrators, full account admin, account admins, full account administrators, full admin access to accounts, administratoraccess, administrator access, full admin access, admin access to the account, account-wide administrators",
    ),
    Word(
        "broad-user-rights",
        "No wide rights for people.",
        "broad rights, wide rights, broad permissions, wide permissions, excessive permissions, excessive rights, over-privileged users, overprivileged users, too many permissions, too broad permissions, broad access, wildcard permissions, full access for users, overly broad permissions, admin rights for users, local admin rights",
    ),
    Word(
        "privilege-escalation",
        "No way to raise one's own rights.",
        "escalation, privilege escalations, escalating privileges, escalation of privileges, raising own rights",
    ),
    Word(
        "app-change",
        "The application is not changed.",
        "application changes, changing the application, application change, app changes, changes to the application, changes to applications, changing applications, changing apps, changing the app, modifying the application, modifying applications, changes in the application, changes to apps, application modification, application modifications, software changes, change the application, modify the application, changes to the app, change applications, touching the application",
    ),
    Word(
        "client-change",
        "The clients are not changed.",
        "client changes, changes to clients, changing clients, client software, software on clients, client installation, client agent, client agents, agents on clients, agents on laptops, installing software on clients, changes on clients, changes on laptops, changes to laptops, changes on pcs, new client software",
    ),
    Word(
        "process-change",
        "The way that people administer users is not changed.",
        "process changes, changing processes, changes to processes, change of process, new processes, changing admin processes, changing how we manage users, changes in user administration, changes to user administration, changing the admin process, process changes for admins, retraining admins",
    ),
    Word(
        "code-rewrite",
        "Code is not rewritten.",
        "rewrite, rewriting code, rewriting applications, rewriting the application, rewriting apps, rewriting the app, refactoring, code refactoring, recoding, redevelopment, rewriting, rewrite the application, rewrite code, refactor code, refactoring applications",
    ),
    Word(
        "data-move",
        "Data is not moved or copied.",
        "data migration, moving data, moving the data, migrating data, data transfer, copying data, data copy, data copies, moving files, copy data, move data, moving data to aws, data movement, data moving",
    ),
    Word(
        "role-deletion",
        "The role is not deleted.",
        "deleting the role, delete the role, role removal, deleting roles, removing the role",
    ),
)
FORBIDS: Mapping[str, str] = meanings(FORBID_WORDS)
