"""Design labels: text to value and back."""

import pytest

from dirsim.model.labels import Label, parse_label
from dirsim.model.words import BASES, MODIFIERS


def test_modifiers_are_put_in_order():
    """The order of the text does not matter; that of the label is always the same."""
    label = parse_label("managed-ad-enterprise + identity-center+multi-region+two-way-trust")
    assert str(label) == "managed-ad-enterprise+two-way-trust+multi-region+identity-center"
    assert label == Label("managed-ad-enterprise", ["multi-region", "identity-center", "two-way-trust"])


@pytest.mark.parametrize("base", BASES)
def test_every_base_is_a_label(base):
    """A base alone is a design."""
    assert str(parse_label(base)) == base


def test_all_modifiers_keep_the_order_of_their_table():
    """The canonical order is that of the table."""
    wanted = [word for word in MODIFIERS if word != "two-way-trust"]
    assert list(parse_label("+".join(["simple-ad", *reversed(wanted)])).modifiers) == wanted


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("managed-ad", "unknown design 'managed-ad'"),
        ("managed_ad_standard", "did you mean 'managed-ad-standard'"),
        ("simple-ad+trust", "unknown modifier 'trust'"),
        ("simple-ad+shared+shared", "written twice"),
        ("managed-ad-standard+one-way-trust+two-way-trust", "one trust"),
        ("none+shared", "takes no modifiers"),
        ("", "unknown design ''"),
        ("+", "unknown design ''"),
    ],
)
def test_what_is_no_label_says_why(text, reason):
    """The reason names the part that is wrong."""
    with pytest.raises(ValueError, match=reason):
        parse_label(text)


def test_what_exists_may_leave_edition_and_direction_open():
    """Today's directory may be known less exactly."""
    assert str(parse_label("managed-ad+shared+trust", existing=True)) == "managed-ad+trust+shared"
