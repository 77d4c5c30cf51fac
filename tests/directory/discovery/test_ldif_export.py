"""LDIF exports: their forms, and content that is meant to do harm."""

import base64
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dirsim.directory.discovery.estate_file import estate_yaml
from dirsim.directory.discovery.ldif_export import entry_of, read_ldif
from dirsim.directory.group_policy.resultant import resultant_set
from dirsim.directory.group_policy.resultant_values import PolicyState, PolicyTarget
from dirsim.errors import InputError
from dirsim.files.requirements_reader import parse_requirements
from dirsim.parsing.ldif import ldif_records

ROOT = "dn: DC=corp,DC=example\nobjectClass: domainDNS\nmsDS-Behavior-Version: 7\n\n"


def entries(text):
    """The entries of a text, with their values as text, and the problems."""
    problems = []
    found = [
        entry_of(record) for record in ldif_records([text.encode()], "x", problems) if record.change in ("", "add")
    ]
    return [(entry.dn, {key: entry.texts(key) for key in entry.attributes}) for entry in found], problems


def test_the_forms_of_rfc_2849_are_read():
    """Folded lines, base64, comments (folded too), options and version lines are understood."""
    found, problems = entries(
        "version: 1\n# a comment\n that goes on\ndn: cn=a b\n c,dc=x\nchangetype: add\ncn;lang-de: wert\n"
        f"description:: {base64.b64encode('ü'.encode()).decode()}\nsn:value\n\n\ndn:: {base64.b64encode(b'cn=z,dc=x').decode()}\ncn: z\n"
    )
    assert found == [
        ("cn=a bc,dc=x", {"cn": ("wert",), "description": ("ü",), "sn": ("value",)}),
        ("cn=z,dc=x", {"cn": ("z",)}),
    ]
    assert problems == []


def test_changes_are_no_entries():
    """Records that modify, rename or delete are counted and say nothing of what is there."""
    found, problems = entries("dn: cn=a\nchangetype: modify\nreplace: sn\nsn: x\n-\n\ndn: cn=b\nchangetype: delete\n")
    assert (found, problems) == ([], [])


def test_every_problem_is_listed_with_its_line(tmp_path):
    """What is no LDIF is one error that names the first bad line of each record."""
    path = tmp_path / "x.ldf"
    path.write_text(f"{ROOT}dn: cn=a\nobjectClass:: %%%\nno colon here\n\ncn: b\n")
    with pytest.raises(InputError) as error:
        read_ldif([path])
    assert [problem.line for problem in error.value.problems] == [6, 9]


