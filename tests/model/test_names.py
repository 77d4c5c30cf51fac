"""Distinguished names and domain names: parts, equality, containers, domains, and what is a name at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dirsim.model.distinguished_name import above, domain_of, is_name, normal, of_domain, parts
from dirsim.model.domain_name import as_domain_name, is_domain_name

LABELS = st.text("abcXYZ019-_ ", min_size=1, max_size=6).map(str.strip).filter(bool)
VALUES = st.text('aB 1=\\,+"#;<>é', max_size=6)


def escaped(value: str) -> str:
    """A value as RFC 4514 section 2.4 writes it: a backslash before signs that mean something."""
    return "".join(f"\\{sign}" if sign in '\\,+"#;<>=' else sign for sign in value)


@given(
    st.lists(
        st.tuples(st.sampled_from(["CN", "OU", "DC"]), VALUES.filter(lambda text: text.strip() == text)),
        min_size=1,
        max_size=5,
    )
)
def test_a_name_has_its_parts(pairs):
    """Parts that are joined by commas, with the signs in their values escaped, are found again in their order."""
    written = [f"{kind}={escaped(value)}" for kind, value in pairs]
    assert parts(",".join(written)) == tuple(written)


@given(st.lists(st.tuples(st.sampled_from(["CN", "ou", "Dc"]), LABELS), min_size=1, max_size=5), st.data())
def test_equal_names_have_one_form(pairs, data):
    """Capitals, and blanks beside commas and equals signs, do not make another name."""
    plain = ",".join(f"{kind}={label}" for kind, label in pairs)
    blank = st.sampled_from(["", " ", "  "])
    spaced = ",".join(
        f"{data.draw(blank)}{kind}{data.draw(blank)}={data.draw(blank)}{label}{data.draw(blank)}"
        for kind, label in pairs
    )
    assert normal(spaced) == normal(spaced.swapcase()) == normal(plain)
    assert normal(normal(plain)) == normal(plain)


@given(st.lists(LABELS.filter(lambda label: "=" not in label), min_size=1, max_size=6))
def test_containers_are_the_ends_of_a_name(labels):
    """Each container of a name is the name without its first parts, the nearest first; the last has one part."""
    name = ",".join(f"OU={label}" for label in labels)
    found = above(name)
    assert len(found) == len(labels) - 1
    assert all(normal(name).endswith(f",{container}") for container in found)
    assert [len(parts(container)) for container in found] == list(range(len(labels) - 1, 0, -1))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()), (",", ()), ("CN=a", ("CN=a",)), ("CN=a,", ("CN=a",)), ("CN=a,,DC=b", ("CN=a", "DC=b")), (" CN = a , DC = b ", ("CN=a", "DC=b")),
        ("CN=a\\,b,DC=c", ("CN=a\\,b", "DC=c")), ("CN=a\\\\,DC=c", ("CN=a\\\\", "DC=c")), ("CN=a=b", ("CN=a=b",)), ("plain", ("plain",)),
        ("CN=line\nbreak,DC=c", ("CN=line\nbreak", "DC=c")), ("CN=a\\", ()),
    ],
)  # fmt: skip
def test_parts_of_odd_names(text, expected):
    """An escaped comma belongs to its value, empty parts are left out, and a text without equals sign is one part."""
    assert parts(text) == expected


@pytest.mark.parametrize(
    ("name", "domain"),
    [
        ("CN=a,OU=b,DC=corp,DC=example", "corp.example"), ("dc=Corp,dc=EXAMPLE", "corp.example"), ("CN=a,OU=b", ""), ("", ""), ("DC=one", "one"),
        ("CN=dc=x,DC=corp", "corp"), ("OU=DC,DC=corp , DC = example", "corp.example"),
    ],
)  # fmt: skip
def test_the_domain_of_a_name(name, domain):
    """The domain is made of the parts that begin with DC, in lower case; a name may have none."""
    assert domain_of(name) == domain


@given(st.lists(st.text("abcXYZ019-", min_size=1, max_size=6), min_size=1, max_size=4))
def test_a_domain_has_its_name_and_back(labels):
    """The distinguished name of a domain names that domain, with or without a dot at the end."""
    domain = ".".join(labels)
    assert domain_of(of_domain(domain)) == domain.lower()
    assert of_domain(f"{domain}.") == of_domain(domain) == normal(of_domain(domain))
    assert is_name(of_domain(domain))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CN=a,DC=b", True), ("dc=b", True), ("CN=a,OU=b", False), ("CN=a,DC=b,OU=c", False), ("a,DC=b", False), ("a", False), ("", False),
        ("DC=b, ", True),
    ],
)  # fmt: skip
def test_what_is_a_distinguished_name(text, expected):
    """A distinguished name has an equals sign in each part and ends in a domain."""
    assert is_name(text) is expected


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("corp.example", True), ("corp.example.", True), ("corp", True), ("a-b.c_d", True), ("_msdcs.corp", True), ("1.2", True), ("", False), (".", False),
        ("corp..example", False), (".corp", False), ("-a.b", False), ("a-.b", False), ("a b.c", False), ("é.example", False), ("corp.example..", False),
        ("corp.example\n", False), ("a-", False), ("a", True),
    ],
)  # fmt: skip
def test_what_is_a_domain_name(text, valid):
    """Labels have letters, digits, hyphens and underscores, and a hyphen neither first nor last."""
    assert is_domain_name(text) is valid


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("corp.example", "corp.example"), ("Corp Example", "Corp-Example"), ("a  b", "a-b"), ("-a-.b", "a.b"), ("..a..b.", "a.b"), ("", "unnamed"),
        ("é", "unnamed"), ("a é b.x", "a-b.x"), ("...", "unnamed"), ("a_b", "a_b"),
    ],
)  # fmt: skip
def test_any_text_as_a_domain_name(text, name):
    """Every other sign becomes a hyphen within its label, empty labels are left out, and nothing at all has a name too."""
    assert as_domain_name(text) == name


@given(st.text(max_size=30))
def test_what_is_made_is_a_domain_name(text):
    """Whatever the text, the name made of it is valid, and a valid name without a dot at its end is kept."""
    assert is_domain_name(as_domain_name(text))
    if is_domain_name(text) and not text.endswith("."):
        assert as_domain_name(text) == text
