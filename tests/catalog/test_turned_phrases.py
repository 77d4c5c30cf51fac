"""Phrases around a known word that do not wish for it are refused."""

import pytest

from dirsim.catalog.spelling import tokens
from dirsim.errors import InputError
from dirsim.files.requirements_reader import parse_requirements

FILE = "dirsim: requirements/v1\nname: x\nestate: {on_prem_ad: {domains: 1, users: 500}}\nneeds: ['%s']\n"


@pytest.mark.parametrize(
    "text",
    [
        "bogus mfa", "disable mfa", "forget ldap", "mfa not required", "optional mfa", "three headed kerberos",
        "kerberos phase-out", "migrate away from ldap", "legacy ldap removal", "group policy is disabled", "trust issues",
    ],
)  # fmt: skip
def test_a_known_word_in_another_sense_is_refused(text):
    """Words before or after a need may turn or replace it: unless one of them says that it is wanted, it is not met."""
    if len(tokens(text)) > 2:
        made = parse_requirements(FILE % text)
        assert (made.needs, made.not_modelled) == ((), (text,))
        return
    with pytest.raises(InputError, match=r"unknown word"):
        parse_requirements(FILE % text)


@pytest.mark.parametrize("text", ["doctors use mfa", "our engineers need kerberos"])
def test_a_wish_with_its_subject_is_understood(text):
    """A verb of wishing between a subject and a need leaves the need as it is."""
    (need,) = parse_requirements(FILE % text).needs
    assert need.word in text