HOSTILE = [
    "line\nbreak", "\x1b[31mred", "\u202eturned", "<script>alert(1)</script>", "*)(objectClass=*", "a: b # c", "- &x *y !!z",
    "'\"", "%TAG", "no", "1e3", "x" * 10_000, "\u2028", "\x00nul", "  blanks  ", "{{x}}", "ends in \\",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_survive(name, tmp_path):
    """A name of any content is the same after the way through YAML, and comments stay comments."""
    escaped = "".join(f"\\{byte:02X}" for byte in name.encode())
    dn = f"OU={escaped},DC=corp,DC=example"
    gpo = f"dn: CN={{1}},CN=Policies,CN=System,DC=corp,DC=example\nobjectClass: groupPolicyContainer\ndisplayName:: {base64.b64encode(name.encode()).decode()}\n\n"
    path = tmp_path / "x.ldf"
    path.write_text(f"{ROOT}dn: {dn}\nobjectClass: organizationalUnit\n\n{gpo}")
    found = read_ldif([path])
    again = parse_requirements(estate_yaml(found))
    assert again.estate == found.estate
    domain = again.estate.directories["corp"].domains["corp.example"]
    assert list(domain.organizational_units) == [dn]
    assert list(domain.group_policies) == [name]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_any_text_survives(tmp_path_factory, name):
    """Whatever a policy object is called, the YAML form reads back as the same estate."""
    path = tmp_path_factory.mktemp("ldif") / "x.ldf"
    value = base64.b64encode(name.encode()).decode()
    path.write_text(
        f"{ROOT}dn: CN={{1}},CN=Policies,CN=System,DC=corp,DC=example\nobjectClass: groupPolicyContainer\ndisplayName:: {value}\n"
    )
    found = read_ldif([path])
    assert parse_requirements(estate_yaml(found)).estate == found.estate


def test_an_export_of_a_plain_directory_is_counted(tmp_path):
    """An LDAP directory that is no Active Directory is one of kind ldap, with its users."""
    path = tmp_path / "x.ldf"
    people = "".join(
        f"dn: uid={letter},dc=corp,dc=example\nobjectClass: inetOrgPerson\nobjectClass: person\n\n"
        for letter in string.ascii_lowercase
    )
    path.write_text(f"dn: dc=corp,dc=example\nobjectClass: dcObject\n\n{people}")
    (directory,) = read_ldif([path]).estate.directories.values()
    assert directory.kind == "ldap"
    assert (directory.domains["corp.example"].users, directory.domains["corp.example"].objects) == (26, 27)


SDDL = """\
dn: DC=corp,DC=example
objectClass: domainDNS
msDS-Behavior-Version: 7

dn: CN=Kiosks,DC=corp,DC=example
objectClass: group
objectSid: S-1-5-21-1-2-3-1105
sAMAccountName: Kiosks

dn: CN={1},CN=Policies,CN=System,DC=corp,DC=example
objectClass: groupPolicyContainer
displayName: Kiosk
nTSecurityDescriptor: O:DAG:DAD:PAI(OA;CI;CR;edacfd8f-ffb3-11d1-b41d-00a0c968f939;;S-1-5-21-1-2-3-1105)(OD;CI;CR;eda
 cfd8f-ffb3-11d1-b41d-00a0c968f939;;DA)(A;CIIO;CR;;;WD)(A;CI;RPLCLORC;;;AU)(OA;;CR;ab721a53-1e2f-11d0-9819-00aa0040529
 b;;DU)S:AI(AU;CISA;WP;;;WD)
"""


def test_access_rights_that_an_export_wrote_out_are_read(tmp_path):
    """Where rights stand in letters, whoever may apply a policy object is told from who may only read it, or inherits."""
    file = tmp_path / "corp.ldif"
    file.write_text(SDDL)
    (policy,) = read_ldif([str(file)]).estate.directories["corp"].domains["corp.example"].group_policies.values()
    assert (policy.apply_to, policy.denied) == (("Kiosks",), ("Domain Admins",))


def test_a_domain_that_blocks_what_is_linked_to_sites(tmp_path):
    """Inheritance blocked at the domain itself keeps policy of the site out, and what is linked to the domain applies."""
    file = tmp_path / "corp.ldif"
    guids = ("{1}", "{2}")
    policies = "".join(
        f"dn: CN={guid},CN=Policies,CN=System,DC=corp,DC=example\nobjectClass: groupPolicyContainer\n"
        f"displayName: P{guid[1]}\n\n"
        for guid in guids
    )
    site, root = (f"[LDAP://CN={guid},CN=Policies,CN=System,DC=corp,DC=example;0]" for guid in guids)
    file.write_text(
        f"dn: DC=corp,DC=example\nobjectClass: domainDNS\nmsDS-Behavior-Version: 7\ngPOptions: 1\ngPLink: {root}\n\n"
        f"dn: CN=hq,CN=Sites,CN=Configuration,DC=corp,DC=example\nobjectClass: site\ngPLink: {site}\n\n{policies}"
    )
    found = read_ldif([str(file)])
    again = parse_requirements(estate_yaml(found)).estate
    who = PolicyTarget(dn="CN=ana,CN=Users,DC=corp,DC=example")
    result = resultant_set(again.directories, user=who, site="hq")
    assert {one.gpo: one.state for one in result.policies} == {"P2": PolicyState.APPLIED, "P1": PolicyState.NOT_APPLIED}


def test_an_entry_without_a_name_is_listed(tmp_path):
    """An entry whose distinguished name is empty is listed as unread; the rest of the file is read."""
    path = tmp_path / "x.ldif"
    for kind in ("groupPolicyContainer", "site", "group", "trustedDomain", "computer"):
        path.write_text(f"{ROOT}dn:\nobjectClass: {kind}\nobjectSid: S-1-5-21-1-2-3-4\n\ndn: ,\nobjectClass: {kind}\n")
        found = read_ldif([path])
        assert "corp.example" in next(iter(found.estate.directories.values())).domains
        assert ("an entry", "its distinguished name is empty") in [(entry.what, entry.why) for entry in found.unread]
