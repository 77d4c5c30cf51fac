"""Exports as tables: csvde and ldapdomaindump."""

import json

import pytest

from dirsim.directory.discovery.table_exports import read_csvde, read_ldapdomaindump
from dirsim.errors import InputError

CSVDE = (
    "DN,objectClass,sAMAccountName,trustPartner,trustDirection,trustType,trustAttributes,msDS-SupportedEncryptionTypes\n"
    '"CN=far.example,CN=System,DC=near,DC=example",trustedDomain,,far.example,2,2,24,4\n'
)
DUMP = [
    {
        "dn": "CN=far.example,CN=System,DC=near,DC=example",
        "attributes": {
            "cn": ["far.example"],
            "objectClass": ["top", "leaf", "trustedDomain"],
            "trustPartner": ["far.example"],
            "trustDirection": [2],
            "trustType": [2],
            "trustAttributes": [24],
            "msDS-SupportedEncryptionTypes": [4],
        },
    }
]


def test_csvde_and_ldapdomaindump_give_the_same_trust(tmp_path):
    """The trust of both exports has its direction, its selective authentication and its keys; what is absent is listed."""
    table, dump = tmp_path / "all.csv", tmp_path / "domain_trusts.json"
    table.write_text(CSVDE, encoding="utf-8")
    dump.write_text(json.dumps(DUMP), encoding="utf-8")
    one, other = read_csvde([table]), read_ldapdomaindump([dump])
    assert one.estate.trusts == other.estate.trusts
    (trust,) = one.estate.trusts.values()
    assert (trust.trusting, trust.trusted, trust.two_way, trust.selective, trust.encryption_types) == (
        "near.example",
        "far.example",
        False,
        True,
        ("rc4",),
    )
    assert any("counts of" in entry.what for entry in one.all_unread)


@pytest.mark.parametrize("read", [read_csvde, read_ldapdomaindump])
def test_other_files_are_refused(tmp_path, read):
    """A file of another kind is one error with its name."""
    file = tmp_path / "it"
    file.write_text("dn: DC=a\n", encoding="utf-8")
    with pytest.raises(InputError, match="it"):
        read([file])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (",DN,\n,DC=a,\n,", "3:1: 2 cells, but the table has 3 columns"),
        ('DN,objectClass,cn\n"DC=a",domainDNS,a\n"CN=b', "3:1: 1 cells, but the table has 3 columns"),
        ("DN,objectClass\nDC=a,domainDNS,x\n", "2:1: 3 cells, but the table has 2 columns"),
        ("DN,cn,CN\nDC=a,x,y\n", "1:1: the column 'cn' is there twice"),
    ],
    ids=["no name", "cut", "long", "twice"],
)
def test_a_table_that_was_cut_or_is_ambiguous_is_refused(tmp_path, text, said):
    """A row has a cell for each column, and a column one name: what is missing is not taken for absent."""
    file = tmp_path / "it.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_csvde([file])
    assert said in str(caught.value)
