"""Spelling: what counts as the same word, and texts that are too long to be one."""

import pytest

from dirsim.catalog.spelling import LONGEST, close_key, one_slip, tokens


@pytest.mark.parametrize(
    ("text", "word", "slip"),
    [
        ("worspaces", "workspaces", True),
        ("wokrspaces", "workspaces", True),
        ("workspaces", "workspaces", True),
        ("wrkspcs", "workspaces", False),
        ("fsx", "fxs", False),
        ("radius", "radiuss", True),
        ("radius", "rodios", False),
        ("a" * 5000, "workspaces", False),
    ],
)
def test_a_slip_is_a_letter_or_two(text, word, slip):
    """Short words may differ by one letter, long ones by two; words under five letters and much longer texts never match."""
    assert one_slip(text, word) is slip
    assert one_slip(word, text) is slip


def test_a_text_longer_than_any_word_is_compared_by_its_beginning():
    """Its parts are those of the beginning and one that no word has, so that it equals no word."""
    long = "existing credentials " * 5000
    assert tokens(long)[:2] == ("existing", "credential")
    assert tokens(long)[-1] == "..."
    assert len(tokens(long)) < LONGEST
    assert close_key(long) != close_key("existing-credentials")
    assert "..." not in tokens("existing credentials")
