"""Policy objects of a directory: their links, their filters and whom they apply to."""

import struct
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dirsim.directory.discovery.policies import unique_titles

BASE = "DC=corp,DC=example"
POLICIES = f"CN=Policies,CN=System,{BASE}"
APPLY = uuid.UUID("edacfd8f-ffb3-11d1-b41d-00a0c968f939")
OTHER = uuid.UUID("00299570-246d-11d0-a768-00aa006e0529")
CONTROL, GENERIC_ALL, READ = 0x100, 0x10000000, 0x20094
ALLOWED, DENIED, ALLOWED_OBJECT, DENIED_OBJECT = 0, 1, 5, 6


def policy(number=1, **more):
    """A policy object with its GUID as its name."""
    return f"CN={{{number:08X}-0000-0000-0000-000000000000}},{POLICIES}", {
        "objectClass": "groupPolicyContainer",
        "displayName": f"Policy {number}",
    } | more


def plain(kind, mask, sid, flags=0):
    """An access control entry ([MS-DTYP] 2.4.4.2)."""
    return struct.pack("<BBHI", kind, flags, 8 + len(sid), mask) + sid


def about(kind, mask, sid, *, right=None, inherited=None, flags=0):
    """An access control entry about an extended right ([MS-DTYP] 2.4.4.3)."""
    present = (right is not None) | (2 if inherited is not None else 0)
    guids = b"".join(one.bytes_le for one in (right, inherited) if one is not None)
    return struct.pack("<BBHII", kind, flags, 12 + len(guids) + len(sid), mask, present) + guids + sid


def descriptor(*entries):
    """A self-relative security descriptor with these entries in its access control list ([MS-DTYP] 2.4.6)."""
    body = b"".join(entries)
    return struct.pack("<BBHIIII", 1, 0, 0x8004, 0, 0, 0, 20) + struct.pack("<BBHHH", 4, 0, 8 + len(body), len(entries), 0) + body  # fmt: skip


@pytest.fixture
def only(domain_of):
    """A function: a security descriptor to the names that its policy object applies to, and is denied to."""

    def read(stored, *more):
        found = domain_of(policy(nTSecurityDescriptor=stored), *more).group_policies["Policy 1"]
        return found.apply_to, found.denied

    return read


def test_the_right_to_apply_is_an_extended_right(only, sid_bytes):
    """A policy object applies to those who have the right Apply-Group-Policy, every right, or all control rights."""
    users = sid_bytes(11)
    for entry in (
        about(ALLOWED_OBJECT, CONTROL, users, right=APPLY),
        about(ALLOWED_OBJECT, CONTROL, users),
        about(ALLOWED_OBJECT, CONTROL, users, right=APPLY, inherited=OTHER),
        plain(ALLOWED, CONTROL, users),
        plain(ALLOWED, GENERIC_ALL, users),
    ):
        assert only(descriptor(entry)) == (("Authenticated Users",), ())


def test_reading_is_not_applying(only, sid_bytes):
    """A right to read, another extended right and an entry for children alone let nothing apply."""
    users = sid_bytes(11)
    for entry in (
        plain(ALLOWED, READ, users),
        about(ALLOWED_OBJECT, CONTROL, users, right=OTHER),
        about(ALLOWED_OBJECT, READ, users, right=APPLY),
        about(ALLOWED_OBJECT, CONTROL, users, right=APPLY, flags=0x08),
        plain(2, CONTROL, users),
    ):
        assert only(descriptor(entry)) == ((), ())


def test_a_denial_beats_a_grant(only, sid_bytes):
    """Those who are denied the right are not among those to whom the object applies; each name is listed once."""
    users, system = sid_bytes(11), sid_bytes(18)
    entries = [
        plain(ALLOWED, CONTROL, users),
        plain(ALLOWED, CONTROL, system),
        plain(ALLOWED, GENERIC_ALL, system),
        about(DENIED_OBJECT, CONTROL, users, right=APPLY),
    ]
    assert only(descriptor(*entries)) == (("SYSTEM",), ("Authenticated Users",))
    assert only(descriptor(plain(DENIED, CONTROL, system))) == ((), ("SYSTEM",))


