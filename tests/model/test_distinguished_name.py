import pytest

from dirsim.model.distinguished_name import above, normal, parts


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("CN=a\\ ,DC=x", ("CN=a\\ ", "DC=x")),
        ("CN=a\\  ,DC=x", ("CN=a\\ ", "DC=x")),
        ("CN=a\\\\ ,DC=x", ("CN=a\\\\", "DC=x")),
        ("CN = a , DC=x", ("CN=a", "DC=x")),
        ("CN=a\\, b,DC=x", ("CN=a\\, b", "DC=x")),
        ("CN=\\ ,DC=x", ("CN=\\ ", "DC=x")),
    ],
)
def test_an_escaped_blank_belongs_to_the_value(text, found):
    """Blanks around a value are left out, but not an escaped one at its end (RFC 4514)."""
    assert parts(text) == found


def test_an_escaped_blank_does_not_join_two_parts():
    """The normal form of such a name is read as the same parts again."""
    name = normal("CN=a\\ ,OU=b,DC=x")
    assert name == "cn=a\\ ,ou=b,dc=x"
    assert above(name) == ("ou=b,dc=x", "dc=x")
