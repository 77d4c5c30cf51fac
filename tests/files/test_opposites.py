"""Opposites and look-alikes: a phrase of another meaning is never read as the thing that it resembles."""

import pytest

from dirsim.errors import InputError
from dirsim.files.requirements_reader import parse_requirements
from tests.files.hinted import problems

HOLDERS = {
    "need": "needs: [%s]",
    "forbid": "forbids: [%s]",
    "workload": "workloads: {a: {kind: %s}}",
    "connection": "estate: {connectivity: %s}",
    "directory": "estate: {directories: {a: {kind: %s}}}",
    "provider": "estate: {identity_providers: [%s]}",
}


def written(place, text):
    """A file with a phrase at a place."""
    return f"dirsim: requirements/v1\nname: case\n{HOLDERS[place] % text}\n"


def read(place, text):
    """The requirements of a file with a phrase at a place."""
    return parse_requirements(written(place, text))


def listed(texts):
    """The phrases of a text with bars between them."""
    return [one.strip() for one in texts.split("|")]


NEVER = {
    "need": listed(
        "no mfa|without mfa|MFA not required|MFA optional|mfa later|no group policy|GPO not needed|schema extension not allowed|"
        "not multi-region|single region only|no multi-account|no SSO|sso not required|trust not possible|no ldap|no ldaps|no kerberos|"
        "no domain join|non-domain-joined servers|no high availability|HA optional|no disaster recovery|low availability is fine|"
        "no managed service|unmanaged|no existing credentials|different passwords|do not merge domains|do not migrate AD|"
        "no password policy|audit not needed|no encryption|unencrypted|no RDP access|no ssh|no DNS forwarding|mfa without radius|"
        "no automatic provisioning|no customer login|no external users|no least privilege|high cost|cost does not matter|"
        "high latency tolerated|slow login is ok|outages are acceptable|sign-in may fail during outage|never rotate secrets|"
        "static passwords|not read-only|write access|no programmatic access|AD not required|cached logins forbidden|no gmsa|"
        "no emergency access|no domain admin rights|no recycle bin|no powershell|no windows authentication to database|no mfa and gpo|nobody uses existing credentials|hackers use existing accounts|"
        "attackers log in with existing accounts|existing credentials for customers|mfa for guests|users hardly use MFA"
    ),
    "forbid": listed("no mfa|two-way trusts allowed|trusts allowed|iam roles|no restrictions|anything|high cost"),
    "workload": listed(
        "fsx lustre|aurora serverless|rds gateway|rds custom for oracle|workspaces web|workspaces secure browser|"
        "vmware workspace one|ad connect health|linux containers on windows|not windows|windows phone|macos desktops|mysql workbench|"
        "postgres client|web application firewall|sql server analysis services|tape gateway|volume gateway|ad lds|app mesh"
    ),
    "connection": listed(
        "without vpn|vpn not possible|vpn not allowed|not vpn|no direct connect|direct connect not possible|vpn but no direct connect|"
        "vpn instead of direct connect|direct connect instead of vpn|vpn or internet|mpls without internet|vpn tunnel down|"
        "vpn in another region|vpn between vpcs|direct internet|dial-up"
    ),
    "directory": listed(
        "ad connect|ad lds|amazon cloud directory|cognito|nt4 domain|workgroup|hr database|mac open directory"
    ),
    "provider": listed("azure ad b2c|entra external id|ad lds|no idp|ldap without saml|okta or azure ad"),
}


@pytest.mark.parametrize(("place", "text"), [(place, text) for place, texts in NEVER.items() for text in texts])
def test_an_opposite_is_never_read_as_the_thing_itself(place, text):
    """A phrase that denies a word, or resembles one, is refused with a certain remedy, or recorded without a verdict."""
    refused = problems(written(place, text))
    if refused:
        assert refused[0].hint
        return
    made = read(place, text)
    assert place in ("need", "forbid")
    assert (made.needs, made.forbids) == ((), ())
    assert [one.removeprefix("forbids: ") for one in made.not_modelled] == [text]