@pytest.mark.parametrize(
    ("rid", "name"),
    [
        (500, "Administrator"), (512, "Domain Admins"), (513, "Domain Users"), (514, "Domain Guests"), (515, "Domain Computers"),
        (516, "Domain Controllers"), (518, "Schema Admins"), (519, "Enterprise Admins"), (521, "Read-only Domain Controllers"),
        (1105, "S-1-5-21-1-2-3-1105"),
    ],
)  # fmt: skip
def test_principals_of_a_domain_have_their_usual_names(only, sid_bytes, rid, name):
    """Well-known identifiers of a domain have names; an unknown one stays an identifier."""
    assert only(descriptor(plain(ALLOWED, CONTROL, sid_bytes(21, 1, 2, 3, rid)))) == ((name,), ())


def test_a_group_that_was_read_has_its_name(only, sid_bytes):
    """A group of the export gives its own name to its identifier."""
    sid = sid_bytes(21, 1, 2, 3, 1105)
    group = f"CN=Staff,CN=Users,{BASE}", {"objectClass": "group", "objectSid": sid, "sAMAccountName": "staff"}
    assert only(descriptor(plain(ALLOWED, CONTROL, sid)), group) == (("staff",), ())


def test_a_descriptor_without_a_list_lets_everyone_in(only):
    """Without an access control list every access is granted ([MS-ADTS] 5.1.3)."""
    assert only(struct.pack("<BBHIIII", 1, 0, 0x8000, 0, 0, 0, 0)) == (("Everyone",), ())


def test_a_damaged_descriptor_is_not_evidence(discovered, sid_bytes):
    """A descriptor that is cut off is taken as unread: Authenticated Users is assumed, and the gap is named."""
    whole = descriptor(plain(ALLOWED, CONTROL, sid_bytes(18)))
    for stored in (whole[:-1], whole[:30], whole[:24], whole[:10], b"D:nonsense"):
        found = discovered(policy(nTSecurityDescriptor=stored))
        made = found.estate.directories["corp"].domains["corp.example"].group_policies["Policy 1"]
        assert (made.apply_to, made.denied) == (("Authenticated Users",), ())
        noted = {entry.what for entry in found.all_unread}
        assert "security filtering of 1 group policy objects of corp.example" in noted


@pytest.mark.parametrize(
    ("entry", "applies"),
    [
        ("(A;;CR;;;AU)", ["Authenticated Users"]),
        ("(A;;RPWPCR;;;DU)", ["Domain Users"]),
        ("(A;;GA;;;SY)", ["SYSTEM"]),
        ("(A;;0x100;;;WD)", ["Everyone"]),
        ("(A;;0x10000000;;;BA)", ["Administrators"]),
        (f"(OA;;CR;{APPLY};;DC)", ["Domain Computers"]),
        (f"(OA;;CR;{OTHER};;DC)", []),
        ("(A;;RPLCLORC;;;AU)", []),
        ("(A;;0x20094;;;AU)", []),
        ("(A;CIIO;CR;;;AU)", []),
        ("(AU;;CR;;;AU)", []),
        ("(A;;CR;;;S-1-5-21-1-2-3-512)", ["Domain Admins"]),
        ("(A;;CR;;;AU)(D;;CR;;;AU)", []),
    ],
)
def test_a_descriptor_in_text_says_the_same(only, entry, applies):
    """Exports write descriptors in SDDL: rights, inheritance, denials and names are read from it alike."""
    assert list(only(f"O:DAG:DAD:PAI{entry}S:(AU;SA;CR;;;WD)".encode())[0]) == applies


@pytest.mark.parametrize(
    ("short", "name"),
    [
        ("AN", "Anonymous Logon"), ("BG", "Guests"), ("BU", "Users"), ("CA", "Cert Publishers"), ("DA", "Domain Admins"),
        ("DD", "Domain Controllers"), ("DG", "Domain Guests"), ("EA", "Enterprise Admins"), ("ED", "Enterprise Domain Controllers"),
        ("LA", "Administrator"), ("PA", "Group Policy Creator Owners"), ("PS", "Self"), ("RU", "Pre-Windows 2000 Compatible Access"),
        ("SA", "Schema Admins"), ("QQ", "QQ"),
    ],
)  # fmt: skip
def test_short_principals_have_their_usual_names(only, short, name):
    """The abbreviations of [MS-DTYP] 2.5.1.1 are shown as the names that administrators know."""
    assert only(f"D:(A;;CR;;;{short})".encode()) == ((name,), ())


