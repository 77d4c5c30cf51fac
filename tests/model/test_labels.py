"""Design labels: a base and modifiers in one order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dirsim.model.labels import Label, parse_label
from dirsim.model.words import BASES, MODIFIERS

TRUSTS = {"one-way-trust", "two-way-trust"}
PARTS = st.tuples(
    st.sampled_from([base for base in BASES if base != "none"]),
    st.permutations(sorted(MODIFIERS)).flatmap(
        lambda order: st.integers(0, len(order)).map(lambda count: order[:count])
    ),
).filter(lambda parts: not set(parts[1]) >= TRUSTS)


@given(PARTS)
def test_the_order_in_the_text_does_not_matter(parts):
    """However the modifiers of a label are ordered in a text, the same label is read."""
    base, modifiers = parts
    assert parse_label("+".join((base, *modifiers))) == Label(base, tuple(reversed(modifiers)))


@given(PARTS)
def test_a_label_is_read_back(parts):
    """A label's text reads as the same label."""
    label = Label(parts[0], tuple(parts[1]))
    assert parse_label(str(label)) == label


def test_modifiers_are_written_in_the_order_of_their_table():
    """A label with every modifier writes them in the order of the table."""
    modifiers = [word for word in MODIFIERS if word != "one-way-trust"]
    assert str(Label("managed-ad-enterprise", modifiers[::-1])) == "+".join(("managed-ad-enterprise", *modifiers))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ad-conector", "did you mean 'ad-connector'"),
        ("ad-connector+radius", "unknown modifier 'radius'"),
        ("ad-connector+shared+shared", "written twice"),
        ("managed-ad-standard+one-way-trust+two-way-trust", "one trust"),
        ("none+shared", "takes no modifiers"),
        ("managed-ad", "unknown design"),
        ("managed-ad-standard+trust", "unknown modifier"),
        ("", "unknown design"),
    ],
)
def test_wrong_labels_say_why(text, message):
    """A text that is no label is refused with the reason."""
    with pytest.raises(ValueError, match=message):
        parse_label(text)


def test_what_exists_may_be_known_less_exactly():
    """For a directory of today the edition and the direction of its trust may be left open."""
    assert str(parse_label("managed-ad+trust", existing=True)) == "managed-ad+trust"
