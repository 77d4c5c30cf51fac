"""Names that are meant to do harm, put into a real directory by its own tools and read back over LDAP."""

import pytest
from hostile_names import LONG, MOST_SITES, NAMES, hostile, rdn

from dirsim.directory.discovery.entry import dn_parts
from dirsim.directory.discovery.estate_file import estate_yaml
from dirsim.directory.discovery.ldap.connection import connect
from dirsim.directory.discovery.ldap.server import read_ldap, sid_filter
from dirsim.directory.discovery.ldap.settings import Access, SignIn, address_of
from dirsim.files.requirements_reader import parse_requirements
from dirsim.recommendation.engine import recommend


@pytest.fixture(scope="module")
def sign_in(forest):
    """An administrator."""
    return SignIn(user="Administrator@corp.example", password=forest.admin_password)


@pytest.fixture(scope="module")
def put_in(forest):
    """The names in the directory, for as long as these tests last."""
    names = hostile()
    forest.add(names.ldif)
    yield names
    forest.remove(names.dns)


@pytest.fixture(scope="module")
def found(forest, sign_in, put_in):
    """What discovery reads of it."""
    assert put_in.dns
    return read_ldap([forest.ldaps], sign_in, Access(verify=False))


def test_names_are_read_as_they_are(found):
    """Sites, site links, policy objects, units and a value of 10,000 characters are those put in, to the character."""
    corp = found.estate.directories["corp"]
    domain = corp.domains["corp.example"]
    assert set(NAMES[:MOST_SITES]) <= set(corp.ad_sites)
    assert {f"to {name}" for name in NAMES[1:MOST_SITES]} <= set(corp.site_links)
    assert set(NAMES) <= set(domain.group_policies)
    units = {dn_parts(dn)[0][1]: unit for dn, unit in domain.organizational_units.items()}
    assert {name: units[name].links[0].gpo for name in NAMES} == {name: name for name in NAMES}
    assert domain.domain_controllers["long.corp.example"].operating_system == LONG
    assert any("<script>" in gap.what for gap in found.unread)


def test_the_file_reads_back(found):
    """The YAML form holds all of it and is decided on."""
    again = parse_requirements(estate_yaml(found))
    assert (again.estate, again.workloads) == (found.estate, found.workloads)
    assert recommend(again).candidates


def test_a_name_in_a_search_is_a_value(forest, sign_in, put_in):
    """Each unit is found by its own distinguished name, and an identifier that a server made up cannot widen a filter."""
    with connect(address_of(forest.ldaps), Access(verify=False), sign_in) as directory:
        for name in NAMES:
            base = f"OU={rdn(name)},DC=corp,DC=example"
            (entry,) = directory.search(base, ["ou"], scope="BASE")
            assert entry.text("ou") == name
            made_up = sid_filter(f"S-1-5-21)(objectClass=*{name}")
            assert not list(directory.search("DC=corp,DC=example", ["cn"], where=made_up))
    assert len(put_in.dns) > 80


@pytest.mark.parametrize("name", [*NAMES, "a\\b", "\\2a", "\\\\", ', +"\\<>;=', " both ends ", "\u00fcml\u00e4ut"])
def test_escapes_are_taken_off_once(name):
    """What a distinguished name says is the name, whichever of its characters were escaped, and as what."""
    simple = "".join(f"\\{one}" if one in ',+"\\<>;= #' else one for one in name)
    for written in (rdn(name), *((simple,) if name.isprintable() else ())):
        assert dn_parts(f"OU={written},DC=corp")[0] == ("ou", name)