MEANT = [
    ("need", "ldap without tls", "forbids: plain-ldap"),
    ("need", "unencrypted ldap", "forbids: plain-ldap"),
    ("need", "NTLM only", "forbids: ntlm-only"),
    ("need", "no trust", "forbids: one-way-trust, forbids: two-way-trust, forbids: forest-trust"),
    ("need", "long-lived keys", "forbids: long-lived-keys"),
    ("need", "passwords in code", "forbids: in-source-code"),
    ("need", "separate passwords for AWS", "forbids: duplicate-accounts"),
    ("need", "second directory", "forbids: extra-directory"),
    ("need", "sql logins", "forbids: db-passwords"),
    ("need", "manual provisioning", "forbids: manual-provisioning"),
    ("need", "vpn", "workloads: client-vpn, estate.connectivity: vpn, survive-outage"),
    ("forbid", "mfa", "needs: mfa"),
    ("forbid", "ldaps", "needs: ldaps"),
    ("forbid", "short-lived keys", "needs: temporary-credentials"),
    ("forbid", "schema extension", "app-change, process-change, client-change"),
    ("workload", "site-to-site vpn", "estate.connectivity: vpn"),
    ("workload", "vpn", "client-vpn, estate.connectivity: vpn"),
    ("workload", "sso", "aws-console, saas-app, needs: sso"),
    ("workload", "sql server express", "rds-sqlserver, rds-custom-sqlserver, sqlserver-ec2"),
    ("workload", "azure sql", "rds-sqlserver"),
    ("workload", "ad connect", "estate.identity_providers: entra-id, forbids: user-sync"),
    ("workload", "ad connector", "estate.directories: ad-connector"),
    ("workload", "azure ad ds", "estate.directories: entra-domain-services"),
    ("workload", "azure ad", "estate.identity_providers: entra-id"),
    ("workload", "direct connect", "estate.connectivity: dx"),
    ("workload", "google workspace", "estate.identity_providers: external-idp"),
    ("workload", "postgres on EC2", "ec2-linux, ec2-windows, ec2-apps"),
    ("workload", "file server on ec2", "ec2-linux, ec2-windows, ec2-apps"),
    ("workload", "self-managed postgres", "ec2-linux, ec2-windows, ec2-apps"),
    ("workload", "windows laptops", "workspaces, appstream, ec2-windows"),
    ("workload", "customer database", "rds-sqlserver"),
    ("workload", "mssql on premises", "leave it out"),
    ("workload", "adfs", "estate.identity_providers: adfs"),
    ("connection", "vpn client", "workloads: client-vpn"),
    ("connection", "always on vpn", "workloads: client-vpn"),
    ("connection", "point-to-site vpn", "workloads: client-vpn"),
    ("connection", "amazon connect", "workloads: connect"),
    ("connection", "ad connector", "estate.directories: ad-connector"),
    ("connection", "expressroute", "cross-cloud-vpn"),
    ("connection", "vpn down", "needs: survive-outage"),
    ("directory", "azure ad", "entra-domain-services, estate.identity_providers: entra-id"),
    ("directory", "adfs", "estate.identity_providers: adfs"),
    ("provider", "ldaps", "needs: ldaps"),
    ("provider", "ad connector", "estate.directories: ad-connector"),
]


@pytest.mark.parametrize(("place", "text", "hint"), MEANT)
def test_a_look_alike_is_refused_with_its_own_meanings(place, text, hint):
    """A phrase of another place or of several meanings is refused with exactly those."""
    with pytest.raises(InputError) as caught:
        read(place, text)
    assert hint in caught.value.problems[0].hint


WORDS = [
    ("need", "no two-way trust", "two-way-trust"),
    ("need", "no long-lived keys", "long-lived-keys"),
    ("need", "no NTLM", "ntlm-only"),
    ("need", "do not store passwords in AWS", "credentials-in-cloud"),
    ("need", "no patching", "managed-service"),
    ("need", "integrated windows authentication", "windows-auth-db"),
    ("workload", "sql on rds", "rds-sqlserver"),
    ("workload", "sql on ec2", "sqlserver-ec2"),
    ("workload", "vpn client", "client-vpn"),
    ("workload", "remote desktop services", "ec2-windows"),
    ("workload", "rds cal", "remote-desktop-licensing"),
    ("workload", "oracle linux", "ec2-linux"),
    ("workload", "oracle database", "rds-oracle"),
    ("workload", "windows file server on ec2", "ec2-windows"),
    ("workload", "fsx openzfs", "fsx-openzfs"),
    ("workload", "on-prem file server", "on-prem-file-shares"),
    ("connection", "no vpn", "none"),
    ("connection", "vpn planned", "possible"),
    ("connection", "vpn to azure", "cross-cloud-vpn"),
    ("directory", "azure ad ds", "entra-domain-services"),
    ("provider", "ad fs", "adfs"),
    ("forbid", "azure ad connect", "user-sync"),
]


@pytest.mark.parametrize(("place", "text", "word"), WORDS)
def test_a_look_alike_of_one_meaning_has_that_meaning(place, text, word):
    """A phrase that resembles several words and means one is read as that one."""
    made = read(place, text)
    estate = made.estate
    providers, kinds = list(estate.identity_providers), [one.kind for one in estate.directories.values()]
    found = [*(need.word for need in made.needs), *made.forbids, *made.kinds, *estate.connections, *providers, *kinds]
    assert found == [word]
