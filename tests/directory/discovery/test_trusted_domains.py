"""Trusted domain objects as one side stores them."""

import pytest

IN, OUT, BOTH = 1, 2, 3
FOREST, EXTERNAL_BITS = 0x8, 0x4


def trust(partner, direction=BOTH, attributes=FOREST, kind=2, **more):
    """A trusted domain object of corp.example."""
    return f"CN={partner},CN=System,DC=corp,DC=example", {
        "objectClass": "trustedDomain",
        "trustPartner": partner,
        "trustDirection": direction,
        "trustType": kind,
        "trustAttributes": attributes,
    } | more


@pytest.fixture
def only(discovered):
    """A function: one trusted domain object to its trust."""

    def made(*given, **more):
        (found,) = discovered(trust("far.example", *given, **more)).estate.trusts.values()
        return found

    return made


@pytest.mark.parametrize(
    ("direction", "trusting", "trusted", "two_way"),
    [
        (IN, "far.example", "corp.example", False),
        (OUT, "corp.example", "far.example", False),
        (BOTH, "corp.example", "far.example", True),
    ],
)
def test_directions_are_those_of_the_reader(only, direction, trusting, trusted, two_way):
    """Inbound means that the partner trusts this domain, outbound the reverse."""
    found = only(direction)
    assert (found.trusting, found.trusted, found.two_way) == (trusting, trusted, two_way)


def test_a_disabled_trust_is_noted_and_left_out(discovered):
    """A trust without a direction does nothing: it is named among what was not read."""
    found = discovered(trust("far.example", 0))
    assert found.estate.trusts == {}
    assert "trust with far.example" in {entry.what for entry in found.all_unread}
    assert "far" not in found.estate.directories


@pytest.mark.parametrize(
    ("attributes", "kind", "word", "transitive"),
    [
        (FOREST, 2, "forest", True),
        (FOREST | 0x1, 2, "forest", False),
        (0, 2, "external", False),
        (0x4, 2, "external", False),
        (0, 1, "external", False),
        (0, 3, "realm", True),
        (0x1, 3, "realm", False),
        (0x20, 2, "shortcut", True),
    ],
)
def test_kinds_of_trust(only, attributes, kind, word, transitive):
    """Type and attributes make a trust external, a forest's, a realm's or one within the forest."""
    found = only(BOTH, attributes, kind)
    assert (found.kind, found.transitive) == (word, transitive)


@pytest.mark.parametrize(
    ("attributes", "filtered"),
    [(FOREST, True), (FOREST | 0x40, False), (0, False), (0x4, True), (0x20, False), (0x24, True)],
)
def test_identifiers_are_filtered(only, attributes, filtered):
    """A forest trust filters identifiers unless it is treated as external; other trusts where they are quarantined."""
    assert only(BOTH, attributes).sid_filtering is filtered


@pytest.mark.parametrize(
    ("attributes", "selective", "delegation"),
    [
        (FOREST, False, None),
        (FOREST | 0x10, True, None),
        (FOREST | 0x200, False, False),
        (FOREST | 0x800, False, True),
        (FOREST | 0xA00, False, True),
    ],
)
def test_selective_authentication_and_delegation(only, attributes, selective, delegation):
    """Selective authentication is a bit; full delegation across a trust is allowed, refused or not stated."""
    found = only(BOTH, attributes)
    assert (found.selective, found.tgt_delegation) == (selective, delegation)


@pytest.mark.parametrize(
    ("attributes", "kind", "stored", "types"),
    [
        (FOREST, 2, None, ("rc4",)),
        (0, 2, None, ("rc4",)),
        (0x20, 2, None, ()),
        (FOREST, 2, 0x18, ("aes128", "aes256")),
        (FOREST, 2, 0x1F, ("des", "rc4", "aes128", "aes256")),
        (FOREST, 2, 0x1, ("des",)),
        (0, 3, None, ()),
        (0x80, 3, None, ("rc4",)),
        (0x80, 3, 0x10, ("aes256", "rc4")),
    ],
)
def test_encryption_types_of_a_trust(only, attributes, kind, stored, types):
    """Stored types count; a trust to another forest without any uses RC4, and a realm where its attribute says so."""
    more = {} if stored is None else {"msDS-SupportedEncryptionTypes": stored}
    assert only(BOTH, attributes, kind, **more).encryption_types == types


def test_both_sides_are_one_trust(discovered):
    """Two objects about the same pair are one trust, named by both domains in the order of the alphabet."""
    reference = "CN=FAR,CN=Partitions,CN=Configuration,DC=corp,DC=example"
    found = discovered(
        trust("a.corp.example", attributes=0x20),
        ("CN=corp.example,CN=System,DC=a,DC=corp,DC=example", trust("corp.example", attributes=0x20)[1]),
        (reference, {"objectClass": "crossRef", "dnsRoot": "a.corp.example", "systemFlags": 3,
                     "trustParent": "CN=CORP,CN=Partitions,CN=Configuration,DC=corp,DC=example"}),
    )  # fmt: skip
    assert {name: entry.kind for name, entry in found.estate.trusts.items()} == {
        "a.corp.example--corp.example": "parent-child"
    }


def test_the_far_side_is_a_directory_of_which_the_name_is_known(discovered):
    """Partners outside the forest become directories; a domain below another partner joins its directory."""
    found = discovered(trust("far.example"), trust("sub.far.example", attributes=0), trust("MIT.REALM", kind=3))
    assert {name: list(entry.domains) for name, entry in found.estate.directories.items() if name != "corp"} == {
        "far": ["far.example", "sub.far.example"]
    }
    assert found.sources["estate", "directories", "far"] == "known only as the far side of a trust"


def test_partners_are_written_in_lower_case_and_realms_as_they_are(discovered):
    """Names of domains have no case, names of Kerberos realms do; a final dot is not part of a name."""
    found = discovered(trust("FAR.Example."), trust("MIT.Realm", kind=3))
    assert {entry.trusted for entry in found.estate.trusts.values()} == {"far.example", "MIT.Realm"}


def test_a_partner_that_cannot_be_a_domain_is_noted(discovered):
    """A trust with an impossible name is left out and named."""
    found = discovered(trust("far example"))
    assert found.estate.trusts == {}
    assert "trust with 'far example'" in {entry.what for entry in found.all_unread}


def test_a_trust_without_a_partner_is_named_by_its_object(only, discovered):
    """Where the partner is not stored, the name of the object is the partner."""
    name, attributes = trust("far.example")
    del attributes["trustPartner"]
    (found,) = discovered((name, attributes)).estate.trusts.values()
    assert found == only()


def test_a_trust_with_itself_is_dropped(discovered):
    """An object that names its own domain is not a trust."""
    assert discovered(trust("corp.example")).estate.trusts == {}
