"""Accounts, policies and delegation, counted from entries."""

from datetime import date

import pytest

BASE = "DC=corp,DC=example"
PEOPLE = f"CN=Users,{BASE}"
USER, COMPUTER, TRUST_ACCOUNT = 0x30000000, 0x30000001, 0x30000002
NORMAL, WORKSTATION, SERVER_TRUST, READ_ONLY = 0x200, 0x1000, 0x2000, 0x04000000
DAY = 864_000_000_000


def stored(day):
    """Noon of a day as a directory stores it: a count of 100 ns since 1601."""
    return (day - date(1601, 1, 1)).days * DAY + DAY // 2


def person(name, **more):
    """A user account."""
    return f"CN={name},{PEOPLE}", {
        "objectClass": ["person", "user"],
        "sAMAccountName": name,
        "sAMAccountType": USER,
        "userAccountControl": NORMAL,
    } | more


def machine(name, flags=WORKSTATION, **more):
    """A computer account."""
    return f"CN={name},CN=Computers,{BASE}", {
        "objectClass": ["person", "user", "computer"],
        "sAMAccountName": f"{name}$",
        "sAMAccountType": COMPUTER,
        "userAccountControl": flags,
    } | more


def group(name, sid, members=()):
    """A group with a security identifier."""
    return f"CN={name},{PEOPLE}", {
        "objectClass": "group",
        "sAMAccountName": name,
        "objectSid": sid,
        **({"member": list(members)} if members else {}),
    }


def test_each_entry_is_counted_as_what_it_is(domain_of):
    """People, machines and groups are counted apart; contacts and trust accounts are objects only."""
    found = domain_of(
        person("ana"),
        person("bob"),
        machine("pc1"),
        group("staff", "S-1-5-21-1-2-3-1100"),
        (f"CN=kim,{PEOPLE}", {"objectClass": ["person", "contact"]}),
        (f"CN=FAR$,{PEOPLE}", {"objectClass": ["person", "user"], "sAMAccountType": TRUST_ACCOUNT}),
        (f"OU=Sales,{BASE}", {"objectClass": "organizationalUnit"}),
    )
    assert (found.users, found.computers, found.groups, found.objects) == (2, 1, 1, 8)


def test_an_empty_domain_has_counts_of_nothing(domain_of):
    """Of a domain whose root alone is exported, one object is counted and the rest is zero."""
    found = domain_of()
    assert (found.users, found.computers, found.groups, found.objects) == (0, 0, 0, 1)
    assert found.unconstrained_delegation is None


@pytest.mark.parametrize(
    ("flags", "more", "expected"),
    [
        (NORMAL, {}, (0, 0, 0)),
        (NORMAL | 0x80000, {}, (1, 0, 0)),
        (NORMAL | 0x1000000, {}, (0, 1, 0)),
        (NORMAL, {"msDS-AllowedToDelegateTo": "cifs/fs"}, (0, 1, 0)),
        (NORMAL | 0x1000000, {"msDS-AllowedToDelegateTo": "cifs/fs"}, (0, 1, 0)),
        (NORMAL, {"msDS-AllowedToActOnBehalfOfOtherIdentity": b"\x01"}, (0, 0, 1)),
        (NORMAL | 0x1080000, {}, (1, 1, 0)),
    ],
)
def test_delegation_is_counted_by_its_kind(domain_of, flags, more, expected):
    """TRUSTED_FOR_DELEGATION is unconstrained; the protocol transition flag or a list of services is constrained."""
    for entry in (person("svc", userAccountControl=flags, **more), machine("app", flags, **more)):
        found = domain_of(entry)
        counts = (found.unconstrained_delegation, found.constrained_delegation, found.resource_delegation)
        assert counts == expected


@pytest.mark.parametrize("flags", [SERVER_TRUST | 0x80000, READ_ONLY | WORKSTATION | 0x1000000])
def test_controllers_do_not_count_as_delegates(domain_of, flags):
    """A controller is trusted for delegation by its nature; it is listed as a controller, not as a finding."""
    found = domain_of(machine("DC1", flags, dNSHostName="DC1.corp.example"), person("ana"))
    assert (found.unconstrained_delegation, found.constrained_delegation) == (0, 0)
    assert set(found.domain_controllers) == {"dc1.corp.example"}
    assert found.domain_controllers["dc1.corp.example"].read_only is bool(flags & READ_ONLY)


