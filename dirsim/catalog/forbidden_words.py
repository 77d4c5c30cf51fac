"""Forbidden words, each with its meaning."""

from __future__ import annotations

from collections.abc import Mapping

from dirsim.catalog.word import Word, meanings

FORBID_WORDS: tuple[Word, ...] = (
    Word(
        "directory-copy-in-cloud",
        "No copy of the existing directory in AWS.",
        "ad copy in cloud, copy of ad in cloud, replica in cloud, directory replica in cloud, domain controllers in aws, domain controllers in cloud, dcs in aws, directory data in cloud, directory data in aws, ad data in aws, ad data in the cloud, dcs in cloud, dcs in the cloud, ad replication, ad replication to aws, replica of ad",
    ),
    Word(
        "credentials-in-cloud",
        "No passwords or hashes of the existing directory in AWS.",
        "passwords in cloud, credentials in aws, passwords in aws, passwords stored in aws, stored passwords in aws, passwords stored in the cloud",
    ),
    Word(
        "cached-credentials",
        "No cached passwords or logons in AWS.",
        "cached logon, cached password, credential cache, caching of credentials, credential caching, caching credentials, password caching",
    ),
    Word(
        "credential-replication",
        "No replication of passwords or hashes to another directory.",
        "password hashes in cloud, password hashes in aws, password replication, hash replication, hashes, hashes in the cloud",
    ),
    Word(
        "password-sync",
        "No synchronisation of passwords.",
        "password hash sync, password synchronization, password synchronisation, phs",
    ),
    Word(
        "user-sync",
        "No synchronisation of users, groups or passwords.",
        "dirsync, directory sync, aad connect, azure ad connect, entra connect, directory synchronization, user synchronization",
    ),
    Word(
        "duplicate-accounts",
        "No second account for a person who has one.",
        "duplicate-users, second accounts, double accounts, second passwords, separate accounts, new accounts, second login, double passwords, two passwords, shadow accounts",
    ),
    Word("separate-iam-users", "No IAM users beside the accounts that people have.", "extra iam users"),
    Word("iam-users", "No IAM users at all.", "iam user"),
    Word(
        "long-lived-keys",
        "No access keys that do not expire, wherever they are.",
        "long-term-keys, access keys, static keys, static credentials, long-lived credentials, long-term credentials, long-lived access keys, permanent keys, static access keys, permanent credentials",
    ),
    Word(
        "stored-keys",
        "No access keys stored on machines or in files.",
        "keys on disk, stored credentials, keys on machines",
    ),
    Word(
        "stored-long-lived-keys",
        "No stored keys that do not expire; stored temporary ones are allowed.",
        "stored access keys",
    ),
    Word("root-keys", "No access keys of the root user.", "root access keys, root user keys, root credentials"),
    Word("key-pairs", "No EC2 key pairs.", "ec2 key pairs"),
    Word("ssh-keys", "No SSH keys handed to people.", "ssh key"),
    Word(
        "hardcoded",
        "No secrets in code, images or templates.",
        "hard-coded, hard-coded credentials, hard-coded secrets, hard-coded passwords",
    ),
    Word("plaintext", "No secrets in clear text.", "plain-text, plain text passwords, clear text, cleartext"),
    Word(
        "in-source-code",
        "No secrets in source code.",
        "secrets in code, credentials in code, passwords in code, secrets in source code",
    ),
    Word("db-passwords", "No database passwords.", "database passwords"),
    Word(
        "static-domain-credentials",
        "No stored user name and password of the domain.",
        "stored domain password, static domain password",
    ),
    Word(
        "manual-provisioning",
        "No accounts created by hand.",
        "manual user creation, manual accounts, creating users by hand",
    ),
    Word("manual-sharing", "No sharing with accounts by hand, one at a time.", "sharing by hand"),
    Word(
        "user-managed-components",
        "Nothing that the company must run itself.",
        "self-managed components, self-managed, self managed, self-run servers",
    ),
    Word(
        "servers",
        "No servers of the company's own in AWS.",
        "own servers, domain controllers, dcs, own domain controllers, managing servers, ec2 servers, ec2 instances, vms, own vms, servers in aws, windows servers in aws",
    ),
    Word("onprem-hardware", "No new machines on the premises.", "on-prem hardware, on-premises hardware, new hardware"),
    Word(
        "onprem-dependency",
        "Nothing in AWS may depend on the premises.",
        "on-prem dependency, on-premises dependency, dependency on premises, dependence on premises, dependency on on-prem, dependency on the data center, dependency on the vpn",
    ),
    Word("one-way-trust", "No one-way trust.", "one way trusts, unidirectional trust"),
    Word("two-way-trust", "No two-way trust.", "bidirectional trust, mutual trust"),
    Word("forest-trust", "No forest trust, in whatever direction.", "forest trusts"),
    Word("intermediate-domain", "No further domain between the workload and the existing one."),
    Word(
        "extra-directory",
        "No further directory.",
        "additional directory, second directory, new forest, new domain, new directory, another directory, second identity store, another domain, another forest, second domain, second forest, additional domain",
    ),
    Word(
        "third-party-idp",
        "No identity provider of another vendor.",
        "okta, third-party identity provider, external idp, outside identity provider",
    ),
    Word("complex-federation", "No elaborate federation."),
    Word(
        "plain-ldap",
        "No LDAP without TLS.",
        "ldap without tls, unencrypted ldap, ldap without ssl, cleartext ldap, insecure ldap, ldap in clear, ldap in clear text",
    ),
    Word("ntlm-only", "No workload that can do NTLM only.", "ntlm"),
    Word("active-directory", "No Active Directory.", "ad"),
    Word(
        "managed-restrictions",
        "No limits such as a directory run by AWS puts on its administrators.",
        "restrictions of managed ad",
    ),
    Word("account-admin", "No administrators of whole AWS accounts.", "account administrators, full account admin"),
    Word("broad-user-rights", "No wide rights for people.", "broad rights, wide rights"),
    Word("privilege-escalation", "No way to raise one's own rights.", "escalation"),
    Word("app-change", "The application is not changed.", "application changes, changing the application"),
    Word("client-change", "The clients are not changed.", "client changes"),
    Word("process-change", "The way that people administer users is not changed.", "process changes"),
    Word("code-rewrite", "Code is not rewritten.", "rewrite, rewriting code"),
    Word("data-move", "Data is not moved or copied.", "data migration, moving data"),
    Word("role-deletion", "The role is not deleted.", "deleting the role"),
)
FORBIDS: Mapping[str, str] = meanings(FORBID_WORDS)
