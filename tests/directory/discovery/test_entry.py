"""Values of directory entries: names, times, identifiers and bits."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dirsim.directory.discovery.entry import (
    Entry,
    dn_key,
    dn_parts,
    domain_dn,
    domain_of,
    guid_text,
    sid_text,
    written,
)

NAME = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)


def escaped(value):
    """A value as RFC 4514 section 2.4 writes it, with every special character as two hexadecimal digits."""
    return "".join(f"\\{ord(letter):02X}" if letter in ' ,+"\\<>;=#' else letter for letter in value)


@given(st.lists(st.tuples(st.sampled_from(["CN", "ou", "DC", "uid"]), NAME), min_size=1, max_size=4))
def test_a_distinguished_name_is_read_back(parts):
    """Whatever its values hold, a name written by RFC 4514 is read back part by part, with types in lower case."""
    text = ",".join(f"{kind}={escaped(value)}" for kind, value in parts)
    assert dn_parts(text) == tuple((kind.lower(), value) for kind, value in parts)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("CN=a, DC=b", (("cn", "a"), ("dc", "b"))),
        ("cn = a , dc= b ", (("cn", "a"), ("dc", "b"))),
        (r"CN=Doe\, Jane,DC=b", (("cn", "Doe, Jane"), ("dc", "b"))),
        (r"CN=a\\,DC=b", (("cn", "a\\"), ("dc", "b"))),
        (r"CN=a\ ,DC=b", (("cn", "a "), ("dc", "b"))),
        (r"CN=a\C3\BC,DC=b", (("cn", "aü"), ("dc", "b"))),
        (r"CN=a\5C2C,DC=b", (("cn", r"a\2C"), ("dc", "b"))),
        (r"CN=a\FF", (("cn", r"a\xff"),)),
        ("CN=a=b", (("cn", "a=b"),)),
        ("", ()),
    ],
)
def test_spellings_of_a_distinguished_name(text, parts):
    """Blanks around parts, escapes by sign and by number, and bytes that are not UTF-8 are read as RFC 4514 says."""
    assert dn_parts(text) == parts


def test_two_spellings_of_a_name_have_one_key():
    """Case, blanks and the form of an escape make no difference to a name's key; another value does."""
    assert dn_key(r"CN=Doe\, J,DC=Corp") == dn_key(r"cn=doe\2C j, dc=corp")
    assert dn_key("CN=a,DC=b") != dn_key("CN=a,DC=c")


@pytest.mark.parametrize(
    ("dn", "domain"),
    [
        ("CN=x,OU=y,DC=corp,DC=example", "corp.example"),
        ("DC=CORP,DC=Example", "corp.example"),
        ("DC=DomainDnsZones,DC=corp,DC=example", "corp.example"),
        ("DC=z,DC=ForestDnsZones,DC=corp,DC=example", "z.forestdnszones.corp.example"),
        ("CN=MicrosoftDNS,DC=ForestDnsZones,DC=corp,DC=example", "corp.example"),
        ("DC=x,CN=y,DC=corp", "corp"),
        ("O=company", ""),
    ],
)
def test_the_domain_of_an_entry_is_the_end_of_its_name(dn, domain):
    """The last components are the domain; a partition for DNS belongs to the domain that it serves."""
    assert Entry(dn, {}).domain == domain


@given(st.lists(st.from_regex(r"[a-z][a-z0-9]{0,5}", fullmatch=True), min_size=1, max_size=4))
def test_a_domain_has_a_name_in_the_directory(labels):
    """A domain's root names the domain again, and each label is one part of it."""
    domain = ".".join(labels)
    assert domain_of(dn_parts(domain_dn(domain))) == domain
    assert len(dn_parts(domain_dn(domain))) == len(labels)


def entry(value):
    """An entry with one value."""
    return Entry("CN=x", {"value": [value.encode() if isinstance(value, str) else value]})