def test_a_controller_has_its_system_and_its_encryption(domain_of):
    """System and version are one text, encryption types are named by their bits, and the last logon is a day."""
    found = domain_of(
        machine(
            "DC2",
            SERVER_TRUST,
            operatingSystem="Windows Server 2022",
            operatingSystemVersion="10.0 (20348)",
            lastLogonTimestamp=stored(date(2024, 12, 28)),
            **{"msDS-SupportedEncryptionTypes": 0x1C},
        )
    ).domain_controllers["dc2"]
    assert found.operating_system == "Windows Server 2022 10.0 (20348)"
    assert found.encryption_types == ("rc4", "aes128", "aes256")
    assert found.last_logon == "2024-12-28"


@pytest.mark.parametrize("kind", ["msDS-GroupManagedServiceAccount", "msDS-ManagedServiceAccount"])
def test_managed_service_accounts_are_named(domain_of, kind):
    """A managed service account is neither a machine nor a person: it is listed by its name, without the sign."""
    entry = machine("gmsa1", objectClass=["computer", kind])
    bare = (f"CN=gmsa0,CN=Managed,{BASE}", {"objectClass": ["computer", kind]})
    found = domain_of(entry, bare)
    assert (found.managed_service_accounts, found.computers, found.users) == (("gmsa0", "gmsa1"), 0, 0)


@pytest.mark.parametrize(
    ("rid", "name", "usual"),
    [
        (512, "Domänen-Admins", "Domain Admins"),
        (518, "Schema", "Schema Admins"),
        (519, "Org", "Enterprise Admins"),
        (520, "GPO", "Group Policy Creator Owners"),
        (526, "Keys", "Key Admins"),
        (527, "EKeys", "Enterprise Key Admins"),
        (1104, "DnsAdmins", "DnsAdmins"),
        (1105, "Domain Admins", None),
        (513, "Domain Users", None),
    ],
)
def test_privileged_groups_are_known_by_their_identifier(domain_of, rid, name, usual):
    """The relative identifier makes a group privileged, whatever its name; DnsAdmins has its name alone."""
    found = domain_of(group(name, f"S-1-5-21-1-2-3-{rid}", [f"CN=m{n},{PEOPLE}" for n in range(3)]))
    assert found.privileged_groups == ({usual: 3} if usual else {})


@pytest.mark.parametrize(
    ("rid", "usual"),
    [
        (544, "Administrators"),
        (548, "Account Operators"),
        (549, "Server Operators"),
        (550, "Print Operators"),
        (551, "Backup Operators"),
        (545, None),
    ],
)
def test_builtin_groups_are_known_by_their_identifier(domain_of, sid_bytes, rid, usual):
    """The built-in groups of a domain are privileged, also where the identifier is stored as bytes."""
    found = domain_of(group("any", sid_bytes(32, rid), [f"CN=m,{PEOPLE}"]))
    assert found.privileged_groups == ({usual: 1} if usual else {})


def test_a_group_without_readable_members_has_no_number(domain_of):
    """Where the members of a privileged group were not exported, no number is stated."""
    assert domain_of(group("x", "S-1-5-21-1-2-3-512")).privileged_groups == {}


@pytest.mark.parametrize(
    "name", [{"sAMAccountName": "krbtgt"}, {"objectSid": "S-1-5-21-1-2-3-502", "sAMAccountName": "renamed"}]
)
def test_the_age_of_the_krbtgt_password_is_read(domain_of, name):
    """The account of the KDC is known by its name or its identifier; its password has a day."""
    assert domain_of(person("k", pwdLastSet=stored(date(2024, 1, 16)), **name)).krbtgt_password_set == "2024-01-16"
    assert domain_of(person("k", pwdLastSet=0, **name)).krbtgt_password_set is None
    assert domain_of(person("k", pwdLastSet=stored(date(2024, 1, 16)))).krbtgt_password_set is None


def test_the_password_policy_of_the_domain(discovered):
    """Lengths and durations of the domain's policy: 42 days, 24 passwords, complexity without reversible encryption."""
    attributes = {
        "objectClass": "domainDNS",
        "msDS-Behavior-Version": 10,
        "ms-DS-MachineAccountQuota": 10,
        "minPwdLength": 7,
        "pwdHistoryLength": 24,
        "minPwdAge": -DAY,
        "maxPwdAge": -42 * DAY,
        "pwdProperties": 1,
        "lockoutThreshold": 5,
        "lockoutDuration": -30 * DAY // 1440,
    }
    found = discovered((BASE, attributes), base=()).estate.directories["corp"].domains["corp.example"]
    policy = found.password_policy
    assert (policy.min_length, policy.history, policy.min_age, policy.max_age) == (7, 24, "1d", "42d")
    assert (policy.complexity, policy.reversible, policy.lockout_threshold) == (True, False, 5)
    assert policy.lockout_duration == "30m"
    assert (found.functional_level, found.machine_account_quota) == ("2025", 10)


