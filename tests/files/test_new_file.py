"""First requirements files."""

import pytest

import dirsim as ds
from dirsim.api.words_of_files import new_requirements_text
from dirsim.files.requirements_reader import parse_requirements


def test_a_new_file_is_in_words_of_the_files():
    """Everyday words of the answers are written as words of the files, and the file is read again."""
    made = ds.new_requirements("Branch", users=100, connectivity="VPN", workloads=["virtual desktops"], needs=["2FA"])
    text = new_requirements_text(made)
    assert "workspaces: {kind: workspaces}" in text
    assert parse_requirements(text) == made
    assert len(made.readings) == 2


def test_a_word_that_cannot_be_used_is_refused():
    """The same hints as for a file."""
    with pytest.raises(ds.InputError, match="it can mean"):
        ds.new_requirements("Branch", workloads=["rds"])


def test_no_active_directory_is_said():
    """``on_prem_ad`` is written only where it is known."""
    assert "on_prem_ad: false" in new_requirements_text(ds.new_requirements("x", on_prem_ad=False))
    assert "on_prem_ad" not in new_requirements_text(ds.new_requirements("x"))
