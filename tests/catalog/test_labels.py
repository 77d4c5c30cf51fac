"""Design labels: the parts of a design in one order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dirsim.catalog.labels import Label, contradiction, parse_label
from dirsim.catalog.parts import NOTHING, PARTS

SETS = st.sets(st.sampled_from(sorted(PARTS)), min_size=1, max_size=6).filter(lambda parts: not contradiction(parts))


@given(SETS.flatmap(lambda parts: st.permutations(sorted(parts))))
def test_the_order_in_the_text_does_not_matter(parts):
    """However the parts of a label are ordered in a text, the same label is read, and its text reads as itself."""
    label = parse_label("+".join(parts))
    assert label == Label(tuple(reversed(parts)))
    assert parse_label(str(label)) == label


def test_parts_are_written_in_the_order_of_their_table():
    """A label writes directories first, then what connects them, then the other ways in."""
    label = parse_label("iam-role+two-way-trust+ad-connector+cognito+managed-ad-standard+existing-ad-direct")
    assert str(label) == "existing-ad-direct+managed-ad-standard+two-way-trust+ad-connector+cognito+iam-role"
    assert [word for word in PARTS if label.has(word)] == list(label.parts)


def test_no_part_is_a_label_of_its_own():
    """The design without parts is written as one word, which stands for nothing else."""
    assert str(Label()) == NOTHING
    assert parse_label(NOTHING) == Label()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ad-conector", "did you mean 'ad-connector'"),
        ("managed_ad_standard", "did you mean 'managed-ad-standard'"),
        ("ad-connector+radius", "unknown part 'radius'"),
        ("managed-ad-standard+shared+shared", "written twice"),
        ("managed-ad-standard+one-way-trust+two-way-trust", "one trust"),
        ("none+shared", "takes no other part"),
        ("managed-ad", "unknown part 'managed-ad'"),
        ("managed-ad-standard+trust", "unknown part 'trust'"),
        ("managed-ad-standard+managed-ad-enterprise", "exclude each other"),
        ("ad-connector+ad-connector-per-domain", "exclude each other"),
        ("identity-center", "needs one of managed-ad-standard"),
        ("simple-ad+one-way-trust", "needs one of managed-ad-standard, managed-ad-enterprise"),
        ("self-managed-ec2+shared", "needs one of"),
        ("", "unknown part ''"),
        ("+", "unknown part ''"),
    ],
)
def test_wrong_labels_say_why(text, message):
    """A text that names no design is refused with the reason."""
    with pytest.raises(ValueError, match=message):
        parse_label(text)


def test_what_exists_may_be_known_less_exactly():
    """For a directory of today the edition and the direction of its trust may be left open."""
    assert str(parse_label("managed-ad+shared+trust", existing=True)) == "managed-ad+trust+shared"


def test_a_label_tells_its_parts():
    """A label gives its directories, its managed forest, its connector, its trust and its portal; empty means none."""
    label = parse_label("existing-ad-direct+managed-ad-enterprise+two-way-trust+ad-connector+identity-center")
    assert label.directories == ("existing-ad-direct", "managed-ad-enterprise")
    assert (label.managed_forest, label.connector, label.trust, label.portal) == (
        "managed-ad-enterprise",
        "ad-connector",
        "two-way-trust",
        "identity-center",
    )
    assert (Label().managed_forest, Label().connector, Label().trust, Label().portal) == ("", "", "", "")
    assert label.without("identity-center").with_parts("cognito").parts[-1] == "cognito"