@pytest.mark.parametrize(
    ("stored", "number", "bits"),
    [
        ("5", 5, 5),
        ("-1", -1, 0xFFFFFFFF),
        ("-2147483646", -2147483646, 0x80000002),
        ("x", None, 0),
        ("", None, 0),
        ("4294967296", 4294967296, 0),
    ],
)
def test_numbers_and_bits(stored, number, bits):
    """Numbers are signed; as bits they are the 32 lowest; what is not a number has none."""
    assert (entry(stored).number("value"), entry(stored).bits("value")) == (number, bits)
    assert (entry(stored).number("other"), entry(stored).bits("other")) == (None, 0)


@pytest.mark.parametrize(
    ("stored", "day"),
    [
        ("20261101120000.0Z", "2026-11-01"),
        ("20261101120000.0+0100", "2026-11-01"),
        ("20261301120000.0Z", None),
        ("116444736000000000", "1970-01-01"),
        ("116444735999999999", "1969-12-31"),
        ("0", None),
        ("-1", None),
        ("9223372036854775807", None),
        ("9223372036854775806", None),
        ("x", None),
        ("", None),
    ],
)
def test_days_of_both_forms_of_time(stored, day):
    """A generalised time and a count since 1601 have a day; never, nothing and impossible times have none."""
    assert entry(stored).day("value") == day


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0s"), (1, "1s"), (59, "59s"), (60, "1m"), (61, "61s"), (3600, "1h"), (5400, "90m"), (86_400, "1d"), (90_000, "25h")],
)  # fmt: skip
def test_durations_are_written_in_the_largest_unit(seconds, text):
    """The largest unit that divides a duration writes it."""
    assert written(seconds) == text


@given(st.integers(1, 10**9))
def test_a_written_duration_keeps_its_length(seconds):
    """A written duration has the length that it was written for, and nothing shorter writes it."""
    text = written(seconds)
    size = {"s": 1, "m": 60, "h": 3600, "d": 86_400}[text[-1]]
    assert int(text[:-1]) * size == seconds
    assert all(seconds % larger for larger in (60, 3600, 86_400) if larger > size)


@given(st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=15), st.integers(0, 2**16))
def test_identifiers_are_written_with_all_their_parts(parts, authority):
    """A security identifier has its authority and each part; bytes that are missing make it invalid."""
    raw = bytes([1, len(parts)]) + authority.to_bytes(6, "big") + b"".join(part.to_bytes(4, "little") for part in parts)
    assert sid_text(raw) == "-".join(["S", "1", str(authority), *map(str, parts)])
    assert sid_text(raw[:-1]) == ""
    assert sid_text(b"S-1-5-32-544") == "S-1-5-32-544"


@given(st.uuids())
def test_guids_are_stored_little_endian(identifier):
    """A GUID of sixteen bytes is read in the order of Windows; any other length is none."""
    assert guid_text(identifier.bytes_le) == str(identifier)
    assert guid_text(identifier.bytes_le[:-1]) == ""
    assert uuid.UUID(guid_text(identifier.bytes_le)) == identifier


def test_several_values_have_an_order_of_their_own():
    """The values of an attribute are sorted, since a server's order has no meaning; bytes are shown as they are."""
    found = Entry("CN=x", {"member": [b"b", b"a", b"\xff"]})
    assert found.texts("member") == ("\\xff", "a", "b")
    assert (found.text("member"), found.text("none"), found.texts("none")) == ("b", "", ())


def test_a_comma_in_a_value_does_not_make_two_names_equal():
    """A name with an escaped comma and one with a part more are two names."""
    assert dn_key("CN=a\\,DC\\=x") != dn_key("CN=a,DC=x")
    assert dn_key("CN=a\\2CDC\\=x") == dn_key("CN=a\\,DC=x")
    assert dn_key("CN=a\\5C\\2Cb") == dn_key("CN=a\\\\\\,b")