@pytest.mark.parametrize(
    ("ticks", "text"),
    [
        (0, "0s"),
        (-(2**63), "0s"),
        (-DAY, "1d"),
        (-DAY // 24, "1h"),
        (-90 * DAY // 1440, "90m"),
        (-10_000_000, "1s"),
        (-61 * 10_000_000, "61s"),
    ],
)
def test_a_duration_is_written_in_its_largest_unit(discovered, ticks, text):
    """A negative count of 100 ns is written in the largest unit that divides it; none and never are zero."""
    root = (BASE, {"objectClass": "domainDNS", "msDS-Behavior-Version": 7, "minPwdLength": 1, "maxPwdAge": ticks})
    found = discovered(root, base=()).estate.directories["corp"].domains["corp.example"]
    assert found.password_policy.max_age == text


def test_fine_grained_policies_are_read_by_name(domain_of):
    """A password settings object has its precedence, flags, and the groups that it applies to."""
    settings = {
        "objectClass": "msDS-PasswordSettings",
        "msDS-PasswordSettingsPrecedence": 10,
        "msDS-MinimumPasswordLength": 15,
        "msDS-PasswordHistoryLength": 5,
        "msDS-MaximumPasswordAge": -365 * DAY,
        "msDS-PasswordComplexityEnabled": "TRUE",
        "msDS-PasswordReversibleEncryptionEnabled": "FALSE",
        "msDS-LockoutThreshold": 3,
        "msDS-PSOAppliesTo": [f"CN=b,{PEOPLE}", f"CN=a,{PEOPLE}"],
    }
    found = domain_of((f"CN=Admins,CN=Password Settings Container,CN=System,{BASE}", settings)).password_policies
    policy = found["Admins"]
    assert list(found) == ["Admins"]
    assert (policy.precedence, policy.min_length, policy.history, policy.max_age) == (10, 15, 5, "365d")
    assert (policy.complexity, policy.reversible, policy.lockout_threshold) == (True, False, 3)
    assert policy.applies_to == (f"CN=a,{PEOPLE}", f"CN=b,{PEOPLE}")
    assert (policy.min_age, policy.lockout_duration) == (None, None)


def test_units_have_links_and_blocks(domain_of):
    """Units are listed from the top down with their policy links; blocked inheritance is a bit."""
    link = f"[LDAP://cn={{AB}},cn=policies,cn=system,{BASE};0]"
    found = domain_of(
        (f"OU=Sub,OU=Top,{BASE}", {"objectClass": "organizationalUnit", "gPOptions": 1}),
        (f"OU=Top,{BASE}", {"objectClass": "organizationalUnit", "gPLink": link, "gPOptions": 0}),
    ).organizational_units
    assert list(found) == [f"OU=Top,{BASE}", f"OU=Sub,OU=Top,{BASE}"]
    assert [unit.block_inheritance for unit in found.values()] == [False, True]
    assert [len(unit.links) for unit in found.values()] == [1, 0]


def test_what_could_not_be_read_is_named(discovered):
    """Missing rights are named: the age of krbtgt, delegation, fine-grained policies."""
    notes = {entry.what for entry in discovered().all_unread}
    assert notes >= {
        "age of the password of krbtgt in corp.example",
        "delegation in corp.example",
        "fine-grained password policies of corp.example",
    }
    krbtgt = person("krbtgt", pwdLastSet=stored(date(2024, 1, 16)))
    assert not {entry.what for entry in discovered(krbtgt).all_unread} & {
        "age of the password of krbtgt in corp.example",
        "delegation in corp.example",
    }


def test_an_ldap_directory_is_not_active_directory(discovered):
    """Entries without any sign of Active Directory are an LDAP directory with counts of its suffix."""
    base = "dc=shop,dc=example"
    found = discovered(
        (base, {"objectClass": "domain"}),
        (f"uid=ana,{base}", {"objectClass": "posixAccount"}),
        (f"cn=staff,{base}", {"objectClass": "groupOfNames"}),
        (f"cn=unix,{base}", {"objectClass": "posixGroup"}),
        base=(),
    )
    (directory,) = found.estate.directories.values()
    domain = directory.domains["shop.example"]
    assert (directory.kind, domain.users, domain.groups, domain.objects) == ("ldap", 1, 2, 4)
    assert found.name == "shop.example as discovered"