@pytest.mark.parametrize(
    ("flags", "halves"), [(0, (True, True)), (1, (False, True)), (2, (True, False)), (3, (False, False))]
)
def test_halves_are_switched_off_by_flags(domain_of, flags, halves):
    """The first flag disables the user half, the second the computer half."""
    found = domain_of(policy(flags=flags)).group_policies["Policy 1"]
    assert (found.user_enabled, found.computer_enabled) == halves


@pytest.mark.parametrize(
    ("stored", "links"),
    [
        ("", []),
        ("[LDAP://{0};0]", [("Policy 1", False, True)]),
        ("[LDAP://{0};1]", [("Policy 1", False, False)]),
        ("[LDAP://{0};2]", [("Policy 1", True, True)]),
        ("[LDAP://{0};3]", [("Policy 1", True, False)]),
        ("[ldap://{0};0][LDAP://{1};2]", [("Policy 2", True, True), ("Policy 1", False, True)]),
        ("[LDAP://CN={{AB}},CN=Policies,DC=far;0]", [("{AB}", False, True)]),
    ],
)
def test_links_are_stored_in_reverse(domain_of, stored, links):
    """The last link of the value has the highest precedence; options disable and enforce; an unread object keeps its GUID."""
    first, second = policy(1), policy(2)
    text = stored.format(first[0], second[0])
    unit = f"OU=Sales,{BASE}", {"objectClass": "organizationalUnit", **({"gPLink": text} if text else {})}
    found = domain_of(first, second, unit).organizational_units[unit[0]].links
    assert [(link.gpo, link.enforced, link.enabled) for link in found] == links


def test_two_objects_of_one_name_are_told_apart(domain_of):
    """Objects with the same title have their GUID behind it; a title that is alone stays as it is."""
    same = {"displayName": "Baseline"}
    found = domain_of(policy(1, **same), policy(2, **same), policy(3), policy(1, **same)).group_policies
    assert list(found) == [
        "Baseline {00000001-0000-0000-0000-000000000000}",
        "Baseline {00000002-0000-0000-0000-000000000000}",
        "Policy 3",
    ]


def test_an_object_without_a_title_is_named_by_its_guid(domain_of):
    """A policy object that has no display name is known by its GUID; the GUID itself is in capital letters."""
    name, attributes = policy(0xAB)
    found = domain_of((name.replace("AB", "ab"), {"objectClass": attributes["objectClass"]})).group_policies
    assert {title: made.id for title, made in found.items()} == {
        "{000000ab-0000-0000-0000-000000000000}": "{000000AB-0000-0000-0000-000000000000}"
    }


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("1;3;10;30;WQL;root\\CIMv2;SELECT * FROM Win32_Battery;", "SELECT * FROM Win32_Battery"),
        ("anything else", "Laptops"),
    ],
)
def test_a_wmi_filter_is_its_query(domain_of, query, shown):
    """The filter of a policy object is the query behind its GUID, or the filter's name where no query can be read."""
    filters = (
        f"CN={{F}},CN=SOM,CN=WMIPolicy,CN=System,{BASE}",
        {
            "objectClass": "msWMI-Som",
            "msWMI-ID": "{F1F1}",
            "msWMI-Name": "Laptops",
            "msWMI-Parm2": query,
        },
    )
    reference = {"gPCWQLFilter": "[corp.example;{f1f1};0]"}
    assert domain_of(policy(1, **reference), filters).group_policies["Policy 1"].wmi_filter == shown
    assert domain_of(policy(1, **reference)).group_policies["Policy 1"].wmi_filter == "{f1f1}"
    assert domain_of(policy(1), filters).group_policies["Policy 1"].wmi_filter is None


@given(st.lists(st.tuples(st.sampled_from(["A", "A G1", "B", ""]), st.sampled_from(["G1", "G2", ""])), max_size=8))
def test_names_of_policies_are_unique(policies):
    """Whatever titles and identifiers policies have, each has a name of its own, and none is dropped."""
    names = unique_titles(policies)
    assert len(names) == len(policies)
    assert len(set(names)) == len(names)
