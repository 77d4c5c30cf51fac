"""Hints name the word that is near, and never something else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dirsim.catalog.words import NEEDS, WORKLOAD_KINDS
from dirsim.parsing.hints import near, nearest

KNOWN = ("rds-sqlserver", "fsx-windows", "workspaces", "functional_level")


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("workspacez", "workspaces"),
        ("WorkSpaces", "workspaces"),
        ("rds_sqlserver", "rds-sqlserver"),
        ("rds sqlserver", "rds-sqlserver"),
        (" fsx-windows ", "fsx-windows"),
        ("functional-level", "functional_level"),
        ("functional level", "functional_level"),
        ("zzz", ""),
        ("", ""),
        (12, ""),
        (None, ""),
    ],
)
def test_the_nearest_word(word, found):
    """Case, blanks, hyphens and one wrong letter do not matter; another word has no hint."""
    assert nearest(word, KNOWN) == found


def test_a_hint_says_why_underscores_are_wrong():
    """A word that only has underscores in the place of hyphens is told about hyphens."""
    assert near("rds_sqlserver", KNOWN) == "words are written with hyphens: 'rds-sqlserver'"
    assert near("workspacez", KNOWN) == "did you mean 'workspaces'?"
    assert near("zzz", KNOWN) == ""


def test_nothing_is_near_nothing():
    """Without known words no hint is given."""
    assert nearest("workspaces", ()) == ""


@given(st.sampled_from(sorted({*WORKLOAD_KINDS, *NEEDS})))
def test_each_word_is_nearest_to_itself(word):
    """A known word, in any case and with underscores or blanks, is found as itself."""
    for spelling in (word, word.upper(), word.replace("-", "_"), word.replace("-", " ")):
        assert nearest(spelling, {**WORKLOAD_KINDS, **NEEDS}) == word


@given(st.text(max_size=300))
def test_any_text_is_answered(word):
    """Any text gives a known word or nothing, however long it is."""
    assert nearest(word, KNOWN) in ("", *KNOWN)
